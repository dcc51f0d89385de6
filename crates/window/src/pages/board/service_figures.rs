//! The service on the board: results issued, open problems by department and age, visits, satisfaction, agents' loads.

use std::collections::BTreeMap;

use serde::Serialize;
use window_domain::catalogue::{DepartmentCode, ItemCode, Text};
use window_domain::figures::ENOUGH;
use window_domain::service_review::Level;
use window_store::{Days, Reader, StoreError};

use crate::app::App;

/// Last working day of an age, beginning with the youngest; older ones stand in a column of their own.
pub(in crate::pages) const AGES: [i32; 2] = [5, 10];

/// States of a visit, in the order of tables.
const VISITS: [&str; 6] = [
    "planned",
    "arrived",
    "left",
    "confirmed",
    "disputed",
    "cancelled",
];

/// Results of one item.
#[derive(Debug, Serialize)]
pub(in crate::pages) struct ResultRow {
    pub(in crate::pages) code: String,
    pub(in crate::pages) name: Option<Text>,
    pub(in crate::pages) count: u64,
}

/// Open problems of one department.
#[derive(Debug, Default, Serialize)]
pub(in crate::pages) struct ProblemRow {
    /// Code of the department; empty for the window itself.
    pub(in crate::pages) code: String,
    pub(in crate::pages) name: Option<Text>,
    /// By age in working days, see [`AGES`].
    pub(in crate::pages) ages: [u64; 3],
    pub(in crate::pages) count: u64,
    /// Working days since the oldest was raised.
    pub(in crate::pages) oldest: i32,
}

/// What is counted under a word.
#[derive(Debug, Serialize)]
pub(in crate::pages) struct Counted {
    /// The word, for locale keys.
    pub(in crate::pages) key: &'static str,
    /// How many; `None` where too few in all.
    pub(in crate::pages) count: Option<u64>,
}

/// An agent's desk.
#[derive(Debug, Serialize)]
pub(in crate::pages) struct LoadRow {
    pub(in crate::pages) name: String,
    pub(in crate::pages) projects: u64,
    pub(in crate::pages) weight: u64,
}

/// The service over a period; problems and loads are those of today.
#[derive(Debug, Serialize)]
pub(in crate::pages) struct Service {
    pub(in crate::pages) results: Vec<ResultRow>,
    pub(in crate::pages) issued: u64,
    pub(in crate::pages) problems: Vec<ProblemRow>,
    pub(in crate::pages) open: u64,
    pub(in crate::pages) raised: u64,
    pub(in crate::pages) closed: u64,
    pub(in crate::pages) visits: Vec<Counted>,
    /// Visits that took place.
    pub(in crate::pages) held: u64,
    pub(in crate::pages) levels: Vec<Counted>,
    pub(in crate::pages) reviews: u64,
    pub(in crate::pages) loads: Vec<LoadRow>,
}

/// Counts it.
///
/// # Errors
/// What the database said.
pub(in crate::pages) async fn service(
    app: &App,
    reader: &Reader<'_>,
    period: Days,
) -> Result<Service, StoreError> {
    let results = results(app, reader.results(period).await?);
    let problems = problems(app, reader).await?;
    let (raised, closed) = reader.problem_flow(period).await?;
    let found = reader.visits(period).await?;
    let of = |state: &str| found.get(state).copied().unwrap_or_default();
    let visits = VISITS.map(|key| Counted {
        key,
        count: Some(of(key)),
    });
    let found = reader.six_ones(period).await?.levels;
    let reviews: u64 = found.values().sum();
    let levels = Level::ALL.map(|level| Counted {
        key: level.as_str(),
        count: (reviews >= ENOUGH).then(|| found.get(level.as_str()).copied().unwrap_or_default()),
    });
    let loads = reader.agent_loads().await?.into_iter();
    Ok(Service {
        issued: results.iter().map(|row| row.count).sum(),
        open: problems.iter().map(|row| row.count).sum(),
        held: ["left", "confirmed", "disputed"].into_iter().map(of).sum(),
        visits: visits.into(),
        levels: levels.into(),
        loads: loads
            .map(|load| LoadRow {
                name: load.name,
                projects: load.projects,
                weight: load.weight,
            })
            .collect(),
        results,
        problems,
        raised,
        closed,
        reviews,
    })
}

/// By item, the most first.
fn results(app: &App, found: BTreeMap<String, u64>) -> Vec<ResultRow> {
    let each = found.into_iter().map(|(code, count)| {
        let item = app.office.catalogue.known_item(&ItemCode::new(&code));
        ResultRow {
            name: item.map(|item| item.name.clone()),
            code,
            count,
        }
    });
    let mut rows: Vec<ResultRow> = each.collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.count));
    rows
}

/// By department, the one with the oldest problem first.
async fn problems(app: &App, reader: &Reader<'_>) -> Result<Vec<ProblemRow>, StoreError> {
    let (calendar, today) = (&app.office.calendar, app.office.today());
    let mut rows: BTreeMap<String, ProblemRow> = BTreeMap::new();
    for day in reader.open_problems().await? {
        let age = calendar.count(day.raised_on, today);
        let row = rows.entry(day.department.clone()).or_default();
        let place = AGES.iter().position(|last| age <= *last);
        let place = place.unwrap_or(AGES.len());
        if let Some(count) = row.ages.get_mut(place) {
            *count += day.count;
        }
        row.count += day.count;
        row.oldest = row.oldest.max(age);
    }
    let mut rows: Vec<ProblemRow> = rows
        .into_iter()
        .map(|(code, row)| {
            let department = app
                .office
                .catalogue
                .known_department(&DepartmentCode::new(&code));
            ProblemRow {
                name: department.map(|department| department.name.clone()),
                code,
                ..row
            }
        })
        .collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.oldest));
    Ok(rows)
}
