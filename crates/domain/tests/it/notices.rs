//! From the request to build first to the construction notice, one rule a sentence.

use window_domain::plan::Track;
use window_domain::project::event::{Party, PartyKind, ProjectEvent, SignatureMethod};
use window_domain::project::{BuildFirst, Command};

use crate::scene::{Scene, agent, date, lead, owner};

/// Up to the signature; what no promise can stand for is on record.
pub(crate) fn signed() -> Scene {
    let mut scene = Scene::filed(Track::BuildFirst);
    for item in ["A01", "A04", "C01"] {
        scene.record(item);
    }
    let screen = |credit_clear| Command::Screen {
        admitted: true,
        credit_clear,
        reason: String::new(),
    };
    assert_eq!(scene.refused(&lead(), screen(false)), ["credit-not-clear"]);
    assert_eq!(
        scene.refused(&lead(), Command::TellStandards),
        ["build-first-step"]
    );
    scene.done(&lead(), screen(true));
    scene.done(&lead(), Command::TellStandards);
    let BuildFirst::Told { promises, .. } = &scene.project().build_first else {
        panic!("the standards are told")
    };
    let confirmed: Vec<_> = promises
        .iter()
        .map(|promise| promise.item.clone())
        .collect();
    let sign = |confirmed| Command::SignCommitment {
        confirmed,
        method: SignatureMethod::Account,
        legal_person: Some("Li".to_owned()),
    };
    let all_but_one = confirmed[1..].to_vec();
    assert_eq!(
        scene.refused(&owner(), sign(all_but_one)),
        ["promise-unconfirmed"]
    );
    scene.done(&owner(), sign(confirmed));
    scene
}

pub(crate) fn parties() -> Vec<Party> {
    let party = |kind| Party {
        kind,
        company: "Firm".to_owned(),
        uscc: "91420200MA49000292".to_owned(),
        person: "Chen".to_owned(),
    };
    PartyKind::ALL.map(party).to_vec()
}

pub(crate) fn issue() -> Command {
    Command::IssueNotice {
        scope: "workshop".to_owned(),
    }
}

#[test]
fn the_notice_waits_for_the_last_day_of_publicity_and_nothing_else() {
    let mut scene = signed();
    scene.done(&owner(), Command::EnterParties { parties: parties() });
    // Signed on Monday 2 March, public until Monday 9 March.
    for day in ["2026-03-02", "2026-03-09"] {
        scene.today = date(day);
        assert_eq!(
            scene.refused(&lead(), issue()),
            ["publicity-running"],
            "{day}"
        );
    }
    scene.today = date("2026-03-10");
    assert_eq!(scene.refused(&agent(), issue()), ["not-allowed"]);
    scene.done(&lead(), issue());
    assert!(scene.project().build_first.notice().is_some());
    assert_eq!(scene.refused(&lead(), issue()), ["notice-issued"]);
}

#[test]
fn the_letter_keeps_who_signed_apart_from_the_legal_representative() {
    let scene = signed();
    let commitment = scene.project().build_first.commitment().unwrap();
    assert_eq!(commitment.signer, owner().name);
    assert_eq!(commitment.legal_person.as_deref(), Some("Li"));
}

/// A letter signed before the legal representative was recorded reads as it was written.
#[test]
fn a_signature_of_the_first_release_is_read_without_a_legal_representative() {
    let stored = r#"{"kind":"commitment_signed","signer":"Chen","method":"account","promises":[],"publicity_until":"2026-03-09"}"#;
    let event: ProjectEvent = serde_json::from_str(stored).unwrap();
    let ProjectEvent::CommitmentSigned { legal_person, .. } = event else {
        panic!("a signature")
    };
    assert_eq!(legal_person, None);
}

#[test]
fn an_objection_is_answered_before_the_notice_and_one_found_right_sends_back() {
    let mut scene = signed();
    scene.done(&owner(), Command::EnterParties { parties: parties() });
    let object = Command::RaiseObjection {
        objector: "Neighbour".to_owned(),
        text: "noise".to_owned(),
    };
    scene.done(&agent(), object.clone());
    scene.today = date("2026-03-10");
    assert_eq!(scene.refused(&lead(), issue()), ["objection-open"]);
    assert_eq!(scene.refused(&agent(), object), ["date-before"]);
    let objection = scene.project().build_first.commitment().unwrap().objections[0].id;
    let answer = "it is right".to_owned();
    scene.done(
        &lead(),
        Command::AnswerObjection {
            objection,
            upheld: true,
            answer,
        },
    );
    assert_eq!(scene.refused(&lead(), issue()), ["objection-upheld"]);
    scene.done(&lead(), Command::TellStandards);
    assert!(scene.project().build_first.awaits_signature());
}

#[test]
fn everything_that_stands_before_the_notice_is_named_at_once() {
    let mut scene = Scene::filed(Track::BuildFirst);
    scene.record("A01");
    scene.done(
        &lead(),
        Command::Screen {
            admitted: true,
            credit_clear: true,
            reason: String::new(),
        },
    );
    scene.done(&lead(), Command::TellStandards);
    let BuildFirst::Told { promises, .. } = &scene.project().build_first else {
        panic!("the standards are told")
    };
    let confirmed = promises
        .iter()
        .map(|promise| promise.item.clone())
        .collect();
    let method = SignatureMethod::Account;
    scene.done(
        &owner(),
        Command::SignCommitment {
            confirmed,
            method,
            legal_person: None,
        },
    );
    let codes = scene.refused(&lead(), issue());
    assert_eq!(
        codes,
        ["item-blocks-notice", "party-missing", "publicity-running"]
    );
}
