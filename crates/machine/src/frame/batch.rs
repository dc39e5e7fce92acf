//! What ordering hands to the machine, and what the machine hands back.

use polity_types::refusal::Explain;
use polity_types::{Base64, Height, OperationId, PublicKey, Refusal, Timestamp};

use super::state::Writes;
use crate::{Action, Event};

/// An operation whose shape and signature are known to be good.
pub type SignedOperation = polity_types::operation::SignedOperation<Action>;

/// Most operations in one batch. Source: ORD-1.
pub const OPERATIONS_MAX: usize = 8_192;

/// A batch: what is done next, and when.
#[derive(Clone, Debug)]
pub struct Batch {
    /// What ordering vouches with; empty under a single sequencer.
    pub evidence: Base64,
    /// One more than the batch before.
    pub height: Height,
    /// The operations, in the order in which they were received.
    pub operations: Vec<SignedOperation>,
    /// When.
    pub time: Timestamp,
}

/// What came of one operation of a batch.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It was admitted and goes into the log.
    Admitted {
        /// What happened.
        events: Vec<Event>,
    },
    /// The rules refuse it, and it leaves no trace.
    Refused(Refusal),
}

/// What came of a batch.
#[derive(Debug)]
pub struct Executed {
    /// Indices into the batch's operations of those admitted, in the order in which they were
    /// executed: the order of the log.
    pub admitted: Vec<usize>,
    /// What happened because it fell due, after the operations that run first.
    pub due: Vec<Event>,
    /// How many items of the agenda were done; of some of them nothing is told.
    pub items: usize,
    /// What came of each operation, in the order of the batch.
    pub outcomes: Vec<Outcome>,
    /// Rules under which the next batch runs.
    pub rules_version: u64,
    /// Who signs the checkpoints after this one.
    pub signers: Vec<PublicKey>,
    /// Time of the batch: that asked for, or that of the batch before if it is later.
    pub time: Timestamp,
    /// What the batch writes.
    pub writes: Writes,
}

impl Executed {
    /// Returns whether the batch leaves a trace: something was admitted, happened or was done.
    #[must_use]
    pub fn is_heard(&self) -> bool {
        !self.admitted.is_empty() || !self.due.is_empty() || self.items > 0
    }
}

/// Why an operation is refused before its module is asked, in order of precedence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message is the documentation")]
pub enum BadOperation {
    #[error("The operation is for another society.")]
    OtherSociety,
    #[error("The operation is valid from {from}; it is {now}.")]
    TooEarly { from: Timestamp, now: Timestamp },
    #[error("The operation was valid until {until}; it is {now}.")]
    Expired { until: Timestamp, now: Timestamp },
    #[error("The operation {id} was admitted already.")]
    Replayed { id: OperationId },
    #[error("The operation {id} was voided by its author.")]
    Voided { id: OperationId },
    #[error("{tried} of those that cost so much were tried in this batch already; {allowed} are.")]
    Costly { allowed: usize, tried: usize },
}

impl Explain for BadOperation {
    fn code(&self) -> &'static str {
        match self {
            Self::OtherSociety => "operation.other_society",
            Self::TooEarly { .. } => "operation.too_early",
            Self::Expired { .. } => "operation.expired",
            Self::Replayed { .. } => "operation.replayed",
            Self::Voided { .. } => "operation.voided",
            Self::Costly { .. } => "operation.costly",
        }
    }

    fn rule(&self) -> &'static str {
        match self {
            Self::OtherSociety => "OPE-4",
            Self::TooEarly { .. } | Self::Expired { .. } => "OPE-5",
            Self::Replayed { .. } | Self::Voided { .. } => "OPE-6",
            Self::Costly { .. } => "ORD-11",
        }
    }

    fn next_step(&self) -> String {
        match self {
            Self::OtherSociety => "Send it to the society that it names.".into(),
            Self::TooEarly { .. } => "Send it again when its time has come.".into(),
            Self::Expired { .. } => "Sign it again; ten minutes of validity are usual.".into(),
            Self::Replayed { .. } => "Nothing to do: it took effect the first time.".into(),
            Self::Voided { .. } => "Sign a new operation, if you want it after all.".into(),
            Self::Costly { .. } => "Send the same operation again in a second.".into(),
        }
    }
}
