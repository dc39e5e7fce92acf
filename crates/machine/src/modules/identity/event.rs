//! What happened in identity.

use polity_types::person::{KeyGrant, RecoveryRule};
use polity_types::{Hash, OperationId, PersonId, PublicKey, Timestamp};
use serde::{Deserialize, Serialize};

use super::types::{Fork, PendingChange};

/// What happened, in the past tense. `until` and `at` are in running time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
#[expect(missing_docs, reason = "field types carry the unit; the variant says the rest")]
pub enum IdentityEvent {
    /// A change of `person`'s keys was adopted and takes effect at `at`.
    #[serde(rename = "identity.change_announced")]
    ChangeAnnounced { at: Timestamp, change: PendingChange, person: PersonId, statement: Hash },
    /// A second successor of one statement was brought, and is kept as evidence.
    #[serde(rename = "identity.fork_kept")]
    ForkKept { fork: Fork, person: PersonId },
    /// A person who had nothing here was forgotten.
    #[serde(rename = "identity.forgotten")]
    Forgotten { person: PersonId },
    /// `person` has a key more.
    #[serde(rename = "identity.key_added")]
    KeyAdded { grant: KeyGrant, person: PersonId, statement: Hash },
    /// `person` has a key less.
    #[serde(rename = "identity.key_removed")]
    KeyRemoved { key: PublicKey, person: PersonId, statement: Hash },
    /// `person` has the keys of a recovery, and no other.
    #[serde(rename = "identity.recovered")]
    Recovered { keys: Vec<KeyGrant>, person: PersonId, statement: Hash },
    /// A guardian agreed to new keys.
    #[serde(rename = "identity.recovery_approved")]
    RecoveryApproved { approvals: u64, guardian: PersonId, person: PersonId, statement: Hash },
    /// An old key objected (`key`), or guardians came together behind other keys (no key).
    #[serde(rename = "identity.recovery_disputed")]
    RecoveryDisputed {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key: Option<PublicKey>,
        person: PersonId,
        until: Timestamp,
    },
    /// A recovery ended without enough guardians; the old keys stay.
    #[serde(rename = "identity.recovery_failed")]
    RecoveryFailed { person: PersonId },
    /// New keys lapsed: no guardians came together behind them, or others took their place.
    #[serde(rename = "identity.recovery_lapsed")]
    RecoveryLapsed { person: PersonId, statement: Hash },
    /// The recovery rule of `person` changed.
    #[serde(rename = "identity.recovery_rule_set")]
    RecoveryRuleSet {
        person: PersonId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        recovery: Option<RecoveryRule>,
        statement: Hash,
    },
    /// New keys for `person` were brought, for the guardians to agree to.
    #[serde(rename = "identity.recovery_started")]
    RecoveryStarted { keys: Vec<KeyGrant>, person: PersonId, statement: Hash },
    /// Enough guardians agreed; the recovery is decided at `until`.
    #[serde(rename = "identity.recovery_waits")]
    RecoveryWaits { person: PersonId, statement: Hash, until: Timestamp },
    /// `person` made themselves known.
    #[serde(rename = "identity.registered")]
    Registered { person: PersonId },
    /// `person` voided an operation.
    #[serde(rename = "identity.voided")]
    Voided { operation: OperationId, person: PersonId },
}
