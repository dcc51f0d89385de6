//! What the product can do: pages, API, CLI and jobs all call this, and nothing else writes
//! business data.

pub mod administration;
mod agreed;
mod audited;
pub mod booking;
pub mod calendar;
mod calendar_in_force;
mod catalogue_in_force;
pub mod complaint;
pub mod credit;
pub mod credit_letters;
pub mod cross_check;
pub mod draw;
pub mod enterprise;
mod execute;
mod fresh;
pub mod letters;
pub mod notice;
pub mod project;
pub mod rebuild;
mod refused;
pub mod release;
pub mod release_edit;
pub mod release_layouts;
mod release_meaning;
pub mod reload;
pub mod review;
pub mod score;
pub mod spoken;
pub mod staffing;
pub mod stream;
mod track;
pub mod upload;
pub mod visits;
pub mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use window_domain::calendar::{OfficeHours, instant, local_date};
use window_domain::catalogue::Catalogue;
use window_domain::complaint::Complaint;
use window_domain::credit::CreditRecord;
use window_domain::draw::Draw;
use window_domain::project::Project;
use window_domain::score::Score;
use window_domain::service_day::ServiceDay;
use window_domain::service_review::ServiceReview;
use window_store::{Blobs, IdempotencyKey, Store};

pub use calendar_in_force::CalendarInForce;
pub use catalogue_in_force::CatalogueInForce;
pub use execute::{Answer, Request};
pub use refused::Refused;
pub use reload::Loaded;

use crate::city::City;
use crate::clock::Clock;
use crate::random::Random;
use reload::Cache;

/// The city's rules, its records, the time, and chance: all a command needs.
#[derive(Debug)]
pub struct Office {
    /// The records.
    pub store: Store,
    /// The files.
    pub blobs: Blobs,
    /// The rules in force.
    pub catalogue: CatalogueInForce,
    /// Working days.
    pub calendar: CalendarInForce,
    /// The one clock.
    pub clock: Clock,
    /// The one random source.
    pub random: Random,
    pub(crate) projects: Cache<Project>,
    pub(crate) credits: Cache<CreditRecord>,
    pub(crate) draws: Cache<Draw>,
    pub(crate) days: Cache<ServiceDay>,
    pub(crate) reviews: Cache<ServiceReview>,
    pub(crate) complaints: Cache<Complaint>,
    pub(crate) scores: Cache<Score>,
    pub(crate) desk: booking::Desk,
}

impl Office {
    /// Puts the parts together.
    pub fn new(
        (store, blobs): (Store, Blobs),
        city: City,
        (clock, random): (Clock, Random),
    ) -> Self {
        Self {
            store,
            blobs,
            catalogue: CatalogueInForce::new(&city),
            calendar: CalendarInForce::new(Arc::unwrap_or_clone(city.calendar)),
            clock,
            random,
            projects: Cache::default(),
            credits: Cache::default(),
            draws: Cache::default(),
            days: Cache::default(),
            reviews: Cache::default(),
            complaints: Cache::default(),
            scores: Cache::default(),
            desk: booking::Desk::default(),
        }
    }

    /// The rules a project keeps: those of the release it began with.
    pub fn rules_of(&self, project: &Project) -> &'static Catalogue {
        self.catalogue.releases().kept(&project.release)
    }

    /// The civil date of an instant in the city.
    pub fn date(at: Timestamp) -> Date {
        local_date(at)
    }

    /// Today in the city.
    pub fn today(&self) -> Date {
        Self::date(self.clock.now())
    }

    /// The instant of a local date and time; `None` outside the years a timestamp knows.
    pub fn moment(local: jiff::civil::DateTime) -> Option<Timestamp> {
        instant(local)
    }

    /// Date on which something handed in at this instant counts as received.
    fn received_on(&self, at: Timestamp) -> Date {
        let hours = self.catalogue.city().office_hours;
        self.calendar.received_on(
            at,
            OfficeHours {
                open: hours.open,
                close: hours.close,
            },
        )
    }
}

/// Files of a catalogue as `Catalogue::from_files` takes them.
pub type CatalogueFiles = BTreeMap<String, String>;

/// The key of a request as a command takes it; `None` if it has not the form of one.
pub fn key(text: &str) -> Option<IdempotencyKey> {
    IdempotencyKey::parse(text)
}
