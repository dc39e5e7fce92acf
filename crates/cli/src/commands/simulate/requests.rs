//! A block asks for money by conviction: it puts all its points on a request, and waits. The others put all theirs on
//! another request of the same sum, which is paid before if it has enough earlier; and where the line has a `challenge`,
//! they object to what passed, and say no in the vote that follows.

use polity_choice::standing::{Conviction, ConvictionRule, FundRule};
use polity_machine::charter_text::{self, POINTS, Who};
use polity_machine::frame::clock::Clock;
use polity_machine::modules::governance::query as governance;
use polity_machine::modules::governance::{Choice, Outcome, Stage};
use polity_machine::modules::treasury::{AccountId, TreasuryAction};
use polity_types::{Amount, AssetId, Seconds};

use super::bids;
use super::questions::is_claim;
use super::season::FUNDING;
use super::trial::{Attempt, Others, Voters, carries_again, smallest};
use super::world::World;

/// Steps in which a request is at the vote, or given up.
const STEPS_MAX: usize = 8;
/// Length of a step in which conviction grows. Unit: seconds. Source: GOV-24.
const STEP: u64 = 60;

/// A request of a block.
pub(super) struct Request<'a> {
    asked: u64,
    asset: AssetId,
    fund: AccountId,
    /// What the fund holds. Unit: minor units.
    holds: u64,
    rule: &'a charter_text::document::Conviction,
    voters: &'a Voters<'a>,
}

impl<'a> Request<'a> {
    /// Returns what the block asks for: next to nothing, and half of what nobody may ask for.
    pub(super) fn each(voters: &'a Voters<'a>) -> Result<Vec<Self>, String> {
        let nothing = || bids::nothing(voters.charter, &voters.procedure.id);
        let rule = voters.procedure.conviction.as_ref().ok_or_else(nothing)?;
        let fund: AccountId = rule.fund.parse().map_err(|_| nothing())?;
        let by = Who::Decision(voters.procedure.id.clone());
        let lines = voters.charter.lines_for("treasury.pay").filter(|power| power.who == by);
        let limits = lines.filter_map(|power| power.up_to.as_ref()).map(|limit| limit.amount);
        let limits = limits.filter_map(|amount| u64::try_from(amount.minor_units()).ok());
        // Two requests of half of what may be asked for are within the limit.
        let holds = limits.fold(FUNDING, u64::min);
        let half = holds
            .saturating_mul(rule.most.numerator().into())
            .checked_div(u64::from(rule.most.denominator()).saturating_mul(2))
            .unwrap_or_default();
        let request = |asked: u64| Self {
            asked,
            asset: rule.asset.clone(),
            fund: fund.clone(),
            holds,
            rule,
            voters,
        };
        Ok([1, half.max(1)].map(request).into())
    }

    /// Brings a request that pays one agent.
    fn bring(&self, world: &mut World, author: usize) -> Result<u64, String> {
        let person = world.agents.get(author).map(|agent| agent.actor.person);
        let person = person.ok_or("nobody may bring a proposal")?;
        let pay = TreasuryAction::Pay {
            amount: Amount::from(self.asked),
            asset: self.asset.clone(),
            category: None,
            from: self.fund.clone(),
            memo: None,
            to: AccountId::Person(person),
        };
        let brought = world.propose(author, &self.voters.procedure.id, vec![pay.into()], None);
        brought.map_err(|refusal| format!("the rules refuse it, by {}", refusal.code))
    }

    /// Returns whether the request of a block has enough in time, and is left with it by those who can object.
    fn passes(&self, block: u64, others: Others) -> Option<bool> {
        let against = self.voters.against(block, others);
        let by = Who::Decision(self.voters.procedure.id.clone());
        let mut lines = self.voters.charter.lines_for("treasury.pay");
        let line = lines.find(|power| power.who == by)?;
        let stops = line.challenge.map(|share| share.smallest_of(self.voters.world.members()));
        let is_left = stops.is_none_or(|stops| {
            let whole = (self.voters.count(), stops);
            against < stops || carries_again(self.voters.procedure, whole, (block, against))
        });
        Some(is_left && self.collects(block, others)?)
    }

    /// Returns whether the request has enough once others support another of the same sum, if these have enough.
    fn collects(&self, block: u64, others: Others) -> Option<bool> {
        let steps = |time: Seconds| time.0.checked_div(STEP).unwrap_or_default();
        let rule = u32::try_from(steps(self.rule.half_life)).ok()?;
        let rule = ConvictionRule::new(rule).ok()?;
        let share = |share: charter_text::Share| {
            let (part, whole) = (share.numerator(), share.denominator());
            polity_choice::exact::Share::new(part.into(), whole.into()).ok()
        };
        let fund = FundRule::new(share(self.rule.least)?, share(self.rule.most)?).ok()?;
        let all = rule.most(self.voters.count().saturating_mul(POINTS)).ok()?;
        let needed = |holds: u64| fund.needed(self.asked.into(), holds.into(), all);
        let strength = |people: u64| {
            let mut strength = Conviction::default();
            strength.set(0, people.saturating_mul(POINTS), rule).ok()?;
            Some(strength)
        };
        let reached = |people: u64, needed: u128| strength(people)?.reaches(needed, rule);
        let voting = steps(self.voters.procedure.voting);
        let at = reached(block, needed(self.holds)?).filter(|at| *at <= voting);
        let Some(at) = at else { return Some(false) };
        let rivals = reached(self.voters.against(block, others), needed(self.holds)?);
        let by = Who::Decision(self.voters.procedure.id.clone());
        let line = self.voters.charter.powers.iter().find(|power| power.who == by)?;
        let paid = rivals
            .filter(|rivals| *rivals <= voting)
            .map(|rivals| rivals.saturating_add(steps(self.voters.charter.grace_of(line))));
        if paid.is_none_or(|paid| at <= paid) {
            return Some(true);
        }
        let left = self.holds.saturating_sub(self.asked);
        let at = needed(left).and_then(|needed| reached(block, needed));
        Some(at.is_some_and(|at| at <= voting))
    }
}

impl Attempt for Request<'_> {
    fn succeeds(&self, block: u64, others: Others) -> Result<bool, String> {
        let mut world = self.voters.world.fork();
        let is_claim = is_claim(self.voters.charter, &self.asset);
        let terms = world.text("Whoever holds what is simulated");
        let account = super::questions::outside();
        world.bring_about(0, &TreasuryAction::OpenOutside { account, terms }.into());
        world.give(&self.fund, Amount::from(self.holds), &self.asset, is_claim);
        let mut authors = (0..world.joined)
            .rev()
            .filter(|agent| world.permit(*agent, "governance.propose", None).is_some())
            .collect::<Vec<usize>>()
            .into_iter();
        let author = authors.next().ok_or("nobody may bring a proposal")?;
        let number = self.bring(&mut world, author)?;
        let rival = authors.next().filter(|_| others != Others::NoneVotes);
        let rival = rival.map(|author| self.bring(&mut world, author)).transpose()?;
        let is_open = |world: &World, number: u64| {
            let open = governance::proposal(world.state(), number);
            open.is_none_or(|open| open.stage == Stage::Voting)
        };
        for _ in 0..STEPS_MAX {
            if is_open(&world, number) && rival.is_none_or(|rival| is_open(&world, rival)) {
                break;
            }
            let Some(open) = governance::proposal(world.state(), number) else { break };
            let opens = Clock::read(&world.society.state).wall(open.place.at);
            let left = opens.since(world.society.time).unwrap_or_default();
            let _ = world.society.wait(left.max(Seconds(1)));
        }
        let of = |is_wanted: bool| {
            let agents = self.voters.eligible.iter().copied();
            let sides = agents.filter_map(|agent| {
                let is_block = self.voters.is_of_block(agent, block, others)?;
                (is_block == is_wanted).then_some((agent, Choice::Points(POINTS)))
            });
            sides.collect::<Vec<_>>()
        };
        world.vote(number, 1, of(true));
        if let Some(rival) = rival {
            world.vote(rival, 1, of(false));
        }
        let side = |agent: usize| self.voters.is_of_block(agent, block, others);
        let say = |agent: usize, _: bool| {
            side(agent).map(|is_block| if is_block { Choice::Yes } else { Choice::No })
        };
        let objectors = self.voters.opponents(block, others);
        let result = world.lead_against(number, 1, &say, &objectors);
        let result = result.ok_or("it never came to an end")?;
        Ok(result.outcome == Outcome::Done)
    }

    fn reckoned(&self, others: Others) -> Option<u64> {
        smallest(self.voters.count(), |block| self.passes(block, others) == Some(true))
    }

    fn unreckoned(&self, _: Others) -> Option<String> {
        None
    }

    fn what(&self, _: Others) -> Option<String> {
        let tenths = self.asked.saturating_mul(1_000).checked_div(self.holds).unwrap_or_default();
        Some(match tenths {
            0 => "for next to nothing of the fund".to_owned(),
            _ => format!("for {}.{}% of the fund", tenths / 10, tenths % 10),
        })
    }
}
