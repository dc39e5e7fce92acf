//! What comes from outside, mutated: every decoder and proof verifier takes some thousand changed
//! examples without a panic and without two forms of one value. The quick guard on stable of what the
//! fuzz targets in `fuzz/` search for longer.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../../../fuzz/src/entries.rs"]
#[expect(unreachable_pub, reason = "written for the fuzz targets")]
mod entries;

use std::path::Path;

use entries::{ENTRIES, seeds};

/// Mutations of each seed for each entry point.
const ROUNDS: u64 = 12;

/// A sequence that is the same in every run (xorshift).
struct Sequence(u64);

impl Sequence {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0.wrapping_shl(13);
        self.0 ^= self.0.wrapping_shr(7);
        self.0 ^= self.0.wrapping_shl(17);
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit.max(1)).unwrap();
        usize::try_from(self.next().checked_rem(limit).unwrap_or(0)).unwrap()
    }
}

/// Pieces that decoders stumble over.
const PIECES: [&[u8]; 14] = [
    b"\"",
    b"\\u0000",
    b"{",
    b"[",
    b"}",
    b"null",
    b"-",
    b"9007199254740993",
    b"1e9",
    b"\xff",
    b"\n",
    b",\"a\":1",
    b"0.",
    b"\xe2\x80\xae",
];

fn mutated(seed: &[u8], other: &[u8], sequence: &mut Sequence) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=sequence.below(3) {
        let at = sequence.below(bytes.len().saturating_add(1)).min(bytes.len());
        match sequence.below(7) {
            0 => bytes.truncate(at),
            1 => bytes
                .drain(at..at.saturating_add(sequence.below(9)).min(bytes.len()))
                .for_each(drop),
            2 => {
                let piece = PIECES.get(sequence.below(PIECES.len())).copied().unwrap_or_default();
                bytes.splice(at..at, piece.iter().copied()).for_each(drop);
            }
            3 => {
                let from = sequence.below(other.len());
                bytes.truncate(at);
                bytes.extend(other.get(from..).unwrap_or_default());
            }
            4 => {
                let end = at.saturating_add(sequence.below(40)).min(bytes.len());
                let piece = bytes.get(at..end).unwrap_or_default().to_vec();
                bytes.splice(at..at, piece).for_each(drop);
            }
            _ => {
                let bit = u8::try_from(1 << sequence.below(8)).unwrap_or(1);
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= bit;
                }
            }
        }
    }
    bytes
}

fn all_seeds() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec/examples");
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let files: Vec<Vec<u8>> = paths.iter().map(|path| std::fs::read(path).unwrap()).collect();
    seeds(&files)
}

#[test]
fn mutated_examples_neither_panic_nor_have_two_forms() {
    let seeds = all_seeds();
    assert!(seeds.len() > 100, "{} seeds", seeds.len());
    if let Some(folder) = std::env::var_os("POLITY_SEEDS") {
        write_corpus(Path::new(&folder), &seeds);
    }
    let mut sequence = Sequence(0x9e37_79b9_7f4a_7c15);
    let mut executed = 0_u64;
    for (name, entry) in ENTRIES {
        for seed in &seeds {
            entry(seed);
            // Seeds are short but for charters and bundles, which are slow in every other target.
            let rounds = if seed.len() > 8_000 && name != "charter" { 2 } else { ROUNDS };
            for _ in 0..rounds {
                let other = seeds.get(sequence.below(seeds.len())).cloned().unwrap_or_default();
                entry(&mutated(seed, &other, &mut sequence));
                executed = executed.saturating_add(1);
            }
        }
    }
    assert!(executed > 10_000, "{executed} mutations");
}

/// Writes the seeds as the corpus that the fuzz targets begin with.
fn write_corpus(folder: &Path, seeds: &[Vec<u8>]) {
    for (name, _) in ENTRIES {
        let folder = folder.join(name);
        std::fs::create_dir_all(&folder).unwrap();
        for (number, seed) in seeds.iter().enumerate() {
            std::fs::write(folder.join(format!("seed-{number:04}")), seed).unwrap();
        }
    }
}
