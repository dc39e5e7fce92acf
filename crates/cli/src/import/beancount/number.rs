//! Decimal numbers as Beancount writes them, exact.

use polity_types::Amount;

/// Most digits after the point, of a number or of a product of two. Unit: digits.
const PLACES_MAX: u32 = 30;

/// A decimal number: `units` of 10^-`places`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Number {
    pub(super) places: u32,
    units: i128,
}

impl Number {
    pub(super) const ZERO: Self = Self { places: 0, units: 0 };

    /// Reads `-1,234.50`.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (sign, digits) = match text.split_at_checked(1)? {
            ("-", digits) => (-1, digits.trim_start()),
            ("+", digits) => (1, digits.trim_start()),
            _ => (1, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let joined: String = whole.chars().filter(|c| *c != ',').chain(fraction.chars()).collect();
        let is_number = whole.starts_with(|c: char| c.is_ascii_digit())
            && joined.bytes().all(|c| c.is_ascii_digit());
        let places = u32::try_from(fraction.len()).ok().filter(|places| *places <= PLACES_MAX)?;
        let units = joined.parse::<i128>().ok().filter(|_| is_number)?;
        Some(Self { places, units: units.checked_mul(sign)? })
    }

    pub(super) fn is_zero(self) -> bool {
        self.units == 0
    }

    /// Returns the number in units of 10^-`places`, if that is exact.
    fn scaled(self, places: u32) -> Option<i128> {
        let power = 10_i128.checked_pow(places.checked_sub(self.places)?)?;
        self.units.checked_mul(power)
    }

    pub(super) fn plus(self, other: Self) -> Option<Self> {
        let places = self.places.max(other.places);
        let units = self.scaled(places)?.checked_add(other.scaled(places)?)?;
        Some(Self { places, units })
    }

    pub(super) fn negated(self) -> Self {
        Self { places: self.places, units: self.units.saturating_neg() }
    }

    pub(super) fn times(self, other: Self) -> Option<Self> {
        let places = self.places.checked_add(other.places).filter(|sum| *sum <= PLACES_MAX)?;
        Some(Self { places, units: self.units.checked_mul(other.units)? })
    }

    /// Returns the number with the sign of another.
    pub(super) fn signed_as(self, other: Self) -> Self {
        if (self.units < 0) == (other.units < 0) { self } else { self.negated() }
    }

    /// Returns the number in minor units of an asset with so many decimals, rounded half away from zero.
    pub(super) fn minor_units(self, decimals: u32) -> Option<Amount> {
        if let Some(units) = self.scaled(decimals) {
            return Amount::new(units);
        }
        let power = 10_i128.checked_pow(self.places.checked_sub(decimals)?)?;
        let half = power.checked_div(2)?.checked_mul(self.units.signum())?;
        Amount::new(self.units.checked_add(half)?.checked_div(power)?)
    }

    /// Returns whether the number is at most half a unit of the last of `places` digits.
    pub(super) fn is_within_half(self, places: u32) -> bool {
        let twice = self.units.unsigned_abs().checked_mul(2);
        let one = self.places.checked_sub(places).and_then(|more| 10_u128.checked_pow(more));
        match (twice, one) {
            (Some(twice), Some(one)) => twice <= one,
            _ => self.is_zero(),
        }
    }
}
