//! Refusals: why something was not done, in words that a person can act on.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why an operation, a request or a proof was refused. The same words stand on pages, in the
/// terminal and in the API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(deny_unknown_fields)]
#[error("{message}")]
pub struct Refusal {
    /// Stable code, `module.fact`.
    pub code: String,
    /// One sentence with the actual and the allowed value.
    pub message: String,
    /// What to do now.
    pub next_step: String,
    /// The rule of `spec/` that decided, or the line of the charter.
    pub rule: String,
}

/// An error that knows its code, its rule and the next step; [`fmt::Display`] is its sentence.
pub trait Explain: fmt::Display {
    /// Returns the stable code, `module.fact`.
    fn code(&self) -> &'static str;
    /// Returns the rule of `spec/` that the error enforces.
    fn rule(&self) -> &'static str;
    /// Returns what the person can do now.
    fn next_step(&self) -> String;

    /// Returns the refusal to show.
    fn refusal(&self) -> Refusal {
        Refusal {
            code: self.code().to_owned(),
            message: self.to_string(),
            next_step: self.next_step(),
            rule: self.rule().to_owned(),
        }
    }
}

impl Explain for crate::canonical::NotCanonical {
    fn code(&self) -> &'static str {
        Self::code(self)
    }

    fn rule(&self) -> &'static str {
        Self::rule(self)
    }

    fn next_step(&self) -> String {
        "Send the canonical form: keys in order, no spaces, integers only, known fields only."
            .into()
    }
}
