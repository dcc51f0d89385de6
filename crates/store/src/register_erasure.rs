//! Salts of the register are erased: who had that done and why is kept, and an entry of the register says it.

use jiff::Timestamp;

use crate::{
    Audited, LeafRow, RegisterLeaf, Store, StoreError,
    commit::{insert_salt, leaf_statement},
    register_rows::leaf_row,
    sql::{Statement, Tx, Work},
    value::{Record, Value},
};

/// Why salts were erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// Its own id.
    pub id: String,
    /// What the salts belonged to: a stream, or a letter.
    pub about: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
    /// Who had it done.
    pub by: String,
}

/// What is written beside: an entry of the register and the act as the audit shall tell it.
type Told = (RegisterLeaf, Audited);

struct Erase<T> {
    erasure: Erasure,
    commitments: Vec<String>,
    tell: T,
}

impl<T> Work for Erase<T>
where
    T: Fn(&[String]) -> Told + Send + Sync + 'static,
{
    type Output = Vec<String>;
    type Error = StoreError;

    async fn run(&self, tx: &Tx<'_>) -> Result<Vec<String>, StoreError> {
        let erasure = &self.erasure;
        let erase = |commitment: &String| {
            Statement::new(
                "UPDATE register_salts SET salt = '', erased_at = $1, erasure = $2 \
                 WHERE commitment = $3 AND erased_at IS NULL RETURNING commitment",
                vec![
                    Value::from(&erasure.at),
                    Value::from(&erasure.id),
                    Value::from(commitment),
                ],
            )
        };
        let statements: Vec<Statement> = self.commitments.iter().map(erase).collect();
        let rows = tx.batch(&statements).await?.into_iter().flatten();
        let erased = rows.map(|row| row.first::<String>("commitment"));
        let erased = erased.collect::<Result<Vec<_>, _>>()?;
        if erased.is_empty() {
            return Ok(erased);
        }
        let (leaf, audited) = (self.tell)(&erased);
        let mut beside = vec![
            Statement::new(
                "INSERT INTO register_erasures (id, about, reason, erased_at, erased_by) \
                 VALUES ($1, $2, $3, $4, $5)",
                vec![
                    Value::from(&erasure.id),
                    Value::from(&erasure.about),
                    Value::from(&erasure.reason),
                    Value::from(&erasure.at),
                    Value::from(&erasure.by),
                ],
            ),
            leaf_statement(&leaf, erasure.at),
            audited.statement(),
        ];
        beside.extend(leaf.salts.iter().map(insert_salt));
        tx.batch(&beside).await?;
        Ok(erased)
    }
}

fn erasure(row: Record) -> Result<Erasure, StoreError> {
    let mut fields = row.fields();
    Ok(Erasure {
        id: fields.next("id")?,
        about: fields.next("about")?,
        reason: fields.next("reason")?,
        at: fields.next("erased_at")?,
        by: fields.next("erased_by")?,
    })
}

impl Store {
    /// Erases the salts of these commitments that are still there, and returns those. `tell` gets them and says what the
    /// register and the audit keep of the act. Where nothing was left to erase, nothing is written.
    ///
    /// # Errors
    /// What the database said.
    pub async fn erase_salts<T>(
        &self,
        erasure: Erasure,
        commitments: Vec<String>,
        tell: T,
    ) -> Result<Vec<String>, StoreError>
    where
        T: Fn(&[String]) -> Told + Send + Sync + 'static,
    {
        let work = Erase {
            erasure,
            commitments,
            tell,
        };
        self.database.transact(work).await
    }

    /// All erasures, the earliest first.
    ///
    /// # Errors
    /// What the database said.
    pub async fn register_erasures(&self) -> Result<Vec<Erasure>, StoreError> {
        let sql = "SELECT id, about, reason, erased_at, erased_by FROM register_erasures \
                   ORDER BY erased_at, id";
        let rows = self.database.query(Statement::new(sql, vec![])).await?;
        rows.into_iter().map(erasure).collect()
    }

    /// Leaves after this one, with a place or without, in their order, at most `limit`.
    ///
    /// # Errors
    /// What the database said.
    pub async fn register_leaf_rows(
        &self,
        after: u64,
        limit: u32,
    ) -> Result<Vec<(u64, LeafRow)>, StoreError> {
        let sql = "SELECT id, recorded_at, kind, payload, check_code FROM register_leaves \
                   WHERE id > $1 ORDER BY id LIMIT $2";
        let params = vec![Value::from(&after), Value::from(&limit)];
        let rows = self.database.query(Statement::new(sql, params)).await?;
        rows.into_iter().map(leaf_row).collect()
    }
}
