//! The component gallery: every component once, for reviewers and for the tests that walk over it.

use axum::extract::State;
use axum::response::Response;
use minijinja::context;
use window_domain::access::Action;

use crate::app::AppState;
use crate::http::{FormView, PageError, Problem, Routes, Visitor};
use crate::i18n::Message;
use crate::templates::view;

/// The route of the gallery.
pub(super) fn routes() -> Routes {
    Routes::new().get("/_design", Action::ReadGallery, gallery)
}

async fn gallery(State(app): State<AppState>, visitor: Visitor) -> Result<Response, PageError> {
    let form = FormView {
        values: [("area", "120000000"), ("code", "91420200MA0000000X")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
        problems: vec![Problem::new("area", Message::new("design-problem"))],
        ..FormView::empty()
    };
    let data = context! { form => view(&form) };
    app.page(&visitor, "pages/design.html", data)
}
