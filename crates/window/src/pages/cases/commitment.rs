//! The commitment letter: what the enterprise gets now, what it brings later, and what follows otherwise.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use serde::Serialize;
use window_domain::access::{Action, Role};
use window_domain::catalogue::{Catalogue, ItemCode, PromiseDue, Text};
use window_domain::project::event::{Promise, SignatureMethod};
use window_domain::project::letters::form;
use window_domain::project::{BuildFirst, Command, Project};

use super::{agent, department_name, item_name, plain, project};
use crate::app::{App, AppState};
use crate::auth::password;
use crate::http::{Fields, FormView, PageError, Problem, Visitor, refusal};
use crate::i18n::Message;
use crate::service::Refused;
use crate::templates::view;

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let project = project(&app, &visitor, &id, Action::ReadProject).await?;
    page(&app, &visitor, &project, (Vec::new(), FormView::empty()))
}

pub(super) async fn sign(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let project = project(&app, &visitor, &id, Action::SignCommitment).await?;
    let confirmed: Vec<_> = fields.all("promise").map(ItemCode::new).collect();
    if !is_signatory_in_person(&app, &visitor, fields.text("password")).await? {
        let problem = Problem::new("password", Message::new("commitment-password-wrong"));
        let form = FormView::of(&fields, vec![problem]);
        return page(&app, &visitor, &project, (confirmed, form));
    }
    let legal_person = app.office.legal_person(project.builder.id).await;
    let command = Command::SignCommitment {
        confirmed: confirmed.clone(),
        method: SignatureMethod::Account,
        legal_person: legal_person.map_err(|refused| refused.into_page(&app, &visitor))?,
    };
    let request = visitor.form_request(&fields)?;
    match app
        .office
        .execute(&visitor.actor()?, project.id, &command, &request)
        .await
    {
        Ok(_) => {
            Ok(Redirect::to(&format!("/my/projects/{}/commitment", project.id)).into_response())
        }
        Err(Refused::Rules(refusals)) => {
            let problems = refusal::problems(&app, visitor.language, &refusals);
            let now = app
                .office
                .project(&visitor.actor()?, project.id, (Action::ReadProject, None))
                .await
                .map_err(|refused| refused.into_page(&app, &visitor))?;
            let form = FormView::of(&fields, problems);
            page(&app, &visitor, &now, (confirmed, form))
        }
        Err(refused) => Err(refused.into_page(&app, &visitor)),
    }
}

/// Whether the password typed again is that of the account that is logged in.
async fn is_signatory_in_person(
    app: &App,
    visitor: &Visitor,
    typed: &str,
) -> Result<bool, PageError> {
    let account = visitor
        .account
        .as_ref()
        .ok_or_else(PageError::unauthenticated)?;
    let record = app
        .store
        .account_by_login(&account.login)
        .await
        .map_err(PageError::unavailable)?;
    let kept = record.map(|record| record.password_hash);
    password::verify(app, typed, kept)
        .await
        .map_err(PageError::broken)
}

/// A promise as the letter shows it.
#[derive(Debug, Serialize)]
struct PromiseView {
    code: String,
    item: Text,
    standard: Text,
    checker: Text,
    node: Option<&'static str>,
    days: Option<u16>,
    ticked: bool,
}

fn promise(catalogue: &Catalogue, promise: &Promise, ticked: &[ItemCode]) -> PromiseView {
    let item = catalogue.item(&promise.item);
    let standard = item.and_then(|item| item.commitment.standard.clone());
    let (node, days) = match promise.due {
        PromiseDue::WorkingDaysAfterNotice(days) => (None, Some(days)),
        PromiseDue::Node(node) => (Some(node.as_str()), None),
    };
    PromiseView {
        code: promise.item.to_string(),
        item: item_name(catalogue, &promise.item),
        standard: standard.unwrap_or_else(|| plain("")),
        checker: department_name(catalogue, &promise.checker),
        node,
        days,
        ticked: ticked.contains(&promise.item),
    }
}

fn page(
    app: &App,
    visitor: &Visitor,
    project: &Project,
    (ticked, form): (Vec<ItemCode>, FormView),
) -> Result<Response, PageError> {
    let signed = project.build_first.commitment();
    let promises: &[Promise] = match (&project.build_first, signed) {
        (BuildFirst::Told { promises, .. }, _) => promises,
        (_, Some(commitment)) => &commitment.promises,
        _ => &[],
    };
    let promises: Vec<_> = promises
        .iter()
        .map(|one| promise(app.office.rules_of(project), one, &ticked))
        .collect();
    let letter = project
        .letters
        .iter()
        .rfind(|letter| letter.form == form::COMMITMENT);
    let status = if form.problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let data = context! {
        form => view(&form),
        project => context! {
            id => project.id.to_string(), title => project.title.as_str(), version => project.version,
        },
        state => project.build_first.as_str(),
        open => project.build_first.awaits_signature(),
        signatory => visitor.roles.contains(&Role::EnterpriseSignatory),
        signed => signed.map(|commitment| context! {
            signer => commitment.signer.as_str(),
            on => commitment.signed_on.to_string(),
            until => commitment.publicity_until.to_string(),
            objections => commitment.objections.len(),
        }),
        letter => letter.map(|letter| letter.check_code.compact()),
        promises => view(&promises),
        agent => view(&agent(project)),
    };
    app.page_with_status(visitor, status, "pages/cases/commitment.html", data)
}
