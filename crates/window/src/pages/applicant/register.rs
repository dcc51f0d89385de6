//! Registering an enterprise with its first account, who signs for it and prepares for it.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use minijinja::context;
use sha2::{Digest, Sha256};
use window_domain::access::{Actor, Role};
use window_domain::enterprise::{COMPANY_MAX_CHARS, Registration, register};
use window_domain::id::entity::{EnterpriseId, UserId};
use window_domain::id::uscc::Uscc;
use window_domain::refusal::{Code, Refusal, Refusals};
use window_store::{Account as Record, AccountFilter, AuditEntry, Audited, Page};

use super::named;
use crate::app::{App, AppState};
use crate::auth::{Account, password, session};
use crate::http::{Fields, FormView, PageError, Problem, Visitor, refusal};
use crate::i18n::Message;
use crate::random::hex;
use crate::service::{Refused, Request};
use crate::templates::view;

/// Shorter logins are taken at once, longer ones nobody types.
const LOGIN_CHARS: std::ops::RangeInclusive<usize> = 3..=60;

/// The field that says which registration this is, kept while the form is shown again: whoever
/// typed a login that was taken meanwhile goes on with the enterprise registered a moment before.
const REGISTRATION: &str = "registration";

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    if let Some(account) = &visitor.account {
        return Ok(Redirect::to(account.home()).into_response());
    }
    page(&app, &visitor, StatusCode::OK, FormView::empty())
}

pub(super) async fn enter(
    State(app): State<AppState>,
    visitor: Visitor,
    cookies: CookieJar,
    fields: Fields,
) -> Result<Response, PageError> {
    if let Some(account) = &visitor.account {
        return Ok(Redirect::to(account.home()).into_response());
    }
    let mut problems = problems(&app, &visitor, &fields);
    if is_taken(&app, &fields).await? {
        problems.push(Problem::new("login", Message::new("register-login-taken")));
    }
    if !problems.is_empty() {
        return again(&app, &visitor, &fields, problems);
    }
    let request = request(&visitor, &fields)?;
    let enterprise = match app
        .office
        .register_enterprise(&Actor::anonymous(), registration(&fields), &request)
        .await
    {
        Ok(enterprise) => enterprise,
        Err(Refused::Rules(refusals)) => {
            let problems = refusal::problems(&app, visitor.language, &refusals);
            return again(&app, &visitor, &fields, problems);
        }
        Err(refused) => return Err(refused.into_page(&app, &visitor)),
    };
    match first_account(&app, &visitor, &fields, enterprise).await? {
        Ok(account) => {
            let cookies = cookies.add(session::open(&app, &visitor, &account).await?);
            Ok((cookies, Redirect::to("/my")).into_response())
        }
        Err(problem) => again(&app, &visitor, &fields, vec![problem]),
    }
}

/// Everything that is wrong with the form, the enterprise's part first.
fn problems(app: &App, visitor: &Visitor, fields: &Fields) -> Vec<Problem> {
    let actor = Actor::anonymous();
    let asked = app.office.ask(&actor, |context| {
        register(None, &registration(fields), context)
    });
    let refusals = asked.err().unwrap_or(Refusals(Vec::new()));
    let mut found: Vec<Problem> = refusal::problems(app, visitor.language, &refusals)
        .into_iter()
        .map(named)
        .collect();
    // In the order of the form, which asks for the code first.
    found.sort_by_key(|problem| problem.field != "uscc");
    if fields.get("name").is_none() {
        found.push(Problem::new("name", Message::new("missing-name")));
    }
    let login = fields.text("login");
    if !is_login(login) {
        let message = Message::new("register-login-form")
            .with("min", *LOGIN_CHARS.start())
            .with("max", *LOGIN_CHARS.end());
        found.push(Problem::new("login", message));
    }
    if let Err(message) = password::check_new(fields.text("password"), login) {
        found.push(Problem::new("password", message));
    }
    found
}

fn is_login(login: &str) -> bool {
    LOGIN_CHARS.contains(&login.chars().count())
        && login
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || ".-_@".contains(letter))
}

/// Whether somebody of another enterprise, or of none, has the login. Asked before the enterprise is
/// registered; whoever has it in this very enterprise may be the same person clicking twice.
async fn is_taken(app: &App, fields: &Fields) -> Result<bool, PageError> {
    let known = app
        .store
        .account_by_login(fields.text("login"))
        .await
        .map_err(PageError::unavailable)?;
    let Some(known) = known else {
        return Ok(false);
    };
    let Ok(uscc) = Uscc::parse(fields.text("uscc")) else {
        return Ok(true);
    };
    let enterprise = app
        .store
        .enterprise_by_uscc(uscc.as_str())
        .await
        .map_err(PageError::unavailable)?;
    Ok(enterprise.is_none_or(|enterprise| known.enterprise_id != Some(enterprise.id)))
}

fn registration(fields: &Fields) -> Registration {
    Registration {
        enterprise: EnterpriseId::from_bytes([0; 16]),
        uscc: fields.text("uscc").to_owned(),
        company: fields.text("company").to_owned(),
        legal_person: fields.text("legal_person").to_owned(),
        override_reason: None,
    }
}

/// The same registration of the same code is the same enterprise; another code is another one,
/// or somebody could join an enterprise by sending an old key.
fn request(visitor: &Visitor, fields: &Fields) -> Result<Request, PageError> {
    let typed = fields.get(REGISTRATION).map_or_else(|| fields.key(), Ok)?;
    let mut digest = Sha256::new();
    digest.update(typed);
    digest.update([0]);
    digest.update(fields.text("uscc").to_uppercase());
    visitor.request(&hex(&digest.finalize()))
}

/// Makes the enterprise's first account. A second click finds it, if name and password are those of the first.
async fn first_account(
    app: &App,
    visitor: &Visitor,
    fields: &Fields,
    enterprise: EnterpriseId,
) -> Result<Result<Account, Problem>, PageError> {
    let filter = AccountFilter {
        enterprise: Some(enterprise.to_string()),
        ..AccountFilter::default()
    };
    let known = app
        .store
        .accounts(&filter, &Page::first(1))
        .await
        .map_err(PageError::unavailable)?;
    if let Some(known) = known.rows.into_iter().next() {
        let is_same = known.login == fields.text("login").to_lowercase()
            && password::verify(
                app,
                fields.text("password"),
                Some(known.password_hash.clone()),
            )
            .await
            .map_err(PageError::broken)?;
        return if is_same {
            Account::from_record(known, &app.office.catalogue).map(Ok)
        } else {
            let refusal = Refusal::new(Code::EnterpriseExists).at("uscc");
            Ok(Err(refusal::problem(app, visitor.language, &refusal)))
        };
    }
    let roles = [Role::EnterpriseSignatory, Role::EnterpriseMember];
    let bytes = app.random.bytes().map_err(PageError::unavailable)?;
    let record = Record {
        id: UserId::from_bytes(bytes).to_string(),
        login: fields.text("login").to_lowercase(),
        name: fields.text("name").to_owned(),
        password_hash: password::hash_new(app, fields.text("password"))
            .await
            .map_err(PageError::broken)?,
        roles: roles.map(|role| role.as_str().to_owned()).to_vec(),
        department: None,
        enterprise_id: Some(enterprise.to_string()),
        window_no: None,
        phone: None,
        disabled_at: None,
        created_at: app.clock.now(),

        organisation: None,
    };
    let audited = audited(app, visitor, &record.id);
    let added = app
        .store
        .add_account(&record, &audited)
        .await
        .map_err(PageError::unavailable)?;
    if added {
        Account::from_record(record, &app.office.catalogue).map(Ok)
    } else {
        let message = Message::new("register-login-taken");
        Ok(Err(Problem::new("login", message)))
    }
}

fn audited(app: &App, visitor: &Visitor, account: &str) -> Audited {
    Audited {
        actor: account.to_owned(),
        at: app.clock.now(),
        entry: AuditEntry {
            action: "account.register".to_owned(),
            object: account.to_owned(),
            outcome: "done".to_owned(),
            detail: String::new(),
            ip: None,
            request_id: Some(visitor.request_id.clone()),
        },
    }
}

fn again(
    app: &App,
    visitor: &Visitor,
    fields: &Fields,
    problems: Vec<Problem>,
) -> Result<Response, PageError> {
    let mut form = FormView::of(fields, problems);
    form.values.remove("password");
    page(app, visitor, StatusCode::UNPROCESSABLE_ENTITY, form)
}

fn page(
    app: &App,
    visitor: &Visitor,
    status: StatusCode,
    mut form: FormView,
) -> Result<Response, PageError> {
    if !form.values.contains_key(REGISTRATION) {
        let token = app.random.token().map_err(PageError::unavailable)?;
        form.values.insert(REGISTRATION.to_owned(), token);
    }
    let data = context! {
        form => view(&form),
        limits => context! {
            company => COMPANY_MAX_CHARS, login => *LOGIN_CHARS.end(), password => password::MAX_CHARS,
            password_min => password::MIN_CHARS,
        },
    };
    app.page_with_status(visitor, status, "pages/applicant/register.html", data)
}
