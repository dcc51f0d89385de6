//! The lists behind the counters, and the checks and promises by date (page 23).

use axum::extract::{Query, State};
use axum::response::Response;
use jiff::civil::Date;
use minijinja::context;
use serde::{Deserialize, Serialize};
use window_domain::catalogue::{DepartmentCode, Text};
use window_store::{DutyFilter, DutyRow, Page, PageOf};

use super::rows::lines;
use crate::app::{App, AppState};
use crate::http::{PageError, Visitor};
use crate::service::project::viewer;
use crate::templates::view;

/// Which days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Due {
    /// Their last day has passed.
    Overdue,
    /// Their last day is near: within the farthest reminder.
    Soon,
}

/// The first day wanted, and the first day no longer wanted.
pub(super) fn horizon(app: &App, due: Due) -> (Option<Date>, Option<Date>) {
    let today = app.office.today();
    let reminders = &app.office.catalogue.supervision().reminders;
    let farthest = reminders.iter().max().copied().unwrap_or_default();
    let last = app.office.calendar.due(today, farthest).date;
    match due {
        Due::Overdue => (None, Some(today)),
        Due::Soon => (Some(today), last.tomorrow().ok()),
    }
}

/// What there are lists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Promise,
    Check,
    Finding,
    Order,
    Card,
    Acceptance,
}

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Promise => "promise",
            Self::Check => "check",
            Self::Finding => "finding",
            Self::Order => "order",
            Self::Card => "card",
            Self::Acceptance => "acceptance",
        }
    }
}

/// The part of a list somebody asks for.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    kind: Kind,
    #[serde(default)]
    severity: String,
    department: Option<String>,
    #[serde(default)]
    source: String,
    due: Option<Due>,
    #[serde(default)]
    after: String,
}

/// The list behind a counter: what is open, the most urgent first.
pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let (due_from, due_before) = wanted.due.map_or((None, None), |due| horizon(&app, due));
    let filter = DutyFilter {
        kinds: vec![wanted.kind.as_str().to_owned()],
        open: Some(true),
        department: wanted.department.clone(),
        severity: given(&wanted.severity),
        source: given(&wanted.source),
        due_from,
        due_before,
        ..DutyFilter::default()
    };
    let page = part(&app, &visitor, (&filter, &wanted.after)).await?;
    let rule = app.office.catalogue.supervision().rule(&wanted.source);
    let department = wanted.department.as_deref().map(DepartmentCode::new);
    let department = department.and_then(|code| app.office.catalogue.department(&code));
    let data = context! {
        kind => wanted.kind.as_str(),
        severity => wanted.severity.as_str(),
        due => view(&wanted.due),
        rule => view(&rule.map(|rule| rule.name.clone())),
        department => view(&department.map(|department| department.name.clone())),
        rows => view(&lines(&app, &page.rows)),
        next => page.next.map(|next| address(&wanted, &next)),
    };
    app.page(&visitor, "pages/watch/duties.html", data)
}

/// The address of the next part of a list. Codes and cursors need no escaping.
fn address(wanted: &Wanted, after: &str) -> String {
    let mut address = format!("/watch/duties?kind={}", wanted.kind.as_str());
    let due = wanted.due.map(|due| match due {
        Due::Overdue => "overdue",
        Due::Soon => "soon",
    });
    for (name, value) in [
        ("severity", Some(wanted.severity.as_str())),
        ("department", wanted.department.as_deref()),
        ("source", Some(wanted.source.as_str())),
        ("due", due),
        ("after", Some(after)),
    ] {
        if let Some(value) = value.filter(|value| !value.is_empty() || name == "department") {
            address = format!("{address}&{name}={value}");
        }
    }
    address
}

async fn part(
    app: &App,
    visitor: &Visitor,
    (filter, after): (&DutyFilter, &str),
) -> Result<PageOf<DutyRow>, PageError> {
    let viewer = viewer(&visitor.actor()?);
    let page = Page {
        after: Some(after.to_owned()).filter(|after| !after.is_empty()),
        ..Page::default()
    };
    let found = app.store.read(&viewer).duties(filter, &page).await;
    found.map_err(PageError::unavailable)
}

/// The tabs of the checks' page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum Tab {
    /// Promises by their date.
    #[default]
    Promises,
    /// Checks to hold.
    Planned,
    /// Checks held, with their results.
    Done,
}

impl Tab {
    const ALL: [Self; 3] = [Self::Promises, Self::Planned, Self::Done];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Promises => "promises",
            Self::Planned => "planned",
            Self::Done => "done",
        }
    }

    fn filter(self, department: &str) -> DutyFilter {
        let kind = match self {
            Self::Promises => "promise",
            Self::Planned | Self::Done => "check",
        };
        DutyFilter {
            kinds: vec![kind.to_owned()],
            open: Some(self != Self::Done),
            department: Some(department.to_owned()).filter(|code| !code.is_empty()),
            ..DutyFilter::default()
        }
    }
}

#[derive(Debug, Serialize)]
struct TabView {
    tab: Tab,
    current: bool,
    count: u64,
}

#[derive(Debug, Serialize)]
struct DepartmentView {
    code: String,
    name: Text,
}

/// The part of the checks somebody asks for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Checks {
    #[serde(default)]
    tab: Tab,
    #[serde(default)]
    department: String,
    #[serde(default)]
    after: String,
}

/// Promises by date, checks planned and held; who belongs to a department sees its own.
pub(super) async fn checks(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(wanted): Query<Checks>,
) -> Result<Response, PageError> {
    let actor = visitor.actor()?;
    let own = actor.department.clone();
    let department = own.clone().unwrap_or_else(|| wanted.department.clone());
    let mut all_tabs = Vec::new();
    for tab in Tab::ALL {
        let viewer = viewer(&actor);
        let reader = app.store.read(&viewer);
        let count = reader.count_duties(&tab.filter(&department)).await;
        all_tabs.push(TabView {
            tab,
            current: tab == wanted.tab,
            count: count.map_err(PageError::unavailable)?,
        });
    }
    let filter = wanted.tab.filter(&department);
    let page = part(&app, &visitor, (&filter, &wanted.after)).await?;
    let departments: Vec<_> = app
        .office
        .catalogue
        .departments()
        .map(|department| DepartmentView {
            code: department.code.to_string(),
            name: department.name.clone(),
        })
        .collect();
    let tab = wanted.tab.as_str();
    let next = page
        .next
        .map(|next| format!("/watch/checks?tab={tab}&department={department}&after={next}"));
    let data = context! {
        tab,
        all_tabs => view(&all_tabs),
        department,
        departments => view(&departments),
        may_choose => own.is_none(),
        rows => view(&lines(&app, &page.rows)),
        next,
    };
    app.page(&visitor, "pages/watch/checks.html", data)
}
