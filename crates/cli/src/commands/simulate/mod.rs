//! `polity simulate`: runs a charter on the real machine with a population of agents.
//!
//! Everything that happens is an act that the machine admits or refuses, in memory, with its own clock;
//! nothing is drawn but who leans which way and who takes part. The same seed gives the same report.

mod bids;
mod capture;
mod delegates;
mod draws;
mod elections;
mod holders;
mod homes;
mod people;
mod powers;
mod proposals;
mod questions;
pub(crate) mod random;
mod report;
mod requests;
mod season;
mod terms;
mod transfers;
mod trial;
mod work;
mod world;

use std::path::PathBuf;
use std::str::FromStr;

use polity_machine::charter_text::outlook::money_words;
use polity_machine::modules::charter::query as charter;
use polity_types::Seconds;

use self::people::draw;
use self::random::Random;
use self::report::{Joining, Measured, Planned, Report};
use self::season::{Finished, Seasons};
use self::terms::Offices;
use self::world::World;
use crate::commands::charter::{parse, read};
use crate::failure::Failure;
use crate::output::Output;
use crate::progress;

/// Fewest members with whom a simulation says anything.
const MEMBERS_MIN: u64 = 3;

/// What to simulate.
#[derive(Debug, clap::Args)]
pub(crate) struct Plan {
    /// The charter, a Markdown file.
    charter: PathBuf,
    /// Members, the founder among them: 5 to 5,000.
    #[arg(long, value_name = "N", default_value_t = 300)]
    #[arg(value_parser = clap::value_parser!(u32).range(5..=5_000))]
    members: u32,
    /// Seasons of 90 days: 1 to 40.
    #[arg(long, value_name = "S", default_value_t = 4)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=40))]
    seasons: u32,
    /// What is drawn follows from this number: the same seed, the same report.
    #[arg(long, value_name = "X", default_value_t = 1)]
    seed: u64,
    /// Share of the members who vote as one block for what serves it alone.
    #[arg(long, value_name = "SHARE", default_value = "10%")]
    hostile: Percent,
    /// Share of the members who lean otherwise than most.
    #[arg(long, value_name = "SHARE", default_value = "30%")]
    minority: Percent,
    /// How many of the members have somebody of their side vote for them, where the charter lets them.
    #[arg(long, value_name = "SHARE", default_value = "15%")]
    delegating: Percent,
    /// How many of the members leave in each season.
    #[arg(long, value_name = "SHARE", default_value = "2%")]
    leaving: Percent,
    /// How many of the members vote, on average.
    #[arg(long, value_name = "SHARE", default_value = "60%")]
    turnout: Percent,
}

/// A share in whole percent.
#[derive(Clone, Copy, Debug)]
struct Percent(u64);

impl FromStr for Percent {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = text.strip_suffix('%').unwrap_or(text).parse().ok();
        let number = number.filter(|number| *number <= 100);
        number.map(Self).ok_or_else(|| "a share is 0% to 100%, in whole percent".to_owned())
    }
}

/// Simulates, and prints the report.
pub(crate) fn run(plan: &Plan, output: &Output) -> Result<(), Failure> {
    if plan.hostile.0.saturating_add(plan.minority.0) > 100 {
        let message = "The minority and the hostile block are more than all members together.";
        return Err(Failure::usage(message, "Give shares of 100% together at most."));
    }
    let text = read(&plan.charter)?;
    let charter = parse(&plan.charter, &text, output)?;
    let procedures = u64::try_from(charter.decisions.len()).unwrap_or(u64::MAX);
    let steps = u64::from(plan.members).saturating_add(u64::from(plan.seasons).saturating_mul(100));
    let bar = progress::bar(steps.saturating_add(procedures.saturating_mul(50)), "simulating");
    let mut random = Random::new(plan.seed);
    let agents = draw(plan, &mut random);
    let mut world = World::found(&text, agents, random);
    let first_days = capture::alone(&world);
    let joining = settle(&mut world, &|| bar.inc(1));
    if joining.members < MEMBERS_MIN {
        bar.finish_and_clear();
        let why = joining.ended_by.unwrap_or_default();
        return Err(Failure::Refused(Box::new(polity_types::Refusal {
            code: "simulate.nobody_joins".into(),
            message: format!("Under this charter nobody can join. {why}"),
            next_step: "Name a way in: fewer vouches, or a line for membership.admit.".into(),
            rule: "MEM-5".into(),
        })));
    }
    work::settle(&mut world);
    let mut seasons = Seasons::prepare(&mut world);
    let without_fund = std::mem::take(&mut seasons.notes);
    let mut elected = Seasons::elected(&world);
    let measured = Measured {
        offices: terms::held(&mut elected, &Offices::default()),
        stage: season::stage_name(&mut elected),
    };
    let (capture, quorum) = capture::measure(&mut elected, &|| bar.inc(50));
    seasons.delegates.name(&mut world);
    let without_places = homes::open(&mut world);
    for _ in 0..plan.seasons {
        homes::live(&mut world);
        seasons.pass(&mut world, plan.leaving.0);
        bar.inc(100);
    }
    let offices = terms::held(&mut world, &seasons.offices);
    let delegation = seasons.delegates.report();
    let homes = homes::report(&world);
    let finished = seasons.finish(&mut world);
    let Finished { seasons, times: time_to_decide, losses, overreach: mut founder, uses, work } =
        finished;
    founder.money = match &founder.asset {
        Some(asset) => money_words(&charter, founder.paid, asset),
        None => "nothing, there is no asset".to_owned(),
    };
    let holders = uses.told(&charter, founder.asset.as_ref());
    bar.finish_and_clear();
    let report = Report {
        capture,
        charter: charter.hash,
        delegation,
        first_days,
        founder,
        holders,
        homes,
        joining,
        losses,
        measured,
        name: charter.society.name,
        offices,
        plan: Planned {
            delegating: plan.delegating.0,
            hostile: plan.hostile.0,
            leaving: plan.leaving.0,
            members: plan.members,
            minority: plan.minority.0,
            seasons: plan.seasons,
            seed: plan.seed,
            turnout: plan.turnout.0,
        },
        quorum,
        seasons,
        time_to_decide,
        without_fund,
        without_places,
        work,
    };
    output.data(&report, || report.words());
    Ok(())
}

/// Lets the population join, one after the other, until nobody can any more, and waits out the last
/// probation.
fn settle(world: &mut World, tick: &dyn Fn()) -> Joining {
    let began = world.society.time;
    let mut ended_by = None;
    let mut let_in = 0;
    for next in 1..world.agents.len() {
        if next < world.joined {
            tick();
            continue;
        }
        let mut joined = world.join(next);
        if joined.is_err() {
            // Perhaps only because those who may vouch are still on probation.
            let probation = world.charter().admission.probation;
            let _ = world.society.wait(probation.max(Seconds(1)));
            joined = world.join(next);
        }
        if joined.is_err() && let_in == 0 {
            let_in = world.open_for_the_first();
            if world.joined > next {
                tick();
                continue;
            }
            joined = world.join(next);
        }
        if let Err(why) = joined {
            ended_by = Some(why);
            break;
        }
        world.joined = world.joined.max(next.saturating_add(1));
        tick();
    }
    let probation = world.charter().admission.probation;
    let _ = world.society.wait(probation.max(Seconds(1)));
    let took = world.society.time.since(began).unwrap_or_default();
    Joining { ended_by, let_in_by_amendment: let_in, members: world.members(), took }
}

impl World {
    /// Has the founder change the charter so that the first few come without a vouch, as many as vouch for
    /// everybody after them, and change it back. Returns how many came.
    fn open_for_the_first(&mut self) -> u64 {
        use polity_machine::frame::state::Records as _;
        let replaces = charter::current(self.state()).hash;
        let Some(old) = self.society.records.record(&replaces) else { return 0 };
        let old = String::from_utf8_lossy(&old).into_owned();
        let wanted = self.charter().admission.vouches;
        let Some(open) = without_vouches(&old) else { return 0 };
        if self.amend(&open).is_err() {
            return 0;
        }
        let (first, last) = (self.joined, self.joined.saturating_add(6));
        let least = usize::try_from(wanted).unwrap_or(usize::MAX).saturating_add(first);
        let mut came = 0;
        for next in first..last.max(least).min(self.agents.len()) {
            if self.join(next).is_err() {
                break;
            }
            self.joined = next.saturating_add(1);
            came = u64::saturating_add(came, 1);
        }
        let _ = self.amend(&old);
        let probation = self.charter().admission.probation;
        let _ = self.society.wait(probation.max(Seconds(1)));
        came
    }

    fn amend(&mut self, text: &str) -> Result<(), String> {
        use polity_machine::modules::charter::CharterAction;
        let replaces = charter::current(self.state()).hash;
        let text = self.society.records.insert(text.as_bytes().to_vec());
        self.carry_out(&CharterAction::Amend { replaces, text }.into())
    }
}

/// Returns the text of a charter with no vouches needed; none if it does not say how many.
fn without_vouches(text: &str) -> Option<String> {
    let mut from = 0_usize;
    while let Some(found) = text.get(from..)?.find("vouches") {
        let at = from.saturating_add(found);
        let after = at.saturating_add("vouches".len());
        let rest = text.get(after..)?;
        let value =
            rest.trim_start_matches(' ').strip_prefix('=').map(|rest| rest.trim_start_matches(' '));
        let digits = value.map_or(0, |value| value.bytes().take_while(u8::is_ascii_digit).count());
        if let Some(value) = value.filter(|_| digits > 0) {
            let tail = value.get(digits..)?;
            return Some(format!("{}vouches = 0{tail}", text.get(..at)?));
        }
        from = after;
    }
    None
}
