//! A society of fourteen entries: batches, an empty one, two changes of signers.

use polity_types::log::{Founding, LogEntry, Seal, SignedFounding};
use polity_types::proof::{Bundle, Claim, EntryClaim, Extension, SignerChange, StateClaim};
use polity_types::{Base64, Hash, Height, PublicKey, SocietyId, Timestamp};
use serde_json::value::RawValue;

use polity_ledger::checkpoint::Checkpoint;
use polity_ledger::log::TreeHead;

use crate::people::{ana, ed25519, ed25519_public, sign_ed25519};
use crate::reference::{self, Records};

/// The log and all that is needed to prove things about it.
pub struct Society {
    pub entries: Vec<Vec<u8>>,
    pub founding: Founding,
    pub id: SocietyId,
    /// The seals, each with the size of the log that it ends and the state after it.
    pub seals: Vec<(usize, Seal, Records)>,
    /// Who signs the checkpoint of each seal, as seeds.
    pub signing: Vec<Vec<u8>>,
}

/// The charter of the examples.
pub const CHARTER: &str = "# Lantern\n\nWe keep the light on for each other.\n";
const START: u64 = 1_795_000_000;

fn sorted(seeds: &[u8]) -> Vec<PublicKey> {
    let mut keys: Vec<_> = seeds.iter().map(|seed| ed25519_public(*seed)).collect();
    keys.sort_by_key(ToString::to_string);
    keys
}

pub fn founding() -> Founding {
    Founding {
        charter: Hash::of(CHARTER.as_bytes()),
        descent: None,
        founder: ana(),
        relying_parties: Vec::new(),
        rules_version: 1,
        salt: Base64(vec![0x5a; 16]),
        signers: sorted(&[10]),
        time: Timestamp(START),
    }
}

/// What each batch holds: envelopes, records written, signers from then on (as seeds).
type Batch<'a> = (Vec<String>, Vec<(&'a str, &'a str)>, &'a [u8]);

impl Society {
    /// `envelopes` are taken two, one, one, one and one by the batches after the founding's.
    pub fn new(envelopes: &[String; 6]) -> Self {
        let founding = founding();
        let id = founding.society();
        let proof = polity_types::person::KeySignature {
            key: ed25519_public(1),
            signature: sign_ed25519(1, &founding.signed_bytes()),
        };
        let signed = SignedFounding { founding: founding.clone(), proof };
        let batches: [Batch<'_>; 7] = [
            (vec![], vec![("example/note/0000000000000001", r#"{"text":"first light"}"#)], &[10]),
            (
                envelopes[..2].to_vec(),
                vec![
                    ("example/note/0000000000000002", r#"{"text":"two words"}"#),
                    ("example/count", r#"{"count":2}"#),
                ],
                &[10],
            ),
            (envelopes[2..3].to_vec(), vec![("example/signer", r#"{"change":1}"#)], &[11]),
            (envelopes[3..4].to_vec(), vec![("example/count", r#"{"count":3}"#)], &[11]),
            (
                envelopes[4..5].to_vec(),
                vec![("example/signer", r#"{"change":2}"#)],
                &[20, 21, 22, 23],
            ),
            (
                envelopes[5..].to_vec(),
                vec![("example/text", "\"caf\u{e9}\\n\"")],
                &[20, 21, 22, 23],
            ),
            (vec![], vec![], &[20, 21, 22, 23]),
        ];
        let mut society = Self {
            entries: vec![LogEntry::Founding(Box::new(signed)).to_bytes()],
            founding,
            id,
            seals: Vec::new(),
            signing: Vec::new(),
        };
        let (mut records, mut signing): (Records, &[u8]) = (Records::new(), &[10]);
        for (height, (envelopes, writes, signers)) in (0_u64..).zip(batches) {
            let count = u64::try_from(envelopes.len()).unwrap();
            let operations = envelopes.iter().map(|e| LogEntry::of_operation(e.as_bytes()));
            society.entries.extend(operations);
            records.extend(writes.into_iter().map(|(key, value)| (key.into(), value.into())));
            let seal = Seal {
                count,
                evidence: Base64(vec![]),
                height: Height(height),
                rules_version: 1,
                signers: sorted(signers),
                state_root: reference::state_root(&records),
                time: Timestamp(START + 60 * height),
            };
            society.entries.push(LogEntry::Seal(seal.clone()).to_bytes());
            society.seals.push((society.entries.len(), seal, records.clone()));
            society.signing.push(signing.to_vec());
            signing = signers;
        }
        society
    }

    fn upto(&self, size: usize) -> &[Vec<u8>] {
        &self.entries[..size]
    }

    pub fn root(&self, size: usize) -> Hash {
        reference::root(self.upto(size))
    }

    /// The checkpoint after batch `height`, signed by the first `count` signers.
    pub fn note_by(&self, height: usize, count: usize) -> String {
        let size = self.seals[height].0;
        let seeds = self.signing[height].iter().take(count);
        self.note_of(size, self.root(size), &seeds.copied().collect::<Vec<_>>())
    }

    pub fn note(&self, height: usize) -> String {
        self.note_by(height, usize::MAX)
    }

    pub fn note_of(&self, size: usize, root: Hash, seeds: &[u8]) -> String {
        let head = TreeHead { size: u64::try_from(size).unwrap(), root };
        let keys: Vec<_> = seeds.iter().map(|seed| ed25519(*seed)).collect();
        let checkpoint = Checkpoint { society: self.id, head };
        checkpoint.sign(&keys.iter().collect::<Vec<_>>()).to_note()
    }

    /// A bundle about the checkpoint after batch `height`, with the walk to it.
    pub fn bundle(&self, height: usize, claims: Vec<Claim>) -> Bundle {
        let changes: Vec<usize> = (0..height)
            .filter(|at| self.seals[*at].1.signers != self.seals[at.saturating_sub(1)].1.signers)
            .collect();
        let last = self.seals[height].0;
        let step = |(at, change): (usize, &usize)| {
            let (size, seal, _) = &self.seals[*change];
            let next = changes.get(at + 1).map_or(last, |next| self.seals[*next].0);
            SignerChange {
                checkpoint: self.note(*change),
                consistency: reference::consistency(*size, self.upto(next)),
                inclusion: reference::inclusion(size - 1, self.upto(*size)),
                seal: seal.clone(),
            }
        };
        let walk = changes.iter().enumerate().map(step);
        Bundle {
            checkpoint: self.note(height),
            claims,
            extends: None,
            founding: self.founding.clone(),
            version: "polity/proof/v1".into(),
            walk: walk.collect(),
        }
    }

    pub fn entry(&self, index: usize, height: usize) -> Claim {
        let entry = String::from_utf8(self.entries[index].clone()).unwrap();
        Claim::Entry(EntryClaim {
            entry: RawValue::from_string(entry).unwrap(),
            inclusion: reference::inclusion(index, self.upto(self.seals[height].0)),
            index: u64::try_from(index).unwrap(),
        })
    }

    pub fn state(&self, key: &str, height: usize) -> Claim {
        let (size, seal, records) = &self.seals[height];
        Claim::State(Box::new(StateClaim {
            inclusion: reference::inclusion(size - 1, self.upto(*size)),
            key: key.into(),
            key_hash: Hash::of(key.as_bytes()),
            path: reference::state_path(records, key),
            seal: seal.clone(),
            value: records.get(key).map(|v| RawValue::from_string(v.clone()).unwrap()),
        }))
    }

    /// Shows that the log after batch `height` begins with the log after batch `older`.
    pub fn extension(&self, older: usize, height: usize) -> Extension {
        let (size, newer) = (self.seals[older].0, self.seals[height].0);
        Extension {
            consistency: reference::consistency(size, self.upto(newer)),
            root: self.root(size),
            size: u64::try_from(size).unwrap(),
        }
    }
}
