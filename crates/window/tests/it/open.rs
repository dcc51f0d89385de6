//! The open register: its pages say what the log of events says, and nothing of persons; it is searched, turned over, and
//! wrong questions are answered field by field.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use window_domain::access::{Role, role_may};
use window_one::open::{Dataset, Kind};
use window_store::StreamKind;

use crate::register::{kept_city, persons};
use crate::six_ones::facts;
use crate::world::{Browser, World};

/// All rows of a data set, as a program turns them over.
pub(crate) async fn rows(browser: &mut Browser, set: Dataset, asked: &str) -> Vec<Value> {
    let (mut all, mut after) = (Vec::new(), String::new());
    loop {
        let path = format!("/api/v1/public/{}?limit=7{asked}{after}", set.as_str());
        let answer = browser.get(&path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        let part: Value = serde_json::from_str(&answer.body).unwrap();
        all.extend(part["rows"].as_array().unwrap().iter().cloned());
        match part["next"].as_str() {
            Some(next) => after = format!("&after={}", next.replace('~', "%7E")),
            None => return all,
        }
    }
}

fn of<'a>(row: &'a Value, name: &str) -> &'a str {
    row[name].as_str().unwrap_or_default()
}

/// What a person would copy from the log of events, line by line.
#[derive(Debug, Default)]
struct Told {
    /// Outcome and day by case.
    decided: BTreeMap<String, (String, String)>,
    /// Project and item.
    promised: BTreeSet<(String, String)>,
    notices: BTreeSet<String>,
    concluded: BTreeSet<String>,
    persons: BTreeSet<String>,
}

async fn told(world: &World) -> Told {
    let mut told = Told::default();
    for (id, log) in facts(world, StreamKind::Project).await {
        for fact in &log {
            persons(fact, &mut told.persons);
            let event = &fact["event"];
            let number = of(event, "number").to_owned();
            match of(event, "kind") {
                "case_decided" => {
                    let how = (of(event, "outcome").to_owned(), of(fact, "on").to_owned());
                    told.decided.insert(of(event, "case").to_owned(), how);
                }
                "notice_issued" => {
                    told.notices.insert(number.clone());
                    for promise in event["promises"].as_array().unwrap() {
                        let item = promise.pointer("/promise/item").or(promise.get("item"));
                        let item = item.and_then(Value::as_str).unwrap();
                        told.promised.insert((id.clone(), item.to_owned()));
                    }
                }
                _ => {}
            }
            if of(event, "act") == "acceptance_concluded" {
                told.concluded.insert(number);
            }
        }
    }
    told
}

#[tokio::test]
async fn what_is_public_is_what_the_log_of_events_says() {
    let world = World::demo().await;
    let mut browser = world.browser();
    let told = told(&world).await;
    let decisions = rows(&mut browser, Dataset::Decisions, "").await;
    let shown = decisions.iter().map(|row| {
        let how = (
            of(row, "outcome").to_owned(),
            of(row, "decided_on").to_owned(),
        );
        (of(row, "case_no").to_owned(), how)
    });
    assert!(told.decided.len() > 20);
    assert_eq!(shown.collect::<BTreeMap<_, _>>(), told.decided);
    let certificates = rows(&mut browser, Dataset::Certificates, "").await;
    let notices = certificates
        .iter()
        .filter(|row| of(row, "type") == "construction_notice");
    let notices: BTreeSet<String> = notices
        .map(|row| of(row, "certificate_no").to_owned())
        .collect();
    assert!(!notices.is_empty());
    assert_eq!(notices, told.notices);
    let found = rows(&mut browser, Dataset::Promises, "").await;
    assert_eq!(found.len(), told.promised.len());
    let found = rows(&mut browser, Dataset::Acceptances, "").await;
    assert!(!found.is_empty());
    let opinions = found.iter().map(|row| of(row, "opinion_no").to_owned());
    assert_eq!(opinions.collect::<BTreeSet<_>>(), told.concluded);
}

#[tokio::test]
async fn nobodys_name_or_number_stands_in_what_is_public() {
    let world = World::demo().await;
    let mut browser = world.browser();
    // The telephones of the window are in the catalogue.
    let catalogue = browser.get("/open/items.csv").await.body;
    let persons = told(&world).await.persons;
    let is_persons = |name: &&String| name.chars().count() > 1 && !catalogue.contains(*name);
    let persons: Vec<&String> = persons.iter().filter(is_persons).collect();
    assert!(persons.len() > 5, "{persons:?}");
    for set in Dataset::ALL {
        for path in ["/open/SET.csv", "/open/SET.json", "/open/SET"] {
            let path = path.replace("SET", set.as_str());
            let body = browser.get(&path).await.body;
            for name in &persons {
                assert!(!body.contains(name.as_str()), "{name} in {path}");
            }
        }
    }
}

#[tokio::test]
async fn days_taken_are_median_and_ninetieth_of_the_decisions_of_a_month_and_of_few_nothing() {
    let world = World::demo().await;
    let mut browser = world.browser();
    let mut days: BTreeMap<(String, String), Vec<i64>> = BTreeMap::new();
    for row in rows(&mut browser, Dataset::Decisions, "").await {
        let month = of(&row, "decided_on")[..7].to_owned();
        for item in [of(&row, "item"), ""] {
            let key = (month.clone(), item.to_owned());
            days.entry(key)
                .or_default()
                .push(row["used_days"].as_i64().unwrap());
        }
    }
    let shown = rows(&mut browser, Dataset::Statistics, "").await;
    let shown: Vec<&Value> = shown
        .iter()
        .filter(|row| of(row, "subject") != "start")
        .collect();
    let mut wanted = 0;
    for ((month, item), mut days) in days {
        let found = shown
            .iter()
            .find(|row| of(row, "month") == month && of(row, "item") == item);
        if days.len() < 5 {
            assert!(found.is_none(), "{month} {item}: {} cases", days.len());
            continue;
        }
        wanted += 1;
        days.sort_unstable();
        let rank = |part: usize, whole: usize| days[(days.len() * part).div_ceil(whole) - 1];
        let found = found.unwrap_or_else(|| panic!("{month} {item} is missing"));
        assert_eq!(found["cases"], days.len(), "{month} {item}");
        assert_eq!(found["median_days"], rank(1, 2), "{month} {item}");
        assert_eq!(found["p90_days"], rank(9, 10), "{month} {item}");
    }
    assert!(wanted > 0);
    assert_eq!(shown.len(), wanted);
}

#[tokio::test]
async fn a_list_is_narrowed_by_words_item_department_outcome_and_days() {
    let world = World::demo().await;
    let mut browser = world.browser();
    let all = rows(&mut browser, Dataset::Decisions, "").await;
    let one = &all[all.len() / 2];
    for (asked, column) in [
        ("item", "item"),
        ("department", "department"),
        ("outcome", "outcome"),
    ] {
        let value = of(one, column);
        let found = rows(
            &mut browser,
            Dataset::Decisions,
            &format!("&{asked}={value}"),
        )
        .await;
        let wanted = all.iter().filter(|row| of(row, column) == value).count();
        assert_eq!(found.len(), wanted, "{asked}={value}");
        assert!(found.iter().all(|row| of(row, column) == value));
    }
    let case = of(one, "case_no");
    let found = rows(&mut browser, Dataset::Decisions, &format!("&q={case}")).await;
    assert_eq!(found.len(), 1);
    assert_eq!(&found[0], one);
    let page = browser.get(&format!("/open/decisions?q={case}")).await.body;
    assert!(page.contains(of(one, "project")) && page.contains("/open/decisions.csv?q="));
    let on = of(one, "decided_on");
    let found = rows(
        &mut browser,
        Dataset::Decisions,
        &format!("&from={on}&until={on}"),
    )
    .await;
    assert!(!found.is_empty() && found.iter().all(|row| of(row, "decided_on") == on));
    for hostile in ["%27%20OR%201%3D1--", "%25", "%3Cscript%3E", "%00~~~", "_"] {
        let answer = browser.get(&format!("/open/decisions?q={hostile}")).await;
        assert_eq!(answer.status, 200, "{hostile}");
        assert!(!answer.body.contains("<script>"), "{hostile}");
        assert!(answer.body.contains("没有符合条件的记录"), "{hostile}");
    }
}

#[tokio::test]
async fn a_wrong_question_is_told_its_field_and_keeps_what_was_typed() {
    let world = World::demo().await;
    let mut browser = world.browser();
    let page = browser.get("/open/decisions?from=2026-02-30&q=abc").await;
    assert_eq!(page.status, 422);
    assert!(page.body.contains("id=\"from-error\"") && page.body.contains("value=\"2026-02-30\""));
    assert!(page.body.contains("value=\"abc\""));
    browser.accept = "application/json".to_owned();
    for (asked, field, code) in [
        ("from=yesterday", "from", "date-invalid"),
        ("from=2026-08-02&until=2026-08-01", "until", "board-before"),
        ("outcome=perhaps", "outcome", "open-no-outcome"),
        ("limit=0", "limit", "open-no-limit"),
        ("limit=201", "limit", "open-no-limit"),
        ("after=foo", "after", "open-no-after"),
        ("after=2026-08-02", "after", "open-no-after"),
    ] {
        let answer = browser
            .get(&format!("/api/v1/public/decisions?{asked}"))
            .await;
        assert_eq!(answer.status, 422, "{asked}");
        assert_eq!(answer.header("content-type"), "application/problem+json");
        let problem: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(problem["problems"][0]["field"], field, "{asked}");
        assert_eq!(problem["problems"][0]["code"], code, "{asked}");
    }
    // What a set does not know is not passed over in silence.
    let answer = browser
        .get("/api/v1/public/statistics?department=fgw")
        .await;
    let problem: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(problem["problems"][0]["code"], "open-no-filter");
    for path in [
        "/open/unknown",
        "/open/decisions.exe",
        "/api/v1/public/people",
        "/open/files/x.csv",
    ] {
        assert_eq!(browser.get(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn every_list_and_every_column_is_described_in_both_languages() {
    let world = World::demo().await;
    for language in ["zh-CN", "en"] {
        let mut browser = world.browser();
        let home = browser.get(&format!("/open?lang={language}")).await;
        assert_eq!(home.status, 200);
        let data = browser.get("/open/data").await;
        assert_eq!(data.status, 200, "{}", data.body);
        for set in Dataset::ALL {
            assert!(home.body.contains(&format!("/open/{}.csv", set.as_str())));
            let list = browser.get(&format!("/open/{}", set.as_str())).await;
            let wanted = if set == Dataset::Items { 303 } else { 200 };
            assert_eq!(list.status, wanted, "{set:?}: {}", list.body);
            for column in set.columns() {
                assert!(
                    data.body.contains(&format!(">{}</td>", column.name)),
                    "{column:?}"
                );
                if let Kind::Code(codes) = column.kind {
                    for (code, _) in codes {
                        assert!(
                            data.body.contains(&format!("code\">{code}</span>")),
                            "{code}"
                        );
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn every_entry_of_the_register_has_a_page_and_a_proof_that_holds() {
    let (world, key) = kept_city().await;
    let mut browser = world.browser();
    let page = browser.get("/open/register").await.body;
    assert!(page.contains("tlog-tiles"), "{page}");
    let size = {
        let signed = world.app.store.register_checkpoint().await.unwrap();
        signed.unwrap().size
    };
    let mut acts = BTreeSet::new();
    for number in 1..=size {
        let page = browser.get(&format!("/open/register/{number}")).await;
        assert_eq!(page.status, 200, "{number}: {}", page.body);
        let payload = world.app.store.register_payload(number - 1).await.unwrap();
        let payload = payload.unwrap();
        let entry: Value = serde_json::from_str(&payload).unwrap();
        if acts.insert(of(&entry, "act").to_owned()) {
            let proof = browser
                .get(&format!("/open/register/{number}.tlog-proof"))
                .await;
            assert_eq!(proof.status, 200);
            let proof = window_one::register::proof::Proof::parse(&proof.body).unwrap();
            proof.check(&key, None).unwrap();
            assert_eq!(proof.entry(), payload);
        }
    }
    assert!(acts.len() > 8, "{acts:?}");
    for path in [
        "/open/register/+5",
        "/open/register/0005",
        "/open/register/0",
        "/open/register/x",
        "/open/register/999999",
    ] {
        assert_eq!(browser.get(path).await.status, 404, "{path}");
    }
    // The lists lead to the entries.
    let found = rows(&mut browser, Dataset::Decisions, "").await;
    for row in found {
        let number = row["register_entry"].as_u64().unwrap();
        let payload = world.app.store.register_payload(number - 1).await.unwrap();
        let entry: Value = serde_json::from_str(&payload.unwrap()).unwrap();
        assert_eq!(of(&entry, "act"), "letter", "{row}");
        assert!(of(&entry, "form").starts_with("decision"), "{entry}");
        assert_eq!(entry["cases"][0], row["case_no"]);
    }
}

/// The list of public pages that journeys open is that of the routes.
#[tokio::test]
async fn every_address_open_to_anybody_is_on_the_list_that_journeys_walk() {
    let world = World::new().await;
    let list = include_str!("../../../../e2e/public-pages.txt");
    let listed: BTreeSet<&str> = list
        .lines()
        .filter(|line| line.starts_with('/'))
        .filter_map(|line| line.split(' ').next())
        .collect();
    let routes = window_one::pages::routes(&world.app.config);
    let open: BTreeSet<&str> = routes
        .table()
        .iter()
        .filter(|route| route.method == "GET" && role_may(Role::Anonymous, route.action))
        .map(|route| route.path)
        .collect();
    assert_eq!(listed, open);
}

#[test]
fn every_act_of_the_register_has_a_sentence() {
    let document = include_str!("../../../../docs/register.md");
    let line = document.lines().find(|line| line.starts_with("| `act` |"));
    let acts: Vec<&str> = line.unwrap().split('`').skip(3).step_by(2).collect();
    assert!(acts.len() > 20, "{acts:?}");
    for language in window_one::i18n::Language::ALL {
        let texts = window_one::i18n::sources(language);
        for act in &acts {
            let key = format!("entry-{act} = ");
            let is_said = texts.values().any(|text| text.contains(&key));
            assert!(is_said, "{act} in {language}");
        }
    }
}

#[tokio::test]
async fn what_was_valid_or_due_until_yesterday_is_told_as_of_today() {
    let world = World::demo().await;
    let mut browser = world.browser();
    world.hand(
        "UPDATE published SET until_on = '2026-08-02' WHERE id = (SELECT MIN(id) \
         FROM published WHERE kind = 'certificate' AND outcome = 'valid'); \
         UPDATE published SET until_on = '2026-08-03' WHERE id = (SELECT MAX(id) \
         FROM published WHERE kind = 'certificate' AND outcome = 'valid')",
    );
    let stands = |rows: &[Value], how: &str| -> Vec<Value> {
        let found = rows.iter().filter(|row| of(row, "status") == how);
        found.cloned().collect()
    };
    let all = rows(&mut browser, Dataset::Certificates, "").await;
    let expired = stands(&all, "expired");
    assert_eq!(expired.len(), 1, "its last day was yesterday");
    let found = rows(&mut browser, Dataset::Certificates, "&outcome=expired").await;
    assert_eq!(found, expired);
    let found = rows(&mut browser, Dataset::Certificates, "&outcome=valid").await;
    assert_eq!(found, stands(&all, "valid"));
    assert!(
        found
            .iter()
            .any(|row| of(row, "valid_until") == "2026-08-03")
    );
    world
        .app
        .clock
        .advance(jiff::SignedDuration::from_hours(24 * 400));
    let open = rows(&mut browser, Dataset::Promises, "&outcome=open").await;
    assert!(open.iter().all(|row| row["due_on"].is_null()), "{open:?}");
    let overdue = rows(&mut browser, Dataset::Promises, "&outcome=overdue").await;
    assert!(overdue.len() > 5);
    assert!(overdue.iter().all(|row| of(row, "kept") == "overdue"));
}

#[tokio::test]
async fn a_part_of_a_month_is_not_counted_by_itself() {
    let world = World::demo().await;
    let mut browser = world.browser();
    let whole = rows(&mut browser, Dataset::Statistics, "").await;
    let asked = "&from=2026-07-10&until=2026-07-12";
    let part = rows(&mut browser, Dataset::Statistics, asked).await;
    let july: Vec<Value> = whole
        .into_iter()
        .filter(|row| of(row, "month") == "2026-07")
        .collect();
    assert!(!july.is_empty());
    assert_eq!(part, july);
}
