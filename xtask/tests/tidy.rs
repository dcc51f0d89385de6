//! The house rules a compiler does not hold, read from the sources themselves.
//!
//! A list of exceptions here only ever shrinks. Two rules have their tests where the matter is: that both
//! databases have the same migrations (`store::schema`), and that all sentences stand in the locales
//! (`window::it::texts`).

#![expect(
    clippy::unwrap_used,
    reason = "a file that cannot be read must stop the run"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Which of our crates uses which. A new arrow is a decision: change this table and `docs/decisions` in the same review.
const ARROWS: &[(&str, &[&str])] = &[
    ("crates/domain", &[]),
    ("crates/letters", &[]),
    ("crates/store", &["window-domain"]),
    (
        "crates/window",
        &["window-domain", "window-letters", "window-store"],
    ),
    ("e2e", &["window-one", "window-store"]),
    ("xtask", &[]),
];

/// What only one of our crates may use: SQL, the web, the typesetter and the browser each have one home.
const HOMES: &[(&str, &str)] = &[
    ("axum", "crates/window"),
    ("deadpool-postgres", "crates/store"),
    ("lettre", "crates/window"),
    ("minijinja", "crates/window"),
    ("refinery", "crates/store"),
    ("rusqlite", "crates/store"),
    ("thirtyfour", "e2e"),
    ("tokio-postgres", "crates/store"),
    ("typst", "crates/letters"),
    ("typst-html", "crates/letters"),
    ("typst-pdf", "crates/letters"),
    ("ureq", "crates/window"),
];

/// What must not reach the rules, not even through somebody else.
const BANNED_IN_DOMAIN: &[&str] = &[
    "axum",
    "getrandom",
    "rand",
    "reqwest",
    "rusqlite",
    "tokio",
    "tokio-postgres",
    "tracing",
];

/// Reading the clock, chance and the environment, with the one file that may.
const OUTSIDE: &[(&str, Option<&str>)] = &[
    ("SystemTime::now", Some("crates/window/src/clock.rs")),
    ("Timestamp::now", None),
    ("Zoned::now", None),
    ("Instant::now", None),
    ("getrandom::", Some("crates/window/src/random.rs")),
    ("env::var", None),
];

/// Longest file, in lines.
const LINES_MAX: usize = 500;

/// Files of the product with Chinese text in code, and why.
const CHINESE_IN_CODE: &[(&str, &str)] = &[(
    "crates/domain/src/refusal.rs",
    "names the laws a refusal rests on; they belong beside the sentences",
)];

fn root() -> PathBuf {
    // Asked when it runs: clones that share a target folder share this program, but not its sources.
    let folder =
        std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or(env!("CARGO_MANIFEST_DIR").into());
    Path::new(&folder).parent().unwrap().to_owned()
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// The files below some folders with this ending, by their path from the root.
fn files(folders: &[&str], wanted: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders: Vec<PathBuf> = folders.iter().map(|path| root().join(path)).collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                if !path.ends_with("target") {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|ending| ending == wanted) {
                let name = path.strip_prefix(root()).unwrap().to_str().unwrap();
                found.insert(name.to_owned(), fs::read_to_string(&path).unwrap());
            }
        }
    }
    found
}

/// Every Rust file of ours.
fn sources() -> BTreeMap<String, String> {
    let found = files(&["crates", "e2e", "xtask"], "rs");
    assert!(found.len() > 100, "the sources were not found");
    found
}

/// What runs in the product: files under `src` that are no tests, without tests and comments.
fn product() -> BTreeMap<String, String> {
    let of_product = |path: &str| {
        path.starts_with("crates/") && path.contains("/src/") && !path.ends_with("/tests.rs")
    };
    let without_tests = |text: &str| {
        // Unit tests stand last in a file; a test module in a file of its own is only named.
        let end = text.find("#[cfg(test)]\nmod tests {");
        let lines = text.get(..end.unwrap_or(text.len())).unwrap().lines();
        let code: Vec<&str> = lines
            .map(|line| line.split("//").next().unwrap_or_default())
            .collect();
        code.join("\n")
    };
    sources()
        .into_iter()
        .filter(|(path, _)| of_product(path))
        .map(|(path, text)| (path, without_tests(&text)))
        .collect()
}

/// Names of the packages a manifest uses, those of its tests only if asked.
fn dependencies(folder: &str, with_tests: bool) -> BTreeSet<String> {
    let mut wanted = false;
    let mut found = BTreeSet::new();
    for line in read(&format!("{folder}/Cargo.toml")).lines() {
        if line.starts_with('[') {
            assert!(
                !line.contains("dependencies."),
                "{folder}: one line for each dependency, please: {line}"
            );
            let tests = line == "[dev-dependencies]";
            wanted = line.ends_with("dependencies]") && (with_tests || !tests);
        } else if wanted {
            let name: String = line
                .chars()
                .take_while(|letter| letter.is_alphanumeric() || "-_".contains(*letter))
                .collect();
            if !name.is_empty() {
                found.insert(name);
            }
        }
    }
    found
}

/// Every package of `Cargo.lock` with the packages it uses.
fn locked() -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for package in read("Cargo.lock").split("[[package]]\n").skip(1) {
        let mut quoted = package.split('"').skip(1).step_by(2);
        let name = quoted.next().unwrap().to_owned();
        let uses = package.split_once("dependencies = [").map_or("", |it| it.1);
        let uses = uses.split('"').skip(1).step_by(2);
        let names = uses.filter_map(|it| it.split(' ').next());
        found
            .entry(name)
            .or_default()
            .extend(names.map(ToOwned::to_owned));
    }
    found
}

/// Every test as `crate::module::name`: the crate's folder, the file's modules without `tests`, the function.
fn tests() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (path, text) in sources() {
        let module = path
            .trim_start_matches("crates/")
            .trim_end_matches(".rs")
            .split('/')
            .filter(|part| !matches!(*part, "src" | "tests" | "mod" | "lib" | "main"))
            .collect::<Vec<_>>()
            .join("::");
        let mut is_test = false;
        for line in text.lines().map(str::trim) {
            if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
                is_test = true;
            } else if let Some((_, rest)) = line.split_once("fn ") {
                if is_test {
                    let name = rest.split('(').next().unwrap_or_default();
                    found.insert(format!("{module}::{name}"));
                }
                is_test = false;
            }
        }
    }
    assert!(found.len() > 100, "the tests were not found");
    found
}

#[test]
fn arrows_between_our_crates_are_those_of_the_table() {
    let manifest = read("Cargo.toml");
    let members = manifest
        .lines()
        .find_map(|line| line.strip_prefix("members = "));
    let members: BTreeSet<&str> = members.unwrap().split('"').skip(1).step_by(2).collect();
    assert_eq!(members, ARROWS.iter().map(|(folder, _)| *folder).collect());
    for (folder, allowed) in ARROWS {
        let ours: Vec<String> = dependencies(folder, true)
            .into_iter()
            .filter(|name| name.starts_with("window-"))
            .collect();
        assert_eq!(&ours, allowed, "arrows of {folder}");
    }
}

#[test]
fn sql_web_typesetter_and_browser_have_one_home_each() {
    for (folder, _) in ARROWS {
        let used = dependencies(folder, true);
        for (name, home) in HOMES {
            assert!(
                !used.contains(*name) || folder == home,
                "{folder} uses {name}, which is at home in {home}"
            );
        }
    }
}

#[test]
fn nothing_with_a_clock_a_disk_or_a_network_reaches_the_rules() {
    let locked = locked();
    let mut waiting: Vec<String> = dependencies("crates/domain", false).into_iter().collect();
    let mut reached = BTreeSet::new();
    while let Some(name) = waiting.pop() {
        if reached.insert(name.clone()) {
            let uses = locked.get(&name);
            assert!(uses.is_some(), "{name} is not in Cargo.lock");
            waiting.extend(uses.into_iter().flatten().cloned());
        }
    }
    assert!(reached.contains("serde"), "dependencies were not found");
    for banned in BANNED_IN_DOMAIN {
        assert!(!reached.contains(*banned), "{banned} reaches the domain");
    }
    assert!(read("crates/domain/src/lib.rs").contains("#![no_std]"));
}

#[test]
fn clock_chance_and_environment_are_read_in_their_own_files_only() {
    let product = product();
    for (call, home) in OUTSIDE {
        let callers: Vec<&str> = product
            .iter()
            .filter(|(_, text)| text.contains(call))
            .map(|(path, _)| path.as_str())
            .collect();
        assert_eq!(callers, home.iter().copied().collect::<Vec<_>>(), "{call}");
    }
}

#[test]
fn every_file_begins_with_what_it_is() {
    for (path, text) in sources() {
        assert!(text.starts_with("//! "), "{path} begins without `//!`");
    }
}

#[test]
fn files_stay_short() {
    for (path, text) in &sources() {
        let lines = text.lines().count();
        assert!(
            lines <= LINES_MAX,
            "{path}: {lines} lines, {LINES_MAX} allowed"
        );
    }
}

#[test]
fn no_chinese_text_stands_in_code() {
    let is_chinese = |letter: char| {
        ('\u{3000}'..='\u{303f}').contains(&letter)
            || ('\u{3400}'..='\u{9fff}').contains(&letter)
            || ('\u{ff00}'..='\u{ffef}').contains(&letter)
    };
    let found: Vec<String> = product()
        .into_iter()
        .filter(|(_, text)| text.chars().any(is_chinese))
        .map(|(path, _)| path)
        .collect();
    let known: Vec<&str> = CHINESE_IN_CODE.iter().map(|(path, _)| *path).collect();
    assert_eq!(found, known);
}

#[test]
fn chinese_sentences_have_chinese_punctuation() {
    let is_chinese = |letter: &char| ('\u{4e00}'..='\u{9fff}').contains(letter);
    let half_width = |line: &str| {
        let letters: Vec<char> = line.chars().collect();
        letters.windows(2).any(
            |pair| matches!(pair, [letter, mark] if is_chinese(letter) && ",;:?!(".contains(*mark)),
        )
    };
    let mut texts = files(&["catalogue", "crates/window/demo"], "toml");
    texts.append(&mut files(&["crates/window/locales/zh-CN"], "ftl"));
    assert!(texts.len() > 50, "the texts were not found");
    for (path, text) in texts {
        let mut lines = text.lines().filter(|line| !line.trim().starts_with('#'));
        let found = lines.find(|line| half_width(line));
        assert_eq!(found, None, "{path}");
    }
}

#[test]
fn no_test_is_skipped_or_content_with_a_panic() {
    // Written in two pieces, or this file would find itself.
    for attribute in ["ignore", "should_panic"] {
        let start = format!("#[{attribute}");
        for (path, text) in sources() {
            let found = text.lines().any(|line| line.trim().starts_with(&start));
            assert!(!found, "{path}: {start}]");
        }
    }
}

#[test]
fn every_invariant_is_numbered_and_names_tests_that_exist() {
    let page = read("docs/architecture.md");
    let (_, section) = page.split_once("\n## Invariants\n").unwrap();
    let section = section.split("\n## ").next().unwrap();
    let mut invariants: Vec<String> = Vec::new();
    for line in section.lines() {
        let number = format!("{}. ", invariants.len() + 1);
        if line.starts_with(&number) {
            invariants.push(line.to_owned());
        } else if let Some(last) = invariants.last_mut() {
            assert!(
                !line.starts_with(|first: char| first.is_ascii_digit()),
                "numbered without a gap: {line}"
            );
            last.push_str(line);
        }
    }
    assert!(invariants.len() >= 10, "the invariants were not found");
    let tests = tests();
    for invariant in invariants {
        let mut named = invariant
            .split('`')
            .skip(1)
            .step_by(2)
            .filter(|code| code.contains("::"))
            .peekable();
        assert!(named.peek().is_some(), "names no test: {invariant}");
        for name in named {
            assert!(tests.contains(name), "no test `{name}`: {invariant}");
        }
    }
}
