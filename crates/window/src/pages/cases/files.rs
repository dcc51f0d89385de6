//! A material's file, for whoever may read it: always a download, never shown inside this site.

use std::fmt::Write;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use tokio::io::AsyncReadExt;
use window_domain::access::Action;
use window_domain::project::event::StoredFile;

use super::project;
use crate::app::{App, AppState};
use crate::http::{PageError, Visitor};

pub(super) async fn download(
    State(app): State<AppState>,
    visitor: Visitor,
    Path((id, sha256)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let project = project(&app, &visitor, &id, Action::ReadCaseFile).await?;
    let file = project
        .readable_file(&visitor.actor()?, &sha256, app.office.rules_of(&project))
        .ok_or_else(PageError::not_found)?;
    handed_out(&app, file).await
}

/// A stored file as a download that no browser opens inside this site.
pub(in crate::pages) async fn handed_out(
    app: &App,
    file: &StoredFile,
) -> Result<Response, PageError> {
    let blob = app.office.blobs.open_blob(&file.sha256).await;
    let mut blob = blob
        .map_err(PageError::unavailable)?
        .ok_or_else(PageError::not_found)?;
    let mut bytes = Vec::new();
    blob.read_to_end(&mut bytes)
        .await
        .map_err(PageError::unavailable)?;
    let headers = [
        (header::CONTENT_TYPE, file.media_type.clone()),
        (header::CONTENT_DISPOSITION, attachment(&file.file_name)),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (
            header::CONTENT_SECURITY_POLICY,
            "sandbox; default-src 'none'".to_owned(),
        ),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, Body::from(bytes)).into_response())
}

/// The header that offers the file under its own name (RFC 6266).
fn attachment(name: &str) -> String {
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing into a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    format!("attachment; filename*=UTF-8''{encoded}")
}
