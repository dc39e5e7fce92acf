//! Stages of growth: they come by themselves, and change the lines of the charter (POW-9).

use super::event::CharterEvent;
use super::state::STAGE;
use super::types::Reached;
use crate::Event;
use crate::charter_text::document::{StageChange, StageMoment};
use crate::charter_text::{Charter, Power, Stage};
use crate::frame::context::Context;
use crate::frame::state::{Overlay, StateView};
use crate::modules::membership;

/// Returns the place of the stage that the society has reached among those of its charter.
#[must_use]
pub(super) fn reached(charter: &Charter, state: &dyn StateView) -> usize {
    let Some(reached) = STAGE.get(state) else { return 0 };
    charter.stages.iter().position(|stage| stage.id == reached.stage).unwrap_or(0)
}

/// Returns the charter with its lines as the stages up to `reached` leave them. What a stage changes
/// from the first election on waits for offices to be filled.
#[must_use]
pub(super) fn in_force(charter: Charter, reached: usize) -> Charter {
    let changes: Vec<StageChange> = charter
        .stages
        .iter()
        .take(reached.saturating_add(1))
        .flat_map(|stage| stage.changes.iter().cloned())
        .filter(|change| change.from == StageMoment::Entry)
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

/// Moves on to every stage whose time has come: enough members, or its day.
pub fn advance(context: &Context<'_>, state: &mut Overlay<'_>) -> Vec<Event> {
    let stages = &context.charter.stages;
    let members = membership::query::rolls(state).members.count;
    let has_come = |stage: &&Stage| {
        let is_large = stage.members.is_some_and(|needed| members >= u64::from(needed));
        is_large || stage.by.is_some_and(|by| context.now >= by)
    };
    let next = stages.iter().skip(reached(&context.charter, state).saturating_add(1));
    let come: Vec<&Stage> = next.take_while(has_come).collect();
    if let Some(last) = come.last() {
        STAGE.put(state, &Reached { since: context.now, stage: last.id.clone() });
    }
    let event = |stage: &&Stage| CharterEvent::StageReached { stage: stage.id.clone() }.into();
    come.iter().map(event).collect()
}

/// Returns whether the stage reached is still reached under a new text: it is, unless the text drops
/// it or moves what it takes to enter it.
pub(super) fn is_kept(old: &Charter, new: &Charter, state: &dyn StateView) -> bool {
    let Some(old) = old.stages.get(reached(old, state)) else { return false };
    let same = new.stages.iter().find(|stage| stage.id == old.id);
    same.is_some_and(|same| same.members == old.members && same.by == old.by)
}
