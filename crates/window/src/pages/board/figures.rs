//! What the board shows, as figures without words.

use std::collections::BTreeMap;

use serde::Serialize;
use window_domain::catalogue::{DepartmentCode, ItemCode, Text};
use window_domain::figures::{Distribution, percent};
use window_domain::project::case::Holder;
use window_domain::project::letters::form;
use window_store::{CaseFilter, CaseSpan, Days, Reader, StartSpan, StoreError};

use crate::app::App;

/// Holders in the order the store adds them up.
const HOLDERS: [Holder; 5] = [
    Holder::Window,
    Holder::Department,
    Holder::OtherDepartment,
    Holder::Applicant,
    Holder::SpecialProcedure,
];

/// Spread of many: none of too few.
#[derive(Debug, Serialize)]
pub(in crate::pages) struct Spread {
    pub(in crate::pages) count: u64,
    pub(in crate::pages) median: Option<i32>,
    pub(in crate::pages) ninetieth: Option<i32>,
}

impl Spread {
    pub(in crate::pages) fn of(all: &Distribution) -> Self {
        Self {
            count: all.count(),
            median: all.median(),
            ninetieth: all.ninetieth(),
        }
    }
}

/// Working days until construction could start.
#[derive(Debug, Serialize)]
pub(in crate::pages) struct Reform {
    /// Before the reform, as the city states it.
    pub(in crate::pages) before: u16,
    pub(in crate::pages) statutory: Spread,
    pub(in crate::pages) promised: Spread,
    pub(in crate::pages) actual: Spread,
}

/// Decided cases of one item.
#[derive(Debug, Serialize)]
pub(in crate::pages) struct ItemRow {
    pub(in crate::pages) code: String,
    pub(in crate::pages) name: Option<Text>,
    pub(in crate::pages) days: Spread,
    pub(in crate::pages) limit: Option<u16>,
    pub(in crate::pages) late: u64,
    pub(in crate::pages) on_time: Option<u64>,
}

/// Decided cases of one department.
#[derive(Debug, Serialize)]
pub(in crate::pages) struct DepartmentRow {
    pub(in crate::pages) name: Option<Text>,
    pub(in crate::pages) code: String,
    pub(in crate::pages) count: u64,
    pub(in crate::pages) late: u64,
    /// Percent decided in time; `None` of too few.
    pub(in crate::pages) on_time: Option<u64>,
}

/// What came and what went in a month.
#[derive(Debug, Default, Serialize)]
pub(in crate::pages) struct Month {
    pub(in crate::pages) received: u64,
    pub(in crate::pages) decided: u64,
}

/// A number with the name of what it counts.
#[derive(Debug, Serialize)]
pub(in crate::pages) struct Named {
    pub(in crate::pages) key: String,
    pub(in crate::pages) count: u64,
}

/// Everything on the board.
#[derive(Debug, Serialize)]
pub(in crate::pages) struct Board {
    pub(in crate::pages) received: u64,
    pub(in crate::pages) decided: u64,
    pub(in crate::pages) late: u64,
    /// Percent decided in time; `None` of too few.
    pub(in crate::pages) on_time: Option<u64>,
    pub(in crate::pages) open: u64,
    pub(in crate::pages) overdue: u64,
    pub(in crate::pages) stopped: u64,
    pub(in crate::pages) notices: u64,
    pub(in crate::pages) papers: u64,
    pub(in crate::pages) reform: Reform,
    pub(in crate::pages) months: BTreeMap<String, Month>,
    pub(in crate::pages) items: Vec<ItemRow>,
    pub(in crate::pages) departments: Vec<DepartmentRow>,
    /// Working days by holder, of the projects that could start.
    pub(in crate::pages) holders: Vec<Named>,
    pub(in crate::pages) stages: Vec<Named>,
}

/// Counts everything for a period.
///
/// # Errors
/// What the database said.
pub(in crate::pages) async fn count(
    app: &App,
    reader: &Reader<'_>,
    period: Days,
) -> Result<Board, StoreError> {
    let cases = reader.case_spans(period).await?;
    let starts = reader.start_spans(period).await?;
    let papers = reader.papers(period).await?;
    let stock = reader
        .counts(&CaseFilter::default(), app.office.today())
        .await?;
    let mut months: BTreeMap<String, Month> = BTreeMap::new();
    for (month, count) in reader.inflow(period).await? {
        months.entry(month).or_default().received = count;
    }
    for (month, count) in reader.decisions(period).await? {
        months.entry(month).or_default().decided = count;
    }
    let (decided, late) = decided(&cases);
    Ok(Board {
        received: months.values().map(|month| month.received).sum(),
        decided,
        late,
        on_time: percent(decided - late, decided),
        open: stock.open,
        overdue: stock.overdue,
        stopped: stock.stopped,
        notices: papers
            .get(form::CONSTRUCTION_NOTICE)
            .copied()
            .unwrap_or_default(),
        papers: papers.values().sum(),
        reform: reform(app, &starts),
        months,
        items: items(app, &cases),
        departments: departments(app, &cases),
        holders: holders(&starts),
        stages: named(reader.stages().await?, "stage-"),
    })
}

/// How many cases were decided, and how many of them late.
pub(super) fn decided(cases: &[CaseSpan]) -> (u64, u64) {
    let late = cases.iter().filter(|span| span.is_late);
    (
        cases.iter().map(|span| span.count).sum(),
        late.map(|span| span.count).sum(),
    )
}

fn reform(app: &App, starts: &[StartSpan]) -> Reform {
    let of = |days: fn(&StartSpan) -> Option<i32>| {
        let each = starts
            .iter()
            .filter_map(|span| Some((days(span)?, span.count)));
        Spread::of(&each.collect())
    };
    Reform {
        before: app.office.catalogue.policy().reform.days_before,
        statutory: of(|span| span.statutory_days),
        promised: of(|span| span.promised_days),
        actual: of(|span| Some(span.administration_days)),
    }
}

/// By item, those with the most decisions first.
fn items(app: &App, cases: &[CaseSpan]) -> Vec<ItemRow> {
    let mut of_item: BTreeMap<&str, Vec<&CaseSpan>> = BTreeMap::new();
    for span in cases {
        of_item.entry(&span.item).or_default().push(span);
    }
    let mut rows: Vec<ItemRow> = of_item
        .into_iter()
        .map(|(code, spans)| {
            let days: Distribution = spans
                .iter()
                .map(|span| (span.used_days, span.count))
                .collect();
            let late = spans.iter().filter(|span| span.is_late);
            let late = late.map(|span| span.count).sum();
            let item = app.office.catalogue.known_item(&ItemCode::new(code));
            ItemRow {
                code: code.to_owned(),
                name: item.map(|item| item.name.clone()),
                on_time: percent(days.count() - late, days.count()),
                limit: item.and_then(|item| item.promised.days()),
                days: Spread::of(&days),
                late,
            }
        })
        .collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.days.count));
    rows
}

/// By department, the one that is late most often first; those with too few decisions last, unranked.
fn departments(app: &App, cases: &[CaseSpan]) -> Vec<DepartmentRow> {
    let mut counts: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for span in cases {
        let (count, late) = counts.entry(&span.department).or_default();
        *count += span.count;
        *late += if span.is_late { span.count } else { 0 };
    }
    let mut rows: Vec<DepartmentRow> = counts
        .into_iter()
        .map(|(code, (count, late))| DepartmentRow {
            name: app
                .office
                .catalogue
                .department(&DepartmentCode::new(code))
                .map(|department| department.name.clone()),
            code: code.to_owned(),
            count,
            late,
            on_time: percent(count - late, count),
        })
        .collect();
    rows.sort_by_key(|row| row.on_time.unwrap_or(u64::MAX));
    rows
}

fn holders(starts: &[StartSpan]) -> Vec<Named> {
    let each = HOLDERS.into_iter().enumerate();
    each.map(|(place, holder)| Named {
        key: format!("holder-{}", holder.as_str()),
        count: starts.iter().filter_map(|span| span.held.get(place)).sum(),
    })
    .collect()
}

fn named(counts: BTreeMap<String, u64>, prefix: &str) -> Vec<Named> {
    counts
        .into_iter()
        .map(|(name, count)| Named {
            key: format!("{prefix}{name}"),
            count,
        })
        .collect()
}
