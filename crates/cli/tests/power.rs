//! Who may do what, what one person can do alone, and where a society stands: as the program says it,
//! and as the machine does it.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use polity_machine::charter_text::ActionClass;
use polity_machine::frame::context::Authority;
use polity_machine::modules::charter::query;
use polity_machine::registry;
use polity_machine::testing::Society;
use serde_json::Value;

const ROLES: [&str; 4] = ["anyone", "member", "member past probation", "founder"];

struct Done {
    code: Option<i32>,
    data: String,
    said: String,
}

impl Done {
    fn json(&self) -> Value {
        assert_eq!(self.code, Some(0), "{}", self.said);
        serde_json::from_str(&self.data).unwrap()
    }
}

fn polity(arguments: &[&str], keys: &Path) -> Done {
    let mut command = Command::new(env!("CARGO_BIN_EXE_polity"));
    command.args(arguments).env("POLITY_KEYS", keys).env_remove("POLITY_URL");
    let output = command.env_remove("POLITY_KEY").output().unwrap();
    Done {
        code: output.status.code(),
        data: String::from_utf8(output.stdout).unwrap(),
        said: String::from_utf8(output.stderr).unwrap(),
    }
}

fn shipped() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../charters");
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let mut files: Vec<PathBuf> =
        files.filter(|file| file.extension().is_some_and(|ending| ending == "md")).collect();
    files.sort();
    files
}

/// Returns what somebody in a role can do, by `polity power of`.
fn reach(role: &str, charter: &str, stage: Option<&str>) -> Value {
    let mut arguments = vec!["--json", "power", "of", role, "--charter", charter];
    arguments.extend(stage.into_iter().flat_map(|stage| ["--stage", stage]));
    polity(&arguments, Path::new("/nonexistent")).json()
}

fn names(lines: &Value) -> BTreeSet<String> {
    let lines = lines.as_array().unwrap().iter();
    lines.map(|line| line["action"].as_str().unwrap().to_owned()).collect()
}

/// Tells for every action who does it alone, and whether others can only together.
fn told(charter: &str, stage: Option<&str>, text: &mut String) {
    let reaches = ROLES.map(|role| reach(role, charter, stage));
    let mut alone: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for reach in &reaches {
        for line in reach["alone"].as_array().unwrap() {
            let until = line["until"].as_str().map(|until| format!(" Until {until}."));
            let words = line["text"].as_str().unwrap().to_owned() + &until.unwrap_or_default();
            alone.entry(line["action"].as_str().unwrap().into()).or_default().insert(words);
        }
    }
    let founder = &reaches[3];
    let groups = founder["with_others"].as_array().unwrap().iter();
    let together: BTreeSet<String> = groups.flat_map(|group| names(&group["may"])).collect();
    let mut actions = registry::action_names();
    actions.sort();
    for action in actions {
        let _ = match action.class {
            ActionClass::Open | ActionClass::Right => {
                assert!(!alone.contains_key(action.name), "{} needs no line", action.name);
                writeln!(text, "- {}: needs no line", action.name)
            }
            ActionClass::Power => match alone.get(action.name) {
                Some(lines) => {
                    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
                    writeln!(text, "- {}: {}", action.name, lines.join(" "))
                }
                None if together.contains(action.name) => {
                    writeln!(text, "- {}: only together", action.name)
                }
                None => writeln!(text, "- {}: no one", action.name),
            },
        };
    }
    let spending = founder["spending"].as_array().unwrap().iter();
    let spending: Vec<&str> = spending.map(|line| line["text"].as_str().unwrap()).collect();
    let spending = if spending.is_empty() { "nothing".to_owned() } else { spending.join("; ") };
    let _ = writeln!(text, "- the founder alone, in 30 days, of the society's money: {spending}");
}

/// What one person can do alone under every shipped charter, action by action, at every stage. A change
/// shows here first; `cargo xtask golden` takes it over.
#[test]
fn what_one_person_can_do_alone_under_the_shipped_charters_is_as_it_was() {
    let mut text = String::from("# What one person can do alone\n");
    let files = shipped();
    assert!(files.len() >= 3, "{files:?}");
    for file in files {
        let path = file.to_str().unwrap();
        let charter = query::parse(&std::fs::read(&file).unwrap()).unwrap();
        let _ = write!(text, "\n## {}\n", file.file_name().unwrap().to_str().unwrap());
        if charter.stages.is_empty() {
            text.push('\n');
            told(path, None, &mut text);
        }
        for stage in &charter.stages {
            let _ = write!(text, "\n### At the stage \"{}\"\n\n", stage.name);
            told(path, Some(&stage.id), &mut text);
        }
    }
    println!("{text}");
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/alone.md");
    if std::env::var_os("POLITY_BLESS").is_some() {
        std::fs::write(&golden, &text).unwrap();
    }
    let wanted = std::fs::read_to_string(&golden).unwrap_or_default();
    let changed = wanted.lines().zip(text.lines()).find(|(wanted, found)| wanted != found);
    assert!(
        wanted == text,
        "alone.md is stale: {changed:?}. If it is meant: `cargo xtask golden`."
    );
}

/// The machine permits the founder and a stranger, on the first day, what `polity power` says, and
/// nothing else.
#[test]
fn the_machine_permits_what_the_words_say() {
    for file in shipped() {
        let charter = std::fs::read_to_string(&file).unwrap();
        let mut society = Society::under(&charter);
        let (founder, stranger) = (society.founder.clone(), society.known("stranger"));
        let state = society.state.clone();
        for (role, person) in [("founder", founder.person), ("anyone", stranger.person)] {
            let reach = reach(role, file.to_str().unwrap(), None);
            let said = names(&reach["alone"]);
            let context = society.context(Authority::Person { person });
            let powers = registry::SPECS.iter().flat_map(|specs| specs.iter());
            let powers = powers.filter(|spec| spec.action.class == ActionClass::Power);
            let mut permitted = BTreeSet::new();
            for spec in powers {
                if query::permit(spec, None, &context, &state).is_ok() {
                    permitted.insert(spec.name().to_owned());
                }
            }
            assert_eq!(said, permitted, "{role} under {}", file.display());
            assert!(role == "anyone" || !permitted.is_empty(), "{}", file.display());
        }
    }
}

#[test]
fn one_asks_of_a_file_and_of_a_society_who_may_and_what_comes() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (keys, data) = (folder.path().join("keys"), path("data"));
    let hub = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../charters/hub.md");
    let hub = hub.to_str().unwrap().to_owned();
    let run = |arguments: &[&str]| polity(arguments, &keys);

    let who = run(&["power", "who", "treasury.pay", "--charter", &hub]);
    assert_eq!(who.code, Some(0), "{}", who.said);
    for words in [
        "The founder may pay from the society's money, up to 300.00 EUR in any 30 days; it takes \
         effect after 2 days, unless 10% of the members object.",
        "alone, by line ",
        "\"founder-pays\", until the society has 50 members, 2029-01-01 at the latest",
        "then the founder's spending limit falls from 300.00 EUR to 100.00 EUR in any 30 days",
        "together, by line ",
    ] {
        assert!(who.data.contains(words), "{words:?} is not in {}", who.data);
    }
    let later = run(&["power", "who", "treasury.pay", "--charter", &hub, "--stage", "houses"]);
    assert!(later.data.contains("up to 100.00 EUR") && later.data.contains("the first election"));
    let right = run(&["power", "who", "membership.leave", "--charter", &hub]);
    assert!(right.data.contains("no line can narrow it"), "{}", right.data);
    let unknown = run(&["power", "who", "treasury.steal", "--charter", &hub]);
    assert_eq!(unknown.code, Some(2));
    let role = run(&["power", "of", "queen", "--charter", &hub]);
    assert_eq!(role.code, Some(2));
    let stage = run(&["power", "of", "founder", "--charter", &hub, "--stage", "empire"]);
    assert!(stage.code == Some(2) && stage.said.contains("house, houses"), "{}", stage.said);

    assert_eq!(run(&["key", "new", "me"]).code, Some(0));
    let found = run(&["found", &hub, "--data", &data, "--yes"]);
    assert_eq!(found.code, Some(0), "{}", found.said);
    let me = run(&["--json", "power", "of", "me", "--data", &data]).json();
    assert!(me["who"].as_str().unwrap().ends_with("the founder, a member"), "{me}");
    assert_eq!(me["spending"][0]["amount"], "30000", "{me}");
    let groups = me["with_others"].as_array().unwrap();
    let ordinary = groups.iter().find(|group| group["procedure"] == "ordinary").unwrap();
    assert_eq!(
        (&ordinary["eligible"], &ordinary["yes_if_all_vote"]),
        (&1.into(), &1.into()),
        "{me}"
    );
    let text = run(&["power", "of", "me", "--data", &data]).data;
    assert!(text.contains("At most 300.00 EUR, to pay from the society's money"), "{text}");
    assert!(text.contains("10% of the members, now 1"), "{text}");
    let of_society = run(&["--json", "power", "who", "treasury.pay", "--data", &data]).json();
    let of_file = run(&["--json", "power", "who", "treasury.pay", "--charter", &hub]).json();
    assert_eq!(of_society, of_file);

    let stage = run(&["stage", "--data", &data]);
    for words in [
        "Lantern House has 1 member and is at the stage \"The first of us\"",
        "Next: \"One house\"\nWith 7 members, and on 2028-01-01 at the latest (6 more, or in ",
        "Later: \"Several houses\"\nWith 50 members, and on 2029-01-01 at the latest (49 more, or in ",
        "the founder's spending limit falls from 300.00 EUR to 100.00 EUR in any 30 days",
        "from the first election on, the power to pay from the society's money passes from the \
         founder to the office of Treasurer",
    ] {
        assert!(stage.data.contains(words), "{words:?} is not in {}", stage.data);
    }
    let stage = run(&["--json", "stage", "--data", &data]).json();
    assert_eq!(stage["stages"][2]["members_missing"], 49, "{stage}");
    assert_eq!(stage["stages"][0]["is_here"], true, "{stage}");
}
