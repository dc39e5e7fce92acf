//! The societies that one process serves.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use polity_ordering::{Committed, Running};
use polity_types::{Refusal, SocietyId};
use polity_views::{Views, ViewsError};
use tokio::sync::broadcast;

use crate::demonstration::Demonstration;
use crate::founding::FirstStart;
use crate::mail::{Book, Ring};
use crate::words::{OwnWords, Tongue, own_words};

/// Batches that a slow listener may lag behind before it misses some. Unit: batches.
const EVENTS_MAX: usize = 256;
/// Largest file of a society's own words. Unit: bytes.
const WORDS_BYTES_MAX: u64 = 16 * 1_024;

/// A society that is served.
pub struct Served {
    /// Tells every batch to whoever listens.
    pub(crate) batches: broadcast::Sender<Arc<Committed>>,
    /// The addresses of those who want letters.
    pub(crate) book: Book,
    trouble: Arc<Trouble>,
    /// The society.
    pub running: Running,
    /// What people look at.
    pub views: Views,
    /// The society's own words, by language.
    words: Vec<(Tongue, Arc<OwnWords>)>,
}

/// Why the last write that failed for want of a disk did, until one is stored again.
#[derive(Default)]
struct Trouble {
    is_there: AtomicBool,
    said: Mutex<Option<Refusal>>,
}

impl Trouble {
    fn set(&self, said: Option<Refusal>) {
        let is_there = said.is_some();
        // Most of the time there is none, and none before.
        if is_there || self.is_there.load(Ordering::Acquire) {
            *self.said.lock().unwrap_or_else(PoisonError::into_inner) = said;
            self.is_there.store(is_there, Ordering::Release);
        }
    }
}

impl Served {
    /// Returns the society's own words in a language, if it has any.
    pub(crate) fn words(&self, tongue: Tongue) -> Option<Arc<OwnWords>> {
        self.words.iter().find(|(one, _)| *one == tongue).map(|(_, words)| Arc::clone(words))
    }

    /// Notes a refusal, if it is for want of a disk.
    pub(crate) fn note(&self, refusal: &Refusal) {
        if matches!(refusal.code.as_str(), "node.disk_full" | "node.storage") {
            self.trouble.set(Some(refusal.clone()));
        }
    }

    /// Notes that something was stored.
    pub(crate) fn note_stored(&self) {
        self.trouble.set(None);
    }

    /// Returns why nothing can be stored, as far as was seen.
    pub(crate) fn trouble(&self) -> Option<Refusal> {
        self.trouble.said.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// How long a start waits for the lists.
const LISTS_AT_START: Duration = Duration::from_secs(2);

/// The societies that one process serves.
pub struct Societies {
    by_id: RwLock<BTreeMap<SocietyId, Arc<Served>>>,
    /// Rings for whoever goes round with letters, where letters are sent.
    bell: Option<SyncSender<Ring>>,
    demonstration: Option<Arc<Demonstration>>,
    first: Option<FirstStart>,
}

impl Societies {
    /// Serves some societies.
    ///
    /// # Errors
    /// [`ViewsError`]: the views of one cannot be opened or made.
    pub fn of(running: Vec<Running>) -> Result<Self, ViewsError> {
        let by_id = running.into_iter().map(serve).collect::<Result<_, _>>()?;
        Ok(Self { by_id: RwLock::new(by_id), bell: None, demonstration: None, first: None })
    }

    /// Serves none yet: whoever has the code founds one.
    #[must_use]
    pub fn none_yet(first: FirstStart) -> Self {
        Self { by_id: RwLock::default(), bell: None, demonstration: None, first: Some(first) }
    }

    /// Shows one of them as a demonstration, whose keys are everybody's. See [`Demonstration`].
    #[must_use]
    pub fn demonstrating(self, demonstration: Demonstration) -> Self {
        Self { demonstration: Some(Arc::new(demonstration)), ..self }
    }

    /// Offers letters by e-mail. Over `bell` whoever goes the rounds is told that somebody waits for one.
    #[must_use]
    pub fn mailing(self, bell: SyncSender<Ring>) -> Self {
        Self { bell: Some(bell), ..self }
    }

    /// Says whether letters are sent here.
    pub(crate) fn can_send(&self) -> bool {
        self.bell.is_some()
    }

    /// Has somebody go round with letters now. Where a round is due anyway, that is as good.
    pub(crate) fn ring(&self) {
        if let Some(bell) = &self.bell {
            let _ = bell.try_send(Ring::Now);
        }
    }

    /// Returns the demonstration among them.
    pub(crate) fn demonstration(&self) -> Option<Arc<Demonstration>> {
        self.demonstration.clone()
    }

    /// Returns what is to be founded here, if nothing was yet.
    pub(crate) fn first_start(&self) -> Option<&FirstStart> {
        self.first.as_ref().filter(|first| first.waits())
    }

    /// Serves one more.
    ///
    /// # Errors
    /// As [`Self::of`].
    pub(crate) fn add(&self, running: Running) -> Result<(), ViewsError> {
        let (id, served) = serve(running)?;
        self.by_id.write().unwrap_or_else(PoisonError::into_inner).insert(id, served);
        Ok(())
    }

    /// Returns all of them, in the order of their identifiers.
    pub fn all(&self) -> impl Iterator<Item = Arc<Served>> + use<> {
        let by_id = self.by_id.read().unwrap_or_else(PoisonError::into_inner);
        by_id.values().cloned().collect::<Vec<_>>().into_iter()
    }

    /// Returns why the log of one of them does not replay under these rules, once that was found.
    #[must_use]
    pub fn not_replayed(&self) -> Option<ViewsError> {
        self.all().find_map(|served| served.views.not_replayed()).map(ViewsError::Replay)
    }

    /// Returns the society whose identifier begins with `text`, if it is one alone.
    #[must_use]
    pub fn named(&self, text: &str) -> Option<Arc<Served>> {
        if text.len() < 12 {
            return None;
        }
        let mut found = self.all().filter(|one| one.running.id().to_string().starts_with(text));
        let first = found.next()?;
        found.next().is_none().then_some(first)
    }
}

/// Projects a society into lists, and tells its batches to whoever listens.
fn serve(running: Running) -> Result<(SocietyId, Arc<Served>), ViewsError> {
    let views = Views::follow(running.folder(), &running)?;
    // Lists that are nearly there are waited for; those that take longer say on each page that they lag.
    let newest = running.ledger().store().position().map_or(0, |position| position.height.0);
    if let Err(error) = views.wait_for(newest, LISTS_AT_START) {
        if error.not_replayed().is_some() {
            return Err(error);
        }
        tracing::warn!(%error, "the views are still being made");
    }
    let (batches, _) = broadcast::channel(EVENTS_MAX);
    let (teller, trouble) = (batches.clone(), Arc::new(Trouble::default()));
    let stored = Arc::clone(&trouble);
    // Nobody may be listening, which is no fault.
    running.subscribe(Box::new(move |committed| {
        stored.set(None);
        let _ = teller.send(Arc::clone(committed));
    }));
    let words =
        Tongue::ALL.into_iter().filter_map(|one| Some((one, words_of(running.folder(), one)?)));
    let words = words.collect();
    let book = Book::in_folder(running.folder());
    Ok((running.id(), Arc::new(Served { batches, book, trouble, running, views, words })))
}

/// Reads the words that a society has of its own in a language: `words/LANGUAGE.ftl` in its folder.
fn words_of(folder: &Path, tongue: Tongue) -> Option<Arc<OwnWords>> {
    let file = folder.join("words").join(format!("{}.ftl", tongue.code()));
    let about = std::fs::metadata(&file).ok()?;
    let text = (about.len() <= WORDS_BYTES_MAX).then(|| std::fs::read_to_string(&file).ok())?;
    let words = text.as_deref().and_then(own_words);
    if words.is_none() {
        tracing::warn!(file = %file.display(), "a file of words is not one, and is left out");
    }
    words.map(Arc::new)
}
