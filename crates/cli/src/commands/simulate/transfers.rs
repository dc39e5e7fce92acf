//! How one side shares its votes among candidates of its own where the quota is one of whole votes, and what is beyond it
//! passes on in fractions (`stv-scottish`): as evenly as whole votes go, or with one candidate beyond the quota, whose surplus
//! lifts the others by less than a vote each. The side with the higher lowest candidate keeps all of its own.

use polity_machine::charter_text::Method;

/// Most votes by which the first preferences of two candidates differ from an even share.
const UNEVEN: i64 = 3;

/// A vote, in the places with which the method counts.
const ONE: u64 = 100_000;

/// What a count by a quota of whole votes makes of votes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Quotas {
    /// What elects, in parts of a vote.
    quota: u64,
}

/// First and second preferences of the ballots of one side, by place among its candidates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Shared {
    /// Of each ballot.
    pub(super) ballots: Vec<(usize, usize)>,
    /// Votes of the candidate beyond the quota; 0: votes are shared evenly.
    beyond: u64,
    /// What its lowest candidate has once all surpluses have passed on, at most the quota.
    pub(super) lowest: u64,
}

/// First and second preferences that lift a candidate: so many more votes than an even share, and so many ballots of whoever
/// is beyond the quota.
type Lift = (i64, u64);

impl Quotas {
    /// Returns that of a method that counts so, as the count itself takes it; none of another.
    pub(super) fn of(method: Method, votes: u64, seats: u64) -> Option<Self> {
        let whole = votes.checked_div(seats.saturating_add(1))?.saturating_add(1);
        let quota = whole.saturating_mul(ONE);
        (method == Method::StvScottish).then_some(Self { quota })
    }

    /// Returns whether a side that shares so many votes as well as can be keeps all of its candidates against another, and
    /// one candidate of both sides together is too many. Of equal ones whoever had more earlier stays: whose votes did not
    /// have to pass on, or whose surplus was larger and passed on first. What is left is a tie, and nobody's for certain.
    pub(super) fn wins(self, (votes, among): (u64, u64), (other, others): (u64, u64)) -> bool {
        let lowest = |of: &Shared| (of.lowest, of.beyond == 0, of.beyond);
        let own = self.share(votes, among);
        own.lowest >= self.quota || lowest(&own) > lowest(&self.share(other, others))
    }

    /// Returns how a side shares its votes as well as can be.
    pub(super) fn share(self, votes: u64, among: u64) -> Shared {
        let even = self.evenly(votes, among);
        let left = votes.saturating_mul(ONE).saturating_sub(self.quota);
        let ideal = left.checked_div(among.saturating_sub(1)).unwrap_or_default();
        if even.lowest >= self.quota || ideal <= even.lowest {
            return even;
        }
        let least = self.quota.checked_div(ONE).unwrap_or_default().saturating_add(1);
        let most = least.saturating_add(among.saturating_mul(3)).min(votes);
        let beyond = (least..=most).filter_map(|first| self.lifted(votes, among, first));
        let is_better = |best: &Shared, other: &Shared| {
            let is_larger = best.beyond > 0 && other.beyond > best.beyond;
            other.lowest > best.lowest || (other.lowest == best.lowest && is_larger)
        };
        beyond.fold(even, |best, other| if is_better(&best, &other) { other } else { best })
    }

    /// Shares votes evenly.
    fn evenly(self, votes: u64, among: u64) -> Shared {
        let lowest = votes.checked_div(among).unwrap_or_default().saturating_mul(ONE);
        Shared { ballots: evenly(votes, among), beyond: 0, lowest: lowest.min(self.quota) }
    }

    /// Gives the first candidate so many votes, beyond the quota, and the others as much as the rest and the surplus come to.
    fn lifted(self, votes: u64, among: u64, first: u64) -> Option<Shared> {
        let surplus = first.checked_mul(ONE)?.checked_sub(self.quota)?;
        let value = surplus.checked_div(first).filter(|value| *value > 0)?;
        let rest = votes.checked_sub(first)?;
        let others = among.checked_sub(1)?;
        let (even, left) = (rest.checked_div(others)?, rest.checked_rem(others)?);
        let lifts = |lowest: u64| {
            let lift = |more: i64| {
                let base = even.checked_add_signed(more)?.checked_mul(ONE)?;
                Some((more, lowest.saturating_sub(base).div_ceil(value)))
            };
            let each: Vec<Lift> = (-UNEVEN..=UNEVEN).filter_map(lift).collect();
            fewest(&each, others, i64::try_from(left).ok()?)
                .filter(|(ballots, _)| *ballots <= first)
        };
        // The highest lowest that they reach, at most the quota.
        let (mut low, mut high) = (0, self.quota);
        while low < high {
            let middle = low.saturating_add(high).div_ceil(2);
            if lifts(middle).is_some() {
                low = middle;
            } else {
                high = middle.saturating_sub(1);
            }
        }
        let (_, lifts) = lifts(low)?;
        let mut ballots = Vec::new();
        for (place, (more, seconds)) in (1_usize..).zip(&lifts) {
            let firsts = even.checked_add_signed(*more)?;
            ballots.extend((0..firsts).map(|_| (place, 0)));
            ballots.extend((0..*seconds).map(|_| (0, place)));
        }
        // What is over lifts the second.
        let missing = usize::try_from(votes).ok()?.checked_sub(ballots.len())?;
        ballots.extend(std::iter::repeat_n((0, 1), missing));
        Some(Shared { ballots, beyond: first, lowest: low })
    }
}

/// Returns the first and the second candidate of each ballot of a side that shares its votes evenly.
pub(super) fn evenly(votes: u64, among: u64) -> Vec<(usize, usize)> {
    let place = |ballot: u64| usize::try_from(ballot.checked_rem(among)?).ok();
    let each = |ballot: u64| Some((place(ballot)?, place(ballot.saturating_add(1))?));
    (0..votes).filter_map(each).collect()
}

/// Returns the lifts, one for each of so many candidates, that together are so many more votes than an even share and take
/// the fewest ballots.
fn fewest(each: &[Lift], candidates: u64, more: i64) -> Option<(u64, Vec<Lift>)> {
    use std::collections::BTreeMap;
    let mut by: BTreeMap<i64, (u64, Vec<Lift>)> = BTreeMap::from([(0, (0, Vec::new()))]);
    for _ in 0..candidates {
        let mut next: BTreeMap<i64, (u64, Vec<Lift>)> = BTreeMap::new();
        for (sum, (ballots, lifts)) in &by {
            for lift in each {
                let (sum, ballots) = (sum.saturating_add(lift.0), ballots.saturating_add(lift.1));
                if next.get(&sum).is_none_or(|(known, _)| ballots < *known) {
                    let lifts = lifts.iter().copied().chain([*lift]).collect();
                    next.insert(sum, (ballots, lifts));
                }
            }
        }
        by = next;
    }
    by.remove(&more)
}

#[cfg(test)]
mod tests {
    use polity_choice::ballots::Ranked;
    use polity_choice::stv::{Fixed, GregoryRule, StvOptions, gregory, scottish};
    use polity_machine::charter_text::Method;

    use super::{Quotas, evenly};

    type Orders = Vec<(Vec<usize>, u64)>;

    /// Returns how many of the first so many candidates have seats, where the lot favours them least.
    fn seats(method: Method, names: usize, seats: usize, orders: &Orders, ours: usize) -> usize {
        let mut ballots =
            Ranked::new((0..names).map(|name| format!("{name}")).collect::<Vec<_>>()).unwrap();
        for (order, weight) in orders {
            ballots.add(*weight, order).unwrap();
        }
        let mut options = StvOptions::seats(seats);
        options.ties = polity_choice::ties::TieBreak::Order((0..names).rev().collect());
        let result = if method == Method::StvScottish {
            scottish(&ballots, &options).unwrap()
        } else {
            let fixed = Fixed::new(4, ballots.total()).unwrap();
            gregory(&ballots, &options, GregoryRule::REFERENCE, &fixed, "wig").unwrap()
        };
        result.winners.iter().filter(|winner| **winner < ours).count()
    }

    fn orders(ballots: &[(usize, usize)], from: usize, among: usize) -> Orders {
        let order = |(first, second): &(usize, usize)| {
            let rest = (0..among).filter(|one| one != first && one != second);
            let own = [*first, *second].into_iter().chain(rest);
            let mut own: Vec<usize> = own.map(|one| one + from).collect();
            own.dedup();
            (own, 1)
        };
        ballots.iter().map(order).collect()
    }

    /// The count does what is reckoned, for either side and every number of votes: of whole quotas as they are shared here, of
    /// quotas in fractions by the highest averages, each side evenly.
    #[test]
    fn the_count_is_as_reckoned() {
        for (all, most) in [(2, 24), (3, 20), (4, 16), (5, 16), (7, 20)] {
            for wanted in (1..=all).filter(|wanted| all < 5 || *wanted == all / 2 + 1) {
                let kept = all + 1 - wanted;
                let (w, k) = (usize::try_from(wanted).unwrap(), usize::try_from(kept).unwrap());
                let has = |method: Method, own: &[(usize, usize)], theirs: &[(usize, usize)]| {
                    let ballots = [orders(own, 0, w), orders(theirs, w, k)].concat();
                    seats(method, w + k, usize::try_from(all).unwrap(), &ballots, w) == w
                };
                for (block, other) in (1..=most).flat_map(|b| (1..=most).map(move |o| (b, o))) {
                    let quotas = Quotas::of(Method::StvScottish, block + other, all).unwrap();
                    let (own, theirs) = (quotas.share(block, wanted), quotas.share(other, kept));
                    let reckoned = quotas.wins((block, wanted), (other, kept));
                    assert_eq!(
                        has(Method::StvScottish, &own.ballots, &theirs.ballots),
                        reckoned,
                        "{block} for {wanted} of {all} against {other}: {own:?} {theirs:?}"
                    );
                    let (own, theirs) = (evenly(block, wanted), evenly(other, kept));
                    assert_eq!(
                        has(Method::StvWig, &own, &theirs),
                        block * kept > other * wanted,
                        "{block} for {wanted} of {all} against {other}"
                    );
                }
            }
        }
    }

    /// No ballots of a few do better than those that they are given here: every way in which up to nine can order their
    /// three candidates, against others who share theirs as well as can be.
    #[test]
    fn no_other_ballots_do_better() {
        let every = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        for (all, kept) in [(3, 1), (4, 2), (5, 3)] {
            for (block, other) in (1..=9_u64).flat_map(|b| (1..=9_u64).map(move |o| (b, o))) {
                let quotas = Quotas::of(Method::StvScottish, block + other, all).unwrap();
                if quotas.wins((block, 3), (other, kept)) {
                    continue;
                }
                let k = usize::try_from(kept).unwrap();
                let theirs = orders(&quotas.share(other, kept).ballots, 3, k);
                for counts in parts(block, every.len()) {
                    let own = every.iter().zip(&counts).filter(|(_, count)| **count > 0);
                    let own = own.map(|(order, count)| (order.to_vec(), *count));
                    let ballots: Orders = own.chain(theirs.iter().cloned()).collect();
                    let all = usize::try_from(all).unwrap();
                    let has = seats(Method::StvScottish, 3 + k, all, &ballots, 3) == 3;
                    assert!(!has, "{block} against {other} for 3 of {all}: {counts:?}");
                }
            }
        }
    }

    /// Returns every way to have so many in so many parts.
    fn parts(sum: u64, of: usize) -> Vec<Vec<u64>> {
        if of == 1 {
            return vec![vec![sum]];
        }
        let first = |first: u64| {
            parts(sum - first, of - 1).into_iter().map(move |rest| [vec![first], rest].concat())
        };
        (0..=sum).flat_map(first).collect()
    }
}
