//! A release made from the newest one by a change: one file, one phrase. Comments and order of a file stay as they are.

use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, value};
use window_domain::catalogue::Text;
use window_domain::refusal::{Code, Refusal, Refusals};

use super::CatalogueFiles;

/// The file with the name of the release.
const CITY: &str = "city.toml";
/// The file with the words.
const PHRASES: &str = "phrases.toml";

/// A forbidden phrase as a form has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// Its code.
    pub code: String,
    /// What is not said, in Chinese.
    pub zh: Vec<String>,
    /// What is not said, in English.
    pub en: Vec<String>,
    /// Texts in which it is no hit.
    pub except: Vec<String>,
    /// What to say instead.
    pub suggestion: Text,
}

/// Gives a release its name.
///
/// # Errors
/// When the file it stands in cannot be read.
pub fn rename(files: &mut CatalogueFiles, name: &str) -> Result<(), Refusals> {
    change(files, CITY, |city| {
        if let Some(release) = city.get_mut("release") {
            replace(release, value(name));
        }
    })
}

/// Puts a forbidden phrase in, over the one of its code if there is one.
///
/// # Errors
/// When the file of the words cannot be read.
pub fn put_phrase(files: &mut CatalogueFiles, phrase: &Phrase) -> Result<(), Refusals> {
    change(files, PHRASES, |words| {
        let Some(list) = forbidden(words) else {
            return;
        };
        let known = list.iter_mut().find(|it| is(it, &phrase.code));
        if let Some(table) = known {
            fill(table, phrase);
        } else {
            let mut table = Table::new();
            table.insert("code", value(phrase.code.as_str()));
            fill(&mut table, phrase);
            list.push(table);
        }
    })
}

/// Takes a forbidden phrase out.
///
/// # Errors
/// When the file of the words cannot be read.
pub fn drop_phrase(files: &mut CatalogueFiles, code: &str) -> Result<(), Refusals> {
    change(files, PHRASES, |words| {
        if let Some(list) = forbidden(words) {
            list.retain(|it| !is(it, code));
        }
    })
}

fn forbidden(words: &mut DocumentMut) -> Option<&mut ArrayOfTables> {
    words.get_mut("forbidden")?.as_array_of_tables_mut()
}

fn is(table: &Table, code: &str) -> bool {
    table.get("code").and_then(Item::as_str) == Some(code)
}

fn fill(table: &mut Table, phrase: &Phrase) {
    let list = |texts: &[String]| value(texts.iter().map(String::as_str).collect::<Array>());
    for (key, texts) in [
        ("zh", &phrase.zh),
        ("en", &phrase.en),
        ("except", &phrase.except),
    ] {
        replace(table.entry(key).or_insert(Item::None), list(texts));
    }
    let mut suggestion = toml_edit::InlineTable::new();
    suggestion.insert("zh", phrase.suggestion.zh.as_str().into());
    suggestion.insert("en", phrase.suggestion.en.as_str().into());
    replace(
        table.entry("suggestion").or_insert(Item::None),
        value(suggestion),
    );
}

/// Changes a value and keeps the comments around it.
fn replace(old: &mut Item, mut new: Item) {
    if let (Some(old), Some(new)) = (old.as_value(), new.as_value_mut()) {
        *new.decor_mut() = old.decor().clone();
    }
    *old = new;
}

fn change(
    files: &mut CatalogueFiles,
    path: &str,
    by: impl FnOnce(&mut DocumentMut),
) -> Result<(), Refusals> {
    let text = files.get(path).map(String::as_str).unwrap_or_default();
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
        Refusal::new(Code::ReleaseUnread)
            .with("file", path)
            .with("problem", error.to_string().trim())
            .at("files")
    })?;
    by(&mut document);
    files.insert(path.to_owned(), document.to_string());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::city::City;
    use window_domain::catalogue::{Catalogue, diff};

    fn phrase(code: &str) -> Phrase {
        Phrase {
            code: code.to_owned(),
            zh: vec!["x1".to_owned(), "x2".to_owned()],
            en: vec!["nonsense".to_owned()],
            except: Vec::new(),
            suggestion: Text {
                zh: "y".to_owned(),
                en: "Let me see.".to_owned(),
            },
        }
    }

    fn shipped() -> CatalogueFiles {
        City::load(None).unwrap().files.as_ref().clone()
    }

    #[test]
    fn a_name_changes_one_value_and_keeps_every_comment() {
        let before = shipped();
        let mut after = before.clone();
        rename(&mut after, "2026.2").unwrap();
        let changes = diff(&before, &after);
        assert_eq!(changes.len(), 1, "{changes:?}");
        let comments = |files: &CatalogueFiles| files[CITY].matches('#').count();
        assert_eq!(comments(&before), comments(&after));
        assert_eq!(Catalogue::from_files(&after).unwrap().release(), "2026.2");
    }

    #[test]
    fn a_phrase_put_in_changed_and_taken_out_again_leaves_what_was_there() {
        let before = shipped();
        let mut after = before.clone();
        put_phrase(&mut after, &phrase("nonsense")).unwrap();
        let catalogue = Catalogue::from_files(&after).unwrap();
        let found = catalogue.phrases().forbidden("nonsense").unwrap();
        assert_eq!(found.zh, ["x1", "x2"]);

        let mut changed = phrase("nonsense");
        changed.zh = vec!["x3".to_owned()];
        put_phrase(&mut after, &changed).unwrap();
        let catalogue = Catalogue::from_files(&after).unwrap();
        let list = &catalogue.phrases().forbidden;
        assert_eq!(list.iter().filter(|it| it.code == "nonsense").count(), 1);
        assert_eq!(
            catalogue.phrases().forbidden("nonsense").unwrap().zh,
            ["x3"]
        );

        drop_phrase(&mut after, "nonsense").unwrap();
        assert_eq!(diff(&before, &after), []);
    }

    #[test]
    fn a_file_that_cannot_be_read_is_named() {
        let mut files = shipped();
        files.insert(PHRASES.to_owned(), "[[forbidden]\n".to_owned());
        let refusals = put_phrase(&mut files, &phrase("x")).unwrap_err();
        assert!(refusals.has(Code::ReleaseUnread));
    }
}
