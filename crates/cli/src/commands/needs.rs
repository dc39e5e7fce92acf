//! `polity needs`: what waits for a person, in the order in which it ends.

use polity_types::Timestamp;
use serde_json::Value;

use super::treasury::views_of;
use crate::args::{Where, Whose};
use crate::failure::Failure;
use crate::output::Output;
use crate::session::{Session, from_client};

/// Says what waits for a person. At an address it is what the server says: whoever acts on it has every act
/// checked, and what the server keeps back is in the log.
pub(crate) fn run(whose: &Whose, at: &Where, output: &Output) -> Result<(), Failure> {
    let person = whose.person()?;
    let needs = match Session::open(at)? {
        Session::Folder(running) => {
            let needs = polity_node::needs_of(person, &running, &views_of(&running)?);
            let needs = needs.map_err(Failure::internal)?;
            serde_json::to_value(needs).map_err(|error| Failure::internal(error.to_string()))?
        }
        Session::Address(client) => {
            client.read(&format!("people/{person}/needs")).map_err(from_client)?
        }
    };
    output.data(&needs, || {
        let rows: Vec<String> = needs.as_array().into_iter().flatten().map(line).collect();
        if rows.is_empty() { "Nothing waits for you.".into() } else { rows.join("\n") }
    });
    Ok(())
}

/// Writes something that waits: what it is, until when, and the command.
fn line(need: &Value) -> String {
    let text = |key: &str| {
        let text = need.get(key).and_then(Value::as_str).unwrap_or_default();
        crate::reading::shown(text)
    };
    let ends = need.get("ends").and_then(Value::as_u64).map(Timestamp);
    let ends = ends.map(|ends| format!(", until {ends}")).unwrap_or_default();
    let delegate = match text("delegate") {
        who if who.is_empty() => String::new(),
        who => format!("\n   {who} votes for you unless you do"),
    };
    let words = text("words");
    format!("{}{ends}{delegate}\n   {}", words.trim_end_matches('.'), text("command"))
}
