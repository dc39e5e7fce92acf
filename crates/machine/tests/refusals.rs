//! Every refusal of the modules that hold power is met by a test: its code stands in a test of the machine,
//! where it is compared with what the machine answered. A code that nothing produces is found here.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Modules whose refusals must all be met.
const MODULES: [&str; 3] = ["charter", "governance", "offices"];

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

#[test]
fn every_refusal_is_met_by_a_test() {
    let modules = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/modules");
    let mut all = Vec::new();
    sources(&modules, &mut all);
    let is_test = |path: &&PathBuf| path.iter().any(|part| part == "tests");
    let tests: String =
        all.iter().filter(is_test).map(|path| fs::read_to_string(path).unwrap()).collect();
    let mut count = 0;
    for module in MODULES {
        let errors = fs::read_to_string(modules.join(module).join("error.rs")).unwrap();
        let declared = codes(&errors, module);
        let missed: Vec<&String> =
            declared.iter().filter(|code| !tests.contains(&format!("\"{code}\""))).collect();
        assert!(missed.is_empty(), "no test meets {missed:?}");
        count += declared.len();
    }
    assert!(count > 75, "{count}");
}
