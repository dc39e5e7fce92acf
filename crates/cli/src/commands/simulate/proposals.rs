//! A block brings a proposal for what serves it: the whole common fund, or else what the procedure holds.

use polity_machine::Action;
use polity_machine::charter_text::{Electorate, Elects, Method};
use polity_machine::modules::governance::{Choice, Contest, ContestOption, Outcome, Terms};
use polity_machine::modules::treasury::AccountId;
use polity_types::Hash;

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
    /// The option in which the block has its way, where options are chosen.
    option: u64,
    voters: &'a Voters<'a>,
}

impl<'a> Proposal<'a> {
    /// Returns what the block brings: the first that the procedure holds and that the machine does once all are for it.
    ///
    /// # Errors
    /// Why there is nothing.
    pub(super) fn find(voters: &'a Voters<'a>) -> Result<Self, String> {
        let first = Self { bid: None, option: 0, voters };
        let ended = first.ends(voters.count(), Others::NoneVotes);
        if matches!(&ended, Ok((Outcome::Done, _))) {
            return Ok(first.unfavoured());
        }
        let mut why = String::new();
        for bid in bids::held(voters.charter, &voters.procedure.id) {
            let other = Self { bid: Some(bid), option: 0, voters };
            match other.ends(voters.count(), Others::NoneVotes) {
                Ok((Outcome::Done, _)) => return Ok(other.unfavoured()),
                Ok((Outcome::Failed { refused, .. }, _)) => {
                    why = format!("{}: refused by {}", bid.action, refused.code);
                }
                Ok(_) => why = format!("{}: it does not pass though all are for it", bid.action),
                Err(refused) => why = format!("{}: {refused}", bid.action),
            }
        }
        match ended {
            // Nothing passes here, or what passes is refused: that is a finding too.
            Ok(_) => Ok(first),
            Err(nothing) if why.is_empty() => Err(nothing),
            Err(_) => Err(why),
        }
    }

    /// Returns the same with the block's in the option that the lot favours less, so that no tie is its gain.
    fn unfavoured(self) -> Self {
        if self.gives_shares() || !self.voters.procedure.method.has_options() {
            return self;
        }
        let even = self.voters.count() / 2;
        let half = |place: usize| match u64::try_from(place).unwrap_or(u64::MAX) {
            place if place < even => Some(0),
            place if place < even.saturating_mul(2) => Some(1),
            _ => None,
        };
        let method = self.voters.procedure.method;
        let tied = self.led(&|agent, has_options, _| {
            let option = self.voters.place(agent).and_then(half)?;
            Some(if has_options { prefer(method, option, OPTIONS) } else { Choice::Yes })
        });
        let is_favoured = tied.is_ok_and(|(_, chosen)| chosen == [title(0)]);
        Self { option: u64::from(is_favoured), ..self }
    }

    /// Returns whether money is shared out among the options.
    fn gives_shares(&self) -> bool {
        self.voters.procedure.method.elects() == Elects::Budget
    }

    /// Brings it, lets all vote, and returns how it ends and what was chosen.
    fn ends(&self, block: u64, others: Others) -> Result<(Outcome, Vec<String>), String> {
        let method = self.voters.procedure.method;
        let other = 1_u64.saturating_sub(self.option);
        self.led(&|agent, has_options, reason| {
            let is_block = self.voters.is_of_block(agent, block, others)?;
            let is_consent = matches!(method, Method::Consent | Method::LazyConsensus);
            Some(match (is_block, has_options) {
                (true, true) => prefer(method, self.option, OPTIONS),
                (true, false) => Choice::Yes,
                (false, true) => prefer(method, other, OPTIONS),
                (false, false) if is_consent => Choice::Object(reason),
                (false, false) => Choice::No,
            })
        })
    }

    /// Brings it, and leads it to its end as `say` says of an agent, of whether options are chosen, with a reason to object.
    fn led(
        &self,
        say: &dyn Fn(usize, bool, Hash) -> Option<Choice>,
    ) -> Result<(Outcome, Vec<String>), String> {
        let mut world = self.voters.world.fork();
        let number = self.bring(&mut world)?;
        let reason = world.text("An objection");
        let say = |agent: usize, has_options: bool| say(agent, has_options, reason);
        let result = world.lead(number, &say).ok_or("it never came to an end")?;
        Ok((result.outcome, result.chosen))
    }

    fn bring(&self, world: &mut World) -> Result<u64, String> {
        let Voters { charter, procedure, .. } = self.voters;
        let author = (0..world.joined)
            .rev()
            .find(|agent| world.permit(*agent, "governance.propose", None).is_some())
            .ok_or("nobody may bring a proposal")?;
        let (actions, contest) = if let Some(bid) = self.bid {
            in_parts(bid.act(world, charter, procedure, author)?, procedure.method)
        } else {
            let asset = charter.society.currency.clone();
            let asset = asset.or_else(|| charter.assets.first().map(|asset| asset.id.clone()));
            let fund = AccountId::Fund("common".into());
            let money = (&fund, asset.as_ref());
            parts(world, charter, procedure, !self.gives_shares(), author, money)
                .ok_or_else(|| bids::nothing(charter, &procedure.id))?
        };
        let contest = contest.map(|contest| self.placed(contest));
        let brought = world.propose(author, &procedure.id, actions, contest);
        brought.map_err(|refusal| format!("the rules refuse it, by {}", refusal.code))
    }

    /// Puts what the block wants, which comes first, in its option.
    fn placed(&self, mut contest: Contest) -> Contest {
        if let [first, second, ..] = contest.options.as_mut_slice()
            && self.option == 1
        {
            std::mem::swap(&mut first.actions, &mut second.actions);
        }
        contest
    }
}

/// Returns the title of an option.
fn title(option: u64) -> String {
    format!("Option {}", option.saturating_add(1))
}

/// Returns one action as what a proposal does, or as the first of its options, of which the others do nothing.
fn in_parts(action: Action, method: Method) -> (Vec<Action>, Option<Contest>) {
    if !method.has_options() {
        return (vec![action], None);
    }
    let option = |place: u64| {
        let actions = if place == 0 { vec![action.clone()] } else { Vec::new() };
        ContestOption { actions, title: title(place) }
    };
    let options = (0..OPTIONS).map(option).collect();
    (Vec::new(), Some(Contest { budget: None, choose: 1, options }))
}

impl Attempt for Proposal<'_> {
    fn succeeds(&self, block: u64, others: Others) -> Result<bool, String> {
        let (outcome, chosen) = self.ends(block, others)?;
        let has_options = self.voters.procedure.method.has_options();
        let is_theirs = !has_options || chosen == [title(self.option)];
        Ok(is_theirs && matches!(outcome, Outcome::Done | Outcome::Failed { .. }))
    }

    fn reckoned(&self, others: Others) -> Option<u64> {
        let Voters { procedure, .. } = self.voters;
        let terms = Terms::from(*procedure);
        let is_enough = |block: u64| {
            let (no, whole) = (self.voters.against(block, others), self.voters.whole());
            if !procedure.method.has_options() {
                return passes(procedure, whole, (block, no));
            }
            // Of two options the one that more want is taken, by every method; then it may need to be confirmed.
            let cast = block.saturating_add(no);
            let is_taken = block > no && cast >= terms.quorum_of(whole);
            is_taken && (terms.confirm.is_none() || block >= terms.yes_needed(cast))
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
            Electorate::One { .. } if self.gives_shares() => {
                Some("money goes by the shares of those who ask for it".to_owned())
            }
            Electorate::One { .. } => None,
        }
    }
}
