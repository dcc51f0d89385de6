//! Sessions: a random token in a cookie, kept only as its hash, ended by idleness, age or logout.

use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use super::Account;
use crate::app::App;
use crate::http::{PageError, Visitor};
use crate::random::hex;

/// A login under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the token; the token itself is only in the cookie.
    pub token_hash: String,
    /// When it ends, used or not.
    pub expires_at: Timestamp,
}

/// Uses of a session are noted this often, not at each request: a page is then a read, not a write.
const NOTED_EVERY_SECONDS: i64 = 60;

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
    let held = cookies
        .get(cookie_name(app))
        .map(|cookie| cookie.value().to_owned());
    let Some(token) = held.filter(|token| is_token(token)) else {
        let token = app.random.token().map_err(PageError::unavailable)?;
        visitor.csrf = form_secret(&token);
        return Ok(Some(cookie(app, &token)));
    };
    visitor.csrf = form_secret(&token);
    let now = app.clock.now();
    let found = app
        .store
        .session(&hash(&token), now)
        .await
        .map_err(PageError::unavailable)?;
    let Some(found) = found else {
        return Ok(None);
    };
    let account = Account::from_record(found.account, &app.office.catalogue)?;
    let idle_minutes = if account.is_applicant() {
        app.config.session.applicant_idle_minutes
    } else {
        app.config.session.staff_idle_minutes
    };
    let session = found.session;
    let unused = now.duration_since(session.last_seen_at).as_secs();
    if unused >= i64::from(idle_minutes) * 60 {
        app.store
            .close_session(&session.token_hash)
            .await
            .map_err(PageError::unavailable)?;
        return Ok(None);
    }
    if unused >= NOTED_EVERY_SECONDS {
        app.store
            .touch_session(&session.token_hash, now, visitor.language.tag())
            .await
            .map_err(PageError::unavailable)?;
    }
    visitor.csrf = form_secret(&session.csrf_secret);
    visitor.roles.clone_from(&account.roles);
    visitor.has_first_password = found.has_first_password;
    visitor.account = Some(account);
    visitor.session = Some(Session {
        token_hash: session.token_hash,
        expires_at: session.expires_at,
    });
    Ok(None)
}

/// Opens a session under a new token, so that a token known before the login is worth nothing after it.
///
/// # Errors
/// When the records or the random source do not answer.
pub async fn open(
    app: &App,
    visitor: &Visitor,
    account: &Account,
) -> Result<Cookie<'static>, PageError> {
    let token = app.random.token().map_err(PageError::unavailable)?;
    let now = app.clock.now();
    let lifetime = SignedDuration::from_hours(i64::from(app.config.session.absolute_hours));
    let session = window_store::Session {
        token_hash: hash(&token),
        account_id: account.id.to_string(),
        csrf_secret: app.random.token().map_err(PageError::unavailable)?,
        created_at: now,
        last_seen_at: now,
        expires_at: now.checked_add(lifetime).map_err(PageError::broken)?,
        language: visitor.language.tag().to_owned(),
    };
    if let Some(old) = &visitor.session {
        close(app, old).await?;
    }
    app.store
        .open_session(&session)
        .await
        .map_err(PageError::unavailable)?;
    Ok(cookie(app, &token))
}

/// Ends a session for good.
///
/// # Errors
/// When the records do not answer.
pub async fn close(app: &App, session: &Session) -> Result<(), PageError> {
    app.store
        .close_session(&session.token_hash)
        .await
        .map_err(PageError::unavailable)
}

/// A cookie that makes the browser forget its token.
pub fn forgetting(app: &App) -> Cookie<'static> {
    let mut cookie = cookie(app, "");
    cookie.make_removal();
    cookie
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

/// What forms carry: derived from the session's secret, or from the token of somebody not logged in.
fn form_secret(secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(format!("form:{secret}")))
}

fn hash(token: &str) -> String {
    hex(&Sha256::digest(token))
}
