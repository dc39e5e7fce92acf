//! What the program prints: the help of every command, the manual page, and the shape of the JSON of
//! the main commands. A change shows here first; `cargo xtask golden` takes it over.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "common/shape.rs"]
mod shape;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Map, Value, json};
use shape::shape;

fn polity(arguments: &[&str], keys: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_polity"));
    command.args(arguments).env("POLITY_KEYS", keys).env_remove("POLITY_URL");
    command.env_remove("POLITY_KEY").env_remove("COLUMNS").output().unwrap()
}

fn text(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Compares with the golden file of a name, or writes it when asked to.
fn golden(name: &str, found: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("POLITY_BLESS").is_some() {
        std::fs::write(&path, found).unwrap();
    }
    let wanted = std::fs::read_to_string(&path).unwrap_or_default();
    let changed = wanted.lines().zip(found.lines()).find(|(wanted, found)| wanted != found);
    assert!(
        wanted == found,
        "{name} is stale: {changed:?}. If the change is meant, run `cargo xtask golden`."
    );
}

/// Lists the commands that a help text names.
fn commands_of(help: &str) -> Vec<String> {
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let listed = listed.take_while(|line| !line.is_empty());
    let names = listed.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names = names.filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

fn help_of(path: &[&str], keys: &Path, all: &mut String) -> usize {
    let help = text(&polity(&[path, &["--help"]].concat(), keys));
    let _ = writeln!(all, "## polity {}\n\n{}", path.join(" "), help.trim_end());
    all.push('\n');
    let inner = commands_of(&help);
    let counts = inner.iter().map(|name| help_of(&[path, &[name.as_str()]].concat(), keys, all));
    counts.sum::<usize>().saturating_add(1)
}

#[test]
fn the_help_of_every_command_is_as_it_was() {
    let keys = tempfile::tempdir().unwrap();
    let mut all = String::new();
    let commands = help_of(&[], keys.path(), &mut all);
    assert!(commands > 25, "{commands} commands were found");
    let lines: Vec<&str> = all.lines().map(str::trim_end).collect();
    golden("help.md", &(lines.join("\n") + "\n"));
}

#[test]
fn the_manual_and_the_completions_are_there() {
    let keys = tempfile::tempdir().unwrap();
    let top = text(&polity(&["--help"], keys.path()));
    let man = text(&polity(&["man"], keys.path()));
    assert!(man.contains(".TH polity 1"), "{man}");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let completions = text(&polity(&["completions", shell], keys.path()));
        for command in commands_of(&top) {
            assert!(completions.contains(&command), "{shell} does not complete {command}");
            assert!(man.contains(&command), "the manual does not name {command}");
        }
    }
    golden("polity.1", &man);
}

/// A folder with a founded society, and what was printed on the way.
struct Told {
    folder: tempfile::TempDir,
    shapes: Map<String, Value>,
}

impl Told {
    fn path(&self, name: &str) -> String {
        let path: PathBuf = self.folder.path().join(name);
        path.to_str().unwrap().to_owned()
    }

    /// Runs a command, notes the shape of its data with its exit code, and returns the data.
    fn run(&mut self, name: &str, arguments: &[&str]) -> Value {
        let keys = self.folder.path().join("keys");
        let output = polity(&[&["--json"], arguments].concat(), &keys);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let lines = String::from_utf8(output.stdout).unwrap();
        assert_eq!(lines.lines().count(), 1, "{name}: one value, one line: {lines} {said}");
        let value: Value = serde_json::from_str(&lines).unwrap();
        let exit = output.status.code().unwrap();
        let told = json!({ "exit": exit, "data": shape(&value) });
        let _ = self.shapes.insert(name.to_owned(), told);
        value
    }
}

#[test]
fn the_json_of_the_main_commands_has_the_shape_it_had() {
    let mut told = Told { folder: tempfile::tempdir().unwrap(), shapes: Map::new() };
    let charter = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../charters/reading-circle.md");
    let charter = charter.to_str().unwrap().to_owned();
    let (data, proof, operation) = (told.path("data"), told.path("proof"), told.path("operation"));
    let (none, action) = (told.path("none"), told.path("action"));
    let person = told.run("key new", &["key", "new", "me"]);
    told.run("key show", &["key", "show", "me"]);
    told.run("key list", &["key", "list"]);
    let person = person.get("person").and_then(Value::as_str).unwrap().to_owned();
    let founded = told.run("found", &["found", &charter, "--data", &data, "--yes"]);
    let society = founded.get("society").and_then(Value::as_str).unwrap().to_owned();
    told.run("key signer", &["key", "signer", "--data", &data]);
    told.run("charter check", &["charter", "check", &charter]);
    told.run("charter explain", &["charter", "explain", &charter]);
    told.run("charter diff", &["charter", "diff", &charter, &charter]);
    told.run("op example", &["op", "example"]);
    told.run("op example, one", &["op", "example", "treasury.pay"]);
    told.run("key status", &["key", "status", &person, "--data", &data]);
    let text = told.path("text");
    let actions = told.path("actions");
    std::fs::write(&text, "# A title\n").unwrap();
    std::fs::write(&actions, r#"[{"name":"treasury.open_account","with":{"account":"fund-x"}}]"#)
        .unwrap();
    let new = ["--actions", &actions, "--procedure", "amendment", "--text", &text];
    let new = [&["proposal", "new"], &new[..], &["--data", &data, "--yes"]].concat();
    told.run("proposal new", &new);
    told.run("proposal list", &["proposal", "list", "--data", &data]);
    told.run("proposal show", &["proposal", "show", "1", "--data", &data]);
    told.run("member invite", &["member", "invite", "--data", &data, "--yes"]);
    told.run("member admit, dry", &["member", "admit", &person, "--data", &data, "--dry-run"]);
    told.run("member leave", &["member", "leave", "--data", &data, "--yes"]);
    std::fs::write(&action, r#"{"name":"membership.leave","with":{}}"#).unwrap();
    told.run("op sign", &["op", "sign", &action, "--to", &operation, "--data", &data, "--yes"]);
    told.run("op show", &["op", "show", &operation]);
    told.run("op submit, refused", &["op", "submit", &operation, "--data", &data]);
    told.run("audit", &["audit", &data, "--society", &society]);
    std::fs::write(&proof, "{}").unwrap();
    told.run("verify, refused", &["verify", &proof, "--society", &society]);
    told.run("audit, no folder", &["audit", &none]);
    told.run("audit, no answer", &["audit", "http://127.0.0.1:9"]);
    let found = serde_json::to_string_pretty(&told.shapes).unwrap();
    golden("json.json", &(found + "\n"));
}
