//! The one write path: load, decide, commit; a conflict loads and decides again.

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use window_domain::access::Actor;
use window_domain::catalogue::Catalogue;
use window_domain::context::{Context, Fresh, Recorded};
use window_domain::credit::Bar;
use window_domain::refusal::{Code, Refusal, Refusals};
use window_store::{
    AuditEntry, Commit, CommitError, Folding, IdempotencyKey, NewEvent, RegisterLeaf, RowSet,
    StreamId,
};

use super::fresh::{Counting, Reserved};
use super::reload::Loaded;
use super::stream::{Aggregate, CommandOf};
use super::words::Asked;
use super::{Office, Refused};
use crate::register::leaves::{Facts, seal};

/// Times a command is decided again after somebody else was faster (design 4).
const TRIES: usize = 3;

/// Version of the shape events are written in.
const EVENT_SCHEMA: u16 = 1;

/// What is known of the request beside the command.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Makes a repetition harmless.
    pub key: Option<IdempotencyKey>,
    /// Address of the client.
    pub ip: Option<String>,
    /// Names the request in audit and log.
    pub id: Option<String>,
    /// Version of the project the form was drawn on: what somebody else changed since is not
    /// overwritten unseen. `None` for callers that show nothing.
    pub seen: Option<u64>,
    /// Whether the writer sends the text although it does not say all it should.
    pub unsaid: bool,
}

/// What a command did; stored with its key, so that a repetition gets the same.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Version of the stream afterwards.
    pub version: u64,
    /// Number of the receipt, if something was handed in.
    #[serde(default)]
    pub receipt: Option<String>,
    /// Check codes of letters issued.
    #[serde(default)]
    pub letters: Vec<String>,
    /// Id of the booking, if one was made.
    #[serde(default)]
    pub booking: Option<String>,
    /// Whether anything changed.
    pub changed: bool,
}

impl Office {
    /// Does a command to the aggregate of this id.
    ///
    /// # Errors
    /// Every reason the rules have, a conflict that does not end, or a failing store.
    pub async fn execute<C: CommandOf>(
        &self,
        actor: &Actor,
        id: <C::Aggregate as Aggregate>::Id,
        command: &C,
        request: &Request,
    ) -> Result<Answer, Refused> {
        let fingerprint = fingerprint::<C::Aggregate>(actor, id, command);
        if let Some(key) = &request.key {
            match self.store.answer_for(key, &fingerprint).await {
                Ok(Some(answer)) => return read_answer(&answer),
                Ok(None) => {}
                Err(error) => return Err(commit_failed(error)),
            }
        }
        for _ in 0..TRIES {
            match self
                .attempt::<C::Aggregate>(actor, id, command, (request, fingerprint))
                .await
            {
                Err(Attempt::Conflict) => {}
                Err(Attempt::Replayed(answer)) => return read_answer(&answer),
                Err(Attempt::Refused(refused)) => return Err(refused),
                Ok(answer) => return Ok(answer),
            }
        }
        Err(Refused::Conflict)
    }

    async fn attempt<A: Aggregate>(
        &self,
        actor: &Actor,
        id: A::Id,
        command: &A::Command,
        (request, fingerprint): (&Request, [u8; 32]),
    ) -> Result<Answer, Attempt> {
        // Decided and committed under one calendar.
        let _calendar = self.calendar.hold().await;
        let loaded = self.load::<A>(id).await?;
        // Recorded time never goes backwards within a stream (REL-9).
        let last = loaded.state.as_ref().map(|state| state.updated_at());
        let now = self.clock.now().max(last.unwrap_or(Timestamp::MIN));
        let before = loaded.state.as_deref();
        let counting = Counting::default();
        let barred = self.barred_from(before, now).await?;
        let rules = A::rules(before, self, Self::date(now));
        let asked = {
            let outside = Outside::new((now, rules), &counting, &barred);
            self.decide(before, command, actor, &outside)
        };
        // Whoever may not act is told nothing of what others did.
        if !matches!(&asked, Err(refusals) if refusals.has(Code::NotAllowed))
            && let Some(faster) = self.overtaken((id, &loaded), command, request.seen).await?
        {
            let mut refusals = asked.err().unwrap_or(Refusals(Vec::new()));
            refusals.0.insert(0, faster);
            return Err(refusals.into());
        }
        let words = Asked::<A>::new((actor, id, command), (request, fingerprint, now));
        let hits = self.guard_words(asked.map(drop), &words).await?;
        let reserved = Reserved::of(counting.wanted(), &self.store, &self.random)
            .await
            .map_err(|error| Refused::Broken(error.to_string()))?;
        let recorded = {
            let outside = Outside::new((now, rules), &reserved, &barred);
            self.decide(before, command, actor, &outside)?
        };
        let after = folded(before, &recorded);
        let version = loaded
            .version
            .saturating_add(recorded.len().try_into().unwrap_or(0));
        let answer = answer::<A>(&recorded, version);
        if recorded.is_empty() && request.key.is_none() {
            return Ok(answer);
        }
        let stream = A::stream(id);
        let (events, leaves) =
            self.written((&stream, loaded.version), &recorded, after.as_ref())?;
        let commit = Commit {
            stream,
            expected_version: loaded.version,
            events,
            recorded_at: now,
            actor: actor_name(actor),
            audit: audit::<A>(command, id, request),
            rows: RowSet::diff(
                &self.rows(before, (loaded.version, rules)),
                &self.rows(after.as_ref(), (version, rules)),
            ),
            outbox: after
                .as_ref()
                .map_or_else(Vec::new, |state| A::messages((state, rules), &recorded)),
            leaves,
            hits,
            key: request.key.clone(),
            fingerprint,
            answer: serde_json::to_string(&answer)
                .map_err(|error| Refused::Broken(error.to_string()))?,
        };
        match self.store.commit(commit).await {
            Ok(_) => {
                let state = after.map(Arc::new);
                self.keep(id, Loaded { state, version });
                Ok(answer)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// What somebody else changed since the form was drawn, if the command concerns it.
    async fn overtaken<A: Aggregate>(
        &self,
        (id, loaded): (A::Id, &Loaded<A>),
        command: &A::Command,
        seen: Option<u64>,
    ) -> Result<Option<Refusal>, Refused> {
        let (Some(state), Some(seen)) = (&loaded.state, seen) else {
            return Ok(None);
        };
        if seen >= loaded.version {
            return Ok(None);
        }
        let since = self.facts_after::<A>(id, seen).await?;
        let rules = A::rules(Some(state), self, self.today());
        Ok(A::overtaken((state, rules), command, &since))
    }

    fn decide<A: Aggregate>(
        &self,
        state: Option<&A>,
        command: &A::Command,
        actor: &Actor,
        outside: &Outside<'_>,
    ) -> Result<Vec<Recorded<A::Event>>, Refusals> {
        self.with_context(actor, outside, |context| {
            let events = A::decide(state, command, context)?;
            Ok(events
                .into_iter()
                .map(|event| context.record(event))
                .collect())
        })
    }

    /// Runs something with the context a decision at this instant has.
    pub(super) fn with_context<T>(
        &self,
        actor: &Actor,
        outside: &Outside<'_>,
        run: impl FnOnce(&Context<'_>) -> T,
    ) -> T {
        run(&Context {
            now: outside.now,
            today: Self::date(outside.now),
            received_on: self.received_on(outside.now),
            catalogue: outside.rules,
            calendar: &self.calendar,
            actor,
            fresh: outside.fresh,
            barred: outside.barred,
        })
    }

    /// Asks the rules in force without doing anything: pages use it for what blocks an action.
    pub fn ask<T>(&self, actor: &Actor, run: impl FnOnce(&Context<'_>) -> T) -> T {
        self.ask_by(self.catalogue.on(self.today()), actor, run)
    }

    /// Asks the rules something keeps, as [`Office::ask`].
    pub fn ask_of<A: Aggregate, T>(
        &self,
        (actor, state): (&Actor, &A),
        run: impl FnOnce(&Context<'_>) -> T,
    ) -> T {
        let rules = A::rules(Some(state), self, self.today());
        self.ask_by(rules, actor, run)
    }

    fn ask_by<T>(
        &self,
        rules: &Catalogue,
        actor: &Actor,
        run: impl FnOnce(&Context<'_>) -> T,
    ) -> T {
        let counting = Counting::default();
        let outside = Outside::new((self.clock.now(), rules), &counting, &[]);
        self.with_context(actor, &outside, run)
    }

    /// The facts as they are stored, and the leaves of the register that are about them.
    fn written<A: Aggregate>(
        &self,
        (stream, before): (&StreamId, u64),
        recorded: &[Recorded<A::Event>],
        after: Option<&A>,
    ) -> Result<(Vec<NewEvent>, Vec<RegisterLeaf>), Refused> {
        let written = recorded
            .iter()
            .map(encoded)
            .collect::<Result<Vec<_>, _>>()?;
        let leaves = after.map_or_else(Vec::new, |state| A::leaves(state, recorded));
        let facts = Facts {
            stream,
            before,
            recorded,
            written: &written,
        };
        let leaves = seal(leaves, &facts, &self.random);
        let leaves = leaves.map_err(|error| Refused::Broken(error.to_string()))?;
        Ok((written, leaves))
    }

    fn rows<A: Aggregate>(&self, state: Option<&A>, (version, rules): (u64, &Catalogue)) -> RowSet {
        let folding = Folding {
            catalogue: rules,
            calendar: &self.calendar,
        };
        state.map_or_else(RowSet::new, |state| state.rows(version, folding))
    }
}

/// What a decision is given of the world beside rules and actor.
pub(super) struct Outside<'a> {
    now: Timestamp,
    rules: &'a Catalogue,
    fresh: &'a dyn Fresh,
    barred: &'a [Bar],
}

impl<'a> Outside<'a> {
    const fn new(
        (now, rules): (Timestamp, &'a Catalogue),
        fresh: &'a dyn Fresh,
        barred: &'a [Bar],
    ) -> Self {
        Self {
            now,
            rules,
            fresh,
            barred,
        }
    }
}

/// How one try ended.
enum Attempt {
    Conflict,
    Replayed(String),
    Refused(Refused),
}

impl From<CommitError> for Attempt {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Conflict { .. } => Self::Conflict,
            CommitError::Replayed { answer } => Self::Replayed(answer),
            error => Self::Refused(commit_failed(error)),
        }
    }
}

impl<E: Into<Refused>> From<E> for Attempt {
    fn from(error: E) -> Self {
        Self::Refused(error.into())
    }
}

/// The state after these facts.
fn folded<A: Aggregate>(before: Option<&A>, facts: &[Recorded<A::Event>]) -> Option<A> {
    let mut after = before.cloned();
    for fact in facts {
        A::apply(&mut after, fact);
    }
    after
}

fn encoded<E: Serialize>(recorded: &Recorded<E>) -> Result<NewEvent, Refused> {
    let broken = |error: serde_json::Error| Refused::Broken(format!("write an event: {error}"));
    let value = serde_json::to_value(recorded).map_err(broken)?;
    let word = |pointer| {
        value
            .pointer(pointer)
            .and_then(serde_json::Value::as_str)
            .map(str::to_owned)
    };
    Ok(NewEvent {
        // Facts of the building are told apart by their act.
        kind: word("/event/act")
            .or_else(|| word("/event/kind"))
            .unwrap_or_default(),
        schema: EVENT_SCHEMA,
        payload: value.to_string(),
    })
}

/// What the facts give the caller.
fn answer<A: Aggregate>(recorded: &[Recorded<A::Event>], version: u64) -> Answer {
    let mut answer = Answer {
        version,
        changed: !recorded.is_empty(),
        ..Answer::default()
    };
    for fact in recorded {
        A::note(&fact.event, &mut answer);
    }
    answer
}

fn read_answer(text: &str) -> Result<Answer, Refused> {
    serde_json::from_str(text).map_err(|error| Refused::Broken(format!("read an answer: {error}")))
}

fn actor_name(actor: &Actor) -> String {
    // The program and visitors who are not logged in have no account, but are not the same.
    let role = actor.acting_role().as_str();
    actor
        .user
        .map_or_else(|| role.to_owned(), |user| user.to_string())
}

fn audit<A: Aggregate>(command: &A::Command, id: A::Id, request: &Request) -> AuditEntry {
    AuditEntry {
        action: format!("{:?}", A::action(command)),
        object: A::stream(id).to_string(),
        outcome: "done".to_owned(),
        detail: A::detail(command),
        ip: request.ip.clone(),
        request_id: request.id.clone(),
    }
}

/// SHA-256 over who asks what of which aggregate: the same key with another request is refused.
fn fingerprint<A: Aggregate>(actor: &Actor, id: A::Id, command: &A::Command) -> [u8; 32] {
    let mut digest = Sha256::new();
    digest.update(actor_name(actor));
    digest.update([0]);
    digest.update(id.to_string());
    digest.update([0]);
    digest.update(format!("{command:?}"));
    digest.finalize().into()
}

/// What a commit's failure means to the caller.
fn commit_failed(error: CommitError) -> Refused {
    match error {
        CommitError::KeyReused => Refused::KeyReused,
        CommitError::Conflict { .. } | CommitError::Replayed { .. } => Refused::Conflict,
        CommitError::Unavailable(error) => Refused::Store(error),
    }
}
