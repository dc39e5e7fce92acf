//! Each rule at its boundary.

use super::*;

/// EXI-3 and EXI-7: an equal part of the whole, rounded down; what is left stays.
#[test]
fn exi_3_each_takes_an_equal_part() {
    let mut door = Door::under("share = \"equal\"", &["ana", "ben"]);
    door.issue(1_000, "EUR", &common());
    door.issue(700, "USD", &common());
    assert_eq!(door.leave(0), 333);
    assert_eq!(door.owns(0), 333);
    assert_eq!(door.leave(1), 333);
    assert_eq!(door.held(&common(), "EUR"), 334);
    // The charter opens its currency alone.
    assert_eq!(door.held(&common(), "USD"), 700);
}

/// EXI-1: leaving with a share ends the membership and all that rests on it.
#[test]
fn exi_1_one_signature_leaves_and_takes() {
    let mut door = Door::under("share = \"equal\"", &["ana"]);
    door.issue(10, "EUR", &common());
    assert_eq!(door.leave(0), 5);
    let ana = door.people[0].clone();
    assert!(!crate::modules::membership::query::is_member(&door.society.state, ana.person));
    assert_eq!(door.exit(0, leave()), Err("exit.not_member".into()));
    assert_eq!(door.exit(0, take(1)), Err("exit.nothing".into()));
    // What is theirs moves without anybody's leave.
    let to = AccountId::Person(door.founder().person);
    let out = TreasuryAction::TakeOut {
        amount: Amount::from(5),
        asset: eur(),
        category: None,
        memo: None,
        to,
    };
    door.society.act(&ana, out).unwrap();
}

/// EXI-2: what the charter does not open stays; who chooses among assets gives up the others.
#[test]
fn exi_2_assets_and_funds_are_those_of_the_charter() {
    let opens = "share = \"equal\"\nassets = [\"EUR\", \"USD\"]\nfunds = [\"common\", \"house\"]";
    let mut door = Door::under(opens, &["ana", "ben"]);
    let founder = door.founder();
    let house: AccountId = "fund-house".parse().unwrap();
    let other: AccountId = "fund-other".parse().unwrap();
    for account in [house.clone(), other.clone()] {
        door.society.act(&founder, TreasuryAction::OpenAccount { account }).unwrap();
    }
    for account in [&house, &other, &common()] {
        door.issue(30, "EUR", account);
        door.issue(60, "USD", account);
    }
    let asks = |assets: &[&str]| ExitAction::Leave {
        against: Vec::new(),
        assets: Some(assets.iter().map(|code| code.parse().unwrap()).collect()),
        breaches: Vec::new(),
        least: Vec::new(),
    };
    assert_eq!(door.exit(0, asks(&["SHR"])), Err("exit.not_open".into()));
    assert_eq!(door.exit(0, asks(&["USD", "USD"])), Err("exit.asset_twice".into()));
    let paid = door.exit(0, asks(&["USD"])).unwrap();
    let told: Vec<_> = paid.iter().map(|paid| (paid.fund.to_string(), paid.amount)).collect();
    let twenty = Amount::from(20);
    assert_eq!(told, [("fund-common".to_owned(), twenty), ("fund-house".to_owned(), twenty)]);
    // What was not chosen is for those who stay: half of 30 in each fund.
    let paid = door.exit(1, leave()).unwrap();
    assert_eq!(
        paid.iter().map(|paid| paid.amount.minor_units()).collect::<Vec<_>>(),
        [15, 15, 20, 20]
    );
    assert_eq!(door.held(&other, "EUR"), 30);
    let mut closed = Door::under("share = \"none\"", &["ana"]);
    assert_eq!(closed.exit(0, leave()), Err("exit.no_share".into()));
}

/// EXI-4: by contributions, and never more than one put in.
#[test]
fn exi_4_contributions_count_and_are_the_most() {
    let mut door = Door::under("share = \"by contributions\"", &["ana", "ben", "cleo"]);
    door.contribute(0, 100);
    door.contribute(1, 300);
    let spend = |door: &mut Door, amount: u64| {
        let founder = door.founder();
        let to = AccountId::Person(founder.person);
        let amount = Amount::from(amount);
        let pay = TreasuryAction::Pay {
            amount,
            asset: eur(),
            category: None,
            from: common(),
            memo: None,
            to,
        };
        door.society.act(&founder, pay).unwrap();
    };
    spend(&mut door, 200);
    // Half is spent: ana's hundred are worth fifty.
    assert_eq!(door.leave(0), 50);
    // A gift is no contribution, and no contribution buys it.
    door.issue(10_000, "EUR", &common());
    door.contribute(2, 40);
    assert_eq!(door.leave(2), 40);
    assert_eq!(door.leave(1), 300);
    assert_eq!(door.held(&common(), "EUR"), 10_000 + 150 - 300);
}

/// EXI-5: shares are given up for what they are of all in circulation, by whoever holds them.
#[test]
fn exi_5_shares_are_given_up() {
    let rule = "share = \"by shares\"\nshares = \"SHR\"";
    let mut door = Door::under(rule, &["ana", "ben"]);
    let ben = AccountId::Person(door.people[1].person);
    door.issue(100, "SHR", &AccountId::Person(door.people[0].person));
    door.issue(300, "SHR", &ben);
    // What the society holds of its own shares counts for nobody.
    door.issue(5_000, "SHR", &common());
    door.issue(1_000, "EUR", &common());
    assert_eq!(door.take(1, 500_000), 375);
    assert_eq!(door.held(&ben, "SHR"), 150);
    let actor = door.people[1].clone();
    door.society.act(&actor, M::Leave {}).unwrap();
    assert_eq!(door.take(1, 1_000_000), 375);
    assert_eq!(door.leave(0), 250);
    assert_eq!(door.held(&common(), "EUR"), 0);
    assert_eq!(door.held(&"issue-shr".parse().unwrap(), "SHR"), -5_000);
}

/// EXI-6: a claim grows day by day, and what has not grown falls to those who stay.
#[test]
fn exi_6_newcomers_vest() {
    let mut door = Door::under("share = \"equal\"\nvesting = \"100 days\"", &["ana", "ben"]);
    door.issue(3_000, "EUR", &common());
    assert_eq!(door.exit(0, take(1_000_000)), Err("exit.nothing".into()));
    door.days(25);
    assert_eq!(door.leave(0), 250);
    door.days(100);
    // Two claims are left: ben's is half of what is there.
    assert_eq!(door.leave(1), 2_750 / 2);
}

/// EXI-7: the most that one ever takes of an asset, over parts and over times of membership.
#[test]
fn exi_7_there_may_be_a_most() {
    let mut door = Door::under("share = \"equal\"\nshare_max = \"1 EUR\"", &["ana", "ben", "cleo"]);
    door.issue(1_000, "EUR", &common());
    assert_eq!(door.take(0, 200_000), 50);
    assert_eq!(door.take(0, 500_000), 50);
    assert_eq!(door.exit(0, take(500_000)), Err("exit.nothing".into()));
    assert_eq!(door.leave(1), 100);
}

/// EXI-8 and EXI-9: what is decided and waits counts as spent, but for those who leave against it.
#[test]
fn exi_9_who_opposes_leaves_at_the_value_before() {
    let mut door = Door::under("share = \"equal\"", &["ana", "ben", "cleo", "dora"]);
    door.issue(5_000, "EUR", &common());
    let target = door.decide(0, 2_000, &[(0, Choice::Yes), (1, Choice::No), (3, Choice::Yes)]);
    let decided = query::decided(&door.society.state, &common(), &eur());
    assert_eq!(decided, Amount::from(2_000));
    let twice = ExitAction::Leave {
        against: vec![target, target],
        assets: None,
        breaches: Vec::new(),
        least: Vec::new(),
    };
    assert_eq!(door.exit(1, twice), Err("exit.against_twice".into()));
    let other = Target::Proposal { number: 77 };
    assert_eq!(door.exit(1, leave_against(other)), Err("exit.against".into()));
    let many = (0..65).map(|number| Target::Act { number }).collect();
    let many =
        ExitAction::Leave { against: many, assets: None, breaches: Vec::new(), least: Vec::new() };
    assert_eq!(door.exit(1, many), Err("exit.too_many".into()));
    // Ben voted no: a fifth of all. Cleo did not vote and does not oppose: a quarter of the rest.
    assert_eq!(sum(&door.exit(1, leave_against(target)).unwrap()), 1_000);
    assert_eq!(door.leave(2), 500);
    // Ben's leaving was an objection.
    let Target::Proposal { number } = target else { unreachable!() };
    let proposal =
        crate::modules::governance::query::proposal(&door.society.state, number).unwrap();
    assert_eq!(proposal.objections.count, 1);
    door.days(8);
    assert_eq!(query::decided(&door.society.state, &common(), &eur()), Amount::ZERO);
    assert_eq!(door.held(&common(), "EUR"), 5_000 - 1_000 - 500 - 2_000);
}

/// EXI-10: parts are parts of what is left, and together no more than the whole.
#[test]
fn exi_10_parts_are_of_what_is_left() {
    let mut door = Door::under("share = \"equal\"", &["ana", "ben", "cleo"]);
    door.issue(4_000, "EUR", &common());
    assert_eq!(door.exit(0, take(0)), Err("exit.part".into()));
    assert_eq!(door.exit(0, take(1_000_001)), Err("exit.part".into()));
    assert_eq!(door.take(0, 500_000), 500);
    assert_eq!(door.take(0, 500_000), 250);
    assert_eq!(door.take(0, 1_000_000), 250);
    assert_eq!(door.exit(0, take(1_000_000)), Err("exit.nothing".into()));
    // Ana is a member still, and leaves with nothing more.
    assert_eq!(door.leave(0), 0);
    assert_eq!(door.leave(1), 1_000);
}

/// EXI-11: who left without their share may take it for a time; then it is for those who stay.
#[test]
fn exi_11_a_share_left_behind_stays_open() {
    let rule = "share = \"equal\"\nopen_for = \"30 days\"\nvesting = \"10 days\"";
    let mut door = Door::under(rule, &["ana", "ben", "cleo"]);
    door.days(5);
    door.issue(4_000, "EUR", &common());
    for person in [0, 1] {
        let actor = door.people[person].clone();
        door.society.act(&actor, M::Leave {}).unwrap();
    }
    door.days(20);
    // It had grown to the half when ana left, and grows no more.
    assert_eq!(door.take(0, 1_000_000), 500);
    let before = query::totals(&door.society.state);
    assert_eq!(before.claims, 4);
    door.days(20);
    assert_eq!(query::totals(&door.society.state).claims, 2);
    assert_eq!(door.exit(1, take(1_000_000)), Err("exit.no_claim".into()));
    assert_eq!(door.leave(2), 3_500 / 2);
}

/// EXI-12: who comes back has what they did not take, and no more.
#[test]
fn exi_12_coming_back_gives_nothing_again() {
    let mut door = Door::under("share = \"equal\"", &["ana", "ben"]);
    door.issue(3_000, "EUR", &common());
    assert_eq!(door.take(0, 400_000), 400);
    let ana = door.people[0].clone();
    door.society.act(&ana, M::Leave {}).unwrap();
    let _ = join(&mut door.society, "ana");
    assert_eq!(door.leave(0), 600);
    let _ = join(&mut door.society, "ana");
    assert_eq!(door.exit(0, take(1_000_000)), Err("exit.nothing".into()));
    assert_eq!(door.leave(0), 0);
    // The others are not made poorer by it.
    assert_eq!(door.leave(1), 1_000);
}

/// EXI-1: a decision holds no right, and cannot act for somebody.
#[test]
fn exi_1_only_a_person_takes_a_share() {
    let mut door = Door::under("share = \"equal\"", &["ana"]);
    door.issue(10, "EUR", &common());
    let authority = crate::frame::context::Authority::Rule { rule: "agenda".into() };
    let state = door.society.state.clone();
    let context = door.society.context(authority);
    let refused = crate::frame::execute::preview(&leave().into(), &context, &state).err();
    assert_eq!(refused.map(|refusal| refusal.code).as_deref(), Some("exit.not_a_person"));
}
