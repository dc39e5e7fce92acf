//! A fork from end to end: members sign up and leave together, one of them founds a society that names the
//! proof, and the binary checks where it comes from.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ed25519_zebra::SigningKey;
use polity_machine::Action;
use polity_machine::modules::fork::{ForkAction, query};
use polity_machine::modules::governance::query::result;
use polity_machine::modules::governance::{Ballot, Choice, GovernanceAction, Outcome};
use polity_machine::modules::identity::IdentityAction;
use polity_machine::modules::membership::MembershipAction;
use polity_machine::modules::treasury::query::balance;
use polity_machine::modules::treasury::{AccountId, TreasuryAction};
use polity_machine::testing::{Actor, founding, key_of};
use polity_ordering::founding::found_in;
use polity_ordering::{Clock, Running, Settings, SignerKeys};
use polity_types::{Amount, Base64, Hash, SocietyId, Timestamp};

const CHARTER: &str = r#"# Charter of two roads

`society.name = "Roads"` `society.kind = "hub"` `society.currency = "EUR"`

> `society.commandment = "Tests tell the truth."`

`admission.vouches = 0` `admission.probation = "none"` `admission.application = "open"`
`exit.share = "equal"` `exit.paid_within = "1 day"` `fork.period = "1 hour"` `fork.least = 2`

```toml
asset = [{ id = "EUR", decimals = 2, held_by = "the bank" }]
power = [
  { id = "admitting", may = "membership.admit",      who = "rule: vouched" },
  { id = "places",    may = "treasury.open_outside", who = "founder" },
  { id = "receiving", may = "treasury.receive",      who = "founder" },
  { id = "proposing", may = "governance.propose",    who = "member" },
  { id = "paying",    may = "treasury.pay",          who = "decision: ordinary" },
]

[[decision]]
id = "ordinary"
electorate = "members past probation"
method = "yes-no"
quorum = "20%"
threshold = "more than half"
discussion = "none"
voting = "1 hour"
grace = "none"
```
"#;

/// The charter of the new society: nobody applies without an invitation.
const CHILD: &str = r#"# Charter of the other road

`society.name = "Other road"` `society.kind = "hub"` `society.currency = "EUR"`

> `society.commandment = "Tests tell the truth."`

`admission.vouches = 0` `admission.probation = "none"` `admission.application = "invite"`

```toml
asset = [{ id = "EUR", decimals = 2, held_by = "the bank" }]
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
        Self::running(folder, &signer, society, start)
    }

    /// Opens a society that the binary founded.
    fn opened(folder: &Path) -> Self {
        let secret = std::fs::read_to_string(folder.join("signer.key")).unwrap();
        let secret: Base64 = serde_json::from_value(secret.trim().into()).unwrap();
        let signer = SigningKey::try_from(secret.0.as_slice()).unwrap();
        Self::running(
            folder,
            &signer,
            SocietyId(Hash::of(b"named by the log")),
            Timestamp(1_800_100_000),
        )
    }

    fn running(folder: &Path, signer: &SigningKey, society: SocietyId, start: Timestamp) -> Self {
        let now = Arc::new(AtomicU64::new(start.0));
        let hand = Arc::clone(&now);
        let clock = Clock::from(move || Timestamp(hand.load(Ordering::Relaxed)));
        let signers = SignerKeys::new(vec![*signer]);
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

/// A key file as the binary reads it.
fn key_file(folder: &Path, actor: &Actor) -> String {
    let file = folder.join(format!("{}.json", actor.person));
    let secret = Base64(actor.key.as_bytes().to_vec());
    let key = serde_json::json!({ "inception": actor.inception, "secret": secret });
    std::fs::write(&file, key.to_string()).unwrap();
    file.to_str().unwrap().to_owned()
}

impl World {
    fn joins(&mut self, walker: &Actor) {
        let charter = Hash::of(CHARTER.as_bytes());
        self.act(walker, IdentityAction::Register { inception: walker.inception.clone() });
        self.act(walker, MembershipAction::Apply { invitation: None, letter: None });
        self.act(walker, MembershipAction::Swear { charter });
    }

    fn held(&self, account: &AccountId) -> i128 {
        balance(&self.running.state(), account, &"EUR".parse().unwrap()).minor_units()
    }

    /// Endows the common fund with 36,000 cents at the bank.
    fn endow(&mut self, founder: &Actor) {
        let terms = self.running.records().put(b"An account at the bank.".to_vec()).unwrap();
        self.act(founder, TreasuryAction::OpenOutside { account: bank(), terms });
        let receive = TreasuryAction::Receive {
            amount: Amount::from(36_000),
            asset: "EUR".parse().unwrap(),
            category: None,
            from: bank(),
            memo: None,
            to: AccountId::Fund("common".into()),
        };
        self.act(founder, receive);
    }
}

fn bank() -> AccountId {
    AccountId::External("bank".into())
}

/// Has twelve of thirty-six leave after a vote that they lost, in a folder.
fn parted(old: &Path, founder: &Actor, people: &[Actor]) -> SocietyId {
    let mut parent = World::founded(old, founder);
    for walker in people {
        parent.joins(walker);
    }
    parent.endow(founder);
    // A proposal to split is voted down, in its hour; the minority goes.
    let text = parent.running.records().put(b"Let us turn west.".to_vec()).unwrap();
    let west = TreasuryAction::Pay {
        amount: Amount::from(30_000),
        asset: "EUR".parse().unwrap(),
        category: None,
        from: AccountId::Fund("common".into()),
        memo: None,
        to: AccountId::Person(people[0].person),
    };
    let propose = GovernanceAction::Propose {
        actions: vec![west.into()],
        contest: None,
        deposit: None,
        procedure: "ordinary".into(),
        text,
    };
    parent.act(&people[0], propose);
    for (place, walker) in people.iter().enumerate() {
        let choice = if place < 12 { Choice::Yes } else { Choice::No };
        let ballot = Ballot::Open { choice };
        let cast = GovernanceAction::CastBallot { ballot, proposal: 1, replaces: None, round: 1 };
        parent.act(walker, cast);
    }
    let _ = parent.now.fetch_add(3_600, Ordering::Relaxed);
    let text = parent.running.records().put(b"Then another road.".to_vec()).unwrap();
    let proposed = Some(parent.running.records().put(CHILD.as_bytes()).unwrap());
    let announce = ForkAction::Announce { charter: proposed, pool: Some(bank()), text };
    parent.act(&people[0], announce);
    let lost = result(&parent.running.state(), 1).map(|result| result.outcome);
    assert!(matches!(lost, Some(Outcome::Rejected { .. })), "the vote was lost");
    for walker in &people[..12] {
        parent.act(walker, ForkAction::Join { fork: 1, pooled: true });
    }
    let _ = parent.now.fetch_add(3_600, Ordering::Relaxed);
    // Whoever acts next finds the time over.
    parent.act(&people[30], MembershipAction::Leave {});
    assert_eq!(parent.held(&AccountId::Fund("common".into())), 24_000);
    assert_eq!(parent.held(&bank()), -24_000);
    parent.society
}

/// FOR-4 to FOR-9: after a vote that was lost, a third of thirty-six leaves with what is theirs; one of them founds
/// the new society with the binary, others come over with it; both audits pass, descent and past are
/// checked by anyone, and a false list, a doubled member and a wrong parent are refused.
#[test]
fn for_9_a_third_leaves_founds_and_comes_over_and_both_audits_pass() {
    let place = tempfile::tempdir().unwrap();
    let [old, new, proof, list, charter] =
        ["old", "new", "proof.json", "list.json", "charter.md"].map(|name| place.path().join(name));
    let founder = Actor::named("founder");
    let people: Vec<Actor> = (1..36).map(|n| Actor::named(&format!("walker {n}"))).collect();
    let id = parted(&old, &founder, &people).to_string();
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    let [old, new, proof, list] = [&old, &new, &proof, &list].map(|path| text(path));
    std::fs::write(&charter, CHILD).unwrap();
    let who = people[0].person.to_string();
    let export = [
        "fork",
        "export",
        "1",
        "--list",
        &list,
        "--proof",
        &proof,
        "--founder",
        &who,
        "--data",
        &old,
    ];
    let (is_done, said) = polity(&export);
    assert!(is_done && said.contains("12 left by fork 1"), "{said}");
    let key = key_file(place.path(), &people[0]);
    let charter = text(&charter);
    let found = |parent: &str, data: &str| {
        polity(&[
            "found", &charter, "--data", data, "--parent", parent, "--fork", "1", "--proof",
            &proof, "--key", &key, "--yes",
        ])
    };
    let other = SocietyId(Hash::of(b"other")).to_string();
    let elsewhere = text(&place.path().join("elsewhere"));
    let (is_done, said) = found(&other, &elsewhere);
    assert!(!is_done && said.contains("fork.other_parent"), "{said}");
    let (is_done, said) = found(&id, &new);
    assert!(is_done, "{said}");

    let arrive = |key: &str, list: &str| {
        polity(&["fork", "arrive", "--list", list, "--key", key, "--yes", "--data", &new])
    };
    let whole = std::fs::read_to_string(&list).unwrap();
    let forged = text(&place.path().join("forged.json"));
    std::fs::write(&forged, whole.replacen("\"1000\"", "\"9000\"", 4)).unwrap();
    let second = key_file(place.path(), &people[1]);
    let (is_done, said) = arrive(&second, &forged);
    assert!(!is_done && said.contains("fork.not_listed"), "{said}");
    for walker in &people[1..12] {
        let (is_done, said) = arrive(&key_file(place.path(), walker), &list);
        assert!(is_done, "{said}");
    }
    let (is_done, said) = arrive(&second, &list);
    assert!(!is_done && said.contains("fork.has_arrived"), "{said}");
    let (is_done, said) = arrive(&key_file(place.path(), &people[20]), &list);
    assert!(!is_done && said.contains("is not on the list"), "{said}");

    let child = World::opened(Path::new(&new));
    for walker in &people[..12] {
        assert_eq!(child.held(&AccountId::Person(walker.person)), 1_000);
    }
    assert_eq!(child.held(&query::waiting()), 0);
    assert_eq!(child.held(&AccountId::External("parent".into())), -12_000);
    drop(child);
    let third = place.path().join("third");
    drop(World::founded(&third, &founder));
    checked((&id, &other), [&old, &new, third.to_str().unwrap()], [&list, &forged]);
}

/// Anybody checks both societies, believing neither.
fn checked((id, other): (&str, &str), [old, new, third]: [&str; 3], [list, forged]: [&str; 2]) {
    let check = |more: &[&str]| {
        polity(&[&["fork", "verify", "--parent", id, "--data", new], more].concat())
    };
    let (holds, said) = check(&["--list", list, "--history", old]);
    assert!(holds && said.contains("12 left by it") && said.contains("12 came over"), "{said}");
    assert!(said.contains("holds the"), "{said}");
    let (holds, said) = check(&["--list", forged]);
    assert!(!holds && said.contains("The list is not that of the fork"), "{said}");
    let (holds, said) = check(&["--history", third]);
    assert!(!holds && said.contains("does not have the root"), "{said}");
    let (holds, said) = polity(&["fork", "verify", "--parent", other, "--data", new]);
    assert!(!holds && said.contains("says that it descends from"), "{said}");
    for folder in [old, new] {
        let (holds, said) = polity(&["audit", folder]);
        assert!(holds, "{said}");
    }
}
