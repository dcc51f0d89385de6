//! Complaints: making one, finding it again, and giving it to somebody who replies.

use std::sync::Arc;

use jiff::Timestamp;
use window_domain::access::{Action, Actor, Role};
use window_domain::complaint::{
    Complainant, Complaint, ComplaintCommand, ComplaintEvent, apply, decide, relations,
};
use window_domain::context::{Context, Recorded};
use window_domain::id::entity::{ComplaintId, UserId};
use window_domain::id::phone;
use window_domain::refusal::Refusals;
use window_store::{
    Account, AccountFilter, ComplaintFilter, ComplaintRow, Folding, PAGE_MAX, Page, PageOf, RowSet,
    StreamId, StreamKind, Viewer, complaint_rows,
};

use super::project::{id_from, viewer};
use super::reload::Cache;
use super::stream::{Aggregate, CommandOf};
use super::{Answer, Office, Refused, Request};

impl CommandOf for ComplaintCommand {
    type Aggregate = Complaint;
}

impl Aggregate for Complaint {
    type Id = ComplaintId;
    type Command = ComplaintCommand;
    type Event = ComplaintEvent;

    fn stream(id: ComplaintId) -> StreamId {
        StreamId::new(StreamKind::Complaint, id.to_string())
    }

    fn decide(
        state: Option<&Self>,
        command: &ComplaintCommand,
        context: &Context<'_>,
    ) -> Result<Vec<ComplaintEvent>, Refusals> {
        decide(state, command, context)
    }

    fn apply(state: &mut Option<Self>, fact: &Recorded<ComplaintEvent>) {
        apply(state, fact);
    }

    fn rows(&self, _version: u64, folding: Folding<'_>) -> RowSet {
        complaint_rows(self, folding)
    }

    fn updated_at(&self) -> Timestamp {
        self.updated_at
    }

    fn action(command: &ComplaintCommand) -> Action {
        command.action()
    }

    fn note(event: &ComplaintEvent, answer: &mut Answer) {
        if let ComplaintEvent::ComplaintFiled { number, .. } = event {
            answer.receipt = Some(number.clone());
        }
    }

    fn cache(office: &Office) -> &Cache<Self> {
        &office.complaints
    }
}

/// The complaint a form makes, by its one-time key.
fn id_of(request: &Request) -> Option<ComplaintId> {
    let key = request.key.as_ref()?;
    let bytes = id_from(&format!("complaint/{}", key.as_str()));
    Some(ComplaintId::from_bytes(bytes))
}

impl Office {
    /// Makes a complaint. Its id comes from the request's key, so that a second click finds the first one's.
    ///
    /// # Errors
    /// Every reason the rules have.
    pub async fn complain(
        &self,
        actor: &Actor,
        (topic, text): (&str, &str),
        by: Complainant,
        request: &Request,
    ) -> Result<ComplaintId, Refused> {
        let id = if let Some(id) = id_of(request) {
            id
        } else {
            let drawn = self.random.bytes::<16>();
            let drawn = drawn.map_err(|error| Refused::Broken(error.to_string()))?;
            ComplaintId::from_bytes(drawn)
        };
        let command = ComplaintCommand::File {
            id,
            topic: topic.to_owned(),
            text: text.to_owned(),
            by,
        };
        self.execute(actor, id, &command, request).await?;
        Ok(id)
    }

    /// Whether the complaint of this form was made before: a second click is no second complaint.
    ///
    /// # Errors
    /// A failing store.
    pub async fn was_complained(&self, request: &Request) -> Result<bool, Refused> {
        let Some(id) = id_of(request) else {
            return Ok(false);
        };
        Ok(self.load::<Complaint>(id).await?.state.is_some())
    }

    /// A complaint for somebody who may do `action` to it.
    ///
    /// # Errors
    /// [`Refused::NotFound`] if there is none or the actor may not know of it: the two look alike.
    pub async fn complaint(
        &self,
        actor: &Actor,
        id: ComplaintId,
        action: Action,
    ) -> Result<Arc<Complaint>, Refused> {
        let complaint = self.load::<Complaint>(id).await?.state;
        complaint
            .filter(|it| actor.may(action, &relations(it, actor)))
            .ok_or(Refused::NotFound)
    }

    /// The complaint with this number if it was made with this telephone and the actor may see it: everything else is
    /// nothing, without a difference.
    ///
    /// # Errors
    /// A failing store.
    pub async fn find_complaint(
        &self,
        actor: &Actor,
        number: &str,
        typed_phone: &str,
    ) -> Result<Option<ComplaintId>, Refused> {
        let row = self.store.complaint_by_number(number).await?;
        let phone = phone::parse(typed_phone);
        let Some(row) = row.filter(|row| Some(&row.phone) == phone.as_ref()) else {
            return Ok(None);
        };
        let Ok(id) = row.id.parse() else {
            return Ok(None);
        };
        match self.complaint(actor, id, Action::ReadComplaint).await {
            Ok(found) => Ok(Some(found.id)),
            Err(Refused::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// A page of the complaints the actor works on: all of them for the lead and the manager, an agent's own.
    ///
    /// # Errors
    /// A failing store.
    pub async fn complaints(
        &self,
        actor: &Actor,
        (filter, page): (&ComplaintFilter, &Page),
    ) -> Result<PageOf<ComplaintRow>, Refused> {
        let viewer = match actor.user {
            Some(user) if !(actor.is(Role::WindowLead) || actor.is(Role::Manager)) => {
                Viewer::Agent(user.to_string())
            }
            _ => viewer(actor),
        };
        let reader = self.store.read(&viewer);
        Ok(reader.complaints(filter, page).await?)
    }

    /// Every complaint somebody still has to reply to.
    ///
    /// # Errors
    /// A failing store.
    pub async fn open_complaints(&self) -> Result<Vec<ComplaintId>, Refused> {
        let (mut found, mut page) = (Vec::new(), Page::first(PAGE_MAX));
        loop {
            let reader = self.store.read(&Viewer::Oversight);
            let open = ComplaintFilter { open: Some(true) };
            let part = reader.complaints(&open, &page).await?;
            let ids = part
                .rows
                .iter()
                .filter_map(|row| row.id.parse::<ComplaintId>().ok());
            found.extend(ids);
            match part.next {
                Some(next) => page.after = Some(next),
                None => return Ok(found),
            }
        }
    }

    /// Who at the window can be given a complaint: its agents and leads.
    ///
    /// # Errors
    /// A failing store.
    pub async fn complaint_owners(&self) -> Result<Vec<(UserId, String)>, Refused> {
        let mut owners = Vec::new();
        for role in [Role::WindowLead, Role::Agent] {
            let filter = AccountFilter {
                role: Some(role.as_str().to_owned()),
                enabled_only: true,
                ..AccountFilter::default()
            };
            let page = self.store.accounts(&filter, &Page::first(PAGE_MAX)).await?;
            let serves = |one: &Account| {
                let territory = self.catalogue.territory(one.organisation.as_deref());
                territory.covers_home()
            };
            let known = page.rows.into_iter().filter(serves);
            owners.extend(known.filter_map(|it| Some((it.id.parse().ok()?, it.name))));
        }
        Ok(owners)
    }
}
