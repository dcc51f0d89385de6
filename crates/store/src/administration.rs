//! What administrators change about an account: roles, whether it is open, what colleagues see of its holder, its first
//! password. What must hold is looked at in the transaction that changes it, and one change waits for the other.

use jiff::Timestamp;

use crate::{
    Account, Audited, Store, StoreError,
    account::{self, close_sessions},
    counter::one_at_a_time,
    sql::{Statement, Tx, Work},
    value::{Fields, Record, Value},
};

/// What a change sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountSet {
    /// What its holder may do.
    Rights {
        /// Codes of the roles.
        roles: Vec<String>,
        /// The department they are held for.
        department: Option<String>,
        /// The organisation that employs the holder.
        organisation: Option<String>,
    },
    /// Name, window and telephone.
    Person {
        /// The person's name.
        name: String,
        /// Number of the service window.
        window_no: Option<String>,
        /// Phone number.
        phone: Option<String>,
    },
    /// Nobody can log in with it any more; its sessions end.
    Closed,
    /// It can be logged in with again.
    Open,
}

/// Work that keeps somebody from giving up a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WorkKind {
    /// A project an agent accompanies.
    Project,
    /// A case on an officer's desk.
    Case,
    /// A complaint that waits for somebody's reply.
    Complaint,
}

/// A piece of such work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenWork {
    /// What it is.
    pub kind: WorkKind,
    /// Its id, or a case's number.
    pub id: String,
    /// What people call it.
    pub name: String,
}

/// A change of an account and what must hold for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountChange {
    /// The account as whoever asks saw it: what was changed since is not overwritten.
    pub seen: Account,
    /// What to set.
    pub set: AccountSet,
    /// Roles somebody else who can log in must have.
    pub others_have: Vec<String>,
    /// Work that must not be open.
    pub no_work: Vec<WorkKind>,
}

/// How a change ended. Only after `Done` is anything changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountChanged {
    /// It is changed.
    Done,
    /// Somebody changed it since it was seen.
    Meanwhile,
    /// Nobody else who can log in has this role.
    LastHolder(String),
    /// This work is open.
    Work(Vec<OpenWork>),
}

impl WorkKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Project, Self::Case, Self::Complaint];

    /// Open work of the kind: id and name, the most urgent or oldest first, at most a page.
    fn statement(self, account: &str) -> Statement {
        let sql = match self {
            Self::Project => {
                "SELECT id, name FROM projects WHERE agent_id = $1 AND weight > 0 \
                 ORDER BY created_on, id LIMIT 200"
            }
            Self::Case => {
                "SELECT case_no, project_name FROM cases WHERE officer = $1 \
                 AND decided_on IS NULL ORDER BY due_on, case_no LIMIT 200"
            }
            Self::Complaint => {
                "SELECT id, number FROM complaints WHERE owner_id = $1 AND is_open = 1 \
                 ORDER BY due_on, id LIMIT 200"
            }
        };
        Statement::new(sql, vec![account.into()])
    }

    fn read(self, row: Record) -> Result<OpenWork, StoreError> {
        let mut fields: Fields = row.fields();
        Ok(OpenWork {
            kind: self,
            id: fields.next("id")?,
            name: fields.next("name")?,
        })
    }
}

struct ChangeAccount {
    change: AccountChange,
    audited: Audited,
}

impl Work for ChangeAccount {
    type Output = AccountChanged;
    type Error = StoreError;

    async fn run(&self, tx: &Tx<'_>) -> Result<AccountChanged, StoreError> {
        let change = &self.change;
        // One change of accounts at a time: two that each leave the other as the last administrator must not both stand.
        tx.query(&one_at_a_time("accounts changed")).await?;
        let now = account::by_id(&change.seen.id);
        let now = tx.query(&now).await?.into_iter().next();
        let now = now.map(|row| account::account(&mut row.fields()));
        let Some(now) = now.transpose()?.filter(|now| same(now, &change.seen)) else {
            return Ok(AccountChanged::Meanwhile);
        };
        for role in &change.others_have {
            // Whoever cannot log in is no holder that could be missed.
            if now.disabled_at.is_none() && !has_other(tx, &change.seen.id, role).await? {
                return Ok(AccountChanged::LastHolder(role.clone()));
            }
        }
        let mut open = Vec::new();
        for kind in &change.no_work {
            let rows = tx.query(&kind.statement(&change.seen.id)).await?;
            for row in rows {
                open.push(kind.read(row)?);
            }
        }
        if !open.is_empty() {
            return Ok(AccountChanged::Work(open));
        }
        let mut statements = vec![change.statement(self.audited.at)?];
        if change.set == AccountSet::Closed {
            statements.push(close_sessions(&change.seen.id));
        }
        statements.push(self.audited.statement());
        tx.batch(&statements).await?;
        Ok(AccountChanged::Done)
    }
}

/// Whether an account is as it was seen, but for what people do themselves (their password).
fn same(now: &Account, seen: &Account) -> bool {
    let password_hash = now.password_hash.clone();
    *now == Account {
        password_hash,
        ..seen.clone()
    }
}

/// Whether an account that can be logged in with, other than this one, has the role.
async fn has_other(tx: &Tx<'_>, id: &str, role: &str) -> Result<bool, StoreError> {
    let other = Statement::new(
        "SELECT id FROM accounts WHERE id <> $1 AND disabled_at IS NULL AND roles LIKE $2 LIMIT 1",
        vec![id.into(), Value::Text(format!("%\"{role}\"%"))],
    );
    Ok(!tx.query(&other).await?.is_empty())
}

impl AccountChange {
    fn statement(&self, at: Timestamp) -> Result<Statement, StoreError> {
        let id = Value::from(&self.seen.id);
        Ok(match &self.set {
            AccountSet::Rights {
                roles,
                department,
                organisation,
            } => Statement::new(
                "UPDATE accounts SET roles = $2, department = $3, organisation = $4 WHERE id = $1",
                vec![
                    id,
                    account::roles_json(roles)?,
                    Value::from(department),
                    Value::from(organisation),
                ],
            ),
            AccountSet::Person {
                name,
                window_no,
                phone,
            } => Statement::new(
                "UPDATE accounts SET name = $2, window_no = $3, phone = $4 WHERE id = $1",
                vec![
                    id,
                    Value::from(name),
                    Value::from(window_no),
                    Value::from(phone),
                ],
            ),
            AccountSet::Closed => Statement::new(
                "UPDATE accounts SET disabled_at = $2 WHERE id = $1",
                vec![id, Value::from(&at)],
            ),
            AccountSet::Open => Statement::new(
                "UPDATE accounts SET disabled_at = NULL WHERE id = $1",
                vec![id],
            ),
        })
    }
}

impl Store {
    /// Changes an account if what must hold does, and tells the audit; or does neither.
    ///
    /// # Errors
    /// What the database said.
    pub async fn change_account(
        &self,
        change: AccountChange,
        audited: Audited,
    ) -> Result<AccountChanged, StoreError> {
        let work = ChangeAccount { change, audited };
        self.database.transact(work).await
    }

    /// The open work in an account's hands, by kind.
    ///
    /// # Errors
    /// What the database said.
    pub async fn open_work(&self, account: &str) -> Result<Vec<OpenWork>, StoreError> {
        let mut open = Vec::new();
        for kind in WorkKind::ALL {
            let rows = self.database.query(kind.statement(account)).await?;
            for row in rows {
                open.push(kind.read(row)?);
            }
        }
        Ok(open)
    }

    /// Gives an account a password its holder must change at the first login, and ends its sessions.
    ///
    /// # Errors
    /// What the database said.
    pub async fn give_password(
        &self,
        id: &str,
        password_hash: &str,
        audited: &Audited,
    ) -> Result<(), StoreError> {
        let set = Statement::new(
            "UPDATE accounts SET password_hash = $2 WHERE id = $1",
            vec![id.into(), password_hash.into()],
        );
        let statements = vec![
            set,
            first_password(id, audited.at),
            close_sessions(id),
            audited.statement(),
        ];
        self.database.write(statements).await.map(drop)
    }
}

/// Notes that an account has a password somebody else knows.
pub(crate) fn first_password(id: &str, at: Timestamp) -> Statement {
    Statement::new(
        "INSERT INTO first_passwords (account_id, given_at) VALUES ($1, $2) \
         ON CONFLICT (account_id) DO UPDATE SET given_at = excluded.given_at",
        vec![id.into(), Value::from(&at)],
    )
}
