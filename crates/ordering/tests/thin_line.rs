//! The thin line through all layers: found, join, stop, start, audit.
#![expect(
    clippy::arithmetic_side_effects,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use polity_ledger::bundle::Wanted;
use polity_ledger::{Checkpoint, TreeHead};
use polity_machine::modules::charter::CharterAction;
use polity_machine::modules::identity::IdentityAction;
use polity_machine::modules::membership::{self, MembershipAction};
use polity_machine::testing::{Actor, founding, key_of};
use polity_ordering::founding::found_in;
use polity_ordering::replay::Replay;
use polity_ordering::{Clock, NodeError, RecordStore, Running, Settings, SignerKeys};
use polity_types::{Hash, PublicKey, SocietyId, Timestamp};

const CHARTER: &str = r#"# Charter of the box

`society.name = "Box"` `society.kind = "hub"` `society.currency = "BOX"`

> `society.commandment = "Tests tell the truth."`

`admission.vouches = 0` `admission.probation = "6 hours"` `admission.application = "open"`

```toml
[[power]]
id = "admitting"
may = "membership.admit"
who = "founder"

[[power]]
id = "signing"
may = "charter.set_signers"
who = "founder"
```
"#;

struct Box {
    folder: tempfile::TempDir,
    founder: Actor,
    nonce: u64,
    now: Arc<AtomicU64>,
    society: SocietyId,
}

impl Box {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let founder = Actor::named("founder");
        let time = Timestamp(1_800_000_000);
        let signed = founding(&founder, Hash::of(CHARTER.as_bytes()), time);
        let signer = key_of("signer");
        let society = found_in(folder.path(), &signed, CHARTER.as_bytes(), &signer).unwrap();
        Self { folder, founder, nonce: 0, now: Arc::new(AtomicU64::new(time.0 + 60)), society }
    }

    fn open(&self) -> Running {
        open(self.folder.path(), &self.now)
    }

    fn bytes(&mut self, actor: &Actor, action: impl Into<polity_machine::Action>) -> Vec<u8> {
        self.nonce += 1;
        let now = Timestamp(self.now.load(Ordering::Relaxed));
        actor.envelope(action, self.society, now, self.nonce).to_bytes()
    }
}

fn open(folder: &Path, now: &Arc<AtomicU64>) -> Running {
    open_with(folder, now, &["signer"])
}

fn open_with(folder: &Path, now: &Arc<AtomicU64>, signers: &[&str]) -> Running {
    let now = Arc::clone(now);
    let clock = Clock::from(move || Timestamp(now.load(Ordering::Relaxed)));
    let signers = SignerKeys::new(signers.iter().map(|name| key_of(name)).collect());
    Running::open(Settings { clock, folder: folder.to_owned(), signers }).unwrap()
}

/// Founds, lets `names` join, and returns the operations that were sent.
fn join(world: &mut Box, running: &Running, names: &[&str]) -> Vec<Vec<u8>> {
    let charter = Hash::of(CHARTER.as_bytes());
    let founder = world.founder.clone();
    let mut sent = Vec::new();
    for name in names {
        let actor = Actor::named(name);
        let register = IdentityAction::Register { inception: actor.inception.clone() };
        sent.push(world.bytes(&actor, register));
        let apply = MembershipAction::Apply { invitation: None, letter: None };
        sent.push(world.bytes(&actor, apply));
        sent.push(world.bytes(&founder, MembershipAction::Admit { applicant: actor.person }));
        sent.push(world.bytes(&actor, MembershipAction::Swear { charter }));
    }
    for (index, bytes) in sent.iter().enumerate() {
        let receipt = running.submit_and_wait(bytes.clone()).unwrap();
        assert!(receipt.index > 1, "operation {index}");
    }
    sent
}

#[test]
fn what_has_a_receipt_outlives_the_process() {
    let mut world = Box::new();
    let running = world.open();
    let sent = join(&mut world, &running, &["ana", "ben"]);
    // A copy of the log alone, as a crash would leave it: the state was never written.
    let crashed = tempfile::tempdir().unwrap();
    for part in ["log", "records"] {
        copy(&world.folder.path().join(part), &crashed.path().join(part));
    }
    std::fs::copy(world.folder.path().join("checkpoint"), crashed.path().join("checkpoint"))
        .unwrap();
    drop(running);

    for folder in [world.folder.path(), crashed.path()] {
        let again = open(folder, &world.now);
        assert_eq!(again.id(), world.society);
        assert_eq!(membership::query::rolls(&again.state()).members.count, 3);
        // Remembered over the restart: nothing is admitted twice.
        for bytes in &sent {
            let refusal = again.submit_and_wait(bytes.clone()).unwrap_err();
            assert_eq!(refusal.code, "operation.replayed");
        }
    }
}

#[test]
fn an_audit_replays_every_entry_to_the_same_roots() {
    let mut world = Box::new();
    let running = world.open();
    let sent = join(&mut world, &running, &["ana", "ben", "cleo"]);
    let records = RecordStore::open(&world.folder.path().join("records"));
    let mut replay = Replay::new(running.ledger().batches(), &records, true);
    let mut operations = 0;
    while let Some((_, committed)) = replay.step().unwrap() {
        operations += committed.operations.len();
    }
    assert_eq!(operations, sent.len());
    assert_eq!(replay.society(), Some(world.society));
    let rolls = membership::query::rolls(&replay.state);
    assert_eq!(rolls, membership::query::rolls(&running.state()));
}

#[test]
fn ord_4_what_falls_due_happens_though_nobody_writes() {
    let mut world = Box::new();
    let running = world.open();
    join(&mut world, &running, &["ana"]);
    let (sender, receiver) = std::sync::mpsc::channel();
    running.subscribe(std::boxed::Box::new(move |committed| {
        let _ = sender.send(Arc::clone(committed));
    }));
    // 6 hours in which the machine ran: every half hour an empty batch, until the probation ends.
    let mut settled = false;
    while !settled {
        world.now.fetch_add(1_800 * 2, Ordering::Relaxed);
        let committed = receiver.recv_timeout(std::time::Duration::from_secs(20)).unwrap();
        settled = !committed.due.is_empty();
    }
    assert_eq!(membership::query::rolls(&running.state()).full.count, 2);
}

#[test]
fn refusals_leave_no_trace_in_the_log() {
    let mut world = Box::new();
    let running = world.open();
    let size = running.ledger().log().size();
    let stranger = Actor::named("stranger");
    let leave = world.bytes(&stranger, MembershipAction::Leave {});
    assert_eq!(running.submit_and_wait(leave).unwrap_err().code, "identity.unknown");
    let garbage = running.submit_and_wait(b"{}".to_vec()).unwrap_err();
    assert_eq!(garbage.code, "encoding.shape");
    assert_eq!(running.ledger().log().size(), size);
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn a_stranger_verifies_figures_and_receipts_and_no_changed_byte() {
    use polity_ledger::bundle::{Wanted, make};
    use polity_ledger::verify::verify;

    let mut world = Box::new();
    let running = world.open();
    join(&mut world, &running, &["ana"]);
    let wanted = [
        Wanted::State(membership::query::rolls_key().to_owned()),
        Wanted::State("membership/nobody".to_owned()),
        Wanted::Entry(2),
    ];
    let bundle = make(running.ledger(), &wanted, Some(2)).unwrap();
    let verified = verify(&bundle, &world.society, None).unwrap();
    assert_eq!(verified.claims.len(), 3);
    for at in (0..bundle.len()).step_by(7) {
        let mut changed = bundle.clone();
        changed[at] ^= 1;
        assert!(verify(&changed, &world.society, None).is_err(), "byte {at}");
    }
    let other = SocietyId(Hash::of(b"another society"));
    assert!(verify(&bundle, &other, None).is_err());
}

/// Sets the signers to the keys of `names`.
fn set_signers(world: &mut Box, running: &Running, names: &[&str]) {
    let mut signers: Vec<_> = names
        .iter()
        .map(|name| PublicKey::Ed25519(key_of(name).verification_key().into()))
        .collect();
    signers.sort_by_key(ToString::to_string);
    let founder = world.founder.clone();
    let bytes = world.bytes(&founder, CharterAction::SetSigners { signers });
    running.submit_and_wait(bytes).unwrap();
}

/// Proves the rolls to somebody who knows the society's identifier; returns the changes walked over.
fn prove(world: &Box, running: &Running) -> usize {
    let wanted = [Wanted::Entry(0), Wanted::State("membership/rolls".into())];
    let bundle = polity_ledger::bundle::make(running.ledger(), &wanted, None).unwrap();
    polity_ledger::verify::verify(&bundle, &world.society, None).unwrap().signer_changes
}

#[test]
fn ord_10_signers_change_and_every_proof_walks_over_it() {
    let mut world = Box::new();
    let running = world.open();
    set_signers(&mut world, &running, &["second", "signer"]);
    // The change itself is signed by those before it; the new ones are not here.
    assert_eq!(prove(&world, &running), 0);
    assert_eq!(running.goes_on().unwrap_err(), NodeError::NotSigner { held: 1, needed: 2 });
    let register = IdentityAction::Register { inception: Actor::named("ana").inception };
    let bytes = world.bytes(&Actor::named("ana"), register);
    let refusal = running.submit_and_wait(bytes.clone()).unwrap_err();
    assert_eq!(refusal.code, "node.not_signer");
    drop(running);

    let running = open_with(world.folder.path(), &world.now, &["signer", "second", "other"]);
    running.submit_and_wait(bytes).unwrap();
    assert_eq!(prove(&world, &running), 1);
    set_signers(&mut world, &running, &["third"]);
    drop(running);

    let running = open_with(world.folder.path(), &world.now, &["third"]);
    let founder = world.founder.clone();
    let ana = Actor::named("ana").person;
    let apply = MembershipAction::Apply { invitation: None, letter: None };
    running.submit_and_wait(world.bytes(&Actor::named("ana"), apply)).unwrap();
    let admit = MembershipAction::Admit { applicant: ana };
    running.submit_and_wait(world.bytes(&founder, admit)).unwrap();
    assert_eq!(prove(&world, &running), 2);
}

#[test]
fn ord_10_a_change_of_signers_outlives_a_crash() {
    let mut world = Box::new();
    let running = world.open();
    let crashed = tempfile::tempdir().unwrap();
    let state = world.folder.path().join("state.redb");
    std::fs::copy(state, crashed.path().join("state.redb")).unwrap();
    set_signers(&mut world, &running, &["second"]);
    // As a crash leaves it between the log's sync and everything after.
    for part in ["log", "records"] {
        copy(&world.folder.path().join(part), &crashed.path().join(part));
    }
    drop(running);
    assert!(!crashed.path().join("walk").exists());
    let keys = ["signer", "second"];
    let running = open_with(crashed.path(), &world.now, &keys);
    let register = IdentityAction::Register { inception: Actor::named("ana").inception };
    running.submit_and_wait(world.bytes(&Actor::named("ana"), register)).unwrap();
    assert_eq!(prove(&world, &running), 1);
    drop(running);
    // A note of another history is named, not served.
    let step = std::fs::read_dir(crashed.path().join("walk")).unwrap().next().unwrap().unwrap();
    let note = std::fs::read_to_string(step.path()).unwrap();
    let (text, _) = note.split_once("\n\n").unwrap();
    let size = text.lines().nth(1).unwrap().parse().unwrap();
    let head = TreeHead { size, root: Hash::of(b"other") };
    let other = Checkpoint { society: world.society, head };
    std::fs::write(step.path(), other.sign(&[&key_of("signer")]).to_note()).unwrap();
    let clock = Clock::from(|| Timestamp(1_800_000_100));
    let signers = SignerKeys::new(vec![key_of("second")]);
    let settings = Settings { clock, folder: crashed.path().to_owned(), signers };
    let error = Running::open(settings).err().unwrap();
    assert!(error.to_string().contains("walk/"), "{error}");
}

/// A batch of nothing but refusals is not in the log: the time that it saw must not make the machine
/// forget what the log would have it remember, should the clock then be set back.
#[test]
fn ope_6_a_clock_set_back_lets_nothing_in_twice() {
    let mut world = Box::new();
    let running = world.open();
    let ana = Actor::named("ana");
    let register = IdentityAction::Register { inception: ana.inception.clone() };
    running.submit_and_wait(world.bytes(&ana, register)).unwrap();
    let void = IdentityAction::Void {
        operation: polity_types::OperationId(Hash::of(b"none")),
        until: Timestamp(world.now.load(Ordering::Relaxed) + 500),
    };
    let bytes = world.bytes(&ana, void);
    running.submit_and_wait(bytes.clone()).unwrap();
    world.now.fetch_add(1_000, Ordering::Relaxed);
    let refusal = running.submit_and_wait(bytes.clone()).unwrap_err();
    assert_eq!(refusal.code, "operation.expired");
    world.now.fetch_sub(1_000, Ordering::Relaxed);
    let refusal = running.submit_and_wait(bytes).unwrap_err();
    assert_eq!(refusal.code, "operation.replayed");
}
