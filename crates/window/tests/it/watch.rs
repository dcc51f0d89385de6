//! Supervision over HTTP: what is open, cross-checks with what they looked at, the file of a project, checks.

use axum::body::Body;
use jiff::SignedDuration;
use window_domain::access::{Actor, Role};
use window_domain::id::entity::ProjectId;
use window_domain::project::building::BuildingCommand;
use window_domain::project::building::event::Milestone;
use window_domain::project::building::promise::{Standing, standings};
use window_domain::project::event::PartyKind;
use window_domain::project::{Command, Project};
use window_one::service::Request;
use window_store::{PAGE_MAX, Page, ProjectFilter, Viewer};

use crate::journey::{done, fill, loaded};
use crate::world::{Answer, Browser, World};

/// The project modelled on a distributed energy station: noticed, nothing of it put in order since.
const STATION: &str = "园区分布式能源站项目";

/// The demonstration city, the project in it that has its notice, and a promise of it long overdue.
pub(crate) async fn city() -> (World, String) {
    let world = World::demo().await;
    let filter = ProjectFilter {
        states: vec!["noticed".to_owned()],
        ..ProjectFilter::default()
    };
    let reader = world.app.store.read(&Viewer::Oversight);
    let rows = reader.projects(&filter, &Page::first(50)).await.unwrap();
    let mut rows = rows.rows.into_iter();
    let id = rows.find(|row| row.name == STATION).unwrap().id;
    (world, id)
}

pub(crate) async fn browser(world: &World, login: &str) -> Browser {
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
        territory: world.app.office.catalogue.everywhere(),
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
    let earlier = raised_in_city(&world).await;
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
    let later = raised_in_city(&world).await;
    assert_eq!(
        usize::try_from(runs[1].counts.raised()).unwrap(),
        later - earlier
    );
    let hits: u32 = runs[1].counts.rules.values().map(|rule| rule.hits).sum();
    assert!(
        hits >= runs[1].counts.raised(),
        "what is open already is hit, and not raised again"
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
        let address = format!("/watch/duties?{list}");
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

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

/// Findings the rules have raised in all projects.
async fn raised_in_city(world: &World) -> usize {
    let mut found = 0;
    for id in world.app.office.all_projects().await.unwrap() {
        found += raised(&*loaded(world, &id.to_string()).await);
    }
    found
}

/// Hands in a form with files, as a browser does.
async fn hand_in(
    browser: &mut Browser,
    path: &str,
    fields: &[(&str, &str)],
    photo: Option<&str>,
) -> Answer {
    let secret = browser.get(path).await.secret();
    let key = browser.app_key();
    let own = [("_csrf", secret.as_str()), ("_key", &key)];
    let mut body = Vec::new();
    for (name, value) in own.iter().chain(fields) {
        body.extend(
            format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                .bytes(),
        );
    }
    let head = format!(
        "--B\r\nContent-Disposition: form-data; name=\"photos\"; filename=\"{}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n",
        photo.unwrap_or_default()
    );
    body.extend(head.bytes());
    body.extend(photo.map_or(&b""[..], |_| PDF));
    body.extend(b"\r\n--B--\r\n");
    let kind = ("content-type", "multipart/form-data; boundary=B");
    browser.send("POST", path, &[kind], Body::from(body)).await
}

/// The first value a list offers on a page.
fn offered(page: &str, list: &str, beginning: &str) -> String {
    let (_, rest) = page.split_once(&format!("<select id=\"{list}\"")).unwrap();
    let (_, rest) = rest
        .split_once(&format!("<option value=\"{beginning}"))
        .unwrap();
    format!("{beginning}{}", rest.split_once('"').unwrap().0)
}

#[tokio::test]
#[expect(
    clippy::too_many_lines,
    reason = "one check, told from its plan to its end"
)]
async fn a_check_is_planned_recorded_with_a_finding_and_its_rectification_looked_at() {
    let (world, id) = city().await;
    started_and_late(&world, &id).await;
    let file = format!("/watch/projects/{id}");
    let mut head = browser(&world, "zrzy-head").await;
    let today = world.app.office.today().to_string();

    // What is missing is told beside its field, and what was typed stays.
    let plan = format!("{file}/plan");
    let typed = [
        ("object", ""),
        ("plan--open", "1"),
        ("plan--planned_on", today.as_str()),
        ("plan--reason", "complaint"),
        ("plan--complaint", "Dust all day"),
    ];
    let refused = fill(&mut head, &file, &plan, &typed).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("id=\"plan--inspectors-error\""));
    assert!(refused.body.contains("Dust all day"));
    let whole = [&typed[..], &[("plan--inspectors", "Zhang, Li")]].concat();
    done(&mut head, &file, &plan, &whole).await;
    // The same check is not planned twice.
    let twice = fill(&mut head, &file, &plan, &whole).await;
    assert_eq!(twice.status, 422);
    assert!(
        twice.body.contains("id=\"plan--reason-error\""),
        "{}",
        twice.body
    );

    let check = loaded(&world, &id).await.building.checks[0].clone();
    assert_eq!(check.inspectors, ["Zhang", "Li"]);
    assert_eq!(check.department.as_str(), "zrzy");
    let form = format!("{file}/checks/{}", check.id);
    // Another department of the project neither sees the button nor may record it.
    let mut other = browser(&world, "zjj").await;
    let seen = other.get(&file).await;
    assert_eq!(seen.status, 200);
    assert!(!seen.body.contains(&form));
    assert_eq!(other.get(&form).await.status, 403);

    let mut officer = browser(&world, "zrzy").await;
    assert!(officer.get(&file).await.body.contains(&form));
    let record = [
        ("point-0", "fails"),
        ("point-1", "complies"),
        ("checked_on", today.as_str()),
        ("basis", "Complaint of today"),
        ("fulfils", "false"),
        ("detail", "No water is sprayed"),
    ];
    // Everything that is missing is told at once, whether the form or a rule misses it.
    let empty = hand_in(&mut officer, &form, &[("checked_on", "")], None).await;
    assert_eq!(empty.status, 422);
    for field in [
        "point-0",
        "point-1",
        "checked_on",
        "basis",
        "fulfils",
        "detail",
    ] {
        let error = format!("id=\"{field}-error\"");
        assert!(empty.body.contains(&error), "{field}: {}", empty.body);
    }
    let unnamed = hand_in(&mut officer, &form, &record, Some("site.pdf")).await;
    assert_eq!(unnamed.status, 422);
    assert!(
        unnamed.body.contains("id=\"finding-0-error\""),
        "{}",
        unnamed.body
    );
    assert!(unnamed.body.contains("No water is sprayed"));
    // The photograph that came in need not be sent again.
    let (_, kept) = unnamed.body.split_once("name=\"kept\" value=\"").unwrap();
    let kept = kept.split_once('"').unwrap().0.to_owned();
    let found = [
        ("kept", kept.as_str()),
        ("finding-1-text", "Dust is not kept down"),
        ("finding-1-law", "Air Law, Art. 69"),
        ("finding-1-severity", "serious"),
        ("finding-1-party", "contractor"),
    ];
    let found = [&record[..], &found].concat();
    let endless = [&found[..], &[("finding-1-days", "900")]].concat();
    let endless = hand_in(&mut officer, &form, &endless, None).await;
    assert_eq!(endless.status, 422);
    assert!(
        endless.body.contains("id=\"finding-1-days-error\""),
        "{}",
        endless.body
    );
    let whole = [&found[..], &[("finding-1-days", "5")]].concat();
    let answer = hand_in(&mut officer, &form, &whole, None).await;
    assert_eq!(answer.status, 303, "{}", answer.body);

    let project = loaded(&world, &id).await;
    let finding = &project.building.findings[0];
    let contractor = project
        .parties
        .iter()
        .find(|it| it.kind == PartyKind::Contractor);
    assert_eq!(finding.party.company, contractor.unwrap().company);
    let seen = officer.get(&file).await.body;
    let (_, photo) = seen.split_once("href=\"/files/").unwrap();
    let photo = format!("/files/{}", photo.split_once('"').unwrap().0);
    assert_eq!(officer.get(&photo).await.bytes, PDF);

    // An officer does not look at his own finding; the chief does.
    let verify = format!("{file}/verify");
    assert!(!seen.contains(&format!("action=\"{verify}\"")));
    let object = finding.id.to_string();
    let field = |name: &str| format!("verify-{object}-{name}");
    let (passed, note) = (field("passed"), field("note"));
    let unsaid = [("object", object.as_str()), (&note, "Sprayed now")];
    let unsaid = fill(&mut head, &file, &verify, &unsaid).await;
    assert_eq!(unsaid.status, 422);
    assert!(unsaid.body.contains(&format!("id=\"{passed}-error\"")));
    let looked = [
        ("object", object.as_str()),
        (&note, "Sprayed now"),
        (&passed, "true"),
    ];
    done(&mut head, &file, &verify, &looked).await;
    assert!(!loaded(&world, &id).await.building.findings[0].is_open());
}

#[tokio::test]
async fn the_ladder_offers_only_the_step_that_is_next_and_says_why_another_waits() {
    let (world, id) = city().await;
    started_and_late(&world, &id).await;
    let file = format!("/watch/projects/{id}");
    let mut head = browser(&world, "zrzy-head").await;
    let page = head.get(&format!("{file}?lang=en")).await.body;
    assert!(
        !page.contains("id=\"stop--what\""),
        "nothing to stop for yet"
    );
    let what = offered(&page, "order--what", "rectification:promise:");
    let order = format!("{file}/order");
    let typed = [
        ("object", ""),
        ("order--what", what.as_str()),
        ("order--facts", "It is not there"),
        ("order--law", "Commitment letter"),
    ];
    let endless = [&typed[..], &[("order--days", "99")]].concat();
    let endless = fill(&mut head, &file, &order, &endless).await;
    assert_eq!(endless.status, 422);
    assert!(
        endless.body.contains("id=\"order--days-error\""),
        "{}",
        endless.body
    );
    assert!(endless.body.contains("It is not there"));
    let whole = [&typed[..], &[("order--days", "5")]].concat();
    done(&mut head, &file, &order, &whole).await;
    let page = head.get(&file).await.body;
    assert!(!page.contains(&what), "the order is given");
    assert!(page.contains("cannot be taken yet"), "{page}");

    world.app.clock.advance(SignedDuration::from_hours(24 * 20));
    let mut head = browser(&world, "zrzy-head").await;
    let page = head.get(&format!("{file}?lang=en")).await.body;
    let what = offered(&page, "stop--what", "stop:promise:");
    let typed = [
        ("object", ""),
        ("stop--what", what.as_str()),
        ("stop--facts", "Still not there"),
        ("stop--law", "Commitment letter"),
        ("stop--days", "5"),
    ];
    done(&mut head, &file, &format!("{file}/stop"), &typed).await;
    let page = head.get(&file).await.body;
    assert!(page.contains("Works stopped"));
    assert!(page.contains("cannot be lifted yet"), "{page}");
}

#[tokio::test]
async fn only_the_supervisor_issues_a_card_and_a_stranger_does_not_learn_of_the_project() {
    let (world, id) = city().await;
    let file = format!("/watch/projects/{id}");
    let mut supervisor = browser(&world, "supervisor").await;
    let card = format!("{file}/card");
    let empty = [
        ("object", ""),
        ("card--level", "yellow"),
        ("card--to", "window"),
        ("card--basis", "Licensing Law, Art. 32"),
        ("card--evidence", "The record of the intake"),
    ];
    let refused = fill(&mut supervisor, &file, &card, &empty).await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.body.contains("id=\"card--text-error\""),
        "{}",
        refused.body
    );
    let whole = [&empty[..], &[("card--text", "The intake is slow")]].concat();
    done(&mut supervisor, &file, &card, &whole).await;
    let project = loaded(&world, &id).await;
    let number = project.building.cards[0].number.clone();
    let reason = format!("withdraw-{number}-reason");
    let withdraw = [("object", number.as_str()), (&reason, "Answered by phone")];
    done(
        &mut supervisor,
        &file,
        &format!("{file}/withdraw"),
        &withdraw,
    )
    .await;
    assert!(
        loaded(&world, &id).await.building.cards[0]
            .withdrawn
            .is_some()
    );

    let mut head = browser(&world, "zrzy-head").await;
    assert!(!head.get(&file).await.body.contains("id=\"card--level\""));
    assert_eq!(fill(&mut head, &file, &card, &whole).await.status, 403);
    let known: Vec<&str> = project
        .departments()
        .into_iter()
        .chain(project.supervising())
        .map(window_domain::catalogue::DepartmentCode::as_str)
        .collect();
    let mut departments = world.app.office.catalogue.departments();
    let stranger = departments
        .find(|one| !known.contains(&one.code.as_str()))
        .unwrap();
    let mut stranger = browser(&world, stranger.code.as_str()).await;
    assert_eq!(stranger.get(&file).await.status, 404);
}

#[tokio::test]
async fn the_checks_of_a_department_are_its_own_and_the_supervisor_chooses_whose() {
    let (world, _) = city().await;
    let office = &world.app.office;
    let reader = world.app.store.read(&Viewer::Oversight);
    let filter = ProjectFilter::default();
    let rows = reader.projects(&filter, &Page::first(PAGE_MAX)).await;
    let mut checkers = Vec::new();
    let mut visited = Vec::new();
    for row in rows.unwrap().rows {
        let project = loaded(&world, &row.id).await;
        let all = standings(&project, &office.calendar, office.today());
        let open = all.into_iter().filter(Standing::is_open);
        checkers.extend(open.map(|one| one.checker.as_str().to_owned()));
        let checks = project.building.checks.iter();
        visited.extend(checks.map(|one| one.department.clone()));
    }
    // A page shows so many lines and leads on to the next.
    let page = usize::from(Page::default().limit);
    let open = |department: &str| {
        let own = checkers.iter().filter(|one| *one == department);
        own.count().min(page)
    };
    assert!(open("zrzy") > 0 && open("zjj") > 0 && open("zrzy") != open("zjj"));
    let lines = |body: &str| body.matches("<tr><td").count();
    let mut officer = browser(&world, "zrzy").await;
    // What it asks for does not widen what it sees.
    let seen = officer.get("/watch/checks?department=zjj").await.body;
    assert_eq!(lines(&seen), open("zrzy"));
    let mut supervisor = browser(&world, "supervisor").await;
    let seen = supervisor.get("/watch/checks?department=zjj").await.body;
    assert_eq!(lines(&seen), open("zjj"));
    let seen = supervisor.get("/watch/checks?tab=promises").await.body;
    assert_eq!(lines(&seen), checkers.len().min(page));
    let mut departments = office.catalogue.departments();
    let idle = departments
        .find(|one| !visited.contains(&one.code))
        .unwrap();
    let none = format!(
        "/watch/checks?tab=done&department={}&lang=en",
        idle.code.as_str()
    );
    let seen = supervisor.get(&none).await.body;
    assert!(seen.contains("No check was held yet"), "{seen}");
}
