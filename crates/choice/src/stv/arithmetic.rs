//! The arithmetics in which votes are counted: decimals with a fixed number of places, because the
//! rules say so, or rationals.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, ToPrimitive, Zero};

use crate::ChoiceError;
use crate::exact::{decimal, power_of_ten, units_with_point};
use crate::limits::PLACES_MAX;

/// Which way a result that does not fit is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Round {
    /// Toward zero.
    Down,
    /// Away from zero.
    Up,
}

/// Arithmetic on non-negative votes and shares of votes.
pub trait Arithmetic {
    /// A number of votes, or a share of a vote.
    type Value: Clone + std::fmt::Debug;

    /// Returns a whole number of votes.
    fn whole(&self, votes: u64) -> Self::Value;
    /// Returns the sum.
    fn sum(&self, left: &Self::Value, right: &Self::Value) -> Self::Value;
    /// Returns the difference.
    fn less(&self, left: &Self::Value, right: &Self::Value) -> Self::Value;
    /// Returns a multiple, exactly.
    fn times(&self, value: &Self::Value, factor: u64) -> Self::Value;
    /// Returns a part, rounded down.
    fn over(&self, value: &Self::Value, divisor: u64) -> Self::Value;
    /// Returns the product.
    fn product(&self, left: &Self::Value, right: &Self::Value, round: Round) -> Self::Value;
    /// Returns the quotient; by 0 it is 0.
    fn quotient(&self, left: &Self::Value, right: &Self::Value, round: Round) -> Self::Value;
    /// Returns `value * top / bottom`, rounded down once at the end; by 0 it is 0.
    fn scaled(&self, value: &Self::Value, top: &Self::Value, bottom: &Self::Value) -> Self::Value;
    /// Rounds a keep factor up to the places kept, where the arithmetic has such a rule.
    fn keep_factor(&self, value: Self::Value) -> Self::Value;
    /// Compares two numbers as the arithmetic sees them.
    fn compare(&self, left: &Self::Value, right: &Self::Value) -> Ordering;
    /// Compares two numbers to their last place, hidden ones included.
    fn order(&self, left: &Self::Value, right: &Self::Value) -> Ordering {
        self.compare(left, right)
    }
    /// The smallest number above 0, or 0 where there is none.
    fn unit(&self) -> Self::Value;
    /// Whether a quota is met only by more than its exact value.
    fn is_exact(&self) -> bool;
    /// The number as text.
    fn show(&self, value: &Self::Value) -> String;
    /// Says which arithmetic this is.
    fn describe(&self) -> String;

    /// What a multiplication counts for, in steps of work.
    fn steps(&self) -> usize {
        4
    }

    /// What an operation on a number of this length counts for, in steps of work.
    fn steps_of(&self, _: &Self::Value) -> usize {
        self.steps()
    }

    /// Nothing.
    fn zero(&self) -> Self::Value {
        self.whole(0)
    }
    /// Whether a number is 0.
    fn is_zero(&self, value: &Self::Value) -> bool;
}

/// Decimals with `places`, and `guard` hidden places below them. With a guard, numbers that differ
/// by less than half of the last shown place count as equal, and the arithmetic as exact.
#[derive(Clone, Copy, Debug)]
pub struct Fixed {
    places: u32,
    guard: u32,
    scale: i128,
    /// What still counts as equal.
    slack: i128,
}

impl Fixed {
    /// Returns decimals with `places` for counts of `votes` in all.
    ///
    /// # Errors
    /// [`ChoiceError::TooMany`] for more than [`PLACES_MAX`] places, or for places and votes that do
    /// not fit together in 126 bits.
    pub fn new(places: u32, votes: u64) -> Result<Self, ChoiceError> {
        Self::with_guard(places, 0, votes)
    }

    /// Returns decimals with `places` shown and `guard` hidden places.
    ///
    /// # Errors
    /// As [`Fixed::new`].
    pub fn with_guard(places: u32, guard: u32, votes: u64) -> Result<Self, ChoiceError> {
        let too_many = |actual: u32| ChoiceError::TooMany {
            what: "Decimal places for this many votes",
            actual: u64::from(actual),
            limit: u64::from(PLACES_MAX),
        };
        if places > PLACES_MAX || guard > PLACES_MAX {
            return Err(too_many(places.max(guard)));
        }
        let scale = 10i128.checked_pow(places + guard).ok_or_else(|| too_many(places + guard))?;
        let most = scale.checked_mul(i128::from(votes.max(1))).and_then(|most| most.checked_mul(2));
        most.ok_or_else(|| too_many(places + guard))?;
        let slack = if guard == 0 { 0 } else { 10i128.pow(guard) / 2 };
        Ok(Self { places, guard, scale, slack })
    }

    fn mul_div(left: i128, right: i128, bottom: i128, round: Round) -> i128 {
        if bottom == 0 {
            return 0;
        }
        if let Some(product) = left.checked_mul(right) {
            // Numbers that fit in 64 bits divide several times faster there.
            if let (Ok(top), Ok(bottom)) = (u64::try_from(product), u64::try_from(bottom)) {
                let (whole, rest) = (top / bottom, top % bottom);
                return i128::from(whole) + i128::from(rest > 0 && round == Round::Up);
            }
            let (whole, rest) = (product / bottom, product % bottom);
            return whole + i128::from(rest > 0 && round == Round::Up);
        }
        let product = BigInt::from(left) * BigInt::from(right);
        let whole = &product / bottom;
        let rest = product - &whole * bottom;
        let up = i128::from(!rest.is_zero() && round == Round::Up);
        // Callers only ask for numbers of the size of the total vote, which fits.
        whole.to_i128().unwrap_or(i128::MAX - 1) + up
    }
}

impl Arithmetic for Fixed {
    type Value = i128;

    fn steps(&self) -> usize {
        8
    }

    fn whole(&self, votes: u64) -> i128 {
        i128::from(votes) * self.scale
    }
    fn sum(&self, left: &i128, right: &i128) -> i128 {
        left + right
    }
    fn less(&self, left: &i128, right: &i128) -> i128 {
        left - right
    }
    fn times(&self, value: &i128, factor: u64) -> i128 {
        value * i128::from(factor)
    }
    fn over(&self, value: &i128, divisor: u64) -> i128 {
        value / i128::from(divisor.max(1))
    }
    fn product(&self, left: &i128, right: &i128, round: Round) -> i128 {
        Self::mul_div(*left, *right, self.scale, round)
    }
    fn quotient(&self, left: &i128, right: &i128, round: Round) -> i128 {
        Self::mul_div(*left, self.scale, *right, round)
    }
    fn scaled(&self, value: &i128, top: &i128, bottom: &i128) -> i128 {
        Self::mul_div(*value, *top, *bottom, Round::Down)
    }
    fn keep_factor(&self, value: i128) -> i128 {
        value
    }
    fn compare(&self, left: &i128, right: &i128) -> Ordering {
        if (left - right).abs() < self.slack { Ordering::Equal } else { left.cmp(right) }
    }
    fn order(&self, left: &i128, right: &i128) -> Ordering {
        left.cmp(right)
    }
    fn unit(&self) -> i128 {
        i128::from(self.guard == 0)
    }
    fn is_exact(&self) -> bool {
        self.guard > 0
    }
    fn is_zero(&self, value: &i128) -> bool {
        *value == 0
    }
    fn show(&self, value: &i128) -> String {
        let guard = 10i128.pow(self.guard);
        let half = if *value < 0 { -guard / 2 } else { guard / 2 };
        units_with_point(&BigInt::from((value + half) / guard), self.places)
    }
    fn describe(&self) -> String {
        match self.guard {
            0 => format!("decimals with {} places", self.places),
            guard => format!("decimals with {} places and {guard} guard places", self.places),
        }
    }
}

/// Rationals.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rational {
    /// Decimals shown, or a fraction when `None`.
    pub shown_places: Option<u32>,
    /// Places to which keep factors are rounded up, so that fractions stay short; `None` keeps all.
    pub keep_places: Option<u32>,
}

impl Arithmetic for Rational {
    type Value = BigRational;

    fn steps(&self) -> usize {
        250
    }

    /// Fractions are reduced by a division whose time grows with the square of their length.
    fn steps_of(&self, value: &BigRational) -> usize {
        let bits = value.numer().bits().max(value.denom().bits());
        let more = bits.saturating_mul(bits) / 2;
        self.steps().saturating_add(usize::try_from(more).unwrap_or(usize::MAX))
    }

    fn whole(&self, votes: u64) -> BigRational {
        crate::exact::whole(votes)
    }
    fn sum(&self, left: &BigRational, right: &BigRational) -> BigRational {
        left + right
    }
    fn less(&self, left: &BigRational, right: &BigRational) -> BigRational {
        left - right
    }
    fn times(&self, value: &BigRational, factor: u64) -> BigRational {
        value * BigInt::from(factor)
    }
    fn over(&self, value: &BigRational, divisor: u64) -> BigRational {
        value / BigInt::from(divisor.max(1))
    }
    fn product(&self, left: &BigRational, right: &BigRational, _: Round) -> BigRational {
        left * right
    }
    fn quotient(&self, left: &BigRational, right: &BigRational, _: Round) -> BigRational {
        if right.is_zero() { BigRational::zero() } else { left / right }
    }
    fn scaled(&self, value: &BigRational, top: &BigRational, bottom: &BigRational) -> BigRational {
        if bottom.is_zero() { BigRational::zero() } else { value * top / bottom }
    }
    fn keep_factor(&self, value: BigRational) -> BigRational {
        let Some(places) = self.keep_places else {
            return value;
        };
        let scale = BigRational::from_integer(power_of_ten(places));
        (value * &scale).ceil() / scale
    }
    fn compare(&self, left: &BigRational, right: &BigRational) -> Ordering {
        left.cmp(right)
    }
    fn unit(&self) -> BigRational {
        BigRational::zero()
    }
    fn is_exact(&self) -> bool {
        true
    }
    fn is_zero(&self, value: &BigRational) -> bool {
        value.is_zero()
    }
    fn show(&self, value: &BigRational) -> String {
        match self.shown_places {
            Some(places) => decimal(value, places),
            None if value.denom().is_one() => value.numer().to_string(),
            None => value.to_string(),
        }
    }
    fn describe(&self) -> String {
        match self.keep_places {
            None => "rationals".into(),
            Some(places) => format!("rationals, keep factors rounded up to {places} places"),
        }
    }
}
