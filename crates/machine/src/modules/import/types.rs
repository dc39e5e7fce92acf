//! Records and limits of import.

use std::fmt;
use std::str::FromStr;

use polity_types::{Amount, AssetId, Hash, PersonId, Seconds, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::frame::roll::Roll;

/// Most rows of one operation. Source: IMP-2.
pub const ROWS_MAX: usize = 100;
/// Most postings of one row of a ledger. Source: IMP-5.
pub const POSTINGS_MAX: usize = 8;
/// Most terms of one placeholder. Source: IMP-4.
pub const TERMS_MAX: usize = 64;
/// Most choices of a question. Source: IMP-6.
pub const CHOICES_MAX: usize = 64;
/// Time after the founding in which imports are taken at all. Source: IMP-1.
pub const IMPORT_MAX: Seconds = Seconds::days(90);
/// Longest label. Unit: characters. Source: IMP-3.
pub const LABEL_CHARS_MAX: usize = 32;

/// A short name of an old group, account or category, never of a person: 1 to 32 of `a-z`, `0-9`, `-`
/// and `_`. It is public for ever, and in no key of the state (STA-1).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label(String);

/// Says why a text is no label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a label has 1 to 32 of a-z, 0-9, - and _")]
pub struct NotALabel;

impl FromStr for Label {
    type Err = NotALabel;

    fn from_str(text: &str) -> Result<Self, NotALabel> {
        let is_plain = |c: u8| matches!(c, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_');
        let is_label = (1..=LABEL_CHARS_MAX).contains(&text.len()) && text.bytes().all(is_plain);
        if is_label { Ok(Self(text.to_owned())) } else { Err(NotALabel) }
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Label {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Label {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        polity_types::bytes::deserialize_text(deserializer)
    }
}

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Kind {
    Ballots,
    Ledger,
    Membership,
}

/// A term of membership, as an old file tells it. `person` is a salted commitment that the importer
/// keeps: the same for the same person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the struct says it")]
pub struct MembershipRow {
    pub from: Timestamp,
    pub group: Label,
    pub person: Hash,
    pub row: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

/// A row of an old ledger. `party` is a salted commitment to whom it was with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the struct says it")]
pub struct LedgerRow {
    pub category: Label,
    pub occurred_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<Hash>,
    pub postings: Vec<OldPosting>,
    pub row: u64,
}

/// An amount that went from one old account to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the struct says it")]
pub struct OldPosting {
    pub amount: Amount,
    pub credit: Label,
    pub debit: Label,
}

/// A question that was decided before. `title` is the hash of a public record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the struct says it")]
pub struct Question {
    pub choices: u64,
    pub occurred_at: Timestamp,
    pub title: Hash,
}

/// A ballot of an old question: one choice, counted from 0. `voter` is a salted commitment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the struct says it")]
pub struct BallotRow {
    pub choice: u64,
    pub row: u64,
    pub voter: Hash,
    pub weight: Amount,
}

/// What was imported from one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// What it holds.
    pub kind: Kind,
    /// The last row taken.
    pub last_row: u64,
    /// Running hash of the rows taken, and how many (STA-6).
    pub rows: Roll,
}

/// Somebody who was a member before, and is none here until they come themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Placeholder {
    /// Who came for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed_by: Option<PersonId>,
    /// The importer's commitment.
    pub person: Hash,
    /// Terms, in the order of the rows.
    pub terms: Vec<Term>,
}

/// A term of a placeholder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "as in the row")]
pub struct Term {
    pub file: Hash,
    pub from: Timestamp,
    pub group: Label,
    pub row: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

/// A question with what its imported ballots say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answered {
    /// The question.
    pub question: Question,
    /// Weight of each choice, in the order of the choices.
    pub scores: Vec<Amount>,
    /// How many ballots.
    pub voters: u64,
}

/// How much was imported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Imported {
    /// Old accounts; they are numbered from 1.
    pub accounts: u64,
    /// Placeholders that somebody came for.
    pub claimed: u64,
    /// When the society opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Timestamp>,
    /// Placeholders, claimed ones too; they are numbered from 1.
    pub placeholders: u64,
    /// Rows of all files.
    pub rows: u64,
}

/// What an old account holds of one asset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OldBalance {
    /// The account.
    pub account: Label,
    /// The asset.
    pub asset: AssetId,
    /// How much, in minor units.
    pub held: Amount,
}

/// An old account, by its number, in one asset.
pub(super) type OldAccount = (u64, AssetId);

/// What import keeps on the agenda: nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
pub enum Item {}
