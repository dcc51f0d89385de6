//! Services somebody was served, as the recorded facts say: cases decided, visits confirmed, problems struck off,
//! visitors served. Only these can be reviewed.

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::local_date;
use crate::catalogue::{DepartmentCode, RegionMap};
use crate::id::entity::{EnterpriseId, ProjectId, UserId};
use crate::project::Project;
use crate::project::problem::ProblemState;
use crate::service_day::{ServiceDay, Status};

/// What kind of service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    /// A case was decided.
    Case,
    /// A visit was confirmed.
    Visit,
    /// A problem was struck off.
    Problem,
    /// A visitor with a booking was served.
    Booking,
}

impl Service {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Case, Self::Visit, Self::Problem, Self::Booking];

    /// Name in rows, addresses and locale keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Visit => "visit",
            Self::Problem => "problem",
            Self::Booking => "booking",
        }
    }

    /// The kind of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// A service somebody was served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Served {
    /// What kind.
    pub service: Service,
    /// Number of the case or problem, id of the visit or booking.
    pub number: String,
    /// Code of the item, of the kind of problem or of the window; purpose of the visit.
    pub what: String,
    /// Its day.
    pub on: Date,
    /// The enterprise that was served; `None` for a visitor without an account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enterprise: Option<EnterpriseId>,
    /// Its name, or the visitor's. Personal data.
    #[serde(default)]
    pub company: String,
    /// Telephone of a visitor. Personal data.
    #[serde(default)]
    pub phone: String,
    /// The project.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<ProjectId>,
    /// Its name.
    #[serde(default)]
    pub project_name: String,
    /// The region it lies in; `None` without a project.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Who served, where one person did. Personal data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub served_by: Option<UserId>,
    /// The department that served.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentCode>,
}

impl Served {
    fn of(project: &Project, (service, number): (Service, String), on: Date) -> Self {
        Self {
            service,
            number,
            what: String::new(),
            on,
            enterprise: Some(project.builder.id),
            company: project.builder.company.clone(),
            phone: project.contact.phone.clone(),
            project: Some(project.id),
            project_name: project.title.clone(),
            region: None,
            served_by: None,
            department: None,
        }
    }
}

/// What a project's enterprise was served.
pub fn in_project(project: &Project, regions: &RegionMap) -> Vec<Served> {
    let cases = project.cases.values().filter_map(|case| {
        let (review, decision) = (case.review()?, case.decision()?);
        let name = (Service::Case, case.number.to_string());
        Some(Served {
            what: case.item.to_string(),
            served_by: review.officer,
            department: Some(case.department.clone()),
            ..Served::of(project, name, decision.on)
        })
    });
    let agent = project.agent.as_ref().map(|card| card.agent);
    let visits = project.agency.visits.iter().filter_map(|visit| {
        let (_, on, _) = visit.confirmed.as_ref()?;
        let name = (Service::Visit, visit.id.to_string());
        Some(Served {
            what: visit.purpose.clone(),
            served_by: project
                .visitor(visit)
                .map(|card| card.agent)
                .or(visit.by.user),
            ..Served::of(project, name, *on)
        })
    });
    let problems = project.problems.iter().filter_map(|problem| {
        let ProblemState::Closed { on } = problem.state else {
            return None;
        };
        let name = (Service::Problem, problem.number.clone());
        Some(Served {
            what: problem.topic.clone(),
            served_by: agent,
            department: problem.department.clone(),
            ..Served::of(project, name, on)
        })
    });
    let all = cases.chain(visits).chain(problems);
    let region = Some(regions.of(&project.facts).to_owned());
    all.map(|served| Served {
        region: region.clone(),
        ..served
    })
    .collect()
}

/// Who was served on a day of the service windows.
pub fn on_day(day: &ServiceDay) -> Vec<Served> {
    let bookings = day.bookings.iter();
    let served = bookings.filter(|booking| booking.status == Status::Served);
    served
        .map(|booking| Served {
            service: Service::Booking,
            number: booking.id.to_string(),
            what: booking.at.kind.as_str().to_owned(),
            on: booking.served_at.map_or(day.date, local_date),
            enterprise: booking.guest.enterprise,
            company: if booking.guest.company.is_empty() {
                booking.guest.name.clone()
            } else {
                booking.guest.company.clone()
            },
            phone: booking.guest.phone.clone(),
            project: booking.guest.project,
            project_name: booking.guest.project_name.clone(),
            region: booking.guest.region.clone(),
            served_by: booking.served_by,
            department: None,
        })
        .collect()
}
