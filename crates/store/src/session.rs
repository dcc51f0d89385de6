//! Login sessions and failed logins.

use jiff::Timestamp;

use crate::{
    Account, Store, StoreError, account,
    sql::Statement,
    value::{Column, Value},
};

/// A login session. The token itself is known to the browser only.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the token, hexadecimal.
    pub token_hash: String,
    /// Whose it is.
    pub account_id: String,
    /// From which the tokens of forms are made.
    pub csrf_secret: String,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When it was last used.
    pub last_seen_at: Timestamp,
    /// When it ends, used or not.
    pub expires_at: Timestamp,
    /// Language of the pages, `zh-CN` or `en`.
    pub language: String,
}

impl std::fmt::Debug for Session {
    /// Without its secrets.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Session")
            .field("account_id", &self.account_id)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// A session with the account it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionWithAccount {
    /// The session.
    pub session: Session,
    /// Its account, as it is now.
    pub account: Account,
    /// Whether somebody else gave the account its password, and its holder has not changed it.
    pub has_first_password: bool,
}

/// Whose failed logins are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoginSubject<'a> {
    /// Those for this login.
    Login(&'a str),
    /// Those from this address.
    Ip(&'a str),
}

impl Store {
    /// Opens a session.
    ///
    /// # Errors
    /// What the database said.
    pub async fn open_session(&self, session: &Session) -> Result<(), StoreError> {
        let open = Statement::new(
            "INSERT INTO sessions (token_hash, account_id, csrf_secret, created_at, last_seen_at, \
             expires_at, language) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            vec![
                Value::from(&session.token_hash),
                Value::from(&session.account_id),
                Value::from(&session.csrf_secret),
                Value::from(&session.created_at),
                Value::from(&session.last_seen_at),
                Value::from(&session.expires_at),
                Value::from(&session.language),
            ],
        );
        self.database.write(vec![open]).await.map(drop)
    }

    /// The session with this token hash and its account, if it has not ended by `now` and the account is not shut.
    ///
    /// # Errors
    /// What the database said.
    pub async fn session(
        &self,
        token_hash: &str,
        now: Timestamp,
    ) -> Result<Option<SessionWithAccount>, StoreError> {
        let sql = format!(
            "SELECT {}, sessions.token_hash, sessions.csrf_secret, sessions.created_at, \
             sessions.last_seen_at, sessions.expires_at, sessions.language, \
             (SELECT given_at FROM first_passwords WHERE account_id = accounts.id) \
             FROM sessions JOIN accounts ON accounts.id = sessions.account_id \
             WHERE sessions.token_hash = $1 AND sessions.expires_at > $2 \
             AND accounts.disabled_at IS NULL",
            account::COLUMNS
        );
        let params = vec![token_hash.into(), Value::from(&now)];
        let Some(row) = self.database.query_one(Statement::new(sql, params)).await? else {
            return Ok(None);
        };
        let mut fields = row.fields();
        let account = account::account(&mut fields)?;
        let session = Session {
            token_hash: fields.next("token_hash")?,
            account_id: account.id.clone(),
            csrf_secret: fields.next("csrf_secret")?,
            created_at: fields.next("created_at")?,
            last_seen_at: fields.next("last_seen_at")?,
            expires_at: fields.next("expires_at")?,
            language: fields.next("language")?,
        };
        let given_at: Option<Timestamp> = fields.next("given_at")?;
        Ok(Some(SessionWithAccount {
            session,
            account,
            has_first_password: given_at.is_some(),
        }))
    }

    /// Notes that a session was used, in this language. Callers do so once a minute, not at each request.
    ///
    /// # Errors
    /// What the database said.
    pub async fn touch_session(
        &self,
        token_hash: &str,
        at: Timestamp,
        language: &str,
    ) -> Result<(), StoreError> {
        let touch = Statement::new(
            "UPDATE sessions SET last_seen_at = $2, language = $3 WHERE token_hash = $1",
            vec![token_hash.into(), Value::from(&at), language.into()],
        );
        self.database.write(vec![touch]).await.map(drop)
    }

    /// Ends a session.
    ///
    /// # Errors
    /// What the database said.
    pub async fn close_session(&self, token_hash: &str) -> Result<(), StoreError> {
        let close = Statement::new(
            "DELETE FROM sessions WHERE token_hash = $1",
            vec![token_hash.into()],
        );
        self.database.write(vec![close]).await.map(drop)
    }

    /// Ends all sessions of an account.
    ///
    /// # Errors
    /// What the database said.
    pub async fn close_sessions_of(&self, account_id: &str) -> Result<(), StoreError> {
        let close = account::close_sessions(account_id);
        self.database.write(vec![close]).await.map(drop)
    }

    /// Removes the sessions that have ended; returns how many.
    ///
    /// # Errors
    /// What the database said.
    pub async fn purge_sessions(&self, now: Timestamp) -> Result<usize, StoreError> {
        let purge = Statement::new(
            "DELETE FROM sessions WHERE expires_at <= $1 RETURNING token_hash",
            vec![Value::from(&now)],
        );
        self.database.write_one(purge).await
    }

    /// Writes down a failed login.
    ///
    /// # Errors
    /// What the database said.
    pub async fn record_login_failure(
        &self,
        login: &str,
        ip: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let record = Statement::new(
            "INSERT INTO login_failures (login, ip, failed_at) VALUES ($1, $2, $3)",
            vec![login.to_lowercase().to_value(), ip.into(), Value::from(&at)],
        );
        self.database.write(vec![record]).await.map(drop)
    }

    /// How many logins failed since this instant, for a login or from an address.
    ///
    /// # Errors
    /// What the database said.
    pub async fn login_failures_since(
        &self,
        subject: LoginSubject<'_>,
        since: Timestamp,
    ) -> Result<u64, StoreError> {
        let (sql, value) = match subject {
            LoginSubject::Login(login) => (
                "SELECT COUNT(*) FROM login_failures WHERE login = $1 AND failed_at >= $2",
                login.to_lowercase(),
            ),
            LoginSubject::Ip(ip) => (
                "SELECT COUNT(*) FROM login_failures WHERE ip = $1 AND failed_at >= $2",
                ip.to_owned(),
            ),
        };
        let params = vec![Value::Text(value), Value::from(&since)];
        let row = self.database.query_one(Statement::new(sql, params)).await?;
        row.map_or(Ok(0), |row| row.first("count"))
    }

    /// When something counted under this name happened since this instant, the last first, so many at most.
    ///
    /// # Errors
    /// What the database said.
    pub async fn login_failures_at(
        &self,
        login: &str,
        (since, limit): (Timestamp, u16),
    ) -> Result<Vec<Timestamp>, StoreError> {
        let found = Statement::new(
            "SELECT failed_at FROM login_failures WHERE login = $1 AND failed_at > $2 \
             ORDER BY failed_at DESC, id DESC LIMIT $3",
            vec![
                login.to_lowercase().to_value(),
                Value::from(&since),
                Value::from(&limit),
            ],
        );
        let rows = self.database.query(found).await?;
        rows.into_iter().map(|row| row.first("failed_at")).collect()
    }

    /// Forgets failed logins from before this instant; returns how many.
    ///
    /// # Errors
    /// What the database said.
    pub async fn purge_login_failures(&self, before: Timestamp) -> Result<usize, StoreError> {
        let purge = Statement::new(
            "DELETE FROM login_failures WHERE failed_at < $1 RETURNING id",
            vec![Value::from(&before)],
        );
        self.database.write_one(purge).await
    }
}
