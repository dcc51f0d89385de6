//! The working-day calendar: what is in force, handing in a year, what it would move, a second person's word, the journal.

use axum::extract::{Multipart, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::{Value, context};
use serde::Deserialize;
use window_domain::access::Action;
use window_domain::calendar::{ChangedDay, DayKind};
use window_domain::refusal::Refusals;
use window_store::{CalendarImport, CalendarMove, ImportState, MovedDeadline};

use crate::app::{App, AppState};
use crate::http::refusal::problems;
use crate::http::{ErrorKind, Fields, FormView, PageError, UploadForm, Visitor};
use crate::service::Refused;
use crate::service::calendar::{Verdict, in_force_from};
use crate::templates::view;

/// Moved deadlines of a page.
const SHOWN: usize = 100;
/// So many streams are counted before a decision is answered; the jobs count the rest.
const AT_ONCE: usize = 200;

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    page(&app, &visitor, (StatusCode::OK, FormView::empty())).await
}

async fn page(
    app: &App,
    visitor: &Visitor,
    (status, form): (StatusCode, FormView),
) -> Result<Response, PageError> {
    let imports = app.store.calendar_imports().await;
    let imports = imports.map_err(PageError::unavailable)?;
    let mut rows = Vec::new();
    for import in imports.iter().rev() {
        rows.push(line(app, import).await?);
    }
    let calendar = &app.office.calendar;
    let is_settled = |one: &CalendarImport| {
        one.state != ImportState::Waiting
            && (one.state == ImportState::Rejected || one.is_counted())
    };
    let data = context! {
        form => view(&form), rows, is_free => imports.iter().all(is_settled),
        from => calendar.published_from().to_string(),
        until => calendar.published_until().to_string(),
        next_year => calendar.published_until().year().saturating_add(1),
        may_import => visitor.may(Action::ImportCalendar),
    };
    app.page_with_status(visitor, status, "pages/admin/calendar.html", data)
}

/// An import as list and page show it.
async fn line(app: &App, import: &CalendarImport) -> Result<Value, PageError> {
    let state = match import.state {
        ImportState::Waiting => "waiting",
        ImportState::Rejected => "rejected",
        ImportState::InForce if import.is_counted() => "in-force",
        ImportState::InForce => "counting",
    };
    let moved = app.store.count_calendar_moves(&import.id).await;
    let imported_by = named(app, Some(&import.imported_by)).await?;
    let decided_by = named(app, import.decided_by.as_deref()).await?;
    Ok(context! {
        id => import.id.as_str(), year => import.year.to_string(), state,
        imported_by, imported_at => import.imported_at.to_string(), decided_by,
        decided_at => import.decided_at.map(|at| at.to_string()),
        in_force_from => in_force_from(import).map(|on| on.to_string()),
        reason => import.reason.as_str(), done => import.done, total => import.total,
        moved => moved.map_err(PageError::unavailable)?,
    })
}

async fn named(app: &App, id: Option<&str>) -> Result<String, PageError> {
    let Some(id) = id else {
        return Ok(String::new());
    };
    let account = app
        .store
        .account(id)
        .await
        .map_err(PageError::unavailable)?;
    Ok(account.map_or_else(String::new, |account| account.name))
}

/// Takes up a file or the text pasted; the file goes before.
pub(super) async fn import(
    State(app): State<AppState>,
    visitor: Visitor,
    form: UploadForm,
) -> Result<Response, PageError> {
    let request = visitor.request(&form.key)?;
    let actor = visitor.actor()?;
    let text = typed(form.parts).await?;
    let done = app.office.import_calendar(&actor, &text, &request).await;
    match done {
        Ok(id) => Ok(Redirect::to(&format!("/admin/calendar/{id}")).into_response()),
        Err(Refused::Rules(refusals)) => {
            let fields = Fields::from_pairs([("text".to_owned(), text)]);
            refused(&app, &visitor, (&fields, &refusals)).await
        }
        Err(error) => Err(error.into_page(&app, &visitor)),
    }
}

async fn refused(
    app: &App,
    visitor: &Visitor,
    (fields, refusals): (&Fields, &Refusals),
) -> Result<Response, PageError> {
    let form = FormView::of(fields, problems(app, visitor.language, refusals));
    page(app, visitor, (StatusCode::UNPROCESSABLE_ENTITY, form)).await
}

async fn typed(mut parts: Multipart) -> Result<String, PageError> {
    let bad = |_| PageError::new(ErrorKind::BadRequest);
    let mut text = String::new();
    while let Some(part) = parts.next_field().await.map_err(bad)? {
        let is_file = part.name() == Some("file");
        let bytes = part.bytes().await.map_err(bad)?;
        if text.is_empty() || (is_file && !bytes.is_empty()) {
            text = String::from_utf8_lossy(&bytes).into_owned();
        }
    }
    Ok(text)
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Part {
    #[serde(default)]
    after: u32,
}

pub(super) async fn one(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(part): Query<Part>,
) -> Result<Response, PageError> {
    let answer = (StatusCode::OK, FormView::empty());
    import_page(&app, &visitor, (&id, part.after), answer).await
}

async fn import_page(
    app: &App,
    visitor: &Visitor,
    (id, after): (&str, u32),
    (status, form): (StatusCode, FormView),
) -> Result<Response, PageError> {
    let import = app.store.calendar_import(id).await;
    let import = import.map_err(PageError::unavailable)?;
    let import = import.ok_or_else(PageError::not_found)?;
    let user = visitor.actor()?.user.map(|user| user.to_string());
    let is_own = user.as_ref() == Some(&import.imported_by);
    let shown = u32::try_from(SHOWN).unwrap_or(u32::MAX);
    let (days, moves, count, until) = if import.state == ImportState::Waiting {
        let preview = app.office.preview_calendar(&import).await;
        let preview = preview.map_err(|error| error.into_page(app, visitor))?;
        let skip = usize::try_from(after).unwrap_or(usize::MAX);
        let moves = preview.moves.iter().skip(skip).take(SHOWN);
        let moves: Vec<Value> = moves.map(would_move).collect();
        let count = u64::try_from(preview.moves.len()).unwrap_or(u64::MAX);
        let days: Vec<Value> = preview.days.iter().copied().map(day).collect();
        (
            days,
            moves,
            count,
            Some(preview.published_until.to_string()),
        )
    } else {
        let moves = app.store.calendar_moves(id, (after, shown)).await;
        let moves = moves.map_err(PageError::unavailable)?;
        let count = app.store.count_calendar_moves(id).await;
        let count = count.map_err(PageError::unavailable)?;
        (Vec::new(), moves.iter().map(moved).collect(), count, None)
    };
    let next = after.saturating_add(shown);
    let one = line(app, &import).await?;
    let data = context! {
        form => view(&form), one, days, moves, count, until, is_own,
        next => (u64::from(next) < count).then_some(next),
        may_decide => visitor.may(Action::DecideCalendar) && import.state == ImportState::Waiting,
    };
    app.page_with_status(visitor, status, "pages/admin/calendar_import.html", data)
}

fn day(one: ChangedDay) -> Value {
    let word = |kind: DayKind| match kind {
        DayKind::Workday => "workday",
        DayKind::MakeUpWorkday => "make-up",
        DayKind::Weekend => "weekend",
        DayKind::Holiday => "holiday",
        DayKind::Unpublished => "assumed",
    };
    context! { date => one.date.to_string(), before => word(one.before), after => word(one.after) }
}

fn would_move(one: &MovedDeadline) -> Value {
    context! {
        kind => one.key.kind, object => one.key.object.as_str(), step => one.key.step.as_str(),
        name => one.name.as_str(), was => one.was.to_string(), becomes => one.becomes.to_string(),
        is_later => one.becomes > one.was,
    }
}

fn moved(one: &CalendarMove) -> Value {
    context! {
        kind => one.kind.as_str(), object => one.object.as_str(), step => one.step.as_str(),
        name => one.name.as_str(), was => one.was.to_string(), becomes => one.becomes.to_string(),
        is_later => one.becomes > one.was,
    }
}

/// Puts an import in force and counts the first deadlines.
pub(super) async fn enforce(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    decide(&app, &visitor, &id, (&fields, Verdict::Enforce)).await
}

/// Rejects an import.
pub(super) async fn reject(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let verdict = Verdict::Reject(fields.text("reason").to_owned());
    decide(&app, &visitor, &id, (&fields, verdict)).await
}

async fn decide(
    app: &App,
    visitor: &Visitor,
    id: &str,
    (fields, verdict): (&Fields, Verdict),
) -> Result<Response, PageError> {
    let request = visitor.form_request(fields)?;
    let actor = visitor.actor()?;
    let office = &app.office;
    let done = match office
        .decide_calendar(&actor, (id, &verdict), &request)
        .await
    {
        Ok(()) => office.count_anew(AT_ONCE).await.map(drop),
        Err(refused) => Err(refused),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/admin/calendar/{id}")).into_response()),
        Err(Refused::Rules(refusals)) => {
            let form = FormView::of(fields, problems(app, visitor.language, &refusals));
            let answer = (StatusCode::UNPROCESSABLE_ENTITY, form);
            import_page(app, visitor, (id, 0), answer).await
        }
        Err(error) => Err(error.into_page(app, visitor)),
    }
}
