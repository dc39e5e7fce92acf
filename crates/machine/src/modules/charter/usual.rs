//! What somebody gets anyway, by others than the members: how much of it a vote on what members stopped leaves them (POW-15).

use polity_types::{Amount, AssetId, Hash, Timestamp};

use super::matter::payee;
use super::state::{GOT, GOT_SWEPT};
use super::types::{Count, GOT_IN, Got, Item};
use crate::frame::agenda;
use crate::frame::clock::Clock;
use crate::frame::context::Context;
use crate::frame::state::{Overlay, StateView};
use crate::modules::treasury::AccountId;

/// Most records that are looked at in one step of the agenda. Unit: records.
pub(super) const SWEPT_MAX: usize = 500;

/// Returns how much more somebody may get now without getting more than they did in as long a time lately.
pub(super) fn left(of: &Hash, state: &dyn StateView) -> Amount {
    let got = GOT.get(state, of).unwrap_or_default();
    got.at(Clock::read(state).running()).usual_left()
}

/// Notes that somebody got something by others than the members.
pub(super) fn got(
    to: &AccountId,
    (asset, amount): (&AssetId, Amount),
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) {
    let hash = payee(to, asset);
    let before = GOT.get(state, &hash);
    if before.is_none() && GOT_SWEPT.get(state).is_none() {
        sweep_later(context.running, state);
    }
    let got = before.unwrap_or_default().at(context.running);
    let now = got.now.plus(amount).unwrap_or(got.now);
    GOT.put(state, &hash, &Got { now, ..got });
}

/// Has what counts no more removed when the next stretch of time begins.
fn sweep_later(running: Timestamp, state: &mut Overlay<'_>) {
    let next = running.0.checked_div(GOT_IN.0).unwrap_or_default().saturating_add(1);
    GOT_SWEPT.put(state, &Count { count: next });
    let at = Timestamp(next.saturating_mul(GOT_IN.0));
    let _ = agenda::put(state, at, Item::GotGoes { after: None });
}

/// Removes what was got longer ago than any stretch that counts, after the record with a state key, so many records in
/// one step. What is left is looked at again in the next stretch.
pub(super) fn sweep(after: Option<&str>, context: &Context<'_>, state: &mut Overlay<'_>) {
    let page = GOT.scan(state, "", after, SWEPT_MAX);
    let is_last = page.len() < SWEPT_MAX;
    let last = page.last().map(|(key, _)| key.clone());
    for (key, got) in page {
        if got.at(context.running).is_nothing() {
            state.remove(key);
        }
    }
    if !is_last {
        let next = context.running.after(polity_types::Seconds(1));
        let _ = agenda::put(state, next, Item::GotGoes { after: last });
    } else if GOT.scan(state, "", None, 1).is_empty() {
        GOT_SWEPT.remove(state);
    } else {
        sweep_later(context.running, state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::context::Authority;
    use crate::modules::governance::tests::CHARTER;
    use crate::testing::{Actor, Society};

    /// Has people get something by others than the members.
    fn they_get(society: &mut Society, people: &[Actor]) {
        let state = society.state.clone();
        let person = society.founder.person;
        let context = society.context(Authority::Person { person });
        let mut overlay = Overlay::new(&state);
        for Actor { person, .. } in people {
            let of = (&"BOX".parse().unwrap(), Amount::from(7));
            got(&AccountId::Person(*person), of, &context, &mut overlay);
        }
        society.state.commit(overlay.into_delta());
    }

    fn kept(society: &Society) -> usize {
        GOT.scan(&society.state, "", None, 10_000).len()
    }

    /// Waits until the next stretch of time begins.
    fn next_stretch(society: &mut Society) {
        let into = Clock::read(&society.state).running().0 % GOT_IN.0;
        society.wait(polity_types::Seconds(GOT_IN.0 - into));
    }

    /// POW-15: what somebody got counts for three stretches after it, and is not kept for longer; so many records go in one
    /// batch, however many there are, and who gets something again is kept.
    #[test]
    fn pow_15_what_counts_no_more_is_not_kept() {
        let mut society = Society::under(CHARTER);
        let people: Vec<Actor> =
            (0..2 * SWEPT_MAX + 200).map(|number| Actor::named(&format!("p{number}"))).collect();
        next_stretch(&mut society);
        they_get(&mut society, &people);
        for _ in 0..3 {
            next_stretch(&mut society);
            society.wait(polity_types::Seconds(9));
            assert_eq!(kept(&society), people.len());
        }
        they_get(&mut society, &people[..2]);
        next_stretch(&mut society);
        let mut left = vec![kept(&society)];
        // Who gets something while it goes on is kept, wherever among the others they stand.
        let new: Vec<Actor> =
            (0..50).map(|number| Actor::named(&format!("new {number}"))).collect();
        for _ in 0..2 {
            society.wait(polity_types::Seconds(1));
            left.push(kept(&society));
            they_get(&mut society, &new);
        }
        assert!(left[0] + SWEPT_MAX >= people.len() && left[0] < people.len(), "{left:?}");
        assert!(left[1] + SWEPT_MAX >= left[0] && left[1] < left[0], "{left:?}");
        assert_eq!(left[2], 2 + new.len());
        for there in [2 + new.len(), 2 + new.len(), 2 + new.len(), new.len()] {
            assert_eq!(kept(&society), there);
            next_stretch(&mut society);
        }
        assert_eq!(kept(&society), 0);
        assert_eq!(GOT_SWEPT.get(&society.state), None, "nothing is looked for any more");
        // And anew from then on.
        they_get(&mut society, &people[..1]);
        for _ in 0..4 {
            assert_eq!(kept(&society), 1);
            next_stretch(&mut society);
        }
        assert_eq!(kept(&society), 0);
    }
}
