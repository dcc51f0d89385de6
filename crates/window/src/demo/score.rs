//! Monthly scores of the demonstration city: the month before the last is frozen, and of the last month somebody appeals
//! against a point.

use anyhow::Context;
use jiff::Timestamp;
use window_domain::calendar::local_date;
use window_domain::score::{Month, last_day_to_appeal};

use super::Demo;
use super::people::People;
use crate::service::{Office, Request};

/// Freezes and appeals.
pub(super) async fn score(
    office: &Office,
    (demo, people): (&Demo, &People),
    now: Timestamp,
) -> anyhow::Result<()> {
    let this = Month::of(local_date(now));
    let (last, before) = (this.plus(-1), this.plus(-2));
    let at = |day: jiff::civil::Date| -> anyhow::Result<()> {
        let at = Office::moment(day.at(10, 0, 0, 0)).context("no such moment")?;
        office.clock.set(at.min(now));
        Ok(())
    };
    let policy = office.catalogue.incentives();
    let once = Request::default();
    if let Some(rules) = policy.of(before) {
        at(last_day_to_appeal(before, rules, &office.calendar).tomorrow()?)?;
        let lead = people.actor("lead")?;
        office.freeze_month(lead, before, &once).await?;
    }
    if policy.of(last).is_some() {
        at(office.calendar.due(last.last(), 1).date)?;
        for agent in ["agent1", "agent2", "agent3"] {
            let agent = people.actor(agent)?;
            let links = office.own_score(agent, last).await?.links;
            if let Some(link) = links.iter().flatten().next() {
                let said = (last, link.key.as_str(), demo.text("appeal"));
                office.appeal_score(agent, said, &once).await?;
                break;
            }
        }
    }
    office.clock.set(now);
    Ok(())
}
