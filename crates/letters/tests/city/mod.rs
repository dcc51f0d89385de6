//! The layouts, kinds and samples of the city in `catalogue/huangshi/letters`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;
use window_letters::{LetterDate, LetterError, Letters, OnScreen, Rendered};

/// The day every sample is dated.
pub(crate) const TODAY: LetterDate = LetterDate {
    year: 2026,
    month: 11,
    day: 24,
};

/// One letter maker with the city's folder.
pub(crate) struct City {
    pub(crate) letters: Letters,
    pub(crate) files: BTreeMap<String, String>,
    kinds: Vec<toml::Value>,
    samples: BTreeMap<String, Value>,
}

impl City {
    pub(crate) fn read() -> Self {
        let mut files = BTreeMap::new();
        for entry in std::fs::read_dir(folder()).unwrap() {
            let path = entry.unwrap().path();
            let kind = path.extension().and_then(std::ffi::OsStr::to_str);
            if matches!(kind, Some("typ" | "toml")) {
                let name = path.file_name().unwrap().to_str().unwrap().to_owned();
                files.insert(name, std::fs::read_to_string(&path).unwrap());
            }
        }
        let table: toml::Table = files["letters.toml"].parse().unwrap();
        let kinds = table["letter"].as_array().unwrap().clone();
        let samples = kinds
            .iter()
            .map(|kind| sample(kind["code"].as_str().unwrap()));
        Self {
            letters: Letters::new(),
            samples: samples.collect(),
            kinds,
            files,
        }
    }

    /// What `letters.toml` says of a kind.
    pub(crate) fn kind(&self, code: &str) -> &toml::Value {
        self.kinds
            .iter()
            .find(|kind| kind["code"].as_str() == Some(code))
            .unwrap()
    }

    pub(crate) fn sample(&self, code: &str, language: &str) -> Value {
        self.samples[code][language].clone()
    }

    /// Every kind in every language: code, language, values.
    pub(crate) fn samples(&self) -> Vec<(String, String, Value)> {
        let mut all = Vec::new();
        for kind in &self.kinds {
            let code = kind["code"].as_str().unwrap();
            for language in ["zh", "en"] {
                let data = self.sample(code, language);
                all.push((code.to_owned(), language.to_owned(), data));
            }
        }
        all
    }

    pub(crate) fn try_render(&self, code: &str, data: &Value) -> Result<Rendered, LetterError> {
        let template = self.kind(code)["typ"].as_str().unwrap();
        self.letters.render(template, &self.files, data, TODAY)
    }

    /// The letter as it stands in a page.
    pub(crate) fn on_screen(&self, code: &str, data: &Value) -> OnScreen {
        let template = self.kind(code)["typ"].as_str().unwrap();
        self.letters
            .on_screen(template, &self.files, data, TODAY)
            .unwrap_or_else(|error| panic!("{code}: {error}"))
    }

    pub(crate) fn render(&self, code: &str, data: &Value) -> Rendered {
        self.try_render(code, data)
            .unwrap_or_else(|error| panic!("{code}: {error}"))
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalogue/huangshi/letters")
}

/// The sample of a kind, in both languages.
fn sample(code: &str) -> (String, Value) {
    let path = folder().join("samples").join(format!("{code}.json"));
    let both = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    (code.to_owned(), both)
}
