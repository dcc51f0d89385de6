//! Ten thousand attempts at the last places: four programs on one database, of each kind. Nobody gets a place twice, no
//! place stays empty, and whoever is too late is told that it is full.

use std::process::Command;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Time;
use tempfile::TempDir;
use window_domain::access::Actor;
use window_domain::catalogue::ServiceKind;
use window_domain::refusal::Code;
use window_domain::service_day::{At, Guest, Wish};
use window_one::city::City;
use window_one::clock::Clock;
use window_one::random::Random;
use window_one::service::booking::NewBooking;
use window_one::service::{Office, Refused, Request};
use window_store::{Blobs, DatabaseUrl, ServiceSlotRow, Store};

/// People who want each place at the same time.
const RIVALS: usize = 40;
const PROGRAMS: usize = 4;

/// A program of its own: its connections, its cache.
async fn program(url: &DatabaseUrl, folder: &TempDir) -> Arc<Office> {
    let city = City::load(None).unwrap();
    let now: Timestamp = "2026-08-02T16:00:00Z".parse().unwrap();
    let store = Store::open(url).await.unwrap();
    store.migrate().await.unwrap();
    let blobs = Blobs::open(folder.path().join("blobs")).unwrap();
    Arc::new(Office::new(
        (store, blobs),
        city,
        (Clock::fixed(now), Random::system()),
    ))
}

fn rival(slot: &ServiceSlotRow, number: usize) -> NewBooking {
    NewBooking {
        at: At {
            kind: ServiceKind::parse(&slot.kind).unwrap(),
            start: slot.starts.parse::<Time>().unwrap(),
        },
        guest: Guest {
            phone: format!("0714{number:07}"),
            name: "访客".to_owned(),
            enterprise: None,
            company: String::new(),
            project: None,
            project_name: String::new(),
            region: None,
            language: "zh-CN".to_owned(),
        },
        wish: Wish {
            matter: "咨询".to_owned(),
            address: "示例路 1 号".to_owned(),
        },
        wait: false,
    }
}

async fn race(url: &DatabaseUrl) {
    let folder = tempfile::tempdir().unwrap();
    let mut programs = Vec::new();
    for _ in 0..PROGRAMS {
        programs.push(program(url, &folder).await);
    }
    let office = &programs[0];
    let today = office.today();
    let span = (today, office.catalogue.service().last_day(today));
    let slots = office.coming_slots(span, None).await.unwrap();
    let mut attempts = 0;
    for slot in &slots {
        let rivals: Vec<_> = (0..RIVALS)
            .map(|index| {
                attempts += 1;
                let office = Arc::clone(&programs[index % PROGRAMS]);
                let (day, new) = (slot.day, rival(slot, attempts));
                tokio::spawn(async move {
                    let anybody = Actor::anonymous();
                    office.book(&anybody, day, new, &Request::default()).await
                })
            })
            .collect();
        let mut won = 0;
        for rival in rivals {
            match rival.await.unwrap() {
                Ok(_) => won += 1,
                Err(Refused::Rules(refusals)) => {
                    assert!(refusals.has(Code::BookingFull), "{refusals}");
                }
                Err(error) => panic!("{}: {error}", slot.id),
            }
        }
        assert_eq!(won, slot.capacity, "{}", slot.id);
    }
    assert!(attempts >= 10_000, "{attempts}");
    let after = office.store.service_slots(span, None).await.unwrap();
    assert!(after.iter().all(|slot| slot.taken == slot.capacity));
    let places: u64 = after.iter().map(|slot| u64::from(slot.capacity)).sum();
    let figures = office.store.service_figures(span).await.unwrap();
    assert_eq!(figures.iter().map(|one| one.booked).sum::<u64>(), places);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn ten_thousand_attempts_at_the_last_places_overbook_nothing_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    race(&DatabaseUrl::sqlite(folder.path().join("window.db"))).await;
}

/// A database of the test's own on the server the tests were given; dropped with it.
pub(crate) struct Database {
    server: String,
    name: String,
}

impl Database {
    pub(crate) fn create(purpose: &str) -> Self {
        let server = std::env::var_os("WINDOW_TEST_POSTGRES")
            .expect("no PostgreSQL in WINDOW_TEST_POSTGRES: run cargo xtask test");
        let database = Self {
            server: server.into_string().unwrap(),
            name: format!("window_{purpose}_{}", std::process::id()),
        };
        assert!(database.tell("CREATE DATABASE"), "create a database");
        database
    }

    fn tell(&self, what: &str) -> bool {
        let status = Command::new("psql")
            .args([self.server.as_str(), "-q", "-c"])
            .arg(format!("{what} {}", self.name))
            .status();
        status.is_ok_and(|status| status.success())
    }

    pub(crate) fn url(&self) -> DatabaseUrl {
        let (place, _) = self.server.rsplit_once('/').unwrap();
        DatabaseUrl::parse(&format!("{place}/{}", self.name)).unwrap()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // A database that stays behind is no failure of the test.
        self.tell("DROP DATABASE IF EXISTS");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn ten_thousand_attempts_at_the_last_places_overbook_nothing_on_postgresql() {
    let database = Database::create("race");
    race(&database.url()).await;
}
