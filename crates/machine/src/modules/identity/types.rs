//! Records and limits of identity.

use polity_types::person::{KeyGrant, RecoveryRule};
use polity_types::{Hash, OperationId, PersonId, PublicKey, Seconds, Timestamp};
use serde::{Deserialize, Serialize};

use crate::frame::agenda::Place;

/// Time after which a person who has nothing here is forgotten. Source: IDE-5.
pub const UNUSED_AFTER: Seconds = Seconds::days(7);
/// Most keys that one registration or recovery brings: each signs, and the machine looks at one
/// signature after the other. Source: IDE-8.
pub const KEYS_AT_ONCE_MAX: usize = 4;
/// Most statements that one operation brings. Source: IDE-6.
pub const STATEMENTS_MAX: usize = 4;
/// Most links of a chain whose hashes are kept, the newest. Source: IDE-7.
pub const LINKS_MAX: usize = 64;
/// Most second successors of one person that are kept as evidence. Source: IDE-7.
pub const FORKS_MAX: usize = 8;
/// Most removed keys that are remembered, the newest, to know a fork's signature by. Source: IDE-7.
pub const RETIRED_MAX: usize = 32;
/// Most recoveries of one person that stand without any guardian's word. Source: IDE-11.
pub const UNAPPROVED_MAX: usize = 4;
/// Time in which the guardians of a recovery must come together. Source: IDE-11.
pub const GATHERING: Seconds = Seconds::days(30);

/// A person as the society knows them: the chain folded up to its last adopted link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Whether a disputed recovery failed under the recovery rule in force: the next one then needs
    /// the higher threshold from the beginning.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub contested: bool,
    /// Hash of the last adopted link of the chain.
    pub head: Hash,
    /// The keys that speak, in the order of their text.
    pub keys: Vec<KeyGrant>,
    /// Whether keys that had expired made way for others: the chain may still remove one that is not here
    /// any more. Source: IDE-17.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub made_way: bool,
    /// Changes that wait for their time, in the order in which they were adopted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pending: Vec<Pending>,
    /// How lost keys come back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery: Option<RecoveryRule>,
    /// Number of the last adopted link; the inception is 0.
    pub sequence: u64,
    /// Where the look at whether the person has anything here stands on the agenda.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watched: Option<Place>,
}

/// A change of keys that was adopted and waits for the recovery delay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pending {
    /// What changes.
    pub change: PendingChange,
    /// When, in running time. Later, if a recovery holds it up.
    pub place: Place,
    /// Hash of the statement.
    pub statement: Hash,
}

/// What changes after the recovery delay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", rename_all = "snake_case", deny_unknown_fields)]
pub enum PendingChange {
    /// A key goes.
    RemoveKey {
        /// Which.
        key: PublicKey,
    },
    /// Another recovery rule.
    SetRecovery {
        /// The new rule; absent: none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        recovery: Option<RecoveryRule>,
    },
}

/// The newest links of a person's chain, and what is known of its forks. Absent where only the last
/// link counts: until the first statement, and of who has nothing here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chain {
    /// Number of the first link kept.
    pub first: u64,
    /// Second successors, in the order in which they were brought.
    pub forks: Vec<Fork>,
    /// Hashes of the links kept, in the order of their numbers.
    pub links: Vec<Hash>,
    /// Keys that had the scope `keys` and were removed, the oldest first.
    pub retired: Vec<PublicKey>,
}

/// Two statements about one person with the same number and the same link before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fork {
    /// The statement recorded first. It stands, unless the second is a recovery that took effect.
    pub first: Hash,
    /// The operation that brought the second; the log keeps it. Absent: a recovery took effect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<OperationId>,
    /// The second statement.
    pub second: Hash,
    /// Their number.
    pub sequence: u64,
}

/// The open recovery of a person: guardians gather behind one of its candidates, then it waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recovery {
    /// Hashes of the statements that would replace the keys, in the order in which they came.
    pub candidates: Vec<Hash>,
    /// The guardians, as opened.
    pub guardians: Vec<PersonId>,
    /// Present once enough guardians agreed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting: Option<Waiting>,
}

/// A recovery that waits for its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waiting {
    /// Whether an old key objected, or guardians came together behind other keys.
    pub disputed: bool,
    /// When it is decided, in running time.
    pub ends: Place,
    /// When it began to wait, in running time.
    pub since: Timestamp,
    /// The statement behind which the guardians came together first.
    pub statement: Hash,
}

/// New keys for a person who lost theirs, and the guardians who agree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Candidate {
    /// Guardians who agree, in the order of their identifiers.
    pub approvals: Vec<PersonId>,
    /// The new keys.
    pub keys: Vec<KeyGrant>,
    /// Where its lapse stands on the agenda.
    pub lapse: Place,
    /// Whose keys.
    pub person: PersonId,
    /// Number of the statement.
    pub sequence: u64,
}

/// What identity puts on the agenda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
pub enum Item {
    /// Guardians did not come together behind a candidate in time.
    #[serde(rename = "identity.candidate_lapses")]
    CandidateLapses {
        /// Hash of its statement.
        statement: Hash,
    },
    /// A change of keys takes effect.
    #[serde(rename = "identity.change_due")]
    ChangeDue {
        /// Whose.
        person: PersonId,
        /// Hash of its statement.
        statement: Hash,
    },
    /// A recovery has waited long enough.
    #[serde(rename = "identity.recovery_ends")]
    RecoveryEnds {
        /// Whose.
        person: PersonId,
    },
    /// A person who has nothing here is forgotten.
    #[serde(rename = "identity.unused")]
    Unused {
        /// Who.
        person: PersonId,
    },
}

impl Person {
    /// Returns the grant of a key.
    #[must_use]
    pub fn grant(&self, key: &PublicKey) -> Option<&KeyGrant> {
        self.keys.iter().find(|grant| grant.key == *key)
    }

    /// Returns how many guardians must agree on new keys; `None`: nobody can.
    #[must_use]
    pub fn guardians_needed(&self, disputed: bool) -> Option<usize> {
        let rule = self.recovery.as_ref()?;
        let is_higher = disputed || self.contested;
        Some(usize::from(if is_higher { rule.threshold_disputed } else { rule.threshold }))
    }

    /// Returns whether the removal of a key waits.
    #[must_use]
    pub fn is_leaving(&self, key: &PublicKey) -> bool {
        self.pending.iter().any(|pending| match &pending.change {
            PendingChange::RemoveKey { key: leaving } => leaving == key,
            PendingChange::SetRecovery { .. } => false,
        })
    }
}

impl Chain {
    /// Returns the chain of a person of which no more is kept than its last link.
    #[must_use]
    pub fn ending(head: Hash, sequence: u64) -> Self {
        Self { first: sequence, forks: Vec::new(), links: vec![head], retired: Vec::new() }
    }

    /// Returns the hash of the link with a number, if it is kept.
    #[must_use]
    pub fn link(&self, sequence: u64) -> Option<Hash> {
        let place = usize::try_from(sequence.checked_sub(self.first)?).ok()?;
        self.links.get(place).copied()
    }

    /// Puts a link at its number, in the place of the links from there on.
    pub(super) fn put(&mut self, sequence: u64, link: Hash) {
        let kept = usize::try_from(sequence.saturating_sub(self.first)).unwrap_or(usize::MAX);
        if sequence < self.first {
            self.first = sequence;
        }
        self.links.truncate(kept);
        self.links.push(link);
        if self.links.len() > LINKS_MAX {
            self.links.remove(0);
            self.first = self.first.saturating_add(1);
        }
    }

    /// Remembers that a key spoke for keys once.
    pub(super) fn retire(&mut self, key: PublicKey) {
        self.retired.retain(|retired| *retired != key);
        self.retired.push(key);
        if self.retired.len() > RETIRED_MAX {
            self.retired.remove(0);
        }
    }
}
