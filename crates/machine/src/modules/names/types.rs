//! Records and limits of names.

use polity_types::{Hash, PersonId, Seconds, Timestamp};
use serde::{Deserialize, Serialize};

use crate::frame::agenda::Place;

/// Shortest name. Unit: characters. Source: NAM-2.
pub const NAME_CHARS_MIN: usize = 2;
/// Longest name. Unit: characters. Source: NAM-2.
pub const NAME_CHARS_MAX: usize = 32;
/// Most marks on one letter. Unit: characters. Source: NAM-2.
pub const MARKS_MAX: usize = 3;
/// Time from taking a name until one may take another. Source: NAM-6.
pub const CHANGED_EVERY: Seconds = Seconds::days(30);
/// Time for which a name that was given up is nobody else's. Source: NAM-7.
pub const RESTS_FOR: Seconds = Seconds::days(90);

/// What a person is called, and from when they may be called something else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// The name; absent: they gave it up, or left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub called: Option<String>,
    /// First instant, in running time, at which they may take another.
    pub next: Timestamp,
}

/// Whose a look is: the name that looks so, or the one that did and rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Look {
    /// Whose name looks so, or did.
    pub person: PersonId,
    /// Where the end of its rest stands on the agenda; absent: it is somebody's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rests: Option<Place>,
}

/// What names put on the agenda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
pub enum Item {
    /// A look is anybody's again.
    #[serde(rename = "names.rest_ends")]
    RestEnds {
        /// Which.
        look: Hash,
    },
}
