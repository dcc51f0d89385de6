//! Accounts from the command line: the first administrator, and staff.

use std::io::BufRead;

use anyhow::{Context, bail, ensure};
use clap::{Args, Subcommand};
use serde_json::json;
use window_domain::access::Role;
use window_domain::access::administration::{Loss, check_roles};
use window_domain::catalogue::DepartmentCode;
use window_domain::id::entity::UserId;
use window_store::{
    Account, AccountChanged, AccountFilter, AuditEntry, Audited, PAGE_MAX, Page, Store,
};

use super::server::DatabaseArgs;
use super::{Output, say};
use crate::auth::password;
use crate::city::City;
use crate::clock::Clock;
use crate::random::Random;
use crate::service::administration::{closing, held};

#[derive(Debug, Args)]
pub(super) struct InitArgs {
    #[command(flatten)]
    database: DatabaseArgs,
    /// Login of the first administrator.
    #[arg(long, default_value = "admin")]
    login: String,
}

#[derive(Debug, Subcommand)]
pub(super) enum UserCommand {
    /// Make an account; the password is read from standard input.
    Add(AddArgs),
    /// All accounts.
    List(DatabaseArgs),
    /// Nobody can log in with it any more; its sessions end.
    Disable {
        #[command(flatten)]
        database: DatabaseArgs,
        /// Login.
        login: String,
    },
}

#[derive(Debug, Args)]
pub(super) struct AddArgs {
    #[command(flatten)]
    database: DatabaseArgs,
    /// Login, unique.
    login: String,
    /// Name of the person.
    #[arg(long)]
    name: String,
    /// Role; may be given several times.
    #[arg(long, required = true)]
    role: Vec<String>,
    /// Department of an officer.
    #[arg(long)]
    department: Option<String>,
    /// Organisation that employs the person, for agents, leads and managers.
    #[arg(long)]
    organisation: Option<String>,
    /// Window number of an agent.
    #[arg(long)]
    window: Option<String>,
    /// Telephone at the desk.
    #[arg(long)]
    phone: Option<String>,
}

pub(super) async fn init(args: &InitArgs, city: City) -> anyhow::Result<Output> {
    let store = args.database.open().await?;
    if store.account_by_login(&args.login).await?.is_some() {
        bail!("account `{}` exists already", args.login);
    }
    let add = AddArgs {
        database: args.database.clone(),
        login: args.login.clone(),
        name: args.login.clone(),
        role: vec![Role::SystemAdministrator.as_str().to_owned()],
        department: None,
        organisation: None,
        window: None,
        phone: None,
    };
    add_account(&store, &add, &city).await
}

pub(super) async fn user(command: &UserCommand, city: City) -> anyhow::Result<Output> {
    match command {
        UserCommand::Add(args) => {
            let store = args.database.open().await?;
            add_account(&store, args, &city).await
        }
        UserCommand::List(database) => {
            let store = database.open().await?;
            let mut page = Page::first(PAGE_MAX);
            let mut rows = Vec::new();
            loop {
                let read = store.accounts(&AccountFilter::default(), &page).await?;
                rows.extend(read.rows.iter().map(|account| {
                    json!({
                        "id": account.id, "login": account.login, "roles": account.roles,
                        "department": account.department, "organisation": account.organisation,
                        "disabled": account.disabled_at.is_some(),
                    })
                }));
                match read.next {
                    Some(next) => page.after = Some(next),
                    None => break,
                }
            }
            Ok(Output::ok(json!(rows)))
        }
        UserCommand::Disable { database, login } => {
            let store = database.open().await?;
            let Some(account) = store.account_by_login(login).await? else {
                bail!("there is no account `{login}`");
            };
            let id = account.id.clone();
            let loss = Loss::between(&held(&account), &[], true);
            let change = closing(account, &loss);
            match store
                .change_account(change, audited("account.close", &id))
                .await?
            {
                AccountChanged::Done => Ok(Output::ok(json!({ "disabled": id }))),
                AccountChanged::Meanwhile => bail!("`{login}` was changed meanwhile: try again"),
                AccountChanged::LastHolder(role) => {
                    bail!("`{login}` is the last `{role}`: give the role to somebody else first")
                }
                AccountChanged::Work(open) => {
                    let names: Vec<&str> = open.iter().map(|it| it.id.as_str()).collect();
                    bail!(
                        "`{login}` still has {} projects, cases and complaints in hand: give them \
                         to colleagues on their pages first, then disable the account: {}",
                        open.len(),
                        names.join(", ")
                    )
                }
            }
        }
    }
}

async fn add_account(store: &Store, args: &AddArgs, city: &City) -> anyhow::Result<Output> {
    let mut roles = Vec::new();
    for role in &args.role {
        let known = Role::parse(role);
        roles.push(known.with_context(|| format!("there is no role `{role}`"))?);
    }
    if let Err(refusals) = check_roles(
        &roles,
        args.department.as_deref(),
        args.organisation.as_deref(),
    ) {
        bail!("these roles are refused: {refusals}");
    }
    if let Some(department) = &args.department {
        let known = city
            .catalogue
            .department(&DepartmentCode::new(department))
            .is_some();
        ensure!(known, "there is no department `{department}`");
    }
    if let Some(organisation) = &args.organisation {
        let known = city.catalogue.organisations().get(organisation);
        ensure!(known.is_some(), "there is no organisation `{organisation}`");
    }
    say("Password (one line on standard input):");
    let mut password = String::new();
    std::io::stdin().lock().read_line(&mut password)?;
    let password = password.trim_end_matches(['\r', '\n']);
    if let Err(message) = password::check_new(password, &args.login) {
        bail!("the password is refused: {}", message.key());
    }
    let random = Random::system();
    let account = Account {
        id: UserId::from_bytes(random.bytes()?).to_string(),
        login: args.login.to_lowercase(),
        name: args.name.clone(),
        password_hash: password::hash_with(&random, password)?,
        roles: args.role.clone(),
        department: args.department.clone(),
        enterprise_id: None,
        window_no: args.window.clone(),
        phone: args.phone.clone(),
        disabled_at: None,
        created_at: Clock::system().now(),

        organisation: args.organisation.clone(),
    };
    let is_new = store
        .add_account(&account, &audited("account.add", &account.id))
        .await?;
    ensure!(is_new, "the login `{}` is taken", args.login);
    Ok(Output::ok(
        json!({ "id": account.id, "login": account.login }),
    ))
}

fn audited(action: &str, id: &str) -> Audited {
    Audited {
        actor: "command line".to_owned(),
        at: Clock::system().now(),
        entry: AuditEntry {
            action: action.to_owned(),
            object: format!("account/{id}"),
            outcome: "done".to_owned(),
            detail: "{}".to_owned(),
            ip: None,
            request_id: None,
        },
    }
}
