//! Received operations: shape and signature, checked in batches on all cores, and a bound on what
//! one key may have waiting, so that nobody starves the rest (ORD-7).

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crossbeam_channel::{Receiver, Sender};
use polity_machine::Action;
use polity_machine::frame::batch::SignedOperation;
use polity_types::operation::Decoded;
use polity_types::refusal::Explain;
use polity_types::signature::{Claim, verify_all};
use polity_types::{PublicKey, Refusal};
use rayon::prelude::*;

use crate::committed::Receipt;
use crate::error::NodeError;

/// Operations that may wait to be looked at. Unit: operations.
pub const WAITING_MAX: usize = 32_768;
/// Operations signed by one key that may wait to be ordered. Unit: operations.
pub const WAITING_PER_KEY_MAX: usize = 256;
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

/// How many operations of each key wait to be ordered. Of the key, not of the author: before the
/// rules are asked anyone can name any author, and would use up what that person may have waiting.
#[derive(Clone, Debug, Default)]
pub struct Waiting(Arc<Mutex<BTreeMap<PublicKey, usize>>>);

impl Waiting {
    fn enter(&self, key: PublicKey) -> Result<(), NodeError> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(key).or_default();
        let (waiting, limit) = (*count, WAITING_PER_KEY_MAX);
        if waiting >= limit {
            return Err(NodeError::SenderBusy { waiting, limit });
        }
        *count = count.saturating_add(1);
        Ok(())
    }

    /// Counts operations out once they were ordered.
    pub(crate) fn leave(&self, keys: impl Iterator<Item = PublicKey>) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for key in keys {
            if let Some(count) = counts.get_mut(&key) {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    counts.remove(&key);
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
                waiting.enter(operation.operation.key).map_err(|error| error.refusal())?;
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
    use polity_machine::testing::{key_of, public};

    use super::*;

    #[test]
    fn ord_7_one_sender_cannot_fill_the_queue() {
        let waiting = Waiting::default();
        let (greedy, modest) = (public(&key_of("greedy")), public(&key_of("modest")));
        for _ in 0..WAITING_PER_KEY_MAX {
            assert_eq!(waiting.enter(greedy), Ok(()));
        }
        let (at, limit) = (WAITING_PER_KEY_MAX, WAITING_PER_KEY_MAX);
        assert_eq!(waiting.enter(greedy), Err(NodeError::SenderBusy { waiting: at, limit }));
        assert_eq!(waiting.enter(modest), Ok(()));
        waiting.leave([greedy].into_iter());
        assert_eq!(waiting.enter(greedy), Ok(()));
    }
}
