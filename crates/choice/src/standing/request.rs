//! How much conviction a request from a common fund takes: the more of the fund it asks for, the more.
//!
//! A request for nearly nothing takes `least` of the conviction that all support together would reach; a
//! request for a part `p` of the fund takes `least * (most / (most - p))^2`, and one for `most` or more can
//! never pass (after the threshold of conviction voting by the Commons Stack, 2019, with the least share
//! in place of its weight). Counted exactly, rounded up.

use num_bigint::BigUint;
use num_traits::ToPrimitive as _;

use crate::ChoiceError;
use crate::exact::Share;

/// What requests from a fund take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FundRule {
    least: Share,
    most: Share,
}

impl FundRule {
    /// Returns the rule by which the smallest request takes `least` of all conviction, and none may ask
    /// for `most` of the fund.
    ///
    /// # Errors
    /// [`ChoiceError::BadOption`] for a share that is nothing.
    pub fn new(least: Share, most: Share) -> Result<Self, ChoiceError> {
        for (option, share) in [("least", least), ("most", most)] {
            if share.numerator() == 0 {
                return Err(ChoiceError::BadOption {
                    option: option.into(),
                    value: format!("{}/{}", share.numerator(), share.denominator()),
                    allowed: "a share above nothing, up to the whole".into(),
                });
            }
        }
        Ok(Self { least, most })
    }

    /// Returns the conviction that a request for `asked` of a fund of `fund` takes, where all support
    /// together would reach `all`; `None` if it asks for so much that it can never pass. Both amounts in
    /// the same unit.
    #[must_use]
    pub fn needed(self, asked: u128, fund: u128, all: u128) -> Option<u128> {
        let whole = BigUint::from(fund) * self.most.numerator();
        let wanted = BigUint::from(asked) * self.most.denominator();
        if wanted >= whole {
            return None;
        }
        let left = &whole - wanted;
        let above = BigUint::from(all) * self.least.numerator() * &whole * &whole;
        let below = BigUint::from(self.least.denominator()) * &left * &left;
        ((above + &below - 1_u32) / below).to_u128()
    }
}
