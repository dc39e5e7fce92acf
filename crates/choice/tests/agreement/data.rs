//! Where the data lies.

use std::path::PathBuf;

/// The folder of a data set, or `None` after saying that it is skipped.
pub(crate) fn folder(name: &str) -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
    let main = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../../shared/data");
    let given = std::env::var("POLITY_DATA").ok().map(PathBuf::from);
    let places = given.into_iter().chain([beside.into(), main.into()]);
    let found = places.map(|place| place.join(name)).find(|place| place.is_dir());
    if found.is_none() {
        println!("skipped: {name}: no test data");
    }
    found
}

/// Files of a folder with an ending, sorted by name; folders inside are walked too.
pub(crate) fn files(folder: &std::path::Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).expect("the folder can be listed") {
            let path = entry.expect("the entry can be read").path();
            if path.is_dir() {
                open.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

pub(crate) fn read(path: &std::path::Path) -> String {
    String::from_utf8_lossy(&std::fs::read(path).expect("the file can be read")).into_owned()
}

pub(crate) fn json(path: &std::path::Path) -> serde_json::Value {
    serde_json::from_str(&read(path)).expect("the file is JSON")
}

/// Prints the tally of a set and fails with its disagreements, if any.
pub(crate) fn conclude(set: &str, cases: usize, disagreements: &[String]) {
    println!("{set}: {} of {cases} agree", cases - disagreements.len());
    assert!(cases > 0, "{set} has no cases");
    assert!(disagreements.is_empty(), "{set}:\n{}", disagreements.join("\n"));
}
