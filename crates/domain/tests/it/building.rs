//! After the notice: promises kept, late and broken, the ladder, checks and findings, cards, joint acceptance.

use window_domain::access::{Actor, Role};
use window_domain::catalogue::{Answerable, ItemCode, Severity};
use window_domain::id::entity::{CreditId, UserId};
use window_domain::project::building::command::{CheckRecord, NewFinding};
use window_domain::project::building::event::{
    CheckReason, Ground, Milestone, Party, PromiseEnd, Step,
};
use window_domain::project::building::promise::{Standing, standings};
use window_domain::project::building::{BuildingCommand, FindingState};
use window_domain::project::event::{CheckedPoint, Finding, Outcome};
use window_domain::project::{Command, building};

use crate::notices::{issue, parties, signed};
use crate::scene::{CALENDAR, CATALOGUE, Scene, date, head, lead, officer, owner};

pub(crate) fn supervisor() -> Actor {
    Actor {
        user: Some(UserId::from_bytes([8; 16])),
        name: "Supervisor".to_owned(),
        roles: vec![Role::Supervisor],
        department: None,
        enterprise: None,
        territory: crate::scene::CATALOGUE.everywhere(),
    }
}

/// Noticed on Tuesday 10 March 2026.
pub(crate) fn noticed() -> Scene {
    let mut scene = signed();
    scene.done(&owner(), Command::EnterParties { parties: parties() });
    scene.today = date("2026-03-10");
    scene.done(&lead(), issue());
    scene
}

pub(crate) fn act(command: BuildingCommand) -> Command {
    Command::Building(command)
}

pub(crate) fn standing(scene: &Scene, item: &str) -> Standing {
    let all = standings(scene.project(), &CALENDAR, scene.today);
    let mut all = all.into_iter();
    all.find(|standing| standing.item == ItemCode::new(item))
        .unwrap_or_else(|| panic!("{item} is promised"))
}

pub(crate) fn status(scene: &Scene) -> &'static str {
    let status = scene.project().notice_status(&CATALOGUE);
    status.map_or("none", |status| status.as_str())
}

pub(crate) fn promise(item: &str) -> Ground {
    Ground::Promise { item: item.into() }
}

pub(crate) fn order(step: Step, ground: Ground) -> Command {
    act(BuildingCommand::Order {
        step,
        ground,
        facts: "not there".to_owned(),
        law: "Commitment letter".to_owned(),
        working_days: 5,
    })
}

/// By its ordinary case, which is the only way to keep a promise.
pub(crate) fn approve(scene: &mut Scene, item: &str) {
    let case = scene.on_desk(item);
    let department = scene.case(item).department.as_str().to_owned();
    scene.done(
        &officer(&department),
        Scene::verdict(&case, Outcome::Approved),
    );
    if CATALOGUE.item(&item.into()).unwrap().two_person {
        scene.done(&head(&department), Command::ApproveDecision { case });
    }
}

#[test]
fn a_promise_is_kept_in_time_by_its_ordinary_case_and_not_by_a_note() {
    let mut scene = noticed();
    let promised = standing(&scene, "A05");
    assert!(promised.is_open());
    assert_eq!(promised.due, Some(date("2026-04-08")));
    let note = Command::RegisterResult {
        item: "A05".into(),
        certificate_no: "N".to_owned(),
        issued_on: scene.today,
    };
    assert_eq!(scene.refused(&lead(), note), ["promise-by-case"]);
    scene.today = date("2026-04-08");
    approve(&mut scene, "A05");
    assert_eq!(standing(&scene, "A05").end, Some(PromiseEnd::Kept));
}

#[test]
fn a_day_after_its_date_a_promise_is_kept_late() {
    let mut scene = noticed();
    scene.today = date("2026-04-09");
    assert!(standing(&scene, "A05").is_overdue(scene.today));
    approve(&mut scene, "A05");
    assert_eq!(standing(&scene, "A05").end, Some(PromiseEnd::KeptLate));
}

#[test]
fn the_ladder_goes_up_one_step_at_a_time_and_waits_for_every_clock() {
    let mut scene = noticed();
    let rectify = || order(Step::Rectification, promise("A05"));
    let stop = || order(Step::Stop, promise("A05"));
    let revoke = || order(Step::Revocation, promise("A05"));
    scene.today = date("2026-04-08");
    assert_eq!(scene.refused(&head("zrzy"), rectify()), ["promise-not-due"]);
    scene.today = date("2026-04-09");
    assert_eq!(scene.refused(&head("zrzy"), stop()), ["step-missing"]);
    assert_eq!(scene.refused(&owner(), rectify()), ["not-allowed"]);
    scene.done(&head("zrzy"), rectify());
    assert_eq!(status(&scene), "valid");
    assert_eq!(scene.refused(&head("zrzy"), rectify()), ["order-given"]);
    // Five working days to obey and five to reply: both run out on Thursday 16 April.
    scene.today = date("2026-04-16");
    assert_eq!(
        scene.refused(&head("zrzy"), stop()),
        ["order-running", "reply-running"]
    );
    let number = scene.project().building.orders[0].number.clone();
    let reply = |number: &str| {
        act(BuildingCommand::AnswerOrder {
            number: number.to_owned(),
            text: "we are at it".to_owned(),
        })
    };
    scene.done(&owner(), reply(&number));
    assert_eq!(scene.refused(&owner(), reply(&number)), ["answered-before"]);
    assert_eq!(scene.refused(&head("zrzy"), stop()), ["order-running"]);
    scene.today = date("2026-04-17");
    scene.done(&head("zrzy"), stop());
    assert_eq!(status(&scene), "suspended");
    let lift = |scene: &Scene| {
        act(BuildingCommand::LiftStop {
            number: scene.project().building.orders[1].number.clone(),
            reason: "it is there".to_owned(),
        })
    };
    let lifted = lift(&scene);
    assert_eq!(scene.refused(&head("zrzy"), lifted), ["ground-open"]);
    scene.today = date("2026-04-24");
    assert_eq!(
        scene.refused(&head("zrzy"), revoke()),
        ["order-running", "reply-running"]
    );
    scene.today = date("2026-04-27");
    scene.done(&head("zrzy"), revoke());
    assert_eq!(status(&scene), "revoked");
    let hand_over = || {
        act(BuildingCommand::HandOver {
            ground: promise("A05"),
            credit: CreditId::from_bytes([7; 16]),
        })
    };
    assert_eq!(scene.refused(&supervisor(), hand_over()), ["reply-running"]);
    // Five working days over the holiday of May: the make-up day counts.
    scene.today = date("2026-05-08");
    scene.done(&supervisor(), hand_over());
    assert_eq!(scene.refused(&supervisor(), hand_over()), ["handed-over"]);
    let handed = &scene.project().building.handed_over[0];
    assert_eq!(handed.party.uscc, "91420200MA49000105");
    approve(&mut scene, "A05");
    assert_eq!(standing(&scene, "A05").end, Some(PromiseEnd::Broken));
    assert_eq!(
        scene
            .project()
            .letters
            .iter()
            .filter(|it| it.form == "stop_order")
            .count(),
        1
    );
}

#[test]
fn a_stop_ends_when_what_it_rests_on_is_put_right() {
    let mut scene = noticed();
    scene.today = date("2026-04-09");
    scene.done(&head("zrzy"), order(Step::Rectification, promise("A05")));
    scene.today = date("2026-04-17");
    scene.done(&head("zrzy"), order(Step::Stop, promise("A05")));
    approve(&mut scene, "A05");
    // Kept late, but nobody has let the works go on yet.
    assert_eq!(status(&scene), "suspended");
    let number = scene.project().building.orders[1].number.clone();
    scene.done(
        &lead(),
        act(BuildingCommand::LiftStop {
            number,
            reason: "obtained".to_owned(),
        }),
    );
    assert_eq!(status(&scene), "valid");
}

pub(crate) fn planned(scene: &mut Scene, reason: CheckReason, department: &str) -> building::Check {
    let planned_on = scene.today;
    scene.done(
        &head(department),
        act(BuildingCommand::PlanCheck {
            reason,
            department: department.into(),
            inspectors: vec!["Inspector".to_owned()],
            planned_on,
        }),
    );
    scene.project().building.checks.last().unwrap().clone()
}

pub(crate) fn record(
    check: &building::Check,
    finding: Finding,
    findings: Vec<NewFinding>,
) -> CheckRecord {
    CheckRecord {
        check: check.id,
        checked_on: date("2026-03-12"),
        basis: "Commitment letter".to_owned(),
        fulfils: finding == Finding::Complies,
        detail: "seen on the site".to_owned(),
        points: (0..6)
            .map(|point| CheckedPoint {
                point,
                finding,
                note: String::new(),
            })
            .collect(),
        photos: Vec::new(),
        findings,
    }
}

pub(crate) fn found(severity: Severity) -> NewFinding {
    NewFinding {
        severity,
        text: "the fire lane is built over".to_owned(),
        law: "Fire Control Law 28".to_owned(),
        party: Party {
            kind: Answerable::Contractor,
            company: "Firm".to_owned(),
            uscc: "91420200MA49000292".to_owned(),
        },
        working_days: 5,
    }
}

#[test]
fn a_check_that_fails_says_what_is_wrong_and_nothing_lies_in_the_future() {
    let mut scene = noticed();
    scene.today = date("2026-03-12");
    let node = CheckReason::Node {
        milestone: Milestone::Foundation,
    };
    let check = planned(&mut scene, node, "zjj");
    let mut early = record(&check, Finding::Complies, Vec::new());
    early.checked_on = date("2026-03-13");
    let mut before = early.clone();
    before.checked_on = date("2026-03-09");
    let mut open = record(&check, Finding::Complies, Vec::new());
    open.points.truncate(2);
    let contradictory = CheckRecord {
        fulfils: true,
        ..record(&check, Finding::Fails, vec![found(Severity::Minor)])
    };
    for (wrong, code) in [
        (early, "date-ahead"),
        (before, "date-before"),
        (open, "checklist-open"),
        (
            record(&check, Finding::Fails, Vec::new()),
            "finding-missing",
        ),
        (contradictory, "checklist-failed"),
    ] {
        let command = act(BuildingCommand::RecordCheck(wrong));
        assert_eq!(scene.refused(&head("zjj"), command), [code]);
    }
    let good = record(&check, Finding::Complies, Vec::new());
    scene.done(
        &head("zjj"),
        act(BuildingCommand::RecordCheck(good.clone())),
    );
    let again = act(BuildingCommand::RecordCheck(good));
    assert_eq!(scene.refused(&head("zjj"), again), ["check-over"]);
}

#[test]
fn a_blocking_finding_stops_the_works_in_the_same_act_until_it_is_seen_to_be_put_right() {
    let mut scene = noticed();
    scene.today = date("2026-03-12");
    let node = CheckReason::Node {
        milestone: Milestone::Foundation,
    };
    let check = planned(&mut scene, node, "zjj");
    let seen = record(&check, Finding::Fails, vec![found(Severity::Blocking)]);
    scene.done(&head("zjj"), act(BuildingCommand::RecordCheck(seen)));
    assert_eq!(status(&scene), "suspended");
    let finding = scene.project().building.findings[0].id;
    let dismiss = act(BuildingCommand::Dismiss {
        finding,
        reason: "no".to_owned(),
    });
    assert_eq!(scene.refused(&supervisor(), dismiss), ["stop-in-force"]);
    scene.done(
        &owner(),
        act(BuildingCommand::Rectify {
            finding,
            text: "cleared".to_owned(),
            evidence: Vec::new(),
        }),
    );
    let verify = |passed| {
        act(BuildingCommand::Verify {
            finding,
            passed,
            note: "looked".to_owned(),
        })
    };
    assert_eq!(scene.refused(&owner(), verify(true)), ["not-allowed"]);
    scene.done(&head("zjj"), verify(false));
    assert!(matches!(
        scene.project().building.findings[0].state,
        FindingState::Open { failed: Some(_) }
    ));
    scene.done(&head("zjj"), verify(true));
    let number = scene.project().building.orders[0].number.clone();
    let reason = "cleared".to_owned();
    scene.done(
        &head("zjj"),
        act(BuildingCommand::LiftStop { number, reason }),
    );
    assert_eq!(status(&scene), "valid");
}

#[test]
fn a_start_without_what_the_law_wants_first_is_found_once_and_traced_to_who_answers() {
    let mut scene = noticed();
    scene.done(
        &owner(),
        act(BuildingCommand::ReportMilestone {
            milestone: Milestone::Start,
            reached_on: date("2026-03-10"),
        }),
    );
    let run = || act(BuildingCommand::CrossCheck);
    assert_eq!(scene.refused(&lead(), run()), ["not-allowed"]);
    scene.done(&supervisor(), run());
    let first = scene.project().building.findings.len();
    scene.done(&supervisor(), run());
    assert_eq!(scene.project().building.findings.len(), first);
    // The promise of A05 runs out on 8 April; the next run finds it.
    scene.today = date("2026-04-09");
    scene.done(&supervisor(), run());
    let overdue = scene.project().building.findings.iter().find(|finding| {
        matches!(&finding.source, building::event::FindingSource::Rule { rule, object }
            if rule == "promise-overdue" && object == "A05")
    });
    let overdue = overdue.expect("an overdue promise is found");
    assert_eq!(overdue.party.kind, Answerable::Builder);
    assert_eq!(overdue.due, date("2026-04-16"));
    assert_eq!(status(&scene), "valid", "a rule never stops the works");
}

#[test]
fn points_of_the_works_come_in_their_order_and_once() {
    let mut scene = noticed();
    let report = |milestone, on: &str| {
        act(BuildingCommand::ReportMilestone {
            milestone,
            reached_on: date(on),
        })
    };
    let foundation = report(Milestone::Foundation, "2026-03-10");
    assert_eq!(scene.refused(&owner(), foundation), ["milestone-missing"]);
    let ahead = report(Milestone::Start, "2026-03-11");
    assert_eq!(scene.refused(&owner(), ahead), ["date-ahead"]);
    scene.done(&owner(), report(Milestone::Start, "2026-03-10"));
    let again = report(Milestone::Start, "2026-03-10");
    assert_eq!(scene.refused(&owner(), again), ["milestone-reported"]);
}

#[test]
fn a_department_plans_calls_off_and_records_its_own_checks_only() {
    let mut scene = noticed();
    let promise = CheckReason::Promise { item: "A05".into() };
    let plan = act(BuildingCommand::PlanCheck {
        reason: promise.clone(),
        department: "zrzy".into(),
        inspectors: vec!["Inspector".to_owned()],
        planned_on: scene.today,
    });
    assert_eq!(scene.refused(&head("zjj"), plan.clone()), ["not-allowed"]);
    let check = planned(&mut scene, promise, "zrzy");
    let cancel = act(BuildingCommand::CancelCheck {
        check: check.id,
        reason: "not needed".to_owned(),
    });
    assert_eq!(scene.refused(&head("zjj"), cancel.clone()), ["not-allowed"]);
    let record = act(BuildingCommand::RecordCheck(record(
        &check,
        Finding::Complies,
        Vec::new(),
    )));
    assert_eq!(scene.refused(&head("zjj"), record), ["not-allowed"]);
    scene.done(&supervisor(), cancel);
    scene.done(&supervisor(), plan);
}
