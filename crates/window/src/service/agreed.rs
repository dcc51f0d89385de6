//! What an agent has agreed to elsewhere: looked up over all projects before a visit is planned.

use jiff::civil::Date;
use window_domain::project::Project;
use window_domain::project::agency::command::Taken;
use window_store::{AgendaFilter, PAGE_MAX, Page, Viewer};

use super::{Office, Refused};

impl Office {
    /// The open visits with an hour of whoever makes a visit of this project on this day, from that day on.
    ///
    /// # Errors
    /// A failing store.
    pub async fn agreed_visits(
        &self,
        project: &Project,
        from: Date,
    ) -> Result<Vec<Taken>, Refused> {
        let Some(visitor) = project.accompanied_on(from) else {
            return Ok(Vec::new());
        };
        let filter = AgendaFilter {
            kinds: vec!["visit".to_owned()],
            agent: Some(visitor.agent.to_string()),
            open: Some(true),
            from: Some(from),
            ..AgendaFilter::default()
        };
        // By their day: should there be more, the near ones are among them.
        let reader = self.store.read(&Viewer::Oversight);
        let rows = reader.agenda(&filter, &Page::first(PAGE_MAX)).await?.rows;
        let taken = rows.into_iter().filter_map(|row| {
            let time = row.at_time.as_deref()?.parse().ok()?;
            Some(Taken {
                at: row.on_day.to_datetime(time),
                project: row.project_name,
            })
        });
        Ok(taken.collect())
    }
}
