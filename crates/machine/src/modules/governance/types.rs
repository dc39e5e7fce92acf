//! Records and limits of governance.

use serde::{Deserialize, Serialize};

/// What governance puts on the agenda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
pub enum Item {}
