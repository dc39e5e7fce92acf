//! Why a command failed, in four kinds: refused, usage, network, internal (exit codes 1 to 4).

use std::io::ErrorKind;
use std::path::Path;

use polity_ledger::{LedgerError, LogError, StoreError};
use polity_ordering::OpenError;
use polity_types::Refusal;
use polity_types::refusal::Explain;
use polity_views::ViewsError;

/// Why a command failed.
#[derive(Clone, Debug)]
pub(crate) enum Failure {
    /// The rules, or a proof, say no.
    Refused(Box<Refusal>),
    /// The rules say no to a part; what came of all of it was printed.
    Partly(Box<Refusal>),
    /// The command was not given what it needs.
    Usage { message: String, hint: String },
    /// The other side does not answer.
    Network { message: String },
    /// This program, or the disk, is at fault.
    Internal { message: String },
}

impl Failure {
    /// Returns a usage failure.
    pub(crate) fn usage(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), hint: hint.into() }
    }

    /// Returns an internal failure.
    pub(crate) fn internal(message: impl ToString) -> Self {
        Self::Internal { message: message.to_string() }
    }

    /// Returns the refusal that a rule's error is.
    pub(crate) fn refused(error: &impl Explain) -> Self {
        Self::Refused(Box::new(error.refusal()))
    }

    /// Returns the process's exit code.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Refused(_) | Self::Partly(_) => 1,
            Self::Usage { .. } => 2,
            Self::Network { .. } => 3,
            Self::Internal { .. } => 4,
        }
    }

    /// Returns the same words as a refusal: code, sentence, next step, rule.
    pub(crate) fn words(&self) -> Refusal {
        let other = |code: &str, message: &str, hint: &str| Refusal {
            code: code.into(),
            message: message.into(),
            next_step: hint.into(),
            rule: String::new(),
        };
        match self {
            Self::Refused(refusal) | Self::Partly(refusal) => Refusal::clone(refusal),
            Self::Usage { message, hint } => other("cli.usage", message, hint),
            Self::Network { message } => {
                other("cli.network", message, "Is the society served there? Try `polity serve`.")
            }
            Self::Internal { message } => {
                other("cli.internal", message, "Run it again with RUST_LOG=debug to see more.")
            }
        }
    }
}

/// Says what to do about a folder that another process has open; none for any other fault.
pub(crate) fn in_use(error: &LedgerError, folder: &Path) -> Option<Failure> {
    let is_locked = |kind: ErrorKind| kind == ErrorKind::WouldBlock;
    let in_use = match error {
        LedgerError::Store(StoreError::InUse) => true,
        LedgerError::Log(LogError::Io { action: "locked", source, .. }) => is_locked(source.kind()),
        _ => false,
    };
    in_use.then(|| {
        Failure::usage(
            format!("{} is in use: another process has it open.", folder.display()),
            "Give the address at which it is served, or stop that process first.",
        )
    })
}

impl From<OpenFault<'_>> for Failure {
    fn from(OpenFault { error, folder }: OpenFault<'_>) -> Self {
        match &error {
            OpenError::Ledger(fault) => {
                in_use(fault, folder).unwrap_or_else(|| Self::internal(error))
            }
            OpenError::Replay(fault) if !fault.may_pass() => Self::refused(fault),
            OpenError::Empty(_) => Self::usage(error.to_string(), "Name the folder of a society."),
            _ => Self::internal(error),
        }
    }
}

/// Why the society of a folder does not open.
pub(crate) struct OpenFault<'a> {
    pub(crate) error: OpenError,
    pub(crate) folder: &'a Path,
}

impl From<ViewsError> for Failure {
    fn from(error: ViewsError) -> Self {
        error.not_replayed().map_or_else(|| Self::internal(&error), |why| Self::refused(&**why))
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::internal(error)
    }
}
