//! Following up one bad review: who gave it, contact, putting right, call-back, the end. Each form is one command.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::{Value, context};
use window_domain::clock::Clock;
use window_domain::refusal::Refusals;
use window_domain::service_review::{FollowUp, ReviewCommand, StepKind};

use super::{service, what};
use crate::app::{App, AppState};
use crate::http::refusal::problems;
use crate::http::{Fields, FormView, PageError, Visitor};
use crate::pages::lights::LightView;
use crate::pages::words::words;
use crate::service::Refused;
use crate::templates::view;

/// Reads a step of the follow-up out of a form.
pub(super) type Make = fn(&Fields) -> ReviewCommand;

pub(super) fn contact(fields: &Fields) -> ReviewCommand {
    ReviewCommand::Contact {
        text: fields.text("text").to_owned(),
    }
}

pub(super) fn extend(fields: &Fields) -> ReviewCommand {
    ReviewCommand::Extend {
        days: fields.text("days").parse().unwrap_or_default(),
        reason: fields.text("reason").to_owned(),
    }
}

pub(super) fn put_right(fields: &Fields) -> ReviewCommand {
    ReviewCommand::PutRight {
        text: fields.text("text").to_owned(),
    }
}

pub(super) fn call_back(fields: &Fields) -> ReviewCommand {
    ReviewCommand::CallBack {
        content: fields.get("answer").map(|answer| answer == "true"),
        text: fields.text("text").to_owned(),
    }
}

pub(super) fn close(fields: &Fields) -> ReviewCommand {
    ReviewCommand::Close {
        note: fields.text("note").to_owned(),
    }
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path((kind, number)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let fresh = (StatusCode::OK, FormView::empty());
    page(&app, &visitor, (&kind, &number), fresh).await
}

pub(super) async fn perform(
    State(app): State<AppState>,
    visitor: Visitor,
    Path((kind, number)): Path<(String, String)>,
    (fields, make): (Fields, Make),
) -> Result<Response, PageError> {
    let request = visitor.form_request(&fields)?;
    let actor = visitor.actor()?;
    let which = (service(&kind)?, number.as_str());
    let found = app.office.review_to_follow(&actor, which).await;
    found.map_err(|error| error.into_page(&app, &visitor))?;
    let command = make(&fields);
    let done = app
        .office
        .follow_up(&actor, which, &command, &request)
        .await;
    match done {
        Ok(_) => Ok(Redirect::to(&format!("/desk/reviews/{kind}/{number}")).into_response()),
        Err(Refused::Rules(refusals)) => {
            let refusals: Refusals = refusals;
            let form = FormView::of(&fields, problems(&app, visitor.language, &refusals));
            let again = (StatusCode::UNPROCESSABLE_ENTITY, form);
            page(&app, &visitor, (&kind, &number), again).await
        }
        Err(error) => Err(error.into_page(&app, &visitor)),
    }
}

async fn page(
    app: &App,
    visitor: &Visitor,
    (kind, number): (&str, &str),
    (status, form): (StatusCode, FormView),
) -> Result<Response, PageError> {
    let which = (service(kind)?, number);
    let found = app.office.review_to_follow(&visitor.actor()?, which).await;
    let review = found.map_err(|error| error.into_page(app, visitor))?;
    let served = &review.served;
    let policy = app.office.catalogue.feedback();
    let names: Vec<_> = review
        .reasons
        .iter()
        .filter_map(|code| policy.reason(code))
        .map(|reason| reason.name.clone())
        .collect();
    let data = context! {
        form => view(&form), here => format!("/desk/reviews/{kind}/{number}"),
        what => view(&what(app, kind, &served.what)), window => served.what.as_str(), number,
        on => served.on.to_string(), project => served.project_name.as_str(),
        project_id => served.project.map(|id| id.to_string()),
        company => served.company.as_str(), phone => served.phone.as_str(),
        name => review.by.name.as_str(),
        level => review.level.as_str(), stars => review.level.stars(), reasons => view(&names),
        text => review.text.as_str(), given_on => review.given_on.to_string(),
        changed_on => review.changed_on.map(|on| on.to_string()),
        follow_up => review.follow_up.as_ref().map(|it| follow_up(app, it)),
        source => policy.bad.source.as_str(), words => words(app),
    };
    app.page_with_status(visitor, status, "pages/feedback/follow.html", data)
}

fn follow_up(app: &App, it: &FollowUp) -> Value {
    let clock = |clock: &Clock| {
        let today = app.office.today();
        let due = clock.due(&app.office.calendar, today);
        let light: LightView = clock.light(&app.office.calendar, today).into();
        context! {
            due => due.map(|due| due.date.to_string()), light => view(&light),
            done_on => clock.ended_on.map(|on| on.to_string()),
        }
    };
    let steps: Vec<Value> = it
        .steps
        .iter()
        .map(|step| {
            context! {
                key => format!("follow-step-{}", step.kind.as_str()), on => step.on.to_string(),
                name => step.by.name.as_str(), text => step.text.as_str(),
                left => match step.kind {
                    StepKind::Reminded(left) => Some(left),
                    _ => None,
                },
            }
        })
        .collect();
    context! {
        next => it.next(), contact => clock(&it.contact), put_right => clock(&it.put_right), steps,
        content => it.called_back, left => it.days_left(), max_days => it.max_days,
        closed_on => it.closed_on.map(|on| on.to_string()),
    }
}
