//! After the log is synced: receipts to those who wait, then the batch to whoever subscribed.

use std::sync::{Arc, Mutex, PoisonError};

use crossbeam_channel::Receiver;
use polity_ledger::{LogError, LogReader, Prover};
use polity_types::refusal::Explain;
use polity_types::{Height, OperationId};
use rayon::prelude::*;

use crate::committed::{Committed, Receipt};
use crate::error::NodeError;
use crate::intake::Reply;

/// A batch that is in the log, with those who wait for its receipts.
pub(crate) struct Sealed {
    pub(crate) committed: Arc<Committed>,
    pub(crate) note: Arc<str>,
    pub(crate) size: u64,
    pub(crate) waiting: Vec<WaitingFor>,
}

/// Who waits for a receipt.
pub(crate) struct WaitingFor {
    pub(crate) id: OperationId,
    pub(crate) index: u64,
    pub(crate) reply: Reply,
}

/// Called with every batch, in order. Must not block for long.
pub type Subscriber = Box<dyn Fn(&Arc<Committed>) + Send>;

/// Who is told of every batch.
#[derive(Clone, Default)]
pub struct Subscribers(Arc<Mutex<Vec<Subscriber>>>);

impl Subscribers {
    /// Adds one.
    pub fn add(&self, subscriber: Subscriber) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(subscriber);
    }

    fn tell(&self, committed: &Arc<Committed>) {
        let subscribers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for subscriber in subscribers.iter() {
            subscriber(committed);
        }
    }
}

/// Publishes until the sequencer stops.
pub(crate) fn run(sealed: &Receiver<Sealed>, log: &LogReader, subscribers: &Subscribers) {
    while let Ok(Sealed { committed, note, size, waiting }) = sealed.recv() {
        subscribers.tell(&committed);
        // The seal is part of the range: every path in the batch leads past it.
        let prover = log.prover(committed.first..size, size);
        let answer = |waiting: WaitingFor| {
            let receipt = receipt(&waiting, committed.height, &note, prover.as_ref());
            (waiting.reply)(receipt.map_err(|error| error.refusal()));
        };
        waiting.into_par_iter().with_min_len(16).for_each(answer);
    }
}

fn receipt(
    waiting: &WaitingFor,
    height: Height,
    note: &Arc<str>,
    prover: Result<&Prover, &LogError>,
) -> Result<Receipt, NodeError> {
    let proven = prover
        .map_err(ToString::to_string)
        .and_then(|prover| prover.prove(waiting.index).map_err(|error| error.to_string()));
    let inclusion = proven.map_err(|error| {
        tracing::error!(%error, index = waiting.index, "no inclusion proof");
        NodeError::Storage
    })?;
    Ok(Receipt {
        checkpoint: Arc::clone(note),
        height,
        inclusion,
        index: waiting.index,
        operation: waiting.id,
    })
}
