//! Power: how much a weight decides, how concentrated it is, how many take part.

mod coalitions;

use self::coalitions::{VOTERS_MAX, decisive};
use std::collections::BTreeMap;

use num_bigint::{BigInt, BigUint};
use num_traits::{One, Zero};
use serde::Serialize;

use crate::ChoiceError;
use crate::exact::{Exact, Ratio, count, ratio};
use crate::explain::{Explanation, Table};
use crate::limits::POWER_WEIGHT_MAX;

/// The power of every voter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Power {
    /// Weights as given.
    pub weights: Vec<u64>,
    /// Weight that wins.
    pub quota: u64,
    /// Share of all decisive positions that each voter has (Banzhaf 1965, normalized).
    pub banzhaf: Vec<Exact>,
    /// Chance to be decisive when all others vote at random (Penrose 1946).
    pub penrose: Vec<Exact>,
    /// Chance to be the one who makes a growing coalition win (Shapley and Shubik 1954).
    pub shapley_shubik: Vec<Exact>,
}

/// Computes power indices exactly by counting coalitions of each weight.
///
/// # Errors
/// [`ChoiceError::TooFew`] without voters or any weight, [`ChoiceError::TooLarge`] above 500 voters or a
/// sum of weights above [`POWER_WEIGHT_MAX`], [`ChoiceError::BadOption`] for a quota outside 1 to the sum
/// of weights, [`ChoiceError::TooLarge`] and [`ChoiceError::TooMuchWork`] where voters and weights
/// together are too many.
pub fn power(weights: &[u64], quota: u64) -> Result<Power, ChoiceError> {
    let sum = weights.iter().fold(0u64, |sum, &weight| sum.saturating_add(weight));
    let voters = weights.len();
    for (what, actual) in [("Voters", count(voters)), ("Weight of all voters", sum)] {
        if actual == 0 {
            return Err(ChoiceError::TooFew { what, actual, least: 1 });
        }
    }
    let bounds =
        [("voters", count(voters), count(VOTERS_MAX)), ("units of weight", sum, POWER_WEIGHT_MAX)];
    for (what, actual, limit) in bounds {
        if actual > limit {
            return Err(ChoiceError::TooLarge { method: "Power", what, actual, limit });
        }
    }
    if quota == 0 || quota > sum {
        return Err(ChoiceError::BadOption {
            option: "quota".into(),
            value: quota.to_string(),
            allowed: format!("1 to {sum}"),
        });
    }
    let decisive = decisive(weights, quota)?;
    let mut factorials = vec![BigUint::one()];
    for number in 1..=count(voters) {
        let next = &factorials[factorials.len() - 1] * number;
        factorials.push(next);
    }
    // In how many orders a coalition of each size comes before the voter, and the rest after.
    let orders: Vec<BigUint> =
        (0..voters).map(|size| &factorials[size] * &factorials[voters - 1 - size]).collect();
    let swings_of =
        |weight: &u64| decisive[weight].iter().fold(BigUint::zero(), |sum, one| sum + one);
    let all_swings = weights.iter().map(swings_of).fold(BigUint::zero(), |sum, one| sum + one);
    let part = |top: &BigUint, bottom: &BigUint| {
        let bottom = if bottom.is_zero() { BigUint::one() } else { bottom.clone() };
        Exact(Ratio::new(BigInt::from(top.clone()), BigInt::from(bottom)))
    };
    let all_others = BigUint::one() << (voters - 1);
    // Voters of one weight have the same power.
    let mut of_weight: BTreeMap<u64, [Exact; 3]> = BTreeMap::new();
    for (weight, sizes) in &decisive {
        let swings = swings_of(weight);
        let ways = sizes.iter().zip(&orders);
        let ways = ways.fold(BigUint::zero(), |sum, (one, orders)| sum + one * orders);
        let parts = [(&swings, &all_swings), (&swings, &all_others), (&ways, &factorials[voters])];
        let _ = of_weight.insert(*weight, parts.map(|(top, bottom)| part(top, bottom)));
    }
    let index = |at: usize| weights.iter().map(|weight| of_weight[weight][at].clone()).collect();
    let (banzhaf, penrose, shapley_shubik) = (index(0), index(1), index(2));
    Ok(Power { weights: weights.to_vec(), quota, banzhaf, penrose, shapley_shubik })
}

/// How weight is spread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Concentration {
    /// Sum of squared shares: 1 for one holder, 1/n for n equal ones (Herfindahl and Hirschman).
    pub herfindahl: Exact,
    /// 0 when all hold the same, toward 1 when one holds all (Gini).
    pub gini: Exact,
    /// The fewest holders who together have more than half (Nakamoto coefficient).
    pub majority_holders: u64,
    /// Share of the largest holder.
    pub largest: Exact,
}

/// Measures concentration. Without any weight everything is 0.
#[must_use]
pub fn concentration(weights: &[u64]) -> Concentration {
    let mut sorted = weights.to_vec();
    sorted.sort_unstable();
    let sum = sorted.iter().map(|&weight| u128::from(weight)).sum::<u128>();
    if sum == 0 {
        let zero = || Exact(Ratio::zero());
        return Concentration {
            herfindahl: zero(),
            gini: zero(),
            majority_holders: 0,
            largest: zero(),
        };
    }
    let total = BigInt::from(sum);
    let squares = sorted.iter().fold(BigInt::zero(), |sum, &one| sum + BigInt::from(one).pow(2));
    let holders = BigInt::from(sorted.len());
    // Gini: (2 Σ i w_i / (n Σ w)) - (n + 1) / n over weights sorted upward.
    let ranked = (1u64..)
        .zip(&sorted)
        .fold(BigInt::zero(), |sum, (rank, &weight)| sum + BigInt::from(weight) * rank);
    let gini = Ratio::new(ranked * 2, &holders * &total)
        - Ratio::new(&holders + BigInt::one(), holders.clone());
    let (mut taken, mut majority_holders) = (0u128, 0);
    for &weight in sorted.iter().rev() {
        if taken * 2 > sum {
            break;
        }
        taken += u128::from(weight);
        majority_holders += 1;
    }
    let largest = sorted.last().copied().unwrap_or(0);
    Concentration {
        herfindahl: Exact(Ratio::new(squares, &total * &total)),
        gini: Exact(gini),
        majority_holders,
        largest: Exact(Ratio::new(BigInt::from(largest), total)),
    }
}

/// The share of the eligible who took part.
#[must_use]
pub fn turnout(cast: u64, eligible: u64) -> Exact {
    Exact(if eligible == 0 { Ratio::zero() } else { ratio(cast, eligible) })
}

impl Power {
    /// Explains the indices.
    #[must_use]
    pub fn explain(&self, names: &[String]) -> Explanation {
        let mut account = Explanation::new(format!("A weight of {} wins.", self.quota));
        let columns = ["voter", "weight", "Banzhaf %", "Shapley–Shubik %"];
        let mut table = Table::new("Power", &columns);
        let percent = |part: &Exact| Exact(&part.0 * ratio(100, 1)).decimal(3);
        for (voter, name) in names.iter().enumerate().take(self.weights.len()) {
            table.row(vec![
                name.clone(),
                self.weights[voter].to_string(),
                percent(&self.banzhaf[voter]),
                percent(&self.shapley_shubik[voter]),
            ]);
        }
        account.show(table);
        account
    }
}
