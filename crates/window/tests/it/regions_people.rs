//! Who employs whom: a change works on the next request and is told to the audit, and whom nobody employs reaches nothing.

use crate::built::{logged_in, row};
use crate::journey::fill;
use crate::world::{Browser, World};

/// Names the employer of an account, as the security administrator does.
pub(crate) async fn employ(world: &World, login: &str, organisation: &str) {
    let account = world
        .app
        .store
        .account_by_login(login)
        .await
        .unwrap()
        .unwrap();
    let page = format!("/admin/staff/{}", account.id);
    let mut security = logged_in(world, "secadmin").await;
    let mut fields: Vec<(&str, &str)> = account
        .roles
        .iter()
        .map(|it| ("roles", it.as_str()))
        .collect();
    fields.push(("organisation", organisation));
    let answer = fill(&mut security, &page, &format!("{page}/roles"), &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
}

#[tokio::test]
async fn a_change_of_the_employer_works_on_the_next_request_and_is_told_to_the_audit() {
    let world = World::demo().await;
    let inside = row(&world, "智能水表").await;
    let outside = row(&world, "液压元件").await;
    let mut lead = logged_in(&world, "zone-lead").await;
    let status = async |browser: &mut Browser, id: &str| {
        browser.get(&format!("/desk/projects/{id}")).await.status
    };
    assert_eq!(status(&mut lead, &inside.id).await, 200);
    assert_eq!(status(&mut lead, &outside.id).await, 404);
    employ(&world, "zone-lead", "zwj").await;
    assert_eq!(status(&mut lead, &outside.id).await, 200);
    let account = world
        .app
        .store
        .account_by_login("zone-lead")
        .await
        .unwrap()
        .unwrap();
    let object = format!("account/{}", account.id);
    let acts = world
        .app
        .store
        .last_audit_records(&object, 10)
        .await
        .unwrap();
    let told = &acts.first().unwrap().audited.entry;
    assert_eq!(told.action, "account.roles");
    assert!(
        told.detail.contains("\"gwh\"") && told.detail.contains("\"zwj\""),
        "{}",
        told.detail
    );

    // A role of the window without employer, and an employer nobody knows, are refused with what was chosen kept.
    let mut security = logged_in(&world, "secadmin").await;
    let page = format!("/admin/staff/{}", account.id);
    for wrong in ["", "nobody"] {
        let fields = [("roles", "window_lead"), ("organisation", wrong)];
        let refused = fill(&mut security, &page, &format!("{page}/roles"), &fields).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("还没有选择"), "{}", refused.body);
    }
    // An agent with projects of the city does not go to the committee before a colleague has them.
    let agent = outside.agent_id.clone().unwrap();
    let page = format!("/admin/staff/{agent}");
    let fields = [("roles", "agent"), ("organisation", "gwh")];
    let refused = fill(&mut security, &page, &format!("{page}/roles"), &fields).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("手上还有"), "{}", refused.body);

    // The list says who is employed by whom, and finds them.
    let list = security.get("/admin/staff?organisation=gwh").await.body;
    assert!(
        list.contains("zone-manager") && !list.contains("agent1"),
        "{list}"
    );
    let page = security.get("/admin/organisations").await.body;
    for said in [
        "管理委员会",
        "代办服务有限公司",
        "市区（开发区以外）",
        "服务公司",
    ] {
        assert!(page.contains(said), "{said}");
    }
}

#[tokio::test]
async fn people_of_the_window_whom_nobody_employs_reach_nothing_and_are_told_why() {
    let world = World::demo().await;
    let record = world
        .app
        .store
        .account_by_login("lead")
        .await
        .unwrap()
        .unwrap();
    let id = row(&world, "智能水表").await.id;
    let mut lead = logged_in(&world, "lead").await;
    let set = window_store::AccountSet::Rights {
        roles: record.roles.clone(),
        department: None,
        organisation: None,
    };
    let change = window_store::AccountChange {
        seen: record,
        set,
        others_have: Vec::new(),
        no_work: Vec::new(),
    };
    let audited = window_store::Audited {
        actor: "test".to_owned(),
        at: world.app.clock.now(),
        entry: window_store::AuditEntry::default(),
    };
    world
        .app
        .store
        .change_account(change, audited)
        .await
        .unwrap();
    assert_eq!(lead.get(&format!("/desk/projects/{id}")).await.status, 404);
    let desk = lead.get("/desk").await;
    assert_eq!(desk.status, 200);
    assert!(desk.body.contains("还没有所属单位"), "{}", desk.body);
    let mut security = logged_in(&world, "secadmin").await;
    let list = security.get("/admin/staff?organisation=-").await.body;
    assert!(list.contains("周窗口"), "{list}");
}
