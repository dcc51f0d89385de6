//! The file of a letter: set and sealed when somebody first asks for it, registered by its hash, and the same ever after.

use std::sync::Arc;

use tokio::io::AsyncReadExt;
use window_domain::id::check_code::CheckCode;
use window_letters::Attachment;
use window_letters::seal::{SealError, Signing};

use super::letter::{Issued, set};
use crate::app::App;
use crate::http::PageError;
use crate::i18n::{Language, Message};
use crate::register::leaves::file::Sealed;

/// No letter is longer.
const FILE_MAX_BYTES: u64 = 16 << 20;
/// Name of the entry in the file.
const ENTRY: &str = "register-entry.json";

/// All files there are of a letter, the first one of each language first, with their places in the register.
///
/// # Errors
/// A failing store.
pub(super) async fn files(
    app: &App,
    code: CheckCode,
) -> Result<Vec<(Sealed, Option<u64>)>, PageError> {
    let found = app.store.letter_files(&code.compact()).await;
    let found = found.map_err(PageError::unavailable)?;
    let files = found
        .iter()
        .filter_map(|file| Some((Sealed::of(file)?, file.place)));
    Ok(files.collect())
}

/// The letter's PDF in a language.
///
/// # Errors
/// When it cannot be set, sealed or kept.
pub(super) async fn pdf(
    app: &Arc<App>,
    (code, issued): (CheckCode, Issued),
    language: Language,
) -> Result<Vec<u8>, PageError> {
    let known = files(app, code).await?;
    for (file, _) in known.iter().filter(|(file, _)| file.language == language) {
        if let Some(bytes) = kept(app, &file.sha256).await? {
            return Ok(bytes);
        }
        // The folder of files was lost or cleaned: a file with another hash takes its place, and both are registered.
        tracing::error!(
            sha256 = file.sha256,
            "The file of a letter is not there any more"
        );
    }
    let entry = app.store.register_entry(&code.compact()).await;
    let entry = entry
        .map_err(PageError::unavailable)?
        .map(|entry| entry.payload);
    let own = Arc::clone(app);
    let made = move || sealed(&own, &issued, (entry, language));
    let bytes = tokio::task::spawn_blocking(made).await;
    let bytes = bytes.map_err(PageError::broken)??;
    let blob = app.office.blobs.put(bytes.as_slice(), FILE_MAX_BYTES).await;
    let file = Sealed {
        language,
        sha256: blob.map_err(PageError::unavailable)?.sha256,
        certificate: app.seal.fingerprint().to_owned(),
    };
    let at = app.clock.now();
    let added = app.store.add_leaf(&file.leaf(code, at), at).await;
    added.map_err(PageError::unavailable)?;
    Ok(bytes)
}

async fn kept(app: &App, sha256: &str) -> Result<Option<Vec<u8>>, PageError> {
    let file = app.office.blobs.open_blob(sha256).await;
    let Some(mut file) = file.map_err(PageError::unavailable)? else {
        return Ok(None);
    };
    let mut bytes = Vec::new();
    let read = file.read_to_end(&mut bytes).await;
    read.map_err(PageError::unavailable)?;
    Ok(Some(bytes))
}

/// Sets the letter with its entry in it, and seals that.
fn sealed(
    app: &App,
    issued: &Issued,
    (entry, language): (Option<String>, Language),
) -> Result<Vec<u8>, PageError> {
    let attachment = entry.as_ref().map(|entry| Attachment {
        name: ENTRY,
        mime_type: "application/json",
        description: "Entry of the verifiable register",
        bytes: entry.as_bytes(),
    });
    let pdf = set(app, issued, language, attachment.as_ref())?;
    let city = app.office.catalogue.city();
    let signing = Signing {
        at: app.clock.now().as_second(),
        name: &city.hall.zh,
        reason: "",
        location: "",
    };
    app.seal.sign(&pdf, &signing).map_err(|error| match error {
        SealError::NotInForce { .. } => {
            PageError::unavailable(error).because(Message::new("seal-not-in-force"))
        }
        other => PageError::broken(other),
    })
}
