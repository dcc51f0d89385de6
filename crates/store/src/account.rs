//! Accounts: who may log in. No business records: changed in place, each change with its audit row in the same transaction.

use std::fmt::Write;

use jiff::Timestamp;

use crate::{
    Audited, Page, PageOf, Store, StoreError,
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

/// Which accounts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AccountFilter {
    /// Only with this role.
    pub role: Option<String>,
    /// Only of this department.
    pub department: Option<String>,
    /// Only of this enterprise.
    pub enterprise: Option<String>,
    /// Only those who can log in.
    pub enabled_only: bool,
}

/// The columns, for statements that name the table `accounts`.
pub(crate) const COLUMNS: &str = "accounts.id, accounts.login, accounts.name, \
    accounts.password_hash, accounts.roles, accounts.department, accounts.enterprise_id, \
    accounts.window_no, accounts.phone, accounts.disabled_at, accounts.created_at";

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
    })
}

/// Roles are kept as one JSON array, read and written whole.
fn roles(json: &str) -> Result<Vec<String>, StoreError> {
    serde_json::from_str(json).map_err(|error| StoreError::json("accounts.roles", error))
}

impl Account {
    fn insert(&self) -> Result<Statement, StoreError> {
        let roles = serde_json::to_string(&self.roles)
            .map_err(|error| StoreError::json("accounts.roles", error))?;
        Ok(Statement::new(
            "INSERT INTO accounts (id, login, name, password_hash, roles, department, \
             enterprise_id, window_no, phone, disabled_at, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
             ON CONFLICT (login) DO NOTHING RETURNING id",
            vec![
                Value::from(&self.id),
                self.login.to_lowercase().to_value(),
                Value::from(&self.name),
                Value::from(&self.password_hash),
                Value::Text(roles),
                Value::from(&self.department),
                Value::from(&self.enterprise_id),
                Value::from(&self.window_no),
                Value::from(&self.phone),
                Value::from(&self.disabled_at),
                Value::from(&self.created_at),
            ],
        ))
    }
}

/// Adds an account and tells the audit, or does neither.
struct AddAccount {
    insert: Statement,
    audit: Statement,
}

impl Work for AddAccount {
    type Output = bool;
    type Error = StoreError;

    async fn run(&self, tx: &Tx<'_>) -> Result<bool, StoreError> {
        let added = !tx.query(&self.insert).await?.is_empty();
        if added {
            tx.query(&self.audit).await?;
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
            audit: audit.statement(),
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
        let sql = format!("SELECT {COLUMNS} FROM accounts WHERE id = $1");
        self.one_account(Statement::new(sql, vec![id.into()])).await
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
            ("roles LIKE", role),
        ];
        for (condition, value) in wanted {
            if let Some(value) = value {
                params.push(Value::Text(value));
                let _ = write!(sql, " AND {condition} ${}", params.len());
            }
        }
        if filter.enabled_only {
            sql.push_str(" AND disabled_at IS NULL");
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

    /// Shuts an account and ends its sessions.
    ///
    /// # Errors
    /// What the database said.
    pub async fn disable_account(&self, id: &str, audit: &Audited) -> Result<(), StoreError> {
        let disable = Statement::new(
            "UPDATE accounts SET disabled_at = $2 WHERE id = $1 AND disabled_at IS NULL",
            vec![id.into(), Value::from(&audit.at)],
        );
        let statements = vec![disable, close_sessions(id), audit.statement()];
        self.database.write(statements).await.map(drop)
    }

    /// Sets a new password and ends the account's sessions.
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
        let statements = vec![set, close_sessions(id), audit.statement()];
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
