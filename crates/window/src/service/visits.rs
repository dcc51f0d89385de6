//! Visitors who come to see the window: links by which they see the board without names, and the register of groups.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use window_domain::access::{Actor, Territory};
use window_domain::project::{TEXT_MAX_CHARS, TITLE_MAX_CHARS};
use window_domain::refusal::{Code, Refusal, Refusals, check_text};
use window_store::{VisitorGroup, VisitorLink};

use super::{Office, Refused, Request};
use crate::random::hex;

/// Longest a link lasts, in days.
pub const LINK_DAYS_MAX: u32 = 30;
/// More people than these are no group but a typing error.
pub const PEOPLE_MAX: u32 = 500;
/// Characters of a token; others are not even looked up.
const TOKEN_CHARS: usize = 43;

/// A group as the form collects it.
#[derive(Debug, Clone)]
pub struct NewGroup {
    /// Where they came from.
    pub organisation: String,
    /// Their day.
    pub on_day: Date,
    /// How many people.
    pub people: u32,
    /// What for.
    pub purpose: String,
    /// Who received them.
    pub host: String,
    /// The link they were shown.
    pub link: Option<String>,
}

/// What a token is kept under.
fn hash(token: &str) -> String {
    hex(&Sha256::digest(token))
}

impl Office {
    /// Makes a link that lasts so many days. Gives its token, which is told once; `None` if this form made one before.
    ///
    /// # Errors
    /// Everything wrong with it, or a failing store.
    pub async fn make_visitor_link(
        &self,
        actor: &Actor,
        (purpose, days): (&str, u32),
        request: &Request,
    ) -> Result<Option<String>, Refused> {
        let mut found = Vec::new();
        check_text(purpose, "link_purpose", TITLE_MAX_CHARS, &mut found);
        if !(1..=LINK_DAYS_MAX).contains(&days) {
            let refusal = Refusal::new(Code::LinkDays).with("max", LINK_DAYS_MAX);
            found.push(refusal.at("days"));
        }
        Refusals::check(found)?;
        let broken = |error: String| Refused::Broken(error);
        let token = self
            .random
            .token()
            .map_err(|error| broken(error.to_string()))?;
        let id = self.named_id("lnk", request)?;
        let now = self.clock.now();
        let life = SignedDuration::from_hours(i64::from(days).saturating_mul(24));
        let link = VisitorLink {
            id: id.clone(),
            purpose: purpose.trim().to_owned(),
            made_by: actor.name.clone(),
            account_id: actor.user.map(|user| user.to_string()),
            made_at: now,
            expires_at: now.checked_add(life).unwrap_or(Timestamp::MAX),
            revoked_at: None,
            opened: 0,
        };
        let audited = self.audited(
            actor,
            ("visitor_link.make", format!("visitor_link/{id}")),
            request,
        );
        self.store
            .add_visitor_link(&link, &hash(&token), &audited)
            .await?;
        let kept = self.store.visitor_link(&hash(&token)).await?;
        Ok(kept.map(|_| token))
    }

    /// Takes a link back.
    ///
    /// # Errors
    /// There is no such link, or a failing store.
    pub async fn revoke_visitor_link(
        &self,
        actor: &Actor,
        id: &str,
        request: &Request,
    ) -> Result<(), Refused> {
        let links = self.store.visitor_links().await?;
        if !links.iter().any(|link| link.id == id) {
            return Err(Refused::NotFound);
        }
        let audited = self.audited(
            actor,
            ("visitor_link.revoke", format!("visitor_link/{id}")),
            request,
        );
        let now = self.clock.now();
        Ok(self.store.revoke_visitor_link(id, now, &audited).await?)
    }

    /// The link of a token, if it opens the board now, and what it shows: what its maker reaches. Each time is counted. A
    /// wrong, an old and a revoked one, and one whose maker reaches nothing any more, are alike.
    ///
    /// # Errors
    /// A failing store.
    pub async fn open_visitor_link(
        &self,
        token: &str,
    ) -> Result<Option<(VisitorLink, Territory)>, Refused> {
        if token.len() != TOKEN_CHARS {
            return Ok(None);
        }
        let link = self.store.visitor_link(&hash(token)).await?;
        let Some(link) = link.filter(|link| link.is_open(self.clock.now())) else {
            return Ok(None);
        };
        let territory = match &link.account_id {
            None => self.catalogue.everywhere(),
            Some(maker) => match self.store.account(maker).await? {
                Some(maker) if maker.disabled_at.is_none() => {
                    self.catalogue.territory(maker.organisation.as_deref())
                }
                _ => return Ok(None),
            },
        };
        if territory.regions().is_empty() {
            return Ok(None);
        }
        self.store.count_visitor_link(&link.id).await?;
        Ok(Some((link, territory)))
    }

    /// Enters a group into the register.
    ///
    /// # Errors
    /// Everything wrong with it, or a failing store.
    pub async fn register_group(
        &self,
        actor: &Actor,
        new: NewGroup,
        request: &Request,
    ) -> Result<(), Refused> {
        let mut found = Vec::new();
        check_text(
            &new.organisation,
            "organisation",
            TITLE_MAX_CHARS,
            &mut found,
        );
        check_text(&new.purpose, "purpose", TEXT_MAX_CHARS, &mut found);
        check_text(&new.host, "host", TITLE_MAX_CHARS, &mut found);
        if !(1..=PEOPLE_MAX).contains(&new.people) {
            let refusal = Refusal::new(Code::PeopleOutOfRange).with("max", PEOPLE_MAX);
            found.push(refusal.at("people"));
        }
        if new.on_day > self.today() {
            let refusal = Refusal::new(Code::DateAhead).with("date", new.on_day);
            found.push(refusal.with("limit", self.today()).at("on_day"));
        }
        if let Some(link) = &new.link
            && !self
                .store
                .visitor_links()
                .await?
                .iter()
                .any(|it| &it.id == link)
        {
            found.push(Refusal::new(Code::NothingChosen).at("link"));
        }
        Refusals::check(found)?;
        let id = self.named_id("grp", request)?;
        let audited = self.audited(
            actor,
            ("visitor_group.register", format!("visitor_group/{id}")),
            request,
        );
        let group = VisitorGroup {
            id,
            organisation: new.organisation.trim().to_owned(),
            on_day: new.on_day,
            people: new.people,
            purpose: new.purpose.trim().to_owned(),
            host: new.host.trim().to_owned(),
            link_id: new.link,
        };
        Ok(self.store.add_visitor_group(&group, &audited).await?)
    }
}
