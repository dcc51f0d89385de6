//! Reviews and complaints of the demonstration city, with what followed, by the commands of those who act.

use anyhow::Context;
use jiff::Timestamp;
use serde::Deserialize;
use window_domain::access::Actor;
use window_domain::complaint::{Complainant, ComplaintCommand};
use window_domain::service_review::command::Given;
use window_domain::service_review::{Level, ReviewCommand, Service};
use window_store::{BookingFilter, PAGE_MAX, Page, ServedFilter, Viewer};

use super::Demo;
use super::people::People;
use super::service::Walk;
use crate::service::{Office, Request};

/// A review somebody gave, and how far it was followed up.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DemoReview {
    /// Login of the enterprise.
    enterprise: Option<String>,
    /// Telephone of a visitor without an account.
    phone: Option<String>,
    service: Service,
    /// Which of its services of this kind, the newest first.
    #[serde(default)]
    nth: usize,
    days_ago: u16,
    level: Level,
    #[serde(default)]
    reasons: Vec<String>,
    #[serde(default)]
    text: String,
    #[serde(default)]
    contact: String,
    #[serde(default)]
    put_right: String,
    #[serde(default)]
    call_back: String,
}

/// A complaint somebody made.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DemoComplaint {
    name: String,
    phone: String,
    days_ago: u16,
    topic: String,
    text: String,
    /// Login of who handles it.
    owner: Option<String>,
    #[serde(default)]
    reply: String,
}

/// Lets the served speak, and the window answer.
pub(super) async fn speak(
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
    for review in &demo.reviews {
        let done = walk.review(review).await;
        done.with_context(|| format!("review `{}`", review.text))?;
    }
    for complaint in &demo.complaints {
        let done = walk.complaint(complaint).await;
        done.with_context(|| format!("complaint `{}`", complaint.text))?;
    }
    office.clock.set(now);
    Ok(())
}

impl Walk<'_> {
    async fn review(&self, it: &DemoReview) -> anyhow::Result<()> {
        let nobody = Actor::anonymous();
        let actor = match &it.enterprise {
            Some(login) => self.people.actor(login)?,
            None => &nobody,
        };
        let number = self.served(it, actor).await?;
        let which = (it.service, number.as_str());
        let given = Given {
            level: Some(it.level),
            reasons: it.reasons.clone(),
            text: it.text.clone(),
        };
        let once = Request::default();
        self.at(it.days_ago, 16)?;
        self.office
            .review(actor, which, (given, false), &once)
            .await?;
        let lead = self.people.actor("lead")?;
        let text = |text: &str| text.to_owned();
        let mut steps = Vec::new();
        if !it.contact.is_empty() {
            let text = text(&it.contact);
            steps.push((1, ReviewCommand::Contact { text }));
        }
        if !it.put_right.is_empty() {
            let text = text(&it.put_right);
            steps.push((3, ReviewCommand::PutRight { text }));
        }
        if !it.call_back.is_empty() {
            let call = ReviewCommand::CallBack {
                content: Some(true),
                text: text(&it.call_back),
            };
            let note = String::new();
            steps.extend([(4, call), (4, ReviewCommand::Close { note })]);
        }
        for (days, command) in steps {
            self.at(it.days_ago.saturating_sub(days), 11)?;
            self.office.follow_up(lead, which, &command, &once).await?;
        }
        Ok(())
    }

    /// Number of the service somebody was served.
    async fn served(&self, it: &DemoReview, actor: &Actor) -> anyhow::Result<String> {
        let store = &self.office.store;
        if let Some(phone) = &it.phone {
            let phone = window_domain::id::phone::parse(phone);
            let reader = store.read(&Viewer::Oversight);
            let filter = BookingFilter::default();
            let rows = reader.bookings(&filter, &Page::first(PAGE_MAX)).await?.rows;
            let mut rows = rows.into_iter();
            let row = rows.find(|row| Some(&row.phone) == phone.as_ref());
            return Ok(row.context("nobody booked with this telephone")?.id);
        }
        let id = actor.enterprise.context("an account of an enterprise")?;
        let viewer = Viewer::Enterprise(id.to_string());
        let reader = store.read(&viewer);
        let filter = ServedFilter {
            unreviewed: true,
            ..ServedFilter::default()
        };
        let page = reader.services(&filter, &Page::first(PAGE_MAX)).await?;
        let kind = it.service.as_str();
        let mut of_kind = page.rows.into_iter().filter(|row| row.service == kind);
        let row = of_kind.nth(it.nth).context("no such service")?;
        Ok(row.number)
    }

    async fn complaint(&self, it: &DemoComplaint) -> anyhow::Result<()> {
        self.at(it.days_ago, 14)?;
        let once = Request::default();
        let by = Complainant {
            name: it.name.clone(),
            phone: it.phone.clone(),
            ..Complainant::default()
        };
        let nobody = Actor::anonymous();
        let said = (it.topic.as_str(), it.text.as_str());
        let id = self.office.complain(&nobody, said, by, &once).await?;
        let Some(login) = &it.owner else {
            return Ok(());
        };
        let (lead, owner) = (self.people.actor("lead")?, self.people.actor(login)?);
        let assign = ComplaintCommand::Assign {
            owner: owner.user.context("an account")?,
            name: owner.name.clone(),
        };
        self.at(it.days_ago, 15)?;
        self.office.execute(lead, id, &assign, &once).await?;
        if it.reply.is_empty() {
            return Ok(());
        }
        let text = it.reply.clone();
        self.at(it.days_ago.saturating_sub(2), 15)?;
        let reply = ComplaintCommand::Reply { text };
        self.office.execute(owner, id, &reply, &once).await?;
        Ok(())
    }
}
