//! A ledger with made-up batches: the ledger knows no rules, so these have none.

#![allow(dead_code, reason = "each test uses a part")]

use bytes::Bytes;
use ed25519_zebra::SigningKey;
use polity_ledger::{Appended, Checkpoint, Delta, Ledger, LedgerError, SignedCheckpoint};
use polity_types::log::{LogEntry, Seal};
use polity_types::{Base64, Hash, Height, PublicKey, SocietyId, Timestamp};

pub(crate) fn society() -> SocietyId {
    SocietyId(Hash::of(b"a society"))
}

pub(crate) fn key() -> SigningKey {
    SigningKey::from([7; 32])
}

pub(crate) fn public_bytes() -> [u8; 32] {
    key().verification_key().into()
}

/// Returns the entries of the batch at `height`: one to nine, the same at every call.
pub(crate) fn entries(height: u64) -> Vec<Vec<u8>> {
    let entry = |place: u64| {
        let envelope = format!("{{\"batch\":{height},\"place\":{place}}}");
        LogEntry::of_operation(envelope.as_bytes())
    };
    (0..=height * 5 % 9).map(entry).collect()
}

/// Returns what the batch at `height` writes: some records, and the removal of an older one.
pub(crate) fn delta(height: u64) -> Delta {
    let mut delta = Delta::new();
    for place in 0..=height % 7 {
        let key = format!("member/{:016}", (height * 3 + place) % 40);
        let record = format!("{{\"height\":{height}}}");
        let _ = delta.insert(key, Some(Bytes::from(record)));
    }
    let _ = delta.insert(format!("member/{:016}", height * 11 % 40), None);
    delta
}

pub(crate) fn seal(height: u64, state_root: Hash) -> Seal {
    Seal {
        count: entries(height).len() as u64,
        evidence: Base64::default(),
        height: Height(height),
        rules_version: 1,
        signers: vec![PublicKey::Ed25519(public_bytes())],
        state_root,
        time: Timestamp(1_795_000_000 + height),
    }
}

pub(crate) fn try_append(ledger: &mut Ledger, height: u64) -> Result<Appended, LedgerError> {
    ledger.append(Height(height), entries(height), delta(height), |root| seal(height, root))
}

pub(crate) fn append(ledger: &mut Ledger, height: u64) -> Appended {
    try_append(ledger, height).unwrap()
}

/// Signs the present end of the log.
pub(crate) fn checkpoint(ledger: &Ledger) -> SignedCheckpoint {
    let head = ledger.reader().log().head();
    Checkpoint { society: society(), head }.sign(&[&key()])
}
