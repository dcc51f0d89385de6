//! The city's data: the built-in one, or a folder that replaces it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use rust_embed::RustEmbed;
use thiserror::Error;
use window_domain::calendar::{Calendar, CalendarError};
use window_domain::catalogue::{CALENDAR_FILE, Catalogue, CatalogueProblem};

use crate::service::CatalogueFiles;

#[derive(RustEmbed)]
#[folder = "../../catalogue/huangshi"]
#[include = "*.toml"]
#[include = "*.json"]
#[include = "*.typ"]
struct Embedded;

/// Why a city's data cannot be used.
#[derive(Debug, Error)]
pub enum CityError {
    /// A file cannot be read.
    #[error("read `{path}`")]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Files that cannot be understood, all of them.
    #[error("{}", list(.0))]
    Catalogue(Vec<CatalogueProblem>),
    /// The calendar.
    #[error("read `calendar.json`: {0}")]
    Calendar(CalendarError),
    /// There is no calendar.
    #[error("`calendar.json` is missing")]
    NoCalendar,
}

fn list(problems: &[CatalogueProblem]) -> String {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

/// A city's rules and working days.
#[derive(Clone, Debug)]
pub struct City {
    /// The catalogue.
    pub catalogue: Arc<Catalogue>,
    /// Working days.
    pub calendar: Arc<Calendar>,
    /// The files both were read from.
    pub files: Arc<CatalogueFiles>,
}

impl City {
    /// The city in `folder`, or the built-in one.
    ///
    /// # Errors
    /// Everything that cannot be read or understood.
    pub fn load(folder: Option<&Path>) -> Result<Self, CityError> {
        let files = folder.map_or_else(|| Ok(embedded()), files_in)?;
        let catalogue = Catalogue::from_files(&files).map_err(CityError::Catalogue)?;
        let calendar = files.get(CALENDAR_FILE).ok_or(CityError::NoCalendar)?;
        let calendar = Calendar::from_json(calendar).map_err(CityError::Calendar)?;
        Ok(Self {
            catalogue: Arc::new(catalogue),
            calendar: Arc::new(calendar),
            files: Arc::new(files),
        })
    }
}

fn embedded() -> BTreeMap<String, String> {
    Embedded::iter()
        .filter_map(|path| {
            let file = Embedded::get(&path)?;
            let text = String::from_utf8_lossy(&file.data).into_owned();
            Some((path.into_owned(), text))
        })
        .collect()
}

/// The files of a city in a folder, by their paths in it.
///
/// # Errors
/// A file that cannot be read.
pub fn files_in(folder: &Path) -> Result<BTreeMap<String, String>, CityError> {
    let mut files = BTreeMap::new();
    collect(folder, folder, &mut files)?;
    Ok(files)
}

fn collect(
    root: &Path,
    folder: &Path,
    files: &mut BTreeMap<String, String>,
) -> Result<(), CityError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| CityError::Read { path, source }
    };
    for entry in fs::read_dir(folder).map_err(failed(folder))? {
        let path = entry.map_err(failed(folder))?.path();
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if let Ok(text) = fs::read_to_string(&path)
            && let Ok(relative) = path.strip_prefix(root)
        {
            files.insert(relative.to_string_lossy().replace('\\', "/"), text);
        }
    }
    Ok(())
}
