//! What everybody may read: decisions published at the moment, and corrections of wrong ones.

use axum::extract::State;
use axum::response::Response;
use minijinja::{Value, context};
use window_domain::credit::Stage;
use window_store::{CreditFilter, PAGE_MAX, Page, Viewer};

use super::view::breach;
use crate::app::{App, AppState};
use crate::http::{PageError, Visitor};
use crate::service::Refused;
use crate::templates::view;

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let refused = |error: Refused| error.into_page(&app, &visitor);
    let mut published = Vec::new();
    let rows = app.store.published_credit_records().await;
    for row in rows.map_err(PageError::unavailable)? {
        published.extend(line(&app, &row.id).await.map_err(refused)?);
    }
    // Whoever read the wrong record must be able to read that it was wrong.
    let withdrawn = CreditFilter {
        stages: vec!["withdrawn".to_owned()],
        ..CreditFilter::default()
    };
    let reader = app.store.read(&Viewer::Oversight);
    let page = Page::first(PAGE_MAX);
    let rows = reader.credit_records(&withdrawn, &page);
    let mut corrected = Vec::new();
    for row in rows.await.map_err(PageError::unavailable)?.rows {
        corrected.extend(line(&app, &row.id).await.map_err(refused)?);
    }
    let city = app.office.catalogue.city();
    let data = context! {
        published, corrected,
        phone => city.complaint_phone.as_str(), hall => view(&city.hall),
    };
    app.page(&visitor, "pages/credit/open.html", data)
}

/// What is public of a record: nothing before its publication, only the correction after it was withdrawn.
async fn line(app: &App, id: &str) -> Result<Option<Value>, Refused> {
    let Ok(id) = id.parse() else {
        return Ok(None);
    };
    let Some(record) = app.office.public_credit_record(id).await? else {
        return Ok(None);
    };
    if let Stage::Withdrawn(withdrawn) = &record.stage {
        let number = record.stage.decided().map(|it| it.ruling.number.as_str());
        return Ok(withdrawn.correction.as_ref().map(|text| {
            context! {
                text => text.as_str(), on => withdrawn.withdrawn.on.to_string(), number,
            }
        }));
    }
    Ok(record.stage.decided().map(|decided| {
        let ruling = &decided.ruling;
        context! {
            company => record.party.company.as_str(),
            uscc => record.party.uscc.as_str(),
            kind => record.party.kind.as_str(),
            breach => view(&breach(app, &record.clue.breach)),
            number => ruling.number.as_str(),
            class => ruling.proposal.class.as_str(),
            reasons => ruling.proposal.reasons.as_str(),
            from => record.stage.published().map(|act| act.on.to_string()),
            min_until => ruling.min_until.to_string(),
            max_until => ruling.max_until.to_string(),
        }
    }))
}
