//! What happened in treasury.

use serde::{Deserialize, Serialize};

/// What happened, in the past tense, with all that a page or an indexer needs to show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
pub enum TreasuryEvent {}
