//! Whatever anybody asks in whatever order while it is built: no notice is valid beside an open blocking finding, every
//! order stands on the one before it, and the facts folded again give the same project.

use std::cell::Cell;

use jiff::ToSpan;
use jiff::civil::Date;
use proptest::prelude::*;
use proptest::sample::select;
use window_domain::access::Actor;
use window_domain::catalogue::{ItemCode, Severity};
use window_domain::context::Recorded;
use window_domain::id::entity::{CreditId, FindingId};
use window_domain::project::building::command::{Addressee, CheckRecord, NewCard};
use window_domain::project::building::event::{
    CardLevel, CheckReason, Ground, Milestone, Step, Verdict,
};
use window_domain::project::building::promise::standings;
use window_domain::project::building::{self, BuildingCommand, CheckState, Order};
use window_domain::project::event::Finding;
use window_domain::project::progress::Progress;
use window_domain::project::{Command, Project, ProjectEvent, apply, replay};

use crate::acceptance::{completed, silent};
use crate::building::{act, approve, found, noticed, order, promise, record, status, supervisor};
use crate::building_watch::{Watch, may_become};
use crate::scene::{CALENDAR, CATALOGUE, Scene, head, lead, officer, owner};

/// What somebody sets about; what it is about is picked among what is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Report,
    Plan,
    Record(Option<Severity>),
    Cancel,
    Rectify,
    Verify(bool),
    Dismiss,
    Order(Step),
    /// The step that follows the last order, on its ground.
    Climb,
    Answer,
    Lift,
    HandOver,
    Card,
    Keep,
    Watch,
    Remind,
    Apply,
    Invite,
    Give(Verdict),
    Silence,
    Conclude,
    Again,
    /// What would bring the project on from where it stands: pure chance would hardly ever walk the whole way.
    Onward,
}

/// An act, which of the things there it picks, whether by somebody who may, and how many days after the one before.
type Move = (Act, usize, bool, u16);

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let act = prop_oneof![
        2 => Just(Act::Report),
        5 => Just(Act::Plan),
        6 => select(&[None, Some(Severity::Minor), Some(Severity::Serious), Some(Severity::Blocking)][..])
            .prop_map(Act::Record),
        1 => Just(Act::Cancel),
        2 => Just(Act::Rectify),
        4 => proptest::bool::weighted(0.8).prop_map(Act::Verify),
        1 => Just(Act::Dismiss),
        3 => select(Step::ALL.as_slice()).prop_map(Act::Order),
        5 => Just(Act::Climb),
        2 => Just(Act::Answer),
        6 => Just(Act::Lift),
        2 => Just(Act::HandOver),
        1 => Just(Act::Card),
        1 => Just(Act::Keep),
        1 => Just(Act::Watch),
        1 => Just(Act::Remind),
        4 => Just(Act::Apply),
        4 => Just(Act::Invite),
        5 => Just(Act::Give(Verdict::PassWithRemarks)),
        1 => select(Verdict::ALL.as_slice()).prop_map(Act::Give),
        1 => Just(Act::Silence),
        4 => Just(Act::Conclude),
        1 => Just(Act::Again),
        40 => Just(Act::Onward),
    ];
    let days = prop_oneof![5 => Just(0_u16), 3 => 1_u16..4, 3 => 7_u16..16];
    let step = (act, 0_usize..6, proptest::bool::weighted(0.9), days);
    proptest::collection::vec(step, 1..40)
}

/// Those a move is likely meant for; all where there is none such, so that what is settled is asked for too.
fn fitting<T>(things: &[T], fits: impl Fn(&T) -> bool) -> Vec<&T> {
    let fitting: Vec<&T> = things.iter().filter(|thing| fits(thing)).collect();
    if fitting.is_empty() {
        things.iter().collect()
    } else {
        fitting
    }
}

/// The thing a move picks; nothing where there is none.
fn picked<T>(things: &[T], pick: usize) -> Option<&T> {
    things.get(pick.checked_rem(things.len())?)
}

/// What an order can rest on: promises past their date and findings; else the next promise.
fn ground(scene: &Scene, pick: usize) -> Option<Ground> {
    let standings = standings(scene.project(), &CALENDAR, scene.today);
    let overdue = standings.iter().filter(|it| it.is_overdue(scene.today));
    let findings = &scene.project().building.findings;
    let mut grounds: Vec<Ground> = overdue.map(|it| promise(it.item.as_str())).collect();
    grounds.extend(findings.iter().map(|it| Ground::Finding { finding: it.id }));
    let next = || standings.first().map(|it| promise(it.item.as_str()));
    picked(&grounds, pick).cloned().or_else(next)
}

fn ordered(scene: &Scene, step: Step, ground: Ground) -> (Actor, Command) {
    let (step, ground) = match scene.project().building.orders.last() {
        // The blocking finding's own stop is the one before a revocation.
        Some(last) if last.ground == ground && last.step == step => (Step::Revocation, ground),
        _ => (step, ground),
    };
    let by = if step == Step::Rectification {
        supervisor()
    } else {
        lead()
    };
    (by, order(step, ground))
}

fn climb(scene: &Scene, pick: usize) -> Option<(Actor, Command)> {
    let last = scene.project().building.orders.last();
    Some(match last {
        Some(last) if last.lifted.is_none() && pick > 0 => {
            let step = match last.step {
                Step::Rectification => Step::Stop,
                Step::Stop | Step::Revocation => Step::Revocation,
            };
            (lead(), order(step, last.ground.clone()))
        }
        _ => ordered(scene, Step::Rectification, ground(scene, pick)?),
    })
}

/// Checks and cards.
fn checked(act_of: Act, pick: usize, scene: &Scene) -> Option<(Actor, BuildingCommand)> {
    let building = &scene.project().building;
    let check = || {
        let planned = |it: &building::Check| matches!(it.state, CheckState::Planned);
        picked(&fitting(&building.checks, planned), pick).copied()
    };
    Some(match act_of {
        Act::Plan => {
            let milestone = *picked(&Milestone::ALL, pick)?;
            let plan = BuildingCommand::PlanCheck {
                reason: CheckReason::Node { milestone },
                department: "zjj".into(),
                inspectors: vec!["Inspector".to_owned()],
                planned_on: scene.today,
            };
            (head("zjj"), plan)
        }
        Act::Record(severity) => (head("zjj"), recorded(check()?, severity, scene.today)),
        Act::Cancel => {
            let reason = "rain".to_owned();
            (
                supervisor(),
                BuildingCommand::CancelCheck {
                    check: check()?.id,
                    reason,
                },
            )
        }
        Act::Card => {
            let card = BuildingCommand::IssueCard(NewCard {
                level: *picked(&CardLevel::ALL, pick)?,
                to: Addressee::Window,
                finding: open_finding(scene, pick),
                ground: "licensing law 69".to_owned(),
                evidence: "the file".to_owned(),
                text: "late".to_owned(),
            });
            (supervisor(), card)
        }
        _ => return None,
    })
}

fn open_finding(scene: &Scene, pick: usize) -> Option<FindingId> {
    let findings = &scene.project().building.findings;
    let open = fitting(findings, building::Finding::is_open);
    picked(&open, pick).map(|finding| finding.id)
}

/// What is done about a finding.
fn settled(act_of: Act, pick: usize, scene: &Scene) -> Option<(Actor, BuildingCommand)> {
    let finding = open_finding(scene, pick)?;
    Some(match act_of {
        Act::Rectify => {
            let (text, evidence) = ("done".to_owned(), Vec::new());
            (
                owner(),
                BuildingCommand::Rectify {
                    finding,
                    text,
                    evidence,
                },
            )
        }
        Act::Verify(passed) => {
            let note = "looked".to_owned();
            (
                supervisor(),
                BuildingCommand::Verify {
                    finding,
                    passed,
                    note,
                },
            )
        }
        Act::Dismiss => {
            let reason = "none".to_owned();
            (supervisor(), BuildingCommand::Dismiss { finding, reason })
        }
        _ => return None,
    })
}

fn recorded(check: &building::Check, severity: Option<Severity>, on: Date) -> BuildingCommand {
    let (seen, findings) = match severity {
        None => (Finding::Complies, Vec::new()),
        Some(severity) => (Finding::Fails, vec![found(severity)]),
    };
    BuildingCommand::RecordCheck(CheckRecord {
        checked_on: on,
        ..record(check, seen, findings)
    })
}

/// Points of the works, what follows an order, and what the program does by itself.
fn asked(act_of: Act, pick: usize, scene: &Scene) -> Option<(Actor, BuildingCommand)> {
    let building = &scene.project().building;
    let number = || {
        let stands = |it: &Order| it.step == Step::Stop && it.lifted.is_none();
        let fits = |it: &Order| act_of == Act::Answer || stands(it);
        picked(&fitting(&building.orders, fits), pick).map(|order| order.number.clone())
    };
    let text = || "as told".to_owned();
    Some(match act_of {
        Act::Report => {
            let open = |point: &Milestone| !building.milestones.contains_key(point);
            let milestone = Milestone::ALL.into_iter().find(open)?;
            let reached_on = scene.today;
            (
                owner(),
                BuildingCommand::ReportMilestone {
                    milestone,
                    reached_on,
                },
            )
        }
        Act::Answer => (
            owner(),
            BuildingCommand::AnswerOrder {
                number: number()?,
                text: text(),
            },
        ),
        Act::Lift => (
            lead(),
            BuildingCommand::LiftStop {
                number: number()?,
                reason: text(),
            },
        ),
        Act::HandOver => {
            let revoked = building
                .orders
                .iter()
                .rfind(|it| it.step == Step::Revocation);
            let revoked = revoked.filter(|_| pick > 0).map(|it| it.ground.clone());
            let ground = revoked.or_else(|| ground(scene, pick))?;
            let credit = CreditId::from_bytes([7; 16]);
            (supervisor(), BuildingCommand::HandOver { ground, credit })
        }
        Act::Watch => (supervisor(), BuildingCommand::CrossCheck),
        Act::Remind => (Actor::system(), BuildingCommand::Remind),
        _ => return None,
    })
}

/// The joint acceptance.
fn accepted(act_of: Act, scene: &Scene) -> Option<(Actor, BuildingCommand)> {
    let building = &scene.project().building;
    Some(match act_of {
        Act::Silence => (Actor::system(), BuildingCommand::NoteSilence),
        Act::Apply => (owner(), BuildingCommand::ApplyAcceptance),
        Act::Invite => {
            let visit_on = CALENDAR.next_working(scene.today);
            (lead(), BuildingCommand::InviteAcceptance { visit_on })
        }
        Act::Give(verdict) => {
            building.acceptance.as_ref()?;
            let department = silent(scene).first()?.clone();
            let give = BuildingCommand::GiveAcceptance {
                department: department.as_str().into(),
                verdict,
                remarks: vec!["mend the drain".to_owned()],
            };
            (officer(&department), give)
        }
        Act::Conclude => (
            lead(),
            BuildingCommand::ConcludeAcceptance { rectify_days: 5 },
        ),
        Act::Again => {
            let visit_on = CALENDAR.next_working(scene.today);
            (
                owner(),
                BuildingCommand::AskReinspection {
                    text: "as told".to_owned(),
                    visit_on,
                },
            )
        }
        _ => return None,
    })
}

/// The item whose ordinary case would keep a promise today.
fn keepable(scene: &Scene) -> Option<ItemCode> {
    let progress = Progress::new(scene.project(), &CATALOGUE);
    let ready = progress.ready();
    let mut standings = standings(scene.project(), &CALENDAR, scene.today).into_iter();
    let open =
        standings.find(|it| it.is_open() && ready.contains(&it.item) && it.item != "C02".into());
    open.map(|it| it.item)
}

fn onward(scene: &Scene, pick: usize) -> Act {
    let building = &scene.project().building;
    let is_open = |id: &FindingId| {
        let mut findings = building.findings.iter();
        findings.any(|it| &it.id == id && it.is_open())
    };
    let stop = building
        .orders
        .iter()
        .find(|it| it.step == Step::Stop && it.lifted.is_none());
    if building.orders.iter().any(|it| it.step == Step::Revocation) {
        return Act::HandOver;
    }
    match (stop.map(|order| &order.ground), &building.acceptance) {
        (Some(Ground::Finding { finding }), _) if pick > 1 && !is_open(finding) => Act::Lift,
        (Some(Ground::Finding { .. }), _) if pick > 1 => Act::Verify(true),
        (None, Some(it)) if it.visit_on.is_none() => Act::Invite,
        (None, Some(it)) if it.silent().next().is_some() => Act::Give(Verdict::PassWithRemarks),
        (None, Some(it)) if it.conclusion.is_none() => Act::Conclude,
        (None, None) if building.milestones.len() == Milestone::ALL.len() && pick > 2 => Act::Apply,
        (None, _) if building.checks.len() < 3 => Act::Plan,
        (None, _) if pick > 3 => Act::Record(Some(Severity::Blocking)),
        _ => Act::Climb,
    }
}

/// Does the move; refused or done, both are answers: what matters is what stands in the stream.
fn play(scene: &mut Scene, (act_of, pick, may, days): Move) {
    scene.today = scene.today.checked_add(i64::from(days).days()).unwrap();
    let act_of = match act_of {
        Act::Onward => onward(scene, pick),
        chance => chance,
    };
    let given = match act_of {
        Act::Keep => {
            if let Some(item) = keepable(scene) {
                approve(scene, item.as_str());
            }
            return;
        }
        Act::Order(step) => ground(scene, pick).map(|ground| ordered(scene, step, ground)),
        Act::Climb => climb(scene, pick),
        other => checked(other, pick, scene)
            .or_else(|| settled(other, pick, scene))
            .or_else(|| asked(other, pick, scene))
            .or_else(|| accepted(other, scene))
            .map(|(actor, command)| (actor, act(command))),
    };
    if let Some((actor, command)) = given {
        let anybody = [owner(), lead(), head("zjj"), officer("zrzy"), supervisor()];
        let stranger = picked(&anybody, pick).cloned();
        let actor = if may {
            actor
        } else {
            stranger.unwrap_or(actor)
        };
        let before = scene.history.len();
        if scene.give(&actor, command).is_err() {
            assert_eq!(scene.history.len(), before, "a refusal leaves no fact");
        }
    }
}

/// Folded from what is stored, as text, a fact at a time.
fn refold(project: &mut Option<Project>, facts: &[Recorded<ProjectEvent>]) {
    for fact in facts {
        let stored = serde_json::to_string(fact).unwrap();
        apply(project, &serde_json::from_str(&stored).unwrap());
    }
}

const CASES: u32 = 300;

#[test]
fn no_notice_is_valid_beside_a_blocking_finding_and_every_order_stands_on_the_one_before() {
    let starts = [noticed(), completed()];
    let reached: [Cell<u32>; 6] = Default::default();
    let config = ProptestConfig {
        cases: CASES,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    proptest!(config, |(start in 0_usize..2, moves in moves())| {
        let mut scene = starts[start].clone();
        let (mut watch, mut folded) = (Watch::default(), None);
        watch.see(&scene.history);
        refold(&mut folded, &scene.history);
        let mut walked = vec![status(&scene)];
        let mut blocked = false;
        for one in moves {
            let before = scene.history.len();
            play(&mut scene, one);
            watch.see(&scene.history[before..]);
            refold(&mut folded, &scene.history[before..]);
            prop_assert_eq!(&folded, &scene.project);
            let (from, to) = (*walked.last().unwrap(), status(&scene));
            if watch.is_blocked() {
                prop_assert!(to == "suspended" || to == "revoked", "{} while blocked", to);
            }
            prop_assert!(may_become(from, to), "{} became {}", from, to);
            blocked |= watch.is_blocked();
            walked.push(to);
        }
        prop_assert_eq!(&replay(&scene.history), &scene.project);
        let resumed = walked.windows(2).any(|pair| pair[0] == "suspended" && matches!(pair[1], "valid" | "replaced"));
        let ladder = scene.project().building.orders.iter().any(|it| it.step == Step::Stop && matches!(it.ground, Ground::Promise { .. }));
        for (count, is_there) in reached.iter().zip([
            blocked,
            resumed,
            ladder,
            walked.contains(&"revoked"),
            !watch.handed.is_empty(),
            walked.contains(&"closed"),
        ]) {
            count.set(count.get() + u32::from(is_there));
        }
    });
    // A walk that never comes so far would prove nothing.
    let reached = reached.map(|count| count.get());
    assert!(
        reached.iter().all(|count| *count > CASES / 20),
        "{reached:?}"
    );
}
