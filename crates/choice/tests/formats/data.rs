//! Every readable file of the data.

use std::path::{Path, PathBuf};

use polity_choice::format::{Ballots, read_abc_yaml, read_document, write_abc_yaml};

use crate::common::{RANKED, there_and_back};

pub(crate) fn folder(name: &str) -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
    let given = std::env::var("POLITY_DATA").ok().map(PathBuf::from);
    let found = given.into_iter().chain([beside.into()]).map(|place| place.join(name));
    let found = found.into_iter().find(|place| place.is_dir());
    if found.is_none() {
        println!("skipped: {name}: no test data");
    }
    found
}

pub(crate) fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let (mut found, mut open) = (Vec::new(), vec![folder.to_path_buf()]);
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if endings.iter().any(|ending| path.to_string_lossy().ends_with(ending)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

pub(crate) fn named(path: &Path) -> (String, String) {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    (name, String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned())
}

/// Every file of the data in any of the formats: it reads back from its own format and from every other
/// that holds its ballots, or it is refused with its name and line.
#[test]
fn every_file_of_the_data_reads_back() {
    let Some(folder) = folder("elections") else { return };
    let endings =
        [".blt", ".soc", ".soi", ".toc", ".toi", ".cat", ".cvotes", ".yaml", ".pb", "tally.txt"];
    let (mut read, mut written, mut refused) = (0, 0, Vec::new());
    for path in files(&folder, &endings) {
        let (name, text) = named(&path);
        let document = match read_document(&name, &text, None) {
            Ok(document) => document,
            Err(refusal) => {
                let said = refusal.to_string();
                assert!(said.starts_with(&format!("{name}:")), "{said}");
                refused.push(said);
                continue;
            }
        };
        read += 1;
        let ending = &name[name.find('.').unwrap()..];
        let own = if ending == ".txt" { "a_tally.txt".to_owned() } else { format!("a{ending}") };
        let others: &[&str] = match &document.ballots {
            Ballots::Ranked(_) => RANKED,
            Ballots::Approvals(_) => &["a.cat", "a.csv", "a.json"],
            Ballots::Scores(_) => &["a.csv", "a.json"],
            Ballots::Graded(..) => &["a.abc.yaml", "a.toi", "a.csv", "a.json"],
            Ballots::Budget(_) => &[],
        };
        // Large files go through their own format, small ones through all.
        let others = if text.len() > 20_000 { &[] } else { others };
        there_and_back(&own, &document).unwrap_or_else(|refusal| panic!("{name}: {refusal}"));
        written += 1;
        for other in others.iter().filter(|other| **other != own) {
            written += usize::from(there_and_back(other, &document).is_ok());
        }
    }
    println!("{read} files read, {written} round trips; refused:\n{}", refused.join("\n"));
    assert!(read > 900 && written > 3 * read, "{read} files were read, {written} written");
    assert!(refused.len() < 20, "{refused:?}");
}

/// The results in `.abc.yaml` files survive as well.
#[test]
fn computed_committees_read_back() {
    let Some(folder) = folder("elections/abcvoting") else { return };
    let mut compared = 0;
    for path in files(&folder, &[".abc.yaml"]) {
        let (name, text) = named(&path);
        let Ok(file) = read_abc_yaml(&name, &text) else { continue };
        let again = read_abc_yaml(&name, &write_abc_yaml(&file)).unwrap();
        assert_eq!((&again.results, again.seats), (&file.results, file.seats), "{name}");
        compared += file.results.len();
    }
    assert!(compared > 1_000, "{compared} results");
}
