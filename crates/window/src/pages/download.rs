//! Tables as files: `name.csv` or `name.xlsx`.

use axum::body::Body;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::export::{Format, Sheet};
use crate::http::PageError;

/// The table's name and its format, by the name of the file asked for.
pub(super) fn asked(file: &str) -> Option<(&str, Format)> {
    match file.split_once('.')? {
        (table, "csv") => Some((table, Format::Csv)),
        (table, "xlsx") => Some((table, Format::Xlsx)),
        _ => None,
    }
}

/// The table as a file of this name, which is kept nowhere on the way.
pub(super) fn answer(sheet: &Sheet, format: Format, name: &str) -> Result<Response, PageError> {
    let bytes = sheet.bytes(format);
    let bytes = bytes.map_err(|error| PageError::broken_because(format!("{error:#}")))?;
    let headers = [
        (header::CONTENT_TYPE, format.media_type().to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, Body::from(bytes)).into_response())
}
