//! What waits for its effect is in no pool, by whatever way it is paid; what was given back counts no more, by
//! whatever way it came (EXI-4, EXI-8).

use super::*;
use crate::modules::spending::{Line, Pace, SpendingAction};

/// Money of the common fund, to the founder, by each way in which it can leave.
fn ways(door: &mut Door, amount: u64) -> Vec<Action> {
    let to = AccountId::Person(door.founder().person);
    let lines = vec![Line { amount: Amount::from(amount), to: to.clone() }];
    let ask = SpendingAction::Request {
        asset: eur(),
        category: None,
        fund: common(),
        lines: lines.clone(),
        receipts: Vec::new(),
        text: None,
    };
    let asks = door.people[3].clone();
    door.society.act(&asks, ask).unwrap();
    let request = crate::modules::spending::query::counts(&door.society.state).requests;
    let amount = Amount::from(amount);
    let batch = batch(amount, lines);
    let stream = SpendingAction::StartStream {
        amount,
        asset: eur(),
        category: None,
        each: amount,
        every: Seconds::days(30),
        fund: common(),
        memo: None,
        pace: Pace::AtOnce,
        times: 1,
        to,
    };
    let approve = SpendingAction::Approve { amount, asset: eur(), request };
    vec![batch.into(), approve.into(), stream.into()]
}

fn batch(amount: Amount, lines: Vec<Line>) -> SpendingAction {
    let (asset, fund) = (eur(), common());
    SpendingAction::PayBatch { amount, asset, category: None, fund, lines, memo: None }
}

/// EXI-8 and EXI-9: whoever voted for it does not take what it pays out along.
#[test]
fn exi_8_what_is_decided_is_in_no_pool_whatever_pays_it() {
    for way in 0..3 {
        let mut door = Door::under("share = \"equal\"", &["ana", "ben", "cleo", "dora"]);
        door.issue(5_000, "EUR", &common());
        let act = ways(&mut door, 2_000).remove(way);
        let name = crate::registry::spec(&act).name();
        let target = door.decide_on(0, act, &[(0, Choice::Yes), (3, Choice::Yes)]);
        assert_eq!(door.exit(0, leave_against(target)), Err("exit.supported".into()), "{name}");
        assert_eq!(door.leave(0), 600, "{name}: a fifth of what is not spent");
        assert_eq!(sum(&door.exit(1, leave_against(target)).unwrap()), 1_100, "{name}");
        door.days(8);
        assert_eq!(query::decided(&door.society.state, &common(), &eur()), Amount::ZERO, "{name}");
        assert_eq!(door.held(&common(), "EUR"), 5_000 - 600 - 1_100 - 2_000, "{name}");
    }
}

/// EXI-8: what somebody announced waits like what was decided.
#[test]
fn exi_8_an_announced_batch_is_in_no_pool() {
    let mut door = Door::under("share = \"equal\"", &["ana", "ben", "cleo", "dora"]);
    door.issue(5_000, "EUR", &common());
    let founder = door.founder();
    let to = AccountId::Person(founder.person);
    let lines = vec![Line { amount: Amount::from(2_000), to }];
    door.society.act(&founder, batch(Amount::from(2_000), lines)).unwrap();
    assert_eq!(door.leave(0), 600);
    let announced = Target::Act { number: 1 };
    assert_eq!(sum(&door.exit(1, leave_against(announced)).unwrap()), 1_100);
}

/// EXI-4: a refund is one, whether a fund pays it, a request, or what repeats.
#[test]
fn exi_4_a_refund_that_was_asked_for_counts_no_more() {
    for way in 0..4 {
        let mut door = Door::under("share = \"by contributions\"", &["ana", "ben", "cleo", "dora"]);
        door.contribute(0, 1_000);
        door.contribute(1, 1_000);
        refund(&mut door, way);
        assert_eq!(door.owns(0), 1_000, "way {way}: ana has her money back");
        assert_eq!(query::contributed(&door.society.state, &eur()), Amount::from(1_000));
        assert_eq!(door.leave(0), 0, "way {way}: and no claim to ben's");
        assert_eq!(door.leave(1), 1_000, "way {way}");
    }
}

/// Pays ana's contribution back to her.
fn refund(door: &mut Door, way: u8) {
    let founder = door.founder();
    let to = AccountId::Person(door.people[0].person);
    let amount = Amount::from(1_000);
    let category = Some("refund:dues".parse().unwrap());
    let (asset, fund) = (eur(), common());
    if way == 0 {
        let (from, memo) = (fund, None);
        let pay = TreasuryAction::Pay { amount, asset, category, from, memo, to };
        door.society.act(&founder, pay).unwrap();
        return;
    }
    if way == 1 {
        let (lines, receipts) = (vec![Line { amount, to }], Vec::new());
        let ask = SpendingAction::Request { asset, category, fund, lines, receipts, text: None };
        let asks = door.people[3].clone();
        door.society.act(&asks, ask).unwrap();
        let approve = SpendingAction::Approve { amount, asset: eur(), request: 1 };
        door.society.act(&founder, approve).unwrap();
        door.society.act(&founder, SpendingAction::Pay { request: 1 }).unwrap();
        return;
    }
    let pace = if way == 2 { Pace::Accrues } else { Pace::AtOnce };
    let every = Seconds::days(30);
    let (each, memo, times) = (amount, None, 1);
    let start = SpendingAction::StartStream {
        amount,
        asset,
        category,
        each,
        every,
        fund,
        memo,
        pace,
        times,
        to,
    };
    door.society.act(&founder, start).unwrap();
    door.days(10);
    if way == 2 {
        let ana = door.people[0].clone();
        door.society.act(&ana, SpendingAction::Claim { stream: 1 }).unwrap();
    }
    door.days(21);
}
