//! The home page (1): where to begin, and whom to call.

use axum::extract::State;
use axum::response::Response;
use minijinja::context;

use crate::app::AppState;
use crate::http::{PageError, Visitor};
use crate::pages::booking::next_free;
use crate::templates::view;

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let catalogue = &app.office.catalogue;
    let city = catalogue.city();
    let next = next_free(&app.office, None).await;
    let next = next.map_err(|error| error.into_page(&app, &visitor))?;
    let data = context! {
        city => view(city),
        items => catalogue.items().len(),
        core => catalogue.items().filter(|item| item.core).count(),
        next => view(&next),
        open => city.office_hours.open.strftime("%H:%M").to_string(),
        close => city.office_hours.close.strftime("%H:%M").to_string(),
    };
    app.page(&visitor, "pages/public/home.html", data)
}
