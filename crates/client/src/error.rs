//! Why a served society gave no answer, or said no.

use polity_types::Refusal;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the message is the documentation")]
pub enum ClientError {
    #[error("{0}")]
    Refused(Box<Refusal>),
    #[error("The society did not answer: {0}")]
    Http(#[from] ureq::Error),
    #[error("The answer broke off: {0}")]
    Io(#[from] std::io::Error),
    #[error("The answer cannot be read: {0}")]
    Json(#[from] serde_json::Error),
    #[error(
        "Of the {count} societies that are served there, none or several are the one that was named."
    )]
    WhichSociety { count: usize },
}
