//! The home page (1): where to begin, and whom to call.

use axum::extract::State;
use axum::response::Response;
use minijinja::context;

use crate::app::AppState;
use crate::http::{PageError, Visitor};
use crate::templates::view;

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let catalogue = &app.office.catalogue;
    let city = catalogue.city();
    let data = context! {
        city => view(city),
        items => catalogue.items().len(),
        core => catalogue.items().filter(|item| item.core).count(),
        open => city.office_hours.open.strftime("%H:%M").to_string(),
        close => city.office_hours.close.strftime("%H:%M").to_string(),
    };
    app.page(&visitor, "pages/public/home.html", data)
}
