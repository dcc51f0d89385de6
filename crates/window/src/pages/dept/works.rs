//! What a department is asked after the notice: its opinion in a joint acceptance, its answer to a card.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use serde::Serialize;
use window_domain::access::{Action, Actor};
use window_domain::catalogue::DepartmentCode;
use window_domain::id::entity::ProjectId;
use window_domain::light::light_for;
use window_domain::project::Command;
use window_domain::project::building::event::Verdict;
use window_domain::project::building::{BuildingCommand, JointAcceptance};
use window_domain::refusal::{Code, Refusals};
use window_store::{DutyFilter, DutyRow, PAGE_MAX, Page, Viewer};

use crate::app::{App, AppState};
use crate::http::refusal::problems;
use crate::http::{Fields, FormView, PageError, Visitor};
use crate::pages::cases;
use crate::pages::lights::LightView;
use crate::pages::reminders::{Reminded, reminders};
use crate::pages::works::forms::{chosen, lines};
use crate::pages::works::{cards, works};
use crate::service::Refused;
use crate::service::project::viewer;
use crate::templates::view;

/// Reads a command of a department out of a form.
pub(super) type Make = fn(&DepartmentCode, &Fields) -> Result<BuildingCommand, Refusals>;

/// One thing the department is asked.
#[derive(Debug, Serialize)]
pub(super) struct Asked {
    href: String,
    project: String,
    company: String,
    /// Locale key of the level of a card; empty for a joint acceptance.
    card_key: Option<String>,
    /// Number of a card; empty for a joint acceptance.
    number: String,
    /// What a card says.
    text: String,
    due: String,
    light: LightView,
}

impl Asked {
    /// Whether it is a card.
    pub(super) const fn is_card(&self) -> bool {
        self.card_key.is_some()
    }
}

/// Whether the department has been asked in this acceptance and has not spoken.
fn is_asked(acceptance: &JointAcceptance, department: &str) -> bool {
    acceptance.conclusion.is_none() && acceptance.silent().any(|code| code.as_str() == department)
}

/// Open acceptances the department has not spoken in, and cards it has to answer, by their last day.
async fn asked(app: &App, actor: &Actor) -> Result<Vec<DutyRow>, PageError> {
    let own = actor.department.as_deref().unwrap_or_default();
    let filter = DutyFilter {
        kinds: vec!["acceptance".to_owned(), "card".to_owned()],
        open: Some(true),
        ..DutyFilter::default()
    };
    // The row of an acceptance names no department: who is asked stands in the project, and whether this actor may know
    // of it is asked there.
    let page = app
        .store
        .read(&Viewer::Oversight)
        .duties(&filter, &Page::first(PAGE_MAX))
        .await
        .map_err(PageError::unavailable)?;
    let mut found = Vec::new();
    for row in page.rows {
        let is_own = if row.kind == "card" {
            row.department.as_deref() == Some(own)
        } else {
            let Ok(id) = row.project_id.parse::<ProjectId>() else {
                continue;
            };
            let look = (Action::GiveAcceptance, None);
            app.office.project(actor, id, look).await.is_ok_and(|it| {
                let acceptance = it.building.acceptance.as_ref();
                acceptance.is_some_and(|acceptance| is_asked(acceptance, own))
            })
        };
        if is_own {
            found.push(row);
        }
    }
    Ok(found)
}

/// The number of the card of this row: the last part of the row's key.
fn card_number(id: &str) -> &str {
    id.rsplit_once("~card~").map_or("", |(_, number)| number)
}

/// What the department is asked, the most urgent first.
pub(super) async fn waiting(app: &App, actor: &Actor) -> Result<Vec<Asked>, PageError> {
    let (calendar, today) = (&app.office.calendar, app.office.today());
    let rows = asked(app, actor)
        .await?
        .into_iter()
        .map(|row| {
            let left = calendar.count(today, row.due_on);
            let whole = calendar.count(row.begun_on, row.due_on);
            let is_card = row.kind == "card";
            Asked {
                href: format!("/dept/projects/{}", row.project_id),
                project: row.project_name,
                company: row.enterprise_name,
                card_key: is_card.then(|| format!("card-{}", row.source)),
                number: card_number(&row.id).to_owned(),
                text: row.title,
                due: row.due_on.to_string(),
                light: light_for(left, whole).into(),
            }
        })
        .collect();
    Ok(rows)
}

pub(super) async fn list(
    State(app): State<AppState>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let actor = visitor.actor()?;
    let rows = waiting(&app, &actor).await?;
    let own = DutyFilter {
        department: actor.department.clone(),
        ..DutyFilter::default()
    };
    let reminded = reminders(&app, &viewer(&actor), (Reminded::Department, own)).await?;
    let data = context! { rows => view(&rows), reminded => view(&reminded), hotline => app.office.catalogue.city().hotline.as_str() };
    app.page(&visitor, "pages/dept/watch.html", data)
}

/// The department's opinion.
pub(super) fn opinion(
    department: &DepartmentCode,
    fields: &Fields,
) -> Result<BuildingCommand, Refusals> {
    Ok(BuildingCommand::GiveAcceptance {
        department: department.clone(),
        verdict: chosen::<Verdict>(fields, "verdict")?,
        remarks: lines(fields, "remarks"),
    })
}

/// The department's answer to a card.
#[expect(
    clippy::unnecessary_wraps,
    reason = "all forms of a page are read by functions of one type, `Make`"
)]
pub(super) fn card(_: &DepartmentCode, fields: &Fields) -> Result<BuildingCommand, Refusals> {
    Ok(BuildingCommand::AnswerCard {
        number: fields.text("number").to_owned(),
        text: fields.text("text").to_owned(),
    })
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    page(&app, &visitor, &id, (StatusCode::OK, FormView::empty())).await
}

pub(super) async fn perform(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    (fields, make): (Fields, Make),
) -> Result<Response, PageError> {
    let request = visitor.form_request(&fields)?;
    let actor = visitor.actor()?;
    let department = actor.department.as_deref().map(DepartmentCode::new);
    let asked = department
        .ok_or_else(|| Refusals::from(Code::NotAllowed))
        .and_then(|department| make(&department, &fields));
    let refusals = match asked {
        Ok(command) => {
            let command = Command::Building(command);
            let project = cases::project(&app, &visitor, &id, command.action()).await?;
            let done = app
                .office
                .execute(&actor, project.id, &command, &request)
                .await;
            match done {
                Ok(_) => return Ok(Redirect::to(&format!("/dept/projects/{id}")).into_response()),
                Err(Refused::Rules(refusals)) => refusals,
                Err(error) => return Err(error.into_page(&app, &visitor)),
            }
        }
        Err(refusals) => refusals,
    };
    let form = FormView::of(&fields, problems(&app, visitor.language, &refusals));
    let again = (StatusCode::UNPROCESSABLE_ENTITY, form);
    page(&app, &visitor, &id, again).await
}

async fn page(
    app: &App,
    visitor: &Visitor,
    id: &str,
    (status, form): (StatusCode, FormView),
) -> Result<Response, PageError> {
    let actor = visitor.actor()?;
    let project = cases::project(app, visitor, id, Action::GiveAcceptance).await?;
    let own = actor.department.as_deref().unwrap_or_default();
    let acceptance = project.building.acceptance.as_ref();
    let asked = acceptance.filter(|acceptance| is_asked(acceptance, own));
    let visit_on = asked.and_then(|acceptance| acceptance.visit_on);
    let is_ahead = visit_on.is_some_and(|visit| app.office.today() < visit);
    let verdicts: Vec<&str> = Verdict::ALL.into_iter().map(Verdict::as_str).collect();
    let data = context! {
        id, title => project.title.as_str(), company => project.builder.company.as_str(),
        works => works(app, visitor, &actor, &project),
        cards => view(&cards(app, &actor, &project)),
        may_give => asked.is_some() && !is_ahead,
        visit_on => visit_on.filter(|_| is_ahead).map(|on| on.to_string()),
        verdicts,
        form => view(&form),
    };
    app.page_with_status(visitor, status, "pages/dept/works.html", data)
}
