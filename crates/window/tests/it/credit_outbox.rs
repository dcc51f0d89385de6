//! Reports to a credit platform over real HTTP: failures seen, repetitions harmless, missing receipts overdue.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use jiff::SignedDuration;
use window_domain::credit::{CreditRecord, ExportKind};
use window_one::credit_platform::{Platform, report};

use crate::acts::logged_in;
use crate::credit_service::{published, record, supervised};

/// What a platform keeps of the messages it was sent, and how it will misbehave.
#[derive(Default)]
struct Counterpart {
    /// Receipts by idempotency key.
    taken: BTreeMap<String, (String, String)>,
    requests: usize,
    /// Requests it fails before it takes anything.
    down: usize,
    /// Requests it takes, whose answers get lost.
    lost: usize,
    /// Answers 202 without a receipt for ever.
    silent: bool,
}

type Shared = Arc<Mutex<Counterpart>>;

async fn take(
    State(platform): State<Shared>,
    headers: HeaderMap,
    body: String,
) -> (StatusCode, String) {
    let mut platform = platform.lock().unwrap();
    platform.requests += 1;
    if platform.silent {
        return (StatusCode::ACCEPTED, String::new());
    }
    if platform.down > 0 {
        platform.down -= 1;
        return (StatusCode::SERVICE_UNAVAILABLE, "down".to_owned());
    }
    let key = headers["idempotency-key"].to_str().unwrap().to_owned();
    let next = format!("R-{}", platform.taken.len() + 1);
    let (receipt, _) = platform.taken.entry(key).or_insert((next, body)).clone();
    if platform.lost > 0 {
        platform.lost -= 1;
        return (StatusCode::BAD_GATEWAY, "lost".to_owned());
    }
    (StatusCode::OK, format!("{{\"receipt\":\"{receipt}\"}}"))
}

async fn counterpart(behaviour: Counterpart) -> (Shared, Platform) {
    let shared = Arc::new(Mutex::new(behaviour));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/credit", listener.local_addr().unwrap());
    let site = Router::new()
        .route("/credit", post(take))
        .with_state(Arc::clone(&shared));
    tokio::spawn(async move { axum::serve(listener, site).await.unwrap() });
    (shared, Platform::new(&url))
}

fn state(record: &CreditRecord, target: &str, about: ExportKind) -> (usize, Option<String>) {
    let export = record.exports.get(&(target.to_owned(), about));
    export.map_or((0, None), |export| {
        let receipt = export.receipt.as_ref().map(|it| it.number.clone());
        (export.failures.len(), receipt)
    })
}

#[tokio::test]
async fn a_platform_that_fails_twice_is_told_once_and_both_failures_are_seen() {
    let world = supervised().await;
    let (id, _) = published(&world).await;
    let office = &world.app.office;
    // Down for both messages of the first round; then one is taken, but its answer is lost.
    let (platform, client) = counterpart(Counterpart {
        down: 2,
        lost: 1,
        ..Counterpart::default()
    })
    .await;
    assert_eq!(report(office, &client).await.unwrap(), 0);
    // Nothing is tried again before its time.
    assert_eq!(report(office, &client).await.unwrap(), 0);
    assert_eq!(platform.lock().unwrap().requests, 2);
    let page = format!("/watch/credit/{id}?lang=en");
    let mut supervisor = logged_in(&world, "supervisor").await;
    let seen = supervisor.get(&page).await;
    assert!(seen.body.contains("1 attempt failed"), "{}", seen.body);
    assert!(seen.body.contains("503"), "{}", seen.body);

    world.app.clock.advance(SignedDuration::from_secs(61));
    assert_eq!(report(office, &client).await.unwrap(), 1);
    world.app.clock.advance(SignedDuration::from_secs(301));
    assert_eq!(report(office, &client).await.unwrap(), 1);
    let record = record(&world, id).await;
    let about = ExportKind::Publication;
    assert_eq!(
        state(&record, "credit_hubei", about),
        (2, Some("R-1".to_owned()))
    );
    assert_eq!(
        state(&record, "double_publicity", about),
        (1, Some("R-2".to_owned()))
    );
    {
        let platform = platform.lock().unwrap();
        assert_eq!((platform.requests, platform.taken.len()), (5, 2));
        let number = &record.stage.decided().unwrap().ruling.number;
        for (_, body) in platform.taken.values() {
            let body: serde_json::Value = serde_json::from_str(body).unwrap();
            assert_eq!(body["number"], **number);
            assert_eq!(body["about"], "publication");
        }
    }
    // Told and answered: nothing is left to send.
    world.app.clock.advance(SignedDuration::from_hours(24));
    assert_eq!(report(office, &client).await.unwrap(), 0);
    assert_eq!(platform.lock().unwrap().requests, 5);
    let seen = logged_in(&world, "supervisor").await.get(&page).await;
    assert!(seen.body.contains("Receipt R-1"), "{}", seen.body);
}

#[tokio::test]
async fn a_receipt_that_never_comes_is_overdue_and_the_message_parked_after_twelve_attempts() {
    let world = supervised().await;
    let (id, _) = published(&world).await;
    let office = &world.app.office;
    let (platform, client) = counterpart(Counterpart {
        silent: true,
        ..Counterpart::default()
    })
    .await;
    for _ in 0..15 {
        assert_eq!(report(office, &client).await.unwrap(), 0);
        world.app.clock.advance(SignedDuration::from_hours(7));
    }
    assert_eq!(
        platform.lock().unwrap().requests,
        24,
        "12 for each platform"
    );
    let record = record(&world, id).await;
    let about = ExportKind::Publication;
    assert_eq!(state(&record, "credit_hubei", about), (12, None));
    world.app.clock.advance(SignedDuration::from_hours(24 * 5));
    let mut supervisor = logged_in(&world, "supervisor").await;
    let seen = supervisor.get(&format!("/watch/credit/{id}?lang=en")).await;
    assert!(seen.body.contains("Receipt missing since"), "{}", seen.body);
    assert!(seen.body.contains("12 attempts failed"), "{}", seen.body);
}

#[tokio::test]
async fn what_a_later_message_overtook_is_not_sent_any_more() {
    let world = supervised().await;
    let (id, _) = published(&world).await;
    let office = &world.app.office;
    world
        .app
        .clock
        .advance(SignedDuration::from_hours(24 * 400));
    assert_eq!(window_one::jobs::end_publications(office).await.unwrap(), 1);
    let (platform, client) = counterpart(Counterpart::default()).await;
    // The publication was never sent; each platform is told of the end alone.
    assert_eq!(report(office, &client).await.unwrap(), 2);
    assert_eq!(report(office, &client).await.unwrap(), 0);
    let taken = platform.lock().unwrap().taken.clone();
    assert_eq!(taken.len(), 2);
    for (_, body) in taken.values() {
        let body: serde_json::Value = serde_json::from_str(body).unwrap();
        assert_eq!(body["about"], "ending");
    }
    let record = record(&world, id).await;
    let (failures, receipt) = state(&record, "credit_hubei", ExportKind::Ending);
    assert_eq!((failures, receipt.is_some()), (0, true));
}
