//! What the one write path must know of each kind of stream: how it is decided, folded, and shown in rows.

use std::fmt::{Debug, Display};
use std::hash::Hash;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use serde::de::DeserializeOwned;
use window_domain::access::Action;
use window_domain::catalogue::Catalogue;
use window_domain::context::{Context, Recorded};
use window_domain::id::entity::ProjectId;
use window_domain::project::overtaken::overtaken;
use window_domain::project::{Command, Project, ProjectEvent, apply, decide};
use window_domain::refusal::{Refusal, Refusals};
use window_store::{Folding, OutboxMessage, RowSet, StreamId, project_rows};

use super::reload::Cache;
use super::spoken::Speaks;
use super::{Answer, Office};
use crate::register::Leaf;
use crate::sending;

/// An aggregate with a stream of its own.
pub trait Aggregate: Sized + Clone + Debug + Send + Sync + 'static {
    /// Names one.
    type Id: Copy + Eq + Hash + Display + Send + Sync;
    /// What can be asked of it.
    type Command: Debug + Sync + Speaks;
    /// What can have happened to it.
    type Event: Serialize + DeserializeOwned + Send + Sync;

    /// Its stream.
    fn stream(id: Self::Id) -> StreamId;

    /// Asks its rules.
    ///
    /// # Errors
    /// Every reason to refuse, at once.
    fn decide(
        state: Option<&Self>,
        command: &Self::Command,
        context: &Context<'_>,
    ) -> Result<Vec<Self::Event>, Refusals>;

    /// Folds a fact.
    fn apply(state: &mut Option<Self>, fact: &Recorded<Self::Event>);

    /// The rules it is decided and shown by: those in force today, unless it keeps a release.
    fn rules(_state: Option<&Self>, office: &Office, today: Date) -> &'static Catalogue {
        office.catalogue.on(today)
    }

    /// The rows lists show of it.
    fn rows(&self, version: u64, folding: Folding<'_>) -> RowSet;

    /// The moment of its last fact.
    fn updated_at(&self) -> Timestamp;

    /// The action of the access table a command is.
    fn action(command: &Self::Command) -> Action;

    /// Notes what a fact gives the caller: numbers, letters.
    fn note(event: &Self::Event, answer: &mut Answer);

    /// Where states are kept between requests.
    fn cache(office: &Office) -> &Cache<Self>;

    /// What a command is about beside the aggregate, as JSON for the audit.
    fn detail(_command: &Self::Command) -> String {
        "{}".to_owned()
    }

    /// What somebody else changed since a form was drawn, if the command concerns it.
    fn overtaken(
        _state: (&Self, &Catalogue),
        _command: &Self::Command,
        _since: &[Recorded<Self::Event>],
    ) -> Option<Refusal> {
        None
    }

    /// The party whose open credit records the rules must know before they decide, by its code.
    fn answerable(_state: &Self) -> Option<&str> {
        None
    }

    /// Messages that go out because of these facts, committed with them.
    fn messages(
        _state: (&Self, &Catalogue),
        _facts: &[Recorded<Self::Event>],
    ) -> Vec<OutboxMessage> {
        Vec::new()
    }

    /// What of these facts the verifiable register keeps; the state after them.
    fn leaves(_state: &Self, _facts: &[Recorded<Self::Event>]) -> Vec<Leaf> {
        Vec::new()
    }
}

/// A command knows whom it is for.
pub trait CommandOf: Debug + Sync + Sized {
    /// Whom.
    type Aggregate: Aggregate<Command = Self>;
}

impl CommandOf for Command {
    type Aggregate = Project;
}

impl Aggregate for Project {
    type Id = ProjectId;
    type Command = Command;
    type Event = ProjectEvent;

    fn stream(id: ProjectId) -> StreamId {
        StreamId::project(id.to_string())
    }

    fn decide(
        state: Option<&Self>,
        command: &Command,
        context: &Context<'_>,
    ) -> Result<Vec<ProjectEvent>, Refusals> {
        decide(state, command, context)
    }

    fn rules(state: Option<&Self>, office: &Office, today: Date) -> &'static Catalogue {
        state.map_or_else(|| office.catalogue.on(today), |it| office.rules_of(it))
    }

    fn apply(state: &mut Option<Self>, fact: &Recorded<ProjectEvent>) {
        apply(state, fact);
    }

    fn rows(&self, version: u64, folding: Folding<'_>) -> RowSet {
        project_rows(self, version, folding)
    }

    fn updated_at(&self) -> Timestamp {
        self.updated_at
    }

    fn action(command: &Command) -> Action {
        command.action()
    }

    fn note(event: &ProjectEvent, answer: &mut Answer) {
        match event {
            ProjectEvent::SubmissionReceived { receipt_no, .. } => {
                answer.receipt = Some(receipt_no.clone());
            }
            ProjectEvent::LetterIssued { letter } => {
                answer.letters.push(letter.check_code.compact());
            }
            _ => {}
        }
    }

    fn cache(office: &Office) -> &Cache<Self> {
        &office.projects
    }

    fn detail(command: &Command) -> String {
        command.case().map_or_else(
            || "{}".to_owned(),
            |case| format!("{{\"case\":\"{case}\"}}"),
        )
    }

    fn answerable(state: &Self) -> Option<&str> {
        Some(&state.builder.uscc)
    }

    fn overtaken(
        state: (&Self, &Catalogue),
        command: &Command,
        since: &[Recorded<ProjectEvent>],
    ) -> Option<Refusal> {
        overtaken(state, command, since)
    }

    fn messages(
        (project, _): (&Self, &Catalogue),
        facts: &[Recorded<ProjectEvent>],
    ) -> Vec<OutboxMessage> {
        sending::messages(project, facts)
    }

    fn leaves(project: &Self, facts: &[Recorded<ProjectEvent>]) -> Vec<Leaf> {
        Leaf::of_project(project, facts)
    }
}
