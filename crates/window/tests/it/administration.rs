//! Administration over HTTP without JavaScript: accounts without rights, roles granted by another, closing, the audit.

use window_domain::complaint::ComplaintCommand;
use window_domain::id::entity::{ComplaintId, ProjectId};
use window_domain::project::Command;
use window_domain::refusal::Code;
use window_one::service::administration::Rights;
use window_one::service::{Refused, Request};
use window_store::WorkKind;

use crate::acts::login_of;
use crate::built::{logged_in, row};
use crate::credit_service::actor;
use crate::service::{done, hand_in};
use crate::world::{Browser, World};

async fn id_of(world: &World, login: &str) -> String {
    let found = world.app.store.account_by_login(login).await.unwrap();
    found.unwrap().id
}

/// Opens an account over the page; its first password.
async fn opened(browser: &mut Browser, login: &str) -> String {
    let new = "/admin/staff/new";
    let fields = [("name", "钱新来"), ("login", login), ("window_no", "1-7")];
    let answer = hand_in(browser, (new, new), &fields).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let (_, rest) = answer.body.split_once("id=\"secret\">").unwrap();
    rest.split_once('<').unwrap().0.to_owned()
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, told in its order")]
async fn an_account_is_opened_without_rights_and_granted_them_by_another_administrator() {
    let world = World::demo().await;
    let mut system = logged_in(&world, "sysadmin").await;
    let mut security = logged_in(&world, "secadmin").await;
    let new = "/admin/staff/new";
    // Everything wrong at once, nothing typed lost.
    let wrong = [("name", ""), ("login", "x y"), ("phone", "12")];
    let refused = hand_in(&mut system, (new, new), &wrong).await;
    assert_eq!(refused.status, 422);
    for mark in ["name-error", "login-error", "phone-error", "value=\"x y\""] {
        assert!(refused.body.contains(mark), "{mark}: {}", refused.body);
    }
    let taken = hand_in(
        &mut system,
        (new, new),
        &[("name", "钱"), ("login", "LEAD")],
    )
    .await;
    assert!(taken.body.contains("已有人使用"), "{}", taken.body);
    assert_eq!(
        hand_in(&mut security, ("/admin/staff", new), &wrong)
            .await
            .status,
        403
    );

    let secret = opened(&mut system, "qian").await;
    let id = id_of(&world, "qian").await;
    let page = format!("/admin/staff/{id}");
    let roles = format!("{page}/roles");
    let mut person = world.browser();
    assert_eq!(person.log_in("qian", &secret).await.status, 303);
    // The first password leads to a new one and to nothing else.
    for path in ["/desk", "/guide", "/my"] {
        assert_eq!(person.get(path).await.header("location"), "/password");
    }
    let short = [("password_old", secret.as_str()), ("password_new", "short")];
    let refused = hand_in(&mut person, ("/password", "/password"), &short).await;
    assert_eq!(refused.status, 422);
    assert!(!refused.body.contains(&secret));
    let own = "a long and own password";
    let wanted = [
        ("password_old", secret.as_str()),
        ("password_new", own),
        ("password_again", own),
    ];
    done(&mut person, ("/password", "/password"), &wanted).await;
    assert_eq!(person.get("/guide").await.status, 200);
    assert_eq!(person.get("/desk").await.status, 403, "no rights yet");
    assert_eq!(world.browser().log_in("qian", &secret).await.status, 422);

    // The system administrator grants nothing; what does not go together is refused.
    let agent = [("roles", "agent"), ("organisation", "dbgs")];
    assert_eq!(
        hand_in(&mut system, (&page, &roles), &agent).await.status,
        403
    );
    let apart = [("roles", "agent"), ("roles", "audit_administrator")];
    let refused = hand_in(&mut security, (&page, &roles), &apart).await;
    assert!(
        refused.body.contains("不能与其他角色同时授予"),
        "{}",
        refused.body
    );
    let homeless = hand_in(&mut security, (&page, &roles), &[("roles", "officer")]).await;
    assert!(
        homeless.body.contains("department-error"),
        "{}",
        homeless.body
    );
    done(&mut security, (&page, &roles), &agent).await;
    assert_eq!(person.get("/desk").await.status, 200, "in force at once");

    // Nobody changes their own rights, not even by a hand-made request.
    for (login, act) in [
        ("secadmin", "roles"),
        ("sysadmin", "close"),
        ("sysadmin", "password"),
    ] {
        let who = if act == "roles" {
            &mut security
        } else {
            &mut system
        };
        let own = format!("/admin/staff/{}", id_of(&world, login).await);
        let refused = hand_in(who, ("/admin", &format!("{own}/{act}")), &agent).await;
        assert_eq!(refused.status, 422, "{act}");
        assert!(
            refused.body.contains("不能改变自己账号"),
            "{}",
            refused.body
        );
    }

    // Closing ends the session at once; opened again, the password and roles are those it had.
    done(&mut system, (&page, &format!("{page}/close")), &[]).await;
    assert_eq!(person.get("/desk").await.status, 303);
    assert_eq!(world.browser().log_in("qian", own).await.status, 422);
    done(&mut system, (&page, &format!("{page}/reopen")), &[]).await;
    let mut back = world.browser();
    assert_eq!(back.log_in("qian", own).await.header("location"), "/desk");

    // All of that is on record, what was refused too; the page masks who it was.
    let mut audit = logged_in(&world, "auditadmin").await;
    let object = format!("account/{id}");
    let body = audit
        .get(&format!("/admin/audit?object={object}"))
        .await
        .body;
    for action in [
        "account.open",
        "account.roles",
        "account.close",
        "account.reopen",
    ] {
        assert!(body.contains(action), "{action}: {body}");
    }
    assert!(body.contains("roles-apart") && body.contains("被拒绝"));
    assert!(
        !body.contains("钱新来") && !body.contains("系统管理员</"),
        "{body}"
    );
    let file = format!("/admin/audit/audit.csv?object={object}");
    let csv = audit.get(&file).await.body;
    assert!(
        csv.starts_with("\u{feff}number,at,actor,name,action"),
        "{csv}"
    );
    assert!(
        csv.contains("account.close") && csv.contains("系***员"),
        "{csv}"
    );
    let looked = audit.get("/admin/audit?action=audit.export").await.body;
    assert!(looked.contains("audit.export</td>"), "looking is on record");
    for path in ["/admin/audit", file.as_str()] {
        assert_eq!(system.get(path).await.status, 403);
        assert_eq!(security.get(path).await.status, 403);
    }
    for path in ["/admin/staff", new] {
        assert_eq!(audit.get(path).await.status, 403);
    }
}

#[tokio::test]
async fn whoever_has_open_work_is_not_closed_until_a_colleague_has_it() {
    let world = World::demo().await;
    let row = row(&world, "铝合金压铸件").await;
    let agent = row.agent_id.clone().unwrap();
    let login = login_of(&world, &agent).await;
    let mut working = logged_in(&world, &login).await;
    let mut system = logged_in(&world, "sysadmin").await;
    let mut security = logged_in(&world, "secadmin").await;
    let page = format!("/admin/staff/{agent}");
    let close = format!("{page}/close");
    for (who, act) in [
        (&mut system, &close),
        (&mut security, &format!("{page}/roles")),
    ] {
        let refused = hand_in(who, (&page, act), &[]).await;
        assert_eq!(refused.status, 422, "{act}");
        assert!(refused.body.contains("没有交出"), "{}", refused.body);
        assert!(
            refused.body.contains(&row.name),
            "the list: {}",
            refused.body
        );
        assert!(
            refused.body.contains("改派"),
            "the way out: {}",
            refused.body
        );
    }
    assert_eq!(working.get("/desk").await.status, 200);
    // The lead gives all of it to a colleague: then it can be closed.
    let lead = actor(&world, "lead").await;
    let agents = world.app.office.agents().await.unwrap();
    let other = agents
        .iter()
        .find(|card| card.agent.to_string() != agent)
        .unwrap();
    for work in world.app.store.open_work(&agent).await.unwrap() {
        let office = &world.app.office;
        let request = Request::default();
        let given = if work.kind == WorkKind::Complaint {
            let command = ComplaintCommand::Assign {
                owner: other.agent,
                name: other.name.clone(),
            };
            let id: ComplaintId = work.id.parse().unwrap();
            office.execute(&lead, id, &command, &request).await
        } else {
            let command = Command::AssignAgent {
                card: other.clone(),
                reason: "离职".to_owned(),
            };
            let id: ProjectId = work.id.parse().unwrap();
            office.execute(&lead, id, &command, &request).await
        };
        given.unwrap();
    }
    done(&mut system, (&page, &close), &[]).await;
    assert_eq!(working.get("/desk").await.status, 303);
}

#[tokio::test]
async fn the_last_administrator_of_a_kind_stays() {
    let world = World::demo().await;
    let mut system = logged_in(&world, "sysadmin").await;
    let mut security = logged_in(&world, "secadmin").await;
    let auditor = format!("/admin/staff/{}", id_of(&world, "auditadmin").await);
    for (who, act) in [(&mut system, "close"), (&mut security, "roles")] {
        let path = format!("{auditor}/{act}");
        let refused = hand_in(
            who,
            (&auditor, &path),
            &[("roles", "manager"), ("organisation", "zwj")],
        )
        .await;
        assert!(
            refused.body.contains("最后一个可登录的审计管理员"),
            "{}",
            refused.body
        );
    }
    // A program gets the rule by its name.
    security.accept = "application/problem+json".to_owned();
    let office = &world.app.office;
    let asked = (
        id_of(&world, "auditadmin").await.parse().unwrap(),
        Rights {
            roles: &[],
            department: None,
            organisation: None,
        },
    );
    let by = actor(&world, "secadmin").await;
    let refused = office.grant_roles(&by, asked, &Request::default()).await;
    let Err(Refused::Rules(refusals)) = refused else {
        panic!("{refused:?}")
    };
    assert!(refusals.has(Code::LastHolder));
    // With another one it may go.
    opened(&mut system, "qian").await;
    security.accept = "text/html".to_owned();
    let second = format!("/admin/staff/{}", id_of(&world, "qian").await);
    let grant = [("roles", "audit_administrator")];
    done(&mut security, (&second, &format!("{second}/roles")), &grant).await;
    done(&mut system, (&auditor, &format!("{auditor}/close")), &[]).await;
}

#[tokio::test]
async fn roles_drawn_before_somebody_else_changed_them_are_not_overwritten_and_a_second_click_is_one()
 {
    let world = World::demo().await;
    let mut system = logged_in(&world, "sysadmin").await;
    opened(&mut system, "qian").await;
    let mut one = logged_in(&world, "secadmin").await;
    let page = format!("/admin/staff/{}", id_of(&world, "qian").await);
    let roles = format!("{page}/roles");
    let body = one.get(&page).await.body;
    let (_, rest) = body.split_once("name=\"_seen\" value=\"").unwrap();
    let seen = rest.split_once('"').unwrap().0.to_owned();
    let first = [
        ("_seen", seen.as_str()),
        ("roles", "agent"),
        ("organisation", "dbgs"),
    ];
    done(&mut one, (&page, &roles), &first).await;
    done(&mut one, (&page, &roles), &first).await;
    let other = [
        ("_seen", seen.as_str()),
        ("roles", "manager"),
        ("organisation", "zwj"),
    ];
    let late = hand_in(&mut one, (&page, &roles), &other).await;
    assert_eq!(late.status, 422);
    assert!(late.body.contains("已作更新"), "{}", late.body);
    let kept = world.app.store.account_by_login("qian").await.unwrap();
    assert_eq!(kept.unwrap().roles, ["agent"]);
}
