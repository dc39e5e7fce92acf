//! Rules of `spec/` that no other test of this crate names.

#![expect(clippy::unwrap_used, reason = "a test that finds nothing fails")]

use ed25519_zebra::SigningKey;
use polity_types::canonical::{NotCanonical, from_bytes, scan, to_bytes};
use polity_types::key::{PublicKey, Scope};
use polity_types::log::{Founding, LogEntry, RULES_VERSION, SignedFounding};
use polity_types::operation::{Decoded, Envelope, Operation, Proof, Validity};
use polity_types::person::{
    BadPerson, Guardians, Inception, KEYS_MAX, KeyChange, KeyGrant, KeySignature, RecoveryRule,
    SignedInception, SignedStatement, Statement,
};
use polity_types::signature::Signature;
use polity_types::{Base64, Hash, PersonId, Seconds, SocietyId, Timestamp};
use serde_json::Value;

fn key(seed: u8) -> PublicKey {
    PublicKey::Ed25519(SigningKey::from([seed; 32]).verification_key().into())
}

fn sign(seed: u8, message: &[u8]) -> Signature {
    Signature::plain(&SigningKey::from([seed; 32]).sign(message).to_bytes())
}

fn grant(seed: u8, scopes: &[Scope]) -> KeyGrant {
    KeyGrant { expires: None, key: key(seed), scopes: scopes.to_vec() }
}

fn person_with(mut seeds: Vec<u8>, edit: impl FnOnce(&mut Inception)) -> SignedInception {
    seeds.sort_by_key(|seed| key(*seed).to_string());
    let keys = seeds.iter().map(|seed| grant(*seed, &Scope::ALL)).collect();
    let mut inception = Inception { keys, recovery: None, salt: Base64(vec![1; 16]) };
    edit(&mut inception);
    let message = inception.signed_bytes();
    let signatures = seeds.iter().map(|seed| sign(*seed, &message)).collect();
    SignedInception { inception, signatures }
}

#[test]
fn enc_2_and_enc_3_keys_are_plain_and_in_order() {
    assert_eq!(scan(br#"{"a":1,"a0":1,"a_":1,"aa":1}"#), Ok(()));
    for text in [r#"{"\u00e9":1}"#, r#"{"a-b":1}"#, r#"{"B":1}"#, r#"{"aa":1,"a_":1}"#] {
        assert!(scan(text.as_bytes()).is_err(), "{text}");
    }
}

#[test]
fn enc_4_integers_end_at_two_to_the_fifty_third() {
    let fine = ["9007199254740991", "-9007199254740991", "0"];
    let refused = ["9007199254740992", "-9007199254740992", "-0", "+1", "00", "1.0", "1e0"];
    assert!(fine.iter().all(|text| scan(text.as_bytes()).is_ok()));
    for text in refused {
        assert!(scan(text.as_bytes()).is_err(), "{text}");
    }
}

#[test]
fn enc_5_every_control_character_but_newline_is_refused() {
    for code in (0..0x20).chain(0x7f..0xa0) {
        let char = char::from_u32(code).unwrap();
        let raw = format!("\"{char}\"");
        assert!(matches!(scan(raw.as_bytes()), Err(NotCanonical::Text { .. })), "U+{code:04X}");
        let escaped = format!("\"\\u{code:04x}\"");
        assert!(scan(escaped.as_bytes()).is_err(), "{escaped}");
    }
    assert_eq!(to_bytes("a\nb"), br#""a\nb""#);
    assert_eq!(scan("\"\u{a0}\"".as_bytes()), Ok(()));
}

#[test]
fn enc_11_instants_are_whole_seconds() {
    assert_eq!(from_bytes::<Timestamp>(b"1795000000", 99).unwrap(), Timestamp(1_795_000_000));
    for text in [r#""1795000000""#, "-1", "1.5"] {
        assert!(from_bytes::<Timestamp>(text.as_bytes(), 99).is_err(), "{text}");
    }
}

#[test]
fn per_4_scopes_are_in_order_and_expire() {
    let refused: [&[Scope]; 3] = [&[], &[Scope::Vote, Scope::Keys], &[Scope::Vote, Scope::Vote]];
    for scopes in refused {
        assert_eq!(grant(1, scopes).check(), Err(BadPerson::Scopes), "{scopes:?}");
    }
    let mut session = grant(1, &[Scope::Vote]);
    session.expires = Some(Timestamp(100));
    assert!(session.speaks_for(Scope::Vote, Timestamp(99)));
    assert!(!session.speaks_for(Scope::Vote, Timestamp(100)));
    assert!(!session.speaks_for(Scope::Keys, Timestamp(1)));
}

#[test]
fn per_6_keys_are_few_sorted_and_one_is_a_root() {
    let most: Vec<u8> = (1..=u8::try_from(KEYS_MAX).unwrap()).collect();
    assert!(person_with(most.clone(), |_| ()).verify().is_ok());
    let more = [most, vec![99]].concat();
    assert_eq!(person_with(more, |_| ()).verify(), Err(BadPerson::Keys));
    assert_eq!(person_with(vec![1, 1], |_| ()).verify(), Err(BadPerson::Keys));
    assert_eq!(person_with(vec![1, 2], |it| it.keys.reverse()).verify(), Err(BadPerson::Keys));
    let expiring = |it: &mut Inception| it.keys[0].expires = Some(Timestamp(1));
    assert_eq!(person_with(vec![1], expiring).verify(), Err(BadPerson::NoRootKey));
    let mut unsigned = person_with(vec![1, 2], |_| ());
    let _ = unsigned.signatures.pop();
    assert_eq!(unsigned.verify(), Err(BadPerson::SignatureCount));
}

#[test]
fn per_8_recovery_rules_stay_in_their_limits() {
    let rule = |days, threshold, threshold_disputed| RecoveryRule {
        commitment: Hash::of(b"guardians"),
        delay: Seconds::days(days),
        threshold,
        threshold_disputed,
    };
    for fine in [rule(1, 1, 1), rule(60, 15, 15), rule(7, 2, 3)] {
        assert_eq!(fine.check(), Ok(()), "{fine:?}");
    }
    for bad in [rule(0, 1, 1), rule(61, 1, 1), rule(7, 0, 1), rule(7, 16, 16), rule(7, 3, 2)] {
        assert_eq!(bad.check(), Err(BadPerson::Recovery), "{bad:?}");
    }
}

#[test]
fn per_9_each_new_key_signs_a_recovery() {
    let persons = vec![PersonId(Hash::of(b"eve"))];
    let guardians = Guardians { persons, salt: Base64(vec![2; 16]) };
    let statement = Statement {
        change: KeyChange::Recover { guardians, keys: vec![grant(5, &Scope::ALL)] },
        person: PersonId(Hash::of(b"ana")),
        previous: Hash::of(b"ana"),
        sequence: 1,
    };
    let message = statement.signed_bytes();
    let by = |seed| KeySignature { key: key(seed), signature: sign(seed, &message) };
    let signed = |signatures| SignedStatement { signatures, statement: statement.clone() };
    assert_eq!(signed(vec![by(5)]).verify(), Ok(()));
    assert_eq!(signed(vec![]).verify(), Err(BadPerson::SignatureCount));
    assert_eq!(signed(vec![by(6)]).verify(), Err(BadPerson::SignatureCount));
}

#[test]
fn per_10_a_salt_makes_another_person() {
    let one = person_with(vec![1], |_| ());
    let other = person_with(vec![1], |it| it.salt = Base64(vec![2; 16]));
    assert_ne!(one.verify().unwrap(), other.verify().unwrap());
}

fn envelope(society: &[u8], action: &str) -> Envelope<Value> {
    let operation = Operation {
        action: serde_json::from_str(action).unwrap(),
        author: PersonId(Hash::of(b"ana")),
        key: key(1),
        nonce: 0,
        society: SocietyId(Hash::of(society)),
        valid: Validity { from: Timestamp(0), until: Timestamp(600) },
    };
    let signature = sign(1, &operation.signed_bytes());
    Envelope { operation, proof: Proof::Signature(signature) }
}

#[test]
fn ope_1_the_same_wish_can_be_said_twice() {
    let mut again = envelope(b"lantern", "{}");
    let first = again.operation.id();
    assert_eq!(first, again.operation.id());
    again.operation.nonce = 1;
    assert_ne!(first, again.operation.id());
}

#[test]
fn ope_4_and_ope_8_the_society_and_what_is_replaced_are_signed() {
    let one = envelope(b"lantern", r#"{"replaces":"a"}"#);
    let others = [(b"harbour", r#"{"replaces":"a"}"#), (b"lantern", r#"{"replaces":"b"}"#)];
    for (society, action) in others {
        let other = envelope(society, action);
        assert_ne!(one.operation.id(), other.operation.id());
        let forged = Envelope { proof: one.proof.clone(), operation: other.operation };
        let decoded = Decoded::<Value>::decode(forged.to_bytes()).unwrap();
        let claim = decoded.claim();
        assert!(claim.signature.verify(claim.key, claim.message).is_err());
    }
}

fn founding() -> Founding {
    Founding {
        charter: Hash::of(b"# Lantern\n"),
        descent: None,
        founder: person_with(vec![1], |_| ()),
        relying_parties: Vec::new(),
        rules_version: RULES_VERSION,
        salt: Base64(vec![3; 16]),
        signers: vec![key(9)],
        time: Timestamp(1),
    }
}

fn signed(founding: Founding, seed: u8) -> SignedFounding {
    let proof = KeySignature { key: key(seed), signature: sign(seed, &founding.signed_bytes()) };
    SignedFounding { founding, proof }
}

#[test]
fn log_2_a_founding_is_signed_by_its_founder_and_names_the_society() {
    let (society, person) = signed(founding(), 1).verify().unwrap();
    assert_eq!(society.0, Hash::of(&founding().signed_bytes()));
    assert_eq!(person, founding().founder.inception.person());
    assert!(signed(founding(), 2).verify().is_err());
    let mut later = founding();
    later.time = Timestamp(2);
    assert_ne!(later.society(), society);
    let mut short = founding();
    let _ = short.salt.0.pop();
    assert!(signed(short, 1).verify().is_err());
    let mut unsigned = founding();
    unsigned.signers.clear();
    assert!(signed(unsigned, 1).verify().is_err());
}

#[test]
fn log_6_a_seal_has_these_fields_and_no_others() {
    let root = Hash::of(b"state");
    let seal = format!(
        r#"{{"kind":"seal","with":{{"count":0,"evidence":"","height":0,"rules_version":1,"signers":[],"state_root":"{root}","time":1}}}}"#
    );
    assert!(matches!(LogEntry::from_bytes(seal.as_bytes()), Ok(LogEntry::Seal(_))));
    let more = seal.replace("\"time\":1", "\"time\":1,\"zone\":1");
    assert!(LogEntry::from_bytes(more.as_bytes()).is_err());
    let fewer = seal.replace("\"count\":0,", "");
    assert!(LogEntry::from_bytes(fewer.as_bytes()).is_err());
}
