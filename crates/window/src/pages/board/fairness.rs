//! What the green channel cost ordinary cases: how long each side waited, and who was overtaken for how long.

use std::collections::BTreeMap;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use minijinja::context;
use serde::Serialize;
use window_domain::catalogue::{DepartmentCode, ItemCode, Text};
use window_domain::figures::{Distribution, waited};
use window_domain::project::green_channel::PromiseOutcome;
use window_store::{Days, OvertakenCase, Reader, StoreError};

use super::export::{named, number};
use super::figures::Spread;
use super::show::{Asked, Chosen, chosen, period, usual};
use super::whose::Whose;
use crate::app::{App, AppState};
use crate::export::Sheet;
use crate::http::{PageError, Visitor};
use crate::i18n::Language;
use crate::pages::download::{answer, asked as table};
use crate::templates::view;

/// Overtaken cases listed; the file has all of them.
const SHOWN: usize = 50;

/// Working days waited for one item in one queue, in a month or, without one, in the whole period.
#[derive(Debug, Serialize)]
struct WaitRow {
    item: String,
    name: Option<Text>,
    queue: String,
    month: Option<String>,
    ordinary: Spread,
    green: Spread,
}

/// Ordinary cases of one queue and item.
#[derive(Debug, Serialize)]
struct QueueRow {
    queue: String,
    department: String,
    department_name: Option<Text>,
    item: String,
    name: Option<Text>,
    ordinary: u64,
    /// Those overtaken, and for how many working days.
    overtaken: Spread,
    /// The longest of them; `None` where nobody was overtaken.
    longest: Option<i32>,
    /// Working days of all of them together.
    days: i64,
}

/// An ordinary case that was overtaken.
#[derive(Debug, Serialize)]
struct CaseRow {
    number: String,
    project: String,
    queue: String,
    item: String,
    name: Option<Text>,
    since: String,
    days: i32,
}

/// How many promises ended so.
#[derive(Debug, Serialize)]
struct EndRow {
    end: &'static str,
    count: u64,
}

/// The report of a period.
#[derive(Debug, Serialize)]
struct Fairness {
    in_channel: u64,
    promises: Vec<EndRow>,
    waits: Vec<WaitRow>,
    queues: Vec<QueueRow>,
    overtaken: u64,
    days: i64,
    cases: Vec<CaseRow>,
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let Chosen {
        period,
        form,
        status,
    } = chosen(&app, &asked)?;
    let whose = Whose::of(&app, &visitor.actor()?, &asked.scope)?;
    let mut report = count(&app, &whose.reader(&app), period)
        .await
        .map_err(PageError::unavailable)?;
    let more = report.cases.len().saturating_sub(SHOWN);
    report.cases.truncate(SHOWN);
    let data = context! {
        whose => whose.view(), form => view(&form), report => view(&report), more,
        from => period.from.to_string(), until => period.to.to_string(),
        at => app.clock.now().to_string(),
    };
    app.page_with_status(&visitor, status, "pages/board/fairness.html", data)
}

/// Downloads `waiting.csv`, `overtaken.xlsx`, `cases.csv` or `promises.csv` of the days asked for.
pub(super) async fn download(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(file): Path<String>,
    Query(days): Query<Asked>,
) -> Result<Response, PageError> {
    let (table, format) = table(&file).ok_or_else(PageError::not_found)?;
    let period = period(&days, usual(&app)?).map_err(|_| PageError::not_found())?;
    let whose = Whose::of(&app, &visitor.actor()?, &days.scope)?;
    let report = count(&app, &whose.reader(&app), period)
        .await
        .map_err(PageError::unavailable)?;
    let sheet = match table {
        "waiting" => waiting(&report, visitor.language),
        "overtaken" => overtaken(&report, visitor.language),
        "cases" => cases(&report),
        "promises" => promises(&report),
        _ => return Err(PageError::not_found()),
    };
    answer(&sheet, format, &file)
}

/// Counts everything for a period, until today at most: who waits still is counted as of its last day.
async fn count(app: &App, reader: &Reader<'_>, asked: Days) -> Result<Fairness, StoreError> {
    let period = Days {
        to: asked.to.min(app.office.today()),
        ..asked
    };
    let (found, by_queue) = overtaken_cases(app, reader.overtaken(period).await?);
    let mut queues: Vec<QueueRow> = Vec::new();
    for length in reader.queue_lengths(period).await? {
        let days = by_queue.get(&(length.queue.clone(), length.item.clone()));
        let spread: Distribution = days.into_iter().flatten().map(|days| (*days, 1)).collect();
        let department = DepartmentCode::new(&length.department);
        let department = app.office.catalogue.known_department(&department);
        queues.push(QueueRow {
            department_name: department.map(|department| department.name.clone()),
            name: item_name(app, &length.item),
            overtaken: Spread::of(&spread),
            longest: days.and_then(|days| days.iter().max().copied()),
            days: days
                .into_iter()
                .flatten()
                .map(|days| i64::from(*days))
                .sum(),
            queue: length.queue,
            department: length.department,
            item: length.item,
            ordinary: length.count,
        });
    }
    let ends = reader.promise_ends(period).await?;
    let known = PromiseOutcome::ALL.map(PromiseOutcome::as_str);
    let promises = known.into_iter().chain([""]).map(|end| EndRow {
        end,
        count: ends.get(end).copied().unwrap_or_default(),
    });
    Ok(Fairness {
        in_channel: reader.channel_projects().await?,
        promises: promises.collect(),
        waits: waits(app, reader, period).await?,
        queues,
        overtaken: u64::try_from(found.len()).unwrap_or(u64::MAX),
        days: found.iter().map(|case| i64::from(case.days)).sum(),
        cases: found,
    })
}

/// Working days of each queue and item.
type DaysOfQueues = BTreeMap<(String, String), Vec<i32>>;

/// The cases that lost at least a working day on which their own clock ran, the longest first.
fn overtaken_cases(app: &App, found: Vec<OvertakenCase>) -> (Vec<CaseRow>, DaysOfQueues) {
    let (mut rows, mut by_queue) = (Vec::new(), DaysOfQueues::new());
    for case in found {
        let days = waited(&app.office.calendar, (case.since, case.until), &case.stops);
        if days < 1 {
            continue;
        }
        let queue = (case.queue.clone(), case.item.clone());
        by_queue.entry(queue).or_default().push(days);
        rows.push(CaseRow {
            number: case.case_no,
            project: case.project_id,
            name: item_name(app, &case.item),
            queue: case.queue,
            item: case.item,
            since: case.since.to_string(),
            days,
        });
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.days));
    (rows, by_queue)
}

/// By item and queue: the whole period, then its months.
async fn waits(app: &App, reader: &Reader<'_>, period: Days) -> Result<Vec<WaitRow>, StoreError> {
    type Sides = [Distribution; 2];
    let mut found: BTreeMap<(String, String, Option<String>), Sides> = BTreeMap::new();
    for span in reader.channel_spans(period).await? {
        for month in [None, Some(span.month.clone())] {
            let key = (span.item.clone(), span.queue.clone(), month);
            let [ordinary, green] = found.entry(key).or_default();
            let side = if span.is_green { green } else { ordinary };
            side.add(span.days, span.count);
        }
    }
    let rows = found.into_iter();
    Ok(rows
        .map(|((item, queue, month), [ordinary, green])| WaitRow {
            name: item_name(app, &item),
            item,
            queue,
            month,
            ordinary: Spread::of(&ordinary),
            green: Spread::of(&green),
        })
        .collect())
}

fn item_name(app: &App, code: &str) -> Option<Text> {
    let item = app.office.catalogue.known_item(&ItemCode::new(code));
    item.map(|item| item.name.clone())
}

fn waiting(report: &Fairness, language: Language) -> Sheet {
    let columns = [
        "item",
        "name",
        "queue",
        "month",
        "ordinary",
        "ordinary_median_working_days",
        "ordinary_ninetieth_working_days",
        "green",
        "green_median_working_days",
        "green_ninetieth_working_days",
    ];
    let mut sheet = Sheet::new("waiting", &columns);
    for row in &report.waits {
        sheet.push(vec![
            ("item", row.item.clone()),
            ("name", named(row.name.as_ref(), language)),
            ("queue", row.queue.clone()),
            ("month", row.month.clone().unwrap_or_default()),
            ("ordinary", row.ordinary.count.to_string()),
            ("ordinary_median_working_days", number(row.ordinary.median)),
            (
                "ordinary_ninetieth_working_days",
                number(row.ordinary.ninetieth),
            ),
            ("green", row.green.count.to_string()),
            ("green_median_working_days", number(row.green.median)),
            ("green_ninetieth_working_days", number(row.green.ninetieth)),
        ]);
    }
    sheet
}

fn overtaken(report: &Fairness, language: Language) -> Sheet {
    let columns = [
        "queue",
        "department",
        "department_name",
        "item",
        "name",
        "ordinary",
        "overtaken",
        "median_working_days",
        "ninetieth_working_days",
        "longest_working_days",
        "all_working_days",
    ];
    let mut sheet = Sheet::new("overtaken", &columns);
    for row in &report.queues {
        sheet.push(vec![
            ("queue", row.queue.clone()),
            ("department", row.department.clone()),
            (
                "department_name",
                named(row.department_name.as_ref(), language),
            ),
            ("item", row.item.clone()),
            ("name", named(row.name.as_ref(), language)),
            ("ordinary", row.ordinary.to_string()),
            ("overtaken", row.overtaken.count.to_string()),
            ("median_working_days", number(row.overtaken.median)),
            ("ninetieth_working_days", number(row.overtaken.ninetieth)),
            ("longest_working_days", number(row.longest)),
            ("all_working_days", row.days.to_string()),
        ]);
    }
    sheet
}

fn cases(report: &Fairness) -> Sheet {
    let columns = ["case", "queue", "item", "overtaken_on", "working_days"];
    let mut sheet = Sheet::new("cases", &columns);
    for row in &report.cases {
        sheet.push(vec![
            ("case", row.number.clone()),
            ("queue", row.queue.clone()),
            ("item", row.item.clone()),
            ("overtaken_on", row.since.clone()),
            ("working_days", row.days.to_string()),
        ]);
    }
    sheet
}

fn promises(report: &Fairness) -> Sheet {
    let mut sheet = Sheet::new("promises", &["ended", "cases"]);
    for row in &report.promises {
        let end = if row.end.is_empty() { "open" } else { row.end };
        sheet.push(vec![
            ("ended", end.to_owned()),
            ("cases", row.count.to_string()),
        ]);
    }
    sheet
}
