//! The board as visitors see it, by a link and without an account: no name of an enterprise, a project or an agent, and no
//! number below five. A wrong link, an old one and one that was taken back are answered alike.

use axum::extract::{Path, State};
use axum::http::{Extensions, HeaderName, HeaderValue, header};
use axum::response::Response;
use minijinja::context;
use window_store::Viewer;

use crate::app::AppState;
use crate::http::{PageError, Visitor};
use crate::pages::board::{count, service, usual};
use crate::pages::guesses::{Guess, address};
use crate::templates::view;

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(token): Path<String>,
    extensions: Extensions,
) -> Result<Response, PageError> {
    let guess = Guess::new("visit", "", "", address(&extensions));
    guess
        .allowed(&app, app.office.catalogue.service().find)
        .await?;
    let link = app.office.open_visitor_link(&token).await;
    let link = link.map_err(|error| error.into_page(&app, &visitor))?;
    let Some((link, territory)) = link else {
        guess.missed(&app).await?;
        return Err(PageError::not_found());
    };
    let period = usual(&app)?;
    let viewer = Viewer::Window(territory);
    let reader = app.store.read(&viewer);
    let board = count(&app, &reader, period)
        .await
        .map_err(PageError::unavailable)?;
    let mut service = service(&app, &reader, period)
        .await
        .map_err(PageError::unavailable)?;
    // Agents have names.
    service.loads.clear();
    let data = context! {
        board => view(&board), service => view(&service),
        expires => link.expires_at.to_string(),
        from => period.from.to_string(), until => period.to.to_string(),
        at => app.clock.now().to_string(),
    };
    let mut page = app.page(&visitor, "pages/visits/open.html", data)?;
    let headers = page.headers_mut();
    let set = |value| HeaderValue::from_static(value);
    headers.insert(header::REFERRER_POLICY, set("no-referrer"));
    headers.insert(header::CACHE_CONTROL, set("no-store"));
    headers.insert(
        HeaderName::from_static("x-robots-tag"),
        set("noindex, nofollow"),
    );
    Ok(page)
}
