//! Taking in a file: streamed to the files, its type read from its content and not from its name.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::Bytes;
use axum::extract::multipart::Field;
use tokio::io::{AsyncRead, AsyncReadExt, ReadBuf};
use window_domain::project::event::StoredFile;
use window_store::BlobError;

use super::Office;

/// Bytes from which the type is known: an office document names itself within its first entries.
const SNIFFED_BYTES: usize = 8192;
/// Longest name kept, in characters.
const NAME_MAX_CHARS: usize = 120;
/// Office documents are archives and are allowed where archives are.
const OFFICE: &str = "application/vnd.openxmlformats-officedocument";

/// Why a file was not taken in.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// No file was chosen.
    #[error("no file was chosen")]
    Missing,
    /// The file has no content.
    #[error("the file is empty")]
    Empty,
    /// The file is larger than the city allows.
    #[error("the file has more than {limit_bytes} bytes")]
    TooLarge {
        /// The most that is allowed.
        limit_bytes: u64,
    },
    /// The content is of no type the city allows.
    #[error("the content is of a type that is not allowed")]
    WrongType,
    /// The connection broke.
    #[error("the file could not be received")]
    Interrupted,
    /// The files cannot be written.
    #[error("store the file")]
    Store(#[source] BlobError),
}

impl Office {
    /// Takes in the file of one form field.
    ///
    /// # Errors
    /// What is wrong with it; then nothing is kept.
    pub async fn receive_file(&self, mut field: Field<'_>) -> Result<StoredFile, UploadError> {
        let policy = &self.catalogue.policy().upload;
        let file_name = plain_name(field.file_name().unwrap_or_default());
        if file_name.is_empty() {
            return Err(UploadError::Missing);
        }
        let mut head = Vec::new();
        while head.len() < SNIFFED_BYTES {
            match field.chunk().await {
                Ok(Some(chunk)) => head.extend_from_slice(&chunk),
                Ok(None) => break,
                Err(_) => return Err(UploadError::Interrupted),
            }
        }
        if head.is_empty() {
            return Err(UploadError::Empty);
        }
        let media_type = infer::get(&head).map_or("", |kind| kind.mime_type());
        let allowed = |name: &str| policy.types.iter().any(|allowed| allowed == name);
        let is_office = media_type.starts_with(OFFICE) && allowed("application/zip");
        if !allowed(media_type) && !is_office {
            return Err(UploadError::WrongType);
        }
        let reader = Body {
            waiting: Bytes::from(head),
            field,
        };
        let blob = self
            .blobs
            .put(reader, policy.file_bytes_max)
            .await
            .map_err(stored)?;
        Ok(StoredFile {
            sha256: blob.sha256,
            file_name,
            size_bytes: blob.size_bytes,
            media_type: media_type.to_owned(),
        })
    }
}

impl Office {
    /// A file taken in before, for a form that is handed in again; `None` if it is not there, or of no type allowed.
    ///
    /// # Errors
    /// When the files cannot be read.
    pub async fn held_file(
        &self,
        sha256: &str,
        name: &str,
    ) -> Result<Option<StoredFile>, UploadError> {
        let is_hash = sha256.len() == 64 && sha256.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_hash {
            return Ok(None);
        }
        let blob = self.blobs.open_blob(sha256).await;
        let Some(mut blob) = blob.map_err(UploadError::Store)? else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        let read = blob.read_to_end(&mut bytes).await;
        read.map_err(|_| UploadError::Interrupted)?;
        let media_type = infer::get(&bytes).map_or("", |kind| kind.mime_type());
        let policy = &self.catalogue.policy().upload;
        if !policy.types.iter().any(|allowed| allowed == media_type) {
            return Ok(None);
        }
        Ok(Some(StoredFile {
            sha256: sha256.to_owned(),
            file_name: plain_name(name),
            size_bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            media_type: media_type.to_owned(),
        }))
    }
}

fn stored(error: BlobError) -> UploadError {
    match error {
        BlobError::TooLarge { limit_bytes } => UploadError::TooLarge { limit_bytes },
        BlobError::Receive(_) => UploadError::Interrupted,
        other => UploadError::Store(other),
    }
}

/// The name without any folder and without control characters, as it will be shown and offered again.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars()
        .filter(|character| !character.is_control())
        .take(NAME_MAX_CHARS)
        .collect()
}

/// The bytes already looked at, then the rest of the field.
struct Body<'a> {
    waiting: Bytes,
    field: Field<'a>,
}

impl AsyncRead for Body<'_> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        while self.waiting.is_empty() {
            // `chunk` holds nothing between polls, so asking anew each time loses nothing.
            let next = {
                let mut chunk = std::pin::pin!(self.field.chunk());
                ready!(chunk.as_mut().poll(context))
            };
            match next {
                Ok(Some(bytes)) => self.waiting = bytes,
                Ok(None) => return Poll::Ready(Ok(())),
                Err(error) => return Poll::Ready(Err(io::Error::other(error))),
            }
        }
        let now = self.waiting.len().min(buffer.remaining());
        let part = self.waiting.split_to(now);
        buffer.put_slice(&part);
        Poll::Ready(Ok(()))
    }
}
