//! Money: whole minor units, and the asset that they count.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A quantity of one asset, in its minor units; may be negative. Text form `0|-?[1-9][0-9]*`
/// (ENC-12), magnitude at most [`Amount::MAX`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(i128);

/// Says why a text or number is not an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "an amount is a whole number of minor units such as 0, 250 or -3, at most 10^30 either way"
)]
pub struct NotAnAmount;

impl Amount {
    /// Largest amount, either way. Unit: minor units (10^30: a million times all ether, in wei).
    pub const MAX: Self = Self(10_i128.pow(30));
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Returns the amount, if it is in range.
    #[must_use]
    pub fn new(minor_units: i128) -> Option<Self> {
        (-Self::MAX.0..=Self::MAX.0).contains(&minor_units).then_some(Self(minor_units))
    }

    /// Returns the number of minor units.
    #[must_use]
    pub fn minor_units(self) -> i128 {
        self.0
    }

    /// Returns the sum, or `None` beyond [`Self::MAX`].
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).and_then(Self::new)
    }

    /// Returns the difference, or `None` beyond [`Self::MAX`].
    #[must_use]
    pub fn minus(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).and_then(Self::new)
    }

    /// Returns the amount with its sign turned.
    #[must_use]
    pub fn negated(self) -> Self {
        Self(self.0.saturating_neg())
    }

    /// Returns whether the amount is greater than nothing.
    #[must_use]
    pub fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// Returns whether the amount is less than nothing.
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Writes the amount in whole units with a decimal point, thousands apart: `1 250.00`.
    #[must_use]
    pub fn in_units(self, decimals: u8) -> String {
        let digits =
            format!("{:0>width$}", self.0.unsigned_abs(), width = usize::from(decimals) + 1);
        let (whole, fraction) = digits.split_at(digits.len().saturating_sub(usize::from(decimals)));
        let mut text = String::new();
        if self.0 < 0 {
            text.push('-');
        }
        for (place, digit) in whole.chars().enumerate() {
            if place > 0 && whole.len().saturating_sub(place).is_multiple_of(3) {
                text.push('\u{202f}');
            }
            text.push(digit);
        }
        if !fraction.is_empty() {
            text.push('.');
            text.push_str(fraction);
        }
        text
    }
}

impl From<u64> for Amount {
    fn from(minor_units: u64) -> Self {
        Self(i128::from(minor_units))
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Amount {
    type Err = NotAnAmount;

    fn from_str(text: &str) -> Result<Self, NotAnAmount> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let is_plain = !digits.is_empty() && digits.bytes().all(|c| c.is_ascii_digit());
        let is_minimal = text == "0" || !digits.starts_with('0');
        if !is_plain || !is_minimal || digits.len() > 31 {
            return Err(NotAnAmount);
        }
        text.parse().ok().and_then(Self::new).ok_or(NotAnAmount)
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::bytes::deserialize_text(deserializer)
    }
}

/// The code of an asset: an upper-case letter, then up to eleven upper-case letters or digits
/// (ENC-13). In state keys it is written in lower case.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AssetId {
    /// The characters, and zeros after them: codes are copied often, and are short.
    letters: [u8; ASSET_CHARS_MAX],
    length: u8,
}

/// Longest code of an asset. Unit: characters. Source: ENC-13.
const ASSET_CHARS_MAX: usize = 12;

/// Says why a text is not an asset code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an asset code is 2 to 12 characters A-Z and 0-9, beginning with a letter, such as EUR")]
pub struct NotAnAsset;

impl AssetId {
    /// Returns the code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let letters = self.letters.get(..usize::from(self.length)).unwrap_or_default();
        std::str::from_utf8(letters).unwrap_or_default()
    }

    /// Returns the code as a component of a state key.
    #[must_use]
    pub fn key_part(&self) -> String {
        self.as_str().to_ascii_lowercase()
    }

    /// Appends [`Self::key_part`].
    pub fn write_key_part(&self, key: &mut String) {
        key.extend(self.as_str().chars().map(|c| c.to_ascii_lowercase()));
    }
}

impl fmt::Display for AssetId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for AssetId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for AssetId {
    type Err = NotAnAsset;

    fn from_str(text: &str) -> Result<Self, NotAnAsset> {
        let is_code = (2..=ASSET_CHARS_MAX).contains(&text.len())
            && text.bytes().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
            && text.starts_with(|c: char| c.is_ascii_uppercase());
        let length = u8::try_from(text.len()).ok().filter(|_| is_code).ok_or(NotAnAsset)?;
        let mut letters = [0; ASSET_CHARS_MAX];
        letters.iter_mut().zip(text.bytes()).for_each(|(place, letter)| *place = letter);
        Ok(Self { letters, length })
    }
}

impl Serialize for AssetId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for AssetId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::bytes::deserialize_text(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enc_12_amounts_have_one_text_form() {
        for text in ["0", "1", "-1", "1000000000000000000000000000000"] {
            assert_eq!(text.parse::<Amount>().unwrap().to_string(), text);
        }
        let refused = [
            "",
            "-",
            "-0",
            "00",
            "01",
            "+1",
            "1.0",
            " 1",
            "1e3",
            "1000000000000000000000000000001",
        ];
        for text in refused {
            assert_eq!(text.parse::<Amount>(), Err(NotAnAmount), "{text}");
        }
    }

    #[test]
    fn amounts_stop_at_their_limit() {
        assert_eq!(Amount::MAX.plus(Amount::from(1)), None);
        assert_eq!(Amount::MAX.negated().minus(Amount::from(1)), None);
        assert_eq!(Amount::from(2).minus(Amount::from(5)), Amount::new(-3));
    }

    #[test]
    fn amounts_read_as_money() {
        assert_eq!(Amount::from(125_000).in_units(2), "1\u{202f}250.00");
        assert_eq!(Amount::from(5).negated().in_units(2), "-0.05");
        assert_eq!(Amount::from(999).in_units(0), "999");
    }

    #[test]
    fn enc_13_asset_codes_are_upper_case() {
        assert!("EUR".parse::<AssetId>().is_ok());
        for text in ["E", "eur", "1INCH", "EUR ", "ABCDEFGHIJKLM"] {
            assert_eq!(text.parse::<AssetId>(), Err(NotAnAsset), "{text}");
        }
    }
}
