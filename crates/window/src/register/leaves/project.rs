//! Which facts of a project become entries of the register.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use window_domain::context::Recorded;
use window_domain::id::case_number::CaseNumber;
use window_domain::project::building::BuildingEvent;
use window_domain::project::building::event::Step;
use window_domain::project::{Project, ProjectEvent};

use super::Leaf;

impl Leaf {
    /// The entries of these facts; the project as it is after them.
    pub fn of_project(project: &Project, facts: &[Recorded<ProjectEvent>]) -> Vec<Self> {
        let mut leaves = Vec::new();
        for (index, fact) in facts.iter().enumerate() {
            let from = leaves.len();
            match &fact.event {
                ProjectEvent::Building(event) => building(event, index, &mut leaves),
                event => leaves.extend(own(project, event, index)),
            }
            let known = json!({
                "id": project.id,
                "code": project.code,
                "company": project.builder.company,
                "uscc": project.builder.uscc,
            });
            for leaf in leaves.iter_mut().skip(from) {
                leaf.says.insert("project".to_owned(), known.clone());
            }
        }
        leaves
    }
}

/// Case and item, which stand in clear.
fn about(project: &Project, case: &CaseNumber) -> Value {
    let known = project.cases.get(case);
    json!({
        "case": case,
        "item": known.map(|known| &known.item),
        "department": known.map(|known| &known.department),
    })
}

/// The one object with the fields of both.
fn and(mut one: Value, other: Value) -> Value {
    if let (Value::Object(all), Value::Object(more)) = (&mut one, other) {
        all.extend(more);
    }
    one
}

fn own(project: &Project, event: &ProjectEvent, index: usize) -> Vec<Leaf> {
    let one = |act, says| vec![Leaf::new(act, index, says)];
    match event {
        ProjectEvent::CaseAccepted {
            case,
            gaps,
            statutory,
            promised,
        } => {
            let says = json!({
                "deemed": false, "gaps": gaps, "statutory": statutory, "promised": promised,
            });
            one("acceptance", and(about(project, case), says))
        }
        ProjectEvent::CaseDeemedAccepted {
            case,
            as_of,
            statutory,
            promised,
        } => {
            let says = json!({
                "deemed": true, "as_of": as_of, "statutory": statutory, "promised": promised,
            });
            one("acceptance", and(about(project, case), says))
        }
        ProjectEvent::CorrectionRequested { .. } => correction(event, index),
        ProjectEvent::CorrectionAnswered { notice, .. } if has_stopped(project, notice) => {
            one("clock_resumption", json!({ "notice": notice }))
        }
        ProjectEvent::ClockStopped {
            case,
            ground,
            max_days,
            ..
        } => {
            let says = json!({ "ground": ground, "max_days": max_days });
            one("clock_stop", and(about(project, case), says))
        }
        ProjectEvent::ClockResumed { case } => one("clock_resumption", about(project, case)),
        ProjectEvent::CaseDecided { .. } => decision(project, event, index),
        ProjectEvent::CommitmentSigned { .. } => commitment(event, index),
        ProjectEvent::NoticeIssued {
            number,
            scope,
            valid_from,
            promises,
        } => {
            let says = json!({
                "number": number, "scope": scope, "valid_from": valid_from, "promises": promises,
            });
            one("notice", says)
        }
        ProjectEvent::LetterIssued { letter } => vec![Leaf::letter(letter, index)],
        _ => Vec::new(),
    }
}

fn correction(event: &ProjectEvent, index: usize) -> Vec<Leaf> {
    let ProjectEvent::CorrectionRequested {
        notice,
        defects,
        due,
        stops_clock,
    } = event
    else {
        return Vec::new();
    };
    let cases: BTreeSet<_> = defects.iter().map(|defect| &defect.case).collect();
    let says = json!({
        "notice": notice, "cases": cases, "defects": defects.len(), "due": due,
        "stops_clock": stops_clock,
    });
    vec![Leaf::new("correction", index, says)]
}

fn commitment(event: &ProjectEvent, index: usize) -> Vec<Leaf> {
    let ProjectEvent::CommitmentSigned {
        signer,
        legal_person,
        promises,
        publicity_until,
        ..
    } = event
    else {
        return Vec::new();
    };
    let says = json!({ "promises": promises, "publicity_until": publicity_until });
    let mut leaf = Leaf::new("commitment", index, says);
    leaf.persons.push(("signer", signer.clone()));
    if let Some(person) = legal_person {
        leaf.persons.push(("legal_person", person.clone()));
    }
    vec![leaf]
}

/// Whether the clocks stood still for this correction notice.
fn has_stopped(project: &Project, notice: &str) -> bool {
    let mut corrections = project.corrections.iter();
    corrections.any(|one| one.number == notice && one.stops_clock)
}

fn decision(project: &Project, event: &ProjectEvent, index: usize) -> Vec<Leaf> {
    let ProjectEvent::CaseDecided {
        case,
        outcome,
        certificate_no,
        valid_until,
        ..
    } = event
    else {
        return Vec::new();
    };
    let case = about(project, case);
    let mut leaves = vec![Leaf::new(
        "decision",
        index,
        and(case.clone(), json!({ "outcome": outcome })),
    )];
    if let Some(number) = certificate_no {
        let says = json!({ "number": number, "valid_until": valid_until });
        leaves.push(Leaf::new("certificate", index, and(case, says)));
    }
    leaves
}

fn building(event: &BuildingEvent, index: usize, leaves: &mut Vec<Leaf>) {
    let mut add = |act, says| leaves.push(Leaf::new(act, index, says));
    match event {
        BuildingEvent::OrderIssued {
            number, step, due, ..
        } => {
            let act = match step {
                Step::Rectification => return,
                Step::Stop => "notice_suspension",
                Step::Revocation => "notice_revocation",
            };
            add(act, json!({ "order": number, "due": due }));
        }
        BuildingEvent::StopLifted { number, .. } => {
            add("notice_restored", json!({ "order": number }));
        }
        BuildingEvent::CardIssued {
            number,
            level,
            department,
            answer_due,
            ..
        } => {
            let says = json!({
                "number": number, "level": level, "department": department, "answer_due": answer_due,
            });
            add("card", says);
        }
        BuildingEvent::CardWithdrawn { number, .. } => {
            add("card_withdrawn", json!({ "number": number }));
        }
        BuildingEvent::AcceptanceConcluded {
            number,
            verdict,
            results,
            ..
        } => {
            add(
                "joint_acceptance",
                json!({ "number": number, "verdict": verdict }),
            );
            for result in results {
                let says = json!({ "item": result.item, "number": result.certificate_no });
                add("certificate", says);
            }
        }
        _ => {}
    }
}
