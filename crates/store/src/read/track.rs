//! Finding a project by a number from a paper, for whoever has no account. Not scoped by a viewer: the caller holds what is
//! found against the telephone before anything of it is told.

use crate::{Store, StoreError, sql::Statement};

impl Store {
    /// The project (`prj_…`) with this project code, or of the case with this number.
    ///
    /// # Errors
    /// What the database said.
    pub async fn project_of_number(&self, number: &str) -> Result<Option<String>, StoreError> {
        let sql = "SELECT id FROM projects WHERE code = $1 \
                   UNION ALL SELECT project_id FROM cases WHERE case_no = $1 \
                   ORDER BY id LIMIT 1";
        let found = Statement::new(sql, vec![number.into()]);
        let row = self.database.query_one(found).await?;
        row.map(|row| row.fields().next("id")).transpose()
    }
}
