//! The guard of words: what staff would send is held against the phrases of the city before a command is decided, and
//! each hit is kept for the statistics.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use window_domain::access::{Action, Actor, Relation};
use window_domain::refusal::{Code, Refusals};
use window_domain::words::{Heard, hear, is_judged};
use window_store::{Days, PhraseCount, PhraseHit};

use super::spoken::Speaks;
use super::stream::Aggregate;
use super::{Office, Refused, Request};
use crate::random::hex;

/// What a command was asked with.
pub(super) struct Asked<'a, A: Aggregate> {
    actor: &'a Actor,
    id: A::Id,
    command: &'a A::Command,
    request: &'a Request,
    fingerprint: [u8; 32],
    now: Timestamp,
}

impl<'a, A: Aggregate> Asked<'a, A> {
    pub(super) const fn new(
        (actor, id, command): (&'a Actor, A::Id, &'a A::Command),
        (request, fingerprint, now): (&'a Request, [u8; 32], Timestamp),
    ) -> Self {
        Self {
            actor,
            id,
            command,
            request,
            fingerprint,
            now,
        }
    }

    /// The hits as they are kept; with the same key the same hits.
    fn hits(&self, heard: &[&Heard], blocked: bool) -> Vec<PhraseHit> {
        let Some(user) = self.actor.user else {
            return Vec::new();
        };
        let hit = |heard: &&Heard| PhraseHit {
            id: self.name(heard),
            at: self.now,
            on: Office::date(self.now),
            user: user.to_string(),
            phrase: heard.phrase.clone(),
            kind: heard.kind.as_str().to_owned(),
            action: format!("{:?}", A::action(self.command)),
            object: A::stream(self.id).to_string(),
            blocked,
        };
        heard.iter().map(hit).collect()
    }

    fn name(&self, heard: &Heard) -> String {
        let mut digest = Sha256::new();
        digest.update(self.fingerprint);
        match &self.request.key {
            Some(key) => digest.update(key.as_str()),
            None => digest.update(self.now.to_string()),
        }
        for part in [&heard.phrase, &heard.field] {
            digest.update([0]);
            digest.update(part);
        }
        let digest: [u8; 32] = digest.finalize().into();
        hex(&digest)
    }
}

impl Office {
    /// Adds what the words of the window say to what the rules say, and keeps the hits if nothing is sent; whoever may
    /// not act is told of neither. The answer is what is kept with the facts: what their author sends all the same.
    pub(super) async fn guard_words<A: Aggregate>(
        &self,
        decided: Result<(), Refusals>,
        asked: &Asked<'_, A>,
    ) -> Result<Vec<PhraseHit>, Refused> {
        if matches!(&decided, Err(refusals) if refusals.has(Code::NotAllowed))
            || !is_judged(asked.actor)
        {
            return decided.map(|()| Vec::new()).map_err(Refused::Rules);
        }
        let heard = hear(&asked.command.spoken(), self.catalogue.phrases());
        let stops = |heard: &&Heard| heard.blocks || !asked.request.unsaid;
        let (stopping, passing): (Vec<_>, Vec<_>) = heard.iter().partition(stops);
        let mut refusals = decided.err().map_or_else(Vec::new, |found| found.0);
        refusals.extend(stopping.iter().map(|heard| heard.refusal()));
        if refusals.is_empty() {
            return Ok(asked.hits(&passing, false));
        }
        let (blocked, _): (Vec<_>, Vec<_>) = heard.iter().partition(|heard| heard.blocks);
        let hits = asked.hits(&blocked, true);
        if !hits.is_empty() {
            self.store.add_phrase_hits(&hits).await?;
        }
        Err(Refused::Rules(Refusals(refusals)))
    }

    /// Hits in these days: everybody's for whoever may see those of others, else the actor's own.
    ///
    /// # Errors
    /// A failing store.
    pub async fn phrase_counts(
        &self,
        actor: &Actor,
        days: Days,
    ) -> Result<Vec<PhraseCount>, Refused> {
        let user = actor.user.map(|user| user.to_string()).unwrap_or_default();
        let all = actor.may(Action::ReadWordsOfOthers, &[Relation::Other]);
        let only = (!all).then_some(user.as_str());
        Ok(self.store.phrase_counts(only, days).await?)
    }

    /// Hits in these days by phrase and kind of text, without persons: how many were typed.
    ///
    /// # Errors
    /// A failing store.
    pub async fn phrases_heard(
        &self,
        days: Days,
    ) -> Result<BTreeMap<(String, String), u64>, Refused> {
        let mut found = BTreeMap::new();
        for row in self.store.phrase_counts(None, days).await? {
            let count: &mut u64 = found.entry((row.phrase, row.kind)).or_default();
            *count = count.saturating_add(row.blocked).saturating_add(row.sent);
        }
        Ok(found)
    }
}
