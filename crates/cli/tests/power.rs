//! Who may do what, what one person can do alone, and where a society stands: as the program says it,
//! and as the machine does it.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use polity_machine::charter_text::{ActionClass, LimitNeed, actions};
use polity_machine::frame::context::Authority;
use polity_machine::frame::module::ActionSpec;
use polity_machine::modules::charter::query;
use polity_machine::registry;
use polity_machine::testing::Society;
use polity_types::Seconds;
use serde_json::Value;

/// How the page begins.
const ALONE: &str = "# What one person can do alone

Under each ready-made charter and at each of its stages: what somebody can do without anybody else, what one
person brings and silence carries, what takes a decision or a rule, and what nobody can do. Every action of the
machine is in one of these groups; the founder stands for themselves and for whoever brings in what was before,
\"any member\" and \"anyone\" for those. Holders of an office are told of by the name of the office, as it is once
somebody was elected; the founder as it is until then. Sums are of 30 days, for each person who holds the power; what
leaves under one line counts under their others of the same money too.

A vote is a decision of many only once many may vote. As long as the founder is the only member, what members decide
the founder decides alone: at its first stage each charter says here what that is. It holds at a later stage too if its
day brings it before anybody else is in. But who is the only member decides for nobody else: where half or more of the
members are on probation, a vote of those past it opens only when as long as probation lasts has passed since it was
brought, and takes longer than it says here.

Nor is it one while few vote. Where a decision asks for a part of those who may vote, one of them is that part as long as
they are few, and decides if nobody else takes part; where support must be a part of all, the support of one is. Each stage
names such decisions, how many may vote at most, and the lines by which they spend; what they decide stands in its group
besides.

What a text leaves to people, and says that no machine does, is no power of anybody, and does not stand here.

The page is made by a test, from the rules that run, and the test fails when it is not true any more.

## Under every charter

These need no line, for whoever they are about, and no charter narrows them:

";

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

/// The actions of the machine, each in one of four groups under a charter.
#[derive(Default)]
struct Groups {
    alone: BTreeMap<String, BTreeSet<String>>,
    nobody: Vec<&'static str>,
    /// What one person brings and silence carries: lines in words, by action.
    silent: BTreeMap<String, BTreeSet<String>>,
    together: Vec<&'static str>,
    unlined: Vec<&'static str>,
}

impl Groups {
    fn of(reaches: &[Value]) -> Self {
        let mut groups = Self::default();
        for line in reaches.iter().flat_map(|reach| reach["alone"].as_array().unwrap()) {
            let until = line["until"].as_str().map(|until| format!(" Until {until}."));
            let words = line["text"].as_str().unwrap().to_owned() + &until.unwrap_or_default();
            let action = line["action"].as_str().unwrap().to_owned();
            groups.alone.entry(action).or_default().insert(words);
        }
        let with_others = reaches[3]["with_others"].as_array().unwrap().iter();
        let (silent, voted): (Vec<&Value>, Vec<&Value>) = with_others
            .partition(|group| group["is_by_silence"] == true || group["is_by_one_yes"] == true);
        let together: BTreeSet<String> =
            voted.iter().flat_map(|group| names(&group["may"])).collect();
        for group in silent {
            for line in group["may"].as_array().unwrap() {
                let spec = registry::spec_named(line["action"].as_str().unwrap()).unwrap();
                let has_none = line["limit"].is_null() && spec.action.limit != LimitNeed::None;
                let limit = if has_none { " Without a limit." } else { "" };
                let takes = Seconds(group["takes"].as_u64().unwrap());
                let text = line["text"].as_str().unwrap();
                let is_said = group["is_by_one_yes"] == true;
                let yes = if is_said { " One yes is enough, if nobody else votes." } else { "" };
                let words = format!("{text}{limit}{yes} It takes {takes}.");
                let action = line["action"].as_str().unwrap().to_owned();
                let _new = groups.silent.entry(action).or_default().insert(words);
            }
        }
        let mut actions = registry::action_names();
        actions.sort();
        for action in &actions {
            let is_alone = groups.alone.contains_key(action.name);
            match action.class {
                ActionClass::Open | ActionClass::Right => {
                    assert!(!is_alone, "{} needs no line", action.name);
                    groups.unlined.push(action.name);
                }
                ActionClass::Power if is_alone || groups.silent.contains_key(action.name) => {}
                ActionClass::Power if together.contains(action.name) => {
                    groups.together.push(action.name);
                }
                ActionClass::Power => groups.nobody.push(action.name),
            }
        }
        let mut told: BTreeSet<&str> =
            groups.alone.keys().chain(groups.silent.keys()).map(String::as_str).collect();
        told.extend([&groups.nobody[..], &groups.together, &groups.unlined].concat());
        let all: BTreeSet<&str> =
            registry::SPECS.iter().flat_map(|specs| specs.iter()).map(ActionSpec::name).collect();
        assert_eq!(told, all, "every action of every module is told of");
        groups
    }
}

/// Tells who does what alone, what takes several people, and what nobody does.
fn told(charter: &str, place: usize, stage: Option<&str>, text: &mut String) -> Vec<&'static str> {
    let text_of_charter = std::fs::read(charter).unwrap();
    let offices = query::parse(&text_of_charter).unwrap().offices;
    let offices = offices.iter().map(|office| format!("office: {}", office.id));
    let roles = ROLES.iter().map(|role| (*role).to_owned()).chain(offices);
    let reaches: Vec<Value> = roles.map(|role| reach(&role, charter, stage)).collect();
    let groups = Groups::of(&reaches);
    let _ = writeln!(text, "Alone:\n");
    for line in groups.alone.values().flatten() {
        let _ = writeln!(text, "- {line}");
    }
    let _ = writeln!(text, "\nOf the society's money one person alone can spend in 30 days:\n");
    for reach in &reaches[3..] {
        let _ = writeln!(text, "- {}: {}", reach["who"].as_str().unwrap(), sums(reach));
    }
    if place == 0 {
        let _ = writeln!(text, "\nAlone by a vote, as long as the founder is the only member:\n");
        for line in by_vote(&reaches[3]) {
            let _ = writeln!(text, "- {line}");
        }
    }
    if !groups.silent.is_empty() {
        text.push_str("\nBy silence, when one person brings it and nobody who may objects, or nobody else votes:\n\n");
        for line in groups.silent.values().flatten() {
            let _ = writeln!(text, "- {line}");
        }
    }
    let of_few = of_few(&reaches[3]);
    if !of_few.is_empty() {
        let _ = writeln!(text, "\nBy one of few, if nobody else takes part in the vote:\n");
        for line in of_few {
            let _ = writeln!(text, "- {line}");
        }
    }
    let listed = |names: &[&'static str]| match names {
        [] => "nothing".to_owned(),
        names => names.iter().map(|name| deed(name)).collect::<Vec<_>>().join("; "),
    };
    let _ = write!(
        text,
        "\nOnly together: {}.\n\nNo one: {}.\n",
        listed(&groups.together),
        listed(&groups.nobody),
    );
    groups.unlined
}

/// Says by which decisions one of few who may vote is enough, of how many, and what they spend by it.
fn of_few(reach: &Value) -> Vec<String> {
    let groups = reach["with_others"].as_array().unwrap().iter();
    let told = |group: &Value| {
        let most = group["one_is_enough_of"].as_u64().filter(|most| *most > 1)?;
        let lines = group["may"].as_array().unwrap().iter();
        let spent: Vec<String> = lines
            .filter(|line| {
                let spec = registry::spec_named(line["action"].as_str().unwrap()).unwrap();
                spec.action.limit == LimitNeed::Required
            })
            .map(|line| line["power"].to_string())
            .collect();
        let spent = if spent.is_empty() {
            String::new()
        } else {
            format!(", and so of the society's money: {}", spent.join(", "))
        };
        Some(format!("{} while at most {most} may vote{spent}", group["procedure"]))
    };
    groups.filter_map(told).collect()
}

/// Says what somebody can spend of the society's money alone.
fn sums(reach: &Value) -> String {
    let spending = reach["spending"].as_array().unwrap().iter();
    let spending: Vec<&str> = spending.map(|line| line["text"].as_str().unwrap()).collect();
    if spending.is_empty() { "nothing".to_owned() } else { spending.join("; ") }
}

/// Says what the founder decides alone as long as nobody else may vote: what moves money, and what else.
fn by_vote(reach: &Value) -> Vec<String> {
    let mut said: Vec<String> = reach["spending_by_vote"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line.as_str().unwrap().to_owned())
        .collect();
    let groups = reach["with_others"].as_array().unwrap().iter();
    for group in groups.filter(|group| group["is_alone"] == true) {
        let id = group["procedure"].as_str().unwrap();
        let told = |line: &Value| {
            let power = line["power"].as_str().unwrap();
            said.iter().any(|said| said.contains(&format!("\"{power}\"")))
        };
        let rest: BTreeSet<&str> = group["may"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|line| !told(line))
            .map(|line| line["action"].as_str().unwrap())
            .collect();
        let rest: Vec<String> = rest
            .iter()
            .map(|name| actions::words(name).map_or_else(|| format!("`{name}`"), actions::briefly))
            .collect();
        let takes = Seconds(group["takes"].as_u64().unwrap());
        if !rest.is_empty() {
            said.push(format!("{}, by \"{id}\", {takes} after it is brought", rest.join("; ")));
        }
    }
    said
}

/// Writes what an action does, with its name.
fn deed(name: &'static str) -> String {
    let words = actions::words(name).map(actions::briefly);
    words.map_or_else(|| format!("`{name}`"), |words| format!("{words} (`{name}`)"))
}

/// What one person can do alone under every shipped charter at every stage, over all actions of all
/// modules. A change shows here first; `cargo xtask golden` takes it over.
#[test]
fn what_one_person_can_do_alone_under_the_shipped_charters_is_as_it_was() {
    let mut text = String::from(ALONE);
    let mut parts = String::new();
    let files = shipped();
    assert!(files.len() >= 12, "{files:?}");
    let mut unlined = Vec::new();
    for file in files {
        let path = file.to_str().unwrap();
        let charter = query::parse(&std::fs::read(&file).unwrap()).unwrap();
        let file = file.file_name().unwrap().to_str().unwrap();
        let _ = write!(parts, "\n## {} ([`{file}`](../charters/{file}))\n\n", charter.society.name);
        if charter.stages.is_empty() {
            unlined = told(path, 0, None, &mut parts);
        }
        for (place, stage) in charter.stages.iter().enumerate() {
            let gap = if place == 0 { "" } else { "\n" };
            let _ = write!(parts, "{gap}### At the stage \"{}\"\n\n", stage.name);
            unlined = told(path, place, Some(&stage.id), &mut parts);
        }
    }
    for name in &unlined {
        let _ = writeln!(text, "- {}", deed(name));
    }
    text.push_str(&parts);
    println!("{text}");
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/alone.md");
    if std::env::var_os("POLITY_BLESS").is_some() {
        std::fs::write(&golden, &text).unwrap();
    }
    let wanted = std::fs::read_to_string(&golden).unwrap_or_default();
    let changed = wanted.lines().zip(text.lines()).find(|(wanted, found)| wanted != found);
    assert!(
        wanted == text,
        "docs/alone.md is stale: {changed:?}. If it is meant: `cargo xtask golden`."
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
    // On the first day nobody else may vote: what is decided together, the founder decides alone.
    assert_eq!((&ordinary["is_alone"], &ordinary["present"]), (&true.into(), &1.into()), "{me}");
    for words in [
        "By a vote in which nobody else may vote now, and so alone:\n\"ordinary\"",
        "Pay from the society's money, without a limit, under \"house-budget\", 15 days after it is brought.",
    ] {
        assert!(text.contains(words), "{words:?} is not in {text}");
    }
    let of = |role: &str, stage: &str| {
        run(&["power", "of", role, "--charter", &hub, "--stage", stage]).data
    };
    let founder = of("founder", "first");
    assert!(founder.contains("as long as nobody else may vote:\nPay from"), "{founder}");
    assert!(founder.contains("By silence: one person brings it"), "{founder}");
    let member = of("member past probation", "first");
    assert!(!member.contains("as long as nobody else"), "{member}");
    // Who holds an office is told of as somebody who was elected.
    let treasurer = of("office: treasurer", "houses");
    let sum = "At most 100.00 EUR, to pay from the society's money, under \"founder-pays\".";
    assert!(treasurer.contains(sum), "{treasurer}");
    assert!(of("founder", "houses").contains("under \"founder-pays\", until the first election."));
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

/// What comes of the founder's powers is shown, proven and done from the terminal.
#[test]
fn the_founder_steps_down_from_the_terminal_and_it_shows() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (keys, data) = (folder.path().join("keys"), path("data"));
    let hub = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../charters/hub.md");
    let hub = hub.to_str().unwrap().to_owned();
    let run = |arguments: &[&str]| polity(arguments, &keys);
    let there = |arguments: &[&str]| polity(&[arguments, &["--data", &data]].concat(), &keys);

    for name in ["me", "ana"] {
        assert_eq!(run(&["key", "new", name]).code, Some(0));
    }
    assert_eq!(run(&["found", &hub, "--data", &data, "--yes"]).code, Some(0));
    let shown = there(&["founder", "show"]);
    for words in ["founded the society.", "signs nothing for ", "The last sign of life was on 20"] {
        assert!(shown.data.contains(words), "{words:?} is not in {}{}", shown.data, shown.said);
    }
    assert!(there(&["stage"]).data.contains("The founder: If the founder leaves, steps down"));
    let who = there(&["power", "who", "treasury.pay"]);
    assert!(
        who.data.contains("if the founder leaves, steps down or signs nothing"),
        "{}",
        who.data
    );

    let other = there(&["founder", "step-down", "--key", "ana", "--dry-run"]);
    assert_eq!(other.code, Some(1), "{}", other.said);
    // A dry run names the line in the words of the charter, before anything is signed.
    let open = run(&["--json", "op", "example", "treasury.open_account"]).json();
    let act = path("open.json");
    std::fs::write(&act, open.to_string().replace("fund-common", "fund-garden")).unwrap();
    let tried = there(&["op", "sign", &act, "--dry-run"]);
    let words =
        "It would be admitted, under the line \"founder-opens-accounts\" of the charter (line ";
    assert!(tried.data.starts_with(words), "{}{}", tried.data, tried.said);
    assert!(
        tried.data.contains("The founder may open an account of the society"),
        "{}",
        tried.data
    );
    let tried = there(&["op", "sign", &act, "--dry-run", "--key", "ana"]);
    assert_eq!(tried.code, Some(1), "{}", tried.said);
    let tried = there(&["founder", "step-down", "--dry-run"]);
    assert!(tried.data.contains("It would be admitted, under a right"), "{}", tried.data);
    assert_eq!(there(&["founder", "step-down", "--yes"]).code, Some(0));
    assert_eq!(there(&["founder", "step-down", "--yes"]).code, Some(1));

    let place = there(&["--json", "founder", "show"]).json();
    assert_eq!(place["passed"]["why"], "stepped_down", "{place}");
    assert_eq!(place["holds"], false);
    assert!(there(&["stage"]).data.contains("the founder stepped down"));
    let who = there(&["--json", "power", "who", "treasury.pay"]).json();
    assert!(who["lines"].as_array().unwrap().iter().all(|line| line["is_alone"] == false), "{who}");
    let me = there(&["--json", "power", "of", "me"]).json();
    assert_eq!(me["who"].as_str().unwrap().split(", ").nth(1), Some("the founder"), "{me}");
    assert_eq!((me["spending"].as_array().map(Vec::len), me["holds"].is_null()), (Some(0), true));
    let alone = names(&me["alone"]);
    assert!(!alone.contains("treasury.pay") && !alone.contains("membership.admit"), "{alone:?}");
}
