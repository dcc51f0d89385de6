//! Walking credit records to their states: investigated by one supervisor, proposed by another, decided by a third.

use anyhow::Context;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use window_domain::access::Actor;
use window_domain::catalogue::CreditClass;
use window_domain::credit::CreditCommand;
use window_domain::credit::event::{Charge, Clue, Party, PartyKind, Proposal, RepairRequest};
use window_domain::id::entity::CreditId;

use super::people::People;
use super::walk::{Walk, later, paper, tick, working_days_ago};
use super::{Demo, DemoParty};
use crate::service::{Office, Request};

/// Who looks into the facts.
const INVESTIGATOR: &str = "supervisor";
/// Who proposes.
const PROPOSER: &str = "supervisor2";
/// Who decides.
const DECIDER: &str = "supervisor3";

/// How far a record is walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
enum CreditReach {
    Investigated,
    Dropped,
    Told,
    Heard,
    Proposed,
    Decided,
    Published,
    Withdrawn,
    RepairApplied,
    Repaired,
}

/// A record of the city.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DemoRecord {
    /// What the party is; its name stands among the parties.
    pub(super) party: String,
    /// Whether a project hands it over; else the clue came from elsewhere.
    #[serde(default)]
    handed_over: bool,
    /// Day of the clue, in working days before today.
    #[serde(default)]
    days_ago: i32,
    breach: String,
    class: CreditClass,
    /// Why a minor breach is published.
    #[serde(default)]
    publish_reason: String,
    summary: String,
    reach: CreditReach,
}

/// Walks a record that begins with a clue from elsewhere; the others are walked with their project.
pub(super) async fn walk(
    office: &Office,
    (demo, people): (&Demo, &People),
    record: &DemoRecord,
    now: Timestamp,
) -> anyhow::Result<()> {
    if record.handed_over {
        return Ok(());
    }
    let begun = working_days_ago(office, now, record.days_ago + 1)?;
    let day = later(office, (begun, now), 1)?;
    let named = demo.party(&record.party)?;
    let party = Party {
        kind: PartyKind::parse(&record.party).context("no kind of party")?,
        company: named.company.clone(),
        uscc: named.uscc.clone(),
        enterprise: None,
    };
    let clue = Clue {
        breach: record.breach.clone(),
        summary: record.summary.clone(),
        source: demo.text("clue_source").to_owned(),
        project: None,
        event_on: begun,
    };
    let supervisor = people.actor(INVESTIGATOR)?;
    let id = office
        .record_clue(supervisor, party, clue, &Request::default())
        .await?;
    let mut walk = RecordWalk {
        office,
        demo,
        people,
        record,
        party: named,
        id,
        day,
        last: now,
    };
    walk.go().await
}

/// The record of the design institute whose design did not pass, from where its project handed it over.
pub(super) async fn of_designer(project: &Walk<'_>, id: CreditId) -> anyhow::Result<()> {
    let mut records = project.demo.records.iter();
    let record = records.find(|record| record.handed_over);
    let record = record.context("no record is handed over")?;
    let mut walk = RecordWalk {
        office: project.office,
        demo: project.demo,
        people: project.people,
        record,
        party: project.demo.party(&record.party)?,
        id,
        day: project.day,
        last: project.last,
    };
    walk.go().await
}

struct RecordWalk<'a> {
    office: &'a Office,
    demo: &'a Demo,
    people: &'a People,
    record: &'a DemoRecord,
    party: &'a DemoParty,
    id: CreditId,
    day: Date,
    last: Timestamp,
}

impl RecordWalk<'_> {
    async fn go(&mut self) -> anyhow::Result<()> {
        let reach = self.record.reach;
        self.investigate().await?;
        match reach {
            CreditReach::Investigated => return Ok(()),
            CreditReach::Dropped => {
                let reason = self.demo.text("credit_dropped").to_owned();
                return self.act(INVESTIGATOR, CreditCommand::Drop { reason }).await;
            }
            _ => {}
        }
        self.next(1)?;
        let charge = Charge {
            facts: self.record.summary.clone(),
            law: self.law(),
            class: self.record.class,
        };
        self.act(INVESTIGATOR, CreditCommand::TellFacts { charge })
            .await?;
        if reach > CreditReach::Told {
            self.hear().await?;
        }
        if reach > CreditReach::Heard {
            self.decide().await?;
        }
        if reach > CreditReach::Published {
            self.after().await?;
        }
        Ok(())
    }

    async fn investigate(&mut self) -> anyhow::Result<()> {
        let supervisor = self.people.actor(INVESTIGATOR)?;
        let open = CreditCommand::OpenInvestigation {
            investigator: supervisor.user.context("no account")?,
            name: supervisor.name.clone(),
        };
        self.act(INVESTIGATOR, open).await?;
        let evidence = CreditCommand::AddEvidence {
            file: paper(self.office, self.demo).await?,
            shows: self.demo.text("credit_evidence").to_owned(),
        };
        self.act(INVESTIGATOR, evidence).await
    }

    /// Who has an account answers; the days of the others run out.
    async fn hear(&mut self) -> anyhow::Result<()> {
        let Some(login) = self.party.login.as_deref() else {
            self.next(6)?;
            return self.act(INVESTIGATOR, CreditCommand::RecordLapse).await;
        };
        self.next(1)?;
        let defend = CreditCommand::Defend {
            text: self.demo.text("credit_defence").to_owned(),
            files: Vec::new(),
        };
        self.act(login, defend).await?;
        if self.record.reach == CreditReach::Heard {
            return Ok(());
        }
        self.next(1)?;
        let answer = self.demo.text("credit_answer").to_owned();
        self.act(INVESTIGATOR, CreditCommand::AnswerDefence { answer })
            .await
    }

    async fn decide(&mut self) -> anyhow::Result<()> {
        let reach = self.record.reach;
        let (class, why) = (self.record.class, &self.record.publish_reason);
        let proposal = Proposal {
            class,
            reasons: self.demo.text("credit_reasons").to_owned(),
            sanction: self.demo.text("credit_sanction").to_owned(),
            publish: class != CreditClass::Minor || !why.is_empty(),
            publish_reason: why.clone(),
        };
        let is_published = proposal.publish;
        self.act(PROPOSER, CreditCommand::Propose { proposal })
            .await?;
        if reach == CreditReach::Proposed {
            return Ok(());
        }
        self.next(1)?;
        self.act(DECIDER, CreditCommand::Approve).await?;
        if is_published {
            self.act(DECIDER, CreditCommand::Publish).await?;
        }
        Ok(())
    }

    /// It spoke of the wrong party, or the party has its credit repaired.
    async fn after(&mut self) -> anyhow::Result<()> {
        self.next(3)?;
        if self.record.reach == CreditReach::Withdrawn {
            let withdraw = CreditCommand::Withdraw {
                reason: self.demo.text("credit_withdrawn").to_owned(),
                correction: self.demo.text("credit_correction").to_owned(),
            };
            return self.act(DECIDER, withdraw).await;
        }
        let request = RepairRequest {
            commitment: self.demo.text("credit_commitment").to_owned(),
            evidence: paper(self.office, self.demo).await?,
            duties: self.demo.text("credit_duties").to_owned(),
        };
        let login = self.party.login.as_deref();
        let login = login.context("who has no account cannot apply")?;
        let apply = CreditCommand::ApplyRepair {
            request,
            duties_fulfilled: true,
        };
        self.act(login, apply).await?;
        if self.record.reach == CreditReach::RepairApplied {
            return Ok(());
        }
        self.next(1)?;
        let reasons = self.demo.text("credit_repaired").to_owned();
        let propose = CreditCommand::ProposeRepair {
            grant: true,
            reasons,
        };
        self.act(PROPOSER, propose).await?;
        self.act(DECIDER, CreditCommand::ApproveRepair).await
    }

    /// Law and articles of the kind of breach.
    fn law(&self) -> String {
        let breach = self.office.catalogue.credit().breach(&self.record.breach);
        breach.map_or_else(String::new, |breach| breach.law.zh.clone())
    }

    async fn act(&self, login: &str, command: CreditCommand) -> anyhow::Result<()> {
        let actor: &Actor = self.people.actor(login)?;
        tick(self.office, self.last)?;
        self.office
            .execute(actor, self.id, &command, &Request::default())
            .await
            .with_context(|| format!("{:?}", command.action()))?;
        Ok(())
    }

    fn next(&mut self, working_days: u16) -> anyhow::Result<()> {
        self.day = later(self.office, (self.day, self.last), working_days)?;
        Ok(())
    }
}
