//! What is no fault of a charter and yet worth a second look before it is signed, in sentences: a stage that holds one
//! hand back at one door and leaves the door beside it as it was.

use super::actions::{ActionName, LimitNeed, briefly, words};
use super::document::{Charter, Power, Stage, Who};
use super::explain::{holder_name, within_sentence};
use super::room::{Line, is_harder, is_higher, narrower, stage_by_stage};

/// Returns what to think about before a charter is signed.
#[must_use]
pub fn hints(charter: &Charter, actions: &[ActionName]) -> Vec<String> {
    let spends = |power: &Power| {
        let known = actions.iter().find(|action| action.name == power.may);
        known.is_some_and(|action| action.limit == LimitNeed::Required)
    };
    let tables = stage_by_stage(charter);
    let mut said = Vec::new();
    for (before, after) in tables.iter().zip(tables.iter().skip(1)) {
        let (Some(stage), powers) = (after.0, &after.1) else { continue };
        let was = |new: &&Power| {
            let is_same = |old: &&Power| (&old.id, &old.who) == (&new.id, &new.who);
            before.1.iter().find(is_same)
        };
        for other in powers.iter().filter(|power| spends(power) && power.who != Who::NoOne) {
            let beside = powers.iter().filter(|new| new.id != other.id && new.who == other.who);
            let mut held_back =
                beside.filter(|new| spends(new)).filter_map(|new| Some((was(&new)?, new)));
            let found = held_back.find(|(old, new)| is_left(old, new, other, charter));
            said.extend(found.map(|found| left_open(charter, stage, found, other)));
        }
    }
    said
}

/// Returns whether a line that was as tight as another is looser than it from a stage on.
fn is_left(old: &Power, new: &Power, other: &Power, charter: &Charter) -> bool {
    let ways = |line: &Power| {
        let is_of_one = |line: &Power, other: &Power| {
            let asset =
                |line: &Power| line.up_to.as_ref().map(|limit| (limit.asset.clone(), limit.per));
            asset(line) == asset(other)
        };
        [
            is_of_one(line, other) && is_higher(other.up_to.as_ref(), line.up_to.as_ref()),
            charter.grace_of(other) < charter.grace_of(line),
            is_harder(other.challenge, line.challenge),
        ]
    };
    ways(new).into_iter().zip(ways(old)).any(|(is_looser, was_looser)| is_looser && !was_looser)
}

/// Says which door a stage leaves open.
fn left_open(
    charter: &Charter,
    stage: &Stage,
    (old, new): (&Power, &Power),
    other: &Power,
) -> String {
    let holder = within_sentence(&holder_name(charter, &new.who));
    let of = |power| Line { charter, power };
    let ways = narrower(of(old), of(new)).join(", ");
    let deed = words(other.may).map_or_else(|| format!("do `{}`", other.may), briefly);
    format!(
        "The stage \"{}\" leaves {holder} less room in \"{}\" ({ways}) and as much as before in \"{}\" (to {deed}): \
         what the one line holds back may go by the other.",
        stage.name, new.id, other.id
    )
}
