//! The single sequencer: makes batches and has the machine execute them (ORD-1, ORD-2). One thread;
//! what it holds, nobody else writes. While a batch goes to disk ([`crate::storing`]), the next is
//! executed on top of it; if it cannot be stored, what was executed on top is dropped with it.

use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};
use polity_ledger::LedgerReader;
use polity_machine::frame::batch::{Batch, Executed, OPERATIONS_MAX, Outcome};
use polity_machine::frame::clock::{Clock as SocietyClock, HEARTBEAT};
use polity_machine::frame::execute::{Memory, execute};
use polity_machine::frame::society::signing;
use polity_machine::frame::state::Writes;
use polity_machine::modules::identity;
use polity_types::{Base64, Height, PublicKey, Seconds, Timestamp};

use crate::clock::Clock;
use crate::error::NodeError;
use crate::hot::{Hot, HotState};
use crate::intake::{Checked, Reply, Waiting};
use crate::records::RecordStore;
use crate::signing::SignerKeys;
use crate::society::StateOf;
use crate::storing::{Job, NotStored, Work, refuse_all};

/// Name under which the remembered operations are kept beside the state.
pub(crate) const REMEMBERED: &str = "remembered";
/// Records pending from which on the state is written to disk. Unit: records.
const FLUSH_RECORDS: usize = 400_000;
/// Batches after which the state is written to disk at the latest. Unit: batches.
const FLUSH_BATCHES: u64 = 2_000;
/// Longest sleep before the agenda is looked at again.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// Everything that the sequencer's thread holds.
pub(crate) struct Sequencer {
    pub(crate) clock: Clock,
    /// No batch is earlier: by the time of a batch that was not stored, what ended before it was
    /// forgotten, and a clock set back must not let it in again.
    pub(crate) earliest: Timestamp,
    pub(crate) hot: Hot,
    /// Who signs checkpoints now.
    pub(crate) in_force: Vec<PublicKey>,
    pub(crate) jobs: Sender<Job>,
    pub(crate) memory: Memory,
    pub(crate) outcomes: Receiver<Result<(), Box<NotStored>>>,
    pub(crate) reader: LedgerReader,
    pub(crate) records: RecordStore,
    pub(crate) signers: SignerKeys,
    /// What the batch that is going to disk writes.
    pub(crate) under_way: Option<Arc<Writes>>,
    pub(crate) unflushed: u64,
    pub(crate) waiting: Waiting,
}

/// A batch that was executed, and is not stored yet.
struct Tried {
    before: SocietyClock,
    executed: Executed,
    is_waiting: bool,
    /// What it was executed on.
    view: StateOf,
}

impl Sequencer {
    /// Makes batches until nobody can send any more, then has the state written to disk.
    pub(crate) fn run(mut self, checked: &Receiver<Checked>) {
        loop {
            let chunk = match checked.recv_timeout(LOOK_AGAIN) {
                Ok(first) => {
                    let mut chunk = vec![first];
                    chunk.extend(checked.try_iter().take(OPERATIONS_MAX.saturating_sub(1)));
                    chunk
                }
                Err(RecvTimeoutError::Timeout) if self.is_batch_due() => Vec::new(),
                Err(RecvTimeoutError::Timeout) => continue,
                Err(RecvTimeoutError::Disconnected) => break,
            };
            self.batch(chunk);
            self.flush_if_due();
        }
        self.settle();
        let _ = self.jobs.send(Job::Flush(self.memory.remembered.ends()));
    }

    /// Whether the agenda, or the heartbeat that it needs, calls for a batch (ORD-4, ORD-5).
    fn is_batch_due(&mut self) -> bool {
        self.settle();
        if self.signers.suffice(&self.in_force).is_err() {
            return false;
        }
        let view = StateOf(self.reader.view());
        let Some(due) = self.memory.next_due(&view) else { return false };
        let clock = SocietyClock::read(&view);
        let now = self.clock.now().max(clock.time);
        let since = now.since(clock.time).unwrap_or_default();
        since >= HEARTBEAT || clock.wall(due) <= now
    }

    fn batch(&mut self, chunk: Vec<Checked>) {
        let (operations, replies): (Vec<_>, Vec<Reply>) =
            chunk.into_iter().map(|checked| (checked.operation, checked.reply)).unzip();
        self.waiting.leave(operations.iter().map(|signed| signed.operation.key));
        if let Err(error) = self.signers.suffice(&self.in_force) {
            return refuse_all(replies, &error);
        }
        let mut batch = Batch {
            evidence: Base64::default(),
            height: Height(0),
            operations,
            time: self.clock.now().max(self.earliest),
        };
        // The second time it stands on what is stored, and needs nothing under way to succeed.
        let tried = self.try_out(&mut batch).or_else(|| self.try_out(&mut batch));
        let Some(Tried { before, executed, is_waiting, view }) = tried else {
            return refuse_all(replies, &NodeError::Storage);
        };
        let is_heartbeat = is_waiting && heartbeat_is_due(before.time, executed.time);
        if executed.is_heard() || is_heartbeat {
            self.store(batch, executed, replies, view);
        } else {
            // Nothing but refusals: no trace in the log.
            answer_refusals(replies, executed.outcomes);
        }
    }

    /// Executes a batch on what is stored and under way. Returns nothing, and keeps nothing, if the
    /// state could not be read, or what is under way could not be stored.
    fn try_out(&mut self, batch: &mut Batch) -> Option<Tried> {
        let view = StateOf(self.reader.view());
        let under_way = self.under_way.as_deref();
        self.hot.read_ahead(batch, under_way, &view);
        let state = HotState::new(&mut self.hot, under_way, &view);
        let before = SocietyClock::read(&state);
        batch.height = before.height.next();
        let is_waiting = self.memory.next_due(&state).is_some();
        let executed = execute(&mut self.memory, &state, &self.records, batch);
        let read = view.0.check();
        if let Err(error) = &read {
            tracing::error!(%error, "the state could not be read");
        }
        // What it was executed on must be on disk before anything of it is told.
        if self.settle() && read.is_ok() {
            return Some(Tried { before, executed, is_waiting, view });
        }
        self.forget(batch, &executed);
        None
    }

    /// Hands a batch to be stored.
    fn store(&mut self, batch: Batch, mut executed: Executed, replies: Vec<Reply>, view: StateOf) {
        let writes = Arc::new(std::mem::take(&mut executed.writes));
        self.hot.take_over(&writes);
        self.under_way = Some(Arc::clone(&writes));
        self.unflushed = self.unflushed.saturating_add(1);
        let in_force = std::mem::replace(&mut self.in_force, executed.signers.clone());
        let work = Work { batch, executed, in_force, replies, view, writes };
        // The storing thread ends after this one.
        let _ = self.jobs.send(Job::Batch(Box::new(work)));
    }

    /// Waits until the batch under way is stored; returns whether it was, or there is none.
    fn settle(&mut self) -> bool {
        if self.under_way.take().is_none() {
            return true;
        }
        match self.outcomes.recv() {
            Ok(Ok(())) => true,
            Ok(Err(missed)) => {
                let NotStored { batch, executed } = *missed;
                self.forget(&batch, &executed);
                self.in_force = signing(&StateOf(self.reader.view())).signers;
                false
            }
            Err(_) => false,
        }
    }

    /// Forgets a batch that was not stored, so that its operations may be sent again.
    fn forget(&mut self, batch: &Batch, executed: &Executed) {
        self.hot.clear();
        self.memory.unlearn();
        self.earliest = self.earliest.max(executed.time);
        for signed in executed.admitted.iter().filter_map(|index| batch.operations.get(*index)) {
            let (remembered, operation) = (&mut self.memory.remembered, &signed.operation);
            remembered.retract_admit(signed.id, operation.valid.until);
            if let Some((voided, until)) = identity::query::voids(&operation.action) {
                remembered.retract_void(voided, operation.author, until);
            }
        }
    }

    /// Has the state written to disk. Right after a batch was handed over, what is remembered is
    /// what belongs beside the state with that batch; the storing thread takes both in order.
    fn flush_if_due(&mut self) {
        let store = self.reader.store();
        let is_due = store.keys_pending() >= FLUSH_RECORDS || self.unflushed >= FLUSH_BATCHES;
        if is_due && !store.is_flushing() {
            self.unflushed = 0;
            let _ = self.jobs.send(Job::Flush(self.memory.remembered.ends()));
        }
    }
}

fn heartbeat_is_due(before: Timestamp, now: Timestamp) -> bool {
    now.since(before).unwrap_or(Seconds::ZERO) >= HEARTBEAT
}

fn answer_refusals(replies: Vec<Reply>, outcomes: Vec<Outcome>) {
    for (reply, outcome) in replies.into_iter().zip(outcomes) {
        if let Outcome::Refused(refusal) = outcome {
            reply(Err(refusal));
        }
    }
}
