//! The shipped catalogue, read from the project's folder by tests.

use super::Catalogue;
use std::collections::BTreeMap;
use std::path::Path;
use std::string::{String, ToString};

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
                    .to_string();
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
