//! Conversations as the viewer's side sees them, and how far somebody has read.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::{
    Page, PageOf, Reader, Viewer,
    filter::{Order, Query},
};
use crate::{Store, StoreError, TalkRow, sql::Statement, value::Value};

/// Those to be answered first before those nobody waits for.
const BY_DAY: Order = Order {
    columns: ["COALESCE(due_on, '9999-12-31')", "id"],
    newest_first: false,
};

/// Which conversations.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TalkFilter {
    /// Only of this project.
    pub project: Option<String>,
    /// Only of this agent's projects.
    pub agent: Option<String>,
    /// Only those somebody has to answer.
    pub open: bool,
    /// Only those the viewer's own side has to answer.
    pub mine: bool,
    /// Only those whose day lies before this one.
    pub due_before: Option<Date>,
}

/// How far somebody has read a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TalkReader {
    /// Who (`usr_…`).
    pub account_id: String,
    /// Whose they are: roles as the account has them.
    pub department: Option<String>,
    /// The enterprise, for its members.
    pub enterprise_id: Option<String>,
    /// Number of the last message they saw.
    pub seen: u16,
}

impl TalkFilter {
    fn narrow(&self, query: &mut Query) {
        query.and_equal("project_id", self.project.as_ref());
        query.and_equal("agent_id", self.agent.as_ref());
        if self.open {
            query.and("is_open = {}", vec![Value::Integer(1)]);
        }
        if self.mine {
            query.and("is_mine = {}", vec![Value::Integer(1)]);
        }
        if let Some(day) = &self.due_before {
            query.and("due_on < {}", vec![Value::from(day)]);
        }
    }
}

impl Reader<'_> {
    /// A page of conversations as the viewer's side sees them, the most urgent first.
    ///
    /// # Errors
    /// What the database said.
    pub async fn talks(
        &self,
        filter: &TalkFilter,
        page: &Page,
    ) -> Result<PageOf<TalkRow>, StoreError> {
        let mut query = Query::select_ordered::<TalkRow>(BY_DAY);
        self.narrow_talks(&mut query, filter);
        self.page(query, BY_DAY, page).await
    }

    /// How many conversations the filter finds.
    ///
    /// # Errors
    /// What the database said.
    pub async fn count_talks(&self, filter: &TalkFilter) -> Result<u64, StoreError> {
        let mut query = Query::aggregate::<TalkRow>("COUNT(*)");
        self.narrow_talks(&mut query, filter);
        self.count::<TalkRow>(query).await
    }

    fn narrow_talks(&self, query: &mut Query, filter: &TalkFilter) {
        filter.narrow(query);
        // Whoever sees the whole window sees what the window sees, once.
        if matches!(
            self.viewer,
            Viewer::Window(_) | Viewer::Oversight | Viewer::Agent(_)
        ) {
            query.and("side = {}", vec!["window".into()]);
        }
    }
}

impl Store {
    /// Keeps how far somebody has read a conversation; never less than before.
    ///
    /// # Errors
    /// What the database said.
    pub async fn talk_seen(
        &self,
        (account, project, talk): (&str, &str, u16),
        seen: u16,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let keep = Statement::new(
            "INSERT INTO talk_readers (account_id, project_id, talk, seen, seen_at) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (account_id, project_id, talk) DO UPDATE SET \
             seen = excluded.seen, seen_at = excluded.seen_at WHERE talk_readers.seen < excluded.seen",
            vec![
                account.into(),
                project.into(),
                Value::from(&talk),
                Value::from(&seen),
                Value::from(&at),
            ],
        );
        self.database.write(vec![keep]).await.map(drop)
    }

    /// How far somebody has read each conversation of a project.
    ///
    /// # Errors
    /// What the database said.
    pub async fn talks_seen(
        &self,
        account: &str,
        project: &str,
    ) -> Result<BTreeMap<u16, u16>, StoreError> {
        let statement = Statement::new(
            "SELECT talk, seen FROM talk_readers WHERE account_id = $1 AND project_id = $2",
            vec![account.into(), project.into()],
        );
        let mut found = BTreeMap::new();
        for record in self.database.query(statement).await? {
            let mut fields = record.fields();
            let talk: u16 = fields.next("talk")?;
            found.insert(talk, fields.next("seen")?);
        }
        Ok(found)
    }

    /// Who has read how far in a conversation.
    ///
    /// # Errors
    /// What the database said.
    pub async fn talk_readers(
        &self,
        project: &str,
        talk: u16,
    ) -> Result<Vec<TalkReader>, StoreError> {
        let statement = Statement::new(
            "SELECT r.account_id, a.department, a.enterprise_id, r.seen FROM talk_readers r \
             JOIN accounts a ON a.id = r.account_id \
             WHERE r.project_id = $1 AND r.talk = $2 ORDER BY r.account_id",
            vec![project.into(), Value::from(&talk)],
        );
        let rows = self.database.query(statement).await?;
        let each = rows.into_iter().map(|record| {
            let mut fields = record.fields();
            Ok(TalkReader {
                account_id: fields.next("account_id")?,
                department: fields.next("department")?,
                enterprise_id: fields.next("enterprise_id")?,
                seen: fields.next("seen")?,
            })
        });
        each.collect()
    }
}
