//! The interface for programs: the same rows as JSON, part by part, without a login.

use axum::extract::{Path, Query, State};
use axum::http::{Extensions, HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::asked::Asked;
use crate::app::AppState;
use crate::http::{PageError, Visitor};
use crate::open::{Dataset, Form, object, part};
use crate::random::hex;

/// How long an answer may be given again without asking.
pub(super) const FRESH: &str = "public, max-age=60";

pub(super) async fn rows(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(name): Path<String>,
    Query(asked): Query<Asked>,
    (headers, extensions): (HeaderMap, Extensions),
) -> Result<Response, PageError> {
    app.brake.pass(&extensions)?;
    let set = Dataset::parse(&name).ok_or_else(PageError::not_found)?;
    let (wanted, page) = asked.demand(&app, &visitor, set)?;
    let found = part(&app, set, &wanted, &page).await;
    let found = found.map_err(PageError::unavailable)?;
    let rows: Vec<Value> = found.rows.iter().map(|row| object(set, row)).collect();
    let body = json!({
        "dataset": set.as_str(),
        "licence": app.config.open_data.licence,
        "rows": rows,
        "next": found.next,
    });
    Ok(answer(&headers, body.to_string()))
}

/// Whether a browser's tag is this one; a proxy that packs answers makes it a weak one.
fn is_tag(known: &str, tag: &str) -> bool {
    known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag
}

/// JSON with its tag; nothing but the tag for whoever has it already.
pub(super) fn answer(asked: &HeaderMap, body: String) -> Response {
    let tag = hex(&Sha256::digest(&body));
    let tag = format!("\"{}\"", tag.get(..32).unwrap_or(&tag));
    let known = asked.get(header::IF_NONE_MATCH);
    let is_known = known
        .and_then(|known| known.to_str().ok())
        .is_some_and(|known| known.split(',').any(|one| is_tag(one.trim(), &tag)));
    let headers = [
        (header::CONTENT_TYPE, Form::Json.media_type().to_owned()),
        (header::CACHE_CONTROL, FRESH.to_owned()),
        (header::ETAG, tag),
    ];
    if is_known {
        (StatusCode::NOT_MODIFIED, headers).into_response()
    } else {
        (headers, body).into_response()
    }
}
