//! Why a service did not do what was asked.

use window_domain::refusal::Refusals;
use window_store::StoreError;

/// Why a service did not do what was asked. `Rules` is an answer, the others are incidents of
/// different kinds.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The rules say no; every reason at once.
    #[error("refused: {0}")]
    Rules(#[source] Refusals),
    /// There is no such object, or the actor may not know of it.
    #[error("no such object for this actor")]
    NotFound,
    /// Somebody else was faster, three times in a row.
    #[error("somebody else changed it at the same time")]
    Conflict,
    /// The request's key was used for another request.
    #[error("the key was used for another request")]
    KeyReused,
    /// The store does not answer, or cannot say whether it committed.
    #[error("the store does not answer")]
    Store(#[source] StoreError),
    /// A defect of ours.
    #[error("{0}")]
    Broken(String),
}

impl From<Refusals> for Refused {
    fn from(refusals: Refusals) -> Self {
        Self::Rules(refusals)
    }
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
