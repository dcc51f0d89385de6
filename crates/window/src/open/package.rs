//! The description of the daily files: a data package (Frictionless Data Package 1), from the same columns as the rows.

use serde_json::{Value, json};

use super::{Column, Dataset, Form, Kind, put};
use crate::app::App;
use crate::i18n::Language;

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Of which data set.
    pub set: Dataset,
    /// How.
    pub form: Form,
    /// Bytes.
    pub bytes: u64,
    /// SHA-256, hexadecimal.
    pub sha256: String,
}

impl Written {
    /// The file's name.
    pub fn name(&self) -> String {
        format!("{}.{}", self.set.as_str(), self.form.as_str())
    }
}

/// What a column holds, in the words of a table schema.
const fn type_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::Code(_) => "string",
        Kind::Day => "date",
        Kind::Month => "yearmonth",
        Kind::Number => "integer",
    }
}

fn field(app: &App, column: &Column) -> Value {
    let says = |language| {
        let key = format!("open-column-{}", column.name);
        app.i18n.text(language, &key, &[])
    };
    let mut field = json!({
        "name": column.name,
        "type": type_of(column.kind),
        "title": says(Language::Zh),
        "description": says(Language::En),
    });
    let mut constraints = json!({ "required": !column.may_be_empty });
    if let Kind::Code(codes) = column.kind {
        let codes: Vec<&str> = codes.iter().map(|(code, _)| *code).collect();
        put(&mut constraints, "enum", json!(codes));
    }
    put(&mut field, "constraints", constraints);
    field
}

/// The table schema of a data set.
pub(super) fn schema(app: &App, set: Dataset) -> Value {
    let fields: Vec<Value> = set.columns().map(|it| field(app, it)).collect();
    json!({ "fields": fields, "missingValues": [""] })
}

/// The package of all files written at a moment.
pub(super) fn package(app: &App, at: &str, files: &[Written]) -> Value {
    let open = &app.config.open_data;
    let says = |language, key: &str| app.i18n.text(language, key, &[]);
    let resource = |file: &Written| {
        let set = file.set.as_str();
        let mut resource = json!({
            "name": format!("{set}-{}", file.form.as_str()),
            "path": file.name(),
            "format": file.form.as_str(),
            "mediatype": file.form.media_type().split(';').next(),
            "encoding": "utf-8",
            "title": says(Language::Zh, &format!("open-{set}")),
            "description": says(Language::En, &format!("open-{set}-lead")),
            "bytes": file.bytes,
            "hash": format!("sha256:{}", file.sha256),
        });
        if file.form == Form::Csv {
            put(&mut resource, "profile", json!("tabular-data-resource"));
            put(&mut resource, "schema", schema(app, file.set));
        }
        resource
    };
    json!({
        "profile": "data-package",
        "name": "window-one",
        "title": says(Language::Zh, "site-name"),
        "homepage": format!("{}/open", app.config.server.base_url),
        "created": at,
        "licenses": [{ "name": open.licence, "path": open.licence_url }],
        "resources": files.iter().map(resource).collect::<Vec<_>>(),
    })
}
