//! One release: what it changes, what it would mean for projects like those of today, and the second person's word.

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::{Value, context};
use similar::{ChangeTag, TextDiff};
use window_domain::access::Action;
use window_domain::catalogue::Change;
use window_store::ReleaseState;

use super::list::line;
use crate::app::{App, AppState};
use crate::export::archive;
use crate::http::refusal::problems;
use crate::http::{Fields, FormView, PageError, Visitor};
use crate::service::Refused;
use crate::service::release::{Meaning, ReleaseVerdict};
use crate::templates::view;

/// Changes of a page; a city taken over from elsewhere changes thousands.
const SHOWN: usize = 300;
/// Characters of a value that are shown.
const VALUE_SHOWN: usize = 240;
/// Lines around a changed one.
const LINES_AROUND: usize = 2;

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let form = FormView::of(&Fields::from_pairs([]), Vec::new());
    page(&app, &visitor, &id, (StatusCode::OK, form)).await
}

async fn page(
    app: &App,
    visitor: &Visitor,
    id: &str,
    (status, form): (StatusCode, FormView),
) -> Result<Response, PageError> {
    let release = app.store.catalogue_release(id).await;
    let release = release.map_err(PageError::unavailable)?;
    let release = release.ok_or_else(PageError::not_found)?;
    let office = &app.office;
    let failed = |error: Refused| error.into_page(app, visitor);
    let changes = office.changes_by(&release).await.map_err(failed)?;
    let user = visitor.actor()?.user.map(|user| user.to_string());
    let may_decide = visitor.may(Action::DecideRelease);
    let is_waiting = release.state == ReleaseState::Waiting;
    let is_to_come =
        release.state == ReleaseState::Approved && release.effective_on > office.today();
    let meaning = if is_waiting || is_to_come {
        Some(office.meaning_of(&release).await.map_err(failed)?)
    } else {
        None
    };
    let (texts, values): (Vec<&Change>, Vec<&Change>) =
        changes.iter().partition(|change| change.path.is_empty());
    let data = context! {
        form => view(&form), one => line(app, &release).await?,
        values => values.iter().take(SHOWN).map(|it| value(it)).collect::<Vec<_>>(),
        texts => texts.iter().take(SHOWN).map(|it| text(it)).collect::<Vec<_>>(),
        count => changes.len(), hidden => changes.len().saturating_sub(SHOWN),
        meaning => meaning.as_ref().map(meant),
        is_own => user.is_some() && user == release.imported_by,
        may_decide => may_decide && is_waiting, may_withdraw => may_decide && is_to_come,
        may_bring_back => visitor.may(Action::ImportRelease)
            && release.state == ReleaseState::Approved
            && office.catalogue.releases().newest().release() != release.name,
    };
    app.page_with_status(visitor, status, "pages/admin/release.html", data)
}

fn value(change: &Change) -> Value {
    let shown = |text: Option<&String>| {
        text.map(|text| {
            let mut short: String = text.chars().take(VALUE_SHOWN).collect();
            if short.len() < text.len() {
                short.push('\u{2026}');
            }
            short
        })
    };
    context! {
        file => change.file.as_str(), path => change.path.as_str(),
        before => shown(change.before.as_ref()), after => shown(change.after.as_ref()),
    }
}

/// A layout or another text, line by line around what changed.
fn text(change: &Change) -> Value {
    let before = change.before.as_deref().unwrap_or_default();
    let after = change.after.as_deref().unwrap_or_default();
    let diff = TextDiff::from_lines(before, after);
    let groups = diff.grouped_ops(LINES_AROUND);
    let lines: Vec<Value> = groups
        .iter()
        .flatten()
        .flat_map(|op| diff.iter_changes(op))
        .map(|line| {
            let kind = match line.tag() {
                ChangeTag::Delete => "gone",
                ChangeTag::Insert => "new",
                ChangeTag::Equal => "same",
            };
            context! { kind, text => line.value().trim_end() }
        })
        .take(SHOWN)
        .collect();
    context! { file => change.file.as_str(), lines }
}

fn meant(meaning: &Meaning) -> Value {
    let lines: Vec<Value> = meaning
        .differing
        .iter()
        .map(|it| {
            context! {
                name => it.name.as_str(), id => it.id.as_str(), before => it.before,
                after => it.after, is_sooner => it.after < it.before,
                items_before => it.items_before, items_after => it.items_after,
            }
        })
        .collect();
    context! { all => meaning.all, differing => meaning.count, lines }
}

/// The files as the city's folder has them.
pub(super) async fn download(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let release = app.store.catalogue_release(&id).await;
    let release = release.map_err(PageError::unavailable)?;
    let release = release.ok_or_else(PageError::not_found)?;
    let files = app.office.release_folder(&id).await;
    let files = files.map_err(|error| error.into_page(&app, &visitor))?;
    let packed = archive::pack(&files).map_err(|_| PageError::broken_because("pack files"))?;
    let name = format!("attachment; filename=\"catalogue-{}.zip\"", release.name);
    let headers = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, packed).into_response())
}

pub(super) async fn approve(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    decide(&app, &visitor, &id, (&fields, ReleaseVerdict::Approve)).await
}

pub(super) async fn reject(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let verdict = ReleaseVerdict::Reject(fields.text("reason").to_owned());
    decide(&app, &visitor, &id, (&fields, verdict)).await
}

pub(super) async fn withdraw(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let verdict = ReleaseVerdict::Withdraw(fields.text("reason").to_owned());
    decide(&app, &visitor, &id, (&fields, verdict)).await
}

async fn decide(
    app: &App,
    visitor: &Visitor,
    id: &str,
    (fields, verdict): (&Fields, ReleaseVerdict),
) -> Result<Response, PageError> {
    let request = visitor.form_request(fields)?;
    let actor = visitor.actor()?;
    let decided = app.office.decide_release(&actor, (id, &verdict), &request);
    match decided.await {
        Ok(()) => Ok(Redirect::to(&format!("/admin/releases/{id}")).into_response()),
        Err(Refused::Rules(refusals)) => {
            let form = FormView::of(fields, problems(app, visitor.language, &refusals));
            page(app, visitor, id, (StatusCode::UNPROCESSABLE_ENTITY, form)).await
        }
        Err(error) => Err(error.into_page(app, visitor)),
    }
}
