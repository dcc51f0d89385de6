//! The joint acceptance: one application, one visit, one list, one re-inspection.

use window_domain::access::Actor;
use window_domain::catalogue::Severity;
use window_domain::project::building::command::CheckRecord;
use window_domain::project::building::event::{CheckReason, Milestone, PromiseEnd, Step, Verdict};
use window_domain::project::building::promise::{Standing, standings};
use window_domain::project::building::{BuildingCommand, NoticeStatus};
use window_domain::project::event::Finding;

use crate::building::{act, approve, found, noticed, order, planned, promise, record, status};
use crate::scene::{CALENDAR, CATALOGUE, Scene, date, head, lead, officer, owner};

/// Everything obtained before the foundation, completed on 1 April: ready for the joint acceptance.
pub(crate) fn completed() -> Scene {
    let mut scene = noticed();
    let report = |scene: &mut Scene, milestone, on: &str| {
        scene.today = date(on);
        let reached_on = scene.today;
        scene.done(
            &owner(),
            act(BuildingCommand::ReportMilestone {
                milestone,
                reached_on,
            }),
        );
    };
    report(&mut scene, Milestone::Start, "2026-03-11");
    for item in [
        "A05", "B01", "A10", "A11", "B02", "C02", "C04", "C08", "C05",
    ] {
        let all = standings(scene.project(), &CALENDAR, scene.today);
        let is_open = |it: &Standing| it.item == item.into() && it.is_open();
        match item {
            "C02" => scene.record(item),
            _ if all.iter().any(is_open) => approve(&mut scene, item),
            _ => {}
        }
    }
    report(&mut scene, Milestone::Foundation, "2026-03-20");
    report(&mut scene, Milestone::MainStructure, "2026-03-30");
    report(&mut scene, Milestone::Completion, "2026-04-01");
    scene
}

fn give(scene: &mut Scene, department: &str, verdict: Verdict) {
    let remarks = match verdict {
        Verdict::Pass => Vec::new(),
        _ => vec![format!("{department}: mend the drain")],
    };
    scene.done(
        &officer(department),
        act(BuildingCommand::GiveAcceptance {
            department: department.into(),
            verdict,
            remarks,
        }),
    );
}

/// Departments that have not spoken.
pub(crate) fn silent(scene: &Scene) -> Vec<String> {
    let acceptance = scene.project().building.acceptance.as_ref().unwrap();
    acceptance.silent().map(ToString::to_string).collect()
}

/// Applied for and invited to; gives the departments that were.
fn invited(scene: &mut Scene) -> Vec<String> {
    scene.done(&owner(), act(BuildingCommand::ApplyAcceptance));
    let invite = act(BuildingCommand::InviteAcceptance {
        visit_on: date("2026-04-07"),
    });
    let day_off = act(BuildingCommand::InviteAcceptance {
        visit_on: date("2026-04-05"),
    });
    assert_eq!(scene.refused(&lead(), day_off), ["no-working-day"]);
    scene.done(&lead(), invite);
    let departments = silent(scene);
    assert!(departments.len() >= 3, "{departments:?}");
    let early = act(BuildingCommand::GiveAcceptance {
        department: departments[0].as_str().into(),
        verdict: Verdict::Pass,
        remarks: Vec::new(),
    });
    assert_eq!(
        scene.refused(&officer(&departments[0]), early),
        ["visit-ahead"]
    );
    departments
}

#[test]
fn one_visit_one_list_one_re_inspection_and_the_commitment_is_closed_as_kept() {
    let mut scene = completed();
    assert_eq!(status(&scene), "replaced");
    let departments = invited(&mut scene);
    scene.today = date("2026-04-07");
    give(&mut scene, &departments[0], Verdict::Rectify);
    give(&mut scene, &departments[1], Verdict::PassWithRemarks);
    let conclude = || act(BuildingCommand::ConcludeAcceptance { rectify_days: 5 });
    assert_eq!(scene.refused(&lead(), conclude()), ["opinion-outstanding"]);
    // Three working days after the visit the others have consented by silence.
    scene.today = date("2026-04-10");
    scene.done(&Actor::system(), act(BuildingCommand::NoteSilence));
    assert_eq!(scene.refused(&lead(), conclude()), ["opinion-outstanding"]);
    scene.today = date("2026-04-13");
    scene.done(&Actor::system(), act(BuildingCommand::NoteSilence));
    scene.done(&lead(), conclude());
    {
        let acceptance = scene.project().building.acceptance.as_ref().unwrap();
        let conclusion = acceptance.conclusion.as_ref().unwrap();
        assert_eq!(conclusion.verdict, Verdict::Rectify);
        assert_eq!(conclusion.remarks.len(), 2, "one list");
        assert!(acceptance.results.is_empty());
    }
    scene.done(
        &owner(),
        act(BuildingCommand::AskReinspection {
            text: "mended".to_owned(),
            visit_on: date("2026-04-15"),
        }),
    );
    {
        // Whoever looks again has the list, and what is said to be put right.
        let acceptance = scene.project().building.acceptance.as_ref().unwrap();
        assert!(acceptance.conclusion.is_none());
        assert_eq!(acceptance.before.as_ref().unwrap().remarks.len(), 2);
        let rectified = (date("2026-04-13"), "mended".to_owned());
        assert_eq!(acceptance.rectified, Some(rectified));
    }
    scene.today = date("2026-04-15");
    assert_eq!(
        silent(&scene),
        [departments[0].clone()],
        "only who objected"
    );
    give(&mut scene, &departments[0], Verdict::Pass);
    scene.done(&lead(), conclude());
    assert_eq!(status(&scene), "closed");
    let acceptance = scene.project().building.acceptance.as_ref().unwrap();
    let brought: Vec<&str> = acceptance
        .results
        .iter()
        .map(|result| result.item.as_str())
        .collect();
    for item in ["D01", "D09", "D10"] {
        assert!(brought.contains(&item), "{brought:?}");
    }
    let (_, end) = scene.project().building.closed.unwrap();
    assert_eq!(end, PromiseEnd::Kept);
    let late = order(Step::Rectification, promise("A05"));
    assert_eq!(scene.refused(&head("zrzy"), late), ["building-closed"]);
}

#[test]
fn what_is_not_in_order_at_the_re_inspection_has_failed() {
    let mut scene = completed();
    scene.done(&owner(), act(BuildingCommand::ApplyAcceptance));
    scene.today = date("2026-04-07");
    scene.done(
        &lead(),
        act(BuildingCommand::InviteAcceptance {
            visit_on: date("2026-04-07"),
        }),
    );
    for (index, department) in silent(&scene).iter().enumerate() {
        let verdict = if index == 0 {
            Verdict::Rectify
        } else {
            Verdict::Pass
        };
        give(&mut scene, department, verdict);
    }
    let conclude = || act(BuildingCommand::ConcludeAcceptance { rectify_days: 5 });
    scene.done(&lead(), conclude());
    let again = act(BuildingCommand::AskReinspection {
        text: "mended".to_owned(),
        visit_on: date("2026-04-08"),
    });
    scene.done(&owner(), again.clone());
    scene.today = date("2026-04-08");
    let department = silent(&scene).remove(0);
    give(&mut scene, &department, Verdict::Rectify);
    scene.done(&lead(), conclude());
    let acceptance = scene.project().building.acceptance.as_ref().unwrap();
    assert_eq!(
        acceptance.conclusion.as_ref().unwrap().verdict,
        Verdict::Fail
    );
    assert_eq!(scene.refused(&owner(), again), ["nothing-to-rectify"]);
    assert_eq!(status(&scene), "replaced");
    // After a failure it may be applied for anew.
    scene.done(&owner(), act(BuildingCommand::ApplyAcceptance));
}

/// Found between the application and the opinion of all: works that stand still are not accepted, and the commitment
/// is not closed over them.
#[test]
fn nothing_is_accepted_while_the_works_stand_still_for_a_blocking_finding() {
    let mut scene = completed();
    scene.done(&owner(), act(BuildingCommand::ApplyAcceptance));
    let visit_on = date("2026-04-02");
    scene.today = visit_on;
    scene.done(&lead(), act(BuildingCommand::InviteAcceptance { visit_on }));
    let node = CheckReason::Node {
        milestone: Milestone::Completion,
    };
    let check = planned(&mut scene, node, "zjj");
    let seen = CheckRecord {
        checked_on: visit_on,
        ..record(&check, Finding::Fails, vec![found(Severity::Blocking)])
    };
    scene.done(&head("zjj"), act(BuildingCommand::RecordCheck(seen)));
    assert_eq!(status(&scene), "suspended");
    for department in silent(&scene) {
        give(&mut scene, &department, Verdict::Pass);
    }
    let conclude = || act(BuildingCommand::ConcludeAcceptance { rectify_days: 5 });
    assert_eq!(scene.refused(&lead(), conclude()), ["findings-open"]);
    let finding = scene.project().building.findings[0].id;
    let verify = act(BuildingCommand::Verify {
        finding,
        passed: true,
        note: "looked".to_owned(),
    });
    scene.done(&head("zjj"), verify);
    scene.done(&lead(), conclude());
    assert_eq!(status(&scene), "closed");
}

#[test]
fn the_joint_acceptance_names_everything_that_is_missing_at_once() {
    let scene = noticed();
    let mut scene = scene;
    let codes = scene.refused(&owner(), act(BuildingCommand::ApplyAcceptance));
    assert_eq!(
        codes,
        ["milestone-missing", "predecessor-missing", "promise-open"]
    );
    assert!(matches!(
        scene.project().notice_status(&CATALOGUE),
        Some(NoticeStatus::Valid)
    ));
}
