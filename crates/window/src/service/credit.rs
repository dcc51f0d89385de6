//! Credit records: their stream, what they keep a builder from, and the hand-over from a project.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use window_domain::access::{Action, Actor};
use window_domain::catalogue::{Answerable, Catalogue};
use window_domain::context::{Context, Recorded};
use window_domain::credit::event::{Clue, Party, PartyKind};
use window_domain::credit::{
    Bar, CreditCommand, CreditEvent, CreditRecord, apply, decide, relations,
};
use window_domain::id::check_code::CheckCode;
use window_domain::id::entity::{CreditId, ProjectId};
use window_domain::project::building::event::{BuildingEvent, Ground};
use window_domain::project::building::{BuildingCommand, Order};
use window_domain::project::{Command, Project, ProjectEvent};
use window_domain::refusal::{Code, Refusals};
use window_store::{Folding, OutboxMessage, RowSet, StreamId, StreamKind, credit_rows};

use super::project::id_from;
use super::reload::Cache;
use super::stream::{Aggregate, CommandOf};
use super::{Answer, Office, Refused, Request};
use crate::register::Leaf;

impl CommandOf for CreditCommand {
    type Aggregate = CreditRecord;
}

impl Aggregate for CreditRecord {
    type Id = CreditId;
    type Command = CreditCommand;
    type Event = CreditEvent;

    fn stream(id: CreditId) -> StreamId {
        StreamId::new(StreamKind::Credit, id.to_string())
    }

    fn decide(
        state: Option<&Self>,
        command: &CreditCommand,
        context: &Context<'_>,
    ) -> Result<Vec<CreditEvent>, Refusals> {
        decide(state, command, context)
    }

    fn apply(state: &mut Option<Self>, fact: &Recorded<CreditEvent>) {
        apply(state, fact);
    }

    fn rules(state: Option<&Self>, office: &Office, today: Date) -> &'static Catalogue {
        let day = state.map_or(today, |record| record.recorded_on);
        office.catalogue.on(day)
    }

    fn rows(&self, version: u64, folding: Folding<'_>) -> RowSet {
        credit_rows(self, version, folding)
    }

    fn updated_at(&self) -> Timestamp {
        self.updated_at
    }

    fn action(command: &CreditCommand) -> Action {
        command.action()
    }

    fn note(event: &CreditEvent, answer: &mut Answer) {
        if let CreditEvent::LetterIssued { letter } = event {
            answer.letters.push(letter.check_code.compact());
        }
    }

    fn cache(office: &Office) -> &Cache<Self> {
        &office.credits
    }

    fn messages(state: (&Self, &Catalogue), facts: &[Recorded<CreditEvent>]) -> Vec<OutboxMessage> {
        crate::credit_platform::messages(state, facts)
    }

    fn leaves(record: &Self, facts: &[Recorded<CreditEvent>]) -> Vec<Leaf> {
        Leaf::of_credit(record, facts)
    }
}

impl Office {
    /// A credit record for somebody who may do `action` to it.
    ///
    /// # Errors
    /// [`Refused::NotFound`] if there is none or the actor may not know of it: the two look alike.
    pub async fn credit_record(
        &self,
        actor: &Actor,
        id: CreditId,
        action: Action,
    ) -> Result<Arc<CreditRecord>, Refused> {
        let loaded = self.load::<CreditRecord>(id).await?;
        let record = loaded.state.ok_or(Refused::NotFound)?;
        if actor.may(action, &relations(&record, actor)) {
            Ok(record)
        } else {
            Err(Refused::NotFound)
        }
    }

    /// What happened to a record, oldest first. Not scoped: the caller has found it readable.
    ///
    /// # Errors
    /// A failing store.
    pub async fn credit_timeline(
        &self,
        id: CreditId,
    ) -> Result<Vec<Recorded<CreditEvent>>, Refused> {
        self.facts_after::<CreditRecord>(id, 0).await
    }

    /// A record that was published, for everybody.
    ///
    /// # Errors
    /// A failing store.
    pub async fn public_credit_record(
        &self,
        id: CreditId,
    ) -> Result<Option<Arc<CreditRecord>>, Refused> {
        let record = self.load::<CreditRecord>(id).await?.state;
        Ok(record.filter(|record| record.stage.published().is_some()))
    }

    /// The record as it stood when a letter was issued, and the project it arose in. Not scoped: the
    /// caller has found the letter readable.
    ///
    /// # Errors
    /// [`Refused::NotFound`] if the record has no such letter.
    pub async fn credit_as_of_letter(
        &self,
        id: CreditId,
        code: CheckCode,
    ) -> Result<(CreditRecord, Option<Arc<Project>>), Refused> {
        let mut record = None;
        for fact in self.facts_after::<CreditRecord>(id, 0).await? {
            apply(&mut record, &fact);
            if matches!(&fact.event, CreditEvent::LetterIssued { letter } if letter.check_code == code)
            {
                let record = record.ok_or(Refused::NotFound)?;
                let project = match record.clue.project {
                    Some(project) => self.load::<Project>(project).await?.state,
                    None => None,
                };
                return Ok((record, project));
            }
        }
        Err(Refused::NotFound)
    }

    /// What keeps the party with this code out of commitment handling on this day.
    ///
    /// # Errors
    /// A failing store.
    pub async fn bars(&self, uscc: &str, today: Date) -> Result<Vec<Bar>, Refused> {
        let mut bars = Vec::new();
        for row in self.store.open_credit_records(uscc).await? {
            let Ok(id) = row.id.parse() else {
                continue;
            };
            let record = self.load::<CreditRecord>(id).await?.state;
            bars.extend(record.and_then(|record| record.bars(today)));
        }
        Ok(bars)
    }

    /// The same for whoever answers for an aggregate, at the moment of a decision.
    pub(super) async fn barred_from<A: Aggregate>(
        &self,
        state: Option<&A>,
        now: Timestamp,
    ) -> Result<Vec<Bar>, Refused> {
        match state.and_then(A::answerable) {
            Some(uscc) => self.bars(uscc, Self::date(now)).await,
            None => Ok(Vec::new()),
        }
    }

    /// Hands a matter of a project over to credit supervision: first the clue, then the fact in the
    /// project. The record's id comes from project and ground, so whoever repeats what was
    /// interrupted finds the same record, and repeating what is done changes nothing.
    ///
    /// # Errors
    /// Every reason the rules of the project or of the record have.
    pub async fn hand_over(
        &self,
        actor: &Actor,
        id: ProjectId,
        ground: &Ground,
        request: &Request,
    ) -> Result<(CreditId, Answer), Refused> {
        let project = self.project(actor, id, (Action::HandOver, None)).await?;
        let credit = credit_of(id, ground)?;
        if project
            .building
            .handed_over
            .iter()
            .any(|handed| handed.credit == credit)
        {
            let answer = Answer {
                version: project.version,
                ..Answer::default()
            };
            return Ok((credit, answer));
        }
        let command = Command::Building(BuildingCommand::HandOver {
            ground: ground.clone(),
            credit,
        });
        let decided = self.ask(actor, |context| {
            window_domain::project::decide(Some(&project), &command, context)
        })?;
        let (party, kind) = decided
            .iter()
            .find_map(handed_to)
            .ok_or_else(|| Refusals::from(Code::PartyIsOffice))?;
        let known = self.store.enterprise_by_uscc(&party.uscc).await?;
        let clue = CreditCommand::RecordClue {
            credit,
            party: Party {
                kind,
                company: party.company.clone(),
                uscc: party.uscc.clone(),
                enterprise: known.and_then(|known| known.id.parse().ok()),
            },
            clue: clue(&project, (ground, kind), &self.catalogue),
        };
        self.execute(&Actor::system(), credit, &clue, &Request::default())
            .await?;
        let answer = self.execute(actor, id, &command, request).await?;
        Ok((credit, answer))
    }

    /// Records a clue that comes from elsewhere than a project. The id comes from the request's key, so
    /// that a second click finds the record of the first.
    ///
    /// # Errors
    /// Every reason the rules have.
    pub async fn record_clue(
        &self,
        actor: &Actor,
        party: Party,
        clue: Clue,
        request: &Request,
    ) -> Result<CreditId, Refused> {
        let id = if let Some(key) = &request.key {
            id_from(&format!("credit/{}", key.as_str()))
        } else {
            let drawn = self.random.bytes();
            drawn.map_err(|error| Refused::Broken(error.to_string()))?
        };
        let credit = CreditId::from_bytes(id);
        let uscc = party.uscc.trim().to_uppercase();
        let known = self.store.enterprise_by_uscc(&uscc).await?;
        let command = CreditCommand::RecordClue {
            credit,
            party: Party {
                enterprise: known.and_then(|known| known.id.parse().ok()),
                ..party
            },
            clue,
        };
        self.execute(actor, credit, &command, request).await?;
        Ok(credit)
    }

    /// Says which account the party of a record has, once it has one: what it is told then finds it.
    ///
    /// # Errors
    /// A failing store.
    pub async fn link_party(&self, actor: &Actor, record: &CreditRecord) -> Result<(), Refused> {
        if record.party.enterprise.is_some() {
            return Ok(());
        }
        let known = self.store.enterprise_by_uscc(&record.party.uscc).await?;
        let Some(enterprise) = known.and_then(|known| known.id.parse().ok()) else {
            return Ok(());
        };
        let link = CreditCommand::LinkParty {
            enterprise,
            uscc: record.party.uscc.clone(),
        };
        self.execute(actor, record.id, &link, &Request::default())
            .await?;
        Ok(())
    }
}

/// The record that belongs to this ground of this project for ever.
fn credit_of(project: ProjectId, ground: &Ground) -> Result<CreditId, Refused> {
    let ground = serde_json::to_string(ground)
        .map_err(|error| Refused::Broken(format!("write a ground: {error}")))?;
    let id = id_from(&format!("credit/{project}/{ground}"));
    Ok(CreditId::from_bytes(id))
}

/// Against whom, and as what; nothing for the administration, which has no credit record.
fn handed_to(
    event: &ProjectEvent,
) -> Option<(&window_domain::project::building::event::Party, PartyKind)> {
    let ProjectEvent::Building(BuildingEvent::HandedToCredit { party, .. }) = event else {
        return None;
    };
    let kind = match party.kind {
        Answerable::Builder => PartyKind::Builder,
        Answerable::Surveyor => PartyKind::Surveyor,
        Answerable::Designer => PartyKind::Designer,
        Answerable::Contractor => PartyKind::Contractor,
        Answerable::Supervisor => PartyKind::Supervisor,
        Answerable::Department | Answerable::Window => return None,
    };
    Some((party, kind))
}

/// What the record begins with: the words of the last order or of the finding, and its day.
fn clue(project: &Project, (ground, kind): (&Ground, PartyKind), catalogue: &Catalogue) -> Clue {
    let orders = &project.building.orders;
    let order = orders.iter().rfind(|order| &order.ground == ground);
    let breaches = &catalogue.credit().hand_over;
    let (breach, words, source, event_on) = match ground {
        Ground::Promise { item } => {
            let item = item.to_string();
            let facts = order.map_or_else(|| item.clone(), |order| order.facts.clone());
            (&breaches.promise, facts, item, day_of(project, order))
        }
        Ground::Finding { finding } => {
            let mut findings = project.building.findings.iter();
            let found = findings.find(|found| &found.id == finding);
            let text = found.map_or_else(String::new, |found| found.text.clone());
            let breach = match kind {
                PartyKind::Surveyor | PartyKind::Designer => &breaches.design,
                PartyKind::Builder
                | PartyKind::Contractor
                | PartyKind::Supervisor
                | PartyKind::DrawingReviewer
                | PartyKind::Intermediary => &breaches.finding,
            };
            let raised_on = found.map(|found| found.raised_on);
            let on = raised_on.unwrap_or_else(|| day_of(project, order));
            (breach, text, finding.to_string(), on)
        }
    };
    Clue {
        breach: breach.clone(),
        summary: words,
        source: order.map_or(source, |order| order.number.clone()),
        project: Some(project.id),
        event_on,
    }
}

/// Day of the order; of the filing where there is none, which the rules of hand-over leave no way to.
fn day_of(project: &Project, order: Option<&Order>) -> Date {
    order.map_or(project.created_on, |order| order.issued_on)
}
