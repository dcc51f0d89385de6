//! Runs of the cross-checks over all projects, each written down with what it looked at: "nothing found" is worth
//! something only beside what was looked at and when.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use window_domain::access::{Action, Actor, Relation};
use window_domain::calendar::day_begins;
use window_domain::id::entity::ProjectId;
use window_domain::project::building::event::FindingSource;
use window_domain::project::building::{BuildingCommand, cross_check};
use window_domain::project::{Command, Project};
use window_domain::refusal::Code;
use window_store::{AuditRecord, Days, PAGE_MAX, Page, ProjectFilter, Viewer};

use super::audited::PROGRAM;
use super::{Office, Refused, Request};

/// What runs are written down under.
const OBJECT: &str = "cross-check";

/// What one rule did in a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleCount {
    /// Objects looked at.
    pub looked_at: u32,
    /// Objects it holds for.
    pub hits: u32,
    /// Findings raised by this run: hits nobody had been told of before.
    pub raised: u32,
}

/// What a run did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunCounts {
    /// Projects looked at.
    pub projects: u32,
    /// By code of the rule.
    pub rules: BTreeMap<String, RuleCount>,
}

impl RunCounts {
    fn rule(&mut self, code: &str) -> &mut RuleCount {
        self.rules.entry(code.to_owned()).or_default()
    }

    /// Findings raised.
    pub fn raised(&self) -> u32 {
        self.rules.values().map(|rule| rule.raised).sum()
    }
}

/// A run as it was written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedRun {
    /// Its number; grows.
    pub id: u64,
    /// When it was finished.
    pub at: Timestamp,
    /// Whether the program ran it by itself.
    pub by_program: bool,
    /// What it did.
    pub counts: RunCounts,
}

impl Office {
    /// Looks at every project with every rule, raises what nobody was told of, and writes the run down. A second run
    /// raises nothing twice.
    ///
    /// # Errors
    /// [`Refused::Rules`] for who may not, or a failing store.
    pub async fn run_cross_checks(
        &self,
        actor: &Actor,
        request: &Request,
    ) -> Result<RunCounts, Refused> {
        if !actor.may(Action::CrossCheck, &[Relation::Other]) {
            return Err(Refused::Rules(Code::NotAllowed.into()));
        }
        let mut counts = RunCounts::default();
        for rule in &self.catalogue.supervision().rules {
            counts.rule(&rule.code);
        }
        for id in self.all_projects().await? {
            self.cross_check(actor, id, &mut counts).await?;
        }
        let detail = serde_json::to_string(&counts)
            .map_err(|error| Refused::Broken(format!("write a run: {error}")))?;
        let action = format!("{:?}", Action::CrossCheck);
        let mut audited = self.audited(actor, (&action, OBJECT.to_owned()), request);
        audited.entry.detail = detail;
        self.store.audit(&audited).await?;
        Ok(counts)
    }

    /// The last runs, the newest first.
    ///
    /// # Errors
    /// A failing store.
    pub async fn cross_check_runs(&self, limit: u32) -> Result<Vec<RecordedRun>, Refused> {
        let records = self.store.last_audit_records(OBJECT, limit).await?;
        records.iter().map(recorded).collect()
    }

    /// The runs of these days, the oldest first.
    ///
    /// # Errors
    /// A failing store.
    pub async fn cross_check_runs_of(&self, days: Days) -> Result<Vec<RecordedRun>, Refused> {
        let after = days.to.tomorrow().unwrap_or(days.to);
        let moments = (day_begins(days.from), day_begins(after));
        let records = self.store.audit_records_between(OBJECT, moments).await?;
        records.iter().map(recorded).collect()
    }

    /// The ids of all projects. Not scoped: for work that looks at each.
    ///
    /// # Errors
    /// A failing store.
    pub async fn all_projects(&self) -> Result<Vec<ProjectId>, Refused> {
        let mut found = Vec::new();
        let mut page = Page::first(PAGE_MAX);
        loop {
            let reader = self.store.read(&Viewer::Oversight);
            let part = reader.projects(&ProjectFilter::default(), &page).await?;
            found.extend(
                part.rows
                    .iter()
                    .filter_map(|row| row.id.parse::<ProjectId>().ok()),
            );
            match part.next {
                Some(next) => page.after = Some(next),
                None => return Ok(found),
            }
        }
    }

    async fn cross_check(
        &self,
        actor: &Actor,
        id: ProjectId,
        counts: &mut RunCounts,
    ) -> Result<(), Refused> {
        let Some(project) = self.load::<Project>(id).await?.state else {
            return Ok(());
        };
        let run = self.ask(actor, |context| cross_check::run(&project, context));
        counts.projects = counts.projects.saturating_add(1);
        for (code, looked_at) in run.looked_at {
            let rule = counts.rule(&code);
            rule.looked_at = rule.looked_at.saturating_add(looked_at);
        }
        for hit in run.hits {
            let rule = counts.rule(&hit.rule);
            rule.hits = rule.hits.saturating_add(1);
        }
        let command = Command::Building(BuildingCommand::CrossCheck);
        let answer = self
            .execute(actor, id, &command, &Request::default())
            .await?;
        if !answer.changed {
            return Ok(());
        }
        let after = self.load::<Project>(id).await?.state;
        let findings = after.iter().flat_map(|after| &after.building.findings);
        for finding in findings.skip(project.building.findings.len()) {
            if let FindingSource::Rule { rule, .. } = &finding.source {
                let rule = counts.rule(rule);
                rule.raised = rule.raised.saturating_add(1);
            }
        }
        Ok(())
    }
}

fn recorded(record: &AuditRecord) -> Result<RecordedRun, Refused> {
    let counts = serde_json::from_str(&record.audited.entry.detail)
        .map_err(|error| Refused::Broken(format!("read a run: {error}")))?;
    Ok(RecordedRun {
        id: record.id,
        at: record.audited.at,
        by_program: record.audited.actor == PROGRAM,
        counts,
    })
}
