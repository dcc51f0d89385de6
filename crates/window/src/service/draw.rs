//! Draws by lot: published, held on the pool of their day, and turned into planned checks.

use std::sync::Arc;

use jiff::Timestamp;
use window_domain::access::{Action, Actor, Role};
use window_domain::catalogue::DepartmentCode;
use window_domain::context::{Context, Recorded};
use window_domain::draw::{
    self, Draw, DrawCommand, DrawEvent, DrawNumber, Drawn, Held, PoolInspector, PoolProject,
};
use window_domain::project::building::event::CheckReason;
use window_domain::project::building::{BuildingCommand, NoticeStatus};
use window_domain::project::{Command, Project};
use window_domain::refusal::{Code, Refusals};
use window_store::{AccountFilter, Folding, PAGE_MAX, Page, RowSet, StreamId, StreamKind};

use super::reload::Cache;
use super::stream::{Aggregate, CommandOf};
use super::{Answer, Office, Refused, Request};

impl CommandOf for DrawCommand {
    type Aggregate = Draw;
}

impl Aggregate for Draw {
    type Id = DrawNumber;
    type Command = DrawCommand;
    type Event = DrawEvent;

    fn stream(id: DrawNumber) -> StreamId {
        StreamId::new(StreamKind::Draw, id.to_string())
    }

    fn decide(
        state: Option<&Self>,
        command: &DrawCommand,
        context: &Context<'_>,
    ) -> Result<Vec<DrawEvent>, Refusals> {
        draw::decide(state, command, context)
    }

    fn apply(state: &mut Option<Self>, fact: &Recorded<DrawEvent>) {
        draw::apply(state, fact);
    }

    // A year has a handful of draws: they are listed by their streams.
    fn rows(&self, _version: u64, _folding: Folding<'_>) -> RowSet {
        RowSet::new()
    }

    fn updated_at(&self) -> Timestamp {
        self.updated_at
    }

    fn action(_command: &DrawCommand) -> Action {
        Action::PlanCheck
    }

    fn note(_event: &DrawEvent, _answer: &mut Answer) {}

    fn cache(office: &Office) -> &Cache<Self> {
        &office.draws
    }
}

impl Office {
    /// All draws, the newest first. Draws are public.
    ///
    /// # Errors
    /// A failing store.
    pub async fn draws(&self) -> Result<Vec<(DrawNumber, Arc<Draw>)>, Refused> {
        let mut found = Vec::new();
        for id in self.store.streams_of(StreamKind::Draw).await? {
            let Ok(number) = id.parse() else { continue };
            if let Some(state) = self.load::<Draw>(number).await?.state {
                found.push((number, state));
            }
        }
        Ok(found)
    }

    /// A draw. Draws are public.
    ///
    /// # Errors
    /// [`Refused::NotFound`] if none was published under this number.
    pub async fn draw(&self, number: DrawNumber) -> Result<Arc<Draw>, Refused> {
        let loaded = self.load::<Draw>(number).await?;
        loaded.state.ok_or(Refused::NotFound)
    }

    /// Draws from the projects with a valid notice and from those who check, and plans a check for each project drawn.
    /// If it was drawn before, checks that a failure left unplanned are planned now.
    ///
    /// # Errors
    /// Every reason the rules have.
    pub async fn hold_draw(
        &self,
        actor: &Actor,
        number: DrawNumber,
        request: &Request,
    ) -> Result<(), Refused> {
        let command = DrawCommand::Hold {
            projects: self.drawable_projects().await?,
            inspectors: self.drawable_inspectors().await?,
        };
        let outcome = self.execute(actor, number, &command, request).await;
        let is_held = match &outcome {
            Ok(_) => true,
            Err(Refused::Rules(refusals)) => refusals.has(Code::DrawHeld),
            Err(_) => false,
        };
        if is_held && let Some(held) = &self.draw(number).await?.held {
            for drawn in &held.result {
                self.plan_drawn(actor, number, (held, drawn)).await?;
            }
        }
        outcome.map(|_| ())
    }

    /// Plans the check of a project drawn, unless that was done or its notice has ended since.
    async fn plan_drawn(
        &self,
        actor: &Actor,
        number: DrawNumber,
        (held, drawn): (&Held, &Drawn),
    ) -> Result<(), Refused> {
        let reason = CheckReason::Draw {
            draw: number.to_string(),
        };
        let loaded = self.load::<Project>(drawn.project).await?;
        let is_planned = loaded.state.is_none_or(|project| {
            let mut checks = project.building.checks.iter();
            checks.any(|check| check.reason == reason)
        });
        let inspectors: Vec<&PoolInspector> = drawn
            .inspectors
            .iter()
            .filter_map(|id| held.inspectors.iter().find(|one| &one.inspector == id))
            .collect();
        let Some(first) = inspectors.first().filter(|_| !is_planned) else {
            return Ok(());
        };
        let days = self.catalogue.supervision().draw.check_days;
        let command = Command::Building(BuildingCommand::PlanCheck {
            reason,
            department: DepartmentCode::new(&first.department),
            inspectors: inspectors.iter().map(|one| one.name.clone()).collect(),
            planned_on: self.calendar.due(self.today(), days).date,
        });
        let planned = self
            .execute(actor, drawn.project, &command, &Request::default())
            .await;
        match planned {
            Ok(_) => Ok(()),
            Err(Refused::Rules(refusals)) => {
                tracing::warn!(%refusals, "No check is planned for `{}` drawn", drawn.project);
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// The projects with a valid notice.
    async fn drawable_projects(&self) -> Result<Vec<PoolProject>, Refused> {
        let mut found = Vec::new();
        for id in self.all_projects().await? {
            let state = self.load::<Project>(id).await?.state;
            let status = state
                .as_ref()
                .and_then(|project| project.notice_status(self.rules_of(project)));
            if let Some(project) = state
                && status == Some(NoticeStatus::Valid)
            {
                found.push(PoolProject {
                    project: id,
                    title: project.title.clone(),
                });
            }
        }
        Ok(found)
    }

    /// Whoever checks for a department: its inspectors and officers.
    async fn drawable_inspectors(&self) -> Result<Vec<PoolInspector>, Refused> {
        let mut found: Vec<PoolInspector> = Vec::new();
        for role in [Role::Inspector, Role::Officer] {
            let filter = AccountFilter {
                role: Some(role.as_str().to_owned()),
                enabled_only: true,
                ..AccountFilter::default()
            };
            let mut page = Page::first(PAGE_MAX);
            loop {
                let part = self.store.accounts(&filter, &page).await?;
                for account in part.rows {
                    let (Ok(inspector), Some(department)) =
                        (account.id.parse(), account.department)
                    else {
                        continue;
                    };
                    if !found.iter().any(|one| one.inspector == inspector) {
                        found.push(PoolInspector {
                            inspector,
                            name: account.name,
                            department,
                        });
                    }
                }
                match part.next {
                    Some(next) => page.after = Some(next),
                    None => break,
                }
            }
        }
        Ok(found)
    }
}
