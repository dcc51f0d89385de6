//! Uploaded files, named by their content: written to a temporary file, forced to the disk, then renamed, and
//! the folder forced to the disk too, so that a name never stands for a file that is not wholly there.
//!
//! A library's local folder would be less code. What is needed here is that `put` returns only after both `fsync`s.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use sha2::{Digest, Sha256};
use tokio::io::{AsyncRead, AsyncReadExt};

use crate::value::hex;

/// Bytes read at a time.
const CHUNK_BYTES: usize = 64 * 1024;
/// Chunks on their way from the network to the disk.
const CHUNKS_WAITING: usize = 4;
/// Folder of unfinished files, inside the blob folder so that a rename stays in one file system.
const UNFINISHED: &str = "unfinished";

/// A stored file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blob {
    /// SHA-256 of the content, hexadecimal, lower case: its name.
    pub sha256: String,
    /// Its size.
    pub size_bytes: u64,
}

/// Why a file was not stored or not found.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// It is larger than allowed.
    #[error("store a file of more than {limit_bytes} bytes")]
    TooLarge {
        /// The most that is allowed.
        limit_bytes: u64,
    },
    /// The name is no SHA-256 in lower-case hexadecimal.
    #[error("look up a file by `{name}`: not a SHA-256")]
    Name {
        /// What was asked for.
        name: String,
    },
    /// The content is not what its name says.
    #[error("verify file `{sha256}`: its content has changed")]
    Changed {
        /// The name.
        sha256: String,
    },
    /// The folder or the file could not be used.
    #[error("use `{path}`")]
    Io {
        /// File or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// What was to be stored could not be read to its end.
    #[error("receive the file")]
    Receive(#[source] io::Error),
    /// The thread that writes is gone.
    #[error("reach the thread that writes files")]
    Closed,
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> BlobError + '_ {
    move |source| BlobError::Io {
        path: path.to_owned(),
        source,
    }
}

/// A folder of files. Clones share it.
#[derive(Debug, Clone)]
pub struct Blobs {
    folder: Arc<PathBuf>,
    /// Numbers unfinished files.
    counter: Arc<AtomicU64>,
}

impl Blobs {
    /// Opens or creates the folder and removes what interrupted uploads left. One process uses a folder.
    ///
    /// # Errors
    /// [`BlobError::Io`] if it cannot be used.
    pub fn open(folder: impl Into<PathBuf>) -> Result<Self, BlobError> {
        let folder = folder.into();
        let unfinished = folder.join(UNFINISHED);
        fs::create_dir_all(&unfinished).map_err(at(&unfinished))?;
        for entry in fs::read_dir(&unfinished).map_err(at(&unfinished))? {
            let path = entry.map_err(at(&unfinished))?.path();
            fs::remove_file(&path).map_err(at(&path))?;
        }
        sync_folder(&folder)?;
        Ok(Self {
            folder: Arc::new(folder),
            counter: Arc::default(),
        })
    }

    /// Stores what can be read, at most `limit_bytes`; returns when it is on the disk. What is there already is not stored twice.
    ///
    /// # Errors
    /// [`BlobError::TooLarge`] as soon as the limit is passed, [`BlobError::Receive`] if reading fails; then nothing is kept.
    pub async fn put(
        &self,
        mut reader: impl AsyncRead + Unpin,
        limit_bytes: u64,
    ) -> Result<Blob, BlobError> {
        let (sender, receiver) = flume::bounded::<Option<Vec<u8>>>(CHUNKS_WAITING);
        let mut upload = self.begin(limit_bytes)?;
        let writer = tokio::task::spawn_blocking(move || {
            while let Ok(chunk) = receiver.recv() {
                match chunk {
                    Some(chunk) => upload.write(&chunk)?,
                    None => return upload.finish().map(Some),
                }
            }
            // The sender went away before the end: the upload was interrupted, its file goes with it.
            Ok(None)
        });
        loop {
            let mut chunk = Vec::with_capacity(CHUNK_BYTES);
            let read = reader.read_buf(&mut chunk).await;
            let ended = read.map_err(BlobError::Receive)? == 0;
            // A writer that is gone has failed; its answer below says why.
            if sender.send_async((!ended).then_some(chunk)).await.is_err() || ended {
                break;
            }
        }
        drop(sender);
        writer
            .await
            .map_err(|_| BlobError::Closed)??
            .ok_or(BlobError::Closed)
    }

    /// Begins an upload whose bytes come in pieces.
    fn begin(&self, limit_bytes: u64) -> Result<Upload, BlobError> {
        let number = self.counter.fetch_add(1, Ordering::Relaxed);
        let path = self.folder.join(UNFINISHED).join(number.to_string());
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&path)
            .map_err(at(&path))?;
        Ok(Upload {
            folder: Arc::clone(&self.folder),
            path,
            file,
            hasher: Sha256::new(),
            size_bytes: 0,
            limit_bytes,
        })
    }

    /// Opens the file with this name for reading; `None` if there is none.
    ///
    /// # Errors
    /// [`BlobError::Name`] if the name is no SHA-256.
    pub async fn open_blob(&self, sha256: &str) -> Result<Option<tokio::fs::File>, BlobError> {
        let path = self.path(sha256)?;
        match tokio::fs::File::open(&path).await {
            Ok(file) => Ok(Some(file)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(at(&path)(error)),
        }
    }

    /// Reads the file again and compares its content with its name; `None` if there is none.
    ///
    /// # Errors
    /// [`BlobError::Changed`] if they differ.
    pub async fn verify(&self, sha256: &str) -> Result<Option<Blob>, BlobError> {
        let path = self.path(sha256)?;
        let name = sha256.to_owned();
        let verify = move || {
            let mut file = match File::open(&path) {
                Ok(file) => file,
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
                Err(error) => return Err(at(&path)(error)),
            };
            let mut hasher = Sha256::new();
            let mut size_bytes = 0;
            let mut buffer = vec![0; CHUNK_BYTES];
            loop {
                let read = file.read(&mut buffer).map_err(at(&path))?;
                let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else {
                    break;
                };
                hasher.update(bytes);
                size_bytes += u64::try_from(read).unwrap_or(0);
            }
            if hex(&hasher.finalize()) == name {
                Ok(Some(Blob {
                    sha256: name,
                    size_bytes,
                }))
            } else {
                Err(BlobError::Changed { sha256: name })
            }
        };
        tokio::task::spawn_blocking(verify)
            .await
            .map_err(|_| BlobError::Closed)?
    }

    fn path(&self, sha256: &str) -> Result<PathBuf, BlobError> {
        let digits = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if sha256.len() != 64 || !sha256.bytes().all(digits) {
            return Err(BlobError::Name {
                name: sha256.chars().take(80).collect(),
            });
        }
        Ok(place(&self.folder, sha256))
    }
}

/// `aa/bb/aabb…`: at a million files some 15 in each folder.
fn place(folder: &Path, sha256: &str) -> PathBuf {
    let part = |range| sha256.get(range).unwrap_or_default();
    folder.join(part(0..2)).join(part(2..4)).join(sha256)
}

fn sync_folder(folder: &Path) -> Result<(), BlobError> {
    File::open(folder)
        .and_then(|handle| handle.sync_all())
        .map_err(at(folder))
}

/// A file on its way in; what is not finished is removed.
struct Upload {
    folder: Arc<PathBuf>,
    path: PathBuf,
    file: File,
    hasher: Sha256,
    size_bytes: u64,
    limit_bytes: u64,
}

impl Upload {
    fn write(&mut self, chunk: &[u8]) -> Result<(), BlobError> {
        let more = u64::try_from(chunk.len()).unwrap_or(u64::MAX);
        self.size_bytes = self.size_bytes.saturating_add(more);
        if self.size_bytes > self.limit_bytes {
            return Err(BlobError::TooLarge {
                limit_bytes: self.limit_bytes,
            });
        }
        self.hasher.update(chunk);
        self.file.write_all(chunk).map_err(at(&self.path))
    }

    fn finish(self) -> Result<Blob, BlobError> {
        let sha256 = hex(&self.hasher.clone().finalize());
        let target = place(&self.folder, &sha256);
        let blob = Blob {
            sha256,
            size_bytes: self.size_bytes,
        };
        let Some(inner) = target.parent() else {
            return Ok(blob);
        };
        if !target.exists() {
            self.file.sync_all().map_err(at(&self.path))?;
            fs::create_dir_all(inner).map_err(at(inner))?;
            fs::rename(&self.path, &target).map_err(at(&target))?;
        }
        // Also when the file was there: whoever put it may not have got this far yet.
        sync_folder(inner)?;
        if let Some(outer) = inner.parent() {
            sync_folder(outer)?;
        }
        sync_folder(&self.folder)?;
        Ok(blob)
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        // Gone already if it was renamed; what remains after a failure here, the next start removes.
        if let Err(error) = fs::remove_file(&self.path)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(error = %error, "An unfinished upload could not be removed");
        }
    }
}
