//! Proposals, ballots, and the count of votes, person by person.

use std::collections::{BTreeMap, BTreeSet};

use polity_machine::charter_text::{Body, Electorate, Method, Part, Procedure, Share, Threshold};
use polity_machine::modules::governance::{
    Ballot, BodyVotes, Choice, GovernanceEvent, Spent, Tally, Target, Verdict,
};
use polity_types::{PersonId, Timestamp};

use super::{By, First, Proposal, Told, Vote, is_alone};
use crate::law::{Law, needed, read};

impl Told {
    pub(super) fn hear_governance(&mut self, event: &GovernanceEvent, running: Timestamp) {
        match event {
            GovernanceEvent::Delegated { delegate, person, topic, .. } => {
                assert!(self.full.contains(person) || self.members.contains(person));
                self.delegated.insert((*person, topic.clone()), *delegate);
                self.note("delegated");
            }
            GovernanceEvent::DelegationEnded { person, topic, .. } => {
                self.delegated.remove(&(*person, topic.clone()));
            }
            GovernanceEvent::Proposed {
                actions,
                author,
                contest,
                deposit,
                procedure,
                proposal,
                ..
            } => {
                let rule = self.law.written.decision(procedure).expect("it is in the charter");
                let options = contest.iter().flat_map(|contest| &contest.options);
                let choose = contest.as_ref().map_or(0, |contest| contest.choose);
                let proposed = Proposal {
                    author: *author,
                    choose: usize::try_from(choose).unwrap(),
                    chosen: actions.clone(),
                    first: None,
                    is_in_grace: false,
                    is_sent_back: false,
                    members: 0,
                    objected: 0,
                    objectors: BTreeSet::new(),
                    options: options.map(|option| option.actions.clone()).collect(),
                    procedure: rule.clone(),
                    until: running,
                };
                let stopped = self.stopped.take_if(|(number, _)| number == proposal);
                let objected = stopped.map_or(0, |(_, objected)| objected);
                self.proposals.insert(*proposal, Proposal { objected, ..proposed });
                if let Some(author) = author {
                    let given = deposit.as_ref().map(|deposit| deposit.amount);
                    self.brought(*proposal, *author, given, running);
                }
            }
            GovernanceEvent::DepositSettled { is_kept, proposal } => {
                self.deposit_settled(*proposal, *is_kept);
            }
            GovernanceEvent::VotingOpened { closes, eligible, proposal, round, .. } => {
                let voting = self.proposals[proposal].procedure.voting;
                assert_eq!(*closes, running.after(voting), "it is open as long as was said");
                self.open_vote((*proposal, *round), *eligible, *closes, running);
            }
            GovernanceEvent::SupportEnded { .. } => self.note("support ended"),
            GovernanceEvent::BallotLeft { .. } => self.hear_ballot_left(event),
            GovernanceEvent::BallotCast { ballot, proposal, round, spent, voter, .. } => {
                let Ballot::Open { choice } = ballot;
                self.hear_ballot((*proposal, *round), *voter, choice, *spent, running);
            }
            GovernanceEvent::VotingClosed {
                bodies,
                eligible,
                proposal,
                round,
                tally,
                until,
                verdict,
            } => {
                self.close_vote((*proposal, running), *eligible, tally, bodies, *verdict);
                let members = self.members.len();
                let over = self.proposals.get_mut(proposal).unwrap();
                let is_confirmed = over.procedure.confirm.is_none() || *round > 1;
                over.is_in_grace = *verdict == Verdict::Passed && is_confirmed;
                (over.members, over.until) = (members, until.unwrap_or(running));
                if *verdict != Verdict::Passed {
                    self.proposals.remove(proposal);
                }
            }
            GovernanceEvent::Counted { chosen, proposal, .. } => {
                let counted = self.proposals.get_mut(proposal).unwrap();
                let of = |place: &u64| counted.options[usize::try_from(*place).unwrap()].clone();
                counted.chosen = chosen.iter().flat_map(of).collect();
                self.recount(*proposal, chosen);
            }
            GovernanceEvent::Objected { member, objections, target } => {
                self.object(*member, *target, *objections);
            }
            GovernanceEvent::Postponed { proposal, until } => self.postpone(*proposal, *until),
            GovernanceEvent::Enacted { proposal } => self.enact(*proposal, running),
            GovernanceEvent::Failed { proposal, refusal, .. } => {
                let failed = self.proposals.remove(proposal).expect("it was proposed");
                if refusal.code == "charter.at_vote" {
                    self.note(&format!("{} waited for the vote", failed.procedure.id));
                }
            }
            GovernanceEvent::Lapsed { proposal } | GovernanceEvent::Withdrawn { proposal } => {
                self.proposals.remove(proposal).expect("it was proposed");
                self.votes.remove(proposal);
            }
            _ => {}
        }
    }

    fn postpone(&mut self, number: u64, until: Timestamp) {
        let is_challenged = self.is_challenged(&self.proposals[&number]);
        let proposal = self.proposals.get_mut(&number).unwrap();
        proposal.until = until;
        if proposal.is_in_grace && is_challenged {
            // It is voted on again when those who joined last can.
            (proposal.is_in_grace, proposal.is_sent_back) = (false, true);
            proposal.objected = u64::try_from(proposal.objectors.len()).unwrap();
            let chosen = proposal.chosen.clone();
            self.at_vote.extend(chosen.into_iter().map(|action| (number, action)));
            self.unanswered.retain(|target| *target != Target::Proposal { number });
            self.note("waits for voters");
        }
    }

    fn hear_ballot(
        &mut self,
        (number, round): (u64, u64),
        voter: PersonId,
        choice: &Choice,
        spent: Option<Spent>,
        running: Timestamp,
    ) {
        self.support(number, voter, choice, running);
        let vote = self.votes.get_mut(&number).expect("the vote is open");
        let is_request = self.proposals[&number].procedure.conviction.is_some() && round == 1;
        let is_member = self.members.contains(&voter);
        let may = if is_request { is_member } else { vote.is_eligible(&voter) };
        assert!(may, "somebody voted who had no vote at the opening");
        assert!(running <= vote.closes && vote.round == round, "the vote is over");
        let is_new = vote.ballots.insert(voter, choice.clone()).is_none();
        let delegate = vote.delegated.get(&voter);
        let is_override = delegate.is_some_and(|one| vote.ballots.contains_key(one));
        if is_new && is_override {
            self.note("override");
        }
        if self.votes[&number].season.is_some() {
            let votes = if let Choice::Votes(votes) = choice { *votes } else { 0 };
            self.spend((number, round), voter, votes, spent);
        }
    }

    /// Hears that the vote of somebody who leaves is gone: it must have been one in a later vote.
    fn hear_ballot_left(&mut self, event: &GovernanceEvent) {
        let GovernanceEvent::BallotLeft { proposal, round, taken_back, voter } = event else {
            unreachable!("it is asked of no other");
        };
        let vote = &self.votes[proposal];
        assert!(vote.is_later && vote.round == *round && vote.is_eligible(voter));
        if taken_back.as_ref().is_some_and(|taken| taken.delegate == *voter) {
            self.note("a seat stays");
        } else if let Some(taken) = taken_back {
            assert_eq!(vote.delegated.get(voter), Some(&taken.delegate));
            assert!(vote.ballots.contains_key(&taken.delegate));
            self.note("carried no more");
        } else {
            assert!(vote.ballots.contains_key(voter), "nothing was cast");
            self.note("ballot left");
        }
    }

    /// Takes somebody who left, everything or the residents of a place, off the rolls of all later votes: those that may
    /// come, and those that are open, with their ballot.
    pub(super) fn left_votes(&mut self, person: PersonId, from: Option<&str>) {
        let is_left = |body: &Body| match body {
            Body::Members | Body::MembersPastProbation => from.is_none(),
            Body::Residents(at) => from.is_none_or(|place| at.place == place),
            Body::Office(_) | Body::Panel(_) => false,
        };
        for (number, proposal) in &mut self.proposals {
            let bodies = proposal.procedure.electorate.bodies().enumerate();
            let places: Vec<usize> =
                bodies.filter(|(_, body)| is_left(body)).map(|(place, _)| place).collect();
            if let Some(first) = &mut proposal.first {
                drop_from(&mut first.bodies, &places, person);
                let is_kept = |one: &PersonId| from.is_some() || *one != person;
                first.delegated.retain(|giver, to| is_kept(giver) && is_kept(to));
            }
            let Some(vote) = self.votes.get_mut(number).filter(|vote| vote.is_later) else {
                continue;
            };
            drop_from(&mut vote.bodies, &places, person);
            vote.delegated.retain(|giver, to| from.is_some() || ![*giver, *to].contains(&person));
            // A seat that they had as it opened they keep as long as it is open.
            if !vote.is_eligible(&person) {
                vote.ballots.remove(&person);
            }
        }
    }

    fn object(&mut self, member: PersonId, target: Target, objections: u64) {
        let objectors = match target {
            Target::Act { number } => &mut self.acts.get_mut(&number).unwrap().objectors,
            Target::Proposal { number } => &mut self.proposals.get_mut(&number).unwrap().objectors,
        };
        assert!(objectors.insert(member), "an objection counts once");
        assert_eq!(usize::try_from(objections), Ok(objectors.len()));
        let is_enough = match target {
            Target::Act { number } => self.is_stopped(&self.acts[&number]),
            Target::Proposal { number } => self.is_challenged(&self.proposals[&number]),
        };
        if is_enough {
            self.unanswered.push(target);
        }
        // An author who objects takes the act back, which the next event says.
        self.note("objected");
    }

    /// Returns whether somebody may cast this ballot now, as far as charter and events tell.
    pub(crate) fn may_cast(&self, number: u64, person: PersonId, choice: &Choice) -> bool {
        let (vote, procedure) = (&self.votes[&number], &self.proposals[&number].procedure);
        if procedure.conviction.is_some() && vote.round == 1 {
            return self.members.contains(&person) && self.has_points(number, person, choice);
        }
        vote.is_eligible(&person) && self.has_credits(number, person, choice)
    }

    /// Returns whether enough members object to a decision that was not voted on again yet.
    fn is_challenged(&self, proposal: &Proposal) -> bool {
        let members = proposal.members.min(self.members.len());
        let least = self.enough(proposal, members);
        !proposal.is_sent_back && least.is_some_and(|least| proposal.objectors.len() >= least)
    }

    /// Returns how many of so many the smallest share is whose objections suffice.
    fn enough(&self, proposal: &Proposal, of: usize) -> Option<usize> {
        let by = By::Decision(proposal.procedure.id.clone());
        let lines = proposal.chosen.iter().flat_map(|action| self.lines_of(action, &by));
        lines.filter_map(|line| line.challenge).map(|share| needed(share, of)).min()
    }

    /// Returns how many must say yes to what was sent back: as many as object and could vote on it; and as could have sent
    /// it back alone, if as many object.
    fn floor(&self, proposal: &Proposal) -> u64 {
        let all = proposal.objectors.len();
        let floor = proposal
            .objected_by_voters(&self.bodies_now(&proposal.procedure))
            .map_or(all, |(voters, of)| {
                voters.max(all.min(self.enough(proposal, of).unwrap_or_default()))
            });
        u64::try_from(floor).unwrap()
    }

    /// Returns who is in each body now, and how many that are.
    pub(super) fn bodies_now(&self, procedure: &Procedure) -> Vec<(BTreeSet<PersonId>, u64)> {
        let body = |body: &Body| match body {
            Body::Residents(at) => with_count(self.voters_of(&at.place)),
            Body::Members => with_count(self.members.clone()),
            Body::MembersPastProbation => with_count(self.full.clone()),
            Body::Office(seated) => {
                (self.seats(&seated.id).map(|seat| seat.holder).collect(), seated.seats)
            }
            Body::Panel(seated) => {
                let mut drawn = self.sittings.values().filter(|one| one.panel == seated.id);
                let sitting = drawn.find(|sitting| sitting.is_drawn);
                (sitting.map(|one| one.people.clone()).unwrap_or_default(), seated.seats)
            }
        };
        procedure.electorate.bodies().map(body).collect()
    }

    /// Opens a vote on the electorate as it stands, or stood when the first one opened, without who left since.
    fn open_vote(
        &mut self,
        (number, round): (u64, u64),
        eligible: u64,
        closes: Timestamp,
        running: Timestamp,
    ) {
        self.unanswered.retain(|target| *target != Target::Proposal { number });
        let floor = self.proposals.get(&number).map(|proposal| self.floor(proposal));
        let Some(proposal) = self.proposals.get_mut(&number) else { panic!("nothing is proposed") };
        let is_again = proposal.is_in_grace;
        if is_again {
            assert!(!proposal.is_sent_back, "it is sent back once");
            proposal.is_sent_back = true;
            proposal.objected = floor.unwrap_or_default();
        }
        proposal.is_in_grace = false;
        let procedure = proposal.procedure.clone();
        let first = proposal.first.take();
        let mut bodies = self.bodies_now(&procedure);
        let first = first.filter(|first| first.binds(&procedure, &bodies));
        if let Some(first) = &first {
            for ((body, now), then) in
                procedure.electorate.bodies().zip(&mut bodies).zip(&first.bodies)
            {
                *now = if body.seats().is_none() { then.clone() } else { now.clone() };
            }
            self.note("later vote");
        }
        let lives = |body: &Body| matches!(body, Body::Residents(_));
        if procedure.electorate.bodies().any(lives) && eligible > 0 {
            self.note(&format!("residents asked by {}", procedure.id));
        }
        let all: u64 = bodies.iter().map(|(_, count)| count).sum();
        assert_eq!(all, eligible, "the electorate is the one there is at the opening");
        let of_topic = self.delegated.iter().filter(|((_, topic), _)| *topic == procedure.id);
        let delegated = if procedure.delegation.is_some() {
            of_topic.map(|((giver, _), to)| (*giver, *to)).collect()
        } else {
            BTreeMap::new()
        };
        let is_later = first.is_some();
        let delegated = first.map_or(delegated, |first| first.delegated);
        let is_alone = !is_later && is_alone(&bodies);
        let opened = First { bodies: bodies.clone(), delegated: delegated.clone(), is_alone };
        self.proposals.get_mut(&number).unwrap().first = Some(opened);
        if is_again {
            let chosen = self.proposals[&number].chosen.clone();
            self.at_vote.extend(chosen.into_iter().map(|action| (number, action)));
            self.note("second vote");
        }
        let season = self.open_season(number, running);
        let ballots = BTreeMap::new();
        let vote = Vote { ballots, delegated, bodies, closes, is_later, round, season };
        self.votes.insert(number, vote);
        if round == 1 {
            self.open_request(number, running);
        }
    }

    /// Counts a vote from its ballots, person by person, and holds the machine's count against it.
    fn close_vote(
        &mut self,
        (number, running): (u64, Timestamp),
        eligible: u64,
        tally: &Tally,
        bodies: &[BodyVotes],
        verdict: Verdict,
    ) {
        let vote = self.votes.remove(&number).expect("the vote was open");
        let procedure = self.proposals[&number].procedure.clone();
        let is_passed = verdict == Verdict::Passed;
        if procedure.conviction.is_some() && vote.round == 1 {
            let bodies = self.bodies_now(&procedure);
            let is_alone = is_alone(&bodies);
            let first = First { bodies, delegated: vote.delegated, is_alone };
            self.proposals.get_mut(&number).unwrap().first = Some(first);
            self.close_request(number, is_passed, running);
            return;
        }
        assert!(running >= vote.closes, "the vote was to be open longer");
        let all: u64 = vote.bodies.iter().map(|(_, count)| count).sum();
        assert_eq!(all, eligible, "who left a later vote counts no more, and nobody else");
        assert_eq!(tally.roll.count, u64::try_from(vote.ballots.len()).unwrap());
        if let Some(season) = vote.season {
            let passes = self.close_paid(number, &vote, season, eligible, tally);
            assert_eq!(passes, is_passed, "proposal {number}: {tally:?}");
            return;
        }
        let is_choice = !self.proposals[&number].options.is_empty();
        if is_choice && vote.round == 1 {
            self.note("election closed");
            return;
        }
        let own: Vec<[u64; 3]> =
            (0..vote.bodies.len()).map(|place| vote.count(place, &procedure.electorate)).collect();
        if let [one] = own[..] {
            assert_eq!([tally.yes, tally.no, tally.abstain], one, "proposal {number}");
            assert!(one.iter().sum::<u64>() <= eligible, "more votes than people");
        } else {
            let said = bodies.iter().map(|body| [body.yes, body.no, body.abstain]);
            assert_eq!(said.collect::<Vec<_>>(), own, "proposal {number}");
        }
        self.closed.insert(number, (is_passed, own[0]));
        if procedure.method == Method::LazyConsensus && vote.round == 1 {
            let objects = |choice: &&Choice| matches!(choice, Choice::Object(_));
            let is_objected = vote.ballots.values().any(|choice| objects(&choice));
            assert_eq!(!is_objected && eligible > 0, is_passed, "proposal {number}");
            return;
        }
        let is_many = self.hear_said(number, &vote, &own);
        let passes = is_many
            && match &procedure.electorate {
                Electorate::One { .. } => {
                    let threshold = procedure.threshold.unwrap_or(Threshold::MORE_THAN_HALF);
                    // Where no quorum is known, the fewer vote, the more of them must say yes.
                    let [yes, no, abstain] = own[0];
                    let is_borne = procedure.quorum.is_some()
                        || yes * yes * (yes + no + abstain) > no * no * eligible;
                    is_borne && passes(own[0], eligible, procedure.quorum, threshold)
                }
                Electorate::Houses { houses } => {
                    houses.iter().zip(&own).zip(&vote.bodies).all(|((house, own), (_, count))| {
                        *count > 0 && passes(*own, *count, Some(house.quorum), house.threshold)
                    })
                }
                Electorate::Mix { parts } => mix_passes(parts, &own, &vote, &procedure),
            };
        assert_eq!(passes, is_passed, "proposal {number}: {own:?} {verdict:?}");
        self.note(if passes { "vote passed" } else { "vote failed" });
        self.note(&format!("{} by {}", if passes { "passed" } else { "failed" }, procedure.id));
        self.note_moved(&vote, &procedure.electorate);
    }

    /// Notes how many members said yes, and returns whether as many did as must: where members stopped it, as many as
    /// objected, or more than half of them.
    fn hear_said(&mut self, number: u64, vote: &Vote, own: &[[u64; 3]]) -> bool {
        let proposal = &self.proposals[&number];
        let bodies = proposal.procedure.electorate.bodies().zip(own).zip(&vote.bodies);
        let of_members = bodies
            .filter(|((body, _), _)| matches!(body, Body::Members | Body::MembersPastProbation));
        let said = of_members.map(|((_, own), (_, count))| (own[0], *count)).max();
        let Some((yes, count)) = said else { return true };
        self.said.insert(number, yes);
        yes >= proposal.objected.min(count / 2 + 1)
    }

    /// Notes that somebody voted as a resident of a place where they live no longer.
    fn note_moved(&mut self, vote: &Vote, electorate: &Electorate) {
        for (body, (people, _)) in electorate.bodies().zip(&vote.bodies) {
            let Body::Residents(at) = body else { continue };
            let voted = people.iter().filter(|person| vote.ballots.contains_key(person));
            if voted.clone().any(|person| self.home(person) != Some(at.place.as_str())) {
                self.note(if vote.is_later { "sent away" } else { "moved during the vote" });
            }
            if !self.is_open(&at.place) && voted.count() > 0 {
                self.note("closed during the vote");
            }
        }
    }

    /// Counts a vote that cost credits: those for and against give as many votes as they paid for.
    fn close_paid(
        &mut self,
        number: u64,
        vote: &Vote,
        season: u64,
        eligible: u64,
        tally: &Tally,
    ) -> bool {
        let procedure = self.proposals[&number].procedure.clone();
        let votes = |choice: &Choice| if let Choice::Votes(votes) = choice { *votes } else { 0 };
        let all: Vec<i64> = vote.ballots.values().map(votes).collect();
        let sum = |sign: i64| {
            let one = all.iter().filter(|votes| votes.signum() == sign);
            one.map(|votes| votes.unsigned_abs()).sum::<u64>()
        };
        let [pro, against] = [sum(1), sum(-1)];
        assert_eq!([tally.sum.pro, tally.sum.against], [pro, against], "proposal {number}");
        let cast = u64::try_from(all.len()).unwrap();
        if cast < enough(procedure.quorum, eligible) {
            self.void(season, (number, vote.round));
            return false;
        }
        let threshold = procedure.threshold.unwrap();
        self.note("season vote closed");
        let people = |sign: i64| all.iter().filter(|votes| votes.signum() == sign).count();
        let own = [people(1), people(-1), people(0)].map(|count| u64::try_from(count).unwrap());
        let is_many = self.hear_said(number, vote, &[own]);
        is_many && pro + against > 0 && is_borne(pro, pro + against, threshold)
    }

    /// Hears that a decision took effect.
    fn enact(&mut self, number: u64, running: Timestamp) {
        let proposal = self.proposals.remove(&number).expect("it was proposed");
        assert!(!self.votes.contains_key(&number), "it took effect while it was voted on");
        assert!(running >= proposal.until, "it took effect before its grace was over");
        let by = By::Decision(proposal.procedure.id.clone());
        assert!(!self.is_challenged(&proposal), "it was challenged, and not voted on");
        for action in &proposal.chosen {
            // What members stopped they do themselves, if as many say yes as must in the vote on it.
            for least in self.votes_on(action) {
                let said = self.said.get(&number).copied();
                let said = said.filter(|_| proposal.procedure.electorate.is_led_by_members());
                let is_many = said.is_some_and(|yes| yes >= least);
                assert!(is_many, "{by:?} did what members stopped, before their vote: {said:?}");
            }
            self.executed(&by, action, running, running);
        }
        if let Some(hash) = self.next.take() {
            let reached = self.law.reached;
            let text = &self.texts[&hash];
            self.law = Law {
                written: read(text),
                reached,
                filled: std::mem::take(&mut self.law.filled),
                is_succeeded: self.law.is_succeeded,
                paused: std::mem::take(&mut self.law.paused),
            };
        }
        self.note("enacted");
    }
}

impl Vote {
    pub(crate) fn is_eligible(&self, person: &PersonId) -> bool {
        self.bodies.iter().any(|(people, _)| people.contains(person))
    }

    /// Returns what each eligible person's vote says: their own ballot, or else their delegate's.
    pub(super) fn choices(&self) -> Vec<&Choice> {
        let people = self.bodies.iter().flat_map(|(people, _)| people);
        let choice = |person: &PersonId| {
            let own = self.ballots.get(person);
            own.or_else(|| self.ballots.get(self.delegated.get(person)?))
        };
        people.filter_map(choice).collect()
    }

    /// Counts yes, no and abstentions of a body: of members each one's own ballot, or else their
    /// delegate's; of people with seats their own alone.
    pub(super) fn count(&self, place: usize, electorate: &Electorate) -> [u64; 3] {
        let body = electorate.bodies().nth(place).unwrap();
        let is_of_members = matches!(body, Body::Members | Body::MembersPastProbation);
        let mut counts = [0; 3];
        for person in &self.bodies[place].0 {
            let delegate = self.delegated.get(person).filter(|_| is_of_members);
            let choice = self.ballots.get(person).or_else(|| self.ballots.get(delegate?));
            let bucket = match choice {
                Some(Choice::Yes) => 0,
                Some(Choice::No) => 1,
                Some(_) => 2,
                None => continue,
            };
            counts[bucket] += 1;
        }
        counts
    }
}

/// Takes somebody out of some bodies, if they are there.
fn drop_from(bodies: &mut [(BTreeSet<PersonId>, u64)], places: &[usize], person: PersonId) {
    for place in places {
        let (people, count) = &mut bodies[*place];
        *count -= u64::from(people.remove(&person));
    }
}

fn with_count(people: BTreeSet<PersonId>) -> (BTreeSet<PersonId>, u64) {
    let count = u64::try_from(people.len()).unwrap();
    (people, count)
}

fn passes(
    [yes, no, abstain]: [u64; 3],
    eligible: u64,
    quorum: Option<Share>,
    threshold: Threshold,
) -> bool {
    let cast = yes + no;
    let is_enough = cast + abstain >= enough(quorum, eligible);
    eligible > 0 && is_enough && cast > 0 && is_borne(yes, cast, threshold)
}

/// Returns how many must take part.
fn enough(quorum: Option<Share>, eligible: u64) -> u64 {
    quorum.map_or(0, |quorum| {
        let (over, under) = (u64::from(quorum.denominator()), u64::from(quorum.numerator()));
        (eligible * under).div_ceil(over).max(1)
    })
}

fn is_borne(yes: u64, cast: u64, threshold: Threshold) -> bool {
    let share = threshold.share();
    let (left, right) = (yes * u64::from(share.denominator()), cast * u64::from(share.numerator()));
    if threshold.is_strict() { left > right } else { left >= right }
}

/// A fraction of the whole.
#[derive(Clone, Copy)]
struct Weight {
    of: u128,
    parts: u128,
}

impl Weight {
    const NOTHING: Self = Self { of: 1, parts: 0 };

    /// Adds what `count` of `whole` have of a share.
    fn plus(self, share: Share, count: u64, whole: u64) -> Self {
        if whole == 0 {
            return self;
        }
        let of = u128::from(share.denominator()) * u128::from(whole);
        let parts = u128::from(share.numerator()) * u128::from(count);
        Self { of: self.of * of, parts: self.parts * of + parts * self.of }
    }
}

/// Decides a mix in whole numbers: of members, those who say yes or no divide the share of their body; of others
/// each has a part of it, whether they vote or not.
fn mix_passes(parts: &[Part], own: &[[u64; 3]], vote: &Vote, procedure: &Procedure) -> bool {
    let [mut yes, mut no, mut turnout] = [Weight::NOTHING; 3];
    for ((part, counts), (_, eligible)) in parts.iter().zip(own).zip(&vote.bodies) {
        let [pro, against, abstain] = *counts;
        let is_of_members = matches!(part.body, Body::Members | Body::MembersPastProbation);
        let whole = if is_of_members { pro + against } else { *eligible };
        yes = yes.plus(part.share, pro, whole);
        no = no.plus(part.share, against, whole);
        turnout = turnout.plus(part.share, (pro + against + abstain).min(*eligible), *eligible);
    }
    let quorum = procedure.quorum.unwrap();
    let (over, under) = (u128::from(quorum.denominator()), u128::from(quorum.numerator()));
    let is_enough = turnout.parts > 0 && turnout.parts * over >= turnout.of * under;
    // More than half of what yes and no weigh.
    is_enough && yes.parts * no.of > no.parts * yes.of
}
