//! A data set as a stream of bytes: written part by part, however long it is.

use std::sync::Arc;

use axum::body::Bytes;
use futures_util::Stream;
use futures_util::stream::try_unfold;
use serde_json::Value;
use window_store::{PAGE_MAX, Page};

use super::{Dataset, Row, Wanted, part};
use crate::app::App;
use crate::export::harmless;

/// How a data set is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// UTF-8 with a mark, as the usual spreadsheets need it.
    Csv,
    /// One array of objects.
    Json,
}

impl Form {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Csv, Self::Json];

    /// Ending of its files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }

    /// What browsers are told the file is.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Json => "application/json",
        }
    }
}

/// What is still to be written.
enum Rest {
    /// The head and everything after it.
    All,
    /// The part that begins here; `is_first` before the first row.
    From(Page),
    /// Nothing.
    Nothing,
}

/// Why a stream ends before its time: the file is cut off, and whoever reads it is told by the connection.
pub type StreamError = Box<dyn std::error::Error + Send + Sync>;

/// The data set's rows that are wanted, as bytes.
pub fn stream(
    app: Arc<App>,
    (set, form): (Dataset, Form),
    wanted: Wanted,
) -> impl Stream<Item = Result<Bytes, StreamError>> + Send + 'static {
    let begin = (Rest::All, true, app, wanted);
    try_unfold(begin, move |(rest, is_first, app, wanted)| async move {
        let page = match rest {
            Rest::All => {
                let head = Bytes::from(head(set, form)?);
                let rest = Rest::From(Page::first(PAGE_MAX));
                return Ok(Some((head, (rest, true, app, wanted))));
            }
            Rest::From(page) => page,
            Rest::Nothing => return Ok::<_, StreamError>(None),
        };
        let found = part(&app, set, &wanted, &page).await?;
        let mut text = rows(set, form, &found.rows, is_first)?;
        let is_first = is_first && found.rows.is_empty();
        let rest = if let Some(after) = found.next {
            Rest::From(Page {
                after: Some(after),
                ..page
            })
        } else {
            if form == Form::Json {
                text.extend_from_slice(b"\n]\n");
            }
            Rest::Nothing
        };
        Ok(Some((Bytes::from(text), (rest, is_first, app, wanted))))
    })
}

/// What stands before the first row.
fn head(set: Dataset, form: Form) -> Result<Vec<u8>, StreamError> {
    match form {
        Form::Csv => {
            let mut writer = csv::Writer::from_writer(b"\xef\xbb\xbf".to_vec());
            writer.write_record(set.columns().map(|column| column.name))?;
            Ok(writer.into_inner()?)
        }
        Form::Json => Ok(b"[".to_vec()),
    }
}

fn rows(set: Dataset, form: Form, rows: &[Row], is_first: bool) -> Result<Vec<u8>, StreamError> {
    match form {
        Form::Csv => {
            let mut writer = csv::Writer::from_writer(Vec::new());
            for row in rows {
                writer.write_record(row.iter().map(cell))?;
            }
            Ok(writer.into_inner()?)
        }
        Form::Json => {
            let mut text = Vec::new();
            for (row, index) in rows.iter().zip(0..) {
                text.extend_from_slice(if is_first && index == 0 {
                    b"\n"
                } else {
                    b",\n"
                });
                serde_json::to_writer(&mut text, &object(set, row))?;
            }
            Ok(text)
        }
    }
}

/// A row with the names of its columns.
pub fn object(set: Dataset, row: &[Value]) -> Value {
    let names = set.columns().map(|column| column.name.to_owned());
    Value::Object(names.zip(row.iter().cloned()).collect())
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => harmless(text.clone()),
        other => other.to_string(),
    }
}
