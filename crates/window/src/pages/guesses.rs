//! The brake on guessing a number that is found again by its telephone (a booking, a complaint): after a few misses about
//! one number, one telephone or one address everybody who asks about it waits.

use std::net::SocketAddr;

use axum::extract::ConnectInfo;
use axum::http::Extensions;
use jiff::SignedDuration;
use window_domain::catalogue::FindPolicy;
use window_domain::id::phone;
use window_store::LoginSubject;

use crate::app::App;
use crate::http::PageError;

/// Characters of a number that are told apart: more than any number has.
const NUMBER_MAX_CHARS: usize = 32;

/// One guess, and what it is counted under.
pub(super) struct Guess {
    subjects: [String; 3],
    from: String,
}

impl Guess {
    /// A guess at a `kind` of number. Each part is counted by itself, however it is written: one number tried with many
    /// telephones, one telephone with many numbers, one address. An empty number is none.
    pub(super) fn new(kind: &str, number: &str, typed_phone: &str, from: String) -> Self {
        let number: String = number.chars().take(NUMBER_MAX_CHARS).collect();
        let phone = phone::parse(typed_phone).unwrap_or_default();
        Self {
            subjects: [
                format!("{kind}-number/{number}"),
                format!("{kind}-phone/{phone}"),
                format!("{kind}-address/{from}"),
            ],
            from,
        }
    }

    /// Refuses to look if there were too many misses.
    ///
    /// # Errors
    /// Too many tries, with the seconds to wait; a failing store.
    pub(super) async fn allowed(&self, app: &App, policy: FindPolicy) -> Result<(), PageError> {
        let seconds = u32::from(policy.within_minutes).saturating_mul(60);
        let since = app
            .clock
            .now()
            .checked_sub(SignedDuration::from_secs(i64::from(seconds)))
            .map_err(PageError::broken)?;
        // What is no number, and a browser whose address is unknown, are not everybody's.
        for subject in self.subjects.iter().filter(|it| !it.ends_with('/')) {
            let failures = app
                .store
                .login_failures_since(LoginSubject::Login(subject), since)
                .await
                .map_err(PageError::unavailable)?;
            if failures >= u64::from(policy.failures) {
                return Err(PageError::too_many(seconds));
            }
        }
        Ok(())
    }

    /// Notes that it was a miss.
    ///
    /// # Errors
    /// A failing store.
    pub(super) async fn missed(&self, app: &App) -> Result<(), PageError> {
        let now = app.clock.now();
        for subject in &self.subjects {
            let noted = app.store.record_login_failure(subject, &self.from, now);
            noted.await.map_err(PageError::unavailable)?;
        }
        Ok(())
    }
}

/// Address of the browser, as far as it is known; empty if not.
pub(super) fn address(extensions: &Extensions) -> String {
    extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map(|ConnectInfo(address)| address.ip().to_string())
        .unwrap_or_default()
}
