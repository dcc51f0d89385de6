//! Credit records through the one write path: handed over once, rebuilt as they are, in the way of commitments, ended.

use std::sync::Arc;

use jiff::SignedDuration;
use window_domain::access::{Action, Actor, Role};
use window_domain::catalogue::CreditClass;
use window_domain::catalogue::Releases;
use window_domain::credit::event::{Charge, Proposal};
use window_domain::credit::{CreditCommand, CreditRecord};
use window_domain::id::entity::{CreditId, ProjectId};
use window_domain::project::building::event::{Ground, Step};
use window_domain::project::building::promise::standings;
use window_domain::project::building::{BuildingCommand, Order};
use window_domain::project::event::StoredFile;
use window_domain::project::{Command, Project};
use window_one::auth::Account;
use window_one::city::City;
use window_one::jobs;
use window_one::service::rebuild::rows_of;
use window_one::service::{Refused, Request};
use window_store::{CreditFilter, Page, Viewer};

use crate::acts::{logged_in, owner_of, rows};
use crate::journey::{fill, loaded};
use crate::world::World;

pub(crate) async fn actor(world: &World, login: &str) -> Actor {
    let record = world.app.store.account_by_login(login).await.unwrap();
    Account::from_record(record.unwrap(), &world.app.office.catalogue)
        .unwrap()
        .actor()
}

/// A city with two more supervisors, `second` and `third`, whose own credit records are no longer in force.
pub(crate) async fn supervised() -> World {
    let world = World::demo().await;
    for login in ["second", "third"] {
        world.add(login, Role::Supervisor).await;
    }
    quiet(&world).await;
    world
}

/// Withdraws the city's own credit records and empties the outbox: what is seen afterwards is the test's.
pub(crate) async fn quiet(world: &World) {
    let decider = actor(world, "supervisor3").await;
    let office = &world.app.office;
    let (filter, page) = (CreditFilter::default(), Page::first(100));
    let viewer = Viewer::Oversight;
    let reader = office.store.read(&viewer);
    for row in reader.credit_records(&filter, &page).await.unwrap().rows {
        let withdraw = CreditCommand::Withdraw {
            reason: "not of this test".to_owned(),
            correction: "not of this test".to_owned(),
        };
        let id: CreditId = row.id.parse().unwrap();
        let done = office
            .execute(&decider, id, &withdraw, &Request::default())
            .await;
        let is_over = matches!(row.stage.as_str(), "dropped" | "withdrawn");
        assert_eq!(done.is_ok(), !is_over, "{done:?}");
    }
    let now = office.clock.now();
    // Only the first message to each platform about each record is pending at a time.
    loop {
        let pending = office
            .store
            .outbox_pending("credit", now, 100)
            .await
            .unwrap();
        if pending.is_empty() {
            break;
        }
        for message in pending {
            office.store.outbox_done(message.id, now).await.unwrap();
        }
    }
}

pub(crate) async fn do_to(
    world: &World,
    login: &str,
    id: ProjectId,
    command: BuildingCommand,
) -> Result<window_one::service::Answer, Refused> {
    let actor = actor(world, login).await;
    let command = Command::Building(command);
    let office = &world.app.office;
    office
        .execute(&actor, id, &command, &Request::default())
        .await
}

/// The noticed project with a promise that went up the whole ladder of breach, ready to be handed over.
pub(crate) async fn revoked(world: &World) -> (Arc<Project>, Ground) {
    let rows = rows(world).await;
    let row = rows.iter().find(|row| row.state == "noticed").unwrap();
    let project = loaded(world, &row.id).await;
    let office = &world.app.office;
    let promised = standings(&project, &office.calendar, office.today());
    let broken = promised
        .iter()
        .find(|standing| standing.due.is_some())
        .unwrap();
    let ground = Ground::Promise {
        item: broken.item.clone(),
    };
    world
        .app
        .clock
        .advance(SignedDuration::from_hours(24 * 200));
    for (login, step) in [
        ("supervisor", Step::Rectification),
        ("lead", Step::Stop),
        ("lead", Step::Revocation),
    ] {
        let order = BuildingCommand::Order {
            step,
            ground: ground.clone(),
            facts: "the promise was not kept".to_owned(),
            law: "law".to_owned(),
            working_days: 1,
        };
        do_to(world, login, project.id, order).await.unwrap();
        world.app.clock.advance(SignedDuration::from_hours(24 * 30));
    }
    (loaded(world, &row.id).await, ground)
}

pub(crate) async fn handed_over(world: &World) -> (CreditId, Arc<Project>) {
    let (project, ground) = revoked(world).await;
    let supervisor = actor(world, "supervisor").await;
    let office = &world.app.office;
    let (credit, _) = office
        .hand_over(&supervisor, project.id, &ground, &Request::default())
        .await
        .unwrap();
    (credit, project)
}

async fn give(world: &World, login: &str, id: CreditId, command: CreditCommand) {
    let actor = actor(world, login).await;
    let office = &world.app.office;
    let answer = office
        .execute(&actor, id, &command, &Request::default())
        .await
        .unwrap();
    assert!(answer.changed, "{command:?}");
}

pub(crate) fn file() -> StoredFile {
    StoredFile {
        sha256: "0".repeat(64),
        file_name: "paper.pdf".to_owned(),
        size_bytes: 1,
        media_type: "application/pdf".to_owned(),
    }
}

/// A decision of this class by two people, after the days to answer passed.
pub(crate) async fn decided(world: &World, id: CreditId, class: CreditClass) {
    decided_for(world, id, (class, "the promise was not kept")).await;
}

/// The same, for facts told in these words.
pub(crate) async fn decided_for(world: &World, id: CreditId, (class, facts): (CreditClass, &str)) {
    let investigator = actor(world, "supervisor").await.user.unwrap();
    let open = CreditCommand::OpenInvestigation {
        investigator,
        name: "First".to_owned(),
    };
    give(world, "supervisor", id, open).await;
    let evidence = CreditCommand::AddEvidence {
        file: file(),
        shows: "nothing came".to_owned(),
    };
    give(world, "supervisor", id, evidence).await;
    let charge = Charge {
        facts: facts.to_owned(),
        law: "law".to_owned(),
        class,
    };
    give(world, "supervisor", id, CreditCommand::TellFacts { charge }).await;
    world.app.clock.advance(SignedDuration::from_hours(24 * 20));
    give(world, "supervisor", id, CreditCommand::RecordLapse).await;
    let proposal = Proposal {
        class,
        reasons: "reasons".to_owned(),
        sanction: "sanction".to_owned(),
        publish: class != CreditClass::Minor,
        publish_reason: String::new(),
    };
    give(world, "second", id, CreditCommand::Propose { proposal }).await;
    give(world, "third", id, CreditCommand::Approve).await;
}

pub(crate) async fn publish(world: &World, id: CreditId) {
    give(world, "third", id, CreditCommand::Publish).await;
}

pub(crate) async fn published(world: &World) -> (CreditId, Arc<Project>) {
    let (id, project) = handed_over(world).await;
    decided(world, id, CreditClass::General).await;
    publish(world, id).await;
    (id, project)
}

pub(crate) async fn record(world: &World, id: CreditId) -> Arc<CreditRecord> {
    let supervisor = actor(world, "supervisor").await;
    let office = &world.app.office;
    office
        .credit_record(&supervisor, id, Action::ReadCredit)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_project_hands_a_matter_over_once_and_the_record_knows_the_party() {
    let world = supervised().await;
    let (project, ground) = revoked(&world).await;
    let office = &world.app.office;
    let filter = CreditFilter::default();
    let count = || async {
        let viewer = Viewer::Oversight;
        let reader = office.store.read(&viewer);
        reader.count_credit_records(&filter).await.unwrap()
    };
    let before = count().await;
    // Whoever may not hand over leaves no trace of a record.
    let lead = actor(&world, "lead").await;
    let request = Request::default();
    let refused = office.hand_over(&lead, project.id, &ground, &request).await;
    assert!(matches!(refused, Err(Refused::NotFound)), "{refused:?}");
    assert_eq!(count().await, before);

    let supervisor = actor(&world, "supervisor").await;
    let mut answers = Vec::new();
    for _ in 0..2 {
        answers.push(
            office
                .hand_over(&supervisor, project.id, &ground, &request)
                .await
                .unwrap(),
        );
    }
    assert_eq!(answers[0].0, answers[1].0);
    assert!(answers[0].1.changed && !answers[1].1.changed);
    assert_eq!(count().await, before + 1);
    let record = record(&world, answers[0].0).await;
    assert_eq!(record.party.company, project.builder.company);
    assert_eq!(record.party.enterprise, Some(project.builder.id));
    assert_eq!(record.clue.breach, "promise_broken");
    let last: &Order = project.building.orders.last().unwrap();
    assert_eq!(record.clue.source, last.number);
    assert_eq!(record.clue.event_on, last.issued_on);
    let after = loaded(&world, &project.id.to_string()).await;
    assert_eq!(after.building.handed_over[0].credit, record.id);
}

#[tokio::test]
async fn what_was_interrupted_after_the_clue_is_finished_by_repeating_it() {
    let world = supervised().await;
    let (credit, project) = handed_over(&world).await;
    // The clue alone again, as after a power cut between the two streams: no news.
    let known = record(&world, credit).await;
    let again = CreditCommand::RecordClue {
        credit,
        party: known.party.clone(),
        clue: known.clue.clone(),
    };
    let office = &world.app.office;
    let answer = office
        .execute(&Actor::system(), credit, &again, &Request::default())
        .await
        .unwrap();
    assert!(!answer.changed);
    assert_eq!(known.clue.project, Some(project.id));
}

#[tokio::test]
async fn rows_of_credit_records_rebuilt_equal_live_ones() {
    let world = supervised().await;
    published(&world).await;
    let live = world.app.store.dump_rows().await.unwrap();
    assert!(live.iter().any(|row| format!("{row:?}").contains("crd_")));
    let city = City::load(None).unwrap();
    let releases = Releases::new(Arc::clone(&city.catalogue));
    let calendar = Arc::clone(&city.calendar);
    let fold = move |stream: &_, events: Vec<_>| rows_of(stream, &events, (&releases, &calendar));
    world.app.store.rebuild(fold, |_| {}).await.unwrap();
    assert_eq!(world.app.store.dump_rows().await.unwrap(), live);
}

#[tokio::test]
async fn a_builder_with_an_open_record_is_told_why_no_commitment_is_accepted_and_how_to_repair() {
    let world = supervised().await;
    let all = rows(&world).await;
    let (credit, project) = published(&world).await;
    let enterprise = project.builder.id.to_string();
    let other = all
        .iter()
        .find(|row| row.enterprise_id == enterprise && row.state != "noticed")
        .filter(|row| row.id != project.id.to_string())
        .unwrap();
    let mut owner = logged_in(&world, &owner_of(&world, other).await).await;
    let page = format!("/my/projects/{}", other.id);
    let path = format!("{page}/request-build-first");
    let record = record(&world, credit).await;
    let number = record.stage.decided().unwrap().ruling.number.clone();
    // The page says so before anybody asks, and leads to the record.
    let shown = owner.get(&page).await;
    let link = format!("href=\"/my/credit/{credit}\"");
    assert!(shown.body.contains(&number) && shown.body.contains(&link));
    assert!(!shown.body.contains(&format!("action=\"{path}\"")));
    assert!(owner.get("/my").await.body.contains("href=\"/my/credit\""));
    let refused = fill(&mut owner, "/my", &path, &[]).await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(refused.body.contains(&number), "{}", refused.body);
    let way_out = "修复";
    assert!(refused.body.contains(way_out), "{}", refused.body);

    // The decision ends at its longest time, and with it what it kept the party from.
    world
        .app
        .clock
        .advance(SignedDuration::from_hours(24 * 31 * 13));
    assert_eq!(jobs::end_publications(&world.app.office).await.unwrap(), 1);
    assert_eq!(jobs::end_publications(&world.app.office).await.unwrap(), 0);
    let mut owner = logged_in(&world, &owner_of(&world, other).await).await;
    let asked = fill(&mut owner, "/my", &path, &[]).await;
    assert!(!asked.body.contains(&number), "{}", asked.body);
}

#[tokio::test]
async fn a_published_record_ends_by_itself_after_its_last_day_and_not_on_it() {
    let world = supervised().await;
    let (credit, _) = published(&world).await;
    let office = &world.app.office;
    let until = record(&world, credit)
        .await
        .stage
        .decided()
        .unwrap()
        .ruling
        .max_until;
    // Noon in the city on the last day.
    let noon = jiff::tz::Offset::UTC
        .to_timestamp(until.at(4, 0, 0, 0))
        .unwrap();
    world.app.clock.set(noon);
    assert_eq!(jobs::end_publications(office).await.unwrap(), 0);
    world.app.clock.advance(SignedDuration::from_hours(24));
    assert_eq!(jobs::end_publications(office).await.unwrap(), 1);
    assert_eq!(record(&world, credit).await.stage.as_str(), "ended");
    let page = Page::first(10);
    let viewer = Viewer::Oversight;
    let open = CreditFilter {
        open: Some(true),
        ..CreditFilter::default()
    };
    let reader = office.store.read(&viewer);
    let open = reader.credit_records(&open, &page).await.unwrap();
    assert_eq!(open.rows.len(), 0);
}
