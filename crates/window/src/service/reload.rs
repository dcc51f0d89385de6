//! Aggregates are loaded by replay and kept in a bounded cache that is brought up to the
//! stream's version at every use.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use lru::LruCache;
use window_domain::context::Recorded;
use window_domain::id::check_code::CheckCode;
use window_domain::id::entity::ProjectId;
use window_domain::project::{Project, ProjectEvent, apply, replay};
use window_store::{StoredEvent, StreamId};

use super::{Office, Refused};

/// Projects kept in memory: a city has a few hundred open ones, each some ten kilobytes.
const KEPT: NonZeroUsize = match NonZeroUsize::new(1024) {
    Some(kept) => kept,
    None => NonZeroUsize::MIN,
};

/// A project at a version of its stream.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The project; `None` if the stream is empty.
    pub project: Option<Arc<Project>>,
    /// Version of the stream.
    pub version: u64,
}

#[derive(Debug)]
pub(super) struct Cache(Mutex<LruCache<ProjectId, Loaded>>);

impl Default for Cache {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(KEPT)))
    }
}

impl Office {
    /// The project as it stands now. Not scoped: for services only, which check the actor.
    pub(super) async fn load(&self, id: ProjectId) -> Result<Loaded, Refused> {
        let known = {
            let mut cache = self.cache.0.lock().unwrap_or_else(PoisonError::into_inner);
            cache.get(&id).cloned()
        };
        let known = known.unwrap_or(Loaded {
            project: None,
            version: 0,
        });
        let newer = self.store.load(&stream(id), known.version).await?;
        if newer.is_empty() {
            return Ok(known);
        }
        let mut project = known.project.map(Arc::unwrap_or_clone);
        let mut version = known.version;
        for stored in &newer {
            apply(&mut project, &decoded(stored)?);
            version = stored.version;
        }
        let loaded = Loaded {
            project: project.map(Arc::new),
            version,
        };
        self.keep(id, loaded.clone());
        Ok(loaded)
    }

    pub(super) fn keep(&self, id: ProjectId, loaded: Loaded) {
        let mut cache = self.cache.0.lock().unwrap_or_else(PoisonError::into_inner);
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
        self.facts_after(id, 0).await
    }

    /// The recorded facts of a project after a version of its stream, oldest first.
    pub(super) async fn facts_after(
        &self,
        id: ProjectId,
        version: u64,
    ) -> Result<Vec<Recorded<ProjectEvent>>, Refused> {
        let stored = self.store.load(&stream(id), version).await?;
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

/// The stream of a project.
pub(super) fn stream(id: ProjectId) -> StreamId {
    StreamId::project(id.to_string())
}

/// A stored fact read back.
///
/// # Errors
/// [`Refused::Broken`] for a fact this program does not know: it was written by a newer one.
pub fn decoded(stored: &StoredEvent) -> Result<Recorded<ProjectEvent>, Refused> {
    serde_json::from_str(&stored.payload).map_err(|error| {
        Refused::Broken(format!(
            "read event {} of `{}`: {error}",
            stored.version, stored.stream
        ))
    })
}
