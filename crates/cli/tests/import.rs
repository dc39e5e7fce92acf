//! A real community moves in by the commands of `docs/import.md`, and its figures agree.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "common/guide.rs"]
mod guide;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

const GUIDE: &str = include_str!("../../../docs/import.md");

/// A folder to work in, with keys of its own.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let charters = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../charters");
        std::os::unix::fs::symlink(charters, folder.path().join("charters")).unwrap();
        Self { folder }
    }

    fn polity(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_polity"))
            .args(arguments)
            .current_dir(self.folder.path())
            .env("POLITY_KEYS", self.folder.path().join("keys"))
            .output()
            .unwrap()
    }

    /// Runs a command that must succeed, and returns its JSON.
    fn data(&self, arguments: &[&str]) -> Value {
        let output = self.polity(&[arguments, &["--json"]].concat());
        let words = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{arguments:?}: {words}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    fn found(&self) {
        self.data(&["key", "new", "founder"]);
        self.data(&["found", "charters/hub.md", "--data", "house", "--key", "founder", "--yes"]);
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    fn import(&self, what: &str, file: &Path, more: &[&str]) -> (Option<i32>, Value) {
        let file = file.to_str().unwrap();
        let common = ["--data", "house", "--key", "founder", "--yes", "--json"];
        let output = self.polity(&[&["import", what, file], &common[..], more].concat());
        let first = String::from_utf8_lossy(&output.stdout).lines().next().map(str::to_owned);
        let value = serde_json::from_str(&first.unwrap_or_default()).unwrap_or(Value::Null);
        (output.status.code(), value)
    }
}

fn data_folder() -> Option<PathBuf> {
    let near = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("POLITY_DATA").map_or(near, PathBuf::from).join("dao");
    folder.is_dir().then_some(folder)
}

/// Every command of the guide runs, and then the figures are those that the files' owners published.
#[test]
fn the_guide_moves_a_real_community_in() {
    let Some(data) = data_folder() else {
        println!("skipped: the_guide_moves_a_real_community_in: no test data");
        return;
    };
    let place = Place::new();
    let commands = guide::blocks(GUIDE, "sh");
    assert!(commands.len() >= 5);
    let bin = Path::new(env!("CARGO_BIN_EXE_polity")).parent().unwrap();
    for command in commands {
        let _ = guide::run(command, place.folder.path(), bin, &[("DATA", data.to_str().unwrap())]);
    }

    let checked = std::fs::read(data.join("membership/CHECKED.json")).unwrap();
    let checked: Value = serde_json::from_slice(&checked).unwrap();
    let mut days = 0;
    for (day, counts) in checked["counts"].as_object().unwrap() {
        for (group, count) in counts.as_object().unwrap() {
            let asked = ["import", "show", "--data", "house", "--group", group, "--on", day];
            assert_eq!(place.data(&asked)["members"], *count, "{group} on {day}");
            days += 1;
        }
    }
    assert_eq!(days, 14);

    let shown = place.data(&["import", "show", "--data", "house"]);
    assert_eq!(shown["placeholders"], 537);
    let last =
        std::fs::read_to_string(data.join("ledger/obs_opencollective_2019_2020.csv")).unwrap();
    let newest = last.lines().nth(1).unwrap().rsplit(',').next().unwrap();
    assert!(newest.starts_with("98750.16"), "{newest}");
    let accounts = shown["accounts"].as_array().unwrap();
    let held = |name: &str| -> i128 {
        let account = accounts.iter().find(|account| account[0] == format!("{name}/usd"));
        account.unwrap()[1].as_str().unwrap().parse().unwrap()
    };
    assert_eq!(held("collective"), 9_875_016);
    let sum: i128 = ["collective", "outside", "fee-host", "fee-platform", "fee-processor"]
        .map(held)
        .iter()
        .sum();
    assert_eq!(sum, 0);

    // The books of Beancount, commodity by commodity: what all accounts hold together is nothing.
    let mut sums: std::collections::BTreeMap<&str, i128> = std::collections::BTreeMap::new();
    for account in accounts {
        let (_, asset) = account[0].as_str().unwrap().split_once('/').unwrap();
        *sums.entry(asset).or_default() += account[1].as_str().unwrap().parse::<i128>().unwrap();
    }
    assert_eq!(sums.len(), 11, "{sums:?}");
    assert!(sums.values().all(|sum| *sum == 0), "{sums:?}");
    let holds_unvested =
        |one: &&Value| one[0].as_str().is_some_and(|name| name.ends_with("/hoolunvest"));
    let unvested: Vec<&str> =
        accounts.iter().filter(holds_unvested).map(|one| one[1].as_str().unwrap()).collect();
    assert!(unvested.contains(&"1645") && unvested.contains(&"705"), "{unvested:?}");

    let expected = data.join("snapshot-voting/examples/singleChoice.expected.json");
    let expected: Value = serde_json::from_slice(&std::fs::read(expected).unwrap()).unwrap();
    let scores: Vec<String> =
        expected["scores"].as_array().unwrap().iter().map(ToString::to_string).collect();
    let question = &shown["questions"][0];
    let weights: Vec<&str> =
        question["weights"].as_array().unwrap().iter().map(|w| w.as_str().unwrap()).collect();
    assert_eq!(weights, scores);
    assert_eq!(question["voters"], expected["votes"]);

    // Every row, once: imported again, nothing is taken (the society is open besides).
    let ledger = data.join("ledger/obs_opencollective_2019_2020.csv");
    let (code, again) = place.import("ledger", &ledger, &["--asset", "USD"]);
    assert_eq!((code, &again["before"], &again["rows"]), (Some(0), &1_354.into(), &0.into()));
    let log = std::fs::read(place.folder.path().join("house/log/entries")).unwrap();
    let log = String::from_utf8_lossy(&log);
    assert!(!log.contains("party0578") && !log.contains("C000127"), "a name is in the log");
}

#[test]
fn rows_that_cannot_be_taken_are_told_with_their_reason() {
    let place = Place::new();
    place.found();
    let members = place.file(
        "members.csv",
        "person,group,from,until\n\
         Ana,Board,2020-01-01,2021-01-01\n\
         Ben,Board,2020-02-30,\n\
         ,Board,2020-01-01,\n\
         Cleo,Board,2021-01-01,2020-01-01\n\
         Dan,Board,2999-01-01,\n\
         Eve,Board\n\
         Ana,Board,2022-05-01,\n",
    );
    let (code, tried) = place.import("membership", &members, &["--dry-run"]);
    assert_eq!((code, &tried["rows"]), (Some(2), &3.into()), "{tried}");
    let (code, report) = place.import("membership", &members, &[]);
    assert_eq!((code, &report["rows"]), (Some(2), &2.into()), "{report}");
    let faults: Vec<(u64, &str)> = report["faults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| (fault["row"].as_u64().unwrap(), fault["reason"].as_str().unwrap()))
        .collect();
    assert_eq!(faults.iter().map(|fault| fault.0).collect::<Vec<_>>(), [2, 3, 4, 5, 6]);
    assert!(faults[0].1.contains("no date") && faults[3].1.contains("founded at"), "{faults:?}");
    let shown = place.data(&[
        "import",
        "show",
        "--data",
        "house",
        "--group",
        "board",
        "--on",
        "2020-06-01",
    ]);
    assert_eq!((&shown["members"], &shown["placeholders"]), (&1.into(), &1.into()));

    let ledger = place.file(
        "ledger.csv",
        "date,from,to,amount,category,party\n\
         2020-01-01,Outside,Common,10.50,gift,Ana\n\
         2020-01-02,Common,Shop,0.001,food,\n\
         2020-01-03,Common,Shop,0,food,\n\
         2020-01-04,Common,Common,1,food,\n\
         2020-01-05,Common,Shop,-2,refund,\n",
    );
    let (code, report) = place.import("ledger", &ledger, &["--asset", "EUR"]);
    assert_eq!((code, &report["rows"]), (Some(2), &2.into()), "{report}");
    let ballots =
        place.file("votes.csv", "voter,choice,weight\na,1,1.5\na,2,1\nb,0,1\nc,2,\nd,2,x\n");
    let more = ["--title", "Where?", "--date", "2020-01-01"];
    let records = place.folder.path().join("house/records");
    let count = || std::fs::read_dir(&records).unwrap().count();
    let before = count();
    let (code, tried) = place.import("ballots", &ballots, &[&more[..], &["--dry-run"]].concat());
    // The machine alone knows who voted twice.
    assert_eq!((code, &tried["rows"], count()), (Some(2), &3.into(), before), "{tried}");
    let (code, report) = place.import("ballots", &ballots, &more);
    assert_eq!((code, &report["rows"]), (Some(2), &2.into()), "{report}");
    let shown = place.data(&["import", "show", "--data", "house"]);
    assert_eq!(shown["questions"][0]["weights"], serde_json::json!(["15", "10"]));
    let accounts =
        serde_json::json!([["common/eur", "1250"], ["outside/eur", "-1050"], ["shop/eur", "-200"]]);
    assert_eq!(shown["accounts"], accounts);
    let said = |more: &[&str]| {
        let said = place.polity(&[&["import", "show", "--data", "house"], more].concat());
        String::from_utf8(said.stdout).unwrap()
    };
    assert!(
        said(&[]).contains("shop/eur  -200 smallest units (--decimals EUR=…)"),
        "{}",
        said(&[])
    );
    let whole = said(&["--decimals", "EUR=2"]);
    assert!(whole.lines().any(|line| line == "shop/eur  -2.00"), "{whole}");
    assert_eq!(
        place.polity(&["import", "show", "--data", "house", "--decimals", "EUR"]).status.code(),
        Some(2)
    );

    // Files that are nothing of the kind.
    let garbage = place.file("garbage", "[{\"id\": 5}]");
    assert_eq!(place.import("membership", &garbage, &[]).0, Some(2));
    let (code, _) = place.import("membership", Path::new("nowhere.csv"), &[]);
    assert_eq!(code, Some(2));
    let audit = place.polity(&["audit", "house"]);
    assert!(audit.status.success(), "{}", String::from_utf8_lossy(&audit.stderr));
}

#[test]
fn money_is_listed_and_moved_and_everything_public_is_exported() {
    let place = Place::new();
    place.found();
    let at = ["--data", "house"];
    let rows = place.data(&[&["treasury", "balances"], &at[..]].concat());
    assert_eq!(rows[0]["account"], "fund-common", "{rows}");
    assert_eq!(rows[0]["amount"], "0");
    let moved = place.data(&[&["treasury", "postings"], &at[..]].concat());
    assert_eq!(moved, serde_json::json!([]));
    let sign = ["--data", "house", "--key", "founder", "--yes"];
    let transfer = |what: &str, amount: &str| {
        place.polity(&[&["treasury", what, "fund-common", amount, "EUR"], &sign[..]].concat())
    };
    let refused = transfer("transfer", "1.50");
    assert_eq!(refused.status.code(), Some(1));
    let words = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        words.contains("treasury.too_little") && words.contains("1.50 EUR are asked for"),
        "{words}"
    );
    assert_eq!(transfer("transfer", "1.505").status.code(), Some(2));
    let words = String::from_utf8_lossy(&transfer("take-out", "1").stderr).into_owned();
    assert!(words.contains("treasury.still_member"), "{words}");

    let tables = place.data(&["export", "--data", "house", "--out", "out"]);
    assert!(tables.as_array().unwrap().len() > 15, "{tables}");
    let people = std::fs::read_to_string(place.folder.path().join("out/people.csv")).unwrap();
    let mut lines = people.lines();
    assert!(lines.next().unwrap().starts_with("person,standing,card"), "{people}");
    assert!(lines.next().unwrap().contains(",full,1,"), "{people}");
}
