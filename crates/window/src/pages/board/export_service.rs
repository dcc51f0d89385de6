//! The tables of the service on the board as files.

use super::export::{named, number};
use super::figures::Named;
use super::service_figures::{Counted, Service};
use super::six_ones::SixOnes;
use crate::export::Sheet;
use crate::i18n::Language;

/// Numbers under words; the words are those of the addresses and files, not of a language.
pub(super) fn words(name: &'static str, prefix: &str, counts: &[Named]) -> Sheet {
    let mut sheet = Sheet::new(name, &["what", "count"]);
    for one in counts {
        let what = one.key.strip_prefix(prefix).unwrap_or(&one.key);
        sheet.push(vec![
            ("what", what.to_owned()),
            ("count", one.count.to_string()),
        ]);
    }
    sheet
}

/// Numbers of which too few are not told.
pub(super) fn counted(name: &'static str, counts: &[Counted]) -> Sheet {
    let mut sheet = Sheet::new(name, &["what", "count"]);
    for one in counts {
        sheet.push(vec![
            ("what", one.key.to_owned()),
            ("count", number(one.count)),
        ]);
    }
    sheet
}

pub(super) fn results(service: &Service, language: Language) -> Sheet {
    let mut sheet = Sheet::new("results", &["item", "name", "count"]);
    for row in &service.results {
        sheet.push(vec![
            ("item", row.code.clone()),
            ("name", named(row.name.as_ref(), language)),
            ("count", row.count.to_string()),
        ]);
    }
    sheet
}

pub(super) fn problems(service: &Service, language: Language) -> Sheet {
    let columns = [
        "department",
        "name",
        "open",
        "young",
        "middle",
        "old",
        "oldest_working_days",
    ];
    let mut sheet = Sheet::new("problems", &columns);
    for row in &service.problems {
        let [young, middle, old] = row.ages;
        sheet.push(vec![
            ("department", row.code.clone()),
            ("name", named(row.name.as_ref(), language)),
            ("open", row.count.to_string()),
            ("young", young.to_string()),
            ("middle", middle.to_string()),
            ("old", old.to_string()),
            ("oldest_working_days", row.oldest.to_string()),
        ]);
    }
    sheet
}

pub(super) fn loads(service: &Service) -> Sheet {
    let mut sheet = Sheet::new("loads", &["agent", "projects", "weight"]);
    for row in &service.loads {
        sheet.push(vec![
            ("agent", row.name.clone()),
            ("projects", row.projects.to_string()),
            ("weight", row.weight.to_string()),
        ]);
    }
    sheet
}

pub(super) fn six_ones(ones: &SixOnes) -> Sheet {
    let columns = [
        "what",
        "count",
        "of",
        "median_per_project",
        "ninetieth_per_project",
        "percent",
    ];
    let mut sheet = Sheet::new("six-ones", &columns);
    for (what, one) in [("visits", &ones.visits), ("asked_again", &ones.asked_again)] {
        sheet.push(vec![
            ("what", what.to_owned()),
            ("count", one.total.to_string()),
            ("of", one.per_project.count.to_string()),
            ("median_per_project", number(one.per_project.median)),
            ("ninetieth_per_project", number(one.per_project.ninetieth)),
        ]);
    }
    for (what, one) in [("at_once", &ones.at_once), ("satisfied", &ones.satisfied)] {
        sheet.push(vec![
            ("what", what.to_owned()),
            ("count", one.number.to_string()),
            ("of", one.of.to_string()),
            ("percent", number(one.percent)),
        ]);
    }
    sheet
}
