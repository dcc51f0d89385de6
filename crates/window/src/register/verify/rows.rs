//! What pages show against what the log of events says: rows are made from the log, and whoever edits one in the database
//! changes what everybody reads without touching the register.

use anyhow::Context;
use window_domain::calendar::Calendar;
use window_store::{RowChange, RowSet, Store, StreamId, StreamKind};

use crate::city::City;
use crate::service::CalendarInForce;
use crate::service::rebuild::rows_of;
use crate::service::release::recorded_releases;

/// Rows that are not what the log of events makes of them: the name of what is wrong, and where.
///
/// # Errors
/// A failing store, or facts this program does not know.
pub async fn rows(store: &Store, city: &City) -> anyhow::Result<Vec<(&'static str, String)>> {
    let in_force = CalendarInForce::new(Calendar::clone(&city.calendar));
    let calendar = in_force.with(&store.calendar_imports().await?)?;
    let releases = recorded_releases(store, city).await?;
    let live = store.dump_rows().await?;
    let mut made = RowSet::new();
    for kind in StreamKind::ALL {
        for id in store.streams_of(kind).await? {
            let stream = StreamId::new(kind, id);
            let events = store.load(&stream, 0).await?;
            let rows = rows_of(&stream, &events, (&releases, &calendar));
            let rows = rows.map_err(|error| anyhow::anyhow!("{error}"));
            for row in rows.with_context(|| format!("fold `{stream}`"))?.iter() {
                made.insert(row.clone());
            }
        }
    }
    let found = RowSet::diff(&live, &made)
        .into_iter()
        .map(|change| match change {
            RowChange::Upsert(row) => {
                let key = row.key();
                let place = format!("`{}` in {}", key.key, key.table.as_str());
                match live.get(&key) {
                    Some(_) => (
                        "row_edited",
                        format!("the row {place} is not what the log of events says"),
                    ),
                    None => ("row_missing", format!("the row {place} is missing")),
                }
            }
            RowChange::Delete(key) => {
                let (key, table) = (key.key, key.table.as_str());
                (
                    "row_unknown",
                    format!("nothing in the log of events makes the row `{key}` in {table}"),
                )
            }
        });
    Ok(found.collect())
}
