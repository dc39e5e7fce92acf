//! Records and limits of treasury.

use serde::{Deserialize, Serialize};

/// What treasury puts on the agenda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
pub enum Item {}
