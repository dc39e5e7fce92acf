//! Chance without a beacon: named people commit to secrets, then reveal them (PAN-5). Who reveals last
//! knows what comes of it and can withhold; then it is tried again without them.

use polity_types::{Base64, Hash, PersonId, canonical};
use serde::{Deserialize, Serialize};

use crate::frame::agenda::Place;

/// First line of the bytes of a commitment.
const COMMITMENT_TAG: &[u8] = b"polity/panel-secret/v1\n";
/// First line of the bytes of what the secrets give.
const SECRETS_TAG: &[u8] = b"polity/panel-secrets/v1\n";
/// Fewest people whose secrets draw. Source: PAN-5.
pub(super) const REVEALERS_MIN: usize = 2;

/// Somebody whose secret draws.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// The commitment to the secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commitment: Option<Hash>,
    /// Who.
    pub person: PersonId,
    /// The secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<Base64>,
}

/// The secrets of a draw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reveals {
    /// Whether secrets are revealed now; before, they are committed to.
    pub is_open: bool,
    /// Who is asked, in the order of their identifiers.
    pub named: Vec<Named>,
    /// Where the end of the time stands on the agenda.
    pub place: Place,
}

#[derive(Serialize)]
struct Committed<'a> {
    attempt: u64,
    person: &'a PersonId,
    secret: &'a Base64,
    sitting: u64,
}

#[derive(Serialize)]
struct Revealed<'a> {
    person: &'a PersonId,
    secret: &'a Base64,
}

/// Returns the commitment of a person to a secret, for one try of one draw.
#[must_use]
pub fn commitment(person: &PersonId, secret: &Base64, sitting: u64, attempt: u64) -> Hash {
    let committed = Committed { attempt, person, secret, sitting };
    Hash::of_parts(&[COMMITMENT_TAG, &canonical::to_bytes(&committed)])
}

impl Reveals {
    /// Returns what is known of somebody.
    #[must_use]
    pub fn of(&self, person: PersonId) -> Option<&Named> {
        self.named.iter().find(|named| named.person == person)
    }

    pub(super) fn of_mut(&mut self, person: PersonId) -> Option<&mut Named> {
        self.named.iter_mut().find(|named| named.person == person)
    }

    /// Returns what the secrets give together, if all who committed revealed.
    pub(super) fn chance(&self) -> Option<Hash> {
        let committed = self.named.iter().filter(|named| named.commitment.is_some());
        let each = |named: &'_ Named| Some((named.person, named.secret.clone()?));
        let secrets: Vec<(PersonId, Base64)> = committed.map(each).collect::<Option<_>>()?;
        let revealed: Vec<Revealed<'_>> =
            secrets.iter().map(|(person, secret)| Revealed { person, secret }).collect();
        let is_enough = revealed.len() >= REVEALERS_MIN;
        is_enough.then(|| Hash::of_parts(&[SECRETS_TAG, &canonical::to_bytes(&revealed)]))
    }
}
