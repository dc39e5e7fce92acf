//! Operations and envelopes for each kind of key (OPE-1 to OPE-8).

use polity_types::operation::{Decoded, Proof};
use polity_types::signature::Signature;
use polity_types::{Base64, Envelope, Operation, PersonId, PublicKey, Timestamp, Validity};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::people::{
    ana, ed25519_public, passkey_public, sign_ed25519, sign_passkey, sign_wallet, wallet_public,
};
use crate::persons::ben_kept;
use crate::{society, written};

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
enum Wish {
    #[serde(rename = "example.say")]
    Say { text: String },
    #[serde(rename = "example.send")]
    Send { amount: polity_types::Amount, asset: polity_types::AssetId, to: PersonId },
}

fn say(text: &str) -> Wish {
    Wish::Say { text: text.into() }
}

fn operation(author: PersonId, key: PublicKey, nonce: u64, action: Wish) -> Operation<Wish> {
    let from = Timestamp(1_795_000_010);
    Operation {
        action,
        author,
        key,
        nonce,
        society: society::founding().society(),
        valid: Validity { from, until: Timestamp(from.0 + 600) },
    }
}

fn sign(at: usize, operation: &Operation<Wish>) -> Signature {
    let message = operation.signed_bytes();
    match operation.key {
        PublicKey::Ed25519(_) if operation.key == ed25519_public(1) => sign_ed25519(1, &message),
        PublicKey::Ed25519(_) => sign_ed25519(2, &message),
        PublicKey::Wallet(_) => sign_wallet(&message),
        PublicKey::Passkey(_) => {
            let kept = written("operations.json").and_then(|file| {
                let text = file["operations"][at]["envelope"].as_str()?.to_owned();
                let envelope: Envelope<Wish> = serde_json::from_str(&text).ok()?;
                let Proof::Signature(signature) = envelope.proof;
                Some(signature)
            });
            sign_passkey(&message, kept)
        }
    }
}

fn text<T: Serialize>(value: &T) -> String {
    String::from_utf8(polity_types::canonical::to_bytes(value)).unwrap()
}

/// Returns what a replica says of an envelope before it asks any rule.
fn verdict(envelope: &str) -> Result<String, polity_types::Refusal> {
    use polity_types::refusal::Explain as _;
    let decoded = Decoded::<Wish>::decode(envelope.as_bytes().to_vec());
    let decoded = decoded.map_err(|error| error.refusal())?;
    let claim = decoded.claim();
    let signature = claim.signature.verify(claim.key, claim.message);
    decoded.judge(signature).map(|signed| signed.id.to_string())
}

pub fn example() -> (Value, [String; 6]) {
    let (ana, ben) = (ana().inception.person(), ben_kept().inception.person());
    let send = Wish::Send {
        amount: polity_types::Amount::from(250),
        asset: "EUR".parse().unwrap(),
        to: ana,
    };
    let wishes = [
        ("an Ed25519 key", operation(ana, ed25519_public(1), 0, say("Good evening."))),
        ("a passkey", operation(ben, passkey_public(), 1, say("Good evening to you."))),
        ("a wallet", operation(ben, wallet_public(), 2, send)),
        (
            "quotes, newline, letters",
            operation(ana, ed25519_public(1), 3, say("\"caf\u{e9}\"\n\\ \u{1f602}")),
        ),
        ("another key of the person", operation(ben, ed25519_public(2), 4, say("And again."))),
        ("the largest nonce", operation(ana, ed25519_public(1), (1 << 53) - 1, say(""))),
    ];
    let envelopes = wishes.each_ref().map(|(_, operation)| operation.clone());
    let mut at = 0;
    let envelopes = envelopes.map(|operation| {
        let signature = sign(at, &operation);
        at += 1;
        Envelope { operation, proof: Proof::Signature(signature) }
    });
    let examples = wishes.iter().zip(&envelopes).map(|((name, operation), envelope)| {
        assert_eq!(verdict(&text(envelope)), Ok(operation.id().to_string()), "{name}");
        json!({
            "name": name,
            "envelope": text(envelope),
            "id": operation.id().to_string(),
            "operation": text(operation),
            "signed_bytes": String::from_utf8(operation.signed_bytes()).unwrap(),
        })
    });
    let value = json!({
        "operations": examples.collect::<Vec<_>>(),
        "refused": refused(&envelopes[0], &envelopes[1]),
        "secrets": {
            "note": "Each secret is a byte repeated 32 times.",
            "ana": 1, "ben": 2, "passkey": 7, "wallet": 9,
        },
    });
    (value, envelopes.map(|envelope| text(&envelope)))
}

fn refused(good: &Envelope<Wish>, passkey: &Envelope<Wish>) -> Vec<Value> {
    let change = |edit: fn(&mut Envelope<Wish>)| {
        let mut envelope = good.clone();
        edit(&mut envelope);
        text(&envelope)
    };
    let signature = |edit: fn(&mut Signature)| {
        let mut envelope = good.clone();
        let Proof::Signature(signature) = &mut envelope.proof;
        edit(signature);
        text(&envelope)
    };
    let mut of_another = passkey.clone();
    of_another.operation.nonce += 1;
    let plain = text(good);
    let cases = [
        ("a space after it", format!("{plain} ")),
        ("an unknown field", plain.replacen("\"nonce\":0", "\"nonce\":0,\"note\":1", 1)),
        ("a field missing", plain.replacen("\"nonce\":0,", "", 1)),
        ("null for a field", plain.replacen("\"nonce\":0", "\"nonce\":null", 1)),
        (
            "an unknown kind of proof",
            plain.replacen("\"kind\":\"signature\"", "\"kind\":\"oath\"", 1),
        ),
        (
            "a validity that ends first",
            change(|e| e.operation.valid.until = e.operation.valid.from),
        ),
        (
            "a validity of more than a day",
            change(|e| e.operation.valid.until.0 = e.operation.valid.from.0 + 86_401),
        ),
        ("a signature of 63 bytes", signature(|s| s.signature.0.truncate(63))),
        ("client data for an Ed25519 key", signature(|s| s.client_data = Some(Base64(vec![1])))),
        ("another nonce than was signed", change(|e| e.operation.nonce = 7)),
        ("a passkey that signed something else", text(&of_another)),
    ];
    let refuse = |(name, envelope): (&str, String)| {
        let error = verdict(&envelope).expect_err(name);
        json!({"name": name, "envelope": envelope, "code": error.code, "rule": error.rule})
    };
    cases.into_iter().map(refuse).collect()
}
