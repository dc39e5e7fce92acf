//! What somebody tries who wants more than their share, or others to get less than theirs.

use super::*;
use crate::modules::exit::PutIn;
use crate::modules::exit::before::give_back;
use crate::modules::spending::{self, Line, SpendingAction};

fn refund(door: &mut Door, person: usize, amount: u64) {
    let founder = door.founder();
    let to = AccountId::Person(door.people[person].person);
    let pay = TreasuryAction::Pay {
        amount: Amount::from(amount),
        asset: eur(),
        category: "refund:dues".parse().ok(),
        from: common(),
        memo: None,
        to,
    };
    door.society.act(&founder, pay).unwrap();
}

/// EXI-4: whoever leaves without the share, gets back what they had put in, and comes for the share afterwards, is
/// not paid the same money twice.
#[test]
fn exi_4_a_refund_after_leaving_counts_too() {
    let mut door = Door::under("share = \"by contributions\"", &["ana", "ben"]);
    door.contribute(0, 1_000);
    door.contribute(1, 1_000);
    let ana = door.people[0].clone();
    door.society.act(&ana, M::Leave {}).unwrap();
    refund(&mut door, 0, 1_000);
    assert_eq!(door.owns(0), 1_000);
    assert_eq!(door.exit(0, take(1_000_000)), Err("exit.nothing".into()));
    assert_eq!(door.leave(1), 1_000);
}

/// EXI-7: who owes mutual credit has room for the share.
#[test]
fn exi_7_who_owes_is_paid_their_share() {
    let charter = with_exit("share = \"equal\"\nassets = [\"HOUR\"]").replace(
        "{ id = \"SHR\", decimals = 0 }",
        "{ id = \"SHR\", decimals = 0 }, { id = \"HOUR\", decimals = 0, credit_limit = \"50 HOUR\" }",
    );
    let mut door = Door::in_words(&charter, &["ana", "ben", "cleo"]);
    let transfer = |amount: u64, to| TreasuryAction::Transfer {
        amount: Amount::from(amount),
        asset: "HOUR".parse().unwrap(),
        category: None,
        memo: None,
        to,
    };
    let ana = door.people[0].clone();
    door.society.act(&ana, transfer(40, common())).unwrap();
    assert_eq!(door.held(&AccountId::Person(ana.person), "HOUR"), -40);
    assert_eq!(door.leave(0), 10);
    assert_eq!(door.held(&AccountId::Person(ana.person), "HOUR"), -30);
}

/// EXI-17: of what was put in since a breach, what came back is what was put in last.
#[test]
fn exi_17_what_comes_back_was_put_in_last() {
    let put_in = |day, amount: u64| PutIn { amount: Amount::from(amount), day };
    let mut late = vec![put_in(3, 10), put_in(4, 20), put_in(9, 30)];
    give_back(&mut late, Amount::from(35));
    assert_eq!(late, [put_in(3, 10), put_in(4, 15)]);
    give_back(&mut late, Amount::from(99));
    assert_eq!(late, []);
}

/// EXI-8: what an office approved while a decision on the same waits is set aside once.
#[test]
fn exi_8_what_is_approved_twice_is_taken_out_once() {
    let mut door = Door::under("share = \"equal\"", &["ana", "ben", "cleo"]);
    door.issue(4_000, "EUR", &common());
    let ana = door.people[0].clone();
    let ask = SpendingAction::Request {
        asset: eur(),
        category: None,
        fund: common(),
        lines: vec![Line { amount: Amount::from(1_000), to: AccountId::Person(ana.person) }],
        receipts: Vec::new(),
        text: None,
    };
    door.society.act(&ana, ask).unwrap();
    let request = spending::query::counts(&door.society.state).requests;
    let approve = SpendingAction::Approve { amount: Amount::from(1_000), asset: eur(), request };
    let _ = door.decide_on(1, approve.clone().into(), &[(0, Choice::Yes), (1, Choice::Yes)]);
    let founder = door.founder();
    door.society.act(&founder, approve).unwrap();
    assert_eq!(door.held(&common(), "EUR"), 3_000);
    assert_eq!(door.leave(2), 750);
}

/// EXI-8: of two decisions on the same request one keeps it apart; when that one is over, the other does.
#[test]
fn exi_8_two_decisions_on_one_request_keep_it_apart_once() {
    let mut door = Door::under("share = \"equal\"", &["ana", "ben", "cleo"]);
    door.issue(4_000, "EUR", &common());
    let ana = door.people[0].clone();
    let ask = SpendingAction::Request {
        asset: eur(),
        category: None,
        fund: common(),
        lines: vec![Line { amount: Amount::from(1_000), to: AccountId::Person(ana.person) }],
        receipts: Vec::new(),
        text: None,
    };
    door.society.act(&ana, ask).unwrap();
    let request = spending::query::counts(&door.society.state).requests;
    let approve = SpendingAction::Approve { amount: Amount::from(1_000), asset: eur(), request };
    let votes = [(0, Choice::Yes), (1, Choice::Yes)];
    let first = door.decide_on(1, approve.clone().into(), &votes);
    let apart = |door: &Door| query::decided(&door.society.state, &common(), &eur());
    assert_eq!(apart(&door), Amount::from(1_000));
    let second = door.decide_on(1, approve.into(), &votes);
    assert_eq!(apart(&door), Amount::from(1_000));
    // The first takes effect, and the second finds nothing more to approve.
    door.days(5);
    assert_eq!((apart(&door), door.held(&common(), "EUR")), (Amount::ZERO, 3_000));
    door.days(5);
    assert_eq!((apart(&door), door.held(&common(), "EUR")), (Amount::ZERO, 3_000));
    assert_ne!(first, second);
    assert_eq!(door.leave(2), 750);
}
