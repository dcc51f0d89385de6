//! The lists behind the counters, and the checks and promises by date (page 23).

use axum::extract::{Query, State};
use axum::response::Response;
use jiff::civil::Date;
use minijinja::{Value, context};
use serde::{Deserialize, Serialize};
use window_domain::catalogue::{DepartmentCode, Text};
use window_store::{Days, DutyFilter, DutyRow, Page, PageOf};

use super::address::By;
use super::home::rules;
use super::rows::lines;
use crate::app::{App, AppState};
use crate::http::{PageError, Visitor};
use crate::pages::reminders::last_day;
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
    match due {
        Due::Overdue => (None, Some(today)),
        Due::Soon => (Some(today), last_day(app).tomorrow().ok()),
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
    state: String,
    /// Of the party with this code; empty: of the administration.
    uscc: Option<String>,
    /// With days, the list is that of a report: what is over, too.
    by: Option<By>,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    after: String,
}

impl Wanted {
    /// The days of a report, if it is asked for.
    fn days(&self) -> Option<(By, Days)> {
        let (from, to) = (self.from.parse().ok()?, self.to.parse().ok()?);
        Some((self.by?, Days { from, to }))
    }

    fn filter(&self, app: &App) -> DutyFilter {
        let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let (due_from, due_before) = self.due.map_or((None, None), |due| horizon(app, due));
        let filter = DutyFilter {
            kinds: vec![self.kind.as_str().to_owned()],
            department: self.department.clone(),
            severity: given(&self.severity),
            source: given(&self.source),
            uscc: self.uscc.clone(),
            due_from,
            due_before,
            ..DutyFilter::default()
        };
        match self.days() {
            // Whether somebody still has to act is no state of its own but that of several.
            Some((by, days)) if self.state == "open" && self.kind != Kind::Promise => {
                let open = Some(true);
                by.narrow(days, DutyFilter { open, ..filter })
            }
            Some((by, days)) => {
                let state = given(&self.state);
                by.narrow(days, DutyFilter { state, ..filter })
            }
            None => DutyFilter {
                open: Some(true),
                ..filter
            },
        }
    }
}

/// The list behind a counter: what is open, the most urgent first; behind a figure of a report: all it counts.
pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let filter = wanted.filter(&app);
    let page = part(&app, &visitor, (&filter, &wanted.after)).await?;
    let rule = app.office.catalogue.supervision().rule(&wanted.source);
    let department = wanted.department.as_deref().map(DepartmentCode::new);
    let department = department.and_then(|code| app.office.catalogue.known_department(&code));
    let data = context! {
        kind => wanted.kind.as_str(),
        severity => wanted.severity.as_str(),
        due => view(&wanted.due),
        rule => view(&rule.map(|rule| rule.name.clone())),
        department => view(&department.map(|department| department.name.clone())),
        days => wanted.days().map(|(by, days)| context! {
            by => by.as_str(), from => days.from.to_string(), to => days.to.to_string(),
        }),
        state => wanted.state.as_str(),
        rows => view(&lines(&app, &page.rows)),
        next => page.next.map(|next| address(&wanted, &next)),
        checks => ran(&app, &visitor, wanted.kind == Kind::Finding && page.rows.is_empty()).await?,
    };
    app.page(&visitor, "pages/watch/duties.html", data)
}

/// Where no finding is: which checks ran last, when, and on how much.
async fn ran(app: &App, visitor: &Visitor, is_wanted: bool) -> Result<Option<Value>, PageError> {
    if !is_wanted {
        return Ok(None);
    }
    let runs = app.office.cross_check_runs(1).await;
    let runs = runs.map_err(|error| error.into_page(app, visitor))?;
    let last = runs.first();
    Ok(Some(context! {
        at => last.map(|run| run.at.to_string()),
        projects => last.map(|run| run.counts.projects),
        rules => view(&rules(app, last)),
    }))
}

/// The address of the next part of a list. Codes and cursors need no escaping.
fn address(wanted: &Wanted, after: &str) -> String {
    let mut address = format!("/watch/duties?kind={}", wanted.kind.as_str());
    let due = wanted.due.map(|due| match due {
        Due::Overdue => "overdue",
        Due::Soon => "soon",
    });
    for (name, value) in [
        ("by", wanted.by.map(By::as_str)),
        ("from", Some(wanted.from.as_str())),
        ("to", Some(wanted.to.as_str())),
        ("state", Some(wanted.state.as_str())),
        ("uscc", wanted.uscc.as_deref()),
        ("severity", Some(wanted.severity.as_str())),
        ("department", wanted.department.as_deref()),
        ("source", Some(wanted.source.as_str())),
        ("due", due),
        ("after", Some(after)),
    ] {
        if let Some(value) =
            value.filter(|value| !value.is_empty() || matches!(name, "department" | "uscc"))
        {
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
