//! A block brings a proposal for what serves it: the whole common fund, or else what the procedure holds.

use polity_machine::Action;
use polity_machine::charter_text::{Electorate, Elects, Method};
use polity_machine::modules::governance::{Choice, Contest, ContestOption, Outcome};
use polity_machine::modules::treasury::AccountId;

use super::bids::{self, Bid};
use super::questions::{parts, prefer};
use super::trial::{Attempt, Others, Voters, passes, smallest};
use super::world::World;

/// Options of a choice that the block brings.
const OPTIONS: u64 = 3;

/// A proposal of a block under a procedure.
pub(super) struct Proposal<'a> {
    /// What it would do; none: what bids in a season ask for, money first.
    bid: Option<&'static Bid>,
    voters: &'a Voters<'a>,
}

impl<'a> Proposal<'a> {
    /// Returns what the block brings: the first that the procedure holds and that the machine does once all are for it.
    ///
    /// # Errors
    /// Why there is nothing.
    pub(super) fn find(voters: &'a Voters<'a>) -> Result<Self, String> {
        let first = Self { bid: None, voters };
        let mut why = match first.succeeds(voters.count(), Others::NoneVotes) {
            Ok(_) => return Ok(first),
            Err(why) => why,
        };
        for bid in bids::held(voters.charter, &voters.procedure.id) {
            let other = Self { bid: Some(bid), voters };
            match other.ends(voters.count(), Others::NoneVotes) {
                Ok((Outcome::Done, _)) => return Ok(other),
                Ok((Outcome::Failed { refused, .. }, _)) => {
                    why = format!("{}: refused by {}", bid.action, refused.code);
                }
                Ok(_) => why = format!("{}: it does not pass though all are for it", bid.action),
                Err(refused) => why = format!("{}: {refused}", bid.action),
            }
        }
        Err(why)
    }

    /// Brings it, lets all vote, and returns how it ends and what was chosen.
    fn ends(&self, block: u64, others: Others) -> Result<(Outcome, Vec<String>), String> {
        let mut world = self.voters.world.fork();
        let number = self.bring(&mut world)?;
        let reason = world.text("An objection");
        let method = self.voters.procedure.method;
        let say = |agent: usize, has_options: bool| {
            let is_block = self.voters.is_of_block(agent, block, others)?;
            let is_consent = matches!(method, Method::Consent | Method::LazyConsensus);
            Some(match (is_block, has_options) {
                (true, true) => prefer(method, 0, OPTIONS),
                (true, false) => Choice::Yes,
                (false, true) => prefer(method, 1, OPTIONS),
                (false, false) if is_consent => Choice::Object(reason),
                (false, false) => Choice::No,
            })
        };
        let result = world.lead(number, &say).ok_or("it never came to an end")?;
        Ok((result.outcome, result.chosen))
    }

    fn bring(&self, world: &mut World) -> Result<u64, String> {
        let Voters { charter, procedure, .. } = self.voters;
        let author = (0..world.joined)
            .rev()
            .find(|agent| world.permit(*agent, "governance.propose", None).is_some())
            .ok_or("nobody may bring a proposal")?;
        let (actions, contest) = match self.bid {
            Some(bid) => in_parts(bid.act(world, charter, procedure, author)?, procedure.method),
            None => {
                let asset = charter.society.currency.clone();
                let asset = asset.or_else(|| charter.assets.first().map(|asset| asset.id.clone()));
                let fund = AccountId::Fund("common".into());
                let is_bid = procedure.method.elects() != Elects::Budget;
                let money = (&fund, asset.as_ref());
                parts(world, charter, procedure, is_bid, author, money)
                    .ok_or_else(|| bids::nothing(charter, &procedure.id))?
            }
        };
        let brought = world.propose(author, &procedure.id, actions, contest);
        brought.map_err(|refusal| format!("the rules refuse it, by {}", refusal.code))
    }
}

/// Returns one action as what a proposal does, or as the first of its options, of which the others do nothing.
fn in_parts(action: Action, method: Method) -> (Vec<Action>, Option<Contest>) {
    if !method.has_options() {
        return (vec![action], None);
    }
    let option = |place: u64| {
        let actions = if place == 0 { vec![action.clone()] } else { Vec::new() };
        ContestOption { actions, title: format!("Option {}", place.saturating_add(1)) }
    };
    let options = (0..OPTIONS).map(option).collect();
    (Vec::new(), Some(Contest { budget: None, choose: 1, options }))
}

impl Attempt for Proposal<'_> {
    fn succeeds(&self, block: u64, others: Others) -> Result<bool, String> {
        let (outcome, chosen) = self.ends(block, others)?;
        let is_theirs = !self.voters.procedure.method.has_options() || chosen == ["Option 1"];
        Ok(is_theirs && matches!(outcome, Outcome::Done | Outcome::Failed { .. }))
    }

    fn reckoned(&self, others: Others) -> Option<u64> {
        let Voters { procedure, .. } = self.voters;
        let is_enough = |block: u64| {
            let no = self.voters.against(block, others);
            passes(procedure, self.voters.whole(), (block, no))
        };
        smallest(self.voters.count(), is_enough)
    }

    fn unreckoned(&self, _: Others) -> Option<String> {
        match self.voters.procedure.electorate {
            Electorate::Houses { .. } => Some(
                self.voters
                    .empty_body()
                    .unwrap_or_else(|| "each house has a quorum and a count of its own".to_owned()),
            ),
            Electorate::Mix { .. } => Some("votes weigh by the share of their body".to_owned()),
            Electorate::One { .. } => None,
        }
    }
}
