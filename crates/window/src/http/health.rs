//! Routes that belong to no page: static files, and whether the server lives and is ready for work.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use window_domain::access::Action;

use super::{PageError, Routes};
use crate::app::AppState;
use crate::assets::Assets;

pub(super) fn routes(pages: Routes) -> Routes {
    pages
        .get("/static/{name}", Action::ReadPublic, file)
        .get("/healthz", Action::ReadPublic, alive)
        .get("/readyz", Action::ReadPublic, ready)
}

async fn file(Path(name): Path<String>) -> Response {
    Assets::serve(&name)
}

/// The process answers.
async fn alive() -> Response {
    answer("alive")
}

/// The records answer too, so that requests may be sent here; with what keeps the register from being signed, if anything.
async fn ready(State(app): State<AppState>) -> Result<Response, PageError> {
    app.store
        .schema_version()
        .await
        .map_err(PageError::unavailable)?;
    // Work goes on, but somebody must look.
    Ok(match app.register.get() {
        Some(trouble) => said(&json!({ "status": "ready", "register": trouble })),
        None => answer("ready"),
    })
}

fn answer(status: &str) -> Response {
    said(&json!({ "status": status }))
}

fn said(body: &Value) -> Response {
    (
        [(header::CONTENT_TYPE, "application/json")],
        body.to_string(),
    )
        .into_response()
}
