//! Who could take what: the smallest block that has its way in each procedure, and the turnout below
//! which nothing is decided; found on the machine, and reckoned from quorum and threshold.

use polity_machine::charter_text::document::{Office, Power};
use polity_machine::charter_text::explain::holder_name;
use polity_machine::charter_text::{Body, Charter, Method, Procedure, Who};
use polity_machine::modules::charter::query as charter_query;
use polity_machine::modules::governance::Terms;
use polity_machine::modules::import::ImportAction;
use polity_machine::modules::membership::MembershipAction;
use polity_machine::{Action, registry};

use super::draws::{self, Draw};
use super::elections::Election;
use super::homes;
use super::powers::{Block, Capture, Needs, Quorum};
use super::proposals::Proposal;
use super::requests::Request;
use super::season::Seasons;
use super::trial::{Attempt, Others, Voters};
use super::work;
use super::world::World;

/// The power to fill an office by a decision.
const SEATING: &str = "offices.seat";

/// What it takes to carry something under a procedure, or why that was not tried.
type Tried = Result<Vec<Needs>, String>;

/// What was tried under a procedure.
struct Found {
    /// What is brought as a proposal; none: it holds nothing but seats.
    brought: Option<Tried>,
    /// What the lot gives, where a panel decides.
    draw: Option<Draw>,
    /// The offices that it fills.
    offices: Vec<(String, Tried)>,
    procedure: String,
}

impl Found {
    fn tried(&self, power: &Power) -> Option<&Tried> {
        let its = |(office, _): &&(String, Tried)| power.id == format!("office-{office}-seats");
        let of_office = self.offices.iter().find(its).map(|(_, tried)| tried);
        let of_office = of_office.filter(|_| power.may == SEATING);
        of_office.or(self.brought.as_ref())
    }
}

/// Returns for every power that a line gives who can take it, and for every procedure with a quorum when
/// it dies. `tick` is called once for every procedure.
pub(super) fn measure(world: &mut World, tick: &dyn Fn()) -> (Vec<Capture>, Vec<Quorum>) {
    work::settle_all(world);
    let charter = world.charter();
    let peopled = peopled(world, &charter);
    let (mut found, mut quorums) = (Vec::new(), Vec::new());
    for procedure in &charter.decisions {
        let is_peopled = |body: &Body| matches!(body, Body::Residents(_) | Body::Panel(_));
        let world = match &peopled {
            Some(peopled) if procedure.electorate.bodies().any(is_peopled) => peopled,
            _ => &*world,
        };
        let voters = Voters::new(world, &charter, procedure);
        let tried = tried(&voters);
        quorums.extend(quorum(&voters, &tried));
        found.push(tried);
        tick();
    }
    let vouched = vouched(world, &charter);
    let held = charter.powers.iter().filter(|power| power.who != Who::NoOne);
    let held: Vec<&Power> = held.collect();
    let captured =
        held.into_iter().map(|power| captured(power, world, &charter, &found, vouched.as_ref()));
    (captured.collect(), quorums)
}

/// Returns a copy of a society in which some live at the places of its charter, and its panels of a term are drawn; none
/// where the charter names neither.
fn peopled(world: &World, charter: &Charter) -> Option<World> {
    let lived = homes::lived_in(world);
    let is_lived = lived.is_some();
    let mut peopled = lived.unwrap_or_else(|| world.fork());
    let is_drawn = draws::draw_all(&mut peopled, charter);
    (is_lived || is_drawn).then_some(peopled)
}

/// Returns who can take a power.
fn captured(
    power: &Power,
    world: &World,
    charter: &Charter,
    found: &[Found],
    vouched: Option<&Vec<Needs>>,
) -> Capture {
    let mut capture = Capture {
        action: power.may,
        block: Block::Person,
        by: holder_name(charter, &power.who),
        challenge: power.challenge.map(|share| share.to_string()),
        draw: None,
        needs: None,
        over: None,
        power: power.id.clone(),
        through: None,
        untried: None,
    };
    match &power.who {
        Who::Decision(id) => {
            capture.block = Block::Decision;
            let its = found.iter().find(|found| found.procedure == *id);
            capture.draw = its.and_then(|found| found.draw.clone());
            match its.and_then(|found| found.tried(power)) {
                Some(Ok(needs)) => capture.needs = Some(needs.clone()),
                Some(Err(why)) => capture.untried = Some(why.clone()),
                None => capture.untried = Some("no such decision is in force".to_owned()),
            }
        }
        Who::Rule(_) => {
            capture.block = Block::Rule;
            capture.needs = vouched.cloned();
            let is_none = vouched.is_none();
            capture.untried = is_none.then(|| "nobody can apply who is not a member".to_owned());
        }
        Who::Office(id) => {
            capture.block = Block::Office;
            let office = charter.office(id);
            let panel = office.and_then(|office| office.drawn_by.as_deref());
            let panel = panel.and_then(|panel| charter.panel(panel));
            capture.draw = panel.and_then(|panel| Draw::of_office(world, charter, panel));
            capture.through = office
                .and_then(|office| charter.decision(&office.filled_by))
                .map(|procedure| holder_name(charter, &Who::Decision(procedure.id.clone())));
        }
        _ => capture.over = over(power, world),
    }
    capture
}

/// Says why nobody can do any more what one person holds, where that is so.
fn over(power: &Power, world: &World) -> Option<String> {
    let mut world = world.fork();
    if power.may.starts_with("import.") {
        let close = Action::from(ImportAction::Close {});
        let refusal = world.look(0, |context, state| registry::check(&close, context, state).err());
        return refusal.flatten().map(|refusal| format!("refused by {}", refusal.code));
    }
    let mut agents = 0..world.agents.len();
    let is_any = agents.any(|agent| world.permit(agent, power.may, None).is_some());
    (!is_any).then(|| "the rules let nobody do it now".to_owned())
}

/// Tries everything that can be had under a procedure.
fn tried(voters: &Voters<'_>) -> Found {
    let (charter, procedure) = (voters.charter, voters.procedure);
    let panel = match procedure.electorate.one() {
        Some(Body::Panel(panel)) => charter.panel(&panel.id),
        _ => None,
    };
    let draw = panel.and_then(|panel| Draw::of_decision(voters.world, charter, (panel, procedure)));
    let offices = charter.offices.iter().filter(|office| office.filled_by == procedure.id);
    let offices = offices.map(|office| (office.id.clone(), elected(voters, office))).collect();
    let by = Who::Decision(procedure.id.clone());
    let mut held = charter.powers.iter().filter(|power| power.who == by);
    let is_asked = held.any(|power| power.may != SEATING);
    let brought = is_asked.then(|| brought(voters));
    Found { brought, draw, offices, procedure: procedure.id.clone() }
}

fn nobody(voters: &Voters<'_>) -> Option<String> {
    let why = || voters.empty_body().unwrap_or_else(|| "nobody may vote".to_owned());
    voters.eligible.is_empty().then(why)
}

/// Tries an election of an office.
fn elected(voters: &Voters<'_>, office: &Office) -> Tried {
    if let Some(why) = nobody(voters) {
        return Err(why);
    }
    each_needs(voters, &Election::each(voters, office)?)
}

/// Tries what is brought as a proposal.
fn brought(voters: &Voters<'_>) -> Tried {
    if let Some(why) = nobody(voters) {
        return Err(why);
    }
    if voters.procedure.method == Method::Conviction {
        return each_needs(voters, &Request::each(voters)?);
    }
    each_needs(voters, &Proposal::each(voters)?)
}

fn each_needs(voters: &Voters<'_>, attempts: &[impl Attempt]) -> Tried {
    let mut all = Vec::new();
    for attempt in attempts {
        for needs in voters.needs(attempt)? {
            if !all.contains(&needs) {
                all.push(needs);
            }
        }
    }
    Ok(all)
}

/// Returns how many must vote for a quorum: as few as have their way when nobody else votes.
fn quorum(voters: &Voters<'_>, found: &Found) -> Option<Quorum> {
    let procedure = voters.procedure;
    let _ = procedure.quorum?;
    let mut tried = found.brought.iter().chain(found.offices.iter().map(|(_, tried)| tried));
    let needs = tried.find_map(|tried| tried.as_ref().ok())?;
    let alone = needs.iter().find(|needs| needs.when == Others::NoneVotes.words())?;
    let is_one = procedure.electorate.one().is_some();
    Some(Quorum {
        eligible: voters.count(),
        found: alone.found,
        procedure: procedure.id.clone(),
        reckoned: is_one.then(|| Terms::from(procedure).quorum_of(voters.whole()).max(1)),
        unreckoned: alone.unreckoned.clone().filter(|_| !is_one),
        usual: voters.usual(),
    })
}

/// Returns the procedures by which the founder has their way on the first day, when nobody else is there: `world` as it
/// was founded.
pub(super) fn alone(world: &World) -> Vec<String> {
    let mut world = world.fork();
    let _ = Seasons::prepare(&mut world);
    let charter = world.charter();
    let has_its_way = |procedure: &&Procedure| {
        let voters = Voters::new(&world, &charter, procedure);
        voters.count() == 1 && carries_alone(&voters)
    };
    charter.decisions.iter().filter(has_its_way).map(|procedure| procedure.id.clone()).collect()
}

/// Returns whether who is the only one to vote under a procedure has their way in something that it holds.
fn carries_alone(voters: &Voters<'_>) -> bool {
    let found = tried(voters);
    let mut needs = found.brought.iter().chain(found.offices.iter().map(|(_, tried)| tried));
    needs.any(|tried| {
        let mut needs = tried.iter().flatten();
        needs.any(|needs| needs.when == Others::NoneVotes.words() && needs.found == Some(1))
    })
}

/// Tries how many members who vouch let in whom they want.
fn vouched(world: &mut World, charter: &Charter) -> Option<Vec<Needs>> {
    let mut fork = world.fork();
    let friend = fork.applies("a friend of the block")?;
    let applicant = friend.person;
    let (mut used, mut agents) = (0_u64, 0..fork.joined);
    let found = loop {
        let swear = MembershipAction::Swear { charter: charter_query::current(fork.state()).hash };
        if fork.society.act(&friend, swear).is_ok() {
            break Some(used);
        }
        let vouch = MembershipAction::Vouch { applicant };
        match agents.next() {
            Some(agent) => used = used.saturating_add(u64::from(fork.act(agent, vouch).is_ok())),
            None => break None,
        }
    };
    let reckoned = Some(u64::from(charter.admission.vouches));
    let when = "they vouch for whom they want";
    let eligible = world.members();
    Some(vec![Needs { eligible, found, reckoned, unreckoned: None, what: None, when }])
}
