//! Measures the ledger alone: `cargo run --release -p polity-ledger --example measure [MEMBERS]`.

#![expect(clippy::print_stdout, reason = "the figures are what it is for")]
#![expect(clippy::unwrap_used, reason = "a measurement that fails may stop")]
#![expect(clippy::as_conversions, reason = "small numbers")]
#![expect(clippy::arithmetic_side_effects, reason = "small numbers")]

use std::time::{Duration, Instant};

use bytes::Bytes;
use polity_ledger::{Checkpoint, Delta, Ledger, Side};
use polity_types::log::{LogEntry, Seal};
use polity_types::{Base64, Hash, Height, SocietyId, Timestamp};

const BATCHES: u64 = 200;
const BATCH: u64 = 1_000;

fn seal(height: u64, state_root: Hash) -> Seal {
    let (count, time) = (BATCH, Timestamp(height));
    let evidence = Base64::default();
    let height = Height(height);
    Seal { count, evidence, height, rules_version: 1, signers: Vec::new(), state_root, time }
}

fn record(number: u64, height: u64) -> (String, Option<Bytes>) {
    let text = format!("{{\"balance\":{height},\"note\":\"{}\"}}", "x".repeat(80));
    (format!("membership/member/{number:016}"), Some(Bytes::from(text)))
}

fn per_second(count: u64, time: Duration) -> u128 {
    u128::from(count) * 1_000_000 / time.as_micros().max(1)
}

fn main() {
    let members: u64 = std::env::args().nth(1).map_or(1_000_000, |text| text.parse().unwrap());
    let folder = tempfile::tempdir_in(".").unwrap();
    let (mut ledger, _) = Ledger::open(folder.path()).unwrap();
    let start = Instant::now();
    let delta: Delta = (0..members).map(|number| record(number, 0)).collect();
    let entry = LogEntry::of_operation(b"{}");
    let _appended = ledger.append(Height(0), vec![entry], delta, |root| seal(0, root)).unwrap();
    println!("first batch, {members} records: {:?}", start.elapsed());
    let start = Instant::now();
    let _flushed = ledger.flush(&Side::new()).unwrap();
    println!("flush of all: {:?}", start.elapsed());

    let envelope = format!("{{\"operation\":\"{}\"}}", "y".repeat(380));
    let entries =
        vec![LogEntry::of_operation(envelope.as_bytes()); usize::try_from(BATCH).unwrap()];
    let key = ed25519_zebra::SigningKey::from([7; 32]);
    let mut worst = Duration::ZERO;
    let mut total = Duration::ZERO;
    for height in 1..=BATCHES {
        let numbers = (0..BATCH).map(|n| (height * 7_919 + n * 104_729) % members);
        let delta: Delta = numbers.map(|number| record(number, height)).collect();
        let entries = entries.clone();
        let start = Instant::now();
        let appended =
            ledger.append(Height(height), entries, delta, |root| seal(height, root)).unwrap();
        let society = SocietyId(Hash::default());
        let signed = Checkpoint { society, head: appended.head }.sign(&[&key]);
        ledger.publish(signed).unwrap();
        let time = start.elapsed();
        total += time;
        worst = worst.max(time);
    }
    println!(
        "append, seal, sync, sign, publish: {} entries/s in batches of {BATCH}; worst batch {worst:?}",
        per_second(BATCHES * BATCH, total)
    );
    println!("state tree: {} bytes per record", ledger.reader().tree_bytes() as u64 / members);
    let start = Instant::now();
    for number in 0..100_000 {
        let (key, _) = record(number * 7 % members, 0);
        let path = ledger.reader().prove_state(Height(BATCHES), &key).unwrap();
        assert!(!path.siblings.is_empty());
    }
    println!("state proofs: {} /s", per_second(100_000, start.elapsed()));
    let start = Instant::now();
    let flushed = ledger.flush(&Side::new()).unwrap();
    println!("flush of {} keys: {:?}", flushed.keys, start.elapsed());
    drop(ledger);
    let start = Instant::now();
    let (ledger, report) = Ledger::open(folder.path()).unwrap();
    println!(
        "start with {} records, {} entries: {:?}",
        report.records,
        report.log.entries,
        start.elapsed()
    );
    let start = Instant::now();
    let read = ledger.reader().batches().map(|batch| batch.unwrap().entries.len()).sum::<usize>();
    println!("reading {read} entries batch by batch: {:?}", start.elapsed());
}
