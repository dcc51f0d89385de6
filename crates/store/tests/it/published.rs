//! What everybody may read, on both databases: narrowed, turned over, counted; and where letters stand in the register.

use window_store::{
    CaseTimeRow, Days, Page, Publication, PublishedFilter, PublishedRow, RegisterLeaf, RowChange,
    StartTimeRow, Viewer,
};

use crate::world::{World, commit, day, now};

fn row(number: u8, kind: Publication, on: &str, until: Option<&str>) -> PublishedRow {
    PublishedRow {
        id: format!("{}~{number}", kind.as_str()),
        kind: kind.as_str().into(),
        on_day: day(on),
        number: format!("No_{number}"),
        project_name: "磁湖厂房".into(),
        project_code: String::new(),
        company: "示例公司".into(),
        uscc: "U1".into(),
        item: Some(format!("A0{number}")),
        department: Some("fgw".into()),
        region: None,
        outcome: "valid".into(),
        until_on: until.map(day),
        done_on: None,
        used_days: Some(2),
        limit_days: None,
        reference: String::new(),
        note: String::new(),
        check_code: Some(format!("CODE{number}")),
    }
}

fn time(number: u8, on: &str, late: i32) -> CaseTimeRow {
    CaseTimeRow {
        case_no: number.to_string(),
        project_id: "prj_1".into(),
        item: "A01".into(),
        department: "fgw".into(),
        accepted_on: day("2026-11-02"),
        decided_on: day(on),
        outcome: "approved".into(),
        used_days: 3,
        limit_days: Some(3),
        late_days: late,
        stopped_days: 0,
    }
}

fn leaf(kind: &str, code: &str) -> RegisterLeaf {
    RegisterLeaf {
        kind: kind.into(),
        payload: format!("{{\"of\":\"{kind} {code}\"}}"),
        check_code: Some(code.into()),
        salts: Vec::new(),
    }
}

async fn filled(world: &World) {
    let mut commit = commit("prj_1", 0);
    commit.rows = vec![
        row(1, Publication::Certificate, "2026-11-10", None).into(),
        row(
            2,
            Publication::Certificate,
            "2026-11-12",
            Some("2026-11-20"),
        )
        .into(),
        row(
            3,
            Publication::Certificate,
            "2026-11-12",
            Some("2026-11-22"),
        )
        .into(),
        row(4, Publication::Decision, "2026-11-12", None).into(),
        time(1, "2026-10-30", 0).into(),
        time(2, "2026-11-03", 0).into(),
        time(3, "2026-11-30", 0).into(),
        time(4, "2026-11-30", 2).into(),
        StartTimeRow {
            project_id: "prj_1".into(),
            track: "build_first".into(),
            filed_on: day("2026-11-02"),
            started_on: day("2026-11-09"),
            window_days: 1,
            department_days: 2,
            other_days: 3,
            applicant_days: 9,
            special_days: 9,
            promised_days: None,
            statutory_days: None,
        }
        .into(),
    ]
    .into_iter()
    .map(RowChange::Upsert)
    .collect();
    commit.leaves = vec![leaf("letter", "CODE1"), leaf("letter", "CODE2")];
    world.store.commit(commit).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_published_is_narrowed_and_turned_over_by_anybody() {
    for world in World::both().await {
        filled(&world).await;
        let reader = world.store.read(&Viewer::Public);
        let all = PublishedFilter::all(Publication::Certificate);
        let found = |filter: PublishedFilter| async move {
            let rows = reader
                .published(&filter, &Page::first(9))
                .await
                .unwrap()
                .rows;
            let count = reader.count_published(&filter).await.unwrap();
            assert_eq!(usize::try_from(count).unwrap(), rows.len());
            rows.into_iter().map(|row| row.number).collect::<Vec<_>>()
        };
        assert_eq!(
            found(all.clone()).await,
            ["No_3", "No_2", "No_1"],
            "{}",
            world.name
        );
        let first = reader.published(&all, &Page::first(2)).await.unwrap();
        let rest = Page {
            after: first.next,
            limit: 2,
        };
        let rest = reader.published(&all, &rest).await.unwrap();
        assert_eq!((rest.rows.len(), rest.next), (1, None), "{}", world.name);
        let today = day("2026-11-21");
        for (passed, wanted) in [(true, vec!["No_2"]), (false, vec!["No_3", "No_1"])] {
            let filter = PublishedFilter {
                passed: Some((today, passed)),
                ..all.clone()
            };
            assert_eq!(found(filter).await, wanted, "{}", world.name);
        }
        let by_text = |text: &str| PublishedFilter {
            text: Some(text.into()),
            ..all.clone()
        };
        assert_eq!(found(by_text("no_2")).await, ["No_2"], "{}", world.name);
        assert_eq!(found(by_text("%")).await, [""; 0], "{}", world.name);
        let days = PublishedFilter {
            days: Some(Days {
                from: day("2026-11-11"),
                to: day("2026-11-12"),
            }),
            item: Some("A03".into()),
            ..all.clone()
        };
        assert_eq!(found(days).await, ["No_3"], "{}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn days_taken_are_counted_by_month() {
    for world in World::both().await {
        filled(&world).await;
        let reader = world.store.read(&Viewer::Oversight);
        let november = Days {
            from: day("2026-11-01"),
            to: day("2026-11-30"),
        };
        let spans = reader.month_spans(november).await.unwrap();
        let spans: Vec<_> = spans
            .iter()
            .map(|span| {
                (
                    span.month.as_str(),
                    span.used_days,
                    span.is_late,
                    span.count,
                )
            })
            .collect();
        let wanted = [("2026-11", 3, false, 2), ("2026-11", 3, true, 1)];
        assert_eq!(spans, wanted, "{}", world.name);
        let starts = reader.month_starts(november).await.unwrap();
        assert_eq!((starts[0].days, starts[0].count), (6, 1), "{}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_are_found_in_the_register_with_the_files_they_were_given_out_as() {
    for world in World::both().await {
        filled(&world).await;
        let store = &world.store;
        assert_eq!(store.register_places(&["CODE1"]).await.unwrap().len(), 0);
        store.place_leaves().await.unwrap();
        store
            .add_leaf(&leaf("letter_file", "CODE1"), now())
            .await
            .unwrap();
        let waiting = store.letter_files("CODE1").await.unwrap();
        assert_eq!(
            (waiting.len(), waiting[0].place),
            (1, None),
            "{}",
            world.name
        );
        store.place_leaves().await.unwrap();
        let files = store.letter_files("CODE1").await.unwrap();
        assert_eq!(files[0].place, Some(2), "{}", world.name);
        let places = store
            .register_places(&["CODE1", "CODE2", "CODE3"])
            .await
            .unwrap();
        let places: Vec<_> = places.into_iter().collect();
        let wanted = [("CODE1".to_owned(), 0), ("CODE2".to_owned(), 1)];
        assert_eq!(places, wanted, "the letter, not its file: {}", world.name);
        let payload = store.register_payload(1).await.unwrap();
        assert_eq!(payload.unwrap(), leaf("letter", "CODE2").payload);
        assert_eq!(store.register_payload(9).await.unwrap(), None);
    }
}
