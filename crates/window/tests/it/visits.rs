//! Visitor mode: the board without names by a link that ends, and the register of visiting groups.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode, header};
use jiff::SignedDuration;
use tower::ServiceExt;

use crate::acts::{logged_in, rows};
use crate::journey::{done, fill};
use crate::world::{Answer, World};

const REGISTER: &str = "/board/visits";

/// Makes a link that lasts a week; gives its path.
async fn made(world: &World, purpose: &str) -> String {
    let mut manager = logged_in(world, "manager").await;
    let fields = [("link_purpose", purpose), ("days", "7")];
    let page = fill(&mut manager, REGISTER, "/board/visits/link", &fields).await;
    assert_eq!(page.status, 200, "{}", page.body);
    let (_, rest) = page.body.split_once("/visit/").unwrap();
    let token = rest.split_once('"').unwrap().0.to_owned();
    // It is told once, and kept as a hash only.
    assert!(!manager.get(REGISTER).await.body.contains(&token));
    assert_eq!(world.app.store.visitor_link(&token).await.unwrap(), None);
    format!("/visit/{token}")
}

async fn seen(world: &World, path: &str) -> Answer {
    world.browser().get(path).await
}

/// What the page says, without the frame.
/// What the page says, without the number of the request at its end.
fn main_of(answer: &Answer) -> &str {
    let (_, rest) = answer.body.split_once("<main").unwrap();
    let main = rest.split_once("</main>").unwrap().0;
    main.split_once("<p class=\"muted num")
        .map_or(main, |(said, _)| said)
}

#[tokio::test]
async fn whoever_has_the_link_sees_the_board_without_a_name_or_a_number_below_five() {
    let world = World::demo().await;
    let path = made(&world, "delegation").await;
    let page = seen(&world, &path).await;
    assert_eq!(page.status, 200, "{}", page.body);
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("x-robots-tag"), "noindex, nofollow");
    assert!(
        page.body
            .contains("name=\"robots\" content=\"noindex, nofollow\"")
    );

    let mut names = 0;
    for lang in ["zh-CN", "en"] {
        let page = seen(&world, &format!("{path}?lang={lang}")).await;
        for row in rows(&world).await {
            let each = [
                Some(row.name),
                Some(row.enterprise_name),
                Some(row.uscc),
                row.agent_name,
            ];
            for name in each.into_iter().flatten() {
                assert!(!page.body.contains(&name), "{name}");
                names += 1;
            }
        }
        for agent in world.app.office.agents().await.unwrap() {
            assert!(!page.body.contains(&agent.name) && !page.body.contains(&agent.phone));
        }
    }
    assert!(names > 200);
    let mut counts = 0;
    for label in ["收件", "办结", "数量"] {
        let cell = format!("<td class=\"num\" data-label=\"{label}\">");
        for rest in page.body.split(&cell).skip(1) {
            let text = rest.split_once("</td>").unwrap().0;
            let few = text
                .parse::<u32>()
                .is_ok_and(|number| (1..5).contains(&number));
            assert!(!few, "{label}: {text}");
            counts += 1;
        }
    }
    assert!(counts > 15 && page.body.contains("不足 5"));
    let mut manager = logged_in(&world, "manager").await;
    let register = manager.get(REGISTER).await.body;
    assert!(
        register.contains("data-label=\"打开次数\">3<"),
        "each time is counted"
    );
}

#[tokio::test]
async fn a_wrong_an_old_and_a_revoked_link_are_answered_alike() {
    let world = World::demo().await;
    let (kept, revoked) = (made(&world, "kept").await, made(&world, "revoked").await);
    let mut manager = logged_in(&world, "manager").await;
    let register = manager.get(REGISTER).await.body;
    let (before, _) = register.split_once(">revoked<").unwrap();
    let (_, after) = register.split_at(before.len());
    let (_, rest) = after.split_once("action=\"/board/visits/link/").unwrap();
    let id = rest.split_once('/').unwrap().0.to_owned();
    let revoke = format!("/board/visits/link/{id}/revoke");
    done(&mut manager, REGISTER, &revoke, &[]).await;
    let never = fill(
        &mut manager,
        REGISTER,
        "/board/visits/link/lnk_0/revoke",
        &[],
    )
    .await;
    assert_eq!(never.status, 404);

    let wrong = seen(&world, &format!("/visit/{}", "x".repeat(43))).await;
    assert_eq!(wrong.status, 404);
    let short = seen(&world, "/visit/x").await;
    let gone = seen(&world, &revoked).await;
    assert_eq!(seen(&world, &kept).await.status, 200);
    let week = world.app.clock.now() + SignedDuration::from_hours(7 * 24);
    world.app.clock.set(week);
    let old = seen(&world, &kept).await;
    for other in [&short, &gone, &old] {
        assert_eq!(other.status, wrong.status);
        assert_eq!(main_of(other), main_of(&wrong));
        assert_eq!(
            other.header("referrer-policy"),
            wrong.header("referrer-policy")
        );
    }
    let mut manager = logged_in(&world, "manager").await;
    let register = manager.get(REGISTER).await.body;
    assert!(register.contains("已收回") && register.contains("已过期"));
}

/// Asks from an address.
async fn from(world: &World, address: &str, path: &str) -> StatusCode {
    let peer: SocketAddr = address.parse().unwrap();
    let request = Request::builder()
        .uri(path)
        .header(header::HOST, "127.0.0.1:8080")
        .extension(ConnectInfo(peer))
        .body(Body::empty())
        .unwrap();
    world.site.clone().oneshot(request).await.unwrap().status()
}

#[tokio::test]
async fn guessing_links_is_slowed_down_by_address() {
    let world = World::demo().await;
    let path = made(&world, "delegation").await;
    let failures = world.app.office.catalogue.service().find.failures;
    for _ in 0..failures {
        let wrong = format!("/visit/{}", "y".repeat(43));
        assert_eq!(from(&world, "192.0.2.1:1", &wrong).await, 404);
    }
    assert_eq!(from(&world, "192.0.2.1:2", &path).await, 429);
    assert_eq!(from(&world, "192.0.2.2:1", &path).await, 200);
}

#[tokio::test]
async fn visiting_groups_are_registered_added_up_by_year_and_downloaded() {
    let world = World::demo().await;
    made(&world, "delegation of the day").await;
    let mut lead = logged_in(&world, "lead").await;
    let path = "/board/visits/group";
    let wrong = [
        ("organisation", "Neighbour city"),
        ("on_day", "2026-09-01"),
        ("people", "0"),
        ("purpose", ""),
        ("host", "Lead"),
    ];
    let refused = fill(&mut lead, REGISTER, path, &wrong).await;
    assert_eq!(refused.status, 422);
    for field in ["on_day", "people", "purpose"] {
        assert!(
            refused.body.contains(&format!("id=\"{field}-error\"")),
            "{field}"
        );
    }
    assert!(
        refused.body.contains("value=\"Neighbour city\""),
        "nothing typed is lost"
    );
    let undated = fill(&mut lead, REGISTER, path, &[("on_day", "soon")]).await;
    assert!(undated.status == 422 && undated.body.contains("value=\"soon\""));
    for (day, people) in [
        ("2026-07-30", "12"),
        ("2026-06-02", "30"),
        ("2025-11-20", "8"),
    ] {
        let fields = [
            ("organisation", "Neighbour city"),
            ("on_day", day),
            ("people", people),
            ("purpose", "to learn"),
            ("host", "Lead"),
        ];
        done(&mut lead, REGISTER, path, &fields).await;
    }
    let page = lead.get(&format!("{REGISTER}?lang=en")).await.body;
    assert!(
        page.contains("2026: 2 groups, 42 people") && page.contains("2025: 1 groups, 8 people")
    );
    let file = lead.get("/board/visits/tables/groups.csv").await.body;
    assert_eq!(file.lines().count(), 4);
    assert!(file.contains("2026-07-30,Neighbour city,12,to learn,Lead,"));
    assert_eq!(lead.get("/board/visits/tables/other.csv").await.status, 404);

    let days = fill(
        &mut lead,
        REGISTER,
        "/board/visits/link",
        &[("link_purpose", "x"), ("days", "31")],
    )
    .await;
    assert!(days.status == 422 && days.body.contains("id=\"days-error\""));
    let mut supervisor = logged_in(&world, "supervisor").await;
    let page = supervisor.get(REGISTER).await;
    assert!(page.status == 200 && !page.body.contains("action=\"/board/visits/"));
    for login in ["supervisor", "agent1", "orient", "zrzy", "sysadmin"] {
        let mut other = logged_in(&world, login).await;
        let answer = fill(&mut other, "/", "/board/visits/link", &[("days", "1")]).await;
        assert_eq!(answer.status, 403, "{login}");
        if login != "supervisor" {
            assert_eq!(other.get(REGISTER).await.status, 403, "{login}");
        }
    }
    assert_eq!(world.browser().get(REGISTER).await.status, 303);
}
