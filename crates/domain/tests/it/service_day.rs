//! A day of the service windows: booking, moving, cancelling, waiting, coming, and what is refused.

use jiff::civil::time;
use window_domain::access::{Actor, Role};
use window_domain::catalogue::ServiceKind;
use window_domain::id::entity::{BookingId, EnterpriseId};
use window_domain::id::phone;
use window_domain::service_day::{
    At, BookingNumber, Guest, ServiceDayCommand, Status, Wish, replay,
};

use crate::scene::{date, owner, person};
use crate::service_scene::{
    DayScene, agent, anybody, book, cancel, capacity, guest, lead, noon, normal, of_enterprise,
    visit, wait, wish,
};

#[test]
fn a_day_is_published_once_and_stays_as_published() {
    let mut scene = DayScene::tuesday();
    let slots = scene.day().slots.clone();
    assert_eq!(slots.len(), 23);
    let again = ServiceDayCommand::Publish {
        date: date("2026-08-04"),
    };
    assert_eq!(scene.give(&Actor::system(), &again), Ok(0));
    assert_eq!(scene.day().slots, slots);
    scene.refused(&lead(), &again, &["not-allowed"]);
}

#[test]
fn fourteen_days_can_be_booked_over_a_public_holiday_and_no_more() {
    let publish = |on: &str| ServiceDayCommand::Publish { date: date(on) };
    let mut scene = DayScene::empty();
    scene.refused(&Actor::system(), publish("2026-08-17"), &["booking-beyond"]);
    scene.refused(&Actor::system(), publish("2026-08-02"), &["booking-past"]);
    scene.done(&Actor::system(), publish("2026-08-16"));

    let mut holiday = DayScene::empty();
    holiday.at("2026-09-20", time(9, 0, 0, 0));
    holiday.done(&Actor::system(), publish("2026-10-01"));
    let at = At {
        kind: ServiceKind::Staggered,
        start: time(9, 0, 0, 0),
    };
    let booked = holiday.booked(book(at, guest(1)));
    assert_eq!(holiday.status(booked), Status::Booked);
    let wrong = book(normal(9, 0), guest(2));
    holiday.refused(&anybody(), wrong, &["booking-no-window"]);
}

#[test]
fn a_day_that_was_never_published_says_until_when_one_can_book() {
    let mut scene = DayScene::empty();
    let on = |day: &str| ServiceDayCommand::Book {
        date: date(day),
        at: normal(9, 0),
        guest: guest(1),
        wish: wish(),
        wait: false,
    };
    let beyond = scene.refused(&anybody(), on("2026-08-30"), &["booking-beyond"]);
    assert_eq!(beyond.0[0].values, [("until", "2026-08-16".to_owned())]);
    scene.refused(&anybody(), on("2026-08-01"), &["booking-past"]);
}

#[test]
fn a_place_is_booked_with_a_number_that_counts_the_day() {
    let mut scene = DayScene::tuesday();
    let first = scene.booked(book(normal(9, 0), guest(1)));
    let second = scene.booked(book(normal(9, 0), guest(2)));
    assert_eq!(scene.one(first).number.to_string(), "20260804-001");
    assert_eq!(scene.one(second).number.to_string(), "20260804-002");
    assert_eq!(scene.one(first).guest.phone, "07140000001");
    assert_eq!(scene.day().free(normal(9, 0)), 1);
    assert_eq!(replay(&scene.stream).as_ref(), Some(scene.day()));
}

#[test]
fn everything_wrong_with_a_booking_is_told_at_once() {
    let mut scene = DayScene::tuesday();
    let command = ServiceDayCommand::Book {
        date: date("2026-08-04"),
        at: visit(),
        guest: Guest {
            phone: "12345".to_owned(),
            name: " ".to_owned(),
            ..guest(1)
        },
        wish: Wish {
            matter: String::new(),
            address: String::new(),
        },
        wait: false,
    };
    let codes = [
        "booking-phone",
        "text-missing",
        "text-missing",
        "text-missing",
    ];
    let refusals = scene.refused(&anybody(), command, &codes);
    let fields: Vec<_> = refusals
        .0
        .iter()
        .filter_map(|one| one.field.as_deref())
        .collect();
    assert_eq!(fields, ["phone", "name", "matter", "address"]);
}

#[test]
fn a_time_that_has_begun_cannot_be_booked() {
    let mut scene = DayScene::tuesday();
    scene.at("2026-08-04", time(8, 59, 59, 0));
    scene.booked(book(normal(9, 0), guest(1)));
    scene.at("2026-08-04", time(9, 0, 0, 0));
    scene.refused(&anybody(), book(normal(9, 0), guest(2)), &["booking-past"]);
}

#[test]
fn a_full_time_is_refused_and_offers_the_waiting_list_to_a_few() {
    let mut scene = DayScene::tuesday();
    scene.booked(book(noon(0), guest(1)));
    scene.refused(&anybody(), book(noon(0), guest(2)), &["booking-full"]);
    for number in 2..=6 {
        let id = scene.booked(wait(noon(0), number));
        assert_eq!(scene.status(id), Status::Waiting);
        assert_eq!(scene.day().place_in_line(id), Some(usize::from(number) - 1));
    }
    scene.refused(&anybody(), wait(noon(0), 7), &["booking-list-full"]);
    // Nobody waits where there is room.
    let id = scene.booked(wait(noon(30), 8));
    assert_eq!(scene.status(id), Status::Booked);
}

#[test]
fn the_first_who_waits_moves_up_when_a_place_gets_free() {
    let mut scene = DayScene::tuesday();
    let holder = scene.booked(book(noon(0), guest(1)));
    let first = scene.booked(wait(noon(0), 2));
    let second = scene.booked(wait(noon(0), 3));
    scene.done(&anybody(), cancel(holder));
    assert_eq!(scene.status(first), Status::Booked);
    assert_eq!(scene.status(second), Status::Waiting);
    // Moving away frees a place as well, and so does one more place.
    scene.done(
        &anybody(),
        ServiceDayCommand::Change {
            booking: first,
            at: noon(30),
        },
    );
    assert_eq!(scene.status(second), Status::Booked);
    let third = scene.booked(wait(noon(0), 4));
    scene.done(&lead(), capacity(noon(0), 2));
    assert_eq!(scene.status(third), Status::Booked);
    assert_eq!(scene.day().taken(noon(0)), 2);
}

#[test]
fn nobody_moves_up_into_a_time_that_has_begun_or_past_somebody_who_left_the_list() {
    let mut scene = DayScene::tuesday();
    let holder = scene.booked(book(noon(0), guest(1)));
    let gone = scene.booked(wait(noon(0), 2));
    let stays = scene.booked(wait(noon(0), 3));
    scene.done(&anybody(), cancel(gone));
    assert_eq!(scene.status(stays), Status::Waiting, "no place got free");
    scene.at("2026-08-04", time(12, 0, 0, 0));
    scene.refused(&anybody(), cancel(holder), &["booking-past"]);
    scene.done(&agent(), ServiceDayCommand::NoShow { booking: holder });
    assert_eq!(scene.status(stays), Status::Waiting);
}

#[test]
fn the_same_person_is_not_booked_twice_at_the_same_time() {
    let mut scene = DayScene::tuesday();
    let first = scene.booked(ServiceDayCommand::Book {
        date: date("2026-08-04"),
        at: visit(),
        guest: guest(1),
        wish: Wish {
            address: "金山大道 1 号".to_owned(),
            ..wish()
        },
        wait: false,
    });
    // Half past three lies within the visit from half past two to five.
    let double = scene.refused(
        &anybody(),
        book(normal(15, 30), guest(1)),
        &["booking-double"],
    );
    let number = scene.one(first).number.to_string();
    assert_eq!(double.0[0].values[0], ("number", number));
    assert_eq!(double.0[0].values[1].1, "2026-08-04T14:30:00");
    // Another telephone, another time, and the same one after it was cancelled are no matter.
    scene.booked(book(normal(15, 30), guest(2)));
    scene.done(&anybody(), cancel(first));
    scene.booked(book(normal(15, 30), guest(1)));
}

#[test]
fn a_number_typed_by_an_enterprise_tells_nothing_of_somebody_elses_booking() {
    let mut scene = DayScene::tuesday();
    scene.booked(book(normal(9, 0), guest(1)));
    scene.done(&owner(), book(normal(9, 0), of_enterprise(1)));
    scene.refused(
        &owner(),
        book(normal(9, 0), of_enterprise(1)),
        &["booking-double"],
    );
}

#[test]
fn one_person_holds_a_few_places_a_day_at_most() {
    let mut scene = DayScene::tuesday();
    let first = scene.booked(book(normal(9, 0), guest(1)));
    scene.booked(book(normal(10, 0), guest(1)));
    scene.refused(
        &anybody(),
        book(normal(11, 0), guest(1)),
        &["booking-too-many"],
    );
    scene.done(&anybody(), cancel(first));
    scene.booked(book(normal(11, 0), guest(1)));
}

#[test]
fn a_booking_is_moved_within_its_day_only_where_there_is_room() {
    let mut scene = DayScene::tuesday();
    let id = scene.booked(book(normal(9, 0), guest(1)));
    scene.booked(book(noon(0), guest(2)));
    let to = |at| ServiceDayCommand::Change { booking: id, at };
    scene.refused(&anybody(), to(noon(0)), &["booking-full"]);
    scene.refused(&anybody(), to(normal(13, 0)), &["booking-no-window"]);
    scene.refused(&anybody(), to(visit()), &["text-missing"]);
    scene.done(&anybody(), to(normal(9, 30)));
    assert_eq!(scene.one(id).at, normal(9, 30));
    assert_eq!(scene.day().taken(normal(9, 0)), 0);
    assert_eq!(scene.give(&anybody(), &to(normal(9, 30))), Ok(0));
    let other = scene.booked(book(normal(10, 0), guest(1)));
    let onto = ServiceDayCommand::Change {
        booking: other,
        at: normal(9, 30),
    };
    scene.refused(&anybody(), onto, &["booking-double"]);
}

#[test]
fn the_window_says_why_it_cancels_and_a_second_click_changes_nothing() {
    let mut scene = DayScene::tuesday();
    let id = scene.booked(book(normal(9, 0), guest(1)));
    scene.refused(&agent(), cancel(id), &["text-missing"]);
    let because = ServiceDayCommand::Cancel {
        booking: id,
        reason: "系统升级".to_owned(),
        moved_to: None,
    };
    scene.done(&agent(), &because);
    assert_eq!(scene.give(&agent(), &because), Ok(0));
    assert_eq!(scene.one(id).reason, "系统升级");
    let late = ServiceDayCommand::CheckIn { booking: id };
    scene.refused(&agent(), late, &["booking-state"]);
}

#[test]
fn who_came_is_checked_in_on_the_day_and_served_with_what_was_done() {
    let mut scene = DayScene::tuesday();
    let id = scene.booked(book(normal(9, 0), guest(1)));
    let missing = scene.booked(book(normal(9, 0), guest(2)));
    let check_in = |booking| ServiceDayCommand::CheckIn { booking };
    let serve = |done: &str| ServiceDayCommand::Serve {
        booking: id,
        done: done.to_owned(),
    };
    scene.refused(&agent(), check_in(id), &["booking-ahead"]);
    scene.at("2026-08-04", time(8, 50, 0, 0));
    scene.refused(&anybody(), check_in(id), &["not-allowed"]);
    scene.refused(&agent(), serve("答复"), &["booking-state"]);
    scene.done(&agent(), check_in(id));
    scene.refused(&agent(), serve(" "), &["text-missing"]);
    scene.done(&agent(), serve("讲清备案材料"));
    assert_eq!(scene.one(id).done, "讲清备案材料");
    let no_show = ServiceDayCommand::NoShow { booking: missing };
    scene.refused(&agent(), &no_show, &["booking-ahead"]);
    scene.at("2026-08-04", time(9, 10, 0, 0));
    scene.done(&agent(), &no_show);
    assert_eq!(
        scene.day().taken(normal(9, 0)),
        2,
        "a place not used is used up"
    );
    // Late, but there.
    scene.done(&agent(), check_in(missing));
    assert_eq!(scene.status(missing), Status::CheckedIn);
}

#[test]
fn fewer_places_than_are_taken_cannot_be_offered() {
    let mut scene = DayScene::tuesday();
    scene.booked(book(normal(9, 0), guest(1)));
    scene.booked(book(normal(9, 0), guest(2)));
    scene.refused(&lead(), capacity(normal(9, 0), 1), &["capacity-taken"]);
    scene.refused(&agent(), capacity(normal(9, 0), 2), &["not-allowed"]);
    scene.done(&lead(), capacity(normal(9, 0), 2));
    scene.refused(&anybody(), book(normal(9, 0), guest(3)), &["booking-full"]);
}

#[test]
fn an_enterprises_booking_is_out_of_reach_for_others_and_an_unknown_one_is_nothing() {
    let mut scene = DayScene::tuesday();
    scene.done(&owner(), book(normal(9, 0), of_enterprise(1)));
    let id = scene.day().bookings[0].id;
    let stranger = Actor {
        enterprise: Some(EnterpriseId::from_bytes([9; 16])),
        ..owner()
    };
    scene.refused(&anybody(), cancel(id), &["not-allowed"]);
    let for_others = book(normal(10, 0), of_enterprise(2));
    scene.refused(&stranger, &for_others, &["not-allowed"]);
    scene.refused(&anybody(), &for_others, &["not-allowed"]);
    scene.done(&agent(), for_others);
    scene.refused(&stranger, cancel(id), &["not-allowed"]);
    scene.refused(
        &person(5, Role::Supervisor, None),
        cancel(id),
        &["not-allowed"],
    );
    let unknown = cancel(BookingId::from_bytes([99; 16]));
    scene.refused(&anybody(), unknown, &["no-booking"]);
    scene.done(&owner(), cancel(id));
}

#[test]
fn numbers_of_bookings_are_read_as_people_type_them() {
    for typed in [
        "20260804-001",
        "20260804 001",
        "２０２６０８０４－００１",
        "20260804001",
    ] {
        let number: BookingNumber = typed.parse().unwrap();
        assert_eq!(number.to_string(), "20260804-001", "{typed}");
    }
    for wrong in [
        "",
        "20260804",
        "20260804-1",
        "20261304-001",
        "20260804-0001",
        "abc",
    ] {
        assert!(wrong.parse::<BookingNumber>().is_err(), "{wrong}");
    }
}

#[test]
fn telephone_numbers_have_one_form() {
    for (typed, want) in [
        ("0714-000 0101", Some("07140000101")),
        ("(0714) 0000101", Some("07140000101")),
        ("+86 138 0000 0000", Some("13800000000")),
        ("１３８００００００００", Some("13800000000")),
        ("12800000000", None),
        ("0000000000", None),
        ("1380000000", None),
        ("0714-abc 0101", None),
        ("", None),
    ] {
        assert_eq!(phone::parse(typed).as_deref(), want, "{typed}");
    }
}
