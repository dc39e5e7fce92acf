//! What is wrong with decision procedures: cases of the table in `errors`.

use super::super::Code;
use super::errors::{DECISION, Found};

/// Votes that cost credits. Rule: CHA-70.
pub(super) fn seasons() -> Vec<(String, Vec<Found>)> {
    let decision = |line: &str, found: &[Found]| {
        let key = line.split(' ').next().unwrap();
        let others: Vec<&str> = DECISION.lines().filter(|own| !own.starts_with(key)).collect();
        (format!("{}\n{line}\n```", others.join("\n")), found.to_vec())
    };
    vec![
        decision("method = \"season-linear\"", &[(Code::SeasonMissing, 5, 1)]),
        decision("method = \"season-linear\"\n[season]\nlength = \"90 days\"\ncredits = 12", &[]),
        decision(
            "method = \"season-quadratic\"\ndelegation = \"yes\"\n[season]\nlength = \"1 hour\"\ncredits = 0",
            &[(Code::StandingKey, 5, 1), (Code::DurationRange, 16, 10), (Code::OutOfRange, 17, 11)],
        ),
        decision(
            "method = \"season-linear\"\n[season]\nlength = \"731 days\"\ncredits = 10001",
            &[(Code::DurationRange, 15, 10), (Code::OutOfRange, 16, 11)],
        ),
        decision("half_life = \"1 day\"", &[(Code::StandingKey, 5, 1)]),
    ]
}

/// A procedure where conviction decides, from line 4 on.
fn conviction(lines: &str, found: &[Found]) -> (String, Vec<Found>) {
    let own = "[[decision]]\nid = \"d\"\nelectorate = \"members\"\nmethod = \"conviction\"\ndiscussion = \"none\"\nvoting = \"90 days\"\ngrace = \"1 day\"";
    (format!("`society.currency = \"EUR\"`\n```toml\n{own}\n{lines}\n```"), found.to_vec())
}

/// What conviction needs, and what has no meaning there. Rules: CHA-70, CHA-71.
pub(super) fn convictions() -> Vec<(String, Vec<Found>)> {
    let fine = "asset = \"EUR\"\nfund = \"fund-wells\"\nhalf_life = \"7 days\"\nleast = \"10%\"\nmost = \"half\"";
    let with = |more: &str| format!("{fine}\n{more}");
    let power = |may: &str| {
        format!("{fine}\n[[power]]\nid = \"p\"\nmay = \"{may}\"\nwho = \"decision: d\"")
    };
    let mut cases = vec![
        conviction(fine, &[]),
        conviction(&fine.replace("fund = \"fund-wells\"\n", ""), &[(Code::Missing, 6, 1)]),
        conviction(&fine.replace("fund-wells", "wells"), &[(Code::FundForm, 14, 8)]),
        conviction(
            &fine.replace("fund-wells", &format!("fund-{}", "w".repeat(25))),
            &[(Code::FundForm, 14, 8)],
        ),
        conviction(&fine.replace("EUR", "USD"), &[(Code::AssetUnknown, 13, 9)]),
        conviction(
            &fine.replace("7 days", "59 minutes"),
            &[(Code::DurationRange, 15, 13), (Code::Missing, 6, 1)],
        ),
        conviction(&fine.replace("half\"", "0%\""), &[(Code::Share, 17, 8), (Code::Missing, 6, 1)]),
        conviction(&with("quorum = \"10%\""), &[(Code::MethodKey, 18, 10)]),
        conviction(&with("threshold = \"two thirds\""), &[(Code::MethodKey, 18, 13)]),
        conviction(&with("confirm = \"after 2 days\""), &[(Code::StandingKey, 6, 1)]),
        conviction(&with("delegation = \"yes\""), &[(Code::StandingKey, 6, 1)]),
        conviction(&power("treasury.pay"), &[]),
        conviction(&power("treasury.issue"), &[(Code::ConvictionPower, 18, 1)]),
    ];
    for (_, found) in &mut cases {
        found.sort_by_key(|(_, line, column)| (*line, *column));
    }
    cases
}

/// What is put down with a proposal, and how many one person brings. Rules: CHA-72, CHA-73.
pub(super) fn measures() -> Vec<(String, Vec<Found>)> {
    let decision =
        |lines: &str, found: &[Found]| (format!("{DECISION}{lines}\n```"), found.to_vec());
    let asset = "`society.currency = \"EUR\"`\n\n";
    let paid = |lines: &str, found: &[Found]| {
        (format!("{asset}{DECISION}deposit = \"5 EUR\"\n{lines}\n```"), found.to_vec())
    };
    vec![
        paid("", &[]),
        paid("sponsors = 2\ndeposit_kept_under = \"10%\"", &[]),
        paid("deposit_kept_under = \"10%\"\ndeposit_to = \"fund-pot\"", &[]),
        paid("deposit_kept_under = \"10%\"\ndeposit_to = \"pot\"", &[(Code::FundForm, 18, 14)]),
        paid("deposit_to = \"fund-pot\"", &[(Code::DepositKey, 7, 1)]),
        decision("deposit = \"5 EUR\"", &[(Code::AssetUnknown, 14, 11)]),
        decision("deposit_kept_under = \"10%\"", &[(Code::DepositKey, 5, 1)]),
        (
            paid("deposit_kept_under = \"10%\"", &[]).0.replace("5 EUR", "0 EUR"),
            vec![(Code::DepositKey, 7, 1)],
        ),
        (
            paid("deposit_kept_under = \"10%\"", &[])
                .0
                .replace("yes-no", "irv")
                .replace("threshold = \"more than half\"\n", ""),
            vec![(Code::DepositKey, 7, 1)],
        ),
        decision("open_max = 3\nper_person = \"20 per 365 days\"", &[]),
        decision("open_max = 4", &[(Code::OutOfRange, 14, 12)]),
        decision("per_person = \"21 per 1 day\"", &[(Code::RateForm, 14, 14)]),
        decision("per_person = \"0 per 1 day\"", &[(Code::RateForm, 14, 14)]),
        decision("per_person = \"2 per 59 minutes\"", &[(Code::DurationRange, 14, 14)]),
        decision("per_person = \"2 per 366 days\"", &[(Code::DurationRange, 14, 14)]),
        decision("per_person = \"2\"", &[(Code::Duration, 14, 14)]),
    ]
}

/// Kinds of standing signals. Rule: CHA-75.
pub(super) fn signals() -> Vec<(String, Vec<Found>)> {
    let kind = "[[signal]]\nid = \"s\"\nelectorate = \"members\"\nscale = \"1 to 5\"\nlasts = \"30 days\"\nopen_max = 3";
    let with = |old: &str, new: &str, found: &[Found]| {
        assert!(kind.contains(old), "{old}");
        (format!("```toml\n{}\n```", kind.replace(old, new)), found.to_vec())
    };
    let several = |count: usize, found: &[Found]| {
        let one = |number: usize| kind.replace("\"s\"", &format!("\"s{number}\""));
        let all: Vec<String> = (0..count).map(one).collect();
        (format!("```toml\n{}\n```", all.join("\n")), found.to_vec())
    };
    vec![
        with("open_max = 3", "open_max = 16", &[]),
        with("\nopen_max = 3", "", &[]),
        with("open_max = 3", "open_max = 0", &[(Code::OutOfRange, 10, 12)]),
        with("open_max = 3", "open_max = 17", &[(Code::OutOfRange, 10, 12)]),
        with("1 to 5", "approve", &[]),
        with("1 to 5", "1 to 3", &[]),
        with("1 to 5", "1 to 10", &[]),
        with("1 to 5", "1 to 2", &[(Code::Choice, 8, 9)]),
        with("1 to 5", "1 to 11", &[(Code::Choice, 8, 9)]),
        with("\"members\"", "\"members past probation\"", &[]),
        with("\"members\"", "\"office: board\"", &[(Code::Choice, 7, 14)]),
        with("30 days", "23 hours", &[(Code::DurationRange, 9, 9)]),
        with("30 days", "1825 days", &[]),
        with("30 days", "1826 days", &[(Code::DurationRange, 9, 9)]),
        with("lasts = \"30 days\"\n", "", &[(Code::Missing, 5, 1)]),
        with("scale", "range", &[(Code::Missing, 5, 1), (Code::KeyUnknown, 8, 1)]),
        several(4, &[]),
        several(5, &[(Code::TooMany, 5, 1)]),
        (format!("```toml\n{kind}\n{kind}\n```"), vec![(Code::IdTwice, 11, 1)]),
    ]
}

/// By what versions are chosen. Rule: CHA-74.
pub(super) fn alternatives() -> Vec<(String, Vec<Found>)> {
    let decision = |lines: &str, is_fine: bool| {
        let found = if is_fine { vec![] } else { vec![(Code::AlternativesMethod, 5, 1)] };
        (format!("{DECISION}{lines}\n```"), found)
    };
    let by = |method: &str, chooses: &str, is_fine: bool| {
        let (text, found) = decision(&format!("alternatives = \"{chooses}\""), is_fine);
        let text = text.replace("yes-no", method).replace("threshold = \"more than half\"\n", "");
        (text, found)
    };
    vec![
        decision("alternatives = \"irv\"", true),
        decision("alternatives = \"debian\"", false),
        decision("alternatives = \"schulze\"", true),
        decision("alternatives = \"budget-shares\"", false),
        decision("alternatives = \"yes-no\"", false),
        by("schulze", "schulze", true),
        by("schulze", "irv", false),
        by("budget-shares", "budget-shares", true),
        by("debian", "debian", false),
        by("consent", "irv", false),
    ]
}
