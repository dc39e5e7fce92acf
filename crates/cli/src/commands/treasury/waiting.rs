//! What an account's books will have: acts that were announced, and proposals that are not over.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use polity_machine::Action;
use polity_machine::frame::clock::Clock;
use polity_machine::frame::state::StateView;
use polity_machine::modules::charter;
use polity_machine::modules::governance::query as governance;
use polity_machine::modules::treasury::{AccountId, TreasuryAction};
use polity_types::{Amount, AssetId, Hash, Timestamp};
use polity_views::books::Period;

use super::books::journal;
use super::pairing::Inside;
use crate::failure::Failure;
use crate::session::Session;

/// Acts, and proposals, that are looked at, the last ones first. Unit: each.
const LOOKED_AT: u64 = 4_096;
/// Of which so many at once. Unit: each.
const AT_ONCE: usize = 256;
/// Actions by which money comes to a place outside, or leaves it.
pub(super) const RECEIVE: &str = "treasury.receive";
pub(super) const PAY: &str = "treasury.pay";

/// By how much something moves, with which words, and [`Inside::other`].
type Moved = (Amount, Option<Hash>, Option<String>);

/// Up to where the books, the acts and the proposals were read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Read {
    acts: u64,
    postings: u64,
    proposals: u64,
}

/// An account in an asset, as its statement from outside has it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Held<'a> {
    pub(super) account: &'a AccountId,
    pub(super) asset: &'a AssetId,
}

impl Read {
    /// Returns what is another number after each act that was announced and each proposal that was brought.
    pub(super) const fn occasion(self) -> u64 {
        self.acts.saturating_add(self.proposals)
    }
}

impl Held<'_> {
    /// Returns all that moved, and all that waits to move, since something was read; and up to where it is read now.
    pub(super) fn since(
        self,
        read: Read,
        session: &Session,
    ) -> Result<(Vec<Inside>, Read), Failure> {
        // What waits is read first, and left out if it is in the books by then.
        let keys = [charter::query::announced_key(), governance::counts_key()];
        let (acts, counts) = session.look(&keys.map(str::to_owned), |state| {
            (charter::query::announced(state), governance::counts(state))
        })?;
        let open = counts.open.saturating_add(counts.queued);
        let acts_new = last(read.acts, acts);
        let mut waits = self.acts(acts_new, session)?;
        waits.extend(self.proposals(last(read.proposals, counts.made), open, session)?);
        let mut inside = self.moved(read.postings, session)?;
        let postings = inside.last().map_or(read.postings, |movement| movement.number);
        let done: BTreeSet<String> =
            inside.iter().filter_map(|movement| movement.words.first().cloned()).collect();
        let is_done = |wait: &Inside| {
            let name = wait.words.first().map(|name| name.replace("proposal ", "decision "));
            name.is_some_and(|name| done.contains(&name))
        };
        inside.extend(waits.into_iter().filter(|wait| !is_done(wait)));
        Ok((inside, Read { acts, postings, proposals: counts.made }))
    }

    /// Returns all movements after one, however many.
    fn moved(self, after: u64, session: &Session) -> Result<Vec<Inside>, Failure> {
        let own = self.account.to_string();
        let period = Period {
            account: Some(own.clone()),
            after,
            asset: Some(self.asset.to_string()),
            ..Period::default()
        };
        let seen = journal(session, &period)?.into_iter().map(|movement| {
            let (amount, _) = movement.seen_from(&own);
            let is_from = movement.posting.credit == own;
            let mut words = vec![movement.reference().to_lowercase()];
            words.extend(movement.posting.memo);
            Inside {
                amount: if self.is_outside() { amount.negated() } else { amount },
                date: Timestamp(movement.posting.time),
                category: movement.posting.category,
                number: movement.posting.number,
                of: None,
                other: Some(if is_from { movement.posting.debit } else { movement.posting.credit })
                    .filter(|other| self.is_booked_with(other)),
                takes_back: None,
                waits: None,
                words,
            }
        });
        Ok(seen.collect())
    }

    fn acts(self, numbers: RangeInclusive<u64>, session: &Session) -> Result<Vec<Inside>, Failure> {
        let mut found = Vec::new();
        let numbers: Vec<u64> = numbers.collect();
        for numbers in numbers.chunks(AT_ONCE) {
            let keys = numbers.iter().map(|number| charter::query::act_key(*number));
            let keys: Vec<String> = keys.collect();
            found.extend(session.look(&keys, |state| {
                let clock = Clock::read(state);
                let act = |number: &u64| {
                    let act = charter::query::act(state, *number)?;
                    let moved = self.moved_by(&act.action)?;
                    let date = clock.wall(act.announced);
                    Some(waiting("act", *number, moved, date))
                };
                numbers.iter().filter_map(act).collect::<Vec<_>>()
            })?);
        }
        Ok(found)
    }

    /// Of the newest proposals backwards, until all that are open were seen.
    fn proposals(
        self,
        numbers: RangeInclusive<u64>,
        open: u64,
        session: &Session,
    ) -> Result<Vec<Inside>, Failure> {
        let (mut found, mut seen) = (Vec::new(), 0_u64);
        let numbers: Vec<u64> = numbers.rev().collect();
        for numbers in numbers.chunks(AT_ONCE) {
            if seen >= open {
                break;
            }
            let keys = |key: fn(u64) -> String| numbers.iter().map(move |number| key(*number));
            let ahead: Vec<String> = keys(governance::proposal_key).collect();
            let known = session.look(&ahead, |state| {
                let known = |number: &u64| Some((*number, governance::proposal(state, *number)?));
                numbers.iter().filter_map(known).collect::<Vec<_>>()
            })?;
            seen = seen.saturating_add(u64::try_from(known.len()).unwrap_or(u64::MAX));
            let touch = known.into_iter().filter(|(_, proposal)| {
                // Other versions of it may do what it does not.
                proposal.alternatives > 0
                    || proposal.powers.iter().any(|power| power == RECEIVE || power == PAY)
            });
            let touch: Vec<(u64, Timestamp)> =
                touch.map(|(number, proposal)| (number, proposal.proposed)).collect();
            let ahead: Vec<String> =
                touch.iter().map(|(number, _)| governance::content_key(*number)).collect();
            found.extend(session.look(&ahead, |state| {
                let moved = |(number, date): &(u64, Timestamp)| {
                    let moved = self.moved_by_proposal(*number, state);
                    let date = *date;
                    moved
                        .into_iter()
                        .map(move |moved| waiting("proposal", *number, moved, date))
                        .collect::<Vec<_>>()
                };
                touch.iter().flat_map(moved).collect::<Vec<_>>()
            })?);
        }
        Ok(found)
    }

    /// Returns what a proposal would move. Of its versions and options only some will come: what several of them move
    /// counts once.
    fn moved_by_proposal(self, number: u64, state: &dyn StateView) -> Vec<Moved> {
        let content = governance::content(state, number).unwrap_or_default();
        let options = content.contest.into_iter().flat_map(|contest| contest.options);
        let others =
            governance::alternatives(state, number).into_iter().map(|(_, one)| one.actions);
        let versions = std::iter::once(content.actions)
            .chain(options.map(|option| option.actions))
            .chain(others);
        let mut most = BTreeMap::<Moved, usize>::new();
        for actions in versions {
            let mut counts = BTreeMap::<Moved, usize>::new();
            for moved in actions.iter().filter_map(|action| self.moved_by(action)) {
                let count = counts.entry(moved).or_default();
                *count = count.saturating_add(1);
            }
            for (moved, count) in counts {
                let known = most.entry(moved).or_default();
                *known = count.max(*known);
            }
        }
        most.into_iter().flat_map(|(moved, count)| std::iter::repeat_n(moved, count)).collect()
    }

    /// Returns by how much an action moves this, with which words, and from or to which other account.
    fn moved_by(self, action: &Action) -> Option<Moved> {
        let Action::Treasury(action) = action else { return None };
        let (from, to, amount, asset, memo) = match action {
            TreasuryAction::Receive { amount, asset, from, memo, to, .. }
            | TreasuryAction::Pay { amount, asset, from, memo, to, .. } => {
                (from, to, *amount, asset, *memo)
            }
            _ => return None,
        };
        if asset != self.asset {
            return None;
        }
        // What leaves a place outside by the books came in there.
        let is_more = if self.is_outside() { from } else { to } == self.account;
        let is_less = if self.is_outside() { to } else { from } == self.account;
        let other = if from == self.account { to } else { from }.to_string();
        let other = Some(other).filter(|other| self.is_booked_with(other));
        (is_more || is_less).then(|| (if is_more { amount } else { amount.negated() }, memo, other))
    }

    /// Whether it is between this and such an account that lines are booked: a fund and a place outside. Only who may book
    /// moves anything there; from their own account to a place outside any member moves what is theirs, under any text.
    fn is_booked_with(self, other: &str) -> bool {
        match self.account {
            AccountId::External(_) => other.starts_with("fund-"),
            AccountId::Fund(_) => other.starts_with("external-"),
            AccountId::Escrow(_) | AccountId::Issue(_) | AccountId::Person(_) => false,
        }
    }

    pub(super) fn is_outside(self) -> bool {
        matches!(self.account, AccountId::External(_))
    }
}

/// Returns the numbers after one, at most so many as are looked at.
fn last(after: u64, made: u64) -> RangeInclusive<u64> {
    after.max(made.saturating_sub(LOOKED_AT)).saturating_add(1)..=made
}

fn waiting(
    what: &'static str,
    number: u64,
    (amount, memo, other): Moved,
    date: Timestamp,
) -> Inside {
    let mut words = vec![format!("{what} {number}")];
    words.extend(memo.map(|memo| memo.to_string()));
    let (category, of, takes_back, waits) = (None, None, None, Some(what));
    Inside { amount, category, date, number, of, other, takes_back, waits, words }
}
