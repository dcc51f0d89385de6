//! The tables of the board as files.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use window_domain::catalogue::Text;

use super::export_service as more;
use super::figures::{Board, Spread, count};
use super::regions::{RegionRow, by_region};
use super::service_figures::service;
use super::show::{Asked, period, usual};
use super::six_ones::six_ones;
use super::whose::Whose;
use crate::app::AppState;
use crate::export::Sheet;
use crate::http::refusal::city_language;
use crate::http::{PageError, Visitor};
use crate::i18n::Language;
use crate::pages::download::{answer, asked as table};

/// Downloads `items.csv`, `departments.xlsx` and so on, of the days asked for.
pub(super) async fn download(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(file): Path<String>,
    Query(days): Query<Asked>,
) -> Result<Response, PageError> {
    let (table, format) = table(&file).ok_or_else(PageError::not_found)?;
    let period = period(&days, usual(&app)?).map_err(|_| PageError::not_found())?;
    let actor = visitor.actor()?;
    let whose = Whose::of(&app, &actor, &days.scope)?;
    let reader = whose.reader(&app);
    let board = count(&app, &reader, period)
        .await
        .map_err(PageError::unavailable)?;
    let service = service(&app, &reader, period)
        .await
        .map_err(PageError::unavailable)?;
    let sheet = match table {
        "start" => start(&board),
        "months" => months(&board),
        "items" => items(&board, visitor.language),
        "departments" => departments(&board, visitor.language),
        "holders" => more::words("holders", "holder-", &board.holders),
        "stages" => more::words("stages", "stage-", &board.stages),
        "results" => more::results(&service, visitor.language),
        "problems" => more::problems(&service, visitor.language),
        "visits" => more::counted("visits", &service.visits),
        "satisfaction" => more::counted("satisfaction", &service.levels),
        "loads" => more::loads(&service),
        "regions" => {
            let rows = by_region(&app, (&actor, &whose), period).await;
            regions(&rows.map_err(PageError::unavailable)?, visitor.language)
        }
        "six-ones" => {
            let ones = six_ones(&reader, period).await;
            more::six_ones(&ones.map_err(PageError::unavailable)?)
        }
        _ => return Err(PageError::not_found()),
    };
    answer(&sheet, format, &file)
}

pub(super) fn number<N: ToString>(number: Option<N>) -> String {
    number.map_or_else(String::new, |number| number.to_string())
}

pub(super) fn named(name: Option<&Text>, language: Language) -> String {
    name.map_or_else(String::new, |name| {
        name.get(city_language(language)).to_owned()
    })
}

fn start(board: &Board) -> Sheet {
    let columns = [
        "reckoned_by",
        "median_working_days",
        "ninetieth_working_days",
        "projects",
    ];
    let mut sheet = Sheet::new("start", &columns);
    sheet.push(vec![
        ("reckoned_by", "before".to_owned()),
        ("median_working_days", board.reform.before.to_string()),
    ]);
    let mut push = |name: &str, days: &Spread| {
        sheet.push(vec![
            ("reckoned_by", name.to_owned()),
            ("median_working_days", number(days.median)),
            ("ninetieth_working_days", number(days.ninetieth)),
            ("projects", days.count.to_string()),
        ]);
    };
    push("statutory", &board.reform.statutory);
    push("promised", &board.reform.promised);
    push("actual", &board.reform.actual);
    sheet
}

fn regions(rows: &[RegionRow], language: Language) -> Sheet {
    let columns = [
        "region",
        "name",
        "received",
        "open",
        "decided",
        "late",
        "in_time_percent",
        "median_working_days",
        "projects",
    ];
    let mut sheet = Sheet::new("regions", &columns);
    for row in rows {
        sheet.push(vec![
            ("region", row.code.clone()),
            ("name", named(Some(&row.name), language)),
            ("received", row.received.to_string()),
            ("open", row.open.to_string()),
            ("decided", row.decided.to_string()),
            ("late", row.late.to_string()),
            ("in_time_percent", number(row.on_time)),
            ("median_working_days", number(row.days.median)),
            ("projects", row.days.count.to_string()),
        ]);
    }
    sheet
}

fn months(board: &Board) -> Sheet {
    let mut sheet = Sheet::new("months", &["month", "received", "decided"]);
    for (month, counts) in &board.months {
        sheet.push(vec![
            ("month", month.clone()),
            ("received", counts.received.to_string()),
            ("decided", counts.decided.to_string()),
        ]);
    }
    sheet
}

fn items(board: &Board, language: Language) -> Sheet {
    let columns = [
        "item",
        "name",
        "decided",
        "median_working_days",
        "ninetieth_working_days",
        "promised_working_days",
        "late",
        "in_time_percent",
    ];
    let mut sheet = Sheet::new("items", &columns);
    for row in &board.items {
        sheet.push(vec![
            ("item", row.code.clone()),
            ("name", named(row.name.as_ref(), language)),
            ("decided", row.days.count.to_string()),
            ("median_working_days", number(row.days.median)),
            ("ninetieth_working_days", number(row.days.ninetieth)),
            ("promised_working_days", number(row.limit)),
            ("late", row.late.to_string()),
            ("in_time_percent", number(row.on_time)),
        ]);
    }
    sheet
}

fn departments(board: &Board, language: Language) -> Sheet {
    let columns = ["department", "name", "decided", "late", "in_time_percent"];
    let mut sheet = Sheet::new("departments", &columns);
    for row in &board.departments {
        sheet.push(vec![
            ("department", row.code.clone()),
            ("name", named(row.name.as_ref(), language)),
            ("decided", row.count.to_string()),
            ("late", row.late.to_string()),
            ("in_time_percent", number(row.on_time)),
        ]);
    }
    sheet
}
