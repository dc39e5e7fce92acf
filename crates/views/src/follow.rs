//! The views of a running society: kept up in a thread of their own, waited for, read.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TrySendError, bounded};
use polity_ordering::replay::{Replay, ReplayError};
use polity_ordering::{Committed, RecordStore, Running};
use polity_types::SocietyId;
use rusqlite::{Connection, InterruptHandle};

use crate::error::ViewsError;
use crate::project::project;
use crate::schema::{self, Place};

/// Batches that may wait to be projected; more are read from the log later. Unit: batches.
const WAITING_MAX: usize = 256;
/// Batches projected in one transaction. Unit: batches.
const TOGETHER_MAX: usize = 64;
/// Operations from which on batches that are read from the log are projected. Unit: operations.
const OPERATIONS_MAX: usize = 16_384;
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
    /// The public texts, which no view holds.
    pub(crate) records: RecordStore,
    shared: Arc<Shared>,
    /// Ends the look over the file, which takes a while.
    look: InterruptHandle,
    thread: Option<JoinHandle<()>>,
}

/// What the thread and its readers share.
#[derive(Default)]
struct Shared {
    /// Why the log does not replay: what is in the file stays, and nothing is tried again.
    broken: OnceLock<Arc<ReplayError>>,
    moved: Condvar,
    /// Set while the thread looks over the file.
    is_looking: AtomicBool,
    /// Height of the last batch in the file; none before it was looked over.
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

    fn broke(&self, error: Arc<ReplayError>) {
        // Under the lock, so that nobody who waits looks just before and sleeps.
        let stands = self.stands();
        let _ = self.broken.set(error);
        drop(stands);
        self.moved.notify_all();
    }

    fn reached(&self, height: u64) {
        *self.stands() = Some(height);
        self.moved.notify_all();
    }
}

/// Everything that the thread holds.
struct Follower {
    connection: Connection,
    /// Height of the last batch in the file as it was found.
    found: Option<u64>,
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
    /// Keeps `views.sqlite` in `folder` up with a society, from now until the views are dropped. The file is
    /// looked over in the background; one that is missing, damaged or not this society's is made anew there.
    ///
    /// # Errors
    /// [`ViewsError`]: the file cannot be opened or made, no thread.
    pub fn follow(folder: &Path, running: &Running) -> Result<Self, ViewsError> {
        let path = folder.join("views.sqlite");
        let (connection, place) = schema::open(&path, running.id())?;
        let look = connection.get_interrupt_handle();
        // A file of which this much cannot be read is made anew like one that is not sound.
        let found = schema::height(&connection).unwrap_or_default();
        let shared = Arc::new(Shared {
            is_looking: AtomicBool::new(true),
            place: Mutex::new(Some(place)),
            ..Shared::default()
        });
        let (told, batches) = bounded(WAITING_MAX);
        let follower = Follower {
            connection,
            found,
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
        let (readers, records) = (Mutex::default(), running.records().clone());
        Ok(Self { told: Some(told), look, readers, records, shared, thread })
    }

    /// Returns the height of the last batch that can be seen; none while the first is made, and while the file
    /// is looked over.
    #[must_use]
    pub fn stands(&self) -> Option<u64> {
        *self.shared.stands()
    }

    /// Returns why the log does not replay under these rules, once that was found: the views go no further then.
    #[must_use]
    pub fn not_replayed(&self) -> Option<Arc<ReplayError>> {
        self.shared.broken.get().cloned()
    }

    /// Waits until the batch of a height can be seen.
    ///
    /// # Errors
    /// [`ViewsError::Replay`] at once where the log does not replay; [`ViewsError::Behind`] after `patience`.
    pub fn wait_for(&self, height: u64, patience: Duration) -> Result<(), ViewsError> {
        let until = Instant::now().checked_add(patience);
        let mut stands = self.shared.stands();
        while stands.is_none_or(|stands| stands < height) {
            if let Some(broken) = self.not_replayed() {
                return Err(ViewsError::Replay(broken));
            }
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
        if self.shared.is_looking.load(Ordering::Acquire) {
            self.look.interrupt();
        }
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the thread of the views panicked");
        }
    }
}

impl Follower {
    /// Takes in what is told, and what was missed from the log, until it is to stop.
    fn run(mut self, batches: &Receiver<Arc<Committed>>) {
        self.look_over();
        if self.is_behind() {
            self.shared.missed.store(true, Ordering::Release);
        }
        loop {
            let may_try = self.retry.is_none_or(|retry| Instant::now() >= retry)
                && self.shared.broken.get().is_none();
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

    /// Looks over the file as it was found, and makes a new one if it is not sound.
    fn look_over(&mut self) {
        let is_whole = schema::is_whole(&self.connection);
        self.shared.is_looking.store(false, Ordering::Release);
        if self.shared.stop.load(Ordering::Acquire) {
            return;
        }
        if matches!(is_whole, Ok(true)) {
            *self.shared.stands() = self.found;
            self.shared.moved.notify_all();
        } else {
            tracing::error!("the views are damaged; they are made anew");
            self.begin_anew();
        }
    }

    /// What could not be written is tried again later; a file that cannot be written is made anew.
    fn settle(&mut self, outcome: Result<(), ViewsError>) {
        let Err(error) = outcome else {
            self.retry = None;
            return;
        };
        if let Some(broken) = error.not_replayed() {
            tracing::error!(%error, "the views go no further");
            self.shared.broke(Arc::clone(broken));
            return;
        }
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
        let (mut together, mut operations) = (Vec::<Committed>::new(), 0_usize);
        loop {
            let step = replay.step()?;
            let is_end = step.is_none();
            // What the file holds already is gone over, and not kept.
            let next = self.next();
            let missing = step.map(|(_, committed)| committed);
            let missing = missing.filter(|committed| committed.height.0 >= next);
            operations = missing.as_ref().map_or(operations, |committed| {
                operations.saturating_add(committed.operations.len())
            });
            together.extend(missing);
            let is_full = together.len() >= TOGETHER_MAX || operations >= OPERATIONS_MAX;
            if is_end || is_full {
                self.take_in(together.iter())?;
                together.clear();
                operations = 0;
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
