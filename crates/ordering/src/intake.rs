//! Received operations: shape and signature, checked in batches on all cores, and a bound on what
//! one key may have waiting, so that nobody starves the rest (ORD-7).

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crossbeam_channel::{Receiver, Sender};
use polity_machine::Action;
use polity_machine::frame::batch::SignedOperation;
use polity_machine::modules::identity::IdentityAction;
use polity_types::operation::Decoded;
use polity_types::refusal::Explain;
use polity_types::signature::{Claim, KnownKeys, verify_all};
use polity_types::{PublicKey, Refusal};
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

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
pub struct Waiting(Arc<Mutex<HashMap<PublicKey, usize>>>);

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
            if let Entry::Occupied(mut count) = counts.entry(key) {
                *count.get_mut() = count.get().saturating_sub(1);
                if *count.get() == 0 {
                    count.remove();
                }
            }
        }
    }
}

/// The threads that check signatures, for all societies of the process: one fewer than there are cores, which
/// leaves one to the thread that executes, and apart from those that hash what it wrote, which would wait behind
/// hundreds of signatures. None where the system gives no threads.
fn checkers() -> Option<&'static ThreadPool> {
    static CHECKERS: OnceLock<Option<ThreadPool>> = OnceLock::new();
    let make = || {
        let count = rayon::current_num_threads().saturating_sub(1).max(1);
        let named = ThreadPoolBuilder::new().thread_name(|number| format!("check-{number}"));
        named.num_threads(count).build().ok()
    };
    CHECKERS.get_or_init(make).as_ref()
}

/// Checks what comes in until nobody can send any more.
pub(crate) fn run(received: &Receiver<Received>, checked: &Sender<Checked>, waiting: &Waiting) {
    let (known, checkers) = (KnownKeys::default(), checkers());
    while let Ok(first) = received.recv() {
        let mut chunk = vec![first];
        chunk.extend(received.try_iter().take(CHUNK_MAX.saturating_sub(1)));
        let checked_chunk = match checkers {
            Some(checkers) => checkers.install(|| check(chunk, &known)),
            None => check(chunk, &known),
        };
        for (reply, verdict) in checked_chunk {
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
fn check(
    chunk: Vec<Received>,
    known: &KnownKeys,
) -> Vec<(Reply, Result<SignedOperation, Refusal>)> {
    let (bytes, replies): (Vec<Vec<u8>>, Vec<Reply>) =
        chunk.into_iter().map(|received| (received.bytes, received.reply)).unzip();
    replies.into_iter().zip(precheck(bytes, known)).collect()
}

/// Checks shape and signature of many envelopes on all cores; the results are in their order.
#[must_use]
pub fn precheck(
    envelopes: Vec<Vec<u8>>,
    known: &KnownKeys,
) -> Vec<Result<SignedOperation, Refusal>> {
    // In boxes, for they change hands often from here to the log.
    let decode = |bytes| Decoded::<Action>::decode(bytes).map(Box::new);
    let decoded: Vec<Result<Box<Decoded<Action>>, Refusal>> = envelopes
        .into_par_iter()
        .map(|bytes| decode(bytes).map_err(|error| error.refusal()))
        .collect();
    let claims: Vec<Claim<'_>> = decoded.iter().flatten().map(|decoded| decoded.claim()).collect();
    let mut verdicts = verify_all(&claims, Some(known)).into_iter();
    let mut next = || verdicts.next().expect("there is a verdict for each decoded envelope");
    let pairs: Vec<_> =
        decoded.into_iter().map(|decoded| decoded.map(|decoded| (decoded, next()))).collect();
    let judge = |(decoded, verdict): (Box<Decoded<Action>>, _)| decoded.judge(verdict);
    pairs.into_par_iter().map(|pair| pair.and_then(judge).and_then(check_carried)).collect()
}

/// Checks the signatures that an operation carries besides its own: up to 17 of an inception or a
/// recovery. The rules check them too, in the one thread that executes; what they would refuse for
/// that costs nothing there.
fn check_carried(signed: SignedOperation) -> Result<SignedOperation, Refusal> {
    let carried = match &signed.operation.action {
        Action::Identity(IdentityAction::Register { inception }) => inception.verify().map(|_| ()),
        Action::Identity(IdentityAction::Recover { statement }) => statement.verify(),
        _ => Ok(()),
    };
    carried.map_err(|error| error.refusal())?;
    Ok(signed)
}

#[cfg(test)]
mod tests {
    use polity_machine::modules::membership::MembershipAction;
    use polity_machine::testing::{Actor, Society, key_of, public, sign};
    use polity_types::Base64;
    use polity_types::Timestamp;
    use polity_types::person::{Guardians, KeyChange, KeySignature, SignedStatement, Statement};

    use super::*;

    /// Signatures that an operation carries are checked here, on all cores, and refused as the rules
    /// would refuse them.
    #[test]
    fn ide_2_forged_inceptions_and_recoveries_do_not_reach_the_executing_thread() {
        let mut society = Society::under(include_str!("../../../charters/reading-circle.md"));
        let ana = Actor::named("ana");
        let forged = sign(&key_of("thief"), b"another text");
        let mut inception = ana.inception.clone();
        inception.signatures = vec![forged.clone()];
        let grant = ana.inception.inception.keys.first().cloned().unwrap();
        let change = KeyChange::Recover {
            guardians: Guardians { persons: vec![ana.person], salt: Base64(vec![1; 16]) },
            keys: vec![grant.clone()],
        };
        let statement =
            Statement { change, person: ana.person, previous: ana.person.0, sequence: 1 };
        let mut recovery = |signature| {
            let signatures = vec![KeySignature { key: grant.key, signature }];
            let statement = SignedStatement { signatures, statement: statement.clone() };
            society.signed(&ana, IdentityAction::Recover { statement }).bytes
        };
        let right = sign(&ana.key, &statement.signed_bytes());
        let (good, bad) = (recovery(right), recovery(forged));
        let register = |inception| {
            ana.envelope(IdentityAction::Register { inception }, society.id, Timestamp(1), 1)
        };
        let envelopes = vec![
            register(inception.clone()).to_bytes(),
            register(ana.inception.clone()).to_bytes(),
            bad,
            good,
            ana.envelope(MembershipAction::Leave {}, society.id, Timestamp(1), 2).to_bytes(),
        ];
        let codes: Vec<Option<String>> = precheck(envelopes, &KnownKeys::default())
            .into_iter()
            .map(|checked| checked.err().map(|refusal| refusal.code))
            .collect();
        let ruled = society.act(&ana, IdentityAction::Register { inception }).unwrap_err();
        let refused = Some(ruled.code);
        assert_eq!(codes, [refused.clone(), None, refused, None, None]);
    }

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
