//! A release that changes one file of the newest, or brings an older one back.

use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use serde::Deserialize;
use window_domain::catalogue::{Catalogue, Language};
use window_domain::refusal::{Code, Refusal, Refusals};

use super::hand_in;
use super::list::suggested;
use crate::app::{App, AppState};
use crate::http::refusal::{city_language, problems};
use crate::http::{Fields, FormView, PageError, Visitor};
use crate::service::{CatalogueFiles, Refused, release_layouts};
use crate::templates::view;

/// Characters of a file that can be changed here.
const FILE_MAX: usize = 200_000;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    /// The file to change.
    #[serde(default)]
    file: String,
    /// The release to bring back.
    #[serde(default)]
    from: String,
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let mut fields = suggested(&app);
    if !wanted.file.is_empty() {
        let files = app.office.newest_files().await;
        let files = files.map_err(|error| error.into_page(&app, &visitor))?;
        let text = files.get(&wanted.file).ok_or_else(PageError::not_found)?;
        fields = fields.with("text", text);
    }
    let form = FormView::of(&fields, Vec::new());
    page(&app, &visitor, &wanted, (StatusCode::OK, form)).await
}

async fn page(
    app: &App,
    visitor: &Visitor,
    wanted: &Wanted,
    (status, form): (StatusCode, FormView),
) -> Result<Response, PageError> {
    let from = match wanted.from.as_str() {
        "" => None,
        id => {
            let found = app.store.catalogue_release(id).await;
            let found = found.map_err(PageError::unavailable)?;
            Some(found.ok_or_else(PageError::not_found)?.name)
        }
    };
    let data = context! {
        form => view(&form), file => wanted.file.as_str(), from_id => wanted.from.as_str(), from,
        newest => app.office.catalogue.releases().newest().release(), max => FILE_MAX,
        is_layout => is_layout(&wanted.file),
    };
    app.page_with_status(visitor, status, "pages/admin/release_edit.html", data)
}

fn is_layout(file: &str) -> bool {
    let name = file.strip_prefix("letters/");
    name.is_some_and(|name| name.strip_suffix(".typ").is_some())
}

pub(super) async fn make(
    State(app): State<AppState>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, PageError> {
    let key = fields.key()?;
    let files = changed(&app, &fields).await;
    let files = match files {
        Ok(files) => Ok(files),
        Err(Refused::Rules(refusals)) => Err(refusals),
        Err(error) => return Err(error.into_page(&app, &visitor)),
    };
    match hand_in(&app, &visitor, (&fields, key), files).await {
        Ok(id) => Ok(Redirect::to(&format!("/admin/releases/{id}")).into_response()),
        Err(Refused::Rules(refusals)) => {
            let wanted = Wanted {
                file: fields.text("path").to_owned(),
                from: fields.text("from").to_owned(),
            };
            let form = FormView::of(&fields, problems(&app, visitor.language, &refusals));
            let answer = (StatusCode::UNPROCESSABLE_ENTITY, form);
            page(&app, &visitor, &wanted, answer).await
        }
        Err(error) => Err(error.into_page(&app, &visitor)),
    }
}

/// The newest files with the one of the form changed, or those of the release it brings back.
async fn changed(app: &App, fields: &Fields) -> Result<CatalogueFiles, Refused> {
    if let Some(id) = fields.get("from") {
        return app.office.release_folder(id).await;
    }
    let mut files = app.office.newest_files().await?;
    let path = fields.text("path");
    let text = fields.text("text");
    if !files.contains_key(path) {
        return Err(Refused::NotFound);
    }
    if text.chars().count() > FILE_MAX {
        let refusal = Refusal::new(Code::TextTooLong).with("max", FILE_MAX);
        return Err(Refusals::from(refusal.at("text")).into());
    }
    // Browsers send both characters at the end of a line; the catalogue's files have one.
    let mut text = text.replace("\r\n", "\n");
    text.push('\n');
    files.insert(path.to_owned(), text);
    Ok(files)
}

/// A letter with the layout as it stands in the form, and sample values.
pub(super) async fn preview(
    State(app): State<AppState>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, PageError> {
    let language = match city_language(visitor.language) {
        Language::Zh => "zh",
        Language::En => "en",
    };
    match set(&app, &fields, language).await {
        Ok(pdf) => {
            let headers = [
                (header::CONTENT_TYPE, "application/pdf"),
                (header::CACHE_CONTROL, "private, no-store"),
            ];
            Ok((headers, pdf).into_response())
        }
        Err(Refused::Rules(refusals)) => {
            let wanted = Wanted {
                file: fields.text("path").to_owned(),
                from: String::new(),
            };
            let form = FormView::of(&fields, problems(&app, visitor.language, &refusals));
            let answer = (StatusCode::UNPROCESSABLE_ENTITY, form);
            page(&app, &visitor, &wanted, answer).await
        }
        Err(error) => Err(error.into_page(&app, &visitor)),
    }
}

async fn set(app: &App, fields: &Fields, language: &str) -> Result<Vec<u8>, Refused> {
    let files = changed(app, fields).await?;
    let fault = |problem: &str| {
        let refusal = Refusal::new(Code::ReleaseLayout).with("file", fields.text("path"));
        Refusals::from(refusal.with("problem", problem).at("text"))
    };
    let catalogue = Catalogue::from_files(&files).map_err(|problems| {
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        fault(&told.join("; "))
    })?;
    let layout = fields.text("path").trim_start_matches("letters/");
    let sample = release_layouts::sample_of((&files, &catalogue), layout, language);
    let (layout, values) = sample.ok_or(Refused::NotFound)?;
    let made = release_layouts::preview(&app.letters, &catalogue, (&layout, &values));
    Ok(made.map_err(|error| fault(&error.to_string()))?)
}
