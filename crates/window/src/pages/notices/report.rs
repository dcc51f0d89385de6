//! Reports of the gateway: whether a text message arrived. No page; the gateway is known by its signature alone.

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use window_store::Reported;

use crate::app::AppState;
use crate::http::PageError;
use crate::sending::Unheard;

/// More than any report needs; nobody unknown makes us read more.
const BODY_MAX_BYTES: usize = 16 * 1024;
/// Header with the time of signing, in seconds since 1970.
const TIME: &str = "x-window-time";
/// Header with the signature, in hexadecimal digits.
const SIGNATURE: &str = "x-window-signature";

pub(super) async fn hear(
    State(app): State<AppState>,
    request: Request,
) -> Result<Response, PageError> {
    let Some(reports) = &app.reports else {
        return Err(PageError::not_found());
    };
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(Body::new(body), BODY_MAX_BYTES).await else {
        return Ok(refused(Unheard::Unreadable));
    };
    let text = |name: &str| head.headers.get(name).and_then(|it| it.to_str().ok());
    let signed = (
        text(TIME).unwrap_or_default(),
        text(SIGNATURE).unwrap_or_default(),
    );
    let report = match reports.read(signed, &body, app.clock.now()) {
        Ok(report) => report,
        Err(unheard) => {
            tracing::warn!(?unheard, "A report of a delivery is refused");
            return Ok(refused(unheard));
        }
    };
    let reported = app.office.hear_delivery(&report).await;
    Ok(match reported.map_err(PageError::unavailable)? {
        Reported::Noted => answer(StatusCode::OK, &json!({ "noted": true })),
        Reported::Known => answer(StatusCode::CONFLICT, &json!({ "refused": "known" })),
        Reported::NoSuchMessage => answer(
            StatusCode::NOT_FOUND,
            &json!({ "refused": "no such message" }),
        ),
    })
}

fn refused(unheard: Unheard) -> Response {
    let (status, why) = match unheard {
        Unheard::Signature => (StatusCode::UNAUTHORIZED, "signature"),
        Unheard::Time => (StatusCode::UNAUTHORIZED, "time"),
        Unheard::Unreadable => (StatusCode::UNPROCESSABLE_ENTITY, "unreadable"),
    };
    answer(status, &json!({ "refused": why }))
}

fn answer(status: StatusCode, said: &Value) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json")];
    (status, headers, said.to_string()).into_response()
}
