//! What the agent has before them, as one list: visits, calls promised, notes, hand-overs to read, colleagues to stand
//! in for. The desk's numbers lead here.

use axum::extract::{Query, State};
use axum::response::Response;
use minijinja::context;
use serde::{Deserialize, Serialize};
use window_domain::access::Role;
use window_store::{AgendaFilter, AgendaRow, Page};

use crate::app::AppState;
use crate::http::{PageError, Visitor};
use crate::service::project::viewer;
use crate::templates::view;

/// Kinds of entries, in the order of the tabs.
const KINDS: [&str; 5] = ["visit", "call", "reminder", "hand_over", "substitute"];
/// Entries of a page.
const SHOWN: u16 = 60;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    kind: Option<String>,
    #[serde(default)]
    scope: Option<String>,
    /// `today`: only what is due today or was before.
    #[serde(default)]
    when: Option<String>,
    after: Option<String>,
}

#[derive(Debug, Serialize)]
struct Tab {
    kind: &'static str,
    count: u64,
}

/// An entry with the page where it is done.
#[derive(Debug, Serialize)]
struct Entry {
    kind: String,
    href: String,
    project: String,
    company: String,
    on: String,
    time: Option<String>,
    title: String,
    place: String,
    state: String,
    is_late: bool,
    is_today: bool,
}

fn entry(row: AgendaRow, today: jiff::civil::Date) -> Entry {
    let visit = row.id.rsplit('~').next().unwrap_or_default();
    let href = match row.kind.as_str() {
        "visit" => format!("/desk/projects/{}/visits/{visit}", row.project_id),
        _ => format!("/desk/projects/{}/service", row.project_id),
    };
    // The day of a hand-over is past when it is read, that of a substitute is the last one.
    let has_day = matches!(row.kind.as_str(), "visit" | "call" | "reminder");
    Entry {
        href,
        project: row.project_name,
        company: row.enterprise_name,
        on: row.on_day.to_string(),
        time: row.at_time,
        title: row.title,
        place: row.place,
        state: row.state,
        is_late: has_day && row.on_day < today,
        is_today: has_day && row.on_day == today,
        kind: row.kind,
    }
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let actor = visitor.actor()?;
    let viewer = viewer(&actor);
    let reader = app.store.read(&viewer);
    let is_lead = actor.is(Role::WindowLead);
    let all = is_lead && wanted.scope.as_deref() != Some("mine");
    let today = app.office.today();
    let kind = KINDS
        .into_iter()
        .find(|kind| wanted.kind.as_deref() == Some(*kind));
    let only_today = wanted.when.as_deref() == Some("today");
    let of_scope = AgendaFilter {
        agent: (!all).then(|| actor.user.map_or_else(String::new, |user| user.to_string())),
        open: Some(true),
        until: only_today.then_some(today),
        ..AgendaFilter::default()
    };
    let counts = reader
        .agenda_counts(&of_scope)
        .await
        .map_err(PageError::unavailable)?;
    let filter = AgendaFilter {
        kinds: kind.map(str::to_owned).into_iter().collect(),
        ..of_scope
    };
    let page = Page {
        after: wanted.after,
        limit: SHOWN,
    };
    let page = reader
        .agenda(&filter, &page)
        .await
        .map_err(PageError::unavailable)?;
    let tabs = KINDS.map(|kind| Tab {
        kind,
        count: counts.get(kind).copied().unwrap_or_default(),
    });
    let next = page.next;
    let rows: Vec<Entry> = page.rows.into_iter().map(|row| entry(row, today)).collect();
    let data = context! {
        rows => view(&rows), kinds => view(&tabs), total => counts.values().sum::<u64>(),
        kind, is_lead, scope => if all { "all" } else { "mine" },
        when => if only_today { "today" } else { "" }, next, today => today.to_string(),
    };
    app.page(&visitor, "pages/service/agenda.html", data)
}
