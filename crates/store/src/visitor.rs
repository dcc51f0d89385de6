//! Visitors who come to see the window: the links by which they see the board, and the register of groups. Plain tables,
//! changed in place, each change with its audit row in the same transaction.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::{
    Audited, Store, StoreError,
    sql::Statement,
    value::{Column, Record, Value},
};

/// A link by which the board is seen without names. Its token is kept nowhere, only the token's hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitorLink {
    /// Names it.
    pub id: String,
    /// For whom.
    pub purpose: String,
    /// Name of who made it. Personal data.
    pub made_by: String,
    /// Their account: the link shows what they reach. `None` for links of before.
    pub account_id: Option<String>,
    /// When.
    pub made_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
    /// How often the board was seen by it.
    pub opened: u64,
}

impl VisitorLink {
    /// Whether it opens the board at this moment.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }
}

/// A group that came to see the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitorGroup {
    /// Names it.
    pub id: String,
    /// Where they came from.
    pub organisation: String,
    /// Their day.
    pub on_day: Date,
    /// How many people.
    pub people: u32,
    /// What for.
    pub purpose: String,
    /// Who received them. Personal data.
    pub host: String,
    /// The link they were shown, if any.
    pub link_id: Option<String>,
}

const LINK: &str = "SELECT id, purpose, made_by, account_id, made_at, expires_at, revoked_at, opened \
                    FROM visitor_links";

fn link(record: Record) -> Result<VisitorLink, StoreError> {
    let mut fields = record.fields();
    Ok(VisitorLink {
        id: fields.next("id")?,
        purpose: fields.next("purpose")?,
        made_by: fields.next("made_by")?,
        account_id: fields.next("account_id")?,
        made_at: fields.next("made_at")?,
        expires_at: fields.next("expires_at")?,
        revoked_at: fields.next("revoked_at")?,
        opened: fields.next("opened")?,
    })
}

fn group(record: Record) -> Result<VisitorGroup, StoreError> {
    let mut fields = record.fields();
    Ok(VisitorGroup {
        id: fields.next("id")?,
        organisation: fields.next("organisation")?,
        on_day: fields.next("on_day")?,
        people: fields.next("people")?,
        purpose: fields.next("purpose")?,
        host: fields.next("host")?,
        link_id: fields.next("link_id")?,
    })
}

impl Store {
    /// Keeps a link under the hash of its token. One of the same id is left as it is.
    ///
    /// # Errors
    /// What the database said.
    pub async fn add_visitor_link(
        &self,
        link: &VisitorLink,
        token_hash: &str,
        audit: &Audited,
    ) -> Result<(), StoreError> {
        let insert = Statement::new(
            "INSERT INTO visitor_links \
             (id, token_hash, purpose, made_by, made_at, expires_at, revoked_at, opened, account_id) \
             VALUES ($1, $2, $3, $4, $5, $6, NULL, 0, $7) ON CONFLICT (id) DO NOTHING",
            vec![
                Value::from(&link.id),
                token_hash.into(),
                Value::from(&link.purpose),
                Value::from(&link.made_by),
                link.made_at.to_value(),
                link.expires_at.to_value(),
                Value::from(&link.account_id),
            ],
        );
        let statements = vec![insert, audit.statement()];
        self.database.write(statements).await.map(drop)
    }

    /// Takes a link back; it stays in the list.
    ///
    /// # Errors
    /// What the database said.
    pub async fn revoke_visitor_link(
        &self,
        id: &str,
        at: Timestamp,
        audit: &Audited,
    ) -> Result<(), StoreError> {
        let revoke = Statement::new(
            "UPDATE visitor_links SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL",
            vec![id.into(), at.to_value()],
        );
        let statements = vec![revoke, audit.statement()];
        self.database.write(statements).await.map(drop)
    }

    /// The link whose token has this hash, whether it still opens anything or not.
    ///
    /// # Errors
    /// What the database said.
    pub async fn visitor_link(&self, token_hash: &str) -> Result<Option<VisitorLink>, StoreError> {
        let sql = format!("{LINK} WHERE token_hash = $1");
        let row = self
            .database
            .query_one(Statement::new(sql, vec![token_hash.into()]))
            .await?;
        row.map(link).transpose()
    }

    /// Counts that the board was seen by a link.
    ///
    /// # Errors
    /// What the database said.
    pub async fn count_visitor_link(&self, id: &str) -> Result<(), StoreError> {
        let count = Statement::new(
            "UPDATE visitor_links SET opened = opened + 1 WHERE id = $1",
            vec![id.into()],
        );
        self.database.write(vec![count]).await.map(drop)
    }

    /// All links, the newest first.
    ///
    /// # Errors
    /// What the database said.
    pub async fn visitor_links(&self) -> Result<Vec<VisitorLink>, StoreError> {
        let sql = format!("{LINK} ORDER BY made_at DESC, id");
        let rows = self.database.query(Statement::new(sql, vec![])).await?;
        rows.into_iter().map(link).collect()
    }

    /// Enters a group into the register. One of the same id is left as it is.
    ///
    /// # Errors
    /// What the database said.
    pub async fn add_visitor_group(
        &self,
        group: &VisitorGroup,
        audit: &Audited,
    ) -> Result<(), StoreError> {
        let insert = Statement::new(
            "INSERT INTO visitor_groups (id, organisation, on_day, people, purpose, host, link_id) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING",
            vec![
                Value::from(&group.id),
                Value::from(&group.organisation),
                Value::from(&group.on_day),
                Value::Integer(i64::from(group.people)),
                Value::from(&group.purpose),
                Value::from(&group.host),
                group.link_id.to_value(),
            ],
        );
        let statements = vec![insert, audit.statement()];
        self.database.write(statements).await.map(drop)
    }

    /// The register of groups, the newest first.
    ///
    /// # Errors
    /// What the database said.
    pub async fn visitor_groups(&self) -> Result<Vec<VisitorGroup>, StoreError> {
        let statement = Statement::new(
            "SELECT id, organisation, on_day, people, purpose, host, link_id \
             FROM visitor_groups ORDER BY on_day DESC, id",
            vec![],
        );
        let rows = self.database.query(statement).await?;
        rows.into_iter().map(group).collect()
    }
}
