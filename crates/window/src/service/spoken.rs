//! What each command says to somebody other than its author: one arm for every command, so that a new one must say what
//! it speaks. Fields bear the names the rules know them by. Codes, numbers, names and addresses say nothing.

use window_domain::catalogue::TextKind;
use window_domain::complaint::ComplaintCommand;
use window_domain::credit::CreditCommand;
use window_domain::draw::DrawCommand;
use window_domain::project::Command;
use window_domain::project::agency::AgencyCommand;
use window_domain::project::building::BuildingCommand;
use window_domain::project::building::command::{CheckRecord, NewCard};
use window_domain::project::event::{CheckedPoint, Defect, Outcome};
use window_domain::project::green_channel::GreenChannelCommand;
use window_domain::project::problem::ProblemCommand;
use window_domain::project::talk::TalkCommand;
use window_domain::score::ScoreCommand;
use window_domain::service_day::ServiceDayCommand;
use window_domain::service_review::ReviewCommand;
use window_domain::words::Spoken;

/// A command that may say something to somebody.
pub trait Speaks {
    /// All free text it would send to somebody other than its author.
    fn spoken(&self) -> Vec<Spoken<'_>>;
}

fn say(kind: TextKind, field: impl Into<String>, text: &str) -> Spoken<'_> {
    Spoken {
        kind,
        field: field.into(),
        text,
    }
}

fn message<'a>(field: &str, text: &'a str) -> Vec<Spoken<'a>> {
    vec![say(TextKind::Message, field, text)]
}

fn notice<'a>(field: &str, text: &'a str) -> Vec<Spoken<'a>> {
    vec![say(TextKind::Notice, field, text)]
}

fn each<'a>(
    kind: TextKind,
    field: &str,
    texts: impl IntoIterator<Item = &'a String>,
) -> Vec<Spoken<'a>> {
    let texts = texts.into_iter();
    texts.map(|text| say(kind, field, text)).collect()
}

/// Notes beside the points of a form.
fn notes(points: &[CheckedPoint]) -> Vec<Spoken<'_>> {
    let noted = points.iter();
    noted
        .map(|point| {
            say(
                TextKind::Notice,
                format!("note-{}", point.point),
                &point.note,
            )
        })
        .collect()
}

fn defects(defects: &[Defect]) -> Vec<Spoken<'_>> {
    let numbered = defects.iter().enumerate();
    numbered
        .flat_map(|(index, defect)| {
            let part =
                |name: &str, text| say(TextKind::Correction, format!("{name}-{index}"), text);
            [
                part("problem", &defect.problem),
                part("remedy", &defect.remedy),
            ]
        })
        .collect()
}

/// A decision for the enterprise is a notice, one against it must say what to do next.
const fn verdict(is_good: bool) -> TextKind {
    if is_good {
        TextKind::Notice
    } else {
        TextKind::Decision
    }
}

impl Speaks for Command {
    fn spoken(&self) -> Vec<Spoken<'_>> {
        match self {
            Self::AssignAgent { reason, .. } | Self::Withdraw { reason, .. } => {
                message("reason", reason)
            }
            Self::RequestCorrection { defects: told }
            | Self::AskCorrection { defects: told, .. } => defects(told),
            Self::RefuseAcceptance { reason, remedy, .. } => vec![
                say(TextKind::Refusal, "reason", reason),
                say(TextKind::Refusal, "remedy", remedy),
            ],
            Self::AskOpinion { question, .. } => message("question", question),
            Self::GiveOpinion { text, .. } => message("text", text),
            Self::StopClock { reason, .. }
            | Self::GreenChannel(
                GreenChannelCommand::Enter { reason } | GreenChannelCommand::Leave { reason },
            ) => notice("reason", reason),
            Self::Decide {
                outcome,
                reasons,
                points,
                ..
            } => {
                let kind = verdict(*outcome == Outcome::Approved);
                let mut said = vec![say(kind, "reasons", reasons)];
                said.extend(notes(points));
                said
            }
            Self::ReturnProposal { reason, .. } => message("reason", reason),
            Self::Screen {
                admitted, reason, ..
            } => vec![say(verdict(*admitted), "reason", reason)],
            Self::AnswerObjection { answer, .. } => vec![say(TextKind::Reply, "answer", answer)],
            Self::IssueNotice { scope } => notice("scope", scope),
            Self::Building(command) => command.spoken(),
            Self::Problem(command) => command.spoken(),
            Self::Agency(command) => command.spoken(),
            Self::Talk(command) => command.spoken(),
            // An objection is somebody else's words, written down as they are.
            Self::RaiseObjection { .. }
            | Self::Create(_)
            | Self::ChangeFacts { .. }
            | Self::EnterProjectCode { .. }
            | Self::AddMaterial { .. }
            | Self::ConfirmMaterial { .. }
            | Self::RegisterResult { .. }
            | Self::Submit { .. }
            | Self::Accept { .. }
            | Self::SendCorrections
            | Self::DeemAccepted { .. }
            | Self::AnswerCorrection { .. }
            | Self::Claim { .. }
            | Self::ResumeClock { .. }
            | Self::ApproveDecision { .. }
            | Self::RequestBuildFirst
            | Self::TellStandards
            | Self::SignCommitment { .. }
            | Self::EnterParties { .. } => Vec::new(),
        }
    }
}

impl Speaks for BuildingCommand {
    fn spoken(&self) -> Vec<Spoken<'_>> {
        match self {
            Self::CancelCheck { reason, .. }
            | Self::Dismiss { reason, .. }
            | Self::LiftStop { reason, .. }
            | Self::WithdrawCard { reason, .. } => notice("reason", reason),
            Self::RecordCheck(record) => checked(record),
            Self::Rectify { text, .. }
            | Self::AnswerOrder { text, .. }
            | Self::AnswerCard { text, .. }
            | Self::AskReinspection { text, .. } => message("text", text),
            Self::Verify { note, .. } => notice("note", note),
            Self::Order { facts, law, .. } => vec![
                say(TextKind::Notice, "facts", facts),
                say(TextKind::Notice, "law", law),
            ],
            Self::IssueCard(card) => card_of(card),
            Self::GiveAcceptance { remarks, .. } => each(TextKind::Notice, "remarks", remarks),
            Self::ReportMilestone { .. }
            | Self::Remind
            | Self::PlanCheck { .. }
            | Self::CrossCheck
            | Self::HandOver { .. }
            | Self::ApplyAcceptance
            | Self::InviteAcceptance { .. }
            | Self::NoteSilence
            | Self::ConcludeAcceptance { .. } => Vec::new(),
        }
    }
}

fn checked(record: &CheckRecord) -> Vec<Spoken<'_>> {
    let mut said = vec![
        say(TextKind::Notice, "basis", &record.basis),
        say(TextKind::Notice, "detail", &record.detail),
    ];
    said.extend(notes(&record.points));
    for (index, finding) in record.findings.iter().enumerate() {
        let field = format!("finding-{index}-text");
        said.push(say(TextKind::Notice, field, &finding.text));
    }
    said
}

fn card_of(card: &NewCard) -> Vec<Spoken<'_>> {
    vec![
        say(TextKind::Notice, "basis", &card.ground),
        say(TextKind::Notice, "evidence", &card.evidence),
        say(TextKind::Notice, "text", &card.text),
    ]
}

impl Speaks for ProblemCommand {
    fn spoken(&self) -> Vec<Spoken<'_>> {
        match self {
            Self::Raise { text, .. } | Self::Step { text, .. } => message("text", text),
            Self::Direct { reason, .. }
            | Self::Withdraw { reason, .. }
            | Self::Escalate { reason, .. } => message("reason", reason),
            Self::Solve { solution, .. } => message("solution", solution),
            Self::Answer { remark, .. } => message("remark", remark),
            Self::Close { lesson, .. } => message("lesson", lesson),
            Self::CallMeeting { purpose, .. } => message("purpose", purpose),
            Self::HoldMeeting {
                positions,
                minutes,
                tasks,
                ..
            } => {
                let mut said = notice("minutes", minutes);
                let words = positions.iter().map(|position| &position.text);
                said.extend(each(TextKind::Notice, "positions", words));
                for (index, task) in tasks.iter().enumerate() {
                    let field = format!("task-text-{index}");
                    said.push(say(TextKind::Notice, field, &task.text));
                }
                said
            }
            Self::DoTask { note, .. } => message("note", note),
        }
    }
}

impl Speaks for TalkCommand {
    fn spoken(&self) -> Vec<Spoken<'_>> {
        match self {
            Self::Open { subject, words } => {
                let mut said = message("subject", subject);
                said.extend(message("text", &words.text));
                said
            }
            Self::Say { words, .. } => message("text", &words.text),
            Self::Settle { note, .. } => message("note", note),
            // What is released was held against the words when it was written.
            Self::Release { .. } | Self::Remind => Vec::new(),
        }
    }
}

impl Speaks for AgencyCommand {
    fn spoken(&self) -> Vec<Spoken<'_>> {
        match self {
            Self::PlanVisit(visit) => {
                let mut said = message("purpose", &visit.purpose);
                said.extend(each(TextKind::Message, "bring", &visit.bring));
                said
            }
            Self::Leave { outcome, .. } => message("outcome", outcome),
            Self::ConfirmVisit { remark, .. } | Self::TakeOver { remark } => {
                message("remark", remark)
            }
            Self::CancelVisit { reason, .. }
            | Self::Substitute { reason, .. }
            | Self::Unauthorise { reason } => message("reason", reason),
            // Read by whoever stands in, too.
            Self::Note { text, .. } => message("text", text),
            Self::TickOff { result, .. } => message("result", result),
            Self::HandOn { record, .. } => message("record", record),
            Self::Arrive { .. } | Self::EndSubstitute | Self::Authorise { .. } => Vec::new(),
        }
    }
}

impl Speaks for CreditCommand {
    fn spoken(&self) -> Vec<Spoken<'_>> {
        match self {
            Self::RecordClue { clue, .. } => notice("summary", &clue.summary),
            Self::AddEvidence { shows, .. } => notice("shows", shows),
            Self::TellFacts { charge } => vec![
                say(TextKind::Notice, "facts", &charge.facts),
                say(TextKind::Notice, "law", &charge.law),
            ],
            Self::AnswerDefence { answer } => notice("answer", answer),
            Self::ReopenInvestigation { reason }
            | Self::ReturnProposal { reason }
            | Self::ReturnRepair { reason }
            | Self::Drop { reason } => message("reason", reason),
            Self::Propose { proposal } => vec![
                say(TextKind::Notice, "reasons", &proposal.reasons),
                say(TextKind::Notice, "sanction", &proposal.sanction),
                say(TextKind::Notice, "publish_reason", &proposal.publish_reason),
            ],
            Self::ProposeRepair { grant, reasons } => {
                vec![say(verdict(*grant), "reasons", reasons)]
            }
            Self::Withdraw { reason, correction } => vec![
                say(TextKind::Notice, "reason", reason),
                say(TextKind::Notice, "correction", correction),
            ],
            // A defence is somebody else's words, written down as they are.
            Self::Defend { .. }
            | Self::RecordDefence { .. }
            | Self::LinkParty { .. }
            | Self::OpenInvestigation { .. }
            | Self::WaiveDefence
            | Self::RecordLapse
            | Self::Approve
            | Self::Publish
            | Self::AcknowledgeExport { .. }
            | Self::FailExport { .. }
            | Self::ApplyRepair { .. }
            | Self::ApproveRepair
            | Self::EndAtMaximum => Vec::new(),
        }
    }
}

impl Speaks for DrawCommand {
    fn spoken(&self) -> Vec<Spoken<'_>> {
        match self {
            Self::Publish { .. } | Self::Hold { .. } => Vec::new(),
        }
    }
}

impl Speaks for ServiceDayCommand {
    fn spoken(&self) -> Vec<Spoken<'_>> {
        match self {
            Self::Cancel { reason, .. } | Self::SetCapacity { reason, .. } => {
                message("reason", reason)
            }
            Self::Serve { done, .. } => message("done", done),
            Self::Publish { .. }
            | Self::Book { .. }
            | Self::Change { .. }
            | Self::CheckIn { .. }
            | Self::NoShow { .. } => Vec::new(),
        }
    }
}

impl Speaks for ReviewCommand {
    fn spoken(&self) -> Vec<Spoken<'_>> {
        match self {
            // What the served say is theirs.
            Self::Give { .. } | Self::Change { .. } | Self::Remind => Vec::new(),
            Self::Contact { text } | Self::PutRight { text } | Self::CallBack { text, .. } => {
                message("text", text)
            }
            Self::Extend { reason, .. } => message("reason", reason),
            Self::Close { note } => message("note", note),
        }
    }
}

impl Speaks for ComplaintCommand {
    fn spoken(&self) -> Vec<Spoken<'_>> {
        match self {
            // What somebody complains about is theirs, also where staff complain.
            Self::File { .. } | Self::Reopen { .. } | Self::Assign { .. } | Self::Remind => {
                Vec::new()
            }
            Self::Reply { text } => vec![say(TextKind::Reply, "text", text)],
        }
    }
}

impl Speaks for ScoreCommand {
    fn spoken(&self) -> Vec<Spoken<'_>> {
        match self {
            Self::Appeal { reason, .. } | Self::Answer { reason, .. } => message("reason", reason),
            Self::Freeze { .. } => Vec::new(),
        }
    }
}
