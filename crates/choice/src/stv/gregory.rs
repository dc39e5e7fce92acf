//! Weighted inclusive Gregory: a surplus is passed on from every ballot that counts for the elected,
//! each at its value times surplus over votes. The Scottish local elections use it (SSI 2007/42,
//! rules 45 to 52), with values of five places.

use std::cmp::Ordering;

use super::arithmetic::{Arithmetic, Fixed, Round};
use super::report::{Action, Recorder, StvResult};
use super::{StvOptions, check};
use crate::ChoiceError;
use crate::ballots::{Mark, Ranked, RankedBallot};
use crate::exact::count as length;
use crate::limits::Work;
use crate::ties::Ties;

/// What elects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quota {
    /// The whole number above votes / (seats + 1).
    #[default]
    Whole,
    /// Votes / (seats + 1) to the places of the arithmetic, and one unit of the last place. In exact
    /// arithmetic more than votes / (seats + 1) elects.
    Fractional,
}

/// Where the new value of a ballot is rounded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Transfer {
    /// Once: value times surplus over votes.
    #[default]
    Once,
    /// Twice: value times surplus, then over votes.
    Twice,
    /// Twice: surplus over votes, then value times that.
    Fraction,
}

/// When those who have the quota are declared elected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Declares {
    /// All of them at the start of a round.
    #[default]
    AtStart,
    /// All of them at the end of a stage (Scottish).
    AtEnd,
    /// One at the start of a round; the others still receive what is passed on.
    OneAtStart,
}

/// The rule of a Gregory count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GregoryRule {
    /// What elects.
    pub quota: Quota,
    /// Where values are rounded.
    pub transfer: Transfer,
    /// Whether ties are first broken by the last earlier stage at which the tied differed.
    pub looks_back: bool,
    /// Whether all who cannot catch up are excluded at once.
    pub excludes_batch: bool,
    /// When the elected are declared.
    pub declares: Declares,
    /// Whoever is excluded before anybody is elected: undeclared write-ins as one candidate.
    pub excluded_first: Option<usize>,
}

impl GregoryRule {
    /// The Scottish rules.
    pub const SCOTTISH: Self = Self {
        quota: Quota::Whole,
        transfer: Transfer::Once,
        looks_back: true,
        excludes_batch: false,
        declares: Declares::AtEnd,
        excluded_first: None,
    };

    /// The reference rule of the Proportional Representation Foundation, in four places.
    pub const REFERENCE: Self = Self {
        quota: Quota::Fractional,
        transfer: Transfer::Twice,
        looks_back: false,
        excludes_batch: false,
        declares: Declares::AtStart,
        excluded_first: None,
    };
}

/// Counts by the Scottish rules.
///
/// # Errors
/// As [`gregory`].
pub fn scottish(ballots: &Ranked, options: &StvOptions) -> Result<StvResult, ChoiceError> {
    let fixed = Fixed::new(5, ballots.total())?;
    gregory(ballots, options, GregoryRule::SCOTTISH, &fixed, "the Scottish rules")
}

/// Counts by weighted inclusive Gregory. A ballot ends where it ranks two candidates equal.
///
/// # Errors
/// [`ChoiceError::TooFew`] without candidates or seats, [`ChoiceError::TooMany`] when votes and
/// places do not fit together, [`ChoiceError::UnknownIndex`] for a withdrawn or first excluded candidate
/// who does not exist, [`ChoiceError::BadOption`] for a bad tie order, [`ChoiceError::TooMuchWork`] above
/// `work_max` steps of work, which exact values grow to that are passed on again and again.
pub fn gregory<A: Arithmetic>(
    ballots: &Ranked,
    options: &StvOptions,
    rule: GregoryRule,
    a: &A,
    name: &str,
) -> Result<StvResult, ChoiceError> {
    let withdrawn = check(ballots, options)?;
    if let Some(index) = rule.excluded_first.filter(|&one| one >= withdrawn.len()) {
        return Err(ChoiceError::UnknownIndex { index, count: withdrawn.len() });
    }
    let mut ties = options.ties.prepare(ballots.names())?;
    let mut count = Count::new(ballots, options, rule, a, &withdrawn)?;
    let quota = a.show(&count.quota);
    count.record(Action::Begin, &a.zero())?;
    if let Some(one) = rule.excluded_first.filter(|&one| count.status[one] == Status::Hopeful) {
        count.recorder.round += 1;
        count.exclude(vec![one], true)?;
        count.history.push(count.votes.clone());
    }
    let at_end = rule.declares == Declares::AtEnd;
    if at_end {
        count.elect(&mut ties)?;
    }
    while !count.is_over() {
        count.recorder.round += 1;
        if !at_end {
            count.elect(&mut ties)?;
            if count.is_over() {
                break;
            }
        }
        count.stage(&mut ties)?;
        if at_end && !count.is_over() {
            count.elect(&mut ties)?;
        }
    }
    count.finish()?;
    Ok(StvResult {
        winners: count.winners,
        rule: name.to_owned(),
        arithmetic: a.describe(),
        total: count.valid,
        void: ballots.total() - count.valid,
        splits: false,
        quota,
        stages: count.recorder.stages,
        ties: ties.into_broken(),
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Status {
    Hopeful,
    /// Elected, surplus not yet passed on.
    Pending,
    Elected,
    Out,
}

/// A line of ballots lying with a candidate.
#[derive(Clone, Copy)]
struct Parcel {
    line: usize,
    /// The mark at which it lies.
    at: usize,
    /// The number of its value among all values.
    value: usize,
}

/// Weight that lines of one value bring, before it is multiplied by the value.
struct Moving {
    /// For each candidate, and last for nobody.
    weights: Vec<u64>,
    /// Those that are not 0.
    touched: Vec<usize>,
}

struct Count<'a, A: Arithmetic> {
    a: &'a A,
    rule: GregoryRule,
    seats: usize,
    lines: Vec<(u64, &'a [Mark])>,
    status: Vec<Status>,
    votes: Vec<A::Value>,
    piles: Vec<Vec<Parcel>>,
    /// Values that ballots have or had.
    values: Vec<A::Value>,
    moving: Moving,
    work: Work,
    history: Vec<Vec<A::Value>>,
    winners: Vec<usize>,
    valid: u64,
    total: A::Value,
    quota: A::Value,
    exhausted: A::Value,
    recorder: Recorder<'a, A>,
}

impl<'a, A: Arithmetic> Count<'a, A> {
    fn new(
        ballots: &'a Ranked,
        options: &StvOptions,
        rule: GregoryRule,
        a: &'a A,
        withdrawn: &[bool],
    ) -> Result<Self, ChoiceError> {
        let seats = options.seats;
        // A ballot without a single first preference is void.
        let has_first = |ballot: &RankedBallot<'_>| {
            let mut ranks = ballot.ranks().map(|rank| {
                let stands = |mark: &&Mark| !withdrawn[mark.candidate()];
                (rank.len(), rank.iter().filter(stands).count())
            });
            ranks.find(|&(_, standing)| standing > 0).is_some_and(|(size, _)| size == 1)
        };
        let lines: Vec<(u64, &[Mark])> = ballots
            .ballots()
            .filter(has_first)
            .map(|ballot| (ballot.weight, ballot.marks))
            .collect();
        let valid: u64 = lines.iter().map(|&(weight, _)| weight).sum();
        let total = a.whole(valid);
        let quota = match rule.quota {
            Quota::Whole => a.whole(valid / (length(seats) + 1) + 1),
            Quota::Fractional => a.sum(&a.over(&total, length(seats) + 1), &a.unit()),
        };
        let status =
            withdrawn.iter().map(|&out| if out { Status::Out } else { Status::Hopeful }).collect();
        let candidates = withdrawn.len();
        let mut count = Self {
            a,
            rule,
            seats,
            lines,
            valid,
            status,
            votes: vec![a.zero(); candidates],
            piles: vec![Vec::new(); candidates],
            values: vec![a.whole(1)],
            moving: Moving { weights: vec![0; candidates + 1], touched: Vec::new() },
            work: Work::up_to("Passing on exact values", options.work_max),
            history: Vec::new(),
            winners: Vec::new(),
            total,
            quota,
            exhausted: a.zero(),
            recorder: Recorder { arithmetic: a, stages: Vec::new(), round: 0 },
        };
        for line in 0..count.lines.len() {
            count.place(Parcel { line, at: 0, value: 0 });
        }
        count.settle(0)?;
        count.history.push(count.votes.clone());
        Ok(count)
    }

    /// Lays a line with its next hopeful candidate at or after a mark.
    fn place(&mut self, Parcel { line, mut at, value }: Parcel) {
        let (weight, marks) = self.lines[line];
        let mut to = self.piles.len();
        while let Some(mark) = marks.get(at) {
            if mark.is_tied() || marks.get(at + 1).is_some_and(|next| next.is_tied()) {
                break;
            }
            let one = mark.candidate();
            if self.status[one] == Status::Hopeful {
                self.piles[one].push(Parcel { line, at, value });
                to = one;
                break;
            }
            at += 1;
        }
        if self.moving.weights[to] == 0 && weight > 0 {
            self.moving.touched.push(to);
        }
        self.moving.weights[to] += weight;
    }

    /// Counts what lines of one value have brought.
    fn settle(&mut self, value: usize) -> Result<(), ChoiceError> {
        for to in self.moving.touched.drain(..) {
            let weight = std::mem::take(&mut self.moving.weights[to]);
            let votes = self.votes.get_mut(to).unwrap_or(&mut self.exhausted);
            *votes = self.a.sum(votes, &self.a.times(&self.values[value], weight));
            self.work.add(self.a.steps_of(votes))?;
        }
        Ok(())
    }

    /// Lays the lines of a pile with the next of each, their values renewed by `renew`.
    fn pass_on(
        &mut self,
        mut pile: Vec<Parcel>,
        renew: impl Fn(&A::Value) -> A::Value,
        is_renewed: bool,
    ) -> Result<(), ChoiceError> {
        // Lines of one value together, so that it is multiplied once for each who receives.
        pile.sort_by_key(|parcel| parcel.value);
        let mut rest = pile.as_slice();
        while let Some(&Parcel { value: old, .. }) = rest.first() {
            let (these, others) = rest.split_at(rest.partition_point(|one| one.value == old));
            rest = others;
            let mut value = old;
            if is_renewed {
                value = self.values.len();
                let renewed = renew(&self.values[old]);
                self.work.add(self.a.steps_of(&renewed).saturating_mul(2))?;
                self.values.push(renewed);
            }
            for parcel in these {
                self.place(Parcel { at: parcel.at + 1, value, ..*parcel });
            }
            self.settle(value)?;
        }
        Ok(())
    }

    fn hopeful(&self) -> Vec<usize> {
        (0..self.status.len()).filter(|&one| self.status[one] == Status::Hopeful).collect()
    }

    fn is_over(&self) -> bool {
        let left = self.seats.saturating_sub(self.winners.len());
        left == 0 || self.hopeful().len() <= left
    }

    fn surplus_of(&self, one: usize) -> A::Value {
        self.a.less(&self.votes[one], &self.quota)
    }

    fn record(&mut self, action: Action, surplus: &A::Value) -> Result<(), ChoiceError> {
        // They are added up, compared and written in digits.
        for votes in self.votes.iter().filter(|votes| !self.a.is_zero(votes)) {
            self.work.add(self.a.steps_of(votes).saturating_mul(3))?;
        }
        let counted = self.votes.iter().fold(self.exhausted.clone(), |sum, v| self.a.sum(&sum, v));
        let rounding = self.a.less(&self.total, &counted);
        let numbers = [&self.quota, surplus, &self.exhausted, &rounding];
        self.recorder.record(action, &self.votes, numbers);
        Ok(())
    }

    /// Declares elected whoever has the quota, most votes first.
    fn elect(&mut self, ties: &mut Ties) -> Result<(), ChoiceError> {
        let has_quota = |&one: &usize| match self.a.compare(&self.votes[one], &self.quota) {
            Ordering::Greater => true,
            Ordering::Equal => !self.a.is_exact(),
            Ordering::Less => false,
        };
        let mut reached: Vec<usize> = self.hopeful().into_iter().filter(has_quota).collect();
        let compare = |left: usize, right: usize| {
            let by_votes = self.a.compare(&self.votes[right], &self.votes[left]);
            by_votes.then_with(|| {
                let earlier = self.history.iter().rev().filter(|_| self.rule.looks_back);
                let differs = earlier
                    .map(|votes| self.a.compare(&votes[right], &votes[left]))
                    .find(|order| order.is_ne());
                differs.unwrap_or(Ordering::Equal)
            })
        };
        // By insertion: with guard places, numbers that are nearly equal have no total order to sort by.
        for end in 1..reached.len() {
            let mut at = end;
            while at > 0 {
                let (before, one) = (reached[at - 1], reached[at]);
                let by_rule = || ties.position(one).cmp(&ties.position(before));
                if compare(one, before).then_with(by_rule).is_ge() {
                    break;
                }
                reached.swap(at - 1, at);
                at -= 1;
            }
        }
        if self.rule.declares != Declares::OneAtStart {
            // All of them are elected now, and only their order is open.
            let room = self.seats.saturating_sub(self.winners.len());
            let chosen = reached.get(..room.min(reached.len())).unwrap_or(&[]);
            for tied in chosen.chunk_by(|&one, &other| compare(one, other).is_eq()) {
                if tied.len() > 1 {
                    let mut listed = tied.to_vec();
                    listed.sort_unstable();
                    ties.record_several("the order of election", &listed, tied);
                }
            }
        }
        if let (Declares::OneAtStart, Some(&first)) = (self.rule.declares, reached.first()) {
            // Only the first is elected now, so that a tie for it decides.
            let is_tied = |&&one: &&usize| compare(first, one).is_eq();
            let tied: Vec<usize> = reached.iter().take_while(is_tied).copied().collect();
            let _ = ties.elect("who is elected first", &tied);
        }
        for one in reached {
            let waits = self.rule.declares == Declares::OneAtStart
                && self.status.contains(&Status::Pending);
            if self.winners.len() == self.seats || waits {
                break;
            }
            let has_surplus = self.a.compare(&self.votes[one], &self.quota).is_gt();
            self.status[one] = if has_surplus { Status::Pending } else { Status::Elected };
            self.winners.push(one);
            self.record(Action::Elect(one), &self.a.zero())?;
        }
        Ok(())
    }

    /// Passes on the largest surplus, or excludes the lowest.
    fn stage(&mut self, ties: &mut Ties) -> Result<(), ChoiceError> {
        let pending: Vec<usize> =
            (0..self.status.len()).filter(|&one| self.status[one] == Status::Pending).collect();
        let batch = if self.rule.excludes_batch { self.sure_losers(&pending) } else { Vec::new() };
        if !batch.is_empty() {
            self.exclude(batch, false)?;
        } else if pending.is_empty() {
            let (tied, lowest) = self.extreme(&self.hopeful(), Ordering::Less);
            let out = ties.exclude("the lowest place", &lowest);
            ties.note("the lowest place", &tied, out);
            self.exclude(vec![out], true)?;
        } else {
            let (tied, highest) = self.extreme(&pending, Ordering::Greater);
            let one = ties.elect("the order of surpluses", &highest);
            ties.note("the order of surpluses", &tied, one);
            self.transfer_surplus(one)?;
        }
        self.history.push(self.votes.clone());
        Ok(())
    }

    /// Those of `among` with the fewest or most votes, and those of them that are left when earlier
    /// stages are looked at, if the rule does.
    fn extreme(&self, among: &[usize], wanted: Ordering) -> (Vec<usize>, Vec<usize>) {
        let narrow = |among: Vec<usize>, votes: &[A::Value]| -> Vec<usize> {
            let further = |best: usize, one: usize| {
                if self.a.order(&votes[one], &votes[best]) == wanted { one } else { best }
            };
            let Some(best) = among.iter().copied().reduce(further) else { return among };
            let is_beaten = |&one: &usize| self.a.compare(&votes[best], &votes[one]) == wanted;
            among.into_iter().filter(|one| !is_beaten(one)).collect()
        };
        let tied = narrow(among.to_vec(), &self.votes);
        let mut left = tied.clone();
        if self.rule.looks_back {
            for earlier in self.history.iter().rev() {
                if left.len() > 1 {
                    left = narrow(left, earlier);
                }
            }
        }
        (tied, left)
    }

    fn transfer_surplus(&mut self, one: usize) -> Result<(), ChoiceError> {
        let (a, surplus, transfer) = (self.a, self.surplus_of(one), self.rule.transfer);
        let votes = std::mem::replace(&mut self.votes[one], self.quota.clone());
        self.status[one] = Status::Elected;
        let renew = |value: &A::Value| match transfer {
            Transfer::Once => a.scaled(value, &surplus, &votes),
            Transfer::Twice => {
                let raised = a.product(value, &surplus, Round::Down);
                a.quotient(&raised, &votes, Round::Down)
            }
            Transfer::Fraction => {
                let fraction = a.quotient(&surplus, &votes, Round::Down);
                a.product(value, &fraction, Round::Down)
            }
        };
        let pile = std::mem::take(&mut self.piles[one]);
        self.pass_on(pile, renew, true)?;
        self.record(Action::TransferSurplus(one), &surplus)
    }

    /// Excludes candidates and passes their votes on; a batch only if seats are then still open.
    fn exclude(&mut self, out: Vec<usize>, always_transfers: bool) -> Result<(), ChoiceError> {
        for &one in &out {
            self.status[one] = Status::Out;
        }
        self.record(Action::Exclude(out.clone()), &self.a.zero())?;
        if !always_transfers && self.is_over() {
            return Ok(());
        }
        for &one in &out {
            self.votes[one] = self.a.zero();
            let pile = std::mem::take(&mut self.piles[one]);
            self.pass_on(pile, A::Value::clone, false)?;
        }
        self.record(Action::TransferExcluded(out), &self.a.zero())
    }

    /// The largest group of the lowest who, with every surplus to come, stay below the next.
    fn sure_losers(&self, pending: &[usize]) -> Vec<usize> {
        let mut upward = self.hopeful();
        upward.sort_by(|&left, &right| {
            self.a.compare(&self.votes[left], &self.votes[right]).then(left.cmp(&right))
        });
        let left = self.seats.saturating_sub(self.winners.len());
        let most = upward.len().saturating_sub(left);
        let mut sum =
            pending.iter().fold(self.a.zero(), |sum, &one| self.a.sum(&sum, &self.surplus_of(one)));
        let mut take = 0;
        for (place, &one) in upward.iter().enumerate() {
            if place > 0 && place <= most && self.a.compare(&sum, &self.votes[one]).is_lt() {
                take = place;
            }
            sum = self.a.sum(&sum, &self.votes[one]);
        }
        upward.truncate(take);
        upward
    }

    fn finish(&mut self) -> Result<(), ChoiceError> {
        for one in self.hopeful() {
            if self.winners.len() < self.seats {
                self.status[one] = Status::Elected;
                self.winners.push(one);
                self.record(Action::ElectRemaining(one), &self.a.zero())?;
            } else {
                self.status[one] = Status::Out;
                self.record(Action::ExcludeRemaining(one), &self.a.zero())?;
            }
        }
        self.record(Action::Complete, &self.a.zero())
    }
}
