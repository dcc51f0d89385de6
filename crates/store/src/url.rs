//! The address of a database.

use std::path::{Path, PathBuf};

use crate::StoreError;

/// Which database, and where.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(pub(crate) Kind);

#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite(PathBuf),
    Postgres(Box<tokio_postgres::Config>),
}

impl DatabaseUrl {
    /// Reads `sqlite:FILE` or `postgres://USER:PASSWORD@HOST:PORT/NAME`.
    ///
    /// # Errors
    /// [`StoreError::Url`] if it is neither; the password is not repeated in it.
    pub fn parse(url: &str) -> Result<Self, StoreError> {
        if let Some(file) = url.strip_prefix("sqlite:") {
            // `sqlite://relative` and `sqlite:///absolute` are what other tools write.
            let file = file.strip_prefix("//").unwrap_or(file);
            if !file.is_empty() {
                return Ok(Self::sqlite(file));
            }
        } else if (url.starts_with("postgres://") || url.starts_with("postgresql://"))
            && let Ok(mut config) = url.parse::<tokio_postgres::Config>()
        {
            config.application_name("window-one");
            return Ok(Self(Kind::Postgres(Box::new(config))));
        }
        let shown = match url.rsplit_once('@') {
            Some((_, place)) => format!("…@{place}"),
            None => url.to_owned(),
        };
        Err(StoreError::Url { url: shown })
    }

    /// The embedded database in this file.
    pub fn sqlite(file: impl AsRef<Path>) -> Self {
        Self(Kind::Sqlite(file.as_ref().to_owned()))
    }

    /// Whether it is the embedded database.
    pub fn is_sqlite(&self) -> bool {
        matches!(self.0, Kind::Sqlite(_))
    }
}

impl std::fmt::Debug for DatabaseUrl {
    /// Without user and password: addresses end up in logs.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0 {
            Kind::Sqlite(file) => write!(formatter, "sqlite:{}", file.display()),
            Kind::Postgres(config) => {
                write!(
                    formatter,
                    "postgres://…/{}",
                    config.get_dbname().unwrap_or_default()
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::DatabaseUrl;

    #[test]
    fn an_address_names_its_database_and_never_shows_the_password() {
        let check = |url: &str, shown: &str| {
            let answer = match DatabaseUrl::parse(url) {
                Ok(url) => format!("{url:?}"),
                Err(error) => error.to_string(),
            };
            assert!(answer.contains(shown), "{answer}");
            assert!(!answer.contains("secret"), "{answer}");
        };
        check("sqlite:/var/lib/w.db", "sqlite:/var/lib/w.db");
        check("sqlite:///var/lib/w.db", "sqlite:/var/lib/w.db");
        check("sqlite:w.db", "sqlite:w.db");
        check("postgres://me:secret@db:5432/w", "postgres://…/w");
        check("mysql://me:secret@db/w", "`…@db/w`");
        check("sqlite:", "expected `sqlite:FILE`");
    }
}
