//! What a stranger does with a proof bundle: checks it offline, knowing nothing but the society's
//! identifier, which comes from the reader and never from the bundle (PRO-1 to PRO-7).

mod error;
mod keeper;
mod note;
#[cfg(test)]
mod tests;

use std::fmt;

use polity_types::key::PublicKey;
use polity_types::log::{check_signers, signatures_needed};
use polity_types::proof::{
    BUNDLE_BYTES_MAX, BUNDLE_VERSION, Bundle, CLAIMS_MAX, Claim, EntryClaim, Extension,
    SignerChange, StateClaim, is_state_key,
};
use polity_types::{Founding, Hash, Height, LogEntry, Seal, SocietyId, Timestamp, canonical};

pub use self::error::{Evidence, NoteFault, VerifyError};
pub use self::keeper::{KeepError, Keeper};
use crate::log::{TreeHead, merkle};
use crate::tree;

/// Most changes of signers in one bundle. Unit: changes. Source: PRO-1.
pub const WALK_MAX: usize = 1_024;

/// A checkpoint that a reader keeps: the newest one that held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The signed note.
    pub note: String,
    /// Root of the log.
    pub root: Hash,
    /// Size of the log. Unit: entries.
    pub size: u64,
    /// Shows that this checkpoint extends an older one, for a reader who is shown an old bundle.
    pub back: Option<Extension>,
}

/// What a bundle has proven.
#[derive(Clone, Debug)]
pub struct Verified {
    /// What was claimed, in order: all of it holds.
    pub claims: Vec<Proven>,
    /// The checkpoint that all claims refer to.
    pub checkpoint: Kept,
    /// The founding record.
    pub founding: Founding,
    /// Who signed the checkpoint.
    pub signed_by: Vec<PublicKey>,
    /// Who could sign it.
    pub signers: Vec<PublicKey>,
    /// How often the signers changed since the founding.
    pub signer_changes: usize,
    /// Whether the checkpoint goes on from the one that the reader kept.
    pub standing: Standing,
}

/// How a checkpoint stands to the one that the reader kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The reader kept none: nothing speaks against another history shown to others.
    First,
    /// It is the one kept.
    Same,
    /// It extends the one kept and is to be kept from now on.
    Newer,
    /// It is older, and the one kept is shown to extend it.
    Older,
}

/// One claim that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proven {
    /// An entry stands in the log.
    Entry {
        /// Its canonical bytes.
        entry: Vec<u8>,
        /// Its index; the founding is 0.
        index: u64,
    },
    /// A record stands, or none does, in the state.
    State {
        /// The batch after which it stands.
        height: Height,
        /// The key.
        key: String,
        /// The batch's time.
        time: Timestamp,
        /// The record's canonical bytes; `None`: the key has none.
        value: Option<Vec<u8>>,
    },
}

/// Writes the claim as a person reads it: what, where, when.
impl fmt::Display for Proven {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Entry { entry, index } => {
                write!(f, "entry {index}: {}", String::from_utf8_lossy(entry))
            }
            Self::State { height, key, time, value } => {
                let value = value.as_ref().map(|value| String::from_utf8_lossy(value));
                let value = value.unwrap_or_else(|| "no record".into());
                write!(f, "state after batch {height}, {time}: {key} = {value}")
            }
        }
    }
}

impl Verified {
    /// Says in one sentence how strong the checkpoint is.
    #[must_use]
    pub fn strength(&self) -> String {
        match self.signers.len() {
            1 => "One signer: it could show two histories; witnesses expose it.".into(),
            all => format!(
                "{} of {all} signers signed; {} must: so many would have to collude to show two \
                 histories.",
                self.signed_by.len(),
                signatures_needed(all)
            ),
        }
    }
}

/// A checkpoint of which the signatures held.
struct Held {
    note: String,
    root: Hash,
    size: u64,
    signed_by: Vec<PublicKey>,
}

/// Verifies a bundle for a reader who names the society and may keep a checkpoint.
///
/// Cost: one Ed25519 verification per signature line, one hash per proof step; input at most
/// [`BUNDLE_BYTES_MAX`].
///
/// # Errors
/// The first fault: form, society, walk, checkpoint, claims, extension, kept checkpoint.
pub fn verify(
    bytes: &[u8],
    society: &SocietyId,
    kept: Option<&Kept>,
) -> Result<Verified, VerifyError> {
    let bundle: Bundle = canonical::from_bytes(bytes, BUNDLE_BYTES_MAX)?;
    check_form(&bundle)?;
    check_founding(&bundle.founding, society)?;
    let (signers, walked, last) = walk(&bundle, society)?;
    let claims = bundle.claims.iter().enumerate();
    let claims = claims
        .map(|(number, claim)| check_claim(claim, &last).map_err(|fault| fault.of_claim(number)))
        .collect::<Result<_, _>>()?;
    if let Some(extension) = &bundle.extends {
        check_extension(extension, &last)?;
    }
    let standing = check_kept(kept, &walked, &last, bundle.extends.as_ref())?;
    Ok(Verified {
        claims,
        checkpoint: Kept { note: last.note, root: last.root, size: last.size, back: None },
        founding: bundle.founding,
        signed_by: last.signed_by,
        signers,
        signer_changes: bundle.walk.len(),
        standing,
    })
}

/// PRO-1.
fn check_form(bundle: &Bundle) -> Result<(), VerifyError> {
    if bundle.version != BUNDLE_VERSION {
        return Err(VerifyError::Version { actual: bundle.version.chars().take(40).collect() });
    }
    if bundle.claims.len() > CLAIMS_MAX || bundle.walk.len() > WALK_MAX {
        let (claims, changes) = (bundle.claims.len(), bundle.walk.len());
        return Err(VerifyError::TooMany { claims, changes });
    }
    Ok(())
}

/// PRO-2: the founding's hash is the identifier that the reader gave.
fn check_founding(founding: &Founding, society: &SocietyId) -> Result<(), VerifyError> {
    let actual = founding.society();
    if actual != *society {
        return Err(VerifyError::OtherSociety { actual, expected: *society });
    }
    check_signers(&founding.signers).ok_or(VerifyError::Signers)
}

/// PRO-3: follows the changes of signers; returns who signs now, the checkpoints passed and the
/// bundle's own.
fn walk(
    bundle: &Bundle,
    society: &SocietyId,
) -> Result<(Vec<PublicKey>, Vec<Held>, Held), VerifyError> {
    let mut signers = bundle.founding.signers.clone();
    let mut passed: Vec<Held> = Vec::new();
    let mut before: Option<&SignerChange> = None;
    for (step, change) in bundle.walk.iter().enumerate() {
        let held = check_note(&change.checkpoint, society, &signers)?;
        check_step(before, passed.last(), &held).map_err(|fault| fault.of_step(step))?;
        check_seal(&change.seal, &change.inclusion, &held).map_err(|fault| fault.of_step(step))?;
        check_signers(&change.seal.signers).ok_or(VerifyError::Signers)?;
        if change.seal.signers == signers {
            return Err(Fault("the seal names the same signers as before").of_step(step));
        }
        signers.clone_from(&change.seal.signers);
        passed.push(held);
        before = Some(change);
    }
    let last = check_note(&bundle.checkpoint, society, &signers)?;
    check_step(before, passed.last(), &last).map_err(|fault| fault.of_step(bundle.walk.len()))?;
    Ok((signers, passed, last))
}

/// What does not hold, in words; the caller adds where.
struct Fault(&'static str);

impl Fault {
    fn of_step(self, step: usize) -> VerifyError {
        VerifyError::Walk { step, fault: self.0 }
    }

    fn of_claim(self, number: usize) -> VerifyError {
        VerifyError::Claim { number, fault: self.0 }
    }
}

/// A checkpoint extends the one before it in the walk, and is larger.
fn check_step(
    before: Option<&SignerChange>,
    older: Option<&Held>,
    newer: &Held,
) -> Result<(), Fault> {
    let (Some(change), Some(older)) = (before, older) else { return Ok(()) };
    if older.size >= newer.size {
        return Err(Fault("the next checkpoint is not larger"));
    }
    let (old, new) = ((older.size, &older.root), (newer.size, &newer.root));
    merkle::verify_consistency(old, new, &change.consistency)
        .map_err(|_| Fault("the next checkpoint does not extend this one"))
}

/// The seal is the last entry of the checkpoint.
fn check_seal(seal: &Seal, inclusion: &[Hash], held: &Held) -> Result<(), Fault> {
    let leaf = merkle::leaf_hash(&LogEntry::Seal(seal.clone()).to_bytes());
    let index = held.size.checked_sub(1).ok_or(Fault("the log is empty"))?;
    merkle::verify_inclusion(&held.root, held.size, index, &leaf, inclusion)
        .map_err(|_| Fault("the seal is not the last entry of its checkpoint"))
}

/// PRO-4: every line of the note is a good signature of a signer in force, each at most once, and
/// there are enough.
fn check_note(text: &str, society: &SocietyId, signers: &[PublicKey]) -> Result<Held, VerifyError> {
    let (checkpoint, signed_by) = note::verify_every_line(text, society, signers)?;
    let needed = signatures_needed(signers.len());
    if signed_by.len() < needed {
        let (actual, signers) = (signed_by.len(), signers.len());
        return Err(VerifyError::TooFewSignatures { actual, needed, signers });
    }
    let TreeHead { root, size } = checkpoint.head;
    Ok(Held { note: text.to_owned(), root, size, signed_by })
}

/// PRO-5.
fn check_claim(claim: &Claim, held: &Held) -> Result<Proven, Fault> {
    match claim {
        Claim::Entry(EntryClaim { entry, inclusion, index }) => {
            let bytes = entry.get().as_bytes();
            let _ = LogEntry::from_bytes(bytes).map_err(|_| Fault("it is not an entry"))?;
            let leaf = merkle::leaf_hash(bytes);
            merkle::verify_inclusion(&held.root, held.size, *index, &leaf, inclusion)
                .map_err(|_| Fault("the entry is not in the log at this index"))?;
            Ok(Proven::Entry { entry: bytes.to_vec(), index: *index })
        }
        Claim::State(claim) => check_state(claim, held),
    }
}

fn check_state(claim: &StateClaim, held: &Held) -> Result<Proven, Fault> {
    let StateClaim { inclusion, key, key_hash, path, seal, value } = claim;
    check_seal(seal, inclusion, held)?;
    if !is_state_key(key) {
        return Err(Fault("the key is not a state key"));
    }
    if Hash::of(key.as_bytes()) != *key_hash {
        return Err(Fault("the key's hash is another"));
    }
    let value = value.as_ref().map(|value| value.get().as_bytes().to_vec());
    match &value {
        Some(value) => tree::verify_presence(&seal.state_root, key.as_bytes(), value, path),
        None => tree::verify_absence(&seal.state_root, key.as_bytes(), path),
    }
    .map_err(|_| Fault("the path does not prove this of the state"))?;
    Ok(Proven::State { height: seal.height, key: key.clone(), time: seal.time, value })
}

/// PRO-6: the checkpoint extends the older tree that the bundle names.
fn check_extension(extension: &Extension, held: &Held) -> Result<(), VerifyError> {
    let Extension { consistency, root, size } = extension;
    if *size == 0 {
        return Err(VerifyError::Extension { from: 0, to: held.size });
    }
    merkle::verify_consistency((*size, root), (held.size, &held.root), consistency)
        .map_err(|_| VerifyError::Extension { from: *size, to: held.size })
}

/// PRO-7: never back, never sideways.
fn check_kept(
    kept: Option<&Kept>,
    walked: &[Held],
    last: &Held,
    extends: Option<&Extension>,
) -> Result<Standing, VerifyError> {
    let Some(kept) = kept else { return Ok(Standing::First) };
    let conflict = |shown: &Held, extension: Option<&Extension>| {
        Err(VerifyError::Conflict(Box::new(Evidence {
            extension: extension.cloned(),
            kept: kept.note.clone(),
            shown: shown.note.clone(),
            size: kept.size,
        })))
    };
    // A checkpoint of the same size may be the bundle's own, or one that the walk passes.
    if let Some(held) = walked.iter().chain([last]).find(|held| held.size == kept.size) {
        if held.root != kept.root {
            return conflict(held, None);
        }
        let is_last = last.size == kept.size;
        return Ok(if is_last { Standing::Same } else { Standing::Newer });
    }
    if last.size < kept.size {
        return check_back(kept, last);
    }
    match extends.filter(|extension| extension.size == kept.size) {
        Some(extension) if extension.root == kept.root => Ok(Standing::Newer),
        Some(extension) => conflict(last, Some(extension)),
        None => Err(VerifyError::NotLinked { kept: kept.size, shown: last.size }),
    }
}

/// An older checkpoint is good only if the one kept is shown to extend it.
fn check_back(kept: &Kept, last: &Held) -> Result<Standing, VerifyError> {
    let rollback = VerifyError::Rollback { kept: kept.size, shown: last.size };
    let back = kept.back.as_ref().filter(|back| back.size == last.size);
    let Some(Extension { consistency, root, size }) = back else { return Err(rollback) };
    let is_linked =
        merkle::verify_consistency((*size, root), (kept.size, &kept.root), consistency).is_ok();
    if is_linked && *root == last.root { Ok(Standing::Older) } else { Err(rollback) }
}
