//! How long a claim is kept of which something was set aside when its person left (EXI-11).

use super::*;
use crate::modules::spending::{self, Line, SpendingAction, Standing};

impl Door {
    /// Has ben ask for an amount, and the founder approve it.
    fn sets_aside(&mut self, amount: u64) -> u64 {
        self.sets_aside_of(common(), amount)
    }

    fn sets_aside_of(&mut self, fund: AccountId, amount: u64) -> u64 {
        let amount = Amount::from(amount);
        let to = AccountId::Person(self.people[1].person);
        let ask = SpendingAction::Request {
            asset: eur(),
            category: None,
            fund,
            lines: vec![Line { amount, to }],
            receipts: Vec::new(),
            text: None,
        };
        let ben = self.people[1].clone();
        self.society.act(&ben, ask).unwrap();
        let request = spending::query::counts(&self.society.state).requests;
        let founder = self.founder();
        self.society
            .act(&founder, SpendingAction::Approve { amount, asset: eur(), request })
            .unwrap();
        request
    }

    fn withdraws(&mut self, request: u64) {
        let ben = self.people[1].clone();
        self.society.act(&ben, SpendingAction::Withdraw { request }).unwrap();
    }
}

/// EXI-11: who was paid nothing, since all was set aside at that moment, takes it when it is back: it is by 180 days, however
/// short a time the charter keeps claims, and a month is theirs after that. Then it is for those who stay.
#[test]
fn exi_11_what_was_set_aside_comes_back_before_the_claim_ends() {
    for open_for in ["open_for = \"none\"", "open_for = \"30 days\"", ""] {
        for leaves in [true, false] {
            let rule = format!("share = \"equal\"\n{open_for}");
            let mut door = Door::under(&rule, &["ana", "ben", "cleo"]);
            door.issue(4_000, "EUR", &common());
            let request = door.sets_aside(4_000);
            let ana = door.people[0].clone();
            if leaves {
                assert_eq!(door.leave(0), 0);
            } else {
                door.society.act(&ana, M::Leave {}).unwrap();
            }
            door.days(179);
            assert_eq!(door.exit(0, take(1_000_000)), Err("exit.nothing".into()));
            door.days(2);
            let over = spending::query::request(&door.society.state, request).unwrap();
            assert_eq!(over.standing, Standing::Lapsed);
            door.days(28);
            assert_eq!(door.take(0, 1_000_000), 1_000, "{open_for}");
            assert_eq!(door.leave(1) + door.leave(2), 2_000);
        }
    }
}

/// EXI-11: a claim that is worth something ends as the charter says; one of which most is set aside does not, though it is
/// set aside again and again, but for two years.
#[test]
fn exi_11_a_claim_does_not_end_while_most_of_it_is_set_aside() {
    let mut door =
        Door::under("share = \"equal\"\nopen_for = \"30 days\"", &["ana", "ben", "cleo"]);
    door.issue(4_000, "EUR", &common());
    let cleo = door.people[2].clone();
    door.society.act(&cleo, M::Leave {}).unwrap();
    let mut request = door.sets_aside(4_000);
    let ana = door.people[0].clone();
    door.society.act(&ana, M::Leave {}).unwrap();
    // It is taken back and approved anew in the last week: at no moment that ana knows of is it there.
    for _ in 0..3 {
        door.days(170);
        door.withdraws(request);
        request = door.sets_aside(4_000);
        assert_eq!(door.exit(0, take(1_000_000)), Err("exit.nothing".into()));
    }
    door.withdraws(request);
    assert_eq!(query::totals(&door.society.state).claims, 4, "cleo's, too, was worth nothing then");
    assert_eq!(door.take(2, 1_000_000), 1_000);
    let rest = door.sets_aside(1_000);
    assert_eq!(door.take(0, 1_000_000), 666, "a third of what is there: she chose to");
    door.withdraws(rest);
    let mut door = Door::under("share = \"equal\"\nopen_for = \"30 days\"", &["ana", "ben"]);
    door.issue(3_000, "EUR", &common());
    let ana = door.people[0].clone();
    let request = door.sets_aside(1_000);
    door.society.act(&ana, M::Leave {}).unwrap();
    door.withdraws(request);
    door.days(209);
    assert_eq!(query::totals(&door.society.state).claims, 3);
    door.days(2);
    assert_eq!(query::totals(&door.society.state).claims, 2);
    assert_eq!(door.exit(0, take(1_000_000)), Err("exit.no_claim".into()));
}

/// EXI-11: nothing keeps a claim for ever.
#[test]
fn exi_11_a_claim_ends_after_two_years_at_the_latest() {
    let mut door = Door::under("share = \"equal\"", &["ana", "ben"]);
    door.issue(3_000, "EUR", &common());
    let mut request = door.sets_aside(3_000);
    let ana = door.people[0].clone();
    door.society.act(&ana, M::Leave {}).unwrap();
    for _ in 0..6 {
        door.days(150);
        door.withdraws(request);
        request = door.sets_aside(3_000);
    }
    assert_eq!(query::totals(&door.society.state).claims, 2, "900 days later");
}

/// EXI-8, EXI-11: what is set aside out of a fund of which nobody takes a share is away from nobody: it keeps no claim longer, and
/// has nobody's share refused.
#[test]
fn exi_11_what_a_fund_that_is_not_open_sets_aside_is_away_from_nobody() {
    let payroll: AccountId = "fund-payroll".parse().unwrap();
    for is_open in [false, true] {
        let funds = if is_open { "funds = [\"common\", \"payroll\"]" } else { "" };
        let rule = format!(
            "share = \"equal\"\nassets = [\"EUR\", \"USD\"]\nopen_for = \"30 days\"\n{funds}"
        );
        let mut door = Door::under(&rule, &["ana", "ben", "cleo"]);
        let founder = door.founder();
        let open = TreasuryAction::OpenAccount { account: payroll.clone() };
        door.society.act(&founder, open).unwrap();
        door.issue(4_000, "EUR", &payroll);
        door.issue(400, "USD", &common());
        let _ = door.sets_aside_of(payroll.clone(), 4_000);
        let cleo = door.people[2].clone();
        door.society.act(&cleo, M::Leave {}).unwrap();
        let outcome = door.exit(0, leave()).map(|paid| paid[0].amount.minor_units());
        assert_eq!(outcome, if is_open { Err("exit.nothing_of".into()) } else { Ok(100) });
        let claims = query::totals(&door.society.state).claims;
        door.days(31);
        let ended = claims - query::totals(&door.society.state).claims;
        assert_eq!(ended, if is_open { 0 } else { 2 });
    }
}
