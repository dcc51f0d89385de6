//! Monthly scores of agents: what they did is read from the log of events and the hits of words; frozen months are in
//! streams of their own.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use window_domain::access::{Action, Actor, Role, role_may};
use window_domain::context::{Context, Recorded};
use window_domain::id::entity::UserId;
use window_domain::refusal::Refusals;
use window_domain::score::facts::{in_project, in_review};
use window_domain::score::{
    self, Fact, FactKind, Link, Month, Score, ScoreCommand, ScoreEvent, ScoreId, current,
    last_day_to_appeal, relations, total,
};
use window_store::{
    AccountFilter, Days, Folding, PAGE_MAX, Page, RowSet, StoredEvent, StreamId, StreamKind,
};

use super::reload::{Cache, decoded};
use super::stream::{Aggregate, CommandOf};
use super::{Answer, Office, Refused, Request, key};

/// Months before the current one that the program freezes if nobody has.
const MONTHS_FROZEN: i64 = 3;

impl CommandOf for ScoreCommand {
    type Aggregate = Score;
}

impl Aggregate for Score {
    type Id = ScoreId;
    type Command = ScoreCommand;
    type Event = ScoreEvent;

    fn stream(id: ScoreId) -> StreamId {
        StreamId::new(StreamKind::Score, id.to_string())
    }

    fn decide(
        state: Option<&Self>,
        command: &ScoreCommand,
        context: &Context<'_>,
    ) -> Result<Vec<ScoreEvent>, Refusals> {
        score::decide(state, command, context)
    }

    fn apply(state: &mut Option<Self>, fact: &Recorded<ScoreEvent>) {
        score::apply(state, fact);
    }

    // A month has one for each of a handful of agents: they are looked up by whose they are.
    fn rows(&self, _version: u64, _folding: Folding<'_>) -> RowSet {
        RowSet::new()
    }

    fn updated_at(&self) -> Timestamp {
        self.updated_at
    }

    fn action(command: &ScoreCommand) -> Action {
        command.action()
    }

    fn note(_event: &ScoreEvent, _answer: &mut Answer) {}

    fn cache(office: &Office) -> &Cache<Self> {
        &office.scores
    }
}

/// How far a month is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// It is not over, or its rules are missing.
    Running,
    /// Only the agent sees it, and can appeal.
    OwnDays,
    /// The lead sees it, too, and can freeze it.
    Open,
    /// Its numbers stay.
    Frozen,
}

impl Stage {
    /// Name in locale keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::OwnDays => "own",
            Self::Open => "open",
            Self::Frozen => "frozen",
        }
    }
}

/// A score as it stands.
#[derive(Debug, Clone)]
pub struct Standing {
    /// Whose, of which month.
    pub id: ScoreId,
    /// Name of the agent. Personal data.
    pub name: String,
    /// How far the month is.
    pub stage: Stage,
    /// Last day on which only the agent sees it; `None` without rules.
    pub until: Option<Date>,
    /// Links; `None` while they are the agent's alone and somebody else looks.
    pub links: Option<Vec<Link>>,
    /// Appeals, and what is frozen.
    pub score: Option<Arc<Score>>,
}

impl Standing {
    /// The score, where it may be seen.
    pub fn total(&self) -> Option<i32> {
        self.links.as_deref().map(total)
    }
}

impl Office {
    /// The actor's own score of a month.
    ///
    /// # Errors
    /// [`Refused::NotFound`] for whoever has none.
    pub async fn own_score(&self, actor: &Actor, month: Month) -> Result<Standing, Refused> {
        let agent = actor.user.ok_or(Refused::NotFound)?;
        let id = ScoreId { agent, month };
        if !actor.may(Action::ReadOwnScore, &relations(id, actor)) {
            return Err(Refused::NotFound);
        }
        let facts = self.score_facts(month).await?;
        self.standing((id, actor.name.clone()), &facts, actor).await
    }

    /// Everybody's score of a month, by name; what is still an agent's alone has no links.
    ///
    /// # Errors
    /// [`Refused::NotFound`] for whoever may not see scores.
    pub async fn scores(&self, actor: &Actor, month: Month) -> Result<Vec<Standing>, Refused> {
        let mut roles = actor.roles.iter();
        if !roles.any(|role| role_may(*role, Action::ReadScores)) {
            return Err(Refused::NotFound);
        }
        let facts = self.score_facts(month).await?;
        let mut found = Vec::new();
        for (agent, name) in self.score_agents().await? {
            let id = ScoreId { agent, month };
            if !actor.may(Action::ReadScores, &relations(id, actor)) {
                continue;
            }
            found.push(self.standing((id, name), &facts, actor).await?);
        }
        found.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(found)
    }

    /// Says that points of the actor's own score are wrong.
    ///
    /// # Errors
    /// Every reason the rules have.
    pub async fn appeal_score(
        &self,
        actor: &Actor,
        (month, link, reason): (Month, &str, &str),
        request: &Request,
    ) -> Result<Answer, Refused> {
        let agent = actor.user.ok_or(Refused::NotFound)?;
        let id = ScoreId { agent, month };
        let command = ScoreCommand::Appeal {
            id,
            facts: self.facts_of(id).await?,
            link: link.to_owned(),
            reason: reason.to_owned(),
        };
        self.execute(actor, id, &command, request).await
    }

    /// Freezes the month of every agent the actor may freeze. Doing it twice does it once.
    ///
    /// # Errors
    /// Every reason the rules have against any of them; the others are frozen.
    pub async fn freeze_month(
        &self,
        actor: &Actor,
        month: Month,
        request: &Request,
    ) -> Result<usize, Refused> {
        let (mut done, mut found) = (0, Vec::new());
        let facts = self.score_facts(month).await?;
        for (agent, _) in self.score_agents().await? {
            let id = ScoreId { agent, month };
            if !actor.may(Action::FreezeScore, &relations(id, actor)) {
                continue;
            }
            let command = ScoreCommand::Freeze {
                id,
                facts: of_agent(&facts, agent),
            };
            let each = Request {
                key: request
                    .key
                    .as_ref()
                    .and_then(|given| key(&format!("{}/{agent}", given.as_str()))),
                ..request.clone()
            };
            match self.execute(actor, id, &command, &each).await {
                Ok(answer) => done += usize::from(answer.changed),
                Err(Refused::Rules(Refusals(refusals))) => {
                    for refusal in refusals {
                        if !found.contains(&refusal) {
                            found.push(refusal);
                        }
                    }
                }
                Err(error) => return Err(error),
            }
        }
        Refusals::check(found)?;
        Ok(done)
    }

    /// Freezes months whose days are over and that nobody has frozen; one with an open appeal waits. Tells how many.
    ///
    /// # Errors
    /// A failing store.
    pub async fn keep_scores(&self) -> Result<usize, Refused> {
        let this = Month::of(self.today());
        let mut done = 0;
        for back in 1..=MONTHS_FROZEN {
            let month = this.plus(-back);
            let Some(rules) = self.catalogue.incentives().of(month) else {
                continue;
            };
            let over = self.today() > last_day_to_appeal(month, rules, &self.calendar);
            if !over || self.is_frozen(month).await? {
                continue;
            }
            let system = Actor::system();
            match self.freeze_month(&system, month, &Request::default()).await {
                Ok(frozen) => done += frozen,
                Err(Refused::Rules(refusals)) => {
                    tracing::debug!(%refusals, "Scores of {month} are not all frozen");
                }
                Err(error) => return Err(error),
            }
        }
        Ok(done)
    }

    /// Whether the month of every agent is frozen.
    async fn is_frozen(&self, month: Month) -> Result<bool, Refused> {
        for (agent, _) in self.score_agents().await? {
            let loaded = self.load::<Score>(ScoreId { agent, month }).await?.state;
            if loaded.is_none_or(|score| score.frozen.is_none()) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    async fn standing(
        &self,
        (id, name): (ScoreId, String),
        facts: &[Fact],
        actor: &Actor,
    ) -> Result<Standing, Refused> {
        let score = self.load::<Score>(id).await?.state;
        let rules = self.catalogue.incentives().of(id.month);
        let until = rules.map(|rules| last_day_to_appeal(id.month, rules, &self.calendar));
        let frozen = score.as_ref().and_then(|score| score.frozen.as_ref());
        let stage = match (frozen, until) {
            (Some(_), _) => Stage::Frozen,
            (None, Some(until)) if self.today() > until => Stage::Open,
            (None, Some(_)) if self.today() > id.month.last() => Stage::OwnDays,
            (None, _) => Stage::Running,
        };
        let is_own = actor.user == Some(id.agent);
        let links = match (frozen, rules) {
            (Some(frozen), _) => Some(frozen.links.clone()),
            (None, Some(rules)) if is_own || stage == Stage::Open => {
                let facts = of_agent(facts, id.agent);
                Some(current(score.as_deref(), &facts, rules))
            }
            _ => None,
        };
        Ok(Standing {
            id,
            name,
            stage,
            until,
            links,
            score,
        })
    }

    /// Who has a score: every agent, those who left too.
    async fn score_agents(&self) -> Result<Vec<(UserId, String)>, Refused> {
        let filter = AccountFilter {
            role: Some(Role::Agent.as_str().to_owned()),
            ..AccountFilter::default()
        };
        let page = Page::first(PAGE_MAX);
        let rows = self.store.accounts(&filter, &page).await?.rows.into_iter();
        let known = rows.filter_map(|row| Some((row.id.parse().ok()?, row.name)));
        Ok(known.collect())
    }

    /// What an agent did in the month.
    async fn facts_of(&self, id: ScoreId) -> Result<Vec<Fact>, Refused> {
        Ok(of_agent(&self.score_facts(id.month).await?, id.agent))
    }

    /// What agents did in a month, from the log of events and the hits of words. Not scoped: for the services here.
    async fn score_facts(&self, month: Month) -> Result<Vec<Fact>, Refused> {
        let midnight = |day: Date| Self::moment(day.at(0, 0, 0, 0)).unwrap_or(Timestamp::MAX);
        let (from, before) = (midnight(month.first()), midnight(month.plus(1).first()));
        let mut found = Vec::new();
        for kind in [StreamKind::Project, StreamKind::Review] {
            for stream in self.store.streams_between(kind, (from, before)).await? {
                let stored = self.store.load(&stream, 0).await?;
                let name = stream.to_string();
                if kind == StreamKind::Project {
                    found.extend(in_project((&name, &numbered(&stored)?), &self.calendar));
                } else {
                    found.extend(in_review((&name, &numbered(&stored)?)));
                }
            }
        }
        let days = Days {
            from: month.first(),
            to: month.last(),
        };
        for hit in self.store.phrase_hits(days).await? {
            if let Ok(agent) = hit.user.parse() {
                found.push(Fact {
                    on: hit.on,
                    kind: FactKind::PhraseHit,
                    agent,
                    stream: format!("phrase/{}", hit.id),
                    version: 1,
                    number: hit.phrase,
                });
            }
        }
        found.retain(|fact| month.contains(fact.on));
        Ok(found)
    }
}

fn of_agent(facts: &[Fact], agent: UserId) -> Vec<Fact> {
    let own = facts.iter().filter(|fact| fact.agent == agent);
    own.cloned().collect()
}

fn numbered<E: serde::de::DeserializeOwned>(
    stored: &[StoredEvent],
) -> Result<Vec<(u64, Recorded<E>)>, Refused> {
    let each = stored.iter();
    each.map(|event| Ok((event.version, decoded(event)?)))
        .collect()
}
