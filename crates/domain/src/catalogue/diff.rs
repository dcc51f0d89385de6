//! What differs between two releases, value by value, whatever the file.

use alloc::borrow::ToOwned;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use serde::Serialize;
use toml::{Table, Value};

/// Keys that name an entry of a list, so that one put in between does not change all that follow.
const NAMES: [&str; 5] = ["code", "id", "kind", "key", "phrase"];

/// One value that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The file.
    pub file: String,
    /// Where in it, from the outside in; empty for a file that has no values, as a layout.
    pub path: String,
    /// The value before; `None` if there was none.
    pub before: Option<String>,
    /// The value after; `None` if there is none.
    pub after: Option<String>,
}

/// Everything that differs, in the order of files and places. Order and comments inside a file are no difference.
pub fn diff(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> Vec<Change> {
    let files: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let mut found = Vec::new();
    for file in files {
        let (old, new) = (before.get(file), after.get(file));
        if old == new {
            continue;
        }
        let values = |text: Option<&String>| text.map_or(Some(Table::new()), |it| it.parse().ok());
        let mut comparison = Comparison {
            file,
            found: &mut found,
        };
        match (values(old), values(new)) {
            (Some(old), Some(new)) if is_toml(file) => {
                comparison.tables("", &old, &new);
            }
            _ => comparison.push("", (old.cloned(), new.cloned())),
        }
    }
    found
}

fn is_toml(file: &str) -> bool {
    file.strip_suffix(".toml").is_some()
}

struct Comparison<'a> {
    file: &'a str,
    found: &'a mut Vec<Change>,
}

impl Comparison<'_> {
    fn push(&mut self, path: &str, (before, after): (Option<String>, Option<String>)) {
        self.found.push(Change {
            file: self.file.to_owned(),
            path: path.to_owned(),
            before,
            after,
        });
    }

    fn tables(&mut self, path: &str, before: &Table, after: &Table) {
        let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        for key in keys {
            let path = if path.is_empty() {
                key.clone()
            } else {
                format!("{path}.{key}")
            };
            self.values(&path, before.get(key), after.get(key));
        }
    }

    fn values(&mut self, path: &str, before: Option<&Value>, after: Option<&Value>) {
        if before == after {
            return;
        }
        match (before, after) {
            (Some(Value::Table(before)), Some(Value::Table(after))) => {
                self.tables(path, before, after);
            }
            (Some(Value::Array(before)), Some(Value::Array(after)))
                if before.iter().chain(after).all(Value::is_table) =>
            {
                self.lists(path, before, after);
            }
            _ => self.push(path, (before.map(shown), after.map(shown))),
        }
    }

    fn lists(&mut self, path: &str, before: &[Value], after: &[Value]) {
        let (before, after) = (entries(before), entries(after));
        let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        for name in names {
            let path = format!("{path}[{name}]");
            self.values(&path, before.get(name).copied(), after.get(name).copied());
        }
    }
}

/// The entries of a list by what names them; by their place where nothing does, or a name stands twice.
fn entries(list: &[Value]) -> BTreeMap<String, &Value> {
    let name = |entry: &Value| {
        NAMES
            .iter()
            .find_map(|key| entry.get(key).and_then(Value::as_str))
            .map(ToOwned::to_owned)
    };
    let named: BTreeMap<String, &Value> = list
        .iter()
        .filter_map(|entry| Some((name(entry)?, entry)))
        .collect();
    if named.len() == list.len() {
        return named;
    }
    let place = |(at, entry)| (format!("{at:04}"), entry);
    list.iter().enumerate().map(place).collect()
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(list) if !list.iter().any(Value::is_table) => {
            let texts: Vec<String> = list.iter().map(shown).collect();
            texts.join(", ")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::shipped;
    use super::*;
    use alloc::vec;

    fn changed(file: &str, from: &str, to: &str) -> Vec<Change> {
        let before = shipped::files();
        let mut after = before.clone();
        let text = after.get_mut(file).unwrap();
        assert!(text.contains(from), "`{file}` has no `{from}`");
        *text = text.replacen(from, to, 1);
        diff(&before, &after)
    }

    #[test]
    fn one_changed_value_is_one_change_with_its_place() {
        let found = changed("agency.toml", "retry_days = 3", "retry_days = 5");
        assert_eq!(
            found,
            vec![Change {
                file: "agency.toml".into(),
                path: "retry_days".into(),
                before: Some("3".into()),
                after: Some("5".into()),
            }]
        );
    }

    #[test]
    fn an_entry_put_in_between_is_one_change_and_those_behind_it_are_none() {
        let found = changed(
            "agency.toml",
            "[[problem]]\ncode = \"power\"",
            "[[problem]]\ncode = \"road\"\nname = { zh = \"r\", en = \"Road\" }\ndays = 2\n\n[[problem]]\ncode = \"power\"",
        );
        let [change] = found.as_slice() else {
            panic!("{found:?}");
        };
        assert_eq!(
            (change.path.as_str(), &change.before),
            ("problem[road]", &None)
        );
    }

    #[test]
    fn comments_and_order_are_no_difference() {
        let found = changed("agency.toml", "retry_days = 3", "# Why\nretry_days = 3");
        assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn a_file_that_came_or_went_and_a_layout_are_told() {
        let before = shipped::files();
        let mut after = before.clone();
        after.remove("items/A01.toml");
        after.insert("letters/new.typ".into(), "= Title".into());
        let found = diff(&before, &after);
        assert!(
            found
                .iter()
                .any(|it| it.file == "items/A01.toml" && it.path == "code" && it.after.is_none())
        );
        let layout = found.iter().find(|it| it.file == "letters/new.typ");
        assert_eq!(layout.and_then(|it| it.after.as_deref()), Some("= Title"));
    }

    #[test]
    fn a_release_does_not_differ_from_itself() {
        assert!(diff(&shipped::files(), &shipped::files()).is_empty());
    }
}
