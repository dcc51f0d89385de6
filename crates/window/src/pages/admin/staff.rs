//! The accounts of staff: the list with its search, and opening a new one.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use minijinja::{Value, context};
use serde::Deserialize;
use window_domain::access::{Action, Role};
use window_domain::catalogue::DepartmentCode;
use window_store::{Account, AccountFilter, AccountState, Page};

use crate::app::{App, AppState};
use crate::auth::password;
use crate::http::refusal::problems;
use crate::http::{Fields, FormView, PageError, Visitor};
use crate::random::NoRandomness;
use crate::service::Refused;
use crate::service::administration::{LOGIN_CHARS, NAME_MAX, Person, WINDOW_MAX, held};
use crate::templates::view;

/// Accounts of a page.
const SHOWN: u16 = 30;
/// What the filter calls those nobody employs.
const NOBODY: &str = "-";
/// Letters and digits of a first password; none is taken for another. So many that each is one byte's remainder.
const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789R";
/// Characters of a first password between two dashes.
const GROUP: usize = 5;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    text: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    organisation: String,
    after: Option<String>,
}

pub(super) async fn list(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let text = wanted.text.trim();
    let role = Role::parse(&wanted.role).filter(|role| Role::STAFF.contains(role));
    let state = wanted.state.as_str();
    let organisations = app.office.catalogue.organisations();
    // Those nobody employs are asked for by a word no organisation has for its code.
    let organisation = match wanted.organisation.as_str() {
        NOBODY => Some(String::new()),
        code => organisations.get(code).map(|one| one.code.clone()),
    };
    let filter = AccountFilter {
        organisation: organisation.clone(),
        role: role.map(|role| role.as_str().to_owned()),
        text: Some(text.to_owned()).filter(|text| !text.is_empty()),
        state: match state {
            "open" => Some(AccountState::Open),
            "closed" => Some(AccountState::Closed),
            "without" => Some(AccountState::WithoutRoles),
            _ => None,
        },
        staff_only: true,
        ..AccountFilter::default()
    };
    let asked = Page {
        after: wanted.after.clone(),
        limit: SHOWN,
    };
    let found = app.store.accounts(&filter, &asked).await;
    let found = found.map_err(PageError::unavailable)?;
    let rows: Vec<Value> = found.rows.iter().map(|one| line(&app, one)).collect();
    let roles: Vec<&str> = Role::STAFF.iter().map(|role| role.as_str()).collect();
    let data = context! {
        rows, next => found.next, text, state, role => role.map(Role::as_str), roles,
        may_open => visitor.may(Action::OpenAccounts),
        organisation => organisation.map(|code| if code.is_empty() { NOBODY.to_owned() } else { code }),
        organisations => view(&organisations.list),
    };
    app.page(&visitor, "pages/admin/staff.html", data)
}

/// An account as lists and its page show it.
pub(super) fn line(app: &App, account: &Account) -> Value {
    let department = account.department.as_deref().map(DepartmentCode::new);
    let department = department.and_then(|code| app.office.catalogue.known_department(&code));
    let employer = account.organisation.as_deref();
    let employer = employer.and_then(|code| app.office.catalogue.organisations().get(code));
    let mut roles = held(account).into_iter();
    context! {
        id => account.id.as_str(), login => account.login.as_str(), name => account.name.as_str(),
        roles => view(&account.roles), department => department.map(|one| view(&one.name)),
        organisation => employer.map(|one| view(&one.name)),
        is_without => employer.is_none() && roles.any(Role::is_of_window),
        window_no => account.window_no.as_deref(), phone => account.phone.as_deref(),
        closed_at => account.disabled_at.map(|at| at.to_string()),
    }
}

pub(super) async fn ask(
    State(app): State<AppState>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    form(&app, &visitor, (StatusCode::OK, FormView::empty()))
}

/// Opens an account and shows its first password, this once.
pub(super) async fn open(
    State(app): State<AppState>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, PageError> {
    let request = visitor.form_request(&fields)?;
    let actor = visitor.actor()?;
    let (secret, hash) = first_password(&app).await?;
    let new = (fields.text("login"), &person(&fields), hash);
    match app.office.open_account(&actor, new, &request).await {
        Ok((id, is_new)) => {
            let data = context! {
                id => id.to_string(), login => fields.text("login").to_lowercase(),
                name => fields.text("name"), secret => is_new.then_some(secret), is_new,
            };
            app.page(&visitor, "pages/admin/secret.html", data)
        }
        Err(Refused::Rules(refusals)) => {
            let form_view = FormView::of(&fields, problems(&app, visitor.language, &refusals));
            form(
                &app,
                &visitor,
                (StatusCode::UNPROCESSABLE_ENTITY, form_view),
            )
        }
        Err(error) => Err(error.into_page(&app, &visitor)),
    }
}

/// Who holds an account, as the form has it.
pub(super) fn person(fields: &Fields) -> Person {
    Person {
        name: fields.text("name").to_owned(),
        window_no: fields.get("window_no").map(ToOwned::to_owned),
        phone: fields.get("phone").map(ToOwned::to_owned),
    }
}

fn form(
    app: &App,
    visitor: &Visitor,
    (status, form): (StatusCode, FormView),
) -> Result<Response, PageError> {
    let data = context! { form => view(&form), limits => limits() };
    app.page_with_status(visitor, status, "pages/admin/new.html", data)
}

/// The lengths forms allow.
pub(super) fn limits() -> Value {
    context! { name => NAME_MAX, window => WINDOW_MAX, login => LOGIN_CHARS.1 }
}

/// A password nobody has used, and its hash.
pub(super) async fn first_password(app: &App) -> Result<(String, String), PageError> {
    let secret = drawn(app).map_err(PageError::unavailable)?;
    let hash = password::hash_new(app, &secret).await;
    Ok((secret, hash.map_err(PageError::broken)?))
}

fn drawn(app: &App) -> Result<String, NoRandomness> {
    let letters = app.random.bytes::<{ 4 * GROUP }>()?.map(|byte| {
        let at = usize::from(byte) % ALPHABET.len();
        char::from(ALPHABET.get(at).copied().unwrap_or(b'a'))
    });
    let groups: Vec<String> = letters
        .chunks(GROUP)
        .map(|part| part.iter().collect())
        .collect();
    Ok(groups.join("-"))
}
