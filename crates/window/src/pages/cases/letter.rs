//! Letters as page and as PDF, and the public check of a letter by its code.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::{Value, context};
use serde::Deserialize;
use window_domain::access::Action;
use window_domain::catalogue::{Catalogue, DepartmentCode, Text};
use window_domain::credit::CreditRecord;
use window_domain::id::check_code::CheckCode;
use window_domain::id::entity::CreditId;
use window_domain::id::masking;
use window_domain::project::letters::form;
use window_domain::project::{Project, relations};
use window_letters::{Attachment, LetterDate};
use window_store::LetterRow;

use super::{plain, project, sealed};
use crate::app::{App, AppState};
use crate::http::refusal::city_language;
use crate::http::{PageError, Visitor};
use crate::i18n::{Argument, Language};
use crate::register::proof;
use crate::service::Refused;
use crate::service::credit_letters::CreditPaper;
use crate::service::letters::Paper;
use crate::templates::view;

/// The letter with this code in any spelling; malformed and unknown are the same to whoever asks.
async fn find(app: &App, code: &str) -> Result<Option<(CheckCode, LetterRow)>, PageError> {
    let Ok(code) = code.parse::<CheckCode>() else {
        return Ok(None);
    };
    let row = app
        .store
        .letter(&code.compact())
        .await
        .map_err(PageError::unavailable)?;
    Ok(row.map(|row| (code, row)))
}

/// The letter: `{code}` as a page, `{code}.pdf` as PDF, `{code}.json` as the register proves it. Whoever may have the one
/// may have the others.
pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(file): Path<String>,
) -> Result<Response, PageError> {
    let (code, kind) = file.split_once('.').unwrap_or((&file, ""));
    let (code, row) = find(&app, code).await?.ok_or_else(PageError::not_found)?;
    let (issued, project) = issued(&app, &visitor, code, &row.project_id).await?;
    let is_pdf = match kind {
        "" => false,
        "pdf" => true,
        "json" => return document(&app, code).await,
        _ => return Err(PageError::not_found()),
    };
    let (office, language) = (Arc::clone(&app), visitor.language);
    if is_pdf {
        let pdf = sealed::pdf(&app, (code, issued), language).await?;
        return Ok(attachment(code, ("pdf", "application/pdf"), pdf));
    }
    let set = move || on_screen(&office, &issued, language);
    let html = tokio::task::spawn_blocking(set)
        .await
        .map_err(PageError::broken)??;
    let data = context! {
        html,
        link => code.compact(),
        number => row.number,
        title => context! { zh => row.title_zh, en => row.title_en },
        project,
    };
    let mut answer = app.page(&visitor, "pages/cases/letter.html", data)?;
    let stays_here = HeaderValue::from_static("private, no-store");
    answer
        .headers_mut()
        .insert(header::CACHE_CONTROL, stays_here);
    Ok(answer)
}

/// What a letter was issued in, as it stood then.
pub(super) enum Issued {
    Project(Box<Project>),
    Credit(Box<CreditRecord>, Option<Arc<Project>>),
}

/// What the letter was issued in, for a visitor who may have it, and the way back to the project.
async fn issued(
    app: &App,
    visitor: &Visitor,
    code: CheckCode,
    id: &str,
) -> Result<(Issued, Option<Value>), PageError> {
    let refused = |refused: Refused| refused.into_page(app, visitor);
    let actor = visitor.actor()?;
    if let Ok(id) = id.parse::<CreditId>() {
        // Whoever knows of the record has all its letters.
        let office = &app.office;
        let known = office.credit_record(&actor, id, Action::ReadCredit).await;
        known.map_err(refused)?;
        let (record, project) = office
            .credit_as_of_letter(id, code)
            .await
            .map_err(refused)?;
        return Ok((Issued::Credit(Box::new(record), project), None));
    }
    let project = project(app, visitor, id, Action::ReadCaseFile).await?;
    let is_readable = project
        .letters
        .iter()
        .any(|letter| letter.check_code == code && project.is_letter_readable(&actor, letter));
    if !is_readable {
        return Err(PageError::not_found());
    }
    let then = app.office.as_of_letter(project.id, code).await;
    let then = then.map_err(refused)?;
    let is_open = actor.may(Action::ReadProject, &relations(&project, None, &actor));
    let back = is_open.then(|| {
        context! { id => project.id.to_string(), title => project.title.as_str() }
    });
    Ok((Issued::Project(Box::new(then)), back))
}

/// What the letter says, byte for byte as the register proves it.
async fn document(app: &App, code: CheckCode) -> Result<Response, PageError> {
    let document = proof::document(&app.store, code).await;
    let document = document.map_err(PageError::unavailable)?;
    let document = document.ok_or_else(PageError::not_found)?;
    let kind = ("json", "application/json");
    Ok(attachment(code, kind, document.into_bytes()))
}

fn attachment(code: CheckCode, (ending, kind): (&str, &str), file: Vec<u8>) -> Response {
    let name = format!("attachment; filename=\"{}.{ending}\"", code.compact());
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    (headers, file).into_response()
}

/// The letter as PDF, perhaps with a file in it; the project as it was when the letter was issued.
pub(super) fn set(
    app: &App,
    issued: &Issued,
    language: Language,
    file: Option<&Attachment<'_>>,
) -> Result<Vec<u8>, PageError> {
    let (typ, values, date) = paper(app, issued, language)?;
    let layouts = rules(app, issued).letters().layouts();
    let made = match file {
        Some(file) => app
            .letters
            .render_with((&typ, layouts), &values, date, file),
        None => app.letters.render(&typ, layouts, &values, date),
    };
    made.map(|made| made.pdf).map_err(PageError::broken)
}

/// The same letter as a piece of HTML.
fn on_screen(app: &App, issued: &Issued, language: Language) -> Result<String, PageError> {
    let (typ, values, date) = paper(app, issued, language)?;
    let layouts = rules(app, issued).letters().layouts();
    let made = app.letters.on_screen(&typ, layouts, &values, date);
    made.map(|made| made.html).map_err(PageError::broken)
}

/// The rules the letter was issued by.
fn rules(app: &App, issued: &Issued) -> &'static Catalogue {
    match issued {
        Issued::Project(project) => app.office.rules_of(project),
        Issued::Credit(record, _) => app.office.catalogue.on(record.recorded_on),
    }
}

/// Layout, values and date of the newest letter.
fn paper(
    app: &App,
    issued: &Issued,
    language: Language,
) -> Result<(String, serde_json::Value, LetterDate), PageError> {
    let letter = match issued {
        Issued::Project(project) => project.letters.last(),
        Issued::Credit(record, _) => record.letters.last(),
    };
    let letter = letter.ok_or_else(PageError::not_found)?;
    let say = |key: &str, count: Option<u16>| {
        let args: Vec<_> = count
            .map(|n| ("n", Argument::from(n)))
            .into_iter()
            .collect();
        app.i18n.text(language, key, &args)
    };
    let code = letter.check_code;
    let base_url = app.config.server.base_url.trim_end_matches('/');
    let check_url = format!("{base_url}/v/{code}");
    let values = match issued {
        Issued::Project(project) => Paper {
            office: &app.office,
            project,
            letter,
            language: city_language(language),
            check_url,
            say: &say,
        }
        .values(),
        Issued::Credit(record, project) => CreditPaper {
            office: &app.office,
            record: (record, project.as_deref()),
            letter,
            language: city_language(language),
            check_url,
            say: &say,
        }
        .values(),
    };
    let kind = rules(app, issued).letters().kind(&letter.form);
    let kind = kind.ok_or_else(|| PageError::broken_because("letter of an unknown kind"))?;
    let date = LetterDate {
        year: letter.issued_on.year(),
        month: letter.issued_on.month().unsigned_abs(),
        day: letter.issued_on.day().unsigned_abs(),
    };
    Ok((kind.typ.clone(), values, date))
}

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    code: String,
}

/// Where a code from a paper is typed in; a code that came leads to its answer.
pub(super) async fn ask(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let code: String = asked
        .code
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    if code.is_empty() {
        return app.page(&visitor, "pages/cases/verify_ask.html", context! {});
    }
    Ok(Redirect::to(&format!("/v/{code}")).into_response())
}

/// Whose letter it is: the deciding department's, or the window's.
fn issuer(app: &App, department: Option<&str>) -> Text {
    let catalogue = &app.office.catalogue;
    let name = |code| {
        let known = catalogue.known_department(&DepartmentCode::new(code));
        known.map_or_else(|| plain(code), |it| it.name.clone())
    };
    department.map_or_else(|| catalogue.city().hall.clone(), name)
}

/// The colour of a status; its word and its shape say the same.
fn status_tone(status: &str) -> &'static str {
    match status {
        "valid" => "green",
        "suspended" => "yellow",
        "replaced" | "closed" | "lifted" => "stopped",
        _ => "red",
    }
}

/// Where a letter stands in the register, counted from 1, and whether that is under a signed root already.
async fn registered(app: &App, code: CheckCode) -> Result<Value, PageError> {
    let entry = app.store.register_entry(&code.compact()).await;
    let entry = entry.map_err(PageError::unavailable)?;
    let signed = app.store.register_checkpoint().await;
    let signed = signed.map_err(PageError::unavailable)?;
    let size = signed.map_or(0, |signed| signed.size);
    let is_known = entry.is_some();
    let place = entry
        .and_then(|entry| entry.place)
        .filter(|place| *place < size);
    Ok(context! { is_known, place => place.map(|place| place.saturating_add(1)), size })
}

/// Whether a paper is what it says: for anybody who holds it.
pub(super) async fn verify(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(code): Path<String>,
) -> Result<Response, PageError> {
    let found = find(&app, &code).await?;
    let entry = match &found {
        Some((code, _)) => Some(registered(&app, *code).await?),
        None => None,
    };
    let files = match &found {
        Some((code, _)) => sealed::files(&app, *code).await?,
        None => Vec::new(),
    };
    let files: Vec<Value> = files
        .iter()
        .map(|(file, place)| {
            let number = place.map(|place| place.saturating_add(1));
            context! { language => file.language.tag(), sha256 => file.sha256.as_str(), number }
        })
        .collect();
    let data = context! {
        entry, files, certificate => app.seal.fingerprint(), letter => found.map(|(code, row)| context! {
            code => code.to_string(), link => code.compact(),
            status => row.status.as_str(),
            tone => status_tone(&row.status),
            since => row.status_reason.split_once(' ').map_or(row.status_reason.as_str(), |(since, _)| since),
            by => row.status_reason.split_once(' ').map(|(_, by)| by),
            number => row.number,
            title => context! { zh => row.title_zh, en => row.title_en },
            issued_on => row.issued_on.to_string(), holder => masking::company(&row.holder_name),
            is_notice => row.kind == form::CONSTRUCTION_NOTICE,
            issuer => view(&issuer(&app, row.department.as_deref())),
        }),
    };
    app.page(&visitor, "pages/cases/verify.html", data)
}
