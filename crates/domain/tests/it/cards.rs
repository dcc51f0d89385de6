//! Supervision cards: who issues them on what ground, to whom, who answers, who may see them.

use window_domain::access::{Action, Relation, Role, may};
use window_domain::catalogue::{Answerable, Severity};
use window_domain::id::entity::UserId;
use window_domain::project::Command;
use window_domain::project::building::BuildingCommand;
use window_domain::project::building::command::{Addressee, CheckRecord, NewCard, NewFinding};
use window_domain::project::building::event::{CardLevel, CheckReason, Milestone, Party};
use window_domain::project::event::{CheckedPoint, Finding, PartyKind};
use window_domain::project::letters::form;
use window_domain::project::progress::{NextAction, Progress};

use crate::building::{act, noticed, supervisor};
use crate::scene::{CATALOGUE, Scene, date, head, lead, owner};

fn card(to: Addressee) -> NewCard {
    NewCard {
        level: CardLevel::Yellow,
        to,
        finding: None,
        ground: "Licensing Law, Art. 42".to_owned(),
        evidence: "the file of the case, looked at today".to_owned(),
        text: "late".to_owned(),
    }
}

fn issue(to: Addressee) -> Command {
    act(BuildingCommand::IssueCard(card(to)))
}

fn department(code: &str) -> Addressee {
    Addressee::Department(code.into())
}

fn answer(number: &str) -> Command {
    act(BuildingCommand::AnswerCard {
        number: number.to_owned(),
        text: "done".to_owned(),
    })
}

fn number(scene: &Scene) -> String {
    let card = scene.project().building.cards.last();
    card.expect("a card is issued").number.clone()
}

#[test]
fn a_card_is_issued_by_a_supervisor_answered_by_its_department_and_taken_back_with_a_reason() {
    let mut scene = noticed();
    assert_eq!(
        scene.refused(&lead(), issue(department("zrzy"))),
        ["not-allowed"]
    );
    scene.done(&supervisor(), issue(department("zrzy")));
    let number = number(&scene);
    assert_eq!(
        scene.refused(&head("zjj"), answer(&number)),
        ["not-allowed"]
    );
    assert_eq!(scene.refused(&owner(), answer(&number)), ["not-allowed"]);
    scene.done(&head("zrzy"), answer(&number));
    assert_eq!(
        scene.refused(&head("zrzy"), answer(&number)),
        ["answered-before"]
    );
    let withdraw = |reason: &str| {
        act(BuildingCommand::WithdrawCard {
            number: number.clone(),
            reason: reason.to_owned(),
        })
    };
    assert_eq!(scene.refused(&supervisor(), withdraw("")), ["text-missing"]);
    scene.done(&supervisor(), withdraw("a false alarm"));
    assert_eq!(
        scene.refused(&head("zrzy"), answer(&number)),
        ["card-withdrawn"]
    );
}

#[test]
fn a_card_needs_a_ground_and_what_was_looked_at_or_a_finding_that_says_both() {
    let mut scene = noticed();
    let whole = || card(department("zrzy"));
    let lacking = [
        NewCard {
            ground: " ".to_owned(),
            ..whole()
        },
        NewCard {
            evidence: String::new(),
            ..whole()
        },
        NewCard {
            text: String::new(),
            ..whole()
        },
    ];
    for card in lacking {
        let wrong = scene.refused(&supervisor(), act(BuildingCommand::IssueCard(card)));
        assert_eq!(wrong, ["text-missing"]);
    }
    assert_eq!(
        scene.refused(&supervisor(), issue(department("nowhere"))),
        ["unknown-department"]
    );
    let finding = found(&mut scene);
    let of_finding = NewCard {
        finding: Some(finding),
        ground: String::new(),
        evidence: String::new(),
        ..card(Addressee::Party(PartyKind::Contractor))
    };
    scene.done(&supervisor(), act(BuildingCommand::IssueCard(of_finding)));
    let issued = scene.project().building.cards[0].clone();
    assert_eq!(issued.ground, "Air Law, Art. 69");
    assert_eq!(issued.evidence, "Dust is not kept down");
}

/// A check of today that found something.
fn found(scene: &mut Scene) -> window_domain::id::entity::FindingId {
    let reason = CheckReason::Node {
        milestone: Milestone::Start,
    };
    let points = CATALOGUE
        .supervision()
        .form(reason.kind())
        .unwrap()
        .points
        .len();
    let plan = BuildingCommand::PlanCheck {
        reason,
        department: "zjj".into(),
        inspectors: vec!["Zhang".to_owned()],
        planned_on: scene.today,
    };
    scene.done(&head("zjj"), act(plan));
    let check = scene.project().building.checks[0].id;
    let record = CheckRecord {
        check,
        checked_on: scene.today,
        basis: "Plan of the year".to_owned(),
        fulfils: false,
        detail: "Dust".to_owned(),
        points: (0..u16::try_from(points).unwrap())
            .map(|point| CheckedPoint {
                point,
                finding: Finding::Complies,
                note: String::new(),
            })
            .collect(),
        photos: Vec::new(),
        findings: vec![NewFinding {
            severity: Severity::Minor,
            text: "Dust is not kept down".to_owned(),
            law: "Air Law, Art. 69".to_owned(),
            party: Party {
                kind: Answerable::Window,
                company: "Window".to_owned(),
                uscc: String::new(),
            },
            working_days: 5,
        }],
    };
    scene.done(&head("zjj"), act(BuildingCommand::RecordCheck(record)));
    scene.project().building.findings[0].id
}

#[test]
fn a_card_for_the_building_side_names_the_party_and_is_what_the_enterprise_does_next() {
    let mut scene = noticed();
    scene.done(&supervisor(), issue(Addressee::Party(PartyKind::Designer)));
    let issued = scene.project().building.cards[0].clone();
    let designer = scene.project().parties.iter();
    let designer = designer.clone().find(|it| it.kind == PartyKind::Designer);
    assert_eq!(
        issued.party.as_ref().map(|it| &it.company),
        designer.map(|it| &it.company)
    );
    let next = Progress::new(scene.project(), &CATALOGUE).next_action();
    let due = issued.answer_due;
    assert_eq!(due, date("2026-03-17"));
    let number = issued.number;
    assert_eq!(
        next,
        NextAction::AnswerCard {
            number: number.clone(),
            due
        }
    );
    assert_eq!(scene.refused(&lead(), answer(&number)), ["not-allowed"]);
    scene.done(&owner(), answer(&number));
    let next = Progress::new(scene.project(), &CATALOGUE).next_action();
    assert!(!matches!(next, NextAction::AnswerCard { .. }), "{next:?}");
}

#[test]
fn a_card_for_the_window_is_answered_by_the_projects_agent_or_the_lead() {
    let mut scene = noticed();
    scene.done(&supervisor(), issue(Addressee::Window));
    let number = number(&scene);
    assert_eq!(scene.refused(&owner(), answer(&number)), ["not-allowed"]);
    let other = window_domain::access::Actor {
        user: Some(UserId::from_bytes([99; 16])),
        name: "Another agent".to_owned(),
        roles: vec![Role::Agent],
        department: None,
        enterprise: None,
        territory: crate::scene::CATALOGUE.everywhere(),
    };
    assert_eq!(scene.refused(&other, answer(&number)), ["not-allowed"]);
    scene.done(&lead(), answer(&number));
    assert!(may(Role::Agent, Action::AnswerCard, Relation::Assigned));
}

#[test]
fn a_department_that_had_nothing_to_do_with_the_project_can_answer_its_card() {
    let mut scene = noticed();
    scene.done(&supervisor(), issue(department("gdgs")));
    let number = number(&scene);
    scene.done(&head("gdgs"), answer(&number));
    assert!(scene.project().building.cards[0].answer.is_some());
}

#[test]
fn the_letter_of_a_card_is_read_by_whom_it_is_for_and_by_supervision() {
    let mut scene = noticed();
    scene.done(&supervisor(), issue(department("zrzy")));
    scene.done(
        &supervisor(),
        issue(Addressee::Party(PartyKind::Contractor)),
    );
    let project = scene.project();
    let mut letters = project.letters.iter().filter(|it| it.form == form::CARD);
    let (office, party) = (letters.next().unwrap(), letters.next().unwrap());
    for (actor, of_office, of_party) in [
        (supervisor(), true, true),
        (head("zrzy"), true, false),
        (head("zjj"), false, false),
        (owner(), false, true),
        (lead(), true, true),
    ] {
        let readable = |letter| project.is_letter_readable(&actor, letter);
        assert_eq!(readable(office), of_office, "{:?}", actor.roles);
        assert_eq!(readable(party), of_party, "{:?}", actor.roles);
    }
}

#[test]
fn only_a_person_of_supervision_can_issue_a_card() {
    for role in Role::HOLDABLE.into_iter().chain([Role::System]) {
        for relation in [
            Relation::Own,
            Relation::Assigned,
            Relation::SameOrganisation,
            Relation::SameDepartment,
            Relation::Other,
        ] {
            let allowed = may(role, Action::IssueCard, relation);
            assert!(!allowed || role == Role::Supervisor, "{role:?}");
        }
    }
}
