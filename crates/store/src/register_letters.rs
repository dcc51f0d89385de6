//! Letters in the register: where they stand, the files they were given out as, and entries by their place.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::{
    RegisterLeaf, Store, StoreError, commit::leaf_statement, sql::Statement, value::Value,
};

/// A file of a letter, as its entry says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterFile {
    /// The entry.
    pub payload: String,
    /// Its place in the register; `None` while it waits for one.
    pub place: Option<u64>,
}

impl Store {
    /// The files of the letter with this check code, the first ones first.
    ///
    /// # Errors
    /// What the database said.
    pub async fn letter_files(&self, code: &str) -> Result<Vec<LetterFile>, StoreError> {
        let sql = "SELECT l.payload, e.place FROM register_leaves l \
                   LEFT JOIN register_entries e ON e.leaf_id = l.id \
                   WHERE l.check_code = $1 AND l.kind = 'letter_file' ORDER BY l.id";
        let ask = Statement::new(sql, vec![code.into()]);
        let rows = self.database.query(ask).await?;
        rows.into_iter()
            .map(|row| {
                let mut fields = row.fields();
                Ok(LetterFile {
                    payload: fields.next("payload")?,
                    place: fields.next("place")?,
                })
            })
            .collect()
    }

    /// Adds an entry that is about no fact; done when it is on the disk.
    ///
    /// # Errors
    /// What the database said.
    pub async fn add_leaf(&self, leaf: &RegisterLeaf, at: Timestamp) -> Result<(), StoreError> {
        self.database
            .write(vec![leaf_statement(leaf, at)])
            .await
            .map(|_| ())
    }

    /// The entry at a place of the register, from 0.
    ///
    /// # Errors
    /// What the database said.
    pub async fn register_payload(&self, place: u64) -> Result<Option<String>, StoreError> {
        let sql = "SELECT l.payload FROM register_entries e \
                   JOIN register_leaves l ON l.id = e.leaf_id WHERE e.place = $1";
        let ask = Statement::new(sql, vec![Value::from(&place)]);
        let row = self.database.query_one(ask).await?;
        row.map(|row| row.first("payload")).transpose()
    }

    /// Places of the letters with these check codes in the register, from 0; those that wait for theirs are left out.
    ///
    /// # Errors
    /// What the database said.
    pub async fn register_places(
        &self,
        codes: &[&str],
    ) -> Result<BTreeMap<String, u64>, StoreError> {
        if codes.is_empty() {
            return Ok(BTreeMap::new());
        }
        let places: Vec<_> = (1..=codes.len()).map(|n| format!("${n}")).collect();
        let sql = format!(
            "SELECT l.check_code, e.place FROM register_leaves l \
             JOIN register_entries e ON e.leaf_id = l.id WHERE l.kind = 'letter' AND l.check_code IN ({})",
            places.join(", ")
        );
        let values = codes.iter().map(|code| Value::from(*code)).collect();
        let rows = self.database.query(Statement::new(sql, values)).await?;
        rows.into_iter()
            .map(|row| {
                let mut fields = row.fields();
                Ok((fields.next("check_code")?, fields.next("place")?))
            })
            .collect()
    }
}
