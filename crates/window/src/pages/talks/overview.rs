//! All conversations a side has to do with, what it has to answer first.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::{Value, context};
use serde::Deserialize;
use window_domain::access::{Actor, Role};
use window_domain::catalogue::DepartmentCode;
use window_domain::light::light_for;
use window_domain::project::talk::Side;
use window_domain::refusal::{Code, Refusal};
use window_store::{AgendaFilter, PAGE_MAX, Page, ProjectFilter, TalkFilter, TalkRow};

use super::{base, department};
use crate::app::{App, AppState};
use crate::http::refusal::problem;
use crate::http::{FormView, PageError, Visitor};
use crate::pages::lights::LightView;
use crate::service::project::viewer;
use crate::templates::view;

/// Conversations shown at once.
const SHOWN: u16 = 50;

/// The project somebody wants to write about.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct About {
    project: String,
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    page(&app, &visitor, (StatusCode::OK, FormView::empty())).await
}

/// Leads on to the form of the project that was chosen.
pub(super) async fn new(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(about): Query<About>,
) -> Result<Response, PageError> {
    if about.project.is_empty() {
        let refusal = Refusal::new(Code::NothingChosen).at("project");
        let mut form = FormView::empty();
        form.problems = vec![problem(&app, visitor.language, &refusal)];
        return page(&app, &visitor, (StatusCode::UNPROCESSABLE_ENTITY, form)).await;
    }
    let (project, _) = super::project(&app, &visitor, &about.project).await?;
    let form = format!("/desk/projects/{}/messages#new", project.id);
    Ok(Redirect::to(&form).into_response())
}

async fn page(
    app: &App,
    visitor: &Visitor,
    (status, form): (StatusCode, FormView),
) -> Result<Response, PageError> {
    let actor = visitor.actor()?;
    let side = Side::of(&actor).ok_or_else(PageError::forbidden)?;
    let viewer = viewer(&actor);
    let reader = app.store.read(&viewer);
    let mine = own(&actor);
    let awaited = TalkFilter {
        open: true,
        ..mine.clone()
    };
    let page = reader.talks(&mine, &Page::first(SHOWN)).await;
    let rows = page.map_err(PageError::unavailable)?.rows;
    let open = reader.count_talks(&awaited).await;
    let mut seen = std::collections::BTreeMap::new();
    let account = actor.user.map(|user| user.to_string()).unwrap_or_default();
    for row in &rows {
        if !seen.contains_key(&row.project_id) {
            let of_project = app.store.talks_seen(&account, &row.project_id).await;
            let of_project = of_project.map_err(PageError::unavailable)?;
            seen.insert(row.project_id.clone(), of_project);
        }
    }
    let lines: Vec<Value> = rows
        .iter()
        .map(|row| {
            let number = u16::try_from(row.number).unwrap_or_default();
            let seen = seen.get(&row.project_id).and_then(|it| it.get(&number));
            line(app, (row, &side), seen.copied().unwrap_or_default())
        })
        .collect();
    let projects = if side == Side::Window {
        writable(app, &actor).await?
    } else {
        Vec::new()
    };
    let data = context! {
        form => view(&form), projects, lines, open => open.map_err(PageError::unavailable)?, side => side.as_str(), all_projects => true,
    };
    app.page_with_status(visitor, status, "pages/talks/overview.html", data)
}

/// The projects somebody at the window can write about: an agent's own and those they stand in for, for the lead all of
/// them; what is most urgent first.
async fn writable(app: &App, actor: &Actor) -> Result<Vec<Value>, PageError> {
    let viewer = viewer(actor);
    let reader = app.store.read(&viewer);
    let agent = own(actor).agent;
    let filter = ProjectFilter {
        agent: agent.clone(),
        ..ProjectFilter::default()
    };
    let first = Page::first(PAGE_MAX);
    let found = reader.projects_by_urgency(&filter, &first).await;
    let found = found.map_err(PageError::unavailable)?.rows.into_iter();
    let mut options: Vec<(String, String)> = found
        .map(|row| (row.id, format!("{} · {}", row.name, row.enterprise_name)))
        .collect();
    if agent.is_some() {
        let standing = AgendaFilter {
            kinds: vec!["substitute".to_owned()],
            agent,
            open: Some(true),
            ..AgendaFilter::default()
        };
        let standing = reader.agenda(&standing, &first).await;
        let standing = standing.map_err(PageError::unavailable)?.rows.into_iter();
        options.extend(standing.map(|row| {
            let text = format!("{} · {}", row.project_name, row.enterprise_name);
            (row.project_id, text)
        }));
    }
    let option = |(value, text)| context! { value, text };
    Ok(options.into_iter().map(option).collect())
}

/// The whole window's for the lead, an agent's own, or those of the viewer's side.
fn own(actor: &Actor) -> TalkFilter {
    let is_agent = actor.is(Role::Agent) && !actor.is(Role::WindowLead);
    TalkFilter {
        agent: actor.user.filter(|_| is_agent).map(|user| user.to_string()),
        ..TalkFilter::default()
    }
}

/// A conversation in a list; `seen` is the last message its reader saw.
pub(super) fn line(app: &App, (row, side): (&TalkRow, &Side), seen: u16) -> Value {
    let calendar = &app.office.calendar;
    let light: Option<LightView> = row.due_on.map(|due| {
        let left = calendar.count(app.office.today(), due);
        light_for(left, row.limit_days).into()
    });
    let holder = row
        .holder_department
        .as_deref()
        .map(|code| Side::Department(DepartmentCode::new(code)));
    let name = holder.and_then(|side| department(app, &side));
    context! {
        href => format!("{}/projects/{}/messages/{}", base(side), row.project_id, row.number),
        subject => row.subject.as_str(), project => row.project_name.as_str(),
        company => row.enterprise_name.as_str(), last_on => row.last_on.to_string(),
        holder => row.holder.as_str(), department => view(&name), is_mine => row.is_mine,
        due => row.due_on.map(|due| due.to_string()), light => view(&light),
        unread => row.last_number > i32::from(seen),
    }
}

/// How many conversations the actor's side has to answer.
pub(in crate::pages) async fn open_count(app: &App, actor: &Actor) -> Result<u64, PageError> {
    let mine = TalkFilter {
        mine: true,
        ..own(actor)
    };
    let counted = app.store.read(&viewer(actor)).count_talks(&mine).await;
    counted.map_err(PageError::unavailable)
}
