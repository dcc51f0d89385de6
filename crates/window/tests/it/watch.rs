//! Supervision over HTTP: what is open, cross-checks with what they looked at, the file of a project, checks.

use jiff::SignedDuration;
use window_domain::access::{Actor, Role};
use window_domain::id::entity::ProjectId;
use window_domain::project::building::BuildingCommand;
use window_domain::project::building::event::Milestone;
use window_domain::project::{Command, Project};
use window_one::city::City;
use window_one::demo;
use window_one::service::Request;
use window_store::{Page, ProjectFilter, Viewer};

use crate::journey::{done, fill, loaded};
use crate::world::{Browser, World};

/// The demonstration city, the project in it that has its notice, and a promise of it long overdue.
async fn city() -> (World, String) {
    let world = World::with(|config| config.demo = true).await;
    let city = City::load(None).unwrap();
    let files = tempfile::tempdir().unwrap();
    let now = world.app.clock.now();
    demo::seed((&world.app.store, files.path()), &city, now)
        .await
        .unwrap();
    let filter = ProjectFilter {
        states: vec!["noticed".to_owned()],
        ..ProjectFilter::default()
    };
    let reader = world.app.store.read(&Viewer::Oversight);
    let rows = reader.projects(&filter, &Page::first(9)).await.unwrap();
    let id = rows.rows[0].id.clone();
    (world, id)
}

async fn browser(world: &World, login: &str) -> Browser {
    let mut browser = world.browser();
    let answer = browser.log_in(login, "window-one-demo").await;
    assert_eq!(answer.status, 303, "{login}");
    browser
}

/// The works begin, and the days pass until promises are overdue.
async fn started_and_late(world: &World, id: &str) {
    let project: ProjectId = id.parse().unwrap();
    let found = loaded(world, id).await;
    let owner = Actor {
        user: found.agent.as_ref().map(|card| card.agent),
        name: "Agent".to_owned(),
        roles: vec![Role::Agent],
        department: None,
        enterprise: None,
    };
    let start = Command::Building(BuildingCommand::ReportMilestone {
        milestone: Milestone::Start,
        reached_on: world.app.office.today(),
    });
    world
        .app
        .office
        .execute(&owner, project, &start, &Request::default())
        .await
        .unwrap();
    world.app.clock.advance(SignedDuration::from_hours(24 * 40));
}

fn raised(project: &Project) -> usize {
    project.building.findings.len()
}

#[tokio::test]
async fn the_supervisor_runs_the_cross_checks_twice_and_everything_is_raised_once() {
    let (world, id) = city().await;
    started_and_late(&world, &id).await;
    let mut supervisor = browser(&world, "supervisor").await;
    let before = supervisor.get("/watch?lang=en").await;
    assert_eq!(before.status, 200, "{}", before.body);
    assert!(before.body.contains("have not run yet"), "{}", before.body);
    let result = done(&mut supervisor, "/watch", "/watch/cross-check", &[]).await;
    let first = supervisor.get(&result).await.body;
    let found = raised(&*loaded(&world, &id).await);
    assert!(found > 0);
    assert!(first.contains("new findings"), "{first}");
    // Every rule is named with how much it looked at, those that found nothing too.
    let rules = &world.app.office.catalogue.supervision().rules;
    for rule in rules {
        assert!(first.contains(&rule.name.en), "{}", rule.code);
    }
    let again = done(&mut supervisor, "/watch", "/watch/cross-check", &[]).await;
    assert_ne!(again, result);
    let second = supervisor.get(&again).await.body;
    assert!(second.contains("found nothing new"), "{second}");
    assert_eq!(raised(&*loaded(&world, &id).await), found);
    let runs = world.app.office.cross_check_runs(5).await.unwrap();
    assert_eq!(runs.len(), 2);
    assert_eq!(
        runs[1].counts.raised(),
        runs[1]
            .counts
            .rules
            .values()
            .map(|rule| rule.hits)
            .sum::<u32>()
    );
    assert_eq!(runs[0].counts.raised(), 0);
    assert!(runs[0].counts.rules.values().all(|rule| rule.looked_at > 0));
    let desk = supervisor.get("/watch").await.body;
    assert!(desk.contains("Last run"), "{desk}");
}

#[tokio::test]
async fn a_counter_leads_to_as_many_lines_as_it_says_and_an_agent_sees_neither() {
    let (world, id) = city().await;
    started_and_late(&world, &id).await;
    let mut supervisor = browser(&world, "supervisor").await;
    done(&mut supervisor, "/watch", "/watch/cross-check", &[]).await;
    let desk = supervisor.get("/watch").await.body;
    for list in [
        "kind=finding",
        "kind=promise&due=overdue",
        "kind=promise&due=soon",
    ] {
        let address = format!("/watch/duties?{}", list);
        let (_, tile) = desk
            .split_once(&format!("{}\"", address.replace('&', "&amp;")))
            .unwrap();
        let (_, figure) = tile.split_once("tile-figure num\">").unwrap();
        let count: usize = figure.split_once('<').unwrap().0.parse().unwrap();
        let lines = supervisor
            .get(&address)
            .await
            .body
            .matches("<tr><td")
            .count();
        assert_eq!(lines, count.min(50), "{list}");
        assert!(count > 0 || list.ends_with("soon"), "{list}");
    }
    let mut agent = browser(&world, "agent1").await;
    assert_eq!(agent.get("/watch").await.status, 403);
    // A department sees its own only, and does not run the checks of everybody.
    let mut officer = browser(&world, "fgw").await;
    let desk = officer.get("/watch").await;
    assert_eq!(desk.status, 200);
    assert!(!desk.body.contains("action=\"/watch/cross-check\""));
    let refused = fill(&mut officer, "/watch", "/watch/cross-check", &[]).await;
    assert_eq!(refused.status, 403);
}
