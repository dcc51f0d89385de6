//! The guide (2, 3): all items, and everything the catalogue says about one.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use minijinja::context;
use serde::{Deserialize, Serialize};
use window_domain::catalogue::{Item, ItemCode, Stage, Text};
use window_domain::limit::Limit;

use crate::app::{App, AppState};
use crate::http::{PageError, Visitor};
use crate::templates::view;

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
}

#[derive(Debug, Serialize)]
struct Row {
    code: String,
    name: Text,
    department: Option<Text>,
    promised: Option<u16>,
    fee: Text,
}

#[derive(Debug, Serialize)]
struct Group {
    key: String,
    rows: Vec<Row>,
}

pub(super) async fn list(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let wanted = asked.q.trim().to_lowercase();
    let groups: Vec<Group> = Stage::ALL
        .into_iter()
        .map(|stage| Group {
            key: format!("stage-{}", stage.code()),
            rows: app
                .office
                .catalogue
                .items()
                .filter(|item| item.stage == stage && is_wanted(item, &wanted))
                .map(|item| row(&app, item))
                .collect(),
        })
        .filter(|group| !group.rows.is_empty())
        .collect();
    let data = context! { groups => view(&groups), q => asked.q.trim() };
    app.page(&visitor, "pages/public/guide.html", data)
}

fn is_wanted(item: &Item, wanted: &str) -> bool {
    [item.code.as_str(), &item.name.zh, &item.name.en]
        .iter()
        .any(|text| text.to_lowercase().contains(wanted))
}

fn row(app: &App, item: &Item) -> Row {
    let department = app.office.catalogue.department(&item.department);
    Row {
        code: item.code.to_string(),
        name: item.name.clone(),
        department: department.map(|department| department.name.clone()),
        promised: days(item.promised),
        fee: item.fee.text.clone(),
    }
}

const fn days(limit: Limit) -> Option<u16> {
    match limit {
        Limit::WorkingDays(days) | Limit::CalendarDays(days) => Some(days),
        Limit::Immediate => Some(0),
        Limit::None => None,
    }
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(code): Path<String>,
) -> Result<Response, PageError> {
    let catalogue = &app.office.catalogue;
    let item = catalogue
        .item(&ItemCode::new(&code))
        .ok_or_else(PageError::not_found)?;
    let department = catalogue.department(&item.department);
    let data = context! {
        item => view(item),
        department => department.map(|department| view(&department.name)),
    };
    app.page(&visitor, "pages/public/item.html", data)
}
