//! Projects as their viewers find them, and filing a new one.

use std::sync::Arc;

use sha2::{Digest, Sha256};
use window_domain::access::{Action, Actor, Role, Territory};
use window_domain::context::Recorded;
use window_domain::id::case_number::CaseNumber;
use window_domain::id::entity::{ProjectId, UserId};
use window_domain::project::command::{AgentCard, NewProject};
use window_domain::project::{Command, Project, ProjectEvent, problem, relations, talk};
use window_store::{AccountFilter, Page, Viewer};

use super::{Answer, Office, Refused, Request};

/// How the store is told who looks. A person with several roles looks through the widest one.
pub fn viewer(actor: &Actor) -> Viewer {
    let user = actor.user.map(|user| user.to_string());
    if actor.is(Role::System) {
        Viewer::Oversight
    } else if actor.is(Role::Supervisor) || actor.is_of_window() {
        Viewer::Window(actor.territory.clone())
    } else if let Some(department) = &actor.department {
        Viewer::Department(department.clone())
    } else if let Some(enterprise) = &actor.enterprise {
        Viewer::Enterprise(enterprise.to_string())
    } else {
        user.map_or(Viewer::Public, Viewer::Agent)
    }
}

impl Office {
    /// A project for somebody who may do `action` to it, or to one of its cases.
    ///
    /// # Errors
    /// [`Refused::NotFound`] if there is none or the actor may not know of it: the two look alike.
    pub async fn project(
        &self,
        actor: &Actor,
        id: ProjectId,
        (action, case): (Action, Option<&CaseNumber>),
    ) -> Result<Arc<Project>, Refused> {
        let loaded = self.load::<Project>(id).await?;
        let project = loaded.state.ok_or(Refused::NotFound)?;
        if actor.may(action, &relations(&project, case, actor)) {
            Ok(project)
        } else {
            Err(Refused::NotFound)
        }
    }

    /// The project a case belongs to, for somebody who may do `action` to the case.
    ///
    /// # Errors
    /// [`Refused::NotFound`] if there is none or the actor may not know of it.
    pub async fn project_of_case(
        &self,
        actor: &Actor,
        number: &CaseNumber,
        action: Action,
    ) -> Result<Arc<Project>, Refused> {
        let viewer = viewer(actor);
        let row = self.store.read(&viewer).case(&number.to_string()).await?;
        let id = row
            .and_then(|row| row.project_id.parse().ok())
            .ok_or(Refused::NotFound)?;
        self.project(actor, id, (action, Some(number))).await
    }

    /// The project a problem of the ledger belongs to, for somebody who may do `action` to the problem.
    ///
    /// # Errors
    /// [`Refused::NotFound`] if there is none or the actor may not know of it.
    pub async fn project_of_problem(
        &self,
        actor: &Actor,
        number: &str,
        action: Action,
    ) -> Result<Arc<Project>, Refused> {
        let viewer = viewer(actor);
        let row = self.store.read(&viewer).problem(number).await?;
        let id = row
            .and_then(|row| row.project_id.parse().ok())
            .ok_or(Refused::NotFound)?;
        let loaded = self.load::<Project>(id).await?;
        let project = loaded.state.ok_or(Refused::NotFound)?;
        if actor.may(action, &problem::relations(&project, number, actor)) {
            Ok(project)
        } else {
            Err(Refused::NotFound)
        }
    }

    /// A project for whoever has a part in its conversations.
    ///
    /// # Errors
    /// [`Refused::NotFound`] if there is none or the actor has none.
    pub async fn project_of_talks(
        &self,
        actor: &Actor,
        id: ProjectId,
    ) -> Result<Arc<Project>, Refused> {
        let loaded = self.load::<Project>(id).await?;
        let project = loaded.state.ok_or(Refused::NotFound)?;
        if actor.may(Action::ReadTalk, &talk::relations(&project, actor)) {
            Ok(project)
        } else {
            Err(Refused::NotFound)
        }
    }

    /// What happened to a project, oldest first, for somebody who may read it.
    ///
    /// # Errors
    /// [`Refused::NotFound`] as for [`Office::project`].
    pub async fn timeline(
        &self,
        actor: &Actor,
        id: ProjectId,
    ) -> Result<Vec<Recorded<ProjectEvent>>, Refused> {
        self.project(actor, id, (Action::ReadProject, None)).await?;
        self.history(id).await
    }

    /// Files a project and gives it its agent. The id comes from the request's key, so that a
    /// second click finds the project of the first.
    ///
    /// # Errors
    /// Every reason the rules have.
    pub async fn file_project(
        &self,
        actor: &Actor,
        mut new: NewProject,
        request: &Request,
    ) -> Result<(ProjectId, Answer), Refused> {
        if let Some(key) = &request.key {
            new.project = ProjectId::from_bytes(id_from(key.as_str()));
        }
        let id = new.project;
        let answer = self
            .execute(actor, id, &Command::Create(new), request)
            .await?;
        self.assign_by_load(id).await?;
        Ok((id, answer))
    }

    /// The window's agents.
    ///
    /// # Errors
    /// A failing store.
    pub async fn agents(&self) -> Result<Vec<AgentCard>, Refused> {
        let all = self.agents_with_territory().await?;
        Ok(all.into_iter().map(|(card, _)| card).collect())
    }

    /// The agents who can be given this project: their organisation serves its region.
    ///
    /// # Errors
    /// A failing store.
    pub async fn agents_for(&self, project: &Project) -> Result<Vec<AgentCard>, Refused> {
        let mut all = self.agents_with_territory().await?;
        all.retain(|(_, territory)| territory.covers_facts(&project.facts));
        Ok(all.into_iter().map(|(card, _)| card).collect())
    }

    /// The agents the actor leads: the actor reaches everything their organisation serves.
    ///
    /// # Errors
    /// A failing store.
    pub async fn agents_led_by(&self, actor: &Actor) -> Result<Vec<AgentCard>, Refused> {
        let mut all = self.agents_with_territory().await?;
        let led = |of: &Territory| !of.regions().is_empty() && actor.territory.includes(of);
        all.retain(|(_, territory)| led(territory) || actor.territory.is_whole());
        Ok(all.into_iter().map(|(card, _)| card).collect())
    }

    /// The window's agents, and what the organisation serves that employs each.
    ///
    /// # Errors
    /// A failing store.
    pub async fn agents_with_territory(&self) -> Result<Vec<(AgentCard, Territory)>, Refused> {
        let filter = AccountFilter {
            role: Some(Role::Agent.as_str().to_owned()),
            enabled_only: true,
            ..AccountFilter::default()
        };
        let agents = self
            .store
            .accounts(&filter, &Page::first(window_store::PAGE_MAX))
            .await?;
        Ok(agents
            .rows
            .into_iter()
            .filter_map(|account| {
                let territory = self.catalogue.territory(account.organisation.as_deref());
                let card = AgentCard {
                    agent: account.id.parse::<UserId>().ok()?,
                    name: account.name,
                    window: account.window_no.unwrap_or_default(),
                    phone: account.phone.unwrap_or_default(),
                };
                Some((card, territory))
            })
            .collect())
    }
}

/// 16 bytes that belong to this key for ever.
pub(super) fn id_from(key: &str) -> [u8; 16] {
    let digest = Sha256::digest(key.as_bytes());
    let mut id = [0; 16];
    for (to, from) in id.iter_mut().zip(digest) {
        *to = from;
    }
    id
}
