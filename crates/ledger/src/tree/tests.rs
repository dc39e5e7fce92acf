//! The tree against its oracles: `jmt`, `ics23`, and the published vectors.

use std::collections::BTreeMap;

use jmt::mock::MockTreeStore;
use jmt::{KeyHash, RootHash, Sha256Jmt};
use proptest::prelude::*;

use super::*;

type Writes = Vec<(Vec<u8>, Option<Vec<u8>>)>;

fn changes(writes: &Writes) -> Vec<Change> {
    writes.iter().map(|(key, value)| Change::new(key, value.as_deref())).collect()
}

/// The same history in `jmt`.
struct Oracle {
    store: MockTreeStore,
    version: u64,
}

impl Oracle {
    fn new() -> Self {
        Self { store: MockTreeStore::default(), version: 0 }
    }

    fn apply(&mut self, writes: &Writes) -> Hash {
        // `jmt` wants each key once.
        let last: BTreeMap<_, _> = writes.iter().cloned().collect();
        let sets = last.iter().map(|(key, value)| {
            let hash = KeyHash(hashing::digest(key));
            self.store.put_key_preimage(hash, key);
            (hash, value.clone())
        });
        let jmt = Sha256Jmt::new(&self.store);
        let (root, batch) = jmt.put_value_set(sets.collect::<Vec<_>>(), self.version).unwrap();
        self.store.write_tree_update_batch(batch).unwrap();
        self.version += 1;
        Hash(root.0)
    }
}

fn any_writes() -> impl Strategy<Value = Writes> {
    let key = (0..40_u8).prop_map(|n| format!("member/{n:04}").into_bytes());
    let value = prop::option::weighted(0.7, prop::collection::vec(any::<u8>(), 0..20));
    prop::collection::vec((key, value), 0..25)
}

fn any_history() -> impl Strategy<Value = Vec<Writes>> {
    prop::collection::vec(any_writes(), 1..8)
}

/// Our proof in the shape of `jmt`'s, by way of its serialized form: the siblings there carry their
/// preimages, so they are taken from `jmt` after comparing hashes.
fn as_jmt<T: serde::Serialize + serde::de::DeserializeOwned>(theirs: &T, ours: &StatePath) -> T {
    let mut value = serde_json::to_value(theirs).unwrap();
    let leaf = ours.leaf.map(|leaf| {
        serde_json::json!({ "key_hash": leaf.key_hash.0.to_vec(), "value_hash": leaf.value_hash.0.to_vec() })
    });
    let siblings = value["siblings"].as_array().unwrap();
    assert_eq!(siblings.len(), ours.siblings.len());
    for (theirs, ours) in siblings.iter().zip(&ours.siblings) {
        assert_eq!(sibling_hash(theirs), ours.0);
    }
    value["leaf"] = serde_json::to_value(leaf).unwrap();
    serde_json::from_value(value).unwrap()
}

fn sibling_hash(value: &serde_json::Value) -> Digest {
    if value == "Null" {
        return hashing::EMPTY;
    }
    let field = |kind: &str, name: &str| -> Digest {
        serde_json::from_value(value[kind][name].clone()).unwrap()
    };
    if value.get("Leaf").is_some() {
        hashing::leaf(&field("Leaf", "key_hash"), &field("Leaf", "value_hash"))
    } else {
        hashing::branch(&field("Internal", "left_child"), &field("Internal", "right_child"))
    }
}

fn ours_from_jmt<T: serde::Serialize>(theirs: &T) -> StatePath {
    let value = serde_json::to_value(theirs).unwrap();
    let leaf = value["leaf"].as_object().map(|leaf| {
        let field = |name: &str| Hash(serde_json::from_value(leaf[name].clone()).unwrap());
        StateLeaf { key_hash: field("key_hash"), value_hash: field("value_hash") }
    });
    let siblings =
        value["siblings"].as_array().unwrap().iter().map(|node| Hash(sibling_hash(node))).collect();
    StatePath { leaf, siblings }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Any history has the roots of `jmt`, and each proof at each kept version is the same there and
    /// here, and is accepted by both verifiers.
    #[test]
    fn any_history_agrees_with_jmt(history in any_history()) {
        let mut tree = Tree::new();
        let mut oracle = Oracle::new();
        let mut state = BTreeMap::new();
        let mut states = Vec::new();
        for (version, writes) in history.iter().enumerate() {
            let root = tree.apply(version as u64 + 1, changes(writes));
            prop_assert_eq!(root, oracle.apply(writes));
            for (key, value) in writes {
                match value {
                    Some(value) => drop(state.insert(key.clone(), value.clone())),
                    None => drop(state.remove(key)),
                }
            }
            states.push((root, state.clone()));
        }
        let jmt = Sha256Jmt::new(&oracle.store);
        let mut met = (0, 0);
        for (version, (root, state)) in states.iter().enumerate() {
            for n in 0..45_u8 {
                let key = format!("member/{n:04}").into_bytes();
                let hash = KeyHash(hashing::digest(&key));
                let proof = tree.prove(version as u64 + 1, &key).unwrap();
                let (value, theirs) = jmt.get_with_proof(hash, version as u64).unwrap();
                prop_assert_eq!(value.as_ref(), state.get(&key));
                prop_assert_eq!(&ours_from_jmt(&theirs), &proof);
                let theirs = as_jmt(&theirs, &proof);
                if let Some(value) = value {
                    met.0 += 1;
                    theirs.verify_existence(RootHash(root.0), hash, &value).unwrap();
                    prop_assert_eq!(verify_presence(root, &key, &value, &proof), Ok(()));
                    prop_assert_eq!(
                        verify_presence(root, &key, b"other", &proof),
                        Err(StateProofError::OtherValue)
                    );
                    prop_assert_eq!(
                        verify_absence(root, &key, &proof),
                        Err(StateProofError::Present)
                    );
                } else {
                    met.1 += 1;
                    theirs.verify_nonexistence(RootHash(root.0), hash).unwrap();
                    prop_assert_eq!(verify_absence(root, &key, &proof), Ok(()));
                    prop_assert!(verify_presence(root, &key, b"x", &proof).is_err());
                }
            }
        }
        prop_assert!(met.1 > 0);
    }

    /// A version taken back leaves no trace: roots, proofs and node counts are as before.
    #[test]
    fn undo_restores_everything(history in any_history(), extra in any_writes()) {
        let mut tree = Tree::build(0, Vec::new(), 4);
        for (version, writes) in history.iter().enumerate() {
            let _root = tree.apply(version as u64 + 1, changes(writes));
        }
        let before = (tree.root(), tree.height(), tree.node_counts());
        let _root = tree.apply(99, changes(&extra));
        let has_forgotten = history.len() >= 4;
        prop_assert!(tree.undo());
        prop_assert!(!tree.undo());
        prop_assert_eq!((tree.root(), tree.height()), (before.0, before.1));
        if !has_forgotten {
            prop_assert_eq!(tree.node_counts(), before.2);
        }
        // The history goes on as if nothing had been tried.
        let mut straight = Tree::build(0, Vec::new(), 4);
        for (version, writes) in history.iter().enumerate() {
            let _root = straight.apply(version as u64 + 1, changes(writes));
        }
        for tree in [&mut tree, &mut straight] {
            for round in 0..6 {
                let _root = tree.apply(100 + round, changes(&extra));
            }
        }
        prop_assert_eq!(tree.root(), straight.root());
        prop_assert_eq!(tree.node_counts(), straight.node_counts());
    }

    /// Any change to a proof makes it fail.
    #[test]
    fn a_wrong_byte_fails(writes in any_writes(), pick in any::<prop::sample::Index>(), bit in 0..8) {
        let mut tree = Tree::new();
        let root = tree.apply(1, changes(&writes));
        for n in 0..40_u8 {
            let key = format!("member/{n:04}").into_bytes();
            let mut proof = tree.prove(1, &key).unwrap();
            let size = 32 * proof.siblings.len() + if proof.leaf.is_some() { 64 } else { 0 };
            if size == 0 { continue; }
            let place = pick.index(size);
            let mask = 1_u8 << bit;
            match place.checked_sub(32 * proof.siblings.len()) {
                None => proof.siblings[place / 32].0[place % 32] ^= mask,
                Some(place) => {
                    let StateLeaf { key_hash: Hash(key), value_hash: Hash(value) } = proof.leaf.as_mut().unwrap();
                    if place < 32 {
                        key[place] ^= mask;
                    } else {
                        value[place - 32] ^= mask;
                    }
                }
            }
            let value = writes.iter().rev().find(|(k, _)| *k == key).and_then(|(_, v)| v.clone());
            let is_shown = match value {
                Some(value) => verify_presence(&root, &key, &value, &proof).is_ok(),
                None => verify_absence(&root, &key, &proof).is_ok(),
            };
            prop_assert!(!is_shown);
        }
    }
}

/// A large history, in parallel, with removals, has the roots of `jmt` and frees what it forgets.
#[test]
fn large_batches_agree_with_jmt() {
    let mut tree = Tree::build(0, Vec::new(), 3);
    let mut oracle = Oracle::new();
    let mut seed = 7_u64;
    for round in 1..=12_u64 {
        let mut writes = Writes::new();
        for _ in 0..900 {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let key = format!("account/{:05}", (seed >> 33) % 2_000).into_bytes();
            let value = (seed >> 20) & 3 != 0;
            writes.push((key, value.then(|| seed.to_be_bytes().to_vec())));
        }
        assert_eq!(tree.apply(round, changes(&writes)), oracle.apply(&writes), "round {round}");
    }
    // All removed: the tree is empty again, and with its history gone it holds no node.
    let all: Writes = (0..2_000).map(|n| (format!("account/{n:05}").into_bytes(), None)).collect();
    assert_eq!(tree.apply(13, changes(&all)), Tree::empty_root());
    for round in 14..20 {
        let _root = tree.apply(round, Vec::new());
    }
    assert_eq!(tree.node_counts(), (0, 0));
    assert_eq!(tree.versions().count(), 3);
    assert!(tree.prove(13, b"account/00001").is_none(), "forgotten versions are not proven");
}

/// semaphore-protocol/semaphore#933, #1076 and #196: what was removed left a group that was no more the one of those who
/// stayed, and a place where nobody is passed for a member. Here the tree is that of those who stayed, whoever else was in
/// it, and where nothing is nothing is shown, not even an empty value.
#[test]
fn semaphore_933_who_was_removed_is_as_if_never_there() {
    let key = |n: u32| format!("member/{n:04}").into_bytes();
    let all: Writes = (0..300).map(|n| (key(n), Some(vec![7; 3]))).collect();
    let (gone, stay): (Writes, Writes) = all.iter().cloned().partition(|(key, _)| key[10] % 3 == 0);
    let mut tree = Tree::new();
    let _root = tree.apply(1, changes(&all));
    let removed: Writes = gone.iter().map(|(key, _)| (key.clone(), None)).collect();
    let root = tree.apply(2, changes(&removed));
    assert_eq!(root, Tree::build(2, changes(&stay), 1).root());
    for (key, value) in gone.iter().chain([&(key(301), None)]) {
        let proof = tree.prove(2, key).unwrap();
        assert!(verify_absence(&root, key, &proof).is_ok());
        for value in [value.clone().unwrap_or_default(), Vec::new()] {
            assert!(verify_presence(&root, key, &value, &proof).is_err());
        }
        // What was shown while they were there is shown no more.
        let before = tree.prove(1, key).unwrap();
        assert!(verify_presence(&root, key, &[7; 3], &before).is_err());
    }
    for (key, _) in &stay {
        let proof = tree.prove(2, key).unwrap();
        assert!(verify_presence(&root, key, &[7; 3], &proof).is_ok());
        assert!(verify_absence(&root, key, &proof).is_err());
    }
}

/// A tree built at once equals one grown by steps.
#[test]
fn building_equals_growing() {
    let records: Writes =
        (0..3_000_u32).map(|n| (n.to_be_bytes().to_vec(), Some(vec![1; 9]))).collect();
    let built = Tree::build(5, changes(&records), 2);
    let mut grown = Tree::new();
    for (height, part) in records.chunks(70).enumerate() {
        let _root = grown.apply(height as u64 + 1, changes(&part.to_vec()));
    }
    assert_eq!(built.root(), grown.root());
    assert_eq!(built.height(), 5);
}

/// Proofs of presence are accepted by `ics23` under the specification that `jmt` publishes.
#[test]
fn ics23_accepts_presence() {
    let records: Writes = (0..500_u32)
        .map(|n| (format!("key/{n:04}").into_bytes(), Some(n.to_be_bytes().to_vec())))
        .collect();
    let mut tree = Tree::new();
    let root = tree.apply(1, changes(&records));
    for (key, value) in &records {
        let value = value.as_ref().unwrap();
        let proof = tree.prove(1, key).unwrap();
        let proof = to_ics23(key, value, &proof);
        let is_member = |value: &[u8]| {
            ics23::verify_membership::<ics23::HostFunctionsManager>(
                &proof,
                &jmt::ics23_spec(),
                &root.0.to_vec(),
                key,
                value,
            )
        };
        assert!(is_member(value));
        assert!(!is_member(b"another value"));
    }
}

fn to_ics23(key: &[u8], value: &[u8], proof: &StatePath) -> ics23::CommitmentProof {
    let sha256: i32 = ics23::HashOp::Sha256.into();
    let hash = hashing::digest(key);
    let depths = (0..proof.siblings.len()).rev();
    let path = proof.siblings.iter().zip(depths).map(|(sibling, depth)| {
        let mut prefix = b"JMT::IntrnalNode".to_vec();
        let mut suffix = Vec::new();
        if hashing::bit(&hash, depth) { &mut prefix } else { &mut suffix }.extend(sibling.0);
        ics23::InnerOp { hash: sha256, prefix, suffix }
    });
    let leaf = ics23::LeafOp {
        hash: sha256,
        prehash_key: sha256,
        prehash_value: sha256,
        length: ics23::LengthOp::NoPrefix.into(),
        prefix: b"JMT::LeafNode".to_vec(),
    };
    let exist = ics23::ExistenceProof {
        key: key.to_vec(),
        value: value.to_vec(),
        leaf: Some(leaf),
        path: path.collect(),
    };
    ics23::CommitmentProof { proof: Some(ics23::commitment_proof::Proof::Exist(exist)) }
}

#[test]
fn published_vectors_agree() {
    let Some(folder) = crate::testing::vectors("jmt") else { return };
    let text = std::fs::read_to_string(folder.join("sha2_256_vectors.json")).unwrap();
    let file: serde_json::Value = serde_json::from_str(&text).unwrap();
    let vectors = file["vectors"].as_array().unwrap();
    assert_eq!(vectors.len(), 3);
    for vector in vectors {
        let bytes = |value: &serde_json::Value| crate::testing::from_hex(value.as_str().unwrap());
        let pairs = vector["data"].as_array().unwrap().iter();
        let writes = pairs.map(|pair| (bytes(&pair["key"]), Some(bytes(&pair["value"])))).collect();
        let root = Tree::new().apply(1, changes(&writes));
        assert_eq!(root.0.to_vec(), bytes(&vector["expected_root"]));
    }
}

#[test]
fn too_long_a_path_is_refused() {
    let proof = StatePath { leaf: None, siblings: vec![Tree::empty_root(); 257] };
    assert_eq!(
        verify_absence(&Tree::empty_root(), b"k", &proof),
        Err(StateProofError::TooLong(257))
    );
}
