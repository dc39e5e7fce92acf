//! Conviction voting: support that stays grows toward its full weight; support withdrawn fades.
//!
//! In every step conviction becomes `a * conviction + support`, where `a` is the factor that halves it
//! in `half_life` steps (Emmett 2019; Commons Stack). Factors are fixed-point numbers of 62 places in
//! base two, computed in whole numbers, so that every machine gets the same. Conviction itself keeps 24
//! places, so that frequent changes wear nothing away; it is told in whole units, rounded down.

use serde::Serialize;

use crate::ChoiceError;

/// One, in the fixed point of 62 bits used for factors.
const ONE: u128 = 1 << 62;
/// Places in base two that conviction keeps below one.
const PLACES: u32 = 24;
/// Steps in a half-life.
const HALF_LIFE_MAX: u32 = 1_000_000;
/// Support that fits the arithmetic, with all conviction it can gather.
const SUPPORT_MAX: u64 = 1 << 40;

/// How conviction grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ConvictionRule {
    half_life: u32,
    /// The factor of one step, times 2^62.
    factor: u128,
}

impl ConvictionRule {
    /// Returns the rule by which conviction halves in `half_life` steps.
    ///
    /// # Errors
    /// [`ChoiceError::BadOption`] for a half-life outside 1 to 1,000,000 steps.
    pub fn new(half_life: u32) -> Result<Self, ChoiceError> {
        if half_life == 0 || half_life > HALF_LIFE_MAX {
            return Err(ChoiceError::BadOption {
                option: "half-life".into(),
                value: half_life.to_string(),
                allowed: format!("1 to {HALF_LIFE_MAX} steps"),
            });
        }
        // The largest factor whose power is at most one half, found by halving the interval.
        let (mut low, mut high) = (ONE / 2, ONE);
        while high - low > 1 {
            let middle = low.midpoint(high);
            if power(middle, u64::from(half_life)) <= ONE / 2 {
                low = middle;
            } else {
                high = middle;
            }
        }
        Ok(Self { half_life, factor: low })
    }

    /// Steps in which conviction halves.
    #[must_use]
    pub fn half_life(self) -> u32 {
        self.half_life
    }

    /// The conviction that `support` reaches if it stays for ever, rounded down.
    ///
    /// # Errors
    /// [`ChoiceError::TooMany`] above 2^40.
    pub fn most(self, support: u64) -> Result<u128, ChoiceError> {
        check(support)?;
        Ok(u128::from(support) * ONE / (ONE - self.factor))
    }
}

fn check(support: u64) -> Result<(), ChoiceError> {
    if support <= SUPPORT_MAX {
        return Ok(());
    }
    Err(ChoiceError::TooMany { what: "Support", actual: support, limit: SUPPORT_MAX })
}

/// `base` to the power `exponent` in the fixed point, rounded down at each product.
fn power(base: u128, exponent: u64) -> u128 {
    let (mut result, mut base, mut exponent) = (ONE, base, exponent);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = (result * base) >> 62;
        }
        base = (base * base) >> 62;
        exponent >>= 1;
    }
    result
}

/// The conviction behind one proposal. It is brought up to date when support changes or when asked,
/// and yields the same however often one looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Conviction {
    /// Conviction at `at`, times 2^24.
    value: u128,
    /// Support since `at`.
    support: u64,
    /// The step at which support last changed.
    at: u64,
}

impl Conviction {
    /// Takes up a conviction that was noted: what it kept at the step at which support last changed, times
    /// 2^24 ([`Conviction::kept`]), the support since, and the step.
    ///
    /// # Errors
    /// [`ChoiceError::TooMany`] for support above 2^40, [`ChoiceError::BadOption`] for a value above
    /// what such support gathers.
    pub fn noted(
        value: u128,
        support: u64,
        at: u64,
        rule: ConvictionRule,
    ) -> Result<Self, ChoiceError> {
        check(support)?;
        let most = (rule.most(SUPPORT_MAX)? + 1) << PLACES;
        if value > most {
            return Err(ChoiceError::BadOption {
                option: "value".into(),
                value: value.to_string(),
                allowed: format!("0 to {most}"),
            });
        }
        Ok(Self { value, support, at })
    }

    /// Conviction when support last changed, rounded down.
    #[must_use]
    pub fn value(self) -> u128 {
        self.value >> PLACES
    }

    /// Conviction when support last changed, times 2^24: what must be noted to go on from there.
    #[must_use]
    pub fn kept(self) -> u128 {
        self.value
    }

    /// Support since it last changed.
    #[must_use]
    pub fn support(self) -> u64 {
        self.support
    }

    /// The step at which support last changed.
    #[must_use]
    pub fn since(self) -> u64 {
        self.at
    }

    /// Conviction at `step`, rounded down; before the last change it is that of the change.
    #[must_use]
    pub fn at(self, step: u64, rule: ConvictionRule) -> u128 {
        self.kept_at(step, rule) >> PLACES
    }

    fn kept_at(self, step: u64, rule: ConvictionRule) -> u128 {
        let faded = power(rule.factor, step.saturating_sub(self.at));
        // The sum of a geometric series: support times (1 - a^n) / (1 - a).
        let grown = (u128::from(self.support) << PLACES) * (ONE - faded) / (ONE - rule.factor);
        mul_shift(self.value, faded) + grown
    }

    /// Sets the support from `step` on. The same support again changes nothing.
    ///
    /// # Errors
    /// [`ChoiceError::TooMany`] above 2^40, [`ChoiceError::BadOption`] for a step before the last
    /// change.
    pub fn set(
        &mut self,
        step: u64,
        support: u64,
        rule: ConvictionRule,
    ) -> Result<(), ChoiceError> {
        check(support)?;
        if step < self.at {
            return Err(ChoiceError::BadOption {
                option: "step".into(),
                value: step.to_string(),
                allowed: format!("{} or later", self.at),
            });
        }
        if support != self.support {
            *self = Self { value: self.kept_at(step, rule), support, at: step };
        }
        Ok(())
    }

    /// The first step at which conviction reaches `needed` if support stays, or `None` if never.
    #[must_use]
    pub fn reaches(self, needed: u128, rule: ConvictionRule) -> Option<u64> {
        if self.value() >= needed {
            return Some(self.at);
        }
        let (mut low, mut high) = (self.at, self.at.checked_add(1)?);
        while self.at(high, rule) < needed {
            let step = high - self.at;
            if step > u64::from(rule.half_life) * 128 {
                return None;
            }
            low = high;
            high = self.at.checked_add(step * 2)?;
        }
        while high - low > 1 {
            let middle = low.midpoint(high);
            if self.at(middle, rule) >= needed {
                high = middle;
            } else {
                low = middle;
            }
        }
        Some(high)
    }
}

/// `value * factor / 2^62` for values up to 2^100, rounded down; conviction keeps less than 2^86.
fn mul_shift(value: u128, factor: u128) -> u128 {
    let (high, low) = (value >> 62, value & (ONE - 1));
    high * factor + ((low * factor) >> 62)
}
