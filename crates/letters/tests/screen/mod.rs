//! The letter on screen: the same words as on paper, and nothing a strict policy would refuse.

use serde_json::Value;

use crate::city::City;
use crate::{paper, squeezed};

/// The words of a piece of HTML: no tags, the three escapes of the export undone.
fn words(html: &str) -> String {
    let mut text = String::new();
    for (index, piece) in html.split('<').enumerate() {
        let shown = if index == 0 {
            piece
        } else {
            piece.split_once('>').unwrap().1
        };
        text.push_str(shown);
    }
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

/// Every piece between the two marks.
fn pieces<'a>(html: &'a str, from: &str, to: &str) -> Vec<&'a str> {
    let parts = html.split(from).skip(1);
    parts.map(|part| part.split_once(to).unwrap().0).collect()
}

/// The words of the PDF, squeezed, without what is repeated because there are pages: the foot of
/// all but the last, the numbers of pages, the running head, and heads of tables that go on.
fn flowing(pdf: &[u8], html: &str, (title, language): (&str, &str)) -> String {
    let foot = squeezed(&words(pieces(html, "<footer>", "</footer>")[0]));
    let heads = pieces(html, "<thead>", "</thead>");
    let read = paper::text(pdf).0;
    let pages: Vec<&str> = read.trim_end_matches('\u{c}').split('\u{c}').collect();
    let mut all = String::new();
    for (page, number) in pages.iter().zip(1..) {
        let page = if number == 1 {
            page
        } else {
            let (running, rest) = page.split_once('\n').unwrap();
            assert!(squeezed(running).starts_with(&squeezed(title)), "{running}");
            rest
        };
        let count = pages.len();
        let counted = match language {
            "zh" => format!("第{number}页，共{count}页"),
            _ => format!("Page{number}of{count}"),
        };
        let page = squeezed(page);
        let page = page.strip_suffix(&counted).unwrap();
        let mut page = page.strip_suffix(&foot).unwrap();
        for head in heads.iter().filter(|_| number > 1) {
            page = page.strip_prefix(&squeezed(&words(head))).unwrap_or(page);
        }
        all.push_str(page);
    }
    all + &foot
}

#[test]
fn the_page_of_every_letter_says_word_for_word_what_its_paper_says() {
    let city = City::read();
    for (code, language, data) in city.samples() {
        let pdf = city.render(&code, &data).pdf;
        let html = city.on_screen(&code, &data).html;
        let title = city.kind(&code)["title"][language.as_str()].as_str();
        let paper = flowing(&pdf, &html, (title.unwrap(), &language));
        assert_eq!(squeezed(&words(&html)), paper, "{code} {language}");
    }
}

#[test]
fn the_page_carries_no_script_no_inline_style_and_nothing_to_load() {
    let city = City::read();
    for (code, language, mut data) in city.samples() {
        // Runs of spaces are what the export would keep with an inline style.
        data["addressee"] = Value::from("<script>alert(1)</script>   A &amp; B \" onload=\"x");
        let html = city.on_screen(&code, &data).html;
        for refused in [
            "<script", "style=", "<style", "<img", "src=", "<link", "<body",
        ] {
            assert!(!html.contains(refused), "{code} {language}: {refused}");
        }
        assert_eq!(html.matches("<svg role=\"img\" aria-label=").count(), 1);
        assert!(html.starts_with("<article class=\"letter\""), "{code}");
        assert!(html.ends_with("</article>"), "{code}");
    }
}

#[test]
fn a_heading_is_a_line_of_text_and_no_list() {
    let city = City::read();
    for (code, language, data) in city.samples() {
        let html = city.on_screen(&code, &data).html;
        for heading in pieces(&html, "<h2>", "</h2>") {
            assert!(!heading.contains('<'), "{code} {language}: {heading}");
        }
    }
}

#[test]
fn a_character_the_font_lacks_is_told_on_the_page_as_on_paper() {
    let city = City::read();
    let mut data = city.sample("acceptance", "zh");
    data["addressee"] = Value::from("黄石\u{20BB7}野公司");
    let page = city.on_screen("acceptance", &data);
    assert_eq!(page.missing.len(), 1);
    assert!(page.html.contains("黄石〓(U+20BB7)野公司"), "{}", page.html);
}
