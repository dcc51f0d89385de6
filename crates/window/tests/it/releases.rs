//! Releases of the catalogue: from the files handed in to the day they are in force; what runs keeps its release.

use axum::body::Body;
use jiff::SignedDuration;
use jiff::civil::date;
use window_domain::access::{Action, Actor};
use window_domain::catalogue::ItemCode;
use window_domain::limit::Limit;
use window_domain::refusal::Code;
use window_letters::Letters;
use window_one::auth::Account;
use window_one::city::City;
use window_one::clock::Clock;
use window_one::demo;
use window_one::export::archive;
use window_one::random::Random;
use window_one::service::rebuild::rows_of;
use window_one::service::release::{NewRelease, ReleaseVerdict, recorded_releases};
use window_one::service::{CatalogueFiles, Office, Refused, Request};
use window_store::{Blobs, DatabaseUrl, Page, ProjectFilter, ReleaseState, Store, Viewer};

use crate::booking_race::Database;
use crate::built::logged_in;
use crate::service::{done, hand_in};
use crate::world::{Answer, Browser, World};

pub(crate) const NOW: &str = "2026-08-03T01:00:00Z";

/// A program of its own on the database.
pub(crate) async fn program(url: &DatabaseUrl, folder: &std::path::Path) -> Office {
    let store = Store::open(url).await.unwrap();
    store.migrate().await.unwrap();
    let office = Office::new(
        (store, Blobs::open(folder.join("blobs")).unwrap()),
        City::load(None).unwrap(),
        (Clock::fixed(NOW.parse().unwrap()), Random::system()),
    );
    office.take_up_releases().await.unwrap();
    office
}

async fn actor(office: &Office, login: &str) -> Actor {
    let record = office.store.account_by_login(login).await.unwrap();
    Account::from_record(record.unwrap(), &office.catalogue)
        .unwrap()
        .actor()
}

/// The shipped files with a name of their own and one thing changed.
pub(crate) fn changed(name: &str, (file, from, to): (&str, &str, &str)) -> CatalogueFiles {
    let mut files = City::load(None).unwrap().files.as_ref().clone();
    let city = files.get_mut("city.toml").unwrap();
    *city = city.replace("release = \"2026.1\"", &format!("release = \"{name}\""));
    let text = files.get_mut(file).unwrap();
    assert!(text.contains(from), "`{file}` has no `{from}`");
    *text = text.replacen(from, to, 1);
    files
}

fn new(files: CatalogueFiles, day: i8) -> NewRelease {
    NewRelease {
        files,
        effective_on: date(2026, 8, day),
        purpose: "Shorter promise".to_owned(),
    }
}

#[track_caller]
fn refused<T: std::fmt::Debug>(done: Result<T, Refused>, code: Code) {
    match done {
        Err(Refused::Rules(refusals)) => assert!(refusals.has(code), "{refusals}"),
        other => panic!("{other:?}"),
    }
}

/// The promised days of an item, in the release in force.
pub(crate) fn promised(office: &Office, item: &str) -> Limit {
    office
        .catalogue
        .item(&ItemCode::new(item))
        .unwrap()
        .promised
}

/// An item whose promise is changed, and how.
pub(crate) const ITEM: &str = "C02";

pub(crate) fn shorter() -> (&'static str, &'static str, &'static str) {
    (
        "items/C02.toml",
        "promised = { unit = \"working_days\", n = 7 }",
        "promised = { unit = \"working_days\", n = 3 }",
    )
}

#[expect(clippy::too_many_lines, reason = "one story, told in its order")]
async fn from_files_to_force(url: &DatabaseUrl) {
    let folder = tempfile::tempdir().unwrap();
    let office = program(url, folder.path()).await;
    let city = City::load(None).unwrap();
    let files = folder.path().join("blobs");
    demo::seed((&office.store, &files), &city, NOW.parse().unwrap())
        .await
        .unwrap();
    let letters = Letters::new();
    let (importer, other) = (
        actor(&office, "sysadmin").await,
        actor(&office, "lead").await,
    );
    let request = Request::default();
    let before = promised(&office, ITEM);
    let id = office
        .import_release(
            &importer,
            (new(changed("2026.2", shorter()), 5), &letters),
            &request,
        )
        .await
        .unwrap();
    let second = office
        .import_release(
            &importer,
            (new(changed("2026.3", shorter()), 5), &letters),
            &request,
        )
        .await;
    refused(second, Code::ReleaseWaiting);

    let approve = ReleaseVerdict::Approve;
    let own = office
        .decide_release(&importer, (&id, &approve), &request)
        .await;
    refused(own, Code::ReleaseOwn);
    let agent = actor(&office, "agent1").await;
    let may_not = office
        .decide_release(&agent, (&id, &approve), &request)
        .await;
    refused(may_not, Code::NotAllowed);
    office
        .decide_release(&other, (&id, &approve), &request)
        .await
        .unwrap();
    assert_eq!(promised(&office, ITEM), before, "its day has not come");

    // Its day comes while the program runs; another program has it from its start.
    office.clock.advance(SignedDuration::from_hours(48));
    office.take_up_releases().await.unwrap();
    assert_eq!(office.catalogue.release(), "2026.2");
    assert_eq!(promised(&office, ITEM), Limit::WorkingDays(3));
    let withdraw = ReleaseVerdict::Withdraw("Too late".to_owned());
    let late = office
        .decide_release(&other, (&id, &withdraw), &request)
        .await;
    refused(late, Code::ReleaseInForce);

    // What runs keeps the release it began with; a rebuild gives the same rows.
    let rows = office
        .store
        .read(&Viewer::Oversight)
        .projects(&ProjectFilter::default(), &Page::first(200))
        .await
        .unwrap();
    let oldest = rows.rows.first().unwrap().id.parse().unwrap();
    let oversight = actor(&office, "supervisor").await;
    let project = office
        .project(&oversight, oldest, (Action::ReadProject, None))
        .await
        .unwrap();
    assert_eq!(project.release, "2026.1");
    let kept = office
        .rules_of(&project)
        .item(&ItemCode::new(ITEM))
        .unwrap();
    assert_eq!(kept.promised, before);
    let live = office.store.dump_rows().await.unwrap();
    let releases = recorded_releases(&office.store, &city).await.unwrap();
    let calendar = std::sync::Arc::clone(&city.calendar);
    office
        .store
        .rebuild(
            move |stream, events| rows_of(stream, &events, (&releases, &calendar)),
            |_| {},
        )
        .await
        .unwrap();
    assert_eq!(office.store.dump_rows().await.unwrap(), live);
    let again = program(url, folder.path()).await;
    let recorded = again.store.catalogue_releases().await.unwrap();
    assert_eq!(recorded.len(), 2);
    assert_eq!(recorded[0].state, ReleaseState::Approved);
    assert_eq!(
        again.catalogue.release(),
        "2026.1",
        "its clock stands before the day"
    );
    assert_eq!(again.catalogue.on(date(2026, 8, 5)).release(), "2026.2");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_is_in_force_from_its_day_and_what_runs_keeps_its_own_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    from_files_to_force(&DatabaseUrl::sqlite(folder.path().join("window.db"))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_is_in_force_from_its_day_and_what_runs_keeps_its_own_on_postgresql() {
    let database = Database::create("releases");
    from_files_to_force(&database.url()).await;
}

#[tokio::test]
async fn a_project_begun_under_the_new_release_has_its_rules_and_one_taken_back_never_counts() {
    let world = World::demo().await;
    let office = &world.app.office;
    office.take_up_releases().await.unwrap();
    let (importer, other) = (actor(office, "sysadmin").await, actor(office, "lead").await);
    let request = Request::default();
    let letters = &world.app.letters;
    let files = changed("2026.2", shorter());
    let id = office
        .import_release(&importer, (new(files.clone(), 5), letters), &request)
        .await
        .unwrap();
    office
        .decide_release(&other, (&id, &ReleaseVerdict::Approve), &request)
        .await
        .unwrap();
    let bare = ReleaseVerdict::Withdraw(" ".to_owned());
    let bare = office.decide_release(&other, (&id, &bare), &request).await;
    refused(bare, Code::TextMissing);
    let withdraw = ReleaseVerdict::Withdraw("Not agreed".to_owned());
    office
        .decide_release(&other, (&id, &withdraw), &request)
        .await
        .unwrap();
    office.clock.advance(SignedDuration::from_hours(72));
    office.take_up_releases().await.unwrap();
    assert_eq!(office.catalogue.release(), "2026.1");
    let same_name = office
        .import_release(&importer, (new(files, 8), letters), &request)
        .await;
    refused(same_name, Code::ReleaseNameTaken);
}

#[tokio::test]
async fn everything_against_a_release_is_told_at_once() {
    let world = World::demo().await;
    let office = &world.app.office;
    office.take_up_releases().await.unwrap();
    let importer = actor(office, "sysadmin").await;
    let letters = &world.app.letters;
    let hand = async |files: CatalogueFiles, day: i8| {
        let new = (new(files, day), letters);
        office
            .import_release(&importer, new, &Request::default())
            .await
    };
    let day_gone = changed(
        "2026 2",
        (
            "agency.toml",
            "department = \"zjj\"",
            "department = \"nobody\"",
        ),
    );
    let told = hand(day_gone, 1).await;
    let Err(Refused::Rules(told)) = told else {
        panic!("{told:?}");
    };
    for code in [Code::ReleaseDay, Code::ReleaseName, Code::ReleaseFinding] {
        assert!(told.has(code), "{code:?}: {told}");
    }
    let unread = changed("2026.2", ("agency.toml", "[load]", "[load"));
    refused(hand(unread, 5).await, Code::ReleaseUnread);
    let nothing = changed(
        "2026.2",
        ("agency.toml", "retry_days = 3", "retry_days = 3 # same"),
    );
    refused(hand(nothing, 5).await, Code::ReleaseSame);
    let layout = changed("2026.2", ("letters/card.typ", "#", "#unknown()\n#"));
    refused(hand(layout, 5).await, Code::ReleaseLayout);
    let mut gone = changed(
        "2026.2",
        ("departments.toml", "code = \"fgw\"", "code = \"elsewhere\""),
    );
    gone.retain(|path, _| path != "calendar.json");
    let told = hand(gone, 5).await;
    refused(told, Code::ReleaseDepartment);
    assert_eq!(office.store.catalogue_releases().await.unwrap().len(), 1);
}

async fn upload(browser: &mut Browser, bytes: &[u8], day: &str) -> Answer {
    let secret = browser.get("/admin/releases").await.secret();
    let key = browser.app_key().replace(' ', "");
    let mut body = Vec::new();
    for (name, value) in [
        ("_csrf", secret.as_str()),
        ("_key", &key),
        ("name", ""),
        ("effective_on", day),
        ("purpose", "Kuerzere Frist"),
    ] {
        let part =
            format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend(part.into_bytes());
    }
    body.extend(
        b"--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.zip\"\r\n\r\n",
    );
    body.extend(bytes);
    body.extend(b"\r\n--B--\r\n");
    let kind = ("content-type", "multipart/form-data; boundary=B");
    browser
        .send("POST", "/admin/releases", &[kind], Body::from(body))
        .await
}

#[tokio::test]
async fn an_archive_is_uploaded_read_line_by_line_and_approved_by_somebody_else_over_pages() {
    let world = World::demo().await;
    world.app.office.take_up_releases().await.unwrap();
    let mut importer = logged_in(&world, "sysadmin").await;
    let mut lead = logged_in(&world, "lead").await;
    let broken = upload(&mut importer, b"no archive", "2026-08-05").await;
    assert_eq!(broken.status, 422);
    assert!(broken.body.contains("不是可用的压缩包"), "{}", broken.body);
    assert!(
        broken.body.contains("Kuerzere Frist"),
        "nothing typed is lost"
    );
    let files = changed("2026.2", shorter());
    let packed = archive::pack(&files).unwrap();
    let no_day = upload(&mut importer, &packed, "soon").await;
    assert!(
        no_day.body.contains("effective_on-error"),
        "{}",
        no_day.body
    );

    let handed_in = upload(&mut importer, &packed, "2026-08-05").await;
    assert_eq!(handed_in.status, 303, "{}", handed_in.body);
    let page = handed_in.header("location").to_owned();
    let body = importer.get(&page).await.body;
    for told in ["待审定", "改动：1 处", "promised", "items/C02.toml"] {
        assert!(body.contains(told), "{told}: {body}");
    }
    assert!(!body.contains("/approve\""), "not by whoever handed it in");
    let download = importer.get(&format!("{page}/files")).await;
    assert_eq!(download.header("content-type"), "application/zip");

    let approve = format!("{page}/approve");
    done(&mut lead, (&page, &approve), &[]).await;
    let body = lead.get(&page).await.body;
    assert!(body.contains("待生效"), "{body}");
    let late = hand_in(&mut lead, (&page, &approve), &[]).await;
    assert_eq!(late.status, 303, "a second click does it once");
    let list = lead.get("/admin/releases").await.body;
    assert!(list.contains("下一版本 2026.2"), "{list}");
    for login in ["agent1", "fgw", "auditadmin", "secadmin"] {
        let mut other = logged_in(&world, login).await;
        assert_eq!(other.get("/admin/releases").await.status, 403, "{login}");
    }
}

#[tokio::test]
async fn a_phrase_and_a_layout_are_changed_on_pages_and_count_from_their_day() {
    let world = World::demo().await;
    world.app.office.take_up_releases().await.unwrap();
    let mut importer = logged_in(&world, "sysadmin").await;
    let mut lead = logged_in(&world, "lead").await;
    let asked = importer.get("/admin/phrases").await;
    assert!(
        asked.status == 200 && asked.body.contains("增加一条"),
        "{}",
        asked.body
    );
    let known = importer.get("/admin/phrases?code=busy").await.body;
    assert!(
        known.contains("修改 busy") && known.contains("别烦我"),
        "{known}"
    );
    let wrong = hand_in(
        &mut importer,
        ("/admin/phrases", "/admin/phrases"),
        &[
            ("code", "Not A Code"),
            ("zh", "明天再说吧"),
            ("effective_on", "2026-08-03"),
        ],
    )
    .await;
    assert_eq!(wrong.status, 422);
    for told in [
        "code-error",
        "en-error",
        "suggestion_zh-error",
        "明天再说吧",
    ] {
        assert!(wrong.body.contains(told), "{told}: {}", wrong.body);
    }
    let made = hand_in(
        &mut importer,
        ("/admin/phrases", "/admin/phrases"),
        &[
            ("code", "tomorrow"),
            ("zh", "明天再说吧\n后天再说吧"),
            ("en", "ask again tomorrow"),
            ("suggestion_zh", "我今天就为您查清楚。"),
            ("suggestion_en", "I will find out today."),
            ("name", "2026.2"),
            ("effective_on", "2026-08-03"),
            ("purpose", "来电反映"),
        ],
    )
    .await;
    assert_eq!(made.status, 303, "{}", made.body);
    let page = made.header("location").to_owned();
    done(&mut lead, (&page, &format!("{page}/approve")), &[]).await;
    let phrases = world.app.office.catalogue.phrases();
    assert_eq!(phrases.hits("您明天再说吧").len(), 1, "in force today");

    let edit = "/admin/releases/edit?file=letters/card.typ";
    let body = importer.get(edit).await.body;
    assert!(body.contains("用示例数据预览文书"), "{body}");
    let text = world.app.office.newest_files().await.unwrap()["letters/card.typ"].clone();
    let fields = [("path", "letters/card.typ"), ("text", text.as_str())];
    let pdf = hand_in(&mut importer, (edit, "/admin/releases/preview"), &fields).await;
    assert_eq!(pdf.header("content-type"), "application/pdf");
    let faulty = format!("{text}\n#unknown()\n");
    let fields = [("path", "letters/card.typ"), ("text", faulty.as_str())];
    let told = hand_in(&mut importer, (edit, "/admin/releases/preview"), &fields).await;
    assert_eq!(told.status, 422);
    assert!(told.body.contains("unknown"), "{}", told.body);
}
