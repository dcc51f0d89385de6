//! Whether every letter of a release can be set: each kind with its sample values, in both languages.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use window_domain::catalogue::{Catalogue, LetterKind};
use window_domain::refusal::{Code, Refusal};
use window_letters::{LetterDate, LetterError, Letters};

use super::CatalogueFiles;

/// The day samples are dated.
const SAMPLE_DAY: LetterDate = LetterDate {
    year: 2026,
    month: 11,
    day: 24,
};

/// Everything against the layouts of a release of which these files changed.
pub(super) fn faults(
    letters: &Letters,
    (files, catalogue): (&CatalogueFiles, &Catalogue),
    changed: &BTreeSet<&str>,
) -> Vec<Refusal> {
    let layouts = catalogue.letters().layouts();
    let kinds = catalogue.letters().kinds();
    let concerned = |kind: &&LetterKind| changed.iter().any(|path| concerns(path, kind, kinds));
    let mut found: BTreeMap<String, Refusal> = BTreeMap::new();
    for kind in kinds.iter().filter(concerned) {
        let path = sample_path(&kind.code);
        let Some(sample) = sample(files, &kind.code) else {
            found.insert(path.clone(), fault(&path, "?"));
            continue;
        };
        for language in ["zh", "en"] {
            let values = sample.get(language).unwrap_or(&Value::Null);
            if let Err(error) = letters.render(&kind.typ, layouts, values, SAMPLE_DAY) {
                let refusal = fault(&format!("letters/{}", kind.typ), &error.to_string());
                found.insert(kind.typ.clone(), refusal);
                break;
            }
        }
    }
    found.into_values().collect()
}

/// Whether a file has a part in the letters of a kind: its own layout and its sample, and what is nobody's own, for that
/// is imported by all of them.
fn concerns(path: &str, kind: &LetterKind, kinds: &[LetterKind]) -> bool {
    let Some(name) = path.strip_prefix("letters/") else {
        return false;
    };
    if let Some(sample) = name.strip_prefix("samples/") {
        return sample.strip_suffix(".json") == Some(&kind.code);
    }
    name == kind.typ || !kinds.iter().any(|other| other.typ == name)
}

/// The first kind of letter a layout sets, with the sample values in a language.
pub fn sample_of(
    (files, catalogue): (&CatalogueFiles, &Catalogue),
    layout: &str,
    language: &str,
) -> Option<(String, Value)> {
    let kinds = catalogue.letters().kinds();
    let own = kinds.iter().find(|kind| kind.typ == layout);
    // What no kind names is imported by all of them.
    let kind = own.or_else(|| kinds.first())?;
    let values = sample(files, &kind.code)?.get(language)?.clone();
    Some((kind.typ.clone(), values))
}

/// A sample set with a release's layouts.
///
/// # Errors
/// Faults of the layout.
pub fn preview(
    letters: &Letters,
    catalogue: &Catalogue,
    (layout, values): (&str, &Value),
) -> Result<Vec<u8>, LetterError> {
    let layouts = catalogue.letters().layouts();
    let made = letters.render(layout, layouts, values, SAMPLE_DAY)?;
    Ok(made.pdf)
}

fn sample_path(kind: &str) -> String {
    format!("letters/samples/{kind}.json")
}

fn sample(files: &CatalogueFiles, kind: &str) -> Option<Value> {
    serde_json::from_str(files.get(&sample_path(kind))?).ok()
}

fn fault(file: &str, problem: &str) -> Refusal {
    Refusal::new(Code::ReleaseLayout)
        .with("file", file)
        .with("problem", problem)
        .at("files")
}
