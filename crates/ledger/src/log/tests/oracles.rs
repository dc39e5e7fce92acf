//! The log against RFC 6962 as plainly written, published vectors, and other programs' logs.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use serde_json::Value;

use super::merkle::{LogProofError, leaf_hash, verify_consistency, verify_inclusion};
use super::*;
use crate::tiles::{Tile, TileKind, read_tile, split_bundle};

/// The Merkle tree hash as RFC 6962 section 2.1 defines it.
fn mth(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash::of(b""),
        [leaf] => *leaf,
        leaves => {
            let half = leaves.len().next_power_of_two() / 2;
            let (left, right) = leaves.split_at(half);
            Hash(merkle::node(&mth(left).0, &mth(right).0))
        }
    }
}

/// Roots and proofs of every pair of sizes are those of the definition, and tiles give the same.
#[test]
fn every_size_agrees_with_the_definition() {
    let disk = super::disk::Disk::new();
    let (mut log, _) = Log::open_files(disk.files(), 0).unwrap();
    let leaves: Vec<Hash> = batch(0, 70).iter().map(|entry| leaf_hash(entry)).collect();
    for (size, step) in [(0, 1), (1, 1), (2, 3), (5, 11), (16, 1), (17, 40), (57, 13)] {
        let head = log.append(size, &batch(size, step)).unwrap();
        assert_eq!(head.root, mth(&leaves[..head.size as usize]));
    }
    let reader = log.reader();
    for new in 0..=70 {
        let root = reader.root_at(new).unwrap();
        assert_eq!(root, mth(&leaves[..new as usize]));
        for old in 0..=new {
            let proof = reader.prove_consistency(old, new).unwrap();
            let old_root = mth(&leaves[..old as usize]);
            assert_eq!(verify_consistency((old, &old_root), (new, &root), &proof), Ok(()));
            let wrong = Hash::of(b"wrong");
            assert!(verify_consistency((old, &wrong), (new, &root), &proof).is_err());
            assert!(
                verify_consistency((old, &old_root), (new, &wrong), &proof).is_err() || old == 0
            );
        }
        for index in 0..new {
            let proof = reader.prove_inclusion(index, new).unwrap();
            let leaf = &leaves[index as usize];
            assert_eq!(verify_inclusion(&root, new, index, leaf, &proof), Ok(()));
        }
    }
}

#[test]
fn endless_proofs_are_refused() {
    let root = Hash::of(b"root");
    let proof = vec![root; 65];
    assert_eq!(verify_inclusion(&root, 9, 3, &root, &proof), Err(LogProofError::TooLong(65)));
    for (size, index) in [(u64::MAX, 0), (u64::MAX, u64::MAX - 1), (1 << 63, 1), (1, 0)] {
        for length in [0, 1, 63, 64] {
            let _ = verify_inclusion(&root, size, index, &root, &proof[..length]);
            let _ = verify_consistency((index, &root), (size, &root), &proof[..length]);
        }
    }
    assert!(verify_inclusion(&root, u64::MAX, u64::MAX, &root, &proof[..1]).is_err());
}

fn files_under(folder: &Path) -> Vec<PathBuf> {
    let paths = fs::read_dir(folder).unwrap().map(|found| found.unwrap().path());
    let mut files: Vec<_> = paths
        .flat_map(|path| if path.is_dir() { files_under(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|end| end == "json"))
        .collect();
    files.sort();
    files
}

fn hash(value: &Value) -> Option<Hash> {
    let bytes = STANDARD.decode(value.as_str().unwrap_or_default()).unwrap();
    bytes.try_into().ok().map(Hash)
}

fn hashes(value: &Value) -> Option<Vec<Hash>> {
    value.as_array().map_or(Some(Vec::new()), |all| all.iter().map(hash).collect())
}

/// Returns whether a vector's proof is accepted. Values that are no hashes are refused by their type.
fn is_accepted(kind: &str, vector: &Value) -> Option<bool> {
    let number = |name: &str| vector[name].as_u64().unwrap();
    let proof = hashes(&vector["proof"]);
    match kind {
        "inclusion" => {
            let (root, leaf) = (hash(&vector["root"]), hash(&vector["leafHash"]));
            let (size, index) = (number("treeSize"), number("leafIdx"));
            Some(root.zip(leaf).zip(proof).is_some_and(|((root, leaf), proof)| {
                verify_inclusion(&root, size, index, &leaf, &proof).is_ok()
            }))
        }
        "consistency" => {
            let (old, new) = (hash(&vector["root1"]), hash(&vector["root2"]));
            let (old_size, new_size) = (number("size1"), number("size2"));
            Some(old.zip(new).zip(proof).is_some_and(|((old, new), proof)| {
                verify_consistency((old_size, &old), (new_size, &new), &proof).is_ok()
            }))
        }
        // A complete subtree is itself a log that starts at its first entry.
        "subtreeinclusion" => {
            let (root, leaf) = (hash(&vector["root"]), hash(&vector["leafHash"]));
            let (start, end, index) = (number("start"), number("end"), number("leafIdx"));
            let span = end.checked_sub(start)?;
            let index = index.checked_sub(start);
            Some(root.zip(leaf).zip(proof).zip(index).is_some_and(
                |(((root, leaf), proof), index)| {
                    let is_subtree =
                        span.checked_next_power_of_two().is_some_and(|width| start % width == 0);
                    is_subtree && verify_inclusion(&root, span, index, &leaf, &proof).is_ok()
                },
            ))
        }
        // From the beginning of a log, it is an older state of that log.
        "subtreeconsistency" if number("start") == 0 => {
            let (old, new) = (hash(&vector["root1"]), hash(&vector["root2"]));
            let (end, size) = (number("end"), number("size"));
            Some(old.zip(new).zip(proof).is_some_and(|((old, new), proof)| {
                verify_consistency((end, &old), (size, &new), &proof).is_ok()
            }))
        }
        _ => None,
    }
}

/// LOG-3: leaves and nodes are hashed as published trees hash them.
#[test]
fn published_proofs_are_judged_as_published() {
    let Some(folder) = crate::testing::vectors("merkle-rfc6962") else { return };
    let mut counts = std::collections::BTreeMap::new();
    for path in files_under(&folder) {
        let kind = path.strip_prefix(&folder).unwrap().iter().next().unwrap().to_str().unwrap();
        let text = fs::read_to_string(&path).unwrap();
        for vector in serde_json::Deserializer::from_str(&text).into_iter::<Value>() {
            let vector = vector.unwrap();
            let vectors = vector.as_array().cloned().unwrap_or_else(|| vec![vector]);
            for vector in vectors {
                let Some(accepted) = is_accepted(kind, &vector) else { continue };
                let expected = !vector["wantErr"].as_bool().unwrap_or(false);
                assert_eq!(accepted, expected, "{}: {vector}", path.display());
                *counts.entry((kind.to_owned(), expected)).or_insert(0) += 1;
            }
        }
    }
    println!("{counts:?}");
    assert!(counts.values().sum::<usize>() >= 300, "{counts:?}");
    assert!(counts.iter().all(|(_, count)| *count > 0));
}

fn three_lines(note: &str) -> (u64, Hash) {
    let mut lines = note.lines().skip(1);
    let size = lines.next().unwrap().parse().unwrap();
    (size, hash(&Value::from(lines.next().unwrap())).unwrap())
}

/// A log written by another program, read as entry bundles: every checkpoint's root comes out, and
/// each of its tiles is the one that this program serves for the same entries.
#[test]
fn another_programs_log_has_the_same_roots_and_tiles() {
    let Some(folder) = crate::testing::vectors("tlog") else { return };
    let folder = folder.join("tessera-log");
    let bundle = |size: u64| fs::read(folder.join(format!("tile/entries/000.p/{size}"))).unwrap();
    let disk = super::disk::Disk::new();
    let (mut log, _) = Log::open_files(disk.files(), 0).unwrap();
    for size in 1..=15 {
        let bytes = bundle(size);
        let entries = split_bundle(&bytes).unwrap();
        assert_eq!(entries.len() as u64, size);
        let head = log.append(size - 1, &entries[size as usize - 1..]).unwrap();
        let note = fs::read_to_string(folder.join(format!("checkpoint.{size}"))).unwrap();
        assert_eq!((head.size, head.root), three_lines(&note), "checkpoint.{size}");
        for kind in [TileKind::Entries, TileKind::Hashes { level: 0 }] {
            let tile = Tile { kind, number: 0, width: u16::try_from(size).unwrap() };
            let theirs = fs::read(folder.join(tile.to_string())).unwrap();
            assert_eq!(read_tile(&log.reader(), &tile).unwrap(), Some(theirs), "{tile}");
        }
    }
    let note = fs::read_to_string(folder.join("checkpoint.0")).unwrap();
    assert_eq!(three_lines(&note), (0, Hash(merkle::empty_root())));
    for (old, new) in [(1, 15), (8, 15), (7, 9)] {
        let root = |size| {
            three_lines(&fs::read_to_string(folder.join(format!("checkpoint.{size}"))).unwrap()).1
        };
        let proof = log.reader().prove_consistency(old, new).unwrap();
        assert_eq!(verify_consistency((old, &root(old)), (new, &root(new)), &proof), Ok(()));
    }
}

/// The hash tiles of a log of 300 entries, kept by a mirror, lead to the root that it signs.
#[test]
fn a_mirrors_tiles_lead_to_its_checkpoint() {
    let Some(folder) = crate::testing::vectors("tlog") else { return };
    let mirrors = folder.join("sunlight/cmd/skylight/testdata/witness/mirror");
    let mut mirrors = fs::read_dir(mirrors).unwrap().map(|found| found.unwrap().path());
    let mirror = mirrors.find(|path| path.is_dir()).unwrap();
    let (size, root) = three_lines(&fs::read_to_string(mirror.join("checkpoint")).unwrap());
    assert_eq!(size, 300);
    let mut edge = Edge::default();
    for tile in Tile::all(size) {
        let read = || fs::read(mirror.join(tile.to_string())).unwrap();
        match tile.kind {
            TileKind::Hashes { level: 0 } => {
                let bytes = read();
                let (leaves, rest) = bytes.as_chunks::<32>();
                assert!(rest.is_empty() && leaves.len() == usize::from(tile.width));
                for leaf in leaves {
                    edge.push(*leaf, &mut Vec::new());
                }
            }
            TileKind::Hashes { level } => {
                assert_eq!((level, read().len()), (1, 32), "one hash over the full tile below");
            }
            TileKind::Entries => {}
        }
    }
    assert_eq!((edge.size(), Hash(edge.root())), (size, root));
}

/// A stranger with nothing but tiles computes the root, and finds every entry in its place.
#[test]
fn tiles_alone_rebuild_a_log_of_70000() {
    let folder = tempfile::tempdir().unwrap();
    let (mut log, _) = Log::open(folder.path(), 0).unwrap();
    for first in (0..70_000).step_by(3_500) {
        let _head = log.append(first, &batch(first, 3_500)).unwrap();
    }
    let reader = log.reader();
    let tiles = Tile::all(70_000);
    let count = |kind| tiles.iter().filter(|tile| tile.kind == kind).count();
    // The figures that the specification gives for this size.
    let level = |level| TileKind::Hashes { level };
    assert_eq!(
        [count(level(0)), count(level(1)), count(level(2)), count(level(3))],
        [274, 2, 1, 0]
    );
    let mut edge = Edge::default();
    for tile in &tiles {
        assert_eq!(tile.to_string().parse::<Tile>().as_ref(), Ok(tile));
        let bytes = read_tile(&reader, tile).unwrap().unwrap();
        if tile.kind == TileKind::Entries {
            for entry in split_bundle(&bytes).unwrap() {
                edge.push(merkle::leaf(entry), &mut Vec::new());
            }
        }
    }
    assert_eq!(TreeHead { size: edge.size(), root: Hash(edge.root()) }, reader.head());
    let beyond = Tile { kind: TileKind::Entries, number: 273, width: 113 };
    assert_eq!(read_tile(&reader, &beyond).unwrap(), None);
    let far = Tile { kind: level(63), number: u64::MAX, width: 256 };
    assert_eq!(read_tile(&reader, &far).unwrap(), None);
}

#[test]
fn tile_paths_have_one_spelling() {
    for path in ["tile/0/000", "tile/63/x001/x234/067.p/1", "tile/entries/x001/000.p/255"] {
        assert_eq!(path.parse::<Tile>().unwrap().to_string(), path);
    }
    for path in [
        "",
        "tile",
        "tile/0",
        "tile/0/",
        "tile/00/000",
        "tile/64/000",
        "tile/0/0",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/x000/001",
        "tile/0/001/001",
        "tile/data/000",
        "tile/-1/000",
        "tile/0/0001",
        "tile/0/000.p/1/",
        "/tile/0/000",
        "tile/0/+01",
        "tile/+1/000",
        "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
    ] {
        assert!(path.parse::<Tile>().is_err(), "{path}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Any entries in any batches: reopened, the log reads as written, and its head does not depend
    /// on how the entries were cut into batches.
    #[test]
    fn any_batches_read_back(
        batches in prop::collection::vec(
            prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 1..9), 1..9)
    ) {
        let disk = super::disk::Disk::new();
        let (mut log, _) = Log::open_files(disk.files(), 0).unwrap();
        for batch in &batches {
            let size = log.head().size;
            let _head = log.append(size, batch).unwrap();
        }
        let head = log.head();
        drop(log);
        let (log, report) = Log::open_files(disk.files(), head.size).unwrap();
        prop_assert_eq!(report.entries_rederived, 0);
        prop_assert_eq!(log.head(), head);
        let all: Vec<_> = batches.concat();
        let read: Vec<_> = log.reader().entries(0..head.size).map(Result::unwrap).collect();
        prop_assert_eq!(&read, &all);
        let other = super::disk::Disk::new();
        let (mut other, _) = Log::open_files(other.files(), 0).unwrap();
        prop_assert_eq!(other.append(0, &all).unwrap(), head);
    }
}
