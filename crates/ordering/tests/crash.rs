//! What a crash, or a disk that fails for a while, leaves behind is made good at the next start.

mod common;

use common::{Box, copy, join, open_with, prove, set_signers};
use polity_ledger::bundle::make;
use polity_ledger::verify::{Keeper, Standing};
use polity_ledger::{Checkpoint, TreeHead};
use polity_machine::modules::identity::IdentityAction;
use polity_machine::modules::membership::MembershipAction;
use polity_machine::testing::{Actor, key_of};
use polity_ordering::{Clock, NodeError, Running, Settings, SignerKeys};
use polity_types::{Hash, Timestamp};

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

/// A crash may leave the checkpoint older than receipts that were given. The head is signed again, so
/// that nobody who has seen it takes the society for one that goes back.
#[test]
fn ord_8_after_a_crash_the_head_is_signed_again() {
    let mut world = Box::new();
    let running = world.open();
    join(&mut world, &running, &["ana"]);
    let file = world.folder.path().join("checkpoint");
    let older = std::fs::read(&file).unwrap();
    join(&mut world, &running, &["ben"]);
    let (newer, size) = (std::fs::read(&file).unwrap(), running.ledger().log().size());
    let kept = tempfile::tempdir().unwrap();
    let keeper = Keeper::open(kept.path()).unwrap();
    let bundle = make(running.ledger(), &[], None).unwrap();
    assert_eq!(keeper.verify(&bundle, &world.society).unwrap().standing, Standing::First);
    drop(running);
    for lost in [Some(older), Some(Vec::new()), None] {
        match lost {
            Some(bytes) => std::fs::write(&file, bytes).unwrap(),
            None => std::fs::remove_file(&file).unwrap(),
        }
        let running = world.open();
        assert_eq!(running.ledger().checkpoint().unwrap().checkpoint.head.size, size);
        assert_eq!(std::fs::read(&file).unwrap(), newer, "the same note: signatures are unique");
        let bundle = make(running.ledger(), &[], Some(size)).unwrap();
        assert_eq!(keeper.verify(&bundle, &world.society).unwrap().standing, Standing::Same);
        prove(&world, &running);
    }
    // Who does not hold the keys signs nothing, and reads on.
    std::fs::remove_file(&file).unwrap();
    let reading = open_with(world.folder.path(), &world.now, &["other"]);
    assert!(reading.ledger().checkpoint().is_none());
}

/// Of a batch that changed the signers, those before it sign the head.
#[test]
fn ord_10_the_head_that_changed_the_signers_is_signed_by_those_before() {
    let mut world = Box::new();
    let running = world.open();
    let file = world.folder.path().join("checkpoint");
    let older = std::fs::read(&file).unwrap();
    set_signers(&mut world, &running, &["second"]);
    let newer = std::fs::read(&file).unwrap();
    drop(running);
    std::fs::write(&file, &older).unwrap();
    let running = open_with(world.folder.path(), &world.now, &["signer", "second"]);
    assert_eq!(std::fs::read(&file).unwrap(), newer);
    assert_eq!(prove(&world, &running), 0);
    drop(running);
    // With its signature lost and the old keys gone, nothing is signed that nobody would accept.
    std::fs::write(&file, &older).unwrap();
    std::fs::remove_dir_all(world.folder.path().join("walk")).unwrap();
    drop(open_with(world.folder.path(), &world.now, &["second"]));
    assert_eq!(std::fs::read(&file).unwrap(), older);
}

/// Two changes of signers while neither could be written: both are, once there is room.
#[test]
fn ord_10_no_change_of_signers_is_lost_while_the_disk_fails() {
    let mut world = Box::new();
    let running = open_with(world.folder.path(), &world.now, &["signer", "second", "third"]);
    let walk = world.folder.path().join("walk");
    std::fs::write(&walk, "in the way").unwrap();
    set_signers(&mut world, &running, &["second"]);
    set_signers(&mut world, &running, &["third"]);
    std::fs::remove_file(&walk).unwrap();
    join(&mut world, &running, &["ana"]);
    assert_eq!(prove(&world, &running), 2);
    assert_eq!(std::fs::read_dir(&walk).unwrap().count(), 2);
}
