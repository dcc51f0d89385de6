//! The login itself, and the brake on guessing: after ten failures in a quarter of an hour each
//! further try must wait, longer every time, but nobody can lock an account for good.

use std::net::IpAddr;

use jiff::{SignedDuration, Timestamp};
use window_store::{AuditEntry, Audited, LoginSubject};

use super::{Account, password};
use crate::app::App;
use crate::http::{PageError, Visitor};

/// How a login ended.
#[derive(Debug)]
pub enum Outcome {
    /// Name and password belong together.
    Welcome(Box<Account>),
    /// They do not; which of the two is wrong is not told.
    Wrong,
    /// Too many failures: to be tried again after so many seconds.
    Wait(u32),
}

/// Who tries to log in.
#[derive(Clone, Copy, Debug)]
pub struct Attempt<'a> {
    /// The name typed.
    pub login: &'a str,
    /// The password typed.
    pub password: &'a str,
    /// Where from, if known.
    pub from: Option<IpAddr>,
}

/// Tries a login, and writes it to the audit.
///
/// # Errors
/// When the records do not answer or a kept hash is unreadable.
pub async fn attempt(
    app: &App,
    visitor: &Visitor,
    attempt: Attempt<'_>,
) -> Result<Outcome, PageError> {
    let outcome = check(app, visitor, attempt).await?;
    if let Outcome::Welcome(account) = &outcome {
        let ip = attempt.from.map(|address| address.to_string());
        tell(app, visitor, &account.id.to_string(), "login", ip).await?;
    }
    Ok(outcome)
}

/// Whether name and password belong together, slowed down as a login is; a failure is written to the audit.
///
/// # Errors
/// When the records do not answer or a kept hash is unreadable.
pub async fn check(
    app: &App,
    visitor: &Visitor,
    attempt: Attempt<'_>,
) -> Result<Outcome, PageError> {
    let now = app.clock.now();
    if let Some(seconds) = wait(app, attempt.login, now).await? {
        return Ok(Outcome::Wait(seconds));
    }
    let found = app
        .store
        .account_by_login(attempt.login)
        .await
        .map_err(PageError::unavailable)?
        .filter(|account| account.disabled_at.is_none());
    let kept = found.as_ref().map(|account| account.password_hash.clone());
    let right = password::verify(app, attempt.password, kept)
        .await
        .map_err(PageError::broken)?;
    let ip = attempt.from.map(|address| address.to_string());
    let Some(record) = found.filter(|_| right) else {
        app.store
            .record_login_failure(attempt.login, ip.as_deref().unwrap_or_default(), now)
            .await
            .map_err(PageError::unavailable)?;
        tell(app, visitor, "", "login-failed", ip).await?;
        return Ok(Outcome::Wrong);
    };
    Ok(Outcome::Welcome(Box::new(Account::from_record(
        record,
        &app.office.catalogue,
    )?)))
}

/// Writes a login, a failed one or a logout to the audit.
pub(crate) async fn tell(
    app: &App,
    visitor: &Visitor,
    account: &str,
    action: &str,
    ip: Option<String>,
) -> Result<(), PageError> {
    let audited = Audited {
        actor: account.to_owned(),
        at: app.clock.now(),
        entry: AuditEntry {
            action: action.to_owned(),
            object: account.to_owned(),
            outcome: if action == "login-failed" {
                "refused"
            } else {
                "done"
            }
            .to_owned(),
            detail: String::new(),
            ip,
            request_id: Some(visitor.request_id.clone()),
        },
    };
    app.store
        .audit(&audited)
        .await
        .map_err(PageError::unavailable)
}

/// Seconds to wait before the next try at this login; `None` if it may be made now.
async fn wait(app: &App, login: &str, now: Timestamp) -> Result<Option<u32>, PageError> {
    let rule = &app.config.login;
    let window_seconds = rule.window_minutes.saturating_mul(60);
    let failures = failures_within(app, login, now, window_seconds).await?;
    let Some(seconds) = wait_seconds(
        failures,
        rule.failures,
        rule.first_wait_seconds,
        window_seconds,
    ) else {
        return Ok(None);
    };
    let recent = failures_within(app, login, now, seconds).await?;
    Ok((recent > 0).then_some(seconds))
}

/// The wait after this many failures: none below the limit, then doubled each time up to the window.
fn wait_seconds(failures: u64, limit: u32, first: u32, longest: u32) -> Option<u32> {
    let beyond = failures.checked_sub(u64::from(limit))?;
    let doubled = u32::try_from(beyond)
        .ok()
        .and_then(|times| 2_u32.checked_pow(times))
        .and_then(|factor| first.checked_mul(factor));
    Some(doubled.unwrap_or(longest).min(longest))
}

async fn failures_within(
    app: &App,
    login: &str,
    now: Timestamp,
    seconds: u32,
) -> Result<u64, PageError> {
    let since = now
        .checked_sub(SignedDuration::from_secs(i64::from(seconds)))
        .map_err(PageError::broken)?;
    app.store
        .login_failures_since(LoginSubject::Login(login), since)
        .await
        .map_err(PageError::unavailable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_begin_at_the_limit_double_and_end_at_the_window() {
        for (failures, want) in [
            (0, None),
            (9, None),
            (10, Some(30)),
            (11, Some(60)),
            (14, Some(480)),
            (15, Some(900)),
            (1_000_000, Some(900)),
        ] {
            assert_eq!(wait_seconds(failures, 10, 30, 900), want, "{failures}");
        }
    }
}
