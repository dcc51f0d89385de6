//! What supervision does with a project: each form of its file is one command. A file has many forms of one kind, so
//! the fields of each begin with its act and its object.

use jiff::civil::Date;
use window_domain::access::{Action, Actor};
use window_domain::catalogue::{DepartmentCode, ItemCode};
use window_domain::id::entity::CreditId;
use window_domain::project::Command;
use window_domain::project::building::BuildingCommand;
use window_domain::project::building::command::{Addressee, NewCard};
use window_domain::project::building::event::{CardLevel, CheckReason, Ground, Milestone, Step};
use window_domain::project::event::PartyKind;
use window_domain::refusal::{Code, Refusal, Refusals};

use crate::http::Fields;

/// A form handed in: who, its act and object, its fields.
#[derive(Debug)]
pub(super) struct Asked<'a> {
    pub(super) actor: &'a Actor,
    fields: &'a Fields,
    prefix: String,
}

impl<'a> Asked<'a> {
    /// The form of this act in these fields.
    pub(super) fn new(actor: &'a Actor, fields: &'a Fields, act: &str) -> Self {
        let prefix = format!("{act}-{}-", fields.text("object"));
        Self {
            actor,
            fields,
            prefix,
        }
    }

    fn object(&self) -> &'a str {
        self.fields.text("object")
    }

    fn get(&self, name: &str) -> Option<&'a str> {
        self.fields.get(&format!("{}{name}", self.prefix))
    }

    fn text(&self, name: &str) -> String {
        self.get(name).unwrap_or_default().to_owned()
    }

    /// The refusals, each beside its field of this form; one of the whole act beside the form.
    pub(super) fn placed(&self, mut refusals: Refusals) -> Refusals {
        for refusal in &mut refusals.0 {
            let field = match refusal.field.as_deref() {
                None | Some("") => "form",
                Some("item") => "reason",
                Some("step" | "ground") => "what",
                Some(field) => field,
            };
            refusal.field = Some(format!("{}{field}", self.prefix));
        }
        refusals
    }

    fn date(&self, name: &str, found: &mut Vec<Refusal>) -> Option<Date> {
        let typed = self.get(name);
        let date = typed.and_then(|text| text.parse().ok());
        match (typed, date) {
            (None, _) => found.push(Refusal::new(Code::TextMissing).at(name)),
            (Some(typed), None) => {
                found.push(
                    Refusal::new(Code::DateInvalid)
                        .with("given", typed)
                        .at(name),
                );
            }
            (Some(_), Some(_)) => {}
        }
        date
    }
}

/// Reads a command out of a form.
pub(super) type Make = fn(&Asked<'_>) -> Result<BuildingCommand, Refusals>;

/// An act of the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Act {
    /// Its name in addresses and field names.
    pub(super) name: &'static str,
    /// Reads the command.
    pub(super) make: Make,
    /// What whoever asks must be allowed to do.
    pub(super) action: Action,
}

impl Act {
    /// The command in these fields.
    pub(super) fn command(&self, asked: &Asked<'_>) -> Result<Command, Refusals> {
        (self.make)(asked).map(Command::Building)
    }
}

/// Plans a check. Who belongs to a department plans its own.
pub(super) fn plan(asked: &Asked<'_>) -> Result<BuildingCommand, Refusals> {
    let mut found = Vec::new();
    let planned_on = asked.date("planned_on", &mut found);
    let reason = asked.get("reason").and_then(|word| reason(word, asked));
    if reason.is_none() {
        found.push(Refusal::new(Code::NothingChosen).at("reason"));
    }
    let own = asked.actor.department.as_deref();
    let department = own.or_else(|| asked.get("department"));
    if department.is_none() {
        found.push(Refusal::new(Code::NothingChosen).at("department"));
    }
    let names = asked.text("inspectors");
    let inspectors: Vec<String> = names
        .split(['\u{3001}', '\u{ff0c}', ',', ';', '\n'])
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect();
    if inspectors.is_empty() {
        found.push(Refusal::new(Code::TextMissing).at("inspectors"));
    }
    match (planned_on, reason, department) {
        (Some(planned_on), Some(reason), Some(department)) if found.is_empty() => {
            Ok(BuildingCommand::PlanCheck {
                reason,
                department: DepartmentCode::new(department),
                inspectors,
                planned_on,
            })
        }
        _ => Err(Refusals(found)),
    }
}

/// Reads `node:start`, `promise:A05` or `complaint`.
fn reason(word: &str, asked: &Asked<'_>) -> Option<CheckReason> {
    match word.split_once(':') {
        Some(("node", name)) => Milestone::ALL
            .into_iter()
            .find(|milestone| milestone.as_str() == name)
            .map(|milestone| CheckReason::Node { milestone }),
        Some(("promise", item)) => Some(CheckReason::Promise {
            item: ItemCode::new(item),
        }),
        None if word == "complaint" => Some(CheckReason::Complaint {
            text: asked.text("complaint"),
        }),
        _ => None,
    }
}

/// Calls a check off.
pub(super) fn cancel(asked: &Asked<'_>) -> Result<BuildingCommand, Refusals> {
    Ok(BuildingCommand::CancelCheck {
        check: asked.object().parse().map_err(|_| Code::UnknownCheck)?,
        reason: asked.text("reason"),
    })
}

/// Looks whether a finding is put right.
pub(super) fn verify(asked: &Asked<'_>) -> Result<BuildingCommand, Refusals> {
    let passed = match asked.get("passed") {
        Some("true") => true,
        Some("false") => false,
        _ => return Err(Refusal::new(Code::NothingChosen).at("passed").into()),
    };
    Ok(BuildingCommand::Verify {
        finding: asked.object().parse().map_err(|_| Code::UnknownFinding)?,
        passed,
        note: asked.text("note"),
    })
}

/// Takes a finding back.
pub(super) fn dismiss(asked: &Asked<'_>) -> Result<BuildingCommand, Refusals> {
    Ok(BuildingCommand::Dismiss {
        finding: asked.object().parse().map_err(|_| Code::UnknownFinding)?,
        reason: asked.text("reason"),
    })
}

/// Gives an order: `rectification:promise:A05` says which step on which ground.
pub(super) fn order(asked: &Asked<'_>) -> Result<BuildingCommand, Refusals> {
    let mut found = Vec::new();
    let chosen = asked.get("what").and_then(step_and_ground);
    if chosen.is_none() {
        found.push(Refusal::new(Code::NothingChosen).at("what"));
    }
    for name in ["facts", "law"] {
        if asked.get(name).is_none() {
            found.push(Refusal::new(Code::TextMissing).at(name));
        }
    }
    // What is no number of days is out of the range of days.
    let working_days = asked.text("days").parse().unwrap_or_default();
    match chosen {
        Some((step, ground)) if found.is_empty() => Ok(BuildingCommand::Order {
            step,
            ground,
            facts: asked.text("facts"),
            law: asked.text("law"),
            working_days,
        }),
        _ => Err(Refusals(found)),
    }
}

fn step_and_ground(word: &str) -> Option<(Step, Ground)> {
    let (step, ground) = word.split_once(':')?;
    let step = Step::ALL.into_iter().find(|one| one.as_str() == step)?;
    let ground = match ground.split_once(':')? {
        ("promise", item) => Ground::Promise {
            item: ItemCode::new(item),
        },
        ("finding", id) => Ground::Finding {
            finding: id.parse().ok()?,
        },
        _ => return None,
    };
    Some((step, ground))
}

/// Hands a matter over to credit supervision; which record it becomes follows from project and ground.
pub(super) fn hand_over(asked: &Asked<'_>) -> Result<BuildingCommand, Refusals> {
    let chosen = asked.get("what").and_then(step_and_ground);
    let (_, ground) =
        chosen.ok_or_else(|| Refusals::from(Refusal::new(Code::NothingChosen).at("what")))?;
    Ok(BuildingCommand::HandOver {
        ground,
        credit: CreditId::from_bytes([0; 16]),
    })
}

/// The word a form has for a step on a ground.
pub(super) fn word(step: Step, ground: &Ground) -> String {
    match ground {
        Ground::Promise { item } => format!("{}:promise:{item}", step.as_str()),
        Ground::Finding { finding } => format!("{}:finding:{finding}", step.as_str()),
    }
}

/// Lets the works go on.
#[expect(
    clippy::unnecessary_wraps,
    reason = "one of the makers a route takes; others read what may be wrong"
)]
pub(super) fn lift(asked: &Asked<'_>) -> Result<BuildingCommand, Refusals> {
    Ok(BuildingCommand::LiftStop {
        number: asked.object().to_owned(),
        reason: asked.text("reason"),
    })
}

/// Issues a card.
pub(super) fn card(asked: &Asked<'_>) -> Result<BuildingCommand, Refusals> {
    let level = asked.get("level");
    let level = CardLevel::ALL
        .into_iter()
        .find(|one| level == Some(one.as_str()))
        .ok_or_else(|| Refusals::from(Refusal::new(Code::NothingChosen).at("level")))?;
    let to = asked.get("to").and_then(addressee);
    let to = to.ok_or_else(|| Refusals::from(Refusal::new(Code::NothingChosen).at("to")))?;
    let finding = asked.get("finding").map(str::parse).transpose();
    Ok(BuildingCommand::IssueCard(NewCard {
        level,
        to,
        finding: finding.map_err(|_| Code::UnknownFinding)?,
        ground: asked.text("basis"),
        evidence: asked.text("evidence"),
        text: asked.text("text"),
    }))
}

/// Reads `department:zjj`, `party:designer` or `window`.
fn addressee(word: &str) -> Option<Addressee> {
    match word.split_once(':') {
        Some(("department", code)) => Some(Addressee::Department(DepartmentCode::new(code))),
        Some(("party", name)) => {
            let mut kinds = PartyKind::ALL.into_iter();
            let kind = kinds.find(|kind| kind.as_str() == name)?;
            Some(Addressee::Party(kind))
        }
        None if word == "window" => Some(Addressee::Window),
        _ => None,
    }
}

/// Takes a card back.
#[expect(
    clippy::unnecessary_wraps,
    reason = "one of the makers a route takes; others read what may be wrong"
)]
pub(super) fn withdraw(asked: &Asked<'_>) -> Result<BuildingCommand, Refusals> {
    Ok(BuildingCommand::WithdrawCard {
        number: asked.object().to_owned(),
        reason: asked.text("reason"),
    })
}
