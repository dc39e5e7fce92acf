//! What a batch did, told once its log is synced.

use std::sync::Arc;

use polity_machine::{Action, Event};
use polity_types::{Hash, Height, OperationId, PersonId, Timestamp};
use serde::Serialize;

/// A batch that is in the log.
#[derive(Clone, Debug)]
pub struct Committed {
    /// What happened because it fell due.
    pub due: Vec<Event>,
    /// The batch.
    pub height: Height,
    /// Index of the batch's first entry.
    pub first: u64,
    /// The operations, in the order of the log. In a founding there are none.
    pub operations: Vec<AdmittedOperation>,
    /// Root of the state after it.
    pub state_root: Hash,
    /// When.
    pub time: Timestamp,
}

/// An operation in the log.
#[derive(Clone, Debug)]
pub struct AdmittedOperation {
    /// What was asked.
    pub action: Action,
    /// Who asked.
    pub author: PersonId,
    /// What happened.
    pub events: Vec<Event>,
    /// Identifier.
    pub id: OperationId,
    /// Index of its entry.
    pub index: u64,
}

/// What a sender holds: the operation is in the log, on disk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Receipt {
    /// The signed note of the batch's checkpoint.
    pub checkpoint: Arc<str>,
    /// The batch.
    pub height: Height,
    /// From the entry to the checkpoint's root (RFC 9162 §2.1.3).
    pub inclusion: Vec<Hash>,
    /// Index of the entry.
    pub index: u64,
    /// The operation.
    pub operation: OperationId,
}
