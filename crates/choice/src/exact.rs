//! Exact numbers: rationals with a written form, and shares of a whole.

use std::fmt;

use num_bigint::{BigInt, BigUint};
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};
use serde::{Serialize, Serializer};

use crate::ChoiceError;

/// A rational number of any size.
pub type Ratio = BigRational;

/// Returns `numerator / denominator`. A denominator of 0 counts as 1.
#[must_use]
pub fn ratio(numerator: u64, denominator: u64) -> Ratio {
    BigRational::new(BigInt::from(numerator), BigInt::from(denominator.max(1)))
}

/// Returns a whole number as a rational.
#[must_use]
pub fn whole(number: u64) -> Ratio {
    BigRational::from_integer(BigInt::from(number))
}

/// Returns a length as a `u64`.
#[must_use]
pub fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// A rational in a result. Written as `7/3`, or `2` when it is whole.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exact(pub Ratio);

impl Exact {
    /// Returns the number with `places` decimals, rounded half away from zero.
    #[must_use]
    pub fn decimal(&self, places: u32) -> String {
        decimal(&self.0, places)
    }

    /// Returns the number as a fraction, or with 18 decimals and `…` where that would be longer than 60
    /// characters: a number that people can still read.
    #[must_use]
    pub fn text(&self) -> String {
        let bits = self.0.numer().bits().max(self.0.denom().bits());
        let fraction = if bits <= 200 { self.to_string() } else { String::new() };
        let is_short = !fraction.is_empty() && fraction.len() <= 60;
        if is_short { fraction } else { format!("{}…", self.decimal(18)) }
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl Serialize for Exact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl From<Ratio> for Exact {
    fn from(value: Ratio) -> Self {
        Self(value)
    }
}

/// Returns `value` with `places` decimals, rounded half away from zero.
#[must_use]
pub fn decimal(value: &Ratio, places: u32) -> String {
    let scale = BigInt::from(10u8).pow(places);
    let scaled = value * BigRational::from_integer(scale);
    let units = scaled.round().to_integer();
    units_with_point(&units, places)
}

/// Writes `units` of 10^-places with a decimal point.
pub(crate) fn units_with_point(units: &BigInt, places: u32) -> String {
    let digits = units.abs().to_string();
    let places = usize::try_from(places).unwrap_or(0);
    let padded = format!("{digits:0>width$}", width = places + 1);
    let (head, tail) = padded.split_at(padded.len() - places);
    let sign = if units.is_negative() { "-" } else { "" };
    if places == 0 { format!("{sign}{head}") } else { format!("{sign}{head}.{tail}") }
}

/// Reads a decimal such as `106165.64` or a whole number as an exact rational.
///
/// # Errors
/// [`ChoiceError::BadOption`] when the text is no such number or longer than 60 characters.
pub fn parse_decimal(text: &str) -> Result<Ratio, ChoiceError> {
    let refuse = || ChoiceError::BadOption {
        option: "number".into(),
        value: text.chars().take(60).collect(),
        allowed: "digits with at most one decimal point".into(),
    };
    let trimmed = text.trim();
    let (negative, body) = trimmed.strip_prefix('-').map_or((false, trimmed), |rest| (true, rest));
    let (head, tail) = body.split_once('.').unwrap_or((body, ""));
    let digits = format!("{head}{tail}");
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number || digits.len() > 60 {
        return Err(refuse());
    }
    let units: BigInt = digits.parse().map_err(|_| refuse())?;
    let places = u32::try_from(tail.len()).map_err(|_| refuse())?;
    let value = BigRational::new(units, BigInt::from(10u8).pow(places));
    Ok(if negative { -value } else { value })
}

/// A share of a whole, such as two thirds: a fraction between 0 and 1 with small terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Share {
    numerator: u64,
    denominator: u64,
}

impl Share {
    /// One half.
    pub const HALF: Self = Self { numerator: 1, denominator: 2 };

    /// Returns the share `numerator / denominator`.
    ///
    /// # Errors
    /// [`ChoiceError::BadOption`] unless `0 <= numerator <= denominator <= 10^9` and
    /// `denominator > 0`.
    pub fn new(numerator: u64, denominator: u64) -> Result<Self, ChoiceError> {
        if denominator == 0 || numerator > denominator || denominator > 1_000_000_000 {
            return Err(Self::refuse(format!("{numerator}/{denominator}")));
        }
        Ok(Self { numerator, denominator })
    }

    /// Returns what stands above the line.
    #[must_use]
    pub fn numerator(self) -> u64 {
        self.numerator
    }

    /// Returns what stands below the line.
    #[must_use]
    pub fn denominator(self) -> u64 {
        self.denominator
    }

    /// Reads `2/3`, `60%` or `0.6`.
    ///
    /// # Errors
    /// [`ChoiceError::BadOption`] when the text is no share.
    pub fn parse(text: &str) -> Result<Self, ChoiceError> {
        let text = text.trim();
        let value = if let Some((top, bottom)) = text.split_once('/') {
            let bottom = parse_decimal(bottom)?;
            if bottom.is_zero() {
                return Self::new(1, 0);
            }
            parse_decimal(top)? / bottom
        } else if let Some(percent) = text.strip_suffix('%') {
            parse_decimal(percent)? / whole(100)
        } else {
            parse_decimal(text)?
        };
        let terms = value.numer().to_u64().zip(value.denom().to_u64());
        let share = terms.and_then(|(top, bottom)| Self::new(top, bottom).ok());
        share.ok_or_else(|| Self::refuse(text.chars().take(60).collect()))
    }

    fn refuse(value: String) -> ChoiceError {
        let allowed = "a fraction from 0 to 1 with a denominator up to 10^9".into();
        ChoiceError::BadOption { option: "share".into(), value, allowed }
    }

    /// Returns how `part` of `total` compares with the share, exactly.
    #[must_use]
    pub fn compare(self, part: u64, total: u64) -> std::cmp::Ordering {
        let left = u128::from(part) * u128::from(self.denominator);
        left.cmp(&(u128::from(total) * u128::from(self.numerator)))
    }

    /// Returns whether `part` is at least this share of `total`.
    #[must_use]
    pub fn is_reached_by(self, part: u64, total: u64) -> bool {
        self.compare(part, total).is_ge()
    }

    /// Returns whether `part` is more than this share of `total`.
    #[must_use]
    pub fn is_exceeded_by(self, part: u64, total: u64) -> bool {
        self.compare(part, total).is_gt()
    }

    /// Returns the share as a rational.
    #[must_use]
    pub fn ratio(self) -> Ratio {
        ratio(self.numerator, self.denominator)
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.numerator, self.denominator)
    }
}

/// Returns the whole square root of `value`, rounded down.
#[must_use]
pub fn square_root(value: &BigUint) -> BigUint {
    value.sqrt()
}

/// Returns the whole square root of `value`, rounded down.
#[must_use]
pub fn square_root_u128(value: u128) -> u128 {
    value.isqrt()
}

/// Returns 10^`places`.
#[must_use]
pub fn power_of_ten(places: u32) -> BigInt {
    if places == 0 { BigInt::one() } else { BigInt::from(10u8).pow(places) }
}
