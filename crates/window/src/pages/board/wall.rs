//! The board on a wall: big, dark, without names of people, enterprises or projects. It loads itself again.

use axum::extract::State;
use axum::response::Response;
use minijinja::context;

use super::figures::count;
use super::service_figures::service;
use super::show::usual;
use crate::app::AppState;
use crate::http::{PageError, Visitor};
use crate::service::project::viewer;
use crate::templates::view;

/// Seconds until the page loads itself again.
const AGAIN_SECONDS: u16 = 30;
/// Items and departments shown: as many as are read from five metres.
const SHOWN: usize = 5;

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let period = usual(&app)?;
    let viewer = viewer(&visitor.actor()?);
    let reader = app.store.read(&viewer);
    let mut board = count(&app, &reader, period)
        .await
        .map_err(PageError::unavailable)?;
    let mut service = service(&app, &reader, period)
        .await
        .map_err(PageError::unavailable)?;
    // Agents have names.
    service.loads.clear();
    service.problems.truncate(SHOWN);
    board.items.truncate(SHOWN);
    let data = context! {
        board => view(&board), service => view(&service), again => AGAIN_SECONDS,
        from => period.from.to_string(), until => period.to.to_string(),
        at => app.clock.now().to_string(),
    };
    app.page(&visitor, "pages/board/wall.html", data)
}
