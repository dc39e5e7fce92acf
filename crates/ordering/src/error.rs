//! What a running society refuses before or instead of the rules: busy, full, damaged.

use polity_types::log::BadFounding;
use polity_types::refusal::Explain;

/// Why the society does not take something now, in order of precedence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message is the documentation")]
pub enum NodeError {
    #[error("The society is stopping.")]
    Stopping,
    #[error("{waiting} operations wait already; at most {limit} may.")]
    Busy { waiting: usize, limit: usize },
    #[error("{waiting} operations signed by this key wait already; at most {limit} may.")]
    SenderBusy { waiting: usize, limit: usize },
    #[error("The disk is full: nothing was stored.")]
    DiskFull,
    #[error("The storage failed: nothing was stored.")]
    Storage,
    #[error(
        "Of the keys that sign the society's checkpoints now, this server holds {held}; {needed} are \
         needed to go on."
    )]
    NotSigner { held: usize, needed: usize },
    #[error("A public record has at most {limit} bytes; this one has {actual}.")]
    RecordTooLarge { actual: usize, limit: usize },
    #[error("The founding is not good: {0}")]
    Founding(#[from] BadFounding),
}

impl Explain for NodeError {
    fn code(&self) -> &'static str {
        match self {
            Self::Stopping => "node.stopping",
            Self::Busy { .. } => "node.busy",
            Self::SenderBusy { .. } => "node.sender_busy",
            Self::DiskFull => "node.disk_full",
            Self::Storage => "node.storage",
            Self::NotSigner { .. } => "node.not_signer",
            Self::RecordTooLarge { .. } => "node.record_too_large",
            Self::Founding(_) => "node.founding",
        }
    }

    fn rule(&self) -> &'static str {
        match self {
            Self::Stopping | Self::Busy { .. } | Self::SenderBusy { .. } => "ORD-7",
            Self::DiskFull | Self::Storage => "ORD-8",
            Self::NotSigner { .. } => "ORD-10",
            Self::RecordTooLarge { .. } => "ORD-9",
            Self::Founding(_) => "LOG-2",
        }
    }

    fn next_step(&self) -> String {
        match self {
            Self::Stopping | Self::Busy { .. } | Self::SenderBusy { .. } => {
                "Send the same operation again in a moment."
            }
            Self::DiskFull | Self::Storage => {
                "Send the same operation again when the operator has made room."
            }
            Self::NotSigner { .. } => {
                "Ask who signs now where the society is served; its operator brings the folder there."
            }
            Self::RecordTooLarge { .. } => "Shorten the text, or link to the rest.",
            Self::Founding(_) => "Make the founding again.",
        }
        .into()
    }
}
