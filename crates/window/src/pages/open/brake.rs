//! The brake on fetching data: so many requests a minute of one address, so that nobody takes the site from others.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::Extensions;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::http::{PageError, client};

/// After so many requests addresses that waited long enough are forgotten.
const CLEANED_EVERY: u64 = 10_000;

/// Counts requests by address.
#[derive(Debug)]
pub(crate) struct Brake {
    limiter: Option<DefaultKeyedRateLimiter<IpAddr>>,
    passed: AtomicU64,
}

/// Whom an address belongs to: with IPv6 everybody has a whole network of them (/64).
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            let host = (1_u128 << 64) - 1;
            Ipv6Addr::from_bits(address.to_bits() & !host).into()
        }
    }
}

impl Brake {
    /// So many a minute, evenly or at once; 0 for no limit.
    pub(crate) fn new(requests_per_minute: u32) -> Self {
        let quota = NonZeroU32::new(requests_per_minute).map(Quota::per_minute);
        Self {
            limiter: quota.map(RateLimiter::keyed),
            passed: AtomicU64::new(0),
        }
    }

    /// Lets a request pass.
    ///
    /// # Errors
    /// Too many, with the seconds to wait.
    pub(super) fn pass(&self, extensions: &Extensions) -> Result<(), PageError> {
        let (Some(limiter), Some(address)) = (&self.limiter, client(extensions)) else {
            return Ok(());
        };
        let passed = self.passed.fetch_add(1, Ordering::Relaxed);
        if passed % CLEANED_EVERY == CLEANED_EVERY - 1 {
            limiter.retain_recent();
        }
        limiter.check_key(&network(address)).map_err(|wait| {
            let wait = wait.wait_time_from(DefaultClock::default().now());
            let seconds = wait.as_secs().saturating_add(1);
            PageError::too_many(u32::try_from(seconds).unwrap_or(u32::MAX))
        })
    }
}
