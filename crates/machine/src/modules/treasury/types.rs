//! Records and limits of treasury.

use std::fmt;
use std::str::FromStr;

use polity_types::{Amount, AssetId, Hash, PersonId, Seconds, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use crate::charter_text::AssetKind;
use crate::frame::roll::Roll;
use crate::frame::table::KeyPart;

/// Longest name of a fund, after `fund-`. Unit: characters. Source: TRE-2.
pub const FUND_CHARS_MAX: usize = 24;
/// Most decimals of an asset. Source: TRE-1.
pub const DECIMALS_MAX: u8 = 18;

/// Longest name of an escrow, after `escrow-`. Unit: characters. Source: TRE-2.
pub const ESCROW_CHARS_MAX: usize = 32;
/// Longest name of a place outside, after `external-`. Unit: characters. Source: TRE-2.
pub const EXTERNAL_CHARS_MAX: usize = 24;
/// Longest category. Unit: characters. Source: TRE-8.
pub const CATEGORY_CHARS_MAX: usize = 48;
/// Most rules of demurrage that an asset remembers. Source: TRE-11.
pub const DECAYS_MAX: usize = 16;
/// Most parts of a category. Source: TRE-8.
pub const CATEGORY_PARTS_MAX: usize = 4;

/// Name of the fund that every society begins with.
pub(super) const COMMON: &str = "common";

/// Where money is. Text form: a person's identifier, `fund-…`, `escrow-…`, `external-…`, or `issue-…`
/// with an asset in lower case (TRE-2).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AccountId {
    /// Money that a rule holds until it is clear whose it is; only modules pay in and out.
    Escrow(String),
    /// A place outside where an asset is held; its balance is what should be there, negative.
    External(String),
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
    "an account is a person, or `fund-`, `external-` or `escrow-` and a short name of a-z, 0-9 and \
     -, or `issue-` and an asset"
)]
pub struct NotAnAccount;

impl AccountId {
    /// Returns whether the account is an opening to the outside, whose balance is never positive:
    /// an issue or a place outside (TRE-4).
    #[must_use]
    pub fn is_source(&self) -> bool {
        matches!(self, Self::Issue(_) | Self::External(_))
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Escrow(name) => write!(f, "escrow-{name}"),
            Self::External(name) => write!(f, "external-{name}"),
            Self::Fund(name) => write!(f, "fund-{name}"),
            Self::Issue(asset) => write!(f, "issue-{}", asset.key_part()),
            Self::Person(person) => person.fmt(f),
        }
    }
}

/// Returns the name, if it is one of at most `chars_max` characters.
fn name(text: &str, chars_max: usize) -> Result<String, NotAnAccount> {
    let is_plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    let is_name = (1..=chars_max).contains(&text.len()) && text.bytes().all(is_plain);
    if is_name { Ok(text.to_owned()) } else { Err(NotAnAccount) }
}

impl FromStr for AccountId {
    type Err = NotAnAccount;

    fn from_str(text: &str) -> Result<Self, NotAnAccount> {
        match text.split_once('-') {
            Some(("escrow", rest)) => name(rest, ESCROW_CHARS_MAX).map(Self::Escrow),
            Some(("external", rest)) => name(rest, EXTERNAL_CHARS_MAX).map(Self::External),
            Some(("fund", rest)) => name(rest, FUND_CHARS_MAX).map(Self::Fund),
            Some(("issue", asset)) => {
                let is_lower = !asset.bytes().any(|c| c.is_ascii_uppercase());
                let asset = asset.to_ascii_uppercase().parse().ok().filter(|_| is_lower);
                asset.map(Self::Issue).ok_or(NotAnAccount)
            }
            _ => text.parse().map(Self::Person).map_err(|_| NotAnAccount),
        }
    }
}

/// For what money moved: one to four parts of `a-z`, `0-9` and `-`, joined by `:`, such as
/// `income:dues` or `expense:travel` (TRE-8).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Category(String);

/// Says why a text is not a category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a category is one to four words of a-z, 0-9 and -, joined by `:`, such as income:dues, at most \
     48 characters"
)]
pub struct NotACategory;

impl Category {
    /// Returns the category of what accounts lose by lying still.
    #[must_use]
    pub fn demurrage() -> Self {
        Self("transfer:demurrage".into())
    }

    /// What people pay for what they do.
    #[must_use]
    pub fn fees() -> Self {
        Self("income:fees".into())
    }

    /// Returns the category as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns whether money goes back to where it came from: the first part is `refund` (EXI-4).
    #[must_use]
    pub fn is_refund(&self) -> bool {
        self.0.split(':').next() == Some("refund")
    }
}

impl FromStr for Category {
    type Err = NotACategory;

    fn from_str(text: &str) -> Result<Self, NotACategory> {
        let is_plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
        let is_part = |part: &str| !part.is_empty() && part.bytes().all(is_plain);
        let fits = text.len() <= CATEGORY_CHARS_MAX
            && text.split(':').count() <= CATEGORY_PARTS_MAX
            && text.split(':').all(is_part);
        if fits { Ok(Self(text.to_owned())) } else { Err(NotACategory) }
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Category {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Category {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        polity_types::bytes::deserialize_text(deserializer)
    }
}

impl Serialize for AccountId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            // Nearly all of them: the same text, in one step.
            Self::Person(person) => person.serialize(serializer),
            _ => serializer.collect_str(self),
        }
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
            Self::Escrow(_) | Self::External(_) | Self::Fund(_) | Self::Issue(_) => {
                key.push_str(&self.to_string());
            }
        }
    }
}

/// An asset that the society counts, and what there is of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asset {
    /// What its accounts lose by lying still: the rules so far, oldest first, at most
    /// [`DECAYS_MAX`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decays: Vec<Decay>,
    /// Decimal places of its minor unit.
    pub decimals: u8,
    /// What was ever issued. Unit: minor units.
    pub issued: Amount,
    /// What it is.
    pub kind: AssetKind,
    /// What was issued in the present period, where the charter sets a most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// How many postings there were, and their running hash (STA-6).
    pub postings: Roll,
}

/// What accounts lose by lying still, from a time on (TRE-11).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decay {
    /// How often.
    pub every: Seconds,
    /// From when on, in running time.
    pub from: Timestamp,
    /// How much: this many of `whole`, each time. 0: nothing.
    pub part: u32,
    /// The fund that gets it.
    pub to: AccountId,
    /// See `part`.
    pub whole: u32,
}

/// A period in which no more than so much is issued (TRE-10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// What was issued in it. Unit: minor units.
    pub issued: Amount,
    /// When it began, in running time.
    pub since: Timestamp,
}

/// What the holder of a place outside said is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attested {
    /// When.
    pub at: Timestamp,
    /// Who said so: a person, or a decision.
    pub by: String,
    /// What should have been there, by the books. Unit: minor units.
    pub expected: Amount,
    /// What is there. Unit: minor units.
    pub held: Amount,
    /// Hash of a public record: how that can be checked.
    pub proof: Hash,
}

/// What came and went in one fiscal year, in an account of the society and one asset (TRE-13).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Year {
    /// When the year began.
    pub began: Timestamp,
    /// What came in. Unit: minor units.
    pub came: Amount,
    /// What was there when the year began. Unit: minor units.
    pub opening: Amount,
    /// What went out. Unit: minor units.
    pub went: Amount,
}

/// A fund of the society.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fund {}

/// A place outside where assets are held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outside {
    /// Hash of a public record: who holds it there, where that is, and how it can be checked.
    pub terms: Hash,
}

/// What treasury puts on the agenda: nothing yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
pub enum Item {}

/// An amount as people read it, for what a refusal says: `619.87 EUR`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    /// How much. Unit: minor units.
    pub amount: Amount,
    /// Of what.
    pub asset: AssetId,
    /// How many decimals people write.
    pub decimals: u8,
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount.in_units(self.decimals), self.asset)
    }
}
