//! Each rule at its boundary.

use polity_types::{Base64, Seconds};

use super::super::{
    CLEARED_PER_STEP, SignalsAction, SignalsEvent, Stance, Standing, Stood, query, state::STANCE,
};
use super::{CHARTER, ask, code, counts, join, joined, last, stand};
use crate::Event;
use crate::frame::batch::Batch;
use crate::frame::clock::Clock;
use crate::frame::context::Authority;
use crate::frame::execute::execute;
use crate::frame::module::Module as _;
use crate::frame::roll::Roll;
use crate::frame::state::{Overlay, StateView as _};
use crate::modules::membership::MembershipAction;
use crate::modules::signals::Signals;
use crate::testing::{Actor, Counting, Society};

fn society() -> (Society, Actor, Vec<Actor>) {
    let mut society = Society::under(CHARTER);
    let founder = society.founder.clone();
    let members = ["ana", "ben", "cleo"].map(|name| joined(&mut society, name)).to_vec();
    (society, founder, members)
}

/// SIG-1, SIG-2: every refusal at its boundary.
#[test]
fn sig_1_and_2_script_of_what_is_asked() {
    let (mut society, founder, members) = society();
    let [ana, ben, cleo] = &members[..] else { panic!() };
    let eve = society.known("eve");
    assert_eq!(code(society.act(&eve, ask("mood", "Well?"))), "charter.no_power");
    assert_eq!(code(society.act(ana, ask("weather", "Well?"))), "signals.no_kind");
    for question in ["", " Well?", "Well?\n", "Well\u{202e}?", &"é".repeat(241)] {
        assert_eq!(code(society.act(ana, ask("mood", question))), "signals.question");
    }
    society.act(ana, ask("mood", &"é".repeat(240))).unwrap();
    society.act(ana, ask("mood", "How is the food?")).unwrap();
    // Two of one person, of whichever kind.
    let third = society.act(ana, ask("course", "Is the board right?"));
    assert_eq!(code(third), "signals.too_many_of_person");
    society.act(ben, ask("mood", "How is the house?")).unwrap();
    // Three of this kind, four of the other, for which the charter names no number.
    assert_eq!(code(society.act(cleo, ask("mood", "And?"))), "signals.too_many_of_kind");
    let dan = joined(&mut society, "dan");
    for (who, number) in [(ben, 4_u64), (cleo, 5), (cleo, 6), (&dan, 7)] {
        society.act(who, ask("course", "Is the board right?")).unwrap();
        assert_eq!(query::counts(&society.state).asked, number);
    }
    assert_eq!(code(society.act(&founder, ask("course", "And?"))), "signals.too_many_of_kind");
    assert_eq!(query::counts(&society.state).open, [1, 2, 3, 4, 5, 6, 7]);
    // A decision asks nothing.
    let by = Authority::Decision { procedure: "any".into(), proposal: 1 };
    let mut overlay = Overlay::new(&society.state);
    let context = society_context(&society, by);
    let refused = Signals::check(&ask("mood", "Well?"), &context, &overlay).unwrap_err();
    assert_eq!(polity_types::refusal::Explain::code(&refused), "signals.not_a_person");
    overlay.remove("signals/counts".into());
}

fn society_context(society: &Society, authority: Authority) -> crate::frame::context::Context<'_> {
    let clock = Clock::read(&society.state);
    let mut memory = crate::frame::execute::Memory::default();
    crate::frame::context::Context {
        assertion: None,
        authority,
        charter: memory.charter(&society.state, &society.records),
        height: clock.height.next(),
        key: None,
        now: society.time,
        operation: None,
        records: &society.records,
        running: clock.running(),
        society: society.id,
        under: None,
    }
}

/// SIG-3: who takes a stance, which, and in place of what.
#[test]
fn sig_3_script_of_stances() {
    let (mut society, founder, members) = society();
    let [ana, ben, _] = &members[..] else { panic!() };
    society.act(&founder, ask("mood", "How are you?")).unwrap();
    society.act(&founder, ask("course", "Is the founder right?")).unwrap();
    let eve = society.known("eve");
    assert_eq!(code(stand(&mut society, &eve, 1, Stance::Points(3))), "signals.not_in_electorate");
    // On probation one answers what members are asked, not what those past it are.
    assert_eq!(code(stand(&mut society, ana, 2, Stance::Approve)), "signals.not_in_electorate");
    assert_eq!(code(stand(&mut society, ana, 9, Stance::Points(3))), "signals.not_open");
    for stance in [Stance::Points(0), Stance::Points(6), Stance::Approve, Stance::Disapprove] {
        assert_eq!(code(stand(&mut society, ana, 1, stance)), "signals.off_scale");
    }
    assert_eq!(code(stand(&mut society, &founder, 2, Stance::Points(1))), "signals.off_scale");
    assert_eq!(code(stand(&mut society, ana, 1, None)), "signals.no_stance");
    stand(&mut society, ana, 1, Stance::Points(1)).unwrap();
    stand(&mut society, ben, 1, Stance::Points(5)).unwrap();
    assert_eq!(counts(&society, 1), [1, 0, 0, 0, 1]);
    // A change names what it replaces, so nobody holds one back and brings it later.
    let first = last(&society, 1, ana);
    let unnamed = SignalsAction::Stand { replaces: None, signal: 1, stance: None };
    assert_eq!(code(society.act(ana, unnamed)), "signals.replaces");
    let events = stand(&mut society, ana, 1, Stance::Points(4)).unwrap();
    let stood = SignalsEvent::Stood {
        counts: vec![0, 0, 0, 1, 1],
        person: ana.person,
        replaces: first,
        signal: 1,
        stance: Some(Stance::Points(4)),
    };
    assert_eq!(events, [stood.into()]);
    stand(&mut society, ana, 1, None).unwrap();
    assert_eq!(counts(&society, 1), [0, 0, 0, 0, 1]);
    assert_eq!(code(stand(&mut society, ana, 1, None)), "signals.no_stance");
    // Also after it was taken back: the first one, held back by somebody, would come to nothing.
    let again = SignalsAction::Stand { replaces: None, signal: 1, stance: Some(Stance::Points(2)) };
    assert_eq!(code(society.act(ana, again)), "signals.replaces");
    stand(&mut society, ana, 1, Stance::Points(2)).unwrap();
    assert_eq!(counts(&society, 1), [0, 1, 0, 0, 1]);
    society.wait(Seconds::days(10));
    stand(&mut society, ana, 2, Stance::Disapprove).unwrap();
    stand(&mut society, &founder, 2, Stance::Approve).unwrap();
    assert_eq!(counts(&society, 2), [1, 1]);
}

/// SIG-4: who leaves, or whose vote rests, no longer counts; who comes back may count again.
#[test]
fn sig_4_the_stance_of_who_leaves_or_rests_falls_away() {
    let (mut society, founder, members) = society();
    let [ana, ben, cleo] = &members[..] else { panic!() };
    society.waive(founder.person, 9);
    society.wait(Seconds::days(20));
    society.act(&founder, ask("mood", "How are you?")).unwrap();
    society.act(&founder, ask("course", "Is the founder right?")).unwrap();
    for who in [ana, ben] {
        stand(&mut society, who, 1, Stance::Points(5)).unwrap();
        stand(&mut society, who, 2, Stance::Approve).unwrap();
    }
    let left = society.act(ana, MembershipAction::Leave {}).unwrap();
    let fell = |counts: &[u64], signal| {
        let counts = counts.to_vec();
        Event::from(SignalsEvent::StanceFell { counts, person: ana.person, signal })
    };
    assert!(left.contains(&fell(&[0, 0, 0, 0, 1], 1)) && left.contains(&fell(&[0, 1], 2)));
    let signal = query::signal(&society.state, 1).unwrap();
    assert_eq!((counts(&society, 2), query::eligible(&society.state, &signal)), (vec![0, 1], 3));
    // The steps of the running hash are those that the log tells.
    let mut roll = Roll::default();
    let stood = |who: &Actor| Stood { person: who.person, stance: Stance::Points(5) };
    roll.add(&stood(ana));
    roll.add(&stood(ben));
    roll.remove(&stood(ana));
    assert_eq!(signal.stances, roll);
    // Whoever comes back begins anew, and names what they did before.
    join(&mut society, ana);
    assert_eq!(query::stance(&society.state, 1, ana.person), None);
    assert_eq!(counts(&society, 1), [0, 0, 0, 0, 1]);
    stand(&mut society, ana, 1, Stance::Points(1)).unwrap();
    // Ben does not pay: his vote rests, and with it what only those who vote are asked.
    let events = society.wait(Seconds::days(30));
    let rested = SignalsEvent::StanceFell { counts: vec![0, 0], person: ben.person, signal: 2 };
    assert!(events.contains(&rested.into()));
    assert_eq!((counts(&society, 1), counts(&society, 2)), (vec![1, 0, 0, 0, 1], vec![0, 0]));
    assert_eq!(code(stand(&mut society, ben, 2, Stance::Approve)), "signals.not_in_electorate");
    // Cleo never stood: nothing falls.
    let left = society.act(cleo, MembershipAction::Leave {}).unwrap();
    assert!(!left.iter().any(|event| matches!(event, Event::Signals(_))));
}

/// SIG-5: a question is closed when its time is over; the result stays, and the stances go in steps.
#[test]
fn sig_5_what_is_closed_stays_as_a_result() {
    let (mut society, founder, members) = society();
    society.act(&founder, ask("mood", "How are you?")).unwrap();
    stand(&mut society, &members[0], 1, Stance::Points(2)).unwrap();
    // As many others as it takes for more than two steps.
    let mut overlay = Overlay::new(&society.state);
    let operation = last(&society, 1, &members[0]).unwrap();
    for number in 0..CLEARED_PER_STEP * 2 {
        let person = polity_types::PersonId(polity_types::Hash::of(&number.to_be_bytes()));
        let standing = Standing { operation, stance: Some(Stance::Points(2)) };
        STANCE.put(&mut overlay, &(1, person), &standing);
    }
    let delta = overlay.into_delta();
    society.state.commit(delta);
    let length = Seconds::days(60);
    let is_of_signals = |event: &Event| matches!(event, Event::Signals(_));
    assert!(!society.wait(Seconds(length.0 - 2)).iter().any(is_of_signals));
    stand(&mut society, &members[1], 1, Stance::Points(3)).unwrap();
    let before = query::signal(&society.state, 1).unwrap();
    let mut events = society.wait(Seconds(2));
    events.retain(is_of_signals);
    let closed = SignalsEvent::Closed { counts: vec![0, 1, 1, 0, 0], eligible: 4, signal: 1 };
    assert_eq!(events, [closed.into()]);
    let result = query::result(&society.state, 1).unwrap();
    assert_eq!((result.counts, result.stances), (before.counts, before.stances));
    assert_eq!((result.eligible, result.closed), (4, society.time));
    assert_eq!(query::signal(&society.state, 1), None);
    let left = |society: &Society| society.state.scan("signals/stance/", None, 10_000).len();
    assert_eq!(left(&society), CLEARED_PER_STEP + 2);
    society.wait(Seconds(1));
    assert_eq!(left(&society), 2);
    society.wait(Seconds(1));
    assert_eq!(left(&society), 0);
    let late = stand(&mut society, &members[1], 1, Stance::Points(3));
    assert_eq!(code(late), "signals.not_open");
    assert!(query::counts(&society.state).open.is_empty());
}

/// SIG-5: the end of the time is the end, though the agenda be behind.
#[test]
fn sig_5_nobody_stands_after_the_end() {
    let (mut society, founder, members) = society();
    society.act(&founder, ask("mood", "How are you?")).unwrap();
    let mut signal = query::signal(&society.state, 1).unwrap();
    signal.closes.at = Clock::read(&society.state).running();
    let mut overlay = Overlay::new(&society.state);
    super::super::state::SIGNAL.put(&mut overlay, &1, &signal);
    let delta = overlay.into_delta();
    society.state.commit(delta);
    let late = stand(&mut society, &members[0], 1, Stance::Points(3));
    assert_eq!(code(late), "signals.not_open");
}

/// SIG-6: who asked withdraws a question until somebody else takes a stance.
#[test]
fn sig_6_script_of_withdrawals() {
    let (mut society, founder, members) = society();
    let [ana, ben, _] = &members[..] else { panic!() };
    let withdraw = SignalsAction::Withdraw { signal: 1 };
    society.act(ana, ask("mood", "How are yuo?")).unwrap();
    assert_eq!(code(society.act(&founder, withdraw.clone())), "signals.not_asker");
    stand(&mut society, ana, 1, Stance::Points(3)).unwrap();
    stand(&mut society, ben, 1, Stance::Points(3)).unwrap();
    assert_eq!(code(society.act(ana, withdraw.clone())), "signals.others_stand");
    stand(&mut society, ben, 1, None).unwrap();
    let events = society.act(ana, withdraw.clone()).unwrap();
    assert_eq!(events, [SignalsEvent::Withdrawn { signal: 1 }.into()]);
    assert_eq!(code(society.act(ana, withdraw)), "signals.not_open");
    assert_eq!(query::counts(&society.state), super::super::Counts { asked: 1, open: vec![] });
    // Nothing is left of it, and nothing falls due.
    assert!(society.state.scan("signals/s", None, 9).is_empty());
    assert!(society.wait(Seconds::days(70)).iter().all(|one| !matches!(one, Event::Signals(_))));
    assert_eq!(query::result(&society.state, 1), None);
}

/// SIG-4: a stance, a change of one and leaving read as much with many members as with few.
#[test]
fn sig_4_a_stance_costs_the_same_however_many_there_are() {
    let reads = |members: usize| {
        let (mut society, founder, _) = society();
        society.act(&founder, ask("mood", "How are you?")).unwrap();
        for number in 0..members {
            let who = joined(&mut society, &format!("member {number}"));
            stand(&mut society, &who, 1, Stance::Points(3)).unwrap();
        }
        let who = joined(&mut society, "zoe");
        stand(&mut society, &who, 1, Stance::Points(3)).unwrap();
        let replaces = last(&society, 1, &who);
        let stance = Some(Stance::Points(1));
        let change = society.signed(&who, SignalsAction::Stand { replaces, signal: 1, stance });
        let leave = society.signed(&who, MembershipAction::Leave {});
        let height = Clock::read(&society.state).height.next();
        [change, leave].map(|operation| {
            let batch = Batch {
                evidence: Base64::default(),
                height,
                operations: vec![operation],
                time: society.time,
            };
            let counting = Counting::of(&society.state);
            let done = execute(&mut society.memory, &counting, &society.records, &batch);
            assert!(matches!(done.outcomes[..], [crate::frame::batch::Outcome::Admitted { .. }]));
            counting.reads()
        })
    };
    assert_eq!(reads(2), reads(40));
}
