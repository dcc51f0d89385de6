//! What everybody may read, as data: pages, files and the interface are made from the same data sets, and each data set
//! from one list of columns.

mod columns;
pub mod files;
mod package;
mod rows;
mod stream;

use serde_json::Value;
use window_store::Publication;

pub use columns::{Column, Kind};
pub use rows::{Part, Row, Wanted, part};
pub use stream::{Form, StreamError, object, stream};

/// A data set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dataset {
    /// The items of the catalogue in force.
    Items,
    /// Decisions on cases.
    Decisions,
    /// Results with a number, construction notices.
    Certificates,
    /// Promises of construction notices.
    Promises,
    /// Joint acceptances that were concluded.
    Acceptances,
    /// Credit records while they are published.
    Credit,
    /// Days that decisions and starts of construction took, by month.
    Statistics,
}

impl Dataset {
    /// All of them, in the order they are shown.
    pub const ALL: [Self; 7] = [
        Self::Items,
        Self::Decisions,
        Self::Certificates,
        Self::Promises,
        Self::Acceptances,
        Self::Credit,
        Self::Statistics,
    ];

    /// Name in addresses, files and locale keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Items => "items",
            Self::Decisions => "decisions",
            Self::Certificates => "certificates",
            Self::Promises => "promises",
            Self::Acceptances => "acceptances",
            Self::Credit => "credit",
            Self::Statistics => "statistics",
        }
    }

    /// Reads the name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|set| set.as_str() == name)
    }

    /// What of the published rows it shows; `None` for what is made from the catalogue or counted.
    pub const fn publication(self) -> Option<Publication> {
        match self {
            Self::Decisions => Some(Publication::Decision),
            Self::Certificates => Some(Publication::Certificate),
            Self::Promises => Some(Publication::Promise),
            Self::Acceptances => Some(Publication::Acceptance),
            Self::Credit => Some(Publication::Credit),
            Self::Items | Self::Statistics => None,
        }
    }

    /// Its columns.
    pub fn columns(self) -> impl Iterator<Item = &'static Column> + Clone {
        columns::of(self)
    }

    /// By what its rows can be narrowed, beside the part of them.
    pub const fn filters(self) -> &'static [&'static str] {
        match self {
            Self::Items => &["q", "item", "department"],
            Self::Decisions | Self::Certificates | Self::Promises => {
                &["q", "item", "department", "outcome", "from", "until"]
            }
            Self::Acceptances | Self::Credit => &["q", "outcome", "from", "until"],
            Self::Statistics => &["item", "from", "until"],
        }
    }

    /// How its rows can come out or stand, with the locale keys that say it; nothing where no row comes out.
    pub fn outcomes(self) -> &'static [(&'static str, &'static str)] {
        self.columns()
            .find(|column| column.is_outcome)
            .and_then(|column| match column.kind {
                Kind::Code(codes) => Some(codes),
                _ => None,
            })
            .unwrap_or_default()
    }
}

/// Adds a field to an object.
pub(crate) fn put(object: &mut Value, name: impl Into<String>, value: Value) {
    if let Value::Object(fields) = object {
        fields.insert(name.into(), value);
    }
}
