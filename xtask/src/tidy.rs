//! What reviewers should not have to look for: rules without a test, files that nobody can read in a
//! sitting, lints silenced without a reason, modules without a room.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::root;

/// Lines of a source file from which on it should be cut. Unit: lines.
const LINES_MAX: usize = 640;
/// Files that every module of the machine has.
const ROOMS: &[&str] = &[
    "mod.rs",
    "types.rs",
    "action.rs",
    "event.rs",
    "error.rs",
    "state.rs",
    "rules.rs",
    "apply.rs",
    "query.rs",
];
/// Rules that say how others must do, and that no test here can break.
const WITHOUT_TEST: &[&str] = &["ORD-1", "ORD-2", "ORD-6"];

/// Crates that the program is built from, this workspace's own included. Unit: crates.
const CRATES_MAX: usize = 284;

/// Checks everything.
///
/// # Errors
/// Every finding, a line each.
pub(crate) fn run() -> Result<(), String> {
    let mut findings = Vec::new();
    let sources = files(&root().join("crates"), "rs");
    let mut texts = Vec::new();
    for path in &sources {
        texts.push((path, fs::read_to_string(path).map_err(|error| error.to_string())?));
    }
    rules_without_test(&texts, &mut findings)?;
    crates(&mut findings)?;
    for (path, text) in &texts {
        look_at(path, text, &mut findings);
    }
    rooms(&mut findings)?;
    if findings.is_empty() { Ok(()) } else { Err(findings.join("\n       ")) }
}

/// Every rule `**ABC-1.**` of `spec/` is named by a source: `ABC-1` or `abc_1_`.
/// Counts what the default build of the program links: `cargo tree`, without crates that only build
/// others, each version once.
fn crates(findings: &mut Vec<String>) -> Result<(), String> {
    let arguments = ["tree", "--package", "polity", "--edges", "normal", "--prefix", "none"];
    let tree = Command::new("cargo").args(arguments).current_dir(root()).output();
    let tree = tree.map_err(|error| format!("`cargo tree` could not be started: {error}"))?;
    if !tree.status.success() {
        return Err(format!("`cargo tree` failed: {}", String::from_utf8_lossy(&tree.stderr)));
    }
    let text = String::from_utf8_lossy(&tree.stdout);
    let names = text.lines().filter_map(|line| {
        let mut words = line.split(' ');
        Some((words.next()?, words.next()?))
    });
    let count = names.collect::<BTreeSet<_>>().len();
    if count > CRATES_MAX {
        findings.push(format!("the program links {count} crates; at most {CRATES_MAX} are wanted"));
    }
    Ok(())
}

fn rules_without_test(
    texts: &[(&PathBuf, String)],
    findings: &mut Vec<String>,
) -> Result<(), String> {
    let tests: String = texts
        .iter()
        .filter(|(path, text)| path.to_string_lossy().contains("test") || text.contains("#[test]"))
        .map(|(_, text)| text.as_str())
        .collect();
    for path in files(&root().join("spec"), "md") {
        let text = fs::read_to_string(&path).map_err(|error| error.to_string())?;
        for rule in rules(&text) {
            let function = format!("{}_", rule.to_lowercase().replace('-', "_"));
            let is_named = tests.contains(&function) || names(&tests, &rule);
            if !is_named && !WITHOUT_TEST.contains(&rule.as_str()) {
                findings.push(format!("no test names the rule {rule}"));
            }
        }
    }
    Ok(())
}

/// Returns whether a text names a rule, not just a longer one that begins alike.
fn names(text: &str, rule: &str) -> bool {
    text.match_indices(rule).any(|(at, _)| {
        let rest = text.get(at.saturating_add(rule.len())..).unwrap_or_default();
        !rest.starts_with(|c: char| c.is_ascii_digit())
    })
}

fn rules(text: &str) -> BTreeSet<String> {
    let starts = text.lines().filter_map(|line| line.strip_prefix("**"));
    let rule = |line: &str| {
        let (rule, _) = line.split_once(".**")?;
        let (letters, number) = rule.split_once('-')?;
        let is_rule = letters.len() == 3 && number.bytes().all(|c| c.is_ascii_digit());
        is_rule.then(|| rule.to_owned())
    };
    starts.filter_map(rule).collect()
}

fn look_at(path: &Path, text: &str, findings: &mut Vec<String>) {
    let shown = path.strip_prefix(root()).unwrap_or(path).display();
    let lines = text.lines().count();
    if lines > LINES_MAX {
        findings
            .push(format!("{shown} has {lines} lines; at most {LINES_MAX} are read in a sitting"));
    }
    for (line, number) in text.lines().zip(1_usize..) {
        let bare = line.trim_start().starts_with("#[allow(") || line.starts_with("#![allow(");
        if bare && !line.contains("reason") && line.trim_end().ends_with(")]") {
            findings.push(format!("{shown}:{number}: a lint is silenced without a reason"));
        }
    }
}

/// Every module of the machine has the same files.
fn rooms(findings: &mut Vec<String>) -> Result<(), String> {
    let modules = root().join("crates/machine/src/modules");
    for entry in fs::read_dir(&modules).map_err(|error| error.to_string())?.flatten() {
        let folder = entry.path();
        if !folder.is_dir() {
            continue;
        }
        for room in ROOMS.iter().filter(|room| !folder.join(room).is_file()) {
            findings.push(format!("{} has no {room}", entry.file_name().to_string_lossy()));
        }
        if !folder.join("tests").is_dir() {
            findings.push(format!("{} has no tests", entry.file_name().to_string_lossy()));
        }
    }
    Ok(())
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() && entry.file_name() != "target" {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|extension| extension == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_found_and_told_apart() {
        let found = rules("**ABC-1.** One.\nABC-2. no\n**ABC-12.** Twelve.\n**Note.** no\n");
        assert_eq!(found.into_iter().collect::<Vec<_>>(), ["ABC-1", "ABC-12"]);
        assert!(names("see ABC-1, and", "ABC-1"));
        assert!(!names("see ABC-12", "ABC-1"));
    }
}
