//! The code by telephone that proves a number to somebody who books without an account: six digits, short-lived, few
//! guesses, and only its hash is kept.

use jiff::{SignedDuration, Timestamp};
use window_domain::refusal::{Code, Refusal};
use window_store::{BookingCode, CodeSubject};

use super::password;
use crate::app::App;
use crate::booking_messages;
use crate::http::PageError;
use crate::random::hex;

/// Codes there are: all of six digits.
const CODES: u32 = 1_000_000;

/// How sending a code ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// It is on its way; in a demonstration, where nothing is sent, it is shown instead.
    OnItsWay {
        /// The code, in a demonstration only.
        shown: Option<String>,
    },
    /// Too many were sent: to be asked for again after so many seconds.
    Wait(u32),
}

/// Who asks for a code.
#[derive(Clone, Copy, Debug)]
pub struct Asker<'a> {
    /// The number it goes to, digits only.
    pub phone: &'a str,
    /// Address of the browser; empty if unknown.
    pub address: &'a str,
    /// Language of the message.
    pub language: &'a str,
}

/// Sends a code, unless too many were sent to the number or asked for from the address.
///
/// # Errors
/// When the records do not answer or there is no randomness.
pub async fn send(app: &App, asker: Asker<'_>) -> Result<Sent, PageError> {
    let policy = app.office.catalogue.service().code;
    let now = app.clock.now();
    let seconds = u32::from(policy.within_minutes).saturating_mul(60);
    let since = before(now, seconds)?;
    for (subject, most) in [
        (CodeSubject::Phone(asker.phone), policy.per_phone),
        (CodeSubject::Address(asker.address), policy.per_address),
    ] {
        if matches!(subject, CodeSubject::Address("")) {
            continue;
        }
        let sent = app.store.booking_codes_since(subject, since).await;
        if sent.map_err(PageError::unavailable)? >= u64::from(most) {
            return Ok(Sent::Wait(seconds));
        }
    }
    let code = drawn(app)?;
    let life = SignedDuration::from_mins(i64::from(policy.minutes));
    let kept = BookingCode {
        id: hex(&app.random.bytes::<16>().map_err(PageError::unavailable)?),
        phone: asker.phone.to_owned(),
        address: asker.address.to_owned(),
        code_hash: password::hash_new(app, &code)
            .await
            .map_err(PageError::broken)?,
        created_at: now,
        expires_at: now.checked_add(life).map_err(PageError::broken)?,
        used_key: None,
    };
    let message =
        booking_messages::code(&app.office.catalogue, (asker.phone, asker.language), &code);
    app.store
        .add_booking_code(&kept, &message)
        .await
        .map_err(PageError::unavailable)?;
    Ok(Sent::OnItsWay {
        shown: app.config.demo.then_some(code),
    })
}

/// Whether a code is the newest one sent to a number, still alive, and not used with another form. The answer names it,
/// to be used up by [`used`]. Wrong, old and used codes are refused alike.
///
/// # Errors
/// When the records do not answer.
pub async fn check(
    app: &App,
    (phone, code): (&str, &str),
    form_key: &str,
) -> Result<Result<String, Refusal>, PageError> {
    let attempts = app.office.catalogue.service().code.attempts;
    let guessed = app
        .store
        .guess_booking_code(phone, app.clock.now(), attempts)
        .await
        .map_err(PageError::unavailable)?;
    let hash = guessed.as_ref().map(|kept| kept.code_hash.clone());
    let typed: String = code.chars().filter(char::is_ascii_digit).collect();
    let right = password::verify(app, &typed, hash)
        .await
        .map_err(PageError::broken)?;
    let is_own = |kept: &BookingCode| kept.used_key.as_deref().is_none_or(|key| key == form_key);
    let Some(kept) = guessed.filter(|kept| right && is_own(kept)) else {
        return Ok(Err(Refusal::new(Code::BookingCode).at("code")));
    };
    app.store
        .booking_code_right(&kept.id, None)
        .await
        .map_err(PageError::unavailable)?;
    Ok(Ok(kept.id))
}

/// Uses a code up for every form but this one: a second click on the same form finds the booking of the first.
///
/// # Errors
/// When the records do not answer.
pub async fn used(app: &App, id: &str, form_key: &str) -> Result<(), PageError> {
    app.store
        .booking_code_right(id, Some(form_key))
        .await
        .map_err(PageError::unavailable)
}

fn drawn(app: &App) -> Result<String, PageError> {
    let bytes = app.random.bytes::<4>().map_err(PageError::unavailable)?;
    Ok(format!("{:06}", u32::from_be_bytes(bytes) % CODES))
}

fn before(now: Timestamp, seconds: u32) -> Result<Timestamp, PageError> {
    now.checked_sub(SignedDuration::from_secs(i64::from(seconds)))
        .map_err(PageError::broken)
}
