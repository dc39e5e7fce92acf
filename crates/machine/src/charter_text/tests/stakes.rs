//! Every parameter of a charter: who gains or loses when it changes, or why nobody does. `rich.changes` has a line for
//! each key that a charter may have; `rich.md` is a charter that has them all.

use std::collections::BTreeSet;

use super::super::panel::QUICKNET_KEY;
use super::super::{Charter, diff};
use super::keys;
use crate::registry;

const RICH: &str = include_str!("rich.md");
const CHANGES: &str = include_str!("rich.changes");
/// Another point of the curve, which is nobody's: the generator of G2.
const OTHER_KEY: &str = "93e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8";

/// A line of the list.
struct Change {
    key: &'static str,
    old: String,
    new: String,
    /// Who must be named, or why nobody is.
    expected: Result<&'static str, &'static str>,
}

/// Returns the text with one thing put in the place of another, the first time that it stands after `at`.
fn put(text: &str, at: &str, old: &str, new: &str) -> String {
    let plain = |part: &str| {
        part.replace("\\n", "\n").replace("KEY", QUICKNET_KEY).replace("KET", OTHER_KEY)
    };
    let (at, old, new) = (plain(at), plain(old), plain(new));
    let start = text.find(&at).unwrap_or_else(|| panic!("{at}"));
    assert!(text[start..].contains(&old), "{at}: {old}");
    format!("{}{}", &text[..start], text[start..].replacen(&old, &new, 1))
}

/// Returns every line of the list, with both texts.
fn changes() -> Vec<Change> {
    let mut base = RICH.to_owned();
    let mut all = Vec::new();
    for line in CHANGES.lines().filter(|line| !line.starts_with('#')) {
        let parts: Vec<&str> = line.splitn(5, '|').map(str::trim).collect();
        let [key, at, old, new, expected] = parts[..] else { panic!("{line}") };
        if key == "=" {
            // Another charter to begin with; `+`: beside what the line before made of it.
            base = if at == "+" { put(&base, "", old, new) } else { put(RICH, at, old, new) };
            continue;
        }
        let expected = expected.strip_prefix("- ").map_or(Ok(expected), Err);
        all.push(Change { key, old: base.clone(), new: put(&base, at, old, new), expected });
    }
    all
}

#[test]
fn every_parameter_moves_somebody_or_is_said_to_move_nobody() {
    let actions = registry::action_names();
    let mut wrong = Vec::new();
    for Change { key, old, new, expected } in changes() {
        let told = |old: &str, new: &str| {
            let diff = diff(old, new, &actions).unwrap_or_else(|flaws| panic!("{key}: {flaws:#?}"));
            diff.powers.into_iter().map(|shift| shift.text).collect::<Vec<_>>()
        };
        // The other way round as well; what a lock forbids is said of the whole text.
        for (is_back, said) in [(false, told(&old, &new)), (true, told(&new, &old))] {
            let is_there = said.iter().any(|text| text.starts_with(expected.unwrap_or_default()));
            let is_right = match expected {
                Ok(_) if key == "power.locked" && is_back => true,
                Ok(who) => !who.is_empty() && is_there,
                Err(why) => said.is_empty() && !why.is_empty(),
            };
            if !is_right {
                wrong.push(format!("{key}, back: {is_back}, wanted {expected:?}: {said:#?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// The list has every key that a charter is asked for: of a table that is added, or a key, somebody says who gains.
#[test]
fn the_list_has_every_key_of_the_language() {
    let actions = registry::action_names();
    for Change { key, old, new, .. } in changes() {
        for text in [old, new] {
            assert!(Charter::parse(&text, &actions).is_ok(), "{key}");
        }
    }
    let listed: BTreeSet<&str> =
        CHANGES.lines().filter_map(|line| Some(line.split_once(" |")?.0)).collect();
    // By what people and tables are known over amendments, and what only holds other keys.
    let is_known = |key: &str| {
        key.strip_suffix(".id").is_some()
            || listed.contains(key)
            || ["consent.ask", "office", "decision"].contains(&key)
            || listed
                .iter()
                .any(|one| one.strip_prefix(key).is_some_and(|rest| rest.starts_with('.')))
    };
    let missing: Vec<String> = keys().into_iter().filter(|key| !is_known(key)).collect();
    assert!(missing.is_empty(), "{missing:#?}");
    assert!(keys().len() > 150, "{}", keys().len());
}
