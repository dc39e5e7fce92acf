//! Nine decimals in 64 bits: the common case of Meek's rule, several times faster than the general
//! arithmetic and equal to it.

use std::cmp::Ordering;

use num_bigint::BigInt;

use super::arithmetic::{Arithmetic, Round};
use crate::ChoiceError;
use crate::exact::units_with_point;

const SCALE: i64 = 1_000_000_000;
/// Votes whose sums and differences stay well inside 64 bits.
const VOTES_MAX: u64 = 2_000_000_000;

/// Decimals with nine places for up to 2,000,000,000 votes.
#[derive(Clone, Copy, Debug)]
pub struct Fixed9(());

impl Fixed9 {
    /// Returns the arithmetic for counts of `votes` in all.
    ///
    /// # Errors
    /// [`ChoiceError::TooMany`] above 2,000,000,000 votes.
    pub fn new(votes: u64) -> Result<Self, ChoiceError> {
        if votes > VOTES_MAX {
            let what = "Votes counted in 64 bits";
            return Err(ChoiceError::TooMany { what, actual: votes, limit: VOTES_MAX });
        }
        Ok(Self(()))
    }
}

fn whole_part(top: i128, bottom: i64, round: Round) -> i64 {
    if bottom == 0 {
        return 0;
    }
    let (whole, rest) = match i64::try_from(top) {
        Ok(top) => (i128::from(top / bottom), i128::from(top % bottom)),
        Err(_) => (top / i128::from(bottom), top % i128::from(bottom)),
    };
    let whole = whole + i128::from(rest > 0 && round == Round::Up);
    // Callers only ask for numbers of the size of the total vote, which fits.
    i64::try_from(whole).unwrap_or(i64::MAX)
}

impl Arithmetic for Fixed9 {
    type Value = i64;

    fn whole(&self, votes: u64) -> i64 {
        i64::try_from(votes.min(VOTES_MAX)).unwrap_or(0) * SCALE
    }
    #[inline]
    fn sum(&self, left: &i64, right: &i64) -> i64 {
        left + right
    }
    #[inline]
    fn less(&self, left: &i64, right: &i64) -> i64 {
        left - right
    }
    #[inline]
    fn times(&self, value: &i64, factor: u64) -> i64 {
        value * i64::try_from(factor).unwrap_or(0)
    }
    #[inline]
    fn over(&self, value: &i64, divisor: u64) -> i64 {
        // A divisor of more than 63 bits leaves nothing.
        i64::try_from(divisor.max(1)).map_or(0, |divisor| value / divisor)
    }
    #[inline]
    fn product(&self, left: &i64, right: &i64, round: Round) -> i64 {
        if let Some(product) = left.checked_mul(*right) {
            return product / SCALE + i64::from(round == Round::Up && product % SCALE > 0);
        }
        whole_part(i128::from(*left) * i128::from(*right), SCALE, round)
    }
    fn quotient(&self, left: &i64, right: &i64, round: Round) -> i64 {
        whole_part(i128::from(*left) * i128::from(SCALE), *right, round)
    }
    fn scaled(&self, value: &i64, top: &i64, bottom: &i64) -> i64 {
        whole_part(i128::from(*value) * i128::from(*top), *bottom, Round::Down)
    }
    fn keep_factor(&self, value: i64) -> i64 {
        value
    }
    fn compare(&self, left: &i64, right: &i64) -> Ordering {
        left.cmp(right)
    }
    fn unit(&self) -> i64 {
        1
    }
    fn is_exact(&self) -> bool {
        false
    }
    #[inline]
    fn is_zero(&self, value: &i64) -> bool {
        *value == 0
    }
    fn show(&self, value: &i64) -> String {
        units_with_point(&BigInt::from(*value), 9)
    }
    fn describe(&self) -> String {
        "decimals with 9 places".into()
    }
}
