//! One data set: as a page that is searched and turned over, or whole as a file.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{Extensions, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::{Value as View, context};
use serde_json::{Map, Value};
use window_domain::catalogue::Text;

use super::asked::Asked;
use crate::app::{App, AppState};
use crate::http::{PageError, Visitor};
use crate::open::{Dataset, Form, Part, object, part, stream};
use crate::pages::credit::corrections;
use crate::templates::view;

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(file): Path<String>,
    Query(asked): Query<Asked>,
    extensions: Extensions,
) -> Result<Response, PageError> {
    let (name, ending) = file.split_once('.').unwrap_or((&file, ""));
    let set = Dataset::parse(name).ok_or_else(PageError::not_found)?;
    if ending.is_empty() {
        // A search reads the whole set.
        if !asked.q.trim().is_empty() {
            app.brake.pass(&extensions)?;
        }
        return page(&app, &visitor, (set, &asked)).await;
    }
    let form = Form::ALL.into_iter().find(|form| form.as_str() == ending);
    let form = form.ok_or_else(PageError::not_found)?;
    app.brake.pass(&extensions)?;
    let (wanted, _) = asked.demand(&app, &visitor, set)?;
    let body = Body::from_stream(stream(Arc::clone(&app), (set, form), wanted));
    let headers = [
        (header::CONTENT_TYPE, form.media_type().to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{file}\""),
        ),
    ];
    Ok((headers, body).into_response())
}

async fn page(
    app: &App,
    visitor: &Visitor,
    (set, asked): (Dataset, &Asked),
) -> Result<Response, PageError> {
    // The guide shows the items better than any table.
    if set == Dataset::Items {
        return Ok(Redirect::to("/guide").into_response());
    }
    let (status, problems, found) = match asked.read(app, visitor, set) {
        Ok((wanted, page)) => {
            let found = part(app, set, &wanted, &page).await;
            let found = found.map_err(PageError::unavailable)?;
            (StatusCode::OK, Vec::new(), found)
        }
        Err(problems) => {
            let none = Part {
                rows: Vec::new(),
                next: None,
            };
            (StatusCode::UNPROCESSABLE_ENTITY, problems, none)
        }
    };
    let lines: Vec<View> = found.rows.iter().map(|row| line(set, row)).collect();
    let catalogue = &app.office.catalogue;
    let items: Vec<View> = catalogue
        .items()
        .map(|item| context! { code => item.code.as_str(), name => view(&item.name) })
        .collect();
    let departments: Vec<View> = catalogue
        .departments()
        .map(|it| context! { code => it.code.as_str(), name => view(&it.name) })
        .collect();
    let outcomes: Vec<View> = set
        .outcomes()
        .iter()
        .map(|(code, key)| context! { code => *code, key => *key })
        .collect();
    let (corrected, hall) = if set == Dataset::Credit {
        (
            Some(corrections(app, visitor).await?),
            Some(&catalogue.city().hall),
        )
    } else {
        (None, None)
    };
    let has = |name: &str| set.filters().contains(&name);
    let data = context! {
        set => set.as_str(), lines, outcomes, has_words => has("q"),
        items => has("item").then_some(items), departments => has("department").then_some(departments),
        form => view(&asked.form(problems)), asked => asked.query(None),
        is_narrowed => !asked.query(None).is_empty(), is_first => asked.after.is_none(),
        next => found.next.map(|after| format!("/open/{}{}", set.as_str(), asked.query(Some(&after)))),
        corrected, hall => view(&hall), complaint_phone => catalogue.city().complaint_phone.as_str(),
    };
    app.page_with_status(visitor, status, "pages/open/list.html", data)
}

fn text<'a>(row: &'a Map<String, Value>, name: &str) -> &'a str {
    row.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// Both names of what a row says in both languages, if it does.
fn named(row: &Map<String, Value>, stem: &str) -> Option<View> {
    let of = |language: &str| text(row, &format!("{stem}_name_{language}"));
    let name = Text {
        zh: of("zh").to_owned(),
        en: of("en").to_owned(),
    };
    (!name.zh.is_empty()).then(|| view(&name))
}

/// A row as the page shows it: what every kind has under the same name, the rest under its own.
fn line(set: Dataset, row: &[Value]) -> View {
    let Value::Object(row) = object(set, row) else {
        return View::UNDEFINED;
    };
    let first = set.columns().next().map_or("", |column| column.name);
    let outcome = set.columns().find(|column| column.is_outcome);
    let code = outcome.map_or("", |column| text(&row, column.name));
    let key = set.outcomes().iter().find(|(known, _)| *known == code);
    let subject = text(&row, "subject");
    context! {
        number => text(&row, first),
        item => named(&row, "item"), department => named(&row, "department"),
        breach => named(&row, "breach"),
        outcome => code, key => key.map(|(_, key)| *key), tone => tone(code),
        subject => (!subject.is_empty()).then(|| format!("open-subject-{subject}")),
        row => view(&row),
    }
}

/// The colour of an outcome; its words say the same.
fn tone(code: &str) -> &'static str {
    match code {
        "approved" | "valid" | "kept" | "pass" | "pass_with_remarks" => "ok",
        "kept_late" | "suspended" | "rectify" => "warn",
        "refused" | "revoked" | "expired" | "overdue" | "broken" | "fail" | "serious" => "bad",
        _ => "plain",
    }
}
