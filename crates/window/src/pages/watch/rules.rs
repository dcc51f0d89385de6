//! How often each cross-check was right and how often mistaken, over chosen days.

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::response::Response;
use jiff::civil::Date;
use jiff::{Span, ToSpan};
use minijinja::context;
use serde::{Deserialize, Serialize};
use window_domain::catalogue::Text;
use window_store::{Days, DutyFilter, DutyTally, Viewer};

use super::address::{By, list};
use crate::app::{App, AppState};
use crate::http::{PageError, Visitor};
use crate::service::project::viewer;
use crate::templates::view;

/// Findings somebody has judged below which a rate says nothing.
const JUDGED_MIN: u64 = 5;

/// The days asked for; what is no date is as good as left out.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
}

impl Wanted {
    /// The days, or the three months until today.
    fn days(&self, today: Date) -> Days {
        let date = |text: &str| text.parse::<Date>().ok();
        let to = date(&self.to).unwrap_or(today);
        let months: Span = 3.months();
        let from = date(&self.from).unwrap_or_else(|| to.saturating_sub(months));
        Days { from, to }
    }
}

/// A number with the list behind it.
#[derive(Debug, Serialize)]
pub(super) struct Figure {
    pub(super) count: u64,
    pub(super) href: Option<String>,
}

impl Figure {
    /// A number; nothing lies behind a zero.
    pub(super) fn new(count: u64, href: String) -> Self {
        Self {
            count,
            href: Some(href).filter(|_| count > 0),
        }
    }
}

/// What became of a rule's work in these days.
#[derive(Debug, Serialize)]
pub(super) struct RuleTally {
    name: Text,
    law: Text,
    scope: &'static str,
    pub(super) runs: u64,
    /// Objects looked at, over all runs.
    pub(super) looked_at: u64,
    pub(super) raised: Figure,
    /// Put right, and somebody looked.
    pub(super) confirmed: Figure,
    /// Taken back as a false alarm.
    pub(super) mistaken: Figure,
    /// Nobody has judged it yet.
    open: Figure,
    judged: u64,
    /// False alarms among the judged ones, in percent; `None` while there are too few.
    rate: Option<u64>,
}

/// What became of each rule's work in these days, and when the checks ran.
pub(super) async fn tallies(
    app: &App,
    viewer: &Viewer,
    days: Days,
) -> Result<(Vec<RuleTally>, Vec<String>), PageError> {
    let runs = app.office.cross_check_runs_of(days).await;
    let runs = runs.map_err(PageError::unavailable)?;
    let filter = DutyFilter {
        kinds: vec!["finding".to_owned()],
        begun: Some(days),
        ..DutyFilter::default()
    };
    let found = app.store.read(viewer).tally_duties(&filter).await;
    let found = found.map_err(PageError::unavailable)?;
    let mut looked: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for (code, count) in runs.iter().flat_map(|run| &run.counts.rules) {
        let (times, objects) = looked.entry(code).or_default();
        *times += 1;
        *objects += u64::from(count.looked_at);
    }
    let rules = &app.office.catalogue.supervision().rules;
    let tallies = rules.iter().map(|rule| {
        let (runs, looked_at) = looked.get(rule.code.as_str()).copied().unwrap_or_default();
        let figure = |state: &str| {
            let sum = count(&found, &rule.code, state);
            let more = [("source", rule.code.as_str()), ("state", state)];
            Figure::new(sum, list("finding", (By::Begun, days), &more))
        };
        let (confirmed, mistaken) = (figure("verified"), figure("dismissed"));
        let judged = confirmed.count + mistaken.count;
        RuleTally {
            name: rule.name.clone(),
            law: rule.law.clone(),
            scope: rule.scope.as_str(),
            runs,
            looked_at,
            raised: figure(""),
            open: figure("open"),
            judged,
            rate: rate(mistaken.count, judged),
            confirmed,
            mistaken,
        }
    });
    let ran = runs.iter().rev().map(|run| run.at.to_string()).collect();
    Ok((tallies.collect(), ran))
}

/// Findings of this rule; with a state, those that stand so. What is said to be put right is not judged yet.
fn count(found: &[DutyTally], rule: &str, state: &str) -> u64 {
    let is_wanted = |one: &&DutyTally| {
        one.source == rule
            && match state {
                "" => true,
                "open" => one.is_open,
                state => one.state == state,
            }
    };
    found.iter().filter(is_wanted).map(|one| one.count).sum()
}

/// The share in percent, rounded; `None` where it would rest on too little.
fn rate(mistaken: u64, judged: u64) -> Option<u64> {
    (judged >= JUDGED_MIN).then(|| (mistaken * 200 + judged) / (judged * 2))
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let days = wanted.days(app.office.today());
    let (rules, ran) = tallies(&app, &viewer(&visitor.actor()?), days).await?;
    let data = context! {
        from => days.from.to_string(), to => days.to.to_string(),
        rules => view(&rules),
        ran, least => JUDGED_MIN,
    };
    app.page(&visitor, "pages/watch/rules.html", data)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_told_from_five_judged_findings_on() {
        assert_eq!(rate(1, 4), None);
        assert_eq!(rate(0, 5), Some(0));
        assert_eq!(rate(2, 7), Some(29));
        assert_eq!(rate(5, 5), Some(100));
    }
}
