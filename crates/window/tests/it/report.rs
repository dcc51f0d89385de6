//! Reports of supervision: the month, false alarms of the rules, the first check, the file of an intermediary.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use jiff::civil::Date;
use window_domain::access::Actor;
use window_domain::project::building::event::FindingSource;
use window_domain::project::building::{BuildingCommand, BuildingEvent};
use window_domain::project::event::PartyKind;
use window_domain::project::{Command, ProjectEvent};
use window_one::jobs;
use window_one::service::Request;

use crate::built::{logged_in, row};
use crate::city::seeded;
use crate::credit_service::actor;
use crate::journey::loaded;
use crate::watch::{browser, city};
use crate::world::World;

/// Orders of all projects as their facts tell: day and step.
async fn orders(world: &World, supervisor: &Actor) -> Vec<(Date, &'static str)> {
    let mut found = Vec::new();
    for id in world.app.office.all_projects().await.unwrap() {
        for fact in world.app.office.timeline(supervisor, id).await.unwrap() {
            if let ProjectEvent::Building(BuildingEvent::OrderIssued { step, .. }) = fact.event {
                found.push((fact.on, step.as_str()));
            }
        }
    }
    found
}

/// The links of a report with the number each bears.
fn figures(page: &str) -> Vec<(String, usize)> {
    let links = page.split("<a href=\"").skip(1);
    links
        .filter_map(|link| {
            let (address, rest) = link.split_once("\">")?;
            let count = rest.split_once("</a>")?.0.parse().ok()?;
            Some((address.replace("&amp;", "&"), count))
        })
        .filter(|(address, _)| address.starts_with("/watch/"))
        .collect()
}

#[tokio::test]
async fn orders_of_the_monthly_report_are_those_of_the_facts() {
    let (world, _) = seeded().await;
    let supervisor = actor(&world, "supervisor").await;
    let mut by_month: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
    for (on, step) in orders(&world, &supervisor).await {
        let month = on.strftime("%Y-%m").to_string();
        *by_month.entry(month).or_default().entry(step).or_default() += 1;
    }
    assert!(!by_month.is_empty(), "the city has orders");
    let mut reader = logged_in(&world, "supervisor").await;
    for (month, expected) in by_month {
        let path = format!("/watch/report?month={month}&lang=en");
        let page = reader.get(&path).await;
        assert_eq!(page.status, 200, "{}", page.body);
        let mut told = BTreeMap::new();
        for (address, count) in figures(&page.body) {
            let is_given =
                address.starts_with("/watch/duties?kind=order") && !address.contains("state=");
            if let Some((_, step)) = address.split_once("&source=").filter(|_| is_given) {
                told.insert(step.to_owned(), count);
            }
        }
        let expected: BTreeMap<_, _> = expected
            .into_iter()
            .map(|(step, count)| (step.to_owned(), count))
            .collect();
        assert_eq!(told, expected, "{month}");
    }
}

#[tokio::test]
async fn each_number_of_the_monthly_report_leads_to_a_list_of_as_many() {
    let (world, _) = seeded().await;
    jobs::daily(&world.app.office).await.unwrap();
    let mut reader = logged_in(&world, "supervisor").await;
    let mut followed = 0;
    let today = world.app.office.today();
    for back in 0..4 {
        let month = today.saturating_sub(jiff::Span::new().months(back));
        let path = format!("/watch/report?month={}&lang=en", month.strftime("%Y-%m"));
        for (address, count) in figures(&reader.get(&path).await.body) {
            let list = reader.get(&address).await;
            assert_eq!(list.status, 200, "{address}");
            let lines = list.body.matches("<tr><td").count();
            assert_eq!(lines, count.min(50), "{address}");
            followed += 1;
        }
    }
    assert!(followed > 10, "{followed}");
}

#[tokio::test]
async fn a_month_without_data_says_so() {
    let (world, _) = seeded().await;
    let mut reader = logged_in(&world, "supervisor").await;
    let page = reader.get("/watch/report?month=2019-05&lang=en").await.body;
    assert!(page.contains("No data of supervision in 2019-05"), "{page}");
    assert!(!page.contains("<table"), "no table of nothing");
    let now = reader
        .get("/watch/report?month=nonsense&lang=en")
        .await
        .body;
    let month = world.app.office.today().strftime("%Y-%m").to_string();
    assert!(now.contains(&format!("Monthly report {month}")));
}

#[tokio::test]
async fn a_rule_is_told_with_its_false_alarms_and_without_a_rate_from_few_findings() {
    let (world, _) = city().await;
    world
        .app
        .clock
        .advance(SignedDuration::from_hours(24 * 120));
    let office = &world.app.office;
    jobs::daily(office).await.unwrap();
    let supervisor = actor(&world, "supervisor").await;
    let mut judged = 0;
    for id in office.all_projects().await.unwrap() {
        let project = loaded(&world, &id.to_string()).await;
        for finding in &project.building.findings {
            let is_of_rule = matches!(&finding.source, FindingSource::Rule { rule, .. } if rule == "promise-overdue");
            if !is_of_rule
                || !finding.is_open()
                || finding.raised_on != office.today()
                || judged == 5
            {
                continue;
            }
            let finding = finding.id;
            let command = if judged < 2 {
                let reason = "not so".to_owned();
                BuildingCommand::Dismiss { finding, reason }
            } else {
                let note = "seen".to_owned();
                BuildingCommand::Verify {
                    finding,
                    passed: true,
                    note,
                }
            };
            let command = Command::Building(command);
            let request = Request::default();
            let done = office.execute(&supervisor, id, &command, &request).await;
            done.unwrap();
            judged += 1;
        }
    }
    assert_eq!(judged, 5);
    let mut reader = browser(&world, "supervisor").await;
    let today = office.today();
    let page = reader
        .get(&format!("/watch/rules?from={today}&to={today}&lang=en"))
        .await
        .body;
    assert!(page.contains("2 of 5 (40%)"), "{page}");
    assert!(page.contains("0 judged, too few"), "{page}");
    let list = format!(
        "/watch/duties?kind=finding&by=begun&from={today}&to={today}&source=promise-overdue&state=dismissed"
    );
    let lines = reader.get(&list).await.body.matches("<tr><td").count();
    assert_eq!(lines, 2);
    // Days before the check ran: nothing ran, and the page does not say that nothing was found.
    let none = reader
        .get("/watch/rules?from=2019-01-01&to=2019-01-31&lang=en")
        .await
        .body;
    assert!(none.contains("No check ran in these days"), "{none}");
}

#[tokio::test]
async fn a_list_without_findings_names_the_checks_that_ran_and_when() {
    let (world, _) = seeded().await;
    let mut reader = logged_in(&world, "supervisor").await;
    let path = "/watch/duties?kind=finding&source=fee-without-basis&lang=en";
    let never = reader.get(path).await.body;
    assert!(never.contains("have not run yet"), "{never}");
    jobs::daily(&world.app.office).await.unwrap();
    let page = reader.get(path).await.body;
    let rules = &world.app.office.catalogue.supervision().rules;
    for rule in rules {
        assert!(page.contains(&rule.name.en), "{}", rule.code);
    }
}

#[tokio::test]
async fn a_commitment_nobody_checked_in_sixty_working_days_is_a_finding_of_the_window() {
    let (world, id) = city().await;
    let office = &world.app.office;
    let project = loaded(&world, &id).await;
    let notice = project.build_first.notice().unwrap().issued_on;
    let mut supervisor = browser(&world, "supervisor").await;
    let list = "/watch/duties?kind=finding&source=no-first-check";
    let has = |page: &str| page.contains(&format!("/watch/projects/{id}#"));
    for (days, is_found) in [(60, false), (61, true)] {
        while office.calendar.count(notice, office.today()) < days {
            world.app.clock.advance(SignedDuration::from_hours(24));
        }
        jobs::daily(office).await.unwrap();
        supervisor = browser(&world, "supervisor").await;
        let page = supervisor.get(list).await.body;
        assert_eq!(has(&page), is_found, "{days}");
    }
    let said = "No check is on record within 60 working days of the notice";
    let file = supervisor
        .get(&format!("/watch/projects/{id}?lang=en"))
        .await;
    assert!(file.body.contains(said), "{}", file.body);
    assert!(file.body.contains("First check due by"), "{}", file.body);
    // The window has to act, and sees it.
    let mut lead = browser(&world, "lead").await;
    let desk = lead.get(&format!("/desk/projects/{id}")).await.body;
    assert!(desk.contains("60个工作日内没有核查记录"), "{desk}");
}

#[tokio::test]
async fn an_intermediary_that_builds_nothing_has_a_file_with_all_its_projects() {
    let (world, _) = seeded().await;
    let surveyed = row(&world, "数控机床功能部件").await;
    let project = loaded(&world, &surveyed.id).await;
    let mut projects = Vec::new();
    for id in world.app.office.all_projects().await.unwrap() {
        projects.push(loaded(&world, &id.to_string()).await);
    }
    let builds = |uscc: &str| projects.iter().any(|it| it.builder.uscc == uscc);
    let mut parties = project.parties.iter();
    let surveyor = parties.find(|it| it.kind != PartyKind::Builder && !builds(&it.uscc));
    let surveyor = surveyor.expect("an intermediary that builds nothing");
    let works_in = |it: &&std::sync::Arc<_>| {
        let it: &window_domain::project::Project = it;
        it.parties.iter().any(|party| party.uscc == surveyor.uscc)
    };
    let of_surveyor = projects.iter().filter(works_in).map(|it| it.id.to_string());
    let of_surveyor: Vec<String> = of_surveyor.collect();
    assert!(of_surveyor.len() > 1);
    let mut supervisor = logged_in(&world, "supervisor").await;
    let path = format!("/watch/enterprises/{}?lang=en", surveyor.uscc);
    let page = supervisor.get(&path).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains(&surveyor.company));
    for id in of_surveyor {
        assert!(
            page.body.contains(&format!("/watch/projects/{id}\"")),
            "{id}"
        );
    }
    // The supervision file of a project leads there.
    let file = supervisor
        .get(&format!("/watch/projects/{}", surveyed.id))
        .await;
    assert!(
        file.body
            .contains(&format!("/watch/enterprises/{}", surveyor.uscc))
    );
}

#[tokio::test]
async fn the_file_of_a_contractor_has_the_cards_it_was_given() {
    let (world, _) = seeded().await;
    let carded = row(&world, "电工薄膜").await;
    let project = loaded(&world, &carded.id).await;
    let card = project.building.cards.first().unwrap();
    let contractor = card.party.as_ref().unwrap();
    let mut supervisor = logged_in(&world, "supervisor").await;
    let path = format!("/watch/enterprises/{}?lang=en", contractor.uscc);
    let page = supervisor.get(&path).await.body;
    assert!(page.contains(&card.text), "{page}");
    let states = project.building.cards.iter();
    let of_contractor = states.filter(|card| card.party.is_some());
    let over = of_contractor.filter(|card| !card.is_open()).count();
    assert_eq!(over, 2, "one is answered, one was a false alarm");
}
