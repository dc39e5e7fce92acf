//! Inceptions, statements and guardians (PER-1, PER-2, PER-6 to PER-10).

use polity_types::key::Scope;
use polity_types::person::{
    Guardians, KeyChange, KeyGrant, KeySignature, SignedInception, SignedStatement, Statement,
};
use polity_types::signature::Signature;
use polity_types::{Base64, Hash, PersonId, canonical};
use serde_json::{Value, json};

use crate::people::{ana, ben, ed25519_public, sign_ed25519};
use crate::written;

pub fn guardians() -> Guardians {
    let mut persons: Vec<_> =
        [b"cleo".as_slice(), b"dan", b"eve"].iter().map(|name| PersonId(Hash::of(name))).collect();
    persons.sort_unstable();
    Guardians { persons, salt: Base64(vec![0xc3; 16]) }
}

/// Ben's inception, with the passkey's signature that the examples already hold if it fits.
pub fn ben_kept() -> SignedInception {
    let kept = written("persons.json").and_then(|file| {
        let text = file["inceptions"][1]["signed"].as_str()?.to_owned();
        let signed: SignedInception = serde_json::from_str(&text).ok()?;
        signed.signatures.get(1).cloned()
    });
    ben(kept, guardians().commitment())
}

fn inception(name: &str, signed: &SignedInception) -> Value {
    let person = signed.verify().unwrap();
    json!({
        "name": name,
        "canonical": text(&signed.inception),
        "person": person.to_string(),
        "signed": text(signed),
        "signed_bytes": String::from_utf8(signed.inception.signed_bytes()).unwrap(),
    })
}

fn text<T: serde::Serialize>(value: &T) -> String {
    String::from_utf8(canonical::to_bytes(value)).unwrap()
}

fn statement(name: &str, change: KeyChange, before: (Hash, u64), signers: &[u8]) -> (Value, Hash) {
    let person = ana().inception.person();
    let statement = Statement { change, person, previous: before.0, sequence: before.1 };
    let message = statement.signed_bytes();
    let sign = |seed: &u8| KeySignature {
        key: ed25519_public(*seed),
        signature: sign_ed25519(*seed, &message),
    };
    let signed = SignedStatement {
        signatures: signers.iter().map(sign).collect(),
        statement: statement.clone(),
    };
    assert_eq!(signed.verify(), Ok(()), "{name}");
    let value = json!({
        "name": name,
        "canonical": text(&statement),
        "hash": statement.hash().to_string(),
        "signed": text(&signed),
        "signed_bytes": String::from_utf8(message).unwrap(),
    });
    (value, statement.hash())
}

pub fn example() -> Value {
    let (ana, ben) = (ana(), ben_kept());
    let grant = |seed: u8, scopes: &[Scope]| KeyGrant {
        expires: None,
        key: ed25519_public(seed),
        scopes: scopes.to_vec(),
    };
    let add = KeyChange::AddKey { grant: grant(3, &[Scope::Speak, Scope::Vote]) };
    let (first, hash) = statement("adds a key", add, (ana.inception.person().0, 1), &[1, 3]);
    let rule = ben.inception.recovery.clone();
    let (second, hash) =
        statement("names guardians", KeyChange::SetRecovery { recovery: rule }, (hash, 2), &[1]);
    let remove = KeyChange::RemoveKey { key: ed25519_public(3) };
    let (third, hash) = statement("removes a key", remove, (hash, 3), &[1]);
    let recover = KeyChange::Recover { guardians: guardians(), keys: vec![grant(4, &Scope::ALL)] };
    let (fourth, _) = statement("is recovered", recover, (hash, 4), &[4]);
    let mut unsigned = ana.clone();
    unsigned.signatures.clear();
    let mut forged = ana.clone();
    forged.signatures = vec![Signature::plain(&[7; 64])];
    let mut salt = ana.clone();
    salt.inception.salt.0.pop();
    let mut scopes = ana.clone();
    scopes.inception.keys[0].scopes.reverse();
    let mut no_root = ana.clone();
    no_root.inception.keys[0].scopes = vec![Scope::Vote];
    let mut reordered = ben.clone();
    reordered.inception.keys.reverse();
    let mut recovery = ben.clone();
    recovery.inception.recovery.as_mut().unwrap().threshold = 0;
    let refused = [
        ("no signatures", unsigned),
        ("a signature that does not fit", forged),
        ("a short salt", salt),
        ("scopes out of order", scopes),
        ("no key that changes keys", no_root),
        ("keys out of order", reordered),
        ("no guardian needed", recovery),
    ];
    let refused = refused.iter().map(|(name, signed)| {
        use polity_types::refusal::Explain as _;
        let error = signed.verify().expect_err(name);
        json!({"name": name, "signed": text(signed), "code": error.code(), "rule": error.rule()})
    });
    json!({
        "guardians": {
            "canonical": text(&guardians()),
            "commitment": guardians().commitment().to_string(),
        },
        "inceptions": [inception("one key", &ana), inception("a key of each kind", &ben)],
        "refused": refused.collect::<Vec<_>>(),
        "statements": [first, second, third, fourth],
    })
}
