//! Acts of the way to the notice that have a page of their own: another agent, withdrawing, the code.

use window_domain::access::{Action, Role};
use window_domain::project::{CaseStatus, Project};
use window_store::{Page, ProjectFilter, ProjectRow, Viewer};

use crate::journey::{done, fill, loaded};
use crate::world::{Browser, World};

pub(crate) async fn logged_in(world: &World, login: &str) -> Browser {
    let mut browser = world.browser();
    assert_eq!(browser.log_in(login, "window-one-demo").await.status, 303);
    browser
}

pub(crate) async fn rows(world: &World) -> Vec<ProjectRow> {
    let viewer = Viewer::Oversight;
    let reader = world.app.store.read(&viewer);
    let filter = ProjectFilter::default();
    reader
        .projects(&filter, &Page::first(200))
        .await
        .unwrap()
        .rows
}

/// Login of an account.
pub(crate) async fn login_of(world: &World, account: &str) -> String {
    let record = world.app.store.account(account).await.unwrap();
    record.unwrap().login
}

/// Login of the enterprise that builds a project.
pub(crate) async fn owner_of(world: &World, row: &ProjectRow) -> String {
    for login in ["orient", "energy", "daye"] {
        let record = world.app.store.account_by_login(login).await.unwrap();
        if record.unwrap().enterprise_id.as_ref() == Some(&row.enterprise_id) {
            return login.to_owned();
        }
    }
    unreachable!("{} has no account", row.enterprise_name)
}

#[tokio::test]
async fn the_lead_gives_a_project_another_agent_and_says_why() {
    let world = World::demo().await;
    let row = rows(&world).await.remove(0);
    let before = loaded(&world, &row.id).await.agent.clone().unwrap();
    let file = format!("/desk/projects/{}", row.id);
    let path = format!("{file}/agent");
    let mut lead = logged_in(&world, "lead").await;
    let page = lead.get(&file).await;
    assert!(page.body.contains(&format!("action=\"{path}\"")));
    let own = before.agent.to_string();
    assert!(
        !page.body.contains(&format!("value=\"{own}\"")),
        "the agent it has"
    );

    let agents = world.app.office.agents().await.unwrap();
    let other = agents
        .iter()
        .find(|card| card.agent != before.agent)
        .unwrap();
    let chosen = other.agent.to_string();
    // Everything missing at once; what was chosen and typed stays.
    let nothing = fill(&mut lead, &file, &path, &[]).await;
    assert_eq!(nothing.status, 422);
    for field in ["agent", "agent_reason"] {
        assert!(
            nothing.body.contains(&format!("id=\"{field}-error\"")),
            "{field}"
        );
    }
    let unreasoned = fill(&mut lead, &file, &path, &[("agent", &chosen)]).await;
    assert_eq!(unreasoned.status, 422);
    assert!(unreasoned.body.contains("id=\"agent_reason-error\""));
    assert!(
        unreasoned
            .body
            .contains(&format!("value=\"{chosen}\" selected"))
    );
    let unchosen = fill(&mut lead, &file, &path, &[("agent_reason", "on leave")]).await;
    assert!(unchosen.body.contains(">on leave</textarea>"));

    let fields = [("agent", chosen.as_str()), ("agent_reason", "on leave")];
    done(&mut lead, &file, &path, &fields).await;
    assert_eq!(loaded(&world, &row.id).await.agent.as_ref(), Some(other));

    // An agent has neither the form nor the right.
    let login = login_of(&world, &chosen).await;
    let mut agent = logged_in(&world, &login).await;
    assert!(!agent.get(&file).await.body.contains(&path));
    assert_eq!(fill(&mut agent, &file, &path, &fields).await.status, 403);
}

/// A case before its decision, with the login of its enterprise.
async fn open_case(world: &World) -> (ProjectRow, std::sync::Arc<Project>, String) {
    for row in rows(world).await {
        let project = loaded(world, &row.id).await;
        let is_open = |status| status == CaseStatus::Received || status == CaseStatus::Accepted;
        if project.cases.values().any(|case| is_open(case.status())) {
            let owner = owner_of(world, &row).await;
            return (row, project, owner);
        }
    }
    unreachable!("no case is open")
}

#[tokio::test]
async fn an_enterprise_withdraws_a_case_after_reading_what_it_means() {
    let world = World::demo().await;
    let (row, project, login) = open_case(&world).await;
    let case = project
        .cases
        .values()
        .find(|case| !case.status().is_over())
        .unwrap();
    let step = format!("/my/projects/{}/steps/{}", row.id, case.item);
    let path = format!("{step}/withdraw");
    let mut owner = logged_in(&world, &login).await;
    assert!(owner.get(&step).await.body.contains(&path));
    let page = owner.get(&format!("{path}?lang=en")).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("What it means"));
    assert!(page.body.contains(&case.number.to_string()));
    owner.get(&format!("{path}?lang=zh-CN")).await;

    let unreasoned = fill(&mut owner, &path, &path, &[]).await;
    assert_eq!(unreasoned.status, 422);
    assert!(unreasoned.body.contains("id=\"reason-error\""));
    let long = "x".repeat(2001);
    let too_long = fill(&mut owner, &path, &path, &[("reason", &long)]).await;
    assert_eq!(too_long.status, 422);
    assert!(too_long.body.contains(&long), "nothing typed is lost");

    // The agent prepares but does not withdraw.
    let agent = login_of(&world, row.agent_id.as_deref().unwrap()).await;
    let mut agent = logged_in(&world, &agent).await;
    assert_eq!(agent.get(&path).await.status, 403);
    assert!(!agent.get(&step).await.body.contains(&path));

    let fields = [("reason", "the plan changed")];
    done(&mut owner, &path, &path, &fields).await;
    let after = loaded(&world, &row.id).await;
    assert_eq!(after.cases[&case.number].status(), CaseStatus::Withdrawn);
    // There is nothing left to withdraw, and the item can be handed in again.
    assert_eq!(owner.get(&path).await.status, 404);
    assert!(!owner.get(&step).await.body.contains(&path));
}

#[tokio::test]
async fn the_project_code_is_entered_and_corrected_by_the_enterprise_and_its_agent() {
    const FIRST: &str = "2608-420200-04-01-123456";
    const SECOND: &str = "2608-420200-04-01-654321";
    let world = World::demo().await;
    let row = rows(&world).await.remove(0);
    let own = format!("/my/projects/{}", row.id);
    let path = format!("{own}/code");
    let mut owner = logged_in(&world, &owner_of(&world, &row).await).await;
    assert!(owner.get(&own).await.body.contains(&path));
    let empty = fill(&mut owner, &path, &path, &[]).await;
    assert_eq!(empty.status, 422);
    let wrong = fill(&mut owner, &path, &path, &[("code", "2608-1")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("id=\"code-error\"") && wrong.body.contains("value=\"2608-1\""));
    done(&mut owner, &path, &path, &[("code", FIRST)]).await;
    assert!(owner.get(&own).await.body.contains(FIRST));

    let agent = login_of(&world, row.agent_id.as_deref().unwrap()).await;
    let mut agent = logged_in(&world, &agent).await;
    let file = agent.get(&format!("/desk/projects/{}", row.id)).await;
    assert!(file.body.contains(&path) && file.body.contains(FIRST));
    assert!(
        agent
            .get(&path)
            .await
            .body
            .contains(&format!("value=\"{FIRST}\""))
    );
    done(&mut agent, &path, &path, &[("code", SECOND)]).await;
    let code = loaded(&world, &row.id).await.code.clone().unwrap();
    assert_eq!(code.to_string(), SECOND);

    // The lead accompanies no project and enters nothing.
    assert!(!window_domain::access::role_may(
        Role::WindowLead,
        Action::EnterProjectCode
    ));
    let mut lead = logged_in(&world, "lead").await;
    assert_eq!(lead.get(&path).await.status, 403);
}

#[tokio::test]
async fn the_project_page_tells_used_promised_and_before_the_reform_and_whose_the_days_were() {
    let world = World::demo().await;
    let before = world.app.office.catalogue.policy().reform.days_before;
    assert_eq!(before, 60);
    for row in rows(&world).await {
        let mut owner = logged_in(&world, &owner_of(&world, &row).await).await;
        let project = loaded(&world, &row.id).await;
        let office = &world.app.office;
        let held = window_domain::project::held_days(
            &project,
            &office.catalogue,
            &office.calendar,
            office.today(),
        );
        let page = owner.get(&format!("/my/projects/{}?lang=en", row.id)).await;
        assert_eq!(page.status, 200);
        let used = format!("used {} / promised ", held.administration());
        assert!(page.body.contains(&used), "{}: {used}", row.name);
        assert!(page.body.contains("before the reform 60 working days"));
        let (_, split) = page.body.split_once("id=\"held\"").unwrap();
        let (split, _) = split.split_once("</p>").unwrap();
        for holder in ["Window", "Department", "Another department", "Enterprise"] {
            assert!(split.contains(holder), "{holder}: {split}");
        }
    }
}
