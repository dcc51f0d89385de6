//! Sentences: the same keys in both languages, none missing, none unused, and none outside the locale files.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use window_one::i18n::{self, Language};

fn files(folder: &str, ending: &str) -> BTreeMap<PathBuf, String> {
    fn walk(folder: &Path, ending: &str, found: &mut BTreeMap<PathBuf, String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, ending, found);
            } else if path.extension().is_some_and(|found| found == ending) {
                let text = fs::read_to_string(&path).unwrap();
                found.insert(path, text);
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join(folder),
        ending,
        &mut found,
    );
    assert!(!found.is_empty());
    found
}

fn keys(language: Language) -> BTreeSet<String> {
    i18n::sources(language)
        .values()
        .flat_map(|text| text.lines())
        .filter(|line| line.starts_with(|first: char| first.is_ascii_alphabetic()))
        .filter_map(|line| line.split_once(" ="))
        .map(|(key, _)| key.to_owned())
        .collect()
}

/// The string literals of a text, with either kind of quotes.
fn literals(text: &str) -> Vec<String> {
    let key = |text: &str| {
        !text.is_empty()
            && text
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || "-_{}.".contains(letter))
    };
    let mut found = Vec::new();
    for quote in ['"', '\''] {
        // Every stretch between two quotes, right or wrong side: only those that look like keys count.
        found.extend(
            text.split(quote)
                .filter(|piece| key(piece))
                .map(ToOwned::to_owned),
        );
    }
    found
}

/// The part of Rust before its tests.
fn product(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap()
}

#[test]
fn both_languages_have_the_same_files_and_keys() {
    let names = |language: Language| -> BTreeSet<String> {
        i18n::sources(language)
            .into_keys()
            .map(|path| path.trim_start_matches(language.tag()).to_owned())
            .collect()
    };
    assert_eq!(names(Language::Zh), names(Language::En));
    let (zh, en) = (keys(Language::Zh), keys(Language::En));
    assert_eq!(
        zh.difference(&en).collect::<Vec<_>>(),
        Vec::<&String>::new()
    );
    assert_eq!(
        en.difference(&zh).collect::<Vec<_>>(),
        Vec::<&String>::new()
    );
    assert!(zh.len() > 100);
}

#[test]
fn every_key_a_template_names_is_defined() {
    let keys = keys(Language::Zh);
    for (path, text) in files("templates", "html") {
        for quote in ['\'', '"'] {
            let start = format!("t({quote}");
            for (at, _) in text.match_indices(&start) {
                // `asset('app.css')` ends in the same letters.
                if text[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_') {
                    continue;
                }
                let call = &text[at + start.len()..];
                let (key, rest) = call.split_once(quote).unwrap();
                // `t('status-' ~ status)`: some key must begin so.
                let defined = if rest.trim_start().starts_with('~') {
                    keys.iter().any(|known| known.starts_with(key))
                } else {
                    keys.contains(key)
                };
                assert!(defined, "{}: {key}", path.display());
            }
        }
    }
}

#[test]
fn every_key_rust_names_is_defined() {
    let keys = keys(Language::Zh);
    for (path, text) in files("src", "rs") {
        for call in product(&text).split("Message::new(\"").skip(1) {
            let key = call.split_once('"').unwrap().0;
            assert!(keys.contains(key), "{}: {key}", path.display());
        }
    }
    for kind in window_one::http::ErrorKind::ALL {
        for part in ["title", "help"] {
            let key = format!("error-{}-{part}", kind.code());
            assert!(keys.contains(&key), "{key}");
        }
    }
}

#[test]
fn no_key_is_unused() {
    let mut exact = BTreeSet::new();
    let mut beginnings = BTreeSet::new();
    let templates = files("templates", "html");
    let sources = files("src", "rs");
    let texts = templates.values().map(String::as_str);
    for text in texts.chain(sources.values().map(|text| product(text))) {
        for literal in literals(text) {
            let beginning = literal.split('{').next().unwrap_or_default();
            if beginning.ends_with('-') && beginning.len() > 3 {
                beginnings.insert(beginning.to_owned());
            }
            exact.insert(literal);
        }
    }
    let unused: Vec<String> = keys(Language::Zh)
        .into_iter()
        .filter(|key| !exact.contains(key))
        .filter(|key| {
            !beginnings
                .iter()
                .any(|beginning| key.starts_with(beginning))
        })
        .collect();
    assert_eq!(unused, Vec::<String>::new());
}

#[test]
fn no_han_character_stands_outside_locales_tests_and_comments() {
    let is_han = |letter: char| {
        ('\u{4e00}'..='\u{9fff}').contains(&letter) || ('\u{3000}'..='\u{303f}').contains(&letter)
    };
    for (path, text) in files("src", "rs") {
        for line in product(&text).lines() {
            let code = line.split("//").next().unwrap();
            assert!(!code.chars().any(is_han), "{}: {line}", path.display());
        }
    }
    for (path, text) in files("templates", "html") {
        for piece in text.split("{#").enumerate().map(|(index, piece)| {
            if index == 0 {
                piece
            } else {
                piece.split_once("#}").unwrap().1
            }
        }) {
            assert!(!piece.chars().any(is_han), "{}", path.display());
        }
    }
}

#[test]
fn every_rule_that_can_refuse_has_its_sentence_and_a_way_out() {
    for language in [Language::Zh, Language::En] {
        let mut known: BTreeSet<String> = keys(language)
            .into_iter()
            .filter(|key| key.starts_with("refusal-"))
            .collect();
        for code in window_domain::refusal::Code::ALL {
            for part in ["", "-remedy"] {
                let key = format!("refusal-{}{part}", code.as_str());
                assert!(known.remove(&key), "{language}: {key}");
            }
        }
        assert!(known.is_empty(), "of no rule: {known:?}");
    }
}
