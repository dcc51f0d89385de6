//! What is asked of a data set by its address: the same for pages, files and the interface for programs.

use jiff::civil::Date;
use serde::Deserialize;
use window_domain::refusal::{Code, Refusal};
use window_store::{Days, PAGE_MAX, Page};

use crate::app::App;
use crate::http::refusal::problem;
use crate::http::{FormView, PageError, Problem, Visitor, encoded};
use crate::i18n::Message;
use crate::open::{Dataset, Wanted};

/// Characters of a word that are looked for; a place where a part begins is shorter.
pub(super) const TEXT_MAX_CHARS: usize = 120;
/// The earliest and the latest day that can be asked for.
const DAYS: Days = Days {
    from: Date::constant(1900, 1, 1),
    to: Date::constant(2999, 12, 31),
};

/// As typed; anything may be left out.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    pub(super) q: String,
    #[serde(default)]
    pub(super) item: String,
    #[serde(default)]
    pub(super) department: String,
    #[serde(default)]
    pub(super) outcome: String,
    #[serde(default)]
    pub(super) from: String,
    #[serde(default)]
    pub(super) until: String,
    pub(super) after: Option<String>,
    #[serde(default)]
    pub(super) limit: String,
}

impl Asked {
    /// The rows wanted and their part, or everything that is wrong.
    pub(super) fn read(
        &self,
        app: &App,
        visitor: &Visitor,
        set: Dataset,
    ) -> Result<(Wanted, Page), Vec<Problem>> {
        let mut found = Vec::new();
        found.extend(self.unknown(set));
        let after = self.after.as_deref().map(plain);
        let after = after.filter(|after| !after.is_empty());
        if after.as_ref().is_some_and(|after| !is_cursor(after, set)) {
            found.push(Problem::new("after", Message::new("open-no-after")));
        }
        let mut day = |field: &'static str, typed: &str, usual: Date| {
            let typed = typed.trim();
            let day = match typed {
                "" => Some(usual),
                typed => typed.parse().ok(),
            };
            let day = day.filter(|day| (DAYS.from..=DAYS.to).contains(day));
            if day.is_none() {
                let refusal = Refusal::new(Code::DateInvalid)
                    .with("given", typed)
                    .at(field);
                found.push(problem(app, visitor.language, &refusal));
            }
            day.unwrap_or(usual)
        };
        let days = Days {
            from: day("from", &self.from, DAYS.from),
            to: day("until", &self.until, DAYS.to),
        };
        if days.to < days.from {
            found.push(Problem::new("until", Message::new("board-before")));
        }
        let outcomes = set.outcomes();
        let is_outcome = |code: &str| outcomes.iter().any(|(one, _)| *one == code);
        let may_ask = set.filters().contains(&"outcome");
        if may_ask && !self.outcome.is_empty() && !is_outcome(&self.outcome) {
            let codes: Vec<&str> = outcomes.iter().map(|(code, _)| *code).collect();
            let message = Message::new("open-no-outcome").with("known", codes.join(", "));
            found.push(Problem::new("outcome", message));
        }
        let limit = match self.limit.as_str() {
            "" => Some(Page::default().limit),
            typed => typed.parse().ok(),
        };
        let limit = limit.filter(|limit| (1..=PAGE_MAX).contains(limit));
        if limit.is_none() {
            let message = Message::new("open-no-limit").with("most", i64::from(PAGE_MAX));
            found.push(Problem::new("limit", message));
        }
        if !found.is_empty() {
            return Err(found);
        }
        let wanted = Wanted {
            text: plain(&self.q),
            item: plain(&self.item),
            department: plain(&self.department),
            outcome: self.outcome.clone(),
            days: (days != DAYS).then_some(days),
        };
        let page = Page {
            after,
            limit: limit.unwrap_or(PAGE_MAX),
        };
        Ok((wanted, page))
    }

    /// What it is narrowed by although the set does not know it.
    fn unknown(&self, set: Dataset) -> Vec<Problem> {
        let pairs = self.pairs().into_iter();
        let given =
            pairs.filter(|(name, value)| !value.is_empty() && !set.filters().contains(name));
        given
            .map(|(name, _)| {
                let known = set.filters().join(", ");
                Problem::new(name, Message::new("open-no-filter").with("known", known))
            })
            .collect()
    }

    /// The same for a file or a program, which is told what is wrong instead of a form.
    pub(super) fn demand(
        &self,
        app: &App,
        visitor: &Visitor,
        set: Dataset,
    ) -> Result<(Wanted, Page), PageError> {
        self.read(app, visitor, set).map_err(|problems| {
            PageError::refused(Message::new("open-asked-wrong")).with_problems(problems)
        })
    }

    fn pairs(&self) -> [(&'static str, &str); 6] {
        [
            ("q", &self.q),
            ("item", &self.item),
            ("department", &self.department),
            ("outcome", &self.outcome),
            ("from", &self.from),
            ("until", &self.until),
        ]
    }

    /// As a form shows it again.
    pub(super) fn form(&self, problems: Vec<Problem>) -> FormView {
        let mut form = FormView::empty();
        let pairs = self.pairs().into_iter();
        form.values
            .extend(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
        form.problems = problems;
        form
    }

    /// The question part of an address that asks for the same; `after` where the next part begins.
    pub(super) fn query(&self, after: Option<&str>) -> String {
        let pairs = self
            .pairs()
            .into_iter()
            .chain([("after", after.unwrap_or_default())]);
        let parts: Vec<String> = pairs
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}", encoded(value)))
            .collect();
        if parts.is_empty() {
            String::new()
        } else {
            format!("?{}", parts.join("&"))
        }
    }
}

/// Whether a part can begin there: behind a day and an id, or behind a number of rows.
fn is_cursor(after: &str, set: Dataset) -> bool {
    match set.publication() {
        Some(_) => after
            .split_once('~')
            .is_some_and(|(day, id)| day.parse::<Date>().is_ok() && !id.is_empty()),
        None => after.parse::<usize>().is_ok(),
    }
}

/// What was typed, without what no text holds and one of the databases does not take.
fn plain(typed: &str) -> String {
    let kept = typed.trim().chars().filter(|letter| !letter.is_control());
    kept.take(TEXT_MAX_CHARS).collect()
}
