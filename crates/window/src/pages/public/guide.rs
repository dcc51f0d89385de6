//! The guide's list (2): all items by stage, searched and filtered.

use axum::extract::{Query, State};
use axum::response::Response;
use minijinja::context;
use serde::{Deserialize, Serialize};
use window_domain::catalogue::{Item, Policy, Stage, Text};

use super::search;
use crate::app::{App, AppState};
use crate::http::{PageError, Visitor};
use crate::templates::view;

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    department: String,
}

#[derive(Debug, Serialize)]
struct Row {
    code: String,
    name: Text,
    department: Option<Text>,
    promised: Option<u16>,
    fee: Text,
    visits: u8,
    is_promise: bool,
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
    let catalogue = &app.office.catalogue;
    let wanted = search::wanted(&asked.q);
    let is_of = |item: &&Item| {
        asked.department.is_empty()
            || item.department.as_str() == asked.department
            || item
                .also_departments
                .iter()
                .any(|it| it.as_str() == asked.department)
    };
    let found: Vec<&Item> = search::find(catalogue, &wanted)
        .into_iter()
        .filter(is_of)
        .collect();
    let groups: Vec<Group> = if wanted.is_empty() {
        Stage::ALL
            .into_iter()
            .map(|stage| {
                let of_stage = found.iter().filter(|item| item.stage == stage);
                Group {
                    key: format!("stage-{}", stage.code()),
                    rows: of_stage.map(|item| row(&app, item)).collect(),
                }
            })
            .filter(|group| !group.rows.is_empty())
            .collect()
    } else {
        // Whoever searched wants the likeliest first, whatever its stage.
        let rows: Vec<Row> = found.iter().map(|item| row(&app, item)).collect();
        let group = Group {
            key: "guide-found".to_owned(),
            rows,
        };
        Some(group)
            .into_iter()
            .filter(|it| !it.rows.is_empty())
            .collect()
    };
    let nearest: Vec<Row> = if groups.is_empty() {
        let near = search::nearest(catalogue, &wanted);
        near.into_iter().map(|item| row(&app, item)).collect()
    } else {
        Vec::new()
    };
    let departments: Vec<_> = catalogue
        .departments()
        .filter(|it| catalogue.items().any(|item| item.department == it.code))
        .map(|it| context! { code => it.code.as_str(), name => view(&it.name) })
        .collect();
    let data = context! {
        groups => view(&groups), q => asked.q.trim(), nearest => view(&nearest),
        departments, department => asked.department,
        hotline => catalogue.city().hotline.as_str(),
    };
    app.page(&visitor, "pages/public/guide.html", data)
}

fn row(app: &App, item: &Item) -> Row {
    let department = app.office.catalogue.department(&item.department);
    Row {
        code: item.code.to_string(),
        name: item.name.clone(),
        department: department.map(|department| department.name.clone()),
        promised: item.promised.days(),
        fee: item.fee.text.clone(),
        visits: item.visits,
        is_promise: matches!(
            item.commitment.policy,
            Policy::Allowed | Policy::Conditional
        ),
    }
}
