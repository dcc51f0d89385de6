//! A credit record of the shipped city, moved by commands on days of our choosing.

use std::borrow::Borrow;

use jiff::civil::Date;
use window_domain::access::{Actor, Role};
use window_domain::catalogue::CreditClass;
use window_domain::context::{Context, Recorded};
use window_domain::credit::event::{Charge, Clue, Party, PartyKind, Proposal, RepairRequest};
use window_domain::credit::{CreditCommand, CreditEvent, CreditRecord, ExportKind, apply, decide};
use window_domain::id::entity::{CreditId, EnterpriseId, ProjectId, UserId};
use window_domain::project::event::StoredFile;
use window_domain::refusal::Refusals;

use crate::scene::{CALENDAR, CATALOGUE, Counter, date, person};

/// A code whose check character is right.
pub(crate) const USCC: &str = "91420200MA49000105";
/// The account of the party, the enterprise of [`party`].
pub(crate) const ENTERPRISE: EnterpriseId = EnterpriseId::from_bytes([1; 16]);

pub(crate) fn supervisor(number: u8) -> Actor {
    person(number, Role::Supervisor, None)
}

/// The designer the record speaks of.
pub(crate) fn party() -> Actor {
    person(20, Role::EnterpriseSignatory, None)
}

pub(crate) fn stranger() -> Actor {
    Actor {
        enterprise: Some(EnterpriseId::from_bytes([8; 16])),
        ..party()
    }
}

pub(crate) fn file(number: u8) -> StoredFile {
    StoredFile {
        sha256: format!("{number:064}"),
        file_name: "paper.pdf".to_owned(),
        size_bytes: 1,
        media_type: "application/pdf".to_owned(),
    }
}

pub(crate) fn clue(event_on: Date) -> CreditCommand {
    CreditCommand::RecordClue {
        credit: CreditId::from_bytes([5; 16]),
        party: Party {
            kind: PartyKind::Designer,
            company: "示例设计院".to_owned(),
            uscc: USCC.to_owned(),
            enterprise: Some(ENTERPRISE),
        },
        clue: Clue {
            breach: "design_defective".to_owned(),
            summary: "消防设计未通过审查".to_owned(),
            source: "检查 2026-17 号".to_owned(),
            project: Some(ProjectId::from_bytes([9; 16])),
            event_on,
        },
    }
}

pub(crate) fn investigate() -> CreditCommand {
    CreditCommand::OpenInvestigation {
        investigator: UserId::from_bytes([1; 16]),
        name: "Person 1".to_owned(),
    }
}

pub(crate) fn evidence() -> CreditCommand {
    CreditCommand::AddEvidence {
        file: file(1),
        shows: "图纸第 3 页".to_owned(),
    }
}

pub(crate) fn tell(class: CreditClass) -> CreditCommand {
    CreditCommand::TellFacts {
        charge: Charge {
            facts: "疏散宽度不足".to_owned(),
            law: "消防法 9".to_owned(),
            class,
        },
    }
}

pub(crate) fn defend() -> CreditCommand {
    CreditCommand::Defend {
        text: "已按旧规范设计".to_owned(),
        files: vec![file(2)],
    }
}

pub(crate) fn paper(received_on: Date) -> CreditCommand {
    CreditCommand::RecordDefence {
        text: "来函申辩".to_owned(),
        scan: file(3),
        received_on,
    }
}

pub(crate) fn answer() -> CreditCommand {
    CreditCommand::AnswerDefence {
        answer: "新规范已于去年施行".to_owned(),
    }
}

pub(crate) fn propose(class: CreditClass, publish: bool, why: &str) -> CreditCommand {
    CreditCommand::Propose {
        proposal: Proposal {
            class,
            reasons: "违反强制性标准".to_owned(),
            sanction: "记入信用记录".to_owned(),
            publish,
            publish_reason: why.to_owned(),
        },
    }
}

pub(crate) fn repair(duties_fulfilled: bool) -> CreditCommand {
    CreditCommand::ApplyRepair {
        request: RepairRequest {
            commitment: "承诺守信".to_owned(),
            evidence: file(4),
            duties: "图纸已修改并通过审查".to_owned(),
        },
        duties_fulfilled,
    }
}

pub(crate) fn answer_repair(grant: bool) -> CreditCommand {
    CreditCommand::ProposeRepair {
        grant,
        reasons: "已核实".to_owned(),
    }
}

pub(crate) fn receipt(about: ExportKind, number: &str) -> CreditCommand {
    CreditCommand::AcknowledgeExport {
        target: "credit_hubei".to_owned(),
        about,
        receipt_no: number.to_owned(),
    }
}

pub(crate) fn failure(attempt: u32) -> CreditCommand {
    CreditCommand::FailExport {
        target: "credit_hubei".to_owned(),
        about: ExportKind::Publication,
        attempt,
        reason: "503".to_owned(),
    }
}

pub(crate) fn withdraw(correction: &str) -> CreditCommand {
    CreditCommand::Withdraw {
        reason: "同名不同企业".to_owned(),
        correction: correction.to_owned(),
    }
}

/// A record, its stream and the day it is.
pub(crate) struct CreditScene {
    pub(crate) record: Option<CreditRecord>,
    pub(crate) stream: Vec<Recorded<CreditEvent>>,
    pub(crate) today: Date,
    fresh: Counter,
}

impl CreditScene {
    /// Nothing yet, on Monday 2026-05-11.
    pub(crate) fn empty() -> Self {
        Self {
            record: None,
            stream: Vec::new(),
            today: date("2026-05-11"),
            fresh: Counter::default(),
        }
    }

    /// A clue of the week before.
    pub(crate) fn clue() -> Self {
        let mut scene = Self::empty();
        scene.done(&supervisor(1), clue(date("2026-05-06")));
        scene
    }

    /// Evidence is there and the party is told, on the same day.
    pub(crate) fn told() -> Self {
        let mut scene = Self::clue();
        scene.done(&supervisor(1), investigate());
        scene.done(&supervisor(1), evidence());
        scene.done(&supervisor(1), tell(CreditClass::General));
        scene
    }

    /// The party waived its defence and a decision is proposed.
    pub(crate) fn proposed(class: CreditClass) -> Self {
        let mut scene = Self::told();
        scene.done(&party(), CreditCommand::WaiveDefence);
        let publish = class != CreditClass::Minor;
        scene.done(&supervisor(1), propose(class, publish, ""));
        scene
    }

    pub(crate) fn decided(class: CreditClass) -> Self {
        let mut scene = Self::proposed(class);
        scene.done(&supervisor(2), CreditCommand::Approve);
        scene
    }

    /// Published on 2026-05-11.
    pub(crate) fn published(class: CreditClass) -> Self {
        let mut scene = Self::decided(class);
        scene.done(&supervisor(2), CreditCommand::Publish);
        scene
    }

    /// Gives a command and folds what it decides; answers how many facts that were.
    pub(crate) fn give(
        &mut self,
        actor: &Actor,
        command: &CreditCommand,
    ) -> Result<usize, Refusals> {
        let now = jiff::tz::Offset::UTC
            .to_timestamp(self.today.at(2, 0, 0, 0))
            .unwrap();
        let context = Context {
            now,
            today: self.today,
            received_on: CALENDAR.next_working(self.today),
            catalogue: &CATALOGUE,
            calendar: &CALENDAR,
            actor,
            fresh: &self.fresh,
            barred: &[],
        };
        let events = decide(self.record.as_ref(), command, &context)?;
        let count = events.len();
        for event in events {
            let recorded = context.record(event);
            apply(&mut self.record, &recorded);
            self.stream.push(recorded);
        }
        Ok(count)
    }

    #[track_caller]
    pub(crate) fn done(&mut self, actor: &Actor, command: impl Borrow<CreditCommand>) {
        let command = command.borrow();
        let facts = self.give(actor, command);
        assert!(
            matches!(facts, Ok(1..)),
            "{command:?} changes nothing: {facts:?}"
        );
    }

    /// Given again, it changes nothing and is no error.
    #[track_caller]
    pub(crate) fn no_news(&mut self, actor: &Actor, command: impl Borrow<CreditCommand>) {
        let command = command.borrow();
        assert_eq!(self.give(actor, command), Ok(0), "{command:?}");
    }

    #[track_caller]
    pub(crate) fn refused(
        &mut self,
        actor: &Actor,
        command: impl Borrow<CreditCommand>,
        codes: &[&str],
    ) {
        let command = command.borrow();
        let before = self.record.clone();
        let refusals = self
            .give(actor, command)
            .expect_err("the rules refuse this");
        let mut found: Vec<_> = refusals.0.iter().map(|found| found.code.as_str()).collect();
        found.sort_unstable();
        assert_eq!(found, codes, "{command:?}");
        assert_eq!(self.record, before);
    }

    pub(crate) fn record(&self) -> &CreditRecord {
        self.record.as_ref().unwrap()
    }

    pub(crate) fn stage(&self) -> &'static str {
        self.record().stage.as_str()
    }
}
