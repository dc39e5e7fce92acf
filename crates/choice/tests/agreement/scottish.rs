//! Scottish council elections: winners in order, quota, rounds and ties as `droop` computed them.

use polity_choice::format::read_blt;
use polity_choice::stv::scottish;

use crate::data;

#[test]
fn council_elections_agree() {
    let Some(folder) = data::folder("elections/scottish_stv") else { return };
    let expected = data::json(&folder.join("expected_droop_scottish_rule.json"));
    let (mut cases, mut wrong) = (0, Vec::new());
    for path in data::files(&folder, ".blt") {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let contest = read_blt(&name, &data::read(&path));
        let Some(expected) = expected.get(&name).filter(|case| case.get("elected_idx").is_some())
        else {
            let refusal = contest.expect_err("a damaged file is refused").to_string();
            assert!(refusal.starts_with(&format!("{name}:")), "{refusal}");
            println!("refused: {refusal}");
            continue;
        };
        cases += 1;
        let contest = match contest {
            Ok(contest) => contest,
            Err(refusal) => {
                wrong.push(refusal.to_string());
                continue;
            }
        };
        let mut options = contest.options();
        options.ties =
            polity_choice::ties::TieBreak::Drawn((0..contest.ballots.candidates()).collect());
        let result = scottish(&contest.ballots, &options).unwrap();
        let winners: Vec<u64> = result.winners.iter().map(|&one| one as u64 + 1).collect();
        let named: Vec<u64> = expected["elected_idx"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one.as_u64().unwrap())
            .collect();
        let rounds = result.stages.iter().map(|stage| stage.round).max().unwrap();
        let same = winners == named
            && expected["quota"].as_str() == Some(&result.quota)
            && expected["rounds"].as_u64() == Some(u64::from(rounds))
            // The flag was set wherever a report has the letters of "tie", as in "Carnoustie".
            && (expected["tie_break_used"].as_bool() == Some(!result.ties.is_empty())
                || result.ties.is_empty() && contest.title.contains("tie"));
        if !same {
            wrong.push(format!(
                "{name}: {winners:?} {rounds} {:?} expected {expected}",
                result.ties
            ));
            for stage in &result.stages {
                println!("{} {:?} {:?}", stage.round, stage.action, stage.votes);
            }
        }
    }
    data::conclude("scottish_stv", cases, &wrong);
}
