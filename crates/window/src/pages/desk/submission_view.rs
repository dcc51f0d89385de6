//! What the page of a submission shows.

use serde::Serialize;
use window_domain::catalogue::{Item, Need, Text};
use window_domain::light::Light;
use window_domain::project::progress::{MaterialStatus, Progress, Slot};
use window_domain::project::{Case, CaseStatus, Project};
use window_store::SubmissionRow;

use super::submission::SEPARATOR;
use crate::app::App;
use crate::http::Fields;
use crate::pages::green_channel::{self, PromiseView};
use crate::pages::lights::LightView;

/// Rows for defects: a notice names everything at once, and more than eight belong into a talk.
pub(super) const DEFECT_ROWS: usize = 8;

/// A submission with its project.
#[derive(Debug, Serialize)]
pub(super) struct SubmissionView {
    receipt: String,
    version: u64,
    title: String,
    href: String,
    code: Option<String>,
    company: String,
    uscc: String,
    address: String,
    person: String,
    phone: String,
    agent: Option<String>,
    received_on: String,
    due: String,
    light: LightView,
    tone: &'static str,
    cases: Vec<CaseView>,
    may_answer: bool,
    may_refuse: bool,
    on_behalf: bool,
    /// Of a project of the green channel: the promise of acceptance that runs.
    promise: Option<PromiseView>,
    /// Closing time of the window.
    close: String,
    letters: Vec<LetterView>,
}

#[derive(Debug, Serialize)]
struct CaseView {
    number: String,
    item: String,
    name: Option<Text>,
    status_key: String,
    light: LightView,
    is_open: bool,
    is_refusable: bool,
    is_chosen: bool,
    materials: Vec<MaterialView>,
}

#[derive(Debug, Serialize)]
struct MaterialView {
    code: String,
    name: Text,
    state: &'static str,
    tone: &'static str,
    need: &'static str,
    standard: Text,
    /// Value of the box that accepts without it; only where it may follow and is missing.
    gap: Option<String>,
    is_gap: bool,
    files: Vec<FileView>,
}

#[derive(Debug, Serialize)]
struct FileView {
    name: String,
    href: String,
    version: u16,
    on_behalf: bool,
}

/// A letter the window handed out about these cases.
#[derive(Debug, Serialize)]
pub(super) struct LetterView {
    title: Option<Text>,
    number: String,
    code: String,
    on: String,
}

/// The view of a submission; `fields` is a form handed in and refused.
pub(super) fn of(
    app: &App,
    project: &Project,
    row: &SubmissionRow,
    fields: Option<&Fields>,
) -> SubmissionView {
    let progress = Progress::new(project, app.office.rules_of(project));
    let all: Vec<&Case> = project
        .cases
        .values()
        .filter(|case| case.submission.to_string() == row.id)
        .collect();
    let open = |status: CaseStatus| all.iter().any(|case| case.status() == status);
    let light = all
        .iter()
        .find(|case| case.status() == CaseStatus::Received)
        .map_or(Light::Unlimited, |case| light_of(app, case));
    let cases: Vec<CaseView> = all
        .iter()
        .map(|case| case_view(app, (project, &progress), case, fields))
        .collect();
    let (may_answer, is_correcting) = (open(CaseStatus::Received), open(CaseStatus::Correcting));
    SubmissionView {
        receipt: row.receipt_no.clone(),
        version: project.version,
        title: project.title.clone(),
        href: format!("/desk/projects/{}", project.id),
        code: project.code.as_ref().map(ToString::to_string),
        company: project.builder.company.clone(),
        uscc: project.builder.uscc.clone(),
        address: project.address.clone(),
        person: project.contact.person.clone(),
        phone: project.contact.phone.clone(),
        agent: project.agent.as_ref().map(|card| card.name.clone()),
        received_on: row.received_on.to_string(),
        due: row.intake_due.to_string(),
        light: light.into(),
        tone: match light {
            Light::Red { .. } => "red",
            Light::Yellow { .. } => "yellow",
            Light::Green { .. } => "green",
            Light::Stopped { .. } | Light::Done { .. } | Light::Unlimited => "none",
        },
        cases,
        may_answer,
        may_refuse: may_answer || is_correcting,
        on_behalf: all
            .first()
            .and_then(|case| project.submissions.get(&case.submission))
            .is_some_and(|submission| submission.on_behalf),
        promise: project
            .green_channel
            .promises
            .iter()
            .find(|promise| promise.end.is_none() && promise.submission.to_string() == row.id)
            .map(|promise| green_channel::promise(app, project, promise)),
        close: app
            .office
            .catalogue
            .city()
            .office_hours
            .close
            .strftime("%H:%M")
            .to_string(),
        letters: letters(app, project, &all),
    }
}

fn light_of(app: &App, case: &Case) -> Light {
    case.light(&app.office.calendar, app.office.today())
}

fn case_view(
    app: &App,
    (project, progress): (&Project, &Progress<'_>),
    case: &Case,
    fields: Option<&Fields>,
) -> CaseView {
    let item: Option<&Item> = app.office.rules_of(project).item(&case.item);
    let number = case.number.to_string();
    let slots = item.map_or_else(Vec::new, |item| progress.slots(item));
    let status = case.status();
    CaseView {
        item: case.item.to_string(),
        name: item.map(|item| item.name.clone()),
        status_key: format!("case-status-{}", status.as_str()),
        light: light_of(app, case).into(),
        is_open: status == CaseStatus::Received,
        is_refusable: matches!(status, CaseStatus::Received | CaseStatus::Correcting),
        is_chosen: fields
            .filter(|fields| fields.get("choose").is_some())
            .is_none_or(|fields| fields.all("case").any(|chosen| chosen == number)),
        materials: slots
            .iter()
            .map(|slot| material(project, (case, slot), fields))
            .collect(),
        number,
    }
}

fn material(
    project: &Project,
    (case, slot): (&Case, &Slot<'_>),
    fields: Option<&Fields>,
) -> MaterialView {
    let code = &slot.requirement.code;
    let may_follow = slot.is_tolerable()
        && slot.status == MaterialStatus::Missing
        && case.status() == CaseStatus::Received;
    let gap = may_follow.then(|| format!("{}{SEPARATOR}{code}", case.number));
    let (state, tone) = match slot.status {
        MaterialStatus::Missing if slot.is_tolerable() => ("missing", "warn"),
        MaterialStatus::Missing => ("missing", "bad"),
        MaterialStatus::Unconfirmed => ("unconfirmed", "warn"),
        MaterialStatus::Present => ("present", "ok"),
        MaterialStatus::Held => ("held", "ok"),
    };
    MaterialView {
        code: code.to_string(),
        name: slot.requirement.name.clone(),
        state,
        tone,
        need: match slot.requirement.need {
            Need::Required => "required",
            Need::Tolerable => "tolerable",
            Need::Conditional => "conditional",
        },
        standard: slot.requirement.accept_standard.clone(),
        is_gap: fields.is_some_and(|fields| {
            let mut gaps = fields.all("gap");
            gaps.any(|typed| Some(typed) == gap.as_deref())
        }),
        gap,
        files: project
            .dossier
            .versions(code)
            .iter()
            .rev()
            .map(|version| FileView {
                name: version.file.file_name.clone(),
                href: format!("/files/{}/{}", project.id, version.file.sha256),
                version: version.number,
                on_behalf: version.on_behalf,
            })
            .collect(),
    }
}

/// The letters about the cases, the newest first.
fn letters(app: &App, project: &Project, cases: &[&Case]) -> Vec<LetterView> {
    let concerns = |number| cases.iter().any(|case| &case.number == number);
    project
        .letters
        .iter()
        .rev()
        .filter(|letter| letter.cases.iter().any(concerns))
        .map(|letter| {
            let kind = app.office.rules_of(project).letters().kind(&letter.form);
            LetterView {
                title: kind.map(|kind| kind.title.clone()),
                number: letter.number.clone(),
                code: letter.check_code.compact(),
                on: letter.issued_on.to_string(),
            }
        })
        .collect()
}
