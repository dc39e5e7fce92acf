//! The draw: numbers from a seed, and what each comes to (PAN-4). A pure function of the seed and of
//! what the state says of members, so that anybody repeats it.

use polity_choice::lots::SeedStream;
use polity_types::{Hash, PersonId, SocietyId, canonical};
use serde::Serialize;

use super::types::{Candidates, Sitting, TRIES_MAX};
use crate::charter_text::PanelOf;
use crate::frame::state::StateView;
use crate::modules::membership;

/// First line of the bytes of a seed.
const SEED_TAG: &[u8] = b"polity/panel-seed/v1\n";

/// What a number comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It is drawn.
    Drawn,
    /// Its member is left out.
    Excluded,
    /// Its member was none of the candidates.
    NotEligible,
    /// It was drawn before.
    Repeated,
}

/// One number of a draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// What it comes to.
    pub fate: Fate,
    /// The number, from 1.
    pub number: u64,
    /// Whose card has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
}

#[derive(Serialize)]
struct Seeded<'a> {
    candidates: &'a Candidates,
    chance: &'a Hash,
    sitting: u64,
    society: &'a SocietyId,
}

/// Returns the seed of a draw: what chance gave, bound to the draw and to its candidates.
pub(super) fn seed(
    chance: &Hash,
    number: u64,
    candidates: &Candidates,
    society: &SocietyId,
) -> Hash {
    let seeded = Seeded { candidates, chance, sitting: number, society };
    Hash::of_parts(&[SEED_TAG, &canonical::to_bytes(&seeded)])
}

/// Draws up to `tries` numbers more, and returns each. Each costs two reads.
pub(super) fn tried(
    sitting: &mut Sitting,
    excluded: &[PersonId],
    tries: u64,
    state: &dyn StateView,
) -> Vec<Step> {
    let mut steps = Vec::new();
    let Some(seed) = sitting.seed else { return steps };
    let mut stream = SeedStream::at(seed.0, sitting.cursor);
    for _ in 0..tries {
        if is_done(sitting) {
            break;
        }
        let below = stream.below(sitting.candidates.numbers.into());
        let number = u64::try_from(below).unwrap_or(u64::MAX).saturating_add(1);
        let step = step(sitting, excluded, number, state);
        sitting.tried = sitting.tried.saturating_add(1);
        if step.fate == Fate::Drawn {
            sitting.numbers.push(number);
            sitting.roll.add(&number);
        }
        steps.push(step);
    }
    sitting.cursor = stream.position();
    steps
}

/// Returns whether all are drawn that are to be, or nobody can be found any more.
pub(super) fn is_done(sitting: &Sitting) -> bool {
    let drawn = u64::try_from(sitting.numbers.len()).unwrap_or(u64::MAX);
    drawn >= sitting.rules.target || sitting.tried >= TRIES_MAX || sitting.candidates.numbers == 0
}

fn step(sitting: &Sitting, excluded: &[PersonId], number: u64, state: &dyn StateView) -> Step {
    let candidates = &sitting.candidates;
    let is_of_members = candidates.of != PanelOf::HostResidents;
    let person = is_of_members.then(|| membership::query::by_number(state, number)).flatten();
    let moment = candidates.moment;
    let is_candidate = match (candidates.of, person) {
        (PanelOf::HostResidents, _) => true,
        (PanelOf::Members, Some(person)) => membership::query::was_member(state, person, moment),
        (PanelOf::MembersPastProbation, Some(person)) => {
            membership::query::was_full_member(state, person, moment)
        }
        (_, None) => false,
    };
    let is_excluded = person.is_some_and(|person| excluded.binary_search(&person).is_ok());
    let fate = if sitting.numbers.contains(&number) {
        Fate::Repeated
    } else if !is_candidate {
        Fate::NotEligible
    } else if is_excluded {
        Fate::Excluded
    } else {
        Fate::Drawn
    };
    Step { fate, number, person }
}
