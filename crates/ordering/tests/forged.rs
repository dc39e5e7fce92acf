//! Logs that were not written by these rules: neither an audit nor a start takes them.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use common::{CHARTER, open};
use polity_ledger::Batches;
use polity_ledger::log::Log;
use polity_ledger::tree::{Change, Tree};
use polity_machine::frame::batch::{Batch, SignedOperation};
use polity_machine::frame::execute::{Memory, execute};
use polity_machine::frame::genesis::found;
use polity_machine::frame::state::{MemoryState, Writes};
use polity_machine::modules::identity::IdentityAction;
use polity_machine::modules::membership::MembershipAction;
use polity_machine::testing::{Actor, founding, key_of, public, unchecked};
use polity_ordering::replay::Replay;
use polity_ordering::{Clock, RecordStore, Running, Settings, SignerKeys};
use polity_types::log::{LogEntry, Seal};
use polity_types::{Base64, Hash, Height, SocietyId, Timestamp};

const TIME: Timestamp = Timestamp(1_800_000_000);

/// What a forger changes.
struct Forgery {
    /// Entries after the founding, in its batch.
    beside: Vec<Vec<u8>>,
    /// What is done to the founding's seal.
    founded: fn(&mut Seal),
    /// Operations of the next batch, taken into the log whether the rules admit them or not.
    operations: fn(SocietyId) -> Vec<SignedOperation>,
    /// What is done to its seal; its root is that of the rules either way.
    sealed: fn(&mut Seal),
    /// Its height.
    height: u64,
}

fn register(society: SocietyId) -> SignedOperation {
    let ana = Actor::named("ana");
    let register = IdentityAction::Register { inception: ana.inception.clone() };
    unchecked(ana.envelope(register, society, TIME, 1))
}

/// An operation that the rules refuse.
fn refused(society: SocietyId) -> SignedOperation {
    unchecked(Actor::named("ben").envelope(MembershipAction::Leave {}, society, TIME, 2))
}

fn honest() -> Forgery {
    Forgery {
        beside: Vec::new(),
        founded: |_| {},
        operations: |society| vec![register(society)],
        sealed: |_| {},
        height: 1,
    }
}

/// Writes the log as the forger would; every root in it is right.
fn write(folder: &Path, forgery: &Forgery) -> Log {
    let records = RecordStore::open(&folder.join("records"));
    records.put(CHARTER).unwrap();
    let signed = founding(&Actor::named("founder"), Hash::of(CHARTER.as_bytes()), TIME);
    let genesis = found(&signed, &records).unwrap();
    let (mut state, mut tree) = (MemoryState::default(), Tree::new());
    let mut root_of = |writes: &Writes, height: u64| {
        let changes = writes.iter().map(|(key, record)| {
            Change::new(key.as_bytes(), record.as_ref().map(|record| &**record.bytes()))
        });
        tree.apply(height, changes.collect())
    };
    let mut seal = Seal {
        count: 0,
        evidence: Base64::default(),
        height: Height(0),
        rules_version: signed.founding.rules_version,
        signers: signed.founding.signers.clone(),
        state_root: root_of(&genesis.writes, 0),
        time: TIME,
    };
    state.commit(genesis.writes);
    (forgery.founded)(&mut seal);
    let mut entries = vec![LogEntry::Founding(std::boxed::Box::new(signed)).to_bytes()];
    entries.extend(forgery.beside.clone());
    entries.push(LogEntry::Seal(seal).to_bytes());
    let operations = (forgery.operations)(genesis.society);
    let batch = Batch {
        evidence: Base64::default(),
        height: Height(forgery.height),
        operations,
        time: Timestamp(TIME.0 + 60),
    };
    let executed = execute(&mut Memory::default(), &state, &records, &batch);
    let mut seal = Seal {
        count: u64::try_from(batch.operations.len()).unwrap(),
        evidence: Base64::default(),
        height: batch.height,
        rules_version: executed.rules_version,
        signers: executed.signers.clone(),
        state_root: root_of(&executed.writes, forgery.height),
        time: executed.time,
    };
    (forgery.sealed)(&mut seal);
    entries.extend(batch.operations.iter().map(|signed| LogEntry::of_operation(&signed.bytes)));
    entries.push(LogEntry::Seal(seal).to_bytes());
    let (mut log, _) = Log::open(&folder.join("log"), 0).unwrap();
    log.append(0, &entries).unwrap();
    log
}

/// Audits a log and opens it; returns why not, for each.
fn judge(forgery: &Forgery) -> (Option<String>, Option<String>) {
    let folder = tempfile::tempdir().unwrap();
    let log = write(folder.path(), forgery);
    let records = RecordStore::open(&folder.path().join("records"));
    let batches = Batches::new(&log.reader(), 0, log.reader().size());
    let mut replay = Replay::new(batches, &records, true);
    let audited = loop {
        match replay.step() {
            Ok(Some(_)) => {}
            Ok(None) => break None,
            Err(error) => break Some(error.to_string()),
        }
    };
    drop((log, replay));
    let clock = Clock::from(|| Timestamp(TIME.0 + 100));
    let signers = SignerKeys::new(vec![key_of("signer")]);
    let opened = Running::open(Settings { clock, folder: folder.path().to_owned(), signers });
    (audited, opened.err().map(|error| error.to_string()))
}

#[test]
fn lawful_logs_are_taken() {
    assert_eq!(judge(&honest()), (None, None));
    let folder = tempfile::tempdir().unwrap();
    drop(write(folder.path(), &honest()));
    let running = open(folder.path(), &Arc::new(AtomicU64::new(TIME.0 + 100)));
    assert_eq!(running.ledger().log().size(), 4);
}

#[test]
fn log_2_a_forged_log_is_taken_by_nobody() {
    let society = SocietyId(Hash::of(b"any"));
    let beside = || LogEntry::of_operation(&register(society).bytes);
    let table: [(&str, &str, Forgery); 12] = [
        (
            "an entry beside the founding",
            "stands alone",
            Forgery { beside: vec![beside()], ..honest() },
        ),
        (
            "a count at the founding",
            "stands alone",
            Forgery { founded: |seal| seal.count = 777, ..honest() },
        ),
        (
            "other first signers",
            "signers",
            Forgery { founded: |seal| seal.signers = vec![public(&key_of("evil"))], ..honest() },
        ),
        ("other rules", "rules", Forgery { founded: |seal| seal.rules_version = 99, ..honest() }),
        ("another time", "time", Forgery { founded: |seal| seal.time = Timestamp(5), ..honest() }),
        (
            "evidence",
            "evidence",
            Forgery { founded: |seal| seal.evidence = Base64(vec![1]), ..honest() },
        ),
        ("a gap of heights", "height", Forgery { height: 41, ..honest() }),
        ("a height twice", "height", Forgery { height: 0, ..honest() }),
        (
            "nothing but what is refused",
            "refuse",
            Forgery { operations: |society| vec![refused(society)], ..honest() },
        ),
        (
            "what is refused, at the end",
            "refuse",
            Forgery { operations: |society| vec![register(society), refused(society)], ..honest() },
        ),
        (
            "what is refused, before the rest",
            "refuse",
            Forgery { operations: |society| vec![refused(society), register(society)], ..honest() },
        ),
        ("another count", "number", Forgery { sealed: |seal| seal.count += 1, ..honest() }),
    ];
    for (what, word, forgery) in table {
        let (audited, opened) = judge(&forgery);
        let audited = audited.unwrap_or_else(|| panic!("{what}: the audit holds"));
        assert!(audited.contains(word), "{what}: {audited}");
        let opened = opened.unwrap_or_else(|| panic!("{what}: it opens"));
        assert!(opened.contains(word), "{what}: {opened}");
    }
}
