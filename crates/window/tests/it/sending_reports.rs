//! Reports of the gateway over real HTTP: what it signs is believed once, everything else is refused and changes nothing.

use std::io::Write;

use hmac::{Hmac, KeyInit, Mac};
use jiff::SignedDuration;
use serde_json::{Value, json};
use sha2::Sha256;
use tempfile::NamedTempFile;
use window_domain::access::Role;
use window_one::random::hex;
use window_one::sending::send_sms;

use crate::sending_sms::{Counterpart, asked, counterpart, desk_rows};
use crate::world::World;

const SECRET: &str = "a secret of the gateway of 32 characters or more";

/// What the gateway has: where it reports, and the secret both know.
struct Reporter {
    url: String,
    secret: &'static str,
}

/// A city that hears reports, served on a port of its own.
async fn city() -> (World, Reporter) {
    let mut file = NamedTempFile::new().unwrap();
    writeln!(file, "{SECRET}").unwrap();
    let path = file.path().to_owned();
    let world = World::with(|config| config.sms.report_key_file = path).await;
    world.add("lead", Role::WindowLead).await;
    let url = served(&world).await;
    let secret = SECRET;
    (world, Reporter { url, secret })
}

async fn served(world: &World) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/sms/reports", listener.local_addr().unwrap());
    let site = world.site.clone();
    tokio::spawn(async move { axum::serve(listener, site).await.unwrap() });
    url
}

impl Reporter {
    fn sign(&self, time: &str, body: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.secret.as_bytes()).unwrap();
        mac.update(format!("{time}.{body}").as_bytes());
        hex(&mac.finalize().into_bytes())
    }

    /// Reports something, signed so many seconds after the world's clock.
    async fn report(&self, world: &World, ahead: i64, said: &Value) -> (u16, Value) {
        let time = (world.app.clock.now().as_second() + ahead).to_string();
        let body = said.to_string();
        let signature = self.sign(&time, &body);
        self.send(&time, &signature, body).await
    }

    async fn send(&self, time: &str, signature: &str, body: String) -> (u16, Value) {
        let (url, time, signature) = (self.url.clone(), time.to_owned(), signature.to_owned());
        let sent = tokio::task::spawn_blocking(move || {
            let config = ureq::Agent::config_builder().http_status_as_error(false);
            let agent: ureq::Agent = config.build().into();
            let mut answer = agent
                .post(&url)
                .header("Content-Type", "application/json")
                .header("X-Window-Time", time)
                .header("X-Window-Signature", signature)
                .send(body)
                .unwrap();
            let text = answer.body_mut().read_to_string().unwrap();
            (
                answer.status().as_u16(),
                serde_json::from_str(&text).unwrap_or_default(),
            )
        });
        sent.await.unwrap()
    }
}

#[tokio::test]
async fn what_the_gateway_signs_is_shown_once_and_the_last_word_counts() {
    let (world, gateway) = city().await;
    asked(&world).await;
    let (taken, client) = counterpart(&world, Counterpart::default()).await;
    assert_eq!(send_sms(&world.app, &client).await.unwrap(), 1);
    let message = taken.lock().unwrap().requests[0].0.clone();
    let failed = json!({
        "message": message, "state": "undeliverable",
        "reason": "13900000000 is switched off",
    });
    let heard = gateway.report(&world, 0, &failed).await;
    assert_eq!(heard, (200, json!({ "noted": true })));
    let seen = desk_rows(&world).await;
    assert!(seen.contains("Not delivered"), "{seen}");
    assert!(seen.contains("**** is switched off"), "{seen}");
    assert!(!seen.contains("13900000000"), "{seen}");
    // A copy of it changes nothing, nor does a word spoken before it that comes late.
    let known = (409, json!({ "refused": "known" }));
    assert_eq!(gateway.report(&world, 0, &failed).await, known);
    let arrived = json!({ "message": message, "state": "delivered" });
    assert_eq!(gateway.report(&world, -1, &arrived).await, known);
    assert!(desk_rows(&world).await.contains("Not delivered"));
    // The telephone was switched on again.
    assert_eq!(gateway.report(&world, 1, &arrived).await.0, 200);
    let seen = desk_rows(&world).await;
    assert!(seen.contains("Delivered") && !seen.contains("switched off"));
    assert_eq!(gateway.report(&world, 0, &failed).await, known);
}

#[tokio::test]
async fn what_is_not_signed_or_old_or_about_nothing_is_refused_and_changes_nothing() {
    let (world, gateway) = city().await;
    asked(&world).await;
    let (taken, client) = counterpart(&world, Counterpart::default()).await;
    assert_eq!(send_sms(&world.app, &client).await.unwrap(), 1);
    let message = taken.lock().unwrap().requests[0].0.clone();
    let arrived = json!({ "message": message, "state": "delivered" });
    let refused = |why: &str| json!({ "refused": why });
    let stranger = Reporter {
        url: gateway.url.clone(),
        secret: "some other secret of 32 characters or more",
    };
    let answer = stranger.report(&world, 0, &arrived).await;
    assert_eq!(answer, (401, refused("signature")));
    // Another body, another time, or half a signature under a signature that was right.
    let (now, body) = (
        world.app.clock.now().as_second().to_string(),
        arrived.to_string(),
    );
    let signature = gateway.sign(&now, &body);
    let other = body.replace("delivered", "undeliverable");
    let later = (world.app.clock.now().as_second() + 1).to_string();
    for (time, signature, body) in [
        (&now, signature.as_str(), &other),
        (&later, signature.as_str(), &body),
        (&now, &signature[..32], &body),
        (&now, "", &body),
        (&now, "no digits", &body),
    ] {
        let answer = gateway.send(time, signature, body.clone()).await;
        assert_eq!(answer, (401, refused("signature")), "{time} {signature}");
    }
    for ahead in [-301, 301] {
        let answer = gateway.report(&world, ahead, &arrived).await;
        assert_eq!(answer, (401, refused("time")), "{ahead}");
    }
    for said in [
        json!({ "message": message, "state": "read" }),
        json!({ "message": "1", "state": "delivered" }),
        json!("delivered"),
    ] {
        let answer = gateway.report(&world, 0, &said).await;
        assert_eq!(answer, (422, refused("unreadable")), "{said}");
    }
    // The number of the message with another moment: that of another database.
    let (id, _) = message.split_once('.').unwrap();
    let elsewhere = json!({ "message": format!("{id}.1"), "state": "delivered" });
    let answer = gateway.report(&world, 0, &elsewhere).await;
    assert_eq!(answer, (404, refused("no such message")));
    let answer = gateway.report(&world, 0, &json!("x".repeat(20_000))).await;
    assert_eq!(answer, (422, refused("unreadable")));
    let seen = desk_rows(&world).await;
    assert!(
        seen.contains("Receipt G-1") && !seen.contains("Delivered"),
        "{seen}"
    );
    assert_eq!(gateway.report(&world, 0, &arrived).await.0, 200);

    // Without a secret in the settings there is nothing to report to.
    let deaf = World::new().await;
    let nobody = Reporter {
        url: served(&deaf).await,
        secret: SECRET,
    };
    assert_eq!(nobody.report(&deaf, 0, &arrived).await.0, 404);
}

#[tokio::test]
async fn a_message_whose_answer_got_lost_is_not_sent_again_once_it_is_reported_delivered() {
    let (world, gateway) = city().await;
    asked(&world).await;
    let behaviour = Counterpart {
        lost: 1,
        ..Counterpart::default()
    };
    let (taken, client) = counterpart(&world, behaviour).await;
    assert_eq!(send_sms(&world.app, &client).await.unwrap(), 0);
    let message = taken.lock().unwrap().requests[0].0.clone();
    let arrived = json!({ "message": message, "state": "delivered" });
    assert_eq!(gateway.report(&world, 0, &arrived).await.0, 200);
    world.app.clock.advance(SignedDuration::from_mins(2));
    assert_eq!(send_sms(&world.app, &client).await.unwrap(), 0);
    assert_eq!(taken.lock().unwrap().requests.len(), 1);
    assert!(desk_rows(&world).await.contains("Delivered"));
}
