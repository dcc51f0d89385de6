//! What becomes of a promise, read like the law: reminded, ordered, stopped, revoked, handed over, repaired; and of a
//! design that did not pass.

use window_domain::access::Actor;
use window_domain::catalogue::{Answerable, CreditClass, Severity};
use window_domain::credit::event::{Charge, Clue, EndGround, Party as Accused, PartyKind as Role};
use window_domain::credit::{CreditCommand, ExportKind, Stage};
use window_domain::id::entity::CreditId;
use window_domain::plan::Track;
use window_domain::project::building::event::{
    BuildingEvent, FindingSource, Ground, Milestone, PromiseEnd, Step,
};
use window_domain::project::building::{BuildingCommand, Finding, HandedOver};
use window_domain::project::event::{Party, PartyKind};
use window_domain::project::{Command, ProjectEvent};

use crate::building::{
    act, approve, noticed, order, promise, standing, status, supervisor as overseer,
};
use crate::credit_scene::{
    CreditScene, ENTERPRISE, answer, answer_repair, defend, evidence, investigate, party, propose,
    receipt, repair, supervisor,
};
use crate::notices::parties;
use crate::scene::{Scene, date, head, lead, owner};

// The promise of A05 runs out on Wednesday 8 April 2026, four weeks after the notice.

fn remind(scene: &mut Scene) -> Vec<u16> {
    let before = scene.history.len();
    scene.done(&Actor::system(), act(BuildingCommand::Remind));
    let news = &scene.history[before..];
    news.iter()
        .filter_map(|fact| match &fact.event {
            ProjectEvent::Building(BuildingEvent::PromiseReminded { item, working_days })
                if *item == "A05".into() =>
            {
                Some(*working_days)
            }
            _ => None,
        })
        .collect()
}

fn reply(scene: &Scene) -> Command {
    let order = scene.project().building.orders.last().unwrap();
    act(BuildingCommand::AnswerOrder {
        number: order.number.clone(),
        text: "the soil survey came late".to_owned(),
    })
}

/// Ordered by the head of the checking department; the enterprise replies the day after.
fn ordered_and_replied(scene: &mut Scene, step: Step, on: &str, replied_on: &str) {
    scene.today = date(on);
    scene.done(&head("zrzy"), order(step, promise("A05")));
    scene.today = date(replied_on);
    let reply = reply(scene);
    scene.done(&owner(), reply);
    let order = scene.project().building.orders.last().unwrap();
    assert_eq!(order.answer.as_ref().unwrap().0, date(replied_on));
}

fn lift(scene: &Scene) -> Command {
    let orders = scene.project().building.orders.iter();
    let number = orders.last().unwrap().number.clone();
    let reason = "the approval is there".to_owned();
    act(BuildingCommand::LiftStop { number, reason })
}

fn hand_over(ground: Ground) -> Command {
    let credit = CreditId::from_bytes([5; 16]);
    act(BuildingCommand::HandOver { ground, credit })
}

/// From the day after its date up to the stop, with a reply to each order.
fn stopped() -> Scene {
    let mut scene = noticed();
    ordered_and_replied(&mut scene, Step::Rectification, "2026-04-09", "2026-04-10");
    ordered_and_replied(&mut scene, Step::Stop, "2026-04-17", "2026-04-20");
    scene
}

fn revoked() -> Scene {
    let mut scene = stopped();
    ordered_and_replied(&mut scene, Step::Revocation, "2026-04-27", "2026-04-28");
    scene
}

#[test]
fn whoever_keeps_the_promise_after_a_reminder_has_kept_it() {
    let mut scene = noticed();
    for (day, rungs) in [
        ("2026-03-23", vec![]),
        ("2026-03-24", vec![10]),
        ("2026-04-01", vec![5]),
        ("2026-04-08", vec![1]),
    ] {
        scene.today = date(day);
        assert_eq!(remind(&mut scene), rungs, "{day}");
        assert!(remind(&mut scene).is_empty(), "once only, {day}");
    }
    approve(&mut scene, "A05");
    assert_eq!(standing(&scene, "A05").end, Some(PromiseEnd::Kept));
    scene.today = date("2026-04-09");
    assert!(remind(&mut scene).is_empty(), "it is kept");
    let order = order(Step::Rectification, promise("A05"));
    assert_eq!(scene.refused(&head("zrzy"), order), ["promise-kept"]);
}

#[test]
fn past_its_date_a_reminder_no_longer_helps_and_only_a_person_goes_on() {
    let mut scene = noticed();
    scene.today = date("2026-04-09");
    assert!(remind(&mut scene).is_empty());
    assert!(standing(&scene, "A05").is_overdue(scene.today));
    assert_eq!(status(&scene), "valid");
    assert!(scene.project().building.orders.is_empty());
}

#[test]
fn whoever_follows_the_rectification_order_has_kept_late_and_the_notice_stays_valid() {
    let mut scene = noticed();
    ordered_and_replied(&mut scene, Step::Rectification, "2026-04-09", "2026-04-10");
    scene.today = date("2026-04-14");
    approve(&mut scene, "A05");
    assert_eq!(standing(&scene, "A05").end, Some(PromiseEnd::KeptLate));
    assert_eq!(status(&scene), "valid");
    scene.today = date("2026-04-17");
    let stop = order(Step::Stop, promise("A05"));
    assert_eq!(scene.refused(&head("zrzy"), stop), ["promise-kept"]);
}

#[test]
fn whoever_keeps_the_promise_under_the_stop_has_kept_late_and_works_on_when_it_is_lifted() {
    let mut scene = stopped();
    assert_eq!(status(&scene), "suspended");
    scene.today = date("2026-04-22");
    approve(&mut scene, "A05");
    assert_eq!(status(&scene), "suspended", "nobody has lifted it yet");
    let lifted = lift(&scene);
    scene.done(&head("zrzy"), lifted);
    assert_eq!(status(&scene), "valid");
    assert_eq!(standing(&scene, "A05").end, Some(PromiseEnd::KeptLate));
    scene.today = date("2026-04-27");
    let revoke = order(Step::Revocation, promise("A05"));
    let codes = scene.refused(&head("zrzy"), revoke);
    assert_eq!(codes, ["promise-kept", "step-missing"]);
}

#[test]
fn whoever_keeps_the_promise_after_the_revocation_has_broken_it() {
    let mut scene = revoked();
    assert_eq!(status(&scene), "revoked");
    let lifted = lift(&scene);
    assert_eq!(scene.refused(&lead(), lifted), ["no-stop"]);
    scene.today = date("2026-04-29");
    approve(&mut scene, "A05");
    assert_eq!(standing(&scene, "A05").end, Some(PromiseEnd::Broken));
    assert_eq!(status(&scene), "revoked", "it does not come back");
}

#[test]
fn a_reply_to_the_revocation_is_heard_before_the_matter_goes_to_credit_supervision() {
    let mut scene = stopped();
    scene.today = date("2026-04-27");
    scene.done(&head("zrzy"), order(Step::Revocation, promise("A05")));
    let hand = hand_over(promise("A05"));
    assert_eq!(scene.refused(&overseer(), hand.clone()), ["reply-running"]);
    let reply = reply(&scene);
    scene.done(&owner(), reply);
    scene.done(&overseer(), hand);
    assert_eq!(scene.project().building.handed_over.len(), 1);
}

#[test]
fn after_its_days_no_reply_is_taken_on_any_rung() {
    let mut scene = noticed();
    for (step, on, over) in [
        (Step::Rectification, "2026-04-09", "2026-04-17"),
        (Step::Stop, "2026-04-17", "2026-04-27"),
        (Step::Revocation, "2026-04-27", "2026-05-08"),
    ] {
        scene.today = date(on);
        scene.done(&head("zrzy"), order(step, promise("A05")));
        scene.today = date(over);
        let late = reply(&scene);
        assert_eq!(scene.refused(&owner(), late), ["reply-over"], "{step:?}");
    }
}

// Credit supervision goes on with what the project handed over.

/// The record that begins with a hand-over: its party is that of the hand-over and has an account.
fn record_of(handed: &HandedOver, breach: &str, kind: Role, on: &str) -> CreditScene {
    let mut credit = CreditScene::empty();
    credit.today = date(on);
    let clue = CreditCommand::RecordClue {
        credit: handed.credit,
        party: Accused {
            kind,
            company: handed.party.company.clone(),
            uscc: handed.party.uscc.clone(),
            enterprise: Some(ENTERPRISE),
        },
        clue: Clue {
            breach: breach.to_owned(),
            summary: "handed over".to_owned(),
            source: "order".to_owned(),
            project: None,
            event_on: handed.on,
        },
    };
    credit.done(&Actor::system(), clue);
    credit.done(&supervisor(1), investigate());
    credit.done(&supervisor(1), evidence());
    credit
}

/// Told, defended, answered, proposed by the investigator, decided by another, published and reported.
fn published(credit: &mut CreditScene, (facts, law): (&str, &str)) {
    let charge = Charge {
        facts: facts.to_owned(),
        law: law.to_owned(),
        class: CreditClass::General,
    };
    credit.done(&supervisor(1), CreditCommand::TellFacts { charge });
    let proposal = propose(CreditClass::General, true, "");
    credit.refused(&supervisor(1), &proposal, &["credit-defence-running"]);
    credit.done(&party(), defend());
    credit.refused(&supervisor(1), &proposal, &["credit-defence-unanswered"]);
    credit.done(&supervisor(1), answer());
    credit.done(&supervisor(1), proposal);
    credit.refused(
        &supervisor(1),
        CreditCommand::Approve,
        &["credit-investigator-decides", "second-person"],
    );
    credit.done(&supervisor(2), CreditCommand::Approve);
    credit.done(&supervisor(2), CreditCommand::Publish);
    credit.done(&Actor::system(), receipt(ExportKind::Publication, "R-1"));
    assert!(credit.record().bars(credit.today).is_some());
}

/// Applied for on the first day on which that is possible, granted by two people.
fn repaired(credit: &mut CreditScene) {
    let decided = credit.record().stage.decided().unwrap();
    let first_day = decided.ruling.min_until;
    credit.today = first_day.yesterday().unwrap();
    credit.refused(&party(), repair(true), &["credit-repair-early"]);
    credit.today = first_day;
    credit.refused(&party(), repair(false), &["credit-duties-open"]);
    credit.done(&party(), repair(true));
    credit.done(&supervisor(1), answer_repair(true));
    credit.refused(
        &supervisor(1),
        CreditCommand::ApproveRepair,
        &["second-person"],
    );
    credit.done(&supervisor(2), CreditCommand::ApproveRepair);
    let Stage::Ended(ended) = &credit.record().stage else {
        panic!("{}", credit.stage())
    };
    assert_eq!(ended.ground, EndGround::Repaired);
    assert_eq!(credit.record().bars(credit.today), None);
    credit.done(&Actor::system(), receipt(ExportKind::Ending, "R-2"));
}

#[test]
fn whoever_broke_a_promise_makes_no_other_until_its_credit_is_repaired() {
    let mut scene = revoked();
    scene.today = date("2026-05-08");
    scene.done(&overseer(), hand_over(promise("A05")));
    approve(&mut scene, "A05");
    assert_eq!(standing(&scene, "A05").end, Some(PromiseEnd::Broken));
    let handed = scene.project().building.handed_over[0].clone();
    assert_eq!(handed.party.kind, Answerable::Builder);
    let mut credit = record_of(&handed, "promise_broken", Role::Builder, "2026-05-11");
    published(&mut credit, ("A05 was not there", "Commitment letter"));

    let mut other = Scene::filed(Track::Ordinary);
    other.barred = credit.record().bars(credit.today).into_iter().collect();
    let ask = || Command::RequestBuildFirst;
    assert_eq!(other.refused(&owner(), ask()), ["credit-barred"]);
    repaired(&mut credit);
    other.barred = credit.record().bars(credit.today).into_iter().collect();
    other.done(&owner(), ask());
}

const INSTITUTE: &str = "示例设计研究院有限公司";

/// Special works with a design institute of their own, reported started on 3 March although the fire design review
/// has not passed.
fn started_without_review() -> Scene {
    let mut scene = Scene::filed_with(Track::Ordinary, &[("special_fire", "true")]);
    let mut parties = parties();
    for party in parties
        .iter_mut()
        .filter(|it| it.kind == PartyKind::Designer)
    {
        *party = Party {
            company: INSTITUTE.to_owned(),
            uscc: "91420200MA4900045P".to_owned(),
            ..party.clone()
        };
    }
    scene.done(&owner(), Command::EnterParties { parties });
    scene.today = date("2026-03-03");
    scene.done(
        &owner(),
        act(BuildingCommand::ReportMilestone {
            milestone: Milestone::Start,
            reached_on: date("2026-03-03"),
        }),
    );
    scene
}

fn traced(scene: &Scene) -> &Finding {
    let findings = &scene.project().building.findings;
    let traced = findings.iter().find(|finding| {
        matches!(&finding.source, FindingSource::Rule { rule, object }
            if rule == "fire-design-not-passed" && object == "C03")
    });
    traced.expect("the rule finds it")
}

/// The article's story: nobody saw that the works had started without their fire design review. The rule sees it,
/// names who answers for the design, and the matter goes its way to the end.
#[test]
fn a_design_that_did_not_pass_is_traced_to_its_institute_published_and_repaired() {
    let mut scene = started_without_review();
    scene.done(&overseer(), act(BuildingCommand::CrossCheck));
    let finding = traced(&scene).clone();
    assert_eq!(finding.severity, Severity::Serious);
    assert_eq!(finding.party.kind, Answerable::Designer);
    assert_eq!(finding.party.company, INSTITUTE);
    assert!(finding.law.contains("《消防法》第12"), "{}", finding.law);
    // Five working days to put it right; before they are over nobody is accused.
    assert_eq!(finding.due, date("2026-03-10"));
    let ground = Ground::Finding {
        finding: finding.id,
    };
    let hand = hand_over(ground.clone());
    assert_eq!(
        scene.refused(&overseer(), hand.clone()),
        ["finding-running"]
    );
    scene.today = date("2026-03-11");
    assert_eq!(scene.refused(&owner(), hand.clone()), ["not-allowed"]);
    scene.done(&overseer(), hand.clone());
    assert_eq!(scene.refused(&overseer(), hand), ["handed-over"]);

    let handed = scene.project().building.handed_over[0].clone();
    assert_eq!(handed.party, finding.party);
    let mut credit = record_of(&handed, "design_defective", Role::Designer, "2026-04-07");
    published(&mut credit, (&finding.text, &finding.law));
    assert_eq!(credit.record().party.company, INSTITUTE);
    repaired(&mut credit);
    // The builder is none of the accused.
    assert_ne!(handed.party.uscc, scene.project().builder.uscc);
}
