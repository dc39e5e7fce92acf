//! The signers' keys that this process holds, and what they sign.

use ed25519_zebra::SigningKey;
use polity_ledger::{Checkpoint, SignedCheckpoint};
use polity_types::PublicKey;
use polity_types::log::signatures_needed;

use crate::error::NodeError;

/// Keys of signers, in any order. Those that are not in force sign nothing.
#[derive(Clone)]
pub struct SignerKeys(Vec<SigningKey>);

impl SignerKeys {
    /// Takes the keys.
    #[must_use]
    pub fn new(keys: Vec<SigningKey>) -> Self {
        Self(keys)
    }

    /// Returns the public keys.
    #[must_use]
    pub fn public(&self) -> Vec<PublicKey> {
        self.0.iter().map(public).collect()
    }

    /// Checks that the keys suffice for what `in_force` must sign (LOG-5).
    ///
    /// # Errors
    /// [`NodeError::NotSigner`].
    pub fn suffice(&self, in_force: &[PublicKey]) -> Result<(), NodeError> {
        let (held, needed) = (self.among(in_force).len(), signatures_needed(in_force.len()));
        if held < needed { Err(NodeError::NotSigner { held, needed }) } else { Ok(()) }
    }

    /// Signs with the keys that are among `in_force`.
    pub(crate) fn sign(&self, checkpoint: &Checkpoint, in_force: &[PublicKey]) -> SignedCheckpoint {
        checkpoint.sign(&self.among(in_force))
    }

    fn among(&self, in_force: &[PublicKey]) -> Vec<&SigningKey> {
        self.0.iter().filter(|key| in_force.contains(&public(key))).collect()
    }
}

fn public(key: &SigningKey) -> PublicKey {
    PublicKey::Ed25519(key.verification_key().into())
}
