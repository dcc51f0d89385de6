//! Open data: files, the interface and its description are made from the same columns; nothing is asked twice too often.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::body::Body;
use serde_json::Value;
use sha2::{Digest, Sha256};
use window_one::jobs::{end_publications, keep_open_data};
use window_one::open::{Dataset, files};
use window_one::random::hex;

use crate::open::rows;
use crate::world::World;

/// What a schema of the description says a value must be, as far as it uses words of the standard.
fn fits(schema: &Value, value: &Value) -> bool {
    let names: Vec<&str> = match &schema["type"] {
        Value::String(name) => vec![name.as_str()],
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        _ => panic!("no type in {schema}"),
    };
    let is_of = |name: &str| match name {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "null" => value.is_null(),
        "object" => value.is_object(),
        other => panic!("type {other}"),
    };
    if !names.into_iter().any(is_of) {
        return false;
    }
    let Some(text) = value.as_str() else {
        return true;
    };
    let known = schema["enum"].as_array();
    known.is_none_or(|known| known.contains(value))
        && (schema["format"] != "date" || text.parse::<jiff::civil::Date>().is_ok())
}

#[tokio::test]
async fn every_answer_is_what_the_description_says() {
    let world = World::demo().await;
    let mut browser = world.browser();
    let description = browser.get("/api/openapi.json").await;
    assert_eq!(description.status, 200);
    let description: Value = serde_json::from_str(&description.body).unwrap();
    assert_eq!(description["openapi"], "3.1.0");
    let paths: BTreeSet<&str> = description["paths"]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .filter(|path| path.starts_with("/api/"))
        .collect();
    let sets = Dataset::ALL.map(|set| format!("/api/v1/public/{}", set.as_str()));
    assert_eq!(paths, sets.iter().map(String::as_str).collect());
    for set in Dataset::ALL {
        let get = &description["paths"][format!("/api/v1/public/{}", set.as_str())]["get"];
        let body = &get["responses"]["200"]["content"]["application/json"]["schema"];
        let reference = body["properties"]["rows"]["items"]["$ref"]
            .as_str()
            .unwrap();
        let schema = description
            .pointer(reference.trim_start_matches('#'))
            .unwrap();
        let wanted: BTreeSet<&String> = schema["properties"].as_object().unwrap().keys().collect();
        let rows = rows(&mut browser, set, "").await;
        assert!(!rows.is_empty() || set == Dataset::Credit, "{set:?}");
        for row in rows {
            let row = row.as_object().unwrap();
            assert_eq!(row.keys().collect::<BTreeSet<_>>(), wanted, "{set:?}");
            for (name, value) in row {
                let schema = &schema["properties"][name];
                assert!(
                    fits(schema, value),
                    "{set:?} {name}: {value} is not {schema}"
                );
                assert!(
                    schema["description"]
                        .as_str()
                        .is_some_and(|it| it.len() > 3)
                );
            }
        }
        let names: Vec<&str> = get["parameters"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|it| it["name"].as_str())
            .collect();
        for name in [
            "q",
            "item",
            "department",
            "outcome",
            "from",
            "until",
            "after",
            "limit",
        ] {
            let value = if name == "limit" { "5" } else { "2026-08-03" };
            let path = format!("/api/v1/public/{}?{name}={value}", set.as_str());
            let answer = browser.get(&path).await.body;
            let is_known = !answer.contains("open-no-filter");
            assert_eq!(names.contains(&name), is_known, "{path}: {answer}");
        }
    }
}

#[tokio::test]
async fn the_files_of_the_day_say_what_the_interface_says_and_their_package_describes_them() {
    let world = World::demo().await;
    let mut browser = world.browser();
    let before = browser.get("/open/data").await.body;
    assert!(before.contains("今天的文件还没有生成"));
    assert_eq!(browser.get("/open/files/decisions.csv").await.status, 404);
    files::write(&Arc::clone(&world.app)).await.unwrap();
    let package = browser.get("/open/files/datapackage.json").await;
    assert_eq!(package.header("content-type"), "application/json");
    let package: Value = serde_json::from_str(&package.body).unwrap();
    assert_eq!(package["licenses"][0]["name"], "CC-BY-4.0");
    let resources = package["resources"].as_array().unwrap();
    assert_eq!(resources.len(), Dataset::ALL.len() * 2);
    for resource in resources {
        let path = resource["path"].as_str().unwrap();
        let file = browser.get(&format!("/open/files/{path}")).await;
        assert_eq!(file.status, 200, "{path}");
        assert_eq!(resource["bytes"], file.bytes.len(), "{path}");
        let hash = format!("sha256:{}", hex(&Sha256::digest(&file.bytes)));
        assert_eq!(resource["hash"], hash, "{path}");
        let (name, form) = path.split_once('.').unwrap();
        let set = Dataset::parse(name).unwrap();
        let rows = rows(&mut browser, set, "").await;
        let download = browser.get(&format!("/open/{path}")).await;
        assert_eq!(download.bytes, file.bytes, "{path}");
        if form == "json" {
            let read: Vec<Value> = serde_json::from_slice(&file.bytes).unwrap();
            assert_eq!(read, rows, "{path}");
            continue;
        }
        let text = file.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap();
        let mut reader = csv::Reader::from_reader(text);
        let head: Vec<String> = reader.headers().unwrap().iter().map(Into::into).collect();
        let fields = resource["schema"]["fields"].as_array().unwrap();
        let fields: Vec<&str> = fields.iter().filter_map(|it| it["name"].as_str()).collect();
        assert_eq!(head, fields, "{path}");
        let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(records.len(), rows.len(), "{path}");
        for (record, row) in records.iter().zip(&rows) {
            for (cell, name) in record.iter().zip(&head) {
                let said = match &row[name] {
                    Value::Null => String::new(),
                    Value::String(text) => text.clone(),
                    other => other.to_string(),
                };
                assert_eq!(cell, said, "{path} {name}");
            }
        }
    }
    let after = browser.get("/open/data").await.body;
    assert!(after.contains("datapackage.json"));
}

#[tokio::test]
async fn an_answer_may_be_kept_belongs_to_nobody_and_is_not_sent_twice() {
    let world = World::demo().await;
    let mut browser = world.browser();
    let path = "/api/v1/public/decisions?limit=3";
    let first = browser.get(path).await;
    assert_eq!(first.header("cache-control"), "public, max-age=60");
    assert_eq!(first.header("access-control-allow-origin"), "*");
    assert_eq!(first.header("set-cookie"), "");
    assert!(browser.cookies.is_empty());
    // Whatever is asked for with it, and whether it can be answered or not.
    for path in [
        "/api/v1/public/decisions?lang=en&display=elder",
        "/api/v1/public/unknown",
        "/open/decisions.json?lang=en",
    ] {
        let answer = browser.get(path).await;
        assert_eq!(answer.header("set-cookie"), "", "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
    }
    let tag = first.header("etag").to_owned();
    let weak = format!("W/{tag}");
    for known in [weak.as_str(), "*"] {
        let known = [("if-none-match", known)];
        let again = browser.send("GET", path, &known, Body::empty()).await;
        assert_eq!(again.status, 304);
    }
    let known = [("if-none-match", tag.as_str())];
    let again = browser.send("GET", path, &known, Body::empty()).await;
    assert_eq!((again.status.as_u16(), again.body.as_str()), (304, ""));
    let other = [("if-none-match", "\"0\"")];
    let other = browser.send("GET", path, &other, Body::empty()).await;
    assert_eq!(other.body, first.body);
}

#[tokio::test]
async fn one_address_waits_after_too_many_requests_and_another_does_not() {
    let world = World::with(|config| {
        config.open_data.requests_per_minute = 5;
        config.server.proxies = vec!["127.0.0.1".parse().unwrap()];
    })
    .await;
    let mut browser = world.browser();
    // Programs that say nothing of what they like are answered as programs.
    browser.accept = "*/*".to_owned();
    browser.from = Some("127.0.0.1:1".parse().unwrap());
    let ask = |from: &'static str| [("x-forwarded-for", from)];
    for path in [
        "/api/v1/public/items",
        "/open/items.csv",
        "/api/openapi.json",
    ]
    .repeat(2)
    {
        let answer = browser
            .send("GET", path, &ask("198.51.100.1"), Body::empty())
            .await;
        if answer.status == 429 {
            assert!(answer.header("retry-after").parse::<u32>().unwrap() > 0);
            let kind = answer.header("content-type");
            assert_eq!(
                kind == "application/problem+json",
                path.starts_with("/api/")
            );
            let other = browser
                .send("GET", path, &ask("198.51.100.2"), Body::empty())
                .await;
            assert_eq!(other.status, 200);
            // Whatever it says before the proxy speaks does not help.
            let forged = ask("203.0.113.5, 198.51.100.1");
            let forged = browser.send("GET", path, &forged, Body::empty()).await;
            assert_eq!(forged.status, 429);
            return;
        }
        assert_eq!(answer.status, 200, "{path}");
    }
    panic!("nobody had to wait");
}

#[tokio::test]
async fn a_whole_network_of_addresses_waits_as_one() {
    let world = World::with(|config| config.open_data.requests_per_minute = 2).await;
    let mut browser = world.browser();
    let mut answers = Vec::new();
    for host in 1..=4 {
        browser.from = Some(format!("[2001:db8:0:7::{host}]:9").parse().unwrap());
        answers.push(browser.get("/api/v1/public/items").await.status.as_u16());
    }
    assert_eq!(answers, [200, 200, 429, 429]);
    browser.from = Some("[2001:db8:0:8::1]:9".parse().unwrap());
    assert_eq!(browser.get("/api/v1/public/items").await.status, 200);
}

#[tokio::test]
async fn files_are_written_once_a_day_and_anew_when_a_record_is_no_longer_published() {
    let world = World::demo().await;
    let mut browser = world.browser();
    let mut last = None;
    assert!(keep_open_data(&world.app, &mut last).await.unwrap());
    assert!(!keep_open_data(&world.app, &mut last).await.unwrap());
    let before = browser.get("/open/files/credit.json").await.body;
    let before: Vec<Value> = serde_json::from_str(&before).unwrap();
    let ends = before
        .iter()
        .map(|row| row["published_until"].as_str().unwrap())
        .min();
    let noon = format!("{}T04:00:00Z", ends.unwrap());
    world.app.clock.set(noon.parse().unwrap());
    // Another day: the files of the day. The record ends the day after.
    assert!(keep_open_data(&world.app, &mut last).await.unwrap());
    world
        .app
        .clock
        .advance(jiff::SignedDuration::from_hours(24));
    assert!(keep_open_data(&world.app, &mut last).await.unwrap());
    end_publications(&world.app.office).await.unwrap();
    assert!(
        keep_open_data(&world.app, &mut last).await.unwrap(),
        "it ended"
    );
    let after = browser.get("/open/files/credit.json").await.body;
    let after: Vec<Value> = serde_json::from_str(&after).unwrap();
    assert_eq!(after.len() + 1, before.len());
}
