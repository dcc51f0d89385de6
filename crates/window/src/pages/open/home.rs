//! Where everything public begins: what there is, how much of it, and how to check it.

use axum::extract::State;
use axum::response::Response;
use minijinja::{Value, context};
use window_store::{PublishedFilter, Viewer};

use super::register::head;
use crate::app::AppState;
use crate::http::{PageError, Visitor};
use crate::open::Dataset;

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let reader = app.store.read(&Viewer::Public);
    let mut sets: Vec<Value> = Vec::new();
    for set in Dataset::ALL {
        let count = match set.publication() {
            Some(kind) => {
                let count = reader.count_published(&PublishedFilter::all(kind)).await;
                Some(count.map_err(PageError::unavailable)?)
            }
            None => None,
        };
        sets.push(context! { name => set.as_str(), count });
    }
    let catalogue = &app.office.catalogue;
    let data = context! {
        sets, register => head(&app).await?, items => catalogue.items().len(),
        hotline => catalogue.city().hotline.as_str(),
    };
    app.page(&visitor, "pages/open/home.html", data)
}
