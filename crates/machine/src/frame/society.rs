//! What the frame itself keeps of a society: its founding, its signers, its rules version.

use polity_types::{PersonId, PublicKey, SocietyId, Timestamp};
use serde::{Deserialize, Serialize};

use super::state::{Overlay, StateView};
use super::table::Single;

/// `society/founding`: what never changes.
const FOUNDING: Single<Founded> = Single::new("society/founding");
/// `society/signers`: who signs checkpoints, and under which rules batches run.
const SIGNERS: Single<Signing> = Single::new("society/signers");

/// Prefixes that the frame owns, the agenda's apart.
pub const TABLES: &[&str] = &["society/clock", "society/founding", "society/signers"];

/// What never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Founded {
    /// Who founded the society.
    pub founder: PersonId,
    /// The society.
    pub society: SocietyId,
    /// When.
    pub time: Timestamp,
}

/// Who signs checkpoints, and under which rules batches run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signing {
    /// Rules of the next batch.
    pub rules_version: u64,
    /// Signers, in the order of their text.
    pub signers: Vec<PublicKey>,
}

/// Returns what the founding said.
///
/// # Panics
/// If the state is not of a founded society, which no caller can reach: states begin at genesis.
#[must_use]
pub fn founded(state: &dyn StateView) -> Founded {
    FOUNDING.get(state).expect("every state begins at genesis, which writes the founding")
}

/// Returns who signs.
///
/// # Panics
/// As [`founded`].
#[must_use]
pub fn signing(state: &dyn StateView) -> Signing {
    SIGNERS.get(state).expect("every state begins at genesis, which writes the signers")
}

/// Returns the state key of who signs.
#[must_use]
pub fn signing_key() -> &'static str {
    SIGNERS.key()
}

pub(crate) fn write_founding(state: &mut Overlay<'_>, founded: &Founded) {
    FOUNDING.put(state, founded);
}

/// Writes who signs. For `charter`, whose actions change it.
pub(crate) fn write_signing(state: &mut Overlay<'_>, signing: &Signing) {
    SIGNERS.put(state, signing);
}
