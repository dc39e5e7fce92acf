//! Sums of amounts that stay exact beyond the largest amount, so that what is taken off them again is what was added.

use std::fmt;
use std::str::FromStr;

use polity_types::Amount;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::state::Overlay;
use super::table::{KeyPart, Table};

/// A sum of amounts, none of them less than nothing; written as an amount is. Room for a hundred million of the largest,
/// more than a state holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sum(i128);

impl Sum {
    /// Returns the sum with an amount more, so many times.
    #[must_use]
    pub fn plus(self, amount: Amount, times: u32) -> Self {
        Self(self.0.saturating_add(amount.minor_units().saturating_mul(i128::from(times))))
    }

    /// Returns the sum with an amount less, so many times; at least nothing.
    #[must_use]
    pub fn minus(self, amount: Amount, times: u32) -> Self {
        let less = amount.minor_units().saturating_mul(i128::from(times));
        Self(self.0.saturating_sub(less).max(0))
    }

    /// Returns the sum without what another one counts of it; at least nothing.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0).max(0))
    }

    /// Returns both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// Returns the sum as an amount: beyond the largest, the largest, which is more than anything holds.
    #[must_use]
    pub fn amount(self) -> Amount {
        Amount::new(self.0).unwrap_or(Amount::MAX)
    }

    /// Returns whether it is nothing.
    #[must_use]
    pub fn is_nothing(self) -> bool {
        self.0 == 0
    }
}

/// Changes a sum that is kept in a table; what comes to nothing has no record.
pub fn change<K: KeyPart>(
    table: &Table<K, Sum>,
    key: &K,
    state: &mut Overlay<'_>,
    change: impl FnOnce(Sum) -> Sum,
) {
    let before = table.get(state, key).unwrap_or_default();
    let after = change(before);
    if !after.is_nothing() {
        table.put(state, key, &after);
    } else if !before.is_nothing() {
        table.remove(state, key);
    }
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Sum {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let is_plain = !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
        let is_minimal = text == "0" || !text.starts_with('0');
        let read = text.parse().ok().filter(|_| is_plain && is_minimal).map(Self);
        read.ok_or_else(|| format!("a sum is a whole number, not {text}"))
    }
}

impl Serialize for Sum {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Sum {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_off_is_what_was_added_beyond_the_largest_amount_too() {
        let most = Sum::default().plus(Amount::MAX, 1_200).plus(Amount::from(7u64), 1);
        assert_eq!(most.amount(), Amount::MAX);
        assert_eq!(most.minus(Amount::MAX, 1_200).amount(), Amount::from(7u64));
        assert_eq!(most.without(most), Sum::default());
        let written = serde_json::to_string(&most).unwrap();
        assert_eq!(written.len(), 36, "{written}");
        assert_eq!(serde_json::from_str::<Sum>(&written).unwrap(), most);
        for not in ["\"\"", "\"-1\"", "\"+1\"", "\"01\"", "\"1.0\"", "1"] {
            assert!(serde_json::from_str::<Sum>(not).is_err(), "{not}");
        }
    }
}
