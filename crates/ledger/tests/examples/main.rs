//! The byte-exact examples of `spec/examples`, made from the crates and read by the Rust, JavaScript
//! and Python tests alike. `POLITY_BLESS=1 cargo test -p polity-ledger --test examples` writes them.

#![expect(clippy::arithmetic_side_effects, reason = "tests count small numbers")]
#![expect(clippy::indexing_slicing, reason = "a test that reaches too far fails")]
#![expect(clippy::unwrap_used, reason = "a test that finds nothing fails")]
#![expect(unreachable_pub, reason = "the modules of a test are its own")]

mod bundles;
mod encoding;
mod log;
mod operations;
mod people;
mod persons;
mod reference;
mod refused;
mod society;
mod state;

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;

/// Files by name, each with its bytes.
type Files = BTreeMap<String, String>;

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../spec/examples"))
}

/// Returns what an example file says now, if there is one.
fn written(name: &str) -> Option<Value> {
    let text = std::fs::read_to_string(folder().join(name)).ok()?;
    serde_json::from_str(&text).ok()
}

fn pretty(value: &Value) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap();
    text.push('\n');
    text
}

fn all_files() -> Files {
    let (operations, envelopes) = operations::example();
    let society = society::Society::new(&envelopes);
    let mut files = bundles::files(&society);
    let tables = [
        ("encoding.json", encoding::example()),
        ("values.json", encoding::values()),
        ("persons.json", persons::example()),
        ("operations.json", operations),
        ("log.json", log::example(&society)),
        ("state.json", state::example(&society)),
        ("proofs.json", bundles::table(&society)),
        ("proofs-refused.json", refused::example(&society)),
    ];
    files.extend(tables.into_iter().map(|(name, value)| (name.to_owned(), pretty(&value))));
    files
}

#[test]
fn examples_are_what_the_code_makes() {
    let files = all_files();
    if std::env::var_os("POLITY_BLESS").is_some() {
        std::fs::create_dir_all(folder()).unwrap();
        for (name, text) in &files {
            std::fs::write(folder().join(name), text).unwrap();
        }
    }
    for (name, text) in &files {
        let found = std::fs::read_to_string(folder().join(name)).unwrap_or_default();
        assert!(found == *text, "spec/examples/{name} is not what the code makes; bless it?");
    }
    let known = std::fs::read_dir(folder()).unwrap();
    for file in known.map(|file| file.unwrap().file_name().into_string().unwrap()) {
        assert!(files.contains_key(&file), "spec/examples/{file} is made by nothing");
    }
}
