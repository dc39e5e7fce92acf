//! A fresh society in a folder, whose money is kept by commands alone.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "shared by several tests, which fail by panicking"
)]

use std::path::Path;
use std::process::{Command, Output};

use polity_types::SocietyId;
use serde_json::Value;

use crate::common::run_on_busily;

/// What each charter begins with.
const HEAD: &str = r#"# Charter of the well

`society.name = "Well"` `society.kind = "hub"`

> `society.commandment = "Count what you hold."`

`admission.vouches = 0` `admission.probation = "none"` `admission.application = "open"`
`treasury.fiscal_year = "04-06"`

```toml
"#;

/// Money at a bank, and who says that it is there, and who belongs.
const AT_A_BANK: &str = r#"[[asset]]
id       = "USD"
decimals = 2
held_by  = "the bank"

[[power]]
id  = "letting-in"
may = "membership.admit"
who = "founder"

[[power]]
id  = "outside"
may = "treasury.open_outside"
who = "founder"
"#;

pub(crate) struct World {
    folder: tempfile::TempDir,
    society: Option<SocietyId>,
}

impl World {
    /// Founds a society under these lines of a charter, whose only asset is money at a bank.
    pub(crate) fn new(lines: &str) -> Self {
        let world = Self::bare(&[AT_A_BANK, lines].concat());
        let terms = world.file("terms.md", "The bank holds it for us; two of us can look.\n");
        world.sign(&["treasury", "open-outside", "external-bank", &terms]);
        world
    }

    /// Founds a society under these lines of a charter alone.
    pub(crate) fn bare(lines: &str) -> Self {
        Self::under(&format!("{HEAD}{lines}```\n"))
    }

    /// Founds a society under a whole charter.
    pub(crate) fn under(text: &str) -> Self {
        let mut world = Self { folder: tempfile::tempdir().unwrap(), society: None };
        let charter = world.file("charter.md", text);
        let _ = world.done(&["key", "new", "founder"]);
        let society = world.path("society");
        let founded =
            world.done(&["found", &charter, "--data", &society, "--key", "founder", "-y"]);
        world.society = founded["society"].as_str().unwrap().parse().ok();
        world
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    pub(crate) fn file(&self, name: &str, text: &str) -> String {
        std::fs::write(self.folder.path().join(name), text).unwrap();
        self.path(name)
    }

    /// The program, with the keys of this world.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env("POLITY_KEYS", self.path("keys"));
        command.env_remove("POLITY_URL").env_remove("POLITY_KEY");
        command
    }

    /// Runs a command, whose answer is for people.
    pub(crate) fn ask(&self, arguments: &[&str]) -> Output {
        self.command(env!("CARGO_BIN_EXE_polity")).args(arguments).output().unwrap()
    }

    /// Runs a command that goes well, and returns its answer.
    pub(crate) fn done(&self, arguments: &[&str]) -> Value {
        let output = self.ask(&[&["--json"], arguments].concat());
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {said}");
        serde_json::from_slice(&output.stdout).unwrap_or(Value::Null)
    }

    /// Runs a command on the folder that goes well, and returns its answer.
    pub(crate) fn read(&self, arguments: &[&str]) -> Value {
        self.done(&[arguments, &["--data", &self.path("society")]].concat())
    }

    /// Has the founder sign what goes well.
    pub(crate) fn sign(&self, arguments: &[&str]) {
        self.sign_as("founder", arguments);
    }

    /// Has somebody sign what goes well.
    pub(crate) fn sign_as(&self, key: &str, arguments: &[&str]) {
        let _ = self.read(&[arguments, &["--key", key, "-y"]].concat());
    }

    /// Makes a key, and its holder a member.
    pub(crate) fn befriend(&self, name: &str) -> String {
        let _ = self.done(&["key", "new", name]);
        let person = self.person(name);
        self.sign_as(name, &["member", "apply"]);
        self.sign(&["member", "admit", &person]);
        self.sign_as(name, &["member", "swear"]);
        person
    }

    pub(crate) fn person(&self, name: &str) -> String {
        self.done(&["key", "show", name])["person"].as_str().unwrap().to_owned()
    }

    /// Holds a file beside the books; returns whether that went well, and what was said.
    pub(crate) fn matched(&self, file: &str, more: &[&str]) -> (bool, Value, String) {
        let (file, society) = (self.path(file), self.path("society"));
        let of = ["--account", "external-bank", "--asset", "USD", "--data", &society];
        let of = [&["--json", "treasury", "match", &file][..], &of, &["--key", "founder", "-y"]];
        let output = self.ask(&[&of.concat(), more].concat());
        let told = serde_json::from_slice(&output.stdout).unwrap_or(Value::Null);
        (output.status.success(), told, String::from_utf8(output.stderr).unwrap())
    }

    /// Returns what the common fund holds, in cents.
    pub(crate) fn held(&self) -> String {
        let statement = self.read(&["treasury", "statement", "fund-common", "USD"]);
        statement["closing"].as_str().unwrap().to_owned()
    }

    /// Lets hours go by.
    pub(crate) fn run_on(&self, hours: u64) {
        run_on_busily(Path::new(&self.path("society")), self.society.unwrap(), hours);
    }
}

/// Counts what a report says: what fits, what of it waits, what is missing here, what there.
pub(crate) fn counts(report: &Value) -> [usize; 4] {
    let rows = |name: &str| report[name].as_array().unwrap();
    let waits = rows("matched").iter().filter(|row| row.get("waits").is_some()).count();
    [rows("matched").len(), waits, rows("missing_here").len(), rows("missing_there").len()]
}
