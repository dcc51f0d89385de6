//! One agent, one project: assignment by load, hand-over, substitute, standing authorisation, visits, notes.

use jiff::Timestamp;
use window_domain::access::Actor;
use window_domain::catalogue::MaterialCode;
use window_domain::id::entity::{UserId, VisitId};
use window_domain::plan::Track;
use window_domain::project::agency::command::NewVisit;
use window_domain::project::agency::event::{NoteSort, ProxyAct};
use window_domain::project::agency::load::{Candidate, Parcel, choose};
use window_domain::project::agency::{AgencyCommand, Visit};
use window_domain::project::command::AgentCard;
use window_domain::project::{Command, replay};

use crate::scene::{CATALOGUE, Scene, agent, date, lead, owner};

pub(crate) fn act(command: AgencyCommand) -> Command {
    Command::Agency(command)
}

pub(crate) fn card(number: u8) -> AgentCard {
    AgentCard {
        agent: UserId::from_bytes([number; 16]),
        name: format!("Agent {number}"),
        window: format!("1-{number}"),
        phone: "0714-000 0111".to_owned(),
    }
}

pub(crate) fn colleague() -> Actor {
    Actor {
        user: Some(UserId::from_bytes([13; 16])),
        name: "Agent 13".to_owned(),
        ..agent()
    }
}

/// A project of agent 3.
pub(crate) fn assigned() -> Scene {
    let mut scene = Scene::filed(Track::Ordinary);
    scene.done(
        &lead(),
        Command::AssignAgent {
            card: card(3),
            reason: "knows the site".to_owned(),
        },
    );
    scene
}

/// A generator of numbers that are all over the place and always the same.
pub(crate) fn numbers(mut seed: u64) -> impl FnMut(u64) -> u64 {
    move |below| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    }
}

#[test]
fn loads_never_differ_by_more_than_the_largest_project_when_assigned_in_a_row() {
    for seed in 0..200 {
        let mut next = numbers(seed);
        let count = 1 + next(7);
        let mut present: Vec<Candidate> = (0..count)
            .map(|index| Candidate {
                card: card(u8::try_from(index).unwrap()),
                load: 0,
                zone: (next(2) == 0).then(|| "hedz".to_owned()),
                territory: CATALOGUE.everywhere(),
            })
            .collect();
        let (mut largest, mut of_zone) = (0, 0);
        for _ in 0..60 {
            let weight = u32::try_from(next(16)).unwrap();
            largest = largest.max(weight);
            let parcel = Parcel {
                weight,
                largest,
                zone: (next(3) > 0).then_some("hedz"),
                region: "city",
            };
            let chosen = choose(&present, parcel)
                .expect("somebody is present")
                .card
                .agent;
            let chosen = present
                .iter_mut()
                .find(|it| it.card.agent == chosen)
                .unwrap();
            chosen.load += weight;
            of_zone += u32::from(chosen.zone.as_deref() == parcel.zone);
            let loads = present.iter().map(|it| it.load);
            let spread = loads.clone().max().unwrap() - loads.min().unwrap();
            assert!(spread <= largest, "seed {seed}: {spread} > {largest}");
        }
        let zones: std::collections::BTreeSet<_> = present.iter().map(|it| &it.zone).collect();
        assert!(
            zones.len() < 2 || of_zone > 30,
            "seed {seed}: {of_zone} of 60"
        );
    }
    let nobody = Parcel {
        weight: 1,
        largest: 1,
        zone: None,
        region: "city",
    };
    assert_eq!(choose(&[], nobody), None);
}

#[test]
fn a_project_weighs_by_its_state_and_size_as_the_city_says() {
    let mut scene = Scene::filed(Track::Ordinary);
    // 12 000 m², nothing handed in: 2 points times 2.
    assert_eq!(scene.project().weight(&CATALOGUE), 4);
    let regions = CATALOGUE.region_map();
    assert_eq!(regions.zone(&scene.project().facts), Some("hedz"));
    scene.submitted("A01");
    assert_eq!(scene.project().weight(&CATALOGUE), 8);
}

#[test]
fn the_next_agent_reads_the_record_of_a_hand_over_and_confirms_it() {
    let mut scene = assigned();
    assert!(
        scene.project().agency.hand_overs.is_empty(),
        "there was nobody before"
    );
    let hand_on = |record: &str| {
        act(AgencyCommand::HandOn {
            card: card(13),
            record: record.to_owned(),
        })
    };
    assert_eq!(scene.refused(&agent(), hand_on("")), ["text-missing"]);
    assert_eq!(
        scene.refused(&colleague(), hand_on("mine now")),
        ["not-allowed"]
    );
    scene.done(&agent(), hand_on("call about the meter on Friday"));
    assert_eq!(scene.project().agent.as_ref().unwrap().name, "Agent 13");
    let take_over = || {
        act(AgencyCommand::TakeOver {
            remark: "read".to_owned(),
        })
    };
    assert_eq!(scene.refused(&agent(), take_over()), ["not-allowed"]);
    let open = scene.project().agency.open_hand_over().unwrap();
    assert_eq!(
        (open.from.as_str(), open.record.as_str()),
        ("Agent 3", "call about the meter on Friday")
    );
    scene.done(&colleague(), take_over());
    assert_eq!(scene.refused(&colleague(), take_over()), ["no-hand-over"]);
    // Given away by hand it is a hand-over as well.
    scene.done(
        &lead(),
        Command::AssignAgent {
            card: card(3),
            reason: "back again".to_owned(),
        },
    );
    assert_eq!(
        scene.project().agency.open_hand_over().unwrap().record,
        "back again"
    );
}

#[test]
fn a_substitute_acts_while_the_agent_is_away_and_not_after() {
    let mut scene = assigned();
    let plan = || act(AgencyCommand::PlanVisit(visit("2026-03-04")));
    assert_eq!(scene.refused(&colleague(), plan()), ["not-allowed"]);
    let substitute = |number, until| {
        act(AgencyCommand::Substitute {
            card: card(number),
            until: date(until),
            reason: "annual leave".to_owned(),
        })
    };
    assert_eq!(
        scene.refused(&agent(), substitute(13, "2026-03-06")),
        ["not-allowed"]
    );
    assert_eq!(
        scene.refused(&lead(), substitute(3, "2026-03-06")),
        ["agent-same"]
    );
    assert_eq!(
        scene.refused(&lead(), substitute(13, "2026-03-01")),
        ["date-before"]
    );
    scene.done(&lead(), substitute(13, "2026-03-06"));
    scene.done(&colleague(), plan());
    assert_eq!(
        scene.project().agent.as_ref().unwrap().name,
        "Agent 3",
        "the agent stays"
    );
    scene.done(&Actor::system(), act(AgencyCommand::EndSubstitute));
    assert_eq!(scene.refused(&colleague(), plan()), ["not-allowed"]);
}

fn authorise(acts: &[ProxyAct], until: Option<&str>) -> Command {
    act(AgencyCommand::Authorise {
        acts: acts.to_vec(),
        until: until.map(date),
    })
}

#[test]
fn what_an_agent_does_in_the_enterprises_name_is_marked_and_covered_or_confirmed() {
    let mut scene = assigned();
    let material = MaterialCode::new("investment-total");
    scene.upload(&agent(), material.as_str());
    let newest = |scene: &Scene| scene.project().dossier.newest(&material).unwrap().clone();
    assert!(newest(&scene).on_behalf && !newest(&scene).confirmed);
    let submit = || Command::Submit {
        items: vec!["A01".into()],
    };
    assert_eq!(scene.refused(&agent(), submit()), ["agent-unauthorised"]);
    assert_eq!(
        scene.refused(&agent(), authorise(&ProxyAct::ALL, None)),
        ["not-allowed"]
    );
    assert_eq!(
        scene.refused(&owner(), authorise(&[], None)),
        ["nothing-chosen"]
    );
    scene.done(
        &owner(),
        authorise(&[ProxyAct::Upload, ProxyAct::Submit], Some("2026-03-06")),
    );
    scene.upload(&agent(), material.as_str());
    assert!(
        newest(&scene).on_behalf && newest(&scene).confirmed,
        "covered, and still marked"
    );
    let fill = Command::ChangeFacts {
        facts: scene.project().facts.clone(),
    };
    assert_eq!(scene.refused(&agent(), fill), ["agent-unauthorised"]);
    scene.upload_required("A01");
    scene.today = date("2026-03-09");
    assert_eq!(
        scene.refused(&agent(), submit()),
        ["agent-unauthorised"],
        "it has run out"
    );
    scene.today = date("2026-03-06");
    scene.done(&agent(), submit());
    assert!(scene.project().submissions.values().all(|it| it.on_behalf));
    let withdraw = || {
        act(AgencyCommand::Unauthorise {
            reason: String::new(),
        })
    };
    scene.done(&owner(), withdraw());
    assert_eq!(scene.refused(&owner(), withdraw()), ["not-authorised"]);
    scene.upload(&agent(), material.as_str());
    assert!(!newest(&scene).confirmed);
    assert_eq!(replay(&scene.history).as_ref(), scene.project.as_ref());
}

pub(crate) fn visit(on: &str) -> NewVisit {
    NewVisit {
        on: date(on),
        time: None,
        address: "Power room, plant 2".to_owned(),
        people: vec!["Agent 3".to_owned()],
        purpose: "look at the wiring".to_owned(),
        bring: vec!["Single-line diagram".to_owned()],
        taken: Vec::new(),
    }
}

fn only(scene: &Scene) -> &Visit {
    &scene.project().agency.visits[0]
}

#[test]
fn a_visit_is_planned_held_and_confirmed_and_keeps_both_its_times() {
    let mut scene = assigned();
    scene.done(&agent(), act(AgencyCommand::PlanVisit(visit("2026-03-03"))));
    let id = only(&scene).id;
    let leave = |at: Option<&str>| {
        act(AgencyCommand::Leave {
            visit: id,
            at: at.map(|at| at.parse().unwrap()),
            outcome: "the feeder is too thin".to_owned(),
        })
    };
    let arrive = |visit, at: &str| {
        act(AgencyCommand::Arrive {
            visit,
            at: Some(at.parse().unwrap()),
        })
    };
    // A visit of another project is none of this one.
    let stranger = VisitId::from_bytes([99; 16]);
    assert_eq!(
        scene.refused(&agent(), arrive(stranger, "2026-03-02T01:00:00Z")),
        ["unknown-visit"]
    );
    scene.today = date("2026-03-05");
    assert_eq!(scene.refused(&agent(), leave(None)), ["visit-not-begun"]);
    assert_eq!(
        scene.refused(&agent(), arrive(id, "2026-03-06T01:00:00Z")),
        ["date-ahead"]
    );
    // Typed up two days later.
    scene.done(&agent(), arrive(id, "2026-03-03T01:30:00Z"));
    let arrived = only(&scene).arrived.unwrap();
    assert_eq!(
        arrived.at,
        "2026-03-03T01:30:00Z".parse::<Timestamp>().unwrap()
    );
    assert!(arrived.recorded_at > arrived.at);
    assert_eq!(
        scene.refused(&agent(), leave(Some("2026-03-03T01:00:00Z"))),
        ["visit-times"]
    );
    let confirm = |agrees, remark: &str| {
        act(AgencyCommand::ConfirmVisit {
            visit: id,
            agrees,
            remark: remark.to_owned(),
        })
    };
    assert_eq!(
        scene.refused(&owner(), confirm(true, "")),
        ["visit-not-over"]
    );
    scene.done(&agent(), leave(Some("2026-03-03T03:00:00Z")));
    assert_eq!(scene.refused(&agent(), confirm(true, "")), ["not-allowed"]);
    assert_eq!(
        scene.refused(&owner(), confirm(false, "")),
        ["text-missing"]
    );
    scene.done(&owner(), confirm(true, ""));
    assert_eq!(
        scene.refused(&owner(), confirm(true, "")),
        ["visit-answered"]
    );
    assert_eq!(only(&scene).state(), "confirmed");
    let cancel = act(AgencyCommand::CancelVisit {
        visit: id,
        reason: "rain".to_owned(),
    });
    assert_eq!(scene.refused(&agent(), cancel), ["visit-over"]);
}

#[test]
fn a_promised_call_is_ticked_off_with_what_came_of_it() {
    let mut scene = assigned();
    let note = |on| {
        act(AgencyCommand::Note {
            sort: NoteSort::Call,
            on: date(on),
            text: "about the meter".to_owned(),
        })
    };
    assert_eq!(scene.refused(&agent(), note("2026-03-01")), ["date-before"]);
    assert_eq!(scene.refused(&owner(), note("2026-03-03")), ["not-allowed"]);
    scene.done(&agent(), note("2026-03-03"));
    let id = scene.project().agency.notes[0].id;
    let done = |result: &str| {
        act(AgencyCommand::TickOff {
            note: id,
            result: result.to_owned(),
        })
    };
    assert_eq!(scene.refused(&agent(), done("")), ["text-missing"]);
    scene.done(&agent(), done("they come on Monday"));
    assert!(scene.project().agency.notes[0].done.is_some());
}
