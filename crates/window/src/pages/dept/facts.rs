//! What the enterprise said about its project, as an officer reads it.

use serde::Serialize;
use window_domain::catalogue::{Catalogue, Text};
use window_domain::facts::{FactKind, FactValue, Facts};

/// One answer; exactly one of the last three is there.
#[derive(Debug, Serialize)]
pub(super) struct FactView {
    question: Text,
    yes: Option<bool>,
    number: Option<(i64, Text)>,
    option: Option<Text>,
}

/// All answers in the order of the questions.
pub(super) fn facts(catalogue: &Catalogue, facts: &Facts) -> Vec<FactView> {
    catalogue
        .facts()
        .definitions()
        .iter()
        .filter_map(|definition| {
            let mut view = FactView {
                question: definition.question.clone(),
                yes: None,
                number: None,
                option: None,
            };
            match (&definition.kind, facts.get(&definition.code)?) {
                (FactKind::Boolean, FactValue::Boolean(yes)) => view.yes = Some(*yes),
                (FactKind::Integer { unit, .. }, FactValue::Integer(number)) => {
                    view.number = Some((*number, unit.clone()));
                }
                (FactKind::Choice(options), FactValue::Choice(code)) => {
                    let option = options.iter().find(|option| option.code == *code)?;
                    view.option = Some(option.name.clone());
                }
                _ => return None,
            }
            Some(view)
        })
        .collect()
}
