//! Where an enterprise wants its mail and text messages. No business record, as accounts are none: changed in place, each
//! change with its audit row in the same transaction.

use jiff::Timestamp;

use crate::{Audited, Store, StoreError, sql::Statement, value::Value};

/// Where an enterprise wants its messages.
#[derive(Clone, PartialEq, Eq)]
pub struct Contact {
    /// The enterprise (`ent_…`).
    pub enterprise_id: String,
    /// Address for mail; none for no mail. Personal data.
    pub email: Option<String>,
    /// Telephone for text messages, digits only; none for no text messages. Personal data.
    pub phone: Option<String>,
    /// Language tag of the messages.
    pub language: String,
    /// When it was last changed.
    pub changed_at: Timestamp,
}

impl std::fmt::Debug for Contact {
    /// Without address and telephone: they must not end up in logs.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Contact")
            .field("enterprise_id", &self.enterprise_id)
            .field("language", &self.language)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// Where an enterprise wants its messages; `None` if it never said.
    ///
    /// # Errors
    /// What the database said.
    pub async fn contact(&self, enterprise_id: &str) -> Result<Option<Contact>, StoreError> {
        let statement = Statement::new(
            "SELECT enterprise_id, email, phone, language, changed_at FROM contacts \
             WHERE enterprise_id = $1",
            vec![enterprise_id.into()],
        );
        let row = self.database.query_one(statement).await?;
        row.map(|row| {
            let mut fields = row.fields();
            Ok(Contact {
                enterprise_id: fields.next("enterprise_id")?,
                email: fields.next("email")?,
                phone: fields.next("phone")?,
                language: fields.next("language")?,
                changed_at: fields.next("changed_at")?,
            })
        })
        .transpose()
    }

    /// Keeps where an enterprise wants its messages.
    ///
    /// # Errors
    /// What the database said.
    pub async fn set_contact(&self, contact: &Contact, audit: &Audited) -> Result<(), StoreError> {
        let set = Statement::new(
            "INSERT INTO contacts (enterprise_id, email, phone, language, changed_at) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (enterprise_id) DO UPDATE SET \
             email = excluded.email, phone = excluded.phone, language = excluded.language, \
             changed_at = excluded.changed_at",
            vec![
                Value::from(&contact.enterprise_id),
                Value::from(&contact.email),
                Value::from(&contact.phone),
                Value::from(&contact.language),
                Value::from(&contact.changed_at),
            ],
        );
        let statements = vec![set, audit.statement()];
        self.database.write(statements).await.map(drop)
    }
}
