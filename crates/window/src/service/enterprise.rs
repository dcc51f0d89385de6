//! Registering an enterprise by its unified social credit code.

use window_domain::access::Actor;
use window_domain::context::Recorded;
use window_domain::enterprise::{EnterpriseEvent, Registration, apply, register};
use window_domain::id::entity::EnterpriseId;
use window_domain::refusal::{Code, Refusal, Refusals};
use window_store::{AuditEntry, Commit, CommitError, NewEvent, RowSet, StreamId, enterprise_rows};

use super::project::id_from;
use super::{Office, Refused, Request};

impl Office {
    /// Registers an enterprise. A second click with the same key finds the same enterprise.
    ///
    /// # Errors
    /// Every reason the rules have; [`Code::EnterpriseExists`] if the code is known already.
    pub async fn register_enterprise(
        &self,
        actor: &Actor,
        mut new: Registration,
        request: &Request,
    ) -> Result<EnterpriseId, Refused> {
        if let Some(key) = &request.key {
            new.enterprise = EnterpriseId::from_bytes(id_from(key.as_str()));
        }
        let now = self.clock.now();
        let events = self.ask(actor, |context| {
            let events = register(None, &new, context)?;
            Ok::<_, Refusals>(
                events
                    .into_iter()
                    .map(|event| context.record(event))
                    .collect::<Vec<_>>(),
            )
        })?;
        let mut enterprise = None;
        let mut stored = Vec::new();
        for event in &events {
            apply(&mut enterprise, event);
            let EnterpriseEvent::EnterpriseRegistered { uscc, .. } = &event.event;
            let known = self.store.enterprise_by_uscc(uscc).await?;
            if known.is_some_and(|known| known.id != new.enterprise.to_string()) {
                return Err(exists());
            }
            stored.push(NewEvent {
                kind: "enterprise_registered".to_owned(),
                schema: 1,
                payload: serde_json::to_string(event)
                    .map_err(|error| Refused::Broken(format!("write an event: {error}")))?,
            });
        }
        let Some(enterprise) = enterprise else {
            return Err(Refused::Broken("registration without effect".to_owned()));
        };
        let rows = enterprise_rows(&enterprise, 1);
        let commit = Commit {
            stream: StreamId::enterprise(enterprise.id.to_string()),
            expected_version: 0,
            events: stored,
            recorded_at: now,
            actor: actor
                .user
                .map_or_else(|| "anonymous".to_owned(), |user| user.to_string()),
            audit: AuditEntry {
                action: "RegisterEnterprise".to_owned(),
                object: format!("enterprise/{}", enterprise.id),
                outcome: "done".to_owned(),
                detail: "{}".to_owned(),
                ip: request.ip.clone(),
                request_id: request.id.clone(),
            },
            rows: RowSet::diff(&RowSet::new(), &rows),
            outbox: Vec::new(),
            leaves: Vec::new(),
            hits: Vec::new(),
            key: None,
            fingerprint: [0; 32],
            answer: String::new(),
        };
        match self.store.commit(commit).await {
            // The id comes from the key: a stream that is there already is this very registration.
            Ok(_) | Err(CommitError::Conflict { .. }) => Ok(enterprise.id),
            Err(CommitError::Replayed { .. } | CommitError::KeyReused) => Err(Refused::KeyReused),
            Err(CommitError::Unavailable(error)) => Err(Refused::Store(error)),
        }
    }
}

impl Office {
    /// The legal representative an enterprise registered, for the letters it signs. Not scoped: the
    /// caller acts on a project of the enterprise. `None` if no such enterprise is on record.
    ///
    /// # Errors
    /// A failing store, or an event this program does not know.
    pub async fn legal_person(&self, id: EnterpriseId) -> Result<Option<String>, Refused> {
        let stream = StreamId::enterprise(id.to_string());
        let mut enterprise = None;
        for stored in self.store.load(&stream, 0).await? {
            let fact: Recorded<EnterpriseEvent> = serde_json::from_str(&stored.payload)
                .map_err(|error| Refused::Broken(format!("read an event: {error}")))?;
            apply(&mut enterprise, &fact);
        }
        Ok(enterprise.map(|enterprise| enterprise.legal_person))
    }
}

fn exists() -> Refused {
    Refused::Rules(Refusal::new(Code::EnterpriseExists).at("uscc").into())
}
