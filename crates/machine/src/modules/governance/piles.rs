//! Piles: ballots that say the same of options lie together, so that a count reads as many records as
//! there are different ballots (GOV-13).

use polity_types::{Hash, canonical};

use super::count::{Counted, count};
use super::state::{CONTENT, PILE};
use super::types::Proposal;
use super::vote::{Choice, Pile};
use crate::frame::state::{Overlay, StateView};
use crate::modules::treasury;

/// Piles read at once.
const PILES_PER_PAGE: usize = 1_000;

/// Lays a ballot on options to those that say the same, or takes one away.
pub(super) fn change(
    choice: &Choice,
    (proposal, round): (u64, u64),
    by: impl FnOnce(u64) -> u64,
    state: &mut Overlay<'_>,
) {
    if !choice.is_of_options() {
        return;
    }
    let key = (proposal, round, Hash::of(&canonical::to_bytes(choice)));
    let ballots = by(PILE.get(state, &key).map_or(0, |pile| pile.ballots));
    if ballots == 0 {
        PILE.remove(state, &key);
    } else {
        PILE.put(state, &key, &Pile { ballots, choice: choice.clone() });
    }
}

/// Counts the ballots on options.
pub(super) fn count_all(number: u64, proposal: &Proposal, state: &dyn StateView) -> Counted {
    let mut piles = Vec::new();
    loop {
        let after = piles.last().map(|(key, _): &(String, Pile)| key.clone());
        let page = scan(number, proposal, after.as_deref(), state);
        let is_last = page.len() < PILES_PER_PAGE;
        piles.extend(page);
        if is_last {
            return count_of(number, proposal, piles, state);
        }
    }
}

/// Counts the ballots on options that there are so far; none where more of them differ than are read at once.
pub(super) fn count_some(
    number: u64,
    proposal: &Proposal,
    state: &dyn StateView,
) -> Option<Counted> {
    let piles = scan(number, proposal, None, state);
    (piles.len() < PILES_PER_PAGE).then(|| count_of(number, proposal, piles, state))
}

fn scan(
    number: u64,
    proposal: &Proposal,
    after: Option<&str>,
    state: &dyn StateView,
) -> Vec<(String, Pile)> {
    PILE.scan(state, &format!("{number:016}/{:016}/", proposal.round), after, PILES_PER_PAGE)
}

fn count_of(
    number: u64,
    proposal: &Proposal,
    piles: Vec<(String, Pile)>,
    state: &dyn StateView,
) -> Counted {
    let content = CONTENT.get(state, &number).unwrap_or_default();
    let Some(contest) = &content.contest else { return Counted::default() };
    let piles: Vec<Pile> = piles.into_iter().map(|(_, pile)| pile).collect();
    let asset =
        contest.budget.as_ref().and_then(|budget| treasury::query::asset(state, &budget.asset));
    let decimals = asset.map_or(0, |asset| asset.decimals);
    count(number, proposal.terms.asks(proposal.round), (contest, decimals), proposal, &piles)
}
