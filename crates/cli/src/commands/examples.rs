//! An example of every action in JSON, and the page `docs/actions.md` that shows them.

use std::collections::BTreeMap;

use polity_machine::{Action, registry};
use serde::Serialize;
use serde_json::Value;

use crate::failure::Failure;
use crate::output::Output;

/// The actions whose bytes the machine's tests hold fixed, one a line.
const GOLDEN: &str = include_str!("../../../machine/tests/golden/actions.jsonl");

/// An example of an action.
#[derive(Debug, Serialize)]
struct Example {
    name: &'static str,
    /// What it does, as the end of "may …".
    words: &'static str,
    /// The action.
    action: Value,
}

/// Returns an example of every action, by name: of several, the one with most fields.
fn examples() -> BTreeMap<&'static str, Example> {
    let mut examples: BTreeMap<&'static str, Example> = BTreeMap::new();
    for line in GOLDEN.lines() {
        let Ok(action) = serde_json::from_str::<Action>(line) else { continue };
        let example: Value = serde_json::from_str(line).unwrap_or_default();
        let spec = registry::spec(&action);
        let (name, words) = (spec.name(), spec.words);
        let is_fuller =
            examples.get(name).is_none_or(|known| fields(&known.action) < fields(&example));
        if is_fuller {
            examples.insert(name, Example { action: example, name, words });
        }
    }
    examples
}

fn fields(example: &Value) -> usize {
    example.get("with").and_then(Value::as_object).map_or(0, serde_json::Map::len)
}

/// Prints the example of an action, or lists the names of all.
pub(crate) fn print(name: Option<&str>, output: &Output) -> Result<(), Failure> {
    let examples = examples();
    let Some(name) = name else {
        let all: Vec<&Example> = examples.values().collect();
        output.data(&all, || {
            let line = |example: &&Example| format!("{:<32} {}", example.name, example.words);
            all.iter().map(line).collect::<Vec<_>>().join("\n")
        });
        return Ok(());
    };
    let Some(example) = examples.get(name) else {
        let message = format!("There is no action {name:?}.");
        return Err(Failure::usage(message, "See all names with `polity op example`."));
    };
    output.talk(format!("To {}:", example.words));
    output.data(&example.action, || pretty(&example.action));
    Ok(())
}

/// Reads an action that a person wrote: with any spaces and line ends, its fields in any order.
///
/// The failure names the place of the action in its file, and where an example of it is.
pub(crate) fn read(written: &Value, place: &str) -> Result<Action, Failure> {
    // What is signed has one form only; what people write has many.
    serde_json::from_str(&written.to_string()).map_err(|error| {
        let why = error.to_string();
        let why = why.split(" at line ").next().unwrap_or(&why);
        let name = written.get("name").and_then(Value::as_str).unwrap_or_default();
        let hint = match registry::spec_named(name) {
            Some(_) => format!("See `polity op example {name}`."),
            None => "See all names with `polity op example`.".into(),
        };
        Failure::usage(format!("{place} holds no action: {why}."), hint)
    })
}

fn pretty(action: &Value) -> String {
    serde_json::to_string_pretty(action).unwrap_or_default()
}

/// Returns the page that shows every action.
#[cfg(test)]
fn page() -> String {
    use std::fmt::Write as _;

    let mut page = String::from(INTRODUCTION);
    for Example { action, name, words } in examples().values() {
        let face = match polity_node::face_of(name) {
            Some(polity_node::Face::Page(path)) => format!("On the page `{path}`."),
            Some(polity_node::Face::Nowhere(why)) => format!("On no page: {why}."),
            None => String::new(),
        };
        let example = pretty(action);
        let _ = write!(page, "\n## {name}\n\nTo {words}. {face}\n\n```json\n{example}\n```\n");
    }
    page
}

#[cfg(test)]
const INTRODUCTION: &str = "\
# Actions

Everything that is asked of a society is one of these actions. `polity op sign FILE` signs one that a file
holds; `polity proposal new --actions FILE` takes a list of them: `[{…}, {…}]`. `polity op example NAME` prints
the same examples, and `polity op show FILE` says in words what a file asks. On the pages each has a form or a
button where it is said here; what nobody may do alone and a decision can do, goes from there into a proposal.

Amounts are in smallest units, as text: `\"500\"` of an asset with 2 decimals is 5.00. Accounts are persons, or
`fund-` and a name. Texts, charters and files are named by their SHA-256; store them first as public records.
Times are Unix seconds. Fields that an example shows beyond what you need may be left out where the rules let
them be absent; the refusal names what is missing.
";

#[cfg(test)]
mod tests {
    use super::*;

    /// Compares the page with what the actions are, or writes it when asked to.
    #[test]
    fn the_page_of_actions_is_as_the_actions_are() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/actions.md");
        let found = page();
        if std::env::var_os("POLITY_BLESS").is_some() {
            std::fs::write(path, &found).unwrap();
        }
        let wanted = std::fs::read_to_string(path).unwrap_or_default();
        assert!(wanted == found, "docs/actions.md is stale: run `cargo xtask golden`");
    }

    #[test]
    fn every_action_has_an_example_that_is_read_back() {
        let examples = examples();
        for name in registry::action_names() {
            let example = examples.get(name.name).unwrap_or_else(|| panic!("{}", name.name));
            let action: Action =
                read(&serde_json::from_str(&pretty(&example.action)).unwrap(), "it").unwrap();
            assert_eq!(registry::spec(&action).name(), name.name);
        }
    }
}
