//! The board's figures, counted again from the facts by other means.

use std::collections::BTreeMap;

use jiff::civil::Date;
use window_domain::project::ProjectEvent;
use window_domain::project::case::Case;
use window_one::auth::account::Account;

use crate::acts::{logged_in, rows};
use crate::journey::loaded;
use crate::world::World;

const FROM: &str = "2026-05-01";
const UNTIL: &str = "2026-08-31";

/// What a person would count, reading the files one by one.
#[derive(Debug, Default)]
struct Counted {
    received: usize,
    notices: usize,
    /// Days used of each decided case, by item.
    days: BTreeMap<String, Vec<usize>>,
}

async fn counted(world: &World) -> Counted {
    let (from, until): (Date, Date) = (FROM.parse().unwrap(), UNTIL.parse().unwrap());
    let is_within = |day: Date| from <= day && day <= until;
    let supervisor = world.app.store.account_by_login("supervisor").await;
    let actor = Account::from_record(supervisor.unwrap().unwrap(), &world.app.office.catalogue)
        .unwrap()
        .actor();
    let mut counted = Counted::default();
    for row in rows(world).await {
        let id = row.id.parse().unwrap();
        for fact in world.app.office.timeline(&actor, id).await.unwrap() {
            match fact.event {
                ProjectEvent::SubmissionReceived {
                    cases, received_on, ..
                } if is_within(received_on) => counted.received += cases.len(),
                ProjectEvent::NoticeIssued { .. } if is_within(fact.on) => counted.notices += 1,
                _ => {}
            }
        }
        let project = loaded(world, &row.id).await;
        for case in project.cases.values() {
            if let Some(decision) = case.decision().filter(|decision| is_within(decision.on)) {
                let days = counted.days.entry(case.item.to_string()).or_default();
                days.push(days_used(world, case, decision.on));
            }
        }
    }
    counted
}

/// Working days after the acceptance until the decision on which no stop lay, day by day.
fn days_used(world: &World, case: &Case, decided: Date) -> usize {
    let review = case.review().unwrap();
    let stops = &review.promised.stops;
    let is_stopped = |day: Date| {
        stops
            .iter()
            .any(|stop| stop.from < day && stop.to.is_none_or(|to| day <= to))
    };
    let mut days = 0;
    let mut day = review.accepted_on;
    while day < decided {
        day = day.tomorrow().unwrap();
        days += usize::from(world.app.office.calendar.is_working(day) && !is_stopped(day));
    }
    days
}

/// The figures of the tiles, in their order.
fn tiles(page: &str) -> Vec<&str> {
    let figures = page.split("<span class=\"tile-figure").skip(1);
    figures
        .filter_map(|rest| Some(rest.split_once('>')?.1.split_once('<')?.0))
        .collect()
}

/// The cells of the row that names this item.
fn cells<'a>(page: &'a str, item: &str) -> Vec<&'a str> {
    let row = page
        .split("<tr>")
        .find(|row| row.contains(&format!("/guide/{item}\"")))
        .unwrap();
    row.split("<td class=\"num\"")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once('>')?.1.split_once("</td>")?.0))
        // A number that leads to its list.
        .map(|cell| {
            cell.strip_suffix("</a>")
                .and_then(|link| link.rsplit_once('>'))
                .map_or(cell, |(_, text)| text)
        })
        .collect()
}

#[tokio::test]
async fn the_board_shows_what_is_counted_from_the_facts_one_by_one() {
    let world = World::demo().await;
    let counted = counted(&world).await;
    let decided: usize = counted.days.values().map(Vec::len).sum();
    assert!(decided > 20 && counted.received > decided && counted.notices > 0);
    let mut manager = logged_in(&world, "manager").await;
    let page = manager
        .get(&format!("/board?from={FROM}&until={UNTIL}"))
        .await;
    assert_eq!(page.status, 200, "{}", page.body);
    let shown = tiles(&page.body);
    assert_eq!(shown[0], counted.received.to_string(), "received");
    assert_eq!(shown[1], decided.to_string(), "decided");
    assert_eq!(shown[4], counted.notices.to_string(), "notices");
    let mut judged = 0;
    for (item, mut days) in counted.days {
        let cells = cells(&page.body, &item);
        assert_eq!(cells[0], days.len().to_string(), "{item}");
        if days.len() < 5 {
            assert!(cells[1].contains("不足 5 件"), "{item}: {}", cells[1]);
            continue;
        }
        judged += 1;
        days.sort_unstable();
        let at = |part: usize, whole: usize| days[(days.len() * part).div_ceil(whole) - 1];
        assert_eq!(cells[1], at(1, 2).to_string(), "median of {item}");
        assert_eq!(cells[2], at(9, 10).to_string(), "9 of 10 of {item}");
    }
    assert!(judged > 0, "no item has five decided cases");
}

#[tokio::test]
async fn each_table_of_the_board_is_a_file_with_the_same_figures() {
    let world = World::demo().await;
    let mut manager = logged_in(&world, "manager").await;
    let days = format!("from={FROM}&until={UNTIL}");
    let page = manager.get(&format!("/board?{days}")).await;
    let file = manager
        .get(&format!("/board/tables/items.csv?{days}"))
        .await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    let mut lines = file.body.trim_start_matches('\u{feff}').lines();
    let head = lines.next().unwrap();
    assert!(head.starts_with("item,name,decided,median_working_days"));
    let mut seen = 0;
    for line in lines {
        let fields: Vec<&str> = line.split(',').collect();
        assert_eq!(cells(&page.body, fields[0])[0], fields[2], "{line}");
        seen += 1;
    }
    assert!(seen > 3);
    for table in ["start", "months", "items", "departments"] {
        let book = manager
            .get(&format!("/board/tables/{table}.xlsx?{days}"))
            .await;
        assert_eq!(book.status, 200, "{table}");
        assert!(book.bytes.starts_with(b"PK"), "{table}");
        assert!(page.body.contains(&format!("/board/tables/{table}.csv?")));
    }
    assert_eq!(manager.get("/board/tables/other.csv").await.status, 404);
}

#[tokio::test]
async fn days_that_cannot_be_are_named_and_what_was_typed_stays() {
    let world = World::demo().await;
    let mut lead = logged_in(&world, "lead").await;
    for (query, field, typed) in [
        ("from=tomorrow", "from", "tomorrow"),
        ("from=2026-08-01&until=2026-07-01", "until", "2026-07-01"),
        ("from=1990-01-01&until=2026-07-01", "until", "2026-07-01"),
    ] {
        let page = lead.get(&format!("/board?{query}")).await;
        assert_eq!(page.status, 422, "{query}");
        assert!(
            page.body.contains(&format!("id=\"{field}-error\"")),
            "{query}"
        );
        assert!(page.body.contains(&format!("value=\"{typed}\"")), "{query}");
    }
    let empty = lead.get("/board?from=2020-01-01&until=2020-02-01").await;
    assert_eq!(empty.status, 200);
    assert!(empty.body.contains("这段时间没有办件"));
    // Neither enterprises nor officers.
    for login in ["orient", "zrzy"] {
        let mut other = logged_in(&world, login).await;
        assert_eq!(other.get("/board").await.status, 403, "{login}");
    }
}

/// The rows of a table a manager downloads, each by the names of its columns.
pub(crate) async fn downloaded(world: &World, path: &str) -> Vec<BTreeMap<String, String>> {
    let mut manager = logged_in(world, "manager").await;
    let file = manager.get(path).await;
    assert_eq!(file.status, 200, "{}", file.body);
    let mut lines = file.body.trim_start_matches('\u{feff}').lines();
    let head: Vec<String> = lines
        .next()
        .unwrap()
        .split(',')
        .map(str::to_owned)
        .collect();
    let row = |line: &str| {
        head.iter()
            .cloned()
            .zip(line.split(',').map(str::to_owned))
            .collect()
    };
    lines.map(row).collect()
}
