//! Bundles made from a ledger on disk hold for the verifier, and for no one else's society.

#![expect(clippy::arithmetic_side_effects, reason = "tests count small numbers")]
#![expect(clippy::unwrap_used, reason = "a test that finds nothing fails")]

use std::collections::BTreeMap;
use std::path::Path;

use bytes::Bytes;
use ed25519_zebra::SigningKey;
use polity_ledger::Ledger;
use polity_ledger::bundle::{BundleError, Wanted, make};
use polity_ledger::checkpoint::{Checkpoint, NoteSignature};
use polity_ledger::verify::{Keeper, Proven, Standing, verify};
use polity_types::key::{PublicKey, Scope};
use polity_types::log::{Founding, LogEntry, Seal, SignedFounding};
use polity_types::person::{Inception, KeyGrant, KeySignature, SignedInception};
use polity_types::signature::Signature;
use polity_types::{Base64, Hash, Height, SocietyId, Timestamp};

const KEY: &str = "example/count";

fn secret(seed: u8) -> SigningKey {
    SigningKey::from([seed; 32])
}

fn public(seed: u8) -> PublicKey {
    PublicKey::Ed25519(secret(seed).verification_key().into())
}

fn sign(seed: u8, message: &[u8]) -> Signature {
    Signature::plain(&secret(seed).sign(message).to_bytes())
}

fn founding() -> SignedFounding {
    let keys = vec![KeyGrant { expires: None, key: public(1), scopes: Scope::ALL.to_vec() }];
    let inception = Inception { keys, recovery: None, salt: Base64(vec![1; 16]) };
    let signatures = vec![sign(1, &inception.signed_bytes())];
    let founding = Founding {
        charter: Hash::of(b"# Lantern\n"),
        descent: None,
        founder: SignedInception { inception, signatures },
        relying_parties: Vec::new(),
        rules_version: 1,
        salt: Base64(vec![2; 16]),
        signers: vec![public(10)],
        time: Timestamp(1_795_000_000),
    };
    let proof = KeySignature { key: public(1), signature: sign(1, &founding.signed_bytes()) };
    SignedFounding { founding, proof }
}

/// A ledger of one founding and some batches; batch 2 hands the signing over to another key.
struct Society {
    ledger: Ledger,
    id: SocietyId,
    height: u64,
}

impl Society {
    fn found(folder: &Path) -> Self {
        let (ledger, _) = Ledger::open(folder).unwrap();
        let signed = founding();
        let id = signed.founding.society();
        let mut society = Self { ledger, id, height: 0 };
        society.batch(vec![LogEntry::Founding(Box::new(signed)).to_bytes()]);
        society
    }

    /// Appends a batch that writes its height under [`KEY`], and publishes its checkpoint.
    fn batch(&mut self, entries: Vec<Vec<u8>>) {
        let height = self.height;
        let (before, after) = (if height <= 2 { 10 } else { 11 }, if height < 2 { 10 } else { 11 });
        let record = Bytes::from(format!("{{\"count\":{height}}}"));
        let delta = BTreeMap::from([(KEY.to_owned(), Some(record))]);
        let seal = |state_root| Seal {
            count: 0,
            evidence: Base64(vec![]),
            height: Height(height),
            rules_version: 1,
            signers: vec![public(after)],
            state_root,
            time: Timestamp(1_795_000_000 + height),
        };
        let appended = self.ledger.append(Height(height), entries, delta, seal).unwrap();
        let checkpoint = Checkpoint { society: self.id, head: appended.head };
        let mut signed = checkpoint.sign(&[&secret(before)]);
        if height == 2 {
            self.ledger.keep_change(signed.clone()).unwrap();
        }
        signed.signatures.push(NoteSignature {
            key_id: [1, 2, 3, 4],
            name: "witness.example".into(),
            signature: vec![7; 72],
        });
        self.ledger.publish(signed).unwrap();
        self.height += 1;
    }

    fn bundle(&self, wanted: &[Wanted], from: Option<u64>) -> Result<Vec<u8>, BundleError> {
        make(&self.ledger.reader(), wanted, from)
    }
}

#[test]
fn pro_5_what_the_ledger_proves_the_verifier_accepts() {
    let (folder, memory) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let keeper = Keeper::open(memory.path()).unwrap();
    let mut society = Society::found(folder.path());
    let mut from = None;
    for height in 0..6_u64 {
        let wanted =
            [Wanted::Entry(0), Wanted::State(KEY.into()), Wanted::State("example/none".into())];
        let bundle = society.bundle(&wanted, from).unwrap();
        let verified = keeper.verify(&bundle, &society.id).unwrap();
        assert_eq!(verified.signer_changes, usize::from(height > 2), "batch {height}");
        let expected = if height == 0 { Standing::First } else { Standing::Newer };
        assert_eq!(verified.standing, expected);
        let [Proven::Entry { index: 0, .. }, Proven::State { value, .. }, absent] =
            verified.claims.as_slice()
        else {
            panic!("three claims were asked for: {:?}", verified.claims);
        };
        assert_eq!(*value, Some(format!("{{\"count\":{height}}}").into_bytes()));
        assert!(matches!(absent, Proven::State { value: None, .. }));
        let other = SocietyId(Hash::of(b"another society"));
        assert!(verify(&bundle, &other, None).is_err());
        from = Some(verified.checkpoint.size);
        let envelope = format!("{{\"operation\":{height},\"proof\":0}}");
        society.batch(vec![LogEntry::of_operation(envelope.as_bytes())]);
    }
}

#[test]
fn pro_5_what_is_not_there_is_said_so() {
    let folder = tempfile::tempdir().unwrap();
    let society = Society::found(folder.path());
    let asked = |wanted: &[Wanted], from| society.bundle(wanted, from).unwrap_err();
    assert!(matches!(
        asked(&[Wanted::Entry(2)], None),
        BundleError::OutOfRange { asked: 2, size: 2 }
    ));
    assert!(matches!(asked(&[], Some(3)), BundleError::OutOfRange { asked: 3, size: 2 }));
    assert!(matches!(asked(&[], Some(0)), BundleError::OutOfRange { asked: 0, .. }));
    let many = vec![Wanted::Entry(0); 1_025];
    assert!(matches!(asked(&many, None), BundleError::TooMany { actual: 1_025 }));
    let empty = tempfile::tempdir().unwrap();
    let (ledger, _) = Ledger::open(empty.path()).unwrap();
    let error = make(&ledger.reader(), &[], None).unwrap_err();
    assert!(matches!(error, BundleError::NoCheckpoint));
}
