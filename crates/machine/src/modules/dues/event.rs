//! What happened in dues. What moved stands beside it, as postings of treasury.

use polity_types::{Amount, AssetId, Hash, PersonId, Seconds};
use serde::{Deserialize, Serialize};

use super::types::Level;
use crate::modules::treasury::AccountId;

/// Why a sponsorship ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// All was paid that the sponsor said to pay.
    AllPaid,
    /// The sponsor or the member ended it.
    Asked,
    /// The sponsor is not known any more.
    Gone,
    /// The member left.
    Left,
}

/// What happened, in the past tense, with all that a page or an indexer needs to show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
#[expect(missing_docs, reason = "field types carry the unit; the variant says the rest")]
pub enum DuesEvent {
    /// A member chose how they give.
    #[serde(rename = "dues.chosen")]
    Chosen {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        amount: Option<Amount>,
        member: PersonId,
        tier: String,
    },
    /// Somebody gave to a fund.
    #[serde(rename = "dues.donated")]
    Donated {
        amount: Amount,
        asset: AssetId,
        by: PersonId,
        is_named: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<Hash>,
        to: AccountId,
    },
    /// A member's dues fell due.
    #[serde(rename = "dues.fell_due")]
    FellDue {
        amount: Amount,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        asset: Option<AssetId>,
        member: PersonId,
        period: u64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        work: Option<Seconds>,
    },
    /// Something follows, or follows no more, from what a member did not pay.
    #[serde(rename = "dues.followed")]
    Followed { level: Level, member: PersonId },
    /// A sponsor did not pay what fell due: they said to pay less, or do not have it.
    #[serde(rename = "dues.not_sponsored")]
    NotSponsored { by: PersonId, member: PersonId, period: u64 },
    /// `by` paid dues of a member.
    #[serde(rename = "dues.paid")]
    Paid { amount: Amount, asset: AssetId, by: PersonId, member: PersonId },
    /// The dues of a period were settled: paid, worked or waived.
    #[serde(rename = "dues.settled")]
    Settled { member: PersonId, period: u64 },
    /// `by` pays a member's dues from now on, up to `amount`.
    #[serde(rename = "dues.sponsored")]
    Sponsored { amount: Amount, asset: AssetId, by: PersonId, member: PersonId },
    /// `by` pays a member's dues no more.
    #[serde(rename = "dues.sponsorship_ended")]
    SponsorshipEnded { by: PersonId, member: PersonId, why: Ended },
    /// A member asked that dues be waived; of no period: they took it back, or it was answered with no.
    #[serde(rename = "dues.waiver_asked")]
    WaiverAsked { by: String, member: PersonId, periods: u32 },
    /// Dues were waived: of periods that were open, and of periods to come.
    #[serde(rename = "dues.waived")]
    Waived { by: String, coming: u32, member: PersonId, open: u32 },
    /// Work in the place of dues was confirmed.
    #[serde(rename = "dues.worked")]
    Worked { by: String, member: PersonId, work: Seconds },
}
