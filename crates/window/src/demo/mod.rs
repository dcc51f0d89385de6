//! The demonstration city: invented people and projects, moved to their states by real commands.

mod booked;
mod built;
mod credit;
mod feedback;
mod green;
mod ledger;
mod notice;
mod people;
mod score;
mod service;
mod talked;
mod walk;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use jiff::Timestamp;
use serde::Deserialize;
use window_domain::facts::FactValue;
use window_store::{Blobs, Store};

use crate::app::App;
use crate::city::City;
use crate::clock::Clock;
use crate::random::Random;
use crate::service::Office;

const CITY: &str = include_str!("../../demo/city.toml");

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Demo {
    password: String,
    staff: Vec<Staff>,
    departments: Departments,
    #[serde(rename = "enterprise")]
    enterprises: Vec<DemoEnterprise>,
    #[serde(rename = "project")]
    projects: Vec<DemoProject>,
    /// Companies that answer for a part of the works, by what they are.
    parties: BTreeMap<String, DemoParty>,
    #[serde(rename = "record")]
    records: Vec<credit::DemoRecord>,
    #[serde(rename = "problem")]
    problems: Vec<service::DemoProblem>,
    #[serde(rename = "visit")]
    visits: Vec<service::DemoVisit>,
    #[serde(rename = "talk")]
    talks: Vec<talked::DemoTalk>,
    #[serde(rename = "note")]
    notes: Vec<service::DemoNote>,
    service: service::DemoService,
    #[serde(rename = "booking")]
    bookings: Vec<booked::DemoBooking>,
    #[serde(rename = "green")]
    greens: Vec<green::DemoGreen>,
    #[serde(rename = "review")]
    reviews: Vec<feedback::DemoReview>,
    #[serde(rename = "complaint")]
    complaints: Vec<feedback::DemoComplaint>,
    facts: BTreeMap<String, FactValue>,
    texts: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Staff {
    login: String,
    name: String,
    roles: Vec<String>,
    window: Option<String>,
    phone: Option<String>,
    organisation: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Departments {
    codes: Vec<String>,
    officer: String,
    head: String,
    inspector: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DemoEnterprise {
    login: String,
    person: String,
    company: String,
    uscc: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DemoParty {
    company: String,
    uscc: String,
    /// Its account, where it has one.
    login: Option<String>,
}

/// How far a project is walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Reach {
    Filed,
    Submitted,
    Deemed,
    Correcting,
    Accepted,
    Claimed,
    Asked,
    Stopped,
    Opinion,
    Refused,
    Land,
    Planning,
    Requested,
    Admitted,
    Told,
    Signed,
    Ready,
    Noticed,
    Kept,
    KeptLate,
    Rectifying,
    Suspended,
    Revoked,
    Cleared,
    Applied,
    Completed,
    Invited,
    AcceptanceRectify,
    AcceptanceFailed,
    Reinspection,
    Closed,
    SpecialFire,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DemoProject {
    title: String,
    enterprise: String,
    days_ago: i32,
    #[serde(default)]
    track: Option<String>,
    reach: Reach,
    /// Whether the first case needed a correction.
    #[serde(default)]
    corrected: bool,
    #[serde(default)]
    facts: BTreeMap<String, FactValue>,
}

impl Demo {
    fn text(&self, name: &str) -> &str {
        self.texts.get(name).map_or("", String::as_str)
    }

    fn party(&self, kind: &str) -> anyhow::Result<&DemoParty> {
        let party = self.parties.get(kind);
        party.with_context(|| format!("there is no party `{kind}`"))
    }
}

/// Fills an empty store. The office of the seeding has a clock of its own, moved by hand through
/// the last 60 working days.
///
/// # Errors
/// When a command is refused: then the seed no longer fits the rules, which a test shows.
pub async fn seed(
    (store, blobs): (&Store, &Path),
    city: &City,
    now: Timestamp,
) -> anyhow::Result<()> {
    let demo: Demo = toml::from_str(CITY).context("read the demonstration city")?;
    let clock = Clock::fixed(now);
    let blobs = Blobs::open(blobs).context("open the folder for files")?;
    let office = Office::new(
        (store.clone(), blobs),
        city.clone(),
        (clock.clone(), Random::system()),
    );
    let people = people::settle(&office, &demo).await?;
    for project in &demo.projects {
        walk::walk(&office, (&demo, &people), project, now)
            .await
            .with_context(|| format!("walk `{}`", project.title))?;
    }
    for record in &demo.records {
        credit::walk(&office, (&demo, &people), record, now)
            .await
            .with_context(|| format!("walk the record of `{}`", record.party))?;
    }
    booked::book(&office, (&demo, &people), now)
        .await
        .context("book visits")?;
    service::serve(&office, (&demo, &people), now).await?;
    feedback::speak(&office, (&demo, &people), now)
        .await
        .context("review and complain")?;
    score::score(&office, (&demo, &people), now)
        .await
        .context("freeze and appeal")
}

/// What the console says when the city is ready.
pub fn welcome(app: &App) -> String {
    let Ok(demo) = toml::from_str::<Demo>(CITY) else {
        return String::new();
    };
    let mut lines = vec![format!("password of all accounts: {}", demo.password)];
    let shown = [
        "lead",
        "zone-lead",
        "agent1",
        "supervisor",
        "manager",
        "zone-manager",
        "sysadmin",
    ];
    for staff in demo
        .staff
        .iter()
        .filter(|staff| shown.contains(&staff.login.as_str()))
    {
        lines.push(format!("  {:<12} {}", staff.login, staff.roles.join(", ")));
    }
    if let Some(code) = demo.departments.codes.get(1) {
        lines.push(format!("  {code:<12} officer"));
        lines.push(format!("  {:<12} department_head", format!("{code}-head")));
    }
    if let Some(enterprise) = demo.enterprises.first() {
        lines.push(format!("  {:<12} enterprise_signatory", enterprise.login));
    }
    lines.push(format!("open {}/login", app.config.server.base_url));
    lines.join("\n")
}
