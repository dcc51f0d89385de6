//! Complaints (投诉): anybody makes one and gets a receipt number; it gets an owner and a reply in time, and can be opened
//! again once.

pub mod command;
pub mod event;
mod fold;

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

pub use self::command::ComplaintCommand;
pub use self::event::{Complainant, ComplaintEvent};
pub use self::fold::apply;

use crate::access::{Actor, Relation, Role};
use crate::clock::Clock;
use crate::context::{By, Context, Recorded, Series};
use crate::enterprise::COMPANY_MAX_CHARS;
use crate::id::entity::{ComplaintId, UserId};
use crate::id::phone;
use crate::project::{TEXT_MAX_CHARS, TITLE_MAX_CHARS, check_text, required};
use crate::refusal::{Code, Refusal, Refusals};
use crate::rung::due_rung;

/// Facts of one decision, in order.
pub type Decided = Result<Vec<ComplaintEvent>, Refusals>;

/// A complaint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// Its id, which nobody can guess: whoever has it may see one made without an account.
    pub id: ComplaintId,
    /// Its receipt number.
    pub number: String,
    /// Code of its kind.
    pub topic: String,
    /// What is wrong.
    pub text: String,
    /// Who complains. Personal data.
    pub complainant: Complainant,
    /// Its day.
    pub filed_on: Date,
    /// Who is to reply.
    pub owner: Option<Owner>,
    /// The clock of the reply that runs, or ran last.
    pub clock: Clock,
    /// Replies, in order.
    pub replies: Vec<Reply>,
    /// Day it was opened again, and why.
    pub reopened: Option<(Date, String)>,
    /// Reminders of the reply that is due, in order.
    pub reminded: Vec<Reminded>,
    /// The moment of the last fact.
    pub updated_at: Timestamp,
}

/// A reminder that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminded {
    /// Its day.
    pub on: Date,
    /// Working days that were left when it was due.
    pub working_days: u16,
    /// Name of whoever is to reply. Personal data.
    pub to: Option<String>,
    /// Whether the window's lead was told as well.
    pub lead: bool,
}

/// Who is to reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// The account.
    pub user: UserId,
    /// Name. Personal data.
    pub name: String,
}

/// A reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// Its day.
    pub on: Date,
    /// Who replied.
    pub by: By,
    /// In words.
    pub text: String,
}

impl Complaint {
    /// Where it stands: `new`, `open`, `reopened`, `answered` or, after the second reply, `over`.
    pub const fn state(&self) -> &'static str {
        match (
            self.clock.ended_on.is_some(),
            self.reopened.is_some(),
            self.owner.is_some(),
        ) {
            (true, true, _) => "over",
            (true, false, _) => "answered",
            (false, true, _) => "reopened",
            (false, false, true) => "open",
            (false, false, false) => "new",
        }
    }

    /// Whether somebody still has to reply.
    pub const fn is_open(&self) -> bool {
        self.clock.ended_on.is_none()
    }
}

/// How the actor stands to a complaint. One without an account is its own of whoever knows its id. A complaint is about
/// the window, not about a project: it is the home region's.
pub fn relations(complaint: &Complaint, actor: &Actor) -> Vec<Relation> {
    let mut found = alloc::vec![Relation::Other];
    let by = &complaint.complainant;
    let is_own = match (by.user, by.enterprise) {
        (None, None) => !is_staff(actor),
        (user, enterprise) => {
            (user.is_some() && user == actor.user)
                || (enterprise.is_some() && enterprise == actor.enterprise)
        }
    };
    if is_own {
        found.push(Relation::Own);
    }
    let owner = complaint.owner.as_ref().map(|owner| owner.user);
    if actor.is_of_window() && actor.territory.covers_home() {
        if owner.is_some() && owner == actor.user {
            found.push(Relation::Assigned);
        }
        found.push(Relation::SameOrganisation);
    }
    found
}

fn is_staff(actor: &Actor) -> bool {
    let outside = |role: &Role| *role == Role::Anonymous || role.is_enterprise();
    !actor.roles.iter().all(outside)
}

/// Decides a command. `None` is a complaint that was never made.
///
/// # Errors
/// Every reason to refuse, at once.
pub fn decide(
    complaint: Option<&Complaint>,
    command: &ComplaintCommand,
    context: &Context<'_>,
) -> Decided {
    let relations = complaint.map_or_else(
        || alloc::vec![Relation::Other],
        |complaint| relations(complaint, context.actor),
    );
    if !context.actor.may(command.action(), &relations) {
        return Err(Refusal::new(Code::NotAllowed)
            .with("action", alloc::format!("{:?}", command.action()))
            .into());
    }
    match (complaint, command) {
        (
            None,
            ComplaintCommand::File {
                id,
                topic,
                text,
                by,
            },
        ) => file(*id, (topic, text), by, context),
        // The same form a second time.
        (Some(_), ComplaintCommand::File { .. }) => Ok(Vec::new()),
        (None, _) => Err(Code::NoComplaint.into()),
        (Some(complaint), ComplaintCommand::Assign { owner, name }) => {
            open(complaint)?;
            if complaint.owner.as_ref().map(|it| it.user) == Some(*owner) {
                return Ok(Vec::new());
            }
            Ok(alloc::vec![ComplaintEvent::ComplaintAssigned {
                owner: *owner,
                name: name.clone(),
            }])
        }
        (Some(complaint), ComplaintCommand::Reply { text }) => {
            open(complaint)?;
            required(text, "text")?;
            Ok(alloc::vec![ComplaintEvent::ComplaintReplied {
                text: text.trim().to_owned(),
            }])
        }
        (Some(complaint), ComplaintCommand::Reopen { reason }) => {
            reopen(complaint, reason, context)
        }
        (Some(complaint), ComplaintCommand::Remind) => Ok(remind(complaint, context)),
    }
}

/// The reminder that is due: to whoever is to reply; on the last day, or where nobody is, to the lead.
fn remind(complaint: &Complaint, context: &Context<'_>) -> Vec<ComplaintEvent> {
    let due = complaint.clock.due(context.calendar, context.today);
    let Some(due) = due.filter(|_| complaint.is_open()) else {
        return Vec::new();
    };
    let rungs = &context.catalogue.feedback().complaint.reminders;
    let left = context.calendar.count(context.today, due.date);
    let given: Vec<u16> = complaint
        .reminded
        .iter()
        .map(|it| it.working_days)
        .collect();
    let rung = due_rung(rungs, left, &given);
    let to = complaint.owner.as_ref().map(|owner| owner.name.clone());
    let reminder = rung.map(|working_days| ComplaintEvent::ComplaintReminded {
        working_days,
        lead: working_days == 0 || to.is_none(),
        to,
    });
    reminder.into_iter().collect()
}

fn open(complaint: &Complaint) -> Result<(), Refusals> {
    if complaint.is_open() {
        Ok(())
    } else {
        Err(Code::ComplaintAnswered.into())
    }
}

fn file(
    id: ComplaintId,
    (topic, text): (&str, &str),
    by: &Complainant,
    context: &Context<'_>,
) -> Decided {
    let mut found = Vec::new();
    let policy = &context.catalogue.feedback().complaint;
    if policy.kind(topic).is_none() {
        found.push(Refusal::new(Code::UnknownComplaintKind).at("topic"));
    }
    check_text(text, "text", TEXT_MAX_CHARS, &mut found);
    check_text(&by.name, "name", TITLE_MAX_CHARS, &mut found);
    if !by.company.trim().is_empty() {
        check_text(&by.company, "company", COMPANY_MAX_CHARS, &mut found);
    }
    let phone = phone::parse(&by.phone);
    if phone.is_none() {
        found.push(Refusal::new(Code::BookingPhone).at("phone"));
    }
    Refusals::check(found)?;
    let year = context.today.year();
    let serial = context.fresh.serial(&Series::Complaints(year));
    Ok(alloc::vec![ComplaintEvent::ComplaintFiled {
        id,
        number: policy.number(year, serial),
        topic: topic.to_owned(),
        text: text.trim().to_owned(),
        by: Complainant {
            name: by.name.trim().to_owned(),
            phone: phone.unwrap_or_default(),
            company: by.company.trim().to_owned(),
            ..by.clone()
        },
        reply_days: policy.reply_days,
    }])
}

/// Last day on which it can be opened again; `None` before a reply.
pub fn last_day_to_reopen(complaint: &Complaint, context: &Context<'_>) -> Option<Date> {
    let days = i64::from(context.catalogue.feedback().complaint.reopen_days);
    let replied = complaint.replies.last()?.on;
    Some(replied.saturating_add(days.days()))
}

fn reopen(complaint: &Complaint, reason: &str, context: &Context<'_>) -> Decided {
    if complaint.reopened.is_some() {
        return Err(Code::ComplaintReopened.into());
    }
    if complaint.is_open() {
        return Err(Code::ComplaintOpen.into());
    }
    if let Some(until) = last_day_to_reopen(complaint, context).filter(|day| context.today > *day) {
        return Err(Refusal::new(Code::ComplaintReopenOver)
            .with("until", until)
            .into());
    }
    required(reason, "reason")?;
    Ok(alloc::vec![ComplaintEvent::ComplaintReopened {
        reason: reason.trim().to_owned(),
        reply_days: context.catalogue.feedback().complaint.reply_days,
    }])
}

/// Replays a stream.
pub fn replay<'a>(
    events: impl IntoIterator<Item = &'a Recorded<ComplaintEvent>>,
) -> Option<Complaint> {
    let mut complaint = None;
    for event in events {
        apply(&mut complaint, event);
    }
    complaint
}
