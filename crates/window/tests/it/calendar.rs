//! The window's calendar: the day's list, who came, places to offer, figures.

use jiff::SignedDuration;

use crate::acts::logged_in;
use crate::booking::{booked, rows, time};
use crate::journey::{done, fill};
use crate::world::World;

#[tokio::test]
async fn the_days_list_masks_telephones_and_takes_the_visitor_from_the_door_to_the_end() {
    let world = World::demo().await;
    let mut agent = logged_in(&world, "agent1").await;
    let due = rows(&world, "2026-08-03").await;
    let due = due
        .iter()
        .find(|row| row.matter == "咨询先建后验适用条件")
        .unwrap()
        .clone();
    for language in ["en", "zh-CN"] {
        let list = agent.get(&format!("/desk/calendar?lang={language}")).await;
        assert_eq!(list.status, 200, "{}", list.body);
        assert!(list.body.contains("071****0205"), "{language}");
        assert!(!list.body.contains("0714000"), "none is shown whole");
        for week in ["day=2026-08-03\"", "day=2026-08-09\""] {
            assert!(list.body.contains(week), "{language} {week}");
        }
    }
    let own = format!("/desk/calendar/{}", due.id);
    let page = agent.get(&own).await.body;
    assert!(page.contains("href=\"tel:07140000205\""), "{page}");
    assert!(!page.contains("/no-show\""), "it has not begun");
    let refused = fill(&mut agent, &own, &format!("{own}/no-show"), &[]).await;
    assert_eq!(refused.status, 422);
    let back = done(
        &mut agent,
        &own,
        &format!("{own}/check-in"),
        &[("from", "list")],
    )
    .await;
    assert_eq!(back, "/desk/calendar?day=2026-08-03");
    let serve = format!("{own}/serve");
    assert_eq!(
        fill(&mut agent, &own, &serve, &[("done", "")]).await.status,
        422
    );
    done(&mut agent, &own, &serve, &[("done", "已讲清适用条件")]).await;
    assert!(agent.get(&own).await.body.contains("已讲清适用条件"));
    let row = rows(&world, "2026-08-03").await;
    let row = row.iter().find(|row| row.id == due.id).unwrap();
    assert_eq!(
        (row.status.as_str(), row.done.as_str()),
        ("served", "已讲清适用条件")
    );
}

#[tokio::test]
async fn who_does_not_come_is_counted_and_figures_add_up() {
    let world = World::demo().await;
    let path = booked(
        &mut world.browser(),
        &time("normal", "2026-08-04", "08:30"),
        "0714-000 0321",
    )
    .await;
    let id = path.trim_start_matches("/booking/").to_owned();
    let figures = async || {
        let today = world.app.office.today();
        let found = world
            .app
            .store
            .service_figures((today, today))
            .await
            .unwrap();
        found.into_iter().find(|one| one.kind == "normal").unwrap()
    };
    world.app.clock.advance(SignedDuration::from_hours(24));
    let before = figures().await;
    let mut agent = logged_in(&world, "agent2").await;
    let list = agent.get("/desk/calendar").await.body;
    let miss = format!("/desk/calendar/{id}/no-show");
    assert!(list.contains(&miss), "{list}");
    done(&mut agent, "/desk/calendar", &miss, &[("from", "list")]).await;
    let after = figures().await;
    assert_eq!(before.offered, 42);
    assert_eq!((before.booked, before.no_show), (1, 0));
    assert_eq!((after.booked, after.no_show), (1, 1));
    let page = agent.get("/desk/calendar").await.body;
    assert!(page.contains("近 30 天统计"), "{page}");
}

#[tokio::test]
async fn the_lead_offers_more_or_fewer_places_and_agents_do_not() {
    let world = World::demo().await;
    let mut lead = logged_in(&world, "lead").await;
    let day = "/desk/calendar?day=2026-08-05";
    let offer = "/desk/calendar/capacity";
    let places = |count: &'static str| {
        [
            ("day", "2026-08-05"),
            ("time", "staggered/12:00"),
            ("capacity", count),
            ("reason", "增派一人"),
        ]
    };
    let bare = [
        ("day", "2026-08-05"),
        ("time", ""),
        ("capacity", "x"),
        ("reason", ""),
    ];
    let refused = fill(&mut lead, day, offer, &bare).await;
    assert!(refused.status == 422 && refused.body.contains("capacity-error"));
    done(&mut lead, day, offer, &places("2")).await;
    for number in ["0714-000 0331", "0714-000 0332"] {
        booked(
            &mut world.browser(),
            &time("staggered", "2026-08-05", "12:00"),
            number,
        )
        .await;
    }
    let refused = fill(&mut lead, day, offer, &places("1")).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("已占用 2 个名额"), "{}", refused.body);
    let mut agent = logged_in(&world, "agent1").await;
    assert!(!agent.get(day).await.body.contains(offer));
    assert_eq!(fill(&mut agent, day, offer, &places("5")).await.status, 403);
}

#[tokio::test]
async fn the_window_books_for_a_caller_without_a_code_and_says_why_it_cancels() {
    let world = World::demo().await;
    let mut agent = logged_in(&world, "agent1").await;
    let nine = "/booking?kind=normal&day=2026-08-04&time=09:00";
    let caller = [
        ("name", "孙来电"),
        ("phone", "0714-000 0341"),
        ("matter", "电话预约"),
    ];
    let fields = [&time("normal", "2026-08-04", "09:00")[..], &caller].concat();
    let own = done(&mut agent, nine, "/booking", &fields).await;
    assert!(own.starts_with("/desk/calendar/bkg_"), "{own}");
    let cancel = format!("{own}/cancel");
    assert_eq!(
        fill(&mut agent, &own, &cancel, &[("reason", "")])
            .await
            .status,
        422
    );
    done(&mut agent, &own, &cancel, &[("reason", "临时停电")]).await;
    assert!(agent.get(&own).await.body.contains("临时停电"));
    let public = own.replace("/desk/calendar/", "/booking/");
    assert!(world.browser().get(&public).await.body.contains("临时停电"));
}

#[tokio::test]
async fn the_calendar_is_the_windows_alone() {
    let world = World::demo().await;
    let id = rows(&world, "2026-08-03").await[0].id.clone();
    for login in ["energy", "fgw", "supervisor"] {
        let mut browser = logged_in(&world, login).await;
        assert_eq!(browser.get("/desk/calendar").await.status, 403, "{login}");
        let own = format!("/desk/calendar/{id}");
        assert_eq!(browser.get(&own).await.status, 403, "{login}");
        let check_in = format!("{own}/check-in");
        assert_eq!(fill(&mut browser, "/", &check_in, &[]).await.status, 403);
    }
    let anonymous = world.browser().get("/desk/calendar").await;
    assert_eq!(anonymous.status, 303, "to the login");
}
