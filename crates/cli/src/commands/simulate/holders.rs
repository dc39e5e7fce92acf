//! Who holds an office uses its power to pay: most pay a bill of the society, those of the hostile block pay
//! themselves as much as the line allows. The watchful object to what a holder would pay to themselves.

use std::collections::BTreeMap;

use polity_machine::Action;
use polity_machine::charter_text::outlook::money_words;
use polity_machine::charter_text::{Charter, Who};
use polity_machine::modules::charter::ActEnd;
use polity_machine::modules::charter::query as charter;
use polity_machine::modules::governance::{GovernanceAction, Target};
use polity_machine::modules::offices::query as offices;
use polity_machine::modules::treasury::query::balance;
use polity_machine::modules::treasury::{AccountId, TreasuryAction};
use polity_types::{Amount, AssetId, PersonId};
use serde::Serialize;

use super::people::Camp;
use super::world::World;

/// What came of what the holders of an office did alone.
#[derive(Debug, Default, Serialize)]
pub(super) struct Used {
    /// Refused by the rules, at once or when it was to take effect.
    pub(super) refused: u64,
    /// Stopped by the objections of members.
    pub(super) stopped: u64,
    pub(super) took_effect: u64,
    pub(super) tried: u64,
    /// What bills came to. Unit: minor units.
    pub(super) bills: Amount,
    /// What holders of the hostile block paid to themselves. Unit: minor units.
    pub(super) to_themselves: Amount,
    /// Both in words.
    pub(super) money: String,
}

/// A payment that waits.
struct Waiting {
    act: u64,
    amount: Amount,
    is_own: bool,
    is_seen: bool,
    office: String,
}

/// What holders of offices do, over all seasons.
#[derive(Default)]
pub(super) struct Uses {
    by_office: BTreeMap<String, Used>,
    waiting: Vec<Waiting>,
}

impl Uses {
    /// Has every holder of an office pay once, where a line of it pays from the common fund.
    pub(super) fn pay(&mut self, world: &mut World, fund: &AccountId, asset: &AssetId) {
        let charter = world.charter();
        for office in &charter.offices {
            let Some(limit) = limit_of(&charter, &office.id, asset) else { continue };
            for (_, seat) in offices::seats(world.state(), &office.id) {
                self.use_of(world, (&office.name, seat.holder), (fund, asset), limit);
            }
        }
    }

    fn use_of(
        &mut self,
        world: &mut World,
        (office, holder): (&str, PersonId),
        (fund, asset): (&AccountId, &AssetId),
        limit: Amount,
    ) {
        let place = world.agents.iter().position(|agent| agent.actor.person == holder);
        let Some((place, agent)) = place.and_then(|at| Some((at, world.agents.get(at)?))) else {
            return;
        };
        let is_own = agent.camp == Camp::Hostile;
        let half = u64::try_from(limit.minor_units() / 2).map_or(limit, Amount::from);
        let wanted = if is_own { limit } else { half };
        let amount = wanted.min(balance(world.state(), fund, asset));
        if !amount.is_positive() {
            return;
        }
        let drawn = world.random.place(world.joined);
        let other = world.agents.get(drawn).map_or(holder, |agent| agent.actor.person);
        let payee = if is_own { holder } else { other };
        let (asset, from, to) = (asset.clone(), fund.clone(), AccountId::Person(payee));
        let pay = TreasuryAction::Pay { amount, asset, category: None, from, memo: None, to };
        let used = self.by_office.entry(office.to_owned()).or_default();
        used.tried = used.tried.saturating_add(1);
        let before = charter::acts_of(world.state(), holder);
        if world.act(place, pay).is_err() {
            used.refused = used.refused.saturating_add(1);
            return;
        }
        let after = charter::acts_of(world.state(), holder);
        match after.into_iter().find(|act| !before.contains(act)) {
            Some(act) => {
                let office = office.to_owned();
                self.waiting.push(Waiting { act, amount, is_own, is_seen: false, office });
            }
            None => used.ended(&ActEnd::Effected, amount, is_own),
        }
    }

    /// Has the watchful object to what holders would pay to themselves, and notes what is over.
    pub(super) fn watch(&mut self, world: &mut World) {
        for waiting in self.waiting.iter_mut().filter(|one| one.is_own && !one.is_seen) {
            waiting.is_seen = true;
            let target = Target::Act { number: waiting.act };
            let joined = world.joined;
            let watchful = world.agents.iter().take(joined).enumerate();
            let watchful = watchful.filter(|(_, agent)| agent.is_watchful && !agent.has_left);
            let object = |(place, _)| (place, Action::from(GovernanceAction::Object { target }));
            let acts = watchful.map(object).collect();
            world.crowd(acts);
        }
        let by_office = &mut self.by_office;
        self.waiting.retain(|one| match charter::act_result(world.state(), one.act) {
            Some(result) => {
                let used = by_office.entry(one.office.clone()).or_default();
                used.ended(&result.end, one.amount, one.is_own);
                false
            }
            None => true,
        });
    }

    /// Returns whether nothing waits any more.
    pub(super) fn is_over(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Returns what came of it, with the sums in words.
    pub(super) fn told(
        mut self,
        charter: &Charter,
        asset: Option<&AssetId>,
    ) -> BTreeMap<String, Used> {
        for used in self.by_office.values_mut() {
            let words = |amount| {
                asset.map_or_else(String::new, |asset| money_words(charter, amount, asset))
            };
            used.money =
                format!("bills {}, to themselves {}", words(used.bills), words(used.to_themselves));
        }
        self.by_office
    }
}

impl Used {
    fn ended(&mut self, end: &ActEnd, amount: Amount, is_own: bool) {
        let count = match end {
            ActEnd::Effected => &mut self.took_effect,
            ActEnd::Failed { .. } => &mut self.refused,
            ActEnd::Stopped { .. } | ActEnd::Withdrawn => &mut self.stopped,
        };
        *count = count.saturating_add(1);
        if *end == ActEnd::Effected {
            let sum = if is_own { &mut self.to_themselves } else { &mut self.bills };
            *sum = sum.plus(amount).unwrap_or(Amount::MAX);
        }
    }
}

/// Returns the most that a holder of an office pays alone at once, of an asset.
fn limit_of(charter: &Charter, office: &str, asset: &AssetId) -> Option<Amount> {
    let is_its = |who: &Who| matches!(who, Who::Office(id) if id == office);
    let lines = charter.lines_for("treasury.pay").filter(|power| is_its(&power.who));
    let limits = lines.filter_map(|power| power.up_to.as_ref());
    limits.filter(|limit| limit.asset == *asset).map(|limit| limit.amount).max()
}
