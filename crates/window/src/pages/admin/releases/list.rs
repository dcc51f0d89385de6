//! All releases, the one in force, and handing in a whole one.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::{Value, context};
use window_domain::access::Action;
use window_store::{CatalogueRelease, ReleaseState};

use super::{hand_in, next_name, parts};
use crate::app::{App, AppState};
use crate::export::archive;
use crate::http::refusal::problems;
use crate::http::{Fields, FormView, PageError, UploadForm, Visitor};
use crate::service::Refused;
use crate::templates::view;

/// Digits of a hash that lists show.
const HASH_SHOWN: usize = 12;

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let form = FormView::of(&suggested(&app), Vec::new());
    page(&app, &visitor, (StatusCode::OK, form)).await
}

/// What a form for a new release begins with.
pub(super) fn suggested(app: &App) -> Fields {
    let newest = app.office.catalogue.releases().newest();
    let tomorrow = app.office.today().tomorrow();
    Fields::from_pairs([
        ("name".to_owned(), next_name(newest.release())),
        (
            "effective_on".to_owned(),
            tomorrow.map_or_else(|_| String::new(), |day| day.to_string()),
        ),
    ])
}

async fn page(
    app: &App,
    visitor: &Visitor,
    (status, form): (StatusCode, FormView),
) -> Result<Response, PageError> {
    let releases = app.store.catalogue_releases().await;
    let releases = releases.map_err(PageError::unavailable)?;
    let mut rows = Vec::new();
    for release in releases.iter().rev() {
        rows.push(line(app, release).await?);
    }
    let (catalogue, today) = (&app.office.catalogue, app.office.today());
    let next = catalogue.releases().after(today);
    let files: Vec<&String> = catalogue.shipped().keys().collect();
    let data = context! {
        form => view(&form), rows, in_force => catalogue.release(), today => today.to_string(),
        items => catalogue.items().len(), departments => catalogue.departments().len(),
        next => next.map(|it| context! { name => it.catalogue.release(), from => it.from.to_string() }),
        is_free => releases.iter().all(|it| it.state != ReleaseState::Waiting),
        files => view(&files), may_import => visitor.may(Action::ImportRelease),
    };
    app.page_with_status(visitor, status, "pages/admin/releases.html", data)
}

/// A release as list and page show it.
pub(super) async fn line(app: &App, release: &CatalogueRelease) -> Result<Value, PageError> {
    let today = app.office.today();
    let in_force = app.office.catalogue.release() == release.name;
    let state = match release.state {
        ReleaseState::Approved if in_force => "in-force",
        ReleaseState::Approved if release.effective_on > today => "to-come",
        ReleaseState::Approved => "over",
        ReleaseState::Waiting => "waiting",
        ReleaseState::Rejected => "rejected",
        ReleaseState::Withdrawn => "withdrawn",
    };
    let imported_by = named(app, release.imported_by.as_deref()).await?;
    let decided_by = named(app, release.decided_by.as_deref()).await?;
    Ok(context! {
        id => release.id.as_str(), name => release.name.as_str(), state,
        effective_on => release.effective_on.to_string(), purpose => release.purpose.as_str(),
        is_first => release.imported_by.is_none(), hash => release.hash.as_str(),
        short_hash => release.hash.get(..HASH_SHOWN), imported_by, decided_by,
        imported_at => release.imported_at.to_string(),
        decided_at => release.decided_at.map(|at| at.to_string()),
        reason => release.reason.as_str(),
    })
}

async fn named(app: &App, id: Option<&str>) -> Result<String, PageError> {
    let Some(id) = id else {
        return Ok(String::new());
    };
    let account = app.store.account(id).await;
    let account = account.map_err(PageError::unavailable)?;
    Ok(account.map_or_else(String::new, |account| account.name))
}

/// Takes up an archive.
pub(super) async fn import(
    State(app): State<AppState>,
    visitor: Visitor,
    form: UploadForm,
) -> Result<Response, PageError> {
    let (fields, file) = parts(form.parts).await?;
    let files = archive::unpack(&file);
    match hand_in(&app, &visitor, (&fields, &form.key), files).await {
        Ok(id) => Ok(Redirect::to(&format!("/admin/releases/{id}")).into_response()),
        Err(Refused::Rules(refusals)) => {
            let form = FormView::of(&fields, problems(&app, visitor.language, &refusals));
            page(&app, &visitor, (StatusCode::UNPROCESSABLE_ENTITY, form)).await
        }
        Err(error) => Err(error.into_page(&app, &visitor)),
    }
}
