//! What the window does beside approving: problems, visits, calls, hand-overs, authorisations, an absence. By commands.

use anyhow::{Context, bail};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use window_domain::access::Actor;
use window_domain::calendar::local_date;
use window_domain::catalogue::DepartmentCode;
use window_domain::id::entity::ProjectId;
use window_domain::project::agency::AgencyCommand;
use window_domain::project::agency::command::NewVisit;
use window_domain::project::agency::event::{NoteSort, ProxyAct};
use window_domain::project::problem::Problem;
use window_domain::project::{Command, Project};
use window_store::{Page, ProjectFilter, Viewer};

use super::people::People;
use super::{Demo, green};
use crate::service::staffing::NewAbsence;
use crate::service::{Office, Request};

/// A problem and how far it is walked.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DemoProblem {
    pub(super) project: String,
    pub(super) days_ago: u16,
    pub(super) reach: Reach,
    pub(super) topic: String,
    pub(super) text: String,
    #[serde(default)]
    pub(super) step: String,
    #[serde(default)]
    pub(super) solution: String,
    #[serde(default)]
    pub(super) answer: String,
    #[serde(default)]
    pub(super) lesson: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Reach {
    Open,
    Step,
    Solved,
    Reopened,
    Confirmed,
    Closed,
    Withdrawn,
    Lead,
    Called,
    Tasks,
    Met,
}

/// A visit and how far it is walked.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DemoVisit {
    project: String,
    /// Negative: still to come.
    days_ago: i16,
    reach: VisitReach,
    purpose: String,
    #[serde(default)]
    outcome: String,
    #[serde(default)]
    answer: String,
    #[serde(default)]
    bring: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum VisitReach {
    Planned,
    Arrived,
    /// Typed up the day after.
    Late,
    Confirmed,
    Disputed,
    Cancelled,
}

/// A note of an agent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DemoNote {
    project: String,
    sort: NoteSort,
    days_ago: i16,
    text: String,
    #[serde(default)]
    result: Option<String>,
}

/// The rest of the service.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DemoService {
    pub(super) zone_agents: Vec<String>,
    pub(super) authorised: Vec<String>,
    pub(super) withdrawn: Vec<String>,
    /// The first stays to be confirmed, the others are.
    pub(super) handed_over: Vec<String>,
    pub(super) hand_over: String,
    pub(super) take_over: String,
    pub(super) away: String,
    pub(super) away_reason: String,
    pub(super) away_days: u16,
    pub(super) direct: String,
    pub(super) escalate: String,
    pub(super) place: String,
    pub(super) meeting: String,
    pub(super) position: String,
    pub(super) minutes: String,
    pub(super) task: String,
    pub(super) task_window: String,
    pub(super) task_done: String,
    pub(super) people: Vec<String>,
    pub(super) visit_address: String,
}

pub(super) struct Walk<'a> {
    pub(super) office: &'a Office,
    pub(super) demo: &'a Demo,
    pub(super) people: &'a People,
    pub(super) now: Timestamp,
}

/// Fills the service of the city whose projects are walked.
pub(super) async fn serve(
    office: &Office,
    (demo, people): (&Demo, &People),
    now: Timestamp,
) -> anyhow::Result<()> {
    let walk = Walk {
        office,
        demo,
        people,
        now,
    };
    for problem in &demo.problems {
        let done = walk.problem(problem).await;
        done.with_context(|| format!("problem of `{}`: {}", problem.project, problem.text))?;
    }
    for visit in &demo.visits {
        let done = walk.visit(visit).await;
        done.with_context(|| format!("visit `{}`", visit.project))?;
    }
    for note in &demo.notes {
        let done = walk.note(note).await;
        done.with_context(|| format!("note of `{}`", note.project))?;
    }
    for talk in &demo.talks {
        let done = walk.talk(talk).await;
        done.with_context(|| format!("talk of `{}`", talk.subject))?;
    }
    // Before the absence of today: it would be the last fact of whichever projects the absent agent has, and nothing of
    // before could be recorded there any more.
    green::direct(&walk).await?;
    walk.rest().await
}

impl Walk<'_> {
    /// The day so many working days ago, or ahead where that is negative.
    pub(super) fn day(&self, days_ago: i16) -> anyhow::Result<Date> {
        let today = local_date(self.now);
        if days_ago <= 0 {
            let ahead = self.office.calendar.due(today, days_ago.unsigned_abs());
            return Ok(ahead.date);
        }
        let mut day = today;
        while self.office.calendar.count(day, today) < i32::from(days_ago)
            || !self.office.calendar.is_working(day)
        {
            day = day.yesterday()?;
        }
        Ok(day)
    }

    /// Sets the clock to an hour of the day so many working days ago, never past now.
    pub(super) fn at(&self, days_ago: u16, hour: i8) -> anyhow::Result<()> {
        let day = self.day(i16::try_from(days_ago)?)?;
        let at = Office::moment(day.at(hour, 0, 0, 0)).context("no such moment")?;
        self.office.clock.set(at.min(self.now));
        Ok(())
    }

    pub(super) async fn find(&self, title: &str) -> anyhow::Result<ProjectId> {
        let filter = ProjectFilter {
            text: Some(title.to_owned()),
            ..ProjectFilter::default()
        };
        let reader = self.office.store.read(&Viewer::Oversight);
        let found = reader.projects(&filter, &Page::first(1)).await?.rows;
        let row = found.first().context("there is no such project")?;
        Ok(row.id.parse()?)
    }

    pub(super) async fn project(&self, id: ProjectId) -> anyhow::Result<std::sync::Arc<Project>> {
        let lead = self.people.actor("lead")?;
        let look = (window_domain::access::Action::ReadProject, None);
        Ok(self.office.project(lead, id, look).await?)
    }

    pub(super) async fn agent(&self, id: ProjectId) -> anyhow::Result<&Actor> {
        let project = self.project(id).await?;
        let card = project.agent.as_ref().context("nobody accompanies it")?;
        self.people.of(card.agent)
    }

    pub(super) async fn owner(&self, id: ProjectId) -> anyhow::Result<&Actor> {
        let project = self.project(id).await?;
        let owner = &self.people.builders;
        let login = owner
            .iter()
            .find(|(_, builder)| builder.id == project.builder.id)
            .map(|(login, _)| login.as_str());
        self.people.actor(login.context("nobody owns it")?)
    }

    /// A department's officer, or the agent where the window itself or somebody without account has the problem.
    pub(super) async fn solver(&self, id: ProjectId, one: &Problem) -> anyhow::Result<&Actor> {
        let department = one.department.as_ref().map(DepartmentCode::as_str);
        match department.map(|code| self.people.actor(code)) {
            Some(Ok(officer)) => Ok(officer),
            _ => self.agent(id).await,
        }
    }

    pub(super) async fn act(
        &self,
        id: ProjectId,
        actor: &Actor,
        command: Command,
    ) -> anyhow::Result<()> {
        let later = SignedDuration::from_mins(7);
        let at = self.office.clock.now().checked_add(later)?;
        self.office.clock.set(at.min(self.now));
        self.office
            .execute(actor, id, &command, &Request::default())
            .await
            .with_context(|| format!("{:?}", command.action()))?;
        Ok(())
    }

    pub(super) async fn newest(&self, id: ProjectId) -> anyhow::Result<Problem> {
        let project = self.project(id).await?;
        project.problems.last().cloned().context("no problem")
    }

    async fn visit(&self, it: &DemoVisit) -> anyhow::Result<()> {
        let id = self.find(&it.project).await?;
        let (agent, owner) = (self.agent(id).await?, self.owner(id).await?);
        let past = u16::try_from(it.days_ago.max(0))?;
        self.at(past.saturating_add(1), 10)?;
        let on = self.day(it.days_ago)?;
        let plan = AgencyCommand::PlanVisit(NewVisit {
            on,
            time: Some(jiff::civil::time(14, 30, 0, 0)),
            address: self.demo.service.visit_address.clone(),
            people: vec![agent.name.clone()],
            purpose: it.purpose.clone(),
            bring: it.bring.clone(),
            taken: Vec::new(),
        });
        self.act(id, agent, Command::Agency(plan)).await?;
        let project = self.project(id).await?;
        let visit = project.agency.visits.last().context("no visit")?.id;
        if it.reach == VisitReach::Planned {
            return Ok(());
        }
        if it.reach == VisitReach::Cancelled {
            let reason = it.answer.clone();
            let cancel = AgencyCommand::CancelVisit { visit, reason };
            return self.act(id, agent, Command::Agency(cancel)).await;
        }
        let typed_on = if it.reach == VisitReach::Late {
            past.saturating_sub(1)
        } else {
            past
        };
        self.at(typed_on, 17)?;
        let was = |hour| Office::moment(on.at(hour, 30, 0, 0)).filter(|at| *at < self.now);
        let arrive = AgencyCommand::Arrive { visit, at: was(14) };
        self.act(id, agent, Command::Agency(arrive)).await?;
        if it.reach == VisitReach::Arrived {
            return Ok(());
        }
        let leave = AgencyCommand::Leave {
            visit,
            at: was(16),
            outcome: it.outcome.clone(),
        };
        self.act(id, agent, Command::Agency(leave)).await?;
        let agrees = match it.reach {
            VisitReach::Confirmed => true,
            VisitReach::Disputed => false,
            VisitReach::Late => return Ok(()),
            other => bail!("{other:?} is not a state after a visit"),
        };
        let confirm = AgencyCommand::ConfirmVisit {
            visit,
            agrees,
            remark: it.answer.clone(),
        };
        self.act(id, owner, Command::Agency(confirm)).await
    }

    async fn note(&self, it: &DemoNote) -> anyhow::Result<()> {
        let id = self.find(&it.project).await?;
        let agent = self.agent(id).await?;
        self.at(u16::try_from(it.days_ago.max(0))?.saturating_add(1), 11)?;
        // A project that was changed later than that is noted later, and then for that day.
        let changed = local_date(self.project(id).await?.updated_at);
        let note = AgencyCommand::Note {
            sort: it.sort,
            on: self.day(it.days_ago)?.max(changed),
            text: it.text.clone(),
        };
        self.act(id, agent, Command::Agency(note)).await?;
        let Some(result) = &it.result else {
            return Ok(());
        };
        let project = self.project(id).await?;
        let done = AgencyCommand::TickOff {
            note: project.agency.notes.last().context("no note")?.id,
            result: result.clone(),
        };
        self.act(id, agent, Command::Agency(done)).await
    }

    /// Authorisations, hand-overs, zones, an absence: all on the last day.
    async fn rest(&self) -> anyhow::Result<()> {
        let service = &self.demo.service;
        self.at(1, 9)?;
        for title in service.authorised.iter().chain(&service.withdrawn) {
            let id = self.find(title).await?;
            let owner = self.owner(id).await?;
            let acts = ProxyAct::ALL.to_vec();
            let authorise = AgencyCommand::Authorise { acts, until: None };
            self.act(id, owner, Command::Agency(authorise)).await?;
        }
        for title in &service.withdrawn {
            let id = self.find(title).await?;
            let owner = self.owner(id).await?;
            let reason = String::new();
            let withdraw = AgencyCommand::Unauthorise { reason };
            self.act(id, owner, Command::Agency(withdraw)).await?;
        }
        for (index, title) in service.handed_over.iter().enumerate() {
            let id = self.find(title).await?;
            let agent = self.agent(id).await?;
            let project = self.project(id).await?;
            let mut cards = self.office.agents_for(&project).await?.into_iter();
            let next = cards.find(|card| Some(card.agent) != agent.user);
            let hand_on = AgencyCommand::HandOn {
                card: next.context("there is nobody else")?,
                record: service.hand_over.clone(),
            };
            self.act(id, agent, Command::Agency(hand_on)).await?;
            if index > 0 {
                let agent = self.agent(id).await?;
                let remark = service.take_over.clone();
                let take_over = AgencyCommand::TakeOver { remark };
                self.act(id, agent, Command::Agency(take_over)).await?;
            }
        }
        let lead = self.people.actor("lead")?;
        let named = |login: &str| {
            let user = self.people.actor(login).map(|actor| actor.user);
            user.map(|user| user.map_or_else(String::new, |user| user.to_string()))
        };
        for login in &service.zone_agents {
            let mut zones = self.office.catalogue.agency().zones.iter();
            let zone = zones.next().map(|zone| zone.code.as_str());
            let agent = named(login)?;
            let request = Request::default();
            let set = self.office.set_zone(lead, (&agent, zone), &request);
            set.await?;
        }
        self.office.clock.set(self.now);
        let today = local_date(self.now);
        let absence = NewAbsence {
            agent: named(&service.away)?,
            first_day: today,
            last_day: self.office.calendar.due(today, service.away_days).date,
            reason: service.away_reason.clone(),
        };
        let request = Request::default();
        self.office.record_absence(lead, absence, &request).await?;
        Ok(())
    }
}
