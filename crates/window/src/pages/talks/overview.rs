//! All conversations a side has to do with, what it has to answer first.

use axum::extract::State;
use axum::response::Response;
use minijinja::{Value, context};
use window_domain::access::{Actor, Role};
use window_domain::catalogue::DepartmentCode;
use window_domain::light::light_for;
use window_domain::project::talk::Side;
use window_store::{Page, TalkFilter, TalkRow};

use super::{base, department};
use crate::app::{App, AppState};
use crate::http::{PageError, Visitor};
use crate::pages::lights::LightView;
use crate::service::project::viewer;
use crate::templates::view;

/// Conversations shown at once.
const SHOWN: u16 = 50;

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
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
            line(&app, (row, &side), seen.copied().unwrap_or_default())
        })
        .collect();
    let data = context! {
        lines, open => open.map_err(PageError::unavailable)?, side => side.as_str(), all_projects => true,
    };
    app.page(&visitor, "pages/talks/overview.html", data)
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
