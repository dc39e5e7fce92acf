//! Why not: the rules of treasury and the next step.

use polity_types::refusal::Explain;

/// Why an action was refused, in order of precedence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TreasuryError {}

impl Explain for TreasuryError {
    fn code(&self) -> &'static str {
        match *self {}
    }

    fn rule(&self) -> &'static str {
        match *self {}
    }

    fn next_step(&self) -> String {
        match *self {}
    }
}
