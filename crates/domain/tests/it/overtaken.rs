//! A form drawn before somebody else's change is refused once and says who was faster.

use window_domain::access::Actor;
use window_domain::plan::Track;
use window_domain::project::event::{Outcome, StoredFile};
use window_domain::project::overtaken::overtaken;
use window_domain::project::{Command, ProjectEvent};
use window_domain::refusal::Code;

use crate::notices::{issue, parties, signed};
use crate::scene::{CATALOGUE, Scene, agent, officer, owner};

/// Gives the second command after the first, on a form drawn before it: who was faster, if that
/// matters.
fn faster(scene: &mut Scene, first: (&Actor, Command), second: &Command) -> Option<String> {
    let drawn = scene.history.len();
    scene.done(first.0, first.1);
    let found = overtaken(
        (scene.project(), &CATALOGUE),
        second,
        &scene.history[drawn..],
    )?;
    assert_eq!(found.code, Code::ChangedMeanwhile);
    assert_eq!(found.values[1].1, scene.project().updated_at.to_string());
    Some(found.values[0].1.clone())
}

fn file(name: &str) -> StoredFile {
    StoredFile {
        sha256: name.repeat(64),
        file_name: name.to_owned(),
        size_bytes: 1,
        media_type: "application/pdf".to_owned(),
    }
}

#[test]
fn who_enters_the_parties_second_is_told_who_was_first() {
    let mut scene = signed();
    let enter = Command::EnterParties { parties: parties() };
    scene.assign_agent();
    let first = faster(&mut scene, (&agent(), enter.clone()), &enter);
    assert_eq!(first.as_deref(), Some("agent"));
    // What does not touch the parties makes their form no older.
    let upload = Command::AddMaterial {
        material: "enterprise-profile".into(),
        file: file("a"),
    };
    assert_eq!(faster(&mut scene, (&owner(), upload), &enter), None);
}

#[test]
fn a_notice_is_not_issued_on_parties_the_lead_has_not_seen() {
    let mut scene = signed();
    let enter = Command::EnterParties { parties: parties() };
    assert!(faster(&mut scene, (&owner(), enter), &issue()).is_some());
}

#[test]
fn a_new_version_of_a_material_overtakes_its_confirmation_and_its_replacement_only() {
    let mut scene = Scene::filed(Track::Ordinary);
    let add = |name: &str, material: &str| Command::AddMaterial {
        material: material.into(),
        file: file(name),
    };
    let confirm = Command::ConfirmMaterial {
        material: "enterprise-profile".into(),
    };
    let first = |scene: &mut Scene, name: &str, then: &Command| {
        faster(scene, (&owner(), add(name, "enterprise-profile")), then).is_some()
    };
    assert!(first(&mut scene, "a", &confirm));
    assert!(first(&mut scene, "b", &add("c", "enterprise-profile")));
    assert!(!first(&mut scene, "d", &add("c", "project-outline")));
}

#[test]
fn a_decision_rests_on_the_opinions_and_papers_its_officer_has_seen() {
    let mut scene = Scene::filed(Track::Ordinary);
    let case = scene.on_desk("A01");
    let own = scene.case("A01").department.as_str().to_owned();
    scene.done(
        &officer(&own),
        Command::AskOpinion {
            case: case.clone(),
            department: "slhh".into(),
            question: "?".to_owned(),
            working_days: 3,
        },
    );
    let verdict = Scene::verdict(&case, Outcome::Approved);
    let opinion = Command::GiveOpinion {
        case: case.clone(),
        agrees: false,
        text: "no".to_owned(),
    };
    let first = faster(&mut scene, (&officer("slhh"), opinion), &verdict);
    assert_eq!(first.as_deref(), Some("officer"));
    let replace = Command::AddMaterial {
        material: "investment-total".into(),
        file: file("e"),
    };
    assert!(faster(&mut scene, (&owner(), replace), &verdict).is_some());
    let other = Command::AddMaterial {
        material: "parcel-map".into(),
        file: file("f"),
    };
    assert_eq!(faster(&mut scene, (&owner(), other), &verdict), None);
}

#[test]
fn the_version_of_the_project_counts_its_facts() {
    let scene = signed();
    assert_eq!(
        scene.project().version,
        u64::try_from(scene.history.len()).unwrap()
    );
    assert!(matches!(
        scene.history[0].event,
        ProjectEvent::ProjectCreated { .. }
    ));
}
