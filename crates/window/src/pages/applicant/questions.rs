//! The city's questions about a project, as a form asks them.

use serde::Serialize;
use window_domain::catalogue::Text;
use window_domain::facts::{
    FIELD_PREFIX, FactDefinition, FactKind, FactProblem, Facts, fact_field,
};

use crate::app::App;
use crate::http::{Fields, FormView};

/// Whether the field is that of a question asked of everybody; `None` if it is no question's.
pub(in crate::pages) fn is_essential(app: &App, field: &str) -> Option<bool> {
    let code = field.strip_prefix(FIELD_PREFIX)?;
    Some(app.office.catalogue.facts().get(code)?.essential)
}

/// The answers taken if nobody gives another, by field.
pub(in crate::pages) fn defaults(app: &App) -> impl Iterator<Item = (String, String)> {
    let facts = app.office.catalogue.facts().definitions();
    facts
        .iter()
        .filter(|fact| !fact.essential)
        .filter_map(|fact| Some((fact_field(&fact.code), fact.default.as_ref()?.to_string())))
}

/// The answers typed into a form, against the city's questions.
///
/// # Errors
/// Everything that is wrong with them.
pub(in crate::pages) fn answers(app: &App, fields: &Fields) -> Result<Facts, Vec<FactProblem>> {
    let schema = app.office.catalogue.facts();
    let raw = schema
        .definitions()
        .iter()
        .map(|fact| {
            let typed = fields.text(&fact_field(&fact.code)).to_owned();
            (fact.code.clone(), typed)
        })
        .collect();
    Facts::parse(schema, &raw)
}

/// Questions asked together.
#[derive(Debug, Serialize)]
pub(in crate::pages) struct Group<'a> {
    name: &'a Text,
    is_wrong: bool,
    questions: Vec<Question<'a>>,
}

#[derive(Debug, Serialize)]
struct Question<'a> {
    field: String,
    text: &'a Text,
    help: &'a Text,
    kind: &'static str,
    unit: Option<&'a Text>,
    options: Vec<Answer<'a>>,
}

#[derive(Debug, Serialize)]
struct Answer<'a> {
    value: &'a str,
    name: &'a Text,
}

/// The questions asked of everybody, or the others; groups without any are left out.
pub(in crate::pages) fn groups<'a>(
    app: &'a App,
    essential: bool,
    form: &FormView,
) -> Vec<Group<'a>> {
    let schema = app.office.catalogue.facts();
    schema
        .groups()
        .iter()
        .filter_map(|group| {
            let questions: Vec<Question<'a>> = schema
                .definitions()
                .iter()
                .filter(|fact| fact.group == group.code && fact.essential == essential)
                .map(question)
                .collect();
            let is_wrong = form
                .problems
                .iter()
                .any(|problem| questions.iter().any(|it| it.field == problem.field));
            (!questions.is_empty()).then_some(Group {
                name: &group.name,
                is_wrong,
                questions,
            })
        })
        .collect()
}

fn question(fact: &FactDefinition) -> Question<'_> {
    let (kind, unit, options) = match &fact.kind {
        FactKind::Boolean => ("boolean", None, Vec::new()),
        FactKind::Integer { unit, .. } => ("integer", Some(unit), Vec::new()),
        FactKind::Choice(options) => {
            let options = options.iter().map(|option| Answer {
                value: &option.code,
                name: &option.name,
            });
            ("choice", None, options.collect())
        }
    };
    Question {
        field: fact_field(&fact.code),
        text: &fact.question,
        help: &fact.help,
        kind,
        unit,
        options,
    }
}
