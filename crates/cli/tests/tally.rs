//! Counting by the commands of `docs/tally.md`: each runs and says what the page says, every kind of
//! input has an example there, and the JSON of every method has the shape it had.
#![expect(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "common/shape.rs"]
mod shape;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Map, Value};
use shape::shape;

/// A fenced block of the page: what stands after the fence, where its text begins, and its text.
struct Block {
    info: String,
    begins: usize,
    text: String,
}

fn page() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/tally.md")
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut at = 0;
    let mut open: Option<Block> = None;
    for line in page.split_inclusive('\n') {
        at += line.len();
        match (line.strip_prefix("```"), &mut open) {
            (Some(info), None) => {
                open = Some(Block { info: info.trim().into(), begins: at, text: String::new() });
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (None, Some(block)) => block.text.push_str(line),
            (None, None) => {}
        }
    }
    blocks
}

fn tally(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_polity")).args(arguments).current_dir(folder).output().unwrap()
}

/// Writes the files that the page shows.
fn examples() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for block in blocks(&std::fs::read_to_string(page()).unwrap()) {
        if let Some((_, name)) = block.info.split_once(' ') {
            std::fs::write(folder.path().join(name), &block.text).unwrap();
        }
    }
    folder
}

#[test]
fn the_page_says_what_its_commands_say() {
    let folder = examples();
    let page_text = std::fs::read_to_string(page()).unwrap();
    let blocks = blocks(&page_text);
    let mut written = page_text.clone();
    let mut methods = BTreeSet::new();
    // From the end, so that places before stay where they are.
    for pair in blocks.windows(2).rev().filter(|pair| pair[0].info == "sh") {
        let mut said = String::new();
        for command in pair[0].text.lines() {
            let words: Vec<&str> = command.split_whitespace().collect();
            assert_eq!(words[..2], ["polity", "tally"], "{command}");
            let output = tally(folder.path(), &words[1..]);
            let error = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.success(), "{command}: {error}");
            if !said.is_empty() {
                said.push('\n');
            }
            said.push_str(&String::from_utf8(output.stdout).unwrap());
            let _ = methods.insert(words[2].to_owned());
        }
        assert_eq!(pair[1].info, "text", "{} is followed by what it says", pair[0].text);
        let said: String = said.lines().map(|line| line.trim_end().to_owned() + "\n").collect();
        let (from, to) = (pair[1].begins, pair[1].begins + pair[1].text.len());
        written.replace_range(from..to, &said);
    }
    if std::env::var_os("POLITY_BLESS").is_some() {
        std::fs::write(page(), &written).unwrap();
    }
    let now = std::fs::read_to_string(page()).unwrap();
    let changed = now.lines().zip(written.lines()).find(|(now, said)| now != said);
    assert!(now == written, "docs/tally.md is stale: {changed:?}; `cargo xtask golden` renews it");
    // Every kind of input is there.
    let kinds = kinds(folder.path());
    let shown: BTreeSet<&str> =
        methods.iter().filter_map(|one| kinds.get(one)).map(String::as_str).collect();
    let all: BTreeSet<&str> = kinds.values().map(String::as_str).collect();
    assert_eq!(shown, all);
}

/// Methods with what they count, as the program lists them.
fn kinds(folder: &Path) -> BTreeMap<String, String> {
    let listed = tally(folder, &["tally", "--list", "--json"]);
    let listed: Value = serde_json::from_slice(&listed.stdout).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let methods = listed["methods"].as_array().unwrap();
    methods.iter().map(|one| (text(&one["name"]), text(&one["ballots"]))).collect()
}

#[test]
fn the_json_of_every_method_has_the_shape_it_had() {
    let folder = examples();
    let seed = format!("seed={}", "0f".repeat(32));
    let mut shapes = Map::new();
    for (method, kind) in kinds(folder.path()) {
        let file = match kind.as_str() {
            "ranked" if method == "majority" => "answer.csv",
            "ranked" => "chair.blt",
            "approvals" => "approvals.json",
            "scores" => "scores.csv",
            "budget" => "park.pb",
            "gifts" => "gifts.csv",
            "funded_votes" => "votes.csv",
            "delegations" => "delegations.csv",
            "houses" => "houses.json",
            "support" => "support.csv",
            "spending" => "spending.csv",
            "objections" => "objections.csv",
            "stances" => "stances.csv",
            "people" => "people.csv",
            "weights" => "weights.csv",
            other => panic!("no example of {other}"),
        };
        std::fs::write(folder.path().join("answer.csv"), "rank1\nYes\nYes\nNo\n").unwrap();
        let more: &[&str] = match method.as_str() {
            "quadratic-funding" | "clr-fund" => &["-o", "pool=1000"],
            "lazy-consensus" => &["-o", "period=9"],
            "conviction" => &["-o", "needed=20"],
            "delegation" => &["-o", "topic=money", "-o", "now=50"],
            "draw" => &["-o", &seed],
            "stratified" | "fair" => &["-o", &seed, "--with", "quotas.csv", "--seats", "3"],
            "lottery" => &["-o", &seed, "--with", "lottery.json", "--seats", "2"],
            _ => &[],
        };
        let output = tally(folder.path(), &[&["tally", &method, file, "--json"], more].concat());
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{method}: {error}");
        let value: Value = serde_json::from_slice(&output.stdout).unwrap();
        let fields: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(fields, ["candidates", "data", "explanation", "method", "winners"], "{method}");
        let _ = shapes.insert(method, shape(&value["data"]));
    }
    let found = serde_json::to_string_pretty(&shapes).unwrap() + "\n";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/tally.json");
    if std::env::var_os("POLITY_BLESS").is_some() {
        std::fs::write(&path, &found).unwrap();
    }
    let wanted = std::fs::read_to_string(&path).unwrap_or_default();
    let changed = wanted.lines().zip(found.lines()).find(|(wanted, found)| wanted != found);
    assert!(wanted == found, "tally.json is stale: {changed:?}; `cargo xtask golden` renews it");
}

/// What `fair` says is what `lottery` reads: sound, with the same chances, and drawn alike.
#[test]
fn a_fair_lottery_is_read_verified_and_drawn() {
    let folder = examples();
    let run = |arguments: &[&str]| -> Value {
        let output = tally(folder.path(), &[&["tally"], arguments, &["--json"]].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let seed = format!("seed={}", "5a".repeat(32));
    for goal in ["goal=leximin", "goal=maximin", "goal=nash"] {
        let found = run(&[
            "fair",
            "people.csv",
            "--with",
            "quotas.csv",
            "--seats",
            "3",
            "-o",
            &seed,
            "-o",
            goal,
        ]);
        std::fs::write(folder.path().join("fair.json"), found.to_string()).unwrap();
        let read =
            run(&["lottery", "people.csv", "--with", "fair.json", "--seats", "3", "-o", &seed]);
        assert_eq!(found["data"]["chances"], read["data"]["chances"], "{goal}");
        assert_eq!(found["winners"], read["winners"], "{goal}");
        assert_eq!(read["winners"].as_array().unwrap().len(), 3, "{goal}");
    }
    // One part more for one panel, and the chances are others: nobody can be given more in secret.
    let text = std::fs::read_to_string(folder.path().join("fair.json")).unwrap();
    let mut changed: Value = serde_json::from_str(&text).unwrap();
    let before = changed["data"]["chances"].clone();
    changed["data"]["published"]["lottery"][0]["parts"] = 1.into();
    std::fs::write(folder.path().join("fair.json"), changed.to_string()).unwrap();
    let read = run(&["lottery", "people.csv", "--with", "fair.json", "--seats", "3"]);
    assert_ne!(before, read["data"]["chances"]);
    let (exit, words) = refusal(
        folder.path(),
        &["fair", "people.csv", "--with", "quotas.csv", "--seats", "3", "-o", "goal=luck"],
    );
    assert_eq!((exit, words["code"].as_str()), (1, Some("choice.bad_option")));
}

/// Runs a command that must fail, and returns its exit code and what it says as JSON.
fn refusal(folder: &Path, arguments: &[&str]) -> (i32, Value) {
    let output = tally(folder, &[&["tally"], arguments, &["--json"]].concat());
    let words: Value = serde_json::from_slice(&output.stdout).unwrap();
    (output.status.code().unwrap(), words)
}

#[test]
fn what_cannot_be_counted_is_refused_with_rule_and_place() {
    let folder = examples();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("bad.csv"), "voter,weight\nAna,4\nBen,many\n").unwrap();
    std::fs::write(path("new.json"), "kept").unwrap();
    let says = |arguments: &[&str], exit: i32, code: &str, part: &str| {
        let (found, words) = refusal(folder.path(), arguments);
        let (said, message) = (words["code"].as_str().unwrap(), words["message"].as_str().unwrap());
        assert_eq!((found, said), (exit, code), "{arguments:?}: {message}");
        assert!(message.contains(part), "{arguments:?}: {message}");
        assert!(!words["next_step"].as_str().unwrap().is_empty());
    };
    says(&["power", "bad.csv"], 1, "choice.malformed_file", "bad.csv:3: The column weight");
    says(&["power", "none.csv"], 2, "cli.usage", "none.csv");
    says(
        &["irv", "chair.blt", "--seats", "2"],
        1,
        "choice.unknown_option",
        "irv has no option seats; it has ties, equal",
    );
    says(&["Schulze", "chair.blt"], 1, "choice.unknown_method", "schulze is the nearest");
    says(&["condorset", "none.blt"], 1, "choice.unknown_method", "There is no method");
    says(&["chair.blt", "schulze"], 1, "choice.unknown_method", "chair.blt");
    says(&["schulze", "none.blt"], 2, "cli.usage", "none.blt: there is no such file.");
    says(&["schulze", "."], 2, "cli.usage", ".: this is a folder.");
    says(&["schulze", "chair.blt", "--seats", "0"], 1, "choice.too_few", "0 given, at least 1");
    says(&["schulze", "chair.blt", "--seats", "9"], 1, "choice.too_many", "9 given, at most 3");
    says(
        &["schulze", "chair.blt", "-o", "seats=2", "--seats", "1"],
        2,
        "cli.usage",
        "seats is given twice",
    );
    says(&["schulze", "chair.blt", "-o", "ties=a"], 1, "choice.bad_option", "64 hexadecimal");
    says(&["star", "scores.csv", "-o", "scale=5"], 1, "choice.bad_option", "such as 0..5");
    says(&["star", "scores.csv", "-o", "scale=0..4"], 1, "choice.bad_ballot", "outside 0 to 4");
    says(&["majority", "chair.blt"], 1, "choice.too_many", "yes/no question");
    says(&["debian", "chair.blt", "-o", "majority=0"], 1, "choice.bad_option", "more than 0");
    std::fs::write(path("empty.blt"), "").unwrap();
    says(&["schulze", "empty.blt"], 1, "choice.malformed_file", "empty.blt:1: The file is empty");
    std::fs::write(path("none.csv.csv"), "Ana,Ben\n").unwrap();
    says(&["score", "none.csv.csv"], 1, "choice.too_few", "Ballots: 0 given");
    std::fs::write(path("short.csv"), "rank1,rank2\nAna,Ben\nBen\n").unwrap();
    says(&["irv", "short.csv"], 1, "choice.malformed_file", "short.csv:3: 1 cell, 2 columns");
    std::fs::write(path("latin.csv"), b"\xc9a,b\n1,2\n").unwrap();
    says(&["score", "latin.csv"], 2, "cli.usage", "latin.csv:1: This is not UTF-8");
    says(&["draw", "people.csv"], 1, "choice.missing", "a published seed");
    says(&["stratified", "people.csv", "-o", "seed"], 2, "cli.usage", "\"seed\" has no value");
    says(
        &["power", "weights.csv", "--with", "quotas.csv"],
        1,
        "choice.bad_option",
        "reads one file",
    );
    says(&["schulze", "scores.csv"], 1, "choice.wrong_ballots", "counts ranked ballots");
    says(&["borda", "chair.blt", "--with", "votes.config.json"], 1, "choice.malformed_file", "CSV");
    says(&["convert", "chair.blt", "new.json"], 2, "cli.usage", "new.json: it exists already");
    says(
        &["convert", "scores.csv", "new.blt"],
        1,
        "choice.cannot_hold",
        "orders of candidates alone",
    );
    says(&["convert", "chair.blt", "new.xls"], 1, "choice.malformed_file", "The ending must be");
    assert_eq!(std::fs::read_to_string(path("new.json")).unwrap(), "kept");
    assert!(!path("new.blt").exists() && !path("new.xls").exists());
}

/// What is converted is counted as before.
#[test]
fn what_is_converted_is_counted_as_before() {
    let folder = examples();
    let count = |file: &str| {
        let output = tally(folder.path(), &["tally", "schulze", file, "--json"]);
        let value: Value = serde_json::from_slice(&output.stdout).unwrap();
        (value["winners"].clone(), value["data"]["paths"].clone())
    };
    let before = count("chair.blt");
    let files = ["a.json", "a.toi", "a.soi", "a.cvotes", "a.csv", "a.cvr.csv", "b.blt"];
    let mut from = "chair.blt";
    for to in files {
        let output = tally(folder.path(), &["tally", "convert", from, to, "--json"]);
        assert!(output.status.success(), "{from} to {to}");
        assert_eq!(count(to), before, "{from} to {to}");
        from = to;
    }
}
