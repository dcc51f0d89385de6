//! Accounts of staff as the three administrators keep them: opened without rights, granted roles, closed and opened again.
//! What they refuse is told to the audit like what they do.

use serde_json::json;
use window_domain::access::administration::{Loss, check_other, check_roles};
use window_domain::access::{Action, Actor, Role};
use window_domain::catalogue::DepartmentCode;
use window_domain::id::entity::UserId;
use window_domain::id::phone;
use window_domain::refusal::{Code, Refusal, Refusals, check_text};
use window_store::{
    Account, AccountChange, AccountChanged, AccountSet, AuditRecord, OpenWork, WorkKind,
};

use super::{Office, Refused, Request};

/// Longest name of a person, in characters.
pub const NAME_MAX: usize = 40;
/// Longest number of a window, in characters.
pub const WINDOW_MAX: usize = 20;
/// Fewest and most characters of a login.
pub const LOGIN_CHARS: (usize, usize) = (3, 40);

/// So much open work is named in a refusal; the account's page has all of it.
const NAMED: usize = 5;
/// The last change of an account is looked for among so many acts on it.
const LOOKED_AT: u32 = 50;

/// Who holds an account, as a form collects it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Name.
    pub name: String,
    /// Number of the service window, for those who sit there.
    pub window_no: Option<String>,
    /// Phone number at work.
    pub phone: Option<String>,
}

/// What an account shall be allowed, as a form collects it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rights<'a> {
    /// Its roles.
    pub roles: &'a [Role],
    /// The department they are held for.
    pub department: Option<&'a str>,
    /// The organisation that employs its holder.
    pub organisation: Option<&'a str>,
}

impl Person {
    /// Everything wrong with what was typed.
    fn check(&self) -> Vec<Refusal> {
        let mut found = Vec::new();
        check_text(&self.name, "name", NAME_MAX, &mut found);
        if let Some(window) = &self.window_no {
            check_text(window, "window_no", WINDOW_MAX, &mut found);
        }
        if self
            .phone
            .as_deref()
            .is_some_and(|it| phone::parse(it).is_none())
        {
            found.push(Refusal::new(Code::BookingPhone).at("phone"));
        }
        found
    }
}

impl Office {
    /// Opens an account without any right, with a password its holder changes at the first login. The id comes from the
    /// request's key: a second click finds the account of the first. Tells its id, and whether it is new.
    ///
    /// # Errors
    /// Everything wrong with what was typed, [`Code::LoginTaken`], or a failing store.
    pub async fn open_account(
        &self,
        actor: &Actor,
        (login, person, password_hash): (&str, &Person, String),
        request: &Request,
    ) -> Result<(UserId, bool), Refused> {
        let id = UserId::from_bytes(self.id_bytes(request)?);
        check_other(actor, Action::OpenAccounts, id)?;
        let mut found = person.check();
        if !is_login(login) {
            let refusal = Refusal::new(Code::LoginForm).with("min", LOGIN_CHARS.0);
            found.push(refusal.with("max", LOGIN_CHARS.1).at("login"));
        }
        Refusals::check(found)?;
        let account = Account {
            id: id.to_string(),
            login: login.to_lowercase(),
            name: person.name.clone(),
            password_hash,
            roles: Vec::new(),
            department: None,
            enterprise_id: None,
            window_no: person.window_no.clone(),
            phone: person.phone.clone(),
            disabled_at: None,
            created_at: self.clock.now(),

            organisation: None,
        };
        let audited = self.audited(
            actor,
            ("account.open", format!("account/{}", account.id)),
            request,
        );
        if self.store.open_account(&account, &audited).await? {
            return Ok((id, true));
        }
        let known = self.store.account_by_login(login).await?;
        if known.is_some_and(|known| known.id == account.id) {
            return Ok((id, false));
        }
        Err(Refusals::from(Refusal::new(Code::LoginTaken).at("login")).into())
    }

    /// Changes what colleagues and enterprises see of an account's holder.
    ///
    /// # Errors
    /// Everything wrong with what was typed, a change in between, or a failing store.
    pub async fn describe_account(
        &self,
        actor: &Actor,
        (id, person): (UserId, Person),
        request: &Request,
    ) -> Result<(), Refused> {
        if !actor.may(Action::OpenAccounts, window_domain::access::ANY_ACCOUNT) {
            return Err(Refusals::from(Code::NotAllowed).into());
        }
        Refusals::check(person.check())?;
        let seen = self.staff_account(id).await?;
        let set = AccountSet::Person {
            name: person.name,
            window_no: person.window_no,
            phone: person.phone,
        };
        self.change(
            actor,
            (seen, set, Loss::default()),
            "account.person",
            request,
        )
        .await
    }

    /// Grants an account exactly these roles, for this department and this employer, and withdraws all others.
    ///
    /// # Errors
    /// Roles that do not go together, an unknown department or employer, one's own rights, the last administrator of a kind, open work that would be left
    /// alone, a change in between, or a failing store.
    pub async fn grant_roles(
        &self,
        actor: &Actor,
        (id, rights): (UserId, Rights<'_>),
        request: &Request,
    ) -> Result<(), Refused> {
        let Rights {
            roles,
            department,
            organisation,
        } = rights;
        let checked = check_other(actor, Action::GrantRoles, id).and_then(|()| {
            let known = |code| self.catalogue.department(&DepartmentCode::new(code));
            let employer = |code| self.catalogue.organisations().get(code);
            if organisation.is_some_and(|code| employer(code).is_none()) {
                return Err(Refusal::new(Code::NothingChosen).at("organisation").into());
            }
            if department.is_some_and(|code| known(code).is_none()) {
                return Err(Refusal::new(Code::UnknownDepartment)
                    .at("department")
                    .into());
            }
            check_roles(roles, department, organisation)
        });
        if let Err(refusals) = checked {
            return self
                .told(actor, ("account.roles", id), refusals, request)
                .await;
        }
        let seen = self.staff_account(id).await?;
        let before = held(&seen);
        // Roles held stay in their order: the first is the one a person is shown with.
        let kept = before.iter().filter(|role| roles.contains(role));
        let new = Role::STAFF
            .iter()
            .filter(|role| roles.contains(role) && !before.contains(role));
        let after: Vec<String> = kept
            .chain(new)
            .map(|role| role.as_str().to_owned())
            .collect();
        let same_department = seen.department.as_deref() == department;
        let reached = |code| self.catalogue.territory(code);
        let reach = (
            &reached(seen.organisation.as_deref()),
            &reached(organisation),
        );
        let loss = Loss::between(&before, roles, same_department).reaching(&before, reach);
        let set = AccountSet::Rights {
            roles: after,
            department: department.map(ToOwned::to_owned),
            organisation: organisation.map(ToOwned::to_owned),
        };
        self.change(actor, (seen, set, loss), "account.roles", request)
            .await
    }

    /// Closes an account: its sessions end at once.
    ///
    /// # Errors
    /// One's own account, the last administrator of a kind, open work in its hands, a change in between, or a failing
    /// store.
    pub async fn close_account(
        &self,
        actor: &Actor,
        id: UserId,
        request: &Request,
    ) -> Result<(), Refused> {
        if let Err(refusals) = check_other(actor, Action::OpenAccounts, id) {
            return self
                .told(actor, ("account.close", id), refusals, request)
                .await;
        }
        let seen = self.staff_account(id).await?;
        let loss = Loss::between(&held(&seen), &[], true);
        self.change(
            actor,
            (seen, AccountSet::Closed, loss),
            "account.close",
            request,
        )
        .await?;
        // Whoever stood in for somebody does so no more.
        self.keep_absences().await.map(drop)
    }

    /// Opens a closed account again, with the roles it has.
    ///
    /// # Errors
    /// One's own account, a change in between, or a failing store.
    pub async fn reopen_account(
        &self,
        actor: &Actor,
        id: UserId,
        request: &Request,
    ) -> Result<(), Refused> {
        if let Err(refusals) = check_other(actor, Action::OpenAccounts, id) {
            return self
                .told(actor, ("account.reopen", id), refusals, request)
                .await;
        }
        let seen = self.staff_account(id).await?;
        let change = (seen, AccountSet::Open, Loss::default());
        self.change(actor, change, "account.reopen", request).await
    }

    /// Gives an account a new first password; its sessions end.
    ///
    /// # Errors
    /// One's own account, or a failing store.
    pub async fn give_password(
        &self,
        actor: &Actor,
        (id, password_hash): (UserId, &str),
        request: &Request,
    ) -> Result<(), Refused> {
        if let Err(refusals) = check_other(actor, Action::OpenAccounts, id) {
            return self
                .told(actor, ("account.password", id), refusals, request)
                .await;
        }
        let account = self.staff_account(id).await?;
        let audited = self.audited(
            actor,
            ("account.password", format!("account/{}", account.id)),
            request,
        );
        let given = self
            .store
            .give_password(&account.id, password_hash, &audited);
        Ok(given.await?)
    }

    /// The account of somebody of the administration.
    ///
    /// # Errors
    /// [`Refused::NotFound`] if there is none, or it is an enterprise's.
    pub async fn staff_account(&self, id: UserId) -> Result<Account, Refused> {
        let found = self.store.account(&id.to_string()).await?;
        found
            .filter(|account| account.enterprise_id.is_none())
            .ok_or(Refused::NotFound)
    }

    /// The last change of an account that is on record, if there is one.
    ///
    /// # Errors
    /// A failing store.
    pub async fn last_change(&self, id: &str) -> Result<Option<AuditRecord>, Refused> {
        let object = format!("account/{id}");
        let acts = self.store.last_audit_records(&object, LOOKED_AT).await?;
        Ok(acts.into_iter().find(|act| {
            let entry = &act.audited.entry;
            entry.action.starts_with("account.") && entry.outcome == "done"
        }))
    }

    async fn change(
        &self,
        actor: &Actor,
        (seen, set, loss): (Account, AccountSet, Loss),
        action: &str,
        request: &Request,
    ) -> Result<(), Refused> {
        if is_so(&seen, &set) {
            return Ok(());
        }
        let last = self.last_change(&seen.id).await?;
        let faster = last.filter(|act| request.seen.is_some_and(|version| act.id > version));
        if let Some(faster) = faster {
            return Err(self.changed_meanwhile(&faster).await?.into());
        }
        let mut audited = self.audited(actor, (action, format!("account/{}", seen.id)), request);
        audited.entry.detail = detail(&seen, &set);
        let id = seen.id.clone();
        let change = asked(seen, set, &loss);
        let refusals: Refusals = match self.store.change_account(change, audited).await? {
            AccountChanged::Done => return Ok(()),
            AccountChanged::Meanwhile => match self.last_change(&id).await? {
                Some(last) => self.changed_meanwhile(&last).await?,
                None => return Err(Refused::Conflict),
            },
            AccountChanged::LastHolder(role) => {
                Refusal::new(Code::LastHolder).with("who", role).into()
            }
            AccountChanged::Work(open) => work_open(&open).into(),
        };
        let id = id.parse().map_err(|_| Refused::NotFound)?;
        self.told(actor, (action, id), refusals, request).await
    }

    /// Tells the audit what was refused, and gives the refusal back.
    async fn told(
        &self,
        actor: &Actor,
        (action, id): (&str, UserId),
        refusals: Refusals,
        request: &Request,
    ) -> Result<(), Refused> {
        let mut audited = self.audited(actor, (action, format!("account/{id}")), request);
        let codes: Vec<&str> = refusals.0.iter().map(|it| it.code.as_str()).collect();
        "refused".clone_into(&mut audited.entry.outcome);
        audited.entry.detail = json!({ "because": codes }).to_string();
        self.store.audit(&audited).await?;
        Err(refusals.into())
    }

    async fn changed_meanwhile(&self, last: &AuditRecord) -> Result<Refusals, Refused> {
        let by = self.store.account(&last.audited.actor).await?;
        let role = by.and_then(|account| held(&account).first().copied());
        let refusal = Refusal::new(Code::ChangedMeanwhile)
            .with("who", role.unwrap_or(Role::System).as_str())
            .with("at", last.audited.at);
        Ok(refusal.into())
    }
}

/// The change that closes an account which loses this by it.
pub fn closing(seen: Account, loss: &Loss) -> AccountChange {
    asked(seen, AccountSet::Closed, loss)
}

fn asked(seen: Account, set: AccountSet, loss: &Loss) -> AccountChange {
    let roles = loss.roles.iter();
    AccountChange {
        seen,
        set,
        others_have: roles.map(|role| role.as_str().to_owned()).collect(),
        no_work: work(loss),
    }
}

/// The roles of an account that this program knows.
pub fn held(account: &Account) -> Vec<Role> {
    let roles = account.roles.iter();
    roles.filter_map(|role| Role::parse(role)).collect()
}

/// Whether an account is already as it shall be: a second click changes nothing.
fn is_so(account: &Account, set: &AccountSet) -> bool {
    match set {
        AccountSet::Rights {
            roles,
            department,
            organisation,
        } => {
            account.roles == *roles
                && account.department == *department
                && account.organisation == *organisation
        }
        AccountSet::Person {
            name,
            window_no,
            phone,
        } => account.name == *name && account.window_no == *window_no && account.phone == *phone,
        AccountSet::Closed => account.disabled_at.is_some(),
        AccountSet::Open => account.disabled_at.is_none(),
    }
}

/// What the audit keeps of a change: rights, no personal data.
fn detail(seen: &Account, set: &AccountSet) -> String {
    let detail = match set {
        AccountSet::Rights {
            roles,
            department,
            organisation,
        } => json!({
            "before": {
                "roles": seen.roles, "department": seen.department,
                "organisation": seen.organisation,
            },
            "after": { "roles": roles, "department": department, "organisation": organisation },
        }),
        AccountSet::Person { .. } | AccountSet::Closed | AccountSet::Open => json!({}),
    };
    detail.to_string()
}

fn work(loss: &Loss) -> Vec<WorkKind> {
    [
        (loss.projects, WorkKind::Project),
        (loss.cases, WorkKind::Case),
        (loss.complaints, WorkKind::Complaint),
    ]
    .into_iter()
    .filter_map(|(is_lost, kind)| is_lost.then_some(kind))
    .collect()
}

/// The refusal that names open work.
pub fn work_open(open: &[OpenWork]) -> Refusal {
    let names: Vec<String> = open
        .iter()
        .take(NAMED)
        .map(|it| match it.kind {
            WorkKind::Case => format!("{} {}", it.id, it.name),
            WorkKind::Project | WorkKind::Complaint => it.name.clone(),
        })
        .collect();
    Refusal::new(Code::WorkOpen)
        .with("n", open.len())
        .with("list", names.join(" / "))
}

/// Whether this can be a login: a few letters, digits and marks nobody mistypes.
fn is_login(login: &str) -> bool {
    (LOGIN_CHARS.0..=LOGIN_CHARS.1).contains(&login.chars().count())
        && login
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || ".-_@".contains(letter))
}
