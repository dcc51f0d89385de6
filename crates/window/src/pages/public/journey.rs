//! The whole way from filing to the title: what can be done at the same time, what waits for what, and where there is a
//! choice.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use minijinja::{Value, context};
use window_domain::catalogue::{Catalogue, Item, ItemCode, Stage};

use crate::app::AppState;
use crate::http::{PageError, Visitor};
use crate::templates::view;

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let catalogue = &app.office.catalogue;
    let steps = steps(catalogue);
    let stages: Vec<Value> = Stage::ALL
        .into_iter()
        .filter_map(|stage| {
            let mut rounds: BTreeMap<usize, Vec<Value>> = BTreeMap::new();
            for item in catalogue.items().filter(|item| item.stage == stage) {
                let round = steps.get(&item.code).copied().unwrap_or_default();
                rounds
                    .entry(round)
                    .or_default()
                    .push(shown(catalogue, item));
            }
            let rounds: Vec<Vec<Value>> = rounds.into_values().collect();
            let key = format!("stage-{}", stage.code());
            (!rounds.is_empty()).then(|| context! { key, rounds })
        })
        .collect();
    let data = context! { stages, hotline => catalogue.city().hotline.as_str() };
    app.page(&visitor, "pages/public/journey.html", data)
}

fn shown(catalogue: &Catalogue, item: &Item) -> Value {
    let named = |code: &ItemCode| {
        let found = catalogue.item(code)?;
        Some(context! { code => code.as_str(), name => view(&found.name) })
    };
    let groups = item.prerequisites.iter();
    let waits: Vec<Vec<Value>> = groups
        .map(|group| group.iter().filter_map(named).collect())
        .collect();
    let department = catalogue.department(&item.department);
    context! {
        code => item.code.as_str(), name => view(&item.name), note => view(&item.applies_note),
        promised => view(&item.promised), department => department.map(|it| view(&it.name)), waits,
        policy => view(&item.commitment.policy),
    }
}

/// In which round an item can begin: after the last of what it waits for, where one of a group is enough.
fn steps(catalogue: &Catalogue) -> BTreeMap<&ItemCode, usize> {
    let mut steps: BTreeMap<&ItemCode, usize> = BTreeMap::new();
    // Each pass settles one round more; the lint knows no cycle.
    for _ in 0..catalogue.items().len() {
        for item in catalogue.items() {
            let groups = item.prerequisites.iter();
            let after = groups
                .filter_map(|group| {
                    let known = group.iter().filter_map(|code| steps.get(code));
                    known.min().map(|step| step + 1)
                })
                .max();
            steps.insert(&item.code, after.unwrap_or_default());
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::city::City;

    #[test]
    fn an_item_comes_after_one_of_each_group_it_waits_for() {
        let city = City::load(None).unwrap();
        let steps = steps(&city.catalogue);
        for item in city.catalogue.items() {
            for group in &item.prerequisites {
                let first = group.iter().map(|code| steps[code]).min().unwrap();
                assert!(steps[&item.code] > first, "{} {group:?}", item.code);
            }
        }
    }
}
