//! The seal of letters, from its file: made at the first start, or put there by the city.

use std::path::{Path, PathBuf};
use std::{fs, io};

use thiserror::Error;
use window_letters::seal::{Seal, SealError, Validity};

use crate::clock::Clock;
use crate::config::Config;
use crate::random::{NoRandomness, Random};
use crate::register::keep::create;
use crate::service::Office;

/// How long a seal that vouches for itself holds: nobody else could renew it, and each letter keeps the one of its day.
const VALID_SECONDS: i64 = 20 * 366 * 24 * 60 * 60;
/// Its first second lies before the first letter, whatever the clocks of readers say.
const BEFORE_SECONDS: i64 = 24 * 60 * 60;
/// Longest name a certificate takes.
const SUBJECT_MAX_CHARS: usize = 64;

/// Why letters cannot be sealed.
#[derive(Debug, Error)]
pub enum SealedError {
    /// The file cannot be read or made.
    #[error("seal `{path}`")]
    File {
        /// The file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// What is in it is no seal.
    #[error("seal in `{path}`")]
    Content {
        /// The file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: SealError,
    },
    /// No random bytes for its key.
    #[error("draw the key of the seal")]
    Random(#[from] NoRandomness),
}

/// Opens the seal the settings name; makes one at the first start.
///
/// # Errors
/// When its file cannot be used.
pub(crate) fn open(
    config: &Config,
    (office, clock, random): (&Office, &Clock, &Random),
) -> Result<Seal, SealedError> {
    let path = &config.seal.file;
    let failed = |source| SealedError::File {
        path: path.clone(),
        source,
    };
    if !path.exists() {
        let text = make(path, (office, clock, random))?;
        create(path, &text).map_err(failed)?;
    }
    let text = fs::read_to_string(path).map_err(failed)?;
    Seal::read(&text).map_err(|source| wrong(path, source))
}

fn wrong(path: &Path, source: SealError) -> SealedError {
    SealedError::Content {
        path: path.to_owned(),
        source,
    }
}

fn make(
    path: &Path,
    (office, clock, random): (&Office, &Clock, &Random),
) -> Result<String, SealedError> {
    let now = clock.now().as_second();
    let valid = Validity {
        from: now.saturating_sub(BEFORE_SECONDS),
        to: now.saturating_add(VALID_SECONDS),
    };
    let hall = &office.catalogue.city().hall.zh;
    let subject: String = hall.chars().take(SUBJECT_MAX_CHARS).collect();
    Seal::make(&subject, random.bytes()?, random.bytes()?, valid)
        .map_err(|source| wrong(path, source))
}
