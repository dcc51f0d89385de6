//! What all talk with counterparts outside shares: patience, how often and when something is tried again, and when a
//! person must look.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use window_store::{OutboxEntry, StoreError};

use crate::service::Office;

/// Messages of one round.
pub(crate) const ROUND: u32 = 50;
/// A counterpart that says nothing for so long has failed.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);
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

/// Keeps why an attempt failed, and when the next one is; after the last one a person must look.
pub(crate) async fn failed(
    office: &Office,
    entry: &OutboxEntry,
    reason: &str,
) -> Result<(), StoreError> {
    let attempt = entry.attempts.saturating_add(1);
    let now = office.clock.now();
    let retry_at = (attempt < ATTEMPTS_MAX).then(|| next_try(now, attempt));
    office
        .store
        .outbox_failed(entry.id, reason, now, retry_at)
        .await
}

/// No further attempt would help: a person must look.
pub(crate) async fn park(
    office: &Office,
    entry: &OutboxEntry,
    reason: &str,
) -> Result<(), StoreError> {
    tracing::error!(message = entry.id, topic = entry.topic, %reason, "A message is parked");
    let now = office.clock.now();
    office
        .store
        .outbox_failed(entry.id, reason, now, None)
        .await
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
