//! The agenda: what falls due, and when (ORD-4). Keyed by running time, so that a leap of the clock
//! moves nothing forward that people still have a say in.

use polity_types::Timestamp;
use serde::{Deserialize, Serialize};

use super::state::{Overlay, StateView};
use super::table::{Single, Table};
use crate::Item;

/// `agenda/item`: what falls due, by running time and number.
const ITEM: Table<(u64, u64), Item> = Table::new("agenda/item");
/// `agenda/counter`: how many items were ever put down.
const COUNTER: Single<Counter> = Single::new("agenda/counter");

/// Prefixes that the agenda owns.
pub const TABLES: &[&str] = &["agenda/counter", "agenda/item"];

/// Most items done in one batch; the rest waits for the next. Unit: items. Source: ORD-4.
pub const ITEMS_PER_BATCH_MAX: usize = 2_000;

#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
struct Counter {
    next: u64,
}

/// Puts an item down for `at` (running time).
pub fn put(state: &mut Overlay<'_>, at: Timestamp, item: impl Into<Item>) -> Place {
    let mut counter = COUNTER.get(state).unwrap_or_default();
    let place = Place { at, number: counter.next };
    counter.next = counter.next.saturating_add(1);
    COUNTER.put(state, &counter);
    ITEM.put(state, &(at.0, place.number), &item.into());
    place
}

/// Strikes an item off.
pub fn strike(state: &mut Overlay<'_>, place: Place) {
    ITEM.remove(state, &(place.at.0, place.number));
}

/// Where an item stands on the agenda.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// When it falls due, in running time.
    pub at: Timestamp,
    /// Its number.
    pub number: u64,
}

/// Takes the next item that is due at `running`. Costs one read, however many were taken before.
pub(crate) fn take(state: &mut Overlay<'_>, running: Timestamp) -> Option<Item> {
    ITEM.take_first(state, |key| place_of(key).is_some_and(|place| place.at <= running))
}

/// Returns when the next item falls due, in running time. Over a state on disk, ask
/// [`Memory::next_due`](super::execute::Memory::next_due), which walks over nothing that was done.
#[must_use]
pub fn next_due(state: &dyn StateView) -> Option<Timestamp> {
    let (key, _) = ITEM.scan(state, "", None, 1).pop()?;
    place_of(&key).map(|place| place.at)
}

fn place_of(key: &str) -> Option<Place> {
    let mut parts = key.rsplit('/');
    let number = parts.next()?.parse().ok()?;
    let at = Timestamp(parts.next()?.parse().ok()?);
    Some(Place { at, number })
}

#[cfg(test)]
mod tests {
    use polity_types::{Base64, Seconds};

    use super::*;
    use crate::frame::batch::Batch;
    use crate::frame::clock::Clock;
    use crate::frame::execute::execute;
    use crate::modules::identity::{self, UNUSED_AFTER};
    use crate::testing::{Actor, Counting, Marked, Society};

    const CHARTER: &str = r#"# Charter of the box

`society.name = "Box"` `society.kind = "hub"` `society.currency = "BOX"`

> `society.commandment = "Tests tell the truth."`

`admission.vouches = 0` `admission.probation = "none"` `admission.application = "open"`
"#;

    /// ORD-4: so many items fall due in one batch, and each costs a few reads, not as many as there
    /// are items.
    #[test]
    fn ord_4_what_is_due_costs_a_few_reads_each() {
        let mut society = Society::under(CHARTER);
        for number in 0..ITEMS_PER_BATCH_MAX {
            society.known(&format!("person {number}"));
        }
        let late = society.known("late");
        // As if a heartbeat had been there a second before.
        society.time = society.time.after(UNUSED_AFTER);
        let clock = Clock::read(&society.state);
        let mut overlay = Overlay::new(&society.state);
        Clock { time: society.time.before(Seconds(1)), ..clock }.write(&mut overlay);
        let delta = overlay.into_delta();
        society.state.commit(delta);

        let counting = Counting::of(&society.state);
        let (height, time) = (clock.height.next(), society.time);
        let batch = Batch { evidence: Base64::default(), height, operations: Vec::new(), time };
        let executed = execute(&mut society.memory, &counting, &society.records, &batch);
        assert_eq!(executed.due.len(), ITEMS_PER_BATCH_MAX);
        let each = counting.reads() / ITEMS_PER_BATCH_MAX;
        assert!(each < 16, "{each} reads for each item");
        let record = crate::modules::identity::query::person_key(late.person);
        assert!(executed.writes.get(&record).is_none(), "the last waits for the next batch");
    }

    /// ORD-12, ORD-4: the last slice of what is due costs as much as the first, though a state on disk keeps marks
    /// of what was done before it. And a slice of which nothing is told leaves a trace all the same.
    #[test]
    fn ord_12_what_was_done_before_costs_nothing_later() {
        const SLICES: usize = 6;
        let mut society = Society::under(CHARTER);
        let mut overlay = Overlay::new(&society.state);
        let person = Actor::named("nobody").person;
        for _ in 0..SLICES * ITEMS_PER_BATCH_MAX {
            put(&mut overlay, society.time, identity::Item::Unused { person });
        }
        let delta = overlay.into_delta();
        society.state.commit(delta);
        let mut state = Marked::of(&society.state);
        let mut costs = Vec::new();
        for _ in 0..SLICES {
            society.time = society.time.after(Seconds(1));
            let height = Clock::read(&state).height.next();
            assert!(society.memory.next_due(&state).is_some_and(|due| due < society.time));
            let time = society.time;
            let batch = Batch { evidence: Base64::default(), height, operations: Vec::new(), time };
            let _ = state.steps();
            let executed = execute(&mut society.memory, &state, &society.records, &batch);
            costs.push(state.steps());
            assert!(executed.is_heard() && executed.due.is_empty());
            assert_eq!(executed.items, ITEMS_PER_BATCH_MAX);
            state.commit(executed.writes);
        }
        let _ = state.steps();
        assert!(society.memory.next_due(&state).is_none_or(|due| due > society.time));
        assert!(state.steps() < 32, "whoever looks whether anything is due walks over nothing");
        let (first, last) = (costs[0], costs[SLICES - 1]);
        assert!(first < 8 * ITEMS_PER_BATCH_MAX && last <= first + 32, "{costs:?}");
    }
}
