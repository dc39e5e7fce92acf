//! After the log is synced: receipts to those who wait, then the batch to whoever subscribed.

use std::sync::{Arc, Mutex, PoisonError};

use crossbeam_channel::Receiver;
use polity_ledger::LogReader;
use polity_types::refusal::Explain;
use polity_types::{Hash, OperationId};
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
        let proofs = log.prove_range(committed.first..size, size).unwrap_or_else(|error| {
            tracing::error!(%error, first = committed.first, "no inclusion proofs");
            Vec::new()
        });
        let mut proofs: Vec<Option<Vec<Hash>>> = proofs.into_iter().map(Some).collect();
        let mut proof_of = |index: u64| {
            let place = usize::try_from(index.checked_sub(committed.first)?).ok()?;
            proofs.get_mut(place)?.take()
        };
        let proven: Vec<_> =
            waiting.into_iter().map(|waiting| (proof_of(waiting.index), waiting)).collect();
        proven.into_par_iter().with_min_len(16).for_each(|(inclusion, waiting)| {
            let receipt = inclusion.map(|inclusion| Receipt {
                checkpoint: Arc::clone(&note),
                height: committed.height,
                inclusion,
                index: waiting.index,
                operation: waiting.id,
            });
            (waiting.reply)(receipt.ok_or_else(|| NodeError::Storage.refusal()));
        });
    }
}
