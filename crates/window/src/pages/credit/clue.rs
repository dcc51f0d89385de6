//! A clue that comes from elsewhere than a project: a complaint, another authority, an inspection.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use minijinja::{Value, context};
use window_domain::credit::event::{Clue, Party, PartyKind};
use window_domain::refusal::{Code, Refusal, Refusals};

use crate::app::{App, AppState};
use crate::http::{Fields, FormView, PageError, Visitor, refusal};
use crate::service::Refused;
use crate::templates::view;

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    page(&app, &visitor, (StatusCode::OK, FormView::empty()))
}

pub(super) async fn enter(
    State(app): State<AppState>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, PageError> {
    let request = visitor.form_request(&fields)?;
    let refusals = match read(&fields) {
        Ok((party, clue)) => {
            let actor = visitor.actor()?;
            match app.office.record_clue(&actor, party, clue, &request).await {
                Ok(id) => return Ok(Redirect::to(&format!("/watch/credit/{id}")).into_response()),
                Err(Refused::Rules(refusals)) => refusals,
                Err(error) => return Err(error.into_page(&app, &visitor)),
            }
        }
        Err(refusals) => refusals,
    };
    let problems = refusal::problems(&app, visitor.language, &refusals);
    let form = FormView::of(&fields, problems);
    page(&app, &visitor, (StatusCode::UNPROCESSABLE_ENTITY, form))
}

/// Party and clue out of the form; what was not chosen is said all at once.
fn read(fields: &Fields) -> Result<(Party, Clue), Refusals> {
    let kind = fields.get("kind").and_then(PartyKind::parse);
    let event_on: Option<Date> = fields.get("event_on").and_then(|on| on.parse().ok());
    let breach = fields.get("breach");
    let missing: Vec<_> = [
        ("kind", kind.is_none()),
        ("breach", breach.is_none()),
        ("event_on", event_on.is_none()),
    ]
    .into_iter()
    .filter(|(_, is_missing)| *is_missing)
    .map(|(field, _)| Refusal::new(Code::NothingChosen).at(field))
    .collect();
    let (Some(kind), Some(breach), Some(event_on)) = (kind, breach, event_on) else {
        return Err(Refusals(missing));
    };
    let party = Party {
        kind,
        company: fields.text("company").to_owned(),
        uscc: fields.text("uscc").to_owned(),
        enterprise: None,
    };
    let clue = Clue {
        breach: breach.to_owned(),
        summary: fields.text("summary").to_owned(),
        source: fields.text("source").to_owned(),
        project: None,
        event_on,
    };
    Ok((party, clue))
}

fn page(
    app: &App,
    visitor: &Visitor,
    (status, form): (StatusCode, FormView),
) -> Result<Response, PageError> {
    let breaches: Vec<Value> = app
        .office
        .catalogue
        .credit()
        .breaches
        .iter()
        .map(|breach| context! { code => breach.code.as_str(), name => view(&breach.name) })
        .collect();
    let data = context! {
        form => view(&form), breaches, kinds => view(&PartyKind::ALL.map(PartyKind::as_str)),
    };
    app.page_with_status(visitor, status, "pages/credit/clue.html", data)
}
