//! Dissent lengthens the time before what is opposed takes effect.

use polity_types::Timestamp;

use super::*;
use crate::charter_text::{Dissent, Share};
use crate::frame::clock::Clock;
use crate::modules::{charter, governance};

const DISSENT: &str =
    "share = \"equal\"\n[dissent]\nfrom = \"10%\"\nto = \"50%\"\nlongest = \"27 days\"";

fn day(days: u32) -> u64 {
    Seconds::days(days).0
}

/// lidofinance/dual-governance, `docs/mechanism.md`: between two shares of dissent the delay grows evenly.
#[test]
fn exi_14_the_time_grows_evenly_between_two_shares() {
    let share = |percent| Share::new(percent, 100).unwrap();
    let (from, to) = (share(1), share(10));
    let dissent = Dissent { from, to, longest: Seconds::days(45) };
    let grown = |objections, members| dissent.lengthened(Seconds::days(5), objections, members).0;
    assert_eq!(grown(0, 1_000), day(5));
    assert_eq!(grown(10, 1_000), day(5));
    assert_eq!(grown(55, 1_000), day(25));
    assert_eq!(grown(99, 1_000), day(5) + day(40) * 89 / 90);
    assert_eq!(grown(100, 1_000), day(45));
    assert_eq!(grown(1_000, 1_000), day(45));
    // Exact where a share of the members is no whole number, and at the largest numbers.
    assert_eq!(grown(2, 99), day(5) + (day(40) * (200 - 99)).div_euclid(99 * 9));
    assert_eq!(grown(5, 0), day(5));
    assert_eq!(grown(u64::MAX, u64::MAX), day(45));
    // It never grows shorter, and what has no grace gets none.
    assert_eq!(dissent.lengthened(Seconds::days(60), 500, 1_000), Seconds::days(60));
    assert_eq!(dissent.lengthened(Seconds::ZERO, 500, 1_000), Seconds::ZERO);
    let mut last = 0;
    for objections in 0..=200 {
        let now = grown(objections, 1_003);
        assert!(now >= last, "{objections}");
        last = now;
    }
}

fn members() -> Vec<String> {
    (0..9).map(|number| format!("member {number}")).collect()
}

/// EXI-14: of ten members three object, half of the way between the shares: seven days become seventeen.
#[test]
fn exi_14_objections_lengthen_a_decisions_grace() {
    let names = members();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut door = Door::under(DISSENT, &names);
    door.issue(5_000, "EUR", &common());
    let target = door.decide(0, 2_000, &[(0, Choice::Yes), (4, Choice::Yes), (1, Choice::No)]);
    let Target::Proposal { number } = target else { unreachable!() };
    let passed: Timestamp = governance::query::proposal(&door.society.state, number).unwrap().since;
    // Two object and stay, one by leaving.
    for person in [1, 2] {
        let actor = door.people[person].clone();
        door.society.act(&actor, GovernanceAction::Object { target }).unwrap();
    }
    let _ = door.exit(3, leave_against(target)).unwrap();
    door.days(15);
    assert!(governance::query::proposal(&door.society.state, number).is_some(), "it waits");
    let waits = governance::query::proposal(&door.society.state, number).unwrap().place.at;
    assert_eq!(waits.since(passed), Some(Seconds::days(17)));
    door.days(3);
    assert!(governance::query::proposal(&door.society.state, number).is_none(), "it took effect");
}

/// EXI-14: the same for an act that somebody announced.
#[test]
fn exi_14_objections_lengthen_an_acts_grace() {
    let names = members();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let text = with_exit(DISSENT).replace(
        "who = \"founder\", up_to = \"999999999999999999 EUR per 30 days\" },\n  { id = \"by-decision\"",
        "who = \"founder\", up_to = \"70 EUR per 30 days\", grace = \"7 days\" },\n  { id = \"by-decision\"",
    );
    let mut door = Door::in_words(&text, &names);
    door.issue(5_000, "EUR", &common());
    let to = AccountId::Person(door.people[0].person);
    let (amount, category, memo) = (Amount::from(2_000), None, None);
    let pay = TreasuryAction::Pay { amount, asset: eur(), category, from: common(), memo, to };
    let founder = door.founder();
    door.society.act(&founder, pay).unwrap();
    let announced = Clock::read(&door.society.state).running();
    for person in [1, 2, 3] {
        let actor = door.people[person].clone();
        let target = Target::Act { number: 1 };
        door.society.act(&actor, GovernanceAction::Object { target }).unwrap();
    }
    door.days(8);
    let act = charter::query::act(&door.society.state, 1).unwrap();
    assert_eq!(act.place.at.since(announced), Some(Seconds::days(17)));
    assert_eq!(door.owns(0), 0);
    door.days(10);
    assert_eq!(door.owns(0), 2_000);
}
