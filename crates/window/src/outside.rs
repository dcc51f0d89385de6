//! What all talk with counterparts outside shares: patience, how often and when something is tried again, and when a
//! person must look.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use window_store::{OutboxClaim, OutboxEntry};

use crate::random::hex;
use crate::service::{Office, Refused};

/// Messages of one round.
pub(crate) const ROUND: u32 = 50;
/// A counterpart that says nothing for so long has failed.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);
/// How long a message is one sender's alone. Longer than a patient conversation of six questions and answers takes, and
/// short enough for what a sender that died had in hand.
pub(crate) const LEASE: SignedDuration = SignedDuration::from_mins(5);
/// Attempts after which a person must look.
pub(crate) const ATTEMPTS_MAX: u32 = 12;
/// Minutes until the next attempt, by attempts failed; the last one for all further ones.
const WAITS: [i64; 5] = [1, 5, 30, 120, 360];

/// Sends requests; with `heard` an answer that is no success is an answer and not an error.
pub(crate) fn agent(heard: bool) -> ureq::Agent {
    let config = ureq::Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .http_status_as_error(!heard)
        .build();
    config.into()
}

/// Takes the next message of a topic, for this sender alone until the lease runs out.
pub(crate) async fn claim(office: &Office, topic: &str) -> Result<Option<OutboxEntry>, Refused> {
    let by = office.random.bytes::<8>();
    let by = by.map_err(|error| Refused::Broken(error.to_string()))?;
    let at = office.clock.now();
    let claim = OutboxClaim {
        by: hex(&by),
        at,
        until: at.checked_add(LEASE).unwrap_or(Timestamp::MAX),
    };
    Ok(office.store.outbox_claim(topic, &claim).await?)
}

/// Keeps why an attempt failed, and when the next one is; after the last one a person must look.
pub(crate) async fn failed(
    office: &Office,
    entry: &OutboxEntry,
    reason: &str,
) -> Result<(), Refused> {
    let attempt = entry.attempts.saturating_add(1);
    let now = office.clock.now();
    let retry_at = (attempt < ATTEMPTS_MAX).then(|| next_try(now, attempt));
    let failed = office.store.outbox_failed(entry, reason, now, retry_at);
    Ok(failed.await?)
}

/// No further attempt would help: a person must look.
pub(crate) async fn park(
    office: &Office,
    entry: &OutboxEntry,
    reason: &str,
) -> Result<(), Refused> {
    tracing::error!(message = entry.id, topic = entry.topic, %reason, "A message is parked");
    let now = office.clock.now();
    Ok(office.store.outbox_failed(entry, reason, now, None).await?)
}

/// When to try again after so many attempts.
fn next_try(now: Timestamp, attempt: u32) -> Timestamp {
    let last = WAITS.len().saturating_sub(1);
    let failed = usize::try_from(attempt).unwrap_or(last).saturating_sub(1);
    let minutes = WAITS.get(failed.min(last)).copied().unwrap_or(1);
    let wait = SignedDuration::from_mins(minutes);
    now.checked_add(wait).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_stay_at_the_longest() {
        let start = Timestamp::UNIX_EPOCH;
        let waits: Vec<i64> = [1, 2, 3, 4, 5, 11]
            .map(|attempt| next_try(start, attempt).as_second() / 60)
            .into();
        assert_eq!(waits, [1, 5, 30, 120, 360, 360]);
    }
}
