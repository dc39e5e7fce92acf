//! Random histories: at every step the total of each question is that of a count from the events alone, and
//! only those in the electorate are counted.

use std::collections::BTreeMap;

use polity_types::{PersonId, Seconds};
use proptest::prelude::*;

use super::super::{SignalsAction, SignalsEvent, Stance, query};
use super::{CHARTER, ask, counts, join, stand};
use crate::Event;
use crate::charter_text::Scale;
use crate::modules::dues::DuesAction;
use crate::modules::membership::MembershipAction;
use crate::testing::{Actor, Society};

const PEOPLE: usize = 6;

#[derive(Clone, Debug)]
enum Step {
    Ask { kind: bool },
    Leave,
    Return,
    Stand { place: Option<usize>, signal: usize },
    Waive,
    Wait { days: u32 },
    Withdraw { signal: usize },
}

fn any_step() -> impl Strategy<Value = (Step, usize)> {
    let stand = (prop::option::weighted(0.8, 0..6_usize), 0..4_usize);
    let step = prop_oneof![
        6 => any::<bool>().prop_map(|kind| Step::Ask { kind }),
        3 => Just(Step::Leave),
        3 => Just(Step::Return),
        40 => stand.prop_map(|(place, signal)| Step::Stand { place, signal }),
        2 => Just(Step::Waive),
        8 => (1_u32..12).prop_map(|days| Step::Wait { days }),
        1 => (0..4_usize).prop_map(|signal| Step::Withdraw { signal }),
    ];
    (step, 0..PEOPLE)
}

/// What a reader of the events knows.
#[derive(Default)]
struct Reader {
    admitted: usize,
    fell: usize,
    open: BTreeMap<u64, (Scale, BTreeMap<PersonId, Stance>)>,
}

impl Reader {
    fn hear(&mut self, events: &[Event]) {
        for event in events {
            let Event::Signals(event) = event else { continue };
            match event {
                SignalsEvent::Asked { scale, signal, .. } => {
                    self.open.insert(*signal, (*scale, BTreeMap::new()));
                }
                SignalsEvent::Stood { counts, person, signal, stance, .. } => {
                    self.admitted += 1;
                    let (_, stances) = self.open.get_mut(signal).unwrap();
                    match stance {
                        Some(stance) => stances.insert(*person, *stance),
                        None => stances.remove(person),
                    };
                    assert_eq!(&self.count(*signal), counts);
                }
                SignalsEvent::StanceFell { counts, person, signal } => {
                    self.fell += 1;
                    let (_, stances) = self.open.get_mut(signal).unwrap();
                    assert!(stances.remove(person).is_some());
                    assert_eq!(&self.count(*signal), counts);
                }
                SignalsEvent::Closed { counts, signal, .. } => {
                    assert_eq!(&self.count(*signal), counts);
                    self.open.remove(signal);
                }
                SignalsEvent::Withdrawn { signal } => {
                    self.open.remove(signal);
                }
            }
        }
    }

    fn count(&self, signal: u64) -> Vec<u64> {
        let (scale, stances) = &self.open[&signal];
        let mut counts = vec![0; scale.places()];
        for stance in stances.values() {
            counts[stance.place_on(*scale).unwrap()] += 1;
        }
        counts
    }

    fn audit(&self, society: &Society) {
        let open: Vec<u64> = query::signals(&society.state).iter().map(|(n, _)| *n).collect();
        assert_eq!(open, self.open.keys().copied().collect::<Vec<_>>());
        for (number, (_, stances)) in &self.open {
            let signal = query::signal(&society.state, *number).unwrap();
            assert_eq!(counts(society, *number), self.count(*number));
            assert_eq!(signal.stances.count, u64::try_from(stances.len()).unwrap());
            for person in stances.keys() {
                assert!(query::is_eligible(&society.state, &signal, *person));
                assert!(query::stance(&society.state, *number, *person).is_some());
            }
        }
    }
}

fn live(steps: &[(Step, usize)]) -> Reader {
    let mut society = Society::under(CHARTER);
    let founder = society.founder.clone();
    society.waive(founder.person, 99);
    let people: Vec<Actor> = (0..PEOPLE).map(|n| society.known(&format!("p{n}"))).collect();
    for (number, actor) in people.iter().enumerate() {
        join(&mut society, actor);
        // Every third one does not pay for long.
        let periods = if number % 3 == 0 { 2 } else { 60 };
        society.act(&founder, DuesAction::Waive { member: actor.person, periods }).unwrap();
    }
    society.wait(Seconds::days(11));
    let mut reader = Reader::default();
    for (step, who) in steps {
        let who = &people[*who];
        let open: Vec<u64> = reader.open.keys().copied().collect();
        let at = |place: &usize| {
            place.checked_rem(open.len()).and_then(|place| open.get(place)).copied().unwrap_or(999)
        };
        let done = match step {
            Step::Ask { kind } => {
                society.act(who, ask(if *kind { "mood" } else { "course" }, "Well?"))
            }
            Step::Leave => society.act(who, MembershipAction::Leave {}),
            Step::Return => {
                if !crate::modules::membership::query::is_member(&society.state, who.person) {
                    join(&mut society, who);
                }
                Ok(Vec::new())
            }
            Step::Stand { place, signal } => {
                let number = at(signal);
                let scale = query::signal(&society.state, number).map(|signal| signal.scale);
                let stance = place.zip(scale).and_then(|(place, scale)| Stance::at(place, scale));
                stand(&mut society, who, number, stance)
            }
            Step::Waive => {
                let waive = DuesAction::Waive { member: who.person, periods: 1 };
                society.act(&founder, waive)
            }
            Step::Wait { days } => Ok(society.wait(Seconds::days(*days))),
            Step::Withdraw { signal } => {
                society.act(who, SignalsAction::Withdraw { signal: at(signal) })
            }
        };
        reader.hear(&done.unwrap_or_default());
        reader.audit(&society);
    }
    reader
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// SIG-4: in any history the running total is a count of who stands, and nobody else.
    #[test]
    fn sig_4_totals_equal_a_count_from_the_events(
        steps in prop::collection::vec(any_step(), 60..160)
    ) {
        let _ = live(&steps);
    }
}

/// SIG-4: the histories are not empty ones: stances are taken, and some fall away.
#[test]
fn sig_4_histories_are_full_of_stances() {
    use proptest::strategy::ValueTree as _;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let steps = prop::collection::vec(any_step(), 200).new_tree(&mut runner).unwrap().current();
    let reader = live(&steps);
    assert!(reader.admitted > 20 && reader.fell > 1, "{} {}", reader.admitted, reader.fell);
}
