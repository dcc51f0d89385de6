//! Releases of the catalogue: which is in force on a day, and which a running matter keeps (design 6).

use super::Catalogue;
use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write;
use jiff::civil::Date;
use sha2::{Digest, Sha256};

/// Longest name of a release, in characters; it stands on papers and in lists.
pub const RELEASE_NAME_MAX: usize = 20;

/// Whether a release may be called this: letters, digits, points and hyphens.
pub fn is_release_name(name: &str) -> bool {
    let is_allowed = |it: char| it.is_ascii_alphanumeric() || it == '.' || it == '-';
    (1..=RELEASE_NAME_MAX).contains(&name.len())
        && name.chars().all(is_allowed)
        && name.starts_with(|it: char| it.is_ascii_alphanumeric())
}

/// SHA-256 over the files of a release, as 64 hex digits: for each in the order of its path the length of the path (eight
/// bytes, the highest first), the path, the length of the text, the text.
pub fn release_hash(files: &BTreeMap<String, String>) -> String {
    let mut hasher = Sha256::new();
    for part in files.iter().flat_map(|(path, text)| [path, text]) {
        let length = u64::try_from(part.len()).unwrap_or(u64::MAX);
        hasher.update(length.to_be_bytes());
        hasher.update(part.as_bytes());
    }
    let mut hash = String::new();
    for byte in hasher.finalize() {
        // Writing into a string cannot fail.
        let _ = write!(hash, "{byte:02x}");
    }
    hash
}

/// A release and the day from which it is in force.
#[derive(Debug, Clone, Copy)]
pub struct Release<C> {
    /// First day.
    pub from: Date,
    /// The catalogue.
    pub catalogue: C,
}

/// All releases that are or will be in force. Never empty.
#[derive(Debug, Clone)]
pub struct Releases<C> {
    first: Release<C>,
    /// In the order of their first days; of two on one day the later decided one last.
    others: Vec<Release<C>>,
}

impl<C: AsRef<Catalogue>> Releases<C> {
    /// The first release, in force from the beginning.
    pub const fn new(catalogue: C) -> Self {
        Self {
            first: Release {
                from: Date::MIN,
                catalogue,
            },
            others: Vec::new(),
        }
    }

    /// Adds one that was decided after all others.
    pub fn add(&mut self, from: Date, catalogue: C) {
        let at = self.others.partition_point(|other| other.from <= from);
        self.others.insert(at, Release { from, catalogue });
    }

    /// The release in force on a day.
    pub fn on(&self, day: Date) -> &C {
        let begun = self.others.iter().rev().find(|other| other.from <= day);
        &begun.unwrap_or(&self.first).catalogue
    }

    /// The release of this name.
    pub fn named(&self, name: &str) -> Option<&C> {
        self.iter()
            .find(|release| release.catalogue.as_ref().release() == name)
            .map(|release| &release.catalogue)
    }

    /// How many there are.
    #[expect(clippy::len_without_is_empty, reason = "never empty")]
    pub fn len(&self) -> usize {
        self.others.len().saturating_add(1)
    }

    /// All of them: the first, then in the order of their first days.
    pub fn iter(&self) -> impl Iterator<Item = &Release<C>> {
        core::iter::once(&self.first).chain(&self.others)
    }

    /// The release somebody began with; the first, if an older program kept none.
    pub fn kept(&self, name: &str) -> &C {
        self.named(name).unwrap_or(&self.first.catalogue)
    }

    /// The next that comes into force after a day, with its first day.
    pub fn after(&self, day: Date) -> Option<&Release<C>> {
        self.others.iter().find(|other| other.from > day)
    }

    /// The one that will be in force last.
    pub fn newest(&self) -> &C {
        &self.others.last().unwrap_or(&self.first).catalogue
    }
}

/// The files of a release that are kept with it: all but the calendar, which has imports of its own.
pub fn files_of_release(mut files: BTreeMap<String, String>) -> BTreeMap<String, String> {
    files.remove(CALENDAR_FILE);
    files
}

/// The calendar among the files of a city.
pub const CALENDAR_FILE: &str = "calendar.json";

/// The files of a release an older program recorded, with those it did not have taken from the shipped catalogue: a rule
/// that came later counts for what runs too.
pub fn completed(
    mut files: BTreeMap<String, String>,
    shipped: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    for (path, text) in shipped {
        let is_part = path.contains('/');
        if !is_part && !files.contains_key(path) {
            files.insert(path.to_owned(), text.to_owned());
        }
    }
    files
}

#[cfg(test)]
mod tests {
    use super::super::shipped;
    use super::*;
    use std::sync::Arc;

    fn named(name: &str) -> Arc<Catalogue> {
        let mut files = shipped::files();
        let city = files.get_mut("city.toml").unwrap();
        *city = city.replace(
            "release = \"2026.1\"",
            &std::format!("release = \"{name}\""),
        );
        Arc::new(Catalogue::from_files(&files).unwrap())
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn in_force(releases: &Releases<Arc<Catalogue>>, on: &str) -> String {
        releases.on(day(on)).release().to_owned()
    }

    #[test]
    fn a_release_is_in_force_from_its_first_day_until_the_next() {
        let mut releases = Releases::new(named("2026.1"));
        releases.add(day("2026-12-01"), named("2026.3"));
        releases.add(day("2026-11-01"), named("2026.2"));
        assert_eq!(in_force(&releases, "2020-01-01"), "2026.1");
        assert_eq!(in_force(&releases, "2026-10-31"), "2026.1");
        assert_eq!(in_force(&releases, "2026-11-01"), "2026.2");
        assert_eq!(in_force(&releases, "2026-11-30"), "2026.2");
        assert_eq!(in_force(&releases, "2026-12-01"), "2026.3");
        assert_eq!(releases.newest().release(), "2026.3");
        let next = releases.after(day("2026-11-15")).unwrap();
        assert_eq!(
            (next.from, next.catalogue.release()),
            (day("2026-12-01"), "2026.3")
        );
        assert!(releases.after(day("2026-12-01")).is_none());
    }

    #[test]
    fn of_two_on_one_day_the_later_decided_counts_and_both_are_found_by_name() {
        let mut releases = Releases::new(named("2026.1"));
        releases.add(day("2026-11-01"), named("2026.2"));
        releases.add(day("2026-11-01"), named("2026.3"));
        assert_eq!(in_force(&releases, "2026-11-01"), "2026.3");
        for name in ["2026.1", "2026.2", "2026.3"] {
            assert_eq!(releases.named(name).unwrap().release(), name);
        }
        assert!(releases.named("2026.4").is_none());
    }

    #[test]
    fn the_hash_tells_texts_apart_wherever_the_border_between_path_and_text_is() {
        let of = |pairs: &[(&str, &str)]| {
            let owned = pairs.iter().map(|(a, b)| ((*a).into(), (*b).into()));
            release_hash(&owned.collect())
        };
        assert_eq!(of(&[("a", "bc")]).len(), 64);
        assert_ne!(of(&[("a", "bc")]), of(&[("ab", "c")]));
        assert_ne!(of(&[("a", ""), ("b", "")]), of(&[("a", "b")]));
        // Computed with sha256sum from the bytes the definition names.
        assert_eq!(
            of(&[]),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
    }

    #[test]
    fn names_of_releases_are_short_and_plain() {
        for good in ["2026.1", "a", "2026-12.rc1"] {
            assert!(is_release_name(good), "{good}");
        }
        for bad in ["", ".1", "2026 1", "a/b", "二", "123456789012345678901"] {
            assert!(!is_release_name(bad), "{bad}");
        }
    }

    #[test]
    fn a_recorded_release_is_read_with_the_files_that_came_later() {
        let mut old = shipped::files();
        old.remove("incentives.toml");
        old.remove("items/A01.toml");
        let complete = completed(old, &shipped::files());
        assert!(complete.contains_key("incentives.toml"));
        // An item that was not there stays away: it was no rule of that release.
        assert!(!complete.contains_key("items/A01.toml"));
    }
}
