//! Credit records: the way of a clue to its end, each rule as a sentence.

use window_domain::access::{Action, Actor};
use window_domain::calendar::months_after;
use window_domain::catalogue::CreditClass::{General, Minor, Serious};
use window_domain::credit::event::Party;
use window_domain::credit::{CreditCommand, CreditEvent, Defence, ExportKind, relations, replay};
use window_domain::id::entity::{EnterpriseId, UserId};

use crate::credit_scene::{
    CreditScene, ENTERPRISE, USCC, answer, answer_repair, clue, defend, evidence, investigate,
    paper, party, propose, receipt, repair, stranger, supervisor, tell,
};
use crate::scene::date;

fn reason() -> String {
    "理由".to_owned()
}

#[test]
fn a_clue_walks_through_defence_and_two_signatures_to_repair() {
    let mut scene = CreditScene::clue();
    scene.done(&supervisor(1), investigate());
    scene.done(&supervisor(1), evidence());
    scene.done(&supervisor(1), tell(General));
    scene.done(&party(), defend());
    scene.done(&supervisor(1), answer());
    scene.done(&supervisor(1), propose(General, true, ""));
    scene.done(&supervisor(2), CreditCommand::Approve);
    scene.done(&supervisor(2), CreditCommand::Publish);
    scene.done(&Actor::system(), receipt(ExportKind::Publication, "R-1"));
    scene.today = date("2026-08-11");
    scene.done(&party(), repair(true));
    scene.done(&supervisor(1), answer_repair(true));
    scene.done(&supervisor(2), CreditCommand::ApproveRepair);
    assert_eq!(scene.stage(), "ended");
    let forms: Vec<_> = scene
        .record()
        .letters
        .iter()
        .map(|letter| letter.form.as_str())
        .collect();
    assert_eq!(forms, ["credit_facts", "credit_decision", "credit_repair"]);
    assert_eq!(replay(&scene.stream), scene.record);
}

#[test]
fn a_stored_record_reads_back_as_it_was_written() {
    let scene = CreditScene::published(General);
    for recorded in &scene.stream {
        let text = serde_json::to_string(recorded).unwrap();
        assert_eq!(
            &serde_json::from_str::<window_domain::context::Recorded<CreditEvent>>(&text).unwrap(),
            recorded
        );
    }
    let first = serde_json::to_value(&scene.stream[0].event).unwrap();
    assert_eq!(first["kind"], "clue_recorded");
}

// The clue.

#[test]
fn a_clue_must_name_its_party_source_breach_and_a_day_that_was() {
    let mut scene = CreditScene::empty();
    let CreditCommand::RecordClue {
        credit,
        party,
        mut clue,
    } = clue(date("2026-05-12"))
    else {
        panic!("a clue")
    };
    clue.breach = "none".to_owned();
    clue.source = " ".to_owned();
    let party = Party {
        uscc: "91420200MA49000106".to_owned(),
        enterprise: None,
        ..party
    };
    scene.refused(
        &supervisor(1),
        CreditCommand::RecordClue {
            credit,
            party,
            clue,
        },
        &[
            "credit-breach-unknown",
            "date-before",
            "number-invalid",
            "text-missing",
        ],
    );
}

#[test]
fn the_same_clue_twice_is_one_record_and_another_under_its_id_is_refused() {
    let mut scene = CreditScene::empty();
    scene.done(&Actor::system(), clue(date("2026-05-06")));
    scene.no_news(&Actor::system(), clue(date("2026-05-06")));
    scene.refused(
        &Actor::system(),
        clue(date("2026-05-07")),
        &["credit-exists"],
    );
}

#[test]
fn nothing_can_be_asked_of_a_record_that_does_not_exist() {
    let mut scene = CreditScene::empty();
    scene.refused(&supervisor(1), investigate(), &["no-credit"]);
}

#[test]
fn an_account_is_linked_only_if_its_code_is_the_partys() {
    let mut scene = CreditScene::empty();
    let CreditCommand::RecordClue {
        credit,
        party,
        clue,
    } = clue(date("2026-05-06"))
    else {
        panic!("a clue")
    };
    let party = Party {
        enterprise: None,
        ..party
    };
    scene.done(
        &supervisor(1),
        CreditCommand::RecordClue {
            credit,
            party,
            clue,
        },
    );
    let link = |uscc: &str, number| CreditCommand::LinkParty {
        enterprise: EnterpriseId::from_bytes([number; 16]),
        uscc: uscc.to_owned(),
    };
    scene.refused(
        &Actor::system(),
        link("91420200MA49000999", 1),
        &["credit-party-other"],
    );
    scene.done(&Actor::system(), link(USCC, 1));
    scene.no_news(&Actor::system(), link(USCC, 1));
    scene.refused(&Actor::system(), link(USCC, 2), &["credit-party-other"]);
    assert_eq!(scene.record().party.enterprise, Some(ENTERPRISE));
}

// Telling and hearing.

#[test]
fn facts_are_not_told_without_evidence_or_law() {
    let mut scene = CreditScene::clue();
    scene.refused(&supervisor(1), tell(General), &["credit-stage"]);
    scene.done(&supervisor(1), investigate());
    let CreditCommand::TellFacts { mut charge } = tell(General) else {
        panic!("facts")
    };
    charge.law = String::new();
    scene.refused(
        &supervisor(1),
        CreditCommand::TellFacts { charge },
        &["credit-evidence-missing", "text-missing"],
    );
    scene.done(&supervisor(1), evidence());
    scene.no_news(&supervisor(1), evidence());
    scene.done(&supervisor(1), tell(General));
}

#[test]
fn the_party_has_five_working_days_from_the_day_after_the_letter() {
    let scene = CreditScene::told();
    // Monday 11 May to Monday 18 May.
    assert_eq!(
        scene.record().stage.told().unwrap().defence_until,
        date("2026-05-18")
    );
}

#[test]
fn nothing_is_proposed_before_the_party_was_heard_or_its_days_are_over() {
    let mut scene = CreditScene::told();
    scene.today = date("2026-05-18");
    scene.refused(
        &supervisor(1),
        propose(General, true, ""),
        &["credit-defence-running"],
    );
    scene.refused(
        &supervisor(1),
        CreditCommand::RecordLapse,
        &["credit-defence-running"],
    );
    // Silence is never passed over silently: somebody records it.
    scene.today = date("2026-05-19");
    scene.refused(
        &supervisor(1),
        propose(General, true, ""),
        &["credit-defence-unheard"],
    );
    scene.done(&supervisor(1), CreditCommand::RecordLapse);
    scene.done(&supervisor(1), propose(General, true, ""));
}

#[test]
fn a_defence_is_answered_before_anything_is_proposed() {
    let mut scene = CreditScene::told();
    scene.done(&party(), defend());
    scene.refused(
        &supervisor(1),
        propose(General, true, ""),
        &["credit-defence-unanswered"],
    );
    scene.done(&supervisor(1), answer());
    scene.refused(&supervisor(1), answer(), &["credit-nothing-to-answer"]);
    scene.done(&supervisor(1), propose(General, true, ""));
}

#[test]
fn a_second_word_of_the_party_is_added_to_the_first_and_answered_too() {
    let mut scene = CreditScene::told();
    scene.done(&party(), defend());
    scene.done(&supervisor(1), answer());
    scene.done(&party(), defend());
    scene.refused(
        &supervisor(1),
        propose(General, true, ""),
        &["credit-defence-unanswered"],
    );
    let Defence::Given { statements, .. } = &scene.record().stage.heard().unwrap().defence else {
        panic!("a defence")
    };
    assert_eq!(statements.len(), 2);
}

#[test]
fn a_paper_received_in_time_is_heard_even_after_a_proposal() {
    let mut scene = CreditScene::told();
    scene.today = date("2026-05-20");
    scene.done(&supervisor(1), CreditCommand::RecordLapse);
    scene.done(&supervisor(1), propose(General, true, ""));
    scene.refused(
        &supervisor(1),
        paper(date("2026-05-19")),
        &["credit-defence-over"],
    );
    scene.done(&supervisor(1), paper(date("2026-05-18")));
    assert_eq!(scene.stage(), "heard");
    scene.refused(&supervisor(2), CreditCommand::Approve, &["no-proposal"]);
}

#[test]
fn a_late_answer_is_heard_as_long_as_nobody_went_on_without_it() {
    let mut scene = CreditScene::told();
    scene.today = date("2026-05-25");
    scene.done(&party(), defend());
    assert_eq!(scene.stage(), "heard");
}

#[test]
fn a_paper_cannot_be_received_before_the_letter_or_tomorrow() {
    let mut scene = CreditScene::told();
    scene.refused(&supervisor(1), paper(date("2026-05-10")), &["date-before"]);
    scene.refused(&supervisor(1), paper(date("2026-05-12")), &["date-before"]);
}

#[test]
fn only_the_party_itself_defends_and_only_once_it_was_told() {
    let mut scene = CreditScene::clue();
    scene.refused(&party(), defend(), &["not-allowed"]);
    assert!(!party().may(Action::ReadCredit, &relations(scene.record(), &party())));
    scene = CreditScene::told();
    assert!(party().may(Action::ReadCredit, &relations(scene.record(), &party())));
    scene.refused(&stranger(), defend(), &["not-allowed"]);
    scene.refused(
        &supervisor(1),
        CreditCommand::WaiveDefence,
        &["not-allowed"],
    );
    scene.done(&party(), CreditCommand::WaiveDefence);
    scene.refused(&party(), CreditCommand::WaiveDefence, &["credit-stage"]);
}

#[test]
fn facts_looked_into_again_are_told_again_and_the_first_answer_is_kept() {
    let mut scene = CreditScene::told();
    scene.refused(
        &supervisor(1),
        CreditCommand::ReopenInvestigation {
            reason: String::new(),
        },
        &["text-missing"],
    );
    scene.done(&party(), defend());
    scene.done(
        &supervisor(1),
        CreditCommand::ReopenInvestigation { reason: reason() },
    );
    scene.refused(
        &supervisor(1),
        propose(General, true, ""),
        &["credit-stage"],
    );
    let earlier = &scene.record().stage.investigation().unwrap().earlier;
    assert!(matches!(earlier[0].defence, Some(Defence::Given { .. })));
    assert!(scene.record().is_known_to_party());
    scene.done(&supervisor(1), tell(Minor));
    scene.refused(
        &supervisor(1),
        propose(Minor, false, ""),
        &["credit-defence-running"],
    );
}

// The decision.

#[test]
fn the_proposer_does_not_approve() {
    let mut scene = CreditScene::told();
    scene.done(&party(), CreditCommand::WaiveDefence);
    scene.done(&supervisor(2), propose(General, true, ""));
    scene.refused(&supervisor(2), CreditCommand::Approve, &["second-person"]);
    scene.done(&supervisor(3), CreditCommand::Approve);
}

#[test]
fn whoever_investigated_does_not_decide_not_even_after_handing_it_on() {
    let mut scene = CreditScene::clue();
    scene.done(&supervisor(1), investigate());
    scene.done(
        &supervisor(1),
        CreditCommand::OpenInvestigation {
            investigator: UserId::from_bytes([2; 16]),
            name: "Person 2".to_owned(),
        },
    );
    scene.done(&supervisor(2), evidence());
    scene.done(&supervisor(2), tell(General));
    scene.done(&party(), CreditCommand::WaiveDefence);
    scene.done(&supervisor(3), propose(General, true, ""));
    for investigator in [1, 2] {
        scene.refused(
            &supervisor(investigator),
            CreditCommand::Approve,
            &["credit-investigator-decides"],
        );
    }
    scene.done(&supervisor(4), CreditCommand::Approve);
}

#[test]
fn a_returned_proposal_is_made_anew() {
    let mut scene = CreditScene::proposed(General);
    scene.refused(
        &supervisor(2),
        CreditCommand::ReturnProposal {
            reason: String::new(),
        },
        &["text-missing"],
    );
    scene.done(
        &supervisor(2),
        CreditCommand::ReturnProposal { reason: reason() },
    );
    scene.refused(&supervisor(2), CreditCommand::Approve, &["no-proposal"]);
    let returned = scene
        .record()
        .stage
        .heard()
        .unwrap()
        .returned
        .as_ref()
        .unwrap();
    assert_eq!(returned.reason, reason());
    scene.done(&supervisor(1), propose(Serious, true, ""));
}

#[test]
fn the_dates_follow_from_the_rules_of_the_decisions_day() {
    let dates = |class, day: &str| {
        let mut scene = CreditScene::proposed(class);
        scene.today = date(day);
        scene.done(&supervisor(2), CreditCommand::Approve);
        let ruling = &scene.record().stage.decided().unwrap().ruling;
        (
            ruling.rules.clone(),
            ruling.min_until.to_string(),
            ruling.max_until.to_string(),
        )
    };
    let expect = |rules: &str, min: &str, max: &str| (rules.into(), min.into(), max.into());
    assert_eq!(
        dates(Minor, "2026-08-31"),
        expect("ndrc-2025-36", "2026-08-31", "2026-11-30")
    );
    assert_eq!(
        dates(General, "2026-11-30"),
        expect("ndrc-2025-36", "2027-02-28", "2027-11-30")
    );
    assert_eq!(
        dates(Serious, "2028-02-29"),
        expect("ndrc-2025-36", "2029-02-28", "2031-02-28")
    );
    // The last day of the trial rules and the first of the new ones.
    assert_eq!(
        dates(General, "2026-03-31"),
        expect("ndrc-2023-58", "2026-06-30", "2029-03-31")
    );
    assert_eq!(
        dates(General, "2026-04-01"),
        expect("ndrc-2025-36", "2026-07-01", "2027-04-01")
    );
}

#[test]
fn a_month_later_is_the_same_day_or_the_last_of_a_shorter_month() {
    for (start, months, end) in [
        ("2026-08-31", 6, "2027-02-28"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2026-08-31", 1, "2026-09-30"),
        ("2026-08-30", 6, "2027-02-28"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2026-12-31", 0, "2026-12-31"),
        ("2026-05-11", 36, "2029-05-11"),
    ] {
        assert_eq!(
            months_after(date(start), months),
            date(end),
            "{start} + {months}"
        );
    }
}

#[test]
fn a_decision_before_all_rules_is_refused() {
    let mut scene = CreditScene::proposed(General);
    scene.today = date("2019-06-30");
    scene.refused(
        &supervisor(2),
        CreditCommand::Approve,
        &["credit-rules-missing"],
    );
}

#[test]
fn a_minor_breach_is_published_only_for_a_reason_and_a_general_one_always() {
    let mut scene = CreditScene::told();
    scene.done(&party(), CreditCommand::WaiveDefence);
    scene.refused(
        &supervisor(1),
        propose(General, false, ""),
        &["credit-must-publish"],
    );
    scene.refused(
        &supervisor(1),
        propose(Minor, true, " "),
        &["credit-publish-reason"],
    );
    scene.done(&supervisor(1), propose(Minor, true, "群众举报，确有必要"));
    scene.done(&supervisor(2), CreditCommand::Approve);
    scene.done(&supervisor(2), CreditCommand::Publish);
    // At most three months, and repair at once.
    assert_eq!(
        scene.record().stage.decided().unwrap().ruling.max_until,
        date("2026-08-11")
    );
    scene.done(&party(), repair(true));
}

#[test]
fn an_unfounded_case_is_dropped_before_its_decision_and_not_after() {
    let drop = || CreditCommand::Drop { reason: reason() };
    for mut scene in [
        CreditScene::clue(),
        CreditScene::told(),
        CreditScene::proposed(General),
    ] {
        let no_reason = CreditCommand::Drop {
            reason: " ".to_owned(),
        };
        scene.refused(&supervisor(1), no_reason, &["text-missing"]);
        scene.done(&supervisor(1), drop());
        assert_eq!(scene.stage(), "dropped");
        scene.refused(&supervisor(1), investigate(), &["credit-stage"]);
    }
    CreditScene::decided(General).refused(&supervisor(1), drop(), &["credit-stage"]);
}
