//! What the examples of `spec/examples` cannot show: memory on disk, limits, words.

use std::path::PathBuf;

use polity_types::proof::{Bundle, CLAIMS_MAX};
use polity_types::refusal::Explain as _;
use polity_types::{SocietyId, canonical};

use super::{KeepError, Keeper, VerifyError, verify};

fn example(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../spec/examples"));
    std::fs::read(folder.join(name)).unwrap()
}

fn society() -> SocietyId {
    let bundle: Bundle = serde_json::from_slice(&example("proof-same.json")).unwrap();
    bundle.founding.society()
}

fn code(bytes: &[u8]) -> &'static str {
    verify(bytes, &society(), None).unwrap_err().code()
}

#[test]
fn pro_7_a_keeper_never_goes_back_and_saves_evidence() {
    let folder = tempfile::tempdir().unwrap();
    let keeper = Keeper::open(folder.path()).unwrap();
    let society = society();
    assert_eq!(keeper.newest(&society).unwrap(), None);

    let first = keeper.verify(&example("proof-entry.json"), &society).unwrap();
    assert_eq!(keeper.newest(&society).unwrap(), Some(first.checkpoint));
    let unlinked = keeper.verify(&example("proof-claims.json"), &society).unwrap_err();
    assert_eq!(unlinked.refusal().unwrap().code, "proof.not_linked");
    let newer = keeper.verify(&example("proof-extends.json"), &society).unwrap();
    assert_eq!(keeper.newest(&society).unwrap(), Some(newer.checkpoint.clone()));
    let back = keeper.verify(&example("proof-entry.json"), &society).unwrap_err();
    assert_eq!(back.refusal().unwrap().code, "proof.rollback");
    assert_eq!(keeper.newest(&society).unwrap(), Some(newer.checkpoint));
}

#[test]
fn pro_7_conflicting_checkpoints_become_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let keeper = Keeper::open(folder.path()).unwrap();
    let society = society();
    let table: serde_json::Value = serde_json::from_slice(&example("proofs-refused.json")).unwrap();
    let rows = table["refused"].as_array().unwrap();
    let rows = rows.iter().filter(|row| row["code"] == "proof.conflict");
    let mut count = 0;
    for row in rows {
        let kept = row["kept"]["note"].as_str().unwrap();
        std::fs::write(folder.path().join(format!("{society}.checkpoint")), kept).unwrap();
        let bundle = row["bundle"].as_str().unwrap();
        let error = keeper.verify(bundle.as_bytes(), &society).unwrap_err();
        let KeepError::Conflict { error: VerifyError::Conflict(found), evidence } = error else {
            panic!("{}: {error}", row["name"]);
        };
        let saved = std::fs::read(evidence).unwrap();
        assert_eq!(saved, canonical::to_bytes(&*found));
        assert_eq!(found.kept, kept);
        let newest = keeper.newest(&society).unwrap().unwrap();
        assert_eq!(newest.note, kept, "the conflicting checkpoint is not kept");
        count += 1;
    }
    assert_eq!(count, 3);
}

#[test]
fn pro_7_a_damaged_memory_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let keeper = Keeper::open(folder.path()).unwrap();
    let path = folder.path().join(format!("{}.checkpoint", society()));
    std::fs::write(path, "nothing of use").unwrap();
    let error = keeper.verify(&example("proof-entry.json"), &society()).unwrap_err();
    assert!(matches!(error, KeepError::Disk { .. }), "{error}");
}

#[test]
fn pro_1_bundles_have_a_limit() {
    let mut bundle: Bundle = serde_json::from_slice(&example("proof-checkpoint.json")).unwrap();
    let with_claim: Bundle = serde_json::from_slice(&example("proof-entry.json")).unwrap();
    bundle.claims = vec![with_claim.claims[0].clone(); CLAIMS_MAX + 1];
    assert_eq!(code(&canonical::to_bytes(&bundle)), "proof.too_many");
    let too_long = vec![b' '; polity_types::proof::BUNDLE_BYTES_MAX + 1];
    assert_eq!(code(&too_long), "encoding.too_long");
}

#[test]
fn pro_2_the_society_comes_from_the_reader() {
    let other = SocietyId(polity_types::Hash::of(b"another society"));
    let error = verify(&example("proof-entry.json"), &other, None).unwrap_err();
    assert_eq!(error.code(), "proof.other_society");
    assert!(error.to_string().contains(&other.to_string()), "{error}");
}

#[test]
fn pro_4_a_single_signer_is_said_so() {
    let one = verify(&example("proof-entry.json"), &society(), None).unwrap();
    assert!(one.strength().starts_with("One signer"), "{}", one.strength());
    let three = verify(&example("proof-three.json"), &society(), None).unwrap();
    assert!(three.strength().starts_with("3 of 4 signers signed; 3 must"), "{}", three.strength());
}

#[test]
fn pro_5_claims_read_as_sentences() {
    let verified = verify(&example("proof-absence.json"), &society(), None).unwrap();
    let text: Vec<String> = verified.claims.iter().map(ToString::to_string).collect();
    let expected =
        "state after batch 1, 2026-11-18T11:07:40Z: example/note/0000000000000009 = no record";
    assert_eq!(text, [expected]);
}

/// The refused examples, by code.
fn refused(code: &str) -> Vec<String> {
    let table: serde_json::Value = serde_json::from_slice(&example("proofs-refused.json")).unwrap();
    let rows = table["refused"].as_array().unwrap().iter();
    let bundles = rows.filter(|row| row["code"] == code);
    bundles.map(|row| row["bundle"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn pro_3_each_change_of_signers_is_shown() {
    for (bundle, signers, changes) in
        [("proof-entry.json", 1, 0), ("proof-walk.json", 1, 1), ("proof-claims.json", 4, 2)]
    {
        let verified = verify(&example(bundle), &society(), None).unwrap();
        assert_eq!((verified.signers.len(), verified.signer_changes), (signers, changes));
    }
    let bundles = refused("proof.walk");
    assert!(bundles.len() >= 4);
    for bundle in bundles {
        let error = verify(bundle.as_bytes(), &society(), None).unwrap_err();
        assert_eq!(error.rule(), "PRO-3");
    }
}

#[test]
fn pro_6_an_extension_holds_even_for_a_reader_who_keeps_nothing() {
    assert!(verify(&example("proof-extends.json"), &society(), None).is_ok());
    let bundles = refused("proof.extension");
    assert!(bundles.len() >= 3);
    for bundle in bundles {
        let error = verify(bundle.as_bytes(), &society(), None).unwrap_err();
        assert_eq!(error.rule(), "PRO-6");
    }
}

proptest::proptest! {
    #[test]
    fn verify_never_panics(bytes in proptest::collection::vec(0_u8.., 0..300)) {
        proptest::prop_assert!(verify(&bytes, &society(), None).is_err());
    }

    /// What no byte-flip reaches: pieces of a good bundle exchanged with other pieces.
    #[test]
    fn verify_never_panics_on_spliced_bundles(from in 0_usize..9_000, to in 0_usize..9_000, length in 0_usize..200) {
        let mut bytes = example("proof-claims.json");
        let (from, to) = (from % bytes.len(), to % bytes.len());
        let piece: Vec<u8> = bytes.iter().skip(from).take(length).copied().collect();
        let before = bytes.clone();
        let end = (to + length).min(bytes.len());
        let _ = bytes.splice(to..end, piece).count();
        proptest::prop_assert!(bytes == before || verify(&bytes, &society(), None).is_err());
    }
}
