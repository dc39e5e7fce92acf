//! The thin line through all layers: found, join, stop, start, audit.

mod common;

use std::sync::Arc;
use std::sync::atomic::Ordering;

use common::{Box, copy, join, open};
use polity_machine::modules::identity::IdentityAction;
use polity_machine::modules::membership::{self, MembershipAction};
use polity_machine::testing::Actor;
use polity_ordering::RecordStore;
use polity_ordering::replay::Replay;
use polity_types::{Hash, SocietyId, Timestamp};

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
