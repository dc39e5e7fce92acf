//! `polity campaigns`: the goals that people gather for, and how far each is.

use polity_types::Timestamp;
use serde_json::Value;

use crate::args::Where;
use crate::failure::Failure;
use crate::output::Output;
use crate::session::{Session, from_client};

/// Says what is gathered for. The figures are those of the state, at an address as the server says them: its proof
/// shows whether they are so.
pub(crate) fn run(at: &Where, output: &Output) -> Result<(), Failure> {
    let all = match Session::open(at)? {
        Session::Folder(running) => {
            let all = polity_node::campaigns_of(&running);
            serde_json::to_value(all).map_err(|error| Failure::internal(error.to_string()))?
        }
        Session::Address(client) => client.read("campaigns").map_err(from_client)?,
    };
    output.data(&all, || {
        let rows: Vec<String> = all.as_array().into_iter().flatten().map(line).collect();
        if rows.is_empty() { "Nothing is gathered for now.".into() } else { rows.join("\n") }
    });
    Ok(())
}

/// Writes a campaign: what it is called, how far it is, until when, and the command.
fn line(campaign: &Value) -> String {
    let text = |key: &str| {
        let text = campaign.get(key).and_then(Value::as_str).unwrap_or_default();
        crate::reading::shown(text)
    };
    let ends = campaign.get("ends").and_then(Value::as_u64).map(Timestamp);
    let ends = ends.map(|ends| format!(" Until {ends}.")).unwrap_or_default();
    format!("{}\n   {}{ends}\n   {}", text("title"), text("words"), text("command"))
}
