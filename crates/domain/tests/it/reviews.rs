//! Reviews of services: who gives one, what a bad one sets going, and what is refused.

use jiff::civil::time;
use window_domain::access::{Actor, Role};
use window_domain::context::{Context, Recorded};
use window_domain::id::entity::{EnterpriseId, UserId};
use window_domain::refusal::Refusals;
use window_domain::service_review::command::Given;
use window_domain::service_review::{
    Level, ReviewCommand, ReviewEvent, Served, Service, ServiceReview, StepKind, apply, decide,
    replay, served,
};

use crate::scene::{CALENDAR, CATALOGUE, Counter, agent, date, lead, owner, person};
use crate::service_scene::{DayScene, book, guest, normal};

/// A case decided for the scene's enterprise by the officer numbered 4, on a Monday.
pub(crate) fn case() -> Served {
    Served {
        service: Service::Case,
        number: "420200-1".to_owned(),
        what: "A01".to_owned(),
        on: date("2026-08-03"),
        enterprise: Some(EnterpriseId::from_bytes([1; 16])),
        company: "东楚示例有限公司".to_owned(),
        phone: "07140000001".to_owned(),
        project: None,
        project_name: String::new(),
        region: None,
        served_by: Some(UserId::from_bytes([4; 16])),
        department: Some("fgw".into()),
    }
}

fn say(level: Level, reasons: &[&str], text: &str) -> Given {
    Given {
        level: Some(level),
        reasons: reasons.iter().map(|&code| code.to_owned()).collect(),
        text: text.to_owned(),
    }
}

fn give(given: Given) -> ReviewCommand {
    ReviewCommand::Give {
        served: Some(case()),
        given,
    }
}

fn bad() -> Given {
    say(Level::Bad, &["late"], "说好七天，等了十二天")
}

fn text(text: &str) -> String {
    text.to_owned()
}

struct Scene {
    review: Option<ServiceReview>,
    stream: Vec<Recorded<ReviewEvent>>,
    today: &'static str,
}

impl Scene {
    /// It is Tuesday 2026-08-04; nobody has said anything.
    fn new() -> Self {
        Self {
            review: None,
            stream: Vec::new(),
            today: "2026-08-04",
        }
    }

    fn with(given: Given) -> Self {
        let mut scene = Self::new();
        scene.done(&owner(), &give(given));
        scene
    }

    fn give(&mut self, actor: &Actor, command: &ReviewCommand) -> Result<usize, Refusals> {
        let today = date(self.today);
        let context = Context {
            now: jiff::tz::Offset::constant(8)
                .to_timestamp(today.to_datetime(time(10, 0, 0, 0)))
                .unwrap(),
            today,
            received_on: today,
            catalogue: &CATALOGUE,
            calendar: &CALENDAR,
            actor,
            fresh: &Counter::default(),
            barred: &[],
        };
        let events = decide(self.review.as_ref(), command, &context)?;
        let count = events.len();
        for event in events {
            let fact = context.record(event);
            apply(&mut self.review, &fact);
            self.stream.push(fact);
        }
        Ok(count)
    }

    #[track_caller]
    fn done(&mut self, actor: &Actor, command: &ReviewCommand) {
        let facts = self.give(actor, command);
        assert!(matches!(facts, Ok(1..)), "{command:?}: {facts:?}");
    }

    #[track_caller]
    fn refused(&mut self, actor: &Actor, command: &ReviewCommand, codes: &[&str]) {
        let before = self.review.clone();
        let refusals = self.give(actor, command).expect_err("refused");
        let found: Vec<_> = refusals.0.iter().map(|one| one.code.as_str()).collect();
        assert_eq!(found, codes, "{command:?}");
        assert_eq!(self.review, before);
    }

    fn review(&self) -> &ServiceReview {
        self.review.as_ref().unwrap()
    }

    fn next(&self) -> &'static str {
        self.review().follow_up.as_ref().unwrap().next()
    }
}

#[test]
fn whoever_was_served_gives_one_review_and_changes_it_once_within_three_days() {
    let mut scene = Scene::with(say(Level::Good, &[], ""));
    assert_eq!(scene.review().follow_up, None);
    scene.refused(&owner(), &give(bad()), &["review-given"]);
    scene.today = "2026-08-07";
    let change = |given| ReviewCommand::Change { given };
    scene.done(&owner(), &change(say(Level::VeryGood, &[], "谢谢")));
    assert_eq!(scene.review().level, Level::VeryGood);
    scene.refused(&owner(), &change(bad()), &["review-changed"]);

    let mut late = Scene::with(say(Level::Good, &[], ""));
    late.today = "2026-08-08";
    late.refused(&owner(), &change(bad()), &["review-change-over"]);
    assert_eq!(replay(&late.stream), late.review);
}

#[test]
fn whoever_was_not_served_reviews_nothing_and_is_told_no_more() {
    let mut scene = Scene::new();
    let stranger = Actor {
        enterprise: Some(EnterpriseId::from_bytes([9; 16])),
        ..owner()
    };
    let nothing = ReviewCommand::Give {
        served: None,
        given: bad(),
    };
    // Somebody else's service and no service look alike.
    scene.refused(&owner(), &nothing, &["not-served"]);
    for actor in [
        stranger,
        Actor::anonymous(),
        agent(),
        lead(),
        Actor::system(),
    ] {
        scene.refused(
            &actor,
            &give(say(Level::VeryGood, &[], "")),
            &["not-served"],
        );
    }
    let change = ReviewCommand::Change { given: bad() };
    scene.refused(&owner(), &change, &["not-served"]);
}

#[test]
fn a_bad_review_needs_a_reason_of_the_list_and_words_and_a_good_one_neither() {
    let mut scene = Scene::new();
    let nothing = give(say(Level::VeryBad, &[], " "));
    scene.refused(&owner(), &nothing, &["review-reasons", "text-missing"]);
    let unknown = give(say(Level::VeryBad, &["weather"], "下雨"));
    scene.refused(&owner(), &unknown, &["unknown-reason"]);
    let no_level = give(Given {
        level: None,
        ..bad()
    });
    scene.refused(&owner(), &no_level, &["nothing-chosen"]);
    scene.done(&owner(), &give(say(Level::Fair, &[], "")));
}

#[test]
fn a_bad_review_is_followed_up_in_working_days_and_closed_only_after_the_call_back() {
    let mut scene = Scene::with(bad());
    let follow_up = scene.review().follow_up.clone().unwrap();
    let due = |clock: &window_domain::clock::Clock, today| {
        clock.due(&CALENDAR, date(today)).unwrap().date
    };
    assert_eq!(due(&follow_up.contact, "2026-08-04"), date("2026-08-05"));
    // Five working days from a Tuesday: over a weekend.
    assert_eq!(due(&follow_up.put_right, "2026-08-04"), date("2026-08-11"));

    let close = |note| ReviewCommand::Close { note: text(note) };
    let right = ReviewCommand::PutRight {
        text: text("已更正"),
    };
    let call = |content, said| ReviewCommand::CallBack {
        content,
        text: text(said),
    };
    scene.refused(&lead(), &close("已解释"), &["review-no-call-back"]);
    scene.refused(&lead(), &right, &["review-not-contacted"]);
    let contact = ReviewCommand::Contact {
        text: text("已致电"),
    };
    scene.done(&lead(), &contact);
    scene.refused(&lead(), &call(Some(true), "好"), &["review-not-put-right"]);

    let extend = |days| ReviewCommand::Extend {
        days,
        reason: text("要等部门会商"),
    };
    scene.refused(&lead(), &extend(11), &["review-extend-max"]);
    scene.done(&lead(), &extend(10));
    scene.refused(&lead(), &extend(1), &["review-extend-max"]);
    let follow_up = scene.review().follow_up.clone().unwrap();
    assert_eq!(due(&follow_up.put_right, "2026-08-04"), date("2026-08-25"));

    scene.done(&lead(), &right);
    scene.refused(&lead(), &close(""), &["review-no-call-back"]);
    scene.refused(&lead(), &call(None, "好"), &["nothing-chosen"]);
    scene.done(&lead(), &call(Some(false), "还没有收到"));
    scene.refused(&lead(), &close(" "), &["text-missing"]);
    // Another measure: what was said before says nothing of it.
    scene.done(&lead(), &right);
    assert_eq!(scene.next(), "call_back");
    scene.refused(&lead(), &close("x"), &["review-no-call-back"]);
    scene.done(&lead(), &call(Some(true), "满意"));
    scene.done(&lead(), &close(""));
    scene.refused(&lead(), &contact, &["follow-up-closed"]);
    let steps = &scene.review().follow_up.as_ref().unwrap().steps;
    assert_eq!(steps.last().unwrap().kind, StepKind::Closed);
    assert_eq!(replay(&scene.stream), scene.review);
}

#[test]
fn a_bad_review_that_becomes_good_is_still_called_back_and_a_good_one_that_becomes_bad_is_followed_up()
 {
    let mut scene = Scene::with(bad());
    scene.done(
        &owner(),
        &ReviewCommand::Change {
            given: say(Level::Good, &[], ""),
        },
    );
    assert_eq!(scene.next(), "contact");
    let close = ReviewCommand::Close {
        note: text("已改好"),
    };
    scene.refused(&lead(), &close, &["review-no-call-back"]);

    let mut scene = Scene::with(say(Level::Good, &[], ""));
    scene.refused(&lead(), &close, &["review-not-bad"]);
    scene.done(&owner(), &ReviewCommand::Change { given: bad() });
    assert_eq!(scene.next(), "contact");
}

#[test]
fn nobody_follows_up_a_review_of_their_own_service() {
    let mut scene = Scene::with(bad());
    let contact = ReviewCommand::Contact {
        text: text("已致电"),
    };
    for actor in [agent(), owner(), person(4, Role::Officer, Some("fgw"))] {
        scene.refused(&actor, &contact, &["not-allowed"]);
    }
    // Even the lead, where the lead was reviewed.
    scene.refused(
        &person(4, Role::WindowLead, None),
        &contact,
        &["not-allowed"],
    );
    scene.done(&person(8, Role::Manager, None), &contact);
}

#[test]
fn a_visitor_without_an_account_reviews_the_visit_after_being_served_and_nothing_before() {
    use window_domain::service_day::ServiceDayCommand::{CheckIn, Serve};

    let mut day = DayScene::tuesday();
    let visitor = day.booked(book(normal(9, 0), guest(1)));
    day.booked(book(normal(10, 0), guest(2)));
    day.at("2026-08-04", time(9, 0, 0, 0));
    day.done(&agent(), CheckIn { booking: visitor });
    assert_eq!(served::on_day(day.day()), []);
    let done = "已解答".to_owned();
    day.done(
        &agent(),
        Serve {
            booking: visitor,
            done,
        },
    );
    let all = served::on_day(day.day());
    let [one] = all.as_slice() else {
        panic!("one was served: {all:?}")
    };
    assert_eq!((one.service, one.enterprise), (Service::Booking, None));
    assert_eq!(one.served_by, agent().user);
    let command = ReviewCommand::Give {
        served: Some(one.clone()),
        given: say(Level::Good, &[], ""),
    };
    let mut scene = Scene::new();
    // The agent who knows the booking's id is not its visitor.
    scene.refused(&agent(), &command, &["not-served"]);
    scene.done(&Actor::anonymous(), &command);
}

#[test]
fn the_lead_is_reminded_of_each_step_that_is_due_and_of_a_later_day_anew() {
    // Given on Tuesday the 4th: contact by the 5th, put right by the 11th.
    let mut scene = Scene::with(bad());
    let program = Actor::system();
    let day = |scene: &mut Scene, today| {
        scene.today = today;
        let first = scene.give(&program, &ReviewCommand::Remind).unwrap();
        assert_eq!(scene.give(&program, &ReviewCommand::Remind), Ok(0));
        first
    };
    assert_eq!(day(&mut scene, "2026-08-04"), 1, "a day left");
    assert_eq!(day(&mut scene, "2026-08-05"), 1, "the last day");
    assert_eq!(day(&mut scene, "2026-08-06"), 0, "overdue, and told before");
    let contact = ReviewCommand::Contact {
        text: text("called"),
    };
    scene.done(&lead(), &contact);
    assert_eq!(day(&mut scene, "2026-08-06"), 0);
    assert_eq!(day(&mut scene, "2026-08-07"), 1, "two days left");
    let extend = ReviewCommand::Extend {
        days: 5,
        reason: text("a part is ordered"),
    };
    scene.done(&lead(), &extend);
    assert_eq!(day(&mut scene, "2026-08-11"), 0);
    assert_eq!(day(&mut scene, "2026-08-14"), 1);
    let put_right = ReviewCommand::PutRight { text: text("done") };
    scene.done(&lead(), &put_right);
    assert_eq!(day(&mut scene, "2026-09-01"), 0, "the call-back has no day");
    let review = scene.review.as_ref().unwrap();
    let steps = review.follow_up.as_ref().unwrap().steps.iter();
    let told: Vec<_> = steps
        .filter_map(|step| match step.kind {
            StepKind::Reminded(left) => Some(left),
            _ => None,
        })
        .collect();
    assert_eq!(told, [1, 0, 2, 2]);
    assert_eq!(replay(&scene.stream).as_ref(), scene.review.as_ref());
    // A good one has nothing to be reminded of.
    let good = say(Level::Good, &[], "");
    let mut scene = Scene::with(good);
    assert_eq!(day(&mut scene, "2026-09-01"), 0);
}
