//! What the review page shows of a case.

use jiff::civil::Date;
use serde::Serialize;
use window_domain::access::Actor;
use window_domain::catalogue::{CheckPoint, DepartmentCode, Item, MaterialCode, Text};
use window_domain::clock::{Clock, StopGround};
use window_domain::limit::Limit;
use window_domain::project::case::{Opinion, Proposal};
use window_domain::project::event::{CheckedPoint, Finding, Outcome};
use window_domain::project::progress::{MaterialStatus, Progress, Slot};
use window_domain::project::{Case, Project, Review};

use super::facts::{FactView, facts};
use crate::pages::days::{DayView, explained};
use crate::pages::lights::LightView;
use crate::service::Office;

/// Rows of the correction form. All defects are told at once, so there must be enough.
pub(super) const DEFECT_ROWS: usize = 6;

/// The case and all around it.
#[derive(Debug, Serialize)]
pub(super) struct ReviewView {
    number: String,
    version: u64,
    item: String,
    item_name: Option<Text>,
    is_two_person: bool,
    project: String,
    company: String,
    address: String,
    agent: Option<AgentView>,
    state: &'static str,
    light: LightView,
    tone: &'static str,
    is_mine: bool,
    is_taken: bool,
    promised: Option<LimitView>,
    statutory: Option<LimitView>,
    days: Vec<DayView>,
    checklist: Vec<PointView>,
    reasons: String,
    proposed: Option<ProposalView>,
    returned: Option<ReturnedView>,
    decision: Option<DecisionView>,
    materials: Vec<MaterialView>,
    gaps: Vec<GapView>,
    asked: Vec<DefectView>,
    opinions: Vec<OpinionView>,
    question: Option<String>,
    parallel: Vec<ParallelView>,
    facts: Vec<FactView>,
    grounds: Vec<GroundView>,
    departments: Vec<DepartmentView>,
    defect_rows: Vec<usize>,
}

/// Whom to call about the project.
#[derive(Debug, Serialize)]
struct AgentView {
    name: String,
    window: String,
    phone: String,
}

/// The last proposal, sent back by the second person.
#[derive(Debug, Serialize)]
struct ReturnedView {
    reason: String,
    on: String,
}

#[derive(Debug, Serialize)]
struct LimitView {
    limit: Limit,
    due: Option<String>,
    used: i32,
}

#[derive(Debug, Serialize)]
struct PointView {
    text: Text,
    law: Text,
    result: &'static str,
    note: String,
}

#[derive(Debug, Serialize)]
struct ProposalView {
    outcome: Outcome,
    on: String,
}

#[derive(Debug, Serialize)]
struct DecisionView {
    outcome: Outcome,
    on: String,
    certificate_no: Option<String>,
    valid_until: Option<String>,
}

#[derive(Debug, Serialize)]
struct MaterialView {
    code: String,
    name: Text,
    state: &'static str,
    standard: Text,
    file: Option<FileView>,
}

#[derive(Debug, Serialize)]
struct FileView {
    name: String,
    href: String,
    version: u16,
    kilobytes: u64,
    at: String,
    on_behalf: bool,
}

#[derive(Debug, Serialize)]
struct GapView {
    name: Option<Text>,
    due: String,
}

#[derive(Debug, Serialize)]
struct DefectView {
    name: Option<Text>,
    problem: String,
    remedy: String,
}

#[derive(Debug, Serialize)]
struct OpinionView {
    department: Option<Text>,
    question: String,
    due: String,
    answer: Option<AnswerView>,
}

#[derive(Debug, Serialize)]
struct AnswerView {
    agrees: bool,
    text: String,
    on: String,
}

/// Another case of the project, reviewed at the same time.
#[derive(Debug, Serialize)]
struct ParallelView {
    item: String,
    name: Option<Text>,
    department: Option<Text>,
    state: &'static str,
    light: LightView,
}

#[derive(Debug, Serialize)]
struct GroundView {
    ground: StopGround,
    text: Text,
    max_days: u16,
}

#[derive(Debug, Serialize)]
struct DepartmentView {
    code: String,
    name: Text,
}

/// A case seen from its office on one day.
struct Seen<'a> {
    office: &'a Office,
    project: &'a Project,
    case: &'a Case,
    item: Option<&'a Item>,
    today: Date,
}

impl ReviewView {
    /// The case as this officer sees it.
    pub(super) fn new(office: &Office, (project, case): (&Project, &Case), actor: &Actor) -> Self {
        let item = office.rules_of(project).item(&case.item);
        let seen = Seen {
            office,
            project,
            case,
            item,
            today: office.today(),
        };
        let review = case.review();
        let officer = review.and_then(|review| review.officer.as_ref());
        let proposal = seen.proposal();
        let light = case.light(&office.calendar, seen.today);
        Self {
            number: case.number.to_string(),
            version: project.version,
            item: case.item.to_string(),
            item_name: item.map(|item| item.name.clone()),
            is_two_person: item.is_some_and(|item| item.two_person),
            project: project.title.clone(),
            company: project.builder.company.clone(),
            address: project.address.clone(),
            agent: seen.agent(),
            state: case.status().as_str(),
            light: light.into(),
            tone: match light.code() {
                tone @ ("green" | "yellow" | "red" | "stopped") => tone,
                _ => "none",
            },
            is_mine: officer.is_some() && officer == actor.user.as_ref(),
            is_taken: officer.is_some(),
            promised: review.map(|review| seen.limit(&review.promised)),
            statutory: review.map(|review| seen.limit(&review.statutory)),
            days: explained(office, case.clock()),
            checklist: seen.checklist(),
            reasons: case
                .decision()
                .map(|decision| decision.reasons.clone())
                .or_else(|| proposal.map(|proposal| proposal.reasons.clone()))
                .unwrap_or_default(),
            proposed: proposal.map(|proposal| ProposalView {
                outcome: proposal.outcome,
                on: proposal.on.to_string(),
            }),
            returned: review
                .and_then(|review| review.returned.clone())
                .map(|(reason, on)| ReturnedView {
                    reason,
                    on: on.to_string(),
                }),
            decision: seen.decision(),
            materials: seen.materials(),
            gaps: seen.gaps(),
            asked: seen.asked(),
            opinions: seen.opinions().iter().map(|it| seen.opinion(it)).collect(),
            question: seen.question_to(actor),
            parallel: seen.parallel(),
            facts: facts(office.rules_of(project), &project.facts),
            grounds: seen.grounds(),
            departments: seen.departments(),
            defect_rows: (0..DEFECT_ROWS).collect(),
        }
    }
}

impl<'a> Seen<'a> {
    fn review(&self) -> Option<&'a Review> {
        self.case.review()
    }

    fn proposal(&self) -> Option<&'a Proposal> {
        self.review().and_then(|review| review.proposal.as_ref())
    }

    fn opinions(&self) -> &'a [Opinion] {
        self.review().map_or(&[], |review| &review.opinions)
    }

    fn department(&self, code: &DepartmentCode) -> Option<Text> {
        self.office
            .catalogue
            .department(code)
            .map(|department| department.name.clone())
    }

    fn material_name(&self, code: &MaterialCode) -> Option<Text> {
        self.office
            .rules_of(self.project)
            .material_name(code)
            .cloned()
    }

    fn agent(&self) -> Option<AgentView> {
        self.project.agent.as_ref().map(|card| AgentView {
            name: card.name.clone(),
            window: card.window.clone(),
            phone: card.phone.clone(),
        })
    }

    fn limit(&self, clock: &Clock) -> LimitView {
        LimitView {
            limit: clock.limit,
            due: clock
                .due(&self.office.calendar, self.today)
                .map(|due| due.date.to_string()),
            used: clock.used(&self.office.calendar, self.today),
        }
    }

    fn checklist(&self) -> Vec<PointView> {
        let points: &[CheckPoint] = self.item.map_or(&[], |item| &item.checklist);
        let found: &[CheckedPoint] = self
            .case
            .decision()
            .map(|decision| decision.points.as_slice())
            .or_else(|| self.proposal().map(|proposal| proposal.points.as_slice()))
            .unwrap_or_default();
        points
            .iter()
            .enumerate()
            .map(|(index, point)| {
                let found = found.iter().find(|it| usize::from(it.point) == index);
                PointView {
                    text: point.text.clone(),
                    law: point.law.clone(),
                    result: match found.map(|found| found.finding) {
                        Some(Finding::Complies) => "ok",
                        Some(Finding::Fails) => "wrong",
                        Some(Finding::NotApplicable) => "none",
                        None => "open",
                    },
                    note: found.map(|found| found.note.clone()).unwrap_or_default(),
                }
            })
            .collect()
    }

    fn decision(&self) -> Option<DecisionView> {
        self.case.decision().map(|decision| DecisionView {
            outcome: decision.outcome,
            on: decision.on.to_string(),
            certificate_no: decision.certificate_no.clone(),
            valid_until: decision.valid_until.map(|day| day.to_string()),
        })
    }

    fn materials(&self) -> Vec<MaterialView> {
        let Some(item) = self.item else {
            return Vec::new();
        };
        Progress::new(self.project, self.office.rules_of(self.project))
            .slots(item)
            .iter()
            .map(|slot| self.material(slot))
            .collect()
    }

    fn material(&self, slot: &Slot<'_>) -> MaterialView {
        let code = &slot.requirement.code;
        MaterialView {
            code: code.to_string(),
            name: slot.requirement.name.clone(),
            state: match slot.status {
                MaterialStatus::Missing => "missing",
                MaterialStatus::Unconfirmed => "unconfirmed",
                MaterialStatus::Present => "present",
                MaterialStatus::Held => "held",
            },
            standard: slot.requirement.accept_standard.clone(),
            file: self.project.dossier.newest(code).map(|version| FileView {
                name: version.file.file_name.clone(),
                href: format!("/files/{}/{}", self.project.id, version.file.sha256),
                version: version.number,
                kilobytes: version.file.size_bytes.div_ceil(1024),
                at: version.at.to_string(),
                on_behalf: version.on_behalf,
            }),
        }
    }

    fn gaps(&self) -> Vec<GapView> {
        let gaps = self.review().map_or(&[][..], |review| &review.gaps);
        gaps.iter()
            .map(|gap| GapView {
                name: self.material_name(&gap.material),
                due: gap.due.to_string(),
            })
            .collect()
    }

    fn asked(&self) -> Vec<DefectView> {
        let asked = self.review().map_or(&[][..], |review| &review.asked);
        asked
            .iter()
            .map(|defect| DefectView {
                name: defect
                    .material
                    .as_ref()
                    .and_then(|code| self.material_name(code)),
                problem: defect.problem.clone(),
                remedy: defect.remedy.clone(),
            })
            .collect()
    }

    fn opinion(&self, opinion: &Opinion) -> OpinionView {
        OpinionView {
            department: self.department(&opinion.department),
            question: opinion.question.clone(),
            due: opinion.due.to_string(),
            answer: opinion
                .answer
                .as_ref()
                .map(|(agrees, text, on)| AnswerView {
                    agrees: *agrees,
                    text: text.clone(),
                    on: on.to_string(),
                }),
        }
    }

    /// What this officer's department was asked and has not answered.
    fn question_to(&self, actor: &Actor) -> Option<String> {
        let own = actor.department.as_deref()?;
        self.opinions()
            .iter()
            .find(|opinion| opinion.department.as_str() == own && opinion.answer.is_none())
            .map(|opinion| opinion.question.clone())
    }

    fn parallel(&self) -> Vec<ParallelView> {
        let catalogue = self.office.rules_of(self.project);
        let others = self.project.cases.values();
        others
            .filter(|other| other.number != self.case.number)
            .map(|other| ParallelView {
                item: other.item.to_string(),
                name: catalogue.item(&other.item).map(|item| item.name.clone()),
                department: catalogue
                    .department(&other.department)
                    .map(|department| department.short.clone()),
                state: other.status().as_str(),
                light: other.light(&self.office.calendar, self.today).into(),
            })
            .collect()
    }

    fn grounds(&self) -> Vec<GroundView> {
        let procedures = self
            .item
            .map_or(&[][..], |item| item.special_procedures.as_slice());
        procedures
            .iter()
            .map(|procedure| GroundView {
                ground: procedure.ground,
                text: procedure.text.clone(),
                max_days: procedure.max_days,
            })
            .collect()
    }

    /// Departments that can still be asked.
    fn departments(&self) -> Vec<DepartmentView> {
        let asked = self.opinions();
        self.office
            .catalogue
            .departments()
            .filter(|department| department.code != self.case.department)
            .filter(|department| asked.iter().all(|it| it.department != department.code))
            .map(|department| DepartmentView {
                code: department.code.to_string(),
                name: department.name.clone(),
            })
            .collect()
    }
}
