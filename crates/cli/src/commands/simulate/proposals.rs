//! A block brings a proposal for what serves it: the whole common fund, or else what the procedure holds. Where votes
//! cost credits, and what passed can be sent to another vote, those who voted against it object, and vote against it again.

use polity_machine::Action;
use polity_machine::charter_text::{Electorate, Elects, Method, Share, Threshold, Who};
use polity_machine::modules::governance::query as governance;
use polity_machine::modules::governance::{Choice, Contest, ContestOption, Outcome, Terms};
use polity_machine::modules::treasury::AccountId;
use polity_types::Hash;

use super::bids::{self, Bid};
use super::questions::{parts, prefer};
use super::trial::{Attempt, Others, Voters, is_as_many, passes, smallest};
use super::world::World;

/// Options of a choice that the block brings.
const OPTIONS: u64 = 3;
/// Most votes of one ballot. Source: GOV-21.
const VOTES_MAX: u64 = 10_000;

/// A proposal of a block under a procedure.
#[derive(Clone, Copy)]
pub(super) struct Proposal<'a> {
    /// What it would do; none: what bids in a season ask for, money first.
    bid: Option<&'static Bid>,
    /// The share of the members whose objections send it to another vote, where that may end otherwise.
    challenge: Option<Share>,
    /// The option in which the block has its way, where options are chosen.
    option: u64,
    voters: &'a Voters<'a>,
    /// Votes that each of the block gives, and each of the others, where votes cost credits.
    votes: Option<(u64, u64)>,
}

impl<'a> Proposal<'a> {
    /// Returns what the block brings. Where votes cost credits it spends all of them on it, once while the others have one
    /// vote left for each question, and once while they spend all, too.
    ///
    /// # Errors
    /// Why there is nothing.
    pub(super) fn each(voters: &'a Voters<'a>) -> Result<Vec<Self>, String> {
        let mut found = Self::find(voters)?;
        found.challenge = found.bring(&mut voters.world.fork()).map(|(_, challenge)| challenge)?;
        let Some(credits) = voters.procedure.season.map(|season| u64::from(season.credits)) else {
            return Ok(vec![found]);
        };
        // Half of them is kept for the second vote, if there can be one.
        let spent = if found.challenge.is_some() { credits / 2 } else { credits };
        let all = match voters.procedure.method {
            Method::SeasonLinear => spent,
            _ => spent.isqrt(),
        };
        let all = all.clamp(1, VOTES_MAX);
        Ok([1, all].map(|theirs| Self { votes: Some((all, theirs)), ..found }).into())
    }

    /// Returns what the block brings: the first that the procedure holds and that the machine does once all are for it.
    ///
    /// # Errors
    /// Why there is nothing.
    fn find(voters: &'a Voters<'a>) -> Result<Self, String> {
        let first = Self { bid: None, challenge: None, option: 0, voters, votes: None };
        let ended = first.ends(voters.count(), Others::NoneVotes);
        if matches!(&ended, Ok((Outcome::Done, _))) {
            return Ok(first.unfavoured());
        }
        let mut why = String::new();
        for bid in bids::held(voters.charter, &voters.procedure.id) {
            let other = Self { bid: Some(bid), ..first };
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
        let say = |agent: usize, has_options: bool, _| {
            let option = self.voters.place(agent).and_then(half)?;
            Some(if has_options { prefer(method, option, OPTIONS) } else { Choice::Yes })
        };
        let tied = self.led(&say, &[]);
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
        let given = |votes: u64| i64::try_from(votes).unwrap_or(i64::MAX);
        let say = |agent: usize, has_options: bool, reason| {
            let is_block = self.voters.is_of_block(agent, block, others)?;
            let is_consent = matches!(method, Method::Consent | Method::LazyConsensus);
            if let Some((ours, theirs)) = self.votes {
                let votes = if is_block { given(ours) } else { given(theirs).saturating_neg() };
                return Some(Choice::Votes(votes));
            }
            Some(match (is_block, has_options) {
                (true, true) => prefer(method, self.option, OPTIONS),
                (true, false) => Choice::Yes,
                (false, true) => prefer(method, other, OPTIONS),
                (false, false) if is_consent => Choice::Object(reason),
                (false, false) => Choice::No,
            })
        };
        let can_object = self.challenge.is_some();
        let objectors = can_object.then(|| self.voters.opponents(block, others));
        self.led(&say, &objectors.unwrap_or_default())
    }

    /// Brings it, and leads it to its end as `say` says of an agent, of whether options are chosen, with a reason to object;
    /// once it passed, some object.
    fn led(
        &self,
        say: &dyn Fn(usize, bool, Hash) -> Option<Choice>,
        objectors: &[usize],
    ) -> Result<(Outcome, Vec<String>), String> {
        let mut world = self.voters.world.fork();
        let (number, _) = self.bring(&mut world)?;
        let reason = world.text("An objection");
        let say = |agent: usize, has_options: bool| say(agent, has_options, reason);
        let result = world.lead_against(number, 0, &say, objectors);
        let result = result.ok_or("it never came to an end")?;
        Ok((result.outcome, result.chosen))
    }

    /// Brings it. Returns its number, and what share of the members can send it to a vote of a different kind.
    fn bring(&self, world: &mut World) -> Result<(u64, Option<Share>), String> {
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
        let number =
            brought.map_err(|refusal| format!("the rules refuse it, by {}", refusal.code))?;
        Ok((number, self.challenged(world, number)))
    }

    /// Returns what share of the members can send it to another vote, where that may end otherwise. What more than half
    /// carried by yes and no they carry again, and what they chose they confirm.
    fn challenged(&self, world: &World, number: u64) -> Option<Share> {
        let Voters { charter, procedure, .. } = self.voters;
        if !procedure.method.is_paid() || !procedure.electorate.is_led_by_members() {
            return None;
        }
        let by = Who::Decision(procedure.id.clone());
        let names = governance::proposal(world.state(), number)?.powers;
        let lines = names.iter().flat_map(|name| charter.lines_for(name));
        let shares = lines.filter(|power| power.who == by).filter_map(|power| power.challenge);
        shares.min_by_key(|share| share.smallest_of(u64::from(u32::MAX)))
    }

    /// Returns whether votes that cost credits carry it.
    fn is_paid_for(&self, (block, no): (u64, u64), (ours, theirs): (u64, u64)) -> bool {
        let Voters { procedure, .. } = self.voters;
        let (whole, cast) = (self.voters.whole(), block.saturating_add(no));
        let (for_it, against) = (block.saturating_mul(ours), no.saturating_mul(theirs));
        let threshold = procedure.threshold.unwrap_or(Threshold::MORE_THAN_HALF);
        let has_quorum = procedure.quorum.is_none_or(|quorum| cast >= quorum.smallest_of(whole));
        block > 0
            && has_quorum
            && for_it >= threshold.smallest_of(for_it.saturating_add(against))
            && self.sent_back(no).is_none_or(|stops| is_as_many(block, (whole, stops)))
    }

    /// Returns how many objections send it to another vote, where there are as many.
    fn sent_back(&self, no: u64) -> Option<u64> {
        let stops = self.challenge?.smallest_of(self.voters.world.members());
        (no >= stops).then_some(stops)
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
            if let Some(votes) = self.votes {
                return self.is_paid_for((block, no), votes);
            }
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

    fn what(&self, others: Others) -> Option<String> {
        if self.gives_shares() {
            return Some("for all that is shared out".to_owned());
        }
        let (ours, theirs) = self.votes?;
        let theirs = match others {
            Others::NoneVotes => String::new(),
            Others::AllVote | Others::AsUsual => format!(" against {theirs}"),
        };
        Some(format!("at {ours} votes each{theirs}"))
    }
}
