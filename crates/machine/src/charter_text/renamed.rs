//! Decisions that another text calls otherwise, and changes in nothing else: who holds what by them holds it still.

use super::diagnostic::Position;
use super::document::{Charter, Procedure, Who};
use super::hands::earlier;

/// Returns a charter with its decisions called as a later one calls them, where these are the same, and each such pair of
/// names, the earlier one first.
pub(super) fn called_as(before: &Charter, after: &Charter) -> (Charter, Vec<(String, String)>) {
    let mut charter = before.clone();
    let mut names = Vec::new();
    for new in &after.decisions {
        let is_same = |old: &&Procedure| old.id != new.id && nameless(old) == nameless(new);
        let Some(old) = earlier(before, after, &new.id).filter(is_same) else { continue };
        if names.iter().all(|(known, _)| *known != old.id) {
            rename(&mut charter, &old.id, &new.id);
            names.push((old.id.clone(), new.id.clone()));
        }
    }
    (charter, names)
}

/// Returns all that a decision is but what it is called and where it stands.
fn nameless(procedure: &Procedure) -> Procedure {
    Procedure { id: String::new(), at: Position::START, ..procedure.clone() }
}

/// Calls a decision otherwise wherever a charter names it.
fn rename(charter: &mut Charter, from: &str, to: &str) {
    let name = |id: &mut String| {
        if id == from {
            to.clone_into(id);
        }
    };
    let hold = |who: &mut Who| {
        if let Who::Decision(id) = who {
            name(id);
        }
    };
    charter.decisions.iter_mut().for_each(|one| name(&mut one.id));
    charter.powers.iter_mut().for_each(|power| hold(&mut power.who));
    let changes = charter.stages.iter_mut().flat_map(|stage| &mut stage.changes);
    changes.filter_map(|change| change.who.as_mut()).for_each(hold);
    for office in &mut charter.offices {
        name(&mut office.filled_by);
        name(&mut office.recalled_by);
    }
    charter.pauses.iter_mut().for_each(|pause| name(&mut pause.renewed_by));
    charter.pauses.iter_mut().for_each(|pause| hold(&mut pause.who));
    charter.breach.iter_mut().for_each(|breach| name(&mut breach.members));
    charter.succession.iter_mut().for_each(|succession| name(&mut succession.to));
}
