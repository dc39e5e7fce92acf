//! Power: how much a weight decides, how concentrated it is, how many take part.

use num_bigint::{BigInt, BigUint};
use num_traits::{One, Zero};
use serde::Serialize;

use crate::ChoiceError;
use crate::exact::{Exact, Ratio, count, ratio};
use crate::explain::{Explanation, Table};
use crate::limits::POWER_WEIGHT_MAX;

/// Voters whose power is computed exactly.
const VOTERS_MAX: usize = 500;
/// Work (voters squared times the sum of weights) of an exact computation.
const WORK_MAX: u128 = 2_000_000_000;

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
/// [`ChoiceError::TooFew`] without voters, [`ChoiceError::TooLarge`] above 500 voters, a sum of
/// weights above [`POWER_WEIGHT_MAX`] or too much work, [`ChoiceError::BadOption`] for a quota
/// outside 1 to the sum of weights.
pub fn power(weights: &[u64], quota: u64) -> Result<Power, ChoiceError> {
    let sum = weights.iter().fold(0u64, |sum, &weight| sum.saturating_add(weight));
    let voters = weights.len();
    if voters == 0 {
        return Err(ChoiceError::TooFew { what: "Voters", actual: 0, least: 1 });
    }
    let too_large =
        |what, actual, limit| ChoiceError::TooLarge { method: "power", what, actual, limit };
    if voters > VOTERS_MAX {
        return Err(too_large("voters", count(voters), count(VOTERS_MAX)));
    }
    if sum > POWER_WEIGHT_MAX {
        return Err(too_large("units of weight", sum, POWER_WEIGHT_MAX));
    }
    if u128::from(sum) * u128::from(count(voters)).pow(2) > WORK_MAX {
        return Err(too_large("steps", u64::MAX, u64::try_from(WORK_MAX).unwrap_or(u64::MAX)));
    }
    if quota == 0 || quota > sum {
        return Err(ChoiceError::BadOption {
            option: "quota".into(),
            value: quota.to_string(),
            allowed: format!("1 to {sum}"),
        });
    }
    let quota_at = usize::try_from(quota).unwrap_or(0);
    let sizes = coalitions(weights, quota_at);
    let mut factorials = vec![BigUint::one()];
    for number in 1..=count(voters) {
        let next = &factorials[factorials.len() - 1] * number;
        factorials.push(next);
    }
    let mut swings = Vec::with_capacity(voters);
    let mut pivots = Vec::with_capacity(voters);
    for &weight in weights {
        let counts = decisive(&sizes, weight, quota_at);
        swings.push(counts.iter().fold(BigUint::zero(), |sum, count| sum + count));
        let ways = counts.iter().enumerate().fold(BigUint::zero(), |sum, (size, count)| {
            sum + count * &factorials[size] * &factorials[voters - 1 - size]
        });
        pivots.push(ways);
    }
    let all_swings = swings.iter().fold(BigUint::zero(), |sum, swings| sum + swings);
    let part = |top: &BigUint, bottom: &BigUint| {
        let bottom = if bottom.is_zero() { BigUint::one() } else { bottom.clone() };
        Exact(Ratio::new(BigInt::from(top.clone()), BigInt::from(bottom)))
    };
    let all_others = BigUint::one() << (voters - 1);
    Ok(Power {
        weights: weights.to_vec(),
        quota,
        banzhaf: swings.iter().map(|swings| part(swings, &all_swings)).collect(),
        penrose: swings.iter().map(|swings| part(swings, &all_others)).collect(),
        shapley_shubik: pivots.iter().map(|ways| part(ways, &factorials[voters])).collect(),
    })
}

/// How many coalitions of each size have each weight below the quota: `[size][weight]`.
fn coalitions(weights: &[u64], quota: usize) -> Vec<Vec<BigUint>> {
    let mut table = vec![vec![BigUint::zero(); quota]; weights.len() + 1];
    table[0][0] = BigUint::one();
    for (known, &weight) in weights.iter().enumerate() {
        let weight = usize::try_from(weight).unwrap_or(usize::MAX);
        for size in (0..=known).rev() {
            for sum in 0..quota.saturating_sub(weight) {
                if !table[size][sum].is_zero() {
                    let more = table[size][sum].clone();
                    table[size + 1][sum + weight] += more;
                }
            }
        }
    }
    table
}

/// How many coalitions of each size, without a voter of this weight, lose but win with them.
fn decisive(table: &[Vec<BigUint>], weight: u64, quota: usize) -> Vec<BigUint> {
    let weight = usize::try_from(weight).unwrap_or(usize::MAX);
    let voters = table.len() - 1;
    // Coalitions without the voter: all, less those with the voter, which are smaller by one.
    let mut without: Vec<Vec<BigUint>> = Vec::with_capacity(voters);
    for size in 0..voters {
        let mut row = table[size].clone();
        if size > 0 && weight < quota {
            let smaller: &Vec<BigUint> = &without[size - 1];
            for sum in weight..quota {
                row[sum] -= &smaller[sum - weight];
            }
        }
        without.push(row);
    }
    let from = quota.saturating_sub(weight);
    let count = |row: &Vec<BigUint>| row[from..].iter().fold(BigUint::zero(), |sum, one| sum + one);
    without.iter().map(count).collect()
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
