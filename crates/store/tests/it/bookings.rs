//! Times, bookings and codes.

use jiff::ToSpan;
use window_store::{
    BookingCode, BookingFilter, BookingRow, CodeSubject, OutboxMessage, Page, RowChange,
    ServiceFigures, ServiceSlotRow, Viewer,
};

use crate::world::{World, commit, day, now, window};

fn slot(on: &str, kind: &str, starts: &str, numbers: [u16; 6]) -> ServiceSlotRow {
    let [capacity, taken, waiting, came, no_show, cancelled] = numbers;
    ServiceSlotRow {
        id: format!("{on}/{kind}/{starts}"),
        day: day(on),
        kind: kind.into(),
        starts: starts.into(),
        ends: "23:00".into(),
        capacity,
        taken,
        waiting,
        came,
        no_show,
        cancelled,
    }
}

fn booking(number: u16, on: &str, enterprise: Option<&str>) -> BookingRow {
    BookingRow {
        id: format!("bkg_{number}"),
        number: format!("20261123-{number:03}"),
        day: day(on),
        kind: "normal".into(),
        starts: format!("{:02}:00", 18 - number),
        ends: "23:00".into(),
        status: if number == 3 { "cancelled" } else { "booked" }.into(),
        phone: format!("0714000{number:04}"),
        name: "访客".into(),
        enterprise_id: enterprise.map(str::to_owned),
        company: String::new(),
        project_id: None,
        project_name: String::new(),
        matter: "咨询".into(),
        address: String::new(),
        done: String::new(),
        booked_at: now(),
    }
}

async fn filled(world: &World) {
    let mut commit = commit("prj_1", 0);
    let slots = [
        slot("2026-11-23", "normal", "14:00", [3, 2, 0, 1, 1, 4]),
        slot("2026-11-23", "normal", "09:00", [3, 3, 2, 3, 0, 1]),
        slot("2026-11-24", "extended", "17:30", [2, 0, 0, 0, 0, 0]),
        slot("2026-11-30", "normal", "09:00", [9, 9, 9, 9, 0, 9]),
    ];
    let bookings = [
        booking(1, "2026-11-23", Some("ent_a")),
        booking(2, "2026-11-23", None),
        booking(3, "2026-11-24", Some("ent_a")),
        booking(4, "2026-11-23", Some("ent_b")),
    ];
    let rows = slots.map(|row| RowChange::Upsert(row.into())).into_iter();
    commit.rows = rows
        .chain(bookings.map(|row| RowChange::Upsert(row.into())))
        .collect();
    world.store.commit(commit).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn times_are_found_by_day_and_kind_and_added_up() {
    for world in World::both().await {
        filled(&world).await;
        assert_eq!(world.store.dump_rows().await.unwrap().len(), 4 + 4);
        let days = (day("2026-11-23"), day("2026-11-24"));
        let found = world.store.service_slots(days, None).await.unwrap();
        let ids: Vec<_> = found.iter().map(|row| row.id.as_str()).collect();
        let all = [
            "2026-11-23/normal/09:00",
            "2026-11-23/normal/14:00",
            "2026-11-24/extended/17:30",
        ];
        assert_eq!(ids, all, "{}", world.name);
        let of_kind = world.store.service_slots(days, Some("extended"));
        assert_eq!(of_kind.await.unwrap().len(), 1);
        let figures = world.store.service_figures(days).await.unwrap();
        let empty = ServiceFigures {
            kind: "extended".into(),
            offered: 2,
            booked: 0,
            came: 0,
            no_show: 0,
            cancelled: 0,
            waiting: 0,
        };
        let normal = ServiceFigures {
            kind: "normal".into(),
            offered: 6,
            booked: 5,
            came: 4,
            no_show: 1,
            cancelled: 5,
            waiting: 2,
        };
        assert_eq!(figures, [empty, normal], "{}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bookings_are_seen_by_the_window_and_by_the_enterprise_that_booked() {
    for world in World::both().await {
        filled(&world).await;
        let of_day = BookingFilter {
            day: Some(day("2026-11-23")),
            ..BookingFilter::default()
        };
        let seen = async |viewer: Viewer, filter: &BookingFilter| {
            let reader = world.store.read(&viewer);
            let page = reader.bookings(filter, &Page::default()).await.unwrap();
            let count = reader.count_bookings(filter).await.unwrap();
            assert_eq!(usize::try_from(count), Ok(page.rows.len()));
            page.rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
        };
        let everything = BookingFilter::default();
        let of_window = seen(window(), &of_day).await;
        assert_eq!(of_window, ["bkg_4", "bkg_2", "bkg_1"], "by their time");
        let own = seen(Viewer::Enterprise("ent_a".into()), &everything).await;
        assert_eq!(own, ["bkg_3", "bkg_1"], "{}", world.name);
        for nobody in [
            Viewer::Public,
            Viewer::Agent("usr_1".into()),
            Viewer::Department("zjj".into()),
        ] {
            assert!(seen(nobody, &everything).await.is_empty());
        }
        let open = BookingFilter {
            statuses: vec!["booked".into()],
            from: Some(day("2026-11-24")),
            ..BookingFilter::default()
        };
        assert!(seen(window(), &open).await.is_empty());
        let by_number = world.store.booking_by_number("20261123-002").await.unwrap();
        assert_eq!(by_number.unwrap().id, "bkg_2");
        assert_eq!(world.store.booking("bkg_9").await.unwrap(), None);
    }
}

fn code(id: &str, after_minutes: i64) -> BookingCode {
    let created_at = now() + after_minutes.minutes();
    BookingCode {
        id: id.into(),
        phone: "07140000001".into(),
        address: "192.0.2.1".into(),
        code_hash: format!("hash of {id}"),
        created_at,
        expires_at: created_at + 10.minutes(),
        used_key: None,
    }
}

fn message() -> OutboxMessage {
    OutboxMessage {
        topic: "code".into(),
        key: "07140000001".into(),
        payload: "{}".into(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_newest_code_can_be_guessed_a_few_times_and_until_it_ends() {
    for world in World::both().await {
        let store = &world.store;
        store
            .add_booking_code(&code("old", 0), &message())
            .await
            .unwrap();
        store
            .add_booking_code(&code("new", 1), &message())
            .await
            .unwrap();
        let guess = async |minutes: i64| {
            let at = now() + minutes.minutes();
            let found = store
                .guess_booking_code("07140000001", at, 3)
                .await
                .unwrap();
            found.map(|code| (code.id, code.used_key))
        };
        let newest = Some(("new".to_owned(), None));
        assert_eq!(guess(2).await, newest, "{}", world.name);
        assert_eq!(guess(2).await, newest);
        // A right guess gives the guesses back; used once, it is used for one form only.
        store.booking_code_right("new", None).await.unwrap();
        for _ in 0..3 {
            assert_eq!(guess(2).await, newest);
        }
        assert_eq!(guess(2).await, None, "no guess is left");
        store
            .booking_code_right("new", Some("form-1"))
            .await
            .unwrap();
        store
            .booking_code_right("new", Some("form-2"))
            .await
            .unwrap();
        let used = Some(("new".to_owned(), Some("form-1".to_owned())));
        assert_eq!(guess(10).await, used);
        assert_eq!(guess(11).await, None, "it has ended");
        assert_eq!(
            store
                .guess_booking_code("07140000002", now(), 3)
                .await
                .unwrap(),
            None
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_guesses_at_once_are_no_more_than_allowed() {
    for world in World::both().await {
        let store = &world.store;
        store
            .add_booking_code(&code("one", 0), &message())
            .await
            .unwrap();
        let guesses: Vec<_> = (0..40)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move { store.guess_booking_code("07140000001", now(), 5).await })
            })
            .collect();
        let mut taken = 0;
        for guess in guesses {
            taken += usize::from(guess.await.unwrap().unwrap().is_some());
        }
        assert_eq!(taken, 5, "{}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_are_counted_and_forgotten_with_the_messages_that_carried_them() {
    for world in World::both().await {
        let store = &world.store;
        for (id, minutes) in [("a", 0), ("b", 5), ("c", 60)] {
            store
                .add_booking_code(&code(id, minutes), &message())
                .await
                .unwrap();
        }
        let since = now() + 1.minutes();
        let phone = CodeSubject::Phone("07140000001");
        assert_eq!(store.booking_codes_since(phone, since).await.unwrap(), 2);
        let address = CodeSubject::Address("192.0.2.1");
        assert_eq!(store.booking_codes_since(address, now()).await.unwrap(), 3);
        let before = now() + 30.minutes();
        assert_eq!(store.purge_booking_codes("code", before).await.unwrap(), 2);
        assert_eq!(
            world.number("SELECT COUNT(*) FROM outbox").await,
            1,
            "{}",
            world.name
        );
        assert_eq!(world.number("SELECT COUNT(*) FROM booking_codes").await, 1);
    }
}
