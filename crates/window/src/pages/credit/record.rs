//! The page of one credit record: what happened, what is next and by when, the acts the rules allow now.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use minijinja::{Value, context};
use window_domain::access::{Action, Actor};
use window_domain::catalogue::CreditClass;
use window_domain::credit::{CreditRecord, decide};
use window_domain::id::entity::CreditId;
use window_domain::project::event::StoredFile;
use window_domain::refusal::Code;

use super::acts::{Act, Typed};
use super::filled::Filled;
use super::{Side, view};
use crate::app::{App, AppState};
use crate::http::{Fields, FormView, PageError, Problem, Visitor, refusal};
use crate::pages::cases::{handed_out, wrong_file};
use crate::service::Refused;
use crate::service::upload::UploadError;

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    side: Side,
) -> Result<Response, PageError> {
    let id = number(&id)?;
    page(&app, &visitor, (id, side), FormView::empty()).await
}

fn number(id: &str) -> Result<CreditId, PageError> {
    id.parse().map_err(|_| PageError::not_found())
}

/// Does what a form asks for; a refusal shows the page again with everything typed.
pub(super) async fn give(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    (filled, side, act): (Filled, Side, &'static Act),
) -> Result<Response, PageError> {
    let id = number(&id)?;
    let actor = visitor.actor()?;
    let refused = |error: Refused| error.into_page(&app, &visitor);
    // Whoever may not know of the record is told that there is none, not that it is refused.
    let record = app
        .office
        .credit_record(&actor, id, Action::ReadCredit)
        .await
        .map_err(refused)?;
    let typed = Typed {
        act: act.name,
        fields: &filled.fields,
    };
    let file = match (filled.file, act.file()) {
        (Ok(file), Some(_)) => Some(file),
        (Err(UploadError::Missing), Some(false)) | (_, None) => None,
        (Err(error), Some(_)) => {
            let field = format!("{}-file", act.name);
            let problem = Problem::new(field, wrong_file(error)?);
            let form = FormView::of(&filled.fields, vec![problem]);
            return page(&app, &visitor, (id, side), form).await;
        }
    };
    let request = visitor.form_request(&filled.fields)?;
    let refusals = match (act.make)(&actor, &typed, file) {
        Ok(command) => {
            if act.name == "tell" {
                let linked = app.office.link_party(&actor, &record).await;
                linked.map_err(refused)?;
            }
            match app.office.execute(&actor, id, &command, &request).await {
                Ok(_) => return Ok(Redirect::to(&format!("{}/{id}", side.base())).into_response()),
                Err(Refused::Rules(refusals)) => refusals,
                Err(error) => return Err(refused(error)),
            }
        }
        Err(refusals) => refusals,
    };
    let mut problems = refusal::problems(&app, visitor.language, &refusals);
    for problem in &mut problems {
        if !problem.field.is_empty() {
            problem.field = format!("{}-{}", act.name, problem.field);
        }
    }
    let form = FormView::of(&filled.fields, problems);
    page(&app, &visitor, (id, side), form).await
}

/// The page of a record, with a form as it was filled in.
async fn page(
    app: &App,
    visitor: &Visitor,
    (id, side): (CreditId, Side),
    form: FormView,
) -> Result<Response, PageError> {
    if side == Side::Supervisors && !visitor.is_staff() {
        return Err(PageError::not_found());
    }
    let actor = visitor.actor()?;
    let refused = |error: Refused| error.into_page(app, visitor);
    let record = app
        .office
        .credit_record(&actor, id, Action::ReadCredit)
        .await
        .map_err(refused)?;
    let timeline = match side {
        Side::Supervisors => app.office.credit_timeline(id).await.map_err(refused)?,
        // The party sees what it was told, not how the administration came to it.
        Side::Party => Vec::new(),
    };
    let status = if form.problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let data = context! {
        form => crate::templates::view(&form),
        record => view::record(app, &record),
        timeline => view::timeline(&timeline),
        acts => allowed(app, visitor, (&actor, &record), side),
        base => format!("{}/{id}", side.base()),
    };
    app.page_with_status(visitor, status, side.template(), data)
}

/// Reasons that are worth telling beside an act; for any other the act is not there at all.
const TOLD: [Code; 8] = [
    Code::SecondPerson,
    Code::CreditInvestigatorDecides,
    Code::CreditDefenceRunning,
    Code::CreditEvidenceMissing,
    Code::CreditDefenceUnanswered,
    Code::CreditRepairEarly,
    Code::CreditRepairUnderWay,
    Code::CreditMaximumOver,
];

/// The acts the rules allow now, and those they will allow once their reason is gone.
fn allowed(
    app: &App,
    visitor: &Visitor,
    (actor, record): (&Actor, &CreditRecord),
    side: Side,
) -> Vec<Value> {
    // A day on which something to be recorded can have come.
    let told = record.stage.told().map(|told| told.told.on);
    let day = told.unwrap_or_else(|| app.office.today());
    let mut found = Vec::new();
    for act in side.acts() {
        let typed = Typed {
            act: act.name,
            fields: &probe(act, day),
        };
        let Ok(command) = (act.make)(actor, &typed, Some(some_file())) else {
            continue;
        };
        let asked = app.office.ask_of((actor, record), |context| {
            decide(Some(record), &command, context)
        });
        let blocks = match asked {
            // What would change nothing is no act: whoever investigates need not take it up again.
            Ok(facts) if facts.is_empty() => continue,
            Ok(_) => Vec::new(),
            Err(refusals) if refusals.0.iter().all(|it| TOLD.contains(&it.code)) => {
                refusal::problems(app, visitor.language, &refusals)
            }
            Err(_) => continue,
        };
        let fields: Vec<_> = act
            .fields
            .iter()
            .map(|&(name, kind)| context! { name, kind })
            .collect();
        found.push(context! {
            name => act.name, fields, rare => act.rare, upload => act.file().is_some(),
            blocks => crate::templates::view(&blocks),
        });
    }
    found
}

/// A form filled in with something, when the rules are only asked.
fn probe(act: &Act, day: Date) -> Fields {
    Fields::from_pairs(act.fields.iter().map(|(name, kind)| {
        let value = match *kind {
            "class" => CreditClass::General.as_str().to_owned(),
            "yes_no" | "tick" => "true".to_owned(),
            "date" => day.to_string(),
            _ => "-".to_owned(),
        };
        (format!("{}-{name}", act.name), value)
    }))
}

/// Stands for a file that will be chosen.
fn some_file() -> StoredFile {
    StoredFile {
        sha256: String::new(),
        file_name: String::new(),
        size_bytes: 0,
        media_type: String::new(),
    }
}

/// A file of a record, for whoever may read the record: always a download.
pub(super) async fn download(
    State(app): State<AppState>,
    visitor: Visitor,
    Path((id, sha256)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let record = app
        .office
        .credit_record(&visitor.actor()?, number(&id)?, Action::ReadCredit)
        .await
        .map_err(|error| error.into_page(&app, &visitor))?;
    let files = view::files(&record);
    let file = files.iter().find(|file| file.sha256 == sha256);
    let file = file.ok_or_else(PageError::not_found)?;
    handed_out(&app, file).await
}
