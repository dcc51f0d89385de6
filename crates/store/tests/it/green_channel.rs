//! The green channel beside ordinary cases: who counts as overtaken, who is told, and which promises run.

use window_store::{Days, GreenPromiseRow, QueueTimeRow, RowChange, Viewer};

use crate::world::{World, commit, day, now, window};

fn turn(number: &str, green: bool, (came, done): (&str, Option<&str>)) -> QueueTimeRow {
    QueueTimeRow {
        id: format!("{number}~window"),
        case_no: number.into(),
        project_id: "prj_1".into(),
        queue: "window".into(),
        item: "A01".into(),
        department: "fgw".into(),
        is_green: green,
        in_on: day(came),
        out_on: done.map(day),
        days: done.map(|_| 2),
        stops: "2026-11-12/2026-11-13 2026-11-16/".into(),
    }
}

fn promise(place: u8, by: &str, outcome: Option<&str>) -> GreenPromiseRow {
    GreenPromiseRow {
        id: format!("prj_1~{place}"),
        case_no: "1".into(),
        project_id: "prj_1".into(),
        submission_id: "sub_1".into(),
        receipt_no: format!("R{place}"),
        made_on: day(by),
        by_on: day(by),
        ended_on: outcome.map(|_| day(by)),
        outcome: outcome.map(Into::into),
    }
}

async fn filled(world: &World) {
    let mut commit = commit("prj_1", 0);
    commit.recorded_at = now();
    let other_item = QueueTimeRow {
        item: "B01".into(),
        ..turn("8", false, ("2026-11-09", Some("2026-11-20")))
    };
    commit.rows = [
        // Done on the 12th, came on the 11th.
        turn("1", true, ("2026-11-11", Some("2026-11-12"))).into(),
        turn("2", true, ("2026-11-12", Some("2026-11-13"))).into(),
        // Came before and was done after: overtaken; still there: overtaken until the last day.
        turn("3", false, ("2026-11-10", Some("2026-11-17"))).into(),
        turn("4", false, ("2026-11-10", None)).into(),
        // Came on the same day, done on the same day, before the period, another item: not.
        turn("5", false, ("2026-11-12", Some("2026-11-17"))).into(),
        turn("6", false, ("2026-11-10", Some("2026-11-12"))).into(),
        turn("7", false, ("2026-10-01", Some("2026-10-30"))).into(),
        other_item.into(),
        promise(1, "2026-11-12", Some("kept")).into(),
        promise(2, "2026-11-13", Some("late")).into(),
        promise(3, "2026-11-20", None).into(),
        promise(4, "2026-11-18", None).into(),
    ]
    .map(RowChange::Upsert)
    .into();
    world.store.commit(commit).await.unwrap();
}

fn november() -> Days {
    Days {
        from: day("2026-11-01"),
        to: day("2026-11-19"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn overtaken_is_who_came_before_and_was_done_after_in_the_same_queue() {
    for world in World::both().await {
        filled(&world).await;
        let viewer = Viewer::Oversight;
        let reader = world.store.read(&viewer);
        let found = reader.overtaken(november()).await.unwrap();
        let each = found
            .iter()
            .map(|it| (it.case_no.as_str(), it.since, it.until));
        assert_eq!(
            each.collect::<Vec<_>>(),
            [
                ("3", day("2026-11-12"), day("2026-11-17")),
                ("4", day("2026-11-12"), day("2026-11-19")),
            ],
            "{}",
            world.name
        );
        let stops = [
            (day("2026-11-12"), Some(day("2026-11-13"))),
            (day("2026-11-16"), None),
        ];
        assert_eq!(found[0].stops, stops);
        let lengths = reader.queue_lengths(november()).await.unwrap();
        let each = lengths.iter().map(|it| (it.item.as_str(), it.count));
        assert_eq!(each.collect::<Vec<_>>(), [("A01", 4), ("B01", 1)]);
        let spans = reader.channel_spans(november()).await.unwrap();
        let green: u64 = spans
            .iter()
            .filter(|it| it.is_green)
            .map(|it| it.count)
            .sum();
        let all: u64 = spans.iter().map(|it| it.count).sum();
        assert_eq!((green, all), (2, 5), "done in the period");
        assert!(spans.iter().all(|it| it.month == "2026-11" && it.days == 2));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_green_channel_is_told_to_whoever_oversees_the_whole_and_to_nobody_else() {
    for world in World::both().await {
        filled(&world).await;
        let window = window();
        let reader = world.store.read(&window);
        let open = reader.open_promises().await.unwrap();
        let receipts = open.iter().map(|row| row.receipt_no.as_str());
        assert_eq!(receipts.collect::<Vec<_>>(), ["R4", "R3"], "{}", world.name);
        let ends = reader.promise_ends(november()).await.unwrap();
        let of = |end: &str| ends.get(end).copied();
        assert_eq!(
            (of("kept"), of("late"), of("")),
            (Some(1), Some(1), Some(1))
        );
        for viewer in [
            Viewer::Public,
            Viewer::Enterprise("ent_a".into()),
            Viewer::Agent("usr_1".into()),
            Viewer::Department("fgw".into()),
        ] {
            let reader = world.store.read(&viewer);
            assert!(reader.overtaken(november()).await.unwrap().is_empty());
            assert!(reader.queue_lengths(november()).await.unwrap().is_empty());
            assert!(reader.channel_spans(november()).await.unwrap().is_empty());
            assert!(reader.open_promises().await.unwrap().is_empty());
            assert!(reader.promise_ends(november()).await.unwrap().is_empty());
        }
    }
}
