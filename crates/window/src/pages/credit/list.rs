//! Lists of credit records: the supervisors' with stage and search, the party's own.

use axum::extract::{Query, State};
use axum::response::Response;
use minijinja::{Value, context};
use serde::Deserialize;
use window_domain::access::Action;
use window_domain::credit::Stage;
use window_store::{CreditFilter, CreditRow, CreditStep, Days, Page, PageOf};

use super::view::breach;
use crate::app::{App, AppState};
use crate::http::{PageError, Visitor};
use crate::service::project::viewer;
use crate::templates::view;

/// Records of a page.
const SHOWN: u16 = 30;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    stage: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    step: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    after: Option<String>,
}

impl Wanted {
    /// The step and days of a report, if they are asked for.
    fn step(&self) -> Option<(CreditStep, Days)> {
        let mut steps = CreditStep::ALL.into_iter();
        let step = steps.find(|step| step.as_str() == self.step)?;
        let (from, to) = (self.from.parse().ok()?, self.to.parse().ok()?);
        Some((step, Days { from, to }))
    }
}

/// The supervisors' list.
pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    if !visitor.is_staff() {
        return Err(PageError::not_found());
    }
    let stage = Stage::NAMES
        .into_iter()
        .find(|name| *name == wanted.stage.as_str());
    let text = wanted.text.trim();
    let filter = CreditFilter {
        stages: stage.into_iter().map(str::to_owned).collect(),
        text: Some(text.to_owned()).filter(|text| !text.is_empty()),
        step: wanted.step(),
        ..CreditFilter::default()
    };
    let step = wanted.step().map(|(step, days)| {
        context! {
            name => step.as_str(), from => days.from.to_string(), to => days.to.to_string(),
        }
    });
    let page = read(&app, &visitor, &filter, wanted.after).await?;
    let data = context! {
        step,
        rows => rows(&app, &page.rows), next => page.next, stage => stage.unwrap_or_default(), text,
        stages => view(&Stage::NAMES), may_record => visitor.may(Action::RecordClue),
    };
    app.page(&visitor, "pages/credit/list.html", data)
}

/// The party's own records, once it was told of them.
pub(super) async fn mine(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let page = read(&app, &visitor, &CreditFilter::default(), wanted.after).await?;
    let data = context! { rows => rows(&app, &page.rows), next => page.next };
    app.page(&visitor, "pages/credit/my.html", data)
}

async fn read(
    app: &App,
    visitor: &Visitor,
    filter: &CreditFilter,
    after: Option<String>,
) -> Result<PageOf<CreditRow>, PageError> {
    let viewer = viewer(&visitor.actor()?);
    let asked = Page {
        after,
        limit: SHOWN,
    };
    let reader = app.store.read(&viewer);
    let page = reader.credit_records(filter, &asked).await;
    page.map_err(PageError::unavailable)
}

fn rows(app: &App, rows: &[CreditRow]) -> Vec<Value> {
    let today = app.office.today();
    rows.iter()
        .map(|row| {
            context! {
                id => row.id.as_str(), company => row.company.as_str(), uscc => row.uscc.as_str(),
                breach => view(&breach(app, &row.breach)), stage => row.stage.as_str(),
                recorded_on => row.recorded_on.to_string(), number => row.number.as_deref(),
                class => row.class.as_deref(),
                next_due => row.next_due.map(|due| due.to_string()),
                is_late => row.next_due.is_some_and(|due| due < today),
            }
        })
        .collect()
}
