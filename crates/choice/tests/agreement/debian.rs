//! Debian votes: beat matrix, quorum, majorities, Schwartz set and winner as devotee reported them.

use polity_choice::exact::{Ratio, parse_decimal};
use polity_choice::format::read_debian_tally;
use polity_choice::ranked::{DebianRule, Pairwise, Unranked, debian};
use polity_choice::ties::TieBreak;

use crate::data;

/// What a result page says.
#[derive(Default)]
struct Report {
    matrix: Vec<Vec<u64>>,
    quorum: Option<Ratio>,
    majorities: Vec<Ratio>,
    inclusive: bool,
    dropped: Vec<usize>,
    schwartz: Vec<usize>,
    winners: Vec<usize>,
}

fn option_number(text: &str) -> Option<usize> {
    let rest = text.trim().strip_prefix("Option ")?;
    rest.split_whitespace().next()?.parse::<usize>().ok().map(|number| number - 1)
}

fn parse(text: &str) -> Report {
    let mut report = Report::default();
    let mut section = "";
    for line in text.lines() {
        let trimmed = line.trim();
        if trimmed.starts_with("===") {
            section = "matrix";
        } else if trimmed.starts_with("The Schwartz Set") {
            section = "schwartz";
        } else if trimmed.starts_with("The winner") {
            section = "winners";
        } else if trimmed.starts_with("Looking at")
            || trimmed.starts_with("-=-=") && section != "winners"
        {
            section = "";
        }
        let Some(option) = option_number(line.trim_start_matches("Dropping ")) else { continue };
        match section {
            "matrix" => {
                let cells: Vec<u64> =
                    trimmed.split_whitespace().skip(2).map(|cell| cell.parse().unwrap()).collect();
                let mut row = cells.clone();
                row.insert(option.min(cells.len()), 0);
                report.matrix.push(row);
            }
            "schwartz" => report.schwartz.push(option),
            "winners" => report.winners.push(option),
            _ => {}
        }
        if trimmed.contains("quorum") {
            let quorum = trimmed.rsplit(' ').next().unwrap();
            report.quorum = Some(parse_decimal(quorum).unwrap());
        }
        if trimmed.contains("Majority") {
            let needed = trimmed.rsplit(' ').next().unwrap();
            if report.majorities.len() <= option {
                report.majorities.resize(option + 1, parse_decimal("1").unwrap());
            }
            report.majorities[option] = parse_decimal(needed).unwrap();
            report.inclusive |= trimmed.contains(">=");
        }
        if trimmed.starts_with("Dropping") {
            report.dropped.push(option);
        }
    }
    report
}

#[test]
fn votes_of_the_project_agree_with_devotee() {
    let Some(folder) = data::folder("elections/debian") else { return };
    let (mut cases, mut wrong) = (0, Vec::new());
    for path in data::files(&folder, "_tally.txt") {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let ballots = read_debian_tally(&name, &data::read(&path)).unwrap();
        let results = path.with_file_name(name.replace("_tally", "_results"));
        if !results.exists() {
            continue;
        }
        let report = parse(&data::read(&results));
        if report.matrix.is_empty() {
            println!("{name}: the page has no matrix");
            continue;
        }
        cases += 1;
        let pairs = Pairwise::of(&ballots, Unranked::Last).unwrap();
        let size = ballots.candidates();
        let mut majorities = report.majorities.clone();
        majorities.resize(size, parse_decimal("1").unwrap());
        let rule = DebianRule {
            default: size - 1,
            quorum: report.quorum.clone(),
            majorities,
            inclusive: report.inclusive,
        };
        let result = debian(ballots.names(), &pairs, &rule, &TieBreak::Listed).unwrap();
        let mut dropped = [result.below_quorum.clone(), result.below_majority.clone()].concat();
        dropped.sort_unstable();
        let same = [
            ("matrix", pairs.rows() == report.matrix),
            ("dropped", dropped == report.dropped),
            ("schwartz", result.schwartz == report.schwartz),
            ("winner", result.undefeated == report.winners),
        ];
        let differs: Vec<&str> =
            same.iter().filter(|(_, same)| !same).map(|(what, _)| *what).collect();
        if !differs.is_empty() {
            wrong.push(format!("{name}: {differs:?} {result:?} winners {:?}", report.winners));
        }
    }
    data::conclude("debian", cases, &wrong);
}
