//! What an open credit record keeps its party from.

use window_domain::access::Actor;
use window_domain::catalogue::CreditClass;
use window_domain::plan::Track;
use window_domain::project::Command;

use crate::credit_scene::CreditScene;
use crate::scene::{Scene, date, lead, owner};

fn screen(admitted: bool) -> Command {
    Command::Screen {
        admitted,
        credit_clear: true,
        reason: "reason".to_owned(),
    }
}

/// Refused with the words of the record's decision.
#[track_caller]
fn barred(scene: &mut Scene, actor: &Actor, command: Command) {
    let refusals = scene.give(actor, command).expect_err("a record is open");
    let found = refusals
        .0
        .iter()
        .find(|refusal| refusal.code.as_str() == "credit-barred");
    let values = &found.expect("because of the record").values;
    for name in ["number", "date", "limit", "until"] {
        assert!(
            values.iter().any(|(known, _)| *known == name),
            "{name}: {values:?}"
        );
    }
}

#[test]
fn with_a_decision_in_force_no_commitment_is_asked_for_and_none_admitted() {
    let record = CreditScene::published(CreditClass::General);
    let bar = record.record().bars(record.today).unwrap();
    let mut scene = Scene::filed(Track::Ordinary);
    scene.barred = vec![bar.clone()];
    barred(&mut scene, &owner(), Command::RequestBuildFirst);
    scene.barred = Vec::new();
    scene.done(&owner(), Command::RequestBuildFirst);
    // It was decided while the window had not looked yet.
    scene.barred = vec![bar];
    barred(&mut scene, &lead(), screen(true));
    scene.done(&lead(), screen(false));
}

#[test]
fn before_the_decision_and_after_the_last_day_nothing_is_barred() {
    let proposed = CreditScene::proposed(CreditClass::General);
    assert_eq!(proposed.record().bars(proposed.today), None);
    let decided = CreditScene::decided(CreditClass::General);
    let until = decided.record().stage.decided().unwrap().ruling.max_until;
    assert!(decided.record().bars(until).is_some());
    assert_eq!(decided.record().bars(until.tomorrow().unwrap()), None);
    assert!(until > date("2026-05-11"));
}
