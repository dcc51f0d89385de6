//! The description of the interface for programs (`OpenAPI` 3.1), made from the data sets: nothing is described twice.

use axum::extract::State;
use axum::http::{Extensions, HeaderMap};
use axum::response::Response;
use serde_json::{Value, json};

use super::api::answer;
use super::asked::TEXT_MAX_CHARS;
use crate::app::{App, AppState};
use crate::http::PageError;
use crate::i18n::Language;
use crate::open::{Column, Dataset, Kind, put};

/// The interface's version: a change that breaks a program makes it 2.
const VERSION: &str = "1.0.0";

pub(super) async fn show(
    State(app): State<AppState>,
    headers: HeaderMap,
    extensions: Extensions,
) -> Result<Response, PageError> {
    app.brake.pass(&extensions)?;
    Ok(answer(&headers, description(&app).to_string()))
}

fn says(app: &App, key: &str) -> String {
    app.i18n.text(Language::En, key, &[])
}

fn description(app: &App) -> Value {
    let (mut paths, mut schemas) = (json!({}), json!({ "Problem": problem() }));
    for set in Dataset::ALL {
        let path = format!("/api/v1/public/{}", set.as_str());
        put(&mut paths, path, json!({ "get": operation(app, set) }));
        put(&mut schemas, schema_name(set), row(app, set));
    }
    for (path, key, kind) in [
        ("/checkpoint", "open-api-checkpoint", "text/plain"),
        ("/tile/{path}", "open-api-tile", "application/octet-stream"),
        ("/register/proof/{code}", "open-api-proof", "text/plain"),
    ] {
        let get = json!({ "get": plain(app, path, (key, kind)) });
        put(&mut paths, path, get);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": says(app, "open-api-title"),
            "description": says(app, "open-api-lead"),
            "version": VERSION,
            "license": { "name": app.config.open_data.licence, "url": app.config.open_data.licence_url },
        },
        "servers": [{ "url": app.config.server.base_url }],
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

fn schema_name(set: Dataset) -> String {
    let mut letters = set.as_str().chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

fn parameter(app: &App, (name, schema): (&str, Value)) -> Value {
    json!({
        "name": name, "in": "query", "required": false, "schema": schema,
        "description": says(app, &format!("open-param-{name}")),
    })
}

fn problem_answer(words: &str) -> Value {
    json!({
        "description": words,
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
    })
}

fn operation(app: &App, set: Dataset) -> Value {
    let text = || json!({ "type": "string", "maxLength": TEXT_MAX_CHARS });
    let day = || json!({ "type": "string", "format": "date" });
    let codes: Vec<&str> = set.outcomes().iter().map(|(code, _)| *code).collect();
    let narrowed = set.filters().iter().map(|name| match *name {
        "outcome" => ("outcome", json!({ "type": "string", "enum": codes })),
        "from" | "until" => (*name, day()),
        _ => (*name, text()),
    });
    let mut asked: Vec<(&str, Value)> = narrowed.collect();
    asked.extend([
        ("after", json!({ "type": "string" })),
        (
            "limit",
            json!({ "type": "integer", "minimum": 1, "maximum": window_store::PAGE_MAX, "default": 50 }),
        ),
    ]);
    let asked: Vec<Value> = asked.into_iter().map(|it| parameter(app, it)).collect();
    let reference = format!("#/components/schemas/{}", schema_name(set));
    let body = json!({
        "type": "object",
        "required": ["dataset", "licence", "rows", "next"],
        "properties": {
            "dataset": { "const": set.as_str() },
            "licence": { "type": "string" },
            "rows": { "type": "array", "items": { "$ref": reference } },
            "next": { "type": ["string", "null"], "description": says(app, "open-api-next") },
        },
    });
    json!({
        "operationId": set.as_str(),
        "summary": says(app, &format!("open-{}", set.as_str())),
        "description": says(app, &format!("open-{}-lead", set.as_str())),
        "parameters": asked,
        "responses": {
            "200": {
                "description": says(app, "open-api-rows"),
                "headers": { "ETag": { "schema": { "type": "string" } } },
                "content": { "application/json": { "schema": body } },
            },
            "304": { "description": says(app, "open-api-unchanged") },
            "422": problem_answer(&says(app, "error-unprocessable-title")),
            "429": problem_answer(&says(app, "error-too-many-title")),
        },
    })
}

/// What is described elsewhere: the forms of the transparency log.
fn plain(app: &App, path: &str, (key, kind): (&str, &str)) -> Value {
    let name = path
        .split_once('{')
        .and_then(|(_, rest)| rest.split_once('}'));
    let parameters: Vec<Value> = name
        .map(|(name, _)| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }))
        .into_iter()
        .collect();
    json!({
        "operationId": key.trim_start_matches("open-api-"),
        "summary": says(app, key),
        "parameters": parameters,
        "responses": {
            "200": { "description": says(app, key), "content": { kind: {} } },
            "404": problem_answer(&says(app, "error-not-found-title")),
        },
    })
}

fn row(app: &App, set: Dataset) -> Value {
    let columns = set.columns();
    let properties = columns
        .clone()
        .map(|column| (column.name.to_owned(), property(app, column)));
    let names: Vec<&str> = columns.map(|column| column.name).collect();
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": names,
        "properties": properties.collect::<serde_json::Map<_, _>>(),
    })
}

fn property(app: &App, column: &Column) -> Value {
    let base = match column.kind {
        Kind::Number => "integer",
        _ => "string",
    };
    let mut property = json!({
        "type": base,
        "description": says(app, &format!("open-column-{}", column.name)),
    });
    if column.may_be_empty {
        put(&mut property, "type", json!([base, "null"]));
    }
    match column.kind {
        Kind::Day => put(&mut property, "format", json!("date")),
        Kind::Month => put(&mut property, "pattern", json!("^[0-9]{4}-[0-9]{2}$")),
        Kind::Code(codes) => {
            let codes: Vec<&str> = codes.iter().map(|(code, _)| *code).collect();
            put(&mut property, "enum", json!(codes));
        }
        Kind::Text | Kind::Number => {}
    }
    property
}

/// RFC 9457, as every error of the site is told to programs.
fn problem() -> Value {
    let text = || json!({ "type": "string" });
    json!({
        "type": "object",
        "required": ["type", "title", "status", "detail", "code", "instance", "problems"],
        "properties": {
            "type": text(), "title": text(), "status": { "type": "integer" }, "detail": text(),
            "code": text(), "instance": text(), "problems": { "type": "array", "items": { "type": "object" } },
        },
    })
}
