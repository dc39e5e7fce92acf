//! A fork from end to end: members sign up and leave together, one of them founds a society that names the
//! proof, and the binary checks where it comes from.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use polity_ledger::bundle::{Wanted, make};
use polity_machine::Action;
use polity_machine::modules::fork::{ForkAction, query};
use polity_machine::modules::identity::IdentityAction;
use polity_machine::modules::membership::MembershipAction;
use polity_machine::testing::{Actor, founding, key_of};
use polity_ordering::founding::found_in;
use polity_ordering::{Clock, Running, Settings, SignerKeys};
use polity_types::{Base64, Hash, SocietyId, Timestamp};

const CHARTER: &str = r#"# Charter of two roads

`society.name = "Roads"` `society.kind = "hub"` `society.currency = "EUR"`

> `society.commandment = "Tests tell the truth."`

`admission.vouches = 0` `admission.probation = "none"` `admission.application = "open"`
`exit.share = "equal"` `exit.paid_within = "1 day"` `fork.period = "1 hour"` `fork.least = 2`

```toml
power = [{ id = "admitting", may = "membership.admit", who = "rule: vouched" }]
```
"#;

/// A society in a folder, whose clock the test turns.
struct World {
    nonce: u64,
    now: Arc<AtomicU64>,
    running: Running,
    society: SocietyId,
}

impl World {
    fn founded(folder: &Path, founder: &Actor) -> Self {
        let start = Timestamp(1_800_000_000);
        let signed = founding(founder, Hash::of(CHARTER.as_bytes()), start);
        let signer = key_of("signer");
        let society = found_in(folder, &signed, CHARTER.as_bytes(), &signer).unwrap();
        let secret = Base64(signer.as_bytes().to_vec());
        std::fs::write(folder.join("signer.key"), format!("{secret}\n")).unwrap();
        let now = Arc::new(AtomicU64::new(start.0));
        let hand = Arc::clone(&now);
        let clock = Clock::from(move || Timestamp(hand.load(Ordering::Relaxed)));
        let signers = SignerKeys::new(vec![signer]);
        let running =
            Running::open(Settings { clock, folder: folder.to_owned(), signers }).unwrap();
        Self { nonce: 0, now, running, society }
    }

    fn act(&mut self, actor: &Actor, action: impl Into<Action>) {
        self.nonce = self.nonce.saturating_add(1);
        let now = Timestamp(self.now.load(Ordering::Relaxed));
        let envelope = actor.envelope(action, self.society, now, self.nonce);
        let _ = self.running.submit_and_wait(envelope.to_bytes()).unwrap();
    }
}

fn polity(arguments: &[&str]) -> (bool, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_polity")).args(arguments).output().unwrap();
    let said = [done.stdout, done.stderr].concat();
    (done.status.success(), String::from_utf8(said).unwrap())
}

/// FOR-5, FOR-6: what the child says of the parent is checked by anyone, and a false list is found out.
#[test]
fn for_6_anyone_checks_from_where_a_society_descends() {
    let place = tempfile::tempdir().unwrap();
    let [old, new, proof, list] =
        ["old", "new", "proof.json", "list.json"].map(|name| place.path().join(name));
    let founder = Actor::named("founder");
    let mut parent = World::founded(&old, &founder);
    let people: Vec<Actor> = (1..5).map(|n| Actor::named(&format!("walker {n}"))).collect();
    let charter = Hash::of(CHARTER.as_bytes());
    for walker in &people {
        parent.act(walker, IdentityAction::Register { inception: walker.inception.clone() });
        parent.act(walker, MembershipAction::Apply { invitation: None, letter: None });
        parent.act(walker, MembershipAction::Swear { charter });
    }
    let text = parent.running.records().put(b"Another road.".to_vec()).unwrap();
    parent.act(&people[0], ForkAction::Announce { text });
    for walker in &people[..3] {
        parent.act(walker, ForkAction::Join { fork: 1 });
    }
    let _ = parent.now.fetch_add(3_600, Ordering::Relaxed);
    // Whoever acts next finds the time over.
    let withdraw = MembershipAction::Leave {};
    parent.act(&people[3], withdraw);
    let wanted = [Wanted::State(query::fork_key(1))];
    let bundle = make(parent.running.ledger(), &wanted, None).unwrap();
    std::fs::write(&proof, &bundle).unwrap();
    let id = parent.society.to_string();
    drop(parent);

    let mut child = World::founded(&new, &people[0]);
    let hash = child.running.records().put(bundle).unwrap();
    let named = id.parse().unwrap();
    child.act(&people[0], ForkAction::Descend { fork: 1, parent: named, proof: hash });
    drop(child);

    let [old, new, proof, list] = [&old, &new, &proof, &list].map(|path| path.to_str().unwrap());
    let (is_done, said) = polity(&["fork", "export", "1", "--list", list, "--data", old]);
    assert!(is_done, "{said}");
    let check =
        ["fork", "verify", "--parent", &id, "--proof", proof, "--list", list, "--data", new];
    let (holds, said) = polity(&check);
    assert!(holds && said.contains("3 left by it"), "{said}");
    let whole = std::fs::read_to_string(list).unwrap();
    let mut less: serde_json::Value = serde_json::from_str(&whole).unwrap();
    let _ = less["left"].as_array_mut().unwrap().pop();
    std::fs::write(list, less.to_string()).unwrap();
    let (holds, said) = polity(&check);
    assert!(!holds && said.contains("The list is not that of the fork"), "{said}");
}
