//! The brake on fetching data: so many requests a minute of one address, so that nobody takes the site from others.

use std::net::IpAddr;
use std::num::NonZeroU32;

use axum::http::Extensions;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::http::{PageError, client};

/// Addresses remembered before those that waited long enough are forgotten.
const REMEMBERED: usize = 10_000;

/// Counts requests by address.
#[derive(Debug)]
pub(crate) struct Brake(Option<DefaultKeyedRateLimiter<IpAddr>>);

impl Brake {
    /// So many a minute, evenly or at once; 0 for no limit.
    pub(crate) fn new(requests_per_minute: u32) -> Self {
        let quota = NonZeroU32::new(requests_per_minute).map(Quota::per_minute);
        Self(quota.map(RateLimiter::keyed))
    }

    /// Lets a request pass.
    ///
    /// # Errors
    /// Too many, with the seconds to wait.
    pub(super) fn pass(&self, extensions: &Extensions) -> Result<(), PageError> {
        let (Some(limiter), Some(address)) = (&self.0, client(extensions)) else {
            return Ok(());
        };
        if limiter.len() > REMEMBERED {
            limiter.retain_recent();
        }
        limiter.check_key(&address).map_err(|wait| {
            let wait = wait.wait_time_from(DefaultClock::default().now());
            let seconds = wait.as_secs().saturating_add(1);
            PageError::too_many(u32::try_from(seconds).unwrap_or(u32::MAX))
        })
    }
}
