//! Who gains or loses by what is in no line of power. Each is told once, and the contrary the other way round.

use super::super::diff;
use crate::registry;

const HUB: &str = include_str!("../../../../../charters/hub.md");
const DAO: &str = include_str!("../../../../../charters/dao.md");
const STATE: &str = include_str!("../../../../../charters/network-state.md");

fn told(old: &str, new: &str) -> Vec<(bool, String)> {
    let diff =
        diff(old, new, &registry::action_names()).unwrap_or_else(|flaws| panic!("{flaws:#?}"));
    let plain = |text: String| text.replace('\u{202f}', " ");
    diff.powers.into_iter().map(|shift| (shift.is_gained, plain(shift.text))).collect()
}

/// Asserts what is told of an amendment that puts one thing in the place of another, the first time that it stands after
/// `at`; and that as much is told the other way round, of the contrary.
fn assert_told(charter: &str, at: &str, old: &str, new: &str, expected: &[(bool, &str)]) {
    let start = charter.find(at).unwrap_or_else(|| panic!("{at}"));
    assert!(charter[start..].contains(old), "{old}");
    let other = format!("{}{}", &charter[..start], charter[start..].replacen(old, new, 1));
    let said = told(charter, &other);
    let said: Vec<(bool, &str)> = said.iter().map(|(is, text)| (*is, text.as_str())).collect();
    assert_eq!(said, expected, "{old} {new}");
    let back: Vec<bool> = told(&other, charter).into_iter().map(|one| !one.0).collect();
    let mut turned: Vec<bool> = expected.iter().map(|one| one.0).collect();
    turned.sort_unstable();
    let mut sorted = back;
    sorted.sort_unstable();
    assert_eq!(sorted, turned, "{new} {old}");
}

#[test]
fn longer_and_wider_pauses_are_told() {
    let may = "Anyone in the office of Steward has more room in the power to pause powers in an emergency, for a time: ";
    let at = "id          = \"valve\"";
    let told = |way: &str| format!("{may}{way}.");
    let actions = "actions     = [\"treasury.pay\"]";
    assert_told(DAO, at, "72 hours", "20 days", &[(true, &told("for 20 days instead of 3 days"))]);
    assert_told(
        DAO,
        at,
        actions,
        "actions     = [\"treasury.pay\", \"membership.admit\"]",
        &[(true, &told("also the power to admit applicants"))],
    );
    assert_told(
        DAO,
        at,
        "\"30 days\"",
        "\"10 days\"",
        &[(true, &told("again after 10 days instead of 30 days"))],
    );
    // By another name it is the same pause.
    assert_told(DAO, at, "\"valve\"", "\"stop\"", &[]);
}

#[test]
fn seats_and_terms_are_told() {
    let one = |text: &str, charter: &str, at: &str, old: &str, new: &str| {
        assert_told(charter, at, old, new, &[(true, text)]);
    };
    let panel = |name: &str| {
        format!(
            "Who is drawn for the panel \"{name}\" has more to say: as one of 3 instead of one of"
        )
    };
    one(&format!("{} 100.", panel("Assembly")), STATE, "[[panel]]", "= 100", "= 3");
    one(&format!("{} 21.", panel("The court of citizens")), STATE, "[[panel]]", "= 21", "= 3");
    let council = "name     = \"Council\"";
    one(
        "Each holder of the office of Council keeps the seat longer: for 3650 days instead of 730 days.",
        STATE,
        council,
        "\"2 years\"",
        "\"10 years\"",
    );
    assert_told(
        STATE,
        council,
        "seats    = 7",
        "seats    = 1",
        &[(
            false,
            "The office of Council has fewer holders, each with what it may do: 1 instead of 7.",
        )],
    );
}

#[test]
fn what_takes_fewer_in_a_decision_is_told() {
    let spending = "id         = ";
    assert_told(
        STATE,
        spending,
        "delegation_max = \"2%\"",
        "delegation_max = \"50%\"",
        &[(
            true,
            "One delegate carries more votes in the decision \"law\": half of them instead of 2%.",
        )],
    );
    assert_told(
        DAO,
        spending,
        "least      = \"5%\"",
        "least      = \"1%\"",
        &[(
            true,
            "The decision \"small-works\" is carried by fewer: 1% of all support for the smallest request instead of 5%.",
        )],
    );
    assert_told(
        DAO,
        spending,
        "sponsors   = 2",
        "sponsors   = 9",
        &[(
            false,
            "Who brings a proposal to the decision \"spending\" needs more others who support it: 9 instead of 2.",
        )],
    );
    assert_told(
        HUB,
        "id         = \"books\"",
        "voting     = \"2 days\"",
        "voting     = \"1 hour\"",
        &[(
            true,
            "The decision \"books\" is carried by fewer: 1 hour to object instead of 2 days.",
        )],
    );
}

#[test]
fn what_those_have_who_object_leave_or_owe_is_told() {
    assert_told(
        HUB,
        "",
        "`dissent.longest = \"30 days\"`",
        "`dissent.longest = \"8 days\"`",
        &[(
            false,
            "Those who object in numbers put off less long what they object to: for 8 days at most instead of 30 days.",
        )],
    );
    assert_told(
        HUB,
        "",
        "`fork.least = 5`",
        "`fork.least = 50`",
        &[(
            false,
            "Members leave together for a society of their own with more others: at least 50 of them instead of 5.",
        )],
    );
    assert_told(
        STATE,
        "",
        "`exit.share_max = \"300 MER\"`",
        "`exit.share_max = \"3 MER\"`",
        &[(false, "Who leaves may take less along: up to 3.00 MER instead of up to 300.00 MER.")],
    );
    assert_told(
        HUB,
        "",
        "`dues.vote_rests = \"60 days\"`",
        "`dues.vote_rests = \"8 days\"`",
        &[(
            false,
            "Who owes dues keeps the vote less long after they fell due: for 8 days instead of for 60 days.",
        )],
    );
}
