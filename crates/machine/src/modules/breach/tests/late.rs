//! What somebody let be spent before they were stopped: it stands still, and goes back (BRE-10 to BRE-12).

use super::script::code;
use super::*;
use crate::frame::state::StateView as _;
use crate::modules::exit::ExitAction;
use crate::modules::spending::{
    self, Line, Pace, SignersOf, SpendingAction, SpendingEvent, Standing as Of, Stream, StreamEnd,
};

fn stream(each: u64, times: u32, pace: Pace, to: &Actor) -> SpendingAction {
    SpendingAction::StartStream {
        amount: Amount::from(each * u64::from(times)),
        asset: eur(),
        category: None,
        each: Amount::from(each),
        every: Seconds::days(10),
        fund: common(),
        memo: None,
        pace,
        times,
        to: AccountId::Person(to.person),
    }
}

fn request(amount: u64, to: &Actor) -> SpendingAction {
    SpendingAction::Request {
        asset: eur(),
        category: None,
        fund: common(),
        lines: vec![Line { amount: Amount::from(amount), to: AccountId::Person(to.person) }],
        receipts: Vec::new(),
        text: None,
    }
}

fn approve(amount: u64, request: u64) -> SpendingAction {
    SpendingAction::Approve { amount: Amount::from(amount), asset: eur(), request }
}

impl Court {
    fn stream(&self, number: u64) -> Stream {
        spending::query::stream(&self.society.state, number).unwrap()
    }

    fn is_halted(&self, number: u64) -> bool {
        self.stream(number).halted.is_some()
    }

    fn held_by(&self, member: usize) -> i128 {
        self.held(&AccountId::Person(self.person(member)))
    }

    /// Returns what was set aside for a stream and is still there.
    fn aside(&self, number: u64) -> i128 {
        self.held(&spending::query::escrow_of_stream(number))
    }

    fn does(&mut self, member: usize, action: impl Into<crate::Action>) -> String {
        let actor = self.all[member].clone();
        code(self.society.act(&actor, action))
    }

    /// Waits until so many days have gone by in running time since an instant.
    fn until(&mut self, since: Timestamp, days: u32) {
        let at = since.after(Seconds::days(days));
        let rule = crate::frame::context::Authority::Rule { rule: "agenda".into() };
        let now = self.society.context(rule).running;
        let _ = self.society.wait(at.since(now).unwrap());
    }
}

/// BRE-11: what accrued until the freeze is paid, nothing accrues during it, and afterwards the period goes
/// on where it stood still.
#[test]
fn bre_11_a_wage_stands_still_while_who_started_it_is_stopped() {
    let mut court = Court::under(EQUAL, 10);
    court.endow(5_000_000, common());
    let payee = court.all[4].clone();
    // A claim that was raised before, so that the freeze comes in the midst of a period.
    let claim = court.raise(2, treasurer());
    assert_eq!(court.does(1, stream(864_000, 3, Pace::Accrues, &payee)), "admitted");
    let began = court.stream(1).began;
    court.until(began, 4);
    court.decide_claim(claim, true);
    let frozen = query::frozen_by(&court.society.state, &treasurer()).unwrap().at;
    let earned = i128::from(frozen.since(began).unwrap().0);
    assert!((345_600..=345_700).contains(&earned), "a unit each second: {earned}");
    court.society.wait(Seconds(1));
    assert!(court.is_halted(1));
    assert_eq!(court.held_by(4), earned);
    assert_eq!((court.aside(1), court.held(&common())), (0, 5_000_000 - earned));
    for _ in 0..3 {
        court.days(10);
        assert_eq!(court.does(4, SpendingAction::Claim { stream: 1 }), "spending.nothing_accrued");
    }
    assert_eq!((court.held_by(4), court.stream(1).left), (earned, 2));
    let (still, later) = (court.stream(1), court.society.time);
    assert_eq!(spending::query::accrued(&still, later), Amount::ZERO, "as pages show it");
    assert_eq!(
        spending::query::until_turn(&still, later).0,
        864_000 - u64::try_from(earned).unwrap()
    );
    court.decide(BreachAction::Lift { claim });
    court.society.wait(Seconds(1));
    let goes_on = court.stream(1);
    assert_eq!(goes_on.halted, None);
    let rest = u64::try_from(864_000 - earned).unwrap();
    assert_eq!(court.aside(1), 864_000 - earned, "the rest of the period is set aside anew");
    assert!(goes_on.next.at.since(goes_on.began) == Some(Seconds::days(10)));
    court.society.wait(Seconds(rest));
    assert_eq!((court.held_by(4), court.stream(1).left), (864_000, 1));
}

/// BRE-11: who began it is looked at, not who is paid; what the members began, or somebody in another
/// office, goes on; a person is stopped in what they began in any office.
#[test]
fn bre_11_only_what_the_accused_began_stands_still() {
    let mut court = Court::under(EQUAL, 10);
    court.endow(1_000_000, common());
    let (one, other) = (court.all[4].clone(), court.all[1].clone());
    assert_eq!(court.does(1, stream(100, 9, Pace::AtOnce, &one)), "admitted");
    court.decide(stream(100, 9, Pace::AtOnce, &other));
    court.seat(5);
    assert_eq!(court.does(5, stream(100, 9, Pace::AtOnce, &one)), "admitted");
    let claim = court.convict(2, Accused::Person(other.person));
    court.days(25);
    let halted = [1, 2, 3].map(|number| court.is_halted(number));
    assert_eq!(halted, [true, false, false]);
    assert_eq!(court.stream(1).left, 8, "no rent is paid during it");
    assert!(court.stream(2).left < 7 && court.stream(3).left < 7);
    // The whole office: the other treasurer's stands still too, that of the members does not.
    let of_office = court.convict(3, treasurer());
    court.days(25);
    let halted = [1, 2, 3].map(|number| court.is_halted(number));
    assert_eq!(halted, [true, false, true]);
    // One of two freezes ends: the other holds what it holds.
    court.decide(BreachAction::Lift { claim });
    court.days(1);
    assert_eq!([1, 3].map(|number| court.is_halted(number)), [true, true]);
    court.decide(BreachAction::Lift { claim: of_office });
    court.days(1);
    assert_eq!([1, 3].map(|number| court.is_halted(number)), [false, false]);
}

/// BRE-11: whoever is put into the office anew begins new ones, and whoever may ends what stands still.
#[test]
fn bre_11_what_stands_still_is_ended_and_begun_anew() {
    let mut court = Court::under(EQUAL, 10);
    court.endow(10_000, common());
    let payee = court.all[4].clone();
    assert_eq!(court.does(1, stream(1_000, 2, Pace::Accrues, &payee)), "admitted");
    court.convict(2, treasurer());
    assert_eq!(court.does(1, stream(1_000, 2, Pace::Accrues, &payee)), "charter.frozen");
    court.days(1);
    court.seat(3);
    assert_eq!(court.does(3, stream(1_000, 2, Pace::Accrues, &payee)), "admitted");
    court.days(15);
    assert_eq!([1, 2].map(|number| court.is_halted(number)), [true, false]);
    let paid = court.held_by(4);
    assert_eq!(court.does(6, SpendingAction::StopStream { stream: 1 }), "admitted");
    assert_eq!(court.held_by(4), paid, "all that had accrued was paid before");
    assert_eq!(court.aside(1), 0);
    court.days(20);
    let owed = spending::query::owed(&court.society.state, &common(), &eur());
    assert_eq!((court.aside(2), owed), (0, Amount::ZERO));
    assert_eq!(court.held(&common()) + court.held_by(4), 10_000);
}

/// BRE-11: many streams are stopped in slices, all at the moment of the freeze.
#[test]
fn bre_11_many_streams_stop_at_one_moment() {
    let mut court = Court::under(EQUAL, 10);
    court.endow(10_000_000, common());
    let payee = court.all[4].clone();
    for _ in 0..120 {
        assert_eq!(court.does(1, stream(8_640, 2, Pace::Accrues, &payee)), "admitted");
    }
    court.convict(2, treasurer());
    let events = court.society.wait(Seconds(1));
    let halts =
        |event: &&Event| matches!(event, Event::Spending(SpendingEvent::StreamHalted { .. }));
    assert_eq!(
        events.iter().filter(halts).count(),
        70,
        "fifty with the ruling, the others after it"
    );
    let at = query::frozen_by(&court.society.state, &treasurer()).unwrap().at;
    for number in 1..=120 {
        let stream = court.stream(number);
        let elapsed = at.since(stream.began).unwrap();
        assert_eq!(stream.halted.unwrap().elapsed, elapsed);
        assert_eq!(stream.taken.minor_units(), i128::from(elapsed.0 / 100));
    }
}

/// BRE-12: what the accused approved goes back to the fund and is open again, with its whole time to be decided; somebody
/// else approves it.
#[test]
fn bre_12_what_the_accused_approved_is_open_again() {
    let mut court = Court::under(EQUAL, 10);
    court.endow(10_000, common());
    court.seat(6);
    let payee = court.all[4].clone();
    for number in 1..=4 {
        assert_eq!(court.does(4, request(40, &payee)), "admitted");
        assert_eq!(court.does(1, approve(40, number)), "admitted");
    }
    let people = SignersOf::People(vec![court.person(7)]);
    let signers = SpendingAction::SetSigners { fund: common(), needed: 1, of: people };
    assert_eq!(court.does(0, signers), "admitted");
    let pay = |request| SpendingAction::Pay { request };
    let owed = |court: &Court| {
        spending::query::owed(&court.society.state, &common(), &eur()).minor_units()
    };
    let standing = |court: &Court, number| {
        spending::query::request(&court.society.state, number).unwrap().standing
    };
    assert_eq!((owed(&court), court.held(&common())), (160, 9_840));
    court.convict(2, Accused::Person(court.person(1)));
    assert_eq!((owed(&court), court.held(&common())), (0, 10_000));
    for number in 1..=4 {
        let request = spending::query::request(&court.society.state, number).unwrap();
        let left = (request.standing, request.spender, request.charged, request.decided_by);
        assert_eq!(left, (Of::Open, None, None, None));
    }
    assert_eq!(court.does(6, pay(1)), "spending.not_approved");
    assert_eq!(court.does(7, SpendingAction::Sign { request: 1 }), "spending.not_approved");
    assert_eq!(court.does(1, approve(40, 1)), "charter.frozen");
    assert_eq!(court.does(4, approve(40, 1)), "spending.own_request");
    assert_eq!(court.does(5, approve(40, 1)), "admitted");
    assert_eq!(court.does(5, approve(40, 1)), "spending.decided", "once is enough");
    assert_eq!(owed(&court), 40);
    assert_eq!(court.does(7, SpendingAction::Sign { request: 1 }), "admitted");
    assert_eq!((standing(&court, 1), court.held_by(4)), (Of::Paid, 40));
    // The members need no signature; what nobody decides lapses in its time, counted anew.
    assert_eq!(court.does(5, approve(40, 3)), "admitted");
    court.decide(pay(3));
    assert_eq!((standing(&court, 3), court.held_by(4)), (Of::Paid, 80));
    assert_eq!(court.does(4, SpendingAction::Withdraw { request: 2 }), "admitted");
    court.days(80);
    assert_eq!(standing(&court, 4), Of::Open);
    court.days(10);
    assert_eq!(standing(&court, 4), Of::Lapsed);
    assert_eq!((court.held(&common()), owed(&court)), (10_000 - 80, 0));
}

/// BRE-12: what the accused approved as a member goes back like what they approved in the office; what others approved
/// does not.
#[test]
fn bre_12_what_was_approved_under_another_line_goes_back_too() {
    let mut court = Court::under(EQUAL, 10);
    court.endow(10_000, common());
    let payee = court.all[4].clone();
    for number in 1..=2 {
        assert_eq!(court.does(4, request(40, &payee)), "admitted");
        // As a member, not as treasurer; and one by a member who is not accused.
        assert_eq!(court.does(if number == 1 { 1 } else { 5 }, approve(40, number)), "admitted");
    }
    court.convict(2, treasurer());
    court.days(1);
    court.seat(6);
    let pay = |request| SpendingAction::Pay { request };
    assert_eq!(court.does(6, pay(1)), "spending.not_approved");
    assert_eq!(court.does(6, pay(2)), "admitted");
    assert_eq!(court.does(5, approve(40, 1)), "admitted");
    assert_eq!(court.does(6, pay(1)), "admitted");
}

/// BRE-10: a decision of the office that is accused spends nothing either, until it is filled anew; one in
/// which others have more than half of the votes does.
#[test]
fn bre_10_an_accused_office_spends_nothing_by_its_decisions() {
    let mut court = Court::under(EQUAL, 10);
    court.endow(10_000, common());
    let payee = court.all[4].clone();
    let pay = TreasuryAction::Pay {
        amount: Amount::from(50_u64),
        asset: eur(),
        category: None,
        from: common(),
        memo: None,
        to: AccountId::Person(payee.person),
    };
    let batch = SpendingAction::PayBatch {
        amount: Amount::from(7_u64),
        asset: eur(),
        category: None,
        fund: common(),
        lines: vec![Line { amount: Amount::from(7_u64), to: AccountId::Person(payee.person) }],
        memo: None,
    };
    court.decide_by("council", pay.clone());
    court.decide_by("council", stream(100, 9, Pace::AtOnce, &payee));
    court.decide_by("mix", batch.clone());
    assert_eq!(court.held_by(4), 157);
    // One of two holders: half of the office, and half of the mix.
    court.seat(6);
    let claim = court.convict(2, Accused::Person(court.person(1)));
    court.decide_by("council", pay.clone());
    court.decide_by("mix", batch.clone());
    assert_eq!(court.held_by(4), 157, "refused when it would take effect");
    assert!(!court.is_halted(1), "the office itself is not accused");
    court.decide(BreachAction::Lift { claim });
    let claim = court.convict(3, treasurer());
    court.days(1);
    assert!(court.is_halted(1), "what the office decided to pay again and again");
    let before = court.held_by(4);
    court.decide_by("council", pay.clone());
    assert_eq!(court.held_by(4), before);
    court.decide(BreachAction::Lift { claim });
    court.decide_by("council", pay);
    court.decide_by("mix", batch);
    assert_eq!(court.held_by(4), before + 57);
    assert!(!court.is_halted(1));
}

/// When somebody takes the whole of their share, to whom something repeats that stands still.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Takes {
    Before,
    BeforeAndMeanwhile,
    Meanwhile,
}

/// BRE-11, EXI-18: who took the whole of their share before a freeze is paid the period that had begun then, when it is lifted;
/// what went back of it was shared with whoever took theirs while it stood still.
#[test]
fn exi_18_what_had_begun_before_the_share_is_paid_after_a_freeze() {
    for takes in [Takes::Before, Takes::BeforeAndMeanwhile, Takes::Meanwhile] {
        let mut court = Court::under("share = \"by contributions\"", 10);
        court.endow(10_000, common());
        let payee = court.all[3].clone();
        let share = |court: &mut Court| {
            court.endow(1_000, AccountId::Person(payee.person));
            let (amount, asset, to) = (Amount::from(1_000_u64), eur(), common());
            let gives = TreasuryAction::Transfer { amount, asset, category: None, memo: None, to };
            assert_eq!(court.does(3, gives), "admitted");
            let (against, assets) = (Vec::new(), None);
            let (breaches, least, part) = (Vec::new(), Vec::new(), 1_000_000);
            let take = ExitAction::Take { against, assets, breaches, least, part };
            assert_eq!(court.does(3, take), "admitted");
        };
        assert_eq!(court.does(1, stream(1_000, 3, Pace::Accrues, &payee)), "admitted");
        if takes != Takes::Meanwhile {
            share(&mut court);
        }
        court.days(5);
        let claim = court.convict(2, treasurer());
        let earned = court.stream(1).taken.minor_units();
        assert!((400..600).contains(&earned), "{earned}");
        assert_eq!((court.is_halted(1), court.aside(1)), (true, 0));
        if takes != Takes::Before {
            share(&mut court);
        }
        court.decide(BreachAction::Lift { claim });
        let mut events = court.society.wait(Seconds(1));
        let had = court.held_by(3);
        events.extend(court.society.wait(Seconds::days(30)));
        let ended = |event: Event| match event {
            Event::Spending(SpendingEvent::StreamStopped { left, reason, .. }) => {
                Some((left, reason))
            }
            _ => None,
        };
        let paid = if takes == Takes::Before { 1_000 - earned } else { 0 };
        assert_eq!(court.held_by(3) - had, paid, "{takes:?}");
        let ended: Vec<(u32, StreamEnd)> = events.into_iter().filter_map(ended).collect();
        assert!(ended.iter().all(|ended| *ended == (2, StreamEnd::ShareTaken)), "{ended:?}");
        assert!(spending::query::stream(&court.society.state, 1).is_none(), "{takes:?}");
        let left = court.society.state.scan("spending/repeats", None, 1);
        assert!(left.is_empty(), "{takes:?}: {left:?}");
    }
}
