//! Visits of one agent to several projects: no two at once, and whose each of them was.

use window_domain::access::Actor;
use window_domain::id::entity::UserId;
use window_domain::project::Command;
use window_domain::project::agency::AgencyCommand;
use window_domain::project::agency::command::{NewVisit, Taken};
use window_domain::service_review::served::in_project;

use crate::agency::{act, assigned, card, colleague, visit};
use crate::scene::{CATALOGUE, Scene, agent, date, lead, owner};

fn at(on: &str, hour: i8, minute: i8, taken: &[&str]) -> Command {
    let other = |at: &&str| Taken {
        at: at.parse().unwrap(),
        project: "Plant 7".to_owned(),
    };
    act(AgencyCommand::PlanVisit(NewVisit {
        time: Some(jiff::civil::time(hour, minute, 0, 0)),
        taken: taken.iter().map(other).collect(),
        ..visit(on)
    }))
}

#[test]
fn two_visits_of_one_agent_at_the_same_hour_are_refused_and_the_next_free_hour_is_offered() {
    let mut scene = assigned();
    // Wednesday; Friday is 2026-03-06.
    let nine = "2026-03-04T09:00";
    for (command, offered) in [
        (at("2026-03-04", 9, 0, &[nine]), "2026-03-04T10:00:00"),
        (at("2026-03-04", 9, 59, &[nine]), "2026-03-04T10:59:00"),
        (at("2026-03-04", 8, 30, &[nine]), "2026-03-04T10:30:00"),
        (
            at("2026-03-04", 9, 0, &[nine, "2026-03-04T10:30"]),
            "2026-03-04T12:00:00",
        ),
        // The window closes at half past five; the next working day begins at its opening.
        (
            at("2026-03-04", 17, 0, &["2026-03-04T17:00"]),
            "2026-03-05T08:30:00",
        ),
        (
            at("2026-03-06", 17, 0, &["2026-03-06T17:00"]),
            "2026-03-09T08:30:00",
        ),
        (
            at(
                "2026-03-06",
                17,
                0,
                &["2026-03-06T17:00", "2026-03-09T08:00"],
            ),
            "2026-03-09T09:30:00",
        ),
    ] {
        let refusals = scene.give(&agent(), command.clone()).expect_err("refused");
        let refusal = &refusals.0[0];
        assert_eq!(refusal.code.as_str(), "visit-taken", "{command:?}");
        assert_eq!(refusal.field.as_deref(), Some("time"));
        let value = |wanted: &str| {
            let found = refusal.values.iter().find(|(name, _)| *name == wanted);
            found.unwrap().1.clone()
        };
        assert_eq!(value("nearest"), offered, "{command:?}");
        assert_eq!(value("project"), "Plant 7");
    }
    // An hour later is free; without an hour nothing is taken; what is past is typed up as it was.
    for command in [
        at("2026-03-04", 10, 0, &[nine]),
        at("2026-03-04", 8, 0, &[nine]),
        act(AgencyCommand::PlanVisit(visit("2026-03-04"))),
        at("2026-02-27", 9, 0, &["2026-02-27T09:00"]),
    ] {
        scene.done(&agent(), command);
    }
}

#[test]
fn a_visit_was_made_by_whoever_stood_in_and_stays_theirs_after_a_hand_over() {
    let mut scene = assigned();
    for on in ["2026-03-03", "2026-03-04", "2026-03-09"] {
        scene.done(&agent(), act(AgencyCommand::PlanVisit(visit(on))));
    }
    let ids: Vec<_> = scene
        .project()
        .agency
        .visits
        .iter()
        .map(|it| it.id)
        .collect();
    let stand_in = act(AgencyCommand::Substitute {
        card: card(13),
        until: date("2026-03-06"),
        reason: "annual leave".to_owned(),
    });
    scene.done(&lead(), stand_in);
    let who = |scene: &Scene, number: usize| {
        let project = scene.project();
        project
            .visitor(&project.agency.visits[number])
            .unwrap()
            .name
            .clone()
    };
    assert_eq!(
        who(&scene, 0),
        "Agent 13",
        "whoever goes there is on the sheet"
    );
    assert_eq!(who(&scene, 2), "Agent 3", "who is back by then");
    let steps = |id| {
        [
            AgencyCommand::Arrive {
                visit: id,
                at: None,
            },
            AgencyCommand::Leave {
                visit: id,
                at: None,
                outcome: "seen".to_owned(),
            },
        ]
    };
    for step in steps(ids[0]) {
        scene.done(&colleague(), act(step));
    }
    // The agent came back a day early and went there.
    for step in steps(ids[1]) {
        scene.done(&agent(), act(step));
    }
    scene.done(&Actor::system(), act(AgencyCommand::EndSubstitute));
    for id in ids.into_iter().take(2) {
        let confirm = AgencyCommand::ConfirmVisit {
            visit: id,
            agrees: true,
            remark: String::new(),
        };
        scene.done(&owner(), act(confirm));
    }
    let served = in_project(scene.project(), &CATALOGUE.region_map());
    let by: Vec<_> = served.iter().map(|one| one.served_by).collect();
    let agents = [13, 3].map(|number| Some(UserId::from_bytes([number; 16])));
    assert_eq!(by, agents);
    assert_eq!(
        (who(&scene, 0), who(&scene, 1)),
        ("Agent 13".into(), "Agent 3".into())
    );
}
