//! A society in a folder, opened and written to.
#![allow(
    dead_code,
    clippy::arithmetic_side_effects,
    clippy::unwrap_used,
    reason = "shared by several tests, which fail by panicking"
)]

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use polity_ledger::bundle::Wanted;
use polity_machine::modules::charter::CharterAction;
use polity_machine::modules::identity::IdentityAction;
use polity_machine::modules::membership::MembershipAction;
use polity_machine::testing::{Actor, founding, key_of};
use polity_ordering::founding::found_in;
use polity_ordering::{Clock, Running, Settings, SignerKeys};
use polity_types::{Hash, PublicKey, SocietyId, Timestamp};

pub(crate) const CHARTER: &str = r#"# Charter of the box

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
grace = "1 day"
```
"#;

/// A society in a folder, and its clock.
pub(crate) struct Box {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) founder: Actor,
    pub(crate) nonce: u64,
    pub(crate) now: Arc<AtomicU64>,
    pub(crate) society: SocietyId,
}

impl Box {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let founder = Actor::named("founder");
        let time = Timestamp(1_800_000_000);
        let signed = founding(&founder, Hash::of(CHARTER.as_bytes()), time);
        let signer = key_of("signer");
        let society = found_in(folder.path(), &signed, CHARTER.as_bytes(), &signer).unwrap();
        Self { folder, founder, nonce: 0, now: Arc::new(AtomicU64::new(time.0 + 60)), society }
    }

    pub(crate) fn open(&self) -> Running {
        open(self.folder.path(), &self.now)
    }

    pub(crate) fn bytes(
        &mut self,
        actor: &Actor,
        action: impl Into<polity_machine::Action>,
    ) -> Vec<u8> {
        self.nonce += 1;
        let now = Timestamp(self.now.load(Ordering::Relaxed));
        actor.envelope(action, self.society, now, self.nonce).to_bytes()
    }
}

pub(crate) fn open(folder: &Path, now: &Arc<AtomicU64>) -> Running {
    open_with(folder, now, &["signer"])
}

pub(crate) fn open_with(folder: &Path, now: &Arc<AtomicU64>, signers: &[&str]) -> Running {
    let now = Arc::clone(now);
    let clock = Clock::from(move || Timestamp(now.load(Ordering::Relaxed)));
    let signers = SignerKeys::new(signers.iter().map(|name| key_of(name)).collect());
    Running::open(Settings { clock, folder: folder.to_owned(), signers }).unwrap()
}

/// Founds, lets `names` join, and returns the operations that were sent.
pub(crate) fn join(world: &mut Box, running: &Running, names: &[&str]) -> Vec<Vec<u8>> {
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

/// Copies a folder.
pub(crate) fn copy(from: &Path, to: &Path) {
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

/// Announces that the keys of `names` shall sign, and lets the day until then pass, batch by batch.
pub(crate) fn set_signers(world: &mut Box, running: &Running, names: &[&str]) {
    let mut signers: Vec<_> = names
        .iter()
        .map(|name| PublicKey::Ed25519(key_of(name).verification_key().into()))
        .collect();
    signers.sort_by_key(ToString::to_string);
    let founder = world.founder.clone();
    let set = CharterAction::SetSigners { signers: signers.clone() };
    let bytes = world.bytes(&founder, set);
    let (sender, commits) = std::sync::mpsc::channel();
    running.subscribe(std::boxed::Box::new(move |committed| {
        let _ = sender.send(committed.due.is_empty());
    }));
    running.submit_and_wait(bytes).unwrap();
    // The announcement itself, and then a batch an hour until the grace is over.
    let mut is_over = !commits.recv().unwrap();
    while !is_over {
        world.now.fetch_add(3_600, Ordering::Relaxed);
        is_over = !commits.recv_timeout(std::time::Duration::from_secs(20)).unwrap();
    }
    assert_eq!(polity_machine::frame::society::signing(&running.state()).signers, signers);
}

/// Proves the rolls to somebody who knows the society's identifier; returns the changes walked over.
pub(crate) fn prove(world: &Box, running: &Running) -> usize {
    let wanted = [Wanted::Entry(0), Wanted::State("membership/rolls".into())];
    let bundle = polity_ledger::bundle::make(running.ledger(), &wanted, None).unwrap();
    polity_ledger::verify::verify(&bundle, &world.society, None).unwrap().signer_changes
}
