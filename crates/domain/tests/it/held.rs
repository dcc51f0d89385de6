//! Time per holder: the administration's days are its own, and only those.

use window_domain::plan::{self, Track};
use window_domain::project::event::Outcome;
use window_domain::project::held::promised_days;
use window_domain::project::{Command, HeldDays, Holder, held_days};

use crate::notices::{issue, parties, signed};
use crate::scene::{CALENDAR, CATALOGUE, Scene, agent, date, lead, officer, owner};

fn days(scene: &Scene) -> HeldDays {
    held_days(scene.project(), &CATALOGUE, &CALENDAR, scene.today)
}

/// Days of window, department, other department, special procedure, enterprise. Whatever happens,
/// each working day has exactly one holder.
#[track_caller]
fn check(scene: &Scene, expected: [i32; 5]) {
    let found = days(scene);
    let holders = [
        Holder::Window,
        Holder::Department,
        Holder::OtherDepartment,
        Holder::SpecialProcedure,
        Holder::Applicant,
    ];
    assert_eq!(holders.map(|holder| found.of(holder)), expected);
    assert_eq!(found.total(), CALENDAR.count(found.from, found.until));
    assert_eq!(found.administration(), expected[..3].iter().sum::<i32>());
}

/// A01 on the officer's desk: filed Monday 2 March, handed in Monday 9, accepted Wednesday 11.
fn on_desk() -> (Scene, window_domain::id::case_number::CaseNumber) {
    let mut scene = Scene::filed(Track::Ordinary);
    scene.today = date("2026-03-09");
    scene.submitted("A01");
    scene.today = date("2026-03-11");
    scene.accept("A01", &[]).unwrap();
    let case = scene.case("A01").number.clone();
    let department = scene.case("A01").department.as_str().to_owned();
    scene.done(&officer(&department), Command::Claim { case: case.clone() });
    (scene, case)
}

fn decide(scene: &mut Scene, case: &window_domain::id::case_number::CaseNumber) {
    let department = scene.case("A01").department.as_str().to_owned();
    scene.done(
        &officer(&department),
        Scene::verdict(case, Outcome::Approved),
    );
}

#[test]
fn the_time_an_enterprise_lets_pass_is_not_the_administrations() {
    let mut scene = Scene::filed(Track::Ordinary);
    check(&scene, [0; 5]);
    scene.today = date("2026-03-20");
    check(&scene, [0, 0, 0, 0, 14]);
}

#[test]
fn each_working_day_belongs_to_whoever_held_the_project_when_it_began() {
    let (mut scene, case) = on_desk();
    scene.today = date("2026-03-16");
    decide(&mut scene, &case);
    scene.today = date("2026-03-18");
    check(&scene, [2, 3, 0, 0, 7]);
    assert!(!days(&scene).is_over);
}

#[test]
fn a_department_asked_for_its_opinion_holds_the_days_until_it_answers() {
    let (mut scene, case) = on_desk();
    let department = scene.case("A01").department.as_str().to_owned();
    scene.done(
        &officer(&department),
        Command::AskOpinion {
            case: case.clone(),
            department: "slhh".into(),
            question: "?".to_owned(),
            working_days: 3,
        },
    );
    scene.today = date("2026-03-13");
    scene.done(
        &officer("slhh"),
        Command::GiveOpinion {
            case: case.clone(),
            agrees: true,
            text: "fine".to_owned(),
        },
    );
    scene.today = date("2026-03-16");
    decide(&mut scene, &case);
    check(&scene, [2, 1, 2, 0, 5]);
}

#[test]
fn days_of_correction_are_the_enterprises() {
    let mut scene = Scene::filed(Track::Ordinary);
    let case = scene.submitted("A01");
    scene.today = date("2026-03-04");
    scene.done(
        &lead(),
        Command::RequestCorrection {
            defects: vec![Scene::defect(&case, "investment-total")],
        },
    );
    scene.today = date("2026-03-10");
    scene.upload(&owner(), "investment-total");
    let notice = scene.project().corrections[0].number.clone();
    scene.done(&owner(), Command::AnswerCorrection { notice });
    scene.today = date("2026-03-12");
    check(&scene, [4, 0, 0, 0, 4]);
}

#[test]
fn publicity_is_a_special_procedure_and_the_window_holds_what_it_can_issue() {
    // Everything up to the signature happens on Monday 2 March; public until Monday 9.
    let mut scene = signed();
    scene.today = date("2026-03-11");
    // Nobody has entered the parties: the enterprise's turn from the 10th.
    check(&scene, [0, 0, 0, 5, 2]);
    scene.done(&owner(), Command::EnterParties { parties: parties() });
    scene.today = date("2026-03-13");
    scene.done(&lead(), issue());
    check(&scene, [2, 0, 0, 5, 2]);
    // The start of construction ends the count.
    scene.today = date("2026-06-01");
    check(&scene, [2, 0, 0, 5, 2]);
    assert!(days(&scene).is_over);
}

#[test]
fn an_open_objection_is_the_windows_turn() {
    let mut scene = signed();
    scene.done(
        &agent(),
        Command::RaiseObjection {
            objector: "Neighbour".to_owned(),
            text: "noise".to_owned(),
        },
    );
    scene.today = date("2026-03-11");
    check(&scene, [2, 0, 0, 5, 0]);
}

#[test]
fn the_promise_leaves_the_publicity_out_too() {
    let scene = Scene::filed(Track::BuildFirst);
    let plan = plan::make(
        &CATALOGUE,
        &scene.project().facts,
        Track::BuildFirst,
        date("2026-03-02"),
        &CALENDAR,
    )
    .unwrap();
    let publicity = i32::from(CATALOGUE.policy().build_first.publicity_days);
    assert_eq!(
        promised_days(&plan, &CALENDAR),
        plan.working_days_to_start - publicity
    );
    assert_eq!(CATALOGUE.policy().reform.days_before, 60);
}
