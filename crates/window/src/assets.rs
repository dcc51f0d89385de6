//! Style sheet, scripts and icons inside the binary, under names that change with their content.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::body::Bytes;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use crate::http::PageError;
use crate::random::hex;

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
    /// Public name → what is sent.
    files: BTreeMap<String, File>,
}

struct File {
    kind: &'static str,
    content: Bytes,
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
        let flat = path.rsplit('/').next().unwrap_or(&path);
        let (stem, ending) = flat.rsplit_once('.').unwrap_or((flat, "bin"));
        let (kind, content) = match ending {
            "css" => {
                let text = squeezed(&String::from_utf8_lossy(&file.data));
                ("text/css; charset=utf-8", Bytes::from(text))
            }
            "js" => (
                "text/javascript; charset=utf-8",
                Bytes::from(file.data.into_owned()),
            ),
            _ => ("image/svg+xml", Bytes::from(file.data.into_owned())),
        };
        let hash: String = hex(&Sha256::digest(&content)).chars().take(12).collect();
        let name = format!("{stem}-{hash}.{ending}");
        names.files.insert(name.clone(), File { kind, content });
        names.public.insert(path.into_owned(), name);
    }
    names
});

/// A style sheet without comments and the white space that only its readers need. Our own sheet
/// has no runs of spaces inside strings, so none can be lost.
fn squeezed(css: &str) -> String {
    let mut text = String::with_capacity(css.len());
    for (index, piece) in css.split("/*").enumerate() {
        let kept = if index == 0 {
            piece
        } else {
            piece.split_once("*/").map_or("", |(_, rest)| rest)
        };
        text.push_str(kept);
    }
    let mut text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for mark in ["{", "}", ";", ","] {
        text = text
            .replace(&format!(" {mark}"), mark)
            .replace(&format!("{mark} "), mark);
    }
    text.replace(": ", ":").replace(";}", "}")
}

impl Assets {
    /// The address of a file, for example `app.css` → `/static/app-0a1b2c3d4e5f.css`.
    pub fn url(path: &str) -> Option<String> {
        NAMES.public.get(path).map(|name| format!("/static/{name}"))
    }

    /// The answer to a request for a file by its public name. It may be kept for ever: another content has another name.
    pub(crate) fn serve(name: &str) -> Response {
        let Some(file) = NAMES.files.get(name) else {
            return PageError::not_found().into_response();
        };
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static(file.kind)),
            (
                header::CACHE_CONTROL,
                HeaderValue::from_static("public, max-age=31536000, immutable"),
            ),
        ];
        (headers, file.content.clone()).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a first visit loads must stay small on a bureau's network (docs: CSS 20 kB, own script 3 kB).
    #[test]
    fn style_sheet_and_own_script_stay_small() {
        let size = |path: &str| NAMES.files[&NAMES.public[path]].content.len();
        // A third of it on the wire, where a proxy packs it.
        assert!(
            size("app.css") <= 28_672,
            "app.css has {} bytes",
            size("app.css")
        );
        // Only pages with a letter load it.
        assert!(
            size("letter.css") <= 4_096,
            "letter.css has {} bytes",
            size("letter.css")
        );
        assert!(
            size("app.js") <= 4_096,
            "app.js has {} bytes",
            size("app.js")
        );
    }

    #[test]
    fn a_style_sheet_is_sent_without_what_only_its_readers_need() {
        let css = "/* why */\na b { color: red; }\n\n.c > .d::after { content: \"x y\"; }\n";
        assert_eq!(
            squeezed(css),
            "a b{color:red}.c > .d::after{content:\"x y\"}"
        );
    }

    #[test]
    fn the_vendored_script_is_the_one_that_was_reviewed() {
        let listed = include_str!("../static/vendor/SHA256SUMS");
        for line in listed.lines() {
            let (hash, name) = line.split_once("  ").unwrap();
            let data = Embedded::get(&format!("vendor/{name}")).unwrap().data;
            let found = hex(&Sha256::digest(&data));
            assert_eq!(found, hash, "{name}");
        }
        assert_eq!(listed.lines().count(), 1);
    }
}
