//! Makes proof bundles (`spec/proof.md`) from the ledger; [`crate::verify`] checks them.

use polity_types::canonical;
use polity_types::log::{LogEntry, origin};
use polity_types::proof::{
    BUNDLE_BYTES_MAX, BUNDLE_VERSION, Bundle, CLAIMS_MAX, Claim, EntryClaim, Extension,
    SignerChange, StateClaim,
};
use polity_types::{Founding, Hash, Seal};
use serde_json::value::RawValue;

use crate::batch::{BatchError, read_seal};
use crate::checkpoint::SignedCheckpoint;
use crate::ledger::LedgerReader;
use crate::log::LogError;

/// How often a bundle is begun anew because the state moved on meanwhile.
const ATTEMPTS_MAX: usize = 16;

/// What a bundle is to prove.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// That the entry with this index stands in the log; the founding is 0.
    Entry(u64),
    /// What stands under this key of the state, or that nothing does.
    State(String),
}

/// Why no bundle can be made, in order of precedence.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the message is the documentation")]
pub enum BundleError {
    #[error("{actual} claims are asked for; at most {CLAIMS_MAX} go into one bundle.")]
    TooMany { actual: usize },
    #[error("There is no signed checkpoint yet.")]
    NoCheckpoint,
    #[error("The log of {size} entries that is signed does not hold entry or size {asked}.")]
    OutOfRange { asked: u64, size: u64 },
    #[error("The log does not begin with a founding.")]
    NoFounding,
    #[error("The checkpoint of {0} entries does not end at a seal.")]
    NotAtSeal(u64),
    #[error("The state moves on faster than it can be proven; ask again.")]
    Moved,
    #[error("The bundle has {actual} bytes; at most {BUNDLE_BYTES_MAX} are allowed.")]
    TooLarge { actual: usize },
    #[error("What is stored is not canonical JSON: {0}")]
    NotJson(#[from] serde_json::Error),
    #[error(transparent)]
    Log(#[from] LogError),
    #[error(transparent)]
    Batch(#[from] BatchError),
}

/// Makes a bundle about the newest checkpoint.
///
/// With `from`, the size of a checkpoint that the reader keeps, the bundle shows that it goes on from there.
///
/// # Errors
/// [`BundleError`]; [`BundleError::Moved`] passes.
pub fn make(
    ledger: &LedgerReader,
    wanted: &[Wanted],
    from: Option<u64>,
) -> Result<Vec<u8>, BundleError> {
    if wanted.len() > CLAIMS_MAX {
        return Err(BundleError::TooMany { actual: wanted.len() });
    }
    for _ in 0..ATTEMPTS_MAX {
        match Maker::new(ledger)?.bundle(wanted, from) {
            Err(BundleError::Moved) => {}
            Err(error) => return Err(error),
            Ok(bundle) => {
                let bytes = canonical::to_bytes(&bundle);
                let actual = bytes.len();
                let is_fine = actual <= BUNDLE_BYTES_MAX;
                return if is_fine { Ok(bytes) } else { Err(BundleError::TooLarge { actual }) };
            }
        }
    }
    Err(BundleError::Moved)
}

/// A checkpoint, and the seal that it ends at.
struct Maker<'a> {
    ledger: &'a LedgerReader,
    checkpoint: SignedCheckpoint,
    size: u64,
    seal: Seal,
}

impl<'a> Maker<'a> {
    fn new(ledger: &'a LedgerReader) -> Result<Self, BundleError> {
        let checkpoint = ledger.checkpoint().ok_or(BundleError::NoCheckpoint)?;
        let size = checkpoint.checkpoint.head.size;
        let seal = seal_before(ledger, size)?;
        Ok(Self { ledger, checkpoint, size, seal })
    }

    fn bundle(&self, wanted: &[Wanted], from: Option<u64>) -> Result<Bundle, BundleError> {
        let walk = self.ledger.walk();
        // The checkpoint that changes the signers is not part of the walk to itself.
        let past = walk.iter().filter(|step| step.checkpoint.head.size < self.size);
        let steps: Vec<&SignedCheckpoint> = past.collect();
        let next = steps.iter().skip(1).map(|step| step.checkpoint.head.size).chain([self.size]);
        let walk = steps.iter().zip(next).map(|(step, next)| self.change(step, next));
        let claims = wanted.iter().map(|wanted| match wanted {
            Wanted::Entry(index) => self.entry(*index),
            Wanted::State(key) => self.state(key),
        });
        Ok(Bundle {
            checkpoint: without_witnesses(&self.checkpoint),
            claims: claims.collect::<Result<_, _>>()?,
            extends: from.map(|size| self.extension(size)).transpose()?,
            founding: founding(self.ledger)?,
            version: BUNDLE_VERSION.into(),
            walk: walk.collect::<Result<_, _>>()?,
        })
    }

    fn change(&self, step: &SignedCheckpoint, next: u64) -> Result<SignerChange, BundleError> {
        let size = step.checkpoint.head.size;
        Ok(SignerChange {
            checkpoint: without_witnesses(step),
            consistency: self.ledger.log().prove_consistency(size, next)?,
            inclusion: self.ledger.log().prove_inclusion(size.saturating_sub(1), size)?,
            seal: seal_before(self.ledger, size)?,
        })
    }

    fn entry(&self, index: u64) -> Result<Claim, BundleError> {
        if index >= self.size {
            return Err(BundleError::OutOfRange { asked: index, size: self.size });
        }
        Ok(Claim::Entry(EntryClaim {
            entry: raw(&self.ledger.log().entry(index)?)?,
            inclusion: self.ledger.log().prove_inclusion(index, self.size)?,
            index,
        }))
    }

    fn state(&self, key: &str) -> Result<Claim, BundleError> {
        let path = self.ledger.prove_state(self.seal.height, key).ok_or(BundleError::Moved)?;
        let key_hash = Hash::of(key.as_bytes());
        let own = path.leaf.filter(|leaf| leaf.key_hash == key_hash);
        let value = match own {
            None => None,
            Some(leaf) => {
                let record = self.ledger.view().get(key).ok_or(BundleError::Moved)?;
                if Hash::of(&record) != leaf.value_hash {
                    return Err(BundleError::Moved);
                }
                Some(raw(&record)?)
            }
        };
        let index = self.size.saturating_sub(1);
        Ok(Claim::State(Box::new(StateClaim {
            inclusion: self.ledger.log().prove_inclusion(index, self.size)?,
            key: key.to_owned(),
            key_hash,
            path,
            seal: self.seal.clone(),
            value,
        })))
    }

    fn extension(&self, size: u64) -> Result<Extension, BundleError> {
        if size == 0 || size > self.size {
            return Err(BundleError::OutOfRange { asked: size, size: self.size });
        }
        Ok(Extension {
            consistency: self.ledger.log().prove_consistency(size, self.size)?,
            root: self.ledger.log().root_at(size)?,
            size,
        })
    }
}

fn seal_before(ledger: &LedgerReader, size: u64) -> Result<Seal, BundleError> {
    let index = size.checked_sub(1).ok_or(BundleError::NotAtSeal(size))?;
    read_seal(index, &ledger.log().entry(index)?)?.ok_or(BundleError::NotAtSeal(size))
}

fn founding(ledger: &LedgerReader) -> Result<Founding, BundleError> {
    match LogEntry::from_bytes(&ledger.log().entry(0)?) {
        Ok(LogEntry::Founding(signed)) => Ok(signed.founding),
        _ => Err(BundleError::NoFounding),
    }
}

/// In a bundle every line must be a signer's (PRO-4).
fn without_witnesses(signed: &SignedCheckpoint) -> String {
    let mut signed = signed.clone();
    let name = origin(&signed.checkpoint.society);
    signed.signatures.retain(|line| line.name == name);
    signed.to_note()
}

fn raw(bytes: &[u8]) -> Result<Box<RawValue>, BundleError> {
    Ok(serde_json::from_slice(bytes)?)
}
