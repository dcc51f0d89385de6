//! A project of the shipped city, moved by commands on days of our choosing.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::Date;
use window_domain::access::{Actor, Role};
use window_domain::calendar::Calendar;
use window_domain::catalogue::{Catalogue, ItemCode, MaterialCode};
use window_domain::context::{Context, Fresh, Recorded, Series};
use window_domain::credit::Bar;
use window_domain::facts::Facts;
use window_domain::id::case_number::CaseNumber;
use window_domain::id::entity::{EnterpriseId, ProjectId, SubmissionId, UserId};
use window_domain::plan::Track;
use window_domain::project::command::{AgentCard, NewProject};
use window_domain::project::event::{
    Builder, CheckedPoint, Contact, Defect, Finding, Outcome, StoredFile,
};
use window_domain::project::progress::{MaterialStatus, Progress};
use window_domain::project::{Case, CaseStatus, Command, Project, ProjectEvent, apply, decide};
use window_domain::refusal::Refusals;

pub(crate) static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalogue/huangshi");
    let mut files = BTreeMap::new();
    for folder in ["", "items", "letters"] {
        for entry in fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = path
                    .strip_prefix(&root)
                    .unwrap()
                    .to_string_lossy()
                    .into_owned();
                files.insert(name, fs::read_to_string(path).unwrap());
            }
        }
    }
    Catalogue::from_files(&files).unwrap()
});

pub(crate) static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| {
    Calendar::from_json(include_str!("../../../../catalogue/huangshi/calendar.json")).unwrap()
});

/// Ids and numbers that only count.
#[derive(Default, Clone)]
pub(crate) struct Counter {
    drawn: RefCell<u16>,
    serials: RefCell<BTreeMap<Series, u32>>,
}

impl Counter {
    /// The next number, as bytes: long walks draw more than one byte can count.
    fn next<const LENGTH: usize>(&self) -> [u8; LENGTH] {
        *self.drawn.borrow_mut() += 1;
        let [high, low] = self.drawn.borrow().to_be_bytes();
        let mut bytes = [low; LENGTH];
        bytes[0] ^= high;
        bytes
    }
}

impl Fresh for Counter {
    fn random(&self) -> [u8; 16] {
        self.next()
    }

    fn check_code(&self) -> [u8; 10] {
        self.next()
    }

    fn serial(&self, series: &Series) -> u32 {
        let mut serials = self.serials.borrow_mut();
        let number = serials.entry(series.clone()).or_default();
        *number += 1;
        *number
    }
}

pub(crate) fn date(text: &str) -> Date {
    text.parse().unwrap()
}

pub(crate) fn person(number: u8, role: Role, department: Option<&str>) -> Actor {
    Actor {
        user: Some(UserId::from_bytes([number; 16])),
        name: format!("Person {number}"),
        roles: vec![role],
        department: department.map(str::to_owned),
        enterprise: role
            .is_enterprise()
            .then(|| EnterpriseId::from_bytes([1; 16])),
        territory: CATALOGUE.everywhere(),
    }
}

pub(crate) fn owner() -> Actor {
    person(1, Role::EnterpriseSignatory, None)
}

pub(crate) fn lead() -> Actor {
    person(2, Role::WindowLead, None)
}

pub(crate) fn agent() -> Actor {
    person(3, Role::Agent, None)
}

pub(crate) fn officer(department: &str) -> Actor {
    person(4, Role::Officer, Some(department))
}

pub(crate) fn head(department: &str) -> Actor {
    person(5, Role::DepartmentHead, Some(department))
}

/// A project and the day it is.
#[derive(Clone)]
pub(crate) struct Scene {
    pub(crate) project: Option<Project>,
    pub(crate) today: Date,
    /// Every fact so far, as the stream keeps it.
    pub(crate) history: Vec<Recorded<ProjectEvent>>,
    fresh: Counter,
    /// What keeps the builder out of commitment handling.
    pub(crate) barred: Vec<Bar>,
    /// Every file has a content of its own.
    files: u32,
}

impl Scene {
    /// A plain industrial project filed on Monday 2026-03-02.
    pub(crate) fn filed(track: Track) -> Self {
        Self::filed_with(track, &[])
    }

    /// The same with further facts.
    pub(crate) fn filed_with(track: Track, more: &[(&str, &str)]) -> Self {
        let mut scene = Self {
            project: None,
            today: date("2026-03-02"),
            history: Vec::new(),
            fresh: Counter::default(),
            barred: Vec::new(),
            files: 0,
        };
        let raw = [
            ("project_type", "industrial"),
            ("industry_division", "38"),
            ("investment_wan", "12000"),
            ("land_acquisition", "grant"),
            ("in_zone", "true"),
            ("site_area_m2", "20000"),
            ("building_area_m2", "12000"),
            ("eia_class", "registration_form"),
        ];
        let raw = raw.iter().chain(more);
        let raw = raw.map(|(code, value)| ((*code).to_owned(), (*value).to_owned()));
        scene.done(
            &owner(),
            Command::Create(NewProject {
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
                facts: Facts::parse(CATALOGUE.facts(), &raw.collect()).unwrap(),
                track,
                not_secret: true,
            }),
        );
        scene
    }

    /// Gives a command and folds what it decides.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "a command is made where it is given"
    )]
    pub(crate) fn give(&mut self, actor: &Actor, command: Command) -> Result<(), Refusals> {
        let now = jiff::tz::Offset::UTC
            .to_timestamp(self.today.at(2, 0, 0, 0))
            .unwrap()
            .max(
                self.project
                    .as_ref()
                    .map_or(Timestamp::MIN, |project| project.updated_at),
            );
        let context = Context {
            now,
            today: self.today,
            received_on: CALENDAR.next_working(self.today),
            catalogue: &CATALOGUE,
            calendar: &CALENDAR,
            actor,
            fresh: &self.fresh,
            barred: &self.barred,
        };
        let events = decide(self.project.as_ref(), &command, &context)?;
        for event in events {
            let recorded = context.record(event);
            apply(&mut self.project, &recorded);
            self.history.push(recorded);
        }
        Ok(())
    }

    #[track_caller]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "a command is made where it is given"
    )]
    pub(crate) fn done(&mut self, actor: &Actor, command: Command) {
        if let Err(refusals) = self.give(actor, command.clone()) {
            panic!("{command:?} is refused: {refusals}");
        }
    }

    /// The codes of the refusal.
    #[track_caller]
    pub(crate) fn refused(&mut self, actor: &Actor, command: Command) -> Vec<&'static str> {
        let refusals = self
            .give(actor, command)
            .expect_err("the rules refuse this");
        let mut codes: Vec<_> = refusals
            .0
            .iter()
            .map(|refusal| refusal.code.as_str())
            .collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    pub(crate) fn project(&self) -> &Project {
        self.project.as_ref().unwrap()
    }

    pub(crate) fn upload(&mut self, actor: &Actor, material: &str) {
        self.files += 1;
        let file = StoredFile {
            sha256: format!("{:064}", self.files),
            file_name: "paper.pdf".to_owned(),
            size_bytes: 1,
            media_type: "application/pdf".to_owned(),
        };
        self.done(
            actor,
            Command::AddMaterial {
                material: material.into(),
                file,
            },
        );
    }

    /// Puts in the required materials of an item; those that may follow stay out.
    pub(crate) fn upload_required(&mut self, item: &str) {
        let missing: Vec<MaterialCode> = {
            let progress = Progress::new(self.project(), &CATALOGUE);
            let slots = progress.slots(CATALOGUE.item(&ItemCode::new(item)).unwrap());
            let required = slots
                .iter()
                .filter(|slot| slot.status == MaterialStatus::Missing && !slot.is_tolerable());
            required.map(|slot| slot.requirement.code.clone()).collect()
        };
        for material in missing {
            self.upload(&owner(), material.as_str());
        }
    }

    pub(crate) fn submitted(&mut self, item: &str) -> CaseNumber {
        self.upload_required(item);
        self.done(
            &owner(),
            Command::Submit {
                items: vec![item.into()],
            },
        );
        self.case(item).number.clone()
    }

    pub(crate) fn case(&self, item: &str) -> &Case {
        self.project().case_of(&ItemCode::new(item)).unwrap()
    }

    pub(crate) fn status(&self, item: &str) -> CaseStatus {
        self.case(item).status()
    }

    pub(crate) fn submission(&self, item: &str) -> SubmissionId {
        self.case(item).submission
    }

    pub(crate) fn accept(&mut self, item: &str, gaps: &[&str]) -> Result<(), Refusals> {
        let case = self.case(item).number.clone();
        let gaps = gaps.iter().map(|gap| MaterialCode::new(gap)).collect();
        let submission = self.submission(item);
        self.give(
            &lead(),
            Command::Accept {
                submission,
                cases: vec![case.clone()],
                gaps: BTreeMap::from([(case, gaps)]),
            },
        )
    }

    /// Accepted and on the officer's desk.
    pub(crate) fn on_desk(&mut self, item: &str) -> CaseNumber {
        let case = self.submitted(item);
        self.accept(item, &[]).unwrap();
        let department = self.case(item).department.as_str().to_owned();
        self.done(&officer(&department), Command::Claim { case: case.clone() });
        case
    }

    pub(crate) fn verdict(case: &CaseNumber, outcome: Outcome) -> Command {
        let finding = match outcome {
            Outcome::Approved => Finding::Complies,
            Outcome::Refused => Finding::Fails,
        };
        Command::Decide {
            case: case.clone(),
            outcome,
            reasons: "reasons".to_owned(),
            points: (0..20)
                .map(|point| CheckedPoint {
                    point,
                    finding,
                    note: String::new(),
                })
                .collect(),
        }
    }

    pub(crate) fn defect(case: &CaseNumber, material: &str) -> Defect {
        Defect {
            case: case.clone(),
            material: Some(material.into()),
            problem: "no seal".to_owned(),
            remedy: "seal it".to_owned(),
        }
    }

    pub(crate) fn record(&mut self, item: &str) {
        let issued_on = self.today;
        self.done(
            &lead(),
            Command::RegisterResult {
                item: item.into(),
                certificate_no: "N-1".to_owned(),
                issued_on,
            },
        );
    }

    pub(crate) fn assign_agent(&mut self) {
        self.done(
            &lead(),
            Command::AssignAgent {
                card: AgentCard {
                    agent: UserId::from_bytes([3; 16]),
                    name: "Agent".to_owned(),
                    window: "1".to_owned(),
                    phone: "0714-000 0001".to_owned(),
                },
                reason: "load".to_owned(),
            },
        );
    }
}
