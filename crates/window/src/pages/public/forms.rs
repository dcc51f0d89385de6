//! Blank forms and sample forms of an item as PDF, one by one and all together.

use std::io::{Cursor, Write};

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use window_domain::catalogue::{BlankForm, Item, ItemCode, Language, MaterialCode, Text};
use window_letters::LetterDate;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::app::{App, AppState};
use crate::http::refusal::city_language;
use crate::http::{PageError, Visitor};

/// The layout that sets them.
const LAYOUT: &str = "form.typ";
/// How a sample's file name ends.
const SAMPLE: &str = "-sample";
/// For how long browsers and proxies keep one, in seconds.
const KEPT: u32 = 3600;

/// A form as it is wanted.
struct Wanted<'a> {
    item: &'a Item,
    form: &'a BlankForm,
    is_sample: bool,
    language: Language,
}

pub(super) async fn one(
    State(app): State<AppState>,
    visitor: Visitor,
    Path((code, file)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let language = city_language(visitor.language);
    // Setting takes long enough to keep others waiting.
    let made = move || make(&app, (&code, &file), language);
    let made = tokio::task::spawn_blocking(made).await;
    made.map_err(PageError::broken)?
}

fn make(app: &App, (code, file): (&str, &str), language: Language) -> Result<Response, PageError> {
    let catalogue = &app.office.catalogue;
    let item = catalogue
        .item(&ItemCode::new(code))
        .ok_or_else(PageError::not_found)?;
    if file == "all.zip" {
        return all(app, item, language);
    }
    let name = file.strip_suffix(".pdf").ok_or_else(PageError::not_found)?;
    let sample = name.strip_suffix(SAMPLE);
    let material = MaterialCode::new(sample.unwrap_or(name));
    let form = of_item(app, item).find(|form| form.material == material);
    let wanted = Wanted {
        item,
        form: form.ok_or_else(PageError::not_found)?,
        is_sample: sample.is_some(),
        language,
    };
    let pdf = set(app, &wanted)?;
    Ok(answer(
        pdf,
        "application/pdf",
        &format!("inline; filename=\"{file}\""),
    ))
}

/// Every form of the item, blank and filled in.
fn all(app: &App, item: &Item, language: Language) -> Result<Response, PageError> {
    let broken = |_| PageError::broken_because("pack forms");
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let mut any = false;
    for form in of_item(app, item) {
        for is_sample in [false, true] {
            any = true;
            let wanted = Wanted {
                item,
                form,
                is_sample,
                language,
            };
            let ending = if is_sample { SAMPLE } else { "" };
            let name = format!("{}{ending}.pdf", form.material);
            archive
                .start_file(name, SimpleFileOptions::default())
                .map_err(broken)?;
            let pdf = set(app, &wanted)?;
            archive.write_all(&pdf).map_err(PageError::broken)?;
        }
    }
    if !any {
        return Err(PageError::not_found());
    }
    let packed = archive.finish().map_err(broken)?.into_inner();
    let name = format!("attachment; filename=\"forms-{}.zip\"", item.code);
    Ok(answer(packed, "application/zip", &name))
}

fn of_item<'a>(app: &'a App, item: &'a Item) -> impl Iterator<Item = &'a BlankForm> {
    let forms = app.office.catalogue.forms();
    item.materials
        .iter()
        .filter_map(|paper| forms.of(&paper.code))
}

fn answer(bytes: Vec<u8>, kind: &'static str, disposition: &str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, disposition.to_owned()),
        (header::CACHE_CONTROL, format!("public, max-age={KEPT}")),
        // The language is chosen by a cookie.
        (header::VARY, "Cookie".to_owned()),
    ];
    (headers, bytes).into_response()
}

fn set(app: &App, wanted: &Wanted<'_>) -> Result<Vec<u8>, PageError> {
    let layouts = app.office.catalogue.letters().layouts();
    let today = app.office.today();
    let date = LetterDate {
        year: today.year(),
        month: today.month().unsigned_abs(),
        day: today.day().unsigned_abs(),
    };
    let values = values(app, wanted);
    let made = app.letters.render(LAYOUT, layouts, &values, date);
    made.map(|made| made.pdf).map_err(PageError::broken)
}

fn values(app: &App, wanted: &Wanted<'_>) -> Value {
    let text = |text: &Text| text.get(wanted.language).to_owned();
    let catalogue = &app.office.catalogue;
    let sections = wanted.form.sections.iter().map(|section| {
        let fields = section.fields.iter().map(|field| {
            let value = if wanted.is_sample {
                text(&field.sample)
            } else {
                String::new()
            };
            json!({ "label": text(&field.label), "value": value, "lines": field.lines })
        });
        json!({ "title": text(&section.title), "fields": fields.collect::<Vec<_>>() })
    });
    let base = app.config.server.base_url.trim_end_matches('/');
    json!({
        "language": match wanted.language { Language::Zh => "zh", Language::En => "en" },
        "title": text(&wanted.form.title),
        "note": format!("{} {}", wanted.item.code, text(&wanted.item.name)),
        "hall": text(&catalogue.city().hall),
        "release": catalogue.release(),
        "sample": wanted.is_sample,
        "sections": sections.collect::<Vec<_>>(),
        "check": { "url": format!("{base}/guide/{}", wanted.item.code) },
    })
}
