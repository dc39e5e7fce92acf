//! What was set aside for somebody who did not ask for it empties no pool of theirs.

use super::*;
use crate::frame::context::Authority;
use crate::modules::exit::query::{Ask, offer};

impl Door {
    /// Returns what somebody is told that they would be paid.
    fn told(&mut self, who: usize) -> i128 {
        let assets = None;
        let person = self.people[who].person;
        let ask =
            Ask { against: &[], assets, breaches: &[], part: super::super::super::WHOLE, person };
        let context = self.society.context(Authority::Rule { rule: "test".into() });
        let (charter, running) = (context.charter.clone(), context.running);
        let told = offer(&ask, &charter, running, &self.society.state).unwrap();
        told.rows.iter().map(|row| row.pays.minor_units()).sum()
    }
}

/// EXI-4: whoever may approve takes no leaver's share by setting aside what she did not ask for: it goes back to the fund
/// when she takes the share instead, and the request is over.
#[test]
fn exi_4_what_is_set_aside_unasked_empties_nobodys_pool() {
    for (amount, way) in [(1_000, leave()), (2_000, leave()), (2_000, take(1_000_000))] {
        let mut door = by_contributions();
        let one = door.asks((2, 0), amount, "refund:dues");
        assert_eq!(door.outcome(approve(amount, one)), "admitted");
        assert_eq!(door.told(0), 1_000, "{amount}");
        assert_eq!(sum(&door.exit(0, way).unwrap()), 1_000, "{amount}");
        assert_eq!(door.held(&common(), "EUR"), 1_000, "{amount}: what was set aside is back");
        assert_eq!(spending::query::owed(&door.society.state, &common(), &eur()), Amount::ZERO);
        assert_eq!(door.outcome(SpendingAction::Pay { request: one }), "spending.decided");
        assert_eq!((door.leave(1), door.owns(0)), (1_000, 1_000), "{amount}");
    }
}

/// EXI-4: nor by what repeats, whose period may be as long as anybody likes: it ends, and what lies in escrow goes back.
#[test]
fn exi_4_what_repeats_unasked_empties_nobodys_pool() {
    for pace in [Pace::Accrues, Pace::AtOnce] {
        let mut door = by_contributions();
        assert_eq!(door.outcome(repeats(pace, door.own_account(0))), "admitted");
        door.days(2);
        // She was paid a few times, and all that she put in is hers again, no more and no less.
        let got = door.owns(0);
        assert!((200..=300).contains(&got), "{got}");
        assert_eq!(door.leave(0), 1_000 - got, "{pace:?}");
        assert_eq!(spending::query::counts(&door.society.state).streams_open.count, 0);
        assert_eq!(spending::query::owed(&door.society.state, &common(), &eur()), Amount::ZERO);
        door.days(20);
        assert_eq!((door.owns(0), door.leave(1)), (1_000, 1_000), "{pace:?}");
        assert_eq!(door.held(&common(), "EUR"), 0, "{pace:?}");
    }
}

/// EXI-4: what she takes a part of, or asked for herself, stays set aside; of a request with lines for others, too, only her
/// line counts for her, and it is over as a whole.
#[test]
fn exi_4_what_is_let_go_is_theirs_alone() {
    let mut door = by_contributions();
    let one = door.asks((2, 0), 800, "refund:dues");
    assert_eq!(door.outcome(approve(800, one)), "admitted");
    // Of 200 that count and of 1,200 in the fund.
    assert_eq!(door.take(0, 500_000), 100);
    assert_eq!(door.outcome(SpendingAction::Pay { request: one }), "admitted");

    let mut door = by_contributions();
    let own = door.asks((0, 0), 1_000, "refund:dues");
    assert_eq!(door.outcome(approve(1_000, own)), "admitted");
    assert_eq!(door.leave(0), 0);
    assert_eq!(door.outcome(SpendingAction::Pay { request: own }), "admitted");
    assert_eq!((door.owns(0), door.leave(1)), (1_000, 1_000));

    let mut door = by_contributions();
    let lines = [(door.own_account(0), 300), (door.own_account(1), 1_000)];
    let line = |(to, amount): (AccountId, u64)| Line { amount: Amount::from(amount), to };
    let ask = SpendingAction::Request {
        asset: eur(),
        category: "refund:dues".parse().ok(),
        fund: common(),
        lines: lines.into_iter().map(line).collect(),
        receipts: Vec::new(),
        text: None,
    };
    let cleo = door.people[2].clone();
    door.society.act(&cleo, ask).unwrap();
    let both = spending::query::counts(&door.society.state).requests;
    assert_eq!(door.outcome(approve(1_300, both)), "admitted");
    // What is set aside for ben counts no more: all that is in the fund and her line is by her claim alone.
    assert_eq!((door.told(0), door.leave(0)), (1_000, 1_000));
    assert_eq!(door.outcome(SpendingAction::Pay { request: both }), "spending.decided");
    assert_eq!((door.held(&common(), "EUR"), door.leave(1)), (1_000, 1_000));
}

/// EXI-4, EXI-13: as many as may wait are let go together, and none is left.
#[test]
fn exi_4_all_that_may_wait_is_let_go_at_once() {
    let mut door = by_contributions();
    for number in 0..REFUNDS_MAX {
        let asked = door.asks((1 + number % 2, 0), 31, "refund:dues");
        assert_eq!(door.outcome(approve(31, asked)), "admitted");
    }
    assert_eq!(door.held(&common(), "EUR"), 16);
    assert_eq!(door.leave(0), 1_000);
    assert_eq!((door.held(&common(), "EUR"), door.leave(1)), (1_000, 1_000));
    assert_eq!(spending::query::counts(&door.society.state).requests_open.count, 0);
}
