//! The regions side by side: what comes in, what lies there, how much is in time, how long until construction can start.

use serde::Serialize;
use window_domain::access::Actor;
use window_domain::catalogue::Text;
use window_domain::figures::{Distribution, percent};
use window_store::{CaseFilter, Days, StoreError};

use super::figures::{Spread, decided};
use super::whose::Whose;
use crate::app::App;

/// The figures of one region.
#[derive(Debug, Serialize)]
pub(super) struct RegionRow {
    pub(super) code: String,
    pub(super) name: Text,
    pub(super) received: u64,
    pub(super) open: u64,
    pub(super) decided: u64,
    pub(super) late: u64,
    /// Percent decided in time; `None` of too few.
    pub(super) on_time: Option<u64>,
    /// Working days of the administration until construction could start.
    pub(super) days: Spread,
}

/// Counts each region shown.
///
/// # Errors
/// What the database said.
pub(super) async fn by_region(
    app: &App,
    (actor, whose): (&Actor, &Whose),
    period: Days,
) -> Result<Vec<RegionRow>, StoreError> {
    let mut rows = Vec::new();
    for (region, viewer) in whose.parts(actor) {
        let reader = app.store.read(&viewer);
        let stock = reader
            .counts(&CaseFilter::default(), app.office.today())
            .await?;
        let (count, late) = decided(&reader.case_spans(period).await?);
        let starts = reader.start_spans(period).await?;
        let days: Distribution = starts
            .iter()
            .map(|span| (span.administration_days, span.count))
            .collect();
        rows.push(RegionRow {
            code: region.code,
            name: region.name,
            received: reader.inflow(period).await?.values().sum(),
            open: stock.open,
            decided: count,
            late,
            on_time: percent(count.saturating_sub(late), count),
            days: Spread::of(&days),
        });
    }
    Ok(rows)
}
