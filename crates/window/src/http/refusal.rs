//! A refusal of the rules in the visitor's words: codes become names, dates become days.

use jiff::civil::DateTime;
use window_domain::access::Actor;
use window_domain::catalogue::{
    DepartmentCode, ItemCode, Language as CityLanguage, MaterialCode, Text,
};
use window_domain::refusal::{Code, Refusal, Refusals};

use super::fields::UNSAID;
use super::{ErrorKind, Fields, PageError, Problem, Visitor};
use crate::app::App;
use crate::i18n::{Language, Message, format};
use crate::service::{Refused, Request, key};

/// The catalogue's language for a page's language.
pub const fn city_language(language: Language) -> CityLanguage {
    match language {
        Language::Zh => CityLanguage::Zh,
        Language::En => CityLanguage::En,
    }
}

/// Each reason as a problem beside its field, in the reader's language.
pub fn problems(app: &App, language: Language, refusals: &Refusals) -> Vec<Problem> {
    let each = refusals.0.iter();
    each.map(|refusal| problem(app, language, refusal))
        .collect()
}

/// One reason as a problem beside its field: why not, by which rule, and the way out.
pub fn problem(app: &App, language: Language, refusal: &Refusal) -> Problem {
    let field = refusal.field.clone().unwrap_or_default();
    Problem {
        remedy: Some(Box::new(remedy(app, language, refusal))),
        said: said_there(refusal).map(Box::new),
        may_pass: refusal.code == Code::PhraseUnsaid,
        rule: Some(Box::new(refusal.clone())),
        ..Problem::new(field, message(app, language, refusal))
    }
}

/// A forbidden phrase as it was typed, between what stands before and behind it.
fn said_there(refusal: &Refusal) -> Option<[String; 3]> {
    let value = |wanted: &str| {
        let found = refusal.values.iter().find(|(name, _)| *name == wanted);
        found.map(|(_, value)| value.clone())
    };
    Some([value("before")?, value("said")?, value("after")?])
}

/// The sentence of a refusal: `refusal-<code>` with its values put into words.
fn message(app: &App, language: Language, refusal: &Refusal) -> Message {
    let key = format!("refusal-{}", refusal.code.as_str());
    said(app, language, (key, refusal))
}

/// The way out of a refusal: `refusal-<code>-remedy`.
fn remedy(app: &App, language: Language, refusal: &Refusal) -> Message {
    let key = format!("refusal-{}-remedy", refusal.code.as_str());
    said(app, language, (key, refusal))
}

fn said(app: &App, language: Language, (key, refusal): (String, &Refusal)) -> Message {
    let mut message = Message::new(key);
    for (name, value) in &refusal.values {
        message = message.with(name, worded(app, language, (name, value)));
    }
    message
}

/// Values that are words of ours, with how the names of their sentences begin.
const SENTENCES: [(&str, &str); 10] = [
    ("state", "case-status-"),
    ("step", "build-first-"),
    ("milestone", "milestone-"),
    ("order_step", "order-step-"),
    ("party", "party-"),
    ("who", "role-"),
    ("service_kind", "service-"),
    ("booking_status", "booking-"),
    ("fault", "workdays-fault-"),
    ("finding", "lint-"),
];

fn worded(app: &App, language: Language, (name, value): (&str, &str)) -> String {
    let catalogue = &app.office.catalogue;
    let text = |text: Option<&Text>| text.map(|text| text.get(city_language(language)).to_owned());
    let found = match name {
        "item" | "predecessor" => {
            text(catalogue.item(&ItemCode::new(value)).map(|item| &item.name))
                .map(|name| format!("{value} {name}"))
        }
        "material" => text(catalogue.material_name(&MaterialCode::new(value))),
        "department" => text(
            catalogue
                .department(&DepartmentCode::new(value))
                .map(|department| &department.name),
        ),
        "departments" => {
            let codes = value.split_whitespace().map(DepartmentCode::new);
            let names: Vec<String> = codes
                .map(|code| {
                    let known = text(catalogue.department(&code).map(|it| &it.name));
                    known.unwrap_or_else(|| code.to_string())
                })
                .collect();
            let separator = app.i18n.text(language, "list-separator", &[]);
            Some(names.join(&separator))
        }
        "rule" => text(
            catalogue
                .policy()
                .build_first
                .requirements
                .iter()
                .find(|requirement| requirement.code == value)
                .map(|requirement| &requirement.reason),
        ),
        "fact" => text(catalogue.facts().get(value).map(|fact| &fact.question)),
        "suggestion" => text(catalogue.phrases().suggestion(value)),
        "phrase" => {
            let phrases = catalogue.phrases();
            let name = phrases.name(value, city_language(language));
            name.map(str::to_owned)
        }
        "slot" => value
            .parse()
            .ok()
            .map(|time| format::day_and_time(&app.i18n, language, time)),
        "nearest" => Some(times(app, language, value)),
        "at" => value
            .parse()
            .ok()
            .map(|at| format::moment(&app.i18n, language, at)),
        "until" | "date" | "limit" => value
            .parse()
            .ok()
            .map(|date| format::full_day(&app.i18n, language, date)),
        _ => SENTENCES
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, key)| app.i18n.text(language, &format!("{key}{value}"), &[])),
    };
    found.unwrap_or_else(|| value.to_owned())
}

/// Several days with their times, each day said once, or that there are none.
fn times(app: &App, language: Language, value: &str) -> String {
    let times = value
        .split_whitespace()
        .filter_map(|time| time.parse::<DateTime>().ok());
    let (mut said, mut day) = (Vec::new(), None);
    for time in times {
        if day == Some(time.date()) {
            said.push(time.strftime("%H:%M").to_string());
        } else {
            said.push(format::day_and_time(&app.i18n, language, time));
        }
        day = Some(time.date());
    }
    if said.is_empty() {
        return app.i18n.text(language, "booking-none-free", &[]);
    }
    said.join(&app.i18n.text(language, "list-separator", &[]))
}

impl Refused {
    /// The page or problem document for a service that did not do what was asked.
    pub fn into_page(self, app: &App, visitor: &Visitor) -> PageError {
        match self {
            Self::Rules(refusals) => {
                let problems = problems(app, visitor.language, &refusals);
                let error = PageError::new(ErrorKind::Unprocessable);
                match problems.first() {
                    Some(first) => error.because(first.message.clone()).with_problems(problems),
                    None => error,
                }
            }
            Self::NotFound => PageError::not_found(),
            Self::Conflict => PageError::conflict(Message::new("conflict-faster")),
            Self::KeyReused => PageError::conflict(Message::new("conflict-key")),
            Self::Store(error) => PageError::unavailable(error),
            Self::Broken(reason) => PageError::broken_because(reason),
        }
    }
}

impl Visitor {
    /// Who acts, for commands and rules.
    ///
    /// # Errors
    /// When nobody is logged in; the route's guard has seen to that before.
    pub fn actor(&self) -> Result<Actor, PageError> {
        self.account
            .as_ref()
            .map(crate::auth::Account::actor)
            .ok_or_else(PageError::unauthenticated)
    }

    /// Who acts where nobody need be logged in.
    pub fn anyone(&self) -> Actor {
        let account = self.account.as_ref();
        account.map_or_else(Actor::anonymous, crate::auth::Account::actor)
    }

    /// The request as services know it, with the form's one-time key.
    ///
    /// # Errors
    /// When the key has not the form of one, which only a hand-made request has.
    pub fn request(&self, form_key: &str) -> Result<Request, PageError> {
        Ok(Request {
            key: Some(key(form_key).ok_or_else(|| PageError::new(ErrorKind::BadRequest))?),
            ip: None,
            id: Some(self.request_id.clone()),
            seen: None,
            unsaid: false,
        })
    }

    /// The request of a form: its one-time key, and the version of the project it was drawn on.
    ///
    /// # Errors
    /// When the form carries no key, which only a hand-made request does.
    pub fn form_request(&self, fields: &Fields) -> Result<Request, PageError> {
        let request = self.request(fields.key()?)?;
        Ok(Request {
            seen: fields.seen(),
            unsaid: fields.get(UNSAID).is_some(),
            ..request
        })
    }
}
