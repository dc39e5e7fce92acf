//! Canonical JSON, and the text forms of values (ENC-1 to ENC-14).

use std::fmt::Write as _;

use polity_types::canonical::scan;
use polity_types::{Amount, AssetId, Base64, Hash, OperationId, PersonId, PublicKey, SocietyId};
use serde_json::{Value, json};

use crate::people::{ed25519_public, passkey_public, wallet_public};

const ACCEPTED: &[(&str, &str)] = &[
    ("an empty object", "{}"),
    ("keys in order, nothing between", r#"{"a":1,"a1":[true,false],"b":{"c":"d"}}"#),
    ("an underscore comes after digits and before letters", r#"{"a1":0,"a_":0,"aa":0}"#),
    ("the largest and the smallest integer", "[9007199254740991,-9007199254740991,0]"),
    ("a newline is the only control character", r#"{"text":"two\nlines"}"#),
    ("quotes and backslashes have their short escapes", r#"["\"","\\"]"#),
    ("letters beyond ASCII stand for themselves", "[\"caf\u{e9}\",\"\u{20ac}\",\"\u{1f602}\"]"),
    ("a slash is not escaped", r#"["https://lantern.example/"]"#),
    ("sixteen levels", "[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]"),
    ("line separators stand for themselves", "[\"\u{2028}\u{2029}\"]"),
    ("null where a type says so", "[null]"),
];

const REFUSED: &[(&str, &[u8])] = &[
    ("nothing", b""),
    ("a space", br#"{"a": 1}"#),
    ("a newline at the end", b"{}\n"),
    ("a byte order mark", b"\xef\xbb\xbf{}"),
    ("a comma too many", b"[1,]"),
    ("two values", b"{}{}"),
    ("an upper-case key", br#"{"A":1}"#),
    ("a key with a hyphen", br#"{"a-b":1}"#),
    ("an empty key", br#"{"":1}"#),
    ("an escaped key", br#"{"\u0061":1}"#),
    ("keys out of order", br#"{"b":1,"a":2}"#),
    ("a key twice", br#"{"a":1,"a":1}"#),
    ("a fraction", b"[1.5]"),
    ("a fraction of nothing", b"[1.0]"),
    ("an exponent", b"[1e2]"),
    ("minus nothing", b"[-0]"),
    ("a leading zero", b"[01]"),
    ("a plus sign", b"[+1]"),
    ("2^53", b"[9007199254740992]"),
    ("-2^53", b"[-9007199254740992]"),
    ("not a number", b"[NaN]"),
    ("a tab, escaped", br#"["\t"]"#),
    ("a tab, raw", b"[\"\t\"]"),
    ("a newline, raw", b"[\"\n\"]"),
    ("delete", b"[\"\x7f\"]"),
    ("a C1 control character", b"[\"\xc2\x85\"]"),
    ("a letter, escaped", br#"["\u0041"]"#),
    ("a slash, escaped", br#"["\/"]"#),
    ("a newline, escaped at length", br#"["\u000a"]"#),
    ("half a surrogate pair", br#"["\ud83d"]"#),
    ("half a surrogate pair, in bytes", b"[\"\xed\xa0\xbd\"]"),
    ("bytes that are not UTF-8", b"[\"\xff\"]"),
    ("an overlong sequence", b"[\"\xc0\xaf\"]"),
    ("seventeen levels", b"[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]"),
    ("a string without an end", b"[\"a"),
    ("an object without an end", br#"{"a":1"#),
];

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

pub fn example() -> Value {
    let accept = ACCEPTED.iter().map(|(name, text)| {
        assert_eq!(scan(text.as_bytes()), Ok(()), "{name}");
        json!({"name": name, "text": text})
    });
    let refuse = REFUSED.iter().map(|(name, bytes)| {
        let error = scan(bytes).expect_err(name);
        json!({"name": name, "hex": hex(bytes), "code": error.code(), "rule": error.rule()})
    });
    json!({"accept": accept.collect::<Vec<_>>(), "refuse": refuse.collect::<Vec<_>>()})
}

/// The order of an Ed25519 point of small order, and other texts that are no keys.
const NO_KEYS: &[&str] = &[
    "",
    "ed25519",
    "ed25519:",
    "rsa:AAAA",
    "ed25519:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "ed25519:AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "ed25519:7P_______________________________________38",
    "ed25519:iojjBv",
    "wallet:BwcHBwcHBwcHBwcHBwcHBwcHBwc=",
    "wallet:BwcHBwcHBwcHBwcHBwcHBwcHBw",
    "Wallet:BwcHBwcHBwcHBwcHBwcHBwcHBwc",
];

pub fn values() -> Value {
    let hash = Hash::of(b"lantern");
    let keys = [ed25519_public(1), passkey_public(), wallet_public()];
    let keys = keys.iter().map(|key| {
        json!({"kind": key.kind().word(), "hex": hex(key.as_bytes()), "text": key.to_string()})
    });
    let no_keys: Vec<&str> = NO_KEYS.to_vec();
    assert!(no_keys.iter().all(|text| text.parse::<PublicKey>().is_err()));
    let society = SocietyId(hash).to_string();
    let no_ids = [
        society.to_uppercase(),
        PersonId(hash).to_string(),
        society.replace("society1", "society2"),
        format!("{society}q"),
        society[..society.len() - 1].to_owned(),
        "society1".to_owned(),
    ];
    assert!(no_ids.iter().all(|text| text.parse::<SocietyId>().is_err()));
    let amounts = ["0", "1", "-1", "250", "1000000000000000000000000000000"];
    let no_amounts =
        ["", "-", "-0", "00", "+1", "1.0", "1e3", " 1", "1000000000000000000000000000001"];
    assert!(amounts.iter().all(|text| text.parse::<Amount>().is_ok()));
    assert!(no_amounts.iter().all(|text| text.parse::<Amount>().is_err()));
    let (assets, no_assets) =
        (["EUR", "USDC", "H2O"], ["E", "eur", "1INCH", "EUR ", "ABCDEFGHIJKLM"]);
    assert!(assets.iter().all(|text| text.parse::<AssetId>().is_ok()));
    assert!(no_assets.iter().all(|text| text.parse::<AssetId>().is_err()));
    let bytes: [&[u8]; 4] = [b"", b"f", b"\xfb\xff", &[0; 16]];
    let bytes = bytes.map(|bytes| json!({"hex": hex(bytes), "text": Base64::encode(bytes)}));
    let no_bytes = ["Zg==", "Zh", "Z", "+/8", "Zm9 v"];
    assert!(no_bytes.iter().all(|text| text.parse::<Base64>().is_err()));
    json!({
        "amounts": {"accept": amounts, "refuse": no_amounts},
        "assets": {"accept": assets, "refuse": no_assets},
        "bytes": {"accept": bytes, "refuse": no_bytes},
        "hashes": [
            {"of": "", "text": Hash::of(b"").to_string()},
            {"of": "lantern", "text": hash.to_string()},
        ],
        "identifiers": {
            "hash": hash.to_string(),
            "operation": OperationId(hash).to_string(),
            "person": PersonId(hash).to_string(),
            "refused_as_society": no_ids,
            "society": society,
        },
        "keys": {"accept": keys.collect::<Vec<_>>(), "refuse": no_keys},
    })
}
