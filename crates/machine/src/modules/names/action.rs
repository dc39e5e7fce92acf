//! What can be asked of names.

use serde::{Deserialize, Serialize};

/// What a signed operation may ask. In the order of the names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
pub enum NamesAction {
    /// Gives up the signer's name.
    #[serde(rename = "names.give_up")]
    GiveUp {},
    /// Takes a name for the signer, in the place of the one they have.
    #[serde(rename = "names.take")]
    Take {
        /// The name, as it is to be shown.
        name: String,
    },
}

impl NamesAction {
    /// Returns the action's place among the module's specs.
    pub(super) fn place(&self) -> usize {
        match self {
            Self::GiveUp {} => 0,
            Self::Take { .. } => 1,
        }
    }
}
