//! How many coalitions of each size a voter of a weight decides, exactly.
//!
//! Coalitions are counted by size and weight modulo several primes below 2^63, one after the other, so
//! that a table of them stays small; the numbers themselves follow from their remainders.

use std::collections::BTreeMap;

use num_bigint::BigUint;
use num_traits::{ToPrimitive, Zero};

use crate::ChoiceError;
use crate::exact::count;
use crate::limits::POWER_WORK_MAX;

/// The largest primes below 2^63, as their distance from it.
const PRIMES: [u64; 9] = [25, 165, 259, 301, 375, 387, 391, 409, 457];
/// Bits of a number that one prime more tells, at least.
const BITS: usize = 62;
/// Voters up to whom the primes tell how many coalitions there are.
pub(super) const VOTERS_MAX: usize = 500;
/// Numbers of coalitions in one table: eight bytes each.
const CELLS_MAX: u64 = 25_000_000;

/// For each weight that occurs, the coalitions of each size, without a voter of that weight, that lose
/// but win with them; or the same by the size of the others, if these are fewer to count. Every index
/// weighs a size and that of the others alike. `quota` is from 1 to the sum of weights.
///
/// # Errors
/// [`ChoiceError::TooLarge`] for too large a table, [`ChoiceError::TooMuchWork`] above
/// [`POWER_WORK_MAX`], both before anything is counted.
pub(super) fn decisive(
    weights: &[u64],
    quota: u64,
) -> Result<BTreeMap<u64, Vec<BigUint>>, ChoiceError> {
    let sum: u64 = weights.iter().sum();
    // A coalition decides where the others without it just lose or, seen from them, just win: the game
    // with the quota counted from the other side has the same voters decide, and a smaller table.
    let other_side = sum - quota + 1;
    let losing = quota.min(other_side);
    let mut found: BTreeMap<u64, Vec<BigUint>> =
        weights.iter().map(|&weight| (weight, Vec::new())).collect();
    let voters = count(weights.len());
    let primes = PRIMES.iter().take(weights.len() / BITS + 1).map(|below| (1 << 63) - below);
    let primes: Vec<u64> = primes.collect();
    let cells = losing.saturating_mul(voters + 1);
    if cells > CELLS_MAX {
        let (method, what) = ("Power", "voters times the weight that decides");
        return Err(ChoiceError::TooLarge { method, what, actual: cells, limit: CELLS_MAX });
    }
    let rows = voters * (voters / 2 + count(found.len()));
    let steps = count(primes.len()).saturating_mul(losing).saturating_mul(rows);
    if steps > POWER_WORK_MAX {
        let (method, what, limit) = ("Power", "steps of work", POWER_WORK_MAX);
        return Err(ChoiceError::TooMuchWork { method, what, limit });
    }
    let losing = usize::try_from(losing).unwrap_or(usize::MAX);
    let mut product = BigUint::from(1u8);
    for &prime in &primes {
        let table = losing_coalitions(weights, losing, prime);
        for (&weight, known) in &mut found {
            let remainders = deciding(&table, weight, losing, prime);
            known.resize(remainders.len(), BigUint::zero());
            for (number, remainder) in known.iter_mut().zip(remainders) {
                extend(number, &product, remainder, prime);
            }
        }
        product *= prime;
    }
    Ok(found)
}

/// How many coalitions of each size have each weight below `losing`, modulo a prime: `[size][weight]`.
fn losing_coalitions(weights: &[u64], losing: usize, prime: u64) -> Vec<Vec<u64>> {
    let mut table = vec![vec![0u64; losing]; weights.len() + 1];
    table[0][0] = 1;
    for (known, &weight) in weights.iter().enumerate() {
        let weight = usize::try_from(weight).unwrap_or(usize::MAX);
        for size in (0..=known).rev() {
            let (smaller, larger) = table.split_at_mut(size + 1);
            let Some(from) = losing.checked_sub(weight) else { continue };
            for (more, &less) in larger[0][losing - from..].iter_mut().zip(&smaller[size][..from]) {
                // Both are below the prime, and their sum is below 2^64.
                let sum = *more + less;
                *more = sum.min(sum.wrapping_sub(prime));
            }
        }
    }
    table
}

/// How many coalitions of each size, without a voter of this weight, lose but win with them.
fn deciding(table: &[Vec<u64>], weight: u64, losing: usize, prime: u64) -> Vec<u64> {
    let weight = usize::try_from(weight).unwrap_or(usize::MAX);
    let from = losing.saturating_sub(weight);
    // Coalitions without the voter: all, less those with the voter, which are smaller by one.
    let mut without: Vec<u64> = Vec::new();
    let sizes = table.split_last().map_or(&[][..], |(_, sizes)| sizes);
    let of_size = |row: &Vec<u64>| {
        let mut here = row.clone();
        if weight < losing {
            for (one, &smaller) in here[weight..].iter_mut().zip(&without) {
                let difference = one.wrapping_sub(smaller);
                *one = difference.min(difference.wrapping_add(prime));
            }
        }
        let sum = here[from..].iter().map(|&one| u128::from(one)).sum::<u128>();
        without = here;
        u64::try_from(sum % u128::from(prime)).unwrap_or(0)
    };
    sizes.iter().map(of_size).collect()
}

/// Extends a number known modulo `product` by its remainder modulo another prime (Garner 1959).
fn extend(number: &mut BigUint, product: &BigUint, remainder: u64, prime: u64) {
    let modulo = |value: &BigUint| (value % prime).to_u64().unwrap_or(0);
    let wide = u128::from(prime);
    let missing = (u128::from(remainder) + wide - u128::from(modulo(number))) % wide;
    let mut factor = missing;
    // The inverse of the product, by Fermat's little theorem.
    let (mut power, mut left) = (u128::from(modulo(product)), prime - 2);
    while left > 0 {
        if left & 1 == 1 {
            factor = factor * power % wide;
        }
        power = power * power % wide;
        left >>= 1;
    }
    *number += product * factor;
}
