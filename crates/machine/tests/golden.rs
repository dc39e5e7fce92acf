//! Bytes that must not change by accident: an example of every action and every event, and the roots
//! of the state along a fixed history, per version of the rules. Whoever changes them on purpose makes
//! a new version of the rules, keeps the old one, and says so in `spec/`.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use polity_ledger::tree::{Change, Tree};
use polity_machine::frame::state::StateView as _;
use polity_machine::modules::governance::{Ballot, Choice, GovernanceAction};
use polity_machine::modules::identity::IdentityAction;
use polity_machine::modules::membership::MembershipAction;
use polity_machine::modules::treasury::{AccountId, TreasuryAction};
use polity_machine::testing::{Actor, Society};
use polity_machine::{Action, Event, registry};
use polity_types::log::RULES_VERSION;
use polity_types::{Amount, Hash, Seconds, canonical};
use serde::Serialize;
use serde::de::DeserializeOwned;

const ACTIONS: &str = include_str!("golden/actions.jsonl");
const EVENTS: &str = include_str!("golden/events.jsonl");
const CHARTER: &str = include_str!("golden/charter.md");
const NAMED: &str = "{\"name\":\"";

/// Reads every line as the type, writes it again, and returns the names that were met.
fn names_of<T: Serialize + DeserializeOwned>(lines: &str) -> BTreeSet<String> {
    let name = |line: &str| {
        let value: Result<T, _> = canonical::from_bytes(line.as_bytes(), 65_535);
        let value = value.unwrap_or_else(|error| panic!("{line}: {error}"));
        assert_eq!(canonical::to_bytes(&value), line.as_bytes());
        line.strip_prefix(NAMED).unwrap().split('"').next().unwrap().to_owned()
    };
    lines.lines().map(name).collect()
}

/// Returns the names that a union knows, as its parts list them to whoever asks for another.
fn known<T: DeserializeOwned>(names: &BTreeSet<String>) -> BTreeSet<String> {
    let modules: BTreeSet<&str> = registry::TABLES.iter().map(|(module, _)| *module).collect();
    let mut known = BTreeSet::new();
    for module in modules {
        let none = format!("{NAMED}{module}.none_such\",\"with\":{{}}}}");
        let Err(error) = serde_json::from_str::<T>(&none) else { panic!("{none} is known") };
        let error = error.to_string();
        let quoted = error.split('`').skip(1).step_by(2);
        known.extend(quoted.filter(|name| !name.ends_with(".none_such")).map(str::to_owned));
    }
    assert!(!known.is_empty() && names.is_subset(&known), "{names:?} {known:?}");
    known
}

#[test]
fn every_action_has_the_bytes_it_had() {
    let names = names_of::<Action>(ACTIONS);
    let all: BTreeSet<String> =
        registry::action_names().iter().map(|action| action.name.to_owned()).collect();
    let missing: Vec<_> = all.difference(&names).collect();
    assert!(
        missing.is_empty(),
        "add an example of each to tests/golden/actions.jsonl: {missing:?}"
    );
}

#[test]
fn every_event_has_the_bytes_it_had() {
    let names = names_of::<Event>(EVENTS);
    let all = known::<Event>(&names);
    let missing: Vec<_> = all.difference(&names).collect();
    assert!(missing.is_empty(), "add an example of each to tests/golden/events.jsonl: {missing:?}");
}

/// A society whose state is hashed after every step.
struct History {
    society: Society,
    told: String,
}

impl History {
    fn note(&mut self, step: &str, outcome: &str) {
        let mut tree = Tree::new();
        let records = self.society.state.scan("", None, usize::MAX);
        let changes = records.iter().map(|(key, record)| Change::new(key.as_bytes(), Some(record)));
        let root = tree.apply(0, changes.collect());
        let _ = writeln!(self.told, "{root} {step}: {outcome}");
    }

    fn act(&mut self, name: &str, actor: &Actor, action: impl Into<Action>) {
        let outcome = match self.society.act(actor, action) {
            Ok(events) => format!("{} events", events.len()),
            Err(refusal) => refusal.code,
        };
        self.note(name, &outcome);
    }

    fn wait(&mut self, days: u32) {
        let events = self.society.wait(Seconds::days(days));
        self.note(&format!("{days} days pass"), &format!("{} events", events.len()));
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the machine reads no file; its golden test does")]
fn a_fixed_history_has_the_roots_it_had() {
    let mut history = History { society: Society::under(CHARTER), told: String::new() };
    let founder = history.society.founder.clone();
    history.note("founded", "");
    let people: Vec<Actor> =
        (0..5).map(|number| Actor::named(&format!("person {number}"))).collect();
    for person in &people {
        let register = IdentityAction::Register { inception: person.inception.clone() };
        history.act("registers", person, register);
        let apply = MembershipAction::Apply { invitation: None, letter: None };
        history.act("applies", person, apply);
        history.act("admits", &founder, MembershipAction::Admit { applicant: person.person });
        let charter = Hash::of(CHARTER.as_bytes());
        history.act("swears", person, MembershipAction::Swear { charter });
    }
    history.wait(15);
    let (first, rest) = people.split_first().unwrap();
    let amended = CHARTER.replace("\"14 days\"", "\"10 days\"");
    let text = history.society.records.insert(amended.into_bytes());
    let replaces = Hash::of(CHARTER.as_bytes());
    let asset: polity_types::AssetId = "EUR".parse().unwrap();
    let actions =
        vec![polity_machine::modules::charter::CharterAction::Amend { replaces, text }.into()];
    let procedure = "amendment".to_owned();
    let words = history.society.records.insert(b"Shorter\n\nTen days suffice.\n".to_vec());
    let propose =
        GovernanceAction::Propose { actions, contest: None, deposit: None, procedure, text: words };
    history.act("proposes", first, propose);
    history.wait(4);
    for (person, choice) in rest.iter().zip([Choice::Yes, Choice::Yes, Choice::No, Choice::Yes]) {
        let ballot = Ballot::Open { choice };
        let cast = GovernanceAction::CastBallot { ballot, proposal: 1, replaces: None, round: 1 };
        history.act("votes", person, cast);
    }
    history.wait(20);
    let (amount, to) = (Amount::from(5), AccountId::Person(founder.person));
    let transfer = TreasuryAction::Transfer { amount, asset, category: None, memo: None, to };
    history.act("transfers", first, transfer);
    history.act("leaves", first, MembershipAction::Leave {});
    history.wait(1);
    let name = format!("roots-{RULES_VERSION}.txt");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("POLITY_BLESS").is_some() {
        std::fs::write(&path, &history.told).unwrap();
    }
    let wanted = std::fs::read_to_string(&path).unwrap();
    for (wanted, found) in wanted.lines().zip(history.told.lines()) {
        assert_eq!(wanted, found, "the rules or the state's form changed: make a new version");
    }
    assert_eq!(wanted.lines().count(), history.told.lines().count());
}
