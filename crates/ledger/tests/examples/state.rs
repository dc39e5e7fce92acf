//! State keys, roots and paths (STA-1 to STA-5).

use polity_ledger::tree::{Change, Tree, verify_absence, verify_presence};
use polity_types::Hash;
use serde_json::{Value, json};

use crate::reference::{self, Records};
use crate::society::Society;

pub fn example(society: &Society) -> Value {
    let records = &society.seals.last().unwrap().2;
    let mut tree = Tree::new();
    let mut grown = Records::new();
    let mut roots = vec![json!({"records": 0, "root": reference::state_root(&grown).to_string()})];
    for (at, (key, value)) in (1_u64..).zip(records) {
        grown.insert(key.clone(), value.clone());
        let root = reference::state_root(&grown);
        let change = Change::new(key.as_bytes(), Some(value.as_bytes()));
        assert_eq!(tree.apply(at, vec![change]), root);
        roots.push(json!({"records": at, "root": root.to_string()}));
    }
    let root = reference::state_root(records);
    let absent = ["example/note/0000000000000003", "example/zero", "nothing"];
    let keys = records.keys().map(String::as_str).chain(absent);
    let paths = keys.map(|key| {
        let path = reference::state_path(records, key);
        assert_eq!(tree.prove(tree.height(), key.as_bytes()), Some(path.clone()), "{key}");
        match records.get(key) {
            Some(value) => verify_presence(&root, key.as_bytes(), value.as_bytes(), &path).unwrap(),
            None => verify_absence(&root, key.as_bytes(), &path).unwrap(),
        }
        json!({
            "key": key,
            "key_hash": Hash::of(key.as_bytes()).to_string(),
            "path": path,
            "value": records.get(key),
        })
    });
    json!({
        "paths": paths.collect::<Vec<_>>(),
        "records_in_order": records.iter().collect::<Vec<_>>(),
        "roots_as_records_are_added_in_order": roots,
    })
}

#[test]
fn sta_2_and_sta_3_a_lone_record_is_the_root_and_bits_choose_the_side() {
    let mut records = Records::from([("a".to_owned(), "1".to_owned())]);
    let (key, value) = (Hash::of(b"a"), Hash::of(b"1"));
    let leaf = Hash::of_parts(&[b"JMT::LeafNode", key.as_bytes(), value.as_bytes()]);
    assert_eq!(reference::state_root(&records), leaf);
    let mut tree = Tree::new();
    assert_eq!(tree.apply(1, vec![Change::new(b"a", Some(b"1"))]), leaf);
    // Two keys that differ in their first bit: the one with 1 stands right.
    let other = ["b", "c", "d", "e"]
        .into_iter()
        .find(|k| (Hash::of(k.as_bytes()).0[0] ^ key.0[0]) & 0x80 != 0);
    let other = other.unwrap();
    let beside =
        Hash::of_parts(&[b"JMT::LeafNode", &Hash::of(other.as_bytes()).0, value.as_bytes()]);
    let (left, right) = if key.0[0] & 0x80 == 0 { (leaf, beside) } else { (beside, leaf) };
    let root = Hash::of_parts(&[b"JMT::IntrnalNode", left.as_bytes(), right.as_bytes()]);
    let _ = records.insert(other.to_owned(), "1".to_owned());
    assert_eq!(reference::state_root(&records), root);
    assert_eq!(tree.apply(2, vec![Change::new(other.as_bytes(), Some(b"1"))]), root);
}
