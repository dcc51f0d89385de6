//! What a project needs, without an account: a few questions, then items, materials, order and dates for three variants.
//! The answers stand in the address, so that the list can be kept, printed, and taken along into a new project.

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use minijinja::{Value, context};
use serde::Serialize;
use window_domain::catalogue::{Evaluator, Item, Need, Source, Text};
use window_domain::facts::{FIELD_PREFIX, FactKind, FactProblem, Facts};
use window_domain::refusal::Refusals;

use crate::app::{App, AppState};
use crate::http::{Fields, FormView, PageError, Visitor, encoded, refusal};
use crate::pages::applicant::questions;
use crate::pages::applicant::route;
use crate::templates::view;

/// A paper of the list, with the items that ask for it.
#[derive(Debug, Serialize)]
struct Paper {
    name: Text,
    copies: u8,
    is_conditional: bool,
    may_follow: bool,
    has_form: bool,
    /// An item with its form.
    form_of: String,
    code: String,
    /// The item whose result it is: nobody brings it.
    source: Option<Text>,
    items: Vec<String>,
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(answers): Query<BTreeMap<String, String>>,
) -> Result<Response, PageError> {
    let known = |name: &String| name.starts_with(FIELD_PREFIX);
    let answers: BTreeMap<String, String> = answers
        .into_iter()
        .filter(|(name, _)| known(name))
        .collect();
    if answers.is_empty() {
        return ask(&app, &visitor, (StatusCode::OK, FormView::empty()));
    }
    let mut typed: BTreeMap<String, String> = questions::defaults(&app).collect();
    typed.extend(answers.clone());
    let fields = Fields::from_pairs(typed);
    match questions::answers(&app, &fields) {
        Ok(facts) => list(&app, &visitor, &facts, &answers),
        Err(wrong) => {
            let refusals = Refusals(wrong.iter().map(FactProblem::refusal).collect());
            let problems = refusal::problems(&app, visitor.language, &refusals);
            let form = FormView::of(&Fields::from_pairs(answers), problems);
            ask(&app, &visitor, (StatusCode::UNPROCESSABLE_ENTITY, form))
        }
    }
}

fn ask(
    app: &App,
    visitor: &Visitor,
    (status, form): (StatusCode, FormView),
) -> Result<Response, PageError> {
    let groups = questions::groups(app, true, &form);
    let data = context! { form => view(&form), groups => view(&groups) };
    app.page_with_status(visitor, status, "pages/public/checklist.html", data)
}

fn list(
    app: &App,
    visitor: &Visitor,
    facts: &Facts,
    answers: &BTreeMap<String, String>,
) -> Result<Response, PageError> {
    let route = route::propose(app, facts)?;
    let catalogue = &app.office.catalogue;
    let evaluator = catalogue.evaluator(facts);
    let items: Vec<&Item> = catalogue
        .items()
        .filter(|item| item.applies_when.evaluate(&evaluator).unwrap_or(false))
        .collect();
    let papers = papers(app, &items, &evaluator);
    let (bring, shared): (Vec<&Paper>, Vec<&Paper>) =
        papers.iter().partition(|paper| paper.source.is_none());
    let pairs = answers
        .iter()
        .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
    let city = catalogue.city();
    let data = context! {
        route => view(&route), bring => view(&bring), shared => view(&shared),
        given => given(app, answers), query => pairs.collect::<Vec<_>>().join("&"),
        release => catalogue.release(), hotline => city.hotline.as_str(), hall => view(&city.hall),
        address => view(&city.address),
    };
    app.page(visitor, "pages/public/checklist_result.html", data)
}

/// Each paper once, whichever items ask for it, as far as it is asked for with these facts.
fn papers(app: &App, items: &[&Item], evaluator: &Evaluator<'_>) -> Vec<Paper> {
    let catalogue = &app.office.catalogue;
    let mut found: Vec<Paper> = Vec::new();
    for item in items {
        for paper in &item.materials {
            let condition = paper.condition.as_ref();
            if condition.is_some_and(|it| !it.evaluate(evaluator).unwrap_or(true)) {
                continue;
            }
            let code = paper.code.to_string();
            if let Some(known) = found.iter_mut().find(|it| it.code == code) {
                known.items.push(item.code.to_string());
                known.copies = known.copies.max(paper.copies);
                known.may_follow &= paper.need == Need::Tolerable;
                continue;
            }
            let source = match &paper.source {
                Source::Applicant => None,
                Source::Item(code) => catalogue.item(code).map(|it| it.name.clone()),
            };
            found.push(Paper {
                name: paper.name.clone(),
                copies: paper.copies,
                is_conditional: paper.need == Need::Conditional,
                may_follow: paper.need == Need::Tolerable,
                has_form: catalogue.forms().of(&paper.code).is_some(),
                form_of: item.code.to_string(),
                code,
                source,
                items: vec![item.code.to_string()],
            });
        }
    }
    found
}

/// The answers in words, so that a printed list says what it rests on.
fn given(app: &App, answers: &BTreeMap<String, String>) -> Vec<Value> {
    let schema = app.office.catalogue.facts();
    let facts = answers.iter().filter_map(|(name, value)| {
        let fact = schema.get(name.strip_prefix(FIELD_PREFIX)?)?;
        let (option, unit) = match &fact.kind {
            FactKind::Choice(options) => (options.iter().find(|it| it.code == *value), None),
            FactKind::Integer { unit, .. } => (None, Some(unit)),
            FactKind::Boolean => (None, None),
        };
        Some(context! {
            question => view(&fact.question), value => value.as_str(),
            option => option.map(|it| view(&it.name)), unit => unit.map(view),
            is_yes_no => fact.kind == FactKind::Boolean,
        })
    });
    facts.collect()
}
