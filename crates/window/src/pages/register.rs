//! The verifiable register for everybody: checkpoint, tiles, entries (C2SP tlog-tiles), and the proof for a letter.

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use window_domain::access::Action;
use window_domain::id::check_code::CheckCode;
use window_domain::register::TilePath;
use window_domain::register::tile::{bundle, to_bytes};

use crate::app::AppState;
use crate::http::{PageError, Routes};
use crate::register::proof::{Found, of_letter};

/// What grows is asked for again after seconds.
const FRESH: &str = "public, max-age=5";
/// What never changes is kept.
const FULL: &str = "public, max-age=31536000, immutable";
/// A part of a tile never changes either, but is soon of no use.
const PART: &str = "public, max-age=3600";
const TEXT: &str = "text/plain; charset=utf-8";
/// Seconds after which a letter issued just now has its proof.
const SOON: &str = "10";

/// The register's addresses.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/checkpoint", Action::ReadPublic, checkpoint)
        .get("/tile/{*path}", Action::ReadPublic, tile)
        .get("/register/proof/{code}", Action::ReadPublic, proof)
}

async fn checkpoint(State(app): State<AppState>) -> Result<Response, PageError> {
    let signed = app.store.register_checkpoint().await;
    let signed = signed.map_err(PageError::unavailable)?;
    let note = signed.ok_or_else(PageError::not_found)?.note;
    Ok(plain(FRESH, note))
}

fn plain(cache: &'static str, text: String) -> Response {
    let headers = [(header::CONTENT_TYPE, TEXT), (header::CACHE_CONTROL, cache)];
    (headers, text).into_response()
}

async fn tile(
    State(app): State<AppState>,
    Path(path): Path<String>,
) -> Result<Response, PageError> {
    let path: TilePath = path.parse().map_err(|_| PageError::not_found())?;
    let bytes = if path.level.is_some() {
        let hashes = app.store.register_tile(&path).await;
        let hashes = hashes.map_err(PageError::unavailable)?;
        hashes.map(|hashes| to_bytes(&hashes))
    } else {
        let entries = app.store.register_bundle(&path).await;
        let entries = entries.map_err(PageError::unavailable)?;
        entries.and_then(|entries| bundle(entries.iter().map(String::as_str)))
    };
    let bytes = bytes.ok_or_else(PageError::not_found)?;
    let cache = if path.is_full() { FULL } else { PART };
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::CACHE_CONTROL, cache),
    ];
    Ok((headers, bytes).into_response())
}

async fn proof(
    State(app): State<AppState>,
    Path(code): Path<String>,
) -> Result<Response, PageError> {
    let code: CheckCode = code.parse().map_err(|_| PageError::not_found())?;
    let found = of_letter(&app.store, code).await;
    proof_file(&code.compact(), found.map_err(PageError::unavailable)?)
}

/// A proof as a file of this name, or that it is not there yet.
pub(super) fn proof_file(name: &str, found: Found) -> Result<Response, PageError> {
    match found {
        Found::Proof(text) => {
            let name = format!("attachment; filename=\"{name}.tlog-proof\"");
            let mut answer = plain("private, no-store", text);
            if let Ok(name) = name.parse() {
                answer
                    .headers_mut()
                    .insert(header::CONTENT_DISPOSITION, name);
            }
            Ok(answer)
        }
        Found::Waiting => {
            let soon = [(header::RETRY_AFTER, SOON), (header::CONTENT_TYPE, TEXT)];
            Ok((StatusCode::ACCEPTED, soon, "waiting\n").into_response())
        }
        Found::None => Err(PageError::not_found()),
    }
}
