//! Monthly scores: an agent's own with the appeal, and everybody's for lead and managers with table, freezing and answers.

mod board;
mod mine;

use minijinja::{Value, context};
use window_domain::access::Action;
use window_domain::id::case_number::CaseNumber;
use window_domain::score::{Appeal, Because, Link, Month};

use crate::app::App;
use crate::http::{PageError, Routes, Visitor};
use crate::service::score::Standing;
use crate::templates::view;

/// Months to choose from, the running one included.
const MONTHS: i64 = 13;

/// The pages of scores.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/desk/score", Action::ReadOwnScore, mine::show)
        .post(
            "/desk/score/{month}/appeal",
            Action::AppealScore,
            mine::appeal,
        )
        .get("/board/scores", Action::ReadScores, board::show)
        .get(
            "/board/scores/{month}/{agent}",
            Action::ReadScores,
            board::one,
        )
        .post(
            "/board/scores/{month}/freeze",
            Action::FreezeScore,
            board::freeze,
        )
        .post(
            "/board/scores/{month}/{agent}/answer",
            Action::AnswerAppeal,
            board::answer,
        )
        .get(
            "/board/score-tables/{month}/{file}",
            Action::ReadScores,
            board::download,
        )
}

/// The month somebody typed; the last that is over if nothing was.
fn month(app: &App, typed: &str) -> Result<Month, PageError> {
    match typed.trim() {
        "" => Ok(Month::of(app.office.today()).plus(-1)),
        typed => typed.parse().map_err(|_| PageError::not_found()),
    }
}

/// Months to choose from, the newest first.
fn months(app: &App) -> Vec<String> {
    let this = Month::of(app.office.today());
    (0..MONTHS)
        .map(|back| this.plus(-back).to_string())
        .collect()
}

/// A score with its links as pages show them.
fn shown(app: &App, visitor: &Visitor, it: &Standing) -> Value {
    let links = it.links.as_deref().unwrap_or_default();
    let score = it.score.as_deref();
    let appeals = score.map_or(&[][..], |score| &score.appeals);
    let frozen = score.and_then(|score| score.frozen.as_ref());
    let links: Vec<Value> = links.iter().map(|one| link(app, visitor, one)).collect();
    let appeals: Vec<Value> = appeals
        .iter()
        .map(|one| appeal(app, visitor, one))
        .collect();
    context! {
        agent => it.id.agent.to_string(), name => it.name.as_str(),
        month => it.id.month.to_string(), stage => it.stage.as_str(), total => it.total(),
        until => it.until.map(|until| until.to_string()), seen => it.links.is_some(),
        rules => app.office.catalogue.incentives().of(it.id.month).map(|rules| context! {
            from => rules.from.to_string(), source => rules.source.as_str(),
        }),
        links, appeals, frozen => frozen.map(|it| context! {
            on => it.on.to_string(), by => it.by.name.as_str(), rules => it.rules.to_string(),
        }),
    }
}

fn named(app: &App, rule: &str) -> Value {
    let name = app.office.catalogue.incentives().name(rule);
    name.map_or_else(|| context! { zh => rule, en => rule }, view)
}

fn link(app: &App, visitor: &Visitor, link: &Link) -> Value {
    let name = named(app, &link.rule);
    let base = |kind: &str| context! { key => link.key.as_str(), rule => name, points => link.points, kind };
    match &link.because {
        Because::Fact {
            kind,
            on,
            stream,
            version,
            number,
        } => {
            let project = stream.strip_prefix("project/");
            let href = project
                .filter(|_| visitor.may(Action::ReadAgentDesk))
                .map(|id| format!("/desk/projects/{id}"));
            // A long id says nothing to anybody; case and problem numbers do.
            let is_number = CaseNumber::parse(number).is_ok() || number.starts_with("WT");
            let phrase = stream.starts_with("phrase/");
            let words = phrase.then(|| {
                let phrases = app.office.catalogue.phrases();
                let language = crate::http::refusal::city_language(visitor.language);
                phrases.name(number, language).unwrap_or(number).to_owned()
            });
            context! {
                on => on.to_string(), open => kind.is_open(), href,
                number => words.or_else(|| is_number.then(|| number.clone())),
                event => if phrase { None } else { Some(*version) }, ..base("fact")
            }
        }
        Because::Limit => base("limit"),
        Because::Appeal { .. } => base("appeal"),
    }
}

fn appeal(app: &App, visitor: &Visitor, appeal: &Appeal) -> Value {
    context! {
        link => link(app, visitor, &appeal.link), on => appeal.on.to_string(),
        reason => appeal.reason.as_str(),
        answer => appeal.answer.as_ref().map(|it| context! {
            on => it.on.to_string(), by => it.by.name.as_str(), points => it.points,
            reason => it.reason.as_str(),
        }),
    }
}
