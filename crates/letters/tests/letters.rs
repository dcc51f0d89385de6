//! The city's letters, set from their samples and read back as people and machines read them.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a sample or a tool that is missing must stop the run"
)]

mod attachment;
mod city;
mod paper;
mod screen;
mod seal;

use std::collections::BTreeMap;

use city::{City, TODAY};
use serde_json::{Value, json};
use window_letters::{LetterError, qr_svg};

/// Every word and figure of the values that the reader must find on the paper.
fn texts(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(rows) => rows.iter().for_each(|row| texts(row, found)),
        Value::Object(fields) => fields.values().for_each(|field| texts(field, found)),
        Value::Number(_) | Value::Bool(_) | Value::Null => {}
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A date of the values as the letter writes it.
fn written(text: &str, language: &str) -> String {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return text.to_owned();
    };
    let (Ok(month), Ok(day)) = (month.parse::<usize>(), day.parse::<u8>()) else {
        return text.to_owned();
    };
    if year.len() != 4 || text.len() != 10 {
        return text.to_owned();
    }
    match language {
        "zh" => format!("{year}年{month}月{day}日"),
        _ => format!("{day} {} {year}", MONTHS[month - 1]),
    }
}

/// Text without spaces, line breaks and soft hyphens, so that a broken line still matches.
fn squeezed(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\u{ad}' | '\u{c}' | '-' | '\u{2010}'))
        .collect()
}

fn squeezed_text(pdf: &[u8]) -> (String, String) {
    let (read, laid_out) = paper::text(pdf);
    (squeezed(&read), squeezed(&laid_out))
}

#[test]
fn every_value_of_every_sample_stands_on_the_paper_in_both_languages() {
    let city = City::read();
    for (code, language, data) in city.samples() {
        let letter = city.render(&code, &data);
        assert!(
            letter.missing.is_empty(),
            "{code} {language}: {:?}",
            letter.missing
        );
        let (read, laid_out) = squeezed_text(&letter.pdf);
        for words in [
            &data["number"],
            &data["project"]["code"],
            &data["check"]["code"],
        ] {
            let words = squeezed(words.as_str().unwrap());
            assert!(
                laid_out.contains(&words),
                "{code} {language}: `{words}` not in\n{laid_out}"
            );
        }
        let mut values = Vec::new();
        let mut shown = data.clone();
        for internal in ["kind", "language"] {
            shown.as_object_mut().unwrap().remove(internal);
        }
        // The seal is a drawing: its letters lie on a circle.
        shown["issuer"].as_object_mut().unwrap().remove("seal");
        if let Some(clerk) = shown.get_mut("clerk").and_then(Value::as_object_mut) {
            clerk.remove("phone");
        }
        texts(&shown, &mut values);
        for value in values.iter().filter(|value| !value.is_empty()) {
            let value = squeezed(&written(value, &language));
            assert!(
                read.contains(&value),
                "{code} {language}: `{value}` not in\n{read}"
            );
        }
        let title = squeezed(
            city.kind(&code)["title"][language.as_str()]
                .as_str()
                .unwrap(),
        );
        assert!(
            read.contains(&title),
            "{code} {language}: title `{title}` not in\n{read}"
        );
    }
}

#[test]
fn the_construction_notice_says_that_it_replaces_no_permit() {
    let city = City::read();
    for (language, sentence) in [
        ("zh", "本通知单不替代任何法定许可"),
        ("en", "This notice replaces no statutory permit."),
    ] {
        let data = city.sample("construction_notice", language);
        let read = squeezed_text(&city.render("construction_notice", &data).pdf).0;
        assert!(read.contains(&squeezed(sentence)), "{read}");
    }
}

#[test]
fn the_general_promises_are_all_nine() {
    let city = City::read();
    let data = city.sample("commitment", "zh");
    let read = squeezed_text(&city.render("commitment", &data).pdf).0;
    for n in 1..=9 {
        assert!(
            read.contains(&format!("（{n}）")),
            "promise {n} not in\n{read}"
        );
    }
    assert!(!read.contains("（10）"));
}

#[test]
fn the_decisions_name_both_remedies_and_their_periods() {
    let city = City::read();
    for code in [
        "decision_approved",
        "decision_refused",
        "non_acceptance",
        "credit_decision",
        "credit_repair",
    ] {
        let read = squeezed_text(&city.render(code, &city.sample(code, "zh")).pdf).0;
        for words in ["60日内", "申请行政复议", "6个月内", "提起行政诉讼"] {
            assert!(read.contains(words), "{code}: {words}");
        }
    }
}

#[test]
fn whoever_is_charged_reads_until_when_it_may_defend_itself() {
    let city = City::read();
    for (language, sentence) in [
        ("zh", "你单位有权陈述和申辩，最后一日为2026年12月1日。"),
        ("en", "the last day is 1 December 2026"),
    ] {
        let data = city.sample("credit_facts", language);
        let read = squeezed_text(&city.render("credit_facts", &data).pdf).0;
        assert!(read.contains(&squeezed(sentence)), "{read}");
    }
}

#[test]
fn a_refused_repair_says_that_the_party_may_apply_again() {
    let city = City::read();
    let mut data = city.sample("credit_repair", "zh");
    let said = |data: &Value| squeezed_text(&city.render("credit_repair", data).pdf).0;
    assert!(said(&data).contains("终止公示"));
    data["granted"] = json!(false);
    let refused = said(&data);
    assert!(refused.contains("可以再次申请") && !refused.contains("终止公示"));
}

#[test]
fn the_qr_code_on_every_page_opens_the_check_address() {
    let city = City::read();
    for (code, language, data) in city.samples() {
        let letter = city.render(&code, &data);
        let address = data["check"]["url"].as_str().unwrap();
        let codes = paper::qr_codes(&letter.pdf);
        assert_eq!(codes, vec![address; letter.pages], "{code} {language}");
    }
}

#[test]
fn the_same_letter_has_the_same_bytes_from_any_maker() {
    let (one, other) = (City::read(), City::read());
    for (code, _, data) in one.samples() {
        assert_eq!(
            one.render(&code, &data),
            other.render(&code, &data),
            "{code}"
        );
    }
}

#[test]
fn the_document_names_its_title_its_language_and_its_archive_standard() {
    let city = City::read();
    let data = city.sample("acceptance", "zh");
    let pdf = city.render("acceptance", &data).pdf;
    let information = paper::information(&pdf);
    assert!(
        information.contains("受理通知书 黄开受〔2026〕9号"),
        "{information}"
    );
    let raw = String::from_utf8_lossy(&pdf);
    assert!(
        raw.contains("/Lang(zh-CN)") || raw.contains("/Lang (zh-CN)"),
        "no language"
    );
    assert!(raw.contains("<pdfaid:part>2</pdfaid:part>"), "not PDF/A-2");
}

#[test]
fn a_short_letter_is_one_page_and_a_receipt_for_twenty_materials_two() {
    let city = City::read();
    for (code, pages) in [
        ("receipt", 2),
        ("acceptance", 1),
        ("correction", 1),
        ("non_acceptance", 1),
        ("acceptance_with_gaps", 1),
        ("commitment", 2),
        ("construction_notice", 2),
        ("decision_approved", 1),
        ("decision_refused", 1),
        ("credit_facts", 1),
        ("credit_decision", 2),
        ("credit_repair", 1),
    ] {
        let letter = city.render(code, &city.sample(code, "zh"));
        assert_eq!(letter.pages, pages, "{code}");
    }
}

#[test]
fn no_page_runs_over_its_margins() {
    let city = City::read();
    for (code, language, data) in city.samples() {
        let letter = city.render(&code, &data);
        for ((left, right), page) in paper::ink(&letter.pdf).into_iter().zip(1..) {
            // 210 mm wide, margins of 25 mm; one millimetre for the width of a line and the picture's dots.
            assert!(
                left >= 24.0 && right <= 186.0,
                "{code} {language} page {page}: ink from {left} to {right} mm"
            );
        }
    }
}

#[test]
fn long_names_and_sixty_materials_stay_inside_the_page() {
    let city = City::read();
    for language in ["zh", "en"] {
        let mut data = city.sample("receipt", language);
        data["project"]["name"] = json!("黄石示例高端装备".repeat(15));
        data["addressee"] = json!("黄石经济技术开发区示例有限责任公司".repeat(4));
        data["issuer"]["name"] = json!("黄石经济技术开发区示例行政审批局".repeat(3));
        let row = json!({
            "name": "岩土工程勘察报告及审查合格书".repeat(4),
            "form": "电子件", "required": 100, "received": 100,
            "note": "GB50021-2001(2009)/DB42/T169-2022/ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
        });
        data["materials"]["handed"] = json!(vec![row; 60]);
        let letter = city.render("receipt", &data);
        let (read, _) = squeezed_text(&letter.pdf);
        let name = "岩土工程勘察报告及审查合格书".repeat(4);
        assert_eq!(read.matches(&name).count(), 60, "{language}: a row is cut");
        for ((left, right), page) in paper::ink(&letter.pdf).into_iter().zip(1..) {
            assert!(
                left >= 24.0 && right <= 186.0,
                "{language} page {page}: ink from {left} to {right} mm"
            );
        }
    }
}

#[test]
fn a_character_the_font_lacks_is_shown_with_its_code_point_and_reported() {
    let city = City::read();
    let mut data = city.sample("acceptance", "zh");
    data["addressee"] = json!("黄石\u{20BB7}野\u{1F600}公司");
    let letter = city.render("acceptance", &data);
    assert_eq!(
        letter.missing.iter().copied().collect::<Vec<_>>(),
        ['\u{1F600}', '\u{20BB7}']
    );
    let read = squeezed_text(&letter.pdf).0;
    assert!(read.contains("黄石〓(U+20BB7)野〓(U+1F600)公司"), "{read}");
}

#[test]
fn rare_characters_of_the_standard_table_are_printed() {
    let city = City::read();
    let mut data = city.sample("acceptance", "zh");
    // Level 3 of 通用规范汉字表, three of them outside the basic plane.
    data["addressee"] = json!("㛃㸆䲠\u{2B5AF}\u{2C488}\u{2CE7C}〔№〕¥㎡");
    let letter = city.render("acceptance", &data);
    assert!(letter.missing.is_empty(), "{:?}", letter.missing);
}

#[test]
fn a_missing_value_names_file_line_and_key() {
    let city = City::read();
    let mut data = city.sample("acceptance", "zh");
    data.as_object_mut().unwrap().remove("accepted_on");
    let error = city.try_render("acceptance", &data).unwrap_err();
    let LetterError::Template { template, problems } = &error else {
        panic!("{error}");
    };
    assert_eq!(template, "acceptance.typ");
    assert_eq!(problems[0].file.as_deref(), Some("acceptance.typ"));
    let line = city.files["acceptance.typ"]
        .lines()
        .position(|l| l.contains("accepted_on"))
        .unwrap();
    assert_eq!(problems[0].line, Some(line + 1));
    assert!(error.to_string().contains("accepted_on"), "{error}");
}

#[test]
fn a_layout_sees_neither_disk_nor_network() {
    let city = City::read();
    for (layout, message) in [
        ("#read(\"/etc/passwd\")", "file not found"),
        ("#read(\"../../../../etc/passwd\")", "outside"),
        (
            "#import \"@preview/tablex:0.0.8\": tablex",
            "failed to load file (access denied)",
        ),
        ("#image(\"https://example.cn/seal.png\")", "file not found"),
    ] {
        let files = BTreeMap::from([("bad.typ".to_owned(), layout.to_owned())]);
        let error = city
            .letters
            .render("bad.typ", &files, &json!({}), TODAY)
            .unwrap_err();
        assert!(error.to_string().contains(message), "{layout}: {error}");
        assert!(error.to_string().contains("bad.typ:1"), "{layout}: {error}");
    }
}

#[test]
fn an_unknown_layout_is_refused_by_name() {
    let city = City::read();
    let error = city
        .letters
        .render("nothing.typ", &city.files, &json!({}), TODAY)
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "letter layout `nothing.typ` does not exist"
    );
}

#[test]
fn a_qr_code_is_one_svg_without_text() {
    let svg = qr_svg("https://window.example.cn/v/7K3M-9QXT-2B8D-HFWZ").unwrap();
    assert!(svg.contains("<svg") && svg.ends_with("</svg>") && !svg.contains("<text"));
}
