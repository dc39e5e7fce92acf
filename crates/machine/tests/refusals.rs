//! Every refusal of every module is met by a test: its code stands in a test of the machine, where it is
//! compared with what the machine answered. A code that nothing produces is found here, and so is a module
//! that nobody added.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use polity_machine::Action;
use polity_machine::frame::context::Authority;
use polity_machine::frame::execute::preview;
use polity_machine::modules::breach::BreachAction;
use polity_machine::modules::dues::DuesAction;
use polity_machine::modules::exit::ExitAction;
use polity_machine::modules::fork::ForkAction;
use polity_machine::modules::governance::GovernanceAction;
use polity_machine::modules::membership::MembershipAction;
use polity_machine::modules::panels::PanelsAction;
use polity_machine::modules::spending::SpendingAction;
use polity_machine::modules::treasury::{AccountId, TreasuryAction};
use polity_machine::testing::Society;
use polity_types::Amount;

/// Refusals that stand between parts of the machine, so that no operation brings them about, and why.
const UNREACHED: [(&str, &str); 3] = [
    ("exit.books", "a share is counted from what the funds hold, so the postings fit"),
    (
        "signals.too_many_open",
        "four kinds of 16 fill it to the last; beyond it takes kinds that an amendment took away",
    ),
    ("treasury.moves_nothing", "only what moves money is asked for its posting"),
];

/// What frames refuse before any module is asked; met where operations are signed and sent.
const FRAME: &str = "operation";

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

/// Returns the codes of a module that stand between quotes in a text.
fn codes(text: &str, module: &str) -> BTreeSet<String> {
    let first = format!("{module}.");
    let quoted = text.split('"').skip(1).step_by(2);
    let is_code = |word: &&str| {
        let rest = word.strip_prefix(&first);
        rest.is_some_and(|rest| {
            !rest.is_empty() && rest.bytes().all(|c| c.is_ascii_lowercase() || c == b'_')
        })
    };
    quoted.filter(is_code).map(str::to_owned).collect()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

/// Returns the codes that each module declares.
fn declared(machine: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(machine.join("src/modules")).unwrap() {
        let folder = entry.unwrap().path();
        if folder.is_dir() {
            let module = folder.file_name().unwrap().to_str().unwrap().to_owned();
            let found = codes(&read(&folder.join("error.rs")), &module);
            assert!(!found.is_empty(), "{module} refuses nothing");
            all.insert(module, found);
        }
    }
    let frame = codes(&read(&machine.join("src/frame/batch.rs")), FRAME);
    all.insert(FRAME.to_owned(), frame);
    all
}

/// Returns the sources of all tests that hold codes against what was answered.
fn tests(machine: &Path) -> String {
    let crates = machine.parent().unwrap();
    let mut all = Vec::new();
    sources(&machine.join("src"), &mut all);
    all.retain(|path| path.iter().any(|part| part == "tests"));
    sources(&machine.join("tests"), &mut all);
    for other in ["ordering", "cli"] {
        sources(&crates.join(other).join("tests"), &mut all);
    }
    // Here codes are declared, and made.
    all.retain(|path| path != &machine.join("tests/refusals.rs"));
    all.iter().map(|path| read(path)).collect()
}

#[test]
fn every_refusal_is_met_by_a_test() {
    let machine = Path::new(env!("CARGO_MANIFEST_DIR"));
    let tests = tests(machine);
    let of_persons = |code: &str| code.strip_suffix(".not_a_person").map(str::to_owned);
    let excused: BTreeSet<&str> = UNREACHED.iter().map(|(code, _)| *code).collect();
    let tried: BTreeSet<String> =
        own_acts().iter().map(|action| module_of(action).to_owned()).collect();
    let mut missed = Vec::new();
    let mut count = 0;
    for code in declared(machine).into_values().flatten() {
        count += 1;
        let is_met = tests.contains(&format!("\"{code}\""));
        let is_excused = excused.contains(code.as_str());
        assert!(!(is_met && is_excused), "{code} is met after all");
        let is_tried = of_persons(&code).is_some_and(|module| tried.contains(&module));
        if !is_met && !is_excused && !is_tried {
            missed.push(code);
        }
    }
    assert!(missed.is_empty(), "no test meets {missed:?}");
    assert!(count > 330, "{count}");
}

/// Acts that only people do, by their own key: at least one of each module that has such.
fn own_acts() -> Vec<Action> {
    let person = Society::under(CHARTER).founder.person;
    vec![
        BreachAction::Rule { claim: 1, upholds: true }.into(),
        DuesAction::Donate {
            amount: Amount::from(1),
            asset: "BOX".parse().unwrap(),
            is_named: false,
            text: None,
            to: "fund-common".parse().unwrap(),
        }
        .into(),
        ExitAction::Leave {
            against: Vec::new(),
            assets: None,
            breaches: Vec::new(),
            least: Vec::new(),
        }
        .into(),
        ForkAction::Withdraw { fork: 1 }.into(),
        GovernanceAction::Undelegate { topic: "ordinary".into() }.into(),
        MembershipAction::Leave {}.into(),
        PanelsAction::Accept { sitting: 1 }.into(),
        SpendingAction::Claim { stream: 1 }.into(),
        TreasuryAction::TakeOut {
            amount: Amount::from(1),
            asset: "BOX".parse().unwrap(),
            category: None,
            memo: None,
            to: AccountId::Person(person),
        }
        .into(),
    ]
}

fn module_of(action: &Action) -> &'static str {
    let name = polity_machine::registry::spec(action).name();
    name.split('.').next().unwrap()
}

const CHARTER: &str = r#"# Charter of the box

`society.name = "Box"` `society.kind = "hub"` `society.currency = "BOX"`

> `society.commandment = "Tests tell the truth."`

`admission.vouches = 0` `admission.probation = "none"` `admission.application = "open"`

```toml
[[asset]]
id = "BOX"
decimals = 0

[[decision]]
id = "ordinary"
electorate = "members"
method = "yes-no"
quorum = "20%"
threshold = "more than half"
discussion = "none"
voting = "1 day"
grace = "none"
```
"#;

/// No decision, however large its majority, signs for a person.
#[test]
fn no_decision_does_what_a_person_does_alone() {
    let mut society = Society::under(CHARTER);
    let state = society.state.clone();
    for action in own_acts() {
        let authority = Authority::Decision { procedure: "ordinary".into(), proposal: 1 };
        let context = society.context(authority);
        let refused = preview(&action, &context, &state).err().unwrap();
        assert_eq!(refused.code, format!("{}.not_a_person", module_of(&action)));
    }
}
