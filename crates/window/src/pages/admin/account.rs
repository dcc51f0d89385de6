//! One account of staff: who holds it, its roles, what work is in its hands, and what each administrator does to it.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::{Value, context};
use window_domain::access::{Action, Role};
use window_domain::id::entity::UserId;
use window_store::{Account, OpenWork, WorkKind};

use super::staff::{first_password, limits, line, person};
use crate::app::{App, AppState};
use crate::http::refusal::problems;
use crate::http::{Fields, FormView, PageError, Visitor};
use crate::service::Refused;
use crate::service::administration::{Rights, held};
use crate::templates::view;

/// What is done to an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Roles,
    Person,
    Close,
    Reopen,
    Password,
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let account = found(&app, &visitor, &id).await?;
    let form = of_account(&account);
    let roles = held(&account);
    page(&app, &visitor, (&account, &roles), (StatusCode::OK, form)).await
}

pub(super) async fn perform(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    (fields, act): (Fields, Act),
) -> Result<Response, PageError> {
    let request = visitor.form_request(&fields)?;
    let actor = visitor.actor()?;
    let account = found(&app, &visitor, &id).await?;
    let user: UserId = id.parse().map_err(|_| PageError::not_found())?;
    let chosen: Vec<Role> = fields
        .all("roles")
        .filter_map(Role::parse)
        .filter(|role| Role::STAFF.contains(role))
        .collect();
    let office = &app.office;
    let done = match act {
        Act::Roles => {
            let rights = Rights {
                roles: &chosen,
                department: fields.get("department"),
                organisation: fields.get("organisation"),
            };
            office.grant_roles(&actor, (user, rights), &request).await
        }
        Act::Person => {
            let wanted = (user, person(&fields));
            office.describe_account(&actor, wanted, &request).await
        }
        Act::Close => office.close_account(&actor, user, &request).await,
        Act::Reopen => office.reopen_account(&actor, user, &request).await,
        Act::Password => {
            let (secret, hash) = first_password(&app).await?;
            match office.give_password(&actor, (user, &hash), &request).await {
                Ok(()) => return given(&app, &visitor, (&account, &secret)),
                Err(refused) => Err(refused),
            }
        }
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/admin/staff/{id}")).into_response()),
        Err(Refused::Rules(refusals)) => {
            let mut form = FormView::of(&fields, problems(&app, visitor.language, &refusals));
            // What this form does not ask stands in the others as it is.
            for (name, value) in of_account(&account).values {
                form.values.entry(name).or_insert(value);
            }
            let roles = if act == Act::Roles {
                chosen
            } else {
                held(&account)
            };
            let answer = (StatusCode::UNPROCESSABLE_ENTITY, form);
            page(&app, &visitor, (&account, &roles), answer).await
        }
        Err(error) => Err(error.into_page(&app, &visitor)),
    }
}

fn given(
    app: &App,
    visitor: &Visitor,
    (account, secret): (&Account, &str),
) -> Result<Response, PageError> {
    let data = context! {
        id => account.id.as_str(), login => account.login.as_str(),
        name => account.name.as_str(), secret, is_new => false,
    };
    app.page(visitor, "pages/admin/secret.html", data)
}

async fn found(app: &App, visitor: &Visitor, id: &str) -> Result<Account, PageError> {
    let id = id.parse().map_err(|_| PageError::not_found())?;
    let account = app.office.staff_account(id).await;
    account.map_err(|error| error.into_page(app, visitor))
}

fn of_account(account: &Account) -> FormView {
    let values = [
        ("name", Some(&account.name)),
        ("window_no", account.window_no.as_ref()),
        ("phone", account.phone.as_ref()),
        ("department", account.department.as_ref()),
        ("organisation", account.organisation.as_ref()),
    ];
    FormView {
        values: values
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.cloned().unwrap_or_default()))
            .collect(),
        ..FormView::empty()
    }
}

async fn page(
    app: &App,
    visitor: &Visitor,
    (account, chosen): (&Account, &[Role]),
    (status, form): (StatusCode, FormView),
) -> Result<Response, PageError> {
    let last = app.office.last_change(&account.id).await;
    let last = last.map_err(|error| error.into_page(app, visitor))?;
    let work = app.store.open_work(&account.id).await;
    let work = work.map_err(PageError::unavailable)?;
    let departments = app.office.catalogue.departments();
    let departments: Vec<Value> = departments
        .map(|one| context! { value => one.code.as_str(), name => view(&one.name) })
        .collect();
    let roles: Vec<Value> = Role::STAFF
        .iter()
        .map(|role| {
            context! {
                code => role.as_str(), has => chosen.contains(role),
                apart => role.is_administrator(),
            }
        })
        .collect();
    let is_own = visitor.actor()?.user.map(|user| user.to_string()) == Some(account.id.clone());
    let data = context! {
        one => line(app, account), form => view(&form), roles, departments, is_own,
        organisations => view(&app.office.catalogue.organisations().list),
        version => last.map_or(0, |act| act.id), limits => limits(),
        work => work.iter().map(piece).collect::<Vec<Value>>(),
        may_open => visitor.may(Action::OpenAccounts), may_grant => visitor.may(Action::GrantRoles),
    };
    app.page_with_status(visitor, status, "pages/admin/account.html", data)
}

fn piece(work: &OpenWork) -> Value {
    let kind = match work.kind {
        WorkKind::Project => "project",
        WorkKind::Case => "case",
        WorkKind::Complaint => "complaint",
    };
    context! { kind, id => work.id.as_str(), name => work.name.as_str() }
}
