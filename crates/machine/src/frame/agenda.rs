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

#[derive(Default, Serialize, Deserialize)]
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

/// Takes the next item that is due at `running`.
pub(crate) fn take(state: &mut Overlay<'_>, running: Timestamp) -> Option<Item> {
    let (key, item) = ITEM.scan(state, "", None, 1).pop()?;
    if place_of(&key)?.at > running {
        return None;
    }
    state.remove(key);
    Some(item)
}

/// Returns when the next item falls due, in running time.
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
