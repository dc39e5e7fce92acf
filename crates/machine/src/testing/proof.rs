//! Proofs of a society in a box, as a served one gives them: a checkpoint of two entries, the founding and a
//! seal over the state as it stands.

use std::str::FromStr as _;

use polity_ledger::Checkpoint;
use polity_ledger::log::{TreeHead, merkle};
use polity_ledger::tree::{Change, Tree};
use polity_types::log::{LogEntry, RULES_VERSION, Seal, SignedFounding};
use polity_types::proof::{BUNDLE_VERSION, Bundle, Claim, StateClaim};
use polity_types::{Base64, Hash, canonical};
use serde_json::value::RawValue;

use super::{Society, key_of, public};
use crate::frame::clock::Clock;
use crate::frame::state::StateView as _;

impl Society {
    /// Returns a bundle that proves what stands under some keys of the state.
    ///
    /// # Panics
    /// If the state holds what is no JSON: a bug in the machine.
    #[must_use]
    pub fn proof(&self, keys: &[String]) -> Vec<u8> {
        let records = self.state.scan("", None, usize::MAX);
        let changes = records.iter().map(|(key, record)| Change::new(key.as_bytes(), Some(record)));
        let mut tree = Tree::new();
        let state_root = tree.apply(1, changes.collect());
        let clock = Clock::read(&self.state);
        let signer = key_of("signer");
        let seal = Seal {
            count: 0,
            evidence: Base64::default(),
            height: clock.height,
            rules_version: RULES_VERSION,
            signers: vec![public(&signer)],
            state_root,
            time: clock.time,
        };
        let leaf = |entry: &LogEntry| merkle::leaf_hash(&entry.to_bytes());
        let first = leaf(&LogEntry::Founding(Box::new(SignedFounding::clone(&self.founding))));
        let last = leaf(&LogEntry::Seal(seal.clone()));
        let root = Hash::of_parts(&[&[1], first.as_bytes(), last.as_bytes()]);
        let head = TreeHead { root, size: 2 };
        let claim = |key: &String| {
            let value = self.state.get(key);
            let text = value.map(|value| String::from_utf8_lossy(&value).into_owned());
            let value = text.map(|text| RawValue::from_string(text).expect("records are JSON"));
            let path = tree.prove(1, key.as_bytes()).expect("the version was just made");
            let key_hash = Hash::of(key.as_bytes());
            let (inclusion, key, seal) = (vec![first], key.clone(), seal.clone());
            Claim::State(Box::new(StateClaim { inclusion, key, key_hash, path, seal, value }))
        };
        let bundle = Bundle {
            checkpoint: Checkpoint { head, society: self.id }.sign(&[&signer]).to_note(),
            claims: keys.iter().map(claim).collect(),
            extends: None,
            founding: self.founding.founding.clone(),
            version: String::from_str(BUNDLE_VERSION).unwrap_or_default(),
            walk: Vec::new(),
        };
        canonical::to_bytes(&bundle)
    }
}
