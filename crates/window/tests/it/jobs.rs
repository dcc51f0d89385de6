//! What the program does once a day, and what a second time on the same day does not do again.

use jiff::SignedDuration;
use window_domain::context::{By, Recorded};
use window_domain::project::building::BuildingEvent;
use window_domain::project::{Project, ProjectEvent, apply};
use window_one::jobs;
use window_store::{AuditEntry, Commit, Folding, NewEvent, RowSet, StreamId, project_rows};

use crate::journey::loaded;
use crate::watch::city;
use crate::world::World;

#[tokio::test]
async fn whoever_has_promised_is_reminded_once_on_each_rung() {
    let (world, id) = city().await;
    let office = &world.app.office;
    assert!(jobs::remind(office).await.unwrap() > 0);
    let reminded = loaded(&world, &id).await.building.reminded.clone();
    assert!(!reminded.is_empty());
    assert_eq!(jobs::remind(office).await.unwrap(), 0);
    assert_eq!(loaded(&world, &id).await.building.reminded, reminded);
}

#[tokio::test]
async fn the_cross_checks_run_by_themselves_once_a_day_however_often_somebody_runs_them_by_hand() {
    let (world, _) = city().await;
    let office = &world.app.office;
    let first = jobs::cross_check(office).await.unwrap().unwrap();
    assert!(first.projects > 0);
    assert_eq!(jobs::cross_check(office).await.unwrap(), None);
    world.app.clock.advance(SignedDuration::from_hours(24));
    assert!(jobs::cross_check(office).await.unwrap().is_some());
    jobs::daily(office).await.unwrap();
    let runs = office.cross_check_runs(9).await.unwrap();
    assert_eq!(runs.len(), 2);
    assert!(runs.iter().all(|run| run.by_program));
}

/// Writes facts down as if they had been decided: the way to a joint acceptance is told elsewhere.
async fn happened(world: &World, id: &str, events: Vec<BuildingEvent>) {
    let office = &world.app.office;
    let before = loaded(world, id).await;
    let mut after: Option<Project> = Some((*before).clone());
    let mut written = Vec::new();
    for event in events {
        let fact = Recorded {
            at: office.clock.now(),
            on: office.today(),
            by: By::from(&window_domain::access::Actor::system()),
            event: ProjectEvent::Building(event),
        };
        apply(&mut after, &fact);
        written.push(NewEvent {
            kind: "test".to_owned(),
            schema: 1,
            payload: serde_json::to_string(&fact).unwrap(),
        });
    }
    let after = after.unwrap();
    let folding = || Folding {
        catalogue: &office.catalogue,
        calendar: &office.calendar,
    };
    let commit = Commit {
        stream: StreamId::project(id.to_owned()),
        expected_version: before.version,
        events: written,
        recorded_at: office.clock.now(),
        actor: "system".to_owned(),
        audit: AuditEntry::default(),
        rows: RowSet::diff(
            &project_rows(&before, before.version, folding()),
            &project_rows(&after, after.version, folding()),
        ),
        outbox: Vec::new(),
        leaves: Vec::new(),
        hits: Vec::new(),
        key: None,
        fingerprint: [0; 32],
        answer: "{}".to_owned(),
    };
    office.store.commit(commit).await.unwrap();
}

#[tokio::test]
async fn a_department_that_stays_silent_at_the_joint_acceptance_consents_once() {
    let (world, id) = city().await;
    let office = &world.app.office;
    // Whoever else in the city stayed silent until today is not what this is about.
    jobs::note_silence(office).await.unwrap();
    let today = office.today();
    let due = office.calendar.due(today, 3).date;
    let invited = vec![
        BuildingEvent::AcceptanceApplied { received_on: today },
        BuildingEvent::AcceptanceInvited {
            visit_on: today,
            opinions_due: due,
            departments: vec!["zjj".into(), "zrzy".into()],
        },
    ];
    happened(&world, &id, invited).await;
    assert_eq!(
        jobs::note_silence(office).await.unwrap(),
        0,
        "the time still runs"
    );
    world.app.clock.advance(SignedDuration::from_hours(24 * 14));
    assert!(jobs::note_silence(office).await.unwrap() > 0);
    let found = loaded(&world, &id).await;
    assert_eq!(
        found.building.acceptance.as_ref().unwrap().silent().count(),
        0
    );
    assert_eq!(jobs::note_silence(office).await.unwrap(), 0);
}
