//! What enterprise, window and departments write to each other about a project. By commands.

use anyhow::{Context, bail};
use serde::Deserialize;
use window_domain::access::Actor;
use window_domain::catalogue::DepartmentCode;
use window_domain::project::Command;
use window_domain::project::talk::{Side, TalkCommand, Words};

use super::service::Walk;

/// A conversation.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DemoTalk {
    project: String,
    pub(super) subject: String,
    #[serde(rename = "say")]
    lines: Vec<DemoLine>,
}

/// Something written, or passed on.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DemoLine {
    days_ago: u16,
    /// `enterprise`, `window`, or the code of a department.
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    text: String,
    /// Whether an answer is wanted.
    #[serde(default)]
    asks: bool,
    /// The message the window releases to the enterprise, instead of writing.
    release: Option<u16>,
}

fn side(name: &str) -> Side {
    match name {
        "enterprise" => Side::Enterprise,
        "window" => Side::Window,
        code => Side::Department(DepartmentCode::new(code)),
    }
}

impl Walk<'_> {
    pub(super) async fn talk(&self, it: &DemoTalk) -> anyhow::Result<()> {
        let id = self.find(&it.project).await?;
        let mut number = None;
        for line in &it.lines {
            self.at(line.days_ago, 10)?;
            let actor: &Actor = match line.from.as_str() {
                "enterprise" => self.owner(id).await?,
                "window" => self.agent(id).await?,
                code => self.people.actor(code)?,
            };
            let words = Words {
                to: side(&line.to),
                person: None,
                text: line.text.clone(),
                files: Vec::new(),
                asks: line.asks,
            };
            let command = match (number, line.release) {
                (Some(talk), Some(message)) => TalkCommand::Release { talk, message },
                (Some(talk), None) => TalkCommand::Say { talk, words },
                (None, None) => TalkCommand::Open {
                    subject: it.subject.clone(),
                    words,
                },
                (None, Some(_)) => bail!("a conversation begins with words"),
            };
            self.act(id, actor, Command::Talk(command)).await?;
            let project = self.project(id).await?;
            number = Some(project.talks.last().context("no conversation")?.number);
        }
        Ok(())
    }
}
