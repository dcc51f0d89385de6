//! Projects the lead takes into the green channel, and out of it again. By commands.

use anyhow::Context;
use jiff::Timestamp;
use serde::Deserialize;
use window_domain::project::Command;
use window_domain::project::green_channel::GreenChannelCommand;

use super::Demo;
use super::people::People;
use super::service::Walk;
use crate::service::Office;

/// A project the lead takes in.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DemoGreen {
    project: String,
    days_ago: u16,
    reason: String,
    /// When and why it was taken out again.
    #[serde(default)]
    left: Option<DemoLeft>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DemoLeft {
    days_ago: u16,
    reason: String,
}

/// Takes them in and out.
pub(super) async fn direct(
    office: &Office,
    (demo, people): (&Demo, &People),
    now: Timestamp,
) -> anyhow::Result<()> {
    let walk = Walk {
        office,
        demo,
        people,
        now,
    };
    let lead = people.actor("lead")?;
    for one in &demo.greens {
        let id = walk.find(&one.project).await?;
        let act = |command| walk.act(id, lead, Command::GreenChannel(command));
        let place = || format!("green channel of `{}`", one.project);
        walk.at(one.days_ago, 10)?;
        let reason = one.reason.clone();
        act(GreenChannelCommand::Enter { reason })
            .await
            .with_context(place)?;
        if let Some(left) = &one.left {
            walk.at(left.days_ago, 15)?;
            let reason = left.reason.clone();
            act(GreenChannelCommand::Leave { reason })
                .await
                .with_context(place)?;
        }
    }
    Ok(())
}
