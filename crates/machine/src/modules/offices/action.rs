//! What can be asked of offices.

use polity_types::PersonId;
use serde::{Deserialize, Serialize};

/// What a signed operation, or a decision, may ask. In the order of the names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
#[expect(missing_docs, reason = "field types carry the unit; the variant says the rest")]
pub enum OfficesAction {
    /// Opens the election for the seats of an office that are free, or soon will be.
    #[serde(rename = "offices.call_election")]
    CallElection { office: String },
    /// Takes the holder of an office out of it.
    #[serde(rename = "offices.recall")]
    Recall { holder: PersonId, office: String },
    /// Gives up an office that the signer holds.
    #[serde(rename = "offices.resign")]
    Resign { office: String },
    /// Seats somebody who stands. Only an election does it.
    #[serde(rename = "offices.seat")]
    Seat { holder: PersonId, office: String },
    /// Stands for an office: the signer is in the next election, and takes the seat if elected.
    #[serde(rename = "offices.stand")]
    Stand { office: String },
    /// Stands no longer.
    #[serde(rename = "offices.stand_down")]
    StandDown { office: String },
}

impl OfficesAction {
    /// Returns the action's place among the module's specs.
    pub(super) fn place(&self) -> usize {
        match self {
            Self::CallElection { .. } => 0,
            Self::Recall { .. } => 1,
            Self::Resign { .. } => 2,
            Self::Seat { .. } => 3,
            Self::Stand { .. } => 4,
            Self::StandDown { .. } => 5,
        }
    }

    /// Returns the id of the office.
    #[must_use]
    pub fn office(&self) -> &str {
        match self {
            Self::CallElection { office }
            | Self::Recall { office, .. }
            | Self::Resign { office }
            | Self::Seat { office, .. }
            | Self::Stand { office }
            | Self::StandDown { office } => office,
        }
    }
}
