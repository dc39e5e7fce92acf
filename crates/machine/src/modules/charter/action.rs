//! What can be asked of charter.

use serde::{Deserialize, Serialize};

/// What a signed operation, or a decision, may ask. In the order of the names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
pub enum CharterAction {}

impl CharterAction {
    /// Returns the action's place among the module's specs.
    pub(super) fn place(&self) -> usize {
        match *self {}
    }
}
