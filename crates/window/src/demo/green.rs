//! Projects the lead takes into the green channel, and out of it again. By commands.

use anyhow::Context;
use serde::Deserialize;
use window_domain::project::Command;
use window_domain::project::green_channel::GreenChannelCommand;

use super::service::Walk;

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
pub(super) async fn direct(walk: &Walk<'_>) -> anyhow::Result<()> {
    let lead = walk.people.actor("lead")?;
    for one in &walk.demo.greens {
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
