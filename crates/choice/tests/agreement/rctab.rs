//! Cases of `RCTab` with one winner whose cast vote records are in the set as CSV: every round's tally,
//! who was eliminated, who was elected.

use std::collections::BTreeMap;
use std::io::Read as _;

use polity_choice::format::{CvrColumns, read_rctab_csv};
use polity_choice::ranked::{IrvRule, instant_runoff};
use polity_choice::ties::TieBreak;

use crate::data;

fn text_of(path: &std::path::Path) -> String {
    if path.to_string_lossy().ends_with(".gz") {
        let mut text = String::new();
        let file = std::fs::File::open(path).unwrap();
        flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
        return text;
    }
    data::read(path)
}

fn columns(config: &serde_json::Value) -> CvrColumns {
    let source = &config["cvrFileSources"][0];
    let rules = &config["rules"];
    let label = |key: &str| source[key].as_str().unwrap_or("").to_owned();
    let candidates = config["candidates"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["excluded"].as_bool() != Some(true))
        .map(|one| {
            let name = one["name"].as_str().unwrap().to_owned();
            let aliases = one["aliases"].as_array().into_iter().flatten();
            let mut aliases: Vec<String> =
                aliases.map(|alias| alias.as_str().unwrap().to_owned()).collect();
            // The tables converted from CDF name candidates by their letter.
            aliases.extend(name.split(' ').filter(|word| word.len() == 1).map(str::to_owned));
            (name, aliases)
        })
        .collect();
    let column = label("firstVoteColumnIndex").parse().unwrap_or(2usize);
    let is_cdf = source["provider"] == "cdf";
    CvrColumns {
        candidates,
        first_rank: column - 1,
        ranks_max: rules["maxRankingsAllowed"].as_str().and_then(|most| most.parse().ok()),
        overvote_label: if is_cdf { "overvote".into() } else { label("overvoteLabel") },
        overvote_delimiter: label("overvoteDelimiter"),
        skipped_label: if is_cdf { "undervote".into() } else { label("skippedRankLabel") },
        write_in_label: label("undeclaredWriteInLabel"),
        blank_is_write_in: source["treatBlankAsUndeclaredWriteIn"].as_bool() == Some(true),
        overvote_exhausts: rules["overvoteRule"] == "exhaustImmediately",
        skipped_max: rules["maxSkippedRanksAllowed"].as_str().and_then(|most| most.parse().ok()),
        repeat_exhausts: rules["exhaustOnDuplicateCandidate"].as_bool() == Some(true),
    }
}

#[test]
fn single_winner_cases_agree() {
    let Some(folder) = data::folder("elections/rctab") else { return };
    let (mut cases, mut wrong) = (0, Vec::new());
    for path in data::files(&folder, "_config.json") {
        let name = path.file_name().unwrap().to_string_lossy().replace("_config.json", "");
        let config = data::json(&path);
        let beside: Vec<_> = [".csv", ".csv.gz"]
            .iter()
            .flat_map(|ending| data::files(path.parent().unwrap(), ending))
            .filter(|file| file.file_name().unwrap().to_string_lossy().contains("cvr"))
            .collect();
        let report = path.with_file_name(format!("{name}_expected_detailed_report.json"));
        let [csv] = &beside[..] else {
            println!("{name}: no cast vote records as CSV");
            continue;
        };
        if config["rules"]["winnerElectionMode"] != "singleWinnerMajority" || !report.exists() {
            println!("{name}: {} is another mode", config["rules"]["winnerElectionMode"]);
            continue;
        }
        let columns = columns(&config);
        let ballots = match read_rctab_csv(&name, &text_of(csv), &columns) {
            Ok(ballots) => ballots,
            Err(refusal) => {
                println!("{name}: read otherwise: {refusal}");
                continue;
            }
        };
        let order: Vec<usize> = (0..ballots.candidates()).collect();
        let ties = match config["rules"]["tiebreakMode"].as_str() {
            Some("useCandidateOrder") => TieBreak::Order(order),
            _ => TieBreak::Listed,
        };
        let has_write_in = ballots.candidates() > columns.candidates.len();
        let flag = |key: &str| config["rules"][key].as_bool() == Some(true);
        let rule = IrvRule {
            until_two: flag("continueUntilTwoCandidatesRemain"),
            batch: flag("batchElimination"),
            excluded_first: has_write_in.then_some(columns.candidates.len()),
            ..IrvRule::default()
        };
        let result = instant_runoff(&ballots, rule, &ties).unwrap();
        let expected = data::json(&report);
        // Where counting goes on after a majority, the report shows that round twice: once for who
        // is elected, once for who is eliminated.
        let mut rounds = expected["results"].as_array().unwrap().clone();
        rounds.dedup_by(|later, earlier| later["tally"] == earlier["tally"]);
        cases += 1;
        let mut difference = None;
        for (number, (ours, stated)) in result.rounds.iter().zip(&rounds).enumerate() {
            let tally: BTreeMap<&str, u64> = stated["tally"]
                .as_object()
                .unwrap()
                .iter()
                .map(|(name, votes)| (name.as_str(), votes.as_str().unwrap().parse().unwrap()))
                .filter(|&(_, votes)| votes > 0)
                .collect();
            let own: BTreeMap<&str, u64> = ballots
                .names()
                .iter()
                .zip(&ours.votes)
                .filter_map(|(name, votes)| votes.map(|votes| (name.as_str(), votes)))
                .filter(|&(_, votes)| votes > 0)
                .collect();
            if own != tally {
                difference =
                    Some(format!("round {}: {own:?} where the report has {tally:?}", number + 1));
                break;
            }
        }
        let all = expected["results"].as_array().unwrap();
        let elected = all.iter().flat_map(|round| round["tallyResults"].as_array().unwrap());
        let elected: Vec<&str> = elected.filter_map(|one| one["elected"].as_str()).collect();
        let winner = ballots.names()[result.winner].as_str();
        if difference.is_none() && elected != [winner] {
            difference = Some(format!("{winner} is elected where the report has {elected:?}"));
        }
        let is_drawn =
            !result.ties.is_empty() && config["rules"]["tiebreakMode"] != "useCandidateOrder";
        match difference {
            Some(text) if is_drawn => {
                println!("{name}: a tie was drawn there: {text}");
                cases -= 1;
            }
            Some(text) => wrong.push(format!("{name}: {text}")),
            None => println!("{name}: {} rounds agree", result.rounds.len()),
        }
    }
    data::conclude("rctab", cases, &wrong);
}
