//! What happened in exit.

use polity_types::{Amount, AssetId, PersonId};
use serde::{Deserialize, Serialize};

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
    /// `person` took a share, against what `against` names; `is_whole`: and left with it.
    #[serde(rename = "exit.share_taken")]
    ShareTaken {
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        against: Vec<Target>,
        is_whole: bool,
        paid: Vec<Paid>,
        person: PersonId,
    },
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
