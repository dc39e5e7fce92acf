//! The market of equal shares: what each project would cost its supporters, and the purchases.
//!
//! Money and prices are first counted in whole units of 2^-scale, with a lower and an upper end
//! between which the true number lies. That decides nearly every comparison in a few instructions of
//! the processor. Where ends overlap, the exact numbers are worked out ([`super::book`]) and decide:
//! the outcome is always that of rational arithmetic.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use num_integer::Integer;

use super::book::{Book, Fraction, Terms};
use super::{Budget, Satisfaction};
use crate::ChoiceError;
use crate::exact::{Ratio, whole};
use crate::limits::Work;
use crate::ties::Ties;

/// Bits for the largest number counted with: a cost times the most parts of a gain.
const BITS: u32 = 126;

/// Projects and who supports them.
pub(crate) struct Market<'a> {
    scale: u32,
    satisfaction: Satisfaction,
    groups: Vec<(u64, &'a [(usize, u64)])>,
    offers: Vec<Offer>,
    /// The supporters of all projects; an offer names its own.
    backers: Vec<Backer>,
    /// Projects that cost nothing.
    free: Vec<usize>,
    /// The lowest price that each project can have.
    lowest: Vec<(u128, usize)>,
    everything: Ratio,
    /// What a tie is said to be for.
    deciding: &'static str,
}

/// A project as it is offered.
struct Offer {
    cost: u64,
    /// The greatest number that divides all gains. Gains are counted in parts of this size.
    unit: u64,
    /// Parts of all supporters.
    parts: u128,
    backers: std::ops::Range<usize>,
}

/// Supporters with the same ballot.
#[derive(Clone, Copy)]
struct Backer {
    group: usize,
    weight: u64,
    /// What one of them gains.
    parts: u64,
}

/// What a voter has left, in units of 2^-scale: at least and at most.
#[derive(Clone, Copy)]
struct Purse {
    low: u128,
    high: u128,
}

/// The price of a project.
#[derive(Clone, Copy)]
struct Quote {
    project: usize,
    /// Of one part, in units of 2^-scale, rounded down and up.
    part: (u128, u128),
    /// Of one unit of gain.
    gain: (u128, u128),
}

enum Quoted {
    /// The supporters cannot pay, now or later.
    Never,
    /// Only exact numbers tell whether they can pay.
    Unsure,
    At(Quote),
}

/// One purchase after another with the same share for every voter.
struct Run<'m, 'a> {
    market: &'m Market<'a>,
    work: &'m mut Work,
    purses: Vec<Purse>,
    /// For each project what was due, and from how many parts, when it was last quoted. Money only
    /// shrinks, so that whoever was short then is short now.
    known: Vec<(u128, u128)>,
    /// Projects not bought, by the price last known, which can only rise.
    open: BinaryHeap<Reverse<(u128, usize)>>,
    book: Book,
}

impl<'a> Market<'a> {
    pub(crate) fn new(budget: &'a Budget, satisfaction: Satisfaction) -> Self {
        Self::with_bits(budget, satisfaction, BITS)
    }

    /// A market in which seats are bought.
    pub(crate) fn of_seats(budget: &'a Budget) -> Self {
        Self { deciding: "the next seat", ..Self::new(budget, Satisfaction::Cardinality) }
    }

    /// A market that counts with so many bits before it turns to exact numbers.
    fn with_bits(budget: &'a Budget, satisfaction: Satisfaction, bits: u32) -> Self {
        let projects = budget.projects();
        let groups: Vec<(u64, &[(usize, u64)])> = budget.ballots().collect();
        let mut lists = vec![Vec::new(); projects.len()];
        for (group, &(weight, marks)) in groups.iter().enumerate() {
            for &(project, points) in marks {
                let parts = gain(satisfaction, projects[project].cost, points);
                if weight > 0 && parts > 0 {
                    lists[project].push(Backer { group, weight, parts });
                }
            }
        }
        let everything: u64 = projects.iter().map(|project| project.cost).sum();
        let (mut offers, mut backers, mut most_parts) = (Vec::new(), Vec::new(), 1);
        for (project, mut list) in projects.iter().zip(lists) {
            let unit = list.iter().fold(0, |unit: u64, one| unit.gcd(&one.parts)).max(1);
            let (begin, mut parts) = (backers.len(), 0);
            for one in &mut list {
                one.parts /= unit;
                parts += u128::from(one.weight) * u128::from(one.parts);
                most_parts = most_parts.max(one.parts);
            }
            list.sort_by_key(|one| one.parts);
            backers.append(&mut list);
            offers.push(Offer { cost: project.cost, unit, parts, backers: begin..backers.len() });
        }
        let largest = u128::from(everything) * u128::from(most_parts);
        let scale = bits.saturating_sub(u128::BITS - largest.leading_zeros());
        let mut free = Vec::new();
        let mut lowest = Vec::new();
        for (project, offer) in offers.iter().enumerate() {
            if offer.cost == 0 {
                free.push(project);
            } else if offer.parts > 0 {
                let gains = offer.parts * u128::from(offer.unit);
                lowest.push(((u128::from(offer.cost) << scale) / gains, project));
            }
        }
        let everything = whole(everything);
        let deciding = "the next purchase";
        Self { scale, satisfaction, groups, offers, backers, free, lowest, everything, deciding }
    }

    pub(super) fn cost(&self, project: usize) -> u64 {
        self.offers[project].cost
    }

    pub(super) fn unit(&self, project: usize) -> u64 {
        self.offers[project].unit
    }

    /// Whether the project costs something and somebody supports it.
    pub(super) fn is_for_sale(&self, project: usize) -> bool {
        self.offers[project].cost > 0 && self.offers[project].parts > 0
    }

    pub(super) fn weight(&self, group: usize) -> u64 {
        self.groups[group].0
    }

    /// The projects that a group supports and the parts that each voter gains.
    pub(super) fn parts(&self, group: usize) -> impl Iterator<Item = (usize, u64)> {
        self.groups[group].1.iter().map(|&(project, points)| {
            let offer = &self.offers[project];
            (project, gain(self.satisfaction, offer.cost, points) / offer.unit)
        })
    }

    /// Projects that cost nothing, which are always funded.
    pub(super) fn free(&self) -> &[usize] {
        &self.free
    }

    /// Buys projects until none can be paid for. Every voter begins with the share.
    ///
    /// # Errors
    /// [`ChoiceError::TooLarge`] for too much work, or exact numbers that are too long.
    pub(crate) fn run(
        &self,
        share: &Ratio,
        ties: &mut Ties,
        work: &mut Work,
    ) -> Result<Book, ChoiceError> {
        // Nobody can spend more than everything costs.
        let share = share.min(&self.everything);
        let fraction = Fraction { top: share.numer().clone(), bottom: share.denom().clone() };
        let (low, high) = fraction.ends(self.scale, 1);
        let known = |offer: &Offer| (u128::from(offer.cost) << self.scale, offer.parts);
        let mut run = Run {
            market: self,
            purses: vec![Purse { low, high }; self.groups.len()],
            known: self.offers.iter().map(known).collect(),
            open: self.lowest.iter().copied().map(Reverse).collect(),
            book: Book::new(self.offers.len(), share),
            work,
        };
        while let Some((quote, tied)) = run.cheapest(ties)? {
            run.buy(&quote, tied)?;
        }
        Ok(run.book)
    }

    fn backers(&self, project: usize) -> &[Backer] {
        &self.backers[self.offers[project].backers.clone()]
    }
}

fn gain(satisfaction: Satisfaction, cost: u64, points: u64) -> u64 {
    match satisfaction {
        Satisfaction::Cost => cost,
        Satisfaction::Cardinality => 1,
        Satisfaction::Points => points,
    }
}

impl Run<'_, '_> {
    /// The project with the lowest price, and how many have it; of several the one that the rule for
    /// ties takes.
    fn cheapest(&mut self, ties: &mut Ties) -> Result<Option<(Quote, usize)>, ChoiceError> {
        let (mut quotes, mut most): (Vec<Quote>, u128) = (Vec::new(), u128::MAX);
        while let Some(&Reverse((old, project))) = self.open.peek() {
            if old > most {
                break;
            }
            let _ = self.open.pop();
            let quote = match self.quote(project)? {
                Quoted::Never => continue,
                Quoted::At(quote) => quote,
                Quoted::Unsure => {
                    let Some((_, price)) = self.exact(project)? else { continue };
                    self.priced(project, &price)
                }
            };
            most = most.min(quote.gain.1);
            quotes.push(quote);
        }
        let contenders: Vec<Quote> =
            quotes.iter().copied().filter(|quote| quote.gain.0 <= most).collect();
        let (winner, tied) = match contenders[..] {
            [] => return Ok(None),
            [only] => (only, 1),
            _ => self.decide(&contenders, ties)?,
        };
        let others = quotes.iter().filter(|quote| quote.project != winner.project);
        self.open.extend(others.map(|quote| Reverse((quote.gain.0, quote.project))));
        Ok(Some((winner, tied)))
    }

    /// Decides exactly which of several has the lowest price, and says how many have it.
    fn decide(
        &mut self,
        contenders: &[Quote],
        ties: &mut Ties,
    ) -> Result<(Quote, usize), ChoiceError> {
        let mut lowest: Vec<(usize, Fraction)> = Vec::new();
        for quote in contenders {
            let Some((_, price)) = self.exact(quote.project)? else { continue };
            let unit = u128::from(self.market.unit(quote.project));
            let order = lowest.first().map_or(Ordering::Less, |(known, least)| {
                price.compare(u128::from(self.market.unit(*known)), least, unit)
            });
            if order.is_lt() {
                lowest.clear();
            }
            if order.is_le() {
                lowest.push((quote.project, price));
            }
        }
        let tied: Vec<usize> = lowest.iter().map(|&(project, _)| project).collect();
        if tied.is_empty() {
            return Ok((contenders[0], 1));
        }
        let project = ties.elect(self.market.deciding, &tied);
        let price = lowest.iter().find(|(one, _)| *one == project);
        let quote = price.map_or(contenders[0], |(_, price)| self.priced(project, price));
        Ok((quote, tied.len()))
    }

    /// The price of a project between two ends. The upper end holds when voters have the least that
    /// they may have; the lower end follows from the same division into those who are short and those
    /// who are not, since any division gives a lower bound.
    fn quote(&mut self, project: usize) -> Result<Quoted, ChoiceError> {
        let (market, offer) = (self.market, &self.market.offers[project]);
        let cost = u128::from(offer.cost) << market.scale;
        let backers = market.backers(project);
        let (mut due, mut parts) = self.known[project];
        loop {
            self.work.add(backers.len() + 1)?;
            let (mut next_due, mut next_parts, mut least_due) = (cost, offer.parts, cost);
            let (mut of, mut limit) = (0, 0);
            for backer in backers {
                if backer.parts != of {
                    of = backer.parts;
                    limit = (due * u128::from(of)).div_ceil(parts);
                }
                let purse = self.purses[backer.group];
                if purse.low < limit {
                    let weight = u128::from(backer.weight);
                    next_due -= weight * purse.low;
                    least_due = least_due.saturating_sub(weight.saturating_mul(purse.high));
                    next_parts -= weight * u128::from(of);
                }
            }
            if next_parts == 0 {
                return Ok(if least_due > 0 { Quoted::Never } else { Quoted::Unsure });
            }
            if (next_due, next_parts) == (due, parts) {
                self.known[project] = (due, parts);
                let gains = parts * u128::from(offer.unit);
                return Ok(Quoted::At(Quote {
                    project,
                    part: (least_due / parts, due.div_ceil(parts)),
                    gain: (least_due / gains, due.div_ceil(gains)),
                }));
            }
            (due, parts) = (next_due, next_parts);
        }
    }

    /// The exact price of a project, and who pays it; `None` if the supporters cannot pay.
    fn exact(&mut self, project: usize) -> Result<Option<(Terms, Fraction)>, ChoiceError> {
        let (market, offer) = (self.market, &self.market.offers[project]);
        self.book.settle(market, self.work)?;
        let backers = market.backers(project);
        let mut is_short = vec![false; backers.len()];
        let mut terms = Terms { project, poor: Vec::new(), parts: offer.parts, tied: 1 };
        while terms.parts > 0 {
            self.work.add(backers.len() + self.book.cost_of_a_price())?;
            let price = self.book.price(market, &terms);
            let part = price.ends(market.scale, 1);
            let before = terms.parts;
            for (backer, is_short) in backers.iter().zip(&mut is_short).filter(|(_, is)| !**is) {
                let purse = self.purses[backer.group];
                *is_short = purse.is_short(part, backer.parts).unwrap_or_else(|| {
                    self.book.is_short(market, backer.group, &price, backer.parts)
                });
                if *is_short {
                    terms.leave(backer, purse);
                }
            }
            if terms.parts == before {
                return Ok(Some((terms, price)));
            }
        }
        Ok(None)
    }

    /// A quote with an exact price.
    fn priced(&self, project: usize, price: &Fraction) -> Quote {
        let scale = self.market.scale;
        let gain = price.ends(scale, self.market.unit(project));
        Quote { project, part: price.ends(scale, 1), gain }
    }

    fn buy(&mut self, quote: &Quote, tied: usize) -> Result<(), ChoiceError> {
        let (market, project) = (self.market, quote.project);
        let backers = market.backers(project);
        let parts = market.offers[project].parts;
        let mut terms = Terms { project, poor: Vec::new(), parts, tied };
        let mut part = quote.part;
        for backer in backers {
            let purse = self.purses[backer.group];
            match purse.is_short(part, backer.parts) {
                Some(true) => terms.leave(backer, purse),
                Some(false) => {}
                None => {
                    // A quote exists, so that the supporters can pay.
                    let Some((exact, price)) = self.exact(project)? else { return Ok(()) };
                    part = price.ends(market.scale, 1);
                    terms = Terms { tied, ..exact };
                    break;
                }
            }
        }
        for &group in &terms.poor {
            self.purses[group] = Purse { low: 0, high: 0 };
        }
        for backer in backers {
            let (purse, parts) = (&mut self.purses[backer.group], u128::from(backer.parts));
            purse.low = purse.low.saturating_sub(part.1 * parts);
            purse.high = purse.high.saturating_sub(part.0 * parts);
        }
        self.book.enter(terms);
        Ok(())
    }
}

impl Purse {
    /// Whether the price of so many parts is more than what is left, if the ends tell.
    fn is_short(self, part: (u128, u128), parts: u64) -> Option<bool> {
        let parts = u128::from(parts);
        if self.high == 0 || self.high < part.0 * parts {
            return Some(true);
        }
        (self.low >= part.1 * parts).then_some(false)
    }
}

impl Terms {
    /// Takes out supporters who give all they have left.
    fn leave(&mut self, backer: &Backer, purse: Purse) {
        self.parts -= u128::from(backer.weight) * u128::from(backer.parts);
        if purse.high > 0 {
            self.poor.push(backer.group);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::budget::Project;
    use crate::exact::ratio;
    use crate::lots::SeedStream;
    use crate::ties::TieBreak;

    /// With few bits nearly every comparison is exact, with many nearly none: nothing may change.
    #[test]
    fn bits_change_nothing() {
        let mut stream = SeedStream::new([9; 32]);
        let mut below = |bound: u64| u64::try_from(stream.below(bound.into())).unwrap_or(0);
        let mut purchases = 0;
        for round in 0..60 {
            let size = 2 + below(9);
            let project = |number: u64, cost: u64| Project {
                id: number.to_string(),
                name: String::new(),
                cost,
            };
            let projects = (0..size).map(|number| project(number, 1 + below(30))).collect();
            let mut budget = Budget::new(40 + below(60), projects).expect("the costs are small");
            for _ in 0..20 {
                let marks: Vec<(usize, u64)> =
                    (0..size).zip(0..).map(|(_, one)| (one, below(4))).collect();
                budget.add(1 + below(3), &marks).expect("each project is named once");
            }
            let mut ties = TieBreak::Listed.prepare(&budget.names()).expect("the order is listed");
            for kind in [Satisfaction::Cost, Satisfaction::Cardinality, Satisfaction::Points] {
                for share in [ratio(budget.limit(), budget.total()), ratio(9 + round, 7)] {
                    let mut bought = |bits: u32| {
                        let market = Market::with_bits(&budget, kind, bits);
                        let mut work = Work::new("Equal shares");
                        let bought = market.run(&share, &mut ties, &mut work);
                        bought
                            .and_then(|bought| bought.into_prices(&market, &mut work))
                            .expect("few bits")
                    };
                    let expected = bought(BITS);
                    for bits in [0, 7, 12, 20, 60] {
                        assert_eq!(bought(bits), expected, "{bits} bits, {kind:?}, {share}");
                    }
                    purchases += expected.len();
                }
            }
        }
        assert!(purchases > 1_000, "{purchases} purchases prove little");
    }
}
