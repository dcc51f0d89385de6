//! Figures of many cases: median and 90th percentile, never averages, and none of too few.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use jiff::civil::Date;

use crate::calendar::Calendar;
use crate::clock::{Clock, ClockStop, StopGround};
use crate::limit::Limit;

/// Fewer cases than this are not judged: one of them would be the figure (`mission.md` M15, `ux.md` page 24).
pub const ENOUGH: u64 = 5;

/// How often each value occurred.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Distribution(BTreeMap<i32, u64>);

impl Distribution {
    /// Nothing yet.
    pub const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// Adds a value that occurred `count` times.
    pub fn add(&mut self, value: i32, count: u64) {
        if count > 0 {
            let known = self.0.entry(value).or_default();
            *known = known.saturating_add(count);
        }
    }

    /// How many values there are.
    pub fn count(&self) -> u64 {
        self.0.values().fold(0, |sum, n| sum.saturating_add(*n))
    }

    /// Whether there are enough of them to be judged.
    pub fn is_enough(&self) -> bool {
        self.count() >= ENOUGH
    }

    /// The middle value, by the nearest rank: the smallest that at least half of all do not exceed;
    /// `None` of too few.
    pub fn median(&self) -> Option<i32> {
        self.at_rank(1, 2)
    }

    /// The value that nine in ten do not exceed; `None` of too few.
    pub fn ninetieth(&self) -> Option<i32> {
        self.at_rank(9, 10)
    }

    /// The smallest value that at least `part` of `whole` of all do not exceed.
    fn at_rank(&self, part: u64, whole: u64) -> Option<i32> {
        if !self.is_enough() {
            return None;
        }
        let rank = self.count().saturating_mul(part).div_ceil(whole);
        let mut seen = 0_u64;
        self.0.iter().find_map(|(value, count)| {
            seen = seen.saturating_add(*count);
            (seen >= rank).then_some(*value)
        })
    }
}

impl FromIterator<(i32, u64)> for Distribution {
    fn from_iter<I: IntoIterator<Item = (i32, u64)>>(values: I) -> Self {
        let mut all = Self::new();
        for (value, count) in values {
            all.add(value, count);
        }
        all
    }
}

/// `part` of `whole` in percent, rounded down: a promise kept in 999 of 1000 cases is not kept always. `None` of
/// too few.
pub fn percent(part: u64, whole: u64) -> Option<u64> {
    (whole >= ENOUGH).then(|| part.saturating_mul(100) / whole)
}

/// Working days in `(from, until]` on which the clock ran; a stop covers the days after its first until its last.
pub fn waited(
    calendar: &Calendar,
    (from, until): (Date, Date),
    stops: &[(Date, Option<Date>)],
) -> i32 {
    let stops: Vec<ClockStop> = stops
        .iter()
        .map(|(from, to)| ClockStop {
            from: *from,
            to: *to,
            ground: StopGround::Correction,
            reason: String::new(),
            max_days: None,
        })
        .collect();
    let clock = Clock {
        stops,
        ..Clock::new(from, Limit::None)
    };
    clock.used(calendar, until)
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_middle_and_the_ninetieth_are_values_that_occurred() {
        let days: Distribution = [(1, 3), (2, 4), (9, 3)].into_iter().collect();
        assert_eq!(days.count(), 10);
        assert_eq!(days.median(), Some(2));
        assert_eq!(days.ninetieth(), Some(9));
    }

    #[test]
    fn too_few_are_not_judged() {
        let four: Distribution = [(1, 4)].into_iter().collect();
        assert_eq!((four.median(), four.ninetieth()), (None, None));
        let five: Distribution = [(1, 5)].into_iter().collect();
        assert_eq!((five.median(), five.ninetieth()), (Some(1), Some(1)));
        assert_eq!((percent(4, 4), percent(4, 5)), (None, Some(80)));
        assert_eq!(percent(999, 1000), Some(99));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]
        #[test]
        fn ranks_are_those_of_the_sorted_list(mut days in prop::collection::vec(-5..60_i32, 5..200)) {
            let counted: Distribution = days.iter().map(|day| (*day, 1)).collect();
            days.sort_unstable();
            // The slow way: the value at the place, in the whole list.
            let at = |part: usize, whole: usize| days[(days.len() * part).div_ceil(whole) - 1];
            prop_assert_eq!(counted.median(), Some(at(1, 2)));
            prop_assert_eq!(counted.ninetieth(), Some(at(9, 10)));
            let below: Vec<_> = days.iter().filter(|day| **day <= at(9, 10)).collect();
            prop_assert!(below.len() * 10 >= days.len() * 9);
        }
    }
}
