//! What holds over any history.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use polity_types::{Hash, PersonId, Seconds};
use proptest::prelude::*;

use super::super::{Look, NamesAction, query, text};
use super::{society, take};
use crate::frame::context::Authority;
use crate::frame::execute::preview;
use crate::frame::state::{MemoryState, StateView as _};
use crate::modules::charter;
use crate::modules::membership::{self, MembershipAction};
use crate::testing::Actor;

/// Names of which many look like others.
const NAMES: [&str; 12] = [
    "Mira",
    "mira",
    "MIRA",
    "Rnira",
    "Мария",
    "маpия",
    "Elia",
    "EIia",
    "Ella",
    "Bob",
    "B0b",
    "Zoë",
];

#[derive(Clone, Copy, Debug)]
enum Step {
    GiveUp,
    Join,
    Leave,
    Take,
}

fn any_step() -> impl Strategy<Value = (Step, usize, usize, u32)> {
    let step = prop_oneof![
        2 => Just(Step::GiveUp),
        3 => Just(Step::Join),
        1 => Just(Step::Leave),
        8 => Just(Step::Take),
    ];
    let days = prop::sample::select(vec![0_u32, 0, 1, 20, 31, 89, 90]);
    (step, 0..4_usize, 0..NAMES.len(), days)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// At all times no two names can be taken for one another, each name and each rest is kept once,
    /// only members have names, and every member with a name can give it up (NAM-1, NAM-5, NAM-7, NAM-8).
    fn names_are_apart(steps in prop::collection::vec(any_step(), 0..60)) {
        let (mut society, members) = society();
        let founder = society.founder.clone();
        let people: Vec<Actor> = members.into_iter().chain([founder.clone()]).collect();
        let charter = charter::query::current(&society.state).hash;
        for (step, who, name, days) in steps {
            let actor = &people[who];
            let outcome = match step {
                Step::GiveUp => society.act(actor, NamesAction::GiveUp {}),
                Step::Take => society.act(actor, take(NAMES[name])),
                Step::Leave => society.act(actor, MembershipAction::Leave {}),
                Step::Join => {
                    let apply = MembershipAction::Apply { invitation: None, letter: None };
                    let admit = MembershipAction::Admit { applicant: actor.person };
                    let _ = society.act(actor, apply);
                    let _ = society.act(&founder, admit);
                    society.act(actor, MembershipAction::Swear { charter })
                }
            };
            ADMITTED.fetch_add(usize::from(outcome.is_ok()), Ordering::Relaxed);
            society.wait(Seconds::days(days));
            let state = society.state.clone();
            is_whole(&state, &people)?;
            for person in people.iter().map(|actor| actor.person) {
                if query::called(&state, person).is_some() {
                    let context = society.context(Authority::Person { person });
                    let give_up = NamesAction::GiveUp {}.into();
                    prop_assert!(preview(&give_up, &context, &state).is_ok());
                }
            }
        }
    }
}

/// Compares what is kept with what the names of people say, from the names alone.
fn is_whole(state: &MemoryState, people: &[Actor]) -> Result<(), TestCaseError> {
    let mut names: BTreeMap<Hash, PersonId> = BTreeMap::new();
    for person in people.iter().map(|actor| actor.person) {
        let Some(called) = query::called(state, person) else { continue };
        prop_assert!(membership::query::is_member(state, person), "{} is no member", called);
        for look in text::looks(&called) {
            prop_assert_eq!(names.insert(look, person), None, "{} is not apart", called);
        }
    }
    let kept = state.scan("names/look/", None, usize::MAX);
    let mut places = BTreeSet::new();
    for (key, record) in &kept {
        let look: Look =
            serde_json::from_slice(record).map_err(|_| TestCaseError::fail("shape"))?;
        let hash = key.rsplit('/').next().and_then(|part| part.parse::<Hash>().ok());
        let named = hash.and_then(|hash| names.remove(&hash));
        prop_assert_eq!(named, look.rests.is_none().then_some(look.person), "{}", key);
        if let Some(place) = look.rests {
            prop_assert!(places.insert((place.at, place.number)));
            let item = format!("agenda/item/{:016}/{:016}", place.at.0, place.number);
            prop_assert!(
                state.get(&item).is_some()
                    || state.scan("agenda/item/", None, 99).len() >= places.len()
            );
        }
    }
    prop_assert!(names.is_empty(), "looks of names are not kept");
    // Each person keeps little: a name, and what they gave up in the time of a rest.
    prop_assert!(kept.len() <= people.len() * 2 * 5, "{}", kept.len());
    Ok(())
}

/// Steps that the rules admitted, over all histories.
static ADMITTED: AtomicUsize = AtomicUsize::new(0);

#[test]
fn nam_5_names_are_apart_over_any_history() {
    names_are_apart();
    // A history of refusals would prove nothing.
    assert!(ADMITTED.load(Ordering::Relaxed) > 200, "too few steps were admitted");
}
