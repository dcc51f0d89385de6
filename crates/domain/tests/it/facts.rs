//! Answers out of bounds, of the wrong kind or to questions nobody asks: each is refused beside its
//! field, with its rule, all at once.

use std::collections::BTreeMap;

use window_domain::facts::{FactValue, Facts};
use window_domain::plan::Track;
use window_domain::project::Command;

use crate::scene::{CATALOGUE, Scene, owner};

fn raw(changes: &[(&str, &str)]) -> BTreeMap<String, String> {
    let mut raw: BTreeMap<String, String> = Scene::filed(Track::Ordinary)
        .project()
        .facts
        .iter()
        .map(|(code, value)| (code.to_owned(), value.to_string()))
        .collect();
    for (code, value) in changes {
        raw.insert((*code).to_owned(), (*value).to_owned());
    }
    raw
}

#[test]
fn every_wrong_answer_is_told_with_its_field_its_rule_and_what_was_given() {
    let wrong = [
        ("investment_wan", "-1"),
        ("building_area_m2", "many"),
        ("eia_class", "none such"),
        ("in_zone", "perhaps"),
        ("site_area_m2", ""),
        ("colour", "red"),
    ];
    let problems = Facts::parse(CATALOGUE.facts(), &raw(&wrong)).unwrap_err();
    let mut told: Vec<(String, &str)> = problems
        .iter()
        .map(|problem| {
            let refusal = problem.refusal();
            assert_eq!(refusal.values[0], ("fact", problem.fact.clone()));
            assert_eq!(refusal.values[1], ("given", problem.given.clone()));
            (refusal.field.unwrap(), refusal.code.as_str())
        })
        .collect();
    told.sort();
    let expected = [
        ("fact-building_area_m2", "fact-not-integer"),
        ("fact-colour", "fact-unknown"),
        ("fact-eia_class", "fact-not-an-option"),
        ("fact-in_zone", "fact-not-boolean"),
        ("fact-investment_wan", "fact-out-of-range"),
        ("fact-site_area_m2", "fact-missing"),
    ];
    assert_eq!(told, expected.map(|(field, code)| (field.to_owned(), code)));
}

/// Facts that came another way than through a form meet the same rules.
#[test]
fn a_project_does_not_take_facts_the_city_does_not_know() {
    let mut scene = Scene::filed(Track::Ordinary);
    let mut values = scene.project().facts.values().clone();
    values.insert("colour".to_owned(), FactValue::Boolean(true));
    values.insert("investment_wan".to_owned(), FactValue::Integer(i64::MAX));
    let facts: Facts = serde_json::from_value(serde_json::to_value(&values).unwrap()).unwrap();
    let codes = scene.refused(&owner(), Command::ChangeFacts { facts });
    assert_eq!(codes, ["fact-out-of-range", "fact-unknown"]);
}

/// Answers may be put right until a case rests on them, and again when it was withdrawn.
#[test]
fn facts_are_fixed_while_a_case_rests_on_them() {
    let mut scene = Scene::filed(Track::Ordinary);
    let with = |scene: &Scene, investment: i64| {
        let mut values = scene.project().facts.values().clone();
        values.insert("investment_wan".to_owned(), FactValue::Integer(investment));
        let facts = serde_json::from_value(serde_json::to_value(&values).unwrap()).unwrap();
        Command::ChangeFacts { facts }
    };
    let change = with(&scene, 9_000);
    scene.done(&owner(), change);
    let investment = |scene: &Scene| scene.project().facts.get("investment_wan").cloned();
    assert_eq!(investment(&scene), Some(FactValue::Integer(9_000)));

    let case = scene.submitted("A01");
    let change = with(&scene, 9_500);
    assert_eq!(scene.refused(&owner(), change.clone()), ["facts-fixed"]);
    let reason = "answered wrongly".to_owned();
    scene.done(&owner(), Command::Withdraw { case, reason });
    scene.done(&owner(), change);
    assert_eq!(investment(&scene), Some(FactValue::Integer(9_500)));
}
