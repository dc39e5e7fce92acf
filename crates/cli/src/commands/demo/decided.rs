//! What is decided in the year of the demonstration: what is proposed, who argues, how people vote.

use polity_machine::Action;
use polity_machine::charter_text::BallotForm;
use polity_machine::frame::state::Records as _;
use polity_machine::modules::charter::CharterAction;
use polity_machine::modules::governance::{
    self, Ballot, Choice, Contest, ContestBudget, ContestOption, GovernanceAction, Proposal, Side,
    Stage, Target,
};
use polity_machine::modules::treasury::{AccountId, TreasuryAction};
use polity_machine::testing::Actor;
use polity_types::{Amount, PersonId};

use super::lively::keeping;
use super::past::{Past, asset, person};
use super::plan::Task;
use super::proposals::{Due, What};
use crate::failure::Failure;

pub(super) use super::proposals::PROPOSALS;

const HOUR_SECONDS: u64 = 3_600;
/// How many of a hundred options are liked where nothing else is known.
const LIKED: u64 = 45;

impl Past {
    /// Does what belongs to a decision.
    pub(super) fn decide(&mut self, task: Task) -> Result<(), Failure> {
        match task {
            Task::Argue { member, of, place } => {
                let (Some(proposal), Some((side, words))) =
                    (self.numbers.get(&of).copied(), argument(of, place))
                else {
                    return Ok(());
                };
                let (actor, text) = (self.who(member), self.put(words)?);
                self.act(&actor, GovernanceAction::Argue { proposal, side, text })
            }
            Task::Ballot { choice, number, round, voter } => {
                self.vote(number, round, voter, choice)
            }
            Task::Object { member, of } => {
                let Some(number) = self.numbers.get(&of).copied() else { return Ok(()) };
                let (actor, target) = (self.who(member), Target::Proposal { number });
                self.act(&actor, GovernanceAction::Object { target })
            }
            Task::Propose(of) => self.propose(of),
            Task::Sponsor { member, of } => {
                let Some(proposal) = self.numbers.get(&of).copied() else { return Ok(()) };
                let actor = self.who(member);
                self.act(&actor, GovernanceAction::Sponsor { alternative: None, proposal })
            }
            Task::Withdraw(of) => {
                let Some(proposal) = self.numbers.get(&of).copied() else { return Ok(()) };
                let author = self.who(PROPOSALS[of].author);
                self.act(&author, GovernanceAction::Withdraw { alternative: None, proposal })
            }
            _ => Ok(()),
        }
    }

    fn propose(&mut self, of: usize) -> Result<(), Failure> {
        let due = &PROPOSALS[of];
        let author = self.who(due.author);
        let text = self.put(format!("{}\n\n{}\n", due.title, due.text))?;
        let (actions, contest) = self.content(due)?;
        let procedure = due.procedure.to_owned();
        self.act(
            &author,
            GovernanceAction::Propose { actions, contest, deposit: None, procedure, text },
        )?;
        let made = governance::query::counts(&self.running.state()).made;
        let _ = self.numbers.insert(of, made);
        Ok(())
    }

    /// Returns what a proposal would do.
    fn content(&mut self, due: &Due) -> Result<(Vec<Action>, Option<Contest>), Failure> {
        let options = |options| Contest { budget: None, choose: 1, options };
        Ok(match due.what {
            What::Amend { new, old } => {
                let before = self.running.records().record(&self.charter()).unwrap_or_default();
                let after = String::from_utf8_lossy(&before).replace(old, new);
                let (replaces, text) = (self.charter(), self.put(after)?);
                (vec![CharterAction::Amend { replaces, text }.into()], None)
            }
            What::Begin { terms } => {
                let terms = self.put(terms)?;
                let bank = AccountId::External("bank".into());
                let mut actions = vec![TreasuryAction::OpenOutside { account: bank, terms }.into()];
                for name in ["library", "kitchen", "solidarity"] {
                    let account = AccountId::Fund(name.into());
                    actions.push(TreasuryAction::OpenAccount { account }.into());
                }
                (actions, None)
            }
            What::Choose { choose, options: titles } => {
                let of =
                    |title: &&str| ContestOption { actions: Vec::new(), title: (*title).into() };
                let contest = Contest { choose, ..options(titles.iter().map(of).collect()) };
                (Vec::new(), Some(contest))
            }
            What::Share { budget, options: priced } => {
                let all = self.priced(priced)?;
                let (amount, asset) = (Amount::from(budget), asset("EUR")?);
                let budget = Some(ContestBudget { amount, asset });
                (Vec::new(), Some(Contest { budget, ..options(all) }))
            }
            What::Where { options: priced } => {
                let all = self.priced(priced)?;
                (Vec::new(), Some(options(all)))
            }
            What::Keep => (keeping()?, None),
            What::Open => (self.openings()?, None),
            What::Pay { category, cents, memo } => {
                (vec![self.payment(category, cents, memo, None)?], None)
            }
            What::Thank { issued, each, people } => {
                let (amount, credit) = (Amount::from(issued), asset("LTC")?);
                let to = AccountId::Fund("common".into());
                let mut actions = vec![
                    TreasuryAction::Issue { amount, asset: credit, category: None, memo: None, to }
                        .into(),
                ];
                for number in people {
                    actions.push(self.payment("expense:thanks", each, "Thanks", Some(*number))?);
                }
                (actions, None)
            }
        })
    }

    /// Returns options that each pay something out at the bank; what costs nothing changes nothing.
    fn priced(&mut self, options: &[(&str, u64)]) -> Result<Vec<ContestOption>, Failure> {
        let each = |(title, cents): &(&str, u64)| {
            let actions = match cents {
                0 => Vec::new(),
                _ => vec![self.payment("expense:projects", *cents, title, None)?],
            };
            Ok(ContestOption { actions, title: (*title).into() })
        };
        options.iter().map(each).collect()
    }

    /// Returns a payment from the common fund: in credit to a person, in money to the bank.
    fn payment(
        &self,
        category: &str,
        cents: u64,
        memo: &str,
        to: Option<usize>,
    ) -> Result<Action, Failure> {
        let code = if to.is_some() { "LTC" } else { "EUR" };
        let to = to.map_or(AccountId::External("bank".into()), |number| {
            AccountId::Person(person(number).person)
        });
        Ok(TreasuryAction::Pay {
            amount: Amount::from(cents),
            asset: asset(code)?,
            category: Some(category.parse().map_err(Failure::internal)?),
            from: AccountId::Fund("common".into()),
            memo: Some(self.put(memo)?),
            to,
        }
        .into())
    }

    fn vote(
        &mut self,
        proposal: u64,
        round: u64,
        voter: usize,
        choice: Choice,
    ) -> Result<(), Failure> {
        let actor = self.who(voter);
        let state = self.running.state();
        let is_open = governance::query::proposal(&state, proposal).is_some_and(|open| {
            let is_on = open.stage == Stage::Voting && open.round == round;
            is_on && governance::query::is_eligible(&state, proposal, &open, actor.person)
        });
        drop(state);
        if !is_open {
            return Ok(());
        }
        let ballot = Ballot::Open { choice };
        self.act(&actor, GovernanceAction::CastBallot { ballot, proposal, replaces: None, round })
    }

    /// Sees what the hour brought: votes that opened, and lots that were drawn.
    pub(super) fn follow(&mut self, hour: u64) -> Result<(), Failure> {
        self.serve_panels()?;
        self.listen()?;
        let state = self.running.state();
        let open = governance::query::proposals(&state, None, 64);
        let fresh: Vec<(u64, Proposal)> = open
            .into_iter()
            .filter(|(number, proposal)| {
                proposal.stage == Stage::Voting
                    && !self.planned.contains(&(*number, proposal.round))
            })
            .collect();
        drop(state);
        for (number, proposal) in fresh {
            let _ = self.planned.insert((number, proposal.round));
            self.plan_votes(hour, number, &proposal)?;
        }
        Ok(())
    }

    /// Notes who votes when and what in a vote that has just opened.
    fn plan_votes(&mut self, hour: u64, number: u64, proposal: &Proposal) -> Result<(), Failure> {
        let named = self.numbers.iter().find(|(_, known)| **known == number).map(|(of, _)| *of);
        let due = named.map(|of| &PROPOSALS[of]);
        let turnout = due.map_or(48, |due| due.turnout);
        let likes = due.map_or(&[][..], |due| due.likes);
        let hours = proposal.terms.voting.0 / HOUR_SECONDS;
        let members = self.members.clone();
        let mut may_vote = Vec::new();
        {
            let state = self.running.state();
            for member in members {
                let who = self.who(member).person;
                let is_there = governance::query::is_eligible(&state, number, proposal, who);
                let delegated = governance::query::delegate_in(&state, number, who).is_some();
                if is_there {
                    may_vote.push((member, delegated));
                }
            }
        }
        // In a panel almost everybody votes.
        let turnout = if may_vote.len() < 20 { turnout.max(80) } else { turnout };
        for (voter, delegated) in may_vote {
            let part = if delegated { turnout / 6 } else { turnout };
            if !self.random.chance(part) {
                continue;
            }
            let choice = self.choice(proposal, likes)?;
            let later = 1 + self.random.below(hours.saturating_sub(2));
            self.at(hour + later, Task::Ballot { choice, number, round: proposal.round, voter });
        }
        Ok(())
    }

    /// Draws what somebody says in a vote. `likes`: of a hundred, how many like each option, or say yes.
    fn choice(&mut self, proposal: &Proposal, likes: &[u64]) -> Result<Choice, Failure> {
        if self.random.chance(4) {
            return Ok(Choice::Abstain);
        }
        let like = |place: u64| {
            let known = usize::try_from(place).ok().and_then(|place| likes.get(place));
            known.copied().unwrap_or(LIKED)
        };
        let mut liking: Vec<(u64, u64)> = (0..proposal.options)
            .map(|place| (like(place) + self.random.below(70), place))
            .collect();
        liking.sort_unstable_by(|one, other| other.cmp(one));
        let form = proposal.terms.asks(proposal.round).form();
        Ok(match form {
            BallotForm::YesNo | BallotForm::Consent if self.random.chance(like(0)) => Choice::Yes,
            BallotForm::YesNo => Choice::No,
            BallotForm::Consent => Choice::Object(self.put("I sleep above that kitchen.")?),
            // No procedure of the demonstration asks so.
            BallotForm::Votes { .. } | BallotForm::Points => Choice::Abstain,
            BallotForm::Order { one: true, .. } => {
                Choice::Rank(liking.iter().take(1).map(|(_, place)| vec![*place]).collect())
            }
            BallotForm::Order { .. } => {
                let count = 2 + self.random.place(liking.len());
                Choice::Rank(liking.iter().take(count).map(|(_, place)| vec![*place]).collect())
            }
            BallotForm::Approvals => {
                let count = 1 + self.random.place(3.min(liking.len()));
                let mut approved: Vec<u64> =
                    liking.iter().take(count).map(|(_, place)| *place).collect();
                approved.sort_unstable();
                Choice::Approve(approved)
            }
            BallotForm::Scores { high } => {
                let high = high.unsigned_abs();
                let score = |(liking, place): (u64, u64)| (place, (liking * high / 170).min(high));
                let mut scores: Vec<(u64, u64)> = liking.into_iter().map(score).collect();
                scores.sort_unstable();
                Choice::Score(scores)
            }
            BallotForm::Credits => {
                // 49 + 36 + 9 of a hundred credits.
                let mut votes: Vec<(u64, i64)> = liking
                    .iter()
                    .zip([7, 6, 3])
                    .map(|((_, place), votes)| (*place, votes))
                    .collect();
                votes.sort_unstable();
                Choice::Spend(votes)
            }
        })
    }

    /// Returns one of the people by their identifier.
    pub(super) fn known(&mut self, person: PersonId) -> Option<Actor> {
        let members = self.members.clone();
        let number = members.into_iter().find(|number| self.who(*number).person == person)?;
        Some(self.who(number))
    }
}

fn argument(of: usize, place: usize) -> Option<(Side, &'static str)> {
    let (side, words) = PROPOSALS.get(of)?.arguments.get(place)?;
    let side = match side {
        '+' => Side::For,
        '-' => Side::Against,
        _ => Side::Comment,
    };
    Some((side, words))
}
