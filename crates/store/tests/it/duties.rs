//! Duties counted for a report, and who may see a card.

use window_store::{
    CreditFilter, CreditRow, CreditStep, Days, DutyFilter, DutyRow, Page, Row, RowChange, Viewer,
};

use crate::world::{World, commit, day, project_row};

fn duty(id: &str, kind: &str, (begun_on, due_on): (&str, &str)) -> DutyRow {
    DutyRow {
        id: id.to_owned(),
        kind: kind.to_owned(),
        project_id: "prj_a".to_owned(),
        project_name: "A".to_owned(),
        enterprise_id: "ent_a".to_owned(),
        enterprise_name: "A Ltd".to_owned(),
        agent_id: Some("usr_a".to_owned()),
        department: None,
        uscc: String::new(),
        company: String::new(),
        item: None,
        source: "decision-late".to_owned(),
        severity: "minor".to_owned(),
        title: String::new(),
        state: "open".to_owned(),
        is_open: true,
        begun_on: day(begun_on),
        due_on: day(due_on),
        done_on: None,
    }
}

fn record(id: &str, recorded_on: &str, decided_on: Option<&str>) -> CreditRow {
    CreditRow {
        id: id.to_owned(),
        uscc: "U".to_owned(),
        company: "A Ltd".to_owned(),
        party: "builder".to_owned(),
        enterprise_id: None,
        project_id: None,
        breach: "b".to_owned(),
        summary: String::new(),
        stage: "decided".to_owned(),
        is_open: true,
        event_on: day(recorded_on),
        recorded_on: day(recorded_on),
        next_due: None,
        number: None,
        class: None,
        decided_on: decided_on.map(day),
        published_on: None,
        min_until: None,
        max_until: None,
        ended_on: None,
        version: 1,
        updated_at: "2026-11-24T00:00:00Z".parse().unwrap(),
    }
}

async fn seeded(world: &World, rows: Vec<Row>) {
    let mut commit = commit("prj_a", 0);
    commit.rows = rows.into_iter().map(RowChange::Upsert).collect();
    commit
        .rows
        .push(RowChange::Upsert(project_row("prj_a", "ent_a").into()));
    world.store.commit(commit).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn duties_of_a_month_are_counted_by_what_a_report_tells_them_apart_by() {
    for world in World::both().await {
        let mut dismissed = duty("2", "finding", ("2026-11-30", "2026-12-07"));
        dismissed.state = "dismissed".to_owned();
        dismissed.is_open = false;
        dismissed.department = Some("zjj".to_owned());
        dismissed.done_on = Some(day("2026-12-01"));
        let rows = vec![
            duty("1", "finding", ("2026-11-01", "2026-11-08")).into(),
            dismissed.into(),
            duty("3", "finding", ("2026-11-30", "2026-12-07")).into(),
            duty("4", "finding", ("2026-10-31", "2026-11-08")).into(),
            duty("5", "finding", ("2026-12-01", "2026-12-08")).into(),
            duty("6", "order", ("2026-11-05", "2026-11-08")).into(),
        ];
        seeded(&world, rows).await;
        let month = Days {
            from: day("2026-11-01"),
            to: day("2026-11-30"),
        };
        let filter = DutyFilter {
            kinds: vec!["finding".to_owned()],
            begun: Some(month),
            ..DutyFilter::default()
        };
        let reader = world.store.read(&Viewer::Oversight);
        let tally = reader.tally_duties(&filter).await.unwrap();
        let told: Vec<_> = tally
            .iter()
            .map(|one| {
                (
                    one.state.as_str(),
                    one.department.as_str(),
                    one.is_open,
                    one.count,
                )
            })
            .collect();
        let expected = [("dismissed", "zjj", false, 1), ("open", "", true, 2)];
        assert_eq!(told, expected, "{}", world.name);
        // What the counts say is what the list behind them holds.
        let page = reader.duties(&filter, &Page::default()).await.unwrap();
        assert_eq!(page.rows.len(), 3, "{}", world.name);
        let done = DutyFilter {
            done: Some(month),
            ..DutyFilter::default()
        };
        assert_eq!(
            reader.count_duties(&done).await.unwrap(),
            0,
            "{}",
            world.name
        );
        let agent = DutyFilter {
            agent: Some("usr_b".to_owned()),
            ..DutyFilter::default()
        };
        assert_eq!(
            reader.count_duties(&agent).await.unwrap(),
            0,
            "{}",
            world.name
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_enterprise_finds_cards_for_its_side_and_none_between_offices() {
    for world in World::both().await {
        let mut of_office = duty("1", "card", ("2026-11-01", "2026-11-08"));
        of_office.department = Some("zjj".to_owned());
        let mut of_party = duty("2", "card", ("2026-11-01", "2026-11-08"));
        of_party.uscc = "U2".to_owned();
        let of_window = duty("3", "card", ("2026-11-01", "2026-11-08"));
        seeded(
            &world,
            vec![of_office.into(), of_party.into(), of_window.into()],
        )
        .await;
        for (viewer, ids) in [
            (Viewer::Enterprise("ent_a".to_owned()), vec!["2"]),
            (Viewer::Department("zjj".to_owned()), vec!["1"]),
            (Viewer::Oversight, vec!["1", "2", "3"]),
            (Viewer::Public, vec![]),
        ] {
            let reader = world.store.read(&viewer);
            let found = reader
                .duties(&DutyFilter::default(), &Page::default())
                .await;
            let found: Vec<_> = found.unwrap().rows.into_iter().map(|row| row.id).collect();
            assert_eq!(found, ids, "{} {viewer:?}", world.name);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn credit_records_are_found_by_the_day_of_a_step() {
    for world in World::both().await {
        let rows = vec![
            record("crd_1", "2026-11-03", None).into(),
            record("crd_2", "2026-10-03", Some("2026-11-30")).into(),
        ];
        seeded(&world, rows).await;
        let days = Days {
            from: day("2026-11-01"),
            to: day("2026-11-30"),
        };
        let reader = world.store.read(&Viewer::Oversight);
        for (step, ids) in [
            (CreditStep::Recorded, vec!["crd_1"]),
            (CreditStep::Decided, vec!["crd_2"]),
            (CreditStep::Published, vec![]),
        ] {
            let filter = CreditFilter {
                step: Some((step, days)),
                ..CreditFilter::default()
            };
            let found = reader.credit_records(&filter, &Page::default()).await;
            let found: Vec<_> = found.unwrap().rows.into_iter().map(|row| row.id).collect();
            assert_eq!(found, ids, "{} {step:?}", world.name);
        }
    }
}
