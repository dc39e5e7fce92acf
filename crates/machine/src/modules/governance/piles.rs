//! Piles: ballots that say the same of options lie together, so that a count reads as many records as
//! there are different ballots (GOV-13).

use polity_types::{Hash, canonical};

use super::count::{Counted, count};
use super::state::{CONTENT, PILE};
use super::types::Proposal;
use super::vote::{Choice, Pile};
use crate::frame::state::Overlay;

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
pub(super) fn count_all(number: u64, proposal: &Proposal, state: &Overlay<'_>) -> Counted {
    let content = CONTENT.get(state, &number).unwrap_or_default();
    let Some(contest) = &content.contest else { return Counted::default() };
    let prefix = format!("{number:016}/{:016}/", proposal.round);
    let mut piles = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let page = PILE.scan(state, &prefix, after.as_deref(), PILES_PER_PAGE);
        after = page.last().map(|(key, _)| key.clone());
        let is_last = page.len() < PILES_PER_PAGE;
        piles.extend(page.into_iter().map(|(_, pile)| pile));
        if is_last {
            return count(number, proposal.terms.asks(proposal.round), contest, proposal, &piles);
        }
    }
}
