//! Stages of growth: they come by themselves, and change the lines of the charter (POW-9).

use polity_types::{Amount, AssetId, Timestamp};

use super::event::CharterEvent;
use super::state::STAGE;
use super::types::Reached;
use crate::Event;
use crate::charter_text::document::{Entry, StageChange, StageMoment};
use crate::charter_text::{Charter, Power, Stage, Who};
use crate::frame::context::Context;
use crate::frame::society;
use crate::frame::state::{Overlay, StateView};
use crate::modules::{governance, membership, offices, places, treasury};

/// Returns the place of the stage that the society has reached among those of its charter.
#[must_use]
pub(super) fn reached(charter: &Charter, state: &dyn StateView) -> usize {
    let Some(reached) = STAGE.get(state) else { return 0 };
    charter.stages.iter().position(|stage| stage.id == reached.stage).unwrap_or(0)
}

/// Returns the charter with its lines as the stages up to `reached` leave them. What a stage changes
/// from the first election on waits until the office that it hands the power to was filled.
#[must_use]
pub(super) fn in_force(charter: Charter, reached: usize, state: &dyn StateView) -> Charter {
    let has_come = |change: &StageChange| match (&change.from, &change.who) {
        (StageMoment::Entry, _) => true,
        (StageMoment::FirstElection, Some(Who::Office(id))) => {
            offices::query::was_filled(state, id)
        }
        (StageMoment::FirstElection, _) => false,
    };
    let changes: Vec<StageChange> = charter
        .stages
        .iter()
        .take(reached.saturating_add(1))
        .flat_map(|stage| stage.changes.iter().cloned())
        .filter(has_come)
        .collect();
    let mut charter = charter;
    for change in changes {
        if let Some(power) = charter.powers.iter_mut().find(|power| power.id == change.power) {
            alter(power, change);
        }
    }
    charter
}

fn alter(power: &mut Power, change: StageChange) {
    let StageChange { who, up_to, grace, challenge, .. } = change;
    power.who = who.unwrap_or_else(|| power.who.clone());
    power.up_to = up_to.or_else(|| power.up_to.take());
    power.grace = grace.unwrap_or(power.grace);
    power.challenge = challenge.or(power.challenge);
}

/// Moves on to every stage whose time has come: large and old enough, or its day.
pub fn advance(context: &Context<'_>, state: &mut Overlay<'_>) -> Vec<Event> {
    let from = reached(&context.charter, state).saturating_add(1);
    advance_under(&context.charter, from, context.now, state)
}

/// Moves on from the stage before `from`, under a charter.
fn advance_under(
    charter: &Charter,
    from: usize,
    now: Timestamp,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let has_come = |stage: &&Stage| {
        let is_grown = !stage.entry.is_empty() && is_grown(&stage.entry, now, state);
        is_grown || stage.by.is_some_and(|by| now >= by)
    };
    let come: Vec<&Stage> = charter.stages.iter().skip(from).take_while(has_come).collect();
    if let Some(last) = come.last() {
        STAGE.put(state, &Reached { since: now, stage: last.id.clone() });
    }
    let event = |stage: &&Stage| CharterEvent::StageReached { stage: stage.id.clone() }.into();
    come.iter().map(event).collect()
}

/// Returns whether a society has all that a stage takes (POW-9, POW-13): figures that it keeps.
fn is_grown(entry: &Entry, now: Timestamp, state: &dyn StateView) -> bool {
    let Entry { members, age, treasury, land, places, turnout } = entry;
    let there = places::query::figures(state);
    let count = membership::query::rolls(state).members.count;
    let old = now.since(society::founded(state).time).unwrap_or_default();
    let is_rich =
        |(amount, asset): &(Amount, AssetId)| treasury::query::common(state, asset) >= *amount;
    members.is_none_or(|needed| count >= u64::from(needed))
        && age.is_none_or(|needed| old >= needed)
        && treasury.as_ref().is_none_or(is_rich)
        && land.is_none_or(|needed| there.land >= needed)
        && places.is_none_or(|needed| there.places >= u64::from(needed))
        && turnout.is_none_or(|share| governance::query::turnout(state).reaches(share))
}

/// Counts the stages under a new text, at once: those reached stay as far as the text leaves all of
/// them and what it takes to enter them as they were; from there on they are counted anew (POW-9).
pub(super) fn recount(
    old: &Charter,
    new: &Charter,
    now: Timestamp,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let entered = reached(old, state);
    let is_same = |(old, new): &(&Stage, &Stage)| {
        old.id == new.id && (&old.entry, old.by) == (&new.entry, new.by)
    };
    let same = old.stages.iter().zip(&new.stages).take_while(is_same).count();
    let kept = entered.min(same.saturating_sub(1));
    if kept < entered || same == 0 {
        match new.stages.get(kept).filter(|_| kept > 0) {
            Some(stage) => STAGE.put(state, &Reached { since: now, stage: stage.id.clone() }),
            None => STAGE.remove(state),
        }
    }
    advance_under(new, kept.saturating_add(1), now, state)
}

/// Returns the first stage that a new text changes, drops or adds.
pub(super) fn changed(old: &Charter, new: &Charter) -> Option<String> {
    let bare = |stage: &Stage| {
        let changes = stage.changes.iter().cloned();
        let changes = changes.map(|change| StageChange { at: stage.at, ..change }).collect();
        Stage { changes, ..stage.clone() }
    };
    let is_same =
        |old: &Stage, new: &Stage| bare(old) == bare(&Stage { at: old.at, ..new.clone() });
    let pairs = old.stages.iter().zip(&new.stages);
    let changed = pairs.clone().find(|(old, new)| !is_same(old, new)).map(|(old, _)| old);
    let common = old.stages.len().min(new.stages.len());
    let beyond = || old.stages.get(common).or_else(|| new.stages.get(common));
    changed.or_else(beyond).map(|stage| stage.id.clone())
}
