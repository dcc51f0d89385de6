//! The open data: the daily files with their licence, and what each column means.

use std::fs::Metadata;

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use minijinja::{Value, context};
use serde_json::Value as Json;
use tower::ServiceExt;
use tower_http::services::ServeFile;

use super::api::FRESH;
use crate::app::{App, AppState};
use crate::http::{PageError, Visitor};
use crate::open::files::{PACKAGE, media_type};
use crate::open::{Column, Dataset, Form, Kind};

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let mut sets: Vec<Value> = Vec::new();
    for set in Dataset::ALL {
        let mut files = Vec::new();
        for form in Form::ALL {
            let name = format!("{}.{}", set.as_str(), form.as_str());
            if let Some(found) = found(&app, &name).await {
                files.push(context! { name, bytes => found.len() });
            }
        }
        let columns: Vec<Value> = set.columns().map(column).collect();
        sets.push(context! { name => set.as_str(), files, columns });
    }
    let package = tokio::fs::read(app.config.open_data.folder.join(PACKAGE)).await;
    let package: Option<Json> = package
        .ok()
        .and_then(|text| serde_json::from_slice(&text).ok());
    let at = package
        .as_ref()
        .and_then(|package| package["created"].as_str());
    let open = &app.config.open_data;
    let data = context! {
        sets, package => at.map(|at| context! { name => PACKAGE, at }),
        licence => open.licence.as_str(), licence_url => open.licence_url.as_str(),
        per_minute => open.requests_per_minute,
        address => format!("{}/api/v1/public/decisions?limit=5", app.config.server.base_url),
    };
    app.page(&visitor, "pages/open/data.html", data)
}

async fn found(app: &App, name: &str) -> Option<Metadata> {
    let path = app.config.open_data.folder.join(name);
    tokio::fs::metadata(path).await.ok()
}

/// A column with its codes in words.
fn column(column: &Column) -> Value {
    let (kind, codes) = match column.kind {
        Kind::Text => ("text", &[][..]),
        Kind::Code(codes) => ("code", codes),
        Kind::Day => ("day", &[][..]),
        Kind::Month => ("month", &[][..]),
        Kind::Number => ("number", &[][..]),
    };
    let codes: Vec<Value> = codes
        .iter()
        .map(|(code, key)| context! { code => *code, key => *key })
        .collect();
    context! { name => column.name, kind, codes, may_be_empty => column.may_be_empty }
}

/// A daily file, as it lies on the disk.
pub(super) async fn file(
    State(app): State<AppState>,
    Path(name): Path<String>,
    request: Request,
) -> Result<Response, PageError> {
    app.brake.pass(request.extensions())?;
    let kind = media_type(&name).ok_or_else(PageError::not_found)?;
    let path = app.config.open_data.folder.join(&name);
    let served = ServeFile::new(path).oneshot(request).await;
    let mut answer = served.map_err(PageError::broken)?.map(Body::new);
    if answer.status() == StatusCode::NOT_FOUND {
        return Err(PageError::not_found());
    }
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(FRESH));
    Ok(answer.into_response())
}
