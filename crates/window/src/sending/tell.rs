//! What an enterprise is told of its projects: which facts, in which words, and to which addresses.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use window_domain::catalogue::ItemCode;
use window_domain::context::Recorded;
use window_domain::id::phone;
use window_domain::project::building::BuildingEvent;
use window_domain::project::problem::ProblemEvent;
use window_domain::project::talk::{Side, TalkEvent};
use window_domain::project::{Project, ProjectEvent};
use window_store::OutboxMessage;

use super::mail::Letter;
use super::sms::TextMessage;
use super::{MAIL_TOPIC, ROUND, TELL_TOPIC, is_too_old};
use crate::app::App;
use crate::booking_messages;
use crate::http::refusal::city_language;
use crate::i18n::{Argument, Language, format};
use crate::outside;
use crate::service::Refused;

/// What happened, as it waits in the outbox until it is spread.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Told {
    /// Name of the sentence: `tell-…`.
    about: String,
    /// The enterprise.
    enterprise: String,
    company: String,
    /// The project.
    project: String,
    title: String,
    /// Telephone given when the project was filed, for who gave no other. Personal data.
    phone: String,
    /// Number of the notice, case or problem.
    number: String,
    /// Item of a promise.
    item: Option<String>,
    /// Subject of a conversation.
    subject: Option<String>,
    /// Last day.
    due: Option<Date>,
}

/// What goes out because of these facts of a project, to be spread to the addresses of its enterprise.
pub(crate) fn messages(project: &Project, facts: &[Recorded<ProjectEvent>]) -> Vec<OutboxMessage> {
    let told = facts.iter().filter_map(|fact| told(project, &fact.event));
    told.map(|told| OutboxMessage {
        topic: TELL_TOPIC.to_owned(),
        key: told.project.clone(),
        payload: serde_json::json!(told).to_string(),
    })
    .collect()
}

fn told(project: &Project, event: &ProjectEvent) -> Option<Told> {
    let about = |about: &str, number: &str| Told {
        about: about.to_owned(),
        number: number.to_owned(),
        enterprise: project.builder.id.to_string(),
        company: project.builder.company.clone(),
        project: project.id.to_string(),
        title: project.title.clone(),
        phone: project.contact.phone.clone(),
        ..Told::default()
    };
    match event {
        ProjectEvent::CorrectionRequested { notice, due, .. } => Some(Told {
            due: Some(*due),
            ..about("correction", notice)
        }),
        ProjectEvent::CaseDecided { case, .. } => Some(about("decided", &case.to_string())),
        ProjectEvent::NoticeIssued { number, .. } => Some(about("issued", number)),
        ProjectEvent::Problem(ProblemEvent::ProblemSolved { number, .. }) => {
            Some(about("solved", number))
        }
        ProjectEvent::Talk(event) => {
            let (number, what) = talked(project, event)?;
            let subject = project.talk(number).ok()?.subject.clone();
            Some(Told {
                subject: Some(subject),
                ..about(what, &number.to_string())
            })
        }
        ProjectEvent::Building(BuildingEvent::PromiseReminded { item, working_days }) => {
            Some(Told {
                item: Some(item.to_string()),
                ..about("promise", &working_days.to_string())
            })
        }
        _ => None,
    }
}

/// The conversation and the sentence, where the enterprise is told something.
fn talked(project: &Project, event: &TalkEvent) -> Option<(u16, &'static str)> {
    match event {
        TalkEvent::TalkOpened { talk, to, .. } | TalkEvent::TalkSaid { talk, to, .. } => {
            (*to == Side::Enterprise).then_some((*talk, "message"))
        }
        TalkEvent::TalkReleased { talk, .. } => Some((*talk, "message")),
        TalkEvent::TalkReminded { talk, .. } => {
            let awaited = project.talk(*talk).ok()?.awaited.as_ref()?;
            (awaited.side == Side::Enterprise).then_some((*talk, "unanswered"))
        }
        TalkEvent::TalkSettled { .. } => None,
    }
}

/// Spreads what waits; how many messages that makes. What is too old, or has nowhere to go, is dropped and says so.
pub(super) async fn spread(app: &App) -> Result<usize, Refused> {
    let (store, now) = (&app.office.store, app.office.clock.now());
    let mut made = 0;
    for entry in store.outbox_pending(TELL_TOPIC, now, ROUND).await? {
        let told: Told = match serde_json::from_str(&entry.payload) {
            Ok(told) => told,
            Err(error) => {
                let reason = format!("{:?}", error.classify());
                outside::park(&app.office, &entry, &reason).await?;
                continue;
            }
        };
        let (messages, dropped) = if is_too_old(app, &entry, now) {
            (Vec::new(), Some("expired"))
        } else {
            let messages = addressed(app, &told).await?;
            let dropped = messages.is_empty().then_some("nobody");
            (messages, dropped)
        };
        let spread = (messages.as_slice(), dropped);
        if store.outbox_spread(entry.id, spread, now).await? {
            made += messages.len();
        }
    }
    Ok(made)
}

/// The letter and the text message for the addresses the enterprise gave, in its language.
async fn addressed(app: &App, told: &Told) -> Result<Vec<OutboxMessage>, Refused> {
    let contact = app.office.store.contact(&told.enterprise).await?;
    let (email, phone, language) = match contact {
        Some(contact) => (contact.email, contact.phone, contact.language),
        None => (None, phone::parse(&told.phone), String::new()),
    };
    let language = Language::from_tag(&language).unwrap_or(app.config.interface.default_language);
    let words = Words::of(app, language, told);
    let mut messages = Vec::new();
    if let Some(to) = email {
        let letter = Letter {
            to,
            about: told.about.clone(),
            subject: words.subject,
            text: words.letter,
        };
        messages.push(message(MAIL_TOPIC, told, &letter));
    }
    if let Some(to) = phone {
        let text = TextMessage {
            to,
            template: format!("tell-{}", told.about),
            text: words.text,
        };
        messages.push(message(booking_messages::TOPIC, told, &text));
    }
    Ok(messages)
}

fn message(topic: &str, told: &Told, payload: &impl Serialize) -> OutboxMessage {
    OutboxMessage {
        topic: topic.to_owned(),
        key: told.project.clone(),
        payload: serde_json::json!(payload).to_string(),
    }
}

/// What is said, in one language.
struct Words {
    subject: String,
    letter: String,
    text: String,
}

impl Words {
    fn of(app: &App, language: Language, told: &Told) -> Self {
        let i18n = &app.i18n;
        let item = told.item.as_deref().map(ItemCode::new);
        let item = item.and_then(|code| app.office.catalogue.known_item(&code));
        let item = item.map(|item| item.name.get(city_language(language)));
        let item = item.or(told.subject.as_deref()).unwrap_or_default();
        let due = told.due.map(|due| format::full_day(i18n, language, due));
        let base = &app.config.server.base_url;
        let url = format!("{base}/my/projects/{}", told.project);
        let mut values: Vec<(&str, Argument)> = vec![
            ("project", told.title.as_str().into()),
            ("company", told.company.as_str().into()),
            ("number", told.number.as_str().into()),
            ("item", item.into()),
            ("due", due.unwrap_or_default().into()),
            ("url", url.into()),
            ("contact_url", format!("{base}/my/contact").into()),
        ];
        let about = &told.about;
        let text = i18n.text(language, &format!("tell-{about}"), &values);
        values.push(("text", text.as_str().into()));
        Self {
            subject: i18n.text(language, &format!("tell-{about}-subject"), &values),
            letter: i18n.text(language, "tell-letter", &values),
            text: i18n.text(language, "tell-sms", &values),
        }
    }
}
