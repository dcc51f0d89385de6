//! Reviewing a service (page 7): five levels, reasons for the bad ones, one change; and what is still to be reviewed.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use serde::Serialize;
use window_domain::service_review::command::Given;
use window_domain::service_review::{FollowUp, Level, ServiceReview, last_day_to_change};
use window_store::{Page, ServedFilter};

use super::{What, offered, service, what};
use crate::app::{App, AppState};
use crate::http::refusal::problems;
use crate::http::{Fields, FormView, PageError, Visitor};
use crate::service::Refused;
use crate::service::project::viewer;
use crate::templates::view;

/// Services offered for a review at once: more would be a questionnaire.
const SHOWN: u16 = 5;

/// A service somebody can still review.
#[derive(Debug, Serialize)]
pub(in crate::pages) struct ToReview {
    href: String,
    what: What,
    project: String,
    on: String,
}

/// Services of the visitor's enterprise nobody has reviewed, of one project or of all, the newest first.
pub(in crate::pages) async fn to_review(
    app: &App,
    visitor: &Visitor,
    project: Option<&str>,
) -> Result<Vec<ToReview>, PageError> {
    let actor = visitor.actor()?;
    if actor.enterprise.is_none() {
        return Ok(Vec::new());
    }
    let viewer = viewer(&actor);
    let filter = ServedFilter {
        project: project.map(str::to_owned),
        unreviewed: true,
    };
    let reader = app.store.read(&viewer);
    let page = reader.services(&filter, &Page::first(SHOWN)).await;
    let rows = page.map_err(PageError::unavailable)?.rows.into_iter();
    Ok(rows
        .map(|row| ToReview {
            href: format!("/rate/{}", row.id),
            what: what(app, &row.service, &row.what),
            project: row.project_name,
            on: row.on_day.to_string(),
        })
        .collect())
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path((kind, number)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let fresh = (StatusCode::OK, FormView::empty(), None);
    page(&app, &visitor, (&kind, &number), fresh).await
}

pub(super) async fn give(
    State(app): State<AppState>,
    visitor: Visitor,
    Path((kind, number)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, PageError> {
    let request = visitor.form_request(&fields)?;
    let which = (service(&kind)?, number.as_str());
    let given = Given {
        level: fields.get("level").and_then(Level::parse),
        reasons: fields.all("reasons").map(str::to_owned).collect(),
        text: fields.text("text").to_owned(),
    };
    let change = fields.get("change").is_some();
    let reasons = given.reasons.clone();
    let actor = visitor.anyone();
    let done = app
        .office
        .review(&actor, which, (given, change), &request)
        .await;
    match done {
        Ok(_) => Ok(Redirect::to(&format!("/rate/{kind}/{number}")).into_response()),
        Err(Refused::Rules(refusals)) => {
            let form = FormView::of(&fields, problems(&app, visitor.language, &refusals));
            let again = (StatusCode::UNPROCESSABLE_ENTITY, form, Some(reasons));
            page(&app, &visitor, (&kind, &number), again).await
        }
        Err(error) => Err(error.into_page(&app, &visitor)),
    }
}

async fn page(
    app: &App,
    visitor: &Visitor,
    (kind, number): (&str, &str),
    (status, mut form, chosen): (StatusCode, FormView, Option<Vec<String>>),
) -> Result<Response, PageError> {
    let which = (service(kind)?, number);
    let actor = visitor.anyone();
    let found = app.office.to_review(&actor, which).await;
    let (served, review) = found.map_err(|error| error.into_page(app, visitor))?;
    let policy = app.office.catalogue.feedback();
    let until = review.as_deref().map(|review| {
        app.office
            .ask(&actor, |context| last_day_to_change(review, context))
    });
    let today = app.office.today();
    let may_change = review.as_deref().is_some_and(|review| {
        review.changed_on.is_none() && until.is_some_and(|until| today <= until)
    });
    let known = review.as_deref();
    if let Some(review) = known.filter(|_| chosen.is_none()) {
        let values = [
            ("level", review.level.as_str().to_owned()),
            ("text", review.text.clone()),
        ];
        let values = values.map(|(name, value)| (name.to_owned(), value));
        form.values.extend(values);
    }
    let chosen = chosen.unwrap_or_else(|| known.map_or_else(Vec::new, |it| it.reasons.clone()));
    let levels =
        Level::ALL.map(|level| context! { code => level.as_str(), stars => level.stars() });
    let given = known.map(|review| given(review, policy));
    let data = context! {
        form => view(&form), kind, number,
        what => view(&what(app, kind, &served.what)), window => served.what.as_str(),
        on => served.on.to_string(), project => served.project_name.as_str(),
        levels => levels.to_vec(), given, may_change,
        until => until.map(|until| until.to_string()), change_days => policy.change_days,
        reasons => view(&offered(&policy.reasons, |code| chosen.iter().any(|it| it == code))),
        is_known => visitor.account.is_some(),
        contact_days => policy.bad.contact_days, put_right_days => policy.bad.put_right_days,
    };
    app.page_with_status(visitor, status, "pages/feedback/rate.html", data)
}

/// The review as whoever gave it sees it, with what was done about it.
fn given(
    review: &ServiceReview,
    policy: &window_domain::catalogue::FeedbackPolicy,
) -> minijinja::Value {
    let reasons = review.reasons.iter().filter_map(|code| policy.reason(code));
    let names: Vec<_> = reasons.map(|reason| reason.name.clone()).collect();
    let next = review.follow_up.as_ref().map(FollowUp::next);
    context! {
        level => review.level.as_str(), stars => review.level.stars(), text => review.text.as_str(),
        reasons => view(&names), on => review.given_on.to_string(),
        changed_on => review.changed_on.map(|on| on.to_string()), next,
    }
}
