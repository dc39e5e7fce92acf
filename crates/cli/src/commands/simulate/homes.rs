//! Who lives where: places that the charter names are opened, a part of the agents come to live there, and whoever may
//! confirms it, or their neighbours do. Nothing here is drawn, so that a charter without places has the same report.

use polity_machine::charter_text::Residency;
use polity_machine::modules::governance::Choice;
use polity_machine::modules::places::query as places;
use polity_machine::modules::places::{PlaceKind, PlacesAction};
use polity_machine::{Action, registry};
use polity_types::{PersonId, Seconds};
use serde::Serialize;

use super::world::World;

/// Of how many agents one lives at a place.
const ONE_OF: usize = 3;
/// Land of a simulated place. Unit: square metres.
const LAND: u64 = 500;
/// Most that one decision confirms: as many acts as a proposal has.
const CONFIRMED_AT_ONCE: usize = 16;

/// Who lives at a place after the last season.
#[derive(Debug, Serialize)]
pub(super) struct Home {
    pub(super) place: String,
    /// Confirmed residents.
    pub(super) residents: u64,
    /// Those of them whose votes count there.
    pub(super) voters: u64,
}

fn rule(world: &mut World) -> Option<Residency> {
    world.charter().residency.clone()
}

/// Opens the places that the charter names. Returns why not, where nobody can.
pub(super) fn open(world: &mut World) -> Vec<String> {
    let Some(rule) = rule(world) else { return Vec::new() };
    let mut why = Vec::new();
    for place in rule.places {
        if places::place(world.state(), &place).is_none() {
            let title = format!("Place {place}");
            let (country, evidence, kind) = (None, None, PlaceKind::House);
            let open = PlacesAction::Open { country, evidence, kind, land: LAND, place, title };
            why.extend(world.carry_out(&open.into()).err());
        }
    }
    why
}

/// Has those who live somewhere say so, again or for the first time, and be confirmed as the charter lets somebody.
pub(super) fn live(world: &mut World) {
    let Some(rule) = rule(world) else { return };
    let is_open = |place: &&String| places::place(world.state(), place).is_some();
    let open: Vec<String> = rule.places.iter().filter(is_open).cloned().collect();
    if open.is_empty() {
        return;
    }
    let mut acts = Vec::new();
    for (count, agent) in (0..world.joined).step_by(ONE_OF).enumerate() {
        let Some(one) = world.agents.get(agent).filter(|one| !one.has_left) else { continue };
        let place = count.checked_rem(open.len()).and_then(|place| open.get(place)).cloned();
        let act = match places::living(world.state(), one.actor.person) {
            Some((living, _)) if living.confirmed.is_some() => {
                Some(PlacesAction::Renew { place: living.place })
            }
            Some(_) => None,
            None => place.map(|place| PlacesAction::Arrive { place }),
        };
        acts.extend(act.map(|act| (agent, Action::from(act))));
    }
    world.crowd(acts);
    confirm(world);
    vouch(world, &rule);
}

/// Returns a copy of a society in which some live at the places of its charter, and their votes count there; none where the
/// charter names no places.
pub(super) fn lived_in(world: &World) -> Option<World> {
    let mut world = world.fork();
    let rule = rule(&mut world)?;
    let _ = open(&mut world);
    live(&mut world);
    let _ = world.society.wait(rule.probation.max(Seconds(1)));
    Some(world)
}

/// Returns those whose word is not confirmed, and where they live.
fn claims(world: &World) -> Vec<(PersonId, String)> {
    let people = world.agents.iter().take(world.joined).map(|agent| agent.actor.person);
    let claim = |person: PersonId| {
        let (living, _) = places::living(world.state(), person)?;
        living.confirmed.is_none().then_some((person, living.place))
    };
    people.filter_map(claim).collect()
}

/// Has whoever may confirm them, or the members decide it, so many as one proposal can.
fn confirm(world: &mut World) {
    let confirm = |(person, place): (PersonId, String)| PlacesAction::Confirm { person, place };
    let waiting = claims(world);
    let may =
        |world: &mut World, agent: usize| world.permit(agent, "places.confirm", None).is_some();
    let host = (0..world.joined).find(|agent| may(world, *agent));
    if let Some(host) = host {
        let acts = waiting.into_iter().map(|claim| (host, Action::from(confirm(claim))));
        world.crowd(acts.collect());
        return;
    }
    let acts: Vec<Action> =
        waiting.into_iter().take(CONFIRMED_AT_ONCE).map(|claim| confirm(claim).into()).collect();
    let Some(procedure) = world.procedure_for("places.confirm").filter(|_| !acts.is_empty()) else {
        return;
    };
    debug_assert!(acts.iter().all(|act| registry::spec(act).name() == "places.confirm"));
    if let Ok(number) = world.propose(0, &procedure, acts, None) {
        let _ = world.lead(number, &|_, _| Some(Choice::Yes));
    }
}

/// Has neighbours whose votes count vouch for the others, as many as the charter asks for.
fn vouch(world: &mut World, rule: &Residency) {
    let Some(needed) = rule.vouches.and_then(|count| usize::try_from(count).ok()) else { return };
    for (person, place) in claims(world) {
        let votes = |agent: &usize| {
            let one = world.agents.get(*agent);
            one.is_some_and(|one| places::is_voter(world.state(), &place, one.actor.person))
        };
        let neighbours: Vec<usize> = (0..world.joined).filter(votes).take(needed).collect();
        for agent in neighbours {
            let _ = world.act(agent, PlacesAction::Vouch { person, place: place.clone() });
        }
    }
}

/// Returns who lives where.
pub(super) fn report(world: &World) -> Vec<Home> {
    let home = |(place, known): (String, polity_machine::modules::places::Place)| Home {
        place,
        residents: known.residents.count,
        voters: known.voters.count,
    };
    places::places(world.state()).into_iter().map(home).collect()
}
