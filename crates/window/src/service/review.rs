//! Reviews of services: what can be reviewed as the facts say, giving one, following up a bad one, and what whoever was
//! reviewed may read of it.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use window_domain::access::{Action, Actor, Role};
use window_domain::context::{Context, Recorded};
use window_domain::id::entity::{BookingId, ReviewId};
use window_domain::project::Project;
use window_domain::refusal::{Code, Refusals};
use window_domain::service_review::command::Given;
use window_domain::service_review::{
    ReviewCommand, ReviewEvent, Served, Service, ServiceReview, apply, decide, relations, served,
};
use window_store::{
    Folding, PAGE_MAX, Page, PageOf, ReviewFilter, ReviewRow, RowSet, StreamId, StreamKind, Viewer,
    review_rows,
};

use super::project::{id_from, viewer};
use super::reload::Cache;
use super::stream::{Aggregate, CommandOf};
use super::{Answer, Office, Refused, Request};

impl CommandOf for ReviewCommand {
    type Aggregate = ServiceReview;
}

impl Aggregate for ServiceReview {
    type Id = ReviewId;
    type Command = ReviewCommand;
    type Event = ReviewEvent;

    fn stream(id: ReviewId) -> StreamId {
        StreamId::new(StreamKind::Review, id.to_string())
    }

    fn decide(
        state: Option<&Self>,
        command: &ReviewCommand,
        context: &Context<'_>,
    ) -> Result<Vec<ReviewEvent>, Refusals> {
        decide(state, command, context)
    }

    fn apply(state: &mut Option<Self>, fact: &Recorded<ReviewEvent>) {
        apply(state, fact);
    }

    fn rows(&self, _version: u64, folding: Folding<'_>) -> RowSet {
        review_rows(self, folding)
    }

    fn updated_at(&self) -> Timestamp {
        self.updated_at
    }

    fn action(command: &ReviewCommand) -> Action {
        command.action()
    }

    fn note(_event: &ReviewEvent, _answer: &mut Answer) {}

    fn cache(office: &Office) -> &Cache<Self> {
        &office.reviews
    }
}

/// Which service: its kind and number.
pub type Which<'a> = (Service, &'a str);

/// The stream of a service's review: one service, one review.
fn id_of((service, number): Which<'_>) -> ReviewId {
    ReviewId::from_bytes(id_from(&format!("review/{}/{number}", service.as_str())))
}

/// What whoever was reviewed may read of a review: never who gave it, for which project, or on which day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The kind of service.
    pub service: String,
    /// Name of the level.
    pub level: String,
    /// Codes of the reasons.
    pub reasons: Vec<String>,
    /// In words.
    pub text: String,
    /// The month, by its first day.
    pub month: Date,
}

impl Office {
    /// The service as the facts say. Not scoped: the rules ask whether it was served to the actor.
    async fn served(&self, (service, number): Which<'_>) -> Result<Option<Served>, Refused> {
        let key = format!("{}/{number}", service.as_str());
        let all = if service == Service::Booking {
            let Ok(id) = number.parse::<BookingId>() else {
                return Ok(None);
            };
            let Some(row) = self.store.booking(&id.to_string()).await? else {
                return Ok(None);
            };
            let day = self.service_day(row.day).await?;
            day.map(|day| served::on_day(&day)).unwrap_or_default()
        } else {
            let row = self.store.service(&key).await?;
            let Some(id) = row.and_then(|row| row.project_id?.parse().ok()) else {
                return Ok(None);
            };
            let project = self.load::<Project>(id).await?.state;
            let regions = self.catalogue.region_map();
            let project = project.map(|project| served::in_project(&project, &regions));
            project.unwrap_or_default()
        };
        let is_it = |one: &Served| one.service == service && one.number == number;
        Ok(all.into_iter().find(is_it))
    }

    /// A service that was served to the actor, and what the actor said of it before.
    ///
    /// # Errors
    /// [`Code::NotServed`] for everybody else, whether there is such a service or not.
    pub async fn to_review(
        &self,
        actor: &Actor,
        which: Which<'_>,
    ) -> Result<(Served, Option<Arc<ServiceReview>>), Refused> {
        let review = self.load::<ServiceReview>(id_of(which)).await?.state;
        let served = match &review {
            Some(review) => Some(review.served.clone()),
            None => self.served(which).await?,
        };
        served
            .filter(|served| actor.may(Action::GiveReview, &relations(served, actor)))
            .map(|served| (served, review))
            .ok_or_else(|| Refusals::from(Code::NotServed).into())
    }

    /// Gives a review, or changes the one that was given.
    ///
    /// # Errors
    /// Every reason the rules have.
    pub async fn review(
        &self,
        actor: &Actor,
        which: Which<'_>,
        (given, change): (Given, bool),
        request: &Request,
    ) -> Result<Answer, Refused> {
        let command = if change {
            ReviewCommand::Change { given }
        } else {
            let served = self.served(which).await?;
            ReviewCommand::Give { served, given }
        };
        self.execute(actor, id_of(which), &command, request).await
    }

    /// A review with whoever gave it, for whoever follows it up.
    ///
    /// # Errors
    /// [`Refused::NotFound`] if there is none or the actor may not know who gave it.
    pub async fn review_to_follow(
        &self,
        actor: &Actor,
        which: Which<'_>,
    ) -> Result<Arc<ServiceReview>, Refused> {
        let review = self.load::<ServiceReview>(id_of(which)).await?.state;
        review
            .filter(|it| actor.may(Action::ReadReviewer, &relations(&it.served, actor)))
            .ok_or(Refused::NotFound)
    }

    /// A step of a follow-up.
    ///
    /// # Errors
    /// Every reason the rules have.
    pub async fn follow_up(
        &self,
        actor: &Actor,
        which: Which<'_>,
        command: &ReviewCommand,
        request: &Request,
    ) -> Result<Answer, Refused> {
        self.execute(actor, id_of(which), command, request).await
    }

    /// A page of the reviews whoever follows them up may see, without those of the actor's own services.
    ///
    /// # Errors
    /// A failing store.
    pub async fn followed_reviews(
        &self,
        actor: &Actor,
        (filter, page): (&ReviewFilter, &Page),
    ) -> Result<PageOf<ReviewRow>, Refused> {
        if !(actor.is(Role::WindowLead) || actor.is(Role::Manager)) {
            return Ok(PageOf {
                rows: Vec::new(),
                next: None,
            });
        }
        let viewer = viewer(actor);
        let reader = self.store.read(&viewer);
        let mut found = reader.reviews(filter, page).await?;
        let own = actor.user.map(|user| user.to_string());
        found
            .rows
            .retain(|row| row.served_by.is_none() || row.served_by != own);
        Ok(found)
    }

    /// Every service whose bad review is being followed up.
    ///
    /// # Errors
    /// A failing store.
    pub async fn open_follow_ups(&self) -> Result<Vec<(Service, String)>, Refused> {
        let (mut found, mut page) = (Vec::new(), Page::first(PAGE_MAX));
        let open = ReviewFilter {
            open: Some(true),
            followed_up: true,
        };
        loop {
            let reader = self.store.read(&Viewer::Oversight);
            let part = reader.reviews(&open, &page).await?;
            let services = part.rows.into_iter();
            found.extend(
                services.filter_map(|row| Some((Service::parse(&row.service)?, row.number))),
            );
            match part.next {
                Some(next) => page.after = Some(next),
                None => return Ok(found),
            }
        }
    }

    /// What was said of the actor's own services, or of those of the actor's department.
    ///
    /// # Errors
    /// A failing store.
    pub async fn reviews_about(&self, actor: &Actor) -> Result<Vec<Said>, Refused> {
        let viewer = match (&actor.department, actor.user) {
            (Some(department), _) => Viewer::Department(department.clone()),
            (None, Some(user)) => Viewer::Agent(user.to_string()),
            (None, None) => return Ok(Vec::new()),
        };
        let reader = self.store.read(&viewer);
        let (every, page) = (ReviewFilter::default(), Page::first(PAGE_MAX));
        let rows = reader.reviews(&every, &page).await?.rows;
        let mut said: Vec<Said> = rows.into_iter().map(said).collect();
        // Within a month the order of days would tell who it was.
        said.sort_by(|one, other| {
            let of = |it: &Said| (it.service.clone(), it.level.clone(), it.text.clone());
            other.month.cmp(&one.month).then(of(one).cmp(&of(other)))
        });
        Ok(said)
    }
}

fn said(row: ReviewRow) -> Said {
    Said {
        service: row.service,
        level: row.level,
        reasons: row.reasons.split_whitespace().map(str::to_owned).collect(),
        text: row.text,
        month: row.given_on.first_of_month(),
    }
}
