//! Founding, seals, roots and checkpoints (LOG-1 to LOG-6).

use polity_ledger::checkpoint::{key_id, verifier_key};
use polity_ledger::log::merkle;
use polity_types::log::origin;
use polity_types::{Hash, PublicKey};
use serde_json::{Value, json};

use crate::reference;
use crate::society::{CHARTER, Society};

pub fn example(society: &Society) -> Value {
    let name = origin(&society.id);
    let entries = society.entries.iter().map(|entry| {
        let leaf = Hash::of_parts(&[&[0], entry]);
        assert_eq!(merkle::leaf_hash(entry), leaf);
        json!({"entry": String::from_utf8(entry.clone()).unwrap(), "leaf": leaf.to_string()})
    });
    let roots = (1..=society.entries.len()).map(|size| society.root(size).to_string());
    let checkpoints = society.seals.iter().enumerate().map(|(height, (size, ..))| {
        json!({"note": society.note(height), "root": society.root(*size).to_string(), "size": size})
    });
    let signers = society.seals.iter().flat_map(|(_, seal, _)| &seal.signers);
    let mut keys: Vec<&PublicKey> = signers.collect();
    keys.sort();
    keys.dedup();
    let keys = keys.iter().filter_map(|key| match key {
        PublicKey::Ed25519(bytes) => {
            let id = u32::from_be_bytes(key_id(&name, bytes));
            let verifier = verifier_key(&name, bytes);
            Some(json!({"id": format!("{id:08x}"), "key": key.to_string(), "verifier": verifier}))
        }
        _ => None,
    });
    let size = society.entries.len();
    let mut inclusions = Vec::new();
    for index in 0..size {
        let path = reference::inclusion(index, &society.entries);
        let root = society.root(size);
        let leaf = merkle::leaf_hash(&society.entries[index]);
        let index = u64::try_from(index).unwrap();
        merkle::verify_inclusion(&root, u64::try_from(size).unwrap(), index, &leaf, &path).unwrap();
        inclusions.push(json!({"index": index, "path": path}));
    }
    let mut consistencies = Vec::new();
    for older in 1..=size {
        let path = reference::consistency(older, &society.entries);
        let (old, new) = (society.root(older), society.root(size));
        let sizes = (u64::try_from(older).unwrap(), u64::try_from(size).unwrap());
        merkle::verify_consistency((sizes.0, &old), (sizes.1, &new), &path).unwrap();
        consistencies.push(json!({"from": older, "path": path}));
    }
    json!({
        "charter": {"hash": Hash::of(CHARTER.as_bytes()).to_string(), "text": CHARTER},
        "checkpoints": checkpoints.collect::<Vec<_>>(),
        "consistencies_to_the_last_size": consistencies,
        "entries": entries.collect::<Vec<_>>(),
        "founding": {
            "signed_bytes": String::from_utf8(society.founding.signed_bytes()).unwrap(),
            "society": society.id.to_string(),
        },
        "inclusions_in_the_last_size": inclusions,
        "origin": name,
        "roots": roots.collect::<Vec<_>>(),
        "signer_keys": keys.collect::<Vec<_>>(),
    })
}
