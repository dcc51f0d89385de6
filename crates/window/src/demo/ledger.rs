//! Walking a problem of the ledger to its state.

use anyhow::Context;
use window_domain::calendar::local_date;
use window_domain::catalogue::DepartmentCode;
use window_domain::id::entity::{MeetingId, ProjectId};
use window_domain::project::Command;
use window_domain::project::problem::ProblemCommand;
use window_domain::project::problem::event::{MeetingTask, Position};

use super::service::{DemoProblem, Reach, Walk};
use crate::service::Office;

impl Walk<'_> {
    pub(super) async fn problem(&self, it: &DemoProblem) -> anyhow::Result<()> {
        let id = self.find(&it.project).await?;
        let owner = self.owner(id).await?;
        self.at(it.days_ago, 9)?;
        let raise = ProblemCommand::Raise {
            topic: it.topic.clone(),
            text: it.text.clone(),
            visit: None,
        };
        self.act(id, owner, Command::Problem(raise)).await?;
        let number = self.newest(id).await?.number;
        let agent = self.agent(id).await?;
        if it.reach == Reach::Withdrawn {
            let reason = it.answer.clone();
            let withdraw = ProblemCommand::Withdraw { number, reason };
            return self.act(id, owner, Command::Problem(withdraw)).await;
        }
        if it.reach == Reach::Open {
            return Ok(());
        }
        self.at(it.days_ago, 15)?;
        let one = self.newest(id).await?;
        if let Some(code) = &one.department {
            let name = self.people.actor(code.as_str()).map(|it| it.name.clone());
            let direct = ProblemCommand::Direct {
                number: number.clone(),
                department: one.department.clone(),
                person: name.unwrap_or(one.person.clone()),
                days: None,
                reason: self.demo.service.direct.clone(),
            };
            self.act(id, agent, Command::Problem(direct)).await?;
        }
        if !it.step.is_empty() {
            self.at(it.days_ago.saturating_sub(1), 10)?;
            let solver = self.solver(id, &one).await?;
            let step = ProblemCommand::Step {
                number: number.clone(),
                text: it.step.clone(),
            };
            self.act(id, solver, Command::Problem(step)).await?;
        }
        if matches!(
            it.reach,
            Reach::Lead | Reach::Called | Reach::Tasks | Reach::Met
        ) {
            self.meeting(id, it).await?;
        }
        if matches!(
            it.reach,
            Reach::Step | Reach::Lead | Reach::Called | Reach::Tasks
        ) {
            return Ok(());
        }
        self.settle(id, it).await
    }

    /// Solved, and what the enterprise says to that.
    async fn settle(&self, id: ProjectId, it: &DemoProblem) -> anyhow::Result<()> {
        let (owner, agent) = (self.owner(id).await?, self.agent(id).await?);
        let one = self.newest(id).await?;
        let number = one.number.clone();
        self.at(it.days_ago.saturating_sub(5), 11)?;
        let solver = self.solver(id, &one).await?;
        let solve = ProblemCommand::Solve {
            number: number.clone(),
            solution: it.solution.clone(),
        };
        self.act(id, solver, Command::Problem(solve)).await?;
        if it.reach == Reach::Solved {
            return Ok(());
        }
        let answer = ProblemCommand::Answer {
            number: number.clone(),
            solved: it.reach != Reach::Reopened,
            remark: it.answer.clone(),
        };
        self.act(id, owner, Command::Problem(answer)).await?;
        if matches!(it.reach, Reach::Reopened | Reach::Confirmed) {
            return Ok(());
        }
        let lesson = it.lesson.clone();
        let close = ProblemCommand::Close { number, lesson };
        self.act(id, agent, Command::Problem(close)).await
    }

    /// Before the lead, and as far as the meeting goes.
    async fn meeting(&self, id: ProjectId, it: &DemoProblem) -> anyhow::Result<()> {
        let service = &self.demo.service;
        let (agent, lead) = (self.agent(id).await?, self.people.actor("lead")?);
        let one = self.newest(id).await?;
        let number = one.number.clone();
        let called_on = it.days_ago.saturating_sub(2);
        self.at(called_on, 9)?;
        let escalate = ProblemCommand::Escalate {
            number: number.clone(),
            reason: service.escalate.clone(),
        };
        self.act(id, agent, Command::Problem(escalate)).await?;
        if it.reach == Reach::Lead {
            return Ok(());
        }
        let own = one.department.clone().unwrap_or_else(|| "zjj".into());
        let other: DepartmentCode = if own.as_str() == "zrzy" {
            "zjj"
        } else {
            "zrzy"
        }
        .into();
        let held_on = called_on.saturating_sub(2);
        // A project that was changed later than that has its meeting later.
        let changed = local_date(self.project(id).await?.updated_at);
        let on = if it.reach == Reach::Called {
            self.day(-2)?
        } else {
            let wanted = self.day(i16::try_from(held_on)?)?;
            self.office.calendar.next_working(wanted.max(changed))
        };
        let call = ProblemCommand::CallMeeting {
            number: number.clone(),
            on,
            place: service.place.clone(),
            departments: vec![own.clone(), other],
            purpose: service.meeting.clone(),
        };
        self.act(id, lead, Command::Problem(call)).await?;
        if it.reach == Reach::Called || on > local_date(self.now) {
            return Ok(());
        }
        let held = Office::moment(on.at(16, 0, 0, 0)).context("no such moment")?;
        self.office.clock.set(held.min(self.now));
        let one = self.newest(id).await?;
        let meeting = one.meetings.last().context("no meeting")?.id;
        let minutes = self.minutes((&number, meeting), own);
        self.act(id, lead, Command::Problem(minutes)).await?;
        self.tasks(id, (&number, meeting), it.reach).await
    }

    /// What was settled: a task of the department and one of the window.
    fn minutes(&self, (number, meeting): (&str, MeetingId), own: DepartmentCode) -> ProblemCommand {
        let service = &self.demo.service;
        let task = |department, text: &str, due| MeetingTask {
            department,
            text: text.to_owned(),
            due,
        };
        let due = self.office.calendar.due(local_date(self.now), 2).date;
        ProblemCommand::HoldMeeting {
            number: number.to_owned(),
            meeting,
            people: service.people.clone(),
            positions: vec![Position {
                department: own.clone(),
                text: service.position.clone(),
            }],
            minutes: service.minutes.clone(),
            tasks: vec![
                task(Some(own), &service.task, due),
                task(None, &service.task_window, due),
            ],
        }
    }

    /// Tasks done: all of them, or the window's only.
    async fn tasks(
        &self,
        id: ProjectId,
        (number, meeting): (&str, MeetingId),
        reach: Reach,
    ) -> anyhow::Result<()> {
        let done: &[u16] = if reach == Reach::Met { &[0, 1] } else { &[1] };
        for &task in done {
            let note = self.demo.service.task_done.clone();
            let done = ProblemCommand::DoTask {
                number: number.to_owned(),
                meeting,
                task,
                note,
            };
            let one = self.newest(id).await?;
            let actor = if task == 0 {
                self.solver(id, &one).await?
            } else {
                self.agent(id).await?
            };
            self.act(id, actor, Command::Problem(done)).await?;
        }
        Ok(())
    }
}
