//! Booking a visit over HTTP, without JavaScript and without an account: choosing, the code, the booking's own page.

use jiff::SignedDuration;
use window_domain::service_day::Status;
use window_one::jobs;
use window_store::{BookingFilter, BookingRow, Page, Viewer};

use crate::acts::logged_in;
use crate::journey::{done, fill};
use crate::world::{Answer, Browser, World};

/// Tuesday, nine o'clock, at the window.
const TUESDAY: &str = "/booking?kind=normal&day=2026-08-04&time=09:00";

/// A time as the form sends it.
pub(crate) fn time<'a>(kind: &'a str, day: &'a str, at: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![("kind", kind), ("day", day), ("time", at)]
}

pub(crate) fn person<'a>(phone: &'a str, name: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("name", name),
        ("phone", phone),
        ("matter", "咨询备案"),
        ("address", "示例路 1 号"),
    ]
}

/// Asks for a code; the answer shows it, as demonstrations do.
pub(crate) async fn ask(
    browser: &mut Browser,
    time: &[(&str, &str)],
    who: &[(&str, &str)],
) -> Answer {
    fill(browser, TUESDAY, "/booking", &[time, who].concat()).await
}

fn shown(answer: &Answer) -> String {
    let (_, rest) = answer
        .body
        .split_once("验证码是 ")
        .unwrap_or_else(|| panic!("{}: {}", answer.status, answer.body));
    rest.chars().take(6).collect()
}

/// Books with a code, the whole way; the address of the booking.
pub(crate) async fn booked(browser: &mut Browser, time: &[(&str, &str)], phone: &str) -> String {
    let who = person(phone, "王小明");
    let code = shown(&ask(browser, time, &who).await);
    let proof = [("code_asked", "true"), ("code", code.as_str())];
    let all = [time, &who, &proof].concat();
    done(browser, TUESDAY, "/booking", &all).await
}

pub(crate) async fn rows(world: &World, day: &str) -> Vec<BookingRow> {
    let filter = BookingFilter {
        day: Some(day.parse().unwrap()),
        ..BookingFilter::default()
    };
    let reader = world.app.store.read(&Viewer::Oversight);
    let page = reader.bookings(&filter, &Page::first(200)).await;
    page.unwrap().rows
}

#[tokio::test]
async fn anybody_books_by_telephone_and_finds_what_to_bring_and_how_to_cancel() {
    let world = World::demo().await;
    let mut browser = world.browser();
    for language in ["en", "zh-CN"] {
        let home = browser.get(&format!("/?lang={language}")).await;
        assert!(home.body.contains("href=\"/booking\""), "{language}");
        let kinds = browser.get("/booking").await;
        for kind in ["normal", "extended", "staggered", "door_to_door"] {
            let link = format!("href=\"/booking?kind={kind}\"");
            assert!(kinds.body.contains(&link), "{language} {kind}");
            let days = browser.get(&format!("/booking?kind={kind}")).await;
            assert!(days.body.contains("day=2026-08-04\""), "{}", days.body);
        }
    }
    let days = browser.get("/booking?kind=staggered").await.body;
    assert!(days.contains("day=2026-08-16\""), "the fourteenth day");
    assert!(!days.contains("day=2026-08-17\""), "no later one");
    let times = browser.get("/booking?kind=normal&day=2026-08-04").await;
    assert!(times.body.contains("time=09:00\""), "{}", times.body);
    let today = browser.get("/booking?kind=normal&day=2026-08-03").await;
    assert!(!today.body.contains("time=09:00\""), "it has begun");
    let form = browser.get(TUESDAY).await;
    assert!(
        !form.body.contains("name=\"code\""),
        "no code before the number"
    );

    let path = booked(
        &mut browser,
        &time("normal", "2026-08-04", "09:00"),
        "0714-000 0301",
    )
    .await;
    assert!(path.starts_with("/booking/bkg_"), "{path}");
    let page = browser.get(&path).await;
    let row = rows(&world, "2026-08-04").await;
    let row = row.iter().find(|row| row.phone == "07140000301").unwrap();
    for said in [
        row.number.as_str(),
        "身份证件",
        "/cancel\"",
        "/move\"",
        "071****0301",
        "王*明",
    ] {
        assert!(page.body.contains(said), "{said}: {}", page.body);
    }
    assert!(!page.body.contains("07140000301"));
    // The address works in any other browser, and is closed to those who do not know it.
    assert_eq!(world.browser().get(&path).await.status, 200);
    let other = format!("/booking/bkg_{}", "0".repeat(26));
    assert_eq!(browser.get(&other).await.status, 404);

    done(&mut browser, &path, &format!("{path}/cancel"), &[]).await;
    let page = browser.get(&path).await.body;
    assert!(
        page.contains("已取消") && !page.contains("/cancel\""),
        "{page}"
    );
}

#[tokio::test]
async fn everything_wrong_with_the_form_is_told_before_any_code_is_sent() {
    let world = World::demo().await;
    let mut browser = world.browser();
    let who = [("name", ""), ("phone", "12345"), ("matter", "")];
    let answer = ask(&mut browser, &time("normal", "2026-08-04", "09:00"), &who).await;
    assert_eq!(answer.status, 422);
    for field in ["name-error", "phone-error", "matter-error"] {
        assert!(answer.body.contains(field), "{field}");
    }
    for (kind, day, at, said) in [
        ("normal", "2026-08-17", "09:00", "目前可预约到"),
        ("normal", "2026-08-03", "08:30", "已经开始或已过"),
        ("normal", "2026-08-02", "09:00", "已经开始或已过"),
        ("normal", "2026-08-08", "09:00", "没有开放此项服务"),
    ] {
        let who = person("0714-000 0302", "王小明");
        let answer = ask(&mut browser, &time(kind, day, at), &who).await;
        assert_eq!(answer.status, 422, "{day}");
        assert!(answer.body.contains(said), "{day}: {}", answer.body);
    }
    let sent = world
        .app
        .store
        .outbox_pending("sms-code", world.app.clock.now(), 9);
    assert!(sent.await.unwrap().is_empty());
}

#[tokio::test]
async fn outside_a_demonstration_the_code_stands_in_its_message_only_and_goes_with_it() {
    let world = World::new().await;
    let mut browser = world.browser();
    let who = person("0714-000 0303", "王小明");
    let answer = ask(&mut browser, &time("normal", "2026-08-04", "09:00"), &who).await;
    assert_eq!(answer.status, 200);
    let (store, now) = (&world.app.store, world.app.clock.now());
    let sent = store.outbox_pending("sms-code", now, 9).await.unwrap();
    let message: serde_json::Value = serde_json::from_str(&sent[0].payload).unwrap();
    assert_eq!(message["to"], "07140000303");
    let text = message["text"].as_str().unwrap();
    let code: String = text.chars().filter(char::is_ascii_digit).take(6).collect();
    assert!(!answer.body.contains(&code), "{}", answer.body);
    let kept = store
        .guess_booking_code("07140000303", now, 5)
        .await
        .unwrap()
        .unwrap();
    assert!(kept.code_hash.starts_with("$argon2id$") && !kept.code_hash.contains(&code));
    // An hour later neither is left.
    world.app.clock.advance(SignedDuration::from_hours(1));
    jobs::keep_bookings(&world.app.office).await.unwrap();
    let now = world.app.clock.now();
    assert!(
        store
            .outbox_pending("sms-code", now, 9)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn a_wrong_an_old_and_a_used_code_are_refused_alike() {
    let world = World::demo().await;
    let mut browser = world.browser();
    let nine = time("normal", "2026-08-04", "09:00");
    let who = person("0714-000 0304", "王小明");
    let code = shown(&ask(&mut browser, &nine, &who).await);
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let try_with = async |browser: &mut Browser, code: &str| {
        let proof = [("code_asked", "true"), ("code", code)];
        let all = [&nine[..], &who, &proof].concat();
        fill(browser, TUESDAY, "/booking", &all).await
    };
    let empty = try_with(&mut browser, "").await;
    assert!(empty.status == 422 && empty.body.contains("code-error"));
    for _ in 0..5 {
        let refused = try_with(&mut browser, wrong).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("验证码不正确或已过期"));
    }
    assert_eq!(
        try_with(&mut browser, &code).await.status,
        422,
        "no guess is left"
    );

    let old = shown(&ask(&mut browser, &nine, &who).await);
    world.app.clock.advance(SignedDuration::from_mins(11));
    assert_eq!(try_with(&mut browser, &old).await.status, 422, "too old");
    let fresh = shown(&ask(&mut browser, &nine, &who).await);
    assert_eq!(try_with(&mut browser, &fresh).await.status, 303);
    assert_eq!(try_with(&mut browser, &fresh).await.status, 422, "used");
    assert_eq!(
        rows(&world, "2026-08-04")
            .await
            .iter()
            .filter(|row| row.phone == "07140000304")
            .count(),
        1
    );
}

#[tokio::test]
async fn a_second_click_finds_the_booking_of_the_first() {
    let world = World::demo().await;
    let mut browser = world.browser();
    let nine = time("normal", "2026-08-04", "09:00");
    let who = person("0714-000 0305", "王小明");
    let page = ask(&mut browser, &nine, &who).await;
    let (secret, code) = (page.secret(), shown(&page));
    let all = [&nine[..], &who, &[("code_asked", "true"), ("code", &code)]].concat();
    let pairs = all
        .iter()
        .map(|(name, value)| format!("{name}={}", value.replace(' ', "+")));
    let fields = pairs.collect::<Vec<_>>().join("&");
    let first = browser.post("/booking", &secret, &fields).await;
    let second = browser.post("/booking", &secret, &fields).await;
    assert_eq!((first.status.as_u16(), second.status.as_u16()), (303, 303));
    assert_eq!(first.header("location"), second.header("location"));
}

#[tokio::test]
async fn codes_for_one_number_are_few() {
    let world = World::demo().await;
    let mut browser = world.browser();
    let nine = time("normal", "2026-08-04", "09:00");
    let who = person("0714-000 0306", "王小明");
    for _ in 0..3 {
        assert_eq!(ask(&mut browser, &nine, &who).await.status, 200);
    }
    let refused = ask(&mut browser, &nine, &who).await;
    assert_eq!(refused.status, 429);
    assert_eq!(refused.header("retry-after"), "900");
    let other = person("0714-000 0307", "王小明");
    assert_eq!(ask(&mut browser, &nine, &other).await.status, 200);
}

#[tokio::test]
async fn who_finds_the_last_place_gone_is_offered_the_nearest_and_the_waiting_list() {
    let world = World::demo().await;
    let noon = time("staggered", "2026-08-05", "12:00");
    let mut first = world.browser();
    let holder = booked(&mut first, &noon, "0714-000 0308").await;
    let mut second = world.browser();
    let who = person("0714-000 0309", "赵大力");
    let full = ask(&mut second, &noon, &who).await;
    assert_eq!(full.status, 422);
    // The holes beside it: half past twelve first.
    for said in [
        "这个时间已约满",
        "8月5日（周三）12:30、13:00",
        "value=\"2026-08-05T12:30\"",
        "value=\"wait\"",
    ] {
        assert!(full.body.contains(said), "{said}: {}", full.body);
    }
    let instead = [("instead", "wait")];
    let page = ask(&mut second, &noon, &[&who[..], &instead].concat()).await;
    let code = shown(&page);
    assert!(page.body.contains("name=\"wait\" value=\"true\""));
    let proof = [
        ("wait", "true"),
        ("code_asked", "true"),
        ("code", code.as_str()),
    ];
    let all = [&noon[..], &who, &proof].concat();
    let waiting = done(&mut second, TUESDAY, "/booking", &all).await;
    assert!(second.get(&waiting).await.body.contains("候补第 1 位"));

    // The first one moves to another day, the second one moves up and is told.
    let shift = format!("{holder}/move");
    let page = first.get(&format!("{shift}?day=2026-08-06")).await;
    assert!(page.body.contains("value=\"12:30\""), "{}", page.body);
    let to = [("day", "2026-08-06"), ("time", "12:30")];
    let moved = done(&mut first, &holder, &shift, &to).await;
    assert_ne!(moved, holder);
    assert!(
        first
            .get(&holder)
            .await
            .body
            .contains(&format!("href=\"{moved}\""))
    );
    assert!(first.get(&moved).await.body.contains("12:30"));
    assert!(second.get(&waiting).await.body.contains("预约成功"));
    let now = world.app.clock.now();
    let told = world
        .app
        .store
        .outbox_pending("sms", now, 200)
        .await
        .unwrap();
    let texts: Vec<_> = told.iter().map(|one| one.payload.as_str()).collect();
    assert!(
        texts
            .iter()
            .any(|text| text.contains("已列入候补") && text.contains("07140000309"))
    );
    // A second later message about the same booking waits for the first.
    assert!(
        !texts.iter().any(|text| text.contains("候补成功")),
        "{texts:?}"
    );
}

#[tokio::test]
async fn whose_bookings_there_are_is_told_only_to_whoever_has_proven_the_telephone() {
    let world = World::demo().await;
    let mut browser = world.browser();
    let nine = time("normal", "2026-08-04", "09:00");
    booked(&mut browser, &nine, "0714-000 0310").await;
    let number = rows(&world, "2026-08-04").await;
    let number = number
        .iter()
        .find(|row| row.phone == "07140000310")
        .unwrap()
        .number
        .clone();
    let who = person("0714-000 0310", "王小明");
    let mut stranger = world.browser();
    let page = ask(&mut stranger, &nine, &who).await;
    assert_eq!(page.status, 200, "nothing is told yet");
    assert!(!page.body.contains(&number));
    let code = shown(&page);
    let proof = [("code_asked", "true"), ("code", code.as_str())];
    let refused = fill(
        &mut stranger,
        TUESDAY,
        "/booking",
        &[&nine[..], &who, &proof].concat(),
    )
    .await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("同一时间您已有预约") && refused.body.contains(&number));
}

#[tokio::test]
async fn a_number_alone_finds_nothing_and_guessing_is_slowed_down() {
    let world = World::demo().await;
    let mut browser = world.browser();
    let path = booked(
        &mut browser,
        &time("normal", "2026-08-04", "09:00"),
        "0714-000 0311",
    )
    .await;
    let number = rows(&world, "2026-08-04").await;
    let number = number
        .iter()
        .find(|row| row.phone == "07140000311")
        .unwrap()
        .number
        .clone();
    let look = async |browser: &mut Browser, number: &str, phone: &str| {
        let fields = [("number", number), ("phone", phone)];
        fill(browser, "/booking/find", "/booking/find", &fields).await
    };
    let found = look(&mut browser, &number, "0714-000 0311").await;
    assert_eq!(found.header("location"), path);
    let known = look(&mut browser, &number, "0714-000 9999").await;
    let unknown = look(&mut browser, "20260804-999", "0714-000 9999").await;
    let nonsense = look(&mut browser, "abc", "").await;
    let said = "未查到与预约号和手机号同时匹配的预约";
    for answer in [&known, &unknown, &nonsense] {
        assert_eq!(answer.status, 422);
        assert!(answer.body.contains(said));
    }
    for _ in 0..4 {
        look(&mut browser, &number, "0714-000 9998").await;
    }
    let slowed = look(&mut browser, &number, "0714-000 0311").await;
    assert_eq!(slowed.status, 429, "even the right one has to wait now");
    world.app.clock.advance(SignedDuration::from_mins(16));
    assert_eq!(
        look(&mut browser, &number, "0714-000 0311").await.status,
        303
    );
}

#[tokio::test]
async fn an_enterprise_books_without_a_code_for_a_project_and_others_see_nothing() {
    let world = World::demo().await;
    let mut owner = logged_in(&world, "energy").await;
    let form = owner.get(TUESDAY).await.body;
    let (_, rest) = form.split_once("<option value=\"prj_").unwrap();
    let project = format!("prj_{}", rest.split_once('"').unwrap().0);
    assert!(form.contains("吴示例"), "the name is known");
    let fields = [
        &time("normal", "2026-08-04", "10:00")[..],
        &person("0714-000 0312", "吴示例"),
        &[("project", project.as_str())],
    ]
    .concat();
    let path = done(&mut owner, TUESDAY, "/booking", &fields).await;
    let my = owner.get("/my").await.body;
    assert!(my.contains(&format!("href=\"{path}\"")), "{my}");
    let row = rows(&world, "2026-08-04").await;
    let row = row
        .iter()
        .find(|row| row.phone == "07140000312")
        .unwrap()
        .clone();
    assert_eq!(row.project_id.as_deref(), Some(project.as_str()));
    let mut other = logged_in(&world, "orient").await;
    assert!(!other.get("/my").await.body.contains(&path));
    for browser in [&mut other, &mut world.browser()] {
        assert_eq!(browser.get(&path).await.status, 404);
        let cancel = format!("{path}/cancel");
        assert_eq!(fill(browser, TUESDAY, &cancel, &[]).await.status, 404);
    }
    let found = [("number", row.number.as_str()), ("phone", "0714-000 0312")];
    let answer = fill(
        &mut world.browser(),
        "/booking/find",
        "/booking/find",
        &found,
    )
    .await;
    assert_eq!(answer.status, 422);
    // Not for somebody else's project either.
    let foreign = [
        &time("normal", "2026-08-04", "11:00")[..],
        &person("0714-000 0313", "陈示例"),
        &[("project", project.as_str())],
    ]
    .concat();
    assert_eq!(
        fill(&mut other, TUESDAY, "/booking", &foreign).await.status,
        404
    );
}

#[tokio::test]
async fn the_demonstration_city_has_bookings_in_each_state() {
    let world = World::demo().await;
    let filter = BookingFilter::default();
    let reader = world.app.store.read(&Viewer::Oversight);
    let all = reader
        .bookings(&filter, &Page::first(200))
        .await
        .unwrap()
        .rows;
    for status in Status::ALL {
        let found = all.iter().any(|row| row.status == status.as_str());
        assert!(found, "none is {}", status.as_str());
    }
    assert!(all.iter().all(|row| row.phone.starts_with("07140000")));
}
