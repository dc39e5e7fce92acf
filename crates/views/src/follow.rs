//! The views of a running society: kept up in a thread of their own, waited for, read.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TrySendError, bounded};
use polity_ordering::replay::Replay;
use polity_ordering::{Committed, RecordStore, Running};
use polity_types::SocietyId;
use rusqlite::Connection;

use crate::error::ViewsError;
use crate::project::project;
use crate::schema::{self, Place};

/// Batches that may wait to be projected; more are read from the log later. Unit: batches.
const WAITING_MAX: usize = 256;
/// Batches projected in one transaction. Unit: batches.
const TOGETHER_MAX: usize = 64;
/// Connections kept for reading. Unit: connections.
const READERS_MAX: usize = 8;
/// Time after which what failed is tried again.
const TRY_AGAIN: Duration = Duration::from_secs(2);
/// How often the thread looks whether it is to stop.
const LOOK: Duration = Duration::from_millis(50);

/// The views of one society. Stops, having taken in what was told to it, when dropped.
pub struct Views {
    /// None once the views are being dropped.
    told: Option<Sender<Arc<Committed>>>,
    readers: Mutex<Vec<(Place, Connection)>>,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

/// What the thread and its readers share.
#[derive(Default)]
struct Shared {
    moved: Condvar,
    /// Height of the last batch in the file.
    stands: Mutex<Option<u64>>,
    /// Set when batches were not taken in because too many waited.
    missed: AtomicBool,
    place: Mutex<Option<Place>>,
    stop: AtomicBool,
}

impl Shared {
    fn stands(&self) -> MutexGuard<'_, Option<u64>> {
        self.stands.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn place(&self) -> Place {
        let place = self.place.lock().unwrap_or_else(PoisonError::into_inner);
        place.clone().unwrap_or_else(|| Place::File(PathBuf::new()))
    }

    fn reached(&self, height: u64) {
        *self.stands() = Some(height);
        self.moved.notify_all();
    }
}

/// Everything that the thread holds.
struct Follower {
    connection: Connection,
    /// Reads the log again.
    ledger: polity_ordering::LedgerReader,
    path: PathBuf,
    records: RecordStore,
    /// When what failed is tried again.
    retry: Option<Instant>,
    shared: Arc<Shared>,
    society: SocietyId,
}

impl Views {
    /// Keeps `views.sqlite` in `folder` up with a society, from now until the views are dropped. A
    /// file that is missing, damaged or not this society's is made anew in the background.
    ///
    /// # Errors
    /// [`ViewsError`]: the file cannot be opened or made, no thread.
    pub fn follow(folder: &Path, running: &Running) -> Result<Self, ViewsError> {
        let path = folder.join("views.sqlite");
        let (connection, place) = schema::open(&path, running.id())?;
        let stands = schema::height(&connection)?;
        let shared = Arc::new(Shared {
            place: Mutex::new(Some(place)),
            stands: Mutex::new(stands),
            ..Shared::default()
        });
        let (told, batches) = bounded(WAITING_MAX);
        let follower = Follower {
            connection,
            ledger: running.ledger().clone(),
            path,
            records: running.records().clone(),
            retry: None,
            shared: Arc::clone(&shared),
            society: running.id(),
        };
        let (teller, noted): (Sender<Arc<Committed>>, _) = (told.clone(), Arc::clone(&shared));
        running.subscribe(Box::new(move |committed| {
            // The society never waits for its views: what does not fit is read from the log later.
            if let Err(TrySendError::Full(_)) = teller.try_send(Arc::clone(committed)) {
                noted.missed.store(true, Ordering::Release);
            }
        }));
        let body = move || follower.run(&batches);
        let thread = std::thread::Builder::new().name("views".into()).spawn(body);
        let thread = Some(thread.map_err(ViewsError::Thread)?);
        Ok(Self { told: Some(told), readers: Mutex::default(), shared, thread })
    }

    /// Returns the height of the last batch that can be seen; none while the first is made.
    #[must_use]
    pub fn stands(&self) -> Option<u64> {
        *self.shared.stands()
    }

    /// Waits until the batch of a height can be seen.
    ///
    /// # Errors
    /// [`ViewsError::Behind`] after `patience`.
    pub fn wait_for(&self, height: u64, patience: Duration) -> Result<(), ViewsError> {
        let until = Instant::now().checked_add(patience);
        let mut stands = self.shared.stands();
        while stands.is_none_or(|stands| stands < height) {
            let left = until.map(|until| until.saturating_duration_since(Instant::now()));
            let left = left.filter(|left| !left.is_zero());
            let Some(left) = left else {
                return Err(ViewsError::Behind { wanted: height, stands: *stands });
            };
            let waited = self.shared.moved.wait_timeout(stands, left);
            stands = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        Ok(())
    }

    /// Lends a connection that only reads.
    pub(crate) fn read<T>(
        &self,
        look: impl FnOnce(&Connection) -> Result<T, rusqlite::Error>,
    ) -> Result<T, ViewsError> {
        let kept = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let place = self.shared.place();
        let connection = match kept {
            Some((of, connection)) if of == place => connection,
            _ => schema::open_to_read(&place)?,
        };
        let found = look(&connection);
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        // After a failure the file may have been made anew under the connection.
        if found.is_ok() && readers.len() < READERS_MAX {
            readers.push((place, connection));
        }
        Ok(found?)
    }
}

impl Drop for Views {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Release);
        self.told = None;
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the thread of the views panicked");
        }
    }
}

impl Follower {
    /// Takes in what is told, and what was missed from the log, until it is to stop.
    fn run(mut self, batches: &Receiver<Arc<Committed>>) {
        if self.is_behind() {
            self.shared.missed.store(true, Ordering::Release);
        }
        loop {
            let may_try = self.retry.is_none_or(|retry| Instant::now() >= retry);
            if may_try && self.shared.missed.swap(false, Ordering::AcqRel) {
                let outcome = self.replay();
                self.settle(outcome);
            }
            let first = match batches.recv_timeout(LOOK) {
                Ok(first) => first,
                Err(RecvTimeoutError::Timeout) if !self.shared.stop.load(Ordering::Acquire) => {
                    continue;
                }
                Err(_) => return,
            };
            let mut together = vec![first];
            together.extend(batches.try_iter().take(TOGETHER_MAX.saturating_sub(1)));
            let outcome = self.take_in(together.iter().map(AsRef::as_ref));
            self.settle(outcome);
        }
    }

    /// What could not be written is tried again later; a file that cannot be written is made anew.
    fn settle(&mut self, outcome: Result<(), ViewsError>) {
        let Err(error) = outcome else {
            self.retry = None;
            return;
        };
        self.retry = Instant::now().checked_add(TRY_AGAIN);
        self.shared.missed.store(true, Ordering::Release);
        if error.may_pass() {
            tracing::warn!(%error, "the views stand still; it is tried again");
        } else {
            tracing::error!(%error, "the views are made anew");
            self.begin_anew();
        }
    }

    fn next(&self) -> u64 {
        self.shared.stands().map_or(0, |height| height.saturating_add(1))
    }

    fn is_behind(&self) -> bool {
        let position = self.ledger.store().position();
        position.is_some_and(|position| position.height.0 >= self.next())
    }

    /// Writes batches that follow in one transaction; what is in the file already is passed over, and
    /// what does not follow is noted as missed.
    fn take_in<'c>(
        &mut self,
        batches: impl Iterator<Item = &'c Committed>,
    ) -> Result<(), ViewsError> {
        let mut next = self.next();
        let tables = self.connection.transaction()?;
        for committed in batches.filter(|committed| committed.height.0 >= next).collect::<Vec<_>>()
        {
            if committed.height.0 > next {
                self.shared.missed.store(true, Ordering::Release);
                break;
            }
            project(committed, &self.records, &tables)?;
            next = next.saturating_add(1);
        }
        tables.commit()?;
        if let Some(height) = next.checked_sub(1) {
            self.shared.reached(height);
        }
        Ok(())
    }

    /// Goes over the log, and writes what the file lacks.
    fn replay(&mut self) -> Result<(), ViewsError> {
        let records = self.records.clone();
        let mut replay = Replay::new(self.ledger.batches(), &records, false);
        let mut together: Vec<Committed> = Vec::new();
        loop {
            let step = replay.step()?;
            let is_end = step.is_none();
            together.extend(step.map(|(_, committed)| committed));
            if is_end || together.len() >= TOGETHER_MAX {
                self.take_in(together.iter())?;
                together.clear();
            }
            if is_end || self.shared.stop.load(Ordering::Acquire) {
                return Ok(());
            }
        }
    }

    /// Makes a new file, to be filled from the log.
    fn begin_anew(&mut self) {
        let anew = schema::remove(&self.path).and_then(|()| schema::open(&self.path, self.society));
        match anew {
            Ok((connection, place)) => {
                self.connection = connection;
                *self.shared.place.lock().unwrap_or_else(PoisonError::into_inner) = Some(place);
                *self.shared.stands() = None;
            }
            Err(error) => tracing::error!(%error, "the views cannot be made anew"),
        }
    }
}
