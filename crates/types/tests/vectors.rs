//! Public test vectors against this crate's readers and verifiers, and the differences by name.

#![expect(clippy::arithmetic_side_effects, reason = "tests count small numbers")]
#![expect(clippy::unwrap_used, reason = "a test that finds nothing fails")]

#[path = "../../testkit/src/data.rs"]
pub mod data;

use std::path::Path;

use bech32::Bech32m;
use bech32::primitives::decode::CheckedHrpstring;
use polity_types::canonical::{scan, to_bytes};
use polity_types::hash::from_hex;
use polity_types::key::is_small_order;
use polity_types::signature::{Claim, Signature, p256_fits, personal_message_hash, verify_all};
use polity_types::{Base64, Hash, OperationId, PersonId, PublicKey, SocietyId, passkey};
use serde_json::Value;

fn read(folder: &Path, name: &str) -> Value {
    serde_json::from_slice(&std::fs::read(folder.join(name)).unwrap()).unwrap()
}

fn hex(value: &Value) -> Vec<u8> {
    let text = value.as_str().unwrap();
    from_hex(&text.strip_prefix("0x").unwrap_or(text).to_lowercase()).unwrap()
}

/// What RFC 8785 writes and the narrowing refuses, with the first reason.
const JCS_REFUSED: &[(&str, &str)] = &[
    ("french.json", "encoding.key"),     // letters beyond ASCII in keys
    ("structures.json", "encoding.key"), // an empty key, upper case, a newline
    ("unicode.json", "encoding.key"),    // upper case and a space
    ("values.json", "encoding.number"),  // fractions and exponents
    ("weird.json", "encoding.key"),      // a newline in a key, control characters
];

#[test]
fn enc_1_rfc_8785_agrees_within_the_narrowing() {
    let Some(folder) = data::folder("vectors/jcs") else { return };
    let (mut agreed, mut refused) = (Vec::new(), Vec::new());
    let files = std::fs::read_dir(folder.join("input")).unwrap();
    let mut names: Vec<String> =
        files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    for name in names {
        let output = std::fs::read(folder.join("output").join(&name)).unwrap();
        match scan(&output) {
            Ok(()) => {
                let value = sorted(read(&folder.join("input"), &name));
                assert_eq!(to_bytes(&value), output, "{name}");
                agreed.push(name);
            }
            Err(error) => refused.push((name, error.code())),
        }
    }
    assert_eq!(agreed, ["arrays.json"]);
    let expected = JCS_REFUSED.iter().map(|(name, code)| ((*name).to_owned(), *code));
    assert_eq!(refused, expected.collect::<Vec<_>>());
}

/// Sorts the fields, whatever order the JSON crate was built to keep.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.into_iter().map(|(k, v)| (k, sorted(v))).collect();
            fields.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Object(fields.into_iter().collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        other => other,
    }
}

/// Cases of Wycheproof that it calls invalid and ZIP 215 accepts. 151: R is y = 1 with the sign of x
/// set, which RFC 8032 does not decode.
const ZIP_215_ACCEPTS: &[u64] = &[151];
/// Cases that it calls valid and ZIP 215 refuses: none may appear.
const ZIP_215_REFUSES: &[u64] = &[];

#[test]
fn per_5_wycheproof_ed25519_differs_only_where_zip_215_says_so() {
    let Some(folder) = data::folder("vectors/wycheproof") else { return };
    let file = read(&folder, "ed25519_test.json");
    let (mut accepted, mut refused, mut count) = (Vec::new(), Vec::new(), 0);
    for group in file["testGroups"].as_array().unwrap() {
        let key = PublicKey::Ed25519(hex(&group["publicKey"]["pk"]).try_into().unwrap());
        for test in group["tests"].as_array().unwrap() {
            let (message, signature) = (hex(&test["msg"]), Signature::plain(&hex(&test["sig"])));
            let fits = signature.verify(&key, &message).is_ok();
            // A batch must say the same.
            let claim = Claim { key: &key, message: &message, signature: &signature };
            let verdicts = verify_all(&[claim; 5], None);
            assert!(verdicts.iter().all(|verdict| verdict.is_ok() == fits), "{test}");
            let id = test["tcId"].as_u64().unwrap();
            match (test["result"].as_str().unwrap(), fits) {
                ("valid", false) => refused.push(id),
                ("invalid", true) => accepted.push(id),
                _ => {}
            }
            count += 1;
        }
    }
    assert_eq!(count, file["numberOfTests"].as_u64().unwrap());
    assert_eq!((accepted.as_slice(), refused.as_slice()), (ZIP_215_ACCEPTS, ZIP_215_REFUSES));
}

#[test]
fn per_5_wycheproof_p256_agrees() {
    let Some(folder) = data::folder("vectors/wycheproof") else { return };
    let file = read(&folder, "ecdsa_secp256r1_sha256_test.json");
    let mut count = 0;
    for group in file["testGroups"].as_array().unwrap() {
        let point: [u8; 65] = hex(&group["publicKey"]["uncompressed"]).try_into().unwrap();
        for test in group["tests"].as_array().unwrap() {
            let fits = p256_fits(&point, &hex(&test["msg"]), &hex(&test["sig"]));
            assert_eq!(fits, test["result"] == "valid", "{test}");
            count += 1;
        }
    }
    assert_eq!(count, file["numberOfTests"].as_u64().unwrap());
}

#[test]
fn per_5_wallets_sign_eip_191_messages() {
    let Some(folder) = data::folder("vectors/eip191") else { return };
    let file = read(&folder, "personal_sign.json");
    let vectors = file["vectors"].as_array().unwrap();
    for vector in vectors {
        let message = vector["message_utf8"].as_str().unwrap().as_bytes();
        assert_eq!(personal_message_hash(message).to_vec(), hex(&vector["eip191_hash"]));
        let key = PublicKey::Wallet(hex(&vector["address"]).try_into().unwrap());
        let bytes = hex(&vector["signature"]);
        assert_eq!(Signature::plain(&bytes).verify(&key, message), Ok(None), "{vector}");
        let other = [message, b"!"].concat();
        assert!(Signature::plain(&bytes).verify(&key, &other).is_err(), "{vector}");
        for at in 0..64 {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(Signature::plain(&changed).verify(&key, message).is_err(), "byte {at}");
        }
    }
    assert_eq!(vectors.len(), 12);
}

#[test]
fn per_7_webauthn_assertions_of_es256_hold() {
    let Some(folder) = data::folder("vectors/webauthn") else { return };
    let file = read(&folder, "webauthn_l3_vectors.json");
    let is_es256 = |vector: &&Value| {
        let title = vector["title"].as_str().unwrap();
        title.contains("ES256") && vector["authentication"].is_object()
    };
    let mut count = 0;
    for vector in file["vectors"].as_array().unwrap().iter().filter(is_es256) {
        let (title, answer) = (vector["title"].as_str().unwrap(), &vector["authentication"]);
        let (data, client) = (hex(&answer["authenticatorData"]), hex(&answer["clientDataJSON"]));
        let challenge = Hash(hex(&answer["challenge"]).try_into().unwrap());
        let assertion = passkey::read(&data, &client, challenge).unwrap();
        assert_eq!(assertion.rp_id_hash, Hash::of(file["rp_id"].as_str().unwrap().as_bytes()));
        assert_eq!(assertion.origin, file["origin"].as_str().unwrap());
        assert_eq!(assertion.is_cross_origin, title.contains("crossOrigin"), "{title}");
        let point = cose_point(vector["registration"]["attestationObject"].as_str().unwrap());
        let signed = [data.as_slice(), Hash::of(&client).as_bytes()].concat();
        assert!(p256_fits(&point, &signed, &hex(&answer["signature"])), "{title}");
        let other = Hash::of(b"another challenge");
        assert!(passkey::read(&data, &client, other).is_err(), "{title}");
        count += 1;
    }
    assert_eq!(count, 7);
}

/// The point in a COSE key: `-2: x` and `-3: y`, 32 bytes each (RFC 9053 §7.1.1).
fn cose_point(attestation: &str) -> [u8; 65] {
    let x = attestation.find("215820").unwrap() + 6;
    assert_eq!(attestation[x + 64..x + 70], *"225820");
    let (x, y) = (&attestation[x..x + 64], &attestation[x + 70..x + 134]);
    from_hex(&format!("04{x}{y}")).unwrap().try_into().unwrap()
}

fn is_no_id(text: &str) -> bool {
    text.parse::<PersonId>().is_err()
        && text.parse::<SocietyId>().is_err()
        && text.parse::<OperationId>().is_err()
}

#[test]
fn enc_14_bech32m_is_bip_350s() {
    let Some(folder) = data::folder("vectors/bech32m") else { return };
    let file = read(&folder, "bech32_bech32m_vectors.json");
    let strings = |name: &str| -> Vec<String> {
        file[name].as_array().unwrap().iter().map(|t| t.as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(strings("VALID_BECH32M").len(), 7);
    for text in strings("VALID_BECH32M") {
        assert!(CheckedHrpstring::new::<Bech32m>(&text).is_ok(), "{text}");
        assert!(is_no_id(&text), "{text}: valid, and of no kind that is ours");
    }
    for text in strings("VALID_BECH32") {
        assert!(CheckedHrpstring::new::<Bech32m>(&text).is_err(), "{text}: the older checksum");
    }
    for text in strings("INVALID_ADDRESS") {
        assert!(is_no_id(&text), "{text}");
    }
}

#[test]
fn enc_14_what_bip_350_calls_invalid_is_refused() {
    let Some(folder) = data::folder("vectors/bips") else { return };
    let text = std::fs::read_to_string(folder.join("bip-0350.mediawiki")).unwrap();
    let (_, rest) = text.split_once("The following string are not valid Bech32m").unwrap();
    let (list, _) = rest.split_once("===").unwrap();
    let mut count = 0;
    for line in list.lines().filter_map(|line| line.strip_prefix("* ")) {
        let (before, rest) = line.split_once("<tt>").unwrap();
        let code = before.strip_prefix("0x").and_then(|code| code.get(..2));
        let first = code.map(|code| char::from(u8::from_str_radix(code, 16).unwrap()));
        let rest = rest.split_once("</tt>").unwrap().0.chars();
        let string: String = first.into_iter().chain(rest).collect();
        assert!(CheckedHrpstring::new::<Bech32m>(&string).is_err(), "{line}");
        assert!(is_no_id(&string), "{line}");
        count += 1;
    }
    assert_eq!(count, 14);
}

/// Derives the list of small-order encodings anew: each point of order 1, 2, 4 or 8, in each
/// encoding that ZIP 215 decodes (y or y + p, either sign).
#[test]
fn per_3_the_list_of_small_order_keys_is_complete() {
    use curve25519_dalek::constants::EIGHT_TORSION;
    use curve25519_dalek::edwards::CompressedEdwardsY;
    let mut encodings = std::collections::BTreeSet::new();
    for point in EIGHT_TORSION {
        let mut y = point.compress().to_bytes();
        y[31] &= 0x7f;
        let _ = encodings.insert(y);
        // p is 2^255 - 19, so y + p fits 255 bits only for y below 19.
        if y[0] < 19 && y[1..].iter().all(|byte| *byte == 0) {
            let mut high = [0xff; 32];
            high[0] = 0xed + y[0];
            high[31] = 0x7f;
            let _ = encodings.insert(high);
        }
    }
    assert_eq!(encodings.len(), 7);
    for y in &encodings {
        for sign in [0, 0x80] {
            let mut key = *y;
            key[31] |= sign;
            assert!(is_small_order(&key), "{key:?}");
            let text = format!("ed25519:{}", Base64::encode(&key));
            assert!(text.parse::<PublicKey>().is_err(), "{text}");
        }
    }
    // Nothing else is on the list: both ends of the range, and points all over it.
    for low in 0..=255_u8 {
        for mut key in [[0; 32], [0xff; 32], Hash::of(&[low]).0] {
            key[0] = low;
            let decoded = CompressedEdwardsY(key).decompress();
            let is_small = decoded.is_some_and(|point| point.is_small_order());
            assert_eq!(is_small_order(&key) && decoded.is_some(), is_small, "{key:?}");
        }
    }
}
