//! The population: who leans which way, who votes, who watches the founder.

use polity_machine::testing::Actor;

use super::Plan;
use super::random::Random;

/// Which way somebody leans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Camp {
    /// The block that votes as one for what serves it alone.
    Hostile,
    Majority,
    Minority,
}

/// A person of the simulation. The founder is the first.
#[derive(Clone)]
pub(super) struct Agent {
    pub(super) actor: Actor,
    pub(super) camp: Camp,
    pub(super) has_left: bool,
    /// Whether they have somebody vote for them, where that is possible.
    pub(super) is_delegating: bool,
    /// Whether they object to what the founder does alone.
    pub(super) is_watchful: bool,
    /// How often they vote. Unit: percent.
    pub(super) turnout: u64,
}

/// How much of each camp is for something. Unit: percent.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lean {
    pub(super) hostile: u64,
    pub(super) majority: u64,
    pub(super) minority: u64,
}

/// Most like it.
const SHARED: Lean = Lean { hostile: 50, majority: 80, minority: 70 };
/// The majority likes it, the minority does not.
const DIVIDING: Lean = Lean { hostile: 50, majority: 75, minority: 20 };
/// The minority likes it, the majority does not.
const CONTRARY: Lean = Lean { hostile: 50, majority: 30, minority: 80 };
/// How people lean on those who stand, where all are elected together.
pub(super) const ELECTION: Lean = Lean { hostile: 60, majority: 80, minority: 70 };
/// It serves the hostile block alone.
pub(super) const BID: Lean = Lean { hostile: 100, majority: 4, minority: 4 };

impl Lean {
    /// Draws how people lean on a question: half are shared, three in ten divide, two are contrary.
    pub(super) fn draw(random: &mut Random) -> Self {
        match random.below(10) {
            0..=4 => SHARED,
            5..=7 => DIVIDING,
            _ => CONTRARY,
        }
    }

    pub(super) fn of(self, camp: Camp) -> u64 {
        match camp {
            Camp::Hostile => self.hostile,
            Camp::Majority => self.majority,
            Camp::Minority => self.minority,
        }
    }
}

/// Draws the population: the founder, then everybody else in an order that says nothing of their camp.
pub(super) fn draw(plan: &Plan, random: &mut Random) -> Vec<Agent> {
    let share = |percent: u64| u64::from(plan.members).saturating_mul(percent) / 100;
    let (hostile, minority) = (share(plan.hostile.0), share(plan.minority.0));
    let rest = u64::from(plan.members).saturating_sub(1);
    let camp = |place: u64| match place {
        place if place < hostile => Camp::Hostile,
        place if place < hostile.saturating_add(minority) => Camp::Minority,
        _ => Camp::Majority,
    };
    let mut camps: Vec<Camp> = (0..rest).map(camp).collect();
    for place in (1..camps.len()).rev() {
        camps.swap(place, random.place(place.saturating_add(1)));
    }
    let founder = Agent {
        actor: Actor::named("founder"),
        camp: Camp::Majority,
        has_left: false,
        is_delegating: false,
        is_watchful: false,
        turnout: 100,
    };
    // Drawn apart, so that the rest of a history stays as it is where nobody delegates.
    let mut apart = Random::new(plan.seed.rotate_left(32));
    let mut agents = vec![founder];
    for (number, camp) in camps.into_iter().enumerate() {
        // Up to 30 points more or less than the plan says, and as many either way, so that it is the mean.
        let within = 30.min(plan.turnout.0).min(100_u64.saturating_sub(plan.turnout.0));
        let drawn = random.below(within.saturating_mul(2).saturating_add(1));
        let turnout = plan.turnout.0.saturating_add(drawn).saturating_sub(within);
        let watchful = if camp == Camp::Minority { 30 } else { 10 };
        agents.push(Agent {
            actor: Actor::named(&format!("simulated {number}")),
            camp,
            has_left: false,
            is_delegating: camp != Camp::Hostile && apart.chance(plan.delegating.0),
            is_watchful: camp != Camp::Hostile && random.chance(watchful),
            turnout,
        });
    }
    agents
}
