//! The verifiable register, explained: the newest checkpoint, the public key, how to check; and its entries one by one.

use axum::extract::{Path, State};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use minijinja::{Value, context};

use crate::app::{App, AppState};
use crate::http::{PageError, Visitor};
use crate::pages::register::proof_file;
use crate::register::proof::of_place;

/// Ending of the address of an entry's proof.
const PROOF: &str = ".tlog-proof";

/// What of an entry is shown in words above it, with the locale key that names it.
const SHOWN: [(&str, &str); 6] = [
    ("/number", "verify-number"),
    ("/case", "open-column-case_no"),
    ("/cases/0", "open-column-case_no"),
    ("/item", "open-column-item"),
    ("/project/company", "open-column-company"),
    ("/project/code", "open-column-project_code"),
];

/// The newest checkpoint in words; undefined before the first.
pub(super) async fn head(app: &App) -> Result<Value, PageError> {
    let signed = app.store.register_checkpoint().await;
    let signed = signed.map_err(PageError::unavailable)?;
    Ok(signed.map_or(Value::from(()), |signed| {
        let origin = signed.note.lines().next().unwrap_or_default();
        context! {
            origin, size => signed.size, root => STANDARD.encode(signed.root), note => signed.note.as_str(),
        }
    }))
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let data = context! {
        register => head(&app).await?,
        key => app.register_key.get().map(ToString::to_string),
        base_url => app.config.server.base_url.as_str(),
    };
    app.page(&visitor, "pages/open/register.html", data)
}

/// An entry by its number, counted from 1: `{n}` as a page, `{n}.tlog-proof` as its proof.
pub(super) async fn entry(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(asked): Path<String>,
) -> Result<Response, PageError> {
    let number = asked.strip_suffix(PROOF).unwrap_or(&asked);
    let parsed = number.parse::<u64>().ok();
    let place = parsed
        .filter(|parsed| parsed.to_string() == number)
        .and_then(|parsed| parsed.checked_sub(1));
    let place = place.ok_or_else(PageError::not_found)?;
    if asked.ends_with(PROOF) {
        let found = of_place(&app.store, place).await;
        return proof_file(number, found.map_err(PageError::unavailable)?);
    }
    let payload = app.store.register_payload(place).await;
    let payload = payload.map_err(PageError::unavailable)?;
    let payload = payload.ok_or_else(PageError::not_found)?;
    let fields: serde_json::Value = serde_json::from_str(&payload).map_err(PageError::broken)?;
    let word = |pointer: &str| fields.pointer(pointer).and_then(serde_json::Value::as_str);
    let facts: Vec<Value> = SHOWN
        .iter()
        .filter_map(|(pointer, key)| Some(context! { key => *key, value => word(pointer)? }))
        .collect();
    let register = head(&app).await?;
    let size = register.get_attr("size").ok();
    let size = size
        .and_then(|size| u64::try_from(size).ok())
        .unwrap_or_default();
    let data = context! {
        number, place, payload, register, facts, is_signed => place < size,
        act => word("/act").map(|act| format!("entry-{act}")), on => word("/on"),
        previous => (place > 0).then_some(place), next => place.saturating_add(2) <= size,
        next_number => place.saturating_add(2),
    };
    app.page(&visitor, "pages/open/entry.html", data)
}
