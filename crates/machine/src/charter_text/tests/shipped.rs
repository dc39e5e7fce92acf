//! The charters that come with the project.

use polity_types::{Amount, Seconds};

use super::super::{Charter, Electorate, Limit, Share, Threshold, Who};
use super::{HUB, NETWORK_UNION, READING_CIRCLE, parse};

#[test]
fn shipped_charters_give_every_power() {
    for text in [HUB, NETWORK_UNION] {
        let charter = parse(text);
        assert_eq!(charter.unheld, Vec::<&str>::new(), "{}", charter.society.name);
    }
}

#[test]
fn hub_reads_as_written() {
    let charter = parse(HUB);
    assert_eq!(charter.society.name, "Lantern House");
    assert_eq!(charter.admission.vouches, 2);
    assert_eq!(charter.admission.probation, Seconds::days(30));

    let pays = charter.power("founder-pays").unwrap();
    let limit = Limit {
        amount: Amount::from(30_000),
        asset: "EUR".parse().unwrap(),
        per: Seconds::days(30),
    };
    assert_eq!((&pays.who, pays.up_to.as_ref()), (&Who::Founder, Some(&limit)));
    assert_eq!((pays.grace, pays.challenge), (Seconds::days(2), Share::new(1, 10)));

    let amendment = charter.decision("amendment").unwrap();
    assert_eq!(amendment.electorate, Electorate::MembersPastProbation);
    assert_eq!(amendment.threshold, Threshold::read("two thirds"));
    assert_eq!(amendment.confirm, Some(Seconds::days(30)));
    assert_eq!(charter.grace_of(charter.power("amending").unwrap()), Seconds::days(14));
    assert_eq!(charter.lines_for("treasury.pay").count(), 2);
    assert_eq!(charter.stages[1].changes.len(), 2);
}

#[test]
fn six_decimals_are_exact() {
    let charter = parse(NETWORK_UNION);
    assert_eq!(charter.dues.unwrap().amount, Amount::from(7_500_000));
}

/// The machine knows every action that a shipped charter gives, and each has words.
#[test]
fn shipped_charters_hold_under_the_actions_that_there_are() {
    let names = crate::registry::action_names();
    for text in [HUB, NETWORK_UNION, READING_CIRCLE] {
        let charter = Charter::parse(text, &names);
        assert!(charter.is_ok(), "{:?}", charter.err());
    }
    let wordless: Vec<&str> = names
        .iter()
        .map(|action| action.name)
        .filter(|name| crate::charter_text::actions::words(name).is_none())
        .collect();
    assert_eq!(wordless, Vec::<&str>::new());
}
