//! What the accused let be spent and nobody was paid is back when the window opens: nobody leaves with less for it (BRE-11,
//! BRE-12, EXI-16).

use super::script::code;
use super::*;
use crate::Action;
use crate::frame::batch::Outcome;
use crate::frame::state::StateView as _;
use crate::modules::exit::{self, ExitAction};
use crate::modules::spending::{self, Line, Pace, SpendingAction, SpendingEvent, StreamEnd};

fn leave(claim: u64) -> ExitAction {
    ExitAction::Leave {
        against: Vec::new(),
        assets: None,
        breaches: vec![claim],
        least: Vec::new(),
    }
}

fn ask(amount: u64, to: &Actor) -> SpendingAction {
    let to = AccountId::Person(to.person);
    SpendingAction::Request {
        asset: eur(),
        category: None,
        fund: common(),
        lines: vec![Line { amount: Amount::from(amount), to }],
        receipts: Vec::new(),
        text: None,
    }
}

fn approve(amount: u64, request: u64) -> SpendingAction {
    SpendingAction::Approve { amount: Amount::from(amount), asset: eur(), request }
}

fn stream(each: u64, days: u32, to: &Actor) -> SpendingAction {
    SpendingAction::StartStream {
        amount: Amount::from(each),
        asset: eur(),
        category: None,
        each: Amount::from(each),
        every: Seconds::days(days),
        fund: common(),
        memo: None,
        pace: Pace::Accrues,
        times: 1,
        to: AccountId::Person(to.person),
    }
}

impl Court {
    /// A court of ten with 10,000, a day after the money came in.
    fn with_money() -> Self {
        let mut court = Self::under(EQUAL, 10);
        court.endow(10_000, common());
        court.days(1);
        court
    }

    fn tried(&mut self, member: usize, action: impl Into<Action>) -> String {
        let actor = self.all[member].clone();
        code(self.society.act(&actor, action))
    }

    /// Has a friend ask for so much and the treasurer approve it.
    fn approves(&mut self, amounts: &[u64]) {
        let friend = self.all[3].clone();
        for amount in amounts {
            assert_eq!(self.tried(3, ask(*amount, &friend)), "admitted");
            let request = spending::query::counts(&self.society.state).requests;
            assert_eq!(self.tried(1, approve(*amount, request)), "admitted");
        }
    }

    fn owns(&self, member: usize) -> i128 {
        self.held(&AccountId::Person(self.person(member)))
    }

    /// Has members leave at the value before, and returns what each was paid.
    fn leave_all(&mut self, claim: u64, members: std::ops::Range<usize>) -> Vec<i128> {
        let pays = |member| {
            let before = self.owns(member);
            assert_eq!(self.tried(member, leave(claim)), "admitted");
            self.owns(member) - before
        };
        members.map(pays).collect()
    }
}

/// BRE-12, EXI-16: whoever leaves after a breach is paid the value before it, however much of it the accused approved,
/// before a claim was raised or while the panel was drawn.
#[test]
fn bre_12_an_approval_makes_nobody_leave_with_less() {
    for amounts in [&[10_000][..], &[9_960], &[9_000], &[4_000, 3_000, 2_999]] {
        for late in [false, true] {
            let mut court = Court::with_money();
            let claim = if late {
                let claim = court.raise(2, treasurer());
                court.approves(amounts);
                claim
            } else {
                court.approves(amounts);
                court.raise(2, treasurer())
            };
            court.decide_claim(claim, true);
            assert_eq!(court.held(&common()), 10_000);
            assert_eq!(court.leave_all(claim, 4..9), [1_000; 5], "{amounts:?}");
            assert_eq!(court.tried(3, SpendingAction::Withdraw { request: 1 }), "admitted");
            assert_eq!(court.held(&common()), 5_000);
        }
    }
}

/// BRE-11, EXI-16: of what repeats, too, what nobody earned is there for those who leave; the payee keeps what they earned.
#[test]
fn bre_11_a_long_period_makes_nobody_leave_with_less() {
    let mut court = Court::with_money();
    let friend = court.all[3].clone();
    let claim = court.raise(2, treasurer());
    assert_eq!(court.tried(1, stream(10_000, 100, &friend)), "admitted");
    court.days(5);
    court.decide_claim(claim, true);
    let earned = court.owns(3);
    assert!((500..=501).contains(&earned), "{earned}");
    assert_eq!(court.held(&common()), 10_000 - earned);
    assert_eq!(court.leave_all(claim, 4..9), [1_000; 5]);
    // Lifted, it finds too little for the rest of its period, and ends.
    court.decide(BreachAction::Lift { claim });
    let events = court.society.wait(Seconds(1));
    let is_short = |event: &Event| {
        let short =
            SpendingEvent::StreamStopped { left: 0, reason: StreamEnd::FundEmpty, stream: 1 };
        *event == Event::Spending(short)
    };
    let ended = spending::query::stream(&court.society.state, 1).is_none();
    assert!(ended || events.iter().any(is_short));
    assert_eq!(court.owns(3), earned);
    assert_eq!(court.held(&common()), 5_000 - earned);
}

/// EXI-18: what went back is in the share of its payee as well: who takes all of it has nothing of the rest when the freeze
/// is lifted; of a part, the rest is kept apart from theirs.
#[test]
fn exi_18_what_went_back_is_no_share_as_well() {
    for part in [1_000_000_u64, 500_000] {
        let mut court = Court::with_money();
        let friend = court.all[3].clone();
        let claim = court.raise(2, treasurer());
        assert_eq!(court.tried(1, stream(4_000, 100, &friend)), "admitted");
        court.decide_claim(claim, true);
        assert_eq!((court.held(&common()), court.owns(3)), (10_000, 0));
        let repeats = |court: &Court| {
            let state = &court.society.state;
            spending::query::repeats(state, friend.person, &common(), &eur()).minor_units()
        };
        assert_eq!(repeats(&court), 4_000);
        let take = ExitAction::Take {
            against: vec![],
            assets: None,
            breaches: vec![],
            least: Vec::new(),
            part,
        };
        assert_eq!(court.tried(3, take), "admitted");
        let share = court.owns(3);
        assert_eq!(share, if part == 1_000_000 { 1_000 } else { 300 });
        court.decide(BreachAction::Lift { claim });
        court.days(101);
        assert_eq!(court.owns(3) - share, if part == 1_000_000 { 0 } else { 4_000 });
        assert_eq!(repeats(&court), 0);
        assert!(spending::query::stream(&court.society.state, 1).is_none());
        assert_eq!(court.held(&common()) + court.owns(3), 10_000);
    }
}

/// BRE-11: what stands still and is ended has nothing left anywhere; what goes on, though new streams are paused meanwhile,
/// is counted once.
#[test]
fn bre_11_what_went_back_is_counted_no_more_when_it_ends() {
    let mut court = Court::with_money();
    let friend = court.all[3].clone();
    assert_eq!(court.tried(1, stream(4_000, 100, &friend)), "admitted");
    court.convict(2, treasurer());
    assert_eq!(court.tried(6, SpendingAction::StopStream { stream: 1 }), "admitted");
    let state = &court.society.state;
    let repeats = spending::query::repeats(state, friend.person, &common(), &eur());
    let owed = spending::query::owed(state, &common(), &eur());
    assert_eq!((repeats, owed), (Amount::ZERO, Amount::ZERO));
    assert_eq!(court.held(&common()) + court.owns(3), 10_000);
}

/// BRE-17: many approvals go back in slices, and nobody leaves at the value before until the last of them is back.
#[test]
fn bre_17_the_window_opens_when_all_is_back() {
    let mut court = Court::with_money();
    court.seat(9);
    for fourth in 4..8 {
        let friend = court.all[fourth].clone();
        for number in 0..40 {
            let asked = court.tried(fourth, ask(62, &friend));
            assert_eq!(asked, "admitted", "{number}");
            let request = spending::query::counts(&court.society.state).requests;
            assert_eq!(court.tried(1, approve(62, request)), "admitted");
        }
    }
    let rest = 10_000 - 160 * 62;
    assert_eq!(court.held(&common()), rest);
    let claim = court.raise(2, Accused::Person(court.person(1)));
    let jury = court.jury(claim);
    court.rules(&jury[0], claim, true).unwrap();
    // In one batch with the ruling: what is not back yet is paid by nobody, and no value before is promised.
    let acts: Vec<(Actor, Action)> = vec![
        (jury[1].clone(), BreachAction::Rule { claim, upholds: true }.into()),
        (court.all[9].clone(), SpendingAction::Pay { request: 160 }.into()),
    ];
    let operations = acts.iter().map(|(by, act)| court.society.signed(by, act.clone())).collect();
    let ruled = court.society.batch(operations);
    assert!(matches!(ruled.outcomes[0], Outcome::Admitted { .. }));
    let Outcome::Refused(refusal) = &ruled.outcomes[1] else { panic!("{:?}", ruled.outcomes) };
    assert_eq!(refusal.code, "spending.approval_frozen");
    assert_eq!(court.held(&common()), rest + 50 * 62);
    assert!(exit::query::before_breach(&court.society.state, claim).is_none());
    assert_eq!(court.tried(9, leave(claim)), "exit.no_window", "all of it comes in a moment");
    assert_eq!(court.held(&common()), 10_000);
    assert_eq!(court.leave_all(claim, 9..10), [1_000]);
    let before = exit::query::before_breach(&court.society.state, claim).unwrap();
    assert_eq!(before.accused, [court.person(1)]);
    assert!(query::claim(&court.society.state, claim).unwrap().before.is_empty());
    let left = court.society.state.scan("spending/approved-by/", None, 1);
    assert!(left.is_empty());
}

/// BRE-12: what an office decided to approve goes back with a claim against the office, not with one against one of two
/// of its holders.
#[test]
fn bre_12_what_the_accused_office_decided_goes_back() {
    let charter = CHARTER.replace("CHANCE", &by_beacon()).replace("EXIT", EQUAL);
    let line = "  { id = \"council-approves\", may = \"spending.approve\", who = \"decision: council\", up_to = \"999999 EUR per 30 days\" },\n  { id = \"proposing\"";
    let mut court = Court::of(&charter.replace("  { id = \"proposing\"", line), 10);
    court.endow(10_000, common());
    court.days(1);
    court.seat(6);
    let friend = court.all[3].clone();
    assert_eq!(court.tried(3, ask(10_000, &friend)), "admitted");
    court.decide_by("council", approve(10_000, 1));
    assert_eq!(court.held(&common()), 0);
    let person = court.person(1);
    court.convict(2, Accused::Person(person));
    assert_eq!(court.held(&common()), 0, "the office is not accused");
    let claim = court.convict(5, treasurer());
    assert_eq!(court.held(&common()), 10_000);
    assert_eq!(court.leave_all(claim, 7..9), [1_000; 2]);
}
