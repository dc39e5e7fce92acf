//! The single sequencer: makes batches, has the machine execute them, syncs the log, signs the
//! checkpoint (ORD-1, ORD-2). One thread; what it holds, nobody else writes.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};
use polity_ledger::{Ledger, LedgerError, Side, SignedCheckpoint};
use polity_machine::frame::agenda;
use polity_machine::frame::batch::{Batch, Executed, OPERATIONS_MAX, Outcome};
use polity_machine::frame::clock::{Clock as SocietyClock, HEARTBEAT};
use polity_machine::frame::execute::{Memory, execute};
use polity_machine::modules::identity;
use polity_types::log::{LogEntry, Seal};
use polity_types::refusal::Explain;
use polity_types::{Base64, PublicKey, Refusal, Seconds, SocietyId, Timestamp};

use crate::clock::Clock;
use crate::error::NodeError;
use crate::hot::{Hot, HotState};
use crate::intake::{Checked, Reply, Waiting};
use crate::publish::{Sealed, WaitingFor};
use crate::records::RecordStore;
use crate::replay::committed;
use crate::signing::SignerKeys;
use crate::society::StateOf;

/// Name under which the remembered operations are kept beside the state.
pub(crate) const REMEMBERED: &str = "remembered";
/// Records pending from which on the state is written to disk. Unit: records.
const FLUSH_RECORDS: usize = 200_000;
/// Batches after which the state is written to disk at the latest. Unit: batches.
const FLUSH_BATCHES: u64 = 2_000;
/// Longest sleep before the agenda is looked at again.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// Everything that the sequencer's thread holds.
pub(crate) struct Sequencer {
    pub(crate) clock: Clock,
    /// The write of the state to disk that was begun last.
    pub(crate) flushing: Option<JoinHandle<()>>,
    pub(crate) hot: Hot,
    /// Who signs checkpoints now.
    pub(crate) in_force: Vec<PublicKey>,
    pub(crate) ledger: Ledger,
    pub(crate) memory: Memory,
    pub(crate) records: RecordStore,
    pub(crate) sealed: Sender<Sealed>,
    pub(crate) signers: SignerKeys,
    pub(crate) society: SocietyId,
    pub(crate) unflushed: u64,
    /// The checkpoint of a change of signers that is not on disk yet (PRO-3).
    pub(crate) unkept: Option<SignedCheckpoint>,
    pub(crate) waiting: Waiting,
}

impl Sequencer {
    /// Makes batches until nobody can send any more, then writes the state to disk.
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
        self.keep_change();
        // Only then may the folder be opened again.
        if self.flushing.take().is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the thread that writes the state panicked");
        }
        if self.unkept.is_some() {
            return;
        }
        if let Err(error) = self.ledger.flush(self.side()) {
            tracing::error!(%error, "the state was not written; the next start replays the log");
        }
    }

    /// Whether the agenda, or the heartbeat that it needs, calls for a batch (ORD-4, ORD-5).
    fn is_batch_due(&self) -> bool {
        if self.signers.suffice(&self.in_force).is_err() {
            return false;
        }
        let view = StateOf(self.ledger.reader().view());
        let Some(due) = agenda::next_due(&view) else { return false };
        let clock = SocietyClock::read(&view);
        let now = self.clock.now().max(clock.time);
        let since = now.since(clock.time).unwrap_or_default();
        since >= HEARTBEAT || clock.wall(due) <= now
    }

    fn batch(&mut self, chunk: Vec<Checked>) {
        let reader = self.ledger.reader();
        let view = StateOf(reader.view());
        let before = SocietyClock::read(&view);
        let (operations, replies): (Vec<_>, Vec<Reply>) =
            chunk.into_iter().map(|checked| (checked.operation, checked.reply)).unzip();
        self.waiting.leave(operations.iter().map(|signed| signed.operation.author));
        if let Err(error) = self.signers.suffice(&self.in_force) {
            return refuse_all(replies, &error);
        }
        let batch = Batch {
            evidence: Base64::default(),
            height: before.height.next(),
            operations,
            time: self.clock.now(),
        };
        let state = HotState::new(&mut self.hot, &view);
        let mut executed = execute(&mut self.memory, &state, &self.records, &batch);
        let is_heard = !executed.admitted.is_empty() || !executed.due.is_empty();
        let is_waiting = agenda::next_due(&view).is_some();
        let is_heartbeat = is_waiting && heartbeat_is_due(before.time, executed.time);
        if view.0.check().is_err() {
            self.hot.clear();
            self.take_back(&batch, &executed);
            return refuse_all(replies, &NodeError::Storage);
        }
        drop(view);
        if !is_heard && !is_heartbeat {
            // Nothing but refusals: no trace in the log.
            return answer_refusals(replies, executed.outcomes);
        }
        match self.append(&batch, &mut executed) {
            Ok((first, size, state_root, note)) => {
                self.unflushed = self.unflushed.saturating_add(1);
                let waiting = receipts_due(replies, &batch, &executed, first);
                let (_, committed) =
                    committed(batch.operations, executed, batch.height, first, state_root);
                let committed = Arc::new(committed);
                // The publisher ends after this thread; a failed send means the process is ending.
                let _ = self.sealed.send(Sealed { committed, note, size, waiting });
            }
            Err(error) => {
                tracing::error!(%error, height = %batch.height, "a batch was not stored");
                self.hot.clear();
                self.take_back(&batch, &executed);
                let full = error.is_disk_full();
                refuse_all(replies, if full { &NodeError::DiskFull } else { &NodeError::Storage });
            }
        }
    }

    /// Appends and syncs a batch and signs its checkpoint.
    fn append(
        &mut self,
        batch: &Batch,
        executed: &mut Executed,
    ) -> Result<(u64, u64, polity_types::Hash, Arc<str>), LedgerError> {
        let entry = |index: &usize| {
            let signed = batch.operations.get(*index);
            signed.map(|signed| LogEntry::of_operation(&signed.bytes)).unwrap_or_default()
        };
        let entries: Vec<Vec<u8>> = executed.admitted.iter().map(entry).collect();
        let count = u64::try_from(entries.len()).unwrap_or(u64::MAX);
        let rules_version = executed.rules_version;
        let signers: Vec<PublicKey> = executed.signers.clone();
        let time = executed.time;
        let delta = std::mem::take(&mut executed.delta);
        self.hot.take_over(&delta);
        let seal = |state_root| Seal {
            count,
            evidence: batch.evidence.clone(),
            height: batch.height,
            rules_version,
            signers,
            state_root,
            time,
        };
        let appended = self.ledger.append(batch.height, entries, delta, seal)?;
        let signed = self.signers.sign(&appended.checkpoint(self.society), &self.in_force);
        let note: Arc<str> = signed.to_note().into();
        if self.in_force != executed.signers {
            self.in_force.clone_from(&executed.signers);
            self.unkept = Some(signed.clone());
        }
        self.keep_change();
        if let Err(error) = self.ledger.publish(signed) {
            // The entries are synced; the checkpoint is made again with the next batch.
            tracing::error!(%error, "the checkpoint was not written");
        }
        Ok((appended.first, appended.head.size, appended.state_root, note))
    }

    /// Keeps the checkpoint of a change of signers; if that fails it is tried again, and the state
    /// is not written before, so that a start finds the change in the log's tail.
    fn keep_change(&mut self) {
        let Some(signed) = self.unkept.take() else { return };
        if let Err(error) = self.ledger.keep_change(signed.clone()) {
            tracing::error!(%error, "the checkpoint of a change of signers was not written");
            self.unkept = Some(signed);
        }
    }

    /// Forgets the operations of a batch that was not stored, so that they may be sent again.
    fn take_back(&mut self, batch: &Batch, executed: &Executed) {
        for signed in executed.admitted.iter().filter_map(|index| batch.operations.get(*index)) {
            let voided = identity::query::voids(&signed.operation.action).map(|(id, _)| id);
            self.memory.remembered.retract(signed.id, signed.operation.author, voided);
        }
    }

    fn side(&self) -> Side {
        Side::from([(REMEMBERED.to_owned(), self.memory.remembered.to_text().into())])
    }

    fn flush_if_due(&mut self) {
        let pending = self.ledger.reader().store().keys_pending();
        let is_soon = pending < FLUSH_RECORDS && self.unflushed < FLUSH_BATCHES;
        if self.unkept.is_some() || is_soon {
            return;
        }
        let Some(flush) = self.ledger.begin_flush(self.side()) else { return };
        self.unflushed = 0;
        // Writing takes a while and needs nothing of this thread.
        let write = move || {
            if let Err(error) = flush.run() {
                tracing::error!(%error, "the state was not written; it is tried again");
            }
        };
        match std::thread::Builder::new().name("flush".into()).spawn(write) {
            Ok(thread) => self.flushing = Some(thread),
            Err(error) => tracing::error!(%error, "no thread to write the state"),
        }
    }
}

fn heartbeat_is_due(before: Timestamp, now: Timestamp) -> bool {
    now.since(before).unwrap_or(Seconds::ZERO) >= HEARTBEAT
}

fn refuse_all(replies: Vec<Reply>, error: &NodeError) {
    for reply in replies {
        reply(Err(error.refusal()));
    }
}

fn answer_refusals(replies: Vec<Reply>, outcomes: Vec<Outcome>) {
    for (reply, outcome) in replies.into_iter().zip(outcomes) {
        if let Outcome::Refused(refusal) = outcome {
            reply(Err(refusal));
        }
    }
}

/// Answers what was refused, and returns who waits for a receipt.
fn receipts_due(
    replies: Vec<Reply>,
    batch: &Batch,
    executed: &Executed,
    first: u64,
) -> Vec<WaitingFor> {
    let mut places: Vec<Option<u64>> = vec![None; replies.len()];
    for (place, index) in executed.admitted.iter().zip(first..) {
        if let Some(slot) = places.get_mut(*place) {
            *slot = Some(index);
        }
    }
    let mut waiting = Vec::with_capacity(executed.admitted.len());
    let rows = replies.into_iter().zip(places).zip(&batch.operations).zip(&executed.outcomes);
    for (((reply, place), signed), outcome) in rows {
        match (place, outcome) {
            (Some(index), _) => waiting.push(WaitingFor { id: signed.id, index, reply }),
            (None, Outcome::Refused(refusal)) => reply(Err(Refusal::clone(refusal))),
            (None, Outcome::Admitted { .. }) => {}
        }
    }
    waiting
}
