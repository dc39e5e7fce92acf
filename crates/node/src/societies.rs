//! The societies that one process serves.

use std::collections::BTreeMap;
use std::sync::Arc;

use polity_ordering::{Committed, Running};
use polity_types::SocietyId;
use polity_views::{Views, ViewsError};
use tokio::sync::broadcast;

/// Batches that a slow listener may lag behind before it misses some. Unit: batches.
const EVENTS_MAX: usize = 256;

/// A society that is served.
pub struct Served {
    /// Tells every batch to whoever listens.
    pub(crate) batches: broadcast::Sender<Arc<Committed>>,
    /// The society.
    pub running: Running,
    /// What people look at.
    pub views: Views,
}

/// The societies that one process serves, by identifier.
pub struct Societies(BTreeMap<SocietyId, Arc<Served>>);

impl Societies {
    /// Serves some societies.
    ///
    /// # Errors
    /// [`ViewsError`]: the views of one cannot be opened or made.
    pub fn of(running: Vec<Running>) -> Result<Self, ViewsError> {
        let serve = |running: Running| {
            let views = Views::follow(running.folder(), &running)?;
            let (batches, _) = broadcast::channel(EVENTS_MAX);
            let teller = batches.clone();
            // Nobody may be listening, which is no fault.
            running.subscribe(Box::new(move |committed| {
                let _ = teller.send(Arc::clone(committed));
            }));
            Ok((running.id(), Arc::new(Served { batches, running, views })))
        };
        running.into_iter().map(serve).collect::<Result<_, _>>().map(Self)
    }

    /// Returns all of them.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Served>> {
        self.0.values()
    }

    /// Returns the society whose identifier begins with `text`, if it is one alone.
    #[must_use]
    pub fn named(&self, text: &str) -> Option<Arc<Served>> {
        if text.len() < 12 {
            return None;
        }
        let mut found =
            self.0.values().filter(|served| served.running.id().to_string().starts_with(text));
        let first = found.next()?;
        found.next().is_none().then(|| Arc::clone(first))
    }
}
