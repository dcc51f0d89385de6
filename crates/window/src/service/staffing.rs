//! Who accompanies which project: assignment by load, zone and absence; who stands in; who is away.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use window_domain::access::Actor;
use window_domain::id::entity::ProjectId;
use window_domain::project::agency::AgencyCommand;
use window_domain::project::agency::load::{Candidate, Parcel, choose};
use window_domain::project::{Command, Project};
use window_domain::refusal::{Code, Refusal, Refusals};
use window_store::{Absence, AgendaFilter, PAGE_MAX, Page, ProjectFilter, Viewer};

use super::{Office, Refused, Request};

/// What the record of an assignment by the rule says.
const BY_LOAD: &str = "load";

/// An absence as the form collects it.
#[derive(Debug, Clone)]
pub struct NewAbsence {
    /// Who (`usr_…`).
    pub agent: String,
    /// First day.
    pub first_day: Date,
    /// Last day.
    pub last_day: Date,
    /// Why, in words the enterprise may read.
    pub reason: String,
}

impl Office {
    /// The agents who are not away on a day, with what their projects weigh and the zone they are responsible for.
    ///
    /// # Errors
    /// A failing store.
    pub async fn present(&self, day: Date) -> Result<(Vec<Candidate>, u32), Refused> {
        let away: BTreeSet<String> = self.away(day).await?.into_keys().collect();
        let (loads, largest) = self.store.loads().await?;
        let zones = self.store.zones().await?;
        let agents = self.agents_with_territory().await?.into_iter();
        let present = agents
            .map(|(card, territory)| (card.agent.to_string(), card, territory))
            .filter(|(id, _, _)| !away.contains(id))
            .map(|(id, card, territory)| Candidate {
                card,
                load: loads.get(&id).copied().unwrap_or_default(),
                zone: zones.get(&id).cloned(),
                territory,
            });
        Ok((present.collect(), largest))
    }

    /// Absences that cover a day, by account.
    async fn away(&self, day: Date) -> Result<BTreeMap<String, Absence>, Refused> {
        let absences = self.store.absences(day).await?;
        let covering = absences.into_iter().filter(|it| it.first_day <= day);
        Ok(covering.map(|it| (it.account_id.clone(), it)).collect())
    }

    /// Gives a project without agent one by load, zone and absence. Where nobody is present it waits; the work of the
    /// day tries again. Tells whether it has one now.
    ///
    /// # Errors
    /// A failing store.
    pub async fn assign_by_load(&self, id: ProjectId) -> Result<bool, Refused> {
        let Some(project) = self.load::<Project>(id).await?.state else {
            return Ok(false);
        };
        if project.agent.is_some() {
            return Ok(true);
        }
        let (present, largest) = self.present(self.today()).await?;
        let regions = self.catalogue.region_map();
        let parcel = Parcel::new(&project, largest, (self.rules_of(&project), &regions));
        let Some(chosen) = choose(&present, parcel) else {
            return Ok(false);
        };
        let command = Command::AssignAgent {
            card: chosen.card.clone(),
            reason: BY_LOAD.to_owned(),
        };
        self.execute(&Actor::system(), id, &command, &Request::default())
            .await?;
        Ok(true)
    }

    /// Gives every project that waits for one its agent. Tells how many have one now.
    ///
    /// # Errors
    /// A failing store.
    pub async fn assign_waiting(&self) -> Result<usize, Refused> {
        let mut done = 0;
        for id in self.store.projects_without_agent().await? {
            let Ok(id) = id.parse() else { continue };
            done += usize::from(self.assign_by_load(id).await?);
        }
        Ok(done)
    }

    /// Names who stands in for everybody who is away today, and ends that for whoever is back. Doing it twice does it
    /// once. Tells how many projects it changed.
    ///
    /// # Errors
    /// A failing store.
    pub async fn keep_absences(&self) -> Result<usize, Refused> {
        let today = self.today();
        let away = self.away(today).await?;
        let mut done = self.end_substitutes(&away).await?;
        let (mut present, largest) = self.present(today).await?;
        for (agent, absence) in &away {
            for id in self.projects_of(agent).await? {
                let Some(project) = self.load::<Project>(id).await?.state else {
                    continue;
                };
                let known = project.agency.substitute.as_ref();
                let is_kept = known.is_some_and(|it| {
                    it.until == absence.last_day
                        && present.iter().any(|one| one.card.agent == it.card.agent)
                });
                let regions = self.catalogue.region_map();
                let parcel = Parcel::new(&project, largest, (self.rules_of(&project), &regions));
                // A project that is closed needs nobody to stand in.
                if is_kept || project.building.closed.is_some() {
                    continue;
                }
                let Some(card) = choose(&present, parcel).map(|it| it.card.clone()) else {
                    continue;
                };
                for one in present.iter_mut().filter(|it| it.card.agent == card.agent) {
                    one.load = one.load.saturating_add(parcel.weight);
                }
                let command = AgencyCommand::Substitute {
                    card,
                    until: absence.last_day,
                    reason: absence.reason.clone(),
                };
                done += self.by_program(id, command).await?;
            }
        }
        Ok(done)
    }

    /// Ends what is over: the last day is past, or the agent is not away any more.
    async fn end_substitutes(&self, away: &BTreeMap<String, Absence>) -> Result<usize, Refused> {
        let filter = AgendaFilter {
            kinds: vec!["substitute".to_owned()],
            open: Some(true),
            ..AgendaFilter::default()
        };
        let (mut done, mut page) = (0, Page::first(PAGE_MAX));
        loop {
            let reader = self.store.read(&Viewer::Oversight);
            let part = reader.agenda(&filter, &page).await?;
            for row in &part.rows {
                let Ok(id) = row.project_id.parse() else {
                    continue;
                };
                let Some(project) = self.load::<Project>(id).await?.state else {
                    continue;
                };
                let agent = project.agent.as_ref().map(|card| card.agent.to_string());
                let is_away = agent.is_some_and(|agent| away.contains_key(&agent));
                if !is_away || row.on_day < self.today() {
                    done += self.by_program(id, AgencyCommand::EndSubstitute).await?;
                }
            }
            match part.next {
                Some(next) => page.after = Some(next),
                None => return Ok(done),
            }
        }
    }

    async fn by_program(&self, id: ProjectId, command: AgencyCommand) -> Result<usize, Refused> {
        let command = Command::Agency(command);
        let done = self
            .execute(&Actor::system(), id, &command, &Request::default())
            .await;
        match done {
            Ok(answer) => Ok(usize::from(answer.changed)),
            Err(Refused::Rules(refusals)) => {
                tracing::debug!(%refusals, "Nothing to do for `{id}`");
                Ok(0)
            }
            Err(error) => Err(error),
        }
    }

    /// All projects assigned to an agent.
    async fn projects_of(&self, agent: &str) -> Result<Vec<ProjectId>, Refused> {
        let filter = ProjectFilter {
            agent: Some(agent.to_owned()),
            ..ProjectFilter::default()
        };
        let (mut found, mut page) = (Vec::new(), Page::first(PAGE_MAX));
        loop {
            let reader = self.store.read(&Viewer::Oversight);
            let part = reader.projects(&filter, &page).await?;
            let ids = part.rows.iter().map(|row| row.id.parse::<ProjectId>());
            found.extend(ids.filter_map(Result::ok));
            match part.next {
                Some(next) => page.after = Some(next),
                None => return Ok(found),
            }
        }
    }

    /// Records that an agent is away, and names at once who stands in where that is today.
    ///
    /// # Errors
    /// Everything wrong with the absence, or a failing store.
    pub async fn record_absence(
        &self,
        actor: &Actor,
        new: NewAbsence,
        request: &Request,
    ) -> Result<(), Refused> {
        let today = self.today();
        let mut found = Vec::new();
        let agents = self.agents_led_by(actor).await?;
        if !agents
            .iter()
            .any(|card| card.agent.to_string() == new.agent)
        {
            found.push(Refusal::new(Code::NothingChosen).at("agent"));
        }
        for (field, day, limit) in [
            ("last_day", new.last_day, new.first_day),
            ("last_day", new.last_day, today),
        ] {
            if day < limit {
                let refusal = Refusal::new(Code::DateBefore).with("date", day);
                found.push(refusal.with("limit", limit).at(field));
                break;
            }
        }
        if new.reason.trim().is_empty() {
            found.push(Refusal::new(Code::TextMissing).at("reason"));
        }
        Refusals::check(found)?;
        let absence = Absence {
            id: self.named_id("abs", request)?,
            account_id: new.agent,
            first_day: new.first_day,
            last_day: new.last_day,
            reason: new.reason.trim().to_owned(),
        };
        let audited = self.audited(
            actor,
            ("staff.absence", format!("account/{}", absence.account_id)),
            request,
        );
        self.store.add_absence(&absence, &audited).await?;
        self.keep_absences().await?;
        Ok(())
    }

    /// Records that somebody is back today, and ends what stood in for them.
    ///
    /// # Errors
    /// [`Refused::NotFound`] if the actor leads nobody who is away so, or a failing store.
    pub async fn end_absence(
        &self,
        actor: &Actor,
        id: &str,
        request: &Request,
    ) -> Result<(), Refused> {
        let led = self.agents_led_by(actor).await?;
        let known = self.store.absences(self.today()).await?;
        let known = known.iter().find(|it| it.id == id);
        let is_led = |it: &Absence| {
            let mut led = led.iter();
            led.any(|card| card.agent.to_string() == it.account_id)
        };
        // Who is back already is so a second time; somebody else's people are nobody.
        match known {
            Some(absence) if !is_led(absence) => return Err(Refused::NotFound),
            _ => {}
        }
        let yesterday = self.today().yesterday();
        let yesterday = yesterday.map_err(|error| Refused::Broken(error.to_string()))?;
        let audited = self.audited(actor, ("staff.back", format!("absence/{id}")), request);
        self.store.end_absence(id, yesterday, &audited).await?;
        self.keep_absences().await?;
        Ok(())
    }

    /// Makes an agent responsible for a zone of the city, or for none.
    ///
    /// # Errors
    /// An unknown agent or zone, or a failing store.
    pub async fn set_zone(
        &self,
        actor: &Actor,
        (agent, zone): (&str, Option<&str>),
        request: &Request,
    ) -> Result<(), Refused> {
        let agents = self.agents_led_by(actor).await?;
        let is_agent = agents.iter().any(|card| card.agent.to_string() == agent);
        let zones = &self.catalogue.city().zones;
        let is_zone = zone.is_none_or(|zone| zones.iter().any(|known| known.code == zone));
        if !is_agent || !is_zone {
            return Err(Refusals::from(Refusal::new(Code::NothingChosen).at("zone")).into());
        }
        let audited = self.audited(actor, ("staff.zone", format!("account/{agent}")), request);
        Ok(self.store.set_zone(agent, zone, &audited).await?)
    }
}
