//! The service on the board, counted again from the log of events by other means; the lists behind its numbers; the wall.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::Value;
use window_store::{StreamId, StreamKind};

use crate::acts::{logged_in, rows};
use crate::board::downloaded;
use crate::world::World;

const FROM: &str = "2026-05-01";
const UNTIL: &str = "2026-08-31";

fn text<'a>(fact: &'a Value, pointer: &str) -> &'a str {
    fact.pointer(pointer).and_then(Value::as_str).unwrap_or("")
}

fn is_within(day: &str) -> bool {
    let day: Date = day.parse().unwrap();
    (FROM.parse::<Date>().unwrap()..=UNTIL.parse::<Date>().unwrap()).contains(&day)
}

/// What a person would count, reading the log line by line.
#[derive(Debug, Default)]
struct Counted {
    /// Approved cases by item.
    results: BTreeMap<String, usize>,
    /// Day and department of each open problem.
    problems: BTreeMap<String, (Date, String)>,
    raised: usize,
    closed: usize,
    visits: BTreeMap<String, usize>,
    levels: BTreeMap<String, usize>,
    projects: usize,
}

fn read_project(log: &[Value], counted: &mut Counted) {
    let mut items: BTreeMap<String, String> = BTreeMap::new();
    let mut visits: BTreeMap<String, (String, &str)> = BTreeMap::new();
    counted.projects += 1;
    for fact in log {
        let on = text(fact, "/on");
        let act = match text(fact, "/event/act") {
            "" => text(fact, "/event/kind"),
            act => act,
        };
        let number = text(fact, "/event/number").to_owned();
        let visit = text(fact, "/event/visit").to_owned();
        match act {
            "submission_received" => {
                for one in fact.pointer("/event/cases").unwrap().as_array().unwrap() {
                    items.insert(text(one, "/case").to_owned(), text(one, "/item").to_owned());
                }
            }
            "case_decided" if is_within(on) && text(fact, "/event/outcome") == "approved" => {
                let item = items[text(fact, "/event/case")].clone();
                *counted.results.entry(item).or_default() += 1;
            }
            "problem_raised" => {
                counted.raised += usize::from(is_within(on));
                let department = text(fact, "/event/department").to_owned();
                counted
                    .problems
                    .insert(number, (on.parse().unwrap(), department));
            }
            "problem_directed" => {
                let department = text(fact, "/event/department").to_owned();
                counted.problems.get_mut(&number).unwrap().1 = department;
            }
            "problem_closed" | "problem_withdrawn" => {
                counted.closed += usize::from(is_within(on));
                counted.problems.remove(&number);
            }
            "visit_planned" => {
                visits.insert(visit, (text(fact, "/event/on").to_owned(), "planned"));
            }
            "visit_arrived" => visits.get_mut(&visit).unwrap().1 = "arrived",
            "visit_left" => visits.get_mut(&visit).unwrap().1 = "left",
            "visit_confirmed" => {
                let agrees = fact.pointer("/event/agrees") == Some(&true.into());
                visits.get_mut(&visit).unwrap().1 = if agrees { "confirmed" } else { "disputed" };
            }
            "visit_cancelled" => visits.get_mut(&visit).unwrap().1 = "cancelled",
            _ => {}
        }
    }
    for (on, state) in visits.into_values() {
        if is_within(&on) {
            *counted.visits.entry(state.to_owned()).or_default() += 1;
        }
    }
}

async fn streams(world: &World, kind: StreamKind) -> Vec<Vec<Value>> {
    let store = &world.app.store;
    let mut streams = Vec::new();
    for id in store.streams_of(kind).await.unwrap() {
        let events = store.load(&StreamId::new(kind, id), 0).await.unwrap();
        let read =
            |event: &window_store::StoredEvent| serde_json::from_str(&event.payload).unwrap();
        streams.push(events.iter().map(read).collect());
    }
    streams
}

async fn counted(world: &World) -> Counted {
    let mut counted = Counted::default();
    for log in streams(world, StreamKind::Project).await {
        read_project(&log, &mut counted);
    }
    for log in streams(world, StreamKind::Review).await {
        let mut given = log
            .iter()
            .filter(|fact| fact.pointer("/event/level").is_some());
        if is_within(text(&log[0], "/on")) {
            let level = text(given.next_back().unwrap(), "/event/level").to_owned();
            *counted.levels.entry(level).or_default() += 1;
        }
    }
    counted
}

/// The rows of a table of the board.
async fn table(world: &World, name: &str) -> Vec<BTreeMap<String, String>> {
    downloaded(
        world,
        &format!("/board/tables/{name}.csv?from={FROM}&until={UNTIL}"),
    )
    .await
}

fn pairs(rows: &[BTreeMap<String, String>], key: &str, value: &str) -> BTreeMap<String, usize> {
    let number = |row: &BTreeMap<String, String>| row[value].parse().unwrap();
    let each = rows.iter().map(|row| (row[key].clone(), number(row)));
    each.filter(|(_, count)| *count > 0).collect()
}

#[tokio::test]
async fn the_service_on_the_board_is_that_of_the_log_of_events() {
    let world = World::demo().await;
    let counted = counted(&world).await;
    let results = pairs(&table(&world, "results").await, "item", "count");
    assert!(!results.is_empty());
    assert_eq!(results, counted.results);
    let visits = pairs(&table(&world, "visits").await, "what", "count");
    assert!(visits.len() > 2);
    assert_eq!(visits, counted.visits);
    let total: usize = counted.levels.values().sum();
    assert!(total > 4, "too few reviews to be judged");
    assert_eq!(
        pairs(&table(&world, "satisfaction").await, "what", "count"),
        counted.levels
    );

    let (today, calendar) = (world.app.office.today(), &world.app.office.calendar);
    let mut ages: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    for (raised, department) in counted.problems.values() {
        let (mut day, mut age) = (*raised, 0);
        while day < today {
            day = day.tomorrow().unwrap();
            age += i32::from(calendar.is_working(day));
        }
        let place = if age <= 5 {
            0
        } else {
            1 + usize::from(age > 10)
        };
        ages.entry(department.clone()).or_default()[place] += 1;
    }
    let mut shown = BTreeMap::new();
    for row in table(&world, "problems").await {
        let number = |column: &str| row[column].parse::<usize>().unwrap();
        shown.insert(
            row["department"].clone(),
            ["young", "middle", "old"].map(number),
        );
    }
    assert!(ages.len() > 2);
    assert_eq!(shown, ages);
    let mut manager = logged_in(&world, "manager").await;
    let board = manager
        .get(&format!("/board?lang=en&from={FROM}&until={UNTIL}"))
        .await
        .body;
    let flow = format!(
        "{} raised in these days, {} struck off",
        counted.raised, counted.closed
    );
    assert!(counted.closed > 0 && board.contains(&flow), "{flow}");
    let projects: usize = pairs(&table(&world, "loads").await, "agent", "projects")
        .values()
        .sum();
    assert_eq!(projects, counted.projects);
}

/// The rows of a list and the number it says it has.
async fn list(world: &World, query: &str) -> (usize, String) {
    let mut manager = logged_in(world, "manager").await;
    let mut path = format!("/board/cases?{query}&from={FROM}&until={UNTIL}");
    let mut rows = 0;
    loop {
        let page = manager.get(&format!("{path}&lang=en")).await;
        assert_eq!(page.status, 200, "{path}: {}", page.body);
        rows += page.body.split("<tr>").count().saturating_sub(2);
        let (before, _) = page.body.split_once(" cases").unwrap();
        let said = before.rsplit_once('>').unwrap().1.to_owned();
        let Some((_, next)) = page.body.split_once("rel=\"next\" href=\"") else {
            return (rows, said);
        };
        path = next.split_once('"').unwrap().0.replace("&amp;", "&");
    }
}

#[tokio::test]
async fn each_number_of_the_board_leads_to_a_list_of_as_many() {
    let world = World::demo().await;
    let months = table(&world, "months").await;
    let sum = |column: &str| {
        months
            .iter()
            .map(|row| row[column].parse::<usize>().unwrap())
            .sum()
    };
    let (received, decided): (usize, usize) = (sum("received"), sum("decided"));
    assert_eq!(
        list(&world, "list=received").await,
        (received, received.to_string())
    );
    assert_eq!(
        list(&world, "list=decided").await,
        (decided, decided.to_string())
    );
    let (mut late, mut approved) = (0, 0);
    for row in table(&world, "departments").await {
        let count: usize = row["decided"].parse().unwrap();
        let query = format!("list=decided&department={}", row["department"]);
        assert_eq!(list(&world, &query).await.0, count, "{query}");
        late += row["late"].parse::<usize>().unwrap();
    }
    assert_eq!(list(&world, "list=late").await.0, late);
    for row in table(&world, "results").await {
        let query = format!("list=approved&item={}", row["item"]);
        let count: usize = row["count"].parse().unwrap();
        assert_eq!(list(&world, &query).await.0, count, "{query}");
        approved += count;
    }
    assert_eq!(list(&world, "list=approved").await.0, approved);

    // What is under way, read off the files one by one: nothing withdrawn, nothing refused at the intake.
    let mut open = 0;
    for row in rows(&world).await {
        let project = crate::journey::loaded(&world, &row.id).await;
        open += project
            .cases
            .values()
            .filter(|case| !case.status().is_over())
            .count();
    }
    assert_eq!(list(&world, "list=open").await.0, open);
    let mut manager = logged_in(&world, "manager").await;
    for wrong in [
        "list=other",
        "list=open&item=Z99",
        "list=open&department=none",
        "list=open&from=x",
    ] {
        let page = manager.get(&format!("/board/cases?{wrong}")).await;
        assert_eq!(page.status, 404, "{wrong}");
    }
}

#[tokio::test]
async fn the_wall_loads_itself_again_and_names_nobody() {
    let world = World::demo().await;
    let mut manager = logged_in(&world, "manager").await;
    let wall = manager.get("/board/wall").await;
    assert_eq!(wall.status, 200, "{}", wall.body);
    assert!(wall.body.contains("http-equiv=\"refresh\" content=\"30\""));
    assert!(wall.body.contains("统计截至"));
    let mut names = 0;
    for row in rows(&world).await {
        for name in [Some(row.name), Some(row.enterprise_name), row.agent_name]
            .into_iter()
            .flatten()
        {
            assert!(!wall.body.contains(&name), "{name}");
            names += 1;
        }
    }
    assert!(names > 60);
    for login in ["orient", "zrzy", "agent1"] {
        let mut other = logged_in(&world, login).await;
        for path in ["/board/wall", "/board/cases?list=open"] {
            assert_eq!(other.get(path).await.status, 403, "{login} {path}");
        }
    }
}
