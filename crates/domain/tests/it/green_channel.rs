//! The green channel: entry by rule and by the lead, one dossier number, and acceptance on the same day.

use std::collections::BTreeMap;

use window_domain::access::Actor;
use window_domain::catalogue::{ItemCode, MaterialCode};
use window_domain::facts::Facts;
use window_domain::light::Light;
use window_domain::plan::Track;
use window_domain::project::green_channel::{GreenChannelCommand, PromiseOutcome, SameDay};
use window_domain::project::progress::{MaterialStatus, Progress};
use window_domain::project::{CaseStatus, Command, replay};
use window_domain::refusal::Refusals;

use crate::scene::{CALENDAR, CATALOGUE, Scene, agent, date, lead, officer, owner};

fn enter(reason: &str) -> Command {
    Command::GreenChannel(GreenChannelCommand::Enter {
        reason: reason.to_owned(),
    })
}

fn leave(reason: &str) -> Command {
    Command::GreenChannel(GreenChannelCommand::Leave {
        reason: reason.to_owned(),
    })
}

/// A project on the city's list.
fn listed() -> Scene {
    Scene::filed_with(Track::Ordinary, &[("key_project", "city")])
}

/// The same facts with this answer.
fn with(scene: &Scene, code: &str, value: &str) -> Command {
    let values = scene.project().facts.values();
    let mut raw: BTreeMap<String, String> = values
        .iter()
        .map(|(code, value)| {
            let text = serde_json::to_value(value).unwrap();
            let text = text
                .as_str()
                .map_or_else(|| text.to_string(), ToOwned::to_owned);
            (code.clone(), text)
        })
        .collect();
    raw.insert(code.to_owned(), value.to_owned());
    let facts = Facts::parse(CATALOGUE.facts(), &raw).unwrap();
    Command::ChangeFacts { facts }
}

/// Puts in everything an item asks for, what may follow too.
fn upload_all(scene: &mut Scene, item: &str) {
    scene.upload_required(item);
    for material in missing(scene, item) {
        scene.upload(&owner(), material.as_str());
    }
}

fn missing(scene: &Scene, item: &str) -> Vec<MaterialCode> {
    let progress = Progress::new(scene.project(), &CATALOGUE);
    let slots = progress.slots(CATALOGUE.item(&ItemCode::new(item)).unwrap());
    let missing = slots
        .iter()
        .filter(|slot| slot.status == MaterialStatus::Missing);
    missing.map(|slot| slot.requirement.code.clone()).collect()
}

fn submit(scene: &mut Scene, item: &str) -> Result<(), Refusals> {
    let items = vec![item.into()];
    scene.give(&owner(), Command::Submit { items })
}

fn promises(scene: &Scene) -> &[SameDay] {
    &scene.project().green_channel.promises
}

fn end(scene: &Scene, place: usize) -> Option<PromiseOutcome> {
    promises(scene)[place].end.map(|(_, end)| end)
}

#[test]
fn a_rule_of_the_catalogue_takes_a_project_in_and_its_facts_take_it_out_again() {
    let mut scene = listed();
    let channel = scene.project().green_channel.clone();
    assert_eq!(channel.stay().unwrap().rule.as_deref(), Some("key-list"));
    assert_eq!(channel.dossier_no.as_deref(), Some("LT20260001"));

    let command = with(&scene, "key_project", "none");
    scene.done(&owner(), command);
    let left = scene.project().green_channel.clone();
    assert!(!left.is_in());
    assert_eq!(left.stays[0].left, Some((scene.today, String::new())));
    let command = with(&scene, "investment_wan", "100000");
    scene.done(&owner(), command);
    let again = scene.project().green_channel.clone();
    assert_eq!(again.stay().unwrap().rule.as_deref(), Some("investment"));
    // One project, one dossier.
    assert_eq!(again.dossier_no, channel.dossier_no);

    let mut plain = Scene::filed(Track::Ordinary);
    assert!(!plain.project().green_channel.is_in());
    assert_eq!(plain.project().green_channel.dossier_no, None);
    let command = with(&plain, "key_project", "national");
    plain.done(&owner(), command);
    assert!(plain.project().green_channel.is_in());
}

#[test]
fn the_lead_takes_in_and_out_with_a_reason_and_no_rule_undoes_that() {
    let mut scene = Scene::filed(Track::Ordinary);
    for other in [owner(), agent(), officer("zrzy")] {
        assert_eq!(scene.refused(&other, enter("key")), ["not-allowed"]);
        assert_eq!(scene.refused(&other, leave("key")), ["not-allowed"]);
    }
    assert_eq!(scene.refused(&lead(), enter(" ")), ["text-missing"]);
    assert_eq!(
        scene.refused(&lead(), leave("why")),
        ["not-in-green-channel"]
    );
    scene.done(&lead(), enter(" decided by the city "));
    let stay = scene.project().green_channel.stay().unwrap().clone();
    assert_eq!(
        (stay.rule, stay.reason.as_str()),
        (None, "decided by the city")
    );
    assert_eq!(scene.refused(&lead(), enter("again")), ["in-green-channel"]);
    // What the lead took in, facts do not take out.
    let command = with(&scene, "investment_wan", "20000");
    scene.done(&owner(), command);
    assert!(scene.project().green_channel.is_in());

    let number = scene.project().green_channel.dossier_no.clone();
    assert_eq!(scene.refused(&lead(), leave("")), ["text-missing"]);
    scene.done(&lead(), leave("not on the final list"));
    // And what the lead took out, no rule takes in.
    let command = with(&scene, "key_project", "city");
    scene.done(&owner(), command);
    assert!(!scene.project().green_channel.is_in());
    scene.done(&lead(), enter("on the list after all"));
    assert_eq!(scene.project().green_channel.dossier_no, number);
    assert_eq!(scene.project().green_channel.stays.len(), 2);
    assert_eq!(replay(&scene.history).as_ref(), Some(scene.project()));
}

#[test]
fn a_complete_submission_is_promised_for_its_day_and_kept_or_broken_by_what_happens() {
    let mut scene = listed();
    upload_all(&mut scene, "A01");
    submit(&mut scene, "A01").unwrap();
    let promise = promises(&scene)[0].clone();
    assert_eq!((promise.by, promise.end), (scene.today, None));
    let light = |scene: &Scene| promises(scene)[0].light(&CALENDAR, scene.today);
    assert_eq!(light(&scene), Light::Yellow { remaining: 0 });
    let mut late = scene.clone();

    scene.accept("A01", &[]).unwrap();
    assert_eq!(end(&scene, 0), Some(PromiseOutcome::Kept));
    assert_eq!(light(&scene), Light::Done { by: 0 });

    late.today = date("2026-03-04");
    assert_eq!(light(&late), Light::Red { overdue_days: 2 });
    late.accept("A01", &[]).unwrap();
    assert_eq!(end(&late, 0), Some(PromiseOutcome::Late));
    assert_eq!(light(&late), Light::Done { by: -2 });

    // An ordinary project is promised nothing beyond the law.
    let mut plain = Scene::filed(Track::Ordinary);
    upload_all(&mut plain, "A01");
    submit(&mut plain, "A01").unwrap();
    assert_eq!(promises(&plain), []);
}

#[test]
fn what_comes_in_on_a_day_off_is_promised_for_the_next_working_day() {
    let mut scene = listed();
    upload_all(&mut scene, "A01");
    scene.today = date("2026-03-07");
    submit(&mut scene, "A01").unwrap();
    assert_eq!(promises(&scene)[0].by, date("2026-03-09"));
    let light = promises(&scene)[0].light(&CALENDAR, scene.today);
    assert_eq!(light, Light::Green { remaining: 1 });
}

#[test]
fn a_promise_waits_for_the_last_paper_and_is_made_anew_after_a_correction() {
    let mut scene = listed();
    let item = tolerant();
    for before in item.1 {
        scene.record(before);
    }
    scene.upload_required(&item.0);
    submit(&mut scene, &item.0).unwrap();
    assert_eq!(promises(&scene), [], "something may follow and is missing");
    scene.today = date("2026-03-03");
    for material in missing(&scene, &item.0) {
        scene.upload(&owner(), material.as_str());
    }
    assert_eq!(promises(&scene)[0].by, scene.today, "complete from now on");

    let case = scene.case(&item.0).number.clone();
    let material = CATALOGUE.item(&ItemCode::new(&item.0)).unwrap().materials[0]
        .code
        .clone();
    let defects = vec![Scene::defect(&case, material.as_str())];
    scene.done(&lead(), Command::RequestCorrection { defects });
    assert_eq!(end(&scene, 0), Some(PromiseOutcome::Answered));
    scene.today = date("2026-03-05");
    scene.upload(&owner(), material.as_str());
    let notice = scene.project().corrections[0].number.clone();
    scene.done(&owner(), Command::AnswerCorrection { notice });
    assert_eq!(promises(&scene).len(), 2);
    assert_eq!(
        (promises(&scene)[1].by, end(&scene, 1)),
        (scene.today, None)
    );
    let reason = "the plan changed".to_owned();
    scene.done(&owner(), Command::Withdraw { case, reason });
    assert_eq!(end(&scene, 1), Some(PromiseOutcome::Withdrawn));
}

/// An item that can be handed in with a paper to follow, and what must be recorded before it.
fn tolerant() -> (String, Vec<&'static str>) {
    let mut scene = listed();
    scene.upload_required("A01");
    if missing(&scene, "A01").is_empty() {
        scene.record("A01");
        let progress = Progress::new(scene.project(), &CATALOGUE);
        for code in progress.ready() {
            let mut tried = scene.clone();
            tried.upload_required(code.as_str());
            if !missing(&tried, code.as_str()).is_empty()
                && submit(&mut tried, code.as_str()).is_ok()
            {
                return (code.to_string(), vec!["A01"]);
            }
        }
        unreachable!("no item is tolerant");
    }
    ("A01".to_owned(), Vec::new())
}

#[test]
fn who_enters_with_complete_papers_waiting_is_promised_today_and_the_laws_acceptance_is_too_late() {
    let mut scene = Scene::filed(Track::Ordinary);
    upload_all(&mut scene, "A01");
    submit(&mut scene, "A01").unwrap();
    scene.today = date("2026-03-04");
    scene.done(&lead(), enter("decided by the city"));
    assert_eq!(promises(&scene)[0].by, date("2026-03-04"));
    scene.today = date("2026-03-10");
    let submission = scene.submission("A01");
    let system = Actor::system();
    scene.done(&system, Command::DeemAccepted { submission });
    assert_eq!(end(&scene, 0), Some(PromiseOutcome::Late));
    assert_eq!(promises(&scene)[0].end.unwrap().0, date("2026-03-10"));
}

/// Numbers that are all over the place and always the same.
fn numbers(mut seed: u64) -> impl FnMut(u64) -> u64 {
    move |below| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    }
}

/// Something somebody tries; whether the rules allow it does not matter.
fn try_something(scene: &mut Scene, what: u64) {
    let case = scene.project().cases.values().last().cloned();
    let _allowed = match (what, case) {
        (0, _) => scene.give(&lead(), enter("reason")),
        (1, _) => scene.give(&lead(), leave("reason")),
        (2, _) => {
            scene.upload_required("A01");
            submit(scene, "A01")
        }
        (3, _) => {
            upload_all(scene, "A01");
            submit(scene, "A01")
        }
        (4, Some(_)) => scene.accept("A01", &[]),
        (5, Some(case)) => {
            let defects = vec![Scene::defect(&case.number, "investment-total")];
            scene.give(&lead(), Command::RequestCorrection { defects })
        }
        (6, Some(_)) => {
            scene.upload(&owner(), "investment-total");
            let open = scene.project().corrections.last();
            let notice = open.map_or_else(String::new, |open| open.number.clone());
            scene.give(&owner(), Command::AnswerCorrection { notice })
        }
        (7, Some(case)) => {
            let (case, reason) = (case.number, "reason".to_owned());
            scene.give(&owner(), Command::Withdraw { case, reason })
        }
        (8, Some(case)) => {
            let submission = case.submission;
            scene.give(&Actor::system(), Command::DeemAccepted { submission })
        }
        _ => {
            scene.today = scene.today.tomorrow().unwrap();
            Ok(())
        }
    };
}

#[test]
fn whatever_is_done_the_dossier_keeps_its_number_and_what_is_owed_is_promised_once() {
    let mut ended = [0_usize; PromiseOutcome::ALL.len()];
    for seed in 0..150 {
        let mut next = numbers(seed);
        let mut scene = if next(2) == 0 {
            listed()
        } else {
            Scene::filed(Track::Ordinary)
        };
        let mut number = scene.project().green_channel.dossier_no.clone();
        for _ in 0..40 {
            try_something(&mut scene, next(11));
            let project = scene.project();
            let channel = &project.green_channel;
            assert!(
                number.is_none() || channel.dossier_no == number,
                "seed {seed}"
            );
            number.clone_from(&channel.dossier_no);
            let stays = channel.stays.split_last();
            assert!(stays.is_none_or(|(_, past)| past.iter().all(|stay| stay.left.is_some())));
            for case in project.cases.values() {
                let of_case = || channel.promises.iter().filter(|it| it.case == case.number);
                let open = of_case().filter(|it| it.end.is_none()).count();
                let waits = case.status() == CaseStatus::Received;
                assert!(
                    open <= usize::from(waits),
                    "seed {seed}: {open} promises run"
                );
                if channel.is_in() && waits && missing(&scene, "A01").is_empty() {
                    assert_eq!(open, 1, "seed {seed}: nothing is promised");
                }
                for promise in of_case() {
                    let Some((on, outcome)) = promise.end else {
                        continue;
                    };
                    ended[PromiseOutcome::ALL
                        .iter()
                        .position(|it| *it == outcome)
                        .unwrap()] += 1;
                    let in_time = on <= promise.by;
                    match outcome {
                        PromiseOutcome::Kept | PromiseOutcome::Answered => assert!(in_time),
                        PromiseOutcome::Late => assert!(!in_time, "seed {seed}"),
                        PromiseOutcome::Withdrawn => {}
                    }
                }
            }
        }
        assert_eq!(
            replay(&scene.history).as_ref(),
            Some(scene.project()),
            "seed {seed}"
        );
    }
    assert!(ended.iter().all(|count| *count > 0), "{ended:?}");
}
