//! Complaints: receipt, owner, reply in time, opening again once, and what is refused.

use jiff::civil::time;
use window_domain::access::{Actor, Role};
use window_domain::complaint::{
    Complainant, Complaint, ComplaintCommand, apply, decide, relations,
};
use window_domain::context::Context;
use window_domain::id::entity::{ComplaintId, UserId};
use window_domain::refusal::Refusals;

use crate::scene::{CALENDAR, CATALOGUE, Counter, agent, date, lead, owner, person};

fn file(phone: &str) -> ComplaintCommand {
    ComplaintCommand::File {
        id: ComplaintId::from_bytes([5; 16]),
        topic: "delay".to_owned(),
        text: "三次都说经办人不在".to_owned(),
        by: Complainant {
            name: "王先生".to_owned(),
            phone: phone.to_owned(),
            ..Complainant::default()
        },
    }
}

fn assign() -> ComplaintCommand {
    ComplaintCommand::Assign {
        owner: UserId::from_bytes([3; 16]),
        name: "Person 3".to_owned(),
    }
}

fn reply() -> ComplaintCommand {
    ComplaintCommand::Reply {
        text: "已核实并改正".to_owned(),
    }
}

fn reopen() -> ComplaintCommand {
    ComplaintCommand::Reopen {
        reason: "没有改".to_owned(),
    }
}

/// A complaint nobody has looked at.
pub(crate) fn filed() -> Complaint {
    Scene::filed().complaint.unwrap()
}

#[derive(Default)]
struct Scene {
    complaint: Option<Complaint>,
    today: &'static str,
}

impl Scene {
    /// Complained of by telephone on Friday 2026-08-07.
    fn filed() -> Self {
        let mut scene = Self {
            complaint: None,
            today: "2026-08-07",
        };
        scene.done(&Actor::anonymous(), &file("0714-000 0001"));
        scene
    }

    fn give(&mut self, actor: &Actor, command: &ComplaintCommand) -> Result<usize, Refusals> {
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
        let events = decide(self.complaint.as_ref(), command, &context)?;
        let count = events.len();
        for event in events {
            apply(&mut self.complaint, &context.record(event));
        }
        Ok(count)
    }

    #[track_caller]
    fn done(&mut self, actor: &Actor, command: &ComplaintCommand) {
        let facts = self.give(actor, command);
        assert!(matches!(facts, Ok(1..)), "{command:?}: {facts:?}");
    }

    #[track_caller]
    fn refused(&mut self, actor: &Actor, command: &ComplaintCommand, codes: &[&str]) {
        let before = self.complaint.clone();
        let refusals = self.give(actor, command).expect_err("refused");
        let found: Vec<_> = refusals.0.iter().map(|one| one.code.as_str()).collect();
        assert_eq!(found, codes, "{command:?}");
        assert_eq!(self.complaint, before);
    }

    fn complaint(&self) -> &Complaint {
        self.complaint.as_ref().unwrap()
    }

    fn due(&self) -> jiff::civil::Date {
        let clock = &self.complaint().clock;
        clock.due(&CALENDAR, date(self.today)).unwrap().date
    }
}

#[test]
fn a_company_too_long_to_keep_is_refused_and_not_cut() {
    let named = |length: usize| {
        let ComplaintCommand::File {
            id,
            topic,
            text,
            by,
        } = file("0714-000 0001")
        else {
            unreachable!()
        };
        let company = "司".repeat(length);
        let by = Complainant { company, ..by };
        ComplaintCommand::File {
            id,
            topic,
            text,
            by,
        }
    };
    let mut scene = Scene {
        today: "2026-08-07",
        ..Scene::default()
    };
    scene.refused(&Actor::anonymous(), &named(121), &["text-too-long"]);
    scene.done(&Actor::anonymous(), &named(120));
    let kept = &scene.complaint().complainant.company;
    assert_eq!(kept.chars().count(), 120);
}

#[test]
fn a_complaint_has_a_receipt_a_clock_an_owner_a_reply_and_is_opened_again_once() {
    let mut scene = Scene::filed();
    assert_eq!(scene.complaint().number, "TS20260001");
    assert_eq!(scene.complaint().complainant.phone, "07140000001");
    assert_eq!(scene.due(), date("2026-08-14"));
    scene.refused(&agent(), &reply(), &["not-allowed"]);
    scene.refused(&agent(), &assign(), &["not-allowed"]);
    scene.done(&lead(), &assign());
    assert_eq!(scene.give(&lead(), &assign()), Ok(0), "a second time");
    scene.refused(&Actor::anonymous(), &reopen(), &["complaint-open"]);
    scene.today = "2026-08-12";
    scene.done(&agent(), &reply());
    assert_eq!(scene.complaint().state(), "answered");
    scene.refused(&agent(), &reply(), &["complaint-answered"]);
    scene.refused(&lead(), &assign(), &["complaint-answered"]);

    scene.today = "2026-08-27";
    scene.done(&Actor::anonymous(), &reopen());
    assert_eq!(scene.due(), date("2026-09-03"));
    scene.done(&agent(), &reply());
    assert_eq!(scene.complaint().state(), "over");
    scene.refused(&Actor::anonymous(), &reopen(), &["complaint-reopened"]);
}

#[test]
fn a_complaint_is_not_opened_again_after_its_days_nor_by_anybody_else() {
    let mut scene = Scene::filed();
    scene.done(&lead(), &assign());
    scene.done(&agent(), &reply());
    scene.refused(&lead(), &reopen(), &["not-allowed"]);
    scene.today = "2026-08-23";
    scene.refused(&Actor::anonymous(), &reopen(), &["complaint-reopen-over"]);
}

#[test]
fn everything_wrong_with_a_complaint_is_told_at_once() {
    let mut scene = Scene {
        today: "2026-08-07",
        ..Scene::default()
    };
    let empty = ComplaintCommand::File {
        id: ComplaintId::from_bytes([5; 16]),
        topic: "weather".to_owned(),
        text: String::new(),
        by: Complainant::default(),
    };
    let codes = [
        "unknown-complaint-kind",
        "text-missing",
        "text-missing",
        "booking-phone",
    ];
    scene.refused(&owner(), &empty, &codes);
}

#[test]
fn a_complaint_is_its_makers_its_owners_and_the_leads() {
    use window_domain::access::Action::{ReadComplaint, WorkComplaint};

    let scene = Scene::filed();
    let complaint = scene.complaint();
    let may = |actor: &Actor, action| actor.may(action, &relations(complaint, actor));
    assert!(may(&Actor::anonymous(), ReadComplaint));
    assert!(may(&lead(), WorkComplaint));
    assert!(!may(&lead(), ReadComplaint), "the lead did not make it");
    assert!(!may(&agent(), WorkComplaint), "not given to the agent yet");
    for role in [Role::Officer, Role::Supervisor, Role::SystemAdministrator] {
        assert!(!may(&person(7, role, None), WorkComplaint), "{role:?}");
    }
}

fn reminders(scene: &Scene) -> Vec<(String, u16, Option<&str>, bool)> {
    let given = scene.complaint().reminded.iter();
    given
        .map(|it| {
            (
                it.on.to_string(),
                it.working_days,
                it.to.as_deref(),
                it.lead,
            )
        })
        .collect()
}

#[test]
fn whoever_is_to_reply_is_reminded_before_the_day_and_the_lead_on_it_each_once() {
    // Filed on Friday the 7th, due on Friday the 14th.
    let mut scene = Scene::filed();
    scene.done(&lead(), &assign());
    let program = Actor::system();
    let day = |scene: &mut Scene, today| {
        scene.today = today;
        let first = scene.give(&program, &ComplaintCommand::Remind).unwrap();
        // Somebody else's program does the same work of the day.
        assert_eq!(scene.give(&program, &ComplaintCommand::Remind), Ok(0));
        first
    };
    assert_eq!(day(&mut scene, "2026-08-11"), 0);
    assert_eq!(day(&mut scene, "2026-08-12"), 1);
    assert_eq!(day(&mut scene, "2026-08-13"), 1);
    assert_eq!(day(&mut scene, "2026-08-14"), 1);
    assert_eq!(day(&mut scene, "2026-08-20"), 0);
    let to = Some("Person 3");
    let on = |day: &str, left, lead| (day.to_owned(), left, to, lead);
    assert_eq!(
        reminders(&scene),
        [
            on("2026-08-12", 2, false),
            on("2026-08-13", 1, false),
            on("2026-08-14", 0, true),
        ]
    );
    // Answered, nobody is reminded; opened again, from the beginning.
    let owner = person(3, Role::Agent, None);
    scene.done(&owner, &reply());
    assert_eq!(day(&mut scene, "2026-08-20"), 0);
    scene.done(&Actor::anonymous(), &reopen());
    assert_eq!(reminders(&scene), []);
    assert_eq!(scene.due(), date("2026-08-27"));
    assert_eq!(day(&mut scene, "2026-09-01"), 1);
    assert_eq!(reminders(&scene), [on("2026-09-01", 0, true)], "overdue");
}

#[test]
fn what_nobody_was_given_to_is_the_leads_and_only_the_program_reminds() {
    let mut scene = Scene::filed();
    scene.today = "2026-08-12";
    scene.refused(&lead(), &ComplaintCommand::Remind, &["not-allowed"]);
    scene.done(&Actor::system(), &ComplaintCommand::Remind);
    assert_eq!(
        reminders(&scene),
        [("2026-08-12".to_owned(), 2, None, true)]
    );
}
