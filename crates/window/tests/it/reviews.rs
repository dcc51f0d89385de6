//! Reviews over HTTP, without JavaScript: giving one, what whoever was reviewed sees, and a bad one to its call-back.

use window_domain::service_review::served;
use window_store::{BookingFilter, Page, ReviewFilter, ServedFilter, ServedRow, Viewer};

use crate::acts::logged_in;
use crate::service::{done, hand_in};
use crate::world::{Browser, World};

/// Services of the enterprise with this login nobody has reviewed, the newest first.
async fn unreviewed(world: &World, login: &str) -> Vec<ServedRow> {
    let account = world.app.store.account_by_login(login).await.unwrap();
    let viewer = Viewer::Enterprise(account.unwrap().enterprise_id.unwrap());
    let filter = ServedFilter {
        unreviewed: true,
        ..ServedFilter::default()
    };
    let reader = world.app.store.read(&viewer);
    let page = reader.services(&filter, &Page::first(200)).await.unwrap();
    page.rows
}

const BAD: [(&str, &str); 3] = [
    ("level", "very_bad"),
    ("reasons", "late"),
    ("text", "说好三天，等了八天"),
];

#[tokio::test]
async fn a_bad_review_goes_over_contact_and_putting_right_to_the_call_back_and_nobody_reviewed_sees_who_gave_it()
 {
    let world = World::demo().await;
    let services = unreviewed(&world, "orient").await;
    let service = services
        .iter()
        .find(|row| row.service == "case" && row.served_by.is_some())
        .unwrap();
    let rate = format!("/rate/{}", service.id);
    let mut owner = logged_in(&world, "orient").await;
    let my = owner.get("/my").await.body;
    assert!(
        my.contains("等您评价") && my.contains("href=\"/rate/"),
        "{my}"
    );

    // Reasons and words are asked for at once, and nothing typed is lost.
    let empty = hand_in(&mut owner, (&rate, &rate), &[("level", "bad")]).await;
    assert_eq!(empty.status, 422);
    for told in [
        "没有选择不满意的原因",
        "id=\"text-error\"",
        "value=\"bad\" checked",
    ] {
        assert!(empty.body.contains(told), "{told}: {}", empty.body);
    }
    done(&mut owner, (&rate, &rate), &BAD).await;
    let given = owner.get(&rate).await.body;
    assert!(given.contains("说好三天，等了八天") && given.contains("修改评价"));
    let twice = hand_in(&mut owner, (&rate, &rate), &BAD).await;
    assert_eq!(twice.status, 422);
    assert!(twice.body.contains("已经评价过"), "{}", twice.body);

    // The officer who decided reads what was said, and nothing that says who or which project.
    let account = world
        .app
        .store
        .account(service.served_by.as_ref().unwrap())
        .await;
    let login = account.unwrap().unwrap().login;
    let mut officer = logged_in(&world, &login).await;
    let heard = officer.get("/desk/reviews").await;
    assert_eq!(heard.status, 200);
    assert!(heard.body.contains("说好三天，等了八天"), "{}", heard.body);
    for hidden in [service.project_name.as_str(), &service.number, "东楚"] {
        assert!(!heard.body.contains(hidden), "{hidden}");
    }
    let follow = format!("/desk/reviews/{}", service.id);
    assert_eq!(officer.get(&follow).await.status, 403);
    let mut agent = logged_in(&world, "agent1").await;
    assert_eq!(agent.get(&follow).await.status, 403);
    assert!(!agent.get("/desk/reviews").await.body.contains(&follow));

    // The lead follows it up; closing waits for the call-back.
    let mut lead = logged_in(&world, "lead").await;
    assert!(lead.get("/desk/reviews").await.body.contains(&follow));
    let shown = lead.get(&follow).await.body;
    assert!(shown.contains(&service.project_name), "{shown}");
    let act = |name: &str| format!("{follow}/{name}");
    let early = hand_in(&mut lead, (&follow, &act("close")), &[("note", "已解释")]).await;
    assert_eq!(early.status, 422);
    assert!(early.body.contains("还没有回访评价人"), "{}", early.body);
    let text = |said| [("text", said)];
    done(&mut lead, (&follow, &act("contact")), &text("已致电核实")).await;
    let more = [("days", "20"), ("reason", "要会商")];
    let many = hand_in(&mut lead, (&follow, &act("extend")), &more).await;
    assert!(
        many.body.contains("最多还可延长 10 个工作日"),
        "{}",
        many.body
    );
    done(&mut lead, (&follow, &act("put-right")), &text("已改正")).await;
    discontent(&mut lead, &follow).await;
    let call = [("answer", "true"), ("text", "企业满意")];
    done(&mut lead, (&follow, &act("call-back")), &call).await;
    done(&mut lead, (&follow, &act("close")), &[]).await;
    assert!(owner.get(&rate).await.body.contains("已回访并办结"));
}

/// Whoever was called back is not content, and a further measure is recorded.
async fn discontent(lead: &mut Browser, follow: &str) {
    let (call, right) = (format!("{follow}/call-back"), format!("{follow}/put-right"));
    let answer = [("answer", "false"), ("text", "仍不满意")];
    done(lead, (follow, &call), &answer).await;
    // What is wrong with the measure stands in the open, not in a folded form.
    let empty = hand_in(lead, (follow, &right), &[("text", "")]).await;
    assert_eq!(empty.status, 422);
    let (_, page) = empty.body.split_once("<main").unwrap();
    let (_, again) = page.split_once("<details").unwrap();
    assert!(again.starts_with(" open"), "{}", empty.body);
    assert!(again.contains("id=\"text-error\""), "{}", empty.body);
    done(lead, (follow, &right), &[("text", "再次改正")]).await;
}

#[tokio::test]
async fn whoever_was_not_served_is_told_why_and_what_to_do_instead() {
    let world = World::demo().await;
    let service = unreviewed(&world, "orient").await.remove(0);
    let rate = format!("/rate/{}", service.id);
    for login in ["energy", "lead", "manager"] {
        let mut other = logged_in(&world, login).await;
        for path in [rate.as_str(), "/rate/case/999", "/rate/booking/bkg_nothing"] {
            let answer = other.get(path).await;
            assert_eq!(answer.status, 422, "{login} {path}");
            for said in ["没有查到为您办理的这项服务", "投诉"] {
                assert!(answer.body.contains(said), "{login}: {}", answer.body);
            }
        }
        let forced = hand_in(&mut other, ("/complain", &rate), &BAD).await;
        assert_eq!(forced.status, 422, "{login}");
    }
    let mut nobody = world.browser();
    assert_eq!(nobody.get(&rate).await.status, 422);
    assert_eq!(nobody.get("/rate/nothing/1").await.status, 404);
}

#[tokio::test]
async fn a_visitor_without_an_account_reviews_from_the_bookings_own_page() {
    let world = World::demo().await;
    let reader = world.app.store.read(&Viewer::Oversight);
    let page = reader
        .bookings(&BookingFilter::default(), &Page::first(200))
        .await
        .unwrap();
    let booking = page
        .rows
        .iter()
        .find(|row| row.status == "served" && row.phone == "07140000203")
        .unwrap();
    let mut visitor = world.browser();
    let rate = format!("/rate/booking/{}", booking.id);
    let shown = visitor.get(&format!("/booking/{}", booking.id)).await.body;
    assert!(shown.contains(&rate), "{shown}");
    done(&mut visitor, (&rate, &rate), &[("level", "very_good")]).await;
    let english = visitor.get(&format!("{rate}?lang=en")).await.body;
    assert!(english.contains("Very satisfied"), "{english}");
}

#[tokio::test]
async fn no_review_is_filled_in_by_the_system_and_each_one_has_a_service_that_took_place() {
    let world = World::demo().await;
    let reader = world.app.store.read(&Viewer::Oversight);
    let every = ReviewFilter::default();
    let before = reader.reviews(&every, &Page::first(200)).await.unwrap();
    assert!(before.rows.len() >= 7, "{}", before.rows.len());
    for row in &before.rows {
        assert!(world.app.store.service(&row.id).await.unwrap().is_some());
    }
    // Months without a word change nothing: nobody is content by default.
    world
        .app
        .clock
        .advance(jiff::SignedDuration::from_hours(24 * 90));
    let office = &world.app.office;
    window_one::jobs::daily(office).await.unwrap();
    window_one::jobs::remind(office).await.unwrap();
    window_one::jobs::keep_bookings(office).await.unwrap();
    let after = reader.reviews(&every, &Page::first(200)).await.unwrap();
    assert_eq!(after, before);
}

#[tokio::test]
async fn services_are_those_the_files_hold_and_no_other() {
    let world = World::demo().await;
    let reader = world.app.store.read(&Viewer::Oversight);
    let every = ServedFilter::default();
    let page = reader.services(&every, &Page::first(200)).await;
    let rows = page.unwrap().rows;
    let kinds: std::collections::BTreeSet<_> = rows.iter().map(|row| &row.service).collect();
    assert_eq!(kinds.len(), 4, "{kinds:?}");
    let mut found = 0;
    let regions = world.app.office.catalogue.region_map();
    for project in crate::acts::rows(&world).await {
        let project = crate::journey::loaded(&world, &project.id).await;
        for one in served::in_project(&project, &regions) {
            let key = format!("{}/{}", one.service.as_str(), one.number);
            assert!(
                world.app.store.service(&key).await.unwrap().is_some(),
                "{key}"
            );
            found += 1;
        }
    }
    let of_projects = rows.iter().filter(|row| row.service != "booking");
    assert_eq!(of_projects.count(), found);
}
