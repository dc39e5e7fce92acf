//! Why not: the rules of charter and the next step.

use polity_types::refusal::Explain;

/// Why an action was refused, in order of precedence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message is the documentation")]
pub enum CharterError {
    #[error("No line of the charter lets {by} do {action}.")]
    NoPower { by: String, action: &'static str },
}

impl Explain for CharterError {
    fn code(&self) -> &'static str {
        match self {
            Self::NoPower { .. } => "charter.no_power",
        }
    }

    fn rule(&self) -> &'static str {
        match self {
            Self::NoPower { .. } => "POW-1",
        }
    }

    fn next_step(&self) -> String {
        match self {
            Self::NoPower { .. } => {
                "See who may in the charter; a proposal may do it where a decision carries it."
                    .into()
            }
        }
    }
}
