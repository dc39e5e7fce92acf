//! What happened in identity.

use polity_types::person::KeyChange;
use polity_types::{OperationId, PersonId, Timestamp};
use serde::{Deserialize, Serialize};

/// What happened, in the past tense.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
#[expect(missing_docs, reason = "field types carry the unit; the variant says the rest")]
pub enum IdentityEvent {
    /// A link of the chain of `person` was adopted; what waits takes effect at `at` (running time).
    #[serde(rename = "identity.adopted")]
    Adopted {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
        change: KeyChange,
        person: PersonId,
        sequence: u64,
    },
    /// A change of the keys of `person` took effect.
    #[serde(rename = "identity.changed")]
    Changed { change: KeyChange, person: PersonId, sequence: u64 },
    /// A person who did nothing since registering was forgotten.
    #[serde(rename = "identity.forgotten")]
    Forgotten { person: PersonId },
    /// `person` made themselves known.
    #[serde(rename = "identity.registered")]
    Registered { person: PersonId },
    /// `person` voided an operation.
    #[serde(rename = "identity.voided")]
    Voided { operation: OperationId, person: PersonId },
}
