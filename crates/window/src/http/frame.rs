//! What happens to every request, whatever its route: who asks is found out, forged forms are
//! refused, errors are put into words, and the headers that protect the visitor are set.

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};

use super::client::Client;
use super::error::ErrorKind;
use super::visitor::{DISPLAY_COOKIE, LANGUAGE_COOKIE};
use super::{PageError, Visitor, csrf};
use crate::app::{App, AppState};
use crate::auth;
use crate::random::hex;
use crate::sending::REPORTS_PATH;

/// Nothing may be loaded or sent anywhere but from and to this site; no inline script or style runs.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; connect-src 'self'";

/// Set on each answer, unless a handler set its own (a file served in a sandbox).
const HEADERS: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=()",
    ),
];

/// All there is for whoever has a password an administrator knows.
const OPEN_TO_FIRST_PASSWORDS: [&str; 3] = ["/password", "/logout", "/session"];

/// Routes of other systems, which prove themselves by a signature and have neither cookie nor form.
const SIGNED: [&str; 1] = [REPORTS_PATH];

/// What our own pages load, and nobody else's.
const STATIC: &str = "/static/";

/// Beginnings of paths whose answers are the same for everybody.
const FOR_ALL: [&str; 6] = [
    STATIC,
    "/api/v1/public/",
    "/api/openapi.json",
    "/open/files/",
    "/checkpoint",
    "/tile/",
];

/// Programs of other sites may read it in a browser: it is public, and no cookie goes with it.
const ANYWHERE: [(HeaderName, &str); 2] = [
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "cross-origin",
    ),
];

/// Whether what is asked for is the same for everybody: no look-up of who asks, no cookie, readable from anywhere.
fn is_for_all(path: &str) -> bool {
    let table = path
        .strip_prefix("/open/")
        .and_then(|it| it.rsplit_once('.'));
    let is_table = table.is_some_and(|(_, ending)| matches!(ending, "csv" | "json"));
    is_table || FOR_ALL.iter().any(|begin| path.starts_with(begin))
}

/// Puts the frame around the routes.
pub(super) fn around(app: &AppState, routes: Router<AppState>) -> Router {
    routes
        .layer(DefaultBodyLimit::max(app.config.limits.upload_bytes))
        .layer(from_fn_with_state(AppState::clone(app), frame))
        .with_state(AppState::clone(app))
}

async fn frame(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let cookies = CookieJar::from_headers(request.headers());
    let mut visitor = Visitor::from_head(&app, request.uri(), request.headers(), &cookies);
    let path = request.uri().path();
    let (for_all, is_static) = (is_for_all(path), path.starts_with(STATIC));
    let answer = answer(&app, &mut visitor, &cookies, request, next).await;
    let mut response = in_words(&app, &visitor, answer);
    if for_all && !is_static {
        for (name, value) in ANYWHERE {
            response
                .headers_mut()
                .insert(name, HeaderValue::from_static(value));
        }
    } else if !for_all {
        keep_choices(&app, &visitor, &mut response);
    }
    protect(&app, &visitor, &mut response);
    response
}

async fn answer(
    app: &App,
    visitor: &mut Visitor,
    cookies: &CookieJar,
    mut request: Request,
    next: Next,
) -> Response {
    let proxies = &app.config.server.proxies;
    let client = Client::of(request.extensions(), request.headers(), proxies);
    visitor.request_id = match app.random.bytes::<8>() {
        Ok(bytes) => hex(&bytes),
        Err(error) => return PageError::unavailable(error).into_response(),
    };
    // What is the same for everybody may be kept by caches: no look-up, no cookie.
    let is_signed = SIGNED.contains(&request.uri().path());
    let new_cookie = if is_signed || is_for_all(request.uri().path()) {
        None
    } else {
        match auth::session::recognise(app, visitor, cookies).await {
            Ok(cookie) => cookie,
            Err(error) => return error.into_response(),
        }
    };
    if !is_signed {
        request = match csrf::check(app, visitor, request).await {
            Ok(request) => request,
            Err(error) => return error.into_response(),
        };
    }
    tracing::debug!(
        request = %visitor.request_id,
        method = %request.method(),
        route = request.uri().path(),
        "Request `{}` came in",
        visitor.request_id
    );
    if visitor.has_first_password && !OPEN_TO_FIRST_PASSWORDS.contains(&request.uri().path()) {
        return if visitor.wants_json {
            PageError::forbidden().into_response()
        } else {
            Redirect::to("/password").into_response()
        };
    }
    if let Some(client) = client {
        request.extensions_mut().insert(client);
    }
    request.extensions_mut().insert(visitor.clone());
    let mut response = next.run(request).await;
    if let Some(cookie) = new_cookie {
        add_cookie(&mut response, &cookie);
    }
    response
}

/// Puts errors into words, those of handlers and those of libraries alike.
fn in_words(app: &App, visitor: &Visitor, response: Response) -> Response {
    let error = match response.extensions().get::<PageError>() {
        Some(error) => error.clone(),
        None => match library_error(&response) {
            Some(kind) => PageError::new(kind),
            None => return response,
        },
    };
    let mut worded = error.respond(app, visitor);
    for cookie in response.headers().get_all(header::SET_COOKIE) {
        worded
            .headers_mut()
            .append(header::SET_COOKIE, cookie.clone());
    }
    if let Some(allow) = response.headers().get(header::ALLOW) {
        worded.headers_mut().insert(header::ALLOW, allow.clone());
    }
    worded
}

/// An error some library answered with in plain English. Our own answers with such a status are pages or JSON.
fn library_error(response: &Response) -> Option<ErrorKind> {
    let kind = response
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let plain = kind.is_none_or(|kind| kind.starts_with("text/plain"));
    plain
        .then(|| ErrorKind::from_status(response.status()))
        .flatten()
}

fn keep_choices(app: &App, visitor: &Visitor, response: &mut Response) {
    let language = visitor
        .chosen
        .language
        .map(|language| (LANGUAGE_COOKIE, language.tag()));
    let display = visitor
        .chosen
        .display
        .map(|display| (DISPLAY_COOKIE, display.as_str()));
    for (name, value) in [language, display].into_iter().flatten() {
        let cookie = Cookie::build((name, value))
            .path("/")
            .http_only(true)
            .secure(app.config.is_https())
            .same_site(SameSite::Lax)
            .permanent()
            .build();
        add_cookie(response, &cookie);
    }
}

fn add_cookie(response: &mut Response, cookie: &Cookie<'_>) {
    if let Ok(value) = HeaderValue::from_str(&cookie.to_string()) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

fn protect(app: &App, visitor: &Visitor, response: &mut Response) {
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    // Pages depend on who asks; none may lie in a shared cache or come back after logout.
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    if app.config.is_https() {
        headers
            .entry(header::STRICT_TRANSPORT_SECURITY)
            .or_insert(HeaderValue::from_static("max-age=31536000"));
    }
    if let Ok(id) = HeaderValue::from_str(&visitor.request_id) {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
}
