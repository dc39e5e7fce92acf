//! A block wants seats of an office. Its candidates stand against as many as there are seats, all seats are free, and
//! both sides share their votes among their own as well as can be. Where the lot decides, it decides against the block:
//! what a block has then, it has for certain.

use std::collections::BTreeMap;

use polity_machine::charter_text::document::Office;
use polity_machine::charter_text::{BallotForm, CREDITS, Elects, Method};
use polity_machine::modules::governance::query as governance;
use polity_machine::modules::governance::{Choice, Terms};
use polity_machine::modules::membership::query as membership;
use polity_machine::modules::offices::OfficesAction;
use polity_machine::modules::offices::query as offices;
use polity_types::PersonId;

use super::transfers::{Quotas, evenly};
use super::trial::{Attempt, Others, Voters, passes, smallest};
use super::world::World;

/// An election in which a block has candidates of its own.
pub(super) struct Election<'a> {
    office: &'a Office,
    /// The election is called, and everybody stands.
    opened: World,
    /// Candidates of the block, by the place of their option and by agent.
    ours: Vec<(u64, usize)>,
    number: u64,
    /// Seats that are filled at once.
    seats: u64,
    theirs: Vec<(u64, usize)>,
    voters: &'a Voters<'a>,
    wanted: u64,
}

/// What a method gives to blocks that vote for their own alone.
enum Gives {
    /// Everything to the larger one.
    Majority,
    /// Seats by the highest averages of votes for each of them.
    Averages,
    /// The same in whole votes, but for what is beyond a quota, which is passed on in fractions.
    Quotas,
    /// There is no such figure.
    Otherwise,
}

fn gives(method: Method) -> Gives {
    match method {
        Method::Av
        | Method::Copeland
        | Method::Minimax
        | Method::Schulze
        | Method::RankedPairs
        | Method::Kemeny => Gives::Majority,
        Method::Phragmen
        | Method::Pav
        | Method::SeqPav
        | Method::RevSeqPav
        | Method::StvMeek
        | Method::StvWarren
        | Method::StvWig => Gives::Averages,
        Method::StvScottish => Gives::Quotas,
        _ if method.elects() == Elects::One => Gives::Majority,
        _ => Gives::Otherwise,
    }
}

fn count(of: usize) -> u64 {
    u64::try_from(of).unwrap_or(u64::MAX)
}

impl<'a> Election<'a> {
    /// Returns the elections of an office: for one seat, and for most of them if it has more.
    ///
    /// # Errors
    /// Why there is none.
    pub(super) fn each(voters: &'a Voters<'a>, office: &'a Office) -> Result<Vec<Self>, String> {
        let is_one = voters.procedure.method.elects() == Elects::One;
        let seats = if is_one { 1 } else { u64::from(office.seats) };
        let mut wanted = vec![1];
        wanted.extend((seats > 1).then_some((seats / 2).saturating_add(1)));
        let each = wanted.into_iter().map(|wanted| Self::call(voters, office, seats, wanted));
        let mut each = each.collect::<Vec<_>>().into_iter();
        let one = each.next().ok_or("it has no seats")??;
        // Most of the seats need more people than there may be.
        Ok(std::iter::once(one).chain(each.filter_map(Result::ok)).collect())
    }

    /// Frees the seats, has candidates of both sides stand, and calls the election.
    fn call(
        voters: &'a Voters<'a>,
        office: &'a Office,
        seats: u64,
        wanted: u64,
    ) -> Result<Self, String> {
        let mut opened = voters.world.fork();
        let has_options = voters.procedure.method.has_options();
        let is_full = |agent: &usize| {
            let person = opened.agents.get(*agent).map(|agent| agent.actor.person);
            person.is_some_and(|person| membership::is_full_member(opened.state(), person))
        };
        let most = voters.procedure.method.options_max().saturating_sub(1);
        let standing = if has_options { seats.saturating_add(wanted) } else { wanted };
        let standing = usize::try_from(standing).unwrap_or(usize::MAX).min(most);
        let stand: Vec<usize> = (0..opened.joined).rev().filter(is_full).take(standing).collect();
        if count(stand.len()) < wanted {
            return Err("fewer can stand than it wants seats".to_owned());
        }
        let id = || office.id.clone();
        let holders = offices::seats(opened.state(), &office.id).into_iter();
        let holders: Vec<PersonId> = holders.map(|(_, seat)| seat.holder).collect();
        let before = offices::candidates(opened.state(), &office.id).into_iter();
        let before: Vec<PersonId> = before.map(|(person, _)| person).collect();
        for person in holders.iter().chain(&before) {
            let agent = opened.agents.iter().position(|agent| agent.actor.person == *person);
            let Some(agent) = agent else { continue };
            let _ = opened.act(agent, OfficesAction::Resign { office: id() });
            let _ = opened.act(agent, OfficesAction::StandDown { office: id() });
        }
        for agent in &stand {
            let stands = opened.act(*agent, OfficesAction::Stand { office: id() });
            stands.map_err(|refusal| format!("nobody can stand: {}", refusal.code))?;
        }
        let caller = *stand.first().ok_or("nobody can stand")?;
        let called = opened.act(caller, OfficesAction::CallElection { office: id() });
        called.map_err(|refusal| format!("nobody can call the election: {}", refusal.code))?;
        let number = governance::counts(opened.state()).made;
        let options = (0..).zip(stand).collect();
        let (ours, theirs) = (Vec::new(), options);
        let mut election = Self { office, opened, ours, number, seats, theirs, voters, wanted };
        election.choose();
        Ok(election)
    }

    /// Makes those the candidates of the block whom the lot favours least, so that no tie is its gain: who is left over
    /// when all have the same votes.
    fn choose(&mut self) {
        let (all, mut world) = (self.theirs.clone(), self.opened.fork());
        let rounds = self.voters.eligible.len().checked_div(all.len()).unwrap_or_default();
        let even = rounds.saturating_mul(all.len());
        let method = self.voters.procedure.method;
        let say = |agent: usize, _: bool| {
            let place = self.voters.place(agent).filter(|place| *place < even)?;
            let option = all.get(place.checked_rem(all.len())?)?;
            ballot(method, &[*option], (0, 0))
        };
        let _ = world.lead(self.number, &say);
        let is_left = |agent: usize| !self.holds(&world, agent);
        let wanted = usize::try_from(self.wanted).unwrap_or(usize::MAX);
        let mut ours: Vec<(u64, usize)> =
            all.iter().copied().filter(|(_, agent)| is_left(*agent)).collect();
        ours.extend(all.iter().copied().filter(|(_, agent)| !is_left(*agent)));
        ours.truncate(wanted);
        ours.sort_unstable();
        self.theirs = all.into_iter().filter(|one| !ours.contains(one)).collect();
        self.ours = ours;
    }

    fn holds(&self, world: &World, agent: usize) -> bool {
        let person = world.agents.get(agent).map(|agent| agent.actor.person);
        person.is_some_and(|person| offices::holds(world.state(), &self.office.id, person))
    }

    /// Returns whether so many votes for the block's own and so many for the others' fill as many seats as it wants;
    /// none: the method has no such figure.
    fn is_enough(&self, block: u64, others: u64) -> Option<bool> {
        let cast = block.saturating_add(others);
        if cast < Terms::from(self.voters.procedure).quorum_of(self.voters.whole()) || block == 0 {
            return Some(false);
        }
        let kept = self.kept();
        Some(match gives(self.voters.procedure.method) {
            Gives::Majority => block > others,
            Gives::Averages => block.saturating_mul(kept) > others.saturating_mul(self.wanted),
            Gives::Quotas => {
                let quotas = Quotas::of(self.voters.procedure.method, cast, self.seats)?;
                quotas.wins((block, self.wanted), (others, kept))
            }
            Gives::Otherwise => return None,
        })
    }

    /// Returns how many seats the others must fill to keep the block from what it wants.
    fn kept(&self) -> u64 {
        self.seats.saturating_add(1).saturating_sub(self.wanted)
    }

    /// Returns what everybody votes, by agent: each side shares its votes among its own, the others among as many as keep the
    /// block from what it wants, and ranks the rest behind.
    fn ballots(&self, block: u64, others: Others) -> BTreeMap<usize, Choice> {
        let method = self.voters.procedure.method;
        let against = self.voters.against(block, others);
        let first = (self.ours.len(), self.kept().min(count(self.theirs.len())));
        let quotas = Quotas::of(method, block.saturating_add(against), self.seats);
        let turns = |votes: u64, among: u64| match quotas {
            Some(quotas) => quotas.share(votes, among).ballots.into_iter(),
            None => evenly(votes, among).into_iter(),
        };
        let mut ours = turns(block, count(first.0));
        let mut theirs = turns(against, first.1);
        let cast = self.voters.eligible.iter().filter_map(|agent| {
            let is_block = self.voters.is_of_block(*agent, block, others)?;
            let (own, turns) =
                if is_block { (&self.ours, &mut ours) } else { (&self.theirs, &mut theirs) };
            let choice = match method.has_options() {
                true => ballot(method, own, turns.next()?)?,
                false if is_block => Choice::Yes,
                false => Choice::No,
            };
            Some((*agent, choice))
        });
        cast.collect()
    }

    fn by_figures(&self, others: Others) -> Option<u64> {
        smallest(self.voters.count(), |block| {
            self.is_enough(block, self.voters.against(block, others)) == Some(true)
        })
    }
}

/// Returns the ballot of who votes for these candidates alone, these two first where it is one after the other.
fn ballot(method: Method, own: &[(u64, usize)], (first, second): (usize, usize)) -> Option<Choice> {
    let mut options: Vec<u64> = own.iter().map(|(option, _)| *option).collect();
    let many = count(options.len()).max(1);
    Some(match method.form() {
        BallotForm::Order { one, .. } => {
            let turn = first.checked_rem(options.len())?;
            options.rotate_left(turn);
            let named = own.get(second).map(|(option, _)| *option);
            let at = options.iter().skip(1).position(|option| Some(*option) == named);
            if let Some(at) = at {
                options.get_mut(1..=at.saturating_add(1))?.rotate_right(1);
            }
            options.truncate(if one { 1 } else { options.len() });
            Choice::Rank(options.into_iter().map(|option| vec![option]).collect())
        }
        BallotForm::Approvals => Choice::Approve(options),
        BallotForm::Scores { high } => {
            Choice::Score(options.into_iter().map(|option| (option, high.unsigned_abs())).collect())
        }
        BallotForm::Credits => {
            let votes = (CREDITS.checked_div(many)?).isqrt();
            let votes = i64::try_from(votes.max(1)).ok()?;
            Choice::Spend(options.into_iter().map(|option| (option, votes)).collect())
        }
        _ => Choice::Yes,
    })
}

impl Attempt for Election<'_> {
    fn succeeds(&self, block: u64, others: Others) -> Result<bool, String> {
        let mut world = self.opened.fork();
        let ballots = self.ballots(block, others);
        let say = |agent: usize, _: bool| ballots.get(&agent).cloned();
        let _ = world.lead(self.number, &say).ok_or("it never came to an end")?;
        let held = self.ours.iter().filter(|(_, agent)| self.holds(&world, *agent)).count();
        Ok(count(held) >= self.wanted)
    }

    fn reckoned(&self, others: Others) -> Option<u64> {
        let Voters { procedure, .. } = self.voters;
        if procedure.method.has_options() {
            return self.by_figures(others);
        }
        smallest(self.voters.count(), |block| {
            let no = self.voters.against(block, others);
            passes(procedure, self.voters.whole(), (block, no))
        })
    }

    fn unreckoned(&self, others: Others) -> Option<String> {
        let Voters { procedure, .. } = self.voters;
        if !procedure.method.has_options() {
            return None;
        }
        // Of those for whom nobody votes the lot takes some, where not all of them have a seat.
        if others == Others::NoneVotes
            && (self.wanted == 1 || count(self.theirs.len()) >= self.seats)
        {
            return None;
        }
        if count(self.theirs.len()) < self.seats {
            return Some("fewer stand against it than there are seats".to_owned());
        }
        match gives(procedure.method) {
            Gives::Otherwise => {
                Some("what this method gives hangs on how the others vote".to_owned())
            }
            _ => None,
        }
    }

    fn what(&self, _: Others) -> Option<String> {
        let (seats, wanted) = (self.office.seats, self.wanted);
        (seats > 1).then(|| format!("for {wanted} of the {seats} seats"))
    }
}
