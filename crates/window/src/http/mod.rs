//! The web server: routes that can only be made from the access table, and the frame around every request.

mod csrf;
mod error;
mod fields;
mod frame;
mod health;
pub mod refusal;
mod routes;
mod visitor;

use axum::Router;

use crate::app::AppState;

pub use error::{ErrorKind, PageError, Problem};
pub use fields::{Fields, FormView, SEEN, UploadForm};
pub use routes::{Route, Routes};
pub use visitor::{Display, Visitor};

/// The whole site: the given routes inside the frame.
pub fn site(app: &AppState, routes: Routes) -> Router {
    frame::around(app, health::routes(routes).into_router())
}
