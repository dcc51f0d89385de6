//! Letters with a file inside.

use window_letters::{Attachment, LetterError, Rendered};

use crate::city::{City, TODAY};
use crate::paper;

/// The file every letter of these tests takes along; its description has all that layouts quote.
pub(crate) const ENTRY: Attachment<'static> = Attachment {
    name: "register-entry.json",
    mime_type: "application/json",
    description: "登记簿条目 \"7\" \\ entry of the register",
    bytes: "{\"leaf\":7,\"kind\":\"受理通知书\"}\n".as_bytes(),
};

/// A sample letter with the file inside.
pub(crate) fn with_entry(city: &City, code: &str, language: &str) -> Rendered {
    let template = city.kind(code)["typ"].as_str().unwrap();
    let data = city.sample(code, language);
    city.letters
        .render_with((template, &city.files), &data, TODAY, &ENTRY)
        .unwrap_or_else(|error| panic!("{code}: {error}"))
}

#[test]
fn a_file_inside_changes_neither_words_nor_pages_of_any_letter() {
    let city = City::read();
    for (code, language, data) in city.samples() {
        let without = city.render(&code, &data);
        let with = with_entry(&city, &code, &language);
        assert_eq!(with.pages, without.pages, "{code} {language}");
        assert_eq!(
            paper::text(&with.pdf),
            paper::text(&without.pdf),
            "{code} {language}"
        );
    }
}

#[test]
fn the_file_inside_comes_out_byte_for_byte() {
    let city = City::read();
    let letter = with_entry(&city, "acceptance", "zh");
    assert_eq!(paper::attachment(&letter.pdf, ENTRY.name), ENTRY.bytes);
    let raw = String::from_utf8_lossy(&letter.pdf);
    for words in [
        "<pdfaid:part>3</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        "/AFRelationship/Data",
        "/Subtype/application#2Fjson",
    ] {
        assert!(raw.replace(['\n', ' '], "").contains(words), "{words}");
    }
    assert_eq!(with_entry(&City::read(), "acceptance", "zh"), letter);
}

#[test]
fn a_file_inside_has_a_name_no_layout_has() {
    let city = City::read();
    let data = city.sample("acceptance", "zh");
    let taken = ["letters.toml", "data.json", "qr.svg", "acceptance.typ"];
    for name in taken
        .into_iter()
        .chain(["条目.json", "../x", "a/b", "a b", "a\n", ""])
    {
        let attachment = Attachment { name, ..ENTRY };
        let files = ("acceptance.typ", &city.files);
        let letter = city.letters.render_with(files, &data, TODAY, &attachment);
        assert!(
            matches!(letter.err(), Some(LetterError::FileName { .. })),
            "{name}"
        );
    }
}
