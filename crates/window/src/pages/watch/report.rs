//! The monthly report of supervision: what fell due, was checked, found, ordered, carded, accepted and recorded in a
//! month. Each number leads to the list it counts.

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::response::Response;
use jiff::civil::Date;
use minijinja::context;
use serde::{Deserialize, Serialize};
use window_domain::catalogue::{CheckKind, DepartmentCode, Severity, Text};
use window_domain::project::building::event::{CardLevel, Step};
use window_store::{CreditFilter, CreditStep, Days, DutyFilter, DutyTally, Viewer};

use super::address::{By, list};
use super::rules::{Figure, RuleTally, tallies};
use crate::app::{App, AppState};
use crate::http::{PageError, Visitor};
use crate::service::project::viewer;
use crate::templates::view;

/// The month asked for, `2026-10`; what is no month is as good as left out.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    month: String,
}

impl Wanted {
    /// The month asked for, or that of today.
    fn days(&self, today: Date) -> Days {
        let first = format!("{}-01", self.month).parse::<Date>();
        let any = first.unwrap_or(today);
        Days {
            from: any.first_of_month(),
            to: any.last_of_month(),
        }
    }
}

/// A line of the report: what, and its figures.
#[derive(Debug, Serialize)]
struct Line {
    /// Locale key of what it is; empty where a name says it.
    key: String,
    name: Option<Text>,
    /// A company.
    text: String,
    figures: Vec<Figure>,
}

/// A part of the report.
#[derive(Debug, Serialize)]
struct Section {
    key: &'static str,
    /// Locale keys of its columns.
    columns: Vec<&'static str>,
    lines: Vec<Line>,
}

impl Section {
    fn is_empty(&self) -> bool {
        let mut figures = self.lines.iter().flat_map(|line| &line.figures);
        figures.all(|figure| figure.count == 0)
    }
}

/// A month as one viewer sees it.
struct Month<'a> {
    app: &'a App,
    viewer: &'a Viewer,
    days: Days,
}

/// How many of these.
fn sum(tally: &[DutyTally], is_counted: impl Fn(&DutyTally) -> bool) -> u64 {
    let counted = tally.iter().filter(|one| is_counted(one));
    counted.map(|one| one.count).sum()
}

/// A line under a key.
fn keyed(key: impl Into<String>, figures: Vec<Figure>) -> Line {
    Line {
        key: key.into(),
        name: None,
        text: String::new(),
        figures,
    }
}

impl Month<'_> {
    async fn tally(&self, kind: &str, (by, days): (By, Days)) -> Result<Vec<DutyTally>, PageError> {
        let filter = DutyFilter {
            kinds: vec![kind.to_owned()],
            ..DutyFilter::default()
        };
        let reader = self.app.store.read(self.viewer);
        let found = reader.tally_duties(&by.narrow(days, filter)).await;
        found.map_err(PageError::unavailable)
    }

    /// Promises whose last day lies in the month; those open are told apart by whether it has passed.
    async fn promises(&self) -> Result<Section, PageError> {
        let today = self.app.office.today();
        let tally = self.tally("promise", (By::Due, self.days)).await?;
        let line = |key: &str, count: u64, (days, state): (Days, &str)| {
            let href = list("promise", (By::Due, days), &[("state", state)]);
            keyed(key, vec![Figure::new(count, href)])
        };
        let of_state = |state: &str| sum(&tally, |one| one.state == state);
        let mut lines = vec![line("report-due", sum(&tally, |_| true), (self.days, ""))];
        for state in ["kept", "kept_late", "broken"] {
            let key = format!("duty-promise-{state}");
            lines.push(line(&key, of_state(state), (self.days, state)));
        }
        let yesterday = today.yesterday().unwrap_or(today);
        let over = Days {
            from: self.days.from,
            to: self.days.to.min(yesterday),
        };
        let ahead = Days {
            from: self.days.from.max(today),
            to: self.days.to,
        };
        for (key, days) in [("report-overdue", over), ("report-ahead", ahead)] {
            let part = self.tally("promise", (By::Due, days)).await?;
            let open = sum(&part, |one| one.state == "open");
            lines.push(line(key, open, (days, "open")));
        }
        Ok(Section {
            key: "report-promises",
            columns: vec!["report-count"],
            lines,
        })
    }

    /// Lines by what duties come from, columns by where they stand; an empty state counts all.
    async fn by_source(
        &self,
        (key, kind, by): (&'static str, &str, By),
        sources: Vec<(&str, String)>,
        columns: &[(&'static str, &str)],
    ) -> Result<Section, PageError> {
        let tally = self.tally(kind, (by, self.days)).await?;
        let lines = sources.into_iter().map(|(source, name)| {
            let figures = columns.iter().map(|(_, state)| {
                let count = sum(&tally, |one| {
                    one.source == source && (state.is_empty() || one.state == *state)
                });
                let more = [("source", source), ("state", *state)];
                Figure::new(count, list(kind, (by, self.days), &more))
            });
            keyed(name, figures.collect())
        });
        Ok(Section {
            key,
            columns: columns.iter().map(|(key, _)| *key).collect(),
            lines: lines.collect(),
        })
    }

    async fn checks(&self) -> Result<Section, PageError> {
        let kinds = [
            (CheckKind::Node, "report-check-node"),
            (CheckKind::Promise, "check-kind-promise"),
            (CheckKind::Draw, "check-kind-draw"),
            (CheckKind::Complaint, "check-kind-complaint"),
        ];
        let sources = kinds.map(|(kind, key)| (kind.as_str(), key.to_owned()));
        let columns = [
            ("duty-check-fulfils", "fulfils"),
            ("duty-check-fails", "fails"),
        ];
        let what = ("report-checks", "check", By::Done);
        self.by_source(what, sources.to_vec(), &columns).await
    }

    async fn orders(&self) -> Result<Section, PageError> {
        let sources =
            Step::ALL.map(|step| (step.as_str(), format!("order-step-{}", step.as_str())));
        let columns = [("report-given", ""), ("duty-order-lifted", "lifted")];
        let what = ("report-orders", "order", By::Begun);
        self.by_source(what, sources.to_vec(), &columns).await
    }

    async fn cards(&self) -> Result<Section, PageError> {
        let sources =
            CardLevel::ALL.map(|level| (level.as_str(), format!("card-{}", level.as_str())));
        let columns = [
            ("report-issued", ""),
            ("duty-card-answered", "answered"),
            ("duty-card-open", "open"),
            ("duty-card-withdrawn", "withdrawn"),
        ];
        let what = ("report-cards", "card", By::Begun);
        self.by_source(what, sources.to_vec(), &columns).await
    }

    /// Findings raised in the month by how grave they are, and by who has to put them right.
    async fn findings(&self) -> Result<[Section; 2], PageError> {
        let tally = self.tally("finding", (By::Begun, self.days)).await?;
        let figures = |is_counted: &dyn Fn(&DutyTally) -> bool, more: &[(&str, &str)]| {
            let states = ["", "verified", "dismissed", "open"].map(|state| {
                let count = sum(&tally, |one| {
                    let stands = match state {
                        "" => true,
                        "open" => one.is_open,
                        state => one.state == state,
                    };
                    stands && is_counted(one)
                });
                let more = [more, &[("state", state)]].concat();
                Figure::new(count, list("finding", (By::Begun, self.days), &more))
            });
            Vec::from(states)
        };
        let columns = vec![
            "report-raised",
            "duty-finding-verified",
            "duty-finding-dismissed",
            "report-open",
        ];
        let severities = [Severity::Blocking, Severity::Serious, Severity::Minor];
        let by_severity = severities.map(|severity| {
            let code = severity.as_str();
            let figures = figures(&|one| one.severity == code, &[("severity", code)]);
            keyed(format!("severity-{code}"), figures)
        });
        let mut parties: BTreeMap<(&str, &str), &str> = BTreeMap::new();
        for one in &tally {
            parties.insert((&one.department, &one.uscc), &one.company);
        }
        let by_party = parties.into_iter().map(|((department, uscc), company)| {
            let is_counted = |one: &DutyTally| one.department == department && one.uscc == uscc;
            let more = [("department", department), ("uscc", uscc)];
            let found = self
                .app
                .office
                .catalogue
                .department(&DepartmentCode::new(department));
            let is_window = department.is_empty() && uscc.is_empty();
            Line {
                key: if is_window { "watch-window" } else { "" }.to_owned(),
                name: found.map(|found| found.name.clone()),
                text: company.to_owned(),
                figures: figures(&is_counted, &more),
            }
        });
        Ok([
            Section {
                key: "report-findings",
                columns: columns.clone(),
                lines: by_severity.into(),
            },
            Section {
                key: "report-parties",
                columns,
                lines: by_party.collect(),
            },
        ])
    }

    /// Joint acceptances concluded in the month by their outcome, and those applied for.
    async fn acceptances(&self) -> Result<Section, PageError> {
        let done = self.tally("acceptance", (By::Done, self.days)).await?;
        let begun = self.tally("acceptance", (By::Begun, self.days)).await?;
        let mut lines: Vec<_> = ["pass", "pass_with_remarks", "fail"]
            .into_iter()
            .map(|state| {
                let count = sum(&done, |one| one.state == state);
                let href = list("acceptance", (By::Done, self.days), &[("state", state)]);
                keyed(
                    format!("duty-acceptance-{state}"),
                    vec![Figure::new(count, href)],
                )
            })
            .collect();
        for (key, state) in [("report-applied", ""), ("report-rectifying", "rectify")] {
            let count = sum(&begun, |one| state.is_empty() || one.state == state);
            let href = list("acceptance", (By::Begun, self.days), &[("state", state)]);
            lines.push(keyed(key, vec![Figure::new(count, href)]));
        }
        Ok(Section {
            key: "report-acceptances",
            columns: vec!["report-count"],
            lines,
        })
    }

    async fn credit(&self) -> Result<Section, PageError> {
        let mut lines = Vec::new();
        for step in CreditStep::ALL {
            let filter = CreditFilter {
                step: Some((step, self.days)),
                ..CreditFilter::default()
            };
            let reader = self.app.store.read(self.viewer);
            let count = reader.count_credit_records(&filter).await;
            let (name, from, to) = (step.as_str(), self.days.from, self.days.to);
            let href = format!("/watch/credit?step={name}&from={from}&to={to}");
            let figure = Figure::new(count.map_err(PageError::unavailable)?, href);
            lines.push(keyed(format!("credit-step-{name}"), vec![figure]));
        }
        Ok(Section {
            key: "report-credit",
            columns: vec!["report-count"],
            lines,
        })
    }

    async fn sections(&self) -> Result<Vec<Section>, PageError> {
        let [by_severity, by_party] = self.findings().await?;
        Ok(vec![
            self.promises().await?,
            self.checks().await?,
            by_severity,
            by_party,
            self.orders().await?,
            self.cards().await?,
            self.acceptances().await?,
            self.credit().await?,
        ])
    }
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let today = app.office.today();
    let days = wanted.days(today);
    let viewer = viewer(&visitor.actor()?);
    let month = Month {
        app: &app,
        viewer: &viewer,
        days,
    };
    let sections = month.sections().await?;
    let (rules, ran) = tallies(&app, &viewer, days).await?;
    let total = |of: fn(&RuleTally) -> u64| rules.iter().map(of).sum::<u64>();
    let name = |date: Date| date.strftime("%Y-%m").to_string();
    let data = context! {
        month => name(days.from), from => days.from.to_string(), to => days.to.to_string(),
        previous => days.from.yesterday().ok().map(name),
        next => days.to.tomorrow().ok().filter(|first| *first <= today).map(name),
        is_empty => ran.is_empty() && sections.iter().all(Section::is_empty),
        is_running => days.from <= today && today <= days.to,
        sections => view(&sections),
        runs => ran.len(),
        looked_at => total(|rule| rule.looked_at),
        raised => total(|rule| rule.raised.count),
        confirmed => total(|rule| rule.confirmed.count),
        mistaken => total(|rule| rule.mistaken.count),
        made_at => app.office.clock.now().to_string(),
        office => view(&app.office.catalogue.city().hall),
    };
    app.page(&visitor, "pages/watch/report.html", data)
}
