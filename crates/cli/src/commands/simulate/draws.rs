//! Panels that are drawn by lot. What chance gives a block is counted in whole numbers from the charter; a panel that sits
//! for a term is drawn on the machine too, where people of the society make the chance, so that it can vote.

use polity_machine::charter_text::{Chance, Charter, Drawn, Panel, PanelOf, Procedure};
use polity_machine::modules::membership::query as membership;
use polity_machine::modules::offices::query as offices;
use polity_machine::modules::panels::query as panels;
use polity_machine::modules::panels::{PanelsAction, commitment_of};
use polity_types::{Base64, PersonId};
use serde::Serialize;

use super::trial::{passes, smallest};
use super::world::World;

/// Length of a secret that makes chance.
const SECRET_BYTES: usize = 32;
/// One, as chances are counted.
const ONE: u128 = 1 << 64;

/// How large a block must be to have seats of a panel by the lot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Draw {
    /// The smallest block that has so many seats in one draw of two, at least.
    pub(super) half: Option<u64>,
    /// In nine draws of ten.
    pub(super) nine_tenths: Option<u64>,
    /// Name of the panel.
    pub(super) panel: String,
    /// Among how many it is drawn.
    pub(super) pool: u64,
    pub(super) seats: u64,
    /// How many seats are enough.
    pub(super) wanted: u64,
}

/// Draws the panels that sit for a term, where members are drawn and members make the chance: from a public beacon there is
/// none here. Everybody accepts. Returns whether anybody sits on one now.
pub(super) fn draw_all(world: &mut World, charter: &Charter) -> bool {
    let Some(Chance::Reveal { office, .. }) = &charter.chance else { return false };
    let seats = offices::seats(world.state(), office);
    let revealers: Vec<PersonId> = seats.into_iter().map(|(_, seat)| seat.holder).collect();
    let mut is_any = false;
    for panel in charter.panels.iter().filter(|panel| panel.drawn == Drawn::ForTerm) {
        is_any |= draw(world, panel, &revealers).is_some();
    }
    is_any
}

/// Has a draw called, the chance made, and everybody who is drawn accept.
fn draw(world: &mut World, panel: &Panel, revealers: &[PersonId]) -> Option<()> {
    let call = PanelsAction::CallDraw { panel: panel.id.clone() };
    let is_called = (0..world.joined).any(|agent| world.act(agent, call.clone()).is_ok());
    let sitting = is_called.then(|| panels::count(world.state()))?;
    let agent_of = |world: &World, person: PersonId| {
        world.agents.iter().position(|agent| agent.actor.person == person)
    };
    let secret = || Base64(vec![7; SECRET_BYTES]);
    for person in revealers {
        let hash = commitment_of(person, &secret(), sitting, 1);
        let _ = world.act(agent_of(world, *person)?, PanelsAction::Commit { hash, sitting });
    }
    for person in revealers {
        let reveal = PanelsAction::Reveal { secret: secret(), sitting };
        let _ = world.act(agent_of(world, *person)?, reveal);
    }
    for (_, offer) in panels::offers(world.state(), sitting) {
        let Some(agent) = offer.person.and_then(|person| agent_of(world, person)) else { continue };
        let _ = world.act(agent, PanelsAction::Accept { sitting });
    }
    (!panels::holders_of(world.state(), sitting).is_empty()).then_some(())
}

impl Draw {
    /// Returns what it takes to have one seat of an office that is drawn.
    pub(super) fn of_office(world: &World, charter: &Charter, panel: &Panel) -> Option<Self> {
        Self::of(world, charter, panel, 1)
    }

    /// Returns what it takes to carry what a panel decides, if all on it vote.
    pub(super) fn of_decision(
        world: &World,
        charter: &Charter,
        (panel, procedure): (&Panel, &Procedure),
    ) -> Option<Self> {
        let seats = u64::from(panel.seats);
        let wanted =
            smallest(seats, |yes| passes(procedure, seats, (yes, seats.saturating_sub(yes))));
        Self::of(world, charter, panel, wanted?)
    }

    fn of(world: &World, charter: &Charter, panel: &Panel, wanted: u64) -> Option<Self> {
        let state = world.state();
        let is_in_pool = |agent: &&super::people::Agent| {
            let person = agent.actor.person;
            let mut held = charter.offices.iter();
            let is_of = match panel.of {
                PanelOf::HostResidents => false,
                PanelOf::Members => membership::is_member(state, person),
                PanelOf::MembersPastProbation => membership::is_full_member(state, person),
            };
            is_of
                && !(panel.is_without_holders
                    && held.any(|office| offices::holds(state, &office.id, person)))
        };
        let pool = world.agents.iter().take(world.joined).filter(is_in_pool).count();
        let (pool, seats) = (u64::try_from(pool).ok()?, u64::from(panel.seats));
        let drawn = seats.min(pool);
        let in_draws = |won: u128, lost: u128| {
            smallest(pool, |block| {
                let (has, has_not) = chances(pool, block, drawn, wanted);
                has.saturating_mul(lost) >= has_not.saturating_mul(won)
            })
        };
        let (half, nine_tenths) = (in_draws(1, 1), in_draws(9, 1));
        let panel = panel.name.clone();
        (pool > 0).then_some(Self { half, nine_tenths, panel, pool, seats, wanted })
    }
}

/// Returns how often a block of a pool has at least so many of those who are drawn, and how often not, of [`ONE`]. Both are
/// rounded down in the same way.
fn chances(pool: u64, block: u64, drawn: u64, wanted: u64) -> (u128, u128) {
    // The chance to have so many by now, for each number from none.
    let mut by = vec![ONE];
    for left in (0..drawn).map(|before| pool.saturating_sub(before)) {
        let others = pool.saturating_sub(block);
        let taken = pool.saturating_sub(left);
        let mut next = vec![0; by.len().saturating_add(1)];
        for (have, chance) in (0_u64..).zip(&by) {
            let hit = block.saturating_sub(have);
            let miss = others.saturating_sub(taken.saturating_sub(have));
            for (place, part) in [(have.saturating_add(1), hit), (have, miss)] {
                let part = chance.saturating_mul(part.into()).checked_div(left.into());
                let place = usize::try_from(place).ok().and_then(|place| next.get_mut(place));
                if let (Some(place), Some(part)) = (place, part) {
                    *place = u128::saturating_add(*place, part);
                }
            }
        }
        by = next;
    }
    let wanted = usize::try_from(wanted).unwrap_or(usize::MAX).min(by.len());
    let (without, with) = by.split_at(wanted);
    (with.iter().sum(), without.iter().sum())
}

#[cfg(test)]
mod tests {
    use super::{ONE, chances};

    /// Of four people two are drawn, and two are of the block: both of them in one of six draws, one at least in five.
    #[test]
    fn chances_are_those_of_all_draws() {
        let near = |found: u128, part: u128, of: u128| found.abs_diff(ONE * part / of) < 8;
        let (both, not) = chances(4, 2, 2, 2);
        assert!(near(both, 1, 6) && near(not, 5, 6), "{both} {not}");
        let (one, none) = chances(4, 2, 2, 1);
        assert!(near(one, 5, 6) && near(none, 1, 6), "{one} {none}");
        // Half of a pool has most of an odd number of seats as often as not.
        let (most, fewer) = chances(20, 10, 7, 4);
        assert_eq!(most, fewer);
        assert_eq!(chances(9, 9, 3, 3).1, 0);
    }
}
