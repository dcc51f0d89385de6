//! Rows folded from events.

use std::sync::{Arc, Mutex};

use window_store::{
    FoldError, NewEvent, Progress, ProjectRow, RebuildError, RowChange, RowSet, StoredEvent,
    StreamId,
};

use crate::world::{
    World, case_row, commit, day, enterprise_row, letter_row, opinion_row, project_row,
    submission_row,
};

/// A small fold of its own: each event names what a project shall look like.
fn fold(stream: &StreamId, events: &[StoredEvent]) -> Result<RowSet, FoldError> {
    let mut rows = RowSet::new();
    for event in events {
        let mut project = project_row(&stream.id, "ent_a");
        project.version = event.version;
        let cases: i32 = event.payload.parse()?;
        project.items_total = cases;
        rows = RowSet::new();
        for number in 0..cases {
            rows.insert(case_row(
                &format!("{}-{number}", stream.id),
                &project,
                "zjj",
            ));
        }
        rows.insert(submission_row(&project, cases));
        rows.insert(letter_row(&format!("L{}", stream.id), &project));
        rows.insert(enterprise_row(&stream.id, &stream.id));
        rows.insert(project);
    }
    Ok(rows)
}

/// Commits three events to each of five streams, with the rows they stand for.
async fn live(world: &World) {
    for project in 0..5 {
        let id = format!("prj_{project}");
        let mut before = RowSet::new();
        for (version, cases) in (0..).zip(["3", "1", "4"]) {
            let mut commit = commit(&id, version);
            commit.events = vec![NewEvent {
                kind: "changed".into(),
                schema: 1,
                payload: cases.into(),
            }];
            let mut events = world.store.load(&commit.stream, 0).await.unwrap();
            events.push(StoredEvent {
                stream: commit.stream.clone(),
                version: version + 1,
                position: 0,
                kind: "changed".into(),
                schema: 1,
                payload: cases.into(),
                recorded_at: commit.recorded_at,
                actor: commit.actor.clone(),
            });
            let after = fold(&commit.stream, &events).unwrap();
            commit.rows = RowSet::diff(&before, &after);
            world.store.commit(commit).await.unwrap();
            before = after;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rebuilt_rows_equal_live_ones() {
    for world in World::both().await {
        live(&world).await;
        let rows = world.store.dump_rows().await.unwrap();
        assert_eq!(rows.len(), 5 * (4 + 4), "{}", world.name);
        // Rows that no event stands for must go.
        world.raw("UPDATE cases SET item = 'wrong'").await.unwrap();
        world.raw("DELETE FROM letters").await.unwrap();
        assert_ne!(world.store.dump_rows().await.unwrap(), rows);
        let progress = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&progress);
        let streams = world
            .store
            .rebuild(
                |stream, events| fold(stream, &events),
                move |progress| seen.lock().unwrap().push(progress),
            )
            .await
            .unwrap();
        assert_eq!(streams, 5);
        assert_eq!(
            world.store.dump_rows().await.unwrap(),
            rows,
            "{}",
            world.name
        );
        let last = Progress { done: 5, total: 5 };
        assert_eq!(progress.lock().unwrap().last(), Some(&last));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rebuild_that_fails_leaves_the_rows_as_they_were() {
    for world in World::both().await {
        live(&world).await;
        let rows = world.store.dump_rows().await.unwrap();
        let failed = world
            .store
            .rebuild(
                |stream, events| match stream.id.as_str() {
                    "prj_3" => Err("no such event".into()),
                    _ => fold(stream, &events),
                },
                |_| {},
            )
            .await;
        assert!(
            matches!(&failed, Err(RebuildError::Fold { stream, .. }) if stream.id == "prj_3"),
            "{}: {failed:?}",
            world.name
        );
        assert_eq!(
            world.store.dump_rows().await.unwrap(),
            rows,
            "{}",
            world.name
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_column_comes_back_as_it_was_written() {
    for world in World::both().await {
        let mut project = ProjectRow {
            code: Some("2611-420200-04-01-123456".into()),
            agent_id: Some("usr_1".into()),
            agent_name: Some("王".into()),
            next_due: Some(day("2026-12-31")),
            notice_no: Some("黄工服通〔2026〕1号".into()),
            notice_check_code: Some("ABCD".into()),
            green_channel: true,
            ..project_row("prj_1", "ent_a")
        };
        project.name = "'; DROP TABLE cases; --\u{1F3D7}".into();
        let mut case = case_row("1", &project, "zjj");
        case.accepted_on = Some(day("2026-11-24"));
        case.promised_due = Some(day("2026-12-01"));
        case.statutory_due = Some(day("2026-12-22"));
        case.stopped_since = Some(day("2026-11-25"));
        case.decided_on = Some(day("2026-11-26"));
        case.outcome = Some("approved".into());
        case.officer = Some("usr_2".into());
        case.flags = "gaps".into();
        let mut letter = letter_row("L1", &project);
        letter.case_no = Some("1".into());
        letter.valid_until = Some(day("2027-11-23"));
        letter.department = Some("zjj".into());
        let mut opinion = opinion_row("1", "fgw");
        opinion.answered_on = Some(day("2026-11-24"));
        let mut enterprise = enterprise_row("ent_a", "u");
        enterprise.override_reason = Some("old licence".into());
        let submission = submission_row(&project, 1);
        let mut rows = RowSet::new();
        rows.insert(project);
        rows.insert(case);
        rows.insert(letter);
        rows.insert(opinion);
        rows.insert(enterprise);
        rows.insert(submission);
        let mut commit = commit("prj_1", 0);
        commit.rows = RowSet::diff(&RowSet::new(), &rows);
        world.store.commit(commit).await.unwrap();
        assert_eq!(
            world.store.dump_rows().await.unwrap(),
            rows,
            "{}",
            world.name
        );
    }
}

#[test]
fn the_difference_of_two_sets_is_what_changed() {
    let project = project_row("prj_1", "ent_a");
    let kept = case_row("1", &project, "zjj");
    let mut other = case_row("2", &project, "zjj");
    let gone = case_row("3", &project, "zjj");
    let before: RowSet = [kept.clone(), other.clone(), gone].into_iter().collect();
    other.state = "accepted".into();
    let new = case_row("4", &project, "zjj");
    let after: RowSet = [kept, other.clone(), new.clone()].into_iter().collect();
    let changes = RowSet::diff(&before, &after);
    let deleted = changes.iter().filter_map(|change| match change {
        RowChange::Delete(key) => Some(key.key.as_str()),
        RowChange::Upsert(_) => None,
    });
    assert_eq!(deleted.collect::<Vec<_>>(), ["3"]);
    assert_eq!(
        changes[1..],
        [other, new].map(|row| RowChange::Upsert(row.into()))
    );
    assert!(RowSet::diff(&after, &after).is_empty());
}
