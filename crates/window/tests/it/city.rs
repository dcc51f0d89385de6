//! The demonstration city: walked by commands, seen through pages, rebuilt from its facts.

use std::sync::Arc;

use window_domain::calendar::local_date;
use window_domain::catalogue::Releases;
use window_one::city::City;
use window_one::demo;
use window_one::service::rebuild::rows_of;
use window_store::{Page, ProjectFilter, Viewer};

use crate::world::World;

pub(crate) async fn seeded() -> (World, City) {
    let world = World::with(|config| config.demo = true).await;
    let city = City::load(None).unwrap();
    let now = world.app.clock.now();
    let files = tempfile::tempdir().unwrap();
    demo::seed((&world.app.store, files.path()), &city, now)
        .await
        .unwrap();
    (world, city)
}

#[tokio::test]
async fn the_demonstration_city_is_walked_by_commands_alone() {
    let (world, _) = seeded().await;
    let reader = Viewer::Oversight;
    let rows = world.app.store.read(&reader);
    let projects = rows
        .projects(&ProjectFilter::default(), &Page::first(200))
        .await
        .unwrap()
        .rows;
    assert_eq!(projects.len(), 34);
    assert!(projects.iter().all(|project| project.agent_id.is_some()));
    for state in [
        "preparing",
        "under_way",
        "commitment",
        "publicity",
        "noticed",
    ] {
        assert!(
            projects.iter().any(|project| project.state == state),
            "no project is {state}"
        );
    }
    let today = local_date(world.app.clock.now());
    assert!(projects.iter().all(|project| project.created_on <= today));
    let noticed = projects
        .iter()
        .find(|project| project.state == "noticed")
        .unwrap();
    let code = noticed.notice_check_code.clone().unwrap();
    let letter = world.app.store.letter(&code).await.unwrap().unwrap();
    assert_eq!(letter.kind, "construction_notice");
    assert_eq!(Some(letter.number), noticed.notice_no);
}

#[tokio::test]
async fn rebuilt_rows_equal_live_ones() {
    let (world, city) = seeded().await;
    let live = world.app.store.dump_rows().await.unwrap();
    let releases = Releases::new(Arc::clone(&city.catalogue));
    let calendar = Arc::clone(&city.calendar);
    world
        .app
        .store
        .rebuild(
            move |stream, events| rows_of(stream, &events, (&releases, &calendar)),
            |_| {},
        )
        .await
        .unwrap();
    assert_eq!(world.app.store.dump_rows().await.unwrap(), live);
}

#[tokio::test]
async fn the_window_accepts_what_an_enterprise_handed_in_and_the_department_claims_it() {
    let (world, _) = seeded().await;
    let mut lead = world.browser();
    lead.log_in("lead", "window-one-demo").await;
    assert_eq!(lead.get("/desk").await.status, 200);
    let page = lead.get("/desk/intake").await;
    assert_eq!(page.status, 200);
    let waiting = page.body.matches("/accept\"").count();
    assert!(waiting >= 2, "{waiting} submissions wait");
    let (_, rest) = page.body.split_once("action=\"/desk/intake/").unwrap();
    let receipt = rest.split_once('/').unwrap().0.to_owned();
    let path = format!("/desk/intake/{receipt}/accept");
    assert_eq!(lead.post(&path, &page.secret(), "").await.status, 303);
    let page = lead.get("/desk/intake").await;
    assert_eq!(page.body.matches("/accept\"").count(), waiting - 1);
    assert!(!page.body.contains(&receipt));

    let mut officer = world.browser();
    officer.log_in("fgw", "window-one-demo").await;
    let queue = officer.get("/dept?tab=free").await;
    assert_eq!(queue.status, 200);
    let free = queue.body.matches("/claim\"").count();
    let (_, rest) = queue.body.split_once("action=\"/dept/tasks/").unwrap();
    let case = rest.split_once('/').unwrap().0.to_owned();
    let path = format!("/dept/tasks/{case}/claim");
    assert_eq!(officer.post(&path, &queue.secret(), "").await.status, 303);
    let queue = officer.get("/dept?tab=free").await;
    assert_eq!(queue.body.matches("/claim\"").count(), free - 1);
}

#[tokio::test]
async fn an_enterprise_sees_its_own_projects_in_both_languages_and_no_others() {
    let (world, _) = seeded().await;
    let mut owner = world.browser();
    owner.log_in("energy", "window-one-demo").await;
    let mut links = Vec::new();
    for language in ["zh-CN", "en"] {
        let page = owner.get(&format!("/my?lang={language}")).await;
        assert_eq!(page.status, 200);
        links = page
            .body
            .split("href=\"/my/projects/")
            .skip(1)
            .map(|rest| rest.split_once('"').unwrap().0.to_owned())
            // The way to a new project, which is no project yet.
            .filter(|link| link != "new")
            .collect();
        links.sort();
        links.dedup();
        assert!(links.len() >= 4, "{links:?}");
        for link in &links {
            assert_eq!(
                owner
                    .get(&format!("/my/projects/{link}?lang={language}"))
                    .await
                    .status,
                200
            );
        }
    }
    let mut other = world.browser();
    other.log_in("orient", "window-one-demo").await;
    for link in &links {
        assert_eq!(other.get(&format!("/my/projects/{link}")).await.status, 404);
    }
}

#[tokio::test]
async fn the_guide_shows_every_item_in_both_languages() {
    let world = World::new().await;
    let mut anybody = world.browser();
    assert_eq!(anybody.get("/").await.status, 200);
    for language in ["zh-CN", "en"] {
        let list = anybody.get(&format!("/guide?lang={language}")).await.body;
        for item in world.app.office.catalogue.items() {
            assert!(
                list.contains(&format!("/guide/{}\"", item.code)),
                "{}",
                item.code
            );
            let page = anybody
                .get(&format!("/guide/{}?lang={language}", item.code))
                .await;
            assert_eq!(page.status, 200, "{}", item.code);
            for text in [&item.phones.service, &item.phones.complaint] {
                assert!(page.body.contains(text.as_str()), "{}", item.code);
            }
        }
    }
    assert_eq!(anybody.get("/guide/Z99").await.status, 404);
    let none = anybody
        .get("/guide?q=nothing-has-this-name&lang=en")
        .await
        .body;
    assert!(none.contains("No item found"));
}

/// Every page of a project, its receipts and its letters, in both languages: a template that
/// cannot be rendered is found here and not by an enterprise.
#[tokio::test]
async fn every_page_and_letter_of_the_city_can_be_read() {
    let (world, _) = seeded().await;
    let rows = world.app.store.read(&Viewer::Oversight);
    let projects = rows
        .projects(&ProjectFilter::default(), &Page::first(200))
        .await
        .unwrap()
        .rows;
    let mut browsers = std::collections::BTreeMap::new();
    for (login, company) in [("orient", "东方"), ("energy", "能源"), ("daye", "大冶")] {
        let mut browser = world.browser();
        browser.log_in(login, "window-one-demo").await;
        browsers.insert(company, browser);
    }
    let mut supervisor = world.browser();
    supervisor.log_in("supervisor", "window-one-demo").await;
    let mut kinds = std::collections::BTreeSet::new();
    for project in &projects {
        let (_, owner) = browsers
            .iter_mut()
            .find(|(company, _)| project.enterprise_name.contains(**company))
            .unwrap();
        for language in ["zh-CN", "en"] {
            for path in [
                "",
                "/check",
                "/commitment",
                "/parties",
                "/steps/A01",
                "/steps/A05",
            ] {
                let path = format!("/my/projects/{}{path}?lang={language}", project.id);
                let page = owner.get(&path).await;
                assert_eq!(page.status, 200, "{path}: {}", page.body);
            }
            assert_eq!(
                owner
                    .get(&format!("/my/inbox?lang={language}"))
                    .await
                    .status,
                200
            );
        }
        for letter in rows.letters(&project.id).await.unwrap() {
            let check = owner.get(&format!("/v/{}", letter.check_code)).await;
            assert_eq!(check.status, 200);
            assert!(check.body.contains(&letter.number), "{}", letter.number);
            // A card to a contractor or a department is not the enterprise's to read.
            if kinds.insert(letter.kind.clone()) {
                let reader = if letter.kind == "card" {
                    &mut supervisor
                } else {
                    &mut *owner
                };
                let pdf = reader
                    .get(&format!("/letters/{}.pdf", letter.check_code))
                    .await;
                assert_eq!(pdf.status, 200, "{}: {}", letter.kind, pdf.body);
                assert!(pdf.body.starts_with("%PDF"), "{}", letter.kind);
            }
        }
    }
    assert!(
        kinds.contains("receipt") && kinds.contains("construction_notice"),
        "{kinds:?}"
    );
}

/// A paper says for ever what it said on the day it was handed out.
#[tokio::test]
async fn a_letter_does_not_change_after_its_issue() {
    let (world, _) = seeded().await;
    let rows = world.app.store.read(&Viewer::Oversight);
    let filter = ProjectFilter {
        text: Some("冷链".to_owned()),
        ..ProjectFilter::default()
    };
    let project = rows
        .projects(&filter, &Page::first(1))
        .await
        .unwrap()
        .rows
        .remove(0);
    let letters = rows.letters(&project.id).await.unwrap();
    let receipt = letters
        .iter()
        .find(|letter| letter.kind == "receipt")
        .unwrap();
    let path = format!("/letters/{}.pdf", receipt.check_code);
    let mut owner = world.browser();
    owner.log_in("energy", "window-one-demo").await;
    let before = owner.get(&path).await;
    assert_eq!(before.status, 200);

    let lead = world
        .app
        .store
        .account_by_login("lead")
        .await
        .unwrap()
        .unwrap();
    let actor = window_one::auth::Account::from_record(lead.clone(), &world.app.office.catalogue)
        .unwrap()
        .actor();
    let command = window_domain::project::Command::AssignAgent {
        card: window_domain::project::command::AgentCard {
            agent: lead.id.parse().unwrap(),
            name: lead.name,
            window: "1".to_owned(),
            phone: "0714-000 0999".to_owned(),
        },
        reason: "absence".to_owned(),
    };
    let id = project.id.parse().unwrap();
    let request = window_one::service::Request::default();
    assert!(
        world
            .app
            .office
            .execute(&actor, id, &command, &request)
            .await
            .unwrap()
            .changed
    );
    let after = owner.get(&path).await;
    assert_eq!(after.status, 200);
    assert!(
        before.body == after.body,
        "the receipt changed with the project"
    );
}
