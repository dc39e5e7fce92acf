//! Founding on disk: entry 0, the charter's record, the first checkpoint.

use std::path::Path;

use ed25519_zebra::SigningKey;
use polity_ledger::{Ledger, LedgerError};
use polity_machine::frame::genesis::{BadGenesis, found};
use polity_types::log::{LogEntry, Seal, SignedFounding};
use polity_types::{Base64, Height, SocietyId};

use crate::records::RecordStore;
use crate::storing::in_bytes;

/// Why a society could not be founded in a folder.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the message is the documentation")]
pub enum FoundingError {
    #[error(transparent)]
    Genesis(#[from] BadGenesis),
    #[error("A text that the founding names could not be stored: {0}")]
    Record(#[from] crate::error::NodeError),
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error("In this folder there is a society already.")]
    NotEmpty,
    #[error("The key of the signer is not one of those that the founding names.")]
    OtherSigner,
}

/// Founds a society in `folder`: writes charter, log and checkpoint, and returns its identifier.
///
/// # Errors
/// [`FoundingError`]; the folder may then hold the charter's record.
pub fn found_in(
    folder: &Path,
    signed: &SignedFounding,
    charter: &[u8],
    signer: &SigningKey,
) -> Result<SocietyId, FoundingError> {
    found_with(folder, signed, &[charter], signer)
}

/// Founds a society in `folder`, as [`found_in`] does, with the public records that its founding names: the
/// charter and, where it descends from another society, the proof.
///
/// # Errors
/// [`FoundingError`]; the folder may then hold the records.
pub fn found_with(
    folder: &Path,
    signed: &SignedFounding,
    named: &[&[u8]],
    signer: &SigningKey,
) -> Result<SocietyId, FoundingError> {
    let founding = &signed.founding;
    let public = polity_types::PublicKey::Ed25519(signer.verification_key().into());
    if !founding.signers.contains(&public) {
        return Err(FoundingError::OtherSigner);
    }
    let records = RecordStore::open(&folder.join("records"));
    for record in named {
        let _ = records.put(record.to_vec())?;
    }
    let genesis = found(signed, &records)?;
    let (mut ledger, _) = Ledger::open(folder)?;
    if ledger.position().is_some() || ledger.reader().log().size() > 0 {
        return Err(FoundingError::NotEmpty);
    }
    let entry = LogEntry::Founding(Box::new(signed.clone())).to_bytes();
    let seal = |state_root| Seal {
        count: 0,
        evidence: Base64::default(),
        height: Height(0),
        rules_version: founding.rules_version,
        signers: founding.signers.clone(),
        state_root,
        time: founding.time,
    };
    let appended = ledger.append(Height(0), vec![entry], in_bytes(&genesis.writes), seal)?;
    ledger.publish(appended.checkpoint(genesis.society).sign(&[signer]))?;
    ledger.flush(&polity_ledger::Side::new()).map_err(LedgerError::from)?;
    Ok(genesis.society)
}
