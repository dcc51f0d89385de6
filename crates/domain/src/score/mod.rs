//! The monthly score of an agent (激励): points from recorded facts alone, each with its event. The agent sees it first and
//! can appeal; then it is frozen, and neither changed rules nor late facts alter it.

pub mod command;
pub mod event;
pub mod facts;
pub mod links;
mod month;

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use self::command::ScoreCommand;
pub use self::event::ScoreEvent;
pub use self::facts::{Fact, FactKind};
pub use self::links::{Because, Link, links, total};
pub use self::month::{Month, NotAMonth};

use crate::access::{Actor, Relation};
use crate::calendar::Calendar;
use crate::catalogue::{IncentivePolicy, ScoreRules};
use crate::context::{By, Context, Recorded};
use crate::id::entity::UserId;
use crate::project::required;
use crate::refusal::{Code, Refusal, Refusals};

/// Facts of one decision, in order.
pub type Decided = Result<Vec<ScoreEvent>, Refusals>;

/// Most points an answer to an appeal can set: a typing error beyond.
const POINTS_MAX: i32 = 100;

/// Whose score, of which month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ScoreId {
    /// The agent.
    pub agent: UserId,
    /// The month.
    pub month: Month,
}

impl fmt::Display for ScoreId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.agent, self.month)
    }
}

/// A score that was appealed against or frozen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// Whose, of which month.
    pub id: ScoreId,
    /// Appeals, in order.
    pub appeals: Vec<Appeal>,
    /// The numbers that stay.
    pub frozen: Option<Frozen>,
    /// The moment of the last fact.
    pub updated_at: Timestamp,
}

/// An appeal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appeal {
    /// The link as it was then.
    pub link: Link,
    /// Its day.
    pub on: Date,
    /// Why.
    pub reason: String,
    /// The answer.
    pub answer: Option<Answer>,
}

/// The answer to an appeal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Its day.
    pub on: Date,
    /// Who answered.
    pub by: By,
    /// The right points; `None` for a refusal.
    pub points: Option<i32>,
    /// Why.
    pub reason: String,
}

/// Numbers that stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frozen {
    /// Its day.
    pub on: Date,
    /// Who froze it: the lead, or the program after the days.
    pub by: By,
    /// Version of the rules.
    pub rules: Month,
    /// All links.
    pub links: Vec<Link>,
    /// Their sum.
    pub total: i32,
}

impl Score {
    /// How many appeals wait for an answer.
    pub fn open_appeals(&self) -> usize {
        let open = self.appeals.iter().filter(|it| it.answer.is_none());
        open.count()
    }
}

/// Last day on which only the agent sees the score of a month and can appeal.
pub fn last_day_to_appeal(month: Month, rules: &ScoreRules, calendar: &Calendar) -> Date {
    calendar.due(month.last(), rules.appeal_days).date
}

/// How the actor stands to a score. What an agent did in a month lies in any region: whoever looks at all of it serves
/// the whole city.
pub fn relations(id: ScoreId, actor: &Actor) -> Vec<Relation> {
    let mut found = alloc::vec![Relation::Other];
    if actor.user == Some(id.agent) {
        found.push(Relation::Own);
    } else if actor.is_of_window() && actor.territory.is_whole() {
        found.push(Relation::SameOrganisation);
    }
    found
}

/// The links of a month with those of granted appeals: what is shown before it is frozen, and what is frozen.
pub fn current(score: Option<&Score>, facts: &[Fact], rules: &ScoreRules) -> Vec<Link> {
    let mut found = links(facts, rules);
    let appeals = score.map_or(&[][..], |score| &score.appeals);
    for appeal in appeals {
        let points = appeal.answer.as_ref().and_then(|answer| answer.points);
        let Some(points) = points else { continue };
        // What the fact gives by the rules of today may be gone.
        let known = found.iter().find(|link| link.key == appeal.link.key);
        let known = known.map_or(0, |link| link.points);
        found.push(Link {
            key: alloc::format!("appeal/{}", appeal.link.key),
            rule: appeal.link.rule.clone(),
            points: points.saturating_sub(known),
            because: Because::Appeal {
                link: appeal.link.key.clone(),
            },
        });
    }
    found
}

fn rules_of(month: Month, policy: &IncentivePolicy) -> Result<&ScoreRules, Refusals> {
    policy.of(month).ok_or_else(|| {
        Refusal::new(Code::ScoreRulesMissing)
            .with("month", month)
            .into()
    })
}

fn not_frozen(score: Option<&Score>) -> Result<(), Refusals> {
    match score.and_then(|score| Some((score, score.frozen.as_ref()?))) {
        Some((score, frozen)) => Err(Refusal::new(Code::ScoreFrozen)
            .with("month", score.id.month)
            .with("date", frozen.on)
            .into()),
        None => Ok(()),
    }
}

/// Decides a command. `None` is a score nobody has appealed against, not frozen.
///
/// # Errors
/// Every reason to refuse, at once.
pub fn decide(score: Option<&Score>, command: &ScoreCommand, context: &Context<'_>) -> Decided {
    let id = score.map(|score| score.id).or_else(|| command.id());
    let relations = id.map_or_else(
        || alloc::vec![Relation::Other],
        |id| relations(id, context.actor),
    );
    if !context.actor.may(command.action(), &relations) {
        return Err(Refusal::new(Code::NotAllowed)
            .with("action", alloc::format!("{:?}", command.action()))
            .into());
    }
    match command {
        ScoreCommand::Appeal {
            id,
            facts,
            link,
            reason,
        } => appeal((*id, score), facts, (link, reason), context),
        ScoreCommand::Answer {
            link,
            points,
            reason,
        } => answer(score, link, (*points, reason)),
        ScoreCommand::Freeze { id, facts } => freeze((*id, score), facts, context),
    }
}

fn appeal(
    (id, score): (ScoreId, Option<&Score>),
    facts: &[Fact],
    (key, reason): (&str, &str),
    context: &Context<'_>,
) -> Decided {
    not_frozen(score)?;
    let rules = rules_of(id.month, context.catalogue.incentives())?;
    if context.today <= id.month.last() {
        return Err(Refusal::new(Code::ScoreRunning)
            .with("month", id.month)
            .with("date", id.month.plus(1).first())
            .into());
    }
    let until = last_day_to_appeal(id.month, rules, context.calendar);
    if context.today > until {
        return Err(Refusal::new(Code::AppealOver).with("until", until).into());
    }
    let known = links(facts, rules);
    let link = known.into_iter().find(|link| link.key == key);
    let link = link.ok_or(Code::UnknownScoreLink)?;
    let mut appeals = score.iter().flat_map(|score| &score.appeals);
    if appeals.any(|appeal| appeal.link.key == key) {
        return Err(Code::ScoreAppealed.into());
    }
    required(reason, "reason")?;
    Ok(alloc::vec![ScoreEvent::AppealMade {
        id,
        link,
        reason: reason.trim().to_owned(),
    }])
}

fn answer(score: Option<&Score>, key: &str, (points, reason): (Option<i32>, &str)) -> Decided {
    not_frozen(score)?;
    let mut appeals = score.iter().flat_map(|score| &score.appeals);
    let appeal = appeals.find(|appeal| appeal.link.key == key);
    let appeal = appeal.ok_or(Code::UnknownScoreLink)?;
    if appeal.answer.is_some() {
        return Err(Code::AnsweredBefore.into());
    }
    let mut found = Vec::new();
    if points.is_some_and(|points| points.abs() > POINTS_MAX) {
        found.push(
            Refusal::new(Code::ScorePoints)
                .with("max", POINTS_MAX)
                .at("points"),
        );
    }
    if let Err(Refusals(missing)) = required(reason, "reason") {
        found.extend(missing);
    }
    Refusals::check(found)?;
    Ok(alloc::vec![ScoreEvent::AppealAnswered {
        link: key.to_owned(),
        points,
        reason: reason.trim().to_owned(),
    }])
}

fn freeze(
    (id, score): (ScoreId, Option<&Score>),
    facts: &[Fact],
    context: &Context<'_>,
) -> Decided {
    let rules = rules_of(id.month, context.catalogue.incentives())?;
    let links = current(score, facts, rules);
    if let Some(frozen) = score.and_then(|score| score.frozen.as_ref()) {
        // A second click changes nothing; changed rules and late facts come too late.
        if frozen.links == links {
            return Ok(Vec::new());
        }
        not_frozen(score)?;
    }
    let until = last_day_to_appeal(id.month, rules, context.calendar);
    let open = score.map_or(0, Score::open_appeals);
    let mut found = Vec::new();
    if context.today <= until {
        found.push(
            Refusal::new(Code::ScoreRunning)
                .with("month", id.month)
                .with("date", until.tomorrow().unwrap_or(until)),
        );
    }
    if open > 0 {
        found.push(Refusal::new(Code::ScoreAppealOpen).with("count", open));
    }
    Refusals::check(found)?;
    Ok(alloc::vec![ScoreEvent::ScoreFrozen {
        id,
        rules: rules.from,
        total: total(&links),
        links,
    }])
}

/// Replays a stream.
pub fn replay<'a>(events: impl IntoIterator<Item = &'a Recorded<ScoreEvent>>) -> Option<Score> {
    let mut score = None;
    for event in events {
        apply(&mut score, event);
    }
    score
}

/// Folds a fact.
pub fn apply(state: &mut Option<Score>, fact: &Recorded<ScoreEvent>) {
    if let ScoreEvent::AppealMade { id, .. } | ScoreEvent::ScoreFrozen { id, .. } = &fact.event {
        state.get_or_insert_with(|| Score {
            id: *id,
            appeals: Vec::new(),
            frozen: None,
            updated_at: fact.at,
        });
    }
    let Some(score) = state.as_mut() else { return };
    score.updated_at = fact.at;
    match &fact.event {
        ScoreEvent::AppealMade { link, reason, .. } => score.appeals.push(Appeal {
            link: link.clone(),
            on: fact.on,
            reason: reason.clone(),
            answer: None,
        }),
        ScoreEvent::AppealAnswered {
            link,
            points,
            reason,
        } => {
            let appeal = score.appeals.iter_mut().find(|it| it.link.key == *link);
            if let Some(appeal) = appeal {
                appeal.answer = Some(Answer {
                    on: fact.on,
                    by: fact.by.clone(),
                    points: *points,
                    reason: reason.clone(),
                });
            }
        }
        ScoreEvent::ScoreFrozen {
            rules,
            links,
            total,
            ..
        } => {
            score.frozen = Some(Frozen {
                on: fact.on,
                by: fact.by.clone(),
                rules: *rules,
                links: links.clone(),
                total: *total,
            });
        }
    }
}
