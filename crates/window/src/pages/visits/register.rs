//! The register of visiting groups with its totals by year, and the links by which visitors see the board.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use minijinja::context;
use serde::Serialize;
use window_domain::access::{Action, Relation};
use window_domain::refusal::{Code, Refusal, Refusals};
use window_store::{VisitorGroup, VisitorLink};

use crate::app::{App, AppState};
use crate::export::Sheet;
use crate::http::refusal::problems;
use crate::http::{Fields, FormView, PageError, Visitor};
use crate::pages::download::{answer, asked as table};
use crate::service::Refused;
use crate::service::visits::{LINK_DAYS_MAX, NewGroup, PEOPLE_MAX};
use crate::templates::view;

#[derive(Debug, Serialize)]
struct LinkLine {
    id: String,
    purpose: String,
    made_by: String,
    made_at: String,
    expires_at: String,
    opened: u64,
    /// `open`, `expired` or `revoked`.
    state: &'static str,
}

#[derive(Debug, Serialize)]
struct GroupLine {
    organisation: String,
    on: String,
    people: u32,
    purpose: String,
    host: String,
    /// What the link they were shown is for.
    link: Option<String>,
}

/// Groups and people of a year.
#[derive(Debug, Default, Serialize)]
struct Year {
    groups: u64,
    people: u64,
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    page(&app, &visitor, (StatusCode::OK, FormView::empty()), None).await
}

/// Makes a link; its address is on the answer and nowhere else.
pub(super) async fn make(
    State(app): State<AppState>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, PageError> {
    let request = visitor.form_request(&fields)?;
    let actor = visitor.actor()?;
    let days = fields.text("days").parse().unwrap_or_default();
    let purpose = fields.text("link_purpose");
    let made = app
        .office
        .make_visitor_link(&actor, (purpose, days), &request);
    match made.await {
        Ok(Some(token)) => {
            let base = app.config.server.base_url.trim_end_matches('/');
            let address = format!("{base}/visit/{token}");
            page(
                &app,
                &visitor,
                (StatusCode::OK, FormView::empty()),
                Some(address),
            )
            .await
        }
        Ok(None) => Ok(Redirect::to("/board/visits").into_response()),
        Err(error) => refused(&app, &visitor, (&fields, error)).await,
    }
}

/// Takes a link back.
pub(super) async fn revoke(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let request = visitor.form_request(&fields)?;
    let actor = visitor.actor()?;
    match app.office.revoke_visitor_link(&actor, &id, &request).await {
        Ok(()) => Ok(Redirect::to("/board/visits").into_response()),
        Err(error) => refused(&app, &visitor, (&fields, error)).await,
    }
}

/// Enters a group.
pub(super) async fn enter(
    State(app): State<AppState>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, PageError> {
    let request = visitor.form_request(&fields)?;
    let actor = visitor.actor()?;
    let typed = fields.text("on_day");
    let on_day: Result<Date, _> = typed.parse().map_err(|_| {
        let refusal = Refusal::new(Code::DateInvalid).with("given", typed);
        Refused::Rules(Refusals(vec![refusal.at("on_day")]))
    });
    let done = match on_day {
        Ok(on_day) => {
            let new = NewGroup {
                organisation: fields.text("organisation").to_owned(),
                on_day,
                people: fields.text("people").parse().unwrap_or_default(),
                purpose: fields.text("purpose").to_owned(),
                host: fields.text("host").to_owned(),
                link: fields.get("link").map(str::to_owned),
            };
            app.office.register_group(&actor, new, &request).await
        }
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => Ok(Redirect::to("/board/visits#groups").into_response()),
        Err(error) => refused(&app, &visitor, (&fields, error)).await,
    }
}

async fn refused(
    app: &App,
    visitor: &Visitor,
    (fields, error): (&Fields, Refused),
) -> Result<Response, PageError> {
    match error {
        Refused::Rules(refusals) => {
            let form = FormView::of(fields, problems(app, visitor.language, &refusals));
            page(app, visitor, (StatusCode::UNPROCESSABLE_ENTITY, form), None).await
        }
        error => Err(error.into_page(app, visitor)),
    }
}

/// Downloads `groups.csv` or `groups.xlsx`.
pub(super) async fn download(
    State(app): State<AppState>,
    Path(file): Path<String>,
) -> Result<Response, PageError> {
    let (table, format) = table(&file).ok_or_else(PageError::not_found)?;
    if table != "groups" {
        return Err(PageError::not_found());
    }
    let groups = app.store.visitor_groups().await;
    let groups = groups.map_err(PageError::unavailable)?;
    let columns = ["day", "organisation", "people", "purpose", "host", "link"];
    let mut sheet = Sheet::new("groups", &columns);
    for group in groups {
        sheet.push(vec![
            ("day", group.on_day.to_string()),
            ("organisation", group.organisation),
            ("people", group.people.to_string()),
            ("purpose", group.purpose),
            ("host", group.host),
            ("link", group.link_id.unwrap_or_default()),
        ]);
    }
    answer(&sheet, format, &file)
}

fn link_line(app: &App, link: &VisitorLink) -> LinkLine {
    let state = match link.revoked_at {
        Some(_) => "revoked",
        None if link.is_open(app.clock.now()) => "open",
        None => "expired",
    };
    LinkLine {
        id: link.id.clone(),
        purpose: link.purpose.clone(),
        made_by: link.made_by.clone(),
        made_at: link.made_at.to_string(),
        expires_at: link.expires_at.to_string(),
        opened: link.opened,
        state,
    }
}

fn group_line(group: &VisitorGroup, links: &[VisitorLink]) -> GroupLine {
    let link = links
        .iter()
        .find(|link| Some(&link.id) == group.link_id.as_ref());
    GroupLine {
        organisation: group.organisation.clone(),
        on: group.on_day.to_string(),
        people: group.people,
        purpose: group.purpose.clone(),
        host: group.host.clone(),
        link: link.map(|link| link.purpose.clone()),
    }
}

async fn page(
    app: &App,
    visitor: &Visitor,
    (status, form): (StatusCode, FormView),
    address: Option<String>,
) -> Result<Response, PageError> {
    let actor = visitor.actor()?;
    let links = app
        .store
        .visitor_links()
        .await
        .map_err(PageError::unavailable)?;
    let groups = app
        .store
        .visitor_groups()
        .await
        .map_err(PageError::unavailable)?;
    let mut years: BTreeMap<i16, Year> = BTreeMap::new();
    for group in &groups {
        let year = years.entry(group.on_day.year()).or_default();
        year.groups += 1;
        year.people += u64::from(group.people);
    }
    let shown: Vec<LinkLine> = links.iter().map(|link| link_line(app, link)).collect();
    let groups: Vec<GroupLine> = groups
        .iter()
        .map(|group| group_line(group, &links))
        .collect();
    let data = context! {
        links => view(&shown), groups => view(&groups), years => view(&years),
        may_manage => actor.may(Action::ManageVisits, &[Relation::Other]),
        me => actor.name.as_str(), today => app.office.today().to_string(),
        days_max => LINK_DAYS_MAX, people_max => PEOPLE_MAX,
        form => view(&form), address,
    };
    app.page_with_status(visitor, status, "pages/visits/register.html", data)
}
