//! The catalogue in force: that of the release whose day has come. It changes while the program runs; what runs already
//! keeps the release it began with.

use std::ops::Deref;
use std::sync::{Arc, PoisonError, RwLock};

use jiff::civil::Date;
use window_domain::catalogue::{
    Catalogue, Department, DepartmentCode, Item, ItemCode, Releases, files_of_release, release_hash,
};

use super::CatalogueFiles;
use crate::city::City;

/// The releases and which of them is in force. Clones share it.
#[derive(Debug, Clone)]
pub struct CatalogueInForce(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    shipped: Arc<CatalogueFiles>,
    /// A release has a megabyte and a few come in a year: each is kept while the program runs, so that whoever reads one
    /// needs no guard.
    now: RwLock<Now>,
}

#[derive(Debug, Clone, Copy)]
struct Now {
    releases: &'static Releases<&'static Catalogue>,
    /// Hashes over their files, in the same order: the name alone does not tell what came with another program.
    hashes: &'static [String],
    in_force: &'static Catalogue,
}

impl Deref for CatalogueInForce {
    type Target = Catalogue;

    fn deref(&self) -> &Catalogue {
        self.now().in_force
    }
}

impl CatalogueInForce {
    /// The city's catalogue, the only release.
    pub(super) fn new(city: &City) -> Self {
        let first = kept(Arc::clone(&city.catalogue));
        let now = Now {
            releases: Box::leak(Box::new(Releases::new(first))),
            hashes: Vec::leak(vec![release_hash(&files_of_release((*city.files).clone()))]),
            in_force: first,
        };
        let now = RwLock::new(now);
        let shipped = Arc::clone(&city.files);
        Self(Arc::new(Shared { shipped, now }))
    }

    fn now(&self) -> Now {
        *self.0.now.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The files that came with the program.
    pub fn shipped(&self) -> &CatalogueFiles {
        &self.0.shipped
    }

    /// All releases.
    pub fn releases(&self) -> &'static Releases<&'static Catalogue> {
        self.now().releases
    }

    /// All releases with the hashes over their files, as they were taken up.
    pub(super) fn taken_up(&self) -> (&'static Releases<&'static Catalogue>, &'static [String]) {
        let now = self.now();
        (now.releases, now.hashes)
    }

    /// The release in force on a day.
    pub fn on(&self, day: Date) -> &'static Catalogue {
        self.releases().on(day)
    }

    /// The item of this code, as the release in force has it, or else the newest that has one: what is listed may have
    /// begun before the item went.
    pub fn known_item(&self, code: &ItemCode) -> Option<&'static Item> {
        let mut known = self.newest_first();
        known.find_map(|catalogue| catalogue.item(code))
    }

    /// The department of this code, likewise.
    pub fn known_department(&self, code: &DepartmentCode) -> Option<&'static Department> {
        let mut known = self.newest_first();
        known.find_map(|catalogue| catalogue.department(code))
    }

    /// The release in force, then all others, the newest first.
    fn newest_first(&self) -> impl Iterator<Item = &'static Catalogue> {
        let now = self.now();
        let all: Vec<_> = now
            .releases
            .iter()
            .map(|release| release.catalogue)
            .collect();
        std::iter::once(now.in_force).chain(all.into_iter().rev())
    }

    /// Takes up these releases with the hashes over their files, of which the one of `today` is in force.
    pub(super) fn set(
        &self,
        (releases, hashes): (Releases<&'static Catalogue>, Vec<String>),
        today: Date,
    ) {
        let now = Now {
            in_force: releases.on(today),
            releases: Box::leak(Box::new(releases)),
            hashes: Vec::leak(hashes),
        };
        *self.0.now.write().unwrap_or_else(PoisonError::into_inner) = now;
    }

    /// Lets the release of `today` be in force.
    pub(super) fn turn_to(&self, today: Date) {
        let mut now = self.0.now.write().unwrap_or_else(PoisonError::into_inner);
        now.in_force = now.releases.on(today);
    }
}

/// A catalogue for as long as the program runs.
pub(super) fn kept(catalogue: Arc<Catalogue>) -> &'static Catalogue {
    let kept: &'static Arc<Catalogue> = Box::leak(Box::new(catalogue));
    kept
}
