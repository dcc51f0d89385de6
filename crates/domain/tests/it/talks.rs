//! Conversations through the window: who answers whom until when, who reads what, and who is no longer there.

use window_domain::access::Actor;
use window_domain::catalogue::DepartmentCode;
use window_domain::id::entity::UserId;
use window_domain::light::Light;
use window_domain::plan::Track;
use window_domain::project::problem::ProblemCommand;
use window_domain::project::talk::{Side, Talk, TalkCommand, Words};
use window_domain::project::{Command, replay};

use crate::scene::{CALENDAR, Scene, agent, date, lead, officer, owner};

fn department(code: &str) -> Side {
    Side::Department(DepartmentCode::new(code))
}

fn words(to: Side, asks: bool) -> Words {
    Words {
        to,
        person: None,
        text: "which drawing is meant?".to_owned(),
        files: Vec::new(),
        asks,
    }
}

fn open(words: Words) -> Command {
    Command::Talk(TalkCommand::Open {
        subject: "the drawing".to_owned(),
        words,
    })
}

fn say(to: Side, asks: bool) -> Command {
    Command::Talk(TalkCommand::Say {
        talk: 1,
        words: words(to, asks),
    })
}

fn release(message: u16) -> Command {
    Command::Talk(TalkCommand::Release { talk: 1, message })
}

fn settle() -> Command {
    Command::Talk(TalkCommand::Settle {
        talk: 1,
        note: "found it".to_owned(),
    })
}

/// The enterprise asks the window on Monday 2 March 2026; the power company has a problem of the project to solve.
fn asked() -> Scene {
    let mut scene = Scene::filed(Track::Ordinary);
    scene.assign_agent();
    let raise = ProblemCommand::Raise {
        topic: "power".to_owned(),
        text: "the power room is wired for the old load".to_owned(),
        visit: None,
    };
    scene.done(&owner(), Command::Problem(raise));
    scene.done(&owner(), open(words(Side::Window, true)));
    scene
}

fn talk(scene: &Scene) -> &Talk {
    &scene.project().talks[0]
}

/// Who has to answer, and the last day.
fn awaited(scene: &Scene) -> Option<(Side, String)> {
    let awaited = talk(scene).awaited.as_ref()?;
    let due = awaited.clock.due(&CALENDAR, scene.today).unwrap();
    Some((awaited.side.clone(), due.date.to_string()))
}

fn reads(scene: &Scene, side: &Side) -> Vec<u16> {
    let readable = talk(scene).readable(side);
    readable.map(|message| message.number).collect()
}

#[test]
fn a_question_goes_over_the_window_to_a_department_and_its_answer_back_when_it_is_released() {
    let mut scene = asked();
    let power = department("gdgs");
    assert_eq!(
        awaited(&scene),
        Some((Side::Window, "2026-03-03".to_owned()))
    );
    assert!(reads(&scene, &power).is_empty());

    scene.done(&agent(), say(power.clone(), true));
    assert_eq!(
        awaited(&scene),
        Some((power.clone(), "2026-03-05".to_owned()))
    );
    // It reads what it is asked about; the enterprise does not read what the window asks.
    assert_eq!(reads(&scene, &power), [1, 2]);
    assert_eq!(reads(&scene, &Side::Enterprise), [1]);
    // A word in between answers nothing.
    scene.done(&agent(), say(Side::Enterprise, false));
    assert!(talk(&scene).enterprise_waits);

    scene.today = date("2026-03-04");
    scene.done(&officer("gdgs"), say(Side::Window, false));
    assert_eq!(
        awaited(&scene),
        Some((Side::Window, "2026-03-05".to_owned()))
    );
    assert_eq!(reads(&scene, &Side::Enterprise), [1, 3]);
    assert_eq!(scene.refused(&owner(), release(4)), ["not-allowed"]);
    assert_eq!(scene.refused(&agent(), release(2)), ["unknown-talk"]);
    scene.done(&agent(), release(4));
    assert_eq!(reads(&scene, &Side::Enterprise), [1, 3, 4]);
    assert_eq!(awaited(&scene), None);
    assert_eq!(
        scene.refused(&agent(), release(4)),
        ["talk-released-before"]
    );
    assert_eq!(replay(&scene.history).as_ref(), Some(scene.project()));
}

#[test]
fn nobody_writes_past_the_window_and_none_but_those_on_the_project_are_written_to() {
    let mut scene = asked();
    for to in [Side::Enterprise, department("gdgs")] {
        assert_eq!(
            scene.refused(&officer("gdgs"), open(words(to.clone(), true))),
            ["talk-through-window"]
        );
    }
    let past = open(words(department("gdgs"), true));
    assert_eq!(scene.refused(&owner(), past), ["talk-through-window"]);
    assert_eq!(
        scene.refused(&agent(), say(department("bdc"), true)),
        ["talk-department-gone"]
    );
    // A department that is not on the project has no part in it, nor in a conversation that is not its own.
    let stranger = officer("bdc");
    assert_eq!(
        scene.refused(&stranger, open(words(Side::Window, true))),
        ["not-allowed"]
    );
    assert_eq!(
        scene.refused(&officer("gdgs"), say(Side::Window, false)),
        ["unknown-talk"]
    );
}

#[test]
fn whoever_no_longer_accompanies_the_project_is_named_with_who_does() {
    let mut scene = asked();
    let to = |person: UserId| {
        say_with(Words {
            person: Some(person),
            ..words(Side::Window, true)
        })
    };
    let present = agent().user.unwrap();
    scene.done(&owner(), to(present));
    let gone = UserId::from_bytes([9; 16]);
    let refusals = scene.give(&owner(), to(gone)).unwrap_err();
    assert_eq!(refusals.0.len(), 1);
    assert_eq!(refusals.0[0].code.as_str(), "talk-person-gone");
    let now = scene.project().agent.as_ref().unwrap().name.clone();
    assert!(
        refusals.0[0]
            .values
            .iter()
            .any(|(name, value)| *name == "now" && *value == now)
    );
}

fn say_with(words: Words) -> Command {
    Command::Talk(TalkCommand::Say { talk: 1, words })
}

#[test]
fn asking_again_gives_no_more_time_and_the_late_are_reminded_once() {
    let mut scene = asked();
    scene.today = date("2026-03-03");
    scene.done(&owner(), say(Side::Window, true));
    assert_eq!(
        awaited(&scene),
        Some((Side::Window, "2026-03-03".to_owned()))
    );
    let remind = Command::Talk(TalkCommand::Remind);
    let reminded = |scene: &mut Scene| {
        let before = scene.history.len();
        scene.done(&Actor::system(), remind.clone());
        scene.history.len() - before
    };
    assert_eq!(reminded(&mut scene), 0, "its day is not over");
    scene.today = date("2026-03-04");
    let clock = talk(&scene).awaited.as_ref().unwrap().clock.clone();
    let light = clock.light(&CALENDAR, scene.today);
    assert_eq!(light, Light::Red { overdue_days: 1 });
    assert_eq!(scene.refused(&agent(), remind.clone()), ["not-allowed"]);
    assert_eq!(reminded(&mut scene), 1);
    assert_eq!(reminded(&mut scene), 0);
    // The next question is reminded of anew.
    scene.done(&agent(), say(Side::Enterprise, true));
    scene.today = date("2026-03-12");
    assert_eq!(reminded(&mut scene), 1);
}

#[test]
fn only_whoever_asked_says_that_no_answer_is_needed() {
    let mut scene = asked();
    let refuse = |scene: &mut Scene, who: &Actor| scene.refused(who, settle());
    assert_eq!(refuse(&mut scene, &agent()), ["talk-not-asked"]);
    assert_eq!(refuse(&mut scene, &lead()), ["talk-not-asked"]);
    scene.done(&owner(), settle());
    assert_eq!(awaited(&scene), None);
    assert_eq!(refuse(&mut scene, &owner()), ["talk-answered"]);
    // What is empty is told at once.
    let empty = Words {
        text: " ".to_owned(),
        ..words(Side::Window, true)
    };
    let empty = Command::Talk(TalkCommand::Open {
        subject: String::new(),
        words: empty,
    });
    assert_eq!(scene.refused(&owner(), empty), ["text-missing"]);
}
