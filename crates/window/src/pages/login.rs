//! Logging in and out, for enterprises and staff.

use axum::extract::{Query, State};
use axum::http::{Extensions, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use minijinja::context;
use serde::{Deserialize, Serialize};
use window_domain::access::{Action, Role};
use window_domain::catalogue::Text;
use window_store::{AccountFilter, Page};

use crate::app::{App, AppState};
use crate::auth::login::{self, Attempt, Outcome};
use crate::auth::{Account, session};
use crate::http::{ErrorKind, Fields, FormView, PageError, Problem, Routes, Visitor, client};
use crate::i18n::Message;
use crate::templates::view;

/// The routes of login, logout and session.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/login", Action::ReadPublic, show)
        .post("/login", Action::ReadPublic, log_in)
        .post("/login/demo", Action::ReadPublic, log_in_as_demo)
        .post("/logout", Action::UseSession, log_out)
        .get("/session", Action::UseSession, still_there)
}

#[derive(Debug, Deserialize)]
struct Asked {
    #[serde(default)]
    next: String,
    #[serde(default, rename = "as")]
    side: String,
}

async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    if let Some(account) = &visitor.account {
        return Ok(Redirect::to(account.home()).into_response());
    }
    page(&app, &visitor, StatusCode::OK, &asked, FormView::empty()).await
}

async fn log_in(
    State(app): State<AppState>,
    visitor: Visitor,
    cookies: CookieJar,
    extensions: Extensions,
    fields: Fields,
) -> Result<Response, PageError> {
    let from = client(&extensions);
    let asked = Asked {
        next: fields.text("next").to_owned(),
        side: fields.text("as").to_owned(),
    };
    let attempt = Attempt {
        login: fields.text("login"),
        password: fields.text("password"),
        from,
    };
    if attempt.login.is_empty() || attempt.password.is_empty() {
        return wrong(&app, &visitor, &asked, &fields).await;
    }
    match login::attempt(&app, &visitor, attempt).await? {
        Outcome::Welcome(account) => welcome(&app, &visitor, cookies, &account, &asked.next).await,
        Outcome::Wrong => wrong(&app, &visitor, &asked, &fields).await,
        Outcome::Wait(seconds) => Err(PageError::too_many(seconds)),
    }
}

/// In a demo one click logs in as any of the invented people; elsewhere this route is not found.
async fn log_in_as_demo(
    State(app): State<AppState>,
    visitor: Visitor,
    cookies: CookieJar,
    fields: Fields,
) -> Result<Response, PageError> {
    if !app.config.demo {
        return Err(PageError::not_found());
    }
    let record = app
        .store
        .account_by_login(fields.text("login"))
        .await
        .map_err(PageError::unavailable)?
        .filter(|record| record.disabled_at.is_none())
        .ok_or_else(|| PageError::new(ErrorKind::NotFound))?;
    let account = Account::from_record(record, &app.office.catalogue)?;
    login::tell(&app, &visitor, &account.id.to_string(), "login", None).await?;
    welcome(&app, &visitor, cookies, &account, fields.text("next")).await
}

async fn log_out(
    State(app): State<AppState>,
    visitor: Visitor,
    cookies: CookieJar,
) -> Result<Response, PageError> {
    if let (Some(session), Some(account)) = (&visitor.session, &visitor.account) {
        session::close(&app, session).await?;
        login::tell(&app, &visitor, &account.id.to_string(), "logout", None).await?;
    }
    let cookies = cookies.add(session::forgetting(&app));
    Ok((cookies, Redirect::to("/login")).into_response())
}

/// Answers whether the session still stands; being asked extends it.
async fn still_there(visitor: Visitor) -> Result<StatusCode, PageError> {
    if visitor.account.is_none() {
        return Err(PageError::unauthenticated());
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn welcome(
    app: &App,
    visitor: &Visitor,
    cookies: CookieJar,
    account: &Account,
    next: &str,
) -> Result<Response, PageError> {
    let cookies = cookies.add(session::open(app, visitor, account).await?);
    let target = if is_own_path(next) {
        next
    } else {
        account.home()
    };
    Ok((cookies, Redirect::to(target)).into_response())
}

/// Only a path of this site: `//host` and `/\host` lead elsewhere, and control characters into headers.
fn is_own_path(next: &str) -> bool {
    let mut characters = next.chars();
    characters.next() == Some('/')
        && !matches!(characters.next(), None | Some('/' | '\\'))
        && !next.chars().any(char::is_control)
        && next.is_ascii()
}

async fn wrong(
    app: &App,
    visitor: &Visitor,
    asked: &Asked,
    fields: &Fields,
) -> Result<Response, PageError> {
    let problem = Problem::new("login", Message::new("login-wrong"));
    let mut form = FormView::of(fields, vec![problem]);
    form.values.remove("password");
    page(app, visitor, StatusCode::UNPROCESSABLE_ENTITY, asked, form).await
}

/// Somebody one click away in a demo.
#[derive(Debug, Serialize)]
struct DemoAccount {
    login: String,
    name: String,
    role: &'static str,
    /// Whose, where the role is held for an organisation.
    organisation: Option<Text>,
}

async fn page(
    app: &App,
    visitor: &Visitor,
    status: StatusCode,
    asked: &Asked,
    form: FormView,
) -> Result<Response, PageError> {
    let demo_accounts = if app.config.demo {
        demo_accounts(app).await?
    } else {
        Vec::new()
    };
    let data = context! {
        form => view(&form),
        next => if is_own_path(&asked.next) { asked.next.as_str() } else { "" },
        side => if asked.side == "staff" { "staff" } else { "enterprise" },
        demo_accounts => view(&demo_accounts),
    };
    app.page_with_status(visitor, status, "pages/login.html", data)
}

/// The first account of each role, in the order of the roles; of the window's roles the first of each organisation.
async fn demo_accounts(app: &App) -> Result<Vec<DemoAccount>, PageError> {
    let mut found = Vec::new();
    let mut each = Vec::new();
    for role in Role::HOLDABLE {
        if role.is_of_window() {
            let employers = app.office.catalogue.organisations().list.iter();
            each.extend(employers.map(|one| (role, Some(one.clone()))));
        } else {
            each.push((role, None));
        }
    }
    for (role, employer) in each {
        let filter = AccountFilter {
            role: Some(role.as_str().to_owned()),
            organisation: employer.as_ref().map(|one| one.code.clone()),
            enabled_only: true,
            ..AccountFilter::default()
        };
        let page = Page {
            after: None,
            limit: 1,
        };
        let accounts = app
            .store
            .accounts(&filter, &page)
            .await
            .map_err(PageError::unavailable)?;
        found.extend(accounts.rows.into_iter().map(|account| DemoAccount {
            login: account.login,
            name: account.name,
            role: role.as_str(),
            organisation: employer.as_ref().map(|one| one.name.clone()),
        }));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_never_leaves_the_site() {
        for (next, own) in [
            ("/my", true),
            ("/my/projects/prj_1?tab=2", true),
            ("/", false),
            ("", false),
            ("//evil.example", false),
            ("/\\evil.example", false),
            ("https://evil.example", false),
            ("/my\r\nSet-Cookie: a=b", false),
        ] {
            assert_eq!(is_own_path(next), own, "{next:?}");
        }
    }
}
