//! The counters of the Six Ones, counted again from the log of events by other means.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde_json::Value;
use window_domain::catalogue::ServiceKind;
use window_domain::service_day::{At, Guest, ServiceDayCommand, Wish};
use window_one::auth::account::Account;
use window_one::city::City;
use window_one::service::Request;
use window_one::service::booking::NewBooking;
use window_store::StreamKind;

use crate::acts::logged_in;
use crate::board::downloaded;
use crate::dept;
use crate::world::World;

const FROM: &str = "2026-05-01";
const UNTIL: &str = "2026-08-31";

/// What a person would count, reading the log line by line.
#[derive(Debug, Default)]
struct Counted {
    visits: BTreeMap<String, usize>,
    asked: BTreeMap<String, usize>,
    corrected: BTreeSet<String>,
    decided: BTreeSet<String>,
    refused: BTreeSet<String>,
    projects: BTreeSet<String>,
    reviews: BTreeMap<String, String>,
}

fn text<'a>(fact: &'a Value, pointer: &str) -> &'a str {
    fact.pointer(pointer).and_then(Value::as_str).unwrap_or("")
}

fn is_within(day: &str) -> bool {
    let day: Date = day.parse().unwrap();
    FROM.parse::<Date>().unwrap() <= day && day <= UNTIL.parse::<Date>().unwrap()
}

pub(crate) async fn facts(world: &World, kind: StreamKind) -> Vec<(String, Vec<Value>)> {
    let store = &world.app.store;
    let mut streams = Vec::new();
    for id in store.streams_of(kind).await.unwrap() {
        let stream = window_store::StreamId::new(kind, id.clone());
        let events = store.load(&stream, 0).await.unwrap();
        let read =
            |event: &window_store::StoredEvent| serde_json::from_str(&event.payload).unwrap();
        streams.push((id, events.iter().map(read).collect()));
    }
    streams
}

async fn counted(world: &World) -> Counted {
    let mut counted = Counted::default();
    for (project, log) in facts(world, StreamKind::Project).await {
        let mut corrected = BTreeSet::new();
        for fact in &log {
            let (kind, on) = (text(fact, "/event/kind"), text(fact, "/on"));
            if kind == "correction_requested" {
                let defects = fact.pointer("/event/defects").unwrap().as_array().unwrap();
                corrected.extend(defects.iter().map(|it| text(it, "/case").to_owned()));
                let named = defects
                    .iter()
                    .filter(|it| it["material"].is_string())
                    .count();
                if is_within(on) && named > 0 {
                    *counted.asked.entry(project.clone()).or_default() += named;
                    counted.projects.insert(project.clone());
                }
            }
            if kind == "case_decided" && is_within(on) {
                let case = text(fact, "/event/case").to_owned();
                if text(fact, "/event/outcome") == "refused" {
                    counted.refused.insert(case.clone());
                }
                counted.decided.insert(case);
                counted.projects.insert(project.clone());
            }
        }
        counted.corrected.extend(corrected);
    }
    for (day, log) in facts(world, StreamKind::ServiceDay).await {
        let mut booked: BTreeMap<String, (String, String)> = BTreeMap::new();
        for fact in &log {
            let booking = text(fact, "/event/booking").to_owned();
            match text(fact, "/event/kind") {
                "place_booked" | "place_queued" => {
                    let kind = text(fact, "/event/at/kind").to_owned();
                    let project = text(fact, "/event/guest/project").to_owned();
                    booked.insert(booking, (kind, project));
                }
                "visitor_came" if is_within(&day) && booked[&booking].0 != "door_to_door" => {
                    let project = booked[&booking].1.clone();
                    *counted.visits.entry(project.clone()).or_default() += 1;
                    if !project.is_empty() {
                        counted.projects.insert(project);
                    }
                }
                _ => {}
            }
        }
    }
    for (review, log) in facts(world, StreamKind::Review).await {
        let level = |fact: &&Value| fact.pointer("/event/level").is_some();
        let last = log.iter().rfind(level).unwrap();
        let level = text(last, "/event/level").to_owned();
        if is_within(text(&log[0], "/on")) {
            counted.reviews.insert(review, level);
        }
    }
    counted
}

/// The numbers of a row of the section, by the place of its cells.
fn row(page: &str, name: &str) -> Vec<String> {
    let (_, section) = page.split_once("id=\"six-ones\"").unwrap();
    let row = section
        .split("<tr>")
        .find(|row| row.contains(&format!(">{name}<")))
        .unwrap_or_else(|| panic!("{name}: {section}"));
    let cells = row.split("<td class=\"num\"").skip(1);
    cells
        .map(|cell| {
            let (_, rest) = cell.split_once('>').unwrap();
            rest.split_once("</td>").unwrap().0.to_owned()
        })
        .collect()
}

/// An enterprise comes to the hall twice about one of its projects.
async fn come_to_the_hall(world: &World) {
    let row = crate::acts::rows(world).await.remove(0);
    let office = &world.app.office;
    let account = |login: String| async move {
        let record = world.app.store.account_by_login(&login).await.unwrap();
        Account::from_record(record.unwrap(), &world.app.office.catalogue)
            .unwrap()
            .actor()
    };
    let owner = account(crate::acts::owner_of(world, &row).await).await;
    let agent = account("agent1".to_owned()).await;
    for hour in [14, 15] {
        let new = NewBooking {
            at: At {
                kind: ServiceKind::Normal,
                start: jiff::civil::time(hour, 30, 0, 0),
            },
            guest: Guest {
                phone: "0714-000 0777".to_owned(),
                name: "王小明".to_owned(),
                enterprise: owner.enterprise,
                company: row.enterprise_name.clone(),
                project: Some(row.id.parse().unwrap()),
                project_name: row.name.clone(),
                region: None,
                language: "zh-CN".to_owned(),
            },
            wish: Wish {
                matter: "送材料".to_owned(),
                address: String::new(),
            },
            wait: false,
        };
        let (today, once) = (office.today(), Request::default());
        let booking = office.book(&owner, today, new, &once).await.unwrap();
        let came = ServiceDayCommand::CheckIn { booking };
        office.insist(&agent, today, &came, &once).await.unwrap();
    }
}

/// A department refuses a case that nobody had to correct.
async fn refuse(world: &World) {
    let city = City::load(None).unwrap();
    let row = dept::free_cases(world, &city, false).await.remove(0);
    let mut officer = dept::officer(world, &row.department).await;
    assert_eq!(dept::act(&mut officer, &row, "claim", "").await.status, 303);
    let item = city.catalogue.item(&row.item.as_str().into()).unwrap();
    let points: Vec<_> = (0..item.checklist.len())
        .map(|point| format!("&point-{point}=fails"))
        .collect();
    let reasons = "不符合第三条，请改图后重新申请";
    let fields = format!("outcome=refused&reasons={reasons}{}", points.concat());
    let decided = dept::act(&mut officer, &row, "decide", &fields).await;
    assert_eq!(decided.status, 303, "{}", decided.body);
}

/// The table as a file says what the page says.
async fn exported(world: &World, page: &str) {
    let table = format!("/board/tables/six-ones.csv?from={FROM}&until={UNTIL}");
    assert!(page.contains("/board/tables/six-ones.csv?") && page.contains("six-ones.xlsx?"));
    let lines = downloaded(world, &table).await;
    let names: Vec<_> = lines.iter().map(|line| line["what"].as_str()).collect();
    assert_eq!(names, ["visits", "asked_again", "at_once", "satisfied"]);
    for (line, name) in lines.iter().zip([
        "到大厅办事次数",
        "再次要求材料次数",
        "一次办成的办件",
        "基本满意及以上的评价",
    ]) {
        let cells = row(page, name);
        assert_eq!(cells[0], line["count"], "{name}");
        let of = cells[1].split(' ').next().unwrap();
        assert_eq!(of, line["of"], "{name}");
        let judged = [
            ("median_per_project", 2),
            ("ninetieth_per_project", 3),
            ("percent", 4),
        ];
        for (column, cell) in judged {
            let shown = cells[cell].trim_end_matches('%').trim();
            let shown = if shown == "—" || shown.starts_with('<') {
                ""
            } else {
                shown
            };
            assert_eq!(shown, line[column], "{name} {column}");
        }
    }
    let mut manager = logged_in(world, "manager").await;
    let book = manager.get(&table.replace("csv", "xlsx")).await;
    assert_eq!(book.status, 200);
    assert!(book.bytes.starts_with(b"PK"));
}

#[tokio::test]
async fn the_counters_of_the_six_ones_are_those_of_the_log_of_events() {
    let world = World::demo().await;
    come_to_the_hall(&world).await;
    refuse(&world).await;
    let counted = counted(&world).await;
    let mut manager = logged_in(&world, "manager").await;
    let path = format!("/board?from={FROM}&until={UNTIL}");
    let page = manager.get(&path).await;
    assert_eq!(page.status, 200, "{}", page.body);

    let projects = counted.projects.len();
    for (name, number) in [
        ("到大厅办事次数", &counted.visits),
        ("再次要求材料次数", &counted.asked),
    ] {
        let cells = row(&page.body, name);
        let total: usize = number.values().sum();
        assert_eq!(cells[0], total.to_string(), "{name}");
        assert_eq!(cells[1], format!("{projects} 个项目"), "{name}");
        let of_projects = number.iter().filter(|(project, _)| !project.is_empty());
        let mut each: Vec<usize> = of_projects.map(|(_, number)| *number).collect();
        assert!(each.iter().sum::<usize>() > 1, "{name}: {number:?}");
        each.resize(projects, 0);
        each.sort_unstable();
        let at = |part: usize, whole: usize| each[(projects * part).div_ceil(whole) - 1];
        assert_eq!(cells[2], at(1, 2).to_string(), "{name}");
        assert_eq!(cells[3], at(9, 10).to_string(), "{name}");
    }

    // Whoever was refused has not got done what they came for.
    let at_once = counted.decided.difference(&counted.corrected);
    let at_once = at_once.filter(|case| !counted.refused.contains(*case));
    let at_once = at_once.count();
    let smoothly = counted.refused.difference(&counted.corrected).count();
    assert!(smoothly > 0);
    let done = row(&page.body, "一次办成的办件");
    assert!(0 < at_once && at_once < counted.decided.len());
    assert_eq!(done[0], at_once.to_string());
    assert_eq!(done[1], format!("{} 件办结", counted.decided.len()));

    let satisfied = row(&page.body, "基本满意及以上的评价");
    let bad = |level: &&String| matches!(level.as_str(), "bad" | "very_bad");
    let bad = counted.reviews.values().filter(bad).count();
    assert!(bad > 0);
    assert_eq!(satisfied[0], (counted.reviews.len() - bad).to_string());
    assert_eq!(satisfied[1], format!("{} 件评价", counted.reviews.len()));
    exported(&world, &page.body).await;
}
