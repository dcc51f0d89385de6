//! Keeps the register: gives leaves their places, signs, and remembers outside the database what was signed, so that a
//! database that was rolled back is noticed before anything is signed again.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use jiff::Timestamp;
use window_domain::register::Question;
use window_store::{Checkpoint, RegisterError, Store, StoreError};

use super::note::{Note, NoteError, SignerKey, TreeHead, VerifierKey};
use crate::app::App;
use crate::config::Config;
use crate::random::{NoRandomness, Random};

/// Within ten seconds a leaf is under a signed root; a round without news is a handful of indexed queries.
const EVERY: Duration = Duration::from_secs(5);
/// The secret is for its owner alone.
const SECRET_MODE: u32 = 0o600;

/// Why the register is not signed any further. Each is for a person to look at.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// A file cannot be read or written.
    #[error("use `{path}`")]
    File {
        /// Which.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// The file holds no key.
    #[error("read the key in `{path}`")]
    Key {
        /// Which.
        path: PathBuf,
        /// Why not.
        #[source]
        source: NoteError,
    },
    /// The key is that of another register.
    #[error("the key in `{path}` is of the register `{found}`, and this is `{wanted}`")]
    AnotherRegister {
        /// The file.
        path: PathBuf,
        /// Whose key it is.
        found: String,
        /// What the settings say.
        wanted: String,
    },
    /// The checkpoint beside the key is none of this register.
    #[error("the checkpoint in `{path}` is not of this register")]
    Beside {
        /// The file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: NoteError,
    },
    /// The database knows less than was signed.
    #[error(
        "the database was rolled back: {stored} entries are signed there, and {signed} in `{path}`"
    )]
    RolledBack {
        /// Entries of the last checkpoint in the database.
        stored: u64,
        /// Entries of the last checkpoint outside.
        signed: u64,
        /// Where that stands.
        path: PathBuf,
    },
    /// No random bytes for a key.
    #[error("draw a key")]
    Random(#[from] NoRandomness),
    /// What is stored does not go on from what was signed.
    #[error(transparent)]
    Register(#[from] RegisterError),
    /// The store failed.
    #[error("use the register")]
    Store(#[from] StoreError),
}

/// Gives places and signs.
#[derive(Debug)]
pub struct Keeper {
    key: Arc<SignerKey>,
    beside: PathBuf,
}

/// The name of the register these settings describe.
pub fn origin(config: &Config) -> String {
    if !config.register.origin.is_empty() {
        return config.register.origin.clone();
    }
    let base = &config.server.base_url;
    let host = base
        .split_once("://")
        .map_or(base.as_str(), |(_, host)| host);
    format!("{host}/register")
}

/// Where the newest checkpoint stands beside a key.
pub fn beside(key_file: &Path) -> PathBuf {
    key_file.with_extension("checkpoint")
}

/// The secret key in a file; made there, readable by its owner alone, if there is none.
///
/// # Errors
/// When the file cannot be made or holds something else.
pub fn open_key(
    path: &Path,
    make: impl FnOnce() -> Result<SignerKey, NoRandomness>,
) -> Result<SignerKey, KeepError> {
    let failed = |source| KeepError::File {
        path: path.to_owned(),
        source,
    };
    if !path.exists() {
        let secret = format!("{}\n", make()?.secret());
        create(path, &secret).map_err(failed)?;
    }
    let mode = fs::metadata(path).map_err(failed)?.permissions().mode();
    if mode & 0o077 != 0 {
        tracing::warn!(path = %path.display(), "Others may read the key of the register");
    }
    let text = fs::read_to_string(path).map_err(failed)?;
    SignerKey::read(&text).map_err(|source| KeepError::Key {
        path: path.to_owned(),
        source,
    })
}

/// Makes the file whole or not at all; whoever was faster made it.
///
/// # Errors
/// What the system said.
pub fn create(path: &Path, text: &str) -> io::Result<()> {
    let draft = path.with_extension(format!("{}.new", std::process::id()));
    let written = write(&draft, text).and_then(|()| match fs::hard_link(&draft, path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    });
    fs::remove_file(&draft).ok();
    written
}

/// Puts a text into a file that is there whole, old or new, whenever the machine stops.
///
/// # Errors
/// What the system said.
pub fn replace(path: &Path, text: &str) -> io::Result<()> {
    let draft = path.with_extension(format!("{}.new", std::process::id()));
    write(&draft, text)?;
    fs::rename(&draft, path)
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options
        .write(true)
        .create(true)
        .truncate(true)
        .mode(SECRET_MODE);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

impl Keeper {
    /// Opens the key the settings name, made at the first start.
    ///
    /// # Errors
    /// When the key cannot be used.
    pub fn open(config: &Config, random: &Random) -> Result<Self, KeepError> {
        let path = &config.register.key_file;
        let wanted = origin(config);
        let key = open_key(path, || {
            Ok(SignerKey::of_register(&wanted, &random.bytes()?))
        })?;
        if key.name() != wanted {
            return Err(KeepError::AnotherRegister {
                path: path.clone(),
                found: key.name().to_owned(),
                wanted,
            });
        }
        Ok(Self {
            key: Arc::new(key),
            beside: beside(path),
        })
    }

    /// The public key.
    pub fn verifier(&self) -> VerifierKey {
        self.key.verifier()
    }

    /// Gives places to what waits and signs it; returns the newest checkpoint.
    ///
    /// # Errors
    /// When what is stored does not go on from what was signed: then nothing is signed.
    pub async fn step(&self, store: &Store, now: Timestamp) -> Result<Checkpoint, KeepError> {
        self.compare(store).await?;
        store.place_leaves().await?;
        let key = Arc::clone(&self.key);
        let sign = move |size, root: &_, last: Option<&Checkpoint>| {
            if let Some(last) = last {
                is_ours(&key, last).map_err(|error| error.to_string())?;
            }
            let head = TreeHead {
                origin: key.name().to_owned(),
                size,
                root: *root,
            };
            Ok(key.note(&head.to_string()))
        };
        let signed = store.sign_register(sign, now).await?;
        self.remember(&signed)?;
        Ok(signed)
    }

    /// What was signed is the beginning of what is stored.
    async fn compare(&self, store: &Store) -> Result<(), KeepError> {
        let Some(seen) = self.seen()? else {
            return Ok(());
        };
        let last = store.register_checkpoint().await?;
        let stored = last.map_or(0, |last| last.size);
        if stored < seen.size {
            return Err(KeepError::RolledBack {
                stored,
                signed: seen.size,
                path: self.beside.clone(),
            });
        }
        let root = store.register_answer(Question::Root(seen.size)).await?;
        if root.first() != Some(&seen.root) {
            return Err(RegisterError::Forked { signed: seen.size }.into());
        }
        Ok(())
    }

    /// What was signed last, as it stands outside the database.
    fn seen(&self) -> Result<Option<TreeHead>, KeepError> {
        let text = match fs::read_to_string(&self.beside) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => {
                return Err(KeepError::File {
                    path: self.beside.clone(),
                    source,
                });
            }
        };
        head_of(&text, &self.key.verifier())
            .map(Some)
            .map_err(|source| KeepError::Beside {
                path: self.beside.clone(),
                source,
            })
    }

    fn remember(&self, signed: &Checkpoint) -> Result<(), KeepError> {
        let is_known = fs::read_to_string(&self.beside).is_ok_and(|text| text == signed.note);
        if is_known {
            return Ok(());
        }
        replace(&self.beside, &signed.note).map_err(|source| KeepError::File {
            path: self.beside.clone(),
            source,
        })
    }
}

/// The head in a note this key signed.
///
/// # Errors
/// When it is none.
pub fn head_of(text: &str, key: &VerifierKey) -> Result<TreeHead, NoteError> {
    let note = Note::parse(text)?;
    key.check(&note)?;
    let head = TreeHead::of(&note)?;
    if head.origin == key.name() {
        Ok(head)
    } else {
        Err(NoteError::Checkpoint("it is of another register"))
    }
}

/// Whether the checkpoint in the database is one of ours and says what stands beside it.
fn is_ours(key: &SignerKey, stored: &Checkpoint) -> Result<(), NoteError> {
    let head = head_of(&stored.note, &key.verifier())?;
    if (head.size, head.root) == (stored.size, stored.root) {
        Ok(())
    } else {
        Err(NoteError::Checkpoint(
            "the row beside it says something else",
        ))
    }
}

/// What keeps the register from being signed; nothing as a rule.
#[derive(Debug, Default)]
pub struct Trouble(RwLock<Option<String>>);

impl Trouble {
    /// What it is.
    pub fn get(&self) -> Option<String> {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Notes how a round went; logs what changed.
    pub fn note(&self, outcome: &Result<Checkpoint, KeepError>) {
        let now = outcome
            .as_ref()
            .err()
            .map(|error| format!("{:#}", Chain(error)));
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if *kept != now {
            if let Some(trouble) = &now {
                tracing::error!(%trouble, "The register is not signed");
            } else {
                tracing::info!("The register is signed again");
            }
            *kept = now;
        }
    }
}

/// An error with what caused it.
struct Chain<'a>(&'a KeepError);

impl std::fmt::Display for Chain<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut error: Option<&dyn std::error::Error> = Some(self.0);
        let mut between = "";
        while let Some(one) = error {
            write!(formatter, "{between}{one}")?;
            between = ": ";
            error = one.source();
        }
        Ok(())
    }
}

/// Keeps the register until the program ends.
pub async fn run(app: Arc<App>, keeper: Keeper) {
    let mut ticks = tokio::time::interval(EVERY);
    loop {
        ticks.tick().await;
        let outcome = keeper.step(&app.store, app.clock.now()).await;
        app.register.note(&outcome);
    }
}
