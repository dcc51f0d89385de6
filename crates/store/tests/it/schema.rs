//! Versions of the schema.

use std::time::Duration;

use window_store::{Commit, DatabaseUrl, NewEvent, Page, RowChange, Store, StoreError, Viewer};

use crate::world::{World, case_row, commit, letter_row, project_row};

#[tokio::test(flavor = "multi_thread")]
async fn migrating_twice_is_migrating_once() {
    for world in World::both().await {
        world.store.migrate().await.unwrap();
        let version = world.store.schema_version().await.unwrap();
        assert_eq!(version, Store::known_schema_version(), "{}", world.name);
        assert!(version > 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_a_newer_program_is_refused() {
    for world in World::both().await {
        let sql = "INSERT INTO refinery_schema_history (version, name, applied_on, checksum) \
                   VALUES (999, 'future', '2030-01-01T00:00:00Z', '1')";
        world.raw(sql).await.unwrap();
        let refused = Store::open(&world.url).await;
        assert!(
            matches!(refused, Err(StoreError::SchemaNewer { found: 999, .. })),
            "{}: {refused:?}",
            world.name
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_that_start_at_once_migrate_once() {
    for world in World::both().await {
        let starts: Vec<_> = (0..4)
            .map(|_| {
                let url = world.url.clone();
                tokio::spawn(async move {
                    let store = Store::open(&url).await.unwrap();
                    store.migrate().await.unwrap();
                })
            })
            .collect();
        for start in starts {
            start.await.unwrap();
        }
        let applied = world
            .number("SELECT COUNT(*) FROM refinery_schema_history")
            .await;
        assert_eq!(
            applied,
            i64::from(Store::known_schema_version()),
            "{}",
            world.name
        );
    }
}

/// An event as a project's stream keeps it.
fn event(kind: &str, on: &str, fields: &str) -> NewEvent {
    NewEvent {
        kind: kind.into(),
        schema: 1,
        payload: format!(r#"{{"on":"{on}","event":{{"kind":"{kind}",{fields}}}}}"#),
    }
}

/// Opinions asked and given, a withdrawn case and two letters, as a project's stream keeps them.
fn first_release() -> Commit {
    let project = project_row("prj_1", "ent_a");
    let mut commit = commit("prj_1", 0);
    let asked = |case: &str, department: &str| {
        let fields = format!(
            r#""case":"{case}","department":"{department}","question":"?","due":"2026-12-01""#
        );
        event("opinion_asked", "2026-11-23", &fields)
    };
    let parties = |designer: &str| {
        let fields = format!(
            r#""parties":[{{"kind":"designer","company":"{designer}","uscc":"U2","person":"P"}}]"#
        );
        event("parties_entered", "2026-11-24", &fields)
    };
    commit.events = vec![
        asked("1", "fgw"),
        asked("1", "sthj"),
        event(
            "opinion_given",
            "2026-11-24",
            r#""case":"1","department":"sthj","agrees":true,"text":"fine""#,
        ),
        asked("2", "fgw"),
        parties("Designer of old"),
        parties("Designer of now"),
    ];
    let mut withdrawn = case_row("2", &project, "zjj");
    withdrawn.state = "withdrawn".into();
    let mut decision = letter_row("L1", &project);
    decision.kind = "decision_approved".into();
    decision.case_no = Some("1".into());
    let mut acceptance = letter_row("L2", &project);
    acceptance.case_no = Some("1".into());
    commit.rows = vec![
        RowChange::Upsert(project.clone().into()),
        RowChange::Upsert(case_row("1", &project, "zjj").into()),
        RowChange::Upsert(withdrawn.into()),
        RowChange::Upsert(decision.into()),
        RowChange::Upsert(acceptance.into()),
    ];
    commit
}

/// What takes a database back to the first release.
const BACK_TO_THE_FIRST: &[&str] = &[
    "DROP INDEX projects_by_urgency",
    "DROP INDEX projects_of_agent_by_urgency",
    "DROP TABLE opinions",
    "ALTER TABLE letters DROP COLUMN department",
    "DROP TABLE duties",
    "DROP TABLE credit_records",
    "DROP TABLE project_parties",
    "DROP TABLE case_times",
    "DROP TABLE start_times",
    "DROP INDEX projects_by_weight",
    "ALTER TABLE projects DROP COLUMN weight",
    "DROP TABLE problems",
    "DROP TABLE agenda",
    "DROP TABLE absences",
    "DROP TABLE staff_zones",
    "DROP TABLE service_slots",
    "DROP TABLE bookings",
    "DROP TABLE booking_codes",
    "DROP TABLE services",
    "DROP TABLE reviews",
    "DROP TABLE complaints",
    "DROP TABLE six_ones",
    "DROP TABLE published",
    "DROP INDEX outbox_by_topic",
    "DROP INDEX outbox_unsent",
    "DROP INDEX outbox_done",
    "ALTER TABLE outbox DROP COLUMN claimed_by",
    "ALTER TABLE outbox DROP COLUMN claimed_until",
    "ALTER TABLE outbox DROP COLUMN delivery",
    "ALTER TABLE outbox DROP COLUMN reported_at",
    "ALTER TABLE outbox DROP COLUMN undelivered_because",
    "ALTER TABLE outbox DROP COLUMN receipt",
    "ALTER TABLE outbox DROP COLUMN dropped",
    "DROP TABLE contacts",
    "DROP INDEX register_leaves_by_code",
    "ALTER TABLE register_leaves DROP COLUMN check_code",
    "DROP TABLE register_salts",
    "DROP TABLE register_erasures",
    "DROP TABLE register_entries",
    "DROP TABLE register_tiles",
    "DROP TABLE register_checkpoints",
    "DROP TABLE register_state",
    "DROP TABLE catalogue_releases",
    "DROP INDEX projects_by_code",
    "DROP TABLE calendar_imports",
    "DROP TABLE calendar_moves",
    "DROP TABLE first_passwords",
    "DROP INDEX audit_by_action",
    "DROP INDEX audit_by_time",
    "DROP TABLE phrase_hits",
    "DROP TABLE talks",
    "DROP TABLE talk_readers",
    "DROP TABLE queue_times",
    "DROP TABLE green_promises",
    "DROP TABLE visitor_groups",
    "DROP TABLE visitor_links",
    "DROP INDEX projects_of_region",
    "DROP INDEX projects_of_region_by_urgency",
    "DROP INDEX cases_of_region",
    "DROP INDEX submissions_of_region",
    "ALTER TABLE accounts DROP COLUMN organisation",
    "ALTER TABLE projects DROP COLUMN region",
    "ALTER TABLE cases DROP COLUMN region",
    "ALTER TABLE submissions DROP COLUMN region",
    "DELETE FROM refinery_schema_history WHERE version > 1",
];

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_the_first_release_gets_its_opinions_and_issuers() {
    for world in World::both().await {
        let commit = first_release();
        world.store.commit(commit).await.unwrap();
        // As the first release left it.
        for sql in BACK_TO_THE_FIRST {
            world.raw(sql).await.unwrap();
        }
        world.store.migrate().await.unwrap();

        let rows = world.store.dump_rows().await.unwrap();
        let opinions: Vec<_> = rows
            .iter()
            .filter_map(|row| match row {
                window_store::Row::Opinion(row) => Some((
                    row.id.as_str(),
                    row.due.to_string(),
                    row.answered_on.map(|on| on.to_string()),
                )),
                _ => None,
            })
            .collect();
        let due = "2026-12-01".to_owned();
        assert_eq!(
            opinions,
            [
                ("1~fgw", due.clone(), None),
                ("1~sthj", due, Some("2026-11-24".to_owned())),
            ],
            "{}",
            world.name
        );
        let reader = world.store.read(&Viewer::Oversight);
        let parts = reader.parts_of("U2", &Page::default()).await.unwrap().rows;
        let parts: Vec<_> = parts
            .iter()
            .map(|row| (row.id.as_str(), row.company.as_str()))
            .collect();
        assert_eq!(
            parts,
            [("prj_1~designer", "Designer of now")],
            "{}",
            world.name
        );
        let issuers: Vec<_> = reader
            .letters("prj_1")
            .await
            .unwrap()
            .into_iter()
            .map(|letter| letter.department)
            .collect();
        assert_eq!(issuers, [Some("zjj".to_owned()), None], "{}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_cannot_be_reached_is_an_error_at_once() {
    for url in [
        "postgres://nobody@127.0.0.1:1/none",
        "sqlite:/nonexistent/folder/window.db",
    ] {
        let url = DatabaseUrl::parse(url).unwrap();
        let opened = tokio::time::timeout(Duration::from_secs(5), Store::open(&url)).await;
        assert!(opened.unwrap().is_err(), "{url:?}");
    }
}
