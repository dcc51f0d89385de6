//! One's own password: chosen by whoever knows the old one. Whoever has a first password is led here before anything else.

use axum::extract::State;
use axum::http::{Extensions, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use minijinja::context;

use crate::app::{App, AppState};
use crate::auth::login::{Attempt, Outcome, check};
use crate::auth::{Account, password, session};
use crate::http::{Fields, FormView, PageError, Problem, Visitor, client};
use crate::i18n::Message;
use crate::service::Request;
use crate::templates::view;

pub(super) async fn ask(
    State(app): State<AppState>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    page(&app, &visitor, (StatusCode::OK, FormView::empty()))
}

/// Sets the new password, ends every session of the account and opens a new one for whoever set it.
pub(super) async fn change(
    State(app): State<AppState>,
    visitor: Visitor,
    cookies: CookieJar,
    extensions: Extensions,
    fields: Fields,
) -> Result<Response, PageError> {
    let account = visitor
        .account
        .as_ref()
        .ok_or_else(PageError::unauthenticated)?;
    let from = client(&extensions);
    let mut wrong = wrong(&fields, account);
    let attempt = Attempt {
        login: &account.login,
        password: fields.text("password_old"),
        from,
    };
    match check(&app, &visitor, attempt).await? {
        Outcome::Welcome(_) => {}
        Outcome::Wrong => {
            wrong.insert(
                0,
                Problem::new("password_old", Message::new("password-old-wrong")),
            );
        }
        Outcome::Wait(seconds) => return Err(PageError::too_many(seconds)),
    }
    if !wrong.is_empty() {
        let mut form = FormView::of(&fields, wrong);
        form.values.clear();
        return page(&app, &visitor, (StatusCode::UNPROCESSABLE_ENTITY, form));
    }
    let hash = password::hash_new(&app, fields.text("password_new")).await;
    let hash = hash.map_err(PageError::broken)?;
    let id = account.id.to_string();
    let request = Request {
        ip: from.map(|address| address.to_string()),
        id: Some(visitor.request_id.clone()),
        ..Request::default()
    };
    let act = ("password", format!("account/{id}"));
    let audited = app.office.audited(&account.actor(), act, &request);
    let set = app.store.set_password(&id, &hash, &audited).await;
    set.map_err(PageError::unavailable)?;
    let cookies = cookies.add(session::open(&app, &visitor, account).await?);
    Ok((cookies, Redirect::to(account.home())).into_response())
}

fn wrong(fields: &Fields, account: &Account) -> Vec<Problem> {
    let new = fields.text("password_new");
    let mut found = Vec::new();
    if let Err(message) = password::check_new(new, &account.login) {
        found.push(Problem::new("password_new", message));
    } else if new == fields.text("password_old") {
        found.push(Problem::new("password_new", Message::new("password-same")));
    }
    if new != fields.text("password_again") {
        found.push(Problem::new(
            "password_again",
            Message::new("password-differs"),
        ));
    }
    found
}

fn page(
    app: &App,
    visitor: &Visitor,
    (status, form): (StatusCode, FormView),
) -> Result<Response, PageError> {
    if visitor.account.is_none() {
        return Err(PageError::unauthenticated());
    }
    let data = context! {
        form => view(&form), is_first => visitor.has_first_password,
        min => password::MIN_CHARS, max => password::MAX_CHARS,
    };
    app.page_with_status(visitor, status, "pages/admin/password.html", data)
}
