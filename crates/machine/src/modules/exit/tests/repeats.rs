//! What repeats to whoever takes a share is not theirs besides it (EXI-18).

mod detour;
mod given_up;
mod handed;
mod promise;
mod several_funds;
mod stopped;

use super::*;
use crate::frame::state::StateView as _;
use crate::modules::spending::{Pace, SpendingAction, SpendingEvent, StreamEnd};

/// So many periods of an amount, each so many hours long.
#[derive(Clone, Copy)]
struct Wage {
    each: u64,
    every: u32,
    pace: Pace,
    times: u32,
}

impl Wage {
    fn of(self, fund: AccountId, to: AccountId) -> SpendingAction {
        let Self { each, every, pace, times } = self;
        SpendingAction::StartStream {
            amount: Amount::from(each * u64::from(times)),
            asset: eur(),
            category: "expense:wages".parse().ok(),
            each: Amount::from(each),
            every: Seconds::hours(every),
            fund,
            memo: None,
            pace,
            times,
            to,
        }
    }
}

fn payment_of(amount: u64, from: AccountId, to: AccountId) -> Action {
    let (amount, asset) = (Amount::from(amount), eur());
    TreasuryAction::Pay { amount, asset, category: None, from, memo: None, to }.into()
}

/// Four members, and 4,000 that belong to all of them.
fn four() -> Door {
    let mut door = Door::under("share = \"equal\"", &["ana", "ben", "cleo"]);
    door.issue(4_000, "EUR", &common());
    door
}

impl Door {
    fn account_of(&self, who: usize) -> AccountId {
        AccountId::Person(self.people[who].person)
    }
    fn starts(&mut self, wage: Wage, fund: AccountId, to: usize) {
        let (founder, to) = (self.founder(), self.account_of(to));
        self.society.act(&founder, wage.of(fund, to)).unwrap();
    }
    /// Returns how the streams ended that ended in so many days, and with how many periods that never began.
    fn ended_in(&mut self, days: u32) -> Vec<(StreamEnd, u32)> {
        let ended = |event: Event| match event {
            Event::Spending(SpendingEvent::StreamStopped { left, reason, .. }) => {
                Some((reason, left))
            }
            _ => None,
        };
        self.society.wait(Seconds::days(days)).into_iter().filter_map(ended).collect()
    }
    /// Returns what somebody has when all that repeats is over.
    fn has_in_the_end(&mut self, who: usize) -> i128 {
        self.days(400);
        self.owns(who)
    }
    fn repeats(&self, who: usize) -> Amount {
        let person = self.people[who].person;
        crate::modules::spending::query::repeats(&self.society.state, person, &common(), &eur())
    }
}

/// EXI-18: who brought and carried what repeats to themself has no share of all there is, and all of it besides.
#[test]
fn exi_18_what_repeats_to_who_leaves_with_their_share_ends() {
    for pace in [Pace::Accrues, Pace::AtOnce] {
        let mut door = four();
        let wage = Wage { each: 3, every: 1, pace, times: 1_000 }.of(common(), door.account_of(0));
        let _ = door.decide_on(0, wage.into(), &[(0, Choice::Yes)]);
        let _ = door.society.wait(Seconds(6 * 86_400 + 10));
        assert_eq!(door.repeats(0), Amount::from(2_997u64), "{pace:?}: it began");
        assert_eq!(door.leave(0), 999, "{pace:?}: a quarter of what is not set aside or paid");
        assert_eq!(door.ended_in(60), [(StreamEnd::ShareTaken, 999)], "{pace:?}");
        // What had begun is theirs.
        assert_eq!((door.owns(0), door.leave(1)), (1_002, 999), "{pace:?}");
        assert!(door.society.state.scan("spending/repeats/", None, 1).is_empty(), "{pace:?}");
    }
}

/// EXI-18: what repeats to others goes on, and so does what the others begin for somebody who left.
#[test]
fn exi_18_what_repeats_to_others_and_what_begins_later_goes_on() {
    let mut door = four();
    let wage = Wage { each: 10, every: 24, pace: Pace::AtOnce, times: 5 };
    door.starts(wage, common(), 0);
    door.starts(wage, common(), 1);
    assert_eq!(door.leave(0), 995);
    door.starts(wage, common(), 0);
    let ended = door.ended_in(20);
    assert_eq!(ended, [(StreamEnd::ShareTaken, 4), (StreamEnd::Done, 0), (StreamEnd::Done, 0)]);
    assert_eq!((door.owns(0), door.owns(1)), (995 + 10 + 50, 50));
}

/// EXI-18: what repeats out of a fund of which nobody takes a share takes nothing from anybody's share, and goes on.
#[test]
fn exi_18_wages_out_of_a_fund_that_is_not_open_go_on() {
    let mut door = four();
    let founder = door.founder();
    let payroll: AccountId = "fund-payroll".parse().unwrap();
    door.society.act(&founder, TreasuryAction::OpenAccount { account: payroll.clone() }).unwrap();
    door.issue(100, "EUR", &payroll);
    door.starts(Wage { each: 10, every: 24, pace: Pace::Accrues, times: 5 }, payroll, 0);
    assert_eq!(door.leave(0), 1_000);
    assert_eq!(door.ended_in(20), [(StreamEnd::Done, 0)]);
    assert_eq!(door.owns(0), 1_050);
}

/// EXI-18: who takes a part of their share and stays is paid on, and what repeats to them is kept apart from that part;
/// in whatever parts they take it, they come to no more than who takes it as if that were paid.
#[test]
fn exi_18_a_part_is_of_what_does_not_repeat_to_who_takes_it() {
    let mut door = four();
    door.starts(Wage { each: 100, every: 24, pace: Pace::AtOnce, times: 30 }, common(), 0);
    assert_eq!(door.repeats(0), Amount::from(2_900u64));
    assert_eq!(door.take(0, 500_000), 125, "half of a quarter of 1,000");
    assert_eq!(
        door.take(1, 500_000),
        539,
        "of others nothing is kept apart for it: a seventh of 3,775"
    );
    assert_eq!(door.take(0, 999_998), 55, "the rest but one part, of 336");
    assert_eq!(door.ended_in(40), [(StreamEnd::Done, 0)]);
    assert_eq!(door.owns(0), 3_000 + 125 + 55);
    assert!(door.leave(0) <= 1);
}

/// EXI-18: who takes all that they have without leaving ends it as well.
#[test]
fn exi_18_all_of_it_at_once_ends_what_repeats_for_who_stays_too() {
    let mut door = four();
    door.starts(Wage { each: 100, every: 24, pace: Pace::AtOnce, times: 30 }, common(), 0);
    assert_eq!(door.take(0, 1_000_000), 975);
    assert_eq!(door.ended_in(40), [(StreamEnd::ShareTaken, 29)]);
    assert_eq!(door.owns(0), 1_075);
}
