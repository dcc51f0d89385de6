//! The shipped catalogue, read from the project's folder by tests.

use super::Catalogue;
use std::borrow::ToOwned;
use std::collections::BTreeMap;
use std::path::Path;
use std::string::String;

/// All TOML files of the shipped city by relative path.
pub(crate) fn files() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalogue/huangshi");
    let mut files = BTreeMap::new();
    for folder in ["", "items"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path
                .extension()
                .is_some_and(|extension| extension == "toml")
            {
                let name = path
                    .strip_prefix(&root)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned();
                files.insert(name, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    files
}

/// The shipped city.
pub(crate) fn catalogue() -> Catalogue {
    Catalogue::from_files(&files()).unwrap()
}

/// The shipped calendar.
pub(crate) fn calendar() -> crate::calendar::Calendar {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalogue/huangshi/calendar.json");
    crate::calendar::Calendar::from_json(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Answers of a plain industrial project of 12 000 square metres in the zone, with changes.
pub(crate) fn answers(changes: &[(&str, &str)]) -> BTreeMap<String, String> {
    let plain = [
        ("project_type", "industrial"),
        ("industry_division", "38"),
        ("investment_wan", "8000"),
        ("land_acquisition", "grant"),
        ("in_zone", "yes"),
        ("site_area_m2", "20000"),
        ("building_area_m2", "12000"),
        ("eia_class", "statement"),
    ];
    plain
        .iter()
        .chain(changes)
        .map(|(code, value)| ((*code).to_owned(), (*value).to_owned()))
        .collect()
}
