//! Aggregates are loaded by replay and kept in a bounded cache that is brought up to the
//! stream's version at every use.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lru::LruCache;
use serde::de::DeserializeOwned;
use window_domain::context::Recorded;
use window_domain::id::check_code::CheckCode;
use window_domain::id::entity::ProjectId;
use window_domain::project::{Project, ProjectEvent, replay};
use window_store::StoredEvent;

use super::stream::Aggregate;
use super::{Office, Refused};

/// States kept in memory of each kind: a city has a few hundred open projects, each some ten kilobytes.
const KEPT: NonZeroUsize = match NonZeroUsize::new(1024) {
    Some(kept) => kept,
    None => NonZeroUsize::MIN,
};

/// An aggregate at a version of its stream.
#[derive(Debug, Clone)]
pub struct Loaded<A> {
    /// Its state; `None` if the stream is empty.
    pub state: Option<Arc<A>>,
    /// Version of the stream.
    pub version: u64,
}

/// States as they were last seen.
#[derive(Debug)]
pub struct Cache<A: Aggregate>(Mutex<LruCache<A::Id, Loaded<A>>>);

impl<A: Aggregate> Default for Cache<A> {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(KEPT)))
    }
}

impl<A: Aggregate> Cache<A> {
    fn lock(&self) -> MutexGuard<'_, LruCache<A::Id, Loaded<A>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Office {
    /// The aggregate as it stands now. Not scoped: for services only, which check the actor.
    pub(super) async fn load<A: Aggregate>(&self, id: A::Id) -> Result<Loaded<A>, Refused> {
        let known = A::cache(self).lock().get(&id).cloned();
        let known = known.unwrap_or(Loaded {
            state: None,
            version: 0,
        });
        let newer = self.store.load(&A::stream(id), known.version).await?;
        if newer.is_empty() {
            return Ok(known);
        }
        let mut state = known.state.map(Arc::unwrap_or_clone);
        let mut version = known.version;
        for stored in &newer {
            A::apply(&mut state, &decoded(stored)?);
            version = stored.version;
        }
        let loaded = Loaded {
            state: state.map(Arc::new),
            version,
        };
        self.keep(id, loaded.clone());
        Ok(loaded)
    }

    pub(super) fn keep<A: Aggregate>(&self, id: A::Id, loaded: Loaded<A>) {
        let mut cache = A::cache(self).lock();
        // A slower request must not put an older state over a newer one.
        if cache
            .peek(&id)
            .is_none_or(|kept| kept.version < loaded.version)
        {
            cache.put(id, loaded);
        }
    }

    /// The recorded facts of a project, oldest first: its timeline.
    pub(super) async fn history(
        &self,
        id: ProjectId,
    ) -> Result<Vec<Recorded<ProjectEvent>>, Refused> {
        self.facts_after::<Project>(id, 0).await
    }

    /// The recorded facts of an aggregate after a version of its stream, oldest first.
    pub(super) async fn facts_after<A: Aggregate>(
        &self,
        id: A::Id,
        version: u64,
    ) -> Result<Vec<Recorded<A::Event>>, Refused> {
        let stored = self.store.load(&A::stream(id), version).await?;
        stored.iter().map(decoded).collect()
    }

    /// The project as it stood when a letter was issued: a paper says for ever what it said then.
    /// Not scoped: the caller has found the letter readable.
    ///
    /// # Errors
    /// [`Refused::NotFound`] if the project has no such letter.
    pub async fn as_of_letter(&self, id: ProjectId, code: CheckCode) -> Result<Project, Refused> {
        let history = self.history(id).await?;
        let is_letter = |fact: &Recorded<ProjectEvent>| matches!(&fact.event, ProjectEvent::LetterIssued { letter } if letter.check_code == code);
        let last = history
            .iter()
            .position(is_letter)
            .ok_or(Refused::NotFound)?;
        replay(history.iter().take(last.saturating_add(1))).ok_or(Refused::NotFound)
    }
}

/// A stored fact read back.
///
/// # Errors
/// [`Refused::Broken`] for a fact this program does not know: it was written by a newer one.
pub fn decoded<E: DeserializeOwned>(stored: &StoredEvent) -> Result<Recorded<E>, Refused> {
    serde_json::from_str(&stored.payload).map_err(|error| {
        Refused::Broken(format!(
            "read event {} of `{}`: {error}",
            stored.version, stored.stream
        ))
    })
}
