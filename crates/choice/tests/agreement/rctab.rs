//! Cases of `RCTab` whose cast vote records are in the set as CSV, in any layout of columns: every
//! round's tally, who was eliminated, who was elected.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use polity_choice::ballots::Ranked;
use polity_choice::format::{RctabConfig, read_rctab_config, read_rctab_csv};
use polity_choice::ranked::{IrvRule, instant_runoff};
use polity_choice::stv::{
    Action, Declares, Fixed, GregoryRule, Quota, StvOptions, Transfer, gregory,
};
use polity_choice::ties::TieBreak;
use serde_json::Value;

use crate::data;

fn text_of(path: &Path) -> String {
    if path.to_string_lossy().ends_with(".gz") {
        let mut text = String::new();
        let file = std::fs::File::open(path).unwrap();
        flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
        return text;
    }
    data::read(path)
}

/// A case: how it is to be counted, its ballots, and what was reported.
struct Case {
    name: String,
    config: RctabConfig,
    ballots: Ranked,
    rounds: Vec<Value>,
    write_ins: Option<usize>,
}

/// The records of a case: the CSV in its folder, or the rows that `RCTab` itself wrote of the same files.
fn records(folder: &Path, config: &Path) -> Option<String> {
    let beside: Vec<PathBuf> = [".csv", ".csv.gz"]
        .iter()
        .flat_map(|ending| data::files(config.parent().unwrap(), ending))
        .filter(|file| file.file_name().unwrap().to_string_lossy().contains("cvr"))
        .collect();
    if let [csv] = &beside[..] {
        return Some(text_of(csv));
    }
    let sources = data::json(config)["cvrFileSources"].clone();
    let base = |path: &str| path.rsplit('/').next().unwrap().to_owned();
    let wanted: Vec<String> = sources
        .as_array()
        .unwrap()
        .iter()
        .map(|source| base(source["filePath"].as_str().unwrap()))
        .collect();
    for export in data::files(folder, "_expected.csv") {
        let text = text_of(&export);
        let (header, rows) = text.split_once('\n').unwrap();
        let is_wanted = |row: &&str| wanted.contains(&base(row.split(',').next().unwrap()));
        let rows: Vec<&str> = rows.lines().filter(is_wanted).collect();
        if !rows.is_empty() {
            return Some(format!("{header}\n{}\n", rows.join("\n")));
        }
    }
    None
}

/// Every case with a report, or why it is left out.
fn cases(folder: &Path) -> Vec<Result<Case, String>> {
    let mut found = Vec::new();
    for path in data::files(folder, "_config.json") {
        let name = path.file_name().unwrap().to_string_lossy().replace("_config.json", "");
        let report = path.with_file_name(format!("{name}_expected_detailed_report.json"));
        let Some(text) = records(folder, &path) else {
            found.push(Err(format!("{name}: no cast vote records as CSV")));
            continue;
        };
        if !report.exists() {
            found.push(Err(format!("{name}: no report")));
            continue;
        }
        let mut config = read_rctab_config(&name, &data::read(&path)).unwrap();
        if data::json(&path)["cvrFileSources"][0]["provider"] == "cdf" {
            // The tables converted from CDF name candidates by their letter.
            for (name, aliases) in &mut config.columns.candidates {
                aliases.extend(name.split(' ').filter(|word| word.len() == 1).map(str::to_owned));
            }
        }
        let columns = config.columns.fitted(&text);
        let ballots = read_rctab_csv(&name, &text, &columns).unwrap();
        let has_write_ins = ballots.candidates() > columns.candidates.len();
        let write_ins = has_write_ins.then_some(columns.candidates.len());
        let rounds = data::json(&report)["results"].as_array().unwrap().clone();
        found.push(Ok(Case { name, config, ballots, rounds, write_ins }));
    }
    found
}

/// Numbers of votes without the zeros at their end, and without those who have none.
fn stated(round: &Value) -> BTreeMap<String, String> {
    let tally = round["tally"].as_object().unwrap();
    tally.iter().filter_map(|(name, votes)| plain(name, votes.as_str().unwrap())).collect()
}

fn plain(name: &str, votes: &str) -> Option<(String, String)> {
    let votes = if votes.contains('.') { votes.trim_end_matches('0') } else { votes };
    let votes = votes.trim_end_matches('.');
    (!votes.is_empty() && votes != "0").then(|| (name.to_owned(), votes.to_owned()))
}

fn named<'r>(rounds: &'r [Value], what: &str) -> Vec<Vec<&'r str>> {
    let of = |round: &'r Value| {
        let results = round["tallyResults"].as_array().unwrap();
        results.iter().filter_map(|one| one[what].as_str()).collect()
    };
    rounds.iter().map(of).collect()
}

fn ties(case: &Case) -> TieBreak {
    match case.config.tie_mode.as_str() {
        "useCandidateOrder" => TieBreak::Order((0..case.ballots.candidates()).collect()),
        _ => TieBreak::Listed,
    }
}

/// Compares an instant runoff: how many rounds there were, and where the first differs.
fn runoff(case: &Case) -> (usize, Option<String>, bool) {
    let rule = IrvRule {
        until_two: case.config.until_two,
        batch: case.config.excludes_batch,
        excluded_first: case.write_ins,
        ..IrvRule::default()
    };
    let result = instant_runoff(&case.ballots, rule, &ties(case)).unwrap();
    // Where counting goes on after a majority, the report shows that round twice: once for who is
    // elected, once for who is eliminated.
    let mut rounds = case.rounds.clone();
    rounds.dedup_by(|later, earlier| later["tally"] == earlier["tally"]);
    let mut difference = None;
    for (number, (ours, wanted)) in result.rounds.iter().zip(&rounds).enumerate() {
        let votes = case.ballots.names().iter().zip(&ours.votes);
        let own: BTreeMap<String, String> = votes
            .filter_map(|(name, votes)| plain(name, &votes.unwrap_or(0).to_string()))
            .collect();
        if own != stated(wanted) {
            let wanted = stated(wanted);
            difference = Some(format!("round {}: {own:?}, reported {wanted:?}", number + 1));
            break;
        }
    }
    let elected = named(&case.rounds, "elected").concat();
    let winner = case.ballots.names()[result.winner].as_str();
    if difference.is_none() && elected != [winner] {
        difference = Some(format!("{winner} is elected, reported {elected:?}"));
    }
    if difference.is_none() && rounds.len() > result.rounds.len() {
        difference = Some(format!("{} rounds, reported {}", result.rounds.len(), rounds.len()));
    }
    let is_drawn = !result.ties.is_empty() && case.config.tie_mode != "useCandidateOrder";
    (result.rounds.len(), difference, is_drawn)
}

/// Compares a count of several seats. The report ends with a round in which the last surpluses are gone,
/// which are passed on to nobody; every round before it must be among ours, in its order.
fn seats(case: &Case) -> (usize, Option<String>) {
    let rule = GregoryRule {
        quota: if case.config.has_decimal_threshold { Quota::Fractional } else { Quota::Whole },
        transfer: Transfer::Fraction,
        declares: if case.config.mode.contains("OnlyOne") {
            Declares::OneAtStart
        } else {
            Declares::AtStart
        },
        excluded_first: case.write_ins,
        ..GregoryRule::REFERENCE
    };
    let fixed = Fixed::new(case.config.places, case.ballots.total()).unwrap();
    let options = StvOptions { ties: ties(case), ..StvOptions::seats(case.config.seats) };
    let result = gregory(&case.ballots, &options, rule, &fixed, "RCTab").unwrap();
    let (_, rounds) = case.rounds.split_last().unwrap();
    let names = case.ballots.names();
    let ours: Vec<BTreeMap<String, String>> = result
        .stages
        .iter()
        .map(|stage| {
            names.iter().zip(&stage.votes).filter_map(|(name, votes)| plain(name, votes)).collect()
        })
        .collect();
    let mut at = 0;
    for (number, round) in rounds.iter().enumerate() {
        let wanted = stated(round);
        match ours[at..].iter().position(|own| *own == wanted) {
            Some(further) => at += further,
            None => return (number, Some(format!("round {}: no {wanted:?}", number + 1))),
        }
        let quota = plain("", &result.quota);
        if quota != plain("", round["threshold"].as_str().unwrap()) {
            let reported = &round["threshold"];
            return (number, Some(format!("quota {}, reported {reported}", result.quota)));
        }
    }
    let place = |name: &&str| {
        let elected = result.winners.iter().position(|&one| names[one] == **name);
        elected.unwrap_or(usize::MAX)
    };
    // Those elected in one round are reported in the order of the list.
    let mut elected = named(&case.rounds, "elected");
    for round in &mut elected {
        round.sort_by_key(place);
    }
    let winners: Vec<&str> = result.winners.iter().map(|&one| names[one].as_str()).collect();
    if elected.concat() != winners {
        return (rounds.len(), Some(format!("{winners:?} elected, reported {elected:?}")));
    }
    let excluded: Vec<&str> = result
        .stages
        .iter()
        .filter_map(|stage| match &stage.action {
            Action::Exclude(out) => Some(names[out[0]].as_str()),
            _ => None,
        })
        .collect();
    let eliminated = named(&case.rounds, "eliminated").concat();
    if eliminated != excluded {
        return (rounds.len(), Some(format!("{excluded:?} out, reported {eliminated:?}")));
    }
    (rounds.len(), None)
}

#[test]
fn cases_agree() {
    let Some(folder) = data::folder("elections/rctab") else { return };
    let (mut single, mut several, mut wrong) = (0, 0, Vec::new());
    for case in cases(&folder) {
        let case = match case {
            Ok(case) => case,
            Err(reason) => {
                println!("{reason}");
                continue;
            }
        };
        let name = &case.name;
        let (rounds, difference) = match case.config.mode.as_str() {
            "singleWinnerMajority" => {
                let (rounds, difference, is_drawn) = runoff(&case);
                if is_drawn && difference.is_some() {
                    println!("{name}: a tie was drawn there: {difference:?}");
                    continue;
                }
                single += 1;
                (rounds, difference)
            }
            "multiWinnerAllowMultipleWinnersPerRound" | "multiWinnerAllowOnlyOneWinnerPerRound" => {
                several += 1;
                seats(&case)
            }
            mode => {
                println!("{name}: {mode} is no method here");
                continue;
            }
        };
        match difference {
            Some(text) => wrong.push(format!("{name}: {text}")),
            None => println!("{name}: {rounds} rounds agree"),
        }
    }
    println!("rctab: {single} with one winner, {several} with several");
    data::conclude("rctab", single + several, &wrong);
}
