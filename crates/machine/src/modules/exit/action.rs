//! What can be asked of exit.

use polity_types::{Amount, AssetId};
use serde::{Deserialize, Serialize};

use crate::modules::governance::Target;

/// What a signed operation may ask. In the order of the names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
#[expect(missing_docs, reason = "field types carry the unit; the variant says the rest")]
pub enum ExitAction {
    /// Ends the signer's membership and takes the whole share: of `assets`, or of all that the charter
    /// opens. The decisions and acts named in `against` wait; the signer objects to them and leaves at
    /// the value before they take effect. `breaches` names claims that were upheld: the signer leaves at
    /// the value before them, of each pool at the best. `least`: what is to be paid at least, or it is refused.
    #[serde(rename = "exit.leave")]
    Leave {
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        against: Vec<Target>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        assets: Option<Vec<AssetId>>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        breaches: Vec<u64>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        least: Vec<Least>,
    },
    /// Takes `part` millionths of the share that has vested, and gives up as much of the claim. At the value
    /// before a breach only somebody who is no member.
    #[serde(rename = "exit.take")]
    Take {
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        against: Vec<Target>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        assets: Option<Vec<AssetId>>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        breaches: Vec<u64>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        least: Vec<Least>,
        part: u64,
    },
}

/// What is to be paid of an asset at least, out of all funds together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Least {
    /// How much. Unit: minor units.
    pub amount: Amount,
    /// Of which asset.
    pub asset: AssetId,
}

impl ExitAction {
    /// Returns the action's place among the module's specs.
    pub(super) fn place(&self) -> usize {
        match self {
            Self::Leave { .. } => 0,
            Self::Take { .. } => 1,
        }
    }
}
