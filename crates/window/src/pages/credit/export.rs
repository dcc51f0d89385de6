//! The tables of the double publicity as files, for whoever hands them on.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::app::AppState;
use crate::export::{Format, decisions, permits};
use crate::http::{PageError, Visitor};

/// Downloads `cf.csv`, `cf.xlsx` (decisions on credit) or `xk.csv`, `xk.xlsx` (permits).
pub(super) async fn download(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(file): Path<String>,
) -> Result<Response, PageError> {
    if !visitor.is_staff() {
        return Err(PageError::not_found());
    }
    let (table, format) = match file.split_once('.') {
        Some((table, "csv")) => (table, Format::Csv),
        Some((table, "xlsx")) => (table, Format::Xlsx),
        _ => return Err(PageError::not_found()),
    };
    let sheet = match table {
        "cf" => decisions(&app.store, &app.office.catalogue).await,
        "xk" => permits(&app.store, &app.office.catalogue).await,
        _ => return Err(PageError::not_found()),
    };
    let bytes = sheet.and_then(|sheet| sheet.bytes(format));
    let bytes = bytes.map_err(|error| PageError::broken_because(format!("{error:#}")))?;
    let headers = [
        (header::CONTENT_TYPE, format.media_type().to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{file}\""),
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, Body::from(bytes)).into_response())
}
