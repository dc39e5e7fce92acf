//! Who gives work in the place of dues, where the charter has it: their dues fall due, and whoever may confirms the work,
//! so that their votes do not rest. Those of the hostile block confirm it for their own alone. Nothing here is drawn, so
//! that a charter without such work has the same report.

use polity_machine::charter_text::Charter;
use polity_machine::modules::dues::{DuesAction, WAIVED_MAX, query};
use polity_types::{PersonId, Seconds};
use serde::Serialize;

use super::people::Camp;
use super::world::World;

/// Of how many agents one gives work.
const ONE_OF: usize = 5;
/// Which of them.
const WHICH: usize = 2;

/// What came of work in the place of dues.
#[derive(Debug, Default, Serialize)]
pub(super) struct Work {
    /// How often somebody said that it was done.
    pub(super) confirmed: u64,
    /// How much work that was.
    pub(super) done: Seconds,
    /// Dues of these people that are open after the last season. Unit: periods.
    pub(super) open: u64,
    /// Whose votes rest for it then.
    pub(super) resting: u64,
    /// How many people gave work.
    pub(super) workers: u64,
}

/// Returns whether an agent gives work instead of money.
pub(super) fn is_worker(charter: &Charter, agent: usize) -> bool {
    let tiers = charter.dues.iter().filter_map(|dues| dues.tiers.first());
    tiers.into_iter().any(|tier| tier.work.is_some()) && agent.checked_rem(ONE_OF) == Some(WHICH)
}

/// Returns those who came, are there still, and give work.
fn workers(world: &mut World) -> Vec<(usize, PersonId)> {
    let charter = world.charter();
    let there = world.agents.iter().take(world.joined).enumerate();
    let there = there.filter(|(place, agent)| !agent.has_left && is_worker(&charter, *place));
    there.map(|(place, agent)| (place, agent.actor.person)).collect()
}

/// Counts what fell due until now as settled, as for all others: work is confirmed once the seasons begin.
pub(super) fn settle(world: &mut World) {
    for (place, member) in workers(world) {
        let account = query::account(world.state(), member).unwrap_or_default();
        let open = u32::try_from(account.open.len()).unwrap_or_default();
        if open > 0 {
            world.bring_about(place, &DuesAction::Waive { member, periods: open }.into());
        }
    }
}

/// Counts the dues of all as settled from now on, also of those who work for them: a vote that rests is no finding about
/// who decides.
pub(super) fn settle_all(world: &mut World) {
    settle(world);
    for (place, member) in workers(world) {
        world.bring_about(place, &DuesAction::Waive { member, periods: WAIVED_MAX }.into());
    }
}

impl Work {
    /// Has whoever may say of each who works that they did.
    pub(super) fn confirm(&mut self, world: &mut World) {
        let owing = |world: &World, member: PersonId| {
            let account = query::account(world.state(), member).unwrap_or_default();
            let left = account.open.iter().filter_map(|owed| owed.work);
            Seconds(left.fold(0, |sum, work| sum.saturating_add(work.0)))
        };
        let mut waiting = workers(world);
        waiting.retain(|(_, member)| owing(world, *member) > Seconds::ZERO);
        if waiting.is_empty() {
            return;
        }
        let may = |world: &mut World, place: &usize| {
            let is_there = world.agents.get(*place).is_some_and(|agent| !agent.has_left);
            is_there && world.permit(*place, "dues.confirm_work", None).is_some()
        };
        let holders: Vec<usize> = (0..world.joined).filter(|place| may(world, place)).collect();
        for (place, member) in waiting {
            let is_hostile = |place: usize| {
                world.agents.get(place).is_some_and(|agent| agent.camp == Camp::Hostile)
            };
            let is_fit =
                |holder: &&usize| **holder != place && (!is_hostile(**holder) || is_hostile(place));
            // The next one after them, so that the same people do not say it of all.
            let after = holders.iter().filter(is_fit).find(|holder| **holder > place);
            let holder = after.or_else(|| holders.iter().find(is_fit)).copied();
            let work = owing(world, member);
            let Some(holder) = holder else { continue };
            if world.act(holder, DuesAction::ConfirmWork { member, work }).is_ok() {
                self.confirmed = self.confirmed.saturating_add(1);
                self.done = Seconds(self.done.0.saturating_add(work.0));
            }
        }
    }

    /// Returns how it stands now; nothing where nobody gives work.
    pub(super) fn told(mut self, world: &mut World) -> Option<Self> {
        let workers = workers(world);
        for (_, member) in &workers {
            let open =
                query::account(world.state(), *member).map_or(0, |account| account.open.len());
            self.open = self.open.saturating_add(u64::try_from(open).unwrap_or(u64::MAX));
            let rests = query::is_vote_resting(world.state(), *member);
            self.resting = self.resting.saturating_add(u64::from(rests));
        }
        self.workers = u64::try_from(workers.len()).unwrap_or(u64::MAX);
        (self.workers > 0).then_some(self)
    }
}
