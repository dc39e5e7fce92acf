//! What a person has bound in votes that are open: credits of a season, or points of support. It is kept
//! when a ballot is cast and put in order at the next one, so that neither a new season nor the end of a
//! vote goes through the members (GOV-21, GOV-24).

use polity_types::PersonId;
use serde::{Deserialize, Serialize};

use super::error::GovernanceError;
use super::season::SeasonTerms;
use super::state::{CREDIT, POINT, PROPOSAL, SEASON, VOID};
use super::types::{Proposal, Stage};
use super::vote::{Choice, Spent};
use crate::charter_text::{Method, POINTS};
use crate::frame::state::{Overlay, StateView};

/// Most open votes in which one person has credits, or points, bound. Unit: votes. Source: GOV-21.
pub const BOUND_MAX: usize = 64;

/// What one vote holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Bound {
    amount: u64,
    proposal: u64,
    round: u64,
}

/// What a person has bound, and has spent for good.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Purse {
    open: Vec<Bound>,
    spent: u64,
}

impl Purse {
    /// Puts it in order: what votes held that are over is spent, or free again.
    fn tidied(mut self, season: Option<u64>, state: &dyn StateView) -> Self {
        let mut spent = self.spent;
        self.open.retain(|vote| {
            let is_open = PROPOSAL.get(state, &vote.proposal).is_some_and(|proposal| {
                proposal.stage == Stage::Voting && proposal.round == vote.round
            });
            let is_lost = |season| !VOID.has(state, &(season, vote.proposal, vote.round));
            if !is_open && season.is_some_and(is_lost) {
                spent = spent.saturating_add(vote.amount);
            }
            is_open
        });
        Self { spent, ..self }
    }

    /// Binds `amount` in a vote in place of what it held there.
    fn binding(mut self, (proposal, round): (u64, u64), amount: u64) -> Self {
        self.open.retain(|vote| (vote.proposal, vote.round) != (proposal, round));
        if amount > 0 {
            self.open.push(Bound { amount, proposal, round });
        }
        self
    }

    fn sum(&self) -> u64 {
        self.open.iter().fold(self.spent, |sum, vote| sum.saturating_add(vote.amount))
    }

    /// Returns the votes in which something is bound: proposal and round.
    pub(super) fn votes(&self) -> Vec<(u64, u64)> {
        self.open.iter().map(|vote| (vote.proposal, vote.round)).collect()
    }
}

/// What a ballot binds, checked.
#[derive(Debug)]
pub(super) struct Paid {
    purse: Purse,
    /// The season, unless points are bound.
    season: Option<u64>,
    pub(super) spent: Spent,
}

/// Decides whether a voter can afford a choice; `None`: nothing is paid in this vote.
pub(super) fn pay(
    choice: &Choice,
    (number, proposal): (u64, &Proposal),
    voter: PersonId,
    state: &dyn StateView,
) -> Result<Option<Paid>, GovernanceError> {
    let method = proposal.terms.asks(proposal.round);
    let vote = (number, proposal.round);
    let (season, before, has, bound) = if method == Method::Conviction {
        let before = POINT.get(state, &voter).unwrap_or_default();
        (None, before, POINTS, choice.size())
    } else if method.is_paid() {
        let season = proposal.electorate.and_then(|frozen| frozen.season).unwrap_or_default();
        let before = CREDIT.get(state, &(season, voter)).unwrap_or_default();
        let has = SEASON.get(state, &season).map_or(0, |season| season.credits);
        (Some(season), before, has, method.price(choice.size()))
    } else {
        return Ok(None);
    };
    let others = before.tidied(season, state).binding(vote, 0);
    let left = has.saturating_sub(others.sum());
    if bound > left {
        return Err(match season {
            Some(season) => GovernanceError::SeasonCredits { bound, has, left, season },
            None => GovernanceError::SupportPoints { bound, left },
        });
    }
    let actual = others.open.len();
    if bound > 0 && actual >= BOUND_MAX {
        return Err(GovernanceError::TooManyBound { actual });
    }
    let spent = Spent { bound, left: left.saturating_sub(bound) };
    Ok(Some(Paid { purse: others.binding(vote, bound), season, spent }))
}

/// Writes what a ballot binds.
pub(super) fn write(voter: PersonId, paid: Paid, state: &mut Overlay<'_>) {
    let is_empty = paid.purse == Purse::default();
    match paid.season {
        Some(season) => CREDIT.put(state, &(season, voter), &paid.purse),
        None if is_empty => POINT.remove(state, &voter),
        None => POINT.put(state, &voter, &paid.purse),
    }
}

/// Takes the points of a person out of those open votes of which `is_lost` says so, and returns these.
pub(super) fn take_points(
    person: PersonId,
    is_lost: &dyn Fn(&Proposal) -> bool,
    state: &mut Overlay<'_>,
) -> Vec<(u64, u64)> {
    let mut purse = POINT.get(state, &person).unwrap_or_default().tidied(None, state);
    let is_out =
        |vote: &Bound| PROPOSAL.get(state, &vote.proposal).is_some_and(|open| is_lost(&open));
    let (out, kept) = purse.open.into_iter().partition(is_out);
    purse.open = kept;
    if purse == Purse::default() {
        POINT.remove(state, &person);
    } else {
        POINT.put(state, &person, &purse);
    }
    let out = Purse { open: out, spent: 0 };
    out.votes()
}

/// What a person has to spend on votes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Balance {
    /// What everybody has, of credits in the season, or of points.
    pub has: u64,
    /// What is not bound, and not spent.
    pub left: u64,
}

/// Returns the credits that a person has left in a season.
pub(super) fn credits(
    state: &dyn StateView,
    (season, terms): (u64, SeasonTerms),
    person: PersonId,
) -> Balance {
    let has = SEASON.get(state, &season).map_or(terms.credits, |season| season.credits);
    let purse = CREDIT.get(state, &(season, person)).unwrap_or_default();
    Balance { has, left: has.saturating_sub(purse.tidied(Some(season), state).sum()) }
}

/// Returns the points of support that a person has left.
pub(super) fn points(state: &dyn StateView, person: PersonId) -> Balance {
    let purse = POINT.get(state, &person).unwrap_or_default().tidied(None, state);
    Balance { has: POINTS, left: POINTS.saturating_sub(purse.sum()) }
}
