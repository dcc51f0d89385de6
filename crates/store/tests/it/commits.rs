//! The write path: versions, keys, groups, order, and what may never change.

use std::collections::BTreeSet;

use jiff::ToSpan;
use window_store::{
    CommitError, IdempotencyKey, OutboxMessage, RowChange, Store, StreamId, StreamKind,
};

use crate::world::{World, commit, full_commit, now, project_row};

#[tokio::test(flavor = "multi_thread")]
async fn what_was_committed_is_read_back_as_it_was() {
    for world in World::both().await {
        let store = &world.store;
        let done = store.commit(full_commit("prj_1", 0, "k1")).await.unwrap();
        assert_eq!(done.version, 1);
        let events = store.load(&StreamId::project("prj_1"), 0).await.unwrap();
        assert_eq!(events.len(), 1, "{}", world.name);
        let event = &events[0];
        assert_eq!(event.stream.to_string(), "project/prj_1");
        assert_eq!((event.version, event.position), (1, done.position));
        assert_eq!((event.kind.as_str(), event.schema), ("noted", 1));
        assert_eq!(event.payload, r#"{"note":"磁湖路 1 号"}"#);
        assert_eq!((event.recorded_at, event.actor.as_str()), (now(), "usr_1"));
        let audit = store
            .audit_records(Some("project/prj_1"), 0, 10)
            .await
            .unwrap();
        assert_eq!(audit[0].audited.entry.ip.as_deref(), Some("192.0.2.1"));
        assert!(
            store
                .load(&StreamId::project("prj_1"), 1)
                .await
                .unwrap()
                .is_empty()
        );
        assert_eq!(
            store
                .stream_version(&StreamId::project("prj_1"))
                .await
                .unwrap(),
            1
        );
        assert_eq!(
            store
                .stream_version(&StreamId::project("prj_2"))
                .await
                .unwrap(),
            0
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_decided_on_an_old_version_changes_nothing() {
    for world in World::both().await {
        let store = &world.store;
        store.commit(commit("prj_1", 0)).await.unwrap();
        store.commit(commit("prj_1", 1)).await.unwrap();
        for (expected_version, key) in [(0, "a"), (1, "b"), (3, "c")] {
            let refused = store
                .commit(full_commit("prj_1", expected_version, key))
                .await;
            assert!(
                matches!(refused, Err(CommitError::Conflict { expected, actual: 2 }) if expected == expected_version),
                "{}: {refused:?}",
                world.name
            );
        }
        assert_eq!(world.number("SELECT COUNT(*) FROM events").await, 2);
        assert_eq!(world.number("SELECT COUNT(*) FROM audit").await, 2);
        for table in ["outbox", "register_leaves", "idempotency_keys", "projects"] {
            let count = world.number(&format!("SELECT COUNT(*) FROM {table}")).await;
            assert_eq!(count, 0, "{}: {table}", world.name);
        }
        // The refused key is free again.
        store.commit(full_commit("prj_1", 2, "a")).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_without_events_leaves_the_version_but_still_checks_it() {
    for world in World::both().await {
        let store = &world.store;
        let nothing = |version| {
            let mut nothing = commit("prj_1", version);
            nothing.events.clear();
            nothing
        };
        assert_eq!(store.commit(nothing(0)).await.unwrap().version, 0);
        assert_eq!(store.commit(nothing(0)).await.unwrap().position, 0);
        store.commit(commit("prj_1", 0)).await.unwrap();
        assert!(store.commit(nothing(0)).await.is_err());
        assert_eq!(store.commit(nothing(1)).await.unwrap().version, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_gives_its_answer_again_and_refuses_another_request() {
    for world in World::both().await {
        let store = &world.store;
        let key = IdempotencyKey::parse("k1").unwrap();
        assert_eq!(store.answer_for(&key, &[7; 32]).await.unwrap(), None);
        store.commit(full_commit("prj_1", 0, "k1")).await.unwrap();
        let again = store.commit(full_commit("prj_1", 0, "k1")).await;
        assert!(
            matches!(&again, Err(CommitError::Replayed { answer }) if answer == "answer of version 0"),
            "{}: {again:?}",
            world.name
        );
        let mut other = full_commit("prj_1", 1, "k1");
        other.fingerprint = [8; 32];
        assert!(matches!(
            store.commit(other).await,
            Err(CommitError::KeyReused)
        ));
        let answer = store.answer_for(&key, &[7; 32]).await.unwrap();
        assert_eq!(answer.as_deref(), Some("answer of version 0"));
        assert!(matches!(
            store.answer_for(&key, &[8; 32]).await,
            Err(CommitError::KeyReused)
        ));
        assert_eq!(world.number("SELECT COUNT(*) FROM events").await, 1);
        let day_after = now() + 72.hours();
        assert_eq!(store.purge_keys(now()).await.unwrap(), 0);
        assert_eq!(store.purge_keys(day_after).await.unwrap(), 1);
        assert_eq!(store.answer_for(&key, &[7; 32]).await.unwrap(), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_duplicates_at_once_have_one_effect() {
    for world in World::both().await {
        for round in 0..5 {
            let project = format!("prj_{round}");
            let key = format!("key-{round}");
            let tasks: Vec<_> = (0..100)
                .map(|_| {
                    let store = world.store.clone();
                    let commit = full_commit(&project, 0, &key);
                    tokio::spawn(async move { store.commit(commit).await })
                })
                .collect();
            let (mut done, mut replayed) = (0, 0);
            for task in tasks {
                match task.await.unwrap() {
                    Ok(_) => done += 1,
                    Err(CommitError::Replayed { answer }) => {
                        assert_eq!(answer, "answer of version 0");
                        replayed += 1;
                    }
                    Err(other) => panic!("{}: {other:?}", world.name),
                }
            }
            assert_eq!((done, replayed), (1, 99), "{}", world.name);
        }
        for table in ["events", "audit", "outbox", "register_leaves", "projects"] {
            let count = world.number(&format!("SELECT COUNT(*) FROM {table}")).await;
            assert_eq!(count, 5, "{}: {table}", world.name);
        }
    }
}

/// Commits `count` events to one stream, deciding anew after each conflict.
async fn write(store: Store, count: usize) {
    let stream = StreamId::project("prj_shared");
    for _ in 0..count {
        loop {
            let version = store.stream_version(&stream).await.unwrap();
            match store.commit(commit("prj_shared", version)).await {
                Ok(done) => {
                    assert_eq!(done.version, version + 1);
                    break;
                }
                Err(CommitError::Conflict { .. }) => {}
                Err(other) => panic!("{other:?}"),
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sixteen_writers_on_one_stream_lose_and_double_nothing() {
    for world in World::both().await {
        let writers: Vec<_> = (0..16)
            .map(|_| tokio::spawn(write(world.store.clone(), 20)))
            .collect();
        for writer in writers {
            writer.await.unwrap();
        }
        let stream = StreamId::project("prj_shared");
        let events = world.store.load(&stream, 0).await.unwrap();
        let versions: Vec<_> = events.iter().map(|event| event.version).collect();
        assert_eq!(versions, (1..=320).collect::<Vec<_>>(), "{}", world.name);
        assert!(events.is_sorted_by(|a, b| a.position < b.position));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_commit_leaves_those_that_share_its_transaction_alone() {
    for world in World::both().await {
        // 200 at once, so that many share a COMMIT; every third breaks in the middle: two rows with one receipt number.
        let tasks: Vec<_> = (0..200)
            .map(|number| {
                let store = world.store.clone();
                let project = format!("prj_{number}");
                let mut commit = full_commit(&project, 0, &format!("key-{number}"));
                if number % 3 == 0 {
                    let row = project_row(&project, "ent_a");
                    let first = crate::world::submission_row(&row, 1);
                    let mut second = first.clone();
                    second.id.push_str("_b");
                    commit.rows.push(RowChange::Upsert(first.into()));
                    commit.rows.push(RowChange::Upsert(second.into()));
                }
                tokio::spawn(async move { (number, store.commit(commit).await) })
            })
            .collect();
        for task in tasks {
            let (number, outcome) = task.await.unwrap();
            if number % 3 == 0 {
                let unavailable = matches!(outcome, Err(CommitError::Unavailable(_)));
                assert!(unavailable, "{}: {outcome:?}", world.name);
            } else {
                outcome.unwrap();
            }
        }
        for table in [
            "streams",
            "events",
            "audit",
            "outbox",
            "projects",
            "idempotency_keys",
        ] {
            let count = world.number(&format!("SELECT COUNT(*) FROM {table}")).await;
            assert_eq!(count, 133, "{}: {table}", world.name);
        }
        assert_eq!(world.number("SELECT COUNT(*) FROM submissions").await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_of_the_whole_log_never_misses_a_late_writer() {
    for world in World::both().await {
        let writers: Vec<_> = (0..8)
            .map(|writer| {
                let store = world.store.clone();
                tokio::spawn(async move {
                    for version in 0..40 {
                        let project = format!("prj_{writer}");
                        store.commit(commit(&project, version)).await.unwrap();
                    }
                })
            })
            .collect();
        let (mut seen, mut after) = (BTreeSet::new(), 0);
        while seen.len() < 320 {
            for event in world.store.read_all(after, 50).await.unwrap() {
                assert!(event.position > after, "{}", world.name);
                after = event.position;
                seen.insert((event.stream, event.version));
            }
            let ended = writers.iter().all(tokio::task::JoinHandle::is_finished);
            if ended && world.store.read_all(after, 1).await.unwrap().is_empty() {
                break;
            }
        }
        assert_eq!(seen.len(), 320, "{}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn events_audit_and_leaves_cannot_be_changed() {
    for world in World::both().await {
        world
            .store
            .commit(full_commit("prj_1", 0, "k"))
            .await
            .unwrap();
        for table in ["events", "audit", "register_leaves"] {
            for sql in [
                format!("UPDATE {table} SET recorded_at = 0"),
                format!("DELETE FROM {table}"),
            ] {
                let error = world.raw(&sql).await.unwrap_err();
                assert!(error.contains("append-only"), "{}: {error}", world.name);
            }
            let count = format!("SELECT COUNT(*) FROM {table} WHERE recorded_at > 0");
            assert_eq!(world.number(&count).await, 1);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sixteen_callers_of_a_counter_get_every_number_once() {
    for world in World::both().await {
        let callers: Vec<_> = (0..16)
            .map(|_| {
                let store = world.store.clone();
                tokio::spawn(async move {
                    let mut blocks = Vec::new();
                    for count in [1, 8, 3] {
                        let first = store.reserve("letter/受理/2026", count).await.unwrap();
                        blocks.push(first..first + u64::from(count));
                    }
                    blocks
                })
            })
            .collect();
        let mut numbers = Vec::new();
        for caller in callers {
            numbers.extend(caller.await.unwrap().into_iter().flatten());
        }
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=16 * 12).collect::<Vec<_>>(), "{}", world.name);
        assert_eq!(world.store.reserve("case/20261123", 2).await.unwrap(), 1);
        assert_eq!(world.store.reserve("case/20261123", 1).await.unwrap(), 3);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rung_fires_once_whoever_runs_the_scheduler() {
    for world in World::both().await {
        let fired: Vec<_> = (0..20)
            .map(|_| {
                let store = world.store.clone();
                tokio::spawn(async move { store.fire_rung("case/1/warn", now()).await.unwrap() })
            })
            .collect();
        let mut times = 0;
        for fire in fired {
            times += u32::from(fire.await.unwrap());
        }
        assert_eq!(times, 1, "{}", world.name);
        assert!(
            world
                .store
                .fire_rung("case/1/escalate", now())
                .await
                .unwrap()
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_of_one_key_wait_for_one_another_and_a_parked_one_holds_nothing_up() {
    for world in World::both().await {
        let store = &world.store;
        let mut commit = commit("prj_1", 0);
        commit.outbox = [("a", "1"), ("a", "2"), ("b", "3")]
            .map(|(key, payload)| OutboxMessage {
                topic: "mail".into(),
                key: key.into(),
                payload: payload.into(),
            })
            .to_vec();
        store.commit(commit).await.unwrap();
        let pending = async |minutes: i64| {
            let at = now() + minutes.minutes();
            store.outbox_pending("mail", at, 10).await.unwrap()
        };
        let elsewhere = store.outbox_pending("credit", now(), 10).await.unwrap();
        assert_eq!(elsewhere, [], "{}: another sender's messages", world.name);
        let first = pending(0).await;
        let payloads: Vec<_> = first.iter().map(|one| one.payload.as_str()).collect();
        assert_eq!(payloads, ["1", "3"], "{}", world.name);
        store.outbox_done(first[1].id, now()).await.unwrap();
        let retry_at = Some(now() + 5.minutes());
        store
            .outbox_failed(&first[0], "refused", now(), retry_at)
            .await
            .unwrap();
        assert!(pending(4).await.is_empty(), "{}", world.name);
        let again = pending(5).await;
        let again: Vec<_> = again.iter().map(|one| (one.id, one.attempts)).collect();
        assert_eq!(again, [(first[0].id, 1)]);
        store
            .outbox_failed(&first[0], "refused", now(), None)
            .await
            .unwrap();
        assert_eq!(pending(5).await[0].payload, "2", "{}", world.name);
    }
}

#[test]
fn a_stream_has_one_name() {
    for kind in StreamKind::ALL {
        let stream = StreamId::new(kind, "x_1");
        assert_eq!(stream.to_string().parse::<StreamId>(), Ok(stream));
    }
    for wrong in ["project", "project/", "house/1", ""] {
        assert!(wrong.parse::<StreamId>().is_err(), "{wrong}");
    }
}

#[test]
fn a_key_is_short_and_visible() {
    assert!(IdempotencyKey::parse(&"k".repeat(128)).is_some());
    for wrong in ["", "a b", "键", "a\n", &"k".repeat(129)] {
        assert_eq!(IdempotencyKey::parse(wrong), None, "{wrong}");
    }
}
