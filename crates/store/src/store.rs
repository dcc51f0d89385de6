//! The store as the rest of the program sees it.

use crate::{
    DatabaseUrl, Reader, StoreError, Viewer, schema,
    sql::{Database, postgres::Postgres, sqlite::Sqlite},
    url::Kind,
};

/// An open database. Clones share it.
#[derive(Clone)]
pub struct Store {
    pub(crate) database: Database,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self.database {
            Database::Sqlite(_) => "Store(SQLite)",
            Database::Postgres(_) => "Store(PostgreSQL)",
        })
    }
}

impl Store {
    /// Opens the database, creating the file of an embedded one; [`Store::migrate`] creates its tables.
    ///
    /// # Errors
    /// [`StoreError::SchemaNewer`] if a newer program wrote it, or what the database said.
    pub async fn open(url: &DatabaseUrl) -> Result<Self, StoreError> {
        let database = match &url.0 {
            Kind::Sqlite(file) => Database::Sqlite(Sqlite::open(file)?),
            Kind::Postgres(config) => Database::Postgres(Postgres::open((**config).clone())?),
        };
        schema::check(&database).await?;
        Ok(Self { database })
    }

    /// Brings the schema to the version of this program.
    ///
    /// # Errors
    /// [`StoreError::Migrate`]; what was migrated before the failure stays.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        schema::migrate(&self.database).await
    }

    /// Version of the schema in the database; 0 if it is empty.
    ///
    /// # Errors
    /// What the database said.
    pub async fn schema_version(&self) -> Result<u32, StoreError> {
        schema::version(&self.database).await
    }

    /// The version of the schema this program writes.
    pub fn known_schema_version() -> u32 {
        schema::known_version()
    }

    /// What this viewer may see. There is no other way to read business rows.
    pub fn read<'a>(&'a self, viewer: &'a Viewer) -> Reader<'a> {
        Reader::new(self, viewer)
    }
}
