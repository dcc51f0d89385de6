//! The one place that reads the time. Everything else is told what time it is.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use jiff::{SignedDuration, Timestamp};

/// Tells the time: the machine's own, or one that stands still and is moved by hand (tests, seeding a demo city).
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Fixed(Arc<Mutex<Timestamp>>),
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands at `at` until [`Clock::set`] or [`Clock::advance`] moves it. Clones share the time.
    pub fn fixed(at: Timestamp) -> Self {
        Self(Source::Fixed(Arc::new(Mutex::new(at))))
    }

    /// The present instant.
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Source::System => system_now(),
            Source::Fixed(at) => *at.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Puts a fixed clock to `at`; the machine's clock is not ours to set, so there it does nothing.
    pub fn set(&self, at: Timestamp) {
        if let Source::Fixed(held) = &self.0 {
            *held.lock().unwrap_or_else(PoisonError::into_inner) = at;
        }
    }

    /// Moves a fixed clock on by `by`, not beyond the last instant that can be written.
    pub fn advance(&self, by: SignedDuration) {
        let now = self.now();
        self.set(now.checked_add(by).unwrap_or(Timestamp::MAX));
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that reads the clock"
)]
fn system_now() -> Timestamp {
    // A machine set before 1970 has no sensible time to tell; the epoch makes that visible in every record.
    let elapsed = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let seconds = i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX);
    let nanoseconds = i32::try_from(elapsed.subsec_nanos()).unwrap_or(0);
    Timestamp::new(seconds, nanoseconds).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_clock_moves_only_by_hand_and_for_all_its_clones() {
        let start = Timestamp::from_second(1_790_000_000).unwrap();
        let clock = Clock::fixed(start);
        let other = clock.clone();
        clock.advance(SignedDuration::from_secs(90));
        assert_eq!(other.now().as_second(), start.as_second() + 90);
        other.set(start);
        assert_eq!(clock.now(), start);
    }

    #[test]
    fn the_machine_clock_cannot_be_set() {
        let clock = Clock::system();
        clock.set(Timestamp::UNIX_EPOCH);
        assert!(clock.now() > Timestamp::UNIX_EPOCH);
    }
}
