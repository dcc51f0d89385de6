//! What becomes of messages that leave the house, and where enterprises want theirs.

use jiff::ToSpan;
use window_store::{Contact, OutboxFilter, OutboxMessage, OutboxState};

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

#[tokio::test(flavor = "multi_thread")]
async fn each_message_stands_in_one_state_and_only_a_parked_one_is_tried_again() {
    for world in World::both().await {
        let store = &world.store;
        let mut commit = commit("prj_1", 0);
        commit.outbox = ["a", "b", "c", "d", "e"]
            .map(|key| message("mail", key))
            .to_vec();
        commit.outbox.push(message("credit", "x"));
        store.commit(commit).await.unwrap();
        let lines = store.outbox_lines(&filter(None), 9).await.unwrap();
        let ids: Vec<u64> = lines.iter().rev().map(|line| line.id).collect();
        assert_eq!(ids.len(), 5, "{}: another reader's topic", world.name);
        store.outbox_sent(ids[0], "250 taken", now()).await.unwrap();
        let retry_at = Some(now() + 5.minutes());
        let failed = store.outbox_failed(ids[1], "busy", now(), retry_at);
        failed.await.unwrap();
        let parked = store.outbox_failed(ids[2], "no such box", now(), None);
        parked.await.unwrap();
        let nothing = (&[][..], Some("expired"));
        assert!(store.outbox_spread(ids[3], nothing, now()).await.unwrap());
        for (state, id) in [
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
        let each_once = OutboxState::ALL.map(|state| (state, 1));
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
