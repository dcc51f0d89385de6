//! One window accepts (page 16): what was handed in, the most urgent first.

use axum::extract::State;
use axum::response::Response;
use minijinja::context;
use serde::Serialize;
use window_domain::access::{Action, Actor};
use window_domain::catalogue::Text;
use window_domain::light::Light;
use window_domain::project::progress::{MaterialStatus, Progress};
use window_domain::project::{CaseStatus, Project};
use window_store::{Page, SubmissionFilter, SubmissionRow};

use crate::app::{App, AppState};
use crate::http::{PageError, Visitor};
use crate::pages::green_channel::{self, PromiseView};
use crate::pages::lights::LightView;
use crate::service::project::viewer;

/// Submissions shown at once; the most urgent come first.
const SHOWN: u16 = 30;

#[derive(Debug, Serialize)]
struct Waiting {
    receipt: String,
    project: String,
    href: String,
    company: String,
    due: String,
    light: LightView,
    /// Of a project of the green channel: the promise of acceptance.
    promise: Option<PromiseView>,
    cases: Vec<WaitingCase>,
}

#[derive(Debug, Serialize)]
struct WaitingCase {
    number: String,
    item: String,
    name: Option<Text>,
    materials: Vec<Material>,
}

#[derive(Debug, Serialize)]
struct Material {
    name: Text,
    state: &'static str,
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    page(&app, &visitor).await
}

async fn found(
    app: &App,
    visitor: &Visitor,
    actor: &Actor,
    receipt: &str,
) -> Result<(std::sync::Arc<Project>, SubmissionRow), PageError> {
    let viewer = viewer(actor);
    let row = app
        .store
        .read(&viewer)
        .submission_by_receipt(receipt)
        .await
        .map_err(PageError::unavailable)?
        .ok_or_else(PageError::not_found)?;
    let id = row.project_id.parse().map_err(|_| PageError::not_found())?;
    let project = app
        .office
        .project(actor, id, (Action::AcceptCases, None))
        .await
        .map_err(|error| error.into_page(app, visitor))?;
    Ok((project, row))
}

async fn page(app: &App, visitor: &Visitor) -> Result<Response, PageError> {
    let actor = visitor.actor()?;
    let viewer = viewer(&actor);
    let filter = SubmissionFilter {
        states: vec!["received".to_owned()],
        ..SubmissionFilter::default()
    };
    let rows = app
        .store
        .read(&viewer)
        .submissions(&filter, &Page::first(SHOWN))
        .await
        .map_err(PageError::unavailable)?;
    // What was promised for its day goes before what the law gives five days.
    let promised = app.store.read(&viewer).open_promises().await;
    let mut receipts: Vec<String> = Vec::new();
    let promised = promised.map_err(PageError::unavailable)?.into_iter();
    let others = rows.rows.into_iter().map(|row| row.receipt_no);
    for receipt in promised.map(|promise| promise.receipt_no).chain(others) {
        if !receipts.contains(&receipt) {
            receipts.push(receipt);
        }
    }
    let mut waiting = Vec::new();
    for receipt in receipts {
        let (project, row) = found(app, visitor, &actor, &receipt).await?;
        waiting.push(waiting_view(app, &project, &row));
    }
    let data = context! {
        waiting => crate::templates::view(&waiting),
        close => app.office.catalogue.city().office_hours.close.strftime("%H:%M").to_string(),
    };
    app.page(visitor, "pages/desk/intake.html", data)
}

fn waiting_view(app: &App, project: &Project, row: &SubmissionRow) -> Waiting {
    let catalogue = &app.office.catalogue;
    let progress = Progress::new(project, catalogue);
    let open: Vec<_> = project
        .cases
        .values()
        .filter(|case| {
            case.submission.to_string() == row.id && case.status() == CaseStatus::Received
        })
        .collect();
    let light = open.first().map_or(Light::Unlimited, |case| {
        case.light(&app.office.calendar, app.office.today())
    });
    let mut promises = project.green_channel.promises.iter();
    let promise = promises
        .find(|promise| promise.end.is_none() && promise.submission.to_string() == row.id)
        .map(|promise| green_channel::promise(app, project, promise));
    let cases = open
        .iter()
        .map(|case| {
            let item = catalogue.item(&case.item);
            let slots = item.map(|item| progress.slots(item)).unwrap_or_default();
            WaitingCase {
                number: case.number.to_string(),
                item: case.item.to_string(),
                name: item.map(|item| item.name.clone()),
                materials: slots
                    .iter()
                    .map(|slot| Material {
                        name: slot.requirement.name.clone(),
                        state: match slot.status {
                            MaterialStatus::Missing => "missing",
                            MaterialStatus::Unconfirmed => "unconfirmed",
                            MaterialStatus::Present => "present",
                            MaterialStatus::Held => "held",
                        },
                    })
                    .collect(),
            }
        })
        .collect();
    Waiting {
        receipt: row.receipt_no.clone(),
        project: project.title.clone(),
        href: format!("/desk/projects/{}", project.id),
        company: project.builder.company.clone(),
        due: row.intake_due.to_string(),
        light: light.into(),
        promise,
        cases,
    }
}
