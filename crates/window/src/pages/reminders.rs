//! Promises whose day comes near or has passed, where people look: the same list for enterprise, agent, department and
//! supervisor, each over what they may see.

use jiff::civil::Date;
use serde::Serialize;
use window_domain::catalogue::{DepartmentCode, ItemCode, Text};
use window_store::{DutyFilter, DutyRow, Page, Viewer};

use crate::app::App;
use crate::http::PageError;
use crate::pages::lights::{LightView, of_duty};

/// Reminders of days that are near shown at once: more than anybody can act on in a day.
const NEAR: u16 = 20;
/// Overdue promises shown above them; each has its own way on, and must not hide what can still be kept in time.
const OVERDUE: u16 = 5;

/// The reminders of a page, and how many there are beside those shown.
#[derive(Debug, Serialize)]
pub(super) struct Reminders {
    rows: Vec<Reminder>,
    more: u64,
}

/// A promise somebody is reminded of.
#[derive(Debug, Serialize)]
struct Reminder {
    href: String,
    /// Code of the item.
    code: String,
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
) -> Result<Reminders, PageError> {
    let (reader, today) = (app.store.read(viewer), app.office.today());
    let promises = DutyFilter {
        kinds: vec!["promise".to_owned()],
        open: Some(true),
        ..filter
    };
    let overdue = DutyFilter {
        due_before: Some(today),
        ..promises.clone()
    };
    let near = DutyFilter {
        due_from: Some(today),
        due_before: last_day(app).tomorrow().ok(),
        ..promises
    };
    let (mut rows, mut all) = (Vec::new(), 0);
    for (filter, limit) in [(overdue, OVERDUE), (near, NEAR)] {
        let found = reader.duties(&filter, &Page::first(limit)).await;
        let found = found.map_err(PageError::unavailable)?;
        rows.extend(found.rows.iter().map(|row| reminder(app, whose, row)));
        let count = reader.count_duties(&filter).await;
        all += count.map_err(PageError::unavailable)?;
    }
    let shown = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    Ok(Reminders {
        rows,
        more: all.saturating_sub(shown),
    })
}

fn reminder(app: &App, whose: Reminded, row: &DutyRow) -> Reminder {
    let catalogue = &app.office.catalogue;
    let item = row.item.as_deref().map(ItemCode::new);
    let item = item.and_then(|code| catalogue.item(&code));
    let checker = row.department.as_deref().map(DepartmentCode::new);
    let checker = checker.and_then(|code| catalogue.department(&code));
    Reminder {
        href: whose.href(row),
        code: row.item.clone().unwrap_or_default(),
        project: row.project_name.clone(),
        company: row.enterprise_name.clone(),
        item: item.map(|item| item.name.clone()),
        checker: checker.map(|department| department.name.clone()),
        due: row.due().map(|due| due.to_string()),
        light: of_duty(app, row).into(),
    }
}
