//! Buttons that do one act: what stands in them, and for whom they are.

use polity_types::PersonId;
use serde_json::json;

/// A button that does one act.
pub(crate) struct Act {
    pub(crate) json: String,
    /// The power by which it is done; empty: none is needed.
    pub(crate) may: &'static str,
    /// For whom it is not.
    pub(crate) not: String,
    /// The only people for whom it is; empty: it is for all.
    pub(crate) people: String,
    pub(crate) words: String,
}

impl Act {
    pub(crate) fn new(name: &str, with: serde_json::Value, words: String) -> Self {
        let json = json!({ "name": name, "with": with }).to_string();
        Self { json, may: "", not: String::new(), people: String::new(), words }
    }

    pub(crate) fn only_for(self, people: String) -> Self {
        Self { people, ..self }
    }

    pub(crate) fn not_for(self, people: impl Iterator<Item = PersonId>) -> Self {
        let not: Vec<String> = people.map(|person| person.to_string()).collect();
        Self { not: not.join(" "), ..self }
    }

    pub(crate) fn who_may(self, may: &'static str) -> Self {
        Self { may, ..self }
    }
}
