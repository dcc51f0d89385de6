//! One window issues (page 19): which project can get its construction notice, what still stands
//! between the others and theirs, and the notices issued last.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use serde::{Deserialize, Serialize};
use window_domain::access::{Action, Actor};
use window_domain::light::light_for;
use window_domain::project::{Command, Project, notice, relations};
use window_domain::refusal::{Code, Refusals};
use window_store::{PAGE_MAX, Page, ProjectFilter, ProjectRow};

use crate::app::{App, AppState};
use crate::http::refusal::problems;
use crate::http::{Fields, FormView, PageError, Problem, Visitor};
use crate::i18n::Message;
use crate::pages::cases;
use crate::pages::lights::LightView;
use crate::service::Refused;
use crate::service::project::viewer;
use crate::templates::view;

/// Notices shown below the work, the newest first.
const ISSUED_SHOWN: u16 = 20;

/// A project whose commitment is signed.
#[derive(Debug, Serialize)]
struct Candidate {
    id: String,
    version: u64,
    title: String,
    company: String,
    agent: Option<String>,
    phone: Option<String>,
    signed_on: Option<String>,
    publicity_until: Option<String>,
    blocks: Vec<Problem>,
    ready: Option<Ready>,
    may_issue: bool,
    form: FormView,
}

/// When the last condition was met, and the last day to issue.
#[derive(Debug, Serialize)]
struct Ready {
    since: String,
    due: String,
    light: LightView,
}

/// A notice issued.
#[derive(Debug, Serialize)]
struct Issued {
    id: String,
    title: String,
    company: String,
    number: String,
    check_code: String,
}

/// The project whose notice was issued just now.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    issued: Option<String>,
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    page(&app, &visitor, (StatusCode::OK, None, asked.issued)).await
}

/// Signs and issues the notice of a project.
pub(super) async fn issue(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let request = visitor.form_request(&fields)?;
    let actor = visitor.actor()?;
    let project = cases::project(&app, &visitor, &id, Action::IssueNotice).await?;
    let command = Command::IssueNotice {
        scope: fields.text(&scope_field(&id)).to_owned(),
    };
    match app
        .office
        .execute(&actor, project.id, &command, &request)
        .await
    {
        Ok(_) => Ok(Redirect::to(&format!("/desk/issue?issued={id}")).into_response()),
        Err(Refused::Rules(refusals)) => {
            let mut found = problems(&app, visitor.language, &refusals);
            for problem in &mut found {
                if problem.field == "scope" {
                    problem.field = scope_field(&id);
                }
            }
            let typed = Some((id, FormView::of(&fields, found)));
            page(
                &app,
                &visitor,
                (StatusCode::UNPROCESSABLE_ENTITY, typed, None),
            )
            .await
        }
        Err(error) => Err(error.into_page(&app, &visitor)),
    }
}

/// Several projects stand on the page, each with its form.
fn scope_field(project: &str) -> String {
    format!("scope-{project}")
}

type Shown = (StatusCode, Option<(String, FormView)>, Option<String>);

async fn page(
    app: &App,
    visitor: &Visitor,
    (status, typed, issued): Shown,
) -> Result<Response, PageError> {
    let actor = visitor.actor()?;
    let mut candidates = Vec::new();
    for row in rows(app, &actor, ("publicity", PAGE_MAX)).await? {
        let Ok(id) = row.id.parse() else { continue };
        let project = app
            .office
            .project(&actor, id, (Action::ReadProject, None))
            .await
            .map_err(|error| error.into_page(app, visitor))?;
        candidates.push(candidate(app, visitor, &actor, &project));
    }
    // What can be issued stands first, the earliest date before the others.
    candidates.sort_by_key(|one| {
        (
            one.ready.is_none(),
            one.ready.as_ref().map(|ready| ready.due.clone()),
        )
    });
    let mut problems = Vec::new();
    if let Some((id, form)) = typed {
        problems.clone_from(&form.problems);
        if let Some(one) = candidates.iter_mut().find(|one| one.id == id) {
            one.form = form;
        }
    }
    let notices: Vec<Issued> = rows(app, &actor, ("noticed", ISSUED_SHOWN))
        .await?
        .into_iter()
        .filter_map(issued_view)
        .collect();
    let done = issued.and_then(|id| notices.iter().find(|notice| notice.id == id));
    let data = context! {
        candidates => view(&candidates), notices => view(&notices), done => view(&done),
        problems => view(&problems), days => app.office.catalogue.policy().build_first.notice_days,
    };
    app.page_with_status(visitor, status, "pages/desk/issue.html", data)
}

async fn rows(
    app: &App,
    actor: &Actor,
    (state, limit): (&str, u16),
) -> Result<Vec<ProjectRow>, PageError> {
    let filter = ProjectFilter {
        states: vec![state.to_owned()],
        ..ProjectFilter::default()
    };
    let viewer = viewer(actor);
    let page = app
        .store
        .read(&viewer)
        .projects(&filter, &Page::first(limit))
        .await
        .map_err(PageError::unavailable)?;
    Ok(page.rows)
}

fn issued_view(row: ProjectRow) -> Option<Issued> {
    Some(Issued {
        id: row.id,
        title: row.name,
        company: row.enterprise_name,
        number: row.notice_no?,
        check_code: row.notice_check_code?,
    })
}

fn candidate(app: &App, visitor: &Visitor, actor: &Actor, project: &Arc<Project>) -> Candidate {
    let office = &app.office;
    let (blocks, since) = office.ask_of((actor, project.as_ref()), |context| {
        let blocks = notice::blocks(project, context);
        (blocks, notice::ready_on(project, context))
    });
    let days = office.rules_of(project).policy().build_first.notice_days;
    let ready = since.map(|since| {
        let due = office.calendar.due(since, days).date;
        let remaining = office.calendar.count(office.today(), due);
        Ready {
            since: since.to_string(),
            due: due.to_string(),
            light: light_for(remaining, i32::from(days)).into(),
        }
    });
    // Five missing parties are one thing to do.
    let mut has_parties = false;
    let blocks = problems(app, visitor.language, &Refusals(blocks))
        .into_iter()
        .filter_map(|block| {
            if !block.is_of(Code::PartyMissing) {
                return Some(block);
            }
            let is_repeated = std::mem::replace(&mut has_parties, true);
            let message = Message::new("issue-parties-missing");
            (!is_repeated).then_some(Problem { message, ..block })
        })
        .collect();
    let commitment = project.build_first.commitment();
    let id = project.id.to_string();
    let mut form = FormView::empty();
    form.values.insert(scope_field(&id), project.title.clone());
    Candidate {
        id,
        version: project.version,
        title: project.title.clone(),
        company: project.builder.company.clone(),
        agent: project.agent.as_ref().map(|card| card.name.clone()),
        phone: project.agent.as_ref().map(|card| card.phone.clone()),
        signed_on: commitment.map(|signed| signed.signed_on.to_string()),
        publicity_until: commitment.map(|signed| signed.publicity_until.to_string()),
        blocks,
        ready,
        may_issue: actor.may(Action::IssueNotice, &relations(project, None, actor)),
        form,
    }
}
