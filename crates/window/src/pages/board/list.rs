//! The cases behind a number of the board.

use axum::extract::{Query, State};
use axum::response::Response;
use minijinja::context;
use serde::{Deserialize, Serialize};
use window_domain::catalogue::{DepartmentCode, ItemCode, Text};
use window_store::{BoardFilter, BoardList, CaseRow, Page};

use super::show::{Asked, period, usual};
use super::whose::{Scope, Whose};
use crate::app::{App, AppState};
use crate::http::{PageError, Visitor};
use crate::templates::view;

/// Which number, of which days; perhaps of one item or department only.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    list: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    until: String,
    #[serde(default)]
    item: String,
    #[serde(default)]
    department: String,
    after: Option<String>,
    #[serde(flatten)]
    scope: Scope,
}

#[derive(Debug, Serialize)]
struct Line {
    number: String,
    href: String,
    project: String,
    company: String,
    item: String,
    name: Option<Text>,
    department: Option<Text>,
    received_on: String,
    decided_on: Option<String>,
    state_key: String,
    holder_key: String,
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let list = BoardList::parse(&wanted.list).ok_or_else(PageError::not_found)?;
    let asked = Asked::new(&wanted.from, &wanted.until);
    let period = period(&asked, usual(&app)?).map_err(|_| PageError::not_found())?;
    let (item, department) = (
        item_name(&app, &wanted.item),
        department_name(&app, &wanted.department),
    );
    let is_unknown = |code: &str, name: &Option<Text>| !code.is_empty() && name.is_none();
    if is_unknown(&wanted.item, &item) || is_unknown(&wanted.department, &department) {
        return Err(PageError::not_found());
    }
    let some = |text: &String| (!text.is_empty()).then(|| text.clone());
    let filter = BoardFilter {
        list,
        period,
        today: app.office.today(),
        item: some(&wanted.item),
        department: some(&wanted.department),
    };
    let whose = Whose::of(&app, &visitor.actor()?, &wanted.scope)?;
    let reader = whose.reader(&app);
    let count = reader.count_board_cases(&filter).await;
    let page = Page {
        after: wanted.after.clone(),
        ..Page::default()
    };
    let found = reader.board_cases(&filter, &page).await;
    let found = found.map_err(PageError::unavailable)?;
    let lines: Vec<Line> = found.rows.iter().map(|row| line(&app, row)).collect();
    let next = found
        .next
        .map(|after| address(&wanted, &whose.suffix(), &after));
    let data = context! {
        whose => whose.view(), list => list.as_str(), lines => view(&lines), next,
        count => count.map_err(PageError::unavailable)?,
        item => view(&item), department => view(&department),
        is_of_today => matches!(list, BoardList::Open | BoardList::Overdue | BoardList::Stopped),
        from => period.from.to_string(), until => period.to.to_string(),
        at => app.clock.now().to_string(),
    };
    app.page(&visitor, "pages/board/list.html", data)
}

/// Where the next part of the list is; what was asked for is known to be codes and days.
fn address(wanted: &Wanted, suffix: &str, after: &str) -> String {
    let asked = [
        ("from", &wanted.from),
        ("until", &wanted.until),
        ("item", &wanted.item),
        ("department", &wanted.department),
    ];
    let asked = asked.into_iter().filter(|(_, value)| !value.is_empty());
    let asked: String = asked
        .flat_map(|(name, value)| ["&", name, "=", value])
        .collect();
    format!(
        "/board/cases?list={}{asked}{suffix}&after={after}",
        wanted.list
    )
}

fn item_name(app: &App, code: &str) -> Option<Text> {
    let item = app.office.catalogue.known_item(&ItemCode::new(code));
    item.map(|item| item.name.clone())
}

fn department_name(app: &App, code: &str) -> Option<Text> {
    let department = app
        .office
        .catalogue
        .known_department(&DepartmentCode::new(code));
    department.map(|department| department.name.clone())
}

fn line(app: &App, row: &CaseRow) -> Line {
    Line {
        number: row.case_no.clone(),
        href: format!("/my/projects/{}", row.project_id),
        project: row.project_name.clone(),
        company: row.enterprise_name.clone(),
        item: row.item.clone(),
        name: item_name(app, &row.item),
        department: department_name(app, &row.department),
        received_on: row.received_on.to_string(),
        decided_on: row.decided_on.map(|on| on.to_string()),
        state_key: format!("case-status-{}", row.state),
        holder_key: format!("holder-{}", row.holder),
    }
}
