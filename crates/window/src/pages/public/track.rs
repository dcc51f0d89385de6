//! Tracking without an account (4): a number from a paper and the telephone that was left. Whatever does not match is
//! answered alike, and after a few tries everybody waits.

use axum::extract::State;
use axum::http::{Extensions, StatusCode};
use axum::response::Response;
use minijinja::{Value, context};
use window_domain::id::case_number::CaseNumber;
use window_domain::id::project_code::ProjectCode;
use window_domain::id::{IdKind, inspect, phone};
use window_domain::project::progress::Progress;
use window_domain::project::{Case, Project};
use window_domain::refusal::{Code, Refusal};

use crate::app::{App, AppState};
use crate::http::refusal::problem;
use crate::http::{Fields, FormView, PageError, Problem, Visitor};
use crate::i18n::Message;
use crate::pages::days::explained;
use crate::pages::guesses::{Guess, address};
use crate::pages::lights::LightView;
use crate::service::Office;
use crate::templates::view;

pub(super) async fn ask(
    State(app): State<AppState>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    form(&app, &visitor, (StatusCode::OK, FormView::empty()))
}

fn form(
    app: &App,
    visitor: &Visitor,
    (status, form): (StatusCode, FormView),
) -> Result<Response, PageError> {
    let city = app.office.catalogue.city();
    let data = context! { form => view(&form), hotline => city.hotline.as_str() };
    app.page_with_status(visitor, status, "pages/public/track.html", data)
}

pub(super) async fn look(
    State(app): State<AppState>,
    visitor: Visitor,
    extensions: Extensions,
    fields: Fields,
) -> Result<Response, PageError> {
    let typed = fields.text("phone");
    let (number, mistyped) = read(fields.text("number"), typed);
    if !mistyped.is_empty() {
        let shown = FormView::of(&fields, mistyped);
        return form(&app, &visitor, (StatusCode::UNPROCESSABLE_ENTITY, shown));
    }
    let guess = Guess::new("track", &number, typed, address(&extensions));
    let policy = app.office.catalogue.feedback().complaint.find;
    guess.allowed(&app, policy).await?;
    let found = app.office.track(&number, typed).await;
    let found = found.map_err(|error| error.into_page(&app, &visitor))?;
    let Some(project) = found else {
        guess.missed(&app).await?;
        let refusal = Refusal::new(Code::NotTracked).at("number");
        let shown = FormView::of(&fields, vec![problem(&app, visitor.language, &refusal)]);
        return form(&app, &visitor, (StatusCode::UNPROCESSABLE_ENTITY, shown));
    };
    let data = result(&app, &project, &number);
    app.page(&visitor, "pages/public/tracked.html", data)
}

/// The number in its one form, and what no number and no telephone can be, whoever asks: check digits and shapes are
/// public. Nothing is looked up for it, and it counts as no guess.
fn read(typed: &str, typed_phone: &str) -> (String, Vec<Problem>) {
    let mut found = Vec::new();
    let case = CaseNumber::parse(typed).ok().map(|it| it.to_string());
    let code = ProjectCode::parse(typed).ok().map(|it| it.to_string());
    let number = case.or(code);
    if number.is_none() {
        let looked = inspect(typed);
        let key = match (looked.kind, looked.reason) {
            (Some(IdKind::CaseNumber | IdKind::ProjectCode), Some(why)) => why.code(),
            _ => "kind",
        };
        let message = Message::new(format!("track-mistyped-{key}"));
        found.push(Problem::new("number", message));
    }
    if phone::parse(typed_phone).is_none() {
        found.push(Problem::new("phone", Message::new("track-mistyped-phone")));
    }
    (number.unwrap_or_default(), found)
}

fn result(app: &App, project: &Project, number: &str) -> Value {
    let office = &app.office;
    let rules = office.rules_of(project);
    let progress = Progress::new(project, rules);
    let items = progress.items();
    let done = items
        .iter()
        .filter(|(item, _)| {
            project
                .case_of(&item.code)
                .is_some_and(|it| it.status().is_over())
        })
        .count();
    let mut cases: Vec<&Case> = project.cases.values().collect();
    // The one that was asked for first.
    cases.sort_by_key(|case| case.number.to_string() != number);
    let cases: Vec<Value> = cases
        .into_iter()
        .map(|it| case(office, project, it))
        .collect();
    let letters: Vec<Value> = project
        .letters
        .iter()
        .rev()
        .filter_map(|letter| {
            let kind = rules.letters().kind(&letter.form)?;
            Some(context! {
                title => view(&kind.title), number => letter.number.as_str(),
                on => letter.issued_on.to_string(), code => letter.check_code.to_string(),
            })
        })
        .collect();
    context! {
        title => project.title.as_str(), company => project.builder.company.as_str(),
        code => project.code.as_ref().map(ToString::to_string), state => project.standing(),
        total => items.len(), done, cases, letters, today => office.today().to_string(),
        agent => project.agent.as_ref().map(|card| context! {
            window => card.window.as_str(), phone => card.phone.as_str(),
        }),
        hotline => rules.city().hotline.as_str(),
    }
}

fn case(office: &Office, project: &Project, case: &Case) -> Value {
    let rules = office.rules_of(project);
    let today = office.today();
    let item = rules.item(&case.item);
    let department = rules.department(&case.department);
    let running = match case.review() {
        Some(review) => vec![
            ("promised", &review.promised),
            ("statutory", &review.statutory),
        ],
        None => vec![("intake", case.clock())],
    };
    let clocks: Vec<Value> = running
        .into_iter()
        .map(|(key, clock)| {
            let due = clock.due(&office.calendar, today);
            context! {
                key, due => due.map(|due| due.date.to_string()),
                is_provisional => due.is_some_and(|due| due.provisional),
                used => clock.used(&office.calendar, today),
                days => view(&explained(office, clock)),
            }
        })
        .collect();
    context! {
        number => case.number.to_string(), status => case.status().as_str(),
        item => item.map(|item| view(&item.name)), code => case.item.as_str(),
        department => department.map(|it| context! { name => view(&it.name), phone => it.phone.as_str() }),
        light => view(&LightView::from(case.light(&office.calendar, today))), clocks,
    }
}
