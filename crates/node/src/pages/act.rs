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
    /// The standing of those for whom it is, as `full`; empty: it is for all.
    pub(crate) standing: &'static str,
    pub(crate) words: String,
}

impl Act {
    pub(crate) fn new(name: &str, with: serde_json::Value, words: String) -> Self {
        let json = json!({ "name": name, "with": with }).to_string();
        let (not, people) = (String::new(), String::new());
        Self { json, may: "", not, people, standing: "", words }
    }

    pub(crate) fn only_for(self, people: String) -> Self {
        Self { people, ..self }
    }

    pub(crate) fn only_for_all(self, people: impl Iterator<Item = PersonId>) -> Self {
        let people: Vec<String> = people.map(|person| person.to_string()).collect();
        self.only_for(people.join(" "))
    }

    /// For members past probation.
    pub(crate) fn for_full(self) -> Self {
        Self { standing: "full", ..self }
    }

    pub(crate) fn not_for(self, people: impl Iterator<Item = PersonId>) -> Self {
        let not: Vec<String> = people.map(|person| person.to_string()).collect();
        Self { not: not.join(" "), ..self }
    }

    pub(crate) fn who_may(self, may: &'static str) -> Self {
        Self { may, ..self }
    }
}
