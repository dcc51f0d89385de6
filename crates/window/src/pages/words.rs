//! The words of the window: the phrases with what to say instead, and how often they were typed; by person only for the
//! lead and for oneself.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use jiff::ToSpan;
use minijinja::{Value, context};
use serde::Serialize;
use window_domain::access::Action;
use window_domain::catalogue::{Demand, Phrases, Text};
use window_domain::figures::ENOUGH;
use window_store::{Days, PhraseCount};

use crate::app::{App, AppState};
use crate::http::refusal::city_language;
use crate::http::{PageError, Routes, Visitor};
use crate::i18n::Language;
use crate::service::Refused;
use crate::templates::view;

/// Months before the current one that are counted.
const MONTHS_BEFORE: i64 = 11;

/// The page of the words.
pub(super) fn routes() -> Routes {
    Routes::new().get("/desk/words", Action::ReadWords, show)
}

/// Hits of a phrase in a kind of text in a month.
#[derive(Debug, Serialize)]
struct Line {
    month: String,
    phrase: String,
    kind: String,
    blocked: u64,
    sent: u64,
}

/// Hits of a person.
#[derive(Debug, Default, Serialize)]
struct Person {
    name: String,
    blocked: u64,
    sent: u64,
}

/// Hits of a phrase for everybody to see.
#[derive(Debug, Serialize)]
struct Heard {
    phrase: String,
    kind: String,
    count: u64,
}

/// Hits of a period without persons.
#[derive(Debug, Serialize)]
pub(super) struct Hits {
    heard: Vec<Heard>,
    /// How many phrases are left out, because too few hits would point at somebody.
    hidden: u64,
}

async fn show(State(app): State<AppState>, visitor: Visitor) -> Result<Response, PageError> {
    let actor = visitor.actor()?;
    let today = app.office.today();
    let from = today
        .first_of_month()
        .checked_sub(MONTHS_BEFORE.months())
        .map_err(PageError::broken)?;
    let counts = app
        .office
        .phrase_counts(&actor, Days { from, to: today })
        .await
        .map_err(|error| error.into_page(&app, &visitor))?;
    let others = visitor.may(Action::ReadWordsOfOthers);
    let people = if others {
        people(&app, &counts).await?
    } else {
        Vec::new()
    };
    let lines = lines(&app, visitor.language, &counts);
    let data = context! {
        others, from => from.to_string(), lines => view(&lines), people => view(&people),
        words => words(&app), source => app.office.catalogue.phrases().source.as_str(),
    };
    app.page(&visitor, "pages/words.html", data)
}

fn lines(app: &App, language: Language, counts: &[PhraseCount]) -> Vec<Line> {
    let phrases = app.office.catalogue.phrases();
    let mut found: Vec<Line> = Vec::new();
    // Rows of one month, phrase and kind follow each other.
    let mut last = None;
    for row in counts {
        let key = (&row.month, &row.phrase, &row.kind);
        if last == Some(key)
            && let Some(line) = found.last_mut()
        {
            line.blocked += row.blocked;
            line.sent += row.sent;
        } else {
            found.push(Line {
                month: row.month.clone(),
                phrase: named(phrases, &row.phrase, language),
                kind: row.kind.clone(),
                blocked: row.blocked,
                sent: row.sent,
            });
        }
        last = Some(key);
    }
    found
}

/// How a phrase is shown; one the catalogue has dropped since by its code.
fn named(phrases: &Phrases, code: &str, language: Language) -> String {
    let name = phrases.name(code, city_language(language));
    name.unwrap_or(code).to_owned()
}

async fn people(app: &App, counts: &[PhraseCount]) -> Result<Vec<Person>, PageError> {
    let mut found: BTreeMap<&str, Person> = BTreeMap::new();
    for row in counts {
        let person = found.entry(&row.user).or_default();
        person.blocked += row.blocked;
        person.sent += row.sent;
    }
    for (user, person) in &mut found {
        let account = app.store.account(user).await;
        let account = account.map_err(PageError::unavailable)?;
        person.name = account.map_or_else(|| (*user).to_owned(), |account| account.name);
    }
    Ok(found.into_values().collect())
}

/// The phrases as the pages where somebody writes help with them.
pub(super) fn words(app: &App) -> Value {
    let phrases = app.office.catalogue.phrases();
    let joined = |zh: &[String], en: &[String]| Text {
        zh: zh.join("\u{3001}"),
        en: en.join(", "),
    };
    let forbidden = phrases.forbidden.iter();
    let forbidden: Vec<Value> = forbidden
        .map(|it| {
            context! { says => view(&joined(&it.zh, &it.en)), suggestion => view(&it.suggestion) }
        })
        .collect();
    let required = phrases.required.iter();
    let required: Vec<Value> = required
        .map(|it| {
            let kinds: Vec<_> = it.kinds.iter().map(|kind| kind.as_str()).collect();
            context! {
                name => view(&it.name), suggestion => view(&it.suggestion), kinds,
                refuses => it.severity == Demand::Refuse,
            }
        })
        .collect();
    context! { forbidden, required }
}

/// Hits of a period without persons; phrases with few hits are left out.
///
/// # Errors
/// A failing store.
pub(super) async fn hits(app: &App, language: Language, days: Days) -> Result<Hits, Refused> {
    let phrases = app.office.catalogue.phrases();
    let (many, few): (Vec<_>, Vec<_>) = app
        .office
        .phrases_heard(days)
        .await?
        .into_iter()
        .partition(|(_, count)| *count >= ENOUGH);
    let heard = many.into_iter().map(|((phrase, kind), count)| Heard {
        phrase: named(phrases, &phrase, language),
        kind,
        count,
    });
    Ok(Hits {
        heard: heard.collect(),
        hidden: u64::try_from(few.len()).unwrap_or(u64::MAX),
    })
}
