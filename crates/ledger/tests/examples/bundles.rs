//! Proof bundles that hold, and what they prove.

use polity_ledger::verify::{Kept, Proven, Standing, verify};
use polity_types::proof::Bundle;
use polity_types::{Hash, canonical};
use rayon::prelude::*;
use serde_json::{Value, json};

use crate::Files;
use crate::society::Society;

/// A key that the state of the examples does not hold.
pub const ABSENT: &str = "example/note/0000000000000009";
const NOTE: &str = "example/note/0000000000000001";

pub struct Case {
    pub file: &'static str,
    pub says: &'static str,
    pub bundle: Bundle,
    pub kept: Option<Kept>,
}

/// The checkpoint after batch `height`, as a reader keeps it.
pub fn kept(society: &Society, height: usize) -> Kept {
    let size = society.seals[height].0;
    Kept {
        note: society.note(height),
        root: society.root(size),
        size: u64::try_from(size).unwrap(),
        back: None,
    }
}

pub fn cases(society: &Society) -> Vec<Case> {
    let case = |file, says, bundle| Case { file, says, bundle, kept: None };
    let several = vec![
        society.entry(0, 6),
        society.entry(13, 6),
        society.state("example/text", 6),
        society.state(ABSENT, 6),
        society.state("example/count", 6),
    ];
    let mut extended = society.bundle(6, vec![society.entry(2, 6)]);
    extended.extends = Some(society.extension(1, 6));
    let mut alone = society.bundle(5, vec![]);
    alone.extends = Some(society.extension(5, 5));
    let mut by_three = society.bundle(6, vec![society.state(NOTE, 6)]);
    by_three.checkpoint = society.note_by(6, 3);
    let mut older = kept(society, 3);
    older.back = Some(society.extension(1, 3));
    vec![
        case(
            "proof-entry.json",
            "an entry, one signer",
            society.bundle(1, vec![society.entry(2, 1)]),
        ),
        case(
            "proof-state.json",
            "a record, one signer",
            society.bundle(1, vec![society.state(NOTE, 1)]),
        ),
        case(
            "proof-absence.json",
            "no record under a key",
            society.bundle(1, vec![society.state(ABSENT, 1)]),
        ),
        case(
            "proof-change.json",
            "the checkpoint that changes the signers is signed by those before",
            society.bundle(2, vec![society.entry(5, 2), society.state("example/signer", 2)]),
        ),
        case(
            "proof-walk.json",
            "signers changed from one to another",
            society.bundle(3, vec![society.entry(7, 3), society.state("example/count", 3)]),
        ),
        case(
            "proof-claims.json",
            "several claims after two changes, four signers",
            society.bundle(6, several),
        ),
        case("proof-three.json", "three of four signers suffice", by_three),
        Case {
            file: "proof-extends.json",
            says: "goes on from a checkpoint that the reader keeps",
            bundle: extended,
            kept: Some(kept(society, 1)),
        },
        case(
            "proof-checkpoint.json",
            "nothing but a checkpoint, and that it extends itself",
            alone,
        ),
        Case {
            file: "proof-kept.json",
            says: "the walk passes the checkpoint that the reader keeps",
            bundle: society.bundle(3, vec![]),
            kept: Some(kept(society, 2)),
        },
        Case {
            file: "proof-same.json",
            says: "the reader keeps this very checkpoint",
            bundle: society.bundle(0, vec![]),
            kept: Some(kept(society, 0)),
        },
        Case {
            file: "proof-older.json",
            says: "an older bundle, and the reader is shown that the kept checkpoint extends it",
            bundle: society.bundle(1, vec![society.entry(3, 1)]),
            kept: Some(older),
        },
    ]
}

pub fn files(society: &Society) -> Files {
    let text = |case: Case| String::from_utf8(canonical::to_bytes(&case.bundle)).unwrap();
    cases(society).into_iter().map(|case| (case.file.to_owned(), text(case))).collect()
}

pub fn kept_json(kept: Option<&Kept>) -> Value {
    let Some(Kept { note, root, size, back }) = kept else { return Value::Null };
    let mut value = json!({"note": note, "root": root.to_string(), "size": size});
    if let Some(back) = back {
        value["back"] = serde_json::to_value(back).unwrap();
    }
    value
}

pub fn table(society: &Society) -> Value {
    let proofs = cases(society).into_iter().map(|case| {
        let bytes = canonical::to_bytes(&case.bundle);
        let verified = verify(&bytes, &society.id, case.kept.as_ref()).expect(case.file);
        let claims = verified.claims.iter().map(|claim| match claim {
            Proven::Entry { entry, index } => {
                json!({"index": index, "kind": "entry", "sha256": Hash::of(entry).to_string()})
            }
            Proven::State { height, key, value, time } => {
                let value = value.as_ref().map(|value| std::str::from_utf8(value).unwrap());
                json!({"height": height, "key": key, "kind": "state", "time": time, "value": value})
            }
        });
        let standing = match verified.standing {
            Standing::First => "first",
            Standing::Same => "same",
            Standing::Newer => "newer",
            Standing::Older => "older",
        };
        json!({
            "claims": claims.collect::<Vec<_>>(),
            "file": case.file,
            "kept": kept_json(case.kept.as_ref()),
            "root": verified.checkpoint.root.to_string(),
            "says": case.says,
            "signed_by": verified.signed_by.len(),
            "signer_changes": verified.signer_changes,
            "signers": verified.signers.len(),
            "size": verified.checkpoint.size,
            "standing": standing,
        })
    });
    json!({"proofs": proofs.collect::<Vec<_>>(), "society": society.id.to_string()})
}

/// Flips every bit of the smallest bundle and a bit of every byte of the others, and cuts them off at
/// every byte; nothing may pass.
#[test]
fn pro_4_a_wrong_bit_anywhere_is_refused() {
    let (_, envelopes) = crate::operations::example();
    let society = Society::new(&envelopes);
    let bundles = cases(&society).into_iter().map(|case| canonical::to_bytes(&case.bundle));
    let mut bundles: Vec<Vec<u8>> = bundles.collect();
    bundles.sort_by_key(Vec::len);
    let flips = bundles.iter().enumerate().flat_map(|(number, good)| {
        let bits = if number == 0 { 0..8 } else { 0..1 };
        let every = move |at| bits.clone().map(move |bit| (good, at, (at + bit) % 8));
        (0..good.len()).flat_map(every)
    });
    let flips: Vec<(&Vec<u8>, usize, usize)> = flips.collect();
    flips.into_par_iter().for_each(|(good, at, bit)| {
        let mut bytes = good.clone();
        bytes[at] ^= 1 << bit;
        assert!(verify(&bytes, &society.id, None).is_err(), "byte {at}, bit {bit}");
        assert!(verify(&good[..at], &society.id, None).is_err(), "cut at {at}");
    });
}
