//! What becomes of messages that leave the house, and where enterprises want theirs.

use std::sync::Arc;

use jiff::{Timestamp, ToSpan};
use tokio::sync::Barrier;
use window_store::{
    Contact, DatabaseUrl, DeliveryReport, OutboxClaim, OutboxFilter, OutboxMessage, OutboxState,
    Reported, Store,
};

use crate::world::{World, audited, commit, now};

fn filter(state: Option<OutboxState>) -> OutboxFilter {
    OutboxFilter {
        topics: vec!["mail".to_owned(), "tell".to_owned()],
        state,
        before: None,
    }
}

fn message(topic: &str, key: &str) -> OutboxMessage {
    OutboxMessage {
        topic: topic.into(),
        key: key.into(),
        payload: "{}".into(),
    }
}

/// The gateway took a message over and says later what became of it.
async fn reported(world: &World, (id, created_at): (u64, Timestamp), because: Option<String>) {
    let (store, name) = (&world.store, world.name);
    store.outbox_sent(id, "taken", now()).await.unwrap();
    let report = DeliveryReport {
        id,
        created_at,
        signed_at: now(),
        undelivered_because: because,
    };
    let elsewhere = DeliveryReport {
        created_at: created_at - 9.minutes(),
        ..report.clone()
    };
    for (report, topics, heard) in [
        // Of another database, and of a topic the gateway has nothing to do with.
        (&elsewhere, ["mail"], Reported::NoSuchMessage),
        (&report, ["sms"], Reported::NoSuchMessage),
        (&report, ["mail"], Reported::Noted),
        (&report, ["mail"], Reported::Known),
    ] {
        let kept = store.outbox_reported((report, &topics), now()).await;
        assert_eq!(kept.unwrap(), heard, "{name}: {report:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_message_stands_in_one_state_and_only_a_parked_one_is_tried_again() {
    for world in World::both().await {
        let store = &world.store;
        let mut commit = commit("prj_1", 0);
        commit.outbox = ["a", "b", "c", "d", "e", "f", "g"]
            .map(|key| message("mail", key))
            .to_vec();
        commit.outbox.push(message("credit", "x"));
        store.commit(commit).await.unwrap();
        let lines = store.outbox_lines(&filter(None), 9).await.unwrap();
        let ids: Vec<u64> = lines.iter().rev().map(|line| line.id).collect();
        assert_eq!(ids.len(), 7, "{}: another reader's topic", world.name);
        store.outbox_sent(ids[0], "250 taken", now()).await.unwrap();
        let retry_at = Some(now() + 5.minutes());
        let pending = store.outbox_pending("mail", now(), 9).await.unwrap();
        let failed = store.outbox_failed(&pending[0], "busy", now(), retry_at);
        failed.await.unwrap();
        let parked = store.outbox_failed(&pending[1], "no such box", now(), None);
        parked.await.unwrap();
        let nothing = (&[][..], Some("expired"));
        assert!(store.outbox_spread(ids[3], nothing, now()).await.unwrap());
        let at = lines[0].created_at;
        reported(&world, (ids[5], at), None).await;
        let off = Some("switched off".to_owned());
        reported(&world, (ids[6], at), off).await;
        for (state, id) in [
            (OutboxState::Delivered, ids[5]),
            (OutboxState::Undeliverable, ids[6]),
            (OutboxState::Sent, ids[0]),
            (OutboxState::Failing, ids[1]),
            (OutboxState::Parked, ids[2]),
            (OutboxState::Dropped, ids[3]),
            (OutboxState::Waiting, ids[4]),
        ] {
            let found = store.outbox_lines(&filter(Some(state)), 9).await.unwrap();
            let found: Vec<_> = found.iter().map(|line| (line.id, line.state)).collect();
            assert_eq!(found, [(id, state)], "{} {state:?}", world.name);
        }
        let mut counts = store.outbox_counts(&filter(None)).await.unwrap();
        counts.sort_unstable();
        let mut each_once = OutboxState::ALL.map(|state| (state, 1));
        each_once.sort_unstable();
        assert_eq!(counts, each_once, "{}", world.name);

        let topics = filter(None).topics;
        for (id, is_retried) in [
            (ids[0], false),
            (ids[1], false),
            (ids[3], false),
            (ids[2], true),
            (ids[2], false),
        ] {
            let retried = store.outbox_retry((id, &topics), &audited()).await;
            assert_eq!(retried.unwrap(), is_retried, "{} {id}", world.name);
        }
        // What was done is written down, and nothing else is.
        let written = "SELECT COUNT(*) FROM audit WHERE action = 'account.change'";
        assert_eq!(world.number(written).await, 1, "{}", world.name);
        let waiting = filter(Some(OutboxState::Waiting));
        let waiting = store.outbox_lines(&waiting, 9).await.unwrap();
        assert_eq!(waiting.len(), 2, "{}", world.name);
        let earlier = OutboxFilter {
            before: Some(ids[1]),
            ..filter(None)
        };
        assert_eq!(store.outbox_lines(&earlier, 9).await.unwrap().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_spread_once_however_many_try_at_once() {
    for world in World::both().await {
        let store = &world.store;
        let mut commit = commit("prj_1", 0);
        commit.outbox = vec![message("tell", "a")];
        store.commit(commit).await.unwrap();
        let id = store.outbox_lines(&filter(None), 1).await.unwrap()[0].id;
        let tries: Vec<_> = (0..16)
            .map(|_| {
                let store = store.clone();
                let spread = [message("mail", "a"), message("mail", "b")];
                tokio::spawn(async move { store.outbox_spread(id, (&spread, None), now()).await })
            })
            .collect();
        let mut first = 0;
        for one in tries {
            first += usize::from(one.await.unwrap().unwrap());
        }
        assert_eq!(first, 1, "{}", world.name);
        let pending = store.outbox_pending("mail", now(), 9).await.unwrap();
        assert_eq!(pending.len(), 2, "{}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_enterprise_has_one_contact_the_last_it_gave() {
    for world in World::both().await {
        let store = &world.store;
        assert_eq!(store.contact("ent_a").await.unwrap(), None);
        let mut contact = Contact {
            enterprise_id: "ent_a".into(),
            email: Some("a@example.cn".into()),
            phone: None,
            language: "en".into(),
            changed_at: now(),
        };
        store.set_contact(&contact, &audited()).await.unwrap();
        contact.email = None;
        contact.phone = Some("07140000123".into());
        store.set_contact(&contact, &audited()).await.unwrap();
        let kept = store.contact("ent_a").await.unwrap();
        assert_eq!(kept.as_ref(), Some(&contact), "{}", world.name);
        assert!(!format!("{contact:?}").contains("0714"), "not in logs");
        assert_eq!(store.contact("ent_b").await.unwrap(), None);
    }
}

/// Hands over so many messages of a topic, each with a key of its own.
async fn hand_over(world: &World, topic: &str, count: usize) {
    let mut commit = commit("prj_1", 0);
    commit.outbox = (0..count).map(|n| message(topic, &n.to_string())).collect();
    world.store.commit(commit).await.unwrap();
}

fn claim(by: &str, at: Timestamp) -> OutboxClaim {
    OutboxClaim {
        by: by.into(),
        at,
        until: at + 5.minutes(),
    }
}

/// Sends until nothing is left, as a program of its own would; which messages it sent.
async fn sender(url: DatabaseUrl, by: String, both: Arc<Barrier>) -> Vec<u64> {
    let store = Store::open(&url).await.unwrap();
    let mut sent = Vec::new();
    while let Some(entry) = store.outbox_claim("sms", &claim(&by, now())).await.unwrap() {
        if sent.is_empty() {
            // With its first message in hand it waits until the other has one too.
            both.wait().await;
        }
        sent.push(entry.id);
        store.outbox_sent(entry.id, &by, now()).await.unwrap();
    }
    sent
}

#[tokio::test(flavor = "multi_thread")]
async fn two_senders_at_once_send_each_of_five_hundred_messages_once() {
    for world in World::both().await {
        hand_over(&world, "sms", 500).await;
        let both = Arc::new(Barrier::new(2));
        let (one, other) = tokio::join!(
            tokio::spawn(sender(world.url.clone(), "one".into(), Arc::clone(&both))),
            tokio::spawn(sender(world.url.clone(), "other".into(), both)),
        );
        let (one, other) = (one.unwrap(), other.unwrap());
        assert!(!one.is_empty() && !other.is_empty(), "{}", world.name);
        let mut all = [one, other].concat();
        assert_eq!(all.len(), 500, "{}: none twice", world.name);
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 500, "{}: none left out", world.name);
        let unsent = "SELECT COUNT(*) FROM outbox WHERE topic = 'sms' AND done_at IS NULL";
        assert_eq!(world.number(unsent).await, 0, "{}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_dead_sender_had_in_hand_is_taken_when_its_claim_runs_out() {
    for world in World::both().await {
        let (store, name) = (&world.store, world.name);
        hand_over(&world, "sms", 1).await;
        let take = async |by: &str, at: Timestamp| {
            store.outbox_claim("sms", &claim(by, at)).await.unwrap()
        };
        let dead = take("dead", now()).await.unwrap();
        // In somebody's hands: neither to be claimed nor to be seen as waiting.
        let soon = now() + 4.minutes();
        assert_eq!(take("next", soon).await, None, "{name}");
        assert_eq!(store.outbox_pending("sms", soon, 9).await.unwrap(), []);
        let later = now() + 5.minutes();
        let next = take("next", later).await.unwrap();
        assert_eq!((next.id, next.attempts), (dead.id, 0), "{name}");
        // It was not dead but slow: its failure is none of ours, what it got through is.
        let failed = store.outbox_failed(&dead, "busy", later, None);
        failed.await.unwrap();
        let sms = OutboxFilter {
            topics: vec!["sms".into()],
            ..filter(None)
        };
        let line = &store.outbox_lines(&sms, 9).await.unwrap()[0];
        assert_eq!((line.state, line.attempts), (OutboxState::Waiting, 0));
        assert_eq!(line.claimed_until, Some(later + 5.minutes()), "{name}");
        store.outbox_sent(dead.id, "slow", later).await.unwrap();
        let failed = store.outbox_failed(&next, "busy", later, None);
        failed.await.unwrap();
        let line = &store.outbox_lines(&sms, 9).await.unwrap()[0];
        assert_eq!((line.state, line.attempts), (OutboxState::Sent, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_sent_is_forgotten_after_its_days_and_what_waits_or_is_parked_stays() {
    for world in World::both().await {
        let (store, name) = (&world.store, world.name);
        hand_over(&world, "mail", 5).await;
        let all = store.outbox_pending("mail", now(), 9).await.unwrap();
        let sent = |id: usize, at: Timestamp| store.outbox_sent(all[id].id, "250", at);
        sent(0, now()).await.unwrap();
        sent(1, now() + 1.hours()).await.unwrap();
        let failed = store.outbox_failed(&all[2], "no such box", now(), None);
        failed.await.unwrap();
        let nothing = (&[][..], Some("expired"));
        assert!(
            store
                .outbox_spread(all[3].id, nothing, now())
                .await
                .unwrap()
        );
        let before = now() + 1.hours();
        assert_eq!(store.purge_outbox(before).await.unwrap(), 2, "{name}");
        let left = store.outbox_lines(&filter(None), 9).await.unwrap();
        let left: Vec<u64> = left.iter().map(|line| line.id).collect();
        assert_eq!(left, [all[4].id, all[2].id, all[1].id], "{name}");
        assert_eq!(store.purge_outbox(before).await.unwrap(), 0, "{name}");
    }
}
