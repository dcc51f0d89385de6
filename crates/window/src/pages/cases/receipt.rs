//! The receipt of a hand-in: its number, its cases, and what happens next by when.

use axum::extract::{Path, State};
use axum::response::Response;
use minijinja::context;
use serde::Serialize;
use window_domain::access::Action;
use window_domain::catalogue::Text;
use window_domain::project::progress::{MaterialStatus, Progress};

use super::{agent, department_name, item_name, project};
use crate::app::AppState;
use crate::http::{PageError, Visitor};
use crate::service::project::viewer;
use crate::templates::view;

/// A case on the receipt.
#[derive(Debug, Serialize)]
struct CaseView {
    number: String,
    name: Text,
    department: Text,
    status: &'static str,
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(no): Path<String>,
) -> Result<Response, PageError> {
    let viewer = viewer(&visitor.actor()?);
    let row = app.store.read(&viewer).submission_by_receipt(&no).await;
    let row = row
        .map_err(PageError::unavailable)?
        .ok_or_else(PageError::not_found)?;
    let project = project(&app, &visitor, &row.project_id, Action::ReadProject).await?;
    let catalogue = app.office.rules_of(&project);
    let submission = project
        .submissions
        .values()
        .find(|submission| submission.receipt_no == no)
        .ok_or_else(PageError::not_found)?;
    let cases: Vec<_> = submission
        .cases
        .iter()
        .filter_map(|number| project.cases.get(number))
        .collect();
    let progress = Progress::new(&project, catalogue);
    let mut materials: Vec<Text> = cases
        .iter()
        .filter_map(|case| catalogue.item(&case.item))
        .flat_map(|item| progress.slots(item))
        .filter(|slot| slot.status != MaterialStatus::Missing)
        .map(|slot| slot.requirement.name.clone())
        .collect();
    materials.sort();
    materials.dedup();
    let views: Vec<_> = cases
        .iter()
        .map(|case| CaseView {
            number: case.number.to_string(),
            name: item_name(catalogue, &case.item),
            department: department_name(catalogue, &case.department),
            status: case.status().as_str(),
        })
        .collect();
    let letter = project
        .letters
        .iter()
        .find(|letter| letter.submission == Some(submission.id));
    let data = context! {
        no,
        project => context! { id => project.id.to_string(), title => project.title.as_str() },
        received_at => submission.received_at.to_string(),
        received_on => submission.received_on.to_string(), on_behalf => submission.on_behalf,
        answer_by => row.intake_due.to_string(),
        answer_days => catalogue.policy().intake.answer_days,
        cases => view(&views),
        materials => view(&materials),
        letter => letter.map(|letter| letter.check_code.compact()),
        code => letter.map(|letter| letter.check_code.to_string()),
        agent => view(&agent(&project)),
    };
    app.page(&visitor, "pages/cases/receipt.html", data)
}
