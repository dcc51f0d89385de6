//! Accounts: who may log in. No business records: changed in place, each change with its audit row in the same transaction.

use std::fmt::Write;

use jiff::Timestamp;

use crate::{
    Audited, Page, PageOf, Store, StoreError,
    administration::first_password,
    read::pattern,
    sql::{Statement, Tx, Work},
    value::{Column, Fields, Value},
};

/// An account.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// `usr_…`.
    pub id: String,
    /// The name to log in with; unique, kept in lower case.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// The password's hash, as a PHC string.
    pub password_hash: String,
    /// Codes of the roles.
    pub roles: Vec<String>,
    /// Code of the department, for its officers.
    pub department: Option<String>,
    /// The enterprise, for its members.
    pub enterprise_id: Option<String>,
    /// Number of the service window, for those who sit there.
    pub window_no: Option<String>,
    /// Phone number.
    pub phone: Option<String>,
    /// Since when nobody can log in with it.
    pub disabled_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Code of the organisation that employs its holder.
    pub organisation: Option<String>,
}

impl std::fmt::Debug for Account {
    /// Without name, phone and password hash: accounts end up in logs.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Account")
            .field("id", &self.id)
            .field("roles", &self.roles)
            .finish_non_exhaustive()
    }
}

/// How an account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountState {
    /// One can log in with it.
    Open,
    /// Nobody can.
    Closed,
    /// It has no role.
    WithoutRoles,
}

/// Which accounts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AccountFilter {
    /// Only with this role.
    pub role: Option<String>,
    /// Only of this department.
    pub department: Option<String>,
    /// Only of this enterprise.
    pub enterprise: Option<String>,
    /// Only those this organisation employs; an empty code: only those nobody employs.
    pub organisation: Option<String>,
    /// Only those who can log in.
    pub enabled_only: bool,
    /// Only those that stand so.
    pub state: Option<AccountState>,
    /// Only of the administration, not those of enterprises.
    pub staff_only: bool,
    /// Only with this in login or name.
    pub text: Option<String>,
}

/// The columns, for statements that name the table `accounts`.
pub(crate) const COLUMNS: &str = "accounts.id, accounts.login, accounts.name, \
    accounts.password_hash, accounts.roles, accounts.department, accounts.enterprise_id, \
    accounts.window_no, accounts.phone, accounts.disabled_at, accounts.created_at, \
    accounts.organisation";

/// Reads what [`COLUMNS`] named.
pub(crate) fn account(fields: &mut Fields) -> Result<Account, StoreError> {
    Ok(Account {
        id: fields.next("id")?,
        login: fields.next("login")?,
        name: fields.next("name")?,
        password_hash: fields.next("password_hash")?,
        roles: roles(&fields.next::<String>("roles")?)?,
        department: fields.next("department")?,
        enterprise_id: fields.next("enterprise_id")?,
        window_no: fields.next("window_no")?,
        phone: fields.next("phone")?,
        disabled_at: fields.next("disabled_at")?,
        created_at: fields.next("created_at")?,
        organisation: fields.next("organisation")?,
    })
}

/// Roles are kept as one JSON array, read and written whole.
fn roles(json: &str) -> Result<Vec<String>, StoreError> {
    serde_json::from_str(json).map_err(|error| StoreError::json("accounts.roles", error))
}

/// The statement that reads the account with this id.
pub(crate) fn by_id(id: &str) -> Statement {
    let sql = format!("SELECT {COLUMNS} FROM accounts WHERE id = $1");
    Statement::new(sql, vec![id.into()])
}

/// Roles as they are kept.
pub(crate) fn roles_json(roles: &[String]) -> Result<Value, StoreError> {
    let roles = serde_json::to_string(roles);
    roles
        .map(Value::Text)
        .map_err(|error| StoreError::json("accounts.roles", error))
}

impl Account {
    fn insert(&self) -> Result<Statement, StoreError> {
        let roles = roles_json(&self.roles)?;
        Ok(Statement::new(
            "INSERT INTO accounts (id, login, name, password_hash, roles, department, \
             enterprise_id, window_no, phone, disabled_at, created_at, organisation) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
             ON CONFLICT (login) DO NOTHING RETURNING id",
            vec![
                Value::from(&self.id),
                self.login.to_lowercase().to_value(),
                Value::from(&self.name),
                Value::from(&self.password_hash),
                roles,
                Value::from(&self.department),
                Value::from(&self.enterprise_id),
                Value::from(&self.window_no),
                Value::from(&self.phone),
                Value::from(&self.disabled_at),
                Value::from(&self.created_at),
                Value::from(&self.organisation),
            ],
        ))
    }
}

/// Adds an account and tells the audit, or does neither.
struct AddAccount {
    insert: Statement,
    then: Vec<Statement>,
}

impl Work for AddAccount {
    type Output = bool;
    type Error = StoreError;

    async fn run(&self, tx: &Tx<'_>) -> Result<bool, StoreError> {
        let added = !tx.query(&self.insert).await?.is_empty();
        if added {
            tx.batch(&self.then).await?;
        }
        Ok(added)
    }
}

impl Store {
    /// Adds an account; `false` if the login is taken.
    ///
    /// # Errors
    /// What the database said.
    pub async fn add_account(
        &self,
        account: &Account,
        audit: &Audited,
    ) -> Result<bool, StoreError> {
        let work = AddAccount {
            insert: account.insert()?,
            then: vec![audit.statement()],
        };
        self.database.transact(work).await
    }

    /// Adds an account with a password its holder must change at the first login; `false` if the login is taken.
    ///
    /// # Errors
    /// What the database said.
    pub async fn open_account(
        &self,
        account: &Account,
        audit: &Audited,
    ) -> Result<bool, StoreError> {
        let work = AddAccount {
            insert: account.insert()?,
            then: vec![first_password(&account.id, audit.at), audit.statement()],
        };
        self.database.transact(work).await
    }

    /// The account with this login, upper and lower case alike.
    ///
    /// # Errors
    /// What the database said.
    pub async fn account_by_login(&self, login: &str) -> Result<Option<Account>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM accounts WHERE login = $1");
        let params = vec![login.to_lowercase().to_value()];
        self.one_account(Statement::new(sql, params)).await
    }

    /// The account with this id.
    ///
    /// # Errors
    /// What the database said.
    pub async fn account(&self, id: &str) -> Result<Option<Account>, StoreError> {
        self.one_account(by_id(id)).await
    }

    async fn one_account(&self, statement: Statement) -> Result<Option<Account>, StoreError> {
        let row = self.database.query_one(statement).await?;
        row.map(|row| account(&mut row.fields())).transpose()
    }

    /// A page of accounts, by login.
    ///
    /// # Errors
    /// What the database said.
    pub async fn accounts(
        &self,
        filter: &AccountFilter,
        page: &Page,
    ) -> Result<PageOf<Account>, StoreError> {
        let limit = usize::from(page.limit.clamp(1, crate::PAGE_MAX));
        let mut sql = format!("SELECT {COLUMNS} FROM accounts WHERE login > $1");
        let mut params = vec![Value::Text(page.after.clone().unwrap_or_default())];
        // A role stands in the JSON array in quotes, and no role's code contains one.
        let role = filter.role.as_ref().map(|role| format!("%\"{role}\"%"));
        let wanted = [
            ("department =", filter.department.clone()),
            ("enterprise_id =", filter.enterprise.clone()),
            ("COALESCE(organisation, '') =", filter.organisation.clone()),
            ("roles LIKE", role),
        ];
        for (condition, value) in wanted {
            if let Some(value) = value {
                params.push(Value::Text(value));
                let _ = write!(sql, " AND {condition} ${}", params.len());
            }
        }
        for (wanted, condition) in [
            (filter.enabled_only, " AND disabled_at IS NULL"),
            (filter.staff_only, " AND enterprise_id IS NULL"),
        ] {
            if wanted {
                sql.push_str(condition);
            }
        }
        sql.push_str(match filter.state {
            None => "",
            Some(AccountState::Open) => " AND disabled_at IS NULL",
            Some(AccountState::Closed) => " AND disabled_at IS NOT NULL",
            Some(AccountState::WithoutRoles) => " AND roles = '[]'",
        });
        if let Some(text) = &filter.text {
            params.push(Value::Text(pattern(text)));
            let at = params.len();
            let _ = write!(
                sql,
                " AND (login LIKE ${at} ESCAPE '\\' OR LOWER(name) LIKE ${at} ESCAPE '\\')"
            );
        }
        params.push(Value::Integer(
            i64::from(page.limit.clamp(1, crate::PAGE_MAX)) + 1,
        ));
        let _ = write!(sql, " ORDER BY login LIMIT ${}", params.len());
        let found = self.database.query(Statement::new(sql, params)).await?;
        let more = found.len() > limit;
        let rows = found
            .into_iter()
            .take(limit)
            .map(|row| account(&mut row.fields()))
            .collect::<Result<Vec<_>, _>>()?;
        let next = rows.last().filter(|_| more).map(|last| last.login.clone());
        Ok(PageOf { rows, next })
    }

    /// Sets the password its holder chose and ends the account's sessions.
    ///
    /// # Errors
    /// What the database said.
    pub async fn set_password(
        &self,
        id: &str,
        password_hash: &str,
        audit: &Audited,
    ) -> Result<(), StoreError> {
        let set = Statement::new(
            "UPDATE accounts SET password_hash = $2 WHERE id = $1",
            vec![id.into(), password_hash.into()],
        );
        let own = Statement::new(
            "DELETE FROM first_passwords WHERE account_id = $1",
            vec![id.into()],
        );
        let statements = vec![set, own, close_sessions(id), audit.statement()];
        self.database.write(statements).await.map(drop)
    }
}

/// Ends all sessions of an account.
pub(crate) fn close_sessions(account_id: &str) -> Statement {
    Statement::new(
        "DELETE FROM sessions WHERE account_id = $1",
        vec![account_id.into()],
    )
}
