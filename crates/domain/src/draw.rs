//! Draws by lot (双随机、一公开): which projects are checked, and by whom, follows from a seed that was published days
//! before anybody could know who would be in the pool. Whoever has seed and pool can draw again with `sha256sum`.

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::access::{Action, Relation};
use crate::context::{Context, Recorded};
use crate::id::entity::{ProjectId, UserId};
use crate::project::{TITLE_MAX_CHARS, check_text};
use crate::refusal::{Code, Refusal, Refusals};

/// Number of a draw: the how manieth of its year, `2026-001`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DrawNumber {
    /// The year.
    pub year: i16,
    /// Its place in the year, from 1.
    pub serial: u16,
}

impl fmt::Display for DrawNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:03}", self.year, self.serial)
    }
}

/// A text is no number of a draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a year and a number, as in `2026-001`")]
pub struct NotADrawNumber;

impl FromStr for DrawNumber {
    type Err = NotADrawNumber;

    fn from_str(text: &str) -> Result<Self, NotADrawNumber> {
        let (year, serial) = text.split_once('-').ok_or(NotADrawNumber)?;
        let number = Self {
            year: year.parse().map_err(|_| NotADrawNumber)?,
            serial: serial.parse().map_err(|_| NotADrawNumber)?,
        };
        // One number has one text, as one stream has one name.
        if number.to_string() == text {
            Ok(number)
        } else {
            Err(NotADrawNumber)
        }
    }
}

/// A project that could be drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoolProject {
    /// Its id: what the lot falls on.
    pub project: ProjectId,
    /// Its name on that day.
    pub title: String,
}

/// An inspector who could be drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoolInspector {
    /// The account: what the lot falls on.
    pub inspector: UserId,
    /// Name on that day. Personal data.
    pub name: String,
    /// Code of the department.
    pub department: String,
}

/// A project drawn, with who checks it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    /// The project.
    pub project: ProjectId,
    /// The inspectors; the department of the first one leads.
    pub inspectors: Vec<UserId>,
}

/// How much is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// Percent of the projects; at least one is drawn.
    pub projects_percent: u8,
    /// Inspectors to each project.
    pub inspectors: u8,
}

impl Share {
    /// How many of so many projects are drawn: rounded up, at least one.
    pub fn of(self, pool: usize) -> usize {
        let share = pool.saturating_mul(usize::from(self.projects_percent));
        share.div_ceil(100).max(1).min(pool)
    }
}

/// The hash that decides the place of an id: SHA-256 of the seed with the id behind it.
pub fn place(seed: &str, id: &str) -> [u8; 32] {
    let mut digest = Sha256::new();
    digest.update(seed.as_bytes());
    digest.update(id.as_bytes());
    digest.finalize().into()
}

/// The ids by their places, the smallest first; the same whatever order they came in.
pub fn ranked<T: ToString>(seed: &str, ids: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut places: Vec<([u8; 32], String, T)> = ids
        .into_iter()
        .map(|id| (place(seed, &id.to_string()), id.to_string(), id))
        .collect();
    places.sort_by(|(one, name, _), (other, other_name, _)| (one, name).cmp(&(other, other_name)));
    places.into_iter().map(|(_, _, id)| id).collect()
}

/// Draws: the projects of the smallest places, and to each the inspectors of the smallest places for the seed with the
/// project's id behind it.
pub fn draw(
    seed: &str,
    share: Share,
    (projects, inspectors): (&[PoolProject], &[PoolInspector]),
) -> Vec<Drawn> {
    let order = ranked(seed, projects.iter().map(|one| one.project));
    order
        .into_iter()
        .take(share.of(projects.len()))
        .map(|project| {
            let own_seed = seed.to_owned() + &project.to_string();
            let mut order = ranked(&own_seed, inspectors.iter().map(|one| one.inspector));
            order.truncate(usize::from(share.inspectors));
            Drawn {
                project,
                inspectors: order,
            }
        })
        .collect()
}

/// What can have happened to a draw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum DrawEvent {
    /// The seed was published.
    DrawPublished {
        /// The seed.
        seed: String,
        /// How much is drawn.
        #[serde(flatten)]
        share: Share,
        /// The day of the draw.
        draw_on: Date,
    },
    /// It was drawn.
    DrawHeld {
        /// The projects with a valid notice on that day.
        projects: Vec<PoolProject>,
        /// The inspectors on that day.
        inspectors: Vec<PoolInspector>,
        /// On whom the lot fell.
        result: Vec<Drawn>,
    },
}

/// What can be asked of a draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DrawCommand {
    /// Publish its seed.
    Publish {
        /// The seed.
        seed: String,
        /// How much is drawn.
        share: Share,
        /// The day of the draw.
        draw_on: Date,
    },
    /// Draw from this pool.
    Hold {
        /// The projects with a valid notice.
        projects: Vec<PoolProject>,
        /// The inspectors.
        inspectors: Vec<PoolInspector>,
    },
}

/// A draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draw {
    /// The seed.
    pub seed: String,
    /// How much is drawn.
    pub share: Share,
    /// Day on which the seed was published.
    pub published_on: Date,
    /// The day of the draw.
    pub draw_on: Date,
    /// What was drawn.
    pub held: Option<Held>,
    /// The moment of the last fact.
    pub updated_at: Timestamp,
}

/// A draw that was held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Its day.
    pub on: Date,
    /// The projects it was drawn from.
    pub projects: Vec<PoolProject>,
    /// The inspectors it was drawn from.
    pub inspectors: Vec<PoolInspector>,
    /// On whom the lot fell.
    pub result: Vec<Drawn>,
}

/// Decides a command. `None` is a draw that was not published.
///
/// # Errors
/// Every reason to refuse, at once.
pub fn decide(
    draw: Option<&Draw>,
    command: &DrawCommand,
    context: &Context<'_>,
) -> Result<Vec<DrawEvent>, Refusals> {
    if !context.actor.may(Action::PlanCheck, &[Relation::Other]) {
        return Err(Code::NotAllowed.into());
    }
    match (draw, command) {
        (Some(_), DrawCommand::Publish { .. }) => Err(Code::DrawPublished.into()),
        (
            None,
            DrawCommand::Publish {
                seed,
                share,
                draw_on,
            },
        ) => publish(seed, *share, *draw_on, context),
        (None, DrawCommand::Hold { .. }) => Err(Code::NoDraw.into()),
        (
            Some(draw),
            DrawCommand::Hold {
                projects,
                inspectors,
            },
        ) => hold(draw, (projects, inspectors), context),
    }
}

fn publish(
    seed: &str,
    share: Share,
    draw_on: Date,
    context: &Context<'_>,
) -> Result<Vec<DrawEvent>, Refusals> {
    let mut found = Vec::new();
    check_text(seed, "seed", TITLE_MAX_CHARS, &mut found);
    if share.projects_percent == 0 || share.projects_percent > 100 {
        found.push(Refusal::new(Code::DrawShare).at("projects_percent"));
    }
    if share.inspectors == 0 {
        found.push(Refusal::new(Code::DrawShare).at("inspectors"));
    }
    // Beforehand: whoever publishes on the day itself could try seeds until one pleases.
    if draw_on <= context.today {
        found.push(
            Refusal::new(Code::DrawBeforehand)
                .with("date", draw_on)
                .at("draw_on"),
        );
    }
    Refusals::check(found)?;
    Ok(alloc::vec![DrawEvent::DrawPublished {
        seed: seed.trim().to_owned(),
        share,
        draw_on,
    }])
}

fn hold(
    draw: &Draw,
    (projects, inspectors): (&[PoolProject], &[PoolInspector]),
    context: &Context<'_>,
) -> Result<Vec<DrawEvent>, Refusals> {
    if let Some(held) = &draw.held {
        return Err(Refusal::new(Code::DrawHeld).with("date", held.on).into());
    }
    let mut found = Vec::new();
    if context.today < draw.draw_on {
        found.push(Refusal::new(Code::DrawAhead).with("until", draw.draw_on));
    }
    if projects.is_empty() || inspectors.len() < usize::from(draw.share.inspectors) {
        found.push(
            Refusal::new(Code::DrawPoolSmall)
                .with("projects", projects.len())
                .with("inspectors", inspectors.len())
                .with("wanted", draw.share.inspectors),
        );
    }
    Refusals::check(found)?;
    Ok(alloc::vec![DrawEvent::DrawHeld {
        projects: projects.to_vec(),
        inspectors: inspectors.to_vec(),
        result: self::draw(&draw.seed, draw.share, (projects, inspectors)),
    }])
}

/// Folds a fact.
pub fn apply(state: &mut Option<Draw>, fact: &Recorded<DrawEvent>) {
    match (&fact.event, state.as_mut()) {
        (
            DrawEvent::DrawPublished {
                seed,
                share,
                draw_on,
            },
            None,
        ) => {
            *state = Some(Draw {
                seed: seed.clone(),
                share: *share,
                published_on: fact.on,
                draw_on: *draw_on,
                held: None,
                updated_at: fact.at,
            });
        }
        (
            DrawEvent::DrawHeld {
                projects,
                inspectors,
                result,
            },
            Some(draw),
        ) => {
            draw.updated_at = fact.at;
            draw.held = Some(Held {
                on: fact.on,
                projects: projects.clone(),
                inspectors: inspectors.clone(),
                result: result.clone(),
            });
        }
        (DrawEvent::DrawPublished { .. }, Some(_)) | (DrawEvent::DrawHeld { .. }, None) => {}
    }
}
