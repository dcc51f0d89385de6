//! Open correction notices of the enterprise's projects, everything to put right on one page.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use serde::Serialize;
use window_domain::access::Action;
use window_domain::catalogue::Text;
use window_domain::project::{Command, Correction, Project};
use window_store::{PAGE_MAX, Page, ProjectFilter};

use super::{item_name, material_name, project};
use crate::app::{App, AppState};
use crate::http::{Fields, PageError, Problem, Visitor, refusal};
use crate::service::Refused;
use crate::service::project::viewer;
use crate::templates::view;

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    page(&app, &visitor, Vec::new()).await
}

pub(super) async fn answer(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let project = project(&app, &visitor, &id, Action::AnswerCorrection).await?;
    let command = Command::AnswerCorrection {
        notice: fields.text("notice").to_owned(),
    };
    let request = visitor.form_request(&fields)?;
    match app
        .office
        .execute(&visitor.actor()?, project.id, &command, &request)
        .await
    {
        Ok(_) => Ok(Redirect::to(&format!("/my/projects/{}", project.id)).into_response()),
        Err(Refused::Rules(refusals)) => {
            page(
                &app,
                &visitor,
                refusal::problems(&app, visitor.language, &refusals),
            )
            .await
        }
        Err(refused) => Err(refused.into_page(&app, &visitor)),
    }
}

/// One thing to put right.
#[derive(Debug, Serialize)]
struct DefectView {
    item: Option<Text>,
    material: Option<Text>,
    code: Option<String>,
    problem: String,
    remedy: String,
    mended: bool,
}

/// An open correction notice.
#[derive(Debug, Serialize)]
struct NoticeView {
    number: String,
    project: String,
    title: String,
    due: String,
    days_left: i32,
    stops_clock: bool,
    letter: Option<String>,
    open: usize,
    defects: Vec<DefectView>,
}

fn notice(app: &App, project: &Project, correction: &Correction) -> NoticeView {
    let catalogue = &app.office.catalogue;
    let defects: Vec<_> = correction
        .defects
        .iter()
        .map(|defect| {
            let mended = defect.material.as_ref().is_some_and(|material| {
                let then = correction.versions.get(material).copied().unwrap_or(0);
                project.dossier.version(material) > then
            });
            DefectView {
                item: project
                    .cases
                    .get(&defect.case)
                    .map(|case| item_name(catalogue, &case.item)),
                material: defect
                    .material
                    .as_ref()
                    .map(|code| material_name(catalogue, code)),
                code: defect.material.as_ref().map(ToString::to_string),
                problem: defect.problem.clone(),
                remedy: defect.remedy.clone(),
                mended,
            }
        })
        .collect();
    let letter = project
        .letters
        .iter()
        .find(|letter| letter.correction.as_ref() == Some(&correction.number));
    NoticeView {
        number: correction.number.clone(),
        project: project.id.to_string(),
        title: project.title.clone(),
        due: correction.due.to_string(),
        days_left: app
            .office
            .calendar
            .count(app.office.today(), correction.due),
        stops_clock: correction.stops_clock,
        letter: letter.map(|letter| letter.check_code.compact()),
        open: defects
            .iter()
            .filter(|defect| defect.code.is_some() && !defect.mended)
            .count(),
        defects,
    }
}

pub(super) async fn page(
    app: &App,
    visitor: &Visitor,
    problems: Vec<Problem>,
) -> Result<Response, PageError> {
    let viewer = viewer(&visitor.actor()?);
    let reader = app.store.read(&viewer);
    let rows = reader
        .projects(&ProjectFilter::default(), &Page::first(PAGE_MAX))
        .await;
    let mut notices = Vec::new();
    for row in rows.map_err(PageError::unavailable)?.rows {
        let project = project(app, visitor, &row.id, Action::ReadProject).await?;
        let open = project
            .corrections
            .iter()
            .filter(|correction| correction.answered_on.is_none());
        notices.extend(open.map(|correction| notice(app, &project, correction)));
    }
    notices.sort_by(|one, other| one.due.cmp(&other.due));
    let status = if problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let data = context! { problems => view(&problems), notices => view(&notices) };
    app.page_with_status(visitor, status, "pages/cases/inbox.html", data)
}
