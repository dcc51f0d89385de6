//! Folding rows anew from the recorded facts.

use window_domain::calendar::Calendar;
use window_domain::catalogue::{Catalogue, Releases};
use window_store::{
    FoldError, Folding, RowSet, StoredEvent, StreamId, StreamKind, complaint_rows, credit_rows,
    enterprise_rows, project_rows, review_rows, service_rows,
};

use super::reload::decoded;

/// The rows of one stream.
///
/// # Errors
/// When a fact cannot be read.
pub fn rows_of(
    stream: &StreamId,
    events: &[StoredEvent],
    (releases, calendar): (&Releases<impl AsRef<Catalogue>>, &Calendar),
) -> Result<RowSet, FoldError> {
    let version = events.last().map_or(0, |event| event.version);
    let by = |catalogue| Folding {
        catalogue,
        calendar,
    };
    let newest = by(releases.newest().as_ref());
    match stream.kind {
        StreamKind::Project => {
            let mut project = None;
            for event in events {
                window_domain::project::apply(&mut project, &decoded(event)?);
            }
            Ok(project.map_or_else(RowSet::new, |it| {
                let kept = releases.kept(&it.release).as_ref();
                project_rows(&it, version, by(kept))
            }))
        }
        StreamKind::Enterprise => {
            let mut enterprise = None;
            for event in events {
                let recorded = serde_json::from_str(&event.payload)?;
                window_domain::enterprise::apply(&mut enterprise, &recorded);
            }
            Ok(enterprise.map_or_else(RowSet::new, |it| enterprise_rows(&it, version)))
        }
        StreamKind::Credit => {
            let mut record = None;
            for event in events {
                window_domain::credit::apply(&mut record, &decoded(event)?);
            }
            Ok(record.map_or_else(RowSet::new, |it| {
                let kept = releases.on(it.recorded_on).as_ref();
                credit_rows(&it, version, by(kept))
            }))
        }
        StreamKind::ServiceDay => {
            let mut day = None;
            for event in events {
                window_domain::service_day::apply(&mut day, &decoded(event)?);
            }
            Ok(day.map_or_else(RowSet::new, |it| service_rows(&it)))
        }
        StreamKind::Review => {
            let mut review = None;
            for event in events {
                window_domain::service_review::apply(&mut review, &decoded(event)?);
            }
            Ok(review.map_or_else(RowSet::new, |it| review_rows(&it, newest)))
        }
        StreamKind::Complaint => {
            let mut complaint = None;
            for event in events {
                window_domain::complaint::apply(&mut complaint, &decoded(event)?);
            }
            Ok(complaint.map_or_else(RowSet::new, |it| complaint_rows(&it, newest)))
        }
        _ => Ok(RowSet::new()),
    }
}
