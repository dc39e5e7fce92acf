//! The notes of a bundle: checkpoints of which every byte must be good (LOG-4, PRO-4).

use polity_types::SocietyId;
use polity_types::canonical::INTEGER_MAX;
use polity_types::key::PublicKey;
use polity_types::log::origin;
use polity_types::signature::Signature;

use super::error::NoteFault;
use crate::checkpoint::{Checkpoint, NoteSignature, SignedCheckpoint, key_id};

/// Reads a note and checks that every line is a signature of one of `signers` under the name of the
/// society's log, each at most once; returns the checkpoint and who signed.
///
/// # Errors
/// [`NoteFault`]: malformed, origin, then, line by line: unknown line, signature, twice.
pub(super) fn verify_every_line(
    note: &str,
    society: &SocietyId,
    signers: &[PublicKey],
) -> Result<(Checkpoint, Vec<PublicKey>), NoteFault> {
    let signed: SignedCheckpoint = note.parse().map_err(|_| NoteFault::Malformed)?;
    let checkpoint = signed.checkpoint;
    if !(1..=INTEGER_MAX).contains(&checkpoint.head.size) {
        return Err(NoteFault::Malformed);
    }
    if checkpoint.society != *society {
        return Err(NoteFault::Origin);
    }
    let (name, text) = (origin(society), checkpoint.text());
    let mut signed_by = Vec::new();
    for line in &signed.signatures {
        let key = signer_of(line, &name, text.as_bytes(), signers)?;
        if signed_by.contains(&key) {
            return Err(NoteFault::Twice);
        }
        signed_by.push(key);
    }
    Ok((checkpoint, signed_by))
}

/// Two signers may share the four bytes of their identifier, so the line may be of either.
fn signer_of(
    line: &NoteSignature,
    name: &str,
    text: &[u8],
    signers: &[PublicKey],
) -> Result<PublicKey, NoteFault> {
    let is_named = |signer: &&PublicKey| match signer {
        PublicKey::Ed25519(key) => line.name == name && key_id(name, key) == line.key_id,
        PublicKey::Passkey(_) | PublicKey::Wallet(_) => false,
    };
    let mut named = signers.iter().filter(is_named).peekable();
    let _ = named.peek().ok_or(NoteFault::UnknownLine)?;
    let signature = Signature::plain(&line.signature);
    named.find(|signer| signature.verify(signer, text).is_ok()).copied().ok_or(NoteFault::Signature)
}
