//! Codes that prove a telephone number. Plain rows, not business records: they live for minutes and only their hash is
//! kept; the code itself stands in the message that carries it, and goes with it.

use jiff::Timestamp;

use crate::{
    OutboxMessage, Store, StoreError, outbox::message_statement, sql::Statement, value::Value,
};

/// A code that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookingCode {
    /// Names it.
    pub id: String,
    /// The number it was sent to, digits only. Personal data.
    pub phone: String,
    /// Where the request came from.
    pub address: String,
    /// Hash of the code.
    pub code_hash: String,
    /// When it was sent.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// The one-time key of the form it was used with.
    pub used_key: Option<String>,
}

/// Whose codes are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeSubject<'a> {
    /// Those sent to this number.
    Phone(&'a str),
    /// Those asked for from this address.
    Address(&'a str),
}

impl Store {
    /// Keeps a code's hash, ends earlier codes of the same number with their messages that were not sent yet, and hands
    /// over the message that carries it: all or nothing.
    ///
    /// # Errors
    /// What the database said.
    pub async fn add_booking_code(
        &self,
        code: &BookingCode,
        message: &OutboxMessage,
    ) -> Result<(), StoreError> {
        let add = Statement::new(
            "INSERT INTO booking_codes (id, phone, address, code_hash, created_at, expires_at, attempts) \
             VALUES ($1, $2, $3, $4, $5, $6, 0)",
            vec![
                Value::from(&code.id),
                Value::from(&code.phone),
                Value::from(&code.address),
                Value::from(&code.code_hash),
                Value::from(&code.created_at),
                Value::from(&code.expires_at),
            ],
        );
        let end = Statement::new(
            "UPDATE booking_codes SET expires_at = created_at WHERE phone = $1 AND expires_at > created_at",
            vec![Value::from(&code.phone)],
        );
        let drop_earlier = Statement::new(
            "UPDATE outbox SET done_at = $3, dropped = 'superseded' \
             WHERE topic = $1 AND key = $2 AND done_at IS NULL",
            vec![
                Value::from(&message.topic),
                Value::from(&message.key),
                Value::from(&code.created_at),
            ],
        );
        let hand_over = message_statement(message, code.created_at);
        let statements = vec![end, add, drop_earlier, hand_over];
        self.database.write(statements).await.map(drop)
    }

    /// How many codes were sent since this instant.
    ///
    /// # Errors
    /// What the database said.
    pub async fn booking_codes_since(
        &self,
        subject: CodeSubject<'_>,
        since: Timestamp,
    ) -> Result<u64, StoreError> {
        let (sql, value) = match subject {
            CodeSubject::Phone(phone) => (
                "SELECT COUNT(*) FROM booking_codes WHERE phone = $1 AND created_at >= $2",
                phone,
            ),
            CodeSubject::Address(address) => (
                "SELECT COUNT(*) FROM booking_codes WHERE address = $1 AND created_at >= $2",
                address,
            ),
        };
        let params = vec![value.into(), Value::from(&since)];
        let row = self.database.query_one(Statement::new(sql, params)).await?;
        row.map_or(Ok(0), |row| row.first("count"))
    }

    /// Takes one of the guesses at the code of a number that has not ended, and answers with the code. `None` if there is
    /// none or no guess is left: many at once take no more guesses than there are.
    ///
    /// # Errors
    /// What the database said.
    pub async fn guess_booking_code(
        &self,
        phone: &str,
        now: Timestamp,
        attempts_max: u16,
    ) -> Result<Option<BookingCode>, StoreError> {
        let guess = Statement::new(
            "UPDATE booking_codes SET attempts = attempts + 1 \
             WHERE phone = $1 AND expires_at > $2 AND attempts < $3 \
             RETURNING id, phone, address, code_hash, created_at, expires_at, used_key",
            vec![phone.into(), Value::from(&now), Value::from(&attempts_max)],
        );
        let rows = self.database.write(vec![guess]).await?;
        let Some(row) = rows.into_iter().flatten().next() else {
            return Ok(None);
        };
        let mut fields = row.fields();
        Ok(Some(BookingCode {
            id: fields.next("id")?,
            phone: fields.next("phone")?,
            address: fields.next("address")?,
            code_hash: fields.next("code_hash")?,
            created_at: fields.next("created_at")?,
            expires_at: fields.next("expires_at")?,
            used_key: fields.next("used_key")?,
        }))
    }

    /// The guess was right: what was taken for it is given back, and with a key the code is used up for every other form.
    ///
    /// # Errors
    /// What the database said.
    pub async fn booking_code_right(
        &self,
        id: &str,
        used_key: Option<&str>,
    ) -> Result<(), StoreError> {
        let used_key = used_key.map(str::to_owned);
        let right = Statement::new(
            "UPDATE booking_codes SET attempts = 0, used_key = COALESCE(used_key, $2) WHERE id = $1",
            vec![id.into(), Value::from(&used_key)],
        );
        self.database.write(vec![right]).await.map(drop)
    }

    /// Forgets codes that ended before this instant, and the messages of this topic that carried codes until then,
    /// sent or not; returns how many codes.
    ///
    /// # Errors
    /// What the database said.
    pub async fn purge_booking_codes(
        &self,
        topic: &str,
        before: Timestamp,
    ) -> Result<usize, StoreError> {
        let codes = Statement::new(
            "DELETE FROM booking_codes WHERE expires_at < $1 RETURNING id",
            vec![Value::from(&before)],
        );
        let messages = Statement::new(
            "DELETE FROM outbox WHERE topic = $2 AND created_at < $1",
            vec![Value::from(&before), topic.into()],
        );
        let rows = self.database.write(vec![codes, messages]).await?;
        Ok(rows.first().map_or(0, Vec::len))
    }
}
