//! Services, reviews, complaints and counters: who finds what, in which order, and what is added up.

use window_store::{
    ComplaintFilter, ComplaintRow, CounterRow, Days, Page, ReviewFilter, ReviewRow, RowChange,
    ServedFilter, ServedRow, Viewer,
};

use crate::world::{World, commit, day, now, window};

fn served(number: &str, enterprise: Option<&str>, by: &str) -> ServedRow {
    ServedRow {
        id: format!("case/{number}"),
        service: "case".into(),
        number: number.into(),
        what: "A01".into(),
        on_day: day("2026-11-20"),
        enterprise_id: enterprise.map(Into::into),
        project_id: Some("prj_1".into()),
        project_name: "P".into(),
        served_by: Some(by.into()),
        department: Some("zjj".into()),
    }
}

fn review(number: &str, level: &str, due: Option<&str>) -> ReviewRow {
    let of = served(number, None, "usr_1");
    ReviewRow {
        id: of.id,
        service: of.service,
        number: of.number,
        what: of.what,
        level: level.into(),
        is_bad: due.is_some(),
        reasons: String::new(),
        text: String::new(),
        served_by: of.served_by,
        department: of.department,
        given_on: day("2026-11-21"),
        next: due.map_or("", |_| "contact").into(),
        is_open: due.is_some(),
        due_on: due.map(day),
        limit_days: 1,
        done_on: None,
        closed_on: None,
    }
}

fn complaint(number: u16, due: &str, owner: Option<&str>) -> ComplaintRow {
    ComplaintRow {
        id: format!("cpl_{number}"),
        number: format!("TS{number}"),
        topic: "delay".into(),
        text: String::new(),
        name: "N".into(),
        phone: "07140000001".into(),
        enterprise_id: Some("ent_a".into()),
        state: "open".into(),
        is_open: true,
        filed_on: day("2026-11-20"),
        due_on: day(due),
        limit_days: 5,
        replied_on: None,
        owner_id: owner.map(Into::into),
        owner_name: String::new(),
    }
}

fn counter(kind: &str, name: &str, project: Option<&str>, number: i32) -> CounterRow {
    CounterRow {
        id: format!("{kind}/{name}"),
        kind: kind.into(),
        project_id: project.map(Into::into),
        on_day: day("2026-11-20"),
        number,
    }
}

async fn filled(world: &World) {
    let mut commit = commit("prj_1", 0);
    commit.recorded_at = now();
    commit.rows = [
        served("1", Some("ent_a"), "usr_1").into(),
        served("2", Some("ent_a"), "usr_2").into(),
        served("3", Some("ent_b"), "usr_1").into(),
        review("1", "bad", Some("2026-11-25")).into(),
        review("3", "very_bad", Some("2026-11-24")).into(),
        complaint(1, "2026-11-27", Some("usr_1")).into(),
        complaint(2, "2026-11-26", None).into(),
        counter("hall_visit", "1", Some("prj_1"), 1).into(),
        counter("hall_visit", "2", Some("prj_1"), 1).into(),
        counter("hall_visit", "3", None, 1).into(),
        counter("asked_again", "1", Some("prj_2"), 3).into(),
        counter("at_once", "1", Some("prj_1"), 1).into(),
        counter("corrected", "2", Some("prj_3"), 1).into(),
    ]
    .map(RowChange::Upsert)
    .into();
    world.store.commit(commit).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_enterprise_finds_what_it_has_not_reviewed_and_no_review() {
    for world in World::both().await {
        filled(&world).await;
        let viewer = Viewer::Enterprise("ent_a".into());
        let reader = world.store.read(&viewer);
        let open = ServedFilter {
            unreviewed: true,
            ..ServedFilter::default()
        };
        let page = reader.services(&open, &Page::default()).await.unwrap();
        let ids: Vec<_> = page.rows.iter().map(|row| row.id.as_str()).collect();
        assert_eq!(ids, ["case/2"], "{}", world.name);
        let all = ReviewFilter::default();
        assert!(
            reader
                .reviews(&all, &Page::default())
                .await
                .unwrap()
                .rows
                .is_empty()
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn reviews_and_complaints_come_by_their_last_day_and_to_whom_they_concern() {
    for world in World::both().await {
        filled(&world).await;
        let open = ReviewFilter {
            open: Some(true),
            followed_up: true,
        };
        let found = async |viewer: Viewer| {
            let reader = world.store.read(&viewer);
            let page = reader.reviews(&open, &Page::default()).await.unwrap();
            page.rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
        };
        assert_eq!(
            found(window()).await,
            ["case/3", "case/1"],
            "{}",
            world.name
        );
        assert_eq!(found(Viewer::Agent("usr_1".into())).await.len(), 2);
        assert!(found(Viewer::Agent("usr_9".into())).await.is_empty());
        assert_eq!(found(Viewer::Department("zjj".into())).await.len(), 2);
        assert!(found(Viewer::Department("fgw".into())).await.is_empty());
        let open = ComplaintFilter { open: Some(true) };
        let found = async |viewer: Viewer| {
            let reader = world.store.read(&viewer);
            let page = reader.complaints(&open, &Page::default()).await.unwrap();
            page.rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
        };
        assert_eq!(found(window()).await, ["cpl_2", "cpl_1"], "{}", world.name);
        assert_eq!(found(Viewer::Agent("usr_1".into())).await, ["cpl_1"]);
        assert!(found(Viewer::Department("zjj".into())).await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_counters_of_the_six_ones_are_added_up_by_project() {
    for world in World::both().await {
        filled(&world).await;
        let viewer = Viewer::Oversight;
        let reader = world.store.read(&viewer);
        let period = Days {
            from: day("2026-11-01"),
            to: day("2026-11-30"),
        };
        let found = reader.six_ones(period).await.unwrap();
        assert_eq!(found.visits.get("prj_1"), Some(&2), "{}", world.name);
        assert_eq!((found.visits_of_none, found.projects), (1, 3));
        assert_eq!(found.asked_again.get("prj_2"), Some(&3));
        assert_eq!((found.at_once, found.otherwise), (1, 1));
        assert_eq!(found.levels.get("very_bad"), Some(&1));
        let before = Days {
            from: day("2026-10-01"),
            to: day("2026-10-31"),
        };
        let none = reader.six_ones(before).await.unwrap();
        assert_eq!(none, window_store::SixOnes::default());
        let viewer = Viewer::Enterprise("ent_a".into());
        let others = world.store.read(&viewer).six_ones(period).await.unwrap();
        assert_eq!(others, window_store::SixOnes::default());
    }
}
