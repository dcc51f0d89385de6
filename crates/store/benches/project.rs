//! What it costs to bring a project back from 500 facts, and to compute the rows it is found by.
//!
//! Aim: 500 000 facts a second. `cargo bench -p window-store --bench project`.

use std::collections::BTreeMap;
use std::error::Error;
use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use window_domain::access::Role;
use window_domain::calendar::Calendar;
use window_domain::catalogue::{Catalogue, Item};
use window_domain::clock::StopGround;
use window_domain::context::{By, Recorded};
use window_domain::facts::{FactKind, Facts};
use window_domain::id::case_number::CaseNumber;
use window_domain::id::check_code::CheckCode;
use window_domain::id::entity::{EnterpriseId, ProjectId, SubmissionId, UserId};
use window_domain::limit::Limit;
use window_domain::plan::Track;
use window_domain::project::event::{
    Builder, CheckedPoint, Contact, Finding, Letter, Outcome, StoredFile, SubmittedCase,
};
use window_domain::project::{Project, ProjectEvent, apply, replay};
use window_store::{Folding, RowSet, project_rows};

const CALENDAR: &str = include_str!("../../../catalogue/huangshi/calendar.json");
const CITY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../catalogue/huangshi");

/// A project that went all the way has a few hundred facts; the demonstration city's longest has fewer.
const FACTS: usize = 500;
const MATERIALS_PER_ITEM: u8 = 4;
const DAY: Date = date(2026, 3, 2);

type Fact = Recorded<ProjectEvent>;

fn city() -> Result<Catalogue, Box<dyn Error>> {
    let mut files = BTreeMap::new();
    for folder in ["", "items/"] {
        for entry in std::fs::read_dir(Path::new(CITY).join(folder))? {
            let entry = entry?;
            let name = entry.file_name();
            if name.to_string_lossy().ends_with("toml") {
                let relative = format!("{folder}{}", name.to_string_lossy());
                files.insert(relative, std::fs::read_to_string(entry.path())?);
            }
        }
    }
    Catalogue::from_files(&files).map_err(|problems| format!("{problems:?}").into())
}

fn by(role: Role, department: Option<&str>) -> By {
    By {
        user: Some(UserId::from_bytes([3; 16])),
        role,
        name: "Person".to_owned(),
        department: department.map(str::to_owned),
    }
}

fn created(catalogue: &Catalogue) -> Result<ProjectEvent, Box<dyn Error>> {
    let mut raw = BTreeMap::new();
    for fact in catalogue.facts().definitions() {
        let value = match &fact.kind {
            FactKind::Boolean => "false".to_owned(),
            FactKind::Integer { max, .. } => (*max).min(50_000).to_string(),
            FactKind::Choice(options) => options
                .first()
                .map(|option| option.code.clone())
                .unwrap_or_default(),
        };
        raw.insert(fact.code.clone(), value);
    }
    let facts =
        Facts::parse(catalogue.facts(), &raw).map_err(|problems| format!("{problems:?}"))?;
    Ok(ProjectEvent::ProjectCreated {
        project: ProjectId::from_bytes([9; 16]),
        builder: Builder {
            id: EnterpriseId::from_bytes([1; 16]),
            company: "示例公司".to_owned(),
            uscc: "91420200MA49000105".to_owned(),
        },
        title: "示例项目".to_owned(),
        code: None,
        address: "示例路 1 号".to_owned(),
        contact: Contact {
            person: "示例".to_owned(),
            phone: "0714-000 0000".to_owned(),
        },
        facts,
        track: Track::Ordinary,
        release: "2026-01".to_owned(),
    })
}

/// An item from its papers to the acceptance of its case.
fn accepted(item: &Item, case: &CaseNumber, number: u8) -> Vec<(By, ProjectEvent)> {
    let own = || by(Role::EnterpriseMember, None);
    let material = |material: u8| ProjectEvent::MaterialAdded {
        material: format!("{}_{material}", item.code).as_str().into(),
        version: 1,
        file: StoredFile {
            sha256: format!("{number:062}{material:02}"),
            file_name: "环境影响评价文件.pdf".to_owned(),
            size_bytes: 1 << 20,
            media_type: "application/pdf".to_owned(),
        },
        on_behalf: false,
        authorised: false,
    };
    let mut facts: Vec<_> = (0..MATERIALS_PER_ITEM)
        .map(|number| (own(), material(number)))
        .collect();
    let submission = SubmissionId::from_bytes([number; 16]);
    let received = ProjectEvent::SubmissionReceived {
        submission,
        receipt_no: format!("R-{number}"),
        cases: vec![SubmittedCase {
            case: case.clone(),
            item: item.code.clone(),
            department: item.department.clone(),
        }],
        received_on: DAY,
        intake: Limit::WorkingDays(5),
    };
    facts.push((own(), received));
    let accepted = ProjectEvent::CaseAccepted {
        case: case.clone(),
        gaps: Vec::new(),
        statutory: Limit::WorkingDays(20),
        promised: Limit::WorkingDays(5),
    };
    facts.push((by(Role::Agent, None), accepted));
    facts
}

/// The same item from the officer who takes it to its letter.
fn decided(item: &Item, case: &CaseNumber, number: u8) -> Vec<(By, ProjectEvent)> {
    let officer = || by(Role::Officer, Some(item.department.as_str()));
    let claimed = ProjectEvent::CaseClaimed {
        case: case.clone(),
        officer: UserId::from_bytes([4; 16]),
    };
    let mut facts = vec![(officer(), claimed)];
    if number.is_multiple_of(4) {
        let stopped = ProjectEvent::ClockStopped {
            case: case.clone(),
            ground: StopGround::ExpertReview,
            reason: "专家评审".to_owned(),
            max_days: Some(30),
        };
        let resumed = ProjectEvent::ClockResumed { case: case.clone() };
        facts.extend([(officer(), stopped), (officer(), resumed)]);
    }
    let decided = ProjectEvent::CaseDecided {
        case: case.clone(),
        outcome: Outcome::Approved,
        reasons: String::new(),
        points: (0..6)
            .map(|point| CheckedPoint {
                point,
                finding: Finding::Complies,
                note: String::new(),
            })
            .collect(),
        certificate_no: Some(format!("N-{number}")),
        valid_until: None,
        proposed_by: None,
    };
    facts.push((officer(), decided));
    let letter = Letter {
        form: "decision_approved".to_owned(),
        number: format!("L-{number}"),
        check_code: CheckCode::from_bytes([number; 10]),
        cases: vec![case.clone()],
        submission: None,
        correction: None,
        department: None,
        ends: None,
        issued_on: DAY,
        issued_at: Timestamp::UNIX_EPOCH,
    };
    facts.push((by(Role::Agent, None), ProjectEvent::LetterIssued { letter }));
    facts
}

fn history(catalogue: &Catalogue) -> Result<Vec<Fact>, Box<dyn Error>> {
    let mut events = vec![(by(Role::EnterpriseMember, None), created(catalogue)?)];
    for (number, definition) in (1_u8..).zip(catalogue.items()) {
        let case = CaseNumber::new("420200", DAY, u32::from(number))?;
        events.extend(accepted(definition, &case, number));
        events.extend(decided(definition, &case, number));
    }
    events.truncate(FACTS);
    let facts = events.into_iter().map(|(by, event)| Recorded {
        at: Timestamp::UNIX_EPOCH,
        on: DAY,
        by,
        event,
    });
    Ok(facts.collect())
}

/// As the program reads a stream: each stored text, one after the other, into the project.
fn read(stored: &[String]) -> Result<Option<Project>, serde_json::Error> {
    let mut project = None;
    for text in stored {
        apply(&mut project, &serde_json::from_str(text)?);
    }
    Ok(project)
}

fn main() -> Result<(), Box<dyn Error>> {
    let catalogue = city()?;
    let calendar = Calendar::from_json(CALENDAR)?;
    let facts = history(&catalogue)?;
    let stored: Vec<String> = facts
        .iter()
        .map(serde_json::to_string)
        .collect::<Result<_, _>>()?;
    let project = replay(&facts).ok_or("no project")?;
    assert_eq!(facts.len(), FACTS);
    assert!(project.cases.len() >= 40, "{} cases", project.cases.len());
    assert_eq!(read(&stored)?.as_ref(), Some(&project));
    let folding = Folding {
        catalogue: &catalogue,
        calendar: &calendar,
    };
    let before = project_rows(&project, 499, folding);

    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("project");
    group.throughput(Throughput::Elements(facts.len().try_into()?));
    group.bench_function("replay", |b| b.iter(|| replay(black_box(&facts))));
    group.bench_function("read_and_replay", |b| b.iter(|| read(black_box(&stored))));
    group.throughput(Throughput::Elements(1));
    group.bench_function("rows", |b| {
        b.iter(|| project_rows(black_box(&project), 500, folding));
    });
    group.bench_function("rows_and_difference", |b| {
        b.iter(|| RowSet::diff(&before, &project_rows(black_box(&project), 500, folding)));
    });
    group.finish();
    criterion.final_summary();
    Ok(())
}
