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
