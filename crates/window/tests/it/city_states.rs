//! Each state after the notice is in the demonstration city: whoever looks for one finds it, and misses none.

use std::collections::BTreeSet;
use std::sync::Arc;

use window_domain::access::Action;
use window_domain::credit::event::{EndGround, PartyKind};
use window_domain::credit::{CreditEvent, CreditRecord, RepairStep, Stage};
use window_domain::light::Light;
use window_domain::project::Project;
use window_domain::project::building::event::{Step, Verdict};
use window_domain::project::building::promise::standings;
use window_domain::project::building::{Card, JointAcceptance};
use window_store::{CreditFilter, Page, Viewer};

use crate::acts::rows;
use crate::built::{actor, logged_in};
use crate::city::seeded;
use crate::journey::loaded;
use crate::world::World;

/// What somebody who shows the city must find in it.
const STATES: [&str; 48] = [
    "promise open",
    "promise due soon",
    "promise overdue",
    "promise kept",
    "promise kept_late",
    "promise broken",
    "notice valid",
    "notice suspended",
    "notice revoked",
    "notice replaced",
    "notice closed",
    "finding open",
    "finding verified",
    "finding of a rule",
    "finding of a check",
    "order rectification",
    "order stop",
    "order lifted",
    "order revocation",
    "order answered",
    "order handed over",
    "card warning",
    "card yellow",
    "card red",
    "card open",
    "card answered",
    "card withdrawn",
    "acceptance applied",
    "acceptance invited",
    "acceptance rectify",
    "acceptance re-inspection",
    "acceptance pass",
    "acceptance fail",
    "commitment kept",
    "record clue",
    "record investigating",
    "record told",
    "record heard",
    "record answered",
    "record proposed",
    "record decided",
    "record published",
    "record repair applied",
    "record repaired",
    "record withdrawn",
    "record corrected",
    "record dropped",
    "record waits in the outbox",
];

fn of_project(world: &World, project: &Project, found: &mut BTreeSet<String>) {
    let office = &world.app.office;
    let (today, building) = (office.today(), &project.building);
    let mut see = |kind: &str, state: &str| {
        found.insert(format!("{kind} {state}"));
    };
    for standing in standings(project, &office.calendar, today) {
        see("promise", standing.end.map_or("open", |end| end.as_str()));
        if standing.is_overdue(today) {
            see("promise", "overdue");
        } else if standing.is_open() && matches!(standing.light, Light::Yellow { .. }) {
            see("promise", "due soon");
        }
    }
    if let Some(status) = project.notice_status(&office.catalogue) {
        see("notice", status.as_str());
    }
    for finding in &building.findings {
        see("finding", finding.state.as_str());
        let by_check = format!("{:?}", finding.source).starts_with("Check");
        see("finding of a", if by_check { "check" } else { "rule" });
    }
    for order in &building.orders {
        let is_lifted = order.step == Step::Stop && order.lifted.is_some();
        see(
            "order",
            if is_lifted {
                "lifted"
            } else {
                order.step.as_str()
            },
        );
        if order.answer.is_some() {
            see("order", "answered");
        }
    }
    if !building.handed_over.is_empty() {
        see("order", "handed over");
    }
    for card in &building.cards {
        see("card", card.level.as_str());
        see("card", card_state(card));
    }
    if let Some(acceptance) = &building.acceptance {
        see("acceptance", acceptance_state(acceptance));
    }
    if let Some((_, end)) = building.closed {
        see("commitment", end.as_str());
    }
}

fn card_state(card: &Card) -> &'static str {
    match (&card.withdrawn, &card.answer) {
        (Some(_), _) => "withdrawn",
        (None, Some(_)) => "answered",
        (None, None) => "open",
    }
}

fn acceptance_state(acceptance: &JointAcceptance) -> &'static str {
    match (&acceptance.conclusion, acceptance.visit_on) {
        (Some(conclusion), _) => match conclusion.verdict {
            Verdict::PassWithRemarks => "pass",
            verdict => verdict.as_str(),
        },
        (None, None) => "applied",
        (None, Some(_)) if acceptance.round > 1 => "re-inspection",
        (None, Some(_)) => "invited",
    }
}

async fn records(world: &World) -> Vec<Arc<CreditRecord>> {
    let reader = world.app.store.read(&Viewer::Oversight);
    let (filter, page) = (CreditFilter::default(), Page::first(100));
    let rows = reader.credit_records(&filter, &page).await.unwrap().rows;
    let supervisor = actor(world, "supervisor").await;
    let mut records = Vec::new();
    for row in rows {
        let id = row.id.parse().unwrap();
        let office = &world.app.office;
        let record = office.credit_record(&supervisor, id, Action::ReadCredit);
        records.push(record.await.unwrap());
    }
    records
}

fn of_record(record: &CreditRecord, found: &mut BTreeSet<String>) {
    found.insert(format!("record {}", record.stage.as_str()));
    let mut see = |state: &str| {
        found.insert(format!("record {state}"));
    };
    if let Some(decided) = record.stage.in_force()
        && matches!(decided.repair.step, RepairStep::Applied(_))
    {
        see("repair applied");
    }
    match &record.stage {
        Stage::Ended(ended) if ended.ground == EndGround::Repaired => see("repaired"),
        Stage::Withdrawn(withdrawn) if withdrawn.correction.is_some() => see("corrected"),
        _ => {}
    }
}

#[tokio::test]
async fn each_state_after_the_notice_is_in_the_city_and_none_is_missing() {
    let (world, _) = seeded().await;
    let mut found = BTreeSet::new();
    for row in rows(&world).await {
        of_project(&world, &*loaded(&world, &row.id).await, &mut found);
    }
    let office = &world.app.office;
    let waiting = office
        .store
        .outbox_pending("credit", office.clock.now(), 100)
        .await;
    let waiting = waiting.unwrap();
    for record in records(&world).await {
        of_record(&record, &mut found);
        let history = office.credit_timeline(record.id).await.unwrap();
        if history
            .iter()
            .any(|fact| matches!(fact.event, CreditEvent::DefenceAnswered { .. }))
        {
            found.insert("record answered".to_owned());
        }
        let id = record.id.to_string();
        if waiting.iter().any(|message| message.payload.contains(&id)) {
            found.insert("record waits in the outbox".to_owned());
        }
    }
    let missing: Vec<&str> = STATES
        .into_iter()
        .filter(|state| !found.contains(*state))
        .collect();
    assert!(missing.is_empty(), "missing {missing:?} among {found:#?}");
}

/// The fire design that did not pass, told to its designer, decided by two others, published, and on its way to the
/// platforms.
#[tokio::test]
async fn the_design_institute_is_traced_heard_and_published() {
    let (world, _) = seeded().await;
    let records = records(&world).await;
    let record = records
        .iter()
        .find(|record| record.party.kind == PartyKind::Designer)
        .unwrap();
    assert_eq!(record.party.company, "示例工业设计院有限公司");
    let project = record.clue.project.unwrap().to_string();
    let project = loaded(&world, &project).await;
    assert!(project.title.contains("劳动密集型装配厂房"));
    let finding = project.building.findings.iter().find(|finding| {
        matches!(&finding.source, window_domain::project::building::event::FindingSource::Rule { rule, .. }
            if rule == "fire-design-not-passed")
    });
    assert_eq!(finding.unwrap().party.uscc, record.party.uscc);
    assert!(record.clue.event_on < project.building.handed_over[0].on);

    let history = world.app.office.credit_timeline(record.id).await.unwrap();
    let by = |wanted: fn(&CreditEvent) -> bool| {
        let fact = history.iter().find(|fact| wanted(&fact.event)).unwrap();
        fact.by.user
    };
    let told = by(|event| matches!(event, CreditEvent::FactsTold { .. }));
    let proposed = by(|event| matches!(event, CreditEvent::DecisionProposed { .. }));
    let decided = by(|event| matches!(event, CreditEvent::RecordDecided { .. }));
    assert!(told != decided && proposed != decided);
    assert!(by(|event| matches!(event, CreditEvent::DefenceGiven { .. })).is_some());

    // Everybody sees it, and the institute sees what it can do.
    let number = &record.stage.decided().unwrap().ruling.number;
    let mut institute = logged_in(&world, "institute").await;
    let own = institute.get(&format!("/my/credit/{}", record.id)).await;
    assert_eq!(own.status, 200, "{}", own.body);
    assert!(own.body.contains(number.as_str()), "{}", own.body);
    let mut supervisor = logged_in(&world, "supervisor").await;
    let path = format!("/watch/enterprises/{}", record.party.uscc);
    let file = supervisor.get(&path).await;
    for said in [
        "劳动密集型装配厂房",
        &format!("/watch/credit/{}", record.id),
    ] {
        assert!(file.body.contains(said), "{said} not in {}", file.body);
    }
}
