//! The tables of the double publicity as files, for whoever hands them on.

use axum::extract::{Path, State};
use axum::response::Response;

use crate::app::AppState;
use crate::export::{decisions, permits};
use crate::http::{PageError, Visitor};
use crate::pages::download::{answer, asked};

/// Downloads `cf.csv`, `cf.xlsx` (decisions on credit) or `xk.csv`, `xk.xlsx` (permits).
pub(super) async fn download(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(file): Path<String>,
) -> Result<Response, PageError> {
    // The tables hold the whole city's decisions.
    if !visitor.is_staff() || !visitor.actor()?.territory.is_whole() {
        return Err(PageError::not_found());
    }
    let (table, format) = asked(&file).ok_or_else(PageError::not_found)?;
    let sheet = match table {
        "cf" => decisions(&app.store, &app.office.catalogue).await,
        "xk" => permits(&app.store, &app.office.catalogue).await,
        _ => return Err(PageError::not_found()),
    };
    let sheet = sheet.map_err(|error| PageError::broken_because(format!("{error:#}")))?;
    answer(&sheet, format, &file)
}
