//! What happened in exit.

use polity_types::{Amount, AssetId, PersonId, Timestamp};
use serde::{Deserialize, Serialize};

use super::before::BeforeRow;
use crate::modules::governance::Target;
use crate::modules::treasury::AccountId;

/// What happened, in the past tense, with all that a page or an indexer needs to show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
#[expect(missing_docs, reason = "field types carry the unit; the variant says the rest")]
pub enum ExitEvent {
    /// The claim of `person`, who is no member, ended.
    #[serde(rename = "exit.claim_lapsed")]
    ClaimLapsed { person: PersonId },
    /// `person` took a share, against what `against` names; `is_whole`: and left with it;
    /// `breaches`: of each pool at the best of the values before those claims.
    #[serde(rename = "exit.share_taken")]
    ShareTaken {
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        against: Vec<Target>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        breaches: Vec<u64>,
        is_whole: bool,
        paid: Vec<Paid>,
        person: PersonId,
    },
    /// Nobody leaves at the values before the breach any more.
    #[serde(rename = "exit.window_closed")]
    WindowClosed { breach: u64 },
    /// Until `until`, in running time, who was a member at `since`, in time of day, leaves at these
    /// values.
    #[serde(rename = "exit.window_opened")]
    WindowOpened { breach: u64, rows: Vec<BeforeRow>, since: Timestamp, until: Timestamp },
}

/// What a share was, in one fund and asset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paid {
    /// How much was paid. Unit: minor units.
    pub amount: Amount,
    /// Of which asset.
    pub asset: AssetId,
    /// How much of the claim was given up for it.
    pub burned: Amount,
    /// From which fund.
    pub fund: AccountId,
}
