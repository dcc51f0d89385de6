//! Credit records after the decision: publication, platforms, repair, and what they bar from.

use window_domain::access::{Action, Actor, Role};
use window_domain::catalogue::CreditClass::{General, Minor, Serious};
use window_domain::credit::{CreditCommand, ExportKind, Stage, relations};

use crate::credit_scene::{
    CreditScene, USCC, answer_repair, failure, party, receipt, repair, supervisor, withdraw,
};
use crate::scene::{CALENDAR, CATALOGUE, date, head, lead, person};

fn reason() -> String {
    "理由".to_owned()
}

// Publication and its end.

#[test]
fn a_decision_is_published_by_the_seventh_working_day_and_once() {
    let mut scene = CreditScene::decided(General);
    let ruling = &scene.record().stage.decided().unwrap().ruling;
    assert_eq!(ruling.publish_by, date("2026-05-20"));
    scene.done(&supervisor(1), CreditCommand::Publish);
    scene.refused(&supervisor(1), CreditCommand::Publish, &["credit-stage"]);
}

#[test]
fn what_is_not_for_publication_or_too_old_is_not_published() {
    let mut scene = CreditScene::decided(Minor);
    scene.refused(
        &supervisor(1),
        CreditCommand::Publish,
        &["credit-not-published"],
    );
    let mut scene = CreditScene::decided(General);
    scene.today = date("2027-05-12");
    scene.refused(
        &supervisor(1),
        CreditCommand::Publish,
        &["credit-maximum-over"],
    );
}

#[test]
fn publication_ends_by_itself_the_day_after_the_longest_time_and_not_before() {
    let mut scene = CreditScene::published(General);
    let system = Actor::system();
    scene.today = date("2027-05-11");
    scene.refused(
        &system,
        CreditCommand::EndAtMaximum,
        &["credit-maximum-ahead"],
    );
    scene.today = date("2027-05-12");
    scene.refused(
        &supervisor(1),
        CreditCommand::EndAtMaximum,
        &["not-allowed"],
    );
    scene.done(&system, CreditCommand::EndAtMaximum);
    scene.no_news(&system, CreditCommand::EndAtMaximum);
    assert_eq!(scene.stage(), "ended");
    scene.refused(&party(), repair(true), &["credit-stage"]);
}

#[test]
fn a_record_of_the_wrong_party_is_withdrawn_at_any_stage() {
    for mut scene in [
        CreditScene::clue(),
        CreditScene::told(),
        CreditScene::proposed(General),
        CreditScene::decided(General),
    ] {
        scene.done(&supervisor(3), withdraw(""));
        assert!(!scene.record().is_open());
        assert_eq!(scene.record().to_tell(ExportKind::Correction), None);
        scene.refused(&supervisor(3), withdraw(""), &["credit-stage"]);
    }
}

#[test]
fn what_was_published_of_the_wrong_party_is_corrected_in_public() {
    let mut scene = CreditScene::published(Serious);
    scene.refused(&supervisor(3), withdraw(""), &["text-missing"]);
    scene.done(&supervisor(3), withdraw("原记录有误，予以更正"));
    let Stage::Withdrawn(withdrawn) = &scene.record().stage else {
        panic!("withdrawn")
    };
    assert!(withdrawn.correction.is_some());
    assert!(!scene.record().is_open());
    // A platform that never heard of the record is not told the wrong thing first.
    let messages = scene.record().messages(CATALOGUE.credit(), &CALENDAR);
    assert!(
        messages
            .iter()
            .all(|message| message.about == ExportKind::Correction)
    );
    assert_eq!(messages.len(), CATALOGUE.credit().targets.len());
}

// Platforms.

#[test]
fn a_receipt_delivered_twice_is_one_and_another_for_the_same_message_is_refused() {
    let mut scene = CreditScene::published(General);
    let system = Actor::system();
    scene.done(&system, receipt(ExportKind::Publication, "R-1"));
    scene.no_news(&system, receipt(ExportKind::Publication, " R-1 "));
    scene.refused(
        &system,
        receipt(ExportKind::Publication, "R-2"),
        &["credit-receipt-differs"],
    );
    scene.refused(
        &system,
        receipt(ExportKind::Ending, "R-3"),
        &["credit-stage"],
    );
    scene.refused(
        &supervisor(1),
        receipt(ExportKind::Publication, "R-1"),
        &["not-allowed"],
    );
    let unknown = CreditCommand::AcknowledgeExport {
        target: "nobody".to_owned(),
        about: ExportKind::Publication,
        receipt_no: "R-1".to_owned(),
    };
    scene.refused(&system, unknown, &["credit-target-unknown"]);
}

#[test]
fn failures_and_receipts_that_never_come_are_seen() {
    let mut scene = CreditScene::published(General);
    let system = Actor::system();
    scene.done(&system, failure(1));
    scene.no_news(&system, failure(1));
    scene.done(&system, failure(2));
    let overdue = |scene: &CreditScene, day: &str| {
        let messages = scene.record().messages(CATALOGUE.credit(), &CALENDAR);
        let overdue = messages
            .iter()
            .filter(|message| message.is_overdue(date(day)));
        overdue
            .map(|message| message.target.to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(overdue(&scene, "2026-05-13"), Vec::<String>::new());
    assert_eq!(
        overdue(&scene, "2026-05-14"),
        ["credit_hubei", "double_publicity"]
    );
    let exports = &scene.record().exports;
    let export = &exports[&("credit_hubei".to_owned(), ExportKind::Publication)];
    assert_eq!(export.failures.len(), 2);
    scene.done(&system, receipt(ExportKind::Publication, "R-1"));
    scene.no_news(&system, failure(3));
    assert_eq!(overdue(&scene, "2026-05-14"), ["double_publicity"]);
}

// Repair.

#[test]
fn repair_is_asked_for_from_the_shortest_time_on_and_with_all_duties_fulfilled() {
    let mut scene = CreditScene::published(Serious);
    scene.today = date("2027-05-10");
    scene.refused(
        &party(),
        repair(false),
        &["credit-duties-open", "credit-repair-early"],
    );
    scene.today = date("2027-05-11");
    scene.refused(&supervisor(1), repair(true), &["not-allowed"]);
    scene.done(&party(), repair(true));
    scene.refused(&party(), repair(true), &["credit-repair-under-way"]);
}

#[test]
fn repair_is_decided_by_two_people_and_refused_with_reasons() {
    let mut scene = CreditScene::published(General);
    scene.today = date("2026-08-11");
    scene.refused(
        &supervisor(1),
        answer_repair(true),
        &["credit-no-application"],
    );
    scene.done(&party(), repair(true));
    scene.refused(
        &supervisor(2),
        CreditCommand::ApproveRepair,
        &["no-proposal"],
    );
    scene.done(&supervisor(1), answer_repair(false));
    scene.refused(
        &supervisor(1),
        CreditCommand::ApproveRepair,
        &["second-person"],
    );
    scene.done(
        &supervisor(2),
        CreditCommand::ReturnRepair { reason: reason() },
    );
    scene.done(&supervisor(1), answer_repair(false));
    scene.done(&supervisor(2), CreditCommand::ApproveRepair);
    assert!(scene.record().is_open());
    // A refused party may apply again.
    scene.done(&party(), repair(true));
    scene.done(&supervisor(2), answer_repair(true));
    scene.done(&supervisor(1), CreditCommand::ApproveRepair);
    assert!(!scene.record().is_open());
    let answered = &scene.record().stage.decided().unwrap().repair.answered;
    assert_eq!(
        answered.iter().map(|one| one.granted).collect::<Vec<_>>(),
        [false, true]
    );
    scene.done(&Actor::system(), receipt(ExportKind::Ending, "R-9"));
}

// What a record keeps its party from.

#[test]
fn a_party_is_barred_from_the_decision_until_the_end_and_told_how_to_repair() {
    let scene = CreditScene::proposed(General);
    assert!(!scene.record().is_open() && scene.record().bars(scene.today).is_none());
    let mut scene = CreditScene::decided(General);
    let bar = scene.record().bars(scene.today).unwrap();
    assert_eq!((bar.since, bar.uscc.as_str()), (date("2026-05-11"), USCC));
    let refusal = bar.refusal();
    assert_eq!(refusal.code.as_str(), "credit-barred");
    assert!(refusal.values.contains(&("limit", "2026-08-11".to_owned())));
    let rules = CATALOGUE.credit().rules(&bar.ruling.rules).unwrap();
    assert!(!rules.repair.is_empty());
    // Whoever forgets to record the end does not lengthen it.
    assert!(scene.record().bars(date("2027-05-11")).is_some());
    assert!(scene.record().bars(date("2027-05-12")).is_none());
    scene.today = date("2026-08-11");
    scene.done(&party(), repair(true));
    assert!(scene.record().bars(scene.today).unwrap().repair_under_way);
}

#[test]
fn nobody_but_supervisors_moves_a_record() {
    let mut scene = CreditScene::told();
    let manager = person(9, Role::Manager, None);
    assert!(manager.may(Action::ReadCredit, &relations(scene.record(), &manager)));
    for actor in [manager, lead(), head("zjj"), Actor::system(), party()] {
        scene.refused(
            &actor,
            CreditCommand::Drop { reason: reason() },
            &["not-allowed"],
        );
        scene.refused(&actor, withdraw("x"), &["not-allowed"]);
    }
}
