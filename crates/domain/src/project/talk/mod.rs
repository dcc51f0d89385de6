//! Conversations about a project between enterprise, window and departments, through the window: who has to answer until
//! when, and who may read what.

pub mod command;
pub mod event;
mod fold;

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use self::command::{TalkCommand, Words};
pub use self::event::{Next, TalkEvent};

use super::event::{ProjectEvent, StoredFile};
use super::{CaseStatus, Decided, Project, TEXT_MAX_CHARS, TITLE_MAX_CHARS, check_text, required};
use crate::access::{Actor, Relation, Role};
use crate::catalogue::{DepartmentCode, TalkPolicy};
use crate::clock::Clock;
use crate::context::{By, Context};
use crate::refusal::{Code, Refusal, Refusals};

/// Files with one message: more are a submission.
pub const FILES_MAX: usize = 5;

/// Who speaks, and to whom.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The enterprise.
    Enterprise,
    /// The window, whose agent accompanies the project.
    Window,
    /// A department.
    Department(DepartmentCode),
}

impl Side {
    /// Name in rows and locale keys.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Enterprise => "enterprise",
            Self::Window => "window",
            Self::Department(_) => "department",
        }
    }

    /// The department, if it is one.
    pub const fn department(&self) -> Option<&DepartmentCode> {
        match self {
            Self::Department(code) => Some(code),
            Self::Enterprise | Self::Window => None,
        }
    }

    /// The side somebody speaks for; `None` for whoever only watches.
    pub fn of(actor: &Actor) -> Option<Self> {
        if actor.enterprise.is_some() {
            Some(Self::Enterprise)
        } else if actor.is(Role::Agent) || actor.is(Role::WindowLead) {
            Some(Self::Window)
        } else {
            let code = actor.department.as_deref()?;
            Some(Self::Department(DepartmentCode::new(code)))
        }
    }

    fn days(&self, policy: TalkPolicy) -> u16 {
        match self {
            Self::Enterprise => policy.enterprise_days,
            Self::Window => policy.window_days,
            Self::Department(_) => policy.department_days,
        }
    }
}

/// A conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Talk {
    /// Its number within the project, from 1.
    pub number: u16,
    /// What it is about.
    pub subject: String,
    /// Its day.
    pub opened_on: Date,
    /// What was written, in order.
    pub messages: Vec<Message>,
    /// Who has to answer.
    pub awaited: Option<Awaited>,
    /// How often somebody was asked.
    pub asked: u16,
    /// How often somebody had been asked at the last reminder.
    pub reminded: u16,
    /// Whether the enterprise asked and nothing has come back to it.
    pub enterprise_waits: bool,
    /// That no answer is needed any more: since when, who said so and why.
    pub settled: Option<(Date, By, String)>,
}

/// Something written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its number within the conversation, from 1.
    pub number: u16,
    /// Who wrote.
    pub from: Side,
    /// Whom to.
    pub to: Side,
    /// Who that was.
    pub by: By,
    /// Its day.
    pub on: Date,
    /// The words.
    pub text: String,
    /// What came with them.
    pub files: Vec<StoredFile>,
    /// Who may read it.
    pub readers: BTreeSet<Side>,
    /// Day it was released to the enterprise.
    pub released_on: Option<Date>,
}

/// Who has to answer whom until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Awaited {
    /// Who.
    pub side: Side,
    /// Whom.
    pub asked_by: Side,
    /// Until when.
    pub clock: Clock,
}

impl Talk {
    /// What a side may read of it.
    pub fn readable<'a>(&'a self, side: &'a Side) -> impl Iterator<Item = &'a Message> {
        let messages = self.messages.iter();
        messages.filter(move |message| message.readers.contains(side))
    }

    /// Every side that may read some of it.
    pub fn sides(&self) -> BTreeSet<&Side> {
        self.messages.iter().flat_map(|it| &it.readers).collect()
    }
}

impl Project {
    /// The conversation with this number, or the refusal.
    ///
    /// # Errors
    /// [`Code::UnknownTalk`] if the project has none.
    pub fn talk(&self, number: u16) -> Result<&Talk, Refusals> {
        let mut talks = self.talks.iter();
        talks
            .find(|talk| talk.number == number)
            .ok_or_else(|| Refusal::new(Code::UnknownTalk).with("talk", number).into())
    }

    /// Departments that are on the project now, and can be asked: those of its cases, unless withdrawn, those asked for an
    /// opinion, those that supervise the works, and those with a problem to solve.
    pub fn present_departments(&self) -> BTreeSet<&DepartmentCode> {
        let live = |case: &&super::Case| case.status() != CaseStatus::Withdrawn;
        let cases = self.cases.values().filter(live).flat_map(|case| {
            let opinions = case.review().map_or(&[][..], |review| &review.opinions);
            let asked = opinions.iter().map(|opinion| &opinion.department);
            core::iter::once(&case.department).chain(asked)
        });
        let problems = self.problems.iter().filter(|problem| problem.is_open());
        cases
            .chain(self.supervising())
            .chain(problems.filter_map(|problem| problem.department.as_ref()))
            .collect()
    }
}

/// How the actor stands to the conversations of a project: a department stands to them if it is on the project or was
/// written to.
pub fn relations(project: &Project, actor: &Actor) -> Vec<Relation> {
    let mut found = super::relations(project, None, actor);
    if let Some(Side::Department(own)) = Side::of(actor) {
        found.retain(|relation| *relation != Relation::SameDepartment);
        let was_written_to = || {
            let side = Side::Department(own.clone());
            project
                .talks
                .iter()
                .any(|talk| talk.sides().contains(&side))
        };
        if project.present_departments().contains(&own) || was_written_to() {
            found.push(Relation::SameDepartment);
        }
    }
    found
}

/// Decides a command about conversations.
pub(super) fn decide(project: &Project, command: &TalkCommand, context: &Context<'_>) -> Decided {
    let from = Side::of(context.actor);
    let from = || from.clone().ok_or_else(|| Refusals::from(Code::NotAllowed));
    match command {
        TalkCommand::Open { subject, words } => open(project, (&from()?, subject, words), context),
        TalkCommand::Say { talk, words } => {
            let from = from()?;
            let talk = readable(project, *talk, &from)?;
            say(project, (talk, &from, words), context)
        }
        TalkCommand::Release { talk, message } => release(project.talk(*talk)?, *message),
        TalkCommand::Settle { talk, note } => {
            let from = from()?;
            settle(readable(project, *talk, &from)?, &from, note)
        }
        TalkCommand::Remind => Ok(remind(project, context)),
    }
}

/// Folds a fact.
pub(super) fn apply(project: &mut Project, event: &TalkEvent, on: Date, by: &By) {
    fold::fold(&mut project.talks, event, on, by);
}

fn fact(event: TalkEvent) -> Vec<ProjectEvent> {
    alloc::vec![ProjectEvent::Talk(event)]
}

/// The conversation, if the side may read some of it: to others there is none.
fn readable<'a>(project: &'a Project, number: u16, side: &Side) -> Result<&'a Talk, Refusals> {
    let talk = project.talk(number)?;
    if talk.sides().contains(side) {
        Ok(talk)
    } else {
        Err(Refusal::new(Code::UnknownTalk).with("talk", number).into())
    }
}

/// Everything wrong with words and their recipient.
fn check(project: &Project, from: &Side, words: &Words, found: &mut Vec<Refusal>) {
    check_text(&words.text, "text", TEXT_MAX_CHARS, found);
    if words.files.len() > FILES_MAX {
        let refusal = Refusal::new(Code::TalkFiles).with("max", FILES_MAX);
        found.push(refusal.at("file"));
    }
    match (from, &words.to) {
        (Side::Window, Side::Enterprise) => {}
        (Side::Window, Side::Department(code)) => {
            let present = project.present_departments();
            if !present.contains(code) {
                let now: Vec<&str> = present.iter().map(|it| it.as_str()).collect();
                let refusal = Refusal::new(Code::TalkDepartmentGone)
                    .with("department", code)
                    .with("departments", now.join(" "));
                found.push(refusal.at("to"));
            }
        }
        (Side::Enterprise | Side::Department(_), Side::Window) => {
            found.extend(gone(project, words));
        }
        _ => found.push(Refusal::new(Code::TalkThroughWindow).at("to")),
    }
}

/// That the person the writer saw does not accompany the project any more.
fn gone(project: &Project, words: &Words) -> Option<Refusal> {
    let person = words.person?;
    let substitute = project.agency.substitute.as_ref().map(|it| &it.card);
    let mut present = project.agent.iter().chain(substitute);
    if present.any(|card| card.agent == person) {
        return None;
    }
    let now = substitute.or(project.agent.as_ref());
    let refusal = Refusal::new(Code::TalkPersonGone);
    let refusal = match now {
        Some(card) => refusal.with("now", &card.name).with("window", &card.window),
        None => refusal.with("now", "-").with("window", "-"),
    };
    Some(refusal.at("text"))
}

fn open(
    project: &Project,
    (from, subject, words): (&Side, &str, &Words),
    context: &Context<'_>,
) -> Decided {
    let mut found = Vec::new();
    check_text(subject, "subject", TITLE_MAX_CHARS, &mut found);
    check(project, from, words, &mut found);
    Refusals::check(found)?;
    let last = project.talks.last().map_or(0, |talk| talk.number);
    Ok(fact(TalkEvent::TalkOpened {
        talk: last.saturating_add(1),
        subject: subject.trim().into(),
        from: from.clone(),
        to: words.to.clone(),
        text: words.text.trim().into(),
        files: words.files.clone(),
        next: if words.asks {
            asking(from, &words.to, context)
        } else {
            Next::Nobody
        },
    }))
}

fn asking(from: &Side, to: &Side, context: &Context<'_>) -> Next {
    Next::Answer {
        side: to.clone(),
        asked_by: from.clone(),
        days: to.days(context.catalogue.agency().talk),
    }
}

fn say(
    project: &Project,
    (talk, from, words): (&Talk, &Side, &Words),
    context: &Context<'_>,
) -> Decided {
    let mut found = Vec::new();
    check(project, from, words, &mut found);
    Refusals::check(found)?;
    // A department that is asked must be able to read what the enterprise said, and was told.
    let shown = if words.to.department().is_some() {
        talk.readable(&Side::Enterprise)
            .filter(|message| !message.readers.contains(&words.to))
            .map(|message| message.number)
            .collect()
    } else {
        Vec::new()
    };
    Ok(fact(TalkEvent::TalkSaid {
        talk: talk.number,
        from: from.clone(),
        to: words.to.clone(),
        text: words.text.trim().into(),
        files: words.files.clone(),
        shown,
        next: next(talk, from, words, context),
    }))
}

/// Who has to answer after these words.
fn next(talk: &Talk, from: &Side, words: &Words, context: &Context<'_>) -> Next {
    let awaited = talk.awaited.as_ref();
    if words.asks {
        let is_asked = awaited.is_some_and(|it| it.side == words.to && it.asked_by == *from);
        // Asking again does not give more time.
        return if is_asked {
            Next::Same
        } else {
            asking(from, &words.to, context)
        };
    }
    let answers = |it: &Awaited| it.side == *from && it.asked_by == words.to;
    match awaited {
        // What a department answers must still be passed on, if the enterprise waits for it.
        Some(it) if answers(it) && words.to == Side::Window && talk.enterprise_waits => {
            match from {
                Side::Department(_) => asking(&Side::Enterprise, &Side::Window, context),
                Side::Enterprise | Side::Window => Next::Nobody,
            }
        }
        Some(it) if answers(it) => Next::Nobody,
        _ => Next::Same,
    }
}

fn release(talk: &Talk, number: u16) -> Decided {
    let mut messages = talk.messages.iter();
    let message = messages.find(|message| message.number == number);
    let message = message.filter(|message| message.from.department().is_some());
    let Some(message) = message else {
        let refusal = Refusal::new(Code::UnknownTalk).with("talk", talk.number);
        return Err(refusal.into());
    };
    if message.readers.contains(&Side::Enterprise) {
        return Err(Code::TalkReleasedBefore.into());
    }
    let is_answer = talk
        .awaited
        .as_ref()
        .is_some_and(|it| it.side == Side::Window && it.asked_by == Side::Enterprise);
    Ok(fact(TalkEvent::TalkReleased {
        talk: talk.number,
        message: number,
        next: if is_answer { Next::Nobody } else { Next::Same },
    }))
}

fn settle(talk: &Talk, from: &Side, note: &str) -> Decided {
    required(note, "note")?;
    let Some(awaited) = &talk.awaited else {
        return Err(Code::TalkAnswered.into());
    };
    // Whoever asked needs no answer; the window leads the conversation, but does not end what the enterprise waits for.
    let may = awaited.asked_by == *from || (*from == Side::Window && !talk.enterprise_waits);
    if !may {
        return Err(Code::TalkNotAsked.into());
    }
    Ok(fact(TalkEvent::TalkSettled {
        talk: talk.number,
        note: note.trim().into(),
    }))
}

fn remind(project: &Project, context: &Context<'_>) -> Vec<ProjectEvent> {
    let is_late = |talk: &&Talk| {
        let awaited = talk.awaited.as_ref().filter(|_| talk.reminded < talk.asked);
        let due = awaited.and_then(|it| it.clock.due(context.calendar, context.today));
        due.is_some_and(|due| due.date < context.today)
    };
    let late = project.talks.iter().filter(is_late);
    late.map(|talk| {
        ProjectEvent::Talk(TalkEvent::TalkReminded {
            talk: talk.number,
            asked: talk.asked,
        })
    })
    .collect()
}
