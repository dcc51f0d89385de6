//! The window's desk over HTTP: intake with its three outcomes, the project, the construction notice.

use std::sync::Arc;

use axum::body::Body;
use jiff::SignedDuration;
use window_domain::access::{Action, Actor};
use window_domain::id::entity::ProjectId;
use window_domain::project::event::{Party, PartyKind};
use window_domain::project::{Case, CaseStatus, Command, Project};
use window_one::auth::Account;
use window_one::city::City;
use window_one::demo;
use window_one::service::Request;
use window_store::{Page, ProjectFilter, ProjectRow, SubmissionFilter, SubmissionRow, Viewer};

use crate::world::{Answer, Browser, World};

async fn seeded() -> World {
    let world = World::with(|config| config.demo = true).await;
    let city = City::load(None).unwrap();
    let files = tempfile::tempdir().unwrap();
    demo::seed(
        (&world.app.store, files.path()),
        &city,
        world.app.clock.now(),
    )
    .await
    .unwrap();
    world
}

async fn logged_in(world: &World, login: &str) -> Browser {
    let mut browser = world.browser();
    assert_eq!(browser.log_in(login, "window-one-demo").await.status, 303);
    browser
}

async fn actor(world: &World, login: &str) -> Actor {
    let record = world.app.store.account_by_login(login).await.unwrap();
    Account::from_record(record.unwrap(), &world.app.office.catalogue)
        .unwrap()
        .actor()
}

/// Hands a form in with a key of its own.
async fn post(browser: &mut Browser, path: &str, page: &Answer, fields: &[(&str, &str)]) -> Answer {
    let (_, rest) = page.body.split_once("name=\"_key\" value=\"").unwrap();
    let key = rest.split_once('"').unwrap().0;
    let mut body = format!("_csrf={}&_key={key}", page.secret());
    for (name, value) in fields {
        body += "&";
        body += name;
        body += "=";
        body += &value.replace(' ', "+");
    }
    let kind = ("content-type", "application/x-www-form-urlencoded");
    browser.send("POST", path, &[kind], Body::from(body)).await
}

async fn rows(world: &World, state: &str) -> Vec<ProjectRow> {
    let filter = ProjectFilter {
        states: vec![state.to_owned()],
        ..ProjectFilter::default()
    };
    let viewer = Viewer::Oversight;
    let reader = world.app.store.read(&viewer);
    reader
        .projects(&filter, &Page::first(200))
        .await
        .unwrap()
        .rows
}

async fn project(world: &World, id: &str) -> Arc<Project> {
    let id: ProjectId = id.parse().unwrap();
    let lead = actor(world, "lead").await;
    let office = &world.app.office;
    office
        .project(&lead, id, (Action::ReadProject, None))
        .await
        .unwrap()
}

fn parties() -> Vec<Party> {
    PartyKind::ALL
        .into_iter()
        .map(|kind| Party {
            kind,
            company: "Test company".to_owned(),
            uscc: "91420200MA49000292".to_owned(),
            person: "Test person".to_owned(),
        })
        .collect()
}

/// The project's agent enters the parties, and the publicity ends. Gives the agent's login.
async fn enter_parties_and_wait(world: &World, id: &str) -> String {
    let agent = project(world, id).await.agent.clone().unwrap().agent;
    let record = world.app.store.account(&agent.to_string()).await.unwrap();
    let login = record.unwrap().login;
    let enter = Command::EnterParties { parties: parties() };
    let agent = actor(world, &login).await;
    let office = &world.app.office;
    office
        .execute(&agent, id.parse().unwrap(), &enter, &Request::default())
        .await
        .unwrap();
    let later = SignedDuration::from_hours(24 * 14);
    world
        .app
        .clock
        .set(world.app.clock.now().checked_add(later).unwrap());
    login
}

#[tokio::test]
async fn the_notice_waits_for_publicity_and_parties_and_is_issued_by_the_lead_only() {
    let world = seeded().await;
    let mut lead = logged_in(&world, "lead").await;
    let mut running = None;
    for row in rows(&world, "publicity").await {
        let project = project(&world, &row.id).await;
        if project.parties.is_empty() {
            running = Some(row);
        }
    }
    let running = running.unwrap();
    let path = format!("/desk/issue/{}", running.id);
    let scope = format!("scope-{}", running.id);

    let page = lead.get("/desk/issue").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains(&running.name));
    assert!(!page.body.contains(&format!("action=\"{path}\"")));
    let refused = post(&mut lead, &path, &page, &[(&scope, "whole plant")]).await;
    assert_eq!(refused.status, 422);
    assert!(
        project(&world, &running.id)
            .await
            .build_first
            .notice()
            .is_none()
    );

    let login = enter_parties_and_wait(&world, &running.id).await;
    let mut colleague = logged_in(&world, &login).await;
    let page = colleague.get("/desk/issue").await;
    assert!(page.body.contains(&running.name));
    assert!(!page.body.contains("name=\"scope-"));
    let mut lead = logged_in(&world, "lead").await;
    let page = lead.get("/desk/issue").await;
    assert!(page.body.contains(&format!("action=\"{path}\"")));
    let empty = post(&mut lead, &path, &page, &[(&scope, "")]).await;
    assert_eq!(empty.status, 422);
    assert!(empty.body.contains(&format!("id=\"{scope}-error\"")));
    let done = post(&mut lead, &path, &empty, &[(&scope, "whole plant")]).await;
    assert_eq!(done.status, 303);
    let page = lead.get(done.header("location")).await;
    let project = project(&world, &running.id).await;
    let notice = project.build_first.notice().unwrap();
    assert_eq!(notice.scope, "whole plant");
    assert!(page.body.contains(&notice.number));
    let letter = project.letters.last().unwrap();
    let code = letter.check_code.compact();
    assert_eq!(letter.number, notice.number);
    for path in [format!("/letters/{code}.pdf"), format!("/v/{code}")] {
        assert_eq!(lead.get(&path).await.status, 200, "{path}");
    }
    assert!(page.body.contains(&format!("/letters/{code}.pdf")));
    assert!(page.body.contains(&format!("/v/{code}")));
}

/// A submission in this state with its project.
pub(crate) async fn submission(world: &World, state: &str) -> (SubmissionRow, Arc<Project>) {
    let filter = SubmissionFilter {
        states: vec![state.to_owned()],
        ..SubmissionFilter::default()
    };
    let viewer = Viewer::Oversight;
    let reader = world.app.store.read(&viewer);
    let rows = reader.submissions(&filter, &Page::first(200)).await;
    let row = rows.unwrap().rows.into_iter().next().unwrap();
    let project = project(world, &row.project_id).await;
    (row, project)
}

pub(crate) fn case_of<'a>(project: &'a Project, row: &SubmissionRow) -> &'a Case {
    let mut cases = project.cases.values();
    cases
        .find(|case| case.submission.to_string() == row.id)
        .unwrap()
}

#[tokio::test]
async fn acceptance_moves_the_case_and_hands_out_its_letter() {
    let world = seeded().await;
    let mut agent = logged_in(&world, "agent1").await;
    let (row, before) = submission(&world, "received").await;
    let case = case_of(&before, &row).number.clone();
    let here = format!("/desk/intake/{}", row.receipt_no);
    let page = agent.get(&here).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("/files/"));

    let accept = format!("{here}/accept");
    let nothing = post(&mut agent, &accept, &page, &[("choose", "1")]).await;
    assert_eq!(nothing.status, 422);
    let number = case.to_string();
    let required = format!("{case}~investment-total");
    let gap = [("choose", "1"), ("case", &number), ("gap", &required)];
    let refused = post(&mut agent, &accept, &nothing, &gap).await;
    assert_eq!(refused.status, 422);
    let unchanged = project(&world, &row.project_id).await;
    assert_eq!(unchanged.letters.len(), before.letters.len());

    let chosen = [("choose", "1"), ("case", number.as_str())];
    let done = post(&mut agent, &accept, &refused, &chosen).await;
    assert_eq!(done.status, 303);
    let after = project(&world, &row.project_id).await;
    assert_eq!(after.cases[&case].status(), CaseStatus::Accepted);
    let letter = after.letters.last().unwrap();
    assert_eq!(letter.form, "acceptance");
    let page = agent.get(done.header("location")).await;
    let pdf = format!("/letters/{}.pdf", letter.check_code.compact());
    assert!(page.body.contains(&pdf));
    assert!(!page.body.contains("id=\"accept\""));
}

#[tokio::test]
async fn two_defects_become_one_notice_and_nothing_typed_is_lost() {
    let world = seeded().await;
    let mut lead = logged_in(&world, "lead").await;
    let (row, before) = submission(&world, "received").await;
    let case = case_of(&before, &row).number.to_string();
    let here = format!("/desk/intake/{}", row.receipt_no);
    let page = lead.get(&here).await;
    let (first, second) = (format!("{case}~investment-total"), format!("{case}~"));
    let correct = format!("{here}/correct");
    let mut fields = vec![
        ("slot-1", first.as_str()),
        ("problem-1", "total is not signed"),
        ("remedy-1", ""),
        ("slot-4", second.as_str()),
        ("problem-4", "wrong address"),
        ("remedy-4", "write the address"),
    ];
    let refused = post(&mut lead, &correct, &page, &fields).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("id=\"remedy-1-error\""));
    assert!(refused.body.contains("value=\"total is not signed\""));
    assert!(refused.body.contains("value=\"wrong address\""));

    fields[2] = ("remedy-1", "sign the total");
    let done = post(&mut lead, &correct, &refused, &fields).await;
    assert_eq!(done.status, 303);
    let after = project(&world, &row.project_id).await;
    assert_eq!(after.corrections.len(), before.corrections.len() + 1);
    let notice = after.corrections.last().unwrap();
    assert_eq!(notice.defects.len(), 2);
    assert_eq!(notice.defects[1].material, None);
    assert_eq!(after.letters.len(), before.letters.len() + 1);
    assert_eq!(case_of(&after, &row).status(), CaseStatus::Correcting);
}

#[tokio::test]
async fn acceptance_is_refused_only_with_a_reason_and_a_remedy() {
    let world = seeded().await;
    let mut lead = logged_in(&world, "lead").await;
    let (row, before) = submission(&world, "received").await;
    let case = case_of(&before, &row).number.to_string();
    let here = format!("/desk/intake/{}", row.receipt_no);
    let page = lead.get(&here).await;
    let refuse = format!("{here}/refuse");
    let unchosen = post(
        &mut lead,
        &refuse,
        &page,
        &[("refuse-reason", "no licence needed")],
    )
    .await;
    assert_eq!(unchosen.status, 422);
    assert!(unchosen.body.contains("no licence needed"));
    let mut fields = vec![
        ("refuse-case", case.as_str()),
        ("refuse-reason", "no licence needed"),
    ];
    let refused = post(&mut lead, &refuse, &unchosen, &fields).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("id=\"refuse-remedy-error\""));
    fields.push(("refuse-remedy", "ask the other office"));
    let done = post(&mut lead, &refuse, &refused, &fields).await;
    assert_eq!(done.status, 303);
    let after = project(&world, &row.project_id).await;
    assert_eq!(case_of(&after, &row).status(), CaseStatus::NotAccepted);
    assert_eq!(after.letters.last().unwrap().form, "non_acceptance");
}
