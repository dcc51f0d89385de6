//! The daily files: each data set as CSV and JSON and the package that describes them, made once a day and kept until the
//! next day's are whole.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures_util::StreamExt;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use tokio::fs;
use tokio::io::AsyncWriteExt;

use super::package::{Written, package};
use super::{Dataset, Form, Wanted, stream};
use crate::app::App;
use crate::random::hex;

/// Name of the file that describes the others; written last.
pub const PACKAGE: &str = "datapackage.json";

/// Why the files of the day are not there.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// A file cannot be written or read.
    #[error("open data file `{path}`")]
    File {
        /// Which.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// The rows cannot be read.
    #[error("write data set `{set}`: {cause}")]
    Rows {
        /// Of which data set.
        set: &'static str,
        /// Why not.
        cause: String,
    },
}

/// Whether a file of this name is one of the daily ones, and what it is.
pub fn media_type(name: &str) -> Option<&'static str> {
    if name == PACKAGE {
        return Some(Form::Json.media_type());
    }
    let (set, ending) = name.split_once('.')?;
    Dataset::parse(set)?;
    let form = Form::ALL.into_iter().find(|form| form.as_str() == ending)?;
    Some(form.media_type())
}

/// Writes all files anew. Each is there whole, of this time or of the last, whenever somebody reads; a failure leaves those
/// of the last.
///
/// # Errors
/// When the store or the disk does not do it.
pub async fn write(app: &Arc<App>) -> Result<Vec<Written>, FilesError> {
    let folder = &app.config.open_data.folder;
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| FilesError::File { path, source }
    };
    fs::create_dir_all(folder).await.map_err(failed(folder))?;
    let mut files = Vec::new();
    for set in Dataset::ALL {
        for form in Form::ALL {
            files.push(write_one(app, (set, form), folder).await?);
        }
    }
    // All are written: they take their places one right after the other.
    for file in &files {
        let (draft, path) = (draft(folder, &file.name()), folder.join(file.name()));
        fs::rename(&draft, &path).await.map_err(failed(&path))?;
    }
    let at = app.clock.now().round(jiff::Unit::Second);
    let at = at.unwrap_or(Timestamp::MIN).to_string();
    let text = format!("{:#}\n", package(app, &at, &files));
    let path = folder.join(PACKAGE);
    let draft = draft(folder, PACKAGE);
    fs::write(&draft, text).await.map_err(failed(&draft))?;
    fs::rename(&draft, &path).await.map_err(failed(&path))?;
    Ok(files)
}

/// Where a file is written before it takes its place; each program has its own.
fn draft(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.{}", std::process::id()))
}

async fn write_one(
    app: &Arc<App>,
    (set, form): (Dataset, Form),
    folder: &Path,
) -> Result<Written, FilesError> {
    let mut written = Written {
        set,
        form,
        bytes: 0,
        sha256: String::new(),
    };
    let draft = draft(folder, &written.name());
    let failed = |source| FilesError::File {
        path: draft.clone(),
        source,
    };
    let mut file = fs::File::create(&draft).await.map_err(failed)?;
    let mut hash = Sha256::new();
    let mut bytes = Box::pin(stream(Arc::clone(app), (set, form), Wanted::default()));
    while let Some(part) = bytes.next().await {
        let part = part.map_err(|cause| FilesError::Rows {
            set: set.as_str(),
            cause: cause.to_string(),
        })?;
        hash.update(&part);
        written.bytes = written
            .bytes
            .saturating_add(u64::try_from(part.len()).unwrap_or(u64::MAX));
        file.write_all(&part).await.map_err(failed)?;
    }
    file.sync_all().await.map_err(failed)?;
    written.sha256 = hex(&hash.finalize());
    Ok(written)
}
