//! The problem ledger: from the site to the confirmed solution, over the lead and a coordination meeting.

use window_domain::access::{Actor, Role};
use window_domain::id::entity::{MeetingId, VisitId};
use window_domain::light::Light;
use window_domain::plan::Track;
use window_domain::project::problem::event::{MeetingTask, Position};
use window_domain::project::problem::{Level, Problem, ProblemCommand, ProblemState};
use window_domain::project::{Command, replay};

use crate::scene::{CALENDAR, Scene, agent, date, lead, officer, owner, person};

fn ledger(command: ProblemCommand) -> Command {
    Command::Problem(command)
}

fn raise(topic: &str) -> Command {
    ledger(ProblemCommand::Raise {
        topic: topic.to_owned(),
        text: "the power room is wired for the old load".to_owned(),
        visit: None,
    })
}

fn step(number: &str) -> Command {
    ledger(ProblemCommand::Step {
        number: number.to_owned(),
        text: "measured on the site".to_owned(),
    })
}

fn solve(number: &str) -> Command {
    ledger(ProblemCommand::Solve {
        number: number.to_owned(),
        solution: "a second feeder".to_owned(),
    })
}

fn answer(number: &str, solved: bool, remark: &str) -> Command {
    ledger(ProblemCommand::Answer {
        number: number.to_owned(),
        solved,
        remark: remark.to_owned(),
    })
}

fn close(number: &str) -> Command {
    ledger(ProblemCommand::Close {
        number: number.to_owned(),
        lesson: "ask for the load at filing".to_owned(),
    })
}

/// Raised by the enterprise on Monday 2 March 2026.
fn raised() -> (Scene, String) {
    let mut scene = Scene::filed(Track::Ordinary);
    scene.done(&owner(), raise("power"));
    let number = first(&scene).number.clone();
    (scene, number)
}

fn first(scene: &Scene) -> &Problem {
    &scene.project().problems[0]
}

fn light(scene: &Scene) -> Light {
    first(scene).clock.light(&CALENDAR, scene.today)
}

#[test]
fn a_problem_has_number_department_person_and_a_promised_day_from_its_kind() {
    let (scene, number) = raised();
    let problem = first(&scene);
    assert_eq!(number, "WT20260001");
    assert_eq!(problem.department.as_ref().unwrap().as_str(), "gdgs");
    let due = problem.clock.due(&CALENDAR, scene.today).unwrap().date;
    assert_eq!(due, date("2026-03-11"), "seven working days");
    assert_eq!(light(&scene), Light::Green { remaining: 7 });
    assert_eq!(problem.holder(), "department");
    let mut scene = Scene::filed(Track::Ordinary);
    assert_eq!(scene.refused(&owner(), raise("weather")), ["unknown-topic"]);
    let elsewhere = ledger(ProblemCommand::Raise {
        topic: "power".to_owned(),
        text: "seen on a visit".to_owned(),
        visit: Some(VisitId::from_bytes([7; 16])),
    });
    assert_eq!(scene.refused(&agent(), elsewhere), ["unknown-visit"]);
}

#[test]
fn a_problem_is_struck_off_only_after_the_enterprise_has_confirmed_it() {
    let (mut scene, number) = raised();
    let number = number.as_str();
    assert_eq!(
        scene.refused(&agent(), close(number)),
        ["problem-unconfirmed"]
    );
    assert_eq!(
        scene.refused(&owner(), answer(number, true, "")),
        ["problem-unsolved"]
    );
    scene.done(&officer("gdgs"), step(number));
    scene.today = date("2026-03-05");
    scene.done(&officer("gdgs"), solve(number));
    assert_eq!(first(&scene).holder(), "applicant");
    assert_eq!(light(&scene), Light::Done { by: 4 });
    assert_eq!(
        scene.refused(&agent(), close(number)),
        ["problem-unconfirmed"]
    );
    assert_eq!(scene.refused(&agent(), step(number)), ["problem-solved"]);
    // Nobody says it in the enterprise's place.
    for other in [agent(), lead(), officer("gdgs")] {
        assert_eq!(
            scene.refused(&other, answer(number, true, "")),
            ["not-allowed"]
        );
    }
    scene.done(&owner(), answer(number, true, "it runs"));
    scene.done(&agent(), close(number));
    assert_eq!(
        first(&scene).state,
        ProblemState::Closed {
            on: date("2026-03-05")
        }
    );
    assert_eq!(scene.refused(&agent(), close(number)), ["problem-over"]);
}

#[test]
fn a_no_of_the_enterprise_opens_it_again_with_another_day() {
    let (mut scene, number) = raised();
    scene.done(&agent(), solve(&number));
    assert_eq!(
        scene.refused(&owner(), answer(&number, false, " ")),
        ["text-missing"]
    );
    scene.today = date("2026-03-06");
    scene.done(&owner(), answer(&number, false, "it trips at noon"));
    let problem = first(&scene);
    assert_eq!(problem.state, ProblemState::Open);
    assert_eq!((problem.reopened, problem.promises), (1, 2));
    let due = problem.clock.due(&CALENDAR, scene.today).unwrap().date;
    assert_eq!(due, date("2026-03-11"), "three working days from Friday");
    scene.today = date("2026-03-12");
    assert_eq!(light(&scene), Light::Red { overdue_days: 1 });
}

#[test]
fn only_a_department_that_has_to_do_with_the_problem_works_on_it() {
    let (mut scene, number) = raised();
    assert_eq!(
        scene.refused(&officer("zjj"), step(&number)),
        ["not-allowed"]
    );
    let direct = |days| {
        ledger(ProblemCommand::Direct {
            number: number.clone(),
            department: Some("zjj".into()),
            person: "the officer on duty".to_owned(),
            days,
            reason: "the room is part of the building".to_owned(),
        })
    };
    assert_eq!(
        scene.refused(&officer("gdgs"), direct(None)),
        ["not-allowed"]
    );
    assert_eq!(
        scene.refused(&agent(), direct(Some(61))),
        ["days-out-of-range"]
    );
    scene.done(&agent(), direct(None));
    assert_eq!(first(&scene).promises, 1, "the promise stands");
    scene.done(&officer("zjj"), step(&number));
    assert_eq!(
        scene.refused(&officer("gdgs"), step(&number)),
        ["not-allowed"]
    );
    // To see the project's other business a problem is no ground.
    assert_eq!(
        window_domain::project::relations(scene.project(), None, &officer("zjj")),
        [window_domain::access::Relation::Other]
    );
}

fn call(number: &str, on: &str) -> Command {
    ledger(ProblemCommand::CallMeeting {
        number: number.to_owned(),
        on: date(on),
        place: "Room 2".to_owned(),
        departments: vec!["gdgs".into(), "zjj".into()],
        purpose: "who pays for the second feeder".to_owned(),
    })
}

/// Minutes with a task of the power company and one of the window.
fn minutes(number: &str, meeting: MeetingId) -> Command {
    ledger(ProblemCommand::HoldMeeting {
        number: number.to_owned(),
        meeting,
        people: vec!["Officer of the power company".to_owned()],
        positions: vec![Position {
            department: "gdgs".into(),
            text: "we lay the cable".to_owned(),
        }],
        minutes: "the power company lays the feeder".to_owned(),
        tasks: vec![
            MeetingTask {
                department: Some("gdgs".into()),
                text: "lay the feeder".to_owned(),
                due: date("2026-03-10"),
            },
            MeetingTask {
                department: None,
                text: "tell the enterprise".to_owned(),
                due: date("2026-03-06"),
            },
        ],
    })
}

#[test]
fn a_problem_goes_to_the_lead_then_to_a_meeting_whose_tasks_are_done_one_by_one() {
    let (mut scene, number) = raised();
    assert_eq!(
        scene.refused(&lead(), call(&number, "2026-03-04")),
        ["problem-not-escalated"]
    );
    let escalate = ledger(ProblemCommand::Escalate {
        number: number.clone(),
        reason: "two departments disagree".to_owned(),
    });
    scene.done(&agent(), escalate.clone());
    assert_eq!(first(&scene).level(), Level::Lead);
    assert_eq!(scene.refused(&agent(), escalate), ["problem-escalated"]);
    assert_eq!(
        scene.refused(&agent(), call(&number, "2026-03-04")),
        ["not-allowed"]
    );
    assert_eq!(
        scene.refused(&lead(), call(&number, "2026-03-07")),
        ["no-working-day"]
    );
    scene.done(&lead(), call(&number, "2026-03-04"));
    assert_eq!(
        scene.refused(&lead(), call(&number, "2026-03-05")),
        ["meeting-called"]
    );
    let meeting = first(&scene).meetings[0].id;
    let hold = minutes(&number, meeting);
    assert_eq!(scene.refused(&lead(), hold.clone()), ["meeting-ahead"]);
    scene.today = date("2026-03-04");
    scene.done(&lead(), hold.clone());
    assert_eq!(scene.refused(&lead(), hold), ["meeting-held"]);
    let task = |task| {
        ledger(ProblemCommand::DoTask {
            number: number.clone(),
            meeting,
            task,
            note: "done".to_owned(),
        })
    };
    // Housing was called, so it reads the problem; the task is not its own.
    assert_eq!(scene.refused(&officer("zjj"), task(0)), ["task-of-other"]);
    scene.done(&officer("gdgs"), task(0));
    assert_eq!(scene.refused(&officer("gdgs"), task(0)), ["task-done"]);
    assert_eq!(
        scene.refused(&agent(), solve(&number)),
        ["meeting-tasks-open"]
    );
    scene.done(&agent(), task(1));
    assert_eq!(scene.refused(&agent(), task(2)), ["unknown-task"]);
    let minutes = first(&scene).meetings[0].held.as_ref().unwrap();
    let done = minutes.tasks[0].1.as_ref().unwrap();
    assert_eq!(done.by.department.as_deref(), Some("gdgs"));
    scene.done(&agent(), solve(&number));
    scene.done(&owner(), answer(&number, true, ""));
    scene.done(&lead(), close(&number));
    assert_eq!(first(&scene).level(), Level::Meeting);
    assert_eq!(replay(&scene.history).as_ref(), scene.project.as_ref());
}

#[test]
fn an_enterprise_takes_its_problem_back_and_no_other_enterprise_reads_it() {
    let (mut scene, number) = raised();
    let withdraw = ledger(ProblemCommand::Withdraw {
        number: number.clone(),
        reason: "settled among ourselves".to_owned(),
    });
    let stranger = Actor {
        enterprise: Some(window_domain::id::entity::EnterpriseId::from_bytes([2; 16])),
        ..person(6, Role::EnterpriseMember, None)
    };
    assert_eq!(scene.refused(&stranger, withdraw.clone()), ["not-allowed"]);
    scene.done(&owner(), withdraw);
    assert!(!first(&scene).is_open());
    assert_eq!(
        scene.refused(&owner(), answer("WT20260009", true, "")),
        ["unknown-problem"]
    );
}
