//! Letters as PDF, and the public check of a letter by its code.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use minijinja::context;
use window_domain::access::Action;
use window_domain::catalogue::{DepartmentCode, Text};
use window_domain::id::check_code::CheckCode;
use window_domain::project::letters::form;
use window_letters::LetterDate;
use window_store::LetterRow;

use super::{department_name, project};
use crate::app::{App, AppState};
use crate::http::refusal::city_language;
use crate::http::{PageError, Visitor};
use crate::i18n::Argument;
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

/// The letter as PDF: `{code}.pdf`.
pub(super) async fn download(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(file): Path<String>,
) -> Result<Response, PageError> {
    let code = file.strip_suffix(".pdf").ok_or_else(PageError::not_found)?;
    let (code, row) = find(&app, code).await?.ok_or_else(PageError::not_found)?;
    let project = project(&app, &visitor, &row.project_id, Action::ReadCaseFile).await?;
    let actor = visitor.actor()?;
    let is_readable = project
        .letters
        .iter()
        .any(|letter| letter.check_code == code && project.is_letter_readable(&actor, letter));
    if !is_readable {
        return Err(PageError::not_found());
    }
    let project = app
        .office
        .as_of_letter(project.id, code)
        .await
        .map_err(|refused| refused.into_page(&app, &visitor))?;
    let name = format!("attachment; filename=\"{}.pdf\"", code.compact());
    let language = visitor.language;
    let typeset = move || -> Result<Vec<u8>, PageError> {
        let letter = project.letters.last().ok_or_else(PageError::not_found)?;
        let say = |key: &str, count: Option<u16>| {
            let args: Vec<_> = count
                .map(|n| ("n", Argument::from(n)))
                .into_iter()
                .collect();
            app.i18n.text(language, key, &args)
        };
        let paper = Paper {
            office: &app.office,
            project: &project,
            letter,
            language: city_language(language),
            check_url: format!(
                "{}/v/{code}",
                app.config.server.base_url.trim_end_matches('/')
            ),
            say: &say,
        };
        let letters = app.office.catalogue.letters();
        let kind = letters.kind(&letter.form);
        let kind = kind.ok_or_else(|| PageError::broken_because("letter of an unknown kind"))?;
        let date = letter.issued_on;
        let date = LetterDate {
            year: date.year(),
            month: date.month().unsigned_abs(),
            day: date.day().unsigned_abs(),
        };
        let made = app
            .letters
            .render(&kind.typ, letters.layouts(), &paper.values(), date);
        made.map(|made| made.pdf).map_err(PageError::broken)
    };
    let pdf = tokio::task::spawn_blocking(typeset)
        .await
        .map_err(PageError::broken)??;
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, pdf).into_response())
}

/// Whose letter it is: the deciding department's, or the window's.
fn issuer(app: &App, department: Option<&str>) -> Text {
    let catalogue = &app.office.catalogue;
    department.map_or_else(
        || catalogue.city().hall.clone(),
        |code| department_name(catalogue, &DepartmentCode::new(code)),
    )
}

/// Whether a paper is what it says: for anybody who holds it.
pub(super) async fn verify(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(code): Path<String>,
) -> Result<Response, PageError> {
    let found = find(&app, &code).await?;
    let data = context! {
        letter => found.map(|(code, row)| context! {
            code => code.to_string(),
            valid => row.status == "valid",
            number => row.number,
            title => context! { zh => row.title_zh, en => row.title_en },
            issued_on => row.issued_on.to_string(),
            reason => row.status_reason,
            is_notice => row.kind == form::CONSTRUCTION_NOTICE,
            issuer => view(&issuer(&app, row.department.as_deref())),
        }),
    };
    app.page(&visitor, "pages/cases/verify.html", data)
}
