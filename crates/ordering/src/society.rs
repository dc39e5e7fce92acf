//! A running society: opened from its folder, submitted to, read from.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread::JoinHandle;

use bytes::Bytes;
use crossbeam_channel::{Sender, TrySendError, bounded};
use polity_ledger::{
    Checkpoint, Ledger, LedgerError, LedgerReader, LoggedBatch, OpenReport, TreeHead, View,
};
use polity_machine::frame::clock::Clock as SocietyClock;
use polity_machine::frame::context::{Authority, Context};
use polity_machine::frame::execute::Memory;
use polity_machine::frame::replay::Remembered;
use polity_machine::frame::society::{founded, signing};
use polity_machine::frame::state::{Records as _, StateView};
use polity_types::refusal::Explain;
use polity_types::{Hash, PublicKey, Refusal, SocietyId, Timestamp};

use crate::clock::Clock;
use crate::committed::Receipt;
use crate::error::NodeError;
use crate::hot::Hot;
use crate::intake::{self, Received, Reply, WAITING_MAX, Waiting};
use crate::publish::{self, Subscriber, Subscribers};
use crate::records::RecordStore;
use crate::replay::{ReplayError, execute_again, found_again};
use crate::sequencer::{REMEMBERED, Sequencer};
use crate::signing::SignerKeys;
use crate::storing::{Storer, in_bytes};

/// Batches that may wait to be published. Unit: batches.
const SEALED_MAX: usize = 16;

/// Batches and writes of the state that may wait to be stored: one batch, and a write after it.
const JOBS_MAX: usize = 2;

/// The ledger's view, as the machine reads it.
pub struct StateOf(pub View);

impl StateView for StateOf {
    fn get(&self, key: &str) -> Option<Bytes> {
        self.0.get(key)
    }

    fn scan(&self, prefix: &str, after: Option<&str>, limit: usize) -> Vec<(String, Bytes)> {
        self.0.scan(prefix, after, limit)
    }
}

/// What a society is opened with.
pub struct Settings {
    /// What time it is.
    pub clock: Clock,
    /// Its folder: `log/`, `state.redb`, `checkpoint`, `walk/`, `records/`.
    pub folder: PathBuf,
    /// The keys that sign checkpoints.
    pub signers: SignerKeys,
}

/// Why a society does not open.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the message is the documentation")]
pub enum OpenError {
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error(transparent)]
    Replay(#[from] ReplayError),
    #[error("There is no society in {0}.")]
    Empty(PathBuf),
    #[error("The record {0}, the charter in force, is missing or damaged. Restore the records.")]
    NoCharter(Hash),
    #[error("The operating system gives no thread: {0}")]
    Thread(std::io::Error),
}

/// A running society. Stops, and writes its state to disk, when dropped.
pub struct Running {
    clock: Clock,
    folder: PathBuf,
    id: SocietyId,
    intake: Option<Sender<Received>>,
    memory: Mutex<Memory>,
    reader: LedgerReader,
    records: RecordStore,
    signers: SignerKeys,
    /// What opening found and did.
    pub report: OpenReport,
    subscribers: Subscribers,
    threads: Vec<JoinHandle<()>>,
}

impl Running {
    /// Opens the society of a folder: checks the log, replays what the state lacks, starts.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn open(settings: Settings) -> Result<Self, OpenError> {
        let Settings { clock, folder, signers } = settings;
        let records = RecordStore::open(&folder.join("records"));
        let (mut ledger, report) = Ledger::open(&folder)?;
        let mut memory = Memory::remembering(remembered(&ledger));
        catch_up(&mut ledger, &mut memory, &records, &signers, &folder)?;
        records.make_durable();
        let reader = ledger.reader();
        let state = StateOf(reader.view());
        let in_force = signing(&state).signers;
        sign_head(&ledger, founded(&state).society, &signers, &in_force);
        if let Err(error) = signers.suffice(&in_force) {
            tracing::warn!(%error, "the society can be read, and goes on where its signers are");
        }
        let charter = polity_machine::modules::charter::query::current(&state).hash;
        if records.record(&charter).is_none() {
            return Err(OpenError::NoCharter(charter));
        }
        let id = founded(&state).society;
        drop(state);
        let mut society = Self {
            clock: clock.clone(),
            folder,
            id,
            intake: None,
            memory: Mutex::new(Memory::default()),
            reader,
            records: records.clone(),
            signers: signers.clone(),
            report,
            subscribers: Subscribers::default(),
            threads: Vec::new(),
        };
        society.start(ledger, memory, in_force, signers)?;
        Ok(society)
    }

    /// Starts the four threads, each of which ends when the one before it has.
    fn start(
        &mut self,
        ledger: Ledger,
        memory: Memory,
        in_force: Vec<PublicKey>,
        signers: SignerKeys,
    ) -> Result<(), OpenError> {
        let (intake, received) = bounded::<Received>(WAITING_MAX);
        let (checked_in, checked) = bounded(WAITING_MAX);
        let (jobs_in, jobs) = bounded(JOBS_MAX);
        let (outcomes_in, outcomes) = bounded(1);
        let (sealed_in, sealed) = bounded(SEALED_MAX);
        let waiting = Waiting::default();
        let sequencer = Sequencer {
            clock: self.clock.clone(),
            earliest: Timestamp(0),
            hot: Hot::default(),
            in_force,
            jobs: jobs_in,
            memory,
            outcomes,
            reader: self.reader.clone(),
            records: self.records.clone(),
            signers: signers.clone(),
            under_way: None,
            unflushed: 0,
            waiting: waiting.clone(),
        };
        let storer = Storer {
            flushing: None,
            ledger,
            missed: false,
            outcomes: outcomes_in,
            sealed: sealed_in,
            signers,
            society: self.id,
            unkept: VecDeque::new(),
        };
        let (log, subscribers) = (self.reader.log().clone(), self.subscribers.clone());
        let spawn = |name: &str, body: Box<dyn FnOnce() + Send>| {
            std::thread::Builder::new().name(name.into()).spawn(body).map_err(OpenError::Thread)
        };
        let intake_body = move || intake::run(&received, &checked_in, &waiting);
        self.threads = vec![
            spawn("intake", Box::new(intake_body))?,
            spawn("sequencer", Box::new(move || sequencer.run(&checked)))?,
            spawn("store", Box::new(move || storer.run(&jobs)))?,
            spawn("publish", Box::new(move || publish::run(&sealed, &log, &subscribers)))?,
        ];
        self.intake = Some(intake);
        Ok(())
    }

    /// Returns the folder that holds the society.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns the society's identifier.
    #[must_use]
    pub fn id(&self) -> SocietyId {
        self.id
    }

    /// Checks that this process holds the keys with which the society goes on (ORD-10).
    ///
    /// # Errors
    /// [`NodeError::NotSigner`]: it can be read here, not written.
    pub fn goes_on(&self) -> Result<(), NodeError> {
        self.signers.suffice(&signing(&self.state()).signers)
    }

    /// Hands in an operation; `reply` is called with a receipt once it is on disk, or with the
    /// refusal. `reply` must not block.
    ///
    /// # Errors
    /// [`NodeError::Busy`] or [`NodeError::Stopping`]; `reply` is not called then.
    pub fn submit(&self, bytes: Vec<u8>, reply: Reply) -> Result<(), NodeError> {
        let intake = self.intake.as_ref().ok_or(NodeError::Stopping)?;
        intake.try_send(Received { bytes, reply }).map_err(|error| match error {
            TrySendError::Full(_) => NodeError::Busy { waiting: WAITING_MAX, limit: WAITING_MAX },
            TrySendError::Disconnected(_) => NodeError::Stopping,
        })
    }

    /// Hands in an operation and waits for the answer.
    ///
    /// # Errors
    /// The refusal.
    pub fn submit_and_wait(&self, bytes: Vec<u8>) -> Result<Receipt, Refusal> {
        let (sender, receiver) = mpsc::sync_channel(1);
        let reply = Box::new(move |answer| {
            let _ = sender.send(answer);
        });
        self.submit(bytes, reply).map_err(|error| error.refusal())?;
        receiver.recv().unwrap_or_else(|_| Err(NodeError::Stopping.refusal()))
    }

    /// Has `subscriber` called with every batch from now on, in order.
    pub fn subscribe(&self, subscriber: Subscriber) {
        self.subscribers.add(subscriber);
    }

    /// Returns log, state tree and checkpoint, to read from any thread.
    #[must_use]
    pub fn ledger(&self) -> &LedgerReader {
        &self.reader
    }

    /// Returns the public records.
    #[must_use]
    pub fn records(&self) -> &RecordStore {
        &self.records
    }

    /// Returns the state as it is now. Hold it for a page, not longer.
    #[must_use]
    pub fn state(&self) -> StateOf {
        StateOf(self.reader.view())
    }

    /// Shows `look` the state and the context in which `authority` would act now: for previews.
    pub fn context<T>(
        &self,
        authority: Authority,
        look: impl FnOnce(&Context<'_>, &dyn StateView) -> T,
    ) -> T {
        let state = self.state();
        let clock = SocietyClock::read(&state);
        let now = self.clock.now().max(clock.time);
        let next = clock.advanced(clock.height.next(), now, false);
        let charter = {
            let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
            memory.charter(&state, &self.records)
        };
        let context = Context {
            assertion: None,
            authority,
            charter,
            height: next.height,
            key: None,
            now: next.time,
            operation: None,
            records: &self.records,
            running: next.running(),
            society: self.id,
            under: None,
        };
        look(&context, &state)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.intake = None;
        for thread in self.threads.drain(..) {
            if thread.join().is_err() {
                tracing::error!("a thread of the society panicked");
            }
        }
    }
}

/// Reads the remembered operations that were kept beside the state.
fn remembered(ledger: &Ledger) -> Remembered {
    let side = ledger.reader().store().side().unwrap_or_default();
    let text = side.get(REMEMBERED).and_then(|bytes| std::str::from_utf8(bytes).ok());
    text.and_then(Remembered::from_text).unwrap_or_default()
}

/// Replays the batches that the log holds beyond the state.
fn catch_up(
    ledger: &mut Ledger,
    memory: &mut Memory,
    records: &RecordStore,
    signers: &SignerKeys,
    folder: &Path,
) -> Result<(), OpenError> {
    for logged in ledger.tail() {
        let logged = logged.map_err(ReplayError::from)?;
        let before = ledger.position().map(|_| signing(&StateOf(ledger.reader().view())).signers);
        let delta = if ledger.position().is_none() {
            found_again(&logged, records)?.writes
        } else {
            let state = StateOf(ledger.reader().view());
            execute_again(memory, &state, records, &logged, false)?.0
        };
        ledger.replay(&logged, in_bytes(&delta)).map_err(|error| match error {
            // What these rules make of the batch is not what its seal says.
            LedgerError::OtherRoot { height, .. } => {
                OpenError::from(ReplayError::Seal { height, what: "the state's root" })
            }
            other => other.into(),
        })?;
        if let Some(before) = before.filter(|before| *before != logged.seal.signers) {
            keep_change(ledger, &logged, &before, signers)?;
        }
    }
    if ledger.position().is_none() {
        return Err(OpenError::Empty(folder.to_owned()));
    }
    Ok(())
}

/// Signs and publishes the head of the log, if the newest checkpoint is older. A crash between the
/// sync of a batch and the writing of its checkpoint leaves it so, and receipts may have shown the
/// head already.
fn sign_head(ledger: &Ledger, society: SocietyId, signers: &SignerKeys, in_force: &[PublicKey]) {
    let reader = ledger.reader();
    let size = reader.log().size();
    if reader.checkpoint().is_some_and(|signed| signed.checkpoint.head.size >= size) {
        return;
    }
    // Of a batch that changed the signers, those before it signed the checkpoint.
    let kept = reader.walk().pop().filter(|step| step.checkpoint.head.size == size);
    let signed = match kept {
        Some(step) => Ok(step),
        None if signers.suffice(in_force).is_err() || changes_signers(&reader, size) => return,
        None => reader.log().root_at(size).map_err(LedgerError::from).map(|root| {
            let checkpoint = Checkpoint { society, head: TreeHead { size, root } };
            signers.sign(&checkpoint, in_force)
        }),
    };
    match signed.and_then(|signed| ledger.publish(signed)) {
        Ok(()) => tracing::info!(size, "the head of the log was signed again"),
        Err(error) => tracing::error!(%error, size, "the head of the log was not signed"),
    }
}

/// Returns whether the last batch of the log names other signers than the one before it.
fn changes_signers(reader: &LedgerReader, size: u64) -> bool {
    let seal = |index: u64| {
        let entry = reader.log().entry(index).ok()?;
        polity_ledger::batch::read_seal(index, &entry).ok()?
    };
    let Some(last) = size.checked_sub(1) else { return false };
    let Some(after) = seal(last) else { return false };
    let Some(before) = last.checked_sub(after.count.saturating_add(1)) else { return false };
    seal(before).is_some_and(|before| before.signers != after.signers)
}

/// Makes again the checkpoint of a change of signers that a crash kept from the disk.
fn keep_change(
    ledger: &Ledger,
    logged: &LoggedBatch,
    before: &[PublicKey],
    signers: &SignerKeys,
) -> Result<(), OpenError> {
    let size = logged.log_size();
    if ledger.reader().walk().iter().any(|step| step.checkpoint.head.size == size) {
        return Ok(());
    }
    if let Err(error) = signers.suffice(before) {
        tracing::error!(%error, size, "a change of signers cannot be proven; bring its old keys");
        return Ok(());
    }
    let root = ledger.reader().log().root_at(size).map_err(LedgerError::from)?;
    let society = founded(&StateOf(ledger.reader().view())).society;
    let checkpoint = Checkpoint { society, head: TreeHead { size, root } };
    Ok(ledger.keep_change(signers.sign(&checkpoint, before))?)
}
