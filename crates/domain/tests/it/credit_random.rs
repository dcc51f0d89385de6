//! Whatever anybody asks in whatever order: no record is published unheard, every one ends.

use std::cell::Cell;

use jiff::ToSpan;
use jiff::civil::Date;
use proptest::prelude::*;
use window_domain::access::{Actor, Role};
use window_domain::catalogue::CreditClass;
use window_domain::context::{By, Recorded};
use window_domain::credit::{CreditCommand, CreditEvent, ExportKind, RepairStep, Stage, replay};
use window_domain::id::entity::UserId;

use crate::credit_scene::{
    CreditScene, answer, answer_repair, clue, defend, evidence, failure, paper, party, propose,
    receipt, repair, stranger, supervisor, tell, withdraw,
};
use crate::scene::{date, person};

/// One act: who, what, and how many days after the one before.
type Step = (Actor, CreditCommand, u16);

fn actor() -> impl Strategy<Value = Actor> {
    prop_oneof![
        6 => (1_u8..=3).prop_map(supervisor),
        3 => Just(party()),
        2 => Just(Actor::system()),
        1 => Just(stranger()),
        1 => Just(person(9, Role::Manager, None)),
    ]
}

fn class() -> impl Strategy<Value = CreditClass> {
    proptest::sample::select(CreditClass::ALL.as_slice())
}

fn command() -> impl Strategy<Value = CreditCommand> {
    let reason = || "理由".to_owned();
    prop_oneof![
        Just(clue(date("2026-05-06"))),
        (1_u8..=3).prop_map(|number| CreditCommand::OpenInvestigation {
            investigator: UserId::from_bytes([number; 16]),
            name: format!("Person {number}"),
        }),
        Just(evidence()),
        class().prop_map(tell),
        Just(defend()),
        (5_i8..30).prop_map(|day| paper(jiff::civil::date(2026, 5, day))),
        Just(CreditCommand::WaiveDefence),
        Just(CreditCommand::RecordLapse),
        Just(answer()),
        Just(CreditCommand::ReopenInvestigation { reason: reason() }),
        (
            class(),
            any::<bool>(),
            proptest::sample::select(&["", "必要"][..])
        )
            .prop_map(|(class, publish, why)| propose(class, publish, why)),
        Just(CreditCommand::Approve),
        Just(CreditCommand::ReturnProposal { reason: reason() }),
        Just(CreditCommand::Publish),
        (
            proptest::sample::select(ExportKind::ALL.as_slice()),
            proptest::sample::select(&["R-1", "R-2"][..])
        )
            .prop_map(|(about, number)| receipt(about, number)),
        (1_u32..4).prop_map(failure),
        any::<bool>().prop_map(repair),
        any::<bool>().prop_map(answer_repair),
        Just(CreditCommand::ApproveRepair),
        Just(CreditCommand::ReturnRepair { reason: reason() }),
        Just(CreditCommand::EndAtMaximum),
        Just(CreditCommand::Drop { reason: reason() }),
        Just(withdraw("更正")),
    ]
}

/// Anybody at random, or the step that would come next by somebody who often may take it: pure
/// chance would hardly ever walk the whole way.
fn steps() -> impl Strategy<Value = Vec<(bool, u8, Step)>> {
    let days = prop_oneof![6 => Just(0_u16), 2 => 1_u16..8, 1 => 80_u16..400];
    let step = (actor(), command(), days);
    proptest::collection::vec((proptest::bool::weighted(0.6), 1_u8..=3, step), 1..40)
}

/// What would bring the record on from where it stands.
fn onward(scene: &CreditScene, by: u8, chance: CreditCommand) -> (Actor, CreditCommand) {
    let Some(record) = &scene.record else {
        return (Actor::system(), clue(date("2026-05-06")));
    };
    let office = supervisor(by);
    match (&record.stage, chance) {
        (Stage::Clue, _) => (
            office,
            CreditCommand::OpenInvestigation {
                investigator: UserId::from_bytes([by; 16]),
                name: "Person".to_owned(),
            },
        ),
        (Stage::Investigating(found), _) if found.evidence.is_empty() => (office, evidence()),
        (Stage::Investigating(_), _) => (office, tell(CreditClass::General)),
        (Stage::Told(_), _) if by == 1 => (party(), defend()),
        (Stage::Told(_), _) if by == 2 => (party(), CreditCommand::WaiveDefence),
        (Stage::Told(_), _) => (office, CreditCommand::RecordLapse),
        (Stage::Heard(_), CreditCommand::Propose { proposal }) => {
            (office, CreditCommand::Propose { proposal })
        }
        (Stage::Heard(_), CreditCommand::Approve | CreditCommand::Publish) => {
            (office, propose(CreditClass::Serious, true, ""))
        }
        (Stage::Heard(_), CreditCommand::RecordLapse) => {
            (office, propose(CreditClass::Minor, false, ""))
        }
        (Stage::Heard(heard), _) => match &heard.defence {
            window_domain::credit::Defence::Given { answer: None, .. } => (office, answer()),
            _ => (office, propose(CreditClass::General, true, "")),
        },
        (Stage::Proposed(_), _) => (office, CreditCommand::Approve),
        (Stage::Decided(decided), _) if decided.ruling.proposal.publish => {
            (office, CreditCommand::Publish)
        }
        (Stage::Decided(_) | Stage::Published(_), chance) => {
            match record.stage.in_force().map(|decided| &decided.repair.step) {
                Some(RepairStep::Applied(_)) => (office, answer_repair(by == 1)),
                Some(RepairStep::Proposed { .. }) => (office, CreditCommand::ApproveRepair),
                Some(RepairStep::Idle) | None if by == 1 => (party(), repair(true)),
                Some(RepairStep::Idle) | None if by == 2 => {
                    (Actor::system(), receipt(ExportKind::Publication, "R-1"))
                }
                Some(RepairStep::Idle) | None => (Actor::system(), chance),
            }
        }
        (Stage::Ended(_) | Stage::Dropped(_) | Stage::Withdrawn(_), chance) => (office, chance),
    }
}

/// Reads the stream as a stranger would, without the fold.
#[derive(Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "what a reader of the stream ticks off, one by one"
)]
struct Watch {
    heard: bool,
    /// Last day to answer the facts told.
    until: Option<Date>,
    unanswered: bool,
    proposer: Option<By>,
    decided: bool,
    published: bool,
    over: bool,
    receipts: Vec<(String, ExportKind)>,
}

impl Watch {
    fn see(&mut self, recorded: &Recorded<CreditEvent>) {
        let (event, by) = (&recorded.event, &recorded.by);
        match event {
            CreditEvent::FactsTold { defence_until, .. } => {
                (self.heard, self.until) = (false, Some(*defence_until));
            }
            CreditEvent::DefenceWaived => self.heard = true,
            CreditEvent::DefenceLapsed => {
                assert!(self.until < Some(recorded.on), "lapsed while it runs");
                self.heard = true;
            }
            CreditEvent::DefenceGiven { .. } => {
                (self.heard, self.unanswered) = (true, true);
                assert!(!self.decided, "a defence after the decision");
            }
            CreditEvent::DefenceAnswered { .. } => self.unanswered = false,
            CreditEvent::InvestigationReopened { .. } => {
                (self.heard, self.unanswered) = (false, false);
            }
            CreditEvent::DecisionProposed { .. } | CreditEvent::RepairProposed { .. } => {
                assert!(self.heard && !self.unanswered, "proposed unheard");
                self.proposer = Some(by.clone());
            }
            CreditEvent::RecordDecided { .. } => {
                assert!(self.heard && !self.unanswered, "decided unheard");
                assert_ne!(self.proposer.as_ref().unwrap().user, by.user);
                self.decided = true;
            }
            CreditEvent::RepairDecided { .. } => {
                assert_ne!(self.proposer.as_ref().unwrap().user, by.user);
            }
            CreditEvent::RecordPublished => {
                assert!(self.heard && self.decided && !self.over && !self.published);
                self.published = true;
            }
            CreditEvent::ExportAcknowledged { target, about, .. } => {
                assert!(self.published, "a receipt for what was not published");
                let key = (target.clone(), *about);
                assert!(
                    !self.receipts.contains(&key),
                    "two receipts for one message"
                );
                self.receipts.push(key);
            }
            CreditEvent::CaseDropped { .. } => {
                assert!(!self.decided, "dropped after the decision");
                self.over = true;
            }
            CreditEvent::RecordEnded { .. } => {
                assert!(self.decided && !self.over, "ended twice");
                self.over = true;
            }
            CreditEvent::RecordWithdrawn { .. } => self.over = true,
            CreditEvent::CorrectionPublished { .. } => assert!(self.published),
            CreditEvent::ClueRecorded { .. }
            | CreditEvent::PartyLinked { .. }
            | CreditEvent::InvestigationOpened { .. }
            | CreditEvent::EvidenceAdded { .. }
            | CreditEvent::ProposalReturned { .. }
            | CreditEvent::RepairApplied { .. }
            | CreditEvent::RepairReturned { .. }
            | CreditEvent::ExportFailed { .. }
            | CreditEvent::LetterIssued { .. } => {}
        }
    }
}

const CASES: u32 = 1000;

#[test]
fn no_record_is_published_unheard_and_every_published_record_ends() {
    let (published, repaired, withdrawn) = (Cell::new(0), Cell::new(0), Cell::new(0));
    let config = ProptestConfig {
        cases: CASES,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    proptest!(config, |(steps in steps())| {
        let mut scene = CreditScene::empty();
        for (is_onward, by, (actor, command, days)) in steps {
            scene.today = scene.today.checked_add(i64::from(days).days()).unwrap();
            let (actor, command) = if is_onward {
                onward(&scene, by, command)
            } else {
                (actor, command)
            };
            // Refused or done, both are answers; what matters is what stands in the stream.
            let before = scene.stream.len();
            if scene.give(&actor, &command).is_err() {
                prop_assert_eq!(scene.stream.len(), before);
            }
        }
        let mut watch = Watch::default();
        for recorded in &scene.stream {
            watch.see(recorded);
        }
        prop_assert_eq!(&replay(&scene.stream), &scene.record);
        if let Some(record) = scene.record.clone() {
            prop_assert_eq!(record.stage.published().is_some(), watch.published);
            prop_assert_eq!(record.is_open(), watch.decided && !watch.over);
        }
        if let Some(decided) = scene.record.as_ref().and_then(|record| record.stage.in_force()) {
            scene.today = decided.ruling.max_until.tomorrow().unwrap();
            scene.done(&Actor::system(), CreditCommand::EndAtMaximum);
        }
        if watch.published {
            let over = matches!(&scene.record().stage, Stage::Ended(_) | Stage::Withdrawn(_));
            prop_assert!(over && !scene.record().is_open(), "{}", scene.stage());
            published.set(published.get() + 1);
            withdrawn.set(withdrawn.get() + u32::from(scene.stage() == "withdrawn"));
        }
        let granted = scene.stream.iter().any(|recorded| {
            matches!(recorded.event, CreditEvent::RepairDecided { granted: true, .. })
        });
        repaired.set(repaired.get() + u32::from(granted));
    });
    // A walk that never comes so far would prove nothing.
    let reached = [published.get(), repaired.get(), withdrawn.get()];
    assert!(reached[0] > CASES / 10, "{reached:?}");
    assert!(reached[1] > 10 && reached[2] > 10, "{reached:?}");
}
