//! Committees of `abcvoting`: all tied committees where it lists them, one of them otherwise.

use std::collections::BTreeMap;

use polity_choice::ballots::Approvals;
use polity_choice::committee::{
    Committees, Completion, Thiele, Wanted, approval_committee, equal_shares, monroe, phragmen,
    reverse_sequential, satisfaction_approval, sequential, thiele,
};
use polity_choice::format::read_abc_yaml;

use crate::data;

fn run(rule: &str, ballots: &Approvals, seats: usize, wanted: &Wanted) -> Option<Committees> {
    let result = match rule {
        "av" => approval_committee(ballots, seats, wanted),
        "sav" => satisfaction_approval(ballots, seats, wanted),
        "pav" => thiele(Thiele::Proportional, ballots, seats, wanted),
        "slav" => thiele(Thiele::SainteLague, ballots, seats, wanted),
        "cc" => thiele(Thiele::Coverage, ballots, seats, wanted),
        "geom2" => thiele(Thiele::Geometric, ballots, seats, wanted),
        "seqpav" => sequential(Thiele::Proportional, ballots, seats, wanted),
        "seqslav" => sequential(Thiele::SainteLague, ballots, seats, wanted),
        "seqcc" => sequential(Thiele::Coverage, ballots, seats, wanted),
        "revseqpav" => reverse_sequential(Thiele::Proportional, ballots, seats, wanted),
        "seqphragmen" => phragmen(ballots, seats, wanted),
        "monroe" => monroe(ballots, seats, wanted),
        "equal-shares" => equal_shares(ballots, seats, Completion::Phragmen, wanted),
        "equal-shares-with-av-completion" => {
            equal_shares(ballots, seats, Completion::Approval, wanted)
        }
        _ => return None,
    };
    Some(result.unwrap())
}

#[test]
fn committees_agree() {
    let Some(folder) = data::folder("elections/abcvoting") else { return };
    let mut counts: BTreeMap<String, (usize, Vec<String>)> = BTreeMap::new();
    for path in data::files(&folder, ".abc.yaml") {
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        if !file.starts_with("instance") {
            continue;
        }
        let read = read_abc_yaml(&file, &data::read(&path)).unwrap();
        for case in &read.results {
            let Some(expected) = &case.committees else { continue };
            let wanted = if case.is_resolute { Wanted::One } else { Wanted::All };
            let Some(ours) = run(&case.rule, &read.ballots, read.seats.unwrap(), &wanted) else {
                continue;
            };
            let mut expected = expected.clone();
            for committee in &mut expected {
                committee.sort_unstable();
            }
            expected.sort();
            let agrees = if case.is_resolute {
                ours.committees.len() == 1 && expected.contains(&ours.committees[0])
            } else {
                ours.committees == expected
            };
            let kind = if case.is_resolute { "one" } else { "all" };
            let entry = counts.entry(format!("{} ({kind})", case.rule)).or_default();
            entry.0 += 1;
            if !agrees {
                entry.1.push(format!(
                    "{file} {}: {:?} expected {expected:?}",
                    case.rule, ours.committees
                ));
            }
        }
    }
    for (rule, (cases, wrong)) in &counts {
        println!("{rule}: {} of {cases}", cases - wrong.len());
        for one in wrong.iter().take(2) {
            println!("  {}", one.chars().take(220).collect::<String>());
        }
    }
    let all: Vec<String> = counts.values().flat_map(|(_, wrong)| wrong.clone()).collect();
    data::conclude("abcvoting", counts.values().map(|(cases, _)| cases).sum(), &all);
}
