//! Reports of `droop`: every election, exclusion, tie and count of votes, stage by stage.

use polity_choice::format::{Contest, read_blt};
use polity_choice::stv::{
    Action, Declares, EqualSplit, Fixed, GregoryRule, Keep, MeekRule, Quota, Rational, StvResult,
    Transfer, gregory, meek_with,
};
use polity_choice::ties::TieBreak;

use crate::data;

/// One action of a report: its words, and the votes where they are listed.
#[derive(Debug, PartialEq)]
pub(crate) struct Event {
    pub(crate) action: String,
    pub(crate) votes: Vec<(String, String)>,
    pub(crate) figures: Vec<(String, String)>,
}

/// Reads the actions of a report.
pub(crate) fn events(report: &str) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::new();
    for line in report.lines() {
        if let Some(action) = line.strip_prefix("Action: ") {
            events.push(Event { action: action.to_owned(), votes: vec![], figures: vec![] });
            continue;
        }
        let (Some(event), Some(body)) = (events.last_mut(), line.strip_prefix('\t')) else {
            continue;
        };
        let Some((key, value)) = body.split_once(':') else { continue };
        if ["Hopeful", "Elected", "Pending", "Defeated"].contains(&key) {
            let (names, votes) = value.trim().rsplit_once(" (").unwrap();
            let votes = votes.trim_end_matches(')').to_owned();
            if key == "Defeated" && names.contains(", ") {
                for name in names.split(", ") {
                    event.votes.push((name.to_owned(), votes.clone()));
                }
            } else {
                event.votes.push((names.trim().to_owned(), votes));
            }
        } else {
            event.figures.push((key.to_owned(), value.trim().to_owned()));
        }
    }
    events
}

/// Runs the rule that a report names.
fn run(contest: &Contest, rule: &str) -> Option<StvResult> {
    let ballots = &contest.ballots;
    let mut options = contest.options();
    if contest.tie_order.is_none() {
        options.ties = TieBreak::Drawn((0..ballots.candidates()).collect());
    }
    let votes = ballots.total();
    let generic = GregoryRule {
        quota: Quota::Fractional,
        transfer: Transfer::Once,
        looks_back: false,
        excludes_batch: false,
        declares: Declares::AtStart,
        excluded_first: None,
    };
    let rational = Rational { shown_places: Some(12), keep_places: None };
    let guarded = || Fixed::with_guard(18, 9, votes).unwrap();
    let meek = |keep, omega_places| MeekRule {
        keep,
        split: EqualSplit::Parts,
        omega_places,
        floors_surplus: false,
        recounts_end: true,
    };
    Some(match rule {
        "scotland-fixed-p5-d5" => polity_choice::stv::scottish(ballots, &options).unwrap(),
        "wigm-prf-fixed-p4-d4" => {
            gregory(ballots, &options, GregoryRule::REFERENCE, &Fixed::new(4, votes).unwrap(), "")
                .unwrap()
        }
        "wigm-prf-batch-fixed-p4-d4" => {
            let rule = GregoryRule { excludes_batch: true, ..GregoryRule::REFERENCE };
            gregory(ballots, &options, rule, &Fixed::new(4, votes).unwrap(), "").unwrap()
        }
        "wigm-rational-d12" => gregory(ballots, &options, generic, &rational, "").unwrap(),
        "wigm-guarded-p18-g9-d18" => gregory(ballots, &options, generic, &guarded(), "").unwrap(),
        "meek-o10-rational-d12" => {
            meek_with(ballots, &options, meek(Keep::ShareUp, 10), &rational, "").unwrap()
        }
        "warren-o10-rational-d12" => {
            meek_with(ballots, &options, meek(Keep::Amount, 10), &rational, "").unwrap()
        }
        "meek-o9-guarded-p18-g9-d18" => {
            meek_with(ballots, &options, meek(Keep::ShareUp, 9), &guarded(), "").unwrap()
        }
        "warren-o9-guarded-p18-g9-d18" => {
            meek_with(ballots, &options, meek(Keep::Amount, 9), &guarded(), "").unwrap()
        }
        "meek-prf-o6-fixed-p9-d9" => {
            let rule = MeekRule { split: EqualSplit::Parts, ..MeekRule::default() };
            meek_with(ballots, &options, rule, &Fixed::new(9, votes).unwrap(), "").unwrap()
        }
        _ => return None,
    })
}

/// Compares stages with the actions of a report; returns the first difference.
pub(crate) fn compare(
    result: &StvResult,
    names: &[String],
    events: &[Event],
) -> Result<(), String> {
    let of = |one: &usize| names[*one].clone();
    let mut reported = events.iter().filter(|event| {
        // Announcements without figures of their own, and ties, which are compared below.
        !event.action.starts_with("Transfer high surplus") && !event.action.starts_with("Break tie")
    });
    let tells_iterations = events.iter().any(|event| event.action.starts_with("Iterate"));
    for stage in &result.stages {
        if !tells_iterations && matches!(stage.action, Action::Iterate(_)) {
            continue;
        }
        let wanted: Vec<String> = match &stage.action {
            Action::Begin => vec!["Begin Count".into()],
            Action::Elect(one) | Action::ElectRemaining(one) | Action::ExcludeRemaining(one) => {
                vec![of(one)]
            }
            Action::TransferSurplus(one) => vec![format!("Surplus transferred: {}", of(one))],
            Action::Exclude(out) => out.iter().map(of).collect(),
            Action::TransferExcluded(_) => vec!["Transfer defeated".into()],
            Action::Iterate(end) => {
                vec![format!("Iterate ({})", format!("{end:?}").to_lowercase())]
            }
            Action::Complete => vec!["Count Complete".into()],
        };
        let mut taken = Vec::new();
        for _ in &wanted {
            let event = reported.next();
            taken.push(event.ok_or(format!("the report ends before {:?}", stage.action))?);
        }
        for part in &wanted {
            if !taken.iter().any(|event| event.action.contains(part.as_str())) {
                let actions: Vec<&String> = taken.iter().map(|event| &event.action).collect();
                return Err(format!("{part} where the report has {actions:?}"));
            }
        }
        let event = taken.last().unwrap();
        for (name, votes) in &event.votes {
            let one =
                names.iter().position(|known| known == name).ok_or(format!("who is {name}?"))?;
            if stage.votes[one] != *votes {
                return Err(format!(
                    "{}: {name} has {} where the report has {votes}",
                    event.action, stage.votes[one]
                ));
            }
        }
        for (key, figure) in &event.figures {
            let ours = match key.as_str() {
                "Quota" => &stage.quota,
                "Nontransferable votes" => &stage.exhausted,
                "Surplus" if matches!(stage.action, Action::Iterate(_)) => &stage.surplus,
                _ => continue,
            };
            if ours != figure {
                return Err(format!(
                    "{}: {key} is {ours} where the report has {figure}",
                    event.action
                ));
            }
        }
    }
    match reported.next() {
        Some(event) => Err(format!("the report goes on with {}", event.action)),
        None => Ok(()),
    }
}

#[test]
fn reports_agree_stage_by_stage() {
    let Some(folder) = data::folder("elections/droop") else { return };
    let (mut cases, mut wrong, mut other_rules) = (0, Vec::new(), 0);
    for path in data::files(&folder, ".txt") {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let ballots = path.parent().unwrap().parent().unwrap();
        let contest = data::files(ballots, ".blt").into_iter().find(|blt| {
            let stem = blt.file_stem().unwrap().to_string_lossy().into_owned();
            blt.parent() == Some(ballots)
                && name.starts_with(&format!("{stem}-"))
                && ["meek", "wigm", "scotland", "warren", "mpls", "cfer", "qpq"]
                    .iter()
                    .any(|rule| name[stem.len() + 1..].starts_with(rule))
        });
        let Some(blt) = contest else { continue };
        let stem = blt.file_stem().unwrap().to_string_lossy().into_owned();
        let rule = name[stem.len() + 1..].trim_end_matches(".txt").to_owned();
        let mut text = data::read(&blt);
        while text.contains("  ") {
            // The reports write names with single spaces.
            text = text.replace("  ", " ");
        }
        let contest = read_blt(&stem, &text).unwrap();
        let report = data::read(&path);
        let excludes_batches = report.contains("Iterate (batch)");
        let result = if excludes_batches { None } else { run(&contest, &rule) };
        let Some(result) = result else {
            other_rules += 1;
            continue;
        };
        cases += 1;
        let report = events(&report);
        if let Err(difference) = compare(&result, contest.ballots.names(), &report) {
            wrong.push(format!("{name}: {difference}"));
        }
    }
    println!(
        "droop: {other_rules} reports of rules that are not among the methods (mpls, cfer, qpq, Meek and Warren with batches)"
    );
    data::conclude("droop", cases, &wrong);
}
