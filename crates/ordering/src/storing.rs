//! What was executed goes to disk, in a thread of its own, while the next batch is executed.
//!
//! One batch is under way at a time. Nothing is told to anyone before its entries are synced.

use std::collections::VecDeque;
use std::sync::Arc;
use std::thread::JoinHandle;

use bytes::Bytes;
use crossbeam_channel::{Receiver, Sender};
use polity_ledger::{Appended, Ledger, LedgerError, Side, SignedCheckpoint};
use polity_machine::frame::batch::{Batch, Executed, Outcome};
use polity_machine::frame::record::Record;
use polity_machine::frame::replay::Ends;
use polity_machine::frame::state::Writes;
use polity_types::log::{LogEntry, Seal};
use polity_types::refusal::Explain;
use polity_types::{PublicKey, Refusal, SocietyId};
use rayon::prelude::*;

use crate::error::NodeError;
use crate::intake::Reply;
use crate::publish::{Sealed, WaitingFor};
use crate::replay::committed;
use crate::sequencer::REMEMBERED;
use crate::signing::SignerKeys;
use crate::society::StateOf;

/// A batch that was executed, to be stored.
pub(crate) struct Work {
    pub(crate) batch: Batch,
    pub(crate) executed: Executed,
    /// The signers before it, who sign its checkpoint (ORD-10).
    pub(crate) in_force: Vec<PublicKey>,
    pub(crate) replies: Vec<Reply>,
    /// What it was executed on: letting go of what nobody else holds any more takes a while, and is left to this
    /// thread.
    pub(crate) view: StateOf,
    /// What it writes; taken out of `executed`, to be read meanwhile.
    pub(crate) writes: Arc<Writes>,
}

/// What the thread is asked, in order.
pub(crate) enum Job {
    /// Appends a batch and answers on the channel of outcomes.
    Batch(Box<Work>),
    /// Writes the state to disk in the background, with what is remembered beside it.
    Flush(Ends),
}

/// A batch that could not be stored; nothing of it was kept.
pub(crate) struct NotStored {
    pub(crate) batch: Batch,
    pub(crate) executed: Executed,
}

/// Everything that the thread holds.
pub(crate) struct Storer {
    /// The write of the state to disk that was begun last.
    pub(crate) flushing: Option<JoinHandle<()>>,
    pub(crate) ledger: Ledger,
    /// Whether the last batch was not stored: what is to go beside the state is then wrong.
    pub(crate) missed: bool,
    pub(crate) outcomes: Sender<Result<(), Box<NotStored>>>,
    pub(crate) sealed: Sender<Sealed>,
    pub(crate) signers: SignerKeys,
    pub(crate) society: SocietyId,
    /// The checkpoint of a change of signers that is not on disk yet (PRO-3).
    pub(crate) unkept: VecDeque<SignedCheckpoint>,
}

impl Storer {
    /// Stores until the sequencer stops, then writes the state to disk with the last side handed in.
    pub(crate) fn run(mut self, jobs: &Receiver<Job>) {
        let mut last = None;
        while let Ok(job) = jobs.recv() {
            last = None;
            match job {
                Job::Batch(work) => {
                    let outcome = self.batch(*work);
                    self.missed = outcome.is_err();
                    // The sequencer is gone only when the process ends.
                    let _ = self.outcomes.send(outcome);
                }
                Job::Flush(ends) => {
                    last = Some(ends.clone());
                    self.begin_flush(ends);
                }
            }
        }
        // Only then may the folder be opened again.
        self.join_flush();
        self.keep_changes();
        let Some(ends) = last.filter(|_| !self.missed && self.unkept.is_empty()) else { return };
        if let Err(error) = self.ledger.flush(&beside(&ends)) {
            tracing::error!(%error, "the state was not written; the next start replays the log");
        }
    }

    fn batch(&mut self, work: Work) -> Result<(), Box<NotStored>> {
        let Work { batch, executed, in_force, replies, view, writes } = work;
        drop(view);
        match self.append(&batch, &writes, &executed, &in_force) {
            Ok((appended, note)) => {
                let waiting = receipts_due(replies, &batch, &executed, appended.first);
                let (height, first) = (batch.height, appended.first);
                let (_, committed) =
                    committed(batch.operations, executed, height, first, appended.state_root);
                let (committed, size) = (Arc::new(committed), appended.head.size);
                // The publisher ends after this thread; a failed send means the process is ending.
                let _ = self.sealed.send(Sealed { committed, note, size, waiting });
                Ok(())
            }
            Err(error) => {
                tracing::error!(%error, height = %batch.height, "a batch was not stored");
                let full = error.is_disk_full();
                refuse_all(replies, if full { &NodeError::DiskFull } else { &NodeError::Storage });
                Err(Box::new(NotStored { batch, executed }))
            }
        }
    }

    /// Appends and syncs a batch and signs its checkpoint.
    fn append(
        &mut self,
        batch: &Batch,
        writes: &Writes,
        executed: &Executed,
        in_force: &[PublicKey],
    ) -> Result<(Appended, Arc<str>), LedgerError> {
        let entry = |index: &usize| {
            let signed = batch.operations.get(*index);
            signed.map(|signed| LogEntry::of_operation(&signed.bytes)).unwrap_or_default()
        };
        let entries: Vec<Vec<u8>> = executed.admitted.iter().map(entry).collect();
        let count = u64::try_from(entries.len()).unwrap_or(u64::MAX);
        let seal = |state_root| Seal {
            count,
            evidence: batch.evidence.clone(),
            height: batch.height,
            rules_version: executed.rules_version,
            signers: executed.signers.clone(),
            state_root,
            time: executed.time,
        };
        let appended = self.ledger.append(batch.height, entries, in_bytes(writes), seal)?;
        let signed = self.signers.sign(&appended.checkpoint(self.society), in_force);
        let note: Arc<str> = signed.to_note().into();
        if executed.signers != in_force {
            self.unkept.push_back(signed.clone());
        }
        self.keep_changes();
        if let Err(error) = self.ledger.publish(signed) {
            // The entries are synced; the checkpoint is made again with the next batch.
            tracing::error!(%error, "the checkpoint was not written");
        }
        Ok((appended, note))
    }

    /// Keeps the checkpoints of changes of signers, in their order; what fails is tried again, and the
    /// state is not written before, so that a start finds the changes in the log's tail.
    fn keep_changes(&mut self) {
        while let Some(signed) = self.unkept.front() {
            if let Err(error) = self.ledger.keep_change(signed.clone()) {
                tracing::error!(%error, "the checkpoint of a change of signers was not written");
                return;
            }
            self.unkept.pop_front();
        }
    }

    fn begin_flush(&mut self, ends: Ends) {
        if self.missed || !self.unkept.is_empty() {
            return;
        }
        let Some(flush) = self.ledger.begin_flush() else { return };
        // Writing takes a while and needs nothing of this thread.
        let write = move || {
            if let Err(error) = flush.run(&beside(&ends)) {
                tracing::error!(%error, "the state was not written; it is tried again");
            }
        };
        self.join_flush();
        match std::thread::Builder::new().name("flush".into()).spawn(write) {
            Ok(thread) => self.flushing = Some(thread),
            Err(error) => tracing::error!(%error, "no thread to write the state"),
        }
    }

    fn join_flush(&mut self) {
        if self.flushing.take().is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the thread that writes the state panicked");
        }
    }
}

/// Makes bytes of what a batch writes, on all cores: the executing thread leaves that to this one.
pub(crate) fn in_bytes(writes: &Writes) -> polity_ledger::Delta {
    let row = |(key, record): (&String, &Option<Record>)| {
        (key.clone(), record.as_ref().map(|record| record.bytes().clone()))
    };
    let rows: Vec<(&String, &Option<Record>)> = writes.iter().collect();
    let mut rows: Vec<(String, Option<Bytes>)> =
        rows.into_par_iter().with_min_len(64).map(row).collect();
    // Each key is there once.
    rows.par_sort_unstable_by(|(key, _), (other, _)| key.cmp(other));
    rows.into_iter().collect()
}

/// Returns what is kept beside the state.
fn beside(ends: &Ends) -> Side {
    Side::from([(REMEMBERED.to_owned(), ends.to_text().into())])
}

pub(crate) fn refuse_all(replies: Vec<Reply>, error: &NodeError) {
    for reply in replies {
        reply(Err(error.refusal()));
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
