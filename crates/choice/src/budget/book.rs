//! What each bought project cost its supporters, exactly.
//!
//! A supporter who could not pay the full price of a project gave all they had left, and is out; any
//! other paid the price for each part. So what a voter has left is the share less the prices of the
//! projects they support, and each price is a sum of earlier prices with whole factors:
//! `price = (cost - weight * share + sum of factor * earlier price) / parts`, where weight and factors
//! count those who gave all they had left, and parts are those of the others. All numbers are kept
//! over one denominator, so that none needs to be reduced.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{ToPrimitive, Zero};

use super::market::Market;
use crate::ChoiceError;
use crate::exact::Ratio;
use crate::limits::{Work, check_bits};

/// Who pays for a project: the groups that give all they have left, and the parts of the others.
#[derive(Clone, Debug)]
pub(crate) struct Terms {
    pub(crate) project: usize,
    pub(crate) poor: Vec<usize>,
    pub(crate) parts: u128,
    /// How many projects had the same price when this one was bought.
    pub(crate) tied: usize,
}

/// A positive fraction: the price of one part.
#[derive(Clone, Debug)]
pub(super) struct Fraction {
    pub(super) top: BigInt,
    pub(super) bottom: BigInt,
}

/// The projects bought, in order, and as many of their exact prices as were asked for.
#[derive(Clone, Debug)]
pub(crate) struct Book {
    bought: Vec<Terms>,
    /// For each project the number under which it was bought.
    numbers: Vec<Option<usize>>,
    denominator: BigInt,
    share: BigInt,
    /// Prices of one part, over the denominator, of the first that were bought.
    prices: Vec<BigInt>,
}

impl Fraction {
    /// Compares `self * factor` with `other * others_factor`.
    pub(super) fn compare(
        &self,
        factor: u128,
        other: &Self,
        others_factor: u128,
    ) -> std::cmp::Ordering {
        (&self.top * &other.bottom * factor).cmp(&(&other.top * &self.bottom * others_factor))
    }

    /// The fraction over `divisor` in units of 2^-`scale`, rounded down and up.
    pub(super) fn ends(&self, scale: u32, divisor: u64) -> (u128, u128) {
        let bottom = &self.bottom * divisor;
        let (floor, rest) = (&self.top << scale).div_rem(&bottom);
        let low = floor.to_u128().unwrap_or(u128::MAX);
        (low, if rest.is_zero() { low } else { low.saturating_add(1) })
    }
}

impl Book {
    pub(super) fn new(projects: usize, share: &Ratio) -> Self {
        let (share, denominator) = (share.numer().clone(), share.denom().clone());
        let (bought, prices) = (Vec::new(), Vec::new());
        Self { bought, numbers: vec![None; projects], denominator, share, prices }
    }

    pub(super) fn has(&self, project: usize) -> bool {
        self.numbers[project].is_some()
    }

    pub(super) fn enter(&mut self, terms: Terms) {
        self.numbers[terms.project] = Some(self.bought.len());
        self.bought.push(terms);
    }

    pub(super) fn projects(&self) -> impl Iterator<Item = usize> {
        self.bought.iter().map(|terms| terms.project)
    }

    /// The price of a part on these terms, after the first `before` projects were bought.
    fn price_after(&self, market: &Market, terms: &Terms, before: usize) -> Fraction {
        let mut weight = 0u128;
        let mut factors = vec![0u128; before];
        for &group in &terms.poor {
            let each = u128::from(market.weight(group));
            weight += each;
            for (project, parts) in market.parts(group) {
                if let Some(number) = self.numbers[project].filter(|&number| number < before) {
                    factors[number] += each * u128::from(parts);
                }
            }
        }
        let mut top = &self.denominator * market.cost(terms.project) - &self.share * weight;
        for (price, factor) in self.prices.iter().zip(factors) {
            if factor > 0 {
                top += price * factor;
            }
        }
        Fraction { top, bottom: &self.denominator * terms.parts }
    }

    /// Works out the exact prices of all that was bought.
    ///
    /// # Errors
    /// [`ChoiceError::TooLarge`] above [`crate::limits::EXACT_BITS_MAX`] or too much work.
    pub(crate) fn settle(
        &mut self,
        market: &Market<'_>,
        work: &mut Work,
    ) -> Result<(), ChoiceError> {
        while let Some(terms) = self.bought.get(self.prices.len()) {
            work.add(self.cost_of_a_price())?;
            let price = self.price_after(market, terms, self.prices.len()).top;
            // Over the denominator times the parts, as far as they do not cancel out.
            let rest = (&price % terms.parts).to_u128().unwrap_or(0);
            let shared = terms.parts.gcd(&rest);
            let factor = terms.parts / shared;
            if factor > 1 {
                self.denominator *= factor;
                check_bits("Equal shares", &self.denominator)?;
                self.share *= factor;
                for earlier in &mut self.prices {
                    *earlier *= factor;
                }
            }
            self.prices.push(price / shared);
        }
        Ok(())
    }

    /// What was bought, in order.
    pub(crate) fn bought(&self) -> impl Iterator<Item = &Terms> {
        self.bought.iter()
    }

    /// The share, the prices of one part of each project bought, and their common denominator. All
    /// must be settled.
    pub(crate) fn numbers(&self) -> (&BigInt, &[BigInt], &BigInt) {
        (&self.share, &self.prices, &self.denominator)
    }

    /// The price of one unit of gain. All must be settled.
    pub(crate) fn price_of(&self, market: &Market<'_>, terms: &Terms) -> Ratio {
        let price = self.numbers[terms.project].and_then(|number| self.prices.get(number));
        let price = price.cloned().unwrap_or_default();
        Ratio::new(price, &self.denominator * market.unit(terms.project))
    }

    /// Steps that an exact price takes: the length of the numbers for each that was bought.
    pub(super) fn cost_of_a_price(&self) -> usize {
        let words = usize::try_from(self.denominator.bits() / 64).unwrap_or(usize::MAX);
        self.bought.len().saturating_mul(words.saturating_add(1))
    }

    /// The exact price of a part on these terms now. All must be settled.
    pub(super) fn price(&self, market: &Market, terms: &Terms) -> Fraction {
        self.price_after(market, terms, self.prices.len())
    }

    /// Whether a voter of a group that never gave all they had cannot pay the price of so many parts.
    /// All must be settled.
    pub(super) fn is_short(
        &self,
        market: &Market,
        group: usize,
        price: &Fraction,
        parts: u64,
    ) -> bool {
        let mut left = self.share.clone();
        for (project, parts) in market.parts(group) {
            if let Some(number) = self.numbers[project] {
                left -= &self.prices[number] * parts;
            }
        }
        left * &price.bottom < &price.top * parts * &self.denominator
    }

    /// The price of one unit of gain for each project bought.
    ///
    /// # Errors
    /// As [`Self::settle`].
    pub(super) fn into_prices(
        mut self,
        market: &Market<'_>,
        work: &mut Work,
    ) -> Result<Vec<(usize, Ratio)>, ChoiceError> {
        self.settle(market, work)?;
        let one = |terms: &Terms| (terms.project, self.price_of(market, terms));
        Ok(self.bought.iter().map(one).collect())
    }
}
