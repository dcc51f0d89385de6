//! A form is only obeyed if it came from our own page: its secret must be the visitor's, and the
//! browser must not say that another site sent it.
//!
//! Checked for every unsafe method before any handler runs, so that no handler can forget it.
//! The secret stands in the first field `_csrf`, in forms with files in the first part, so that a
//! large upload from elsewhere is refused before it is read; scripts may send it as `X-CSRF-Token`.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::Error;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Form, FromRequest, Request};
use axum::http::{HeaderMap, Method, header};
use http_body::{Frame, SizeHint};

use super::{ErrorKind, PageError, Visitor};
use crate::app::App;

/// Lets the request through with its body whole, or refuses it.
pub(super) async fn check(
    app: &App,
    visitor: &Visitor,
    request: Request,
) -> Result<Request, PageError> {
    if is_safe(request.method()) {
        return Ok(request);
    }
    let stale = || PageError::new(ErrorKind::StaleForm);
    if !from_our_site(app, request.headers()) {
        return Err(stale());
    }
    let (request, secret) = secret_of(app, request).await?;
    if visitor.csrf.is_empty() || !same(&visitor.csrf, &secret) {
        return Err(stale());
    }
    Ok(request)
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// What the browser says about the sender. Old browsers say nothing; then the secret alone decides.
fn from_our_site(app: &App, headers: &HeaderMap) -> bool {
    let text = |name: &str| {
        headers
            .get(name)
            .map(|value| value.to_str().unwrap_or_default())
    };
    if text("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none") {
        return false;
    }
    let Some(origin) = text("origin") else {
        return true;
    };
    // Behind a proxy the base address counts; at a desk under another loopback name, the host asked for.
    let host = text("host").unwrap_or_default();
    origin == app.config.server.base_url
        || (!app.config.is_https() && origin.strip_prefix("http://") == Some(host))
}

/// The secret the request carries, and the request with its body as it came.
async fn secret_of(app: &App, request: Request) -> Result<(Request, String), PageError> {
    if let Some(secret) = request.headers().get("x-csrf-token") {
        let secret = secret.to_str().unwrap_or_default().to_owned();
        return Ok((request, secret));
    }
    let kind = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    if kind.starts_with("application/x-www-form-urlencoded") {
        return secret_of_form(app, request).await;
    }
    match boundary(&kind) {
        Some(boundary) => Ok(secret_of_parts(request, boundary).await),
        None => Err(PageError::new(ErrorKind::UnsupportedMedia)),
    }
}

async fn secret_of_form(app: &App, request: Request) -> Result<(Request, String), PageError> {
    let (parts, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, app.config.limits.form_bytes)
        .await
        .map_err(|_| PageError::new(ErrorKind::TooLarge))?;
    let copy = Request::builder()
        .method(&parts.method)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(bytes.clone()))
        .map_err(PageError::broken)?;
    let Form(fields) = Form::<Vec<(String, String)>>::from_request(copy, &())
        .await
        .map_err(|_| PageError::new(ErrorKind::BadRequest))?;
    let secret = fields
        .into_iter()
        .find_map(|(name, value)| (name == "_csrf").then_some(value));
    Ok((
        Request::from_parts(parts, Body::from(bytes)),
        secret.unwrap_or_default(),
    ))
}

/// The first part of a form with files ends well within this many bytes if it is the secret.
const FIRST_PART_BYTES: usize = 1024;

async fn secret_of_parts(request: Request, boundary: &str) -> (Request, String) {
    let (parts, mut body) = request.into_parts();
    let mut read = Vec::new();
    let mut secret = None;
    while secret.is_none() && read.len() < FIRST_PART_BYTES {
        let frame = std::future::poll_fn(|task| Pin::new(&mut body).poll_frame(task)).await;
        let Some(Ok(frame)) = frame else { break };
        if let Ok(data) = frame.into_data() {
            read.extend_from_slice(&data);
        }
        secret = first_part(&read, boundary);
    }
    let whole = Body::new(Prefixed {
        first: (!read.is_empty()).then(|| Bytes::from(read)),
        rest: body,
    });
    (
        Request::from_parts(parts, whole),
        secret.unwrap_or_default(),
    )
}

fn boundary(content_type: &str) -> Option<&str> {
    let rest = content_type.strip_prefix("multipart/form-data")?;
    let value = rest
        .split(';')
        .find_map(|piece| piece.trim().strip_prefix("boundary="))?;
    Some(value.trim_matches('"'))
}

/// The value of the first part if that is `_csrf` and has come in whole.
fn first_part(read: &[u8], boundary: &str) -> Option<String> {
    let limit = read.len().min(FIRST_PART_BYTES);
    let text = String::from_utf8_lossy(read.get(..limit)?);
    let rest = text
        .strip_prefix("--")?
        .strip_prefix(boundary)?
        .strip_prefix("\r\n")?;
    let (head, rest) = rest.split_once("\r\n\r\n")?;
    let is_ours = head
        .split("\r\n")
        .any(|line| line.eq_ignore_ascii_case("content-disposition: form-data; name=\"_csrf\""));
    let (value, _) = rest.split_once("\r\n--")?;
    is_ours.then(|| value.to_owned())
}

/// Compares without stopping at the first difference, so that time tells nothing about the secret.
fn same(one: &str, other: &str) -> bool {
    let differences = one
        .bytes()
        .zip(other.bytes())
        .fold(0_u8, |found, (left, right)| found | (left ^ right));
    one.len() == other.len() && differences == 0
}

/// A body whose beginning has already been read.
struct Prefixed {
    first: Option<Bytes>,
    rest: Body,
}

impl HttpBody for Prefixed {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        task: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        match self.first.take() {
            Some(first) => Poll::Ready(Some(Ok(Frame::data(first)))),
            None => Pin::new(&mut self.rest).poll_frame(task),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.first.is_none() && self.rest.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_first_part_named_csrf_counts() {
        let head = "--B\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n";
        for (text, want) in [
            (format!("{head}secret\r\n--B\r\n"), Some("secret")),
            (format!("{head}secr"), None),
            (head.replace("_csrf", "file") + "secret\r\n--B\r\n", None),
            (format!("x{head}secret\r\n--B\r\n"), None),
        ] {
            assert_eq!(first_part(text.as_bytes(), "B").as_deref(), want, "{text}");
        }
    }

    #[test]
    fn secrets_are_equal_only_as_a_whole() {
        assert!(same("abc", "abc"));
        assert!(!same("abc", "abd"));
        assert!(!same("abc", "ab"));
        assert!(!same("", "a"));
    }
}
