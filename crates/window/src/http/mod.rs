//! The web server: routes that can only be made from the access table, and the frame around every request.

mod client;
mod csrf;
mod error;
mod fields;
mod frame;
mod health;
mod labels;
pub mod refusal;
mod routes;
mod visitor;

use std::future::Future;
use std::io;
use std::net::SocketAddr;

use axum::Router;
use tokio::net::TcpListener;

use crate::app::AppState;

pub(crate) use client::client;
pub use error::{ErrorKind, PageError, Problem};
pub use fields::{Fields, FormView, SEEN, UploadForm};
pub use labels::name_fields;
pub use routes::{Route, Routes};
pub(crate) use visitor::encoded;
pub use visitor::{Display, Visitor};

/// The whole site: the given routes inside the frame.
pub fn site(app: &AppState, routes: Routes) -> Router {
    frame::around(app, health::routes(routes).into_router())
}

/// Serves the site until `stopped` is over; requests under way are answered first.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    site: Router,
    stopped: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let service = site.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service)
        .with_graceful_shutdown(stopped)
        .await
}
