//! The schema and its versions: the same numbers and names on both databases; released files never change.

use refinery::{Migration, Runner};

use crate::{
    StoreError,
    sql::{Database, Statement},
};

/// Name, text for `SQLite`, text for `PostgreSQL`.
macro_rules! migrations {
    ($($name:literal),+) => {
        &[$((
            $name,
            include_str!(concat!("../migrations/sqlite/", $name, ".sql")),
            include_str!(concat!("../migrations/postgres/", $name, ".sql")),
        )),+]
    };
}

/// All migrations, oldest first.
const MIGRATIONS: &[(&str, &str, &str)] = migrations![
    "V1__first_release",
    "V2__projects_by_urgency",
    "V3__opinions_and_issuers",
    "V4__supervision",
    "V5__project_parties",
    "V6__figures",
    "V7__bookings",
    "V8__agency",
    "V9__feedback",
    "V10__sending",
    "V11__administration",
    "V12__words",
    "V13__talks",
    "V14__calendar_imports",
    "V15__green_channel",
    "V16__visits",
    "V17__catalogue_releases",
    "V18__tracking",
    "V19__outbox_claims",
    "V20__delivery_reports",
    "V21__organisations",
    "V22__register",
    "V23__published",
    "V24__register_erasures"
];

/// The version this program writes.
pub(crate) fn known_version() -> u32 {
    u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX)
}

/// Brings the database to the newest version.
pub(crate) async fn migrate(database: &Database) -> Result<(), StoreError> {
    match database {
        Database::Sqlite(sqlite) => {
            let mut connection = sqlite.connect()?;
            let runner = runner(false)?;
            tokio::task::spawn_blocking(move || runner.run(&mut connection))
                .await
                .map_err(|_| StoreError::Closed)??;
        }
        Database::Postgres(postgres) => {
            let mut connection = postgres.connection().await?;
            // Two programs starting at once must not both create the tables. The number is any that nobody else uses.
            let lock = "SELECT pg_advisory_lock(4202000001)";
            connection.batch_execute(lock).await?;
            let outcome = runner(true)?.run_async(&mut **connection.as_mut()).await;
            let unlock = "SELECT pg_advisory_unlock(4202000001)";
            connection.batch_execute(unlock).await?;
            outcome?;
        }
    }
    Ok(())
}

fn runner(postgres: bool) -> Result<Runner, StoreError> {
    let migrations = MIGRATIONS
        .iter()
        .map(|(name, sqlite_text, postgres_text)| {
            let text = if postgres { postgres_text } else { sqlite_text };
            Migration::unapplied(name, text)
        })
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Runner::new(&migrations))
}

/// Version of the database; 0 for an empty one.
pub(crate) async fn version(database: &Database) -> Result<u32, StoreError> {
    // The table of versions does not exist in an empty database; asking for it by name would be an error there.
    let exists = match database {
        Database::Sqlite(_) => {
            "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'refinery_schema_history'"
        }
        Database::Postgres(_) => {
            "SELECT 1 FROM pg_catalog.pg_class WHERE oid = to_regclass('refinery_schema_history')"
        }
    };
    if database
        .query(Statement::new(exists, vec![]))
        .await?
        .is_empty()
    {
        return Ok(0);
    }
    let newest = "SELECT MAX(version) FROM refinery_schema_history";
    let row = database.query_one(Statement::new(newest, vec![])).await?;
    let version = row
        .map(|row| row.first::<Option<u32>>("version"))
        .transpose()?;
    Ok(version.flatten().unwrap_or(0))
}

/// Refuses a database that a newer program wrote.
pub(crate) async fn check(database: &Database) -> Result<(), StoreError> {
    let (found, known) = (version(database).await?, known_version());
    if found > known {
        return Err(StoreError::SchemaNewer { found, known });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    #[test]
    fn both_databases_have_the_same_migrations_and_all_are_known() {
        let names = |folder: &str| -> BTreeSet<String> {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("migrations")
                .join(folder);
            fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect()
        };
        let known = super::MIGRATIONS
            .iter()
            .map(|(name, ..)| format!("{name}.sql"));
        assert_eq!(names("sqlite"), known.collect());
        assert_eq!(names("sqlite"), names("postgres"));
    }

    #[test]
    fn numbers_of_migrations_run_without_gap() {
        for (index, (name, ..)) in super::MIGRATIONS.iter().enumerate() {
            assert!(name.starts_with(&format!("V{}__", index + 1)), "{name}");
        }
    }
}
