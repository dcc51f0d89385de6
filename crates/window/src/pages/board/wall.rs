//! The board on a wall: big, dark, without names of people, enterprises or projects. It loads itself again.

use axum::extract::{Query, State};
use axum::response::Response;
use minijinja::context;

use super::figures::count;
use super::service_figures::service;
use super::show::{Asked, usual};
use super::whose::Whose;
use crate::app::AppState;
use crate::http::{PageError, Visitor};
use crate::templates::view;

/// Seconds until the page loads itself again.
const AGAIN_SECONDS: u16 = 30;
/// Items and departments shown: as many as are read from five metres.
const SHOWN: usize = 5;

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let period = usual(&app)?;
    let whose = Whose::of(&app, &visitor.actor()?, &asked.scope)?;
    let reader = whose.reader(&app);
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
        whose => whose.view(), board => view(&board), service => view(&service), again => AGAIN_SECONDS,
        from => period.from.to_string(), until => period.to.to_string(),
        at => app.clock.now().to_string(),
    };
    app.page(&visitor, "pages/board/wall.html", data)
}
