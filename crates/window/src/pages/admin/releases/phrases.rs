//! The forbidden phrases: changing one, adding one, taking one out, each by a release.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use serde::Deserialize;
use window_domain::access::Action;
use window_domain::catalogue::{Catalogue, Forbidden, Text};
use window_domain::refusal::{Code, Refusal, Refusals, check_text};

use super::hand_in;
use super::list::suggested;
use crate::app::{App, AppState};
use crate::http::refusal::problems;
use crate::http::{Fields, FormView, PageError, Visitor};
use crate::service::Refused;
use crate::service::release_edit::{Phrase, drop_phrase, put_phrase};
use crate::templates::view;

/// Longest suggestion, in characters.
const TEXT_MAX: usize = 200;
/// Longest code.
const CODE_MAX: usize = 40;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    /// Code of the phrase to change.
    #[serde(default)]
    code: String,
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let mut fields = suggested(&app);
    let newest = app.office.catalogue.releases().newest();
    if let Some(phrase) = newest.phrases().forbidden(&wanted.code) {
        for (name, text) in [
            ("code", phrase.code.clone()),
            ("zh", phrase.zh.join("\n")),
            ("en", phrase.en.join("\n")),
            ("except", phrase.except.join("\n")),
            ("suggestion_zh", phrase.suggestion.zh.clone()),
            ("suggestion_en", phrase.suggestion.en.clone()),
        ] {
            fields = fields.with(name, &text);
        }
    }
    let form = FormView::of(&fields, Vec::new());
    page(&app, &visitor, newest, (StatusCode::OK, form))
}

fn page(
    app: &App,
    visitor: &Visitor,
    newest: &Catalogue,
    (status, form): (StatusCode, FormView),
) -> Result<Response, PageError> {
    let lines: Vec<_> = newest
        .phrases()
        .forbidden
        .iter()
        .map(|it: &Forbidden| {
            let says = Text {
                zh: it.zh.join("\u{3001}"),
                en: it.en.join(", "),
            };
            context! { code => it.code.as_str(), says => view(&says), suggestion => view(&it.suggestion) }
        })
        .collect();
    let data = context! {
        form => view(&form), lines, newest => newest.release(),
        may_import => visitor.may(Action::ImportRelease),
    };
    app.page_with_status(visitor, status, "pages/admin/phrases.html", data)
}

pub(super) async fn make(
    State(app): State<AppState>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, PageError> {
    let key = fields.key()?;
    let files = app.office.newest_files().await;
    let mut files = files.map_err(|error| error.into_page(&app, &visitor))?;
    let newest = app.office.catalogue.releases().newest();
    let changed = match fields.get("drop") {
        Some(_) => drop_phrase(&mut files, fields.text("code")),
        None => phrase(&fields).and_then(|phrase| put_phrase(&mut files, &phrase)),
    };
    match hand_in(&app, &visitor, (&fields, key), changed.map(|()| files)).await {
        Ok(id) => Ok(Redirect::to(&format!("/admin/releases/{id}")).into_response()),
        Err(Refused::Rules(refusals)) => {
            let form = FormView::of(&fields, problems(&app, visitor.language, &refusals));
            page(
                &app,
                &visitor,
                newest,
                (StatusCode::UNPROCESSABLE_ENTITY, form),
            )
        }
        Err(error) => Err(error.into_page(&app, &visitor)),
    }
}

/// The phrase as typed.
fn phrase(fields: &Fields) -> Result<Phrase, Refusals> {
    let lines = |name: &str| -> Vec<String> {
        let lines = fields.text(name).lines().map(str::trim);
        lines
            .filter(|it| !it.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let mut found = Vec::new();
    let code = fields.text("code").trim();
    let is_code = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_';
    if code.is_empty() || code.len() > CODE_MAX || !code.chars().all(is_code) {
        found.push(
            Refusal::new(Code::PhraseCode)
                .with("max", CODE_MAX)
                .at("code"),
        );
    }
    let (zh, en) = (lines("zh"), lines("en"));
    for (name, texts) in [("zh", &zh), ("en", &en)] {
        if texts.is_empty() {
            found.push(Refusal::new(Code::TextMissing).at(name));
        }
    }
    for name in ["suggestion_zh", "suggestion_en"] {
        check_text(fields.text(name), name, TEXT_MAX, &mut found);
    }
    Refusals::check(found)?;
    Ok(Phrase {
        code: code.to_owned(),
        zh,
        en,
        except: lines("except"),
        suggestion: Text {
            zh: fields.text("suggestion_zh").trim().to_owned(),
            en: fields.text("suggestion_en").trim().to_owned(),
        },
    })
}
