//! Received operations: shape and signature, checked in batches on all cores, and a bound on what
//! one author may have waiting, so that nobody starves the rest (ORD-7).

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crossbeam_channel::{Receiver, Sender};
use polity_machine::Action;
use polity_machine::frame::batch::SignedOperation;
use polity_types::operation::Decoded;
use polity_types::refusal::Explain;
use polity_types::signature::{Claim, verify_all};
use polity_types::{PersonId, Refusal};
use rayon::prelude::*;

use crate::committed::Receipt;
use crate::error::NodeError;

/// Operations that may wait to be looked at. Unit: operations.
pub const WAITING_MAX: usize = 32_768;
/// Operations of one author that may wait to be ordered. Unit: operations.
pub const WAITING_PER_AUTHOR_MAX: usize = 256;
/// Operations looked at together. Unit: operations.
const CHUNK_MAX: usize = 4_096;

/// Takes the answer to an operation.
pub type Reply = Box<dyn FnOnce(Result<Receipt, Refusal>) + Send>;

/// An operation as it came.
pub struct Received {
    /// Canonical bytes of the envelope, it is hoped.
    pub bytes: Vec<u8>,
    /// Takes the answer.
    pub reply: Reply,
}

/// An operation whose shape and signature are good.
pub struct Checked {
    /// The operation.
    pub operation: SignedOperation,
    /// Takes the answer.
    pub reply: Reply,
}

/// How many operations of each author wait to be ordered.
#[derive(Clone, Debug, Default)]
pub struct Waiting(Arc<Mutex<BTreeMap<PersonId, usize>>>);

impl Waiting {
    fn enter(&self, author: PersonId) -> Result<(), NodeError> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(author).or_default();
        let (waiting, limit) = (*count, WAITING_PER_AUTHOR_MAX);
        if waiting >= limit {
            return Err(NodeError::AuthorBusy { waiting, limit });
        }
        *count = count.saturating_add(1);
        Ok(())
    }

    /// Counts operations out once they were ordered.
    pub(crate) fn leave(&self, authors: impl Iterator<Item = PersonId>) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for author in authors {
            if let Some(count) = counts.get_mut(&author) {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    counts.remove(&author);
                }
            }
        }
    }
}

/// Checks what comes in until nobody can send any more.
pub(crate) fn run(received: &Receiver<Received>, checked: &Sender<Checked>, waiting: &Waiting) {
    while let Ok(first) = received.recv() {
        let mut chunk = vec![first];
        chunk.extend(received.try_iter().take(CHUNK_MAX.saturating_sub(1)));
        for (reply, verdict) in check(chunk) {
            let admitted = verdict.and_then(|operation| {
                waiting.enter(operation.operation.author).map_err(|error| error.refusal())?;
                Ok(operation)
            });
            match admitted {
                Err(refusal) => reply(Err(refusal)),
                Ok(operation) => {
                    if let Err(unsent) = checked.send(Checked { operation, reply }) {
                        (unsent.0.reply)(Err(NodeError::Stopping.refusal()));
                    }
                }
            }
        }
    }
}

/// Decodes and verifies a chunk.
fn check(chunk: Vec<Received>) -> Vec<(Reply, Result<SignedOperation, Refusal>)> {
    let (bytes, replies): (Vec<Vec<u8>>, Vec<Reply>) =
        chunk.into_iter().map(|received| (received.bytes, received.reply)).unzip();
    replies.into_iter().zip(precheck(bytes)).collect()
}

/// Checks shape and signature of many envelopes on all cores; the results are in their order.
#[must_use]
pub fn precheck(envelopes: Vec<Vec<u8>>) -> Vec<Result<SignedOperation, Refusal>> {
    let decoded: Vec<Result<Decoded<Action>, Refusal>> = envelopes
        .into_par_iter()
        .map(|bytes| Decoded::decode(bytes).map_err(|error| error.refusal()))
        .collect();
    let claims: Vec<Claim<'_>> = decoded.iter().flatten().map(Decoded::claim).collect();
    let mut verdicts = verify_all(&claims).into_iter();
    let judge = |decoded: Result<Decoded<Action>, Refusal>| {
        let decoded = decoded?;
        let verdict = verdicts.next().expect("there is a verdict for each decoded envelope");
        decoded.judge(verdict)
    };
    decoded.into_iter().map(judge).collect()
}

#[cfg(test)]
mod tests {
    use polity_types::Hash;

    use super::*;

    #[test]
    fn ord_7_one_author_cannot_fill_the_queue() {
        let waiting = Waiting::default();
        let (greedy, modest) = (PersonId(Hash::of(b"greedy")), PersonId(Hash::of(b"modest")));
        for _ in 0..WAITING_PER_AUTHOR_MAX {
            assert_eq!(waiting.enter(greedy), Ok(()));
        }
        let (at, limit) = (WAITING_PER_AUTHOR_MAX, WAITING_PER_AUTHOR_MAX);
        assert_eq!(waiting.enter(greedy), Err(NodeError::AuthorBusy { waiting: at, limit }));
        assert_eq!(waiting.enter(modest), Ok(()));
        waiting.leave([greedy].into_iter());
        assert_eq!(waiting.enter(greedy), Ok(()));
    }
}
