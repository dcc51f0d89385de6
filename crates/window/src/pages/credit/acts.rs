//! Every act on a credit record: its address, its right, the fields of its form, the command it is.

use window_domain::access::{Action, Actor};
use window_domain::catalogue::CreditClass;
use window_domain::credit::CreditCommand;
use window_domain::credit::event::{Charge, Proposal, RepairRequest};
use window_domain::project::event::StoredFile;
use window_domain::refusal::{Code, Refusal, Refusals};

use crate::http::Fields;

/// A field of an act's form: name and kind, as the template draws it.
pub(super) type Field = (&'static str, &'static str);

/// Reads a command out of a form.
pub(super) type Make =
    fn(&Actor, &Typed<'_>, Option<StoredFile>) -> Result<CreditCommand, Refusals>;

/// One act on a record.
pub(super) struct Act {
    pub(super) name: &'static str,
    pub(super) path: &'static str,
    pub(super) action: Action,
    /// Kinds: `text`, `class`, `yes_no`, `date`, `tick`, `file`; `optional` text may stay empty.
    pub(super) fields: &'static [Field],
    pub(super) make: Make,
    /// Folded away, for what is rarely right.
    pub(super) rare: bool,
}

impl Act {
    /// Whether its form has a file, and whether it must.
    pub(super) fn file(&self) -> Option<bool> {
        let mut kinds = self.fields.iter().map(|(_, kind)| *kind);
        kinds.find_map(|kind| match kind {
            "file" => Some(true),
            "optional_file" => Some(false),
            _ => None,
        })
    }
}

/// The fields of one act: on the page each name is preceded by the act's, since many forms stand
/// there side by side.
pub(super) struct Typed<'a> {
    pub(super) act: &'static str,
    pub(super) fields: &'a Fields,
}

impl Typed<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        self.fields.get(&format!("{}-{name}", self.act))
    }

    fn text(&self, name: &str) -> String {
        self.get(name).unwrap_or_default().to_owned()
    }

    fn class(&self) -> Result<CreditClass, Refusals> {
        self.get("class")
            .and_then(CreditClass::parse)
            .ok_or_else(|| nothing("class"))
    }

    fn yes(&self, name: &'static str) -> Result<bool, Refusals> {
        match self.get(name) {
            Some("true") => Ok(true),
            Some("false") => Ok(false),
            _ => Err(nothing(name)),
        }
    }
}

fn nothing(field: &'static str) -> Refusals {
    Refusal::new(Code::NothingChosen).at(field).into()
}

/// The page refuses a form without its file before it asks for the command.
fn needed(file: Option<StoredFile>) -> Result<StoredFile, Refusals> {
    file.ok_or_else(|| nothing("file"))
}

macro_rules! act {
    ($base:literal, $name:literal, $action:ident, $rare:literal, [$($field:expr),*], $make:expr) => {
        Act {
            name: $name,
            path: concat!($base, "/{id}/", $name),
            action: Action::$action,
            fields: &[$($field),*],
            make: $make,
            rare: $rare,
        }
    };
}

const CLASS: Field = ("class", "class");
const REASON: Field = ("reason", "text");
const REASONS: Field = ("reasons", "text");

/// What supervisors can do, in the order of the way.
pub(super) const OF_SUPERVISORS: &[Act] = &[
    act!("/watch/credit", "open", InvestigateCredit, false, [], open),
    act!(
        "/watch/credit",
        "evidence",
        InvestigateCredit,
        false,
        [("shows", "text"), ("file", "file")],
        evidence
    ),
    act!(
        "/watch/credit",
        "tell",
        InvestigateCredit,
        false,
        [("facts", "text"), ("law", "text"), CLASS],
        tell
    ),
    act!(
        "/watch/credit",
        "lapse",
        InvestigateCredit,
        false,
        [],
        |_, _, _| Ok(CreditCommand::RecordLapse)
    ),
    act!(
        "/watch/credit",
        "paper",
        InvestigateCredit,
        true,
        [("text", "text"), ("received_on", "date"), ("file", "file")],
        paper
    ),
    act!(
        "/watch/credit",
        "answer",
        InvestigateCredit,
        false,
        [("answer", "text")],
        |_, typed, _| Ok(CreditCommand::AnswerDefence {
            answer: typed.text("answer"),
        })
    ),
    act!(
        "/watch/credit",
        "propose",
        ProposeCredit,
        false,
        [
            CLASS,
            REASONS,
            ("sanction", "text"),
            ("publish", "yes_no"),
            ("publish_reason", "optional")
        ],
        propose
    ),
    act!(
        "/watch/credit",
        "approve",
        DecideCredit,
        false,
        [],
        |_, _, _| Ok(CreditCommand::Approve)
    ),
    act!(
        "/watch/credit",
        "return",
        DecideCredit,
        true,
        [REASON],
        |_, typed, _| Ok(CreditCommand::ReturnProposal {
            reason: typed.text("reason"),
        })
    ),
    act!(
        "/watch/credit",
        "publish",
        DecideCredit,
        false,
        [],
        |_, _, _| Ok(CreditCommand::Publish)
    ),
    act!(
        "/watch/credit",
        "repair-propose",
        ProposeCredit,
        false,
        [("grant", "yes_no"), REASONS],
        |_, typed, _| Ok(CreditCommand::ProposeRepair {
            grant: typed.yes("grant")?,
            reasons: typed.text("reasons"),
        })
    ),
    act!(
        "/watch/credit",
        "repair-approve",
        DecideCredit,
        false,
        [],
        |_, _, _| Ok(CreditCommand::ApproveRepair)
    ),
    act!(
        "/watch/credit",
        "repair-return",
        DecideCredit,
        true,
        [REASON],
        |_, typed, _| Ok(CreditCommand::ReturnRepair {
            reason: typed.text("reason"),
        })
    ),
    act!(
        "/watch/credit",
        "reopen",
        InvestigateCredit,
        true,
        [REASON],
        |_, typed, _| Ok(CreditCommand::ReopenInvestigation {
            reason: typed.text("reason"),
        })
    ),
    act!(
        "/watch/credit",
        "drop",
        InvestigateCredit,
        true,
        [REASON],
        |_, typed, _| Ok(CreditCommand::Drop {
            reason: typed.text("reason"),
        })
    ),
    act!(
        "/watch/credit",
        "withdraw",
        DecideCredit,
        true,
        [REASON, ("correction", "optional")],
        |_, typed, _| Ok(CreditCommand::Withdraw {
            reason: typed.text("reason"),
            correction: typed.text("correction"),
        })
    ),
];

/// What the party can do.
pub(super) const OF_PARTY: &[Act] = &[
    act!(
        "/my/credit",
        "defend",
        DefendCredit,
        false,
        [("text", "text"), ("file", "optional_file")],
        |_, typed, file| Ok(CreditCommand::Defend {
            text: typed.text("text"),
            files: file.into_iter().collect(),
        })
    ),
    act!("/my/credit", "waive", DefendCredit, true, [], |_, _, _| Ok(
        CreditCommand::WaiveDefence
    )),
    act!(
        "/my/credit",
        "repair",
        ApplyCreditRepair,
        false,
        [
            ("commitment", "text"),
            ("duties", "text"),
            ("file", "file"),
            ("duties_fulfilled", "tick")
        ],
        repair
    ),
];

fn open(actor: &Actor, _: &Typed<'_>, _: Option<StoredFile>) -> Result<CreditCommand, Refusals> {
    let investigator = actor.user.ok_or_else(|| nothing("investigator"))?;
    Ok(CreditCommand::OpenInvestigation {
        investigator,
        name: actor.name.clone(),
    })
}

fn evidence(
    _: &Actor,
    typed: &Typed<'_>,
    file: Option<StoredFile>,
) -> Result<CreditCommand, Refusals> {
    Ok(CreditCommand::AddEvidence {
        file: needed(file)?,
        shows: typed.text("shows"),
    })
}

fn tell(_: &Actor, typed: &Typed<'_>, _: Option<StoredFile>) -> Result<CreditCommand, Refusals> {
    Ok(CreditCommand::TellFacts {
        charge: Charge {
            facts: typed.text("facts"),
            law: typed.text("law"),
            class: typed.class()?,
        },
    })
}

fn paper(
    _: &Actor,
    typed: &Typed<'_>,
    file: Option<StoredFile>,
) -> Result<CreditCommand, Refusals> {
    let received_on = typed.get("received_on").and_then(|on| on.parse().ok());
    Ok(CreditCommand::RecordDefence {
        text: typed.text("text"),
        scan: needed(file)?,
        received_on: received_on.ok_or_else(|| nothing("received_on"))?,
    })
}

fn propose(_: &Actor, typed: &Typed<'_>, _: Option<StoredFile>) -> Result<CreditCommand, Refusals> {
    Ok(CreditCommand::Propose {
        proposal: Proposal {
            class: typed.class()?,
            reasons: typed.text("reasons"),
            sanction: typed.text("sanction"),
            publish: typed.yes("publish")?,
            publish_reason: typed.text("publish_reason"),
        },
    })
}

fn repair(
    _: &Actor,
    typed: &Typed<'_>,
    file: Option<StoredFile>,
) -> Result<CreditCommand, Refusals> {
    Ok(CreditCommand::ApplyRepair {
        request: RepairRequest {
            commitment: typed.text("commitment"),
            evidence: needed(file)?,
            duties: typed.text("duties"),
        },
        duties_fulfilled: typed.get("duties_fulfilled").is_some(),
    })
}
