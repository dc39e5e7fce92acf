//! Records and limits of dues.

use polity_types::{Amount, AssetId, PersonId, Seconds, Timestamp};
use serde::{Deserialize, Serialize};

use crate::frame::agenda::Place;

/// Most periods that one member owes at once; past them nothing more falls due. Unit: periods.
/// Source: DUE-2.
pub const OPEN_MAX: usize = 24;
/// Most periods waived at once. Unit: periods. Source: DUE-6.
pub const WAIVED_MAX: u32 = 120;
/// Members enrolled in one step when a charter begins to ask for dues. Unit: members. Source: DUE-1.
pub const ENROLLED_AT_ONCE: usize = 200;

/// Most members whose dues one person pays. Unit: members. Source: DUE-11.
pub const SPONSORED_MAX: usize = 20;

/// What follows from dues that were not paid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Nothing.
    #[default]
    Good,
    /// The member was reminded.
    Reminded,
    /// The member's vote rests.
    VoteRests,
    /// The member's powers rest, their rights do not.
    MembershipRests,
}

/// What is owed for one period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Owed {
    /// How much is left to pay. Unit: minor units; nothing where only work is given.
    pub amount: Amount,
    /// Of what; absent where only work is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset: Option<AssetId>,
    /// Which period of the member, from 1.
    pub period: u64,
    /// When it fell due, in running time.
    pub since: Timestamp,
    /// How much work is left that would stand for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work: Option<Seconds>,
}

/// Where a member stands with their dues.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// What the member chose to give each time, where the tier lets them. Unit: minor units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chosen: Option<Amount>,
    /// Periods to come for which nothing falls due.
    pub free: u32,
    /// What follows from what is open.
    pub level: Level,
    /// Where the next dues stand on the agenda.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Place>,
    /// What is open, the oldest first.
    pub open: Vec<Owed>,
    /// Periods that were paid, in money or in work.
    pub paid: u64,
    /// Periods so far.
    pub periods: u64,
    /// Where the next consequence stands on the agenda.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<Place>,
    /// The tier that the member chose; absent: the charter's first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<String>,
}

/// What a member asks to be waived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// Of how many periods.
    pub periods: u32,
    /// Since when, in running time.
    pub since: Timestamp,
}

/// Whoever pays a member's dues each time when they fall due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sponsor {
    /// In which asset.
    pub asset: AssetId,
    /// Who.
    pub by: PersonId,
    /// How much they still pay at most. Unit: minor units.
    pub left: Amount,
}

impl Account {
    /// Takes a payment from what is open of an asset, the oldest first.
    pub(super) fn take(&mut self, amount: Amount, asset: &AssetId) {
        let mut left = amount;
        for owed in self.open.iter_mut().filter(|owed| owed.asset.as_ref() == Some(asset)) {
            let taken = owed.amount.min(left);
            left = left.minus(taken).unwrap_or_default();
            owed.amount = owed.amount.minus(taken).unwrap_or_default();
        }
    }
}

/// What dues puts on the agenda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
pub enum Item {
    /// Members get accounts, because a charter begins to ask for dues.
    #[serde(rename = "dues.enroll")]
    Enroll {
        /// After whom; absent: from the first on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<PersonId>,
    },
    /// A member's dues fall due.
    #[serde(rename = "dues.fall_due")]
    FallDue {
        /// Whose.
        person: PersonId,
    },
    /// Something follows from what a member did not pay.
    #[serde(rename = "dues.follow")]
    Follow {
        /// Whose.
        person: PersonId,
    },
}
