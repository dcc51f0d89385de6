//! A year of the calendar from the file to the journal: two people, faults by line, a count that is interrupted, and rows
//! that are those of a fresh count on either database.

use std::collections::BTreeMap;

use axum::body::Body;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use serde_json::{Value, json};
use window_domain::access::Actor;
use window_domain::calendar::Calendar;
use window_domain::refusal::Code;
use window_one::auth::Account;
use window_one::city::City;
use window_one::clock::Clock;
use window_one::demo;
use window_one::random::Random;
use window_one::service::calendar::Verdict;
use window_one::service::rebuild::rows_of;
use window_one::service::{Office, Refused, Request};
use window_store::{Blobs, CaseRow, DatabaseUrl, Row, RowSet, Store};

use crate::booking_race::Database;
use crate::built::logged_in;
use crate::service::{done, hand_in};
use crate::world::{Answer, Browser, World};

const SHIPPED: &str = include_str!("../../../../catalogue/huangshi/calendar.json");
const NOW: &str = "2026-08-03T01:00:00Z";

/// The shipped 2026, with the second week of August off.
fn longer_summer() -> String {
    let shipped: Value = serde_json::from_str(SHIPPED).unwrap();
    let mut year = shipped["2026"].clone();
    let holidays = year["holidays"].as_array_mut().unwrap();
    holidays.extend([4, 5, 6, 7, 10].map(|day| json!(format!("2026-08-{day:02}"))));
    json!({ "2026": year }).to_string()
}

/// A program of its own on the database.
async fn program(url: &DatabaseUrl, files: &std::path::Path) -> Office {
    let city = City::load(None).unwrap();
    let store = Store::open(url).await.unwrap();
    store.migrate().await.unwrap();
    let office = Office::new(
        (store, Blobs::open(files.join("blobs")).unwrap()),
        city,
        (Clock::fixed(NOW.parse().unwrap()), Random::system()),
    );
    office.take_up_calendars().await.unwrap();
    office
}

async fn actor(office: &Office, login: &str) -> Actor {
    let record = office.store.account_by_login(login).await.unwrap();
    Account::from_record(record.unwrap(), &office.catalogue)
        .unwrap()
        .actor()
}

fn cases(rows: &RowSet) -> BTreeMap<String, CaseRow> {
    let cases = rows.iter().filter_map(|row| match row {
        Row::Case(case) => Some((case.case_no.clone(), (**case).clone())),
        _ => None,
    });
    cases.collect()
}

fn refused(done: Result<(), Refused>, code: Code) {
    match done {
        Err(Refused::Rules(refusals)) => assert!(refusals.has(code), "{refusals}"),
        other => panic!("{other:?}"),
    }
}

#[expect(clippy::too_many_lines, reason = "one story, told in its order")]
async fn moves_what_is_open(url: &DatabaseUrl) {
    let folder = tempfile::tempdir().unwrap();
    let office = program(url, folder.path()).await;
    let city = City::load(None).unwrap();
    let now: Timestamp = NOW.parse().unwrap();
    let files = folder.path().join("blobs");
    demo::seed((&office.store, &files), &city, now)
        .await
        .unwrap();
    let before = office.store.dump_rows().await.unwrap();
    let (importer, other) = (
        actor(&office, "sysadmin").await,
        actor(&office, "lead").await,
    );
    let request = Request::default();
    let id = office
        .import_calendar(&importer, &longer_summer(), &request)
        .await
        .unwrap();
    let import = office.store.calendar_import(&id).await.unwrap().unwrap();
    let preview = office.preview_calendar(&import).await.unwrap();
    assert_eq!(preview.days.len(), 5);
    assert!(preview.moves.len() > 5, "{:?}", preview.moves);
    assert!(preview.moves.iter().all(|one| one.becomes > one.was));
    assert!(
        office.calendar.is_working(date(2026, 8, 10)),
        "nothing is in force yet"
    );

    let enforce = Verdict::Enforce;
    let own = office
        .decide_calendar(&importer, (&id, &enforce), &request)
        .await;
    refused(own, Code::CalendarOwn);
    let agent = actor(&office, "agent1").await;
    let may_not = office
        .decide_calendar(&agent, (&id, &enforce), &request)
        .await;
    refused(may_not, Code::NotAllowed);
    office
        .decide_calendar(&other, (&id, &enforce), &request)
        .await
        .unwrap();
    assert!(!office.calendar.is_working(date(2026, 8, 10)));

    // The program ends in the middle of the count; another one goes on where it stopped.
    assert_eq!(office.count_anew(5).await.unwrap(), 5);
    let half = office.store.calendar_import(&id).await.unwrap().unwrap();
    assert!(!half.is_counted() && half.done == 5, "{half:?}");
    drop(office);
    let office = program(url, folder.path()).await;
    assert!(
        !office.calendar.is_working(date(2026, 8, 10)),
        "in force after the start"
    );
    let rest = office.count_anew(usize::MAX).await.unwrap();
    let whole = office.store.calendar_import(&id).await.unwrap().unwrap();
    assert!(whole.is_counted());
    assert_eq!(u64::try_from(rest + 5).unwrap(), whole.total);
    assert_eq!(office.count_anew(usize::MAX).await.unwrap(), 0);

    // The journal has what the preview told, and nothing else.
    let journal = office.store.calendar_moves(&id, (0, 10_000)).await.unwrap();
    let told = preview
        .moves
        .iter()
        .map(|one| (one.key.object.clone(), one.key.step.clone(), one.becomes));
    let mut told: Vec<_> = told.collect();
    let kept = journal
        .into_iter()
        .map(|one| (one.object, one.step, one.becomes));
    let mut kept: Vec<_> = kept.collect();
    told.sort_unstable();
    kept.sort_unstable();
    assert_eq!(kept, told);
    let live = office.store.dump_rows().await.unwrap();
    stays_what_was_due_or_decided((&before, &live), office.today());
    equals_a_fresh_count(&office, &live).await;
}

fn stays_what_was_due_or_decided((before, live): (&RowSet, &RowSet), today: Date) {
    let (before, after) = (cases(before), cases(live));
    let mut decided = 0;
    for (number, was) in &before {
        let now = &after[number];
        if was.decided_on.is_some() {
            assert_eq!(now, was, "decided");
            decided += 1;
        }
        for (old, new) in [
            (Some(was.intake_due), Some(now.intake_due)),
            (was.promised_due, now.promised_due),
        ] {
            if old.is_some_and(|old| old <= today) {
                assert_eq!(new, old, "{number} was due");
            }
        }
    }
    assert!(decided > 0, "some were decided");
}

/// Every row is that of a fresh fold; the open deadlines are those of a calendar made from nothing.
async fn equals_a_fresh_count(office: &Office, live: &RowSet) {
    let imports = office.store.calendar_imports().await.unwrap();
    let in_force = office.calendar.with(&imports).unwrap();
    let releases = office.catalogue.releases();
    let mut shipped: Value = serde_json::from_str(SHIPPED).unwrap();
    let longer: Value = serde_json::from_str(&longer_summer()).unwrap();
    shipped["2026"] = longer["2026"].clone();
    let fresh = Calendar::from_json(&shipped.to_string()).unwrap();
    for calendar in [in_force, fresh] {
        let is_fresh = calendar.known_on(Some(Date::MIN)) == &calendar;
        let fold = move |stream: &window_store::StreamId,
                         events: Vec<window_store::StoredEvent>| {
            rows_of(stream, &events, (releases, &calendar))
        };
        office.store.rebuild(fold, |_| {}).await.unwrap();
        let rebuilt = office.store.dump_rows().await.unwrap();
        if is_fresh {
            for (number, case) in cases(&rebuilt) {
                if case.decided_on.is_none() && case.accepted_on.is_some() {
                    let live = &cases(live)[&number];
                    assert_eq!(live.promised_due, case.promised_due, "{number}");
                    assert_eq!(live.statutory_due, case.statutory_due, "{number}");
                }
            }
        } else {
            assert_eq!(&rebuilt, live);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_calendar_in_force_moves_what_is_open_and_nothing_else_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    moves_what_is_open(&DatabaseUrl::sqlite(folder.path().join("window.db"))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_calendar_in_force_moves_what_is_open_and_nothing_else_on_postgresql() {
    let database = Database::create("workdays");
    moves_what_is_open(&database.url()).await;
}

async fn hand_in_year(browser: &mut Browser, text: &str) -> Answer {
    let secret = browser.get("/admin/calendar").await.secret();
    let mut body = String::new();
    let key = browser.app_key().replace(' ', "");
    for (name, value) in [("_csrf", secret.as_str()), ("_key", &key), ("text", text)] {
        let part =
            format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.push_str(&part);
    }
    body +=
        "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\"\r\n\r\n\r\n--B--\r\n";
    let kind = ("content-type", "multipart/form-data; boundary=B");
    browser
        .send("POST", "/admin/calendar", &[kind], Body::from(body))
        .await
}

#[tokio::test]
async fn a_year_is_handed_in_looked_at_by_a_second_person_and_put_in_force_over_pages() {
    let world = World::demo().await;
    let mut importer = logged_in(&world, "sysadmin").await;
    let mut lead = logged_in(&world, "lead").await;
    let wrong = "{\"2026\":{\"holidays\":[\"2026-01-01\",\n\"2026-10-11\"],\n\"workdays\":[\"2026-10-11\",\n\"2026-10-12\"]}}";
    let answer = hand_in_year(&mut importer, wrong).await;
    assert_eq!(answer.status, 422);
    for told in [
        "第 3 行 2026-10-11：既放假又上班",
        "第 4 行 2026-10-12：本来就是周一至周五",
    ] {
        assert!(answer.body.contains(told), "{told}: {}", answer.body);
    }
    assert!(
        answer.body.contains("2026-10-12&quot;]}}</textarea>"),
        "nothing typed is lost"
    );
    let gap = hand_in_year(
        &mut importer,
        "{\"2028\":{\"holidays\":[\"2028-01-01\"],\"workdays\":[]}}",
    )
    .await;
    assert!(gap.body.contains("缺少2027年的日历"), "{}", gap.body);

    let handed_in = hand_in_year(&mut importer, &longer_summer()).await;
    assert_eq!(handed_in.status, 303, "{}", handed_in.body);
    let page = handed_in.header("location").to_owned();
    let second = hand_in_year(&mut importer, &longer_summer()).await;
    assert!(second.body.contains("还没有审定"), "{}", second.body);
    let body = importer.get(&page).await.body;
    assert!(
        body.contains("与现行日历不同的日子：5 天") && body.contains("推后"),
        "{body}"
    );
    assert!(!body.contains("/enforce\""), "not by whoever handed it in");
    let enforce = format!("{page}/enforce");
    let own = hand_in(&mut importer, (&page, &enforce), &[]).await;
    assert!(own.body.contains("不能审定自己导入的日历"), "{}", own.body);
    let reject = format!("{page}/reject");
    let bare = hand_in(&mut lead, (&page, &reject), &[]).await;
    assert!(bare.body.contains("reason-error"), "{}", bare.body);

    done(&mut lead, (&page, &enforce), &[]).await;
    let body = lead.get(&page).await.body;
    assert!(
        body.contains("已生效") && body.contains("变动的期限"),
        "{body}"
    );
    assert!(body.contains("受理时限"), "{body}");
    let late = hand_in(&mut lead, (&page, &reject), &[("reason", "晚了")]).await;
    assert!(late.body.contains("已经审定过"), "{}", late.body);
    for login in ["agent1", "fgw", "auditadmin", "secadmin"] {
        let mut other = logged_in(&world, login).await;
        assert_eq!(other.get("/admin/calendar").await.status, 403, "{login}");
    }
}
