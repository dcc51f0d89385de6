//! The shipped catalogue is clean, and each way of breaking it is found.

use super::shipped::{catalogue, files};
use super::{Catalogue, FindingKind, ItemCode, lint};
use std::borrow::ToOwned;
use std::collections::BTreeMap;
use std::string::{String, ToString};
use std::vec::Vec;
use std::{format, vec};

/// Breaks a copy of one file and expects exactly this kind of finding at this place.
fn check(file: &str, from: &str, to: &str, place: &str, kind: FindingKind) {
    let mut files = files();
    let text = files.get_mut(file).unwrap();
    assert!(text.contains(from), "{file} contains `{from}`");
    *text = text.replacen(from, to, 1);
    let findings = lint(&Catalogue::from_files(&files).unwrap());
    let found = findings
        .iter()
        .any(|finding| finding.place == place && finding.kind == kind);
    assert!(found, "{place} {kind:?} not in {findings:#?}");
}

fn problems(files: &BTreeMap<String, String>) -> Vec<String> {
    let problems = Catalogue::from_files(files).unwrap_err();
    problems
        .into_iter()
        .map(|problem| problem.to_string())
        .collect()
}

#[test]
fn the_shipped_catalogue_has_no_findings() {
    assert_eq!(lint(&catalogue()), vec![]);
}

#[test]
fn the_shipped_catalogue_has_53_items_of_which_35_are_core() {
    let catalogue = catalogue();
    assert_eq!(catalogue.items().len(), 53);
    assert_eq!(catalogue.items().filter(|item| item.core).count(), 35);
    let codes: Vec<&str> = catalogue.items().map(|item| item.code.as_str()).collect();
    assert!(codes.is_sorted());
}

#[test]
fn essential_questions_are_few_and_the_rest_have_defaults() {
    let catalogue = catalogue();
    let essential = catalogue
        .facts()
        .definitions()
        .iter()
        .filter(|fact| fact.essential)
        .count();
    assert!((5..=8).contains(&essential), "{essential}");
    for fact in catalogue.facts().definitions() {
        assert_eq!(fact.essential, fact.default.is_none(), "{}", fact.code);
    }
}

#[test]
fn every_telephone_number_is_marked_as_a_sample() {
    let catalogue = catalogue();
    assert!(
        catalogue
            .items()
            .all(|item| item.phones.sample && item.phones.service.starts_with("0714-000 "))
    );
    assert!(catalogue.departments().all(|department| department.sample));
}

#[test]
fn a_paper_that_is_the_result_of_an_item_is_not_asked_of_the_applicant() {
    use super::Source;
    let catalogue = catalogue();
    let item = catalogue.item(&ItemCode::new("A05")).unwrap();
    let filing = item
        .materials
        .iter()
        .find(|material| material.code.as_str() == "filing-certificate")
        .unwrap();
    assert_eq!(filing.source, Source::Item(ItemCode::new("A01")));
}

#[test]
fn unknown_references_are_found() {
    check(
        "items/A05.toml",
        "\"A04\"",
        "\"A99\"",
        "A05",
        FindingKind::UnknownItem,
    );
    check(
        "items/A05.toml",
        "item = \"A01\"",
        "item = \"Z01\"",
        "A05",
        FindingKind::UnknownItem,
    );
    check(
        "items/A05.toml",
        "department = \"zrzy\"",
        "department = \"nobody\"",
        "A05",
        FindingKind::UnknownDepartment,
    );
    check(
        "items/A05.toml",
        "checker = \"zrzy\"",
        "checker = \"nobody\"",
        "A05",
        FindingKind::UnknownDepartment,
    );
    check(
        "policy.toml",
        "notice_item = \"C06\"",
        "notice_item = \"C66\"",
        "policy",
        FindingKind::UnknownItem,
    );
    check(
        "policy.toml",
        "fact = \"industry_division\"",
        "fact = \"trade\"",
        "policy",
        FindingKind::UnknownFact,
    );
}

#[test]
fn conditions_with_unknown_facts_options_or_types_are_found() {
    let from = "applies_when = \"special_fire\"";
    let place = "items/C03.toml";
    check(
        place,
        from,
        "applies_when = \"very_special_fire\"",
        "C03",
        FindingKind::UnknownFact,
    );
    check(
        place,
        from,
        "applies_when = \"special_fire > 3\"",
        "C03",
        FindingKind::WrongType,
    );
    check(
        place,
        from,
        "applies_when = \"site_area_m2\"",
        "C03",
        FindingKind::WrongType,
    );
    check(
        place,
        from,
        "applies_when = \"site_area_m2 == 'big'\"",
        "C03",
        FindingKind::WrongType,
    );
    check(
        place,
        from,
        "applies_when = \"eia_class == 'raport'\"",
        "C03",
        FindingKind::UnknownOption,
    );
    check(
        place,
        from,
        "applies_when = \"eia_class in ['report', 'x']\"",
        "C03",
        FindingKind::UnknownOption,
    );
    check(
        place,
        from,
        "applies_when = \"size(eia_class) > 3\"",
        "C03",
        FindingKind::WrongType,
    );
    check(
        "policy.toml",
        "condition = \"in_zone\"",
        "condition = \"in_a_zone\"",
        "policy",
        FindingKind::UnknownFact,
    );
}

#[test]
fn items_that_wait_for_each_other_are_found() {
    let (from, to) = ("prerequisites = []", "prerequisites = [[\"D14\"]]");
    check("items/A01.toml", from, to, "A01", FindingKind::Cycle);
    check("items/A01.toml", from, to, "D14", FindingKind::Cycle);
}

#[test]
fn items_nobody_can_reach_are_found() {
    let file = "items/B01.toml";
    check(
        file,
        "applies_when = \"building_area_m2 > 0\"",
        "applies_when = \"false\"",
        "B01",
        FindingKind::Unreachable,
    );
    check(
        "items/D07.toml",
        "[[\"A08\", \"A09\"]]",
        "[[\"X08\", \"X09\"]]",
        "D07",
        FindingKind::Unreachable,
    );
    check(
        "items/D08.toml",
        "[[\"A11\"]]",
        "[[]]",
        "D08",
        FindingKind::Unreachable,
    );
}

#[test]
fn holes_in_the_public_guide_are_found() {
    let gap = FindingKind::MissingField;
    check(
        "items/C05.toml",
        "en = \"Construction permit\"",
        "en = \"\"",
        "C05",
        gap,
    );
    check(
        "items/C05.toml",
        "service = \"0714",
        "service = \"\" #",
        "C05",
        gap,
    );
    check(
        "items/C05.toml",
        "condition = \"in_zone\"\n",
        "",
        "C05",
        gap,
    );
    check(
        "items/C05.toml",
        "due = { working_days_after_notice = 60 }\n",
        "",
        "C05",
        gap,
    );
    check("items/C05.toml", "checker = \"zjj\"\n", "", "C05", gap);
    check(
        "facts.toml",
        "group = \"basics\"",
        "group = \"nowhere\"",
        "facts",
        gap,
    );
}

/// Keeps only the first blocks of one kind.
fn keep(text: &str, section: &str, count: usize) -> String {
    let mut seen = 0;
    let kept = text.split("\n\n").filter(|block| {
        seen += usize::from(block.starts_with(section));
        !block.starts_with(section) || seen <= count
    });
    kept.collect::<Vec<_>>().join("\n\n")
}

#[test]
fn too_few_questions_review_points_conditions_or_steps_are_found() {
    for (field, enough) in [("faq", 2), ("checklist", 3), ("conditions", 1), ("flow", 1)] {
        let findings_with = |count| {
            let mut files = files();
            let text = keep(&files["items/C05.toml"], &format!("[[{field}]]"), count);
            files.insert("items/C05.toml".to_owned(), text);
            lint(&Catalogue::from_files(&files).unwrap())
        };
        assert_eq!(findings_with(enough), vec![], "{field}");
        let findings = findings_with(enough - 1);
        assert_eq!(findings.len(), 1, "{field}: {findings:?}");
        assert_eq!(
            (findings[0].kind, findings[0].detail.as_str()),
            (FindingKind::MissingField, field)
        );
    }
}

#[test]
fn two_names_for_one_paper_are_found() {
    check(
        "items/A05.toml",
        "en = \"Application form\"",
        "en = \"Form\"",
        "A05",
        FindingKind::ContradictoryName,
    );
}

#[test]
fn a_promise_longer_than_the_law_is_found() {
    let (from, to) = (
        "promised = { unit = \"working_days\", n = 1 }",
        "promised = { unit = \"working_days\", n = 21 }",
    );
    check(
        "items/A05.toml",
        from,
        to,
        "A05",
        FindingKind::PromiseExceedsLaw,
    );
}

#[test]
fn a_notice_with_two_limits_is_found() {
    check(
        "policy.toml",
        "notice_days = 1",
        "notice_days = 2",
        "policy",
        FindingKind::ContradictoryLimit,
    );
}

#[test]
fn credit_rules_out_of_order_uncovered_or_impossible_are_found() {
    for (from, to, kind) in [
        ("2023-05-01", "2027-05-01", FindingKind::WrongOrder),
        ("2019-07-01", "2021-07-01", FindingKind::UncoveredDates),
        (
            "min_months = 12",
            "min_months = 37",
            FindingKind::ImpossibleLimit,
        ),
        (
            "defence_days = 5",
            "defence_days = 0",
            FindingKind::ImpossibleLimit,
        ),
        (
            "code = \"notice_ignored\"",
            "code = \"false_commitment\"",
            FindingKind::ContradictoryName,
        ),
        (
            "en = \"Promise broken\"",
            "en = \"\"",
            FindingKind::MissingField,
        ),
        (
            "finding = \"notice_ignored\"",
            "finding = \"nothing_known\"",
            FindingKind::ContradictoryName,
        ),
        (
            "penalty = \"其他\"",
            "penalty = \"\"",
            FindingKind::MissingField,
        ),
    ] {
        check("credit.toml", from, to, "credit", kind);
    }
}

#[test]
fn the_classes_are_those_in_force_on_the_day() {
    use super::CreditClass::{General, Minor, Serious};
    let catalogue = catalogue();
    let months = |day: &str, class| {
        let rules = catalogue.credit().rules_on(day.parse().unwrap()).unwrap();
        let rule = rules.class(class);
        (rule.min_months, rule.max_months, rule.published)
    };
    assert_eq!(months("2026-03-31", General), (3, 36, true));
    assert_eq!(months("2026-04-01", General), (3, 12, true));
    assert_eq!(months("2026-04-01", Serious), (12, 36, true));
    assert_eq!(months("2026-04-01", Minor), (0, 3, false));
    assert_eq!(months("2020-01-01", Serious), (6, 36, true));
    let before_all = "2019-06-30".parse().unwrap();
    assert_eq!(catalogue.credit().rules_on(before_all), None);
}

#[test]
fn an_impossible_default_is_found() {
    check(
        "facts.toml",
        "default = 12",
        "default = 500",
        "facts",
        FindingKind::ImpossibleDefault,
    );
    check(
        "facts.toml",
        "default = \"none\"",
        "default = \"nothing\"",
        "facts",
        FindingKind::ImpossibleDefault,
    );
}

#[test]
fn organisations_serve_regions_that_exist_and_each_region_is_served() {
    let (file, place) = ("organisations.toml", "organisations");
    let zone = "regions = [\"hedz\"]";
    for (from, to, kind) in [
        (zone, "regions = [\"moon\"]", FindingKind::UnknownRegion),
        (zone, "regions = []", FindingKind::MissingField),
        (
            zone,
            "regions = [\"hedz\", \"hedz\"]",
            FindingKind::Duplicate,
        ),
        ("code = \"gwh\"", "code = \"zwj\"", FindingKind::Duplicate),
        ("code = \"city\"", "code = \"hedz\"", FindingKind::Duplicate),
        (
            "code = \"city\"",
            "code = \"town\"",
            FindingKind::UnservedRegion,
        ),
        ("code = \"city\"", "code = \"\"", FindingKind::MissingField),
    ] {
        check(file, from, to, place, kind);
    }
    // A zone of the city that no fact leads to has no projects.
    let of_agency = ("code = \"hedz\"", "code = \"moon\"");
    let kind = FindingKind::MissingField;
    check("agency.toml", of_agency.0, of_agency.1, "agency", kind);
}

#[test]
fn all_unreadable_files_are_told_at_once() {
    let mut files = files();
    files.remove("city.toml");
    files.remove("credit.toml");
    files.remove("service.toml");
    files.insert("items/A01.toml".to_owned(), "code = 1".to_owned());
    let broken = files["items/C03.toml"].replacen("\"special_fire\"", "\"special_fire &&\"", 1);
    files.insert("items/C03.toml".to_owned(), broken);
    let moved = files["items/C04.toml"].clone();
    files.insert("items/C44.toml".to_owned(), moved);
    let problems = problems(&files).join("\n");
    for expected in [
        "`city.toml`: file is missing",
        "`credit.toml`: file is missing",
        "`service.toml`: file is missing",
        "`items/A01.toml`",
        "`items/C03.toml`: condition",
        "`items/C44.toml`: file name",
    ] {
        assert!(problems.contains(expected), "{expected} not in {problems}");
    }
}

#[test]
fn a_field_with_a_typing_error_is_refused() {
    let mut files = files();
    let text = files["items/A01.toml"].replacen("visits =", "visit =", 1);
    files.insert("items/A01.toml".to_owned(), text);
    assert!(
        problems(&files).join("").contains("visit"),
        "{}",
        format!("{:?}", problems(&files))
    );
}
