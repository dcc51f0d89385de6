//! The project's rules, one sentence each, on the shipped catalogue.

use window_domain::catalogue::Source;
use window_domain::clock::StopGround;
use window_domain::plan::Track;
use window_domain::project::event::Outcome;
use window_domain::project::{CaseStatus, Command, Holder};

use crate::scene::{CALENDAR, CATALOGUE, Scene, agent, date, head, lead, officer, owner};

#[test]
fn an_item_waits_for_its_predecessors() {
    let mut scene = Scene::filed(Track::Ordinary);
    scene.upload_required("A05");
    let codes = scene.refused(
        &owner(),
        Command::Submit {
            items: vec!["A05".into()],
        },
    );
    assert_eq!(codes, ["predecessor-missing"]);
    scene.record("A01");
    scene.record("A04");
    scene.upload_required("A05");
    scene.done(
        &owner(),
        Command::Submit {
            items: vec!["A05".into()],
        },
    );
    assert_eq!(scene.status("A05"), CaseStatus::Received);
}

#[test]
fn every_missing_material_is_named_at_once() {
    let mut scene = Scene::filed(Track::Ordinary);
    let refusals = scene
        .give(
            &owner(),
            Command::Submit {
                items: vec!["A01".into()],
            },
        )
        .unwrap_err();
    assert_eq!(refusals.0.len(), 4, "{refusals}");
}

#[test]
fn what_the_window_put_in_counts_only_when_the_enterprise_confirms_it() {
    let mut scene = Scene::filed(Track::Ordinary);
    scene.assign_agent();
    scene.upload(&agent(), "enterprise-profile");
    scene.upload_required("A01");
    let codes = scene.refused(
        &owner(),
        Command::Submit {
            items: vec!["A01".into()],
        },
    );
    assert_eq!(codes, ["material-unconfirmed"]);
    scene.done(
        &owner(),
        Command::ConfirmMaterial {
            material: "enterprise-profile".into(),
        },
    );
    scene.done(
        &owner(),
        Command::Submit {
            items: vec!["A01".into()],
        },
    );
}

#[test]
fn another_enterprise_may_do_nothing() {
    let mut scene = Scene::filed(Track::Ordinary);
    let mut stranger = owner();
    stranger.enterprise = Some(window_domain::id::entity::EnterpriseId::from_bytes([8; 16]));
    let codes = scene.refused(
        &stranger,
        Command::Submit {
            items: vec!["A01".into()],
        },
    );
    assert_eq!(codes, ["not-allowed"]);
}

/// 行政许可法 32: silence for 5 working days accepts the case as of its receipt.
#[test]
fn silence_accepts_after_the_fifth_working_day_and_not_before() {
    let mut scene = Scene::filed(Track::Ordinary);
    scene.submitted("A01");
    let submission = scene.submission("A01");
    let system = window_domain::access::Actor::system();
    // Received on Monday 2 March: the fifth working day is Monday 9 March.
    for day in ["2026-03-03", "2026-03-09"] {
        scene.today = date(day);
        let codes = scene.refused(&system, Command::DeemAccepted { submission });
        assert_eq!(codes, ["intake-still-open"], "{day}");
    }
    scene.today = date("2026-03-10");
    scene.done(&system, Command::DeemAccepted { submission });
    let review = scene.case("A01").review().unwrap();
    assert!(review.deemed);
    assert_eq!(review.accepted_on, date("2026-03-02"));
}

#[test]
fn nobody_but_the_law_deems_a_case_accepted() {
    let mut scene = Scene::filed(Track::Ordinary);
    scene.submitted("A01");
    let submission = scene.submission("A01");
    scene.today = date("2026-03-20");
    assert_eq!(
        scene.refused(&lead(), Command::DeemAccepted { submission }),
        ["not-allowed"]
    );
}

#[test]
fn all_defects_are_told_once() {
    let mut scene = Scene::filed(Track::Ordinary);
    let case = scene.submitted("A01");
    let first = Scene::defect(&case, "investment-total");
    scene.done(
        &lead(),
        Command::RequestCorrection {
            defects: vec![first.clone()],
        },
    );
    assert_eq!(scene.status("A01"), CaseStatus::Correcting);
    let notice = scene.project().corrections[0].number.clone();
    // An answer without the material is no answer.
    let answer = Command::AnswerCorrection { notice };
    assert_eq!(
        scene.refused(&owner(), answer.clone()),
        ["defect-unanswered"]
    );
    scene.upload(&owner(), "investment-total");
    scene.today = date("2026-03-04");
    scene.done(&owner(), answer);
    // The answer is received anew, so the window has its 5 days again.
    let due = scene
        .case("A01")
        .intake
        .due(&CALENDAR, scene.today)
        .unwrap()
        .date;
    assert_eq!(due, date("2026-03-11"));
    // What could have been told the first time cannot be told a second time…
    let late = Scene::defect(&case, "project-outline");
    let codes = scene.refused(
        &lead(),
        Command::RequestCorrection {
            defects: vec![late],
        },
    );
    assert_eq!(codes, ["told-once-only"]);
    // …but the new version may be wrong again.
    scene.done(
        &lead(),
        Command::RequestCorrection {
            defects: vec![first],
        },
    );
}

/// 国务院令716号 7: what an authority issued in this project is not asked of the enterprise.
#[test]
fn a_paper_an_authority_issued_is_not_asked_of_the_enterprise() {
    let mut scene = Scene::filed(Track::Ordinary);
    scene.record("A01");
    scene.record("A04");
    let case = scene.submitted("A05");
    let request = |material| Command::RequestCorrection {
        defects: vec![Scene::defect(&case, material)],
    };
    let refusals = scene
        .give(&lead(), request("filing-certificate"))
        .unwrap_err();
    let refusal = &refusals.0[0];
    assert_eq!(refusal.code.as_str(), "material-held");
    assert_eq!(refusal.field.as_deref(), Some("defect-0"));
    // Whose result it is, and so whom to ask instead.
    assert!(refusal.values.contains(&("item", "A01".to_owned())));
    let mut papers = CATALOGUE.item(&"A05".into()).unwrap().materials.iter();
    let own = papers.find(|paper| paper.source == Source::Applicant);
    scene.done(&lead(), request(own.unwrap().code.as_str()));
}

fn planning() -> Scene {
    let mut scene = Scene::filed(Track::Ordinary);
    for item in ["A01", "A04", "A05"] {
        scene.record(item);
    }
    scene
}

#[test]
fn a_gap_is_left_only_for_what_may_follow_and_closed_before_approval() {
    let mut scene = planning();
    let case = scene.submitted("B01");
    let refusals = scene.accept("B01", &["site-plan"]).unwrap_err();
    assert_eq!(refusals.0[0].code.as_str(), "gap-not-tolerable");
    scene.accept("B01", &["sun-traffic-study"]).unwrap();
    let zrzy = officer("zrzy");
    scene.done(&zrzy, Command::Claim { case: case.clone() });
    let approve = Scene::verdict(&case, Outcome::Approved);
    assert_eq!(scene.refused(&zrzy, approve.clone()), ["gap-open"]);
    scene.upload(&owner(), "sun-traffic-study");
    scene.done(&zrzy, approve);
    assert_eq!(scene.status("B01"), CaseStatus::Approved);
}

#[test]
fn a_correction_in_review_goes_through_the_window_and_stops_both_clocks() {
    let mut scene = planning();
    let case = scene.on_desk("B01");
    let before = scene
        .case("B01")
        .clock()
        .due(&CALENDAR, scene.today)
        .unwrap()
        .date;
    assert_eq!(before, date("2026-03-09"));
    let defects = vec![Scene::defect(&case, "site-plan")];
    scene.done(
        &officer("zrzy"),
        Command::AskCorrection {
            case: case.clone(),
            defects,
        },
    );
    assert_eq!(scene.case("B01").holder(), Holder::Window);
    scene.today = date("2026-03-03");
    scene.done(&lead(), Command::SendCorrections);
    assert_eq!(scene.case("B01").holder(), Holder::Applicant);
    scene.today = date("2026-03-06");
    scene.upload(&owner(), "site-plan");
    let notice = scene.project().corrections[0].number.clone();
    scene.done(&owner(), Command::AnswerCorrection { notice });
    // Wednesday, Thursday and Friday did not count.
    let after = scene
        .case("B01")
        .clock()
        .due(&CALENDAR, scene.today)
        .unwrap()
        .date;
    assert_eq!(after, date("2026-03-12"));
    assert_eq!(scene.case("B01").holder(), Holder::Department);
    let ends = Scene::defect(&case, "design-scheme");
    let again = Command::AskCorrection {
        case,
        defects: vec![ends],
    };
    assert_eq!(scene.refused(&officer("zrzy"), again), ["told-once-only"]);
}

#[test]
fn corrections_of_several_departments_make_one_notice() {
    let mut scene = planning();
    let design = scene.on_desk("B01");
    let power = scene.on_desk("C12");
    for (department, case, material) in [
        ("zrzy", &design, "site-plan"),
        ("gdgs", &power, "load-list"),
    ] {
        let defects = vec![Scene::defect(case, material)];
        scene.done(
            &officer(department),
            Command::AskCorrection {
                case: case.clone(),
                defects,
            },
        );
    }
    scene.done(&lead(), Command::SendCorrections);
    assert_eq!(scene.project().corrections.len(), 1);
    assert_eq!(scene.project().corrections[0].defects.len(), 2);
    assert_eq!(
        scene.refused(&lead(), Command::SendCorrections),
        ["nothing-chosen"]
    );
}

#[test]
fn a_clock_stops_only_for_a_procedure_the_item_names() {
    let mut scene = planning();
    let case = scene.on_desk("B01");
    let stop = |ground| Command::StopClock {
        case: case.clone(),
        ground,
        reason: "why".to_owned(),
    };
    let zrzy = officer("zrzy");
    assert_eq!(
        scene.refused(&zrzy, stop(StopGround::Hearing)),
        ["stop-ground-unknown"]
    );
    scene.done(&zrzy, stop(StopGround::Publicity));
    assert_eq!(scene.case("B01").holder(), Holder::SpecialProcedure);
    let approve = Scene::verdict(&case, Outcome::Approved);
    assert_eq!(scene.refused(&zrzy, approve.clone()), ["clock-stopped"]);
    scene.today = date("2026-03-05");
    scene.done(&zrzy, Command::ResumeClock { case: case.clone() });
    let due = scene
        .case("B01")
        .clock()
        .due(&CALENDAR, scene.today)
        .unwrap()
        .date;
    assert_eq!(due, date("2026-03-12"));
    scene.done(&zrzy, approve);
}

#[test]
fn an_opinion_asked_for_is_waited_for() {
    let mut scene = planning();
    let case = scene.on_desk("B01");
    let zrzy = officer("zrzy");
    let ask = |department: &str| Command::AskOpinion {
        case: case.clone(),
        department: department.into(),
        question: "what do you say".to_owned(),
        working_days: 3,
    };
    assert_eq!(scene.refused(&zrzy, ask("zrzy")), ["opinion-of-own"]);
    scene.done(&zrzy, ask("slhh"));
    assert_eq!(scene.case("B01").holder(), Holder::OtherDepartment);
    let approve = Scene::verdict(&case, Outcome::Approved);
    assert_eq!(
        scene.refused(&zrzy, approve.clone()),
        ["opinion-outstanding"]
    );
    let answer = Command::GiveOpinion {
        case: case.clone(),
        agrees: true,
        text: "fine".to_owned(),
    };
    assert_eq!(
        scene.refused(&officer("sthj"), answer.clone()),
        ["not-allowed"]
    );
    // The department asked may answer, and nothing else.
    assert_eq!(
        scene.refused(&officer("slhh"), approve.clone()),
        ["not-allowed"]
    );
    scene.done(&officer("slhh"), answer);
    scene.done(&zrzy, approve);
}

#[test]
fn two_people_sign_where_the_item_says_so() {
    let mut scene = Scene::filed(Track::Ordinary);
    scene.record("A01");
    scene.record("A04");
    let case = scene.on_desk("A05");
    let mut both = head("zrzy");
    both.user = officer("zrzy").user;
    scene.done(&officer("zrzy"), Scene::verdict(&case, Outcome::Approved));
    assert_eq!(scene.status("A05"), CaseStatus::UnderReview);
    let sign = Command::ApproveDecision { case: case.clone() };
    assert_eq!(scene.refused(&both, sign.clone()), ["second-person"]);
    assert_eq!(
        scene.refused(&officer("zrzy"), sign.clone()),
        ["not-allowed"]
    );
    scene.done(&head("zrzy"), sign);
    assert_eq!(scene.status("A05"), CaseStatus::Approved);
    assert!(
        scene
            .case("A05")
            .decision()
            .unwrap()
            .certificate_no
            .is_some()
    );
}

#[test]
fn a_refusal_gives_reasons_and_a_failed_point_is_not_approved() {
    let mut scene = planning();
    let case = scene.on_desk("B01");
    let zrzy = officer("zrzy");
    let Command::Decide { points, .. } = Scene::verdict(&case, Outcome::Refused) else {
        unreachable!("a verdict is a decision")
    };
    let decide = |outcome, reasons: &str| Command::Decide {
        case: case.clone(),
        outcome,
        reasons: reasons.to_owned(),
        points: points.clone(),
    };
    assert_eq!(
        scene.refused(&zrzy, decide(Outcome::Approved, "")),
        ["checklist-failed"]
    );
    assert_eq!(
        scene.refused(&zrzy, decide(Outcome::Refused, " ")),
        ["reasons-missing"]
    );
    scene.done(&zrzy, decide(Outcome::Refused, "against the plan"));
    // The enterprise may apply again.
    scene.done(
        &owner(),
        Command::Submit {
            items: vec!["B01".into()],
        },
    );
}

#[test]
fn time_is_booked_on_whoever_holds_the_case() {
    let mut scene = planning();
    let case = scene.on_desk("B01");
    let defects = vec![Scene::defect(&case, "site-plan")];
    scene.today = date("2026-03-03");
    scene.done(
        &officer("zrzy"),
        Command::AskCorrection {
            case: case.clone(),
            defects,
        },
    );
    scene.today = date("2026-03-04");
    scene.done(&lead(), Command::SendCorrections);
    let holders: Vec<Holder> = scene
        .case("B01")
        .held
        .iter()
        .map(|(_, holder)| *holder)
        .collect();
    let expected = [
        Holder::Window,
        Holder::Department,
        Holder::Window,
        Holder::Applicant,
    ];
    assert_eq!(holders, expected);
    scene.done(
        &owner(),
        Command::Withdraw {
            case,
            reason: "later".to_owned(),
        },
    );
    assert_eq!(scene.case("B01").holder(), Holder::Nobody);
}
