//! Text messages by a gateway over real HTTP: failures seen, repetitions under the same key, codes that neither linger nor
//! show.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use jiff::SignedDuration;
use window_domain::access::Role;
use window_one::config::Sms;
use window_one::jobs;
use window_one::sending::{Gateway, forget, send_sms};
use window_store::{OutboxClaim, OutboxFilter, OutboxState};

use crate::booking::{ask, person, time};
use crate::world::{PASSWORD, World};

/// What a gateway was sent, and how it will misbehave.
#[derive(Default)]
pub(crate) struct Counterpart {
    /// Idempotency key, authorisation, body.
    pub(crate) requests: Vec<(String, String, serde_json::Value)>,
    /// Requests it answers to be busy.
    pub(crate) busy: usize,
    /// Requests it takes, whose answers get lost.
    pub(crate) lost: usize,
    /// Takes nothing, and repeats what it was sent.
    pub(crate) refuses: bool,
}

pub(crate) type Shared = Arc<Mutex<Counterpart>>;

async fn take(
    State(gateway): State<Shared>,
    headers: HeaderMap,
    body: String,
) -> (StatusCode, String) {
    let mut gateway = gateway.lock().unwrap();
    let header = |name: &str| headers[name].to_str().unwrap().to_owned();
    let sent: serde_json::Value = serde_json::from_str(&body).unwrap();
    gateway
        .requests
        .push((header("idempotency-key"), header("authorization"), sent));
    if gateway.busy > 0 {
        gateway.busy -= 1;
        return (StatusCode::SERVICE_UNAVAILABLE, "busy".to_owned());
    }
    if gateway.lost > 0 {
        gateway.lost -= 1;
        return (StatusCode::OK, String::new());
    }
    if gateway.refuses {
        let words = body.replace('"', " ");
        return (
            StatusCode::UNPROCESSABLE_ENTITY,
            format!("{{\"refused\":\"not sent: {words}\"}}"),
        );
    }
    (StatusCode::OK, "{\"receipt\":\"G-1\"}".to_owned())
}

pub(crate) async fn counterpart(world: &World, behaviour: Counterpart) -> (Shared, Gateway) {
    let shared = Arc::new(Mutex::new(behaviour));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/sms", listener.local_addr().unwrap());
    let site = Router::new()
        .route("/sms", post(take))
        .with_state(Arc::clone(&shared));
    tokio::spawn(async move { axum::serve(listener, site).await.unwrap() });
    let key_file = world.folder().join("key");
    std::fs::write(&key_file, "sesame\n").unwrap();
    let gateway = Gateway::of(&Sms {
        url,
        key_file,
        report_key_file: PathBuf::new(),
    })
    .unwrap()
    .unwrap();
    (shared, gateway)
}

const PHONE: &str = "07140000303";

/// Somebody asks for a code.
pub(crate) async fn asked(world: &World) {
    let who = person("0714-000 0303", "王小明");
    let nine = time("normal", "2026-08-04", "09:00");
    let answer = ask(&mut world.browser(), &nine, &who).await;
    assert_eq!(answer.status, 200);
}

async fn with_lead() -> World {
    let world = World::new().await;
    world.add("lead", Role::WindowLead).await;
    world
}

async fn desk(world: &World) -> String {
    let mut lead = world.browser();
    assert_eq!(lead.log_in("lead", PASSWORD).await.status, 303);
    lead.get("/desk/notices?lang=en").await.body
}

/// The messages on the page, without the names of the tabs above them.
pub(crate) async fn desk_rows(world: &World) -> String {
    let page = desk(world).await;
    let rows = page.split_once("<tbody>").map(|(_, rows)| rows.to_owned());
    rows.unwrap_or_default()
}

/// The code in a message.
fn code(message: &serde_json::Value) -> String {
    let text = message["text"].as_str().unwrap();
    text.chars().filter(char::is_ascii_digit).take(6).collect()
}

#[tokio::test]
async fn a_busy_gateway_shows_its_failure_and_is_sent_the_same_again_and_once_more_when_an_answer_is_lost()
 {
    let world = with_lead().await;
    asked(&world).await;
    let behaviour = Counterpart {
        busy: 1,
        lost: 1,
        ..Counterpart::default()
    };
    let (gateway, client) = counterpart(&world, behaviour).await;
    assert_eq!(send_sms(&world.app, &client).await.unwrap(), 0);
    let seen = desk(&world).await;
    assert!(seen.contains("1 attempt failed: 503"), "{seen}");
    assert!(seen.contains("Next try"), "{seen}");
    // Not before its time.
    assert_eq!(send_sms(&world.app, &client).await.unwrap(), 0);
    world.app.clock.advance(SignedDuration::from_secs(61));
    assert_eq!(send_sms(&world.app, &client).await.unwrap(), 0);
    assert!(desk(&world).await.contains("2 attempts failed"));
    world.app.clock.advance(SignedDuration::from_secs(301));
    assert_eq!(send_sms(&world.app, &client).await.unwrap(), 1);
    assert_eq!(send_sms(&world.app, &client).await.unwrap(), 0);

    let requests = gateway.lock().unwrap().requests.clone();
    assert_eq!(requests.len(), 3);
    assert!(
        requests.iter().all(|one| *one == requests[0]),
        "{requests:?}"
    );
    let (_, authorization, body) = &requests[0];
    assert_eq!(authorization, "Bearer sesame");
    assert_eq!(body["phone"], PHONE);
    assert_eq!(body["template"], "booking-code");
    let seen = desk(&world).await;
    assert!(seen.contains("Receipt G-1"), "{seen}");
    for hidden in [PHONE, &code(body)] {
        assert!(!seen.contains(hidden), "{hidden}: {seen}");
    }
}

#[tokio::test]
async fn a_gateway_that_refuses_parks_the_message_and_what_it_repeats_stays_hidden() {
    let world = with_lead().await;
    asked(&world).await;
    let behaviour = Counterpart {
        refuses: true,
        ..Counterpart::default()
    };
    let (gateway, client) = counterpart(&world, behaviour).await;
    assert_eq!(send_sms(&world.app, &client).await.unwrap(), 0);
    world.app.clock.advance(SignedDuration::from_mins(9));
    assert_eq!(send_sms(&world.app, &client).await.unwrap(), 0);
    let requests = gateway.lock().unwrap().requests.clone();
    assert_eq!(requests.len(), 1);
    let seen = desk(&world).await;
    assert!(
        seen.contains("not sent") && seen.contains("Parked"),
        "{seen}"
    );
    for hidden in [PHONE, &code(&requests[0].2)] {
        assert!(!seen.contains(hidden), "{hidden}: {seen}");
    }
}

#[tokio::test]
async fn a_code_is_not_sent_once_it_ended_nor_when_a_newer_one_was_asked_for() {
    let world = with_lead().await;
    let (gateway, client) = counterpart(&world, Counterpart::default()).await;
    asked(&world).await;
    asked(&world).await;
    assert_eq!(send_sms(&world.app, &client).await.unwrap(), 1);
    assert_eq!(gateway.lock().unwrap().requests.len(), 1);
    assert!(desk(&world).await.contains("A newer code was sent"));

    asked(&world).await;
    world.app.clock.advance(SignedDuration::from_mins(10));
    assert_eq!(send_sms(&world.app, &client).await.unwrap(), 0);
    assert_eq!(gateway.lock().unwrap().requests.len(), 1);
    assert!(desk(&world).await.contains("Too old to be sent"));
}

#[tokio::test]
async fn forgetting_codes_while_one_is_being_sent_disturbs_neither() {
    let world = with_lead().await;
    asked(&world).await;
    let store = &world.app.store;
    let taken = store.outbox_pending("sms-code", world.app.clock.now(), 9);
    let taken = taken.await.unwrap();
    world.app.clock.advance(SignedDuration::from_hours(1));
    jobs::keep_bookings(&world.app.office).await.unwrap();
    // The sender comes back to a message that is gone: there is nothing to keep.
    let now = world.app.clock.now();
    store.outbox_sent(taken[0].id, "G-1", now).await.unwrap();
    store
        .outbox_failed(&taken[0], "busy", now, Some(now))
        .await
        .unwrap();
    let filter = OutboxFilter {
        topics: vec!["sms-code".to_owned()],
        state: None::<OutboxState>,
        before: None,
    };
    assert!(store.outbox_lines(&filter, 9).await.unwrap().is_empty());
    let (gateway, client) = counterpart(&world, Counterpart::default()).await;
    assert_eq!(send_sms(&world.app, &client).await.unwrap(), 0);
    assert!(gateway.lock().unwrap().requests.is_empty());
}

#[tokio::test]
async fn what_was_sent_ninety_days_ago_is_forgotten_and_what_waits_is_kept() {
    let world = with_lead().await;
    asked(&world).await;
    let (_, client) = counterpart(&world, Counterpart::default()).await;
    assert_eq!(send_sms(&world.app, &client).await.unwrap(), 1);
    asked(&world).await;
    assert_eq!(forget(&world.app).await.unwrap(), 0);
    world.app.clock.advance(SignedDuration::from_hours(90 * 24));
    let seen = desk(&world).await;
    assert!(seen.contains("more than 90 days ago are forgotten"));
    assert!(seen.contains("Receipt G-1"), "{seen}");
    world.app.clock.advance(SignedDuration::from_secs(1));
    assert_eq!(forget(&world.app).await.unwrap(), 1);
    let seen = desk_rows(&world).await;
    assert!(
        !seen.contains("Receipt G-1") && seen.contains("Waiting"),
        "{seen}"
    );
}

#[tokio::test]
async fn a_message_in_the_hands_of_another_program_is_left_alone_and_shown_so() {
    let world = with_lead().await;
    asked(&world).await;
    let now = world.app.clock.now();
    let claim = OutboxClaim {
        by: "another".to_owned(),
        at: now,
        until: now + SignedDuration::from_mins(5),
    };
    let store = &world.app.store;
    let taken = store.outbox_claim("sms-code", &claim).await.unwrap();
    assert!(taken.is_some());
    let (gateway, client) = counterpart(&world, Counterpart::default()).await;
    assert_eq!(send_sms(&world.app, &client).await.unwrap(), 0);
    assert!(gateway.lock().unwrap().requests.is_empty());
    assert!(desk_rows(&world).await.contains("Being sent"));
    world.app.clock.advance(SignedDuration::from_mins(5));
    assert_eq!(send_sms(&world.app, &client).await.unwrap(), 1);
}
