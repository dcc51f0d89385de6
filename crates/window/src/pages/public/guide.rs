//! The guide (2, 3): all items, and everything the catalogue says about one.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use minijinja::context;
use serde::{Deserialize, Serialize};
use window_domain::catalogue::{Catalogue, Form, Item, ItemCode, Need, Source, Stage, Text};

use crate::app::{App, AppState};
use crate::http::{PageError, Visitor};
use crate::templates::view;

/// Items offered when a search finds none.
const NEAREST: usize = 3;

/// A pair of characters in common says more than this many single ones.
const PAIR_WEIGHT: usize = 4;

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
}

#[derive(Debug, Serialize)]
struct Row {
    code: String,
    name: Text,
    department: Option<Text>,
    promised: Option<u16>,
    fee: Text,
}

#[derive(Debug, Serialize)]
struct Group {
    key: String,
    rows: Vec<Row>,
}

pub(super) async fn list(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let wanted = asked.q.trim().to_lowercase();
    let groups: Vec<Group> = Stage::ALL
        .into_iter()
        .map(|stage| Group {
            key: format!("stage-{}", stage.code()),
            rows: app
                .office
                .catalogue
                .items()
                .filter(|item| item.stage == stage && is_wanted(item, &wanted))
                .map(|item| row(&app, item))
                .collect(),
        })
        .filter(|group| !group.rows.is_empty())
        .collect();
    let nearest: Vec<Row> = if groups.is_empty() {
        let items = nearest(app.office.catalogue.items(), &wanted);
        items.into_iter().map(|item| row(&app, item)).collect()
    } else {
        Vec::new()
    };
    let data = context! {
        groups => view(&groups), q => asked.q.trim(), nearest => view(&nearest),
        hotline => app.office.catalogue.city().hotline.as_str(),
    };
    app.page(&visitor, "pages/public/guide.html", data)
}

fn is_wanted(item: &Item, wanted: &str) -> bool {
    [item.code.as_str(), &item.name.zh, &item.name.en]
        .iter()
        .any(|text| text.to_lowercase().contains(wanted))
}

/// The items that share most with what was asked: pairs of neighbouring characters count before
/// single ones. Nothing is near that shares nothing.
fn nearest<'a>(items: impl Iterator<Item = &'a Item>, wanted: &str) -> Vec<&'a Item> {
    let pairs = |text: &str| -> Vec<(char, char)> {
        let letters: Vec<char> = text.chars().filter(|it| it.is_alphanumeric()).collect();
        let next = letters.iter().skip(1);
        letters.iter().copied().zip(next.copied()).collect()
    };
    let asked = pairs(wanted);
    let mut scored: Vec<(usize, &Item)> = items
        .map(|item| {
            let names = format!("{} {}", item.name.zh, item.name.en).to_lowercase();
            let known = pairs(&names);
            let shared = asked.iter().filter(|pair| known.contains(pair)).count();
            // Letters of an alphabet are in every name; a Han character says something.
            let single = wanted
                .chars()
                .filter(|it| it.is_alphabetic() && !it.is_ascii() && names.contains(*it));
            (shared * PAIR_WEIGHT + single.count(), item)
        })
        .filter(|(score, _)| *score > 0)
        .collect();
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    scored.truncate(NEAREST);
    scored.into_iter().map(|(_, item)| item).collect()
}

fn row(app: &App, item: &Item) -> Row {
    let department = app.office.catalogue.department(&item.department);
    Row {
        code: item.code.to_string(),
        name: item.name.clone(),
        department: department.map(|department| department.name.clone()),
        promised: item.promised.days(),
        fee: item.fee.text.clone(),
    }
}

/// A material of the item, as its table shows it.
#[derive(Debug, Serialize)]
struct Material {
    name: Text,
    need: Need,
    form: Form,
    copies: u8,
    /// The item whose result it is.
    source: Option<(String, Text)>,
    standard: Text,
    promise: bool,
}

fn materials(catalogue: &Catalogue, item: &Item) -> Vec<Material> {
    let papers = item.materials.iter();
    papers
        .map(|paper| Material {
            name: paper.name.clone(),
            need: paper.need,
            form: paper.form,
            copies: paper.copies,
            source: match &paper.source {
                Source::Applicant => None,
                Source::Item(code) => catalogue
                    .item(code)
                    .map(|item| (code.to_string(), item.name.clone())),
            },
            standard: paper.accept_standard.clone(),
            promise: paper.promise_can_replace,
        })
        .collect()
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(code): Path<String>,
) -> Result<Response, PageError> {
    let catalogue = &app.office.catalogue;
    let item = catalogue
        .item(&ItemCode::new(&code))
        .ok_or_else(PageError::not_found)?;
    let department = catalogue.department(&item.department);
    let data = context! {
        item => view(item),
        department => department.map(|department| view(&department.name)),
        materials => view(&materials(catalogue, item)),
    };
    app.page(&visitor, "pages/public/item.html", data)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::city::City;

    fn names(wanted: &str) -> Vec<String> {
        let city = City::load(None).unwrap();
        let found = nearest(city.catalogue.items(), wanted);
        found.into_iter().map(|item| item.name.zh.clone()).collect()
    }

    #[test]
    fn what_is_asked_in_other_words_finds_the_nearest_items() {
        assert!(names("施工执照")[0].contains("施工"));
        assert!(names("环评")[0].contains("环境"));
        assert_eq!(names("施工").len(), NEAREST);
    }

    #[test]
    fn nothing_is_near_that_shares_nothing() {
        assert_eq!(names("qqqq"), Vec::<String>::new());
        assert_eq!(names(""), Vec::<String>::new());
    }
}
