//! What is signed, in words: said before every signature, from the operation itself.

use std::fmt::Write as _;

use polity_machine::{Action, registry};
use serde_json::Value;

/// Returns an action in words: what it does, and each of its fields.
pub(crate) fn of(action: &Action) -> String {
    let spec = registry::spec(action);
    let mut text = format!("You sign: {} ({})\n", spec.words, spec.name());
    let value = serde_json::to_value(action).unwrap_or(Value::Null);
    if let Some(Value::Object(fields)) = value.get("with") {
        for (name, value) in fields {
            field(&mut text, name, value, 1);
        }
    }
    text
}

fn field(text: &mut String, name: &str, value: &Value, depth: usize) {
    let margin = "  ".repeat(depth);
    let name = name.replace('_', " ");
    // Writing to a string never fails.
    let _ = match value {
        Value::Object(fields) if depth < 6 => {
            let _ = writeln!(text, "{margin}{name}:");
            fields.iter().for_each(|(name, value)| {
                field(text, name, value, depth.saturating_add(1));
            });
            Ok(())
        }
        Value::Array(items) if depth < 6 => {
            let _ = writeln!(text, "{margin}{name}: {} in all", items.len());
            items.iter().enumerate().for_each(|(index, item)| {
                field(text, &index.saturating_add(1).to_string(), item, depth.saturating_add(1));
            });
            Ok(())
        }
        Value::String(value) => writeln!(text, "{margin}{name}: {value}"),
        other => writeln!(text, "{margin}{name}: {other}"),
    };
}
