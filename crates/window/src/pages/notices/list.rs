//! Every message that leaves the house: waiting, sent, failed with its reason and next try, parked for a person. Neither
//! addresses nor words are shown.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::{Value, context};
use serde::Deserialize;
use window_domain::access::Action;
use window_store::OutboxState;

use crate::app::AppState;
use crate::http::{Fields, PageError, Visitor};
use crate::service::notice::Notice;

/// What is looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    state: String,
    before: Option<u64>,
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let state = OutboxState::parse(&asked.state);
    let found = app.office.notices(state, asked.before).await;
    let (notices, counts) = found.map_err(|error| error.into_page(&app, &visitor))?;
    let count = |state: OutboxState| {
        let mut counts = counts.iter();
        counts
            .find(|(counted, _)| *counted == state)
            .map_or(0, |(_, n)| *n)
    };
    let tabs: Vec<Value> = OutboxState::ALL
        .into_iter()
        .map(|one| {
            context! {
                state => one.as_str(), count => count(one), current => state == Some(one),
            }
        })
        .collect();
    let rows: Vec<Value> = notices.iter().map(row).collect();
    let is_full = rows.len() == crate::service::notice::SHOWN_AT_ONCE;
    let last = notices.last().filter(|_| is_full);
    let state = state.map(OutboxState::as_str).unwrap_or_default();
    let data = context! {
        rows, tabs, state, mail_on => app.config.mail.is_on(), sms_on => app.config.sms.is_on(),
        waiting => count(OutboxState::Waiting), parked => count(OutboxState::Parked),
        days => app.config.sending.max_age_days, kept => app.config.sending.keep_sent_days,
        may_retry => visitor.may(Action::RetryNotice),
        next => last.map(|last| format!("/desk/notices?state={state}&before={}", last.id)),
    };
    app.page(&visitor, "pages/notices/list.html", data)
}

fn row(one: &Notice) -> Value {
    context! {
        id => one.id, topic => one.topic.as_str(), about => one.about.as_str(), to => one.to.as_str(),
        at => one.created_at.to_string(), state => one.state.as_str(), attempts => one.attempts,
        next_try => one.next_try_at.to_string(),
        claimed => one.claimed_until.map(|at| at.to_string()),
        error => one.last_error.as_deref(), done => one.done_at.map(|at| at.to_string()),
        receipt => one.receipt.as_deref(), dropped => one.dropped.as_deref(),
        reported => one.reported_at.map(|at| at.to_string()), because => one.undelivered_because.as_deref(),
    }
}

pub(super) async fn retry(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<u64>,
    fields: Fields,
) -> Result<Response, PageError> {
    let request = visitor.form_request(&fields)?;
    let retried = app
        .office
        .retry_notice(&visitor.actor()?, id, &request)
        .await;
    retried.map_err(|error| error.into_page(&app, &visitor))?;
    Ok(Redirect::to("/desk/notices").into_response())
}
