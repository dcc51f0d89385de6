//! The guide of one item (3): everything the catalogue says about it, nothing typed twice; short and full.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use minijinja::{Value, context};
use serde::{Deserialize, Serialize};
use window_domain::catalogue::{
    Catalogue, DepartmentCode, Form, Item, ItemCode, Need, Source, Text,
};
use window_letters::qr_svg;

use crate::app::{App, AppState};
use crate::http::{PageError, Visitor};
use crate::templates::view;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// `short`: one page.
    #[serde(default)]
    view: String,
}

/// A material of the item, as its table shows it.
#[derive(Debug, Serialize)]
struct Material {
    code: String,
    name: Text,
    need: Need,
    form: Form,
    copies: u8,
    /// The item whose result it is.
    source: Option<(String, Text)>,
    standard: Text,
    promise: bool,
    has_form: bool,
}

fn materials(catalogue: &Catalogue, item: &Item) -> Vec<Material> {
    let papers = item.materials.iter();
    papers
        .map(|paper| Material {
            code: paper.code.to_string(),
            name: paper.name.clone(),
            need: paper.need,
            form: paper.form,
            copies: paper.copies,
            source: match &paper.source {
                Source::Applicant => None,
                Source::Item(code) => catalogue
                    .item(code)
                    .map(|item| (code.to_string(), item.name.clone())),
            },
            standard: paper.accept_standard.clone(),
            promise: paper.promise_can_replace,
            has_form: catalogue.forms().of(&paper.code).is_some(),
        })
        .collect()
}

/// What must be done before: all groups, one of each.
fn before(catalogue: &Catalogue, item: &Item) -> Vec<Value> {
    let named = |code: &ItemCode| {
        let found = catalogue.item(code)?;
        Some(context! { code => code.as_str(), name => view(&found.name) })
    };
    let groups = item.prerequisites.iter();
    groups
        .map(|group| Value::from(group.iter().filter_map(named).collect::<Vec<_>>()))
        .collect()
}

fn department(catalogue: &Catalogue, code: &DepartmentCode) -> Option<Value> {
    let found = catalogue.department(code)?;
    Some(context! {
        name => view(&found.name), address => view(&found.address), phone => found.phone.as_str(),
    })
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let catalogue = &app.office.catalogue;
    let code = ItemCode::new(&code);
    let Some(item) = catalogue.item(&code) else {
        return gone(&app, &visitor, &code);
    };
    let city = catalogue.city();
    let materials = materials(catalogue, item);
    let address = format!(
        "{}/guide/{}",
        app.config.server.base_url.trim_end_matches('/'),
        item.code
    );
    let also = item.also_departments.iter();
    let checker = item.commitment.checker.as_ref();
    let data = context! {
        item => view(item),
        department => department(catalogue, &item.department),
        also => also.filter_map(|code| department(catalogue, code)).collect::<Vec<_>>(),
        checker => checker.and_then(|code| department(catalogue, code)),
        before => before(catalogue, item),
        has_forms => materials.iter().any(|it| it.has_form),
        materials => view(&materials), is_short => asked.view == "short",
        hall => view(&city.hall), address => view(&city.address),
        open => city.office_hours.open.strftime("%H:%M").to_string(),
        close => city.office_hours.close.strftime("%H:%M").to_string(),
        hotline => city.hotline.as_str(), complaint_phone => city.complaint_phone.as_str(),
        release => catalogue.release(), link => address.as_str(),
        qr => Value::from_safe_string(qr_svg(&address).map_err(PageError::broken)?),
    };
    app.page(&visitor, "pages/public/item.html", data)
}

/// An item that an earlier release had: the guide says so and where to go on.
fn gone(app: &App, visitor: &Visitor, code: &ItemCode) -> Result<Response, PageError> {
    let known = app.office.catalogue.known_item(code);
    let item = known.ok_or_else(PageError::not_found)?;
    let data = context! {
        name => view(&item.name), code => item.code.as_str(),
        hotline => app.office.catalogue.city().hotline.as_str(),
    };
    app.page_with_status(
        visitor,
        axum::http::StatusCode::GONE,
        "pages/public/item_gone.html",
        data,
    )
}
