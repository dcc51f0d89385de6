//! The brake on guessing a number that is found again by its telephone (a booking, a complaint): after a few misses about
//! one number, one telephone or one address everybody who asks about it waits. And the brake on making complaints without
//! an account: so many with one telephone and from one address, then the next ones wait.

use axum::http::Extensions;
use jiff::{SignedDuration, Timestamp};
use window_domain::catalogue::{FilingPolicy, FindPolicy};
use window_domain::id::phone;
use window_store::LoginSubject;

use crate::app::App;
use crate::http::{PageError, client};

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

/// A complaint made without an account, and what it is counted under.
pub(super) struct Filing {
    phone: String,
    address: String,
}

/// A complaint that has to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wait {
    /// Until when.
    pub(super) until: Timestamp,
    /// Whether it is the telephone that too many came with, and not the address.
    pub(super) by_phone: bool,
}

impl Filing {
    /// However the telephone is written. What is no telephone, and an address nobody knows, are not everybody's.
    pub(super) fn new(typed_phone: &str, address: &str) -> Self {
        let named = |kind: &str, name: &str| match name {
            "" => String::new(),
            name => format!("complaining-{kind}/{name}"),
        };
        let phone = phone::parse(typed_phone).unwrap_or_default();
        Self {
            phone: named("phone", &phone),
            address: named("address", address),
        }
    }

    /// Until when it has to wait, if too many came before it.
    ///
    /// # Errors
    /// A failing store.
    pub(super) async fn wait(
        &self,
        app: &App,
        policy: FilingPolicy,
    ) -> Result<Option<Wait>, PageError> {
        let minutes = SignedDuration::from_mins(policy.within_minutes.into());
        let since = app.clock.now().checked_sub(minutes);
        let since = since.map_err(PageError::broken)?;
        let mut longest = None;
        for (subject, max, by_phone) in [
            (&self.phone, policy.per_phone, true),
            (&self.address, policy.per_address, false),
        ] {
            if subject.is_empty() {
                continue;
            }
            let times = app.store.login_failures_at(subject, (since, max)).await;
            let times = times.map_err(PageError::unavailable)?;
            let oldest = times.last().filter(|_| times.len() >= usize::from(max));
            if let Some(until) = oldest.and_then(|oldest| oldest.checked_add(minutes).ok()) {
                let wait = Wait { until, by_phone };
                let later = longest.filter(|other: &Wait| other.until >= until);
                longest = later.or(Some(wait));
            }
        }
        Ok(longest)
    }

    /// Notes that it was made.
    ///
    /// # Errors
    /// A failing store.
    pub(super) async fn note(&self, app: &App) -> Result<(), PageError> {
        let now = app.clock.now();
        let subjects = [&self.phone, &self.address];
        for subject in subjects.into_iter().filter(|it| !it.is_empty()) {
            // Not under the address itself: whoever complains has not failed to log in.
            let noted = app.store.record_login_failure(subject, "", now);
            noted.await.map_err(PageError::unavailable)?;
        }
        Ok(())
    }
}

/// Address of the browser, as far as it is known; empty if not.
pub(super) fn address(extensions: &Extensions) -> String {
    client(extensions).map_or_else(String::new, |address| address.to_string())
}
