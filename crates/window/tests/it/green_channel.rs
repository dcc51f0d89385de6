//! The green channel over HTTP, and its fairness report counted again from the log of events by other means.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::Value;
use window_store::{ProjectRow, StreamId, StreamKind};

use crate::acts::{logged_in, login_of, owner_of, rows};
use crate::board::downloaded;
use crate::journey::{done, fill, loaded};
use crate::world::World;

async fn titled(world: &World, title: &str) -> ProjectRow {
    let mut rows = rows(world).await.into_iter();
    rows.find(|row| row.name == title).unwrap()
}

#[tokio::test]
async fn the_lead_takes_a_project_in_and_out_and_everybody_concerned_sees_it() {
    let world = World::demo().await;
    let row = titled(&world, "高效电机项目").await;
    let file = format!("/desk/projects/{}", row.id);
    let (enter, leave) = (
        format!("{file}/green-channel/enter"),
        format!("{file}/green-channel/leave"),
    );
    let mut lead = logged_in(&world, "lead").await;
    let unreasoned = fill(&mut lead, &file, &enter, &[]).await;
    assert_eq!(unreasoned.status, 422);
    assert!(unreasoned.body.contains("id=\"green_reason-error\""));
    let long = "x".repeat(2001);
    let too_long = fill(&mut lead, &file, &enter, &[("green_reason", &long)]).await;
    assert_eq!(too_long.status, 422);
    assert!(too_long.body.contains(&long), "nothing typed is lost");
    let fields = [("green_reason", "decided by the city")];
    let unknown = format!("{file}/green-channel/around");
    assert_eq!(fill(&mut lead, &file, &unknown, &fields).await.status, 404);
    done(&mut lead, &file, &enter, &fields).await;
    let number = loaded(&world, &row.id)
        .await
        .green_channel
        .dossier_no
        .clone()
        .unwrap();
    // A second window of the same form.
    let again = fill(&mut lead, &file, &enter, &fields).await;
    assert_eq!(again.status, 422);
    assert!(again.body.contains("项目已经在绿色通道"));

    let mut owner = logged_in(&world, &owner_of(&world, &row).await).await;
    let own = owner.get(&format!("/my/projects/{}", row.id)).await;
    assert!(own.body.contains(&number) && own.body.contains("decided by the city"));
    let mut officer = logged_in(&world, "fgw").await;
    let queue = officer.get("/dept?tab=mine").await.body;
    let of_project = queue
        .split("<tr>")
        .find(|part| part.contains("高效电机项目"));
    assert!(of_project.unwrap().contains("绿色通道"));
    let agent = login_of(&world, row.agent_id.as_deref().unwrap()).await;
    let mut agent = logged_in(&world, &agent).await;
    let page = agent.get(&file).await;
    assert!(page.body.contains(&number) && !page.body.contains(&leave));
    for browser in [&mut agent, &mut owner, &mut officer] {
        assert_eq!(fill(browser, "/", &leave, &fields).await.status, 403);
    }

    let fields = [("green_reason", "not on the final list")];
    done(&mut lead, &file, &leave, &fields).await;
    let left = owner.get(&format!("/my/projects/{}?lang=en", row.id)).await;
    assert!(left.body.contains("It left because: not on the final list"));
    assert!(!loaded(&world, &row.id).await.green_channel.is_in());
}

#[tokio::test]
async fn what_is_promised_for_today_stands_first_at_the_intake_with_its_light() {
    let world = World::demo().await;
    let mut lead = logged_in(&world, "lead").await;
    let intake = lead.get("/desk/intake").await.body;
    let places: Vec<Option<usize>> = ["铝合金压铸件项目", "智能仓储中心项目"]
        .iter()
        .map(|title| intake.find(title))
        .collect();
    assert!(
        places[0].unwrap() < places[1].unwrap(),
        "the late one first"
    );
    let (_, first) = intake.split_once("<main").unwrap();
    let (_, first) = first.split_once("<section").unwrap();
    let (first, _) = first.split_once("</section>").unwrap();
    assert!(
        first.contains("light-red") && first.contains("承诺"),
        "{first}"
    );
    let row = titled(&world, "铝合金压铸件项目").await;
    let project = loaded(&world, &row.id).await;
    let receipt = &project.submissions.values().next().unwrap().receipt_no;
    let page = lead.get(&format!("/desk/intake/{receipt}")).await;
    assert!(page.body.contains("light-red"));
    let path = format!("/desk/intake/{receipt}/accept");
    done(&mut lead, &format!("/desk/intake/{receipt}"), &path, &[]).await;
    let ended = loaded(&world, &row.id).await.green_channel.promises[0].end;
    assert_eq!(ended.unwrap().1.as_str(), "late");
    assert!(
        !lead
            .get("/desk/intake")
            .await
            .body
            .contains("铝合金压铸件项目")
    );
}

const FROM: &str = "2026-04-01";
const UNTIL: &str = "2026-08-03";

fn text<'a>(fact: &'a Value, pointer: &str) -> &'a str {
    fact.pointer(pointer).and_then(Value::as_str).unwrap_or("")
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A case's time in a queue, as a person reads it off the log.
#[derive(Debug, Clone)]
struct Turn {
    queue: &'static str,
    item: String,
    came: Date,
    done: Option<Date>,
    stops: Vec<(Date, Option<Date>)>,
    green: bool,
}

#[derive(Debug, Default)]
struct Log {
    turns: Vec<Turn>,
    /// Promises whose day lies in the period, by how they ended.
    promises: BTreeMap<&'static str, usize>,
}

/// Reads the log of one project.
#[expect(
    clippy::too_many_lines,
    reason = "one table of facts, read top to bottom"
)]
fn read(facts: &[Value], log: &mut Log) {
    let mut stays: Vec<(Date, Option<Date>)> = Vec::new();
    let mut window: BTreeMap<String, Turn> = BTreeMap::new();
    let mut review: BTreeMap<String, Turn> = BTreeMap::new();
    let mut promised: Vec<(String, Date)> = Vec::new();
    let mut notices: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for fact in facts {
        let on = day(text(fact, "/on"));
        let case = text(fact, "/event/case").to_owned();
        let act = match text(fact, "/event/act") {
            "" => text(fact, "/event/kind"),
            act => act,
        };
        let mut answered = |case: &str, end: &'static str| {
            promised.retain(|(of, by)| {
                let end = if end != "withdrawn" && (on > *by || end == "late") {
                    "late"
                } else {
                    end
                };
                let ends = of == case;
                if ends && (day(FROM)..=day(UNTIL)).contains(by) {
                    *log.promises.entry(end).or_default() += 1;
                }
                !ends
            });
        };
        match act {
            "channel_entered" => stays.push((on, None)),
            "channel_left" => stays.last_mut().unwrap().1 = Some(on),
            "acceptance_promised" => {
                let cases = fact.pointer("/event/cases").unwrap().as_array().unwrap();
                let by = day(text(fact, "/event/by"));
                promised.extend(
                    cases
                        .iter()
                        .map(|case| (case.as_str().unwrap().to_owned(), by)),
                );
            }
            "submission_received" => {
                for one in fact.pointer("/event/cases").unwrap().as_array().unwrap() {
                    let turn = Turn {
                        queue: "window",
                        item: text(one, "/item").to_owned(),
                        came: day(text(fact, "/event/received_on")),
                        done: None,
                        stops: Vec::new(),
                        green: false,
                    };
                    window.insert(text(one, "/case").to_owned(), turn);
                }
            }
            "case_accepted" | "case_deemed_accepted" => {
                answered(
                    &case,
                    if act == "case_accepted" {
                        "kept"
                    } else {
                        "late"
                    },
                );
                let turn = window.get_mut(&case).unwrap();
                turn.done = Some(on);
                let next = Turn {
                    queue: "review",
                    came: on,
                    done: None,
                    ..turn.clone()
                };
                review.insert(case, next);
            }
            "case_not_accepted" => {
                answered(&case, "answered");
                window.get_mut(&case).unwrap().done = Some(on);
            }
            "correction_requested" => {
                let defects = fact.pointer("/event/defects").unwrap().as_array().unwrap();
                let mut cases: Vec<String> = defects
                    .iter()
                    .map(|one| text(one, "/case").to_owned())
                    .collect();
                cases.dedup();
                for case in &cases {
                    match review.get_mut(case) {
                        Some(turn) if fact.pointer("/event/stops_clock") == Some(&true.into()) => {
                            turn.stops.push((on, None));
                        }
                        Some(_) => {}
                        None => {
                            answered(case, "answered");
                            window.get_mut(case).unwrap().done = Some(on);
                        }
                    }
                }
                notices.insert(text(fact, "/event/notice").to_owned(), cases);
            }
            "correction_answered" => {
                for case in &notices[text(fact, "/event/notice")] {
                    if let Some(turn) = review.get_mut(case) {
                        turn.stops.last_mut().unwrap().1 = Some(on);
                    } else {
                        let turn = window.get_mut(case).unwrap();
                        turn.came = day(text(fact, "/event/received_on"));
                        turn.done = None;
                    }
                }
            }
            "clock_stopped" => review.get_mut(&case).unwrap().stops.push((on, None)),
            "clock_resumed" => {
                review.get_mut(&case).unwrap().stops.last_mut().unwrap().1 = Some(on);
            }
            "case_decided" => review.get_mut(&case).unwrap().done = Some(on),
            "case_withdrawn" => {
                answered(&case, "withdrawn");
                window.remove(&case);
                review.remove(&case);
            }
            _ => {}
        }
    }
    for (_, by) in promised {
        if (day(FROM)..=day(UNTIL)).contains(&by) {
            *log.promises.entry("open").or_default() += 1;
        }
    }
    for mut turn in window.into_values().chain(review.into_values()) {
        turn.green = stays.iter().any(|(from, to)| {
            turn.done.is_none_or(|done| *from <= done) && to.is_none_or(|to| to > turn.came)
        });
        log.turns.push(turn);
    }
}

async fn log(world: &World) -> Log {
    let mut log = Log::default();
    for id in world
        .app
        .store
        .streams_of(StreamKind::Project)
        .await
        .unwrap()
    {
        let stream = StreamId::new(StreamKind::Project, id);
        let events = world.app.store.load(&stream, 0).await.unwrap();
        let facts: Vec<Value> = events
            .iter()
            .map(|event| serde_json::from_str(&event.payload).unwrap())
            .collect();
        read(&facts, &mut log);
    }
    log
}

/// Working days after `from` until `until` on which the clock ran, one by one.
fn waited(world: &World, turn: &Turn, (from, until): (Date, Date)) -> usize {
    let mut days = 0;
    let mut day = from;
    while day < until {
        day = day.tomorrow().unwrap();
        let stands =
            |(from, to): &(Date, Option<Date>)| *from < day && to.is_none_or(|to| day <= to);
        let runs = !turn.stops.iter().any(stands);
        days += usize::from(runs && world.app.office.calendar.is_working(day));
    }
    days
}

/// For each queue and item: ordinary cases, how many were overtaken, for how many working days in all.
fn overtaken(world: &World, log: &Log) -> BTreeMap<(String, String), (usize, usize, usize)> {
    let mut found: BTreeMap<(String, String), (usize, usize, usize)> = BTreeMap::new();
    for turn in log.turns.iter().filter(|turn| !turn.green) {
        let end = turn.done.map_or(day(UNTIL), |done| done.min(day(UNTIL)));
        if turn.came > day(UNTIL) || turn.done.is_some_and(|done| done < day(FROM)) {
            continue;
        }
        let key = (turn.queue.to_owned(), turn.item.clone());
        let counted = found.entry(key).or_default();
        counted.0 += 1;
        let first = log
            .turns
            .iter()
            .filter(|it| it.green && it.queue == turn.queue && it.item == turn.item)
            .filter(|it| it.came > turn.came)
            .filter_map(|it| it.done)
            .filter(|done| *done < end)
            .min();
        let days = first.map_or(0, |first| waited(world, turn, (first, end)));
        if days > 0 {
            counted.1 += 1;
            counted.2 += days;
        }
    }
    found
}

/// The rows of a table of the report.
async fn table(world: &World, name: &str) -> Vec<BTreeMap<String, String>> {
    let path = format!("/board/fairness/tables/{name}.csv?from={FROM}&until={UNTIL}");
    downloaded(world, &path).await
}

#[tokio::test]
async fn the_fairness_report_says_what_is_counted_from_the_log_of_events() {
    let world = World::demo().await;
    let log = log(&world).await;
    let counted = overtaken(&world, &log);
    let (all, days) = counted
        .values()
        .fold((0, 0), |(all, days), one| (all + one.1, days + one.2));
    assert!(all > 0 && days > all, "nobody was overtaken: {counted:?}");

    let mut shown = BTreeMap::new();
    for row in table(&world, "overtaken").await {
        let number = |column: &str| row[column].parse::<usize>().unwrap();
        let key = (row["queue"].clone(), row["item"].clone());
        let value = (
            number("ordinary"),
            number("overtaken"),
            number("all_working_days"),
        );
        assert_eq!(shown.insert(key, value), None);
    }
    assert_eq!(shown, counted);
    assert_eq!(table(&world, "cases").await.len(), all);

    let mut waits: BTreeMap<(String, String, String), [Vec<usize>; 2]> = BTreeMap::new();
    for turn in &log.turns {
        let Some(done) = turn
            .done
            .filter(|done| (day(FROM)..=day(UNTIL)).contains(done))
        else {
            continue;
        };
        let month = done.strftime("%Y-%m").to_string();
        for month in [month, String::new()] {
            let key = (turn.item.clone(), turn.queue.to_owned(), month);
            let days = waited(&world, turn, (turn.came, done));
            waits.entry(key).or_default()[usize::from(turn.green)].push(days);
        }
    }
    let rows = table(&world, "waiting").await;
    assert_eq!(rows.len(), waits.len());
    let mut judged = 0;
    for row in rows {
        let key = (
            row["item"].clone(),
            row["queue"].clone(),
            row["month"].clone(),
        );
        for (side, days) in ["ordinary", "green"]
            .into_iter()
            .zip(waits.get_mut(&key).unwrap())
        {
            assert_eq!(row[side], days.len().to_string(), "{key:?} {side}");
            days.sort_unstable();
            let at = |part: usize, whole: usize| match days.len() {
                0..5 => String::new(),
                count => days[(count * part).div_ceil(whole) - 1].to_string(),
            };
            judged += usize::from(days.len() > 4);
            assert_eq!(
                row[&format!("{side}_median_working_days")],
                at(1, 2),
                "{key:?}"
            );
            assert_eq!(
                row[&format!("{side}_ninetieth_working_days")],
                at(9, 10),
                "{key:?}"
            );
        }
    }
    assert!(judged > 0);
}

#[tokio::test]
async fn promises_kept_and_broken_are_those_of_the_log_of_events() {
    let world = World::demo().await;
    let log = log(&world).await;
    let promises: BTreeMap<String, usize> = table(&world, "promises")
        .await
        .into_iter()
        .map(|row| (row["ended"].clone(), row["cases"].parse().unwrap()))
        .collect();
    for end in ["kept", "late", "answered", "withdrawn", "open"] {
        let counted = log.promises.get(end).copied().unwrap_or_default();
        assert_eq!(promises[end], counted, "{end}");
    }
    assert!(log.promises["kept"] > 1 && log.promises["open"] > 0);
}

#[tokio::test]
async fn the_fairness_report_is_for_whoever_reads_the_board_with_files_beside_its_tables() {
    let world = World::demo().await;
    let mut manager = logged_in(&world, "manager").await;
    let days = format!("from={FROM}&until={UNTIL}");
    let page = manager.get(&format!("/board/fairness?{days}")).await;
    assert_eq!(page.status, 200, "{}", page.body);
    for table in ["waiting", "overtaken", "cases", "promises"] {
        assert!(
            page.body
                .contains(&format!("/board/fairness/tables/{table}.csv?")),
            "{table}"
        );
        let path = format!("/board/fairness/tables/{table}.xlsx?{days}");
        assert!(manager.get(&path).await.bytes.starts_with(b"PK"), "{table}");
    }
    assert!(
        manager
            .get("/board")
            .await
            .body
            .contains("/board/fairness?")
    );
    let wrong = manager.get("/board/fairness?from=tomorrow").await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("id=\"from-error\"") && wrong.body.contains("value=\"tomorrow\""));
    assert_eq!(
        manager.get("/board/fairness/tables/other.csv").await.status,
        404
    );
    let empty = manager
        .get("/board/fairness?from=2020-01-01&until=2020-02-01")
        .await;
    assert!(empty.body.contains("这段时间没有办件"));
    for login in ["orient", "zrzy", "agent1", "sysadmin"] {
        let mut other = logged_in(&world, login).await;
        assert_eq!(other.get("/board/fairness").await.status, 403, "{login}");
        let path = "/board/fairness/tables/cases.csv";
        assert_eq!(other.get(path).await.status, 403, "{login}");
    }
}
