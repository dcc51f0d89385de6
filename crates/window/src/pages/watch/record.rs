//! The form an inspector fills in on the site: every point, what the commitment is worth, photographs, and what is not
//! as it should be with its law, its party and its days.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use minijinja::context;
use serde::Serialize;
use window_domain::catalogue::{Answerable, Severity};
use window_domain::project::building::command::{CheckRecord, NewFinding};
use window_domain::project::building::{BuildingCommand, Check, CheckState, entered};
use window_domain::project::event::{CheckedPoint, Finding, StoredFile};
use window_domain::project::{Command, Project};
use window_domain::refusal::{Code, Refusal, Refusals};

use super::file::Asking;
use super::project::find;
use crate::app::{App, AppState};
use crate::http::refusal::problems;
use crate::http::{Fields, FormView, PageError, Problem, UploadForm, Visitor};
use crate::i18n::Message;
use crate::pages::cases::wrong_file;
use crate::service::upload::UploadError;
use crate::service::{Refused, Request};
use crate::templates::view;

/// Findings one form has room for; a site with more needs another check.
const FINDINGS: usize = 4;
/// Photographs of one check.
const PHOTOS: usize = 12;
/// No form has more points; a longer one sent by hand is cut.
const POINTS_MAX: u16 = 100;
/// The five parties of the building work.
const PARTIES: [Answerable; 5] = [
    Answerable::Builder,
    Answerable::Surveyor,
    Answerable::Designer,
    Answerable::Contractor,
    Answerable::Supervisor,
];
const SEVERITIES: [Severity; 3] = [Severity::Minor, Severity::Serious, Severity::Blocking];

/// One of the parties to choose from.
#[derive(Debug, Serialize)]
struct PartyView {
    code: &'static str,
    company: String,
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path((id, check)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let project = find(&app, &visitor, &id).await?;
    let found = planned(&project, &check)?;
    let mut form = FormView::empty();
    let today = app.office.today().to_string();
    form.values.insert("checked_on".to_owned(), today);
    let given = (StatusCode::OK, form, Vec::new());
    page(&app, &visitor, (&project, found), given)
}

/// Records the check. Photographs taken in stay with the form when something else must be mended.
pub(super) async fn record(
    State(app): State<AppState>,
    visitor: Visitor,
    Path((id, check)): Path<(String, String)>,
    mut upload: UploadForm,
) -> Result<Response, PageError> {
    let project = find(&app, &visitor, &id).await?;
    let found = planned(&project, &check)?;
    let received = receive(&app, &mut upload).await?;
    let fields = &received.fields;
    let (record, rows, missing) = read(&project, found, (&received, app.office.today()));
    let actor = visitor.actor()?;
    let asking = Asking {
        app: &app,
        language: visitor.language,
        actor: &actor,
        project: &project,
    };
    if !asking.is_own(found) {
        return Err(PageError::forbidden());
    }
    let command = BuildingCommand::RecordCheck(record);
    let refusals = if missing.is_empty() && received.problems.is_empty() {
        let request = Request {
            seen: fields.seen(),
            ..visitor.request(&upload.key)?
        };
        let command = Command::Building(command);
        let done = app.office.execute(&actor, project.id, &command, &request);
        match done.await {
            Ok(_) => {
                let file = format!("/watch/projects/{id}#check");
                return Ok(Redirect::to(&file).into_response());
            }
            Err(Refused::Rules(refusals)) => refusals,
            Err(error) => return Err(error.into_page(&app, &visitor)),
        }
    } else {
        asking.refusals(command)
    };
    let all = all_at_once(missing, placed(refusals, &rows));
    let wrong = problems(&app, visitor.language, &all).into_iter();
    let mut wrong: Vec<Problem> = wrong.map(named).collect();
    wrong.extend(received.problems);
    let form = FormView::of(fields, wrong);
    let given = (StatusCode::UNPROCESSABLE_ENTITY, form, received.photos);
    page(&app, &visitor, (&project, found), given)
}

/// The same problem, naming what is missing: several empty fields would else read alike in the summary.
fn named(problem: Problem) -> Problem {
    let is_known = ["checked_on", "basis", "fulfils", "detail"].contains(&problem.field.as_str());
    if is_known && (problem.is_of(Code::TextMissing) || problem.is_of(Code::NothingChosen)) {
        let message = Message::new(format!("missing-check-{}", problem.field));
        return Problem { message, ..problem };
    }
    problem
}

/// What came in with the form.
struct Received {
    fields: Fields,
    photos: Vec<StoredFile>,
    problems: Vec<Problem>,
}

async fn receive(app: &App, upload: &mut UploadForm) -> Result<Received, PageError> {
    let mut pairs = Vec::new();
    let mut photos: Vec<StoredFile> = Vec::new();
    let mut problems = Vec::new();
    while let Ok(Some(field)) = upload.parts.next_field().await {
        let name = field.name().unwrap_or_default().to_owned();
        if name != "photos" {
            let Ok(text) = field.text().await else {
                problems.push(Problem::new(
                    "photos",
                    wrong_file(UploadError::Interrupted)?,
                ));
                break;
            };
            pairs.push((name, text));
            continue;
        }
        match app.office.receive_file(field).await {
            Ok(file) => photos.push(file),
            // A form without a photograph sends an empty part.
            Err(UploadError::Missing) => {}
            Err(error) => problems.push(Problem::new("photos", wrong_file(error)?)),
        }
    }
    let fields = Fields::from_pairs(pairs);
    let kept: Vec<(String, String)> = fields
        .all("kept")
        .filter_map(|kept| kept.split_once(' '))
        .map(|(sha256, name)| (sha256.to_owned(), name.to_owned()))
        .take(PHOTOS)
        .collect();
    for (sha256, name) in kept {
        let held = app.office.held_file(&sha256, &name).await;
        let held = held.map_err(PageError::unavailable)?;
        photos.extend(held.filter(|held| !photos.iter().any(|one| one.sha256 == held.sha256)));
    }
    photos.truncate(PHOTOS);
    Ok(Received {
        fields,
        photos,
        problems,
    })
}

/// The record, which row of the form each finding stood in, and what the form itself lacks. What lacks has some value
/// in the record, so that the rules can be asked for everything else at once.
fn read(
    project: &Project,
    check: &Check,
    (received, today): (&Received, Date),
) -> (CheckRecord, Vec<usize>, Vec<Refusal>) {
    let fields = &received.fields;
    let mut found = Vec::new();
    let typed = fields.get("checked_on");
    let checked_on = typed.and_then(|date| date.parse().ok());
    match (typed, checked_on) {
        (None, _) => found.push(Refusal::new(Code::TextMissing).at("checked_on")),
        (Some(typed), None) => found.push(
            Refusal::new(Code::DateInvalid)
                .with("given", typed)
                .at("checked_on"),
        ),
        (Some(_), Some(_)) => {}
    }
    let fulfils = fields.get("fulfils").and_then(|word| word.parse().ok());
    if fulfils.is_none() {
        found.push(Refusal::new(Code::NothingChosen).at("fulfils"));
    }
    let (mut rows, mut findings) = (Vec::new(), Vec::new());
    for row in 0..FINDINGS {
        if let Some(new) = finding(project, fields, row, &mut found) {
            rows.push(row);
            findings.push(new);
        }
    }
    let record = CheckRecord {
        check: check.id,
        checked_on: checked_on.unwrap_or(today),
        basis: fields.text("basis").to_owned(),
        fulfils: fulfils.unwrap_or_default(),
        detail: fields.text("detail").to_owned(),
        points: points(fields),
        photos: received.photos.clone(),
        findings,
    };
    (record, rows, found)
}

/// What the form lacks, and what the rules say of its other fields.
fn all_at_once(mut missing: Vec<Refusal>, refusals: Refusals) -> Refusals {
    for refusal in refusals.0 {
        let is_told = missing
            .iter()
            .any(|told| told.field.is_some() && told.field == refusal.field);
        if !is_told {
            missing.push(refusal);
        }
    }
    Refusals(missing)
}

fn points(fields: &Fields) -> Vec<CheckedPoint> {
    let points = (0..POINTS_MAX).filter_map(|point| {
        let finding = match fields.get(&format!("point-{point}"))? {
            "complies" => Finding::Complies,
            "fails" => Finding::Fails,
            "not_applicable" => Finding::NotApplicable,
            _ => return None,
        };
        Some(CheckedPoint {
            point,
            finding,
            note: fields.text(&format!("note-{point}")).to_owned(),
        })
    });
    points.collect()
}

/// The finding of a row, if anything is written in it.
fn finding(
    project: &Project,
    fields: &Fields,
    row: usize,
    found: &mut Vec<Refusal>,
) -> Option<NewFinding> {
    let text = |name: &str| fields.text(&format!("finding-{row}-{name}"));
    if ["text", "law", "severity", "party", "days"]
        .iter()
        .all(|name| text(name).is_empty())
    {
        return None;
    }
    let severity = SEVERITIES
        .into_iter()
        .find(|one| one.as_str() == text("severity"));
    let party = PARTIES
        .into_iter()
        .find(|one| one.as_str() == text("party"));
    for (name, is_missing) in [("severity", severity.is_none()), ("party", party.is_none())] {
        if is_missing {
            found.push(Refusal::new(Code::NothingChosen).at(format!("finding-{row}-{name}")));
        }
    }
    Some(NewFinding {
        severity: severity.unwrap_or(Severity::Minor),
        text: text("text").to_owned(),
        law: text("law").to_owned(),
        party: entered(project, party.unwrap_or(Answerable::Builder), ""),
        working_days: text("days").parse().unwrap_or_default(),
    })
}

/// The refusals beside the rows and fields of the form: findings are counted without empty rows by the rules.
fn placed(mut refusals: Refusals, rows: &[usize]) -> Refusals {
    for refusal in &mut refusals.0 {
        let Some(rest) = refusal
            .field
            .as_deref()
            .and_then(|it| it.strip_prefix("finding-"))
        else {
            continue;
        };
        let Some((index, name)) = rest.split_once('-') else {
            continue;
        };
        let row = index.parse().ok().and_then(|index: usize| rows.get(index));
        let name = if matches!(name, "company" | "uscc") {
            "party"
        } else {
            name
        };
        refusal.field = row.map(|row| format!("finding-{row}-{name}"));
    }
    refusals
}

/// The check of an address while it can be recorded.
fn planned<'a>(project: &'a Project, check: &str) -> Result<&'a Check, PageError> {
    let id = check.parse().map_err(|_| PageError::not_found())?;
    let mut checks = project.building.checks.iter();
    checks
        .find(|check| check.id == id && matches!(check.state, CheckState::Planned))
        .ok_or_else(PageError::not_found)
}

fn page(
    app: &App,
    visitor: &Visitor,
    (project, check): (&Project, &Check),
    (status, form, photos): (StatusCode, FormView, Vec<StoredFile>),
) -> Result<Response, PageError> {
    let actor = visitor.actor()?;
    let asking = Asking {
        app,
        language: visitor.language,
        actor: &actor,
        project,
    };
    if !asking.may_record(check) {
        return Err(PageError::forbidden());
    }
    let form_of = app
        .office
        .rules_of(project)
        .supervision()
        .form(check.reason.kind());
    let parties: Vec<_> = PARTIES
        .into_iter()
        .map(|kind| PartyView {
            code: kind.as_str(),
            company: entered(project, kind, "").company,
        })
        .collect();
    let photos: Vec<_> = photos
        .iter()
        .map(|photo| format!("{} {}", photo.sha256, photo.file_name))
        .collect();
    let data = context! {
        id => project.id.to_string(),
        version => project.version,
        title => project.title.as_str(),
        company => project.builder.company.as_str(),
        address => project.address.as_str(),
        check => context! {
            id => check.id.to_string(),
            planned_on => check.planned_on.to_string(),
            inspectors => check.inspectors.clone(),
        },
        sheet => view(&form_of),
        rows => (0..FINDINGS).collect::<Vec<_>>(),
        severities => SEVERITIES.map(Severity::as_str).to_vec(),
        parties => view(&parties),
        photos,
        max_days => app.office.rules_of(project).supervision().orders.rectification_days_max,
        form => view(&form),
    };
    app.page_with_status(visitor, status, "pages/watch/record.html", data)
}
