//! Whatever anybody asks in whatever order: never more places taken than offered, nobody waits beside a free place,
//! nobody is in two places at once.

use jiff::civil::{Time, time};
use proptest::prelude::*;
use window_domain::access::Actor;
use window_domain::id::entity::BookingId;
use window_domain::service_day::{At, ServiceDay, ServiceDayCommand, Status, replay};

use crate::service_scene::{
    DayScene, agent, anybody, book, capacity, guest, lead, noon, normal, wait,
};

const TIMES: [fn() -> At; 4] = [|| noon(0), || noon(30), || normal(9, 0), || normal(9, 30)];

/// What happens next; bookings are named by their place among those made so far.
#[derive(Debug, Clone)]
enum Step {
    Book(usize, u16),
    Wait(usize, u16),
    Change(u8, usize),
    Cancel(u8, bool),
    CheckIn(u8),
    Serve(u8),
    NoShow(u8),
    Capacity(usize, u16),
    Later(i64),
}

fn step() -> impl Strategy<Value = Step> {
    let time = 0..TIMES.len();
    prop_oneof![
        6 => (time.clone(), 1_u16..12).prop_map(|(at, who)| Step::Book(at, who)),
        6 => (time.clone(), 1_u16..12).prop_map(|(at, who)| Step::Wait(at, who)),
        3 => (any::<u8>(), time.clone()).prop_map(|(which, at)| Step::Change(which, at)),
        4 => (any::<u8>(), any::<bool>()).prop_map(|(which, window)| Step::Cancel(which, window)),
        2 => any::<u8>().prop_map(Step::CheckIn),
        1 => any::<u8>().prop_map(Step::Serve),
        2 => any::<u8>().prop_map(Step::NoShow),
        2 => (time, 0_u16..4).prop_map(|(at, places)| Step::Capacity(at, places)),
        1 => (1_i64..90).prop_map(Step::Later),
    ]
}

fn nth(scene: &DayScene, which: u8) -> BookingId {
    let bookings = &scene.day().bookings;
    bookings
        .get(usize::from(which) % bookings.len().max(1))
        .map_or(BookingId::from_bytes([0; 16]), |one| one.id)
}

fn at(time: usize) -> At {
    TIMES[time]()
}

fn told(scene: &mut DayScene, step: &Step) -> Option<(Actor, ServiceDayCommand)> {
    let told = match *step {
        Step::Book(time, who) => (anybody(), book(at(time), guest(who))),
        Step::Wait(time, who) => (anybody(), wait(at(time), who)),
        Step::Change(which, time) => {
            let booking = nth(scene, which);
            let change = ServiceDayCommand::Change {
                booking,
                at: at(time),
            };
            (anybody(), change)
        }
        Step::Cancel(which, by_window) => {
            let cancel = ServiceDayCommand::Cancel {
                booking: nth(scene, which),
                reason: "理由".to_owned(),
                moved_to: None,
            };
            (if by_window { agent() } else { anybody() }, cancel)
        }
        Step::CheckIn(which) => {
            let booking = nth(scene, which);
            (agent(), ServiceDayCommand::CheckIn { booking })
        }
        Step::Serve(which) => {
            let serve = ServiceDayCommand::Serve {
                booking: nth(scene, which),
                done: "已答复".to_owned(),
            };
            (agent(), serve)
        }
        Step::NoShow(which) => {
            let booking = nth(scene, which);
            (agent(), ServiceDayCommand::NoShow { booking })
        }
        Step::Capacity(time, places) => (lead(), capacity(at(time), places)),
        Step::Later(minutes) => {
            let span = jiff::Span::new().minutes(minutes);
            scene.now = scene.now.checked_add(span).unwrap();
            return None;
        }
    };
    Some(told)
}

fn holds(day: &ServiceDay, before: Time) {
    for slot in &day.slots {
        let at = At::from(slot);
        assert!(day.taken(at) <= slot.capacity, "{at:?} is overbooked");
        if slot.start > before {
            let idle = day.free(at) > 0 && day.waiting(at) > 0;
            assert!(!idle, "somebody waits beside a free place at {at:?}");
        }
    }
    for (index, one) in day.bookings.iter().enumerate() {
        let stands =
            |status| matches!(status, Status::Booked | Status::Waiting | Status::CheckedIn);
        let twice = day.bookings.iter().skip(index + 1).any(|other| {
            stands(one.status)
                && stands(other.status)
                && one.guest.is_same(&other.guest)
                && one.at.start == other.at.start
        });
        assert!(!twice, "{} is in two places at once", one.number);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn never_more_places_are_taken_than_offered(steps in proptest::collection::vec(step(), 1..120)) {
        let mut scene = DayScene::tuesday();
        scene.at("2026-08-04", time(8, 0, 0, 0));
        for step in &steps {
            if let Some((actor, command)) = told(&mut scene, step) {
                // Refused or not: what must hold, holds.
                drop(scene.give(&actor, &command));
            }
            let clock = if scene.now.date() == scene.day().date {
                scene.now.time()
            } else {
                Time::MAX
            };
            holds(scene.day(), clock);
        }
        let replayed = replay(&scene.stream);
        prop_assert_eq!(replayed.as_ref(), Some(scene.day()));
    }
}
