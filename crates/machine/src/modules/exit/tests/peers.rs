//! What others were exposed to, each under the name of where it was reported.

use super::*;

/// golemfoundation/octant-v2-core#66: partial withdrawals were counted wrongly. Any split of an exit
/// into parts comes to no more than the whole, and to less by a minor unit for each part at most.
#[test]
fn octant_66_parts_come_to_no_more_than_the_whole() {
    for parts in [&[1_000_000_u64][..], &[500_000, 500_000], &[333_333, 1, 999_999], &[10; 40]] {
        let mut door =
            Door::under("share = \"equal\"", &["ana", "ben", "cleo", "dora", "eve", "finn"]);
        door.issue(70_001, "EUR", &common());
        // A part that comes to nothing is refused.
        let mut take = |part| door.exit(0, take(part)).map_or(0, |paid| sum(&paid));
        let taken: i128 = parts.iter().map(|part| take(*part)).sum();
        let all = taken + door.leave(0);
        let steps = i128::try_from(parts.len()).unwrap() + 1;
        assert!((10_000 - steps..=10_000).contains(&all), "{parts:?}: {all}");
        assert_eq!(door.held(&common(), "EUR"), 70_001 - all);
    }
}

/// openlawteam/tribute-contracts#42: to vote for a payment and then leave before it is made, with a
/// share of the money that it takes.
#[test]
fn tribute_42_who_voted_for_it_pays_for_it() {
    let mut door = Door::under("share = \"equal\"", &["ana", "ben", "cleo"]);
    door.issue(4_000, "EUR", &common());
    let target = door.decide(1, 3_600, &[(0, Choice::Yes), (1, Choice::Yes)]);
    assert_eq!(door.exit(0, leave_against(target)), Err("exit.supported".into()));
    assert_eq!(door.exit(1, leave_against(target)), Err("exit.supported".into()));
    // To object after voting for it changes nothing.
    let ana = door.people[0].clone();
    door.society.act(&ana, GovernanceAction::Object { target }).unwrap();
    assert_eq!(door.exit(0, leave_against(target)), Err("exit.supported".into()));
    assert_eq!(door.leave(0), 100);
    assert_eq!(sum(&door.exit(2, leave_against(target)).unwrap()), 3_900 / 3);
}

/// The same by announcing an act: whoever announced it pays for it.
#[test]
fn tribute_42_who_announced_it_pays_for_it() {
    let waits = CHARTER.replace(
        "who = \"founder\", up_to = \"999999999999999999 EUR per 30 days\" },\n  { id = \"by-decision\"",
        "who = \"member\", up_to = \"20 EUR per 30 days\", grace = \"3 days\" },\n  { id = \"by-decision\"",
    );
    let exit = "`exit.share = \"equal\"` `exit.paid_within = \"none\"`";
    let mut society = Society::under(&waits.replace("EXIT", exit));
    let people = ["ana", "ben"].map(|name| join(&mut society, name)).into();
    let mut door = Door { people, society };
    door.issue(3_000, "EUR", &common());
    let to = AccountId::Person(door.people[0].person);
    let pay = TreasuryAction::Pay {
        amount: Amount::from(2_000),
        asset: eur(),
        category: None,
        from: common(),
        memo: None,
        to,
    };
    let ana = door.people[0].clone();
    door.society.act(&ana, pay).unwrap();
    let target = Target::Act { number: 1 };
    assert_eq!(door.exit(0, leave_against(target)), Err("exit.supported".into()));
    assert_eq!(sum(&door.exit(1, leave_against(target)).unwrap()), 1_000);
    assert_eq!(door.leave(0), 0);
}

/// Money that a society pays to a member and the member gives back, again and again, makes a claim of
/// every round. It never comes to more than was given.
#[test]
fn money_sent_round_and_round_buys_nothing() {
    let mut door = Door::under("share = \"by contributions\"", &["ana", "ben"]);
    door.contribute(0, 1_000);
    door.contribute(1, 1_000);
    let founder = door.founder();
    let mut got = 0;
    for _ in 0..20 {
        let to = AccountId::Person(door.people[1].person);
        let pay = TreasuryAction::Pay {
            amount: Amount::from(500),
            asset: eur(),
            category: None,
            from: common(),
            memo: None,
            to,
        };
        door.society.act(&founder, pay).unwrap();
        got += 500;
        let ben = door.people[1].clone();
        let back = TreasuryAction::Transfer {
            amount: Amount::from(500),
            asset: eur(),
            category: None,
            memo: None,
            to: common(),
        };
        door.society.act(&ben, back).unwrap();
    }
    // Kept, the money would have been worth more to ben than what it bought.
    let share = door.leave(1);
    assert!(share < 1_000 + got, "{share}");
    assert!(share <= 2_000);
}

/// A contribution for a moment, to take what others gave.
#[test]
fn a_contribution_for_a_moment_gains_nothing() {
    for gift in [1_u64, 5_000, 1_000_000] {
        let mut door = Door::under("share = \"by contributions\"", &["ana", "ben"]);
        door.contribute(0, 900);
        door.issue(gift, "EUR", &common());
        door.contribute(1, 1_000_000);
        assert!(door.leave(1) <= 1_000_000, "gift {gift}");
    }
}

/// openlawteam/tribute-contracts#72: a treasury of many tokens. Who leaves takes their part of each that the charter
/// opens, or of those that they choose; the others stay.
#[test]
fn tribute_72_a_share_of_each_asset_or_of_those_that_are_chosen() {
    let two = "share = \"equal\"\nassets = [\"EUR\", \"USD\"]";
    let mut door = Door::under(two, &["ana", "ben", "cleo"]);
    door.issue(4_000, "EUR", &common());
    door.issue(800, "USD", &common());
    let both = door.exit(0, leave()).unwrap();
    let told = |paid: &[Paid]| -> Vec<(String, i128)> {
        paid.iter().map(|one| (one.asset.to_string(), one.amount.minor_units())).collect()
    };
    assert_eq!(told(&both), [("EUR".to_owned(), 1_000), ("USD".to_owned(), 200)]);
    let assets = Some(vec!["USD".parse().unwrap()]);
    let one = door.exit(
        1,
        ExitAction::Leave { against: Vec::new(), assets, breaches: Vec::new(), least: Vec::new() },
    );
    assert_eq!(told(&one.unwrap()), [("USD".to_owned(), 200)]);
    assert_eq!((door.held(&common(), "EUR"), door.held(&common(), "USD")), (3_000, 400));
}

/// lexDAO/Kali#149: rage quit as something that a society may leave out. One leaves all the same, without a share.
#[test]
fn kali_149_a_society_may_grant_no_share() {
    let mut door = Door::under("share = \"none\"", &["ana", "ben"]);
    door.issue(900, "EUR", &common());
    assert_eq!(door.exit(0, leave()), Err("exit.no_share".into()));
    let ana = door.people[0].clone();
    door.society.act(&ana, M::Leave {}).unwrap();
    assert_eq!((door.owns(0), door.held(&common(), "EUR")), (0, 900));
}

/// blockchainsllc/DAO#148: to withdraw a part instead of splitting the whole. And NonsenseCapital/docs#2, a ballot that
/// says "over my dead body": whoever opposes what was decided takes the value before it along.
#[test]
fn dao_148_a_part_is_withdrawn_and_one_stays() {
    let mut door = Door::under("share = \"equal\"", &["ana", "ben", "cleo"]);
    door.issue(4_000, "EUR", &common());
    assert_eq!(door.take(0, 500_000), 500);
    let is_member = crate::modules::membership::query::is_member;
    assert!(is_member(&door.society.state, door.people[0].person));
    let target = door.decide(1, 2_500, &[(1, Choice::Yes), (2, Choice::No), (0, Choice::Yes)]);
    assert_eq!(sum(&door.exit(2, leave_against(target)).unwrap()), 1_000, "as if it were not done");
    assert!(!is_member(&door.society.state, door.people[2].person));
}
