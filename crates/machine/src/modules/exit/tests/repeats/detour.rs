//! What comes to whoever takes a share by way of funds that are not open is not theirs besides it (EXI-19).

use super::*;
use crate::modules::charter::{self, CharterAction};

fn fund(name: &str) -> AccountId {
    AccountId::Fund(name.into())
}

/// A thousand times 3, an hour apart.
const HOURLY: Wage = Wage { each: 3, every: 1, pace: Pace::AtOnce, times: 1_000 };
/// The same sum within a hundred hours, so that there is enough of it when it is paid on.
const FAST: Wage = Wage { each: 30, every: 1, pace: Pace::AtOnce, times: 100 };
/// The same sum in three hundred days.
const DAILY: Wage = Wage { each: 10, every: 24, pace: Pace::AtOnce, times: 300 };

/// Four members, 4,000 that belong to all of them, and funds that are not open.
fn with_funds() -> Door {
    let mut door = four();
    door.opens();
    door
}

impl Door {
    fn opens(&mut self) {
        let founder = self.founder();
        for name in ["house", "vault"] {
            let open = TreasuryAction::OpenAccount { account: fund(name) };
            self.society.act(&founder, open).unwrap();
        }
    }
    /// Has one fund fill another by and by.
    fn fills(&mut self, wage: Wage, from: AccountId, to: &str) {
        let founder = self.founder();
        self.society.act(&founder, wage.of(from, fund(to))).unwrap();
    }
}

/// EXI-19: who brings and carries what comes to themself by a detour has a share of all there is, and no more of it
/// besides: it ends with the share. Of the others nothing is kept apart for it.
#[test]
fn exi_19_what_comes_by_a_detour_is_no_share_as_well() {
    for pace in [Pace::Accrues, Pace::AtOnce] {
        let mut door = with_funds();
        let wage = Wage { pace, ..HOURLY }.of(fund("house"), door.account_of(0));
        let acts = vec![HOURLY.of(common(), fund("house")).into(), wage.into()];
        let _ = door.decide_all(0, acts, &[(0, Choice::Yes)]);
        let _ = door.society.wait(Seconds(6 * 86_400 + 10));
        assert_eq!(door.held(&common(), "EUR"), 3_997, "{pace:?}: it began");
        assert_eq!(door.leave(0), 999, "{pace:?}: a quarter");
        assert_eq!(door.leave(1), 999, "{pace:?}: a third of the rest");
        assert_eq!(door.ended_in(20), [(StreamEnd::ShareTaken, 999)], "{pace:?}");
        assert_eq!(door.has_in_the_end(0), 999 + 3, "{pace:?}: what had begun is theirs");
        assert!(door.society.state.scan("spending/repeats", None, 1).is_empty(), "{pace:?}");
    }
}

/// EXI-19: whoever decided it, through however many funds it goes, and in whatever part the share is taken.
#[test]
fn exi_19_by_any_detour_they_come_to_as_much_as_if_it_had_been_paid() {
    let house = || fund("house");
    // What she takes, and what she is paid besides.
    let ends = |mut door: Door, took: i128| (took, door.has_in_the_end(0) - took);
    let two = || {
        let mut door = with_funds();
        door.fills(HOURLY, common(), "house");
        door.starts(HOURLY, house(), 0);
        door
    };
    let mut door = two();
    let took = door.leave(0);
    assert_eq!(ends(door, took), (999, 3), "by two acts: what began");
    let mut door = two();
    let took = door.take(0, 999_999);
    assert_eq!(ends(door, took), (249, 3_000), "of a part, rounded down");
    let mut door = with_funds();
    door.fills(HOURLY, common(), "house");
    door.fills(HOURLY, house(), "vault");
    door.starts(HOURLY, fund("vault"), 0);
    let took = door.take(0, 999_999);
    assert_eq!(ends(door, took), (249, 3_000), "through two funds");
    for (is_against, repeats) in [(false, false), (false, true), (true, false), (true, true)] {
        let mut door = with_funds();
        door.fills(FAST, common(), "house");
        let (to, gets) = (door.account_of(0), if repeats { 3_000 } else { 2_000 });
        let stream = HOURLY.of(house(), to.clone()).into();
        let act = if repeats { stream } else { payment_of(2_000, house(), to) };
        let target = door.decide_on(1, act, &[(1, Choice::Yes)]);
        let leaves = if is_against { leave_against(target) } else { leave() };
        let took = sum(&door.exit(0, leaves).unwrap());
        let comes_to = if is_against { (452, 0) } else { (250, gets) };
        assert_eq!(ends(door, took), comes_to, "as it waits: {is_against} {repeats}");
    }
}

/// EXI-19: what fills the fund at once and waits ends what repeats to whoever leaves against it; of others nothing ends.
#[test]
fn exi_19_who_leaves_against_what_fills_a_fund_is_not_paid_out_of_it_besides() {
    let leaves = |who: usize, is_against: bool| {
        let mut door = with_funds();
        door.issue(300, "EUR", &fund("house"));
        door.starts(DAILY, fund("house"), 0);
        let fill = payment_of(2_700, common(), fund("house"));
        let target = door.decide_on(1, fill, &[(1, Choice::Yes)]);
        let leaves = if is_against { leave_against(target) } else { leave() };
        let took = sum(&door.exit(who, leaves).unwrap());
        (took, door.ended_in(9).len())
    };
    assert_eq!([leaves(0, true), leaves(0, false)], [(1_000, 1), (325, 0)]);
    assert_eq!([leaves(2, true), leaves(2, false)], [(1_000, 0), (325, 0)]);
}

/// EXI-19: of a part no more is kept apart than comes to them, nor than the funds that are open are still to give.
#[test]
fn exi_19_no_more_is_kept_apart_than_goes_and_comes() {
    let part = 999_999;
    let half = Wage { times: 500, ..HOURLY };
    let mut door = with_funds();
    door.fills(HOURLY, common(), "house");
    for who in [0, 1] {
        door.issue(3, "EUR", &fund("house"));
        door.starts(half, fund("house"), who);
    }
    assert_eq!(door.take(0, part), (3_997 - 1_497) / 4 - 1);
    assert_eq!(door.take(1, part), (3_997 - 624 - 1_497) / 3);
    assert_eq!(door.leave(2), (3_997 - 624 - 625) / 2 - 1);
    let mut door = with_funds();
    door.issue(3_000, "EUR", &fund("house"));
    door.starts(HOURLY, fund("house"), 0);
    door.fills(Wage { times: 11, ..HOURLY }, common(), "house");
    assert_eq!(door.take(0, part), (3_997 - 30) / 4);
    assert_eq!(door.has_in_the_end(0), 991 + 3_000);
    // What is over fills nothing, and comes to nobody: it goes on, and ends nothing.
    let mut door = with_funds();
    door.fills(HOURLY, common(), "house");
    door.starts(HOURLY, fund("house"), 0);
    let founder = door.founder();
    door.society.act(&founder, SpendingAction::StopStream { stream: 1 }).unwrap();
    assert_eq!(door.leave(0), 999);
    assert_eq!(door.ended_in(1), [(StreamEnd::FundEmpty, 999)]);
    let state = &door.society.state;
    for table in ["exit/awaited", "spending/feeds", "spending/repeats"] {
        assert!(state.scan(table, None, 1).is_empty(), "{table}");
    }
}

/// EXI-19: nobody makes a share less by what they begin or decide for whoever takes it, and may end again.
#[test]
fn exi_19_what_others_begin_unasked_makes_no_share_less() {
    let mut door = with_funds();
    let rent = Wage { each: 500, every: 720, pace: Pace::AtOnce, times: 8 };
    door.fills(rent, common(), "house");
    let ten_years = Wage { each: 500, every: 87_600, pace: Pace::Accrues, times: 8 };
    door.starts(ten_years, fund("house"), 0);
    assert_eq!(door.leave(0), 3_500 / 4);
    let founder = door.founder();
    door.society.act(&founder, SpendingAction::StopStream { stream: 2 }).unwrap();
    assert_eq!(door.leave(1), (3_500 - 875) / 3);
    // Nor by what is decided and can never be paid: they leave against it.
    for (is_against, takes) in [(true, 875), (false, 0)] {
        let mut door = with_funds();
        door.fills(rent, common(), "house");
        let never = payment_of(1_000_000, fund("vault"), door.account_of(0));
        let target = door.decide_on(1, never, &[(1, Choice::Yes), (2, Choice::Yes)]);
        let leaves = if is_against { leave_against(target) } else { leave() };
        assert_eq!(sum(&door.exit(0, leaves).unwrap()), takes);
        door.days(8);
        // Who was paid nothing for the claim has it still (EXI-11).
        let later = door.exit(0, take(1_000_000)).map(|paid| sum(&paid));
        assert_eq!(later.ok(), (!is_against).then_some(875));
    }
}

/// EXI-19: the funds count as they are open when the share is taken, whatever they were when it began.
#[test]
fn exi_19_it_counts_which_funds_are_open_now() {
    let amending =
        "  { id = \"amending\", may = \"charter.amend\", who = \"decision: ordinary\" },\n";
    let text = |funds: &str| {
        with_exit(&format!("share = \"equal\"\nfunds = {funds}"))
            .replace("  { id = \"proposing\",", &format!("{amending}  {{ id = \"proposing\","))
    };
    let (one, both) = (text("[\"common\"]"), text("[\"common\", \"house\"]"));
    let after = |before: &str, after: &str| {
        let mut door = Door::in_words(before, &["ana", "ben", "cleo"]);
        door.issue(4_000, "EUR", &common());
        door.opens();
        door.fills(DAILY, common(), "house");
        door.starts(DAILY, fund("house"), 0);
        let replaces = charter::query::current(&door.society.state).hash;
        let text = door.society.records.insert(after.as_bytes().to_vec());
        let amend = CharterAction::Amend { replaces, text };
        let _ = door.decide_on(1, amend.into(), &[(1, Choice::Yes)]);
        door.days(8);
        assert_eq!(charter::query::current(&door.society.state).hash, text);
        (door.held(&common(), "EUR"), door.leave(0), door.has_in_the_end(0))
    };
    // Twelve periods began. Closed or open, what repeats out of the fund ends: by EXI-19 or by EXI-18.
    assert_eq!(after(&both, &one), (3_880, 970, 970 + 120));
    assert_eq!(after(&one, &both), (3_880, 970, 970 + 120));
}

/// EXI-19: a fund that holds nothing of what it is to give keeps nothing apart: the others do.
#[test]
fn exi_19_a_fund_that_is_empty_does_not_stand_for_another() {
    let mut door =
        Door::under("share = \"equal\"\nfunds = [\"vault\", \"common\"]", &["ana", "ben", "cleo"]);
    door.opens();
    door.issue(4_000, "EUR", &common());
    door.issue(103, "EUR", &fund("vault"));
    // The one is to give as much, and never will; the other gives it.
    door.fills(HOURLY, fund("vault"), "house");
    door.fills(HOURLY, common(), "house");
    door.starts(HOURLY, fund("house"), 0);
    // Of 100 and 3,997 all but 1,100 is to come to her.
    assert_eq!(door.take(0, 999_999), (100 + 3_997 - 2_997) / 4 - 1);
}

/// EXI-18: what ended with the share is kept apart of nothing any more, though its present period is long.
#[test]
fn exi_18_what_ended_is_counted_no_more() {
    let mut door = Door::under("share = \"by contributions\"", &["ana", "ben"]);
    door.contribute(0, 1_000);
    door.contribute(1, 1_000);
    door.starts(Wage { each: 100, every: 240, pace: Pace::AtOnce, times: 6 }, common(), 0);
    assert_eq!((door.repeats(0), door.take(0, 500_000)), (Amount::from(500u64), 350));
    assert_eq!(door.take(0, 1_000_000), 500, "no more than she put in");
    assert_eq!(door.repeats(0), Amount::ZERO);
    door.contribute(0, 1_000);
    // Of 2,050 that two have a claim to by 1,000 each.
    assert_eq!(door.take(0, 500_000), 500);
    assert_eq!(door.ended_in(20), [(StreamEnd::ShareTaken, 5)]);
    let state = &door.society.state;
    assert!(state.scan("spending/repeats", None, 1).is_empty());
}

/// EXI-18: what repeats is counted exactly, though all of it together is more than the largest amount.
#[test]
fn exi_18_what_repeats_is_exact_beyond_the_largest_amount() {
    let mut door = four();
    let each = Amount::new(10_i128.pow(27)).unwrap();
    let founder = door.founder();
    let wage = || SpendingAction::StartStream {
        amount: Amount::MAX,
        asset: "BIG".parse().unwrap(),
        category: None,
        each,
        every: Seconds::days(30),
        fund: common(),
        memo: None,
        pace: Pace::AtOnce,
        times: 1_000,
        to: door.account_of(0),
    };
    let acts = vec![wage().into(), wage().into()];
    for _ in 0..4 {
        let (amount, asset) = (each, "BIG".parse().unwrap());
        let (category, memo, to) = (None, None, common());
        let issue = TreasuryAction::Issue { amount, asset, category, memo, to };
        door.society.act(&founder, issue).unwrap();
    }
    let _ = door.decide_all(0, acts, &[(0, Choice::Yes)]);
    let _ = door.society.wait(Seconds(6 * 86_400 + 10));
    door.society.act(&founder, SpendingAction::StopStream { stream: 1 }).unwrap();
    let (person, big) = (door.people[0].person, "BIG".parse().unwrap());
    let repeats = crate::modules::spending::query::repeats;
    let left = repeats(&door.society.state, person, &common(), &big).minor_units();
    assert_eq!(left, 999 * each.minor_units());
}
