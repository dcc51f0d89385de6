//! The people of the demonstration city.

use std::collections::BTreeMap;

use anyhow::{Context, ensure};
use window_domain::access::{Actor, Role};
use window_domain::enterprise::Registration;
use window_domain::id::entity::{EnterpriseId, UserId};
use window_domain::project::event::Builder;
use window_store::{Account, AuditEntry, Audited};

use super::Demo;
use crate::auth::password;
use crate::service::{Office, Request};

/// Who can act, by login; and the enterprises.
#[derive(Debug, Default)]
pub(super) struct People {
    actors: BTreeMap<String, Actor>,
    pub(super) builders: BTreeMap<String, Builder>,
}

impl People {
    pub(super) fn actor(&self, login: &str) -> anyhow::Result<&Actor> {
        self.actors
            .get(login)
            .with_context(|| format!("there is no `{login}`"))
    }

    pub(super) fn of(&self, user: UserId) -> anyhow::Result<&Actor> {
        let mut all = self.actors.values();
        all.find(|actor| actor.user == Some(user))
            .context("there is no such person")
    }
}

pub(super) async fn settle(office: &Office, demo: &Demo) -> anyhow::Result<People> {
    // One hash for all: the demonstration's password is printed on the console anyway.
    let hash = password::hash_with(&office.random, &demo.password)?;
    let mut people = People::default();
    for staff in &demo.staff {
        let mut account = account(office, (&staff.login, &staff.name), &hash)?;
        account.roles.clone_from(&staff.roles);
        account.window_no.clone_from(&staff.window);
        account.phone.clone_from(&staff.phone);
        account.organisation.clone_from(&staff.organisation);
        add(office, &mut people, account).await?;
    }
    for code in &demo.departments.codes {
        for (login, name, role) in [
            (code.clone(), &demo.departments.officer, Role::Officer),
            (
                format!("{code}-head"),
                &demo.departments.head,
                Role::DepartmentHead,
            ),
            (
                format!("{code}-inspector"),
                &demo.departments.inspector,
                Role::Inspector,
            ),
        ] {
            let mut account = account(office, (&login, name), &hash)?;
            account.roles = vec![role.as_str().to_owned()];
            account.department = Some(code.clone());
            add(office, &mut people, account).await?;
        }
    }
    for enterprise in &demo.enterprises {
        let nobody = Actor::anonymous();
        let registration = Registration {
            enterprise: EnterpriseId::from_bytes(office.random.bytes()?),
            uscc: enterprise.uscc.clone(),
            company: enterprise.company.clone(),
            legal_person: enterprise.person.clone(),
            override_reason: None,
        };
        let id = office
            .register_enterprise(&nobody, registration, &Request::default())
            .await?;
        let mut account = account(office, (&enterprise.login, &enterprise.person), &hash)?;
        account.roles = vec![
            Role::EnterpriseSignatory.as_str().to_owned(),
            Role::EnterpriseMember.as_str().to_owned(),
        ];
        account.enterprise_id = Some(id.to_string());
        add(office, &mut people, account).await?;
        people.builders.insert(
            enterprise.login.clone(),
            Builder {
                id,
                company: enterprise.company.clone(),
                uscc: enterprise.uscc.clone(),
            },
        );
    }
    Ok(people)
}

fn account(office: &Office, (login, name): (&str, &str), hash: &str) -> anyhow::Result<Account> {
    Ok(Account {
        id: UserId::from_bytes(office.random.bytes()?).to_string(),
        login: login.to_owned(),
        name: name.to_owned(),
        password_hash: hash.to_owned(),
        roles: Vec::new(),
        department: None,
        enterprise_id: None,
        window_no: None,
        phone: None,
        disabled_at: None,
        created_at: office.clock.now(),

        organisation: None,
    })
}

async fn add(office: &Office, people: &mut People, account: Account) -> anyhow::Result<()> {
    let audited = Audited {
        actor: "demo".to_owned(),
        at: office.clock.now(),
        entry: AuditEntry {
            action: "account.add".to_owned(),
            object: format!("account/{}", account.id),
            outcome: "done".to_owned(),
            detail: "{}".to_owned(),
            ip: None,
            request_id: None,
        },
    };
    ensure!(
        office.store.add_account(&account, &audited).await?,
        "login `{}` is taken",
        account.login
    );
    let login = account.login.clone();
    let actor = crate::auth::Account::from_record(account, &office.catalogue)
        .map_err(|_| anyhow::anyhow!("account `{login}` is unreadable"))?
        .actor();
    people.actors.insert(login, actor);
    Ok(())
}
