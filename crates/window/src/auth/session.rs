//! Sessions: a random token in a cookie, kept only as its hash, ended by idleness, age or logout.

use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::http::{PageError, Visitor};

/// A login under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the token; the token itself is only in the cookie.
    pub token_hash: String,
}

/// Name of the cookie with the visitor's token. `__Host-` binds it to this very host, which
/// browsers grant to https only; on loopback without TLS the plain name has to do.
fn cookie_name(app: &App) -> &'static str {
    if app.config.is_https() {
        "__Host-window"
    } else {
        "window"
    }
}

/// Finds out who asks and gives the forms of this visitor their secret. A visitor without a token
/// is given one, so that the login form too can only be sent from our own page.
pub(crate) async fn recognise(
    app: &App,
    visitor: &mut Visitor,
    cookies: &CookieJar,
) -> Result<Option<Cookie<'static>>, PageError> {
    let held = cookies.get(cookie_name(app)).map(|cookie| cookie.value().to_owned());
    if let Some(token) = held.filter(|token| is_token(token)) {
        visitor.csrf = form_secret(&token);
        return Ok(None);
    }
    let token = app.random.token().map_err(PageError::unavailable)?;
    visitor.csrf = form_secret(&token);
    Ok(Some(cookie(app, &token)))
}

/// The cookie that carries `token` until the browser is closed.
fn cookie(app: &App, token: &str) -> Cookie<'static> {
    Cookie::build((cookie_name(app), token.to_owned()))
        .path("/")
        .http_only(true)
        .secure(app.config.is_https())
        .same_site(SameSite::Lax)
        .build()
}

/// Whether the text has the form of our tokens: 43 URL-safe characters.
fn is_token(text: &str) -> bool {
    text.len() == 43
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

/// What forms carry: derived from the token, so that it is bound to it and need not be kept.
fn form_secret(token: &str) -> String {
    hash("form", token)
}

fn hash(purpose: &str, token: &str) -> String {
    let mut digest = Sha256::new();
    digest.update(purpose.as_bytes());
    digest.update(b":");
    digest.update(token.as_bytes());
    URL_SAFE_NO_PAD.encode(digest.finalize())
}
