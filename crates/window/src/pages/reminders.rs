//! Promises whose day comes near or has passed, where people look: the same list for enterprise, agent, department and
//! supervisor, each over what they may see.

use jiff::civil::Date;
use serde::Serialize;
use window_domain::catalogue::{DepartmentCode, ItemCode, Text};
use window_store::{DutyFilter, DutyRow, Page, Viewer};

use crate::app::App;
use crate::http::PageError;
use crate::pages::lights::{LightView, of_duty};

/// Reminders shown at once: more than anybody can act on in a day.
const SHOWN: u16 = 20;

/// A promise somebody is reminded of.
#[derive(Debug, Serialize)]
pub(super) struct Reminder {
    href: String,
    project: String,
    company: String,
    item: Option<Text>,
    checker: Option<Text>,
    due: Option<String>,
    light: LightView,
}

/// Who is reminded: each is led to its own page of the project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reminded {
    Enterprise,
    Agent,
    Department,
    Supervisor,
}

impl Reminded {
    fn href(self, row: &DutyRow) -> String {
        let item = row.item.as_deref().unwrap_or_default();
        let id = &row.project_id;
        match self {
            Self::Enterprise => format!("/my/projects/{id}/steps/{item}"),
            Self::Agent => format!("/desk/projects/{id}#promises"),
            Self::Department => format!("/dept/projects/{id}#promises"),
            Self::Supervisor => format!("/watch/projects/{id}#promise"),
        }
    }
}

/// The last day that is near: that of the farthest reminder of the city.
pub(super) fn last_day(app: &App) -> Date {
    let reminders = &app.office.catalogue.supervision().reminders;
    let farthest = reminders.iter().max().copied().unwrap_or_default();
    app.office.calendar.due(app.office.today(), farthest).date
}

/// The open promises whose day is near or has passed, the most urgent first; `filter` narrows whose.
pub(super) async fn reminders(
    app: &App,
    viewer: &Viewer,
    (whose, filter): (Reminded, DutyFilter),
) -> Result<Vec<Reminder>, PageError> {
    let filter = DutyFilter {
        kinds: vec!["promise".to_owned()],
        open: Some(true),
        due_before: last_day(app).tomorrow().ok(),
        ..filter
    };
    let (reader, page) = (app.store.read(viewer), Page::first(SHOWN));
    let found = reader.duties(&filter, &page).await;
    let rows = found.map_err(PageError::unavailable)?.rows;
    Ok(rows.iter().map(|row| reminder(app, whose, row)).collect())
}

fn reminder(app: &App, whose: Reminded, row: &DutyRow) -> Reminder {
    let catalogue = &app.office.catalogue;
    let item = row.item.as_deref().map(ItemCode::new);
    let item = item.and_then(|code| catalogue.item(&code));
    let checker = row.department.as_deref().map(DepartmentCode::new);
    let checker = checker.and_then(|code| catalogue.department(&code));
    Reminder {
        href: whose.href(row),
        project: row.project_name.clone(),
        company: row.enterprise_name.clone(),
        item: item.map(|item| item.name.clone()),
        checker: checker.map(|department| department.name.clone()),
        due: row.due().map(|due| due.to_string()),
        light: of_duty(app, row).into(),
    }
}
