//! Records and limits of treasury.

use std::fmt;
use std::str::FromStr;

use polity_types::{Amount, AssetId, PersonId};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::frame::roll::Roll;
use crate::frame::table::KeyPart;

/// Longest name of a fund, after `fund-`. Unit: characters. Source: TRE-2.
pub const FUND_CHARS_MAX: usize = 24;
/// Most decimals of an asset. Source: TRE-1.
pub const DECIMALS_MAX: u8 = 18;

/// Where money is. Text form: a person's identifier, `fund-…`, or `issue-…` with an asset in lower
/// case (TRE-2).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AccountId {
    /// The society's money under a name.
    Fund(String),
    /// Where the society's own credit comes from; its balance is what is in circulation, negative.
    Issue(AssetId),
    /// A person's own money.
    Person(PersonId),
}

/// Says why a text is not an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "an account is a person, or `fund-` and up to 24 of a-z, 0-9 and -, or `issue-` and an asset"
)]
pub struct NotAnAccount;

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fund(name) => write!(f, "fund-{name}"),
            Self::Issue(asset) => write!(f, "issue-{}", asset.key_part()),
            Self::Person(person) => person.fmt(f),
        }
    }
}

impl FromStr for AccountId {
    type Err = NotAnAccount;

    fn from_str(text: &str) -> Result<Self, NotAnAccount> {
        if let Some(name) = text.strip_prefix("fund-") {
            let is_plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
            let is_name = (1..=FUND_CHARS_MAX).contains(&name.len()) && name.bytes().all(is_plain);
            return if is_name { Ok(Self::Fund(name.to_owned())) } else { Err(NotAnAccount) };
        }
        if let Some(asset) = text.strip_prefix("issue-") {
            let is_lower = !asset.bytes().any(|c| c.is_ascii_uppercase());
            let asset = asset.to_ascii_uppercase().parse().ok().filter(|_| is_lower);
            return asset.map(Self::Issue).ok_or(NotAnAccount);
        }
        text.parse().map(Self::Person).map_err(|_| NotAnAccount)
    }
}

impl Serialize for AccountId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for AccountId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        polity_types::bytes::deserialize_text(deserializer)
    }
}

impl KeyPart for AccountId {
    fn write_to(&self, key: &mut String) {
        match self {
            Self::Person(person) => person.write_to(key),
            Self::Fund(_) | Self::Issue(_) => key.push_str(&self.to_string()),
        }
    }
}

/// An asset that the society counts, and what there is of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asset {
    /// Decimal places of its minor unit.
    pub decimals: u8,
    /// What was ever issued. Unit: minor units.
    pub issued: Amount,
    /// How many postings there were, and their running hash (STA-6).
    pub postings: Roll,
}

/// A fund of the society.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fund {}

/// What treasury puts on the agenda: nothing yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
pub enum Item {}
