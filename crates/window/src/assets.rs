//! Style sheet, scripts and icons inside the binary, under names that change with their content.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

use crate::http::PageError;

#[derive(RustEmbed)]
#[folder = "static"]
#[include = "*.css"]
#[include = "*.js"]
#[include = "*.svg"]
struct Embedded;

/// The files of `static/`, reachable as `/static/{name}-{hash}.{ending}`.
#[derive(Debug)]
pub struct Assets;

struct Names {
    /// File path → public name.
    public: BTreeMap<String, String>,
    /// Public name → file path.
    files: BTreeMap<String, String>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let mut names = Names {
        public: BTreeMap::new(),
        files: BTreeMap::new(),
    };
    for path in Embedded::iter() {
        let Some(file) = Embedded::get(&path) else {
            continue;
        };
        let hash: String = file
            .metadata
            .sha256_hash()
            .iter()
            .take(6)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let flat = path.rsplit('/').next().unwrap_or(&path);
        let (stem, ending) = flat.rsplit_once('.').unwrap_or((flat, "bin"));
        let name = format!("{stem}-{hash}.{ending}");
        names.files.insert(name.clone(), path.to_string());
        names.public.insert(path.into_owned(), name);
    }
    names
});

impl Assets {
    /// The address of a file, for example `app.css` → `/static/app-0a1b2c3d4e5f.css`.
    pub fn url(path: &str) -> Option<String> {
        NAMES.public.get(path).map(|name| format!("/static/{name}"))
    }

    /// The answer to a request for a file by its public name. It may be kept for ever: another content has another name.
    pub(crate) fn serve(name: &str) -> Response {
        let found = NAMES
            .files
            .get(name)
            .and_then(|path| Embedded::get(path).map(|file| (path, file)));
        let Some((path, file)) = found else {
            return PageError::not_found().into_response();
        };
        let kind = match path.rsplit('.').next() {
            Some("css") => "text/css; charset=utf-8",
            Some("js") => "text/javascript; charset=utf-8",
            _ => "image/svg+xml",
        };
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
            (
                header::CACHE_CONTROL,
                HeaderValue::from_static("public, max-age=31536000, immutable"),
            ),
        ];
        (headers, file.data.into_owned()).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a first visit loads must stay small on a bureau's network (docs: CSS 20 kB, own script 3 kB).
    #[test]
    fn style_sheet_and_own_script_stay_small() {
        let size = |path: &str| Embedded::get(path).unwrap().data.len();
        assert!(size("app.css") <= 20_480, "app.css has {} bytes", size("app.css"));
        assert!(size("app.js") <= 3_072, "app.js has {} bytes", size("app.js"));
    }

    #[test]
    fn the_vendored_script_is_the_one_that_was_reviewed() {
        use sha2::{Digest, Sha256};
        let listed = include_str!("../static/vendor/SHA256SUMS");
        for line in listed.lines() {
            let (hash, name) = line.split_once("  ").unwrap();
            let data = Embedded::get(&format!("vendor/{name}")).unwrap().data;
            let found: String = Sha256::digest(&data).iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(found, hash, "{name}");
        }
        assert_eq!(listed.lines().count(), 1);
    }
}
