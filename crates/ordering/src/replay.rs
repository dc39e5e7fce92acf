//! Going over a log again: what the machine makes of each batch, compared with its seal.

use polity_ledger::tree::{Change, Tree};
use polity_ledger::{BatchError, Batches, LoggedBatch};
use polity_machine::frame::batch::{Batch, Executed, Outcome, SignedOperation};
use polity_machine::frame::clock::Clock as SocietyClock;
use polity_machine::frame::execute::{Memory, execute};
use polity_machine::frame::genesis::{Genesis, found};
use polity_machine::frame::state::{MemoryState, Records, StateView, Writes};
use polity_machine::{Action, Event};
use polity_types::log::{LogEntry, SignedFounding};
use polity_types::operation::Decoded;
use polity_types::refusal::Explain;
use polity_types::signature::{Claim, verify_all};
use polity_types::{Hash, Height, OperationId, Refusal, SocietyId};
use rayon::prelude::*;

use crate::committed::{AdmittedOperation, Committed};

/// Why a log does not replay: it was not written by these rules.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the message is the documentation")]
pub enum ReplayError {
    #[error(transparent)]
    Log(#[from] BatchError),
    #[error("The log does not begin with a founding.")]
    NoFounding,
    #[error("The founding is not good: {0}")]
    Founding(#[from] polity_machine::frame::genesis::BadGenesis),
    #[error(
        "Entry {index}, in the batch of height {height}, is not an operation that these rules read: \
         {refusal}"
    )]
    Entry { height: Height, index: u64, refusal: Box<Refusal> },
    #[error(
        "The rules refuse entry {index}, which the log holds in the batch of height {height}: {refusal}"
    )]
    Refused { height: Height, index: u64, refusal: Box<Refusal> },
    #[error("The batch of height {height} differs from its seal in {what}.")]
    Seal { height: Height, what: &'static str },
}

impl ReplayError {
    /// Returns whether the log could not be read at all, which may pass; the others stay.
    #[must_use]
    pub const fn may_pass(&self) -> bool {
        use polity_ledger::LogError::{Full, Io};
        matches!(self, Self::Log(BatchError::Log(Full { .. } | Io { .. })))
    }
}

impl Explain for ReplayError {
    fn code(&self) -> &'static str {
        "audit.failed"
    }

    fn rule(&self) -> &'static str {
        "LOG-6"
    }

    fn next_step(&self) -> String {
        match self {
            Self::Log(_) => "Do not rely on it. Compare with a mirror, and restore from one.",
            _ => {
                "Use the build that wrote this log. If it was this one, do not rely on the log: compare it with a \
                 mirror, and restore it from one."
            }
        }
        .into()
    }
}

/// Reads the operations of a logged batch. With `checked`, their signatures are checked too.
///
/// # Errors
/// [`ReplayError::Entry`].
pub fn operations_of(
    batch: &LoggedBatch,
    checked: bool,
) -> Result<Vec<SignedOperation>, ReplayError> {
    let height = batch.seal.height;
    let decode = |(entry, index): (&Vec<u8>, u64)| {
        let envelope = LogEntry::envelope_of(entry).unwrap_or_default().to_vec();
        let decoded = Decoded::<Action>::decode(envelope);
        decoded.map_err(|error| {
            let refusal = Box::new(error.refusal());
            ReplayError::Entry { height, index, refusal }
        })
    };
    let indexed: Vec<(&Vec<u8>, u64)> = batch.entries.iter().zip(batch.first..).collect();
    let decoded: Vec<Decoded<Action>> =
        indexed.into_par_iter().map(decode).collect::<Result<_, _>>()?;
    // A passkey's assertion is part of what the rules look at, so it is read either way.
    let claims: Vec<Claim<'_>> = decoded.iter().map(Decoded::claim).collect();
    let verdicts = if checked {
        verify_all(&claims, None)
    } else {
        claims.par_iter().map(polity_types::signature::read_unchecked).collect()
    };
    let judged = decoded.into_iter().zip(verdicts).zip(batch.first..);
    judged
        .map(|((decoded, verdict), index)| {
            let judged = decoded.judge(verdict);
            judged.map_err(|refusal| {
                let refusal = Box::new(refusal);
                ReplayError::Entry { height, index, refusal }
            })
        })
        .collect()
}

/// Executes a logged batch again and returns what it writes and what it did.
///
/// # Errors
/// That the rules refuse an entry, or that the seal says something else.
pub fn execute_again(
    memory: &mut Memory,
    state: &dyn StateView,
    records: &dyn Records,
    logged: &LoggedBatch,
    checked: bool,
) -> Result<(Writes, Committed), ReplayError> {
    let seal = &logged.seal;
    let differs = |what| Err(ReplayError::Seal { height: seal.height, what });
    if SocietyClock::read(state).height.next() != seal.height {
        return differs("the height, which must follow that of the batch before");
    }
    let operations = operations_of(logged, checked)?;
    let batch =
        Batch { evidence: seal.evidence.clone(), height: seal.height, operations, time: seal.time };
    let executed = execute(memory, state, records, &batch);
    if u64::try_from(batch.operations.len()) != Ok(seal.count) {
        return differs("the number of operations");
    }
    if executed.signers != seal.signers || executed.rules_version != seal.rules_version {
        return differs("signers or rules");
    }
    if executed.time != seal.time {
        return differs("time");
    }
    // Every entry was admitted, in the order in which it stands.
    if !executed.admitted.iter().copied().eq(0..batch.operations.len()) {
        for (outcome, index) in executed.outcomes.into_iter().zip(logged.first..) {
            if let Outcome::Refused(refusal) = outcome {
                let (height, refusal) = (seal.height, Box::new(refusal));
                return Err(ReplayError::Refused { height, index, refusal });
            }
        }
        return differs("the order of operations");
    }
    Ok(committed(batch.operations, executed, seal.height, logged.first, seal.state_root))
}

/// Tells what a batch did.
pub(crate) fn committed(
    operations: Vec<SignedOperation>,
    executed: Executed,
    height: Height,
    first: u64,
    state_root: Hash,
) -> (Writes, Committed) {
    let Executed { admitted, due, mut outcomes, time, writes, .. } = executed;
    let mut signed: Vec<Option<SignedOperation>> = operations.into_iter().map(Some).collect();
    let told = admitted.iter().zip(first..).filter_map(|(place, index)| {
        let signed = signed.get_mut(*place)?.take()?;
        let outcome = outcomes.get_mut(*place)?;
        let Outcome::Admitted { events } = outcome else { return None };
        let (events, operation) = (std::mem::take(events), *signed.operation);
        let (action, author) = (operation.action, operation.author);
        Some(AdmittedOperation { action, author, events, id: signed.id, index })
    });
    // They are large: growing would move each several times.
    let mut operations = Vec::with_capacity(admitted.len());
    operations.extend(told);
    (writes, Committed { due, height, first, operations, state_root, time })
}

/// A whole log gone over from the founding, batch by batch, with the state in memory.
pub struct Replay<'a> {
    batches: Batches,
    checked: bool,
    memory: Memory,
    records: &'a dyn Records,
    society: Option<SocietyId>,
    /// The state after the last batch.
    pub state: MemoryState,
    tree: Tree,
}

impl<'a> Replay<'a> {
    /// Begins at the founding. With `checked`, every signature is checked too.
    #[must_use]
    pub fn new(batches: Batches, records: &'a dyn Records, checked: bool) -> Self {
        Self {
            batches,
            checked,
            memory: Memory::default(),
            records,
            society: None,
            state: MemoryState::default(),
            tree: Tree::new(),
        }
    }

    /// Returns the society, once the founding was read.
    #[must_use]
    pub fn society(&self) -> Option<SocietyId> {
        self.society
    }

    /// Goes over the next batch and compares the state's root with its seal.
    ///
    /// # Errors
    /// [`ReplayError`].
    pub fn step(&mut self) -> Result<Option<(LoggedBatch, Committed)>, ReplayError> {
        let Some(logged) = self.batches.next().transpose()? else { return Ok(None) };
        let (writes, mut committed) = if self.society.is_none() {
            self.founding(&logged)?
        } else {
            execute_again(&mut self.memory, &self.state, self.records, &logged, self.checked)?
        };
        let changes = writes.iter().map(|(key, record)| {
            Change::new(key.as_bytes(), record.as_ref().map(|record| &**record.bytes()))
        });
        committed.state_root = self.tree.apply(logged.seal.height.0, changes.collect());
        if committed.state_root != logged.seal.state_root {
            return Err(ReplayError::Seal { height: logged.seal.height, what: "the state's root" });
        }
        self.state.commit(writes);
        Ok(Some((logged, committed)))
    }

    fn founding(&mut self, logged: &LoggedBatch) -> Result<(Writes, Committed), ReplayError> {
        let genesis = found_again(logged, self.records)?;
        self.society = Some(genesis.society);
        let events: Vec<Event> = genesis.events;
        let seal = &logged.seal;
        let committed = Committed {
            due: events,
            first: 0,
            height: seal.height,
            operations: Vec::new(),
            state_root: seal.state_root,
            time: seal.time,
        };
        Ok((genesis.writes, committed))
    }
}

/// Founds again the society that a log's first batch founds. That batch holds nothing else, and its
/// seal says what the founding says.
///
/// # Errors
/// [`ReplayError`]: no founding, further entries beside it, a bad one, another seal.
pub(crate) fn found_again(
    logged: &LoggedBatch,
    records: &dyn Records,
) -> Result<Genesis, ReplayError> {
    let signed = founding_of(logged).ok_or(ReplayError::NoFounding)?;
    let (founding, seal) = (&signed.founding, &logged.seal);
    let differs = |what| Err(ReplayError::Seal { height: seal.height, what });
    if logged.first != 0 || logged.entries.len() != 1 || seal.count != 0 {
        return differs("the number of operations: a founding stands alone");
    }
    if seal.height != Height(0) {
        return differs("the height, which is 0 at the founding");
    }
    if seal.signers != founding.signers || seal.rules_version != founding.rules_version {
        return differs("signers or rules");
    }
    if seal.time != founding.time || !seal.evidence.0.is_empty() {
        return differs("time or evidence");
    }
    Ok(found(&signed, records)?)
}

/// Returns the founding that a log's first batch holds.
#[must_use]
pub fn founding_of(logged: &LoggedBatch) -> Option<SignedFounding> {
    match LogEntry::from_bytes(logged.entries.first()?) {
        Ok(LogEntry::Founding(signed)) => Some(*signed),
        _ => None,
    }
}

/// Returns the identifier of an operation entry, for those who look one up.
#[must_use]
pub fn operation_id(entry: &[u8]) -> Option<OperationId> {
    let envelope = LogEntry::envelope_of(entry)?;
    let decoded = Decoded::<Action>::decode(envelope.to_vec()).ok()?;
    Some(OperationId(Hash::of(&decoded.signed_bytes)))
}
