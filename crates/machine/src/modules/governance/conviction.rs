//! Conviction: support for requests from a fund that grows while it stands. The instant at which a request
//! has enough is computed when its support changes, and stands on the agenda (GOV-23 to GOV-25).

use polity_choice::exact::Share;
use polity_choice::standing::{Conviction, ConvictionRule, FundRule};
use polity_types::{Amount, AssetId, PersonId, Timestamp};
use serde::{Deserialize, Serialize};

use super::event::GovernanceEvent;
use super::state::{BALLOT, CONVICTION, PROPOSAL, TALLY};
use super::types::{Item, Proposal};
use super::vote::CastBy;
use super::{purse, query};
use crate::charter_text::{self, Body, POINTS};
use crate::frame::agenda::{self, Place};
use crate::frame::clock::Clock;
use crate::frame::state::{Overlay, StateView};
use crate::modules::charter::Fraction;
use crate::modules::treasury::{self, AccountId, TreasuryAction};
use crate::{Action, Event};

/// Length of a step in which conviction grows. Unit: seconds. Source: GOV-24.
pub(super) const STEP: u64 = 60;

/// A request, and the conviction behind it when support last changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Request {
    /// How much it asks for.
    asked: Amount,
    /// Of which asset.
    asset: AssetId,
    /// When it is looked at again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    due: Option<Place>,
    /// Of which fund.
    fund: AccountId,
    /// Time in which half of the full strength is reached. Unit: steps.
    half_life: u64,
    /// Share of all conviction that the smallest request takes.
    least: Fraction,
    /// Share of the fund that no request may reach.
    most: Fraction,
    /// Points of support since `step`.
    points: u64,
    /// The step at which support last changed.
    step: u64,
    /// Conviction at that step times 2^24, in digits.
    value: String,
}

/// Where a request stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Strength {
    /// Conviction that all support together would come to, if it stayed for ever.
    pub all: u128,
    /// How much is asked for.
    pub asked: Amount,
    /// Of which asset.
    pub asset: AssetId,
    /// Conviction that it comes to if support stays as it is.
    pub comes_to: u128,
    /// When it passes if support, fund and members stay as they are, in running time; `None`: never.
    pub due: Option<Timestamp>,
    /// Of which fund.
    pub fund: AccountId,
    /// What the fund holds.
    pub holds: Amount,
    /// What it takes; `None`: it asks for too much of the fund.
    pub needed: Option<u128>,
    /// Points of support.
    pub points: u64,
    /// Conviction now.
    pub value: u128,
}

impl Strength {
    /// Returns a part of the conviction to which all support together would come, as people write it:
    /// `12.3%`.
    #[must_use]
    pub fn share(&self, part: u128) -> String {
        let tenths = part.saturating_mul(1_000).checked_div(self.all).unwrap_or_default();
        format!("{}.{}%", tenths / 10, tenths % 10)
    }
}

/// Returns what a list of actions asks for, if it pays from the fund and does nothing else.
pub(super) fn asked(actions: &[Action], rule: &charter_text::Conviction) -> Option<Amount> {
    let mut sum = Amount::ZERO;
    for action in actions {
        let Action::Treasury(TreasuryAction::Pay { amount, asset, from, .. }) = action else {
            return None;
        };
        let is_its = *asset == rule.asset && from.to_string() == rule.fund;
        sum = sum.plus(*amount).filter(|_| is_its && amount.is_positive())?;
    }
    Some(sum)
}

/// Begins a request.
pub(super) fn open(
    number: u64,
    actions: &[Action],
    rule: &charter_text::Conviction,
    running: Timestamp,
    state: &mut Overlay<'_>,
) {
    let (Some(asked), Ok(fund)) = (asked(actions, rule), rule.fund.parse()) else { return };
    let request = Request {
        asked,
        asset: rule.asset.clone(),
        due: None,
        fund,
        half_life: rule.half_life.0.checked_div(STEP).unwrap_or(1).max(1),
        least: rule.least.into(),
        most: rule.most.into(),
        points: 0,
        step: step_of(running),
        value: "0".to_owned(),
    };
    CONVICTION.put(state, &number, &request);
}

/// Returns whether a request could pass at all, of what the fund holds now.
pub(super) fn is_within(
    asked: Amount,
    rule: &charter_text::Conviction,
    state: &dyn StateView,
) -> (bool, Amount) {
    let fund = rule.fund.parse().ok();
    let holds = fund.map(|fund| treasury::query::balance(state, &fund, &rule.asset));
    let holds = holds.unwrap_or_default();
    let fund_rule = fund_rule(rule.least.into(), rule.most.into());
    let needed = fund_rule.and_then(|rule| rule.needed(minor(asked), minor(holds), 1));
    (needed.is_some(), holds)
}

/// Sets the points behind a request, and puts down when it has enough.
pub(super) fn change(
    number: u64,
    proposal: &Proposal,
    points: u64,
    running: Timestamp,
    state: &mut Overlay<'_>,
) {
    let Some(mut request) = CONVICTION.get(state, &number) else { return };
    let Some((rule, mut conviction)) = request.now() else { return };
    let step = step_of(running).max(conviction.since());
    if conviction.set(step, points, rule).is_ok() {
        request.points = points;
        request.step = conviction.since();
        request.value = conviction.kept().to_string();
    }
    look_later(number, request, proposal, running, state);
}

/// Puts down when a request has enough, if it comes to that.
fn look_later(
    number: u64,
    mut request: Request,
    proposal: &Proposal,
    running: Timestamp,
    state: &mut Overlay<'_>,
) {
    if let Some(place) = request.due.take() {
        agenda::strike(state, place);
    }
    let at = request.strength(proposal, running, state).and_then(|strength| strength.due);
    let at = at.map(|at| at.max(running));
    request.due = at.map(|at| agenda::put(state, at, Item::ConvictionDue { proposal: number }));
    CONVICTION.put(state, &number, &request);
}

/// Looks at a request that fell due: returns whether it has enough; if not, it is put down again.
pub(super) fn is_reached(
    number: u64,
    proposal: &Proposal,
    running: Timestamp,
    state: &mut Overlay<'_>,
) -> bool {
    let Some(mut request) = CONVICTION.get(state, &number) else { return false };
    let is_reached = request
        .strength(proposal, running, state)
        .is_some_and(|strength| strength.needed.is_some_and(|needed| strength.value >= needed));
    if !is_reached {
        request.due = None;
        look_later(number, request, proposal, running, state);
    }
    is_reached
}

/// Ends a request, with what stands on the agenda for it.
pub(super) fn close(number: u64, state: &mut Overlay<'_>) {
    if let Some(request) = CONVICTION.get(state, &number) {
        if let Some(place) = request.due {
            agenda::strike(state, place);
        }
        CONVICTION.remove(state, &number);
    }
}

/// Takes away the support of somebody who leaves: as much work as they support requests, which are few.
pub(super) fn left(person: PersonId, state: &mut Overlay<'_>) -> Vec<Event> {
    let votes = purse::take_points(person, &|_| true, state);
    taken_away(votes, person, state)
}

/// Takes away the support of somebody whose vote rests, where they could give none now.
pub(super) fn rested(person: PersonId, state: &mut Overlay<'_>) -> Vec<Event> {
    let is_of_members = |body: &Body| *body == Body::Members;
    let is_lost = |open: &Proposal| !open.terms.electorate.bodies().any(is_of_members);
    let votes = purse::take_points(person, &is_lost, state);
    taken_away(votes, person, state)
}

fn taken_away(votes: Vec<(u64, u64)>, person: PersonId, state: &mut Overlay<'_>) -> Vec<Event> {
    let running = Clock::read(state).running();
    let mut events = Vec::new();
    for (number, round) in votes {
        let key = (number, round, person);
        let (Some(cast), Some(proposal)) = (BALLOT.get(state, &key), PROPOSAL.get(state, &number))
        else {
            continue;
        };
        let mut tally = TALLY.get(state, &number).unwrap_or_default();
        let choice = cast.ballot.choice();
        tally.take(choice, cast.weight);
        tally.roll.remove(&CastBy { ballot: &cast.ballot, person: &person, weight: cast.weight });
        TALLY.put(state, &number, &tally);
        BALLOT.remove(state, &key);
        change(number, &proposal, tally.points(), running, state);
        let points = choice.size();
        events.push(GovernanceEvent::SupportEnded { person, points, proposal: number }.into());
    }
    events
}

/// Returns where a request stands.
pub(super) fn strength(
    number: u64,
    proposal: &Proposal,
    running: Timestamp,
    state: &dyn StateView,
) -> Option<Strength> {
    CONVICTION.get(state, &number)?.strength(proposal, running, state)
}

impl Request {
    /// Returns the rule, and the conviction as it was noted.
    fn now(&self) -> Option<(ConvictionRule, Conviction)> {
        let rule = ConvictionRule::new(u32::try_from(self.half_life).ok()?).ok()?;
        let value = self.value.parse().ok()?;
        Some((rule, Conviction::noted(value, self.points, self.step, rule).ok()?))
    }

    fn strength(
        &self,
        proposal: &Proposal,
        running: Timestamp,
        state: &dyn StateView,
    ) -> Option<Strength> {
        let (rule, conviction) = self.now()?;
        let eligible = query::eligible_now(state, &proposal.terms.electorate);
        let all = rule.most(eligible.saturating_mul(POINTS)).ok()?;
        let holds = treasury::query::balance(state, &self.fund, &self.asset);
        let needed = fund_rule(self.least, self.most)?;
        let needed = needed.needed(minor(self.asked), minor(holds), all);
        let value = conviction.at(step_of(running).max(self.step), rule);
        let due = needed.and_then(|needed| {
            if value >= needed {
                return Some(running);
            }
            // What fades now does not grow later, if support stays.
            conviction.reaches(needed, rule).map(time_of).filter(|at| *at > running)
        });
        Some(Strength {
            all,
            asked: self.asked,
            asset: self.asset.clone(),
            comes_to: rule.most(self.points).ok()?,
            due,
            fund: self.fund.clone(),
            holds,
            needed,
            points: self.points,
            value,
        })
    }
}

fn fund_rule(least: Fraction, most: Fraction) -> Option<FundRule> {
    let share =
        |part: Fraction| Share::new(u64::from(part.numerator), u64::from(part.denominator)).ok();
    FundRule::new(share(least)?, share(most)?).ok()
}

fn minor(amount: Amount) -> u128 {
    u128::try_from(amount.minor_units()).unwrap_or(0)
}

fn step_of(running: Timestamp) -> u64 {
    running.0.checked_div(STEP).unwrap_or_default()
}

fn time_of(step: u64) -> Timestamp {
    Timestamp(step.saturating_mul(STEP))
}
