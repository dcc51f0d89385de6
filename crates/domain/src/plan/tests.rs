//! Plans of the shipped catalogue: exact dates, and properties over random projects.

use super::{
    Comparison, Limits, Mode, Plan, PlanProblem, Reason, Track, blockers, compare, make,
    make_statutory,
};
use crate::calendar::Calendar;
use crate::catalogue::shipped::{answers, calendar, catalogue, files};
use crate::catalogue::{Catalogue, ItemCode, PromiseDue};
use crate::facts::{FactKind, FactRule, FactValue, Facts};
use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use std::sync::LazyLock;
use std::{format, vec};

static CITY: LazyLock<Catalogue> = LazyLock::new(catalogue);
static CALENDAR: LazyLock<Calendar> = LazyLock::new(calendar);
const MONDAY: Date = date(2026, 3, 2);

fn facts(changes: &[(&str, &str)]) -> Facts {
    Facts::parse(CITY.facts(), &answers(changes)).unwrap()
}

fn plan(changes: &[(&str, &str)], track: Track) -> Plan {
    make(&CITY, &facts(changes), track, MONDAY, &CALENDAR).unwrap()
}

fn path(plan: &Plan) -> Vec<&str> {
    plan.critical_path.iter().map(ItemCode::as_str).collect()
}

fn codes(plan: &Plan, mode: Mode) -> Vec<&str> {
    let mut codes: Vec<&str> = plan
        .items
        .iter()
        .filter(|item| item.mode == mode)
        .map(|item| item.item.as_str())
        .collect();
    codes.sort_unstable();
    codes
}

fn finish(plan: &Plan, code: &str) -> Date {
    plan.item(&ItemCode::new(code)).unwrap().finish.date
}

#[test]
fn a_plain_project_starts_after_17_working_days_on_the_ordinary_track() {
    let plan = plan(&[], Track::Ordinary);
    assert_eq!(
        (plan.construction_start.date, plan.working_days_to_start),
        (date(2026, 3, 25), 17)
    );
    assert_eq!(
        path(&plan),
        ["A01", "A04", "A05", "B01", "B02", "C02", "C04", "C05"]
    );
    let steps = [
        ("A05", date(2026, 3, 3)),
        ("B01", date(2026, 3, 10)),
        ("B02", date(2026, 3, 13)),
        ("C02", date(2026, 3, 24)),
    ];
    for (code, day) in steps {
        assert_eq!(finish(&plan, code), day, "{code}");
    }
    assert!(
        plan.item(&ItemCode::new("C06")).is_none(),
        "no notice on the ordinary track"
    );
    assert!(plan.prelude.is_empty());
}

#[test]
fn a_plain_project_starts_after_9_working_days_if_it_builds_first() {
    let plan = plan(&[], Track::BuildFirst);
    assert_eq!(
        (plan.construction_start.date, plan.working_days_to_start),
        (date(2026, 3, 13), 9)
    );
    assert_eq!(path(&plan), ["A01", "A04", "C06"]);
    let prelude: Vec<Date> = plan.prelude.iter().map(|step| step.due.date).collect();
    assert_eq!(
        prelude,
        [date(2026, 3, 3), date(2026, 3, 5), date(2026, 3, 12)]
    );
    assert!(plan.prelude.iter().all(|step| step.critical));
    assert_eq!(codes(&plan, Mode::Notice), ["C06"]);
    assert_eq!(codes(&plan, Mode::BeforeStart), ["A01", "A04", "C01"]);
    assert_eq!(
        codes(&plan, Mode::Deferred),
        [
            "A05", "A09", "A11", "B01", "B02", "C02", "C04", "C05", "C08"
        ]
    );
}

#[test]
fn the_law_alone_would_take_65_working_days() {
    let plan = make_statutory(&CITY, &facts(&[]), MONDAY, &CALENDAR).unwrap();
    assert_eq!(
        (plan.construction_start.date, plan.working_days_to_start),
        (date(2026, 6, 4), 65)
    );
    assert_eq!(plan.limits, Limits::Statutory);
    let scheme = plan.item(&ItemCode::new("B01")).unwrap();
    assert!(scheme.because.contains(&Reason::NoStatutoryLimit));
}

#[test]
fn a_deferred_item_is_due_as_promised_and_later_than_its_own_finish() {
    let plan = plan(&[], Track::BuildFirst);
    let permit = plan.item(&ItemCode::new("A05")).unwrap();
    assert_eq!(permit.promise, Some(PromiseDue::WorkingDaysAfterNotice(20)));
    assert_eq!(permit.due.unwrap().date, date(2026, 4, 13));
    for item in plan.items.iter().filter(|item| item.mode == Mode::Deferred) {
        assert!(
            item.due.unwrap().date >= item.finish.date,
            "{}: {item:?}",
            item.item
        );
    }
}

#[test]
fn a_special_fire_project_must_pass_its_design_review_first_and_gains_nothing() {
    let changes = [("special_fire", "yes")];
    let ordinary = plan(&changes, Track::Ordinary);
    assert_eq!(ordinary.construction_start.date, date(2026, 4, 1));
    assert_eq!(
        path(&ordinary),
        ["A01", "A04", "A05", "B01", "B02", "C02", "C03", "C05"]
    );
    let first = plan(&changes, Track::BuildFirst);
    assert_eq!(first.construction_start.date, date(2026, 4, 1));
    assert_eq!(
        codes(&first, Mode::BeforeStart),
        ["A01", "A04", "A05", "B01", "B02", "C01", "C02", "C03"]
    );
    let planning = first.item(&ItemCode::new("B02")).unwrap();
    assert!(
        planning.because.contains(&Reason::NeededBy {
            item: ItemCode::new("C03")
        }),
        "{planning:?}"
    );
    let comparison = compare(&CITY, &facts(&changes), MONDAY, &CALENDAR).unwrap();
    assert_eq!(comparison.build_first, None);
    assert_eq!(comparison.why_not[0].code, "no_gain");
}

#[test]
fn the_notice_waits_for_an_environmental_report() {
    let changes = [("eia_class", "report")];
    let ordinary = plan(&changes, Track::Ordinary);
    assert_eq!(finish(&ordinary, "A08"), date(2026, 3, 23));
    assert_eq!(ordinary.construction_start.date, date(2026, 3, 25));
    let first = plan(&changes, Track::BuildFirst);
    assert_eq!(first.construction_start.date, date(2026, 3, 24));
    assert_eq!(path(&first), ["A01", "A08", "C06"]);
    assert!(first.prelude.iter().all(|step| !step.critical));
    let law = make_statutory(&CITY, &facts(&changes), MONDAY, &CALENDAR).unwrap();
    assert_eq!(
        finish(&law, "A08"),
        date(2026, 5, 6),
        "60 days end on a holiday and move on"
    );
}

#[test]
fn acceptance_begins_after_the_expected_building_time_and_may_be_provisional() {
    let plan = plan(&[], Track::Ordinary);
    assert_eq!(plan.completion.date, date(2027, 3, 25));
    assert!(plan.completion.provisional);
    let acceptance = plan.item(&ItemCode::new("D01")).unwrap();
    assert_eq!(
        (acceptance.mode, acceptance.start),
        (Mode::AfterStart, date(2027, 3, 25))
    );
    assert!(acceptance.because.contains(&Reason::AfterCompletion));
}

#[test]
fn each_line_tells_the_facts_behind_it() {
    let plan = plan(&[], Track::Ordinary);
    let permit = plan.item(&ItemCode::new("C05")).unwrap();
    let Some(Reason::Applies { facts, .. }) = permit.because.first() else {
        panic!("{permit:?}")
    };
    let used: Vec<String> = facts
        .iter()
        .map(|used| format!("{} {}", used.fact, used.value))
        .collect();
    assert_eq!(used, ["building_area_m2 12000", "investment_wan 8000"]);
    let survey = plan.item(&ItemCode::new("C01")).unwrap();
    assert!(survey.because.contains(&Reason::NoClock) && survey.start == survey.finish.date);
}

#[test]
fn a_day_off_counts_as_the_next_working_day() {
    let sunday = make(
        &CITY,
        &facts(&[]),
        Track::Ordinary,
        date(2026, 3, 1),
        &CALENDAR,
    )
    .unwrap();
    assert_eq!(sunday, plan(&[], Track::Ordinary));
}

#[test]
fn all_grounds_against_building_first_are_told_at_once() {
    let changes = [
        ("in_zone", "no"),
        ("industry_division", "26"),
        ("approval_catalogue", "yes"),
        ("project_type", "residential"),
        ("hazardous_chemicals", "yes"),
    ];
    let facts = facts(&changes);
    let codes: Vec<String> = blockers(&CITY, &facts)
        .unwrap()
        .into_iter()
        .map(|blocker| blocker.code)
        .collect();
    assert_eq!(
        codes,
        [
            "filing_type",
            "project_type",
            "in_zone",
            "hazardous_chemicals",
            "negative_list"
        ]
    );
    let Err(PlanProblem::Blocked { blockers }) =
        make(&CITY, &facts, Track::BuildFirst, MONDAY, &CALENDAR)
    else {
        panic!("must be blocked")
    };
    assert_eq!(blockers.len(), 5);
    assert_eq!(blockers[4].facts[0].value, FactValue::Integer(26));
}

#[test]
fn an_approved_project_has_its_approval_where_others_have_the_filing() {
    let plan = plan(
        &[
            ("approval_catalogue", "yes"),
            ("land_acquisition", "allocated"),
        ],
        Track::Ordinary,
    );
    assert_eq!(path(&plan)[..3], ["A03", "A02", "A05"]);
    assert!(
        plan.item(&ItemCode::new("A01")).is_none() && plan.item(&ItemCode::new("A04")).is_none()
    );
}

#[test]
fn a_circle_in_an_unchecked_catalogue_is_a_problem_and_not_a_hang() {
    let mut files = files();
    let text =
        files["items/A01.toml"].replacen("prerequisites = []", "prerequisites = [[\"C05\"]]", 1);
    files.insert("items/A01.toml".to_owned(), text);
    let city = Catalogue::from_files(&files).unwrap();
    let problem = make(&city, &facts(&[]), Track::Ordinary, MONDAY, &CALENDAR).unwrap_err();
    assert!(matches!(problem, PlanProblem::Cycle { .. }), "{problem:?}");
}

#[test]
fn all_wrong_answers_are_told_at_once() {
    let raw = answers(&[
        ("site_area_m2", "-1"),
        ("in_zone", "perhaps"),
        ("eia_class", "big"),
        ("colour", "red"),
        ("investment_wan", ""),
    ]);
    let problems = Facts::parse(CITY.facts(), &raw).unwrap_err();
    let told: Vec<(&str, &FactRule)> = problems
        .iter()
        .map(|problem| (problem.fact.as_str(), &problem.rule))
        .collect();
    assert_eq!(told[0], ("investment_wan", &FactRule::Missing));
    assert_eq!(told[1], ("in_zone", &FactRule::NotBoolean));
    assert_eq!(
        told[2],
        (
            "site_area_m2",
            &FactRule::OutOfRange {
                min: 0,
                max: 50_000_000
            }
        )
    );
    assert!(
        matches!(told[3], ("eia_class", FactRule::NotAnOption { options }) if options.len() == 4)
    );
    assert_eq!(told[4], ("colour", &FactRule::Unknown));
    assert_eq!(told.len(), 5);
}

#[test]
fn numbers_are_read_as_people_paste_them() {
    let raw = answers(&[
        ("building_area_m2", " 12,000 "),
        ("site_area_m2", "\u{ff12}\u{ff10}000"),
    ]);
    assert_eq!(Facts::parse(CITY.facts(), &raw).unwrap(), facts(&[]));
}

/// A random project: one number picks the answer to each question.
fn any_facts() -> impl Strategy<Value = Facts> {
    let questions = CITY.facts().definitions();
    proptest::collection::vec(any::<u32>(), questions.len()).prop_map(move |picks| {
        let raw: BTreeMap<String, String> = questions
            .iter()
            .zip(picks)
            .map(|(question, pick)| {
                let answer = match &question.kind {
                    FactKind::Boolean => (pick % 3 == 0).to_string(),
                    FactKind::Integer { min, max, .. } => {
                        (min + i64::from(pick % 30_000) % (max - min + 1)).to_string()
                    }
                    FactKind::Choice(options) => options
                        [usize::try_from(pick).unwrap() % options.len()]
                    .code
                    .clone(),
                };
                (question.code.clone(), answer)
            })
            .collect();
        Facts::parse(CITY.facts(), &raw).unwrap()
    })
}

/// Random projects of which many may build first.
fn zone_facts() -> impl Strategy<Value = Facts> {
    any_facts().prop_map(|facts| {
        let eligible = answers(&[
            ("zone_assessment_done", "yes"),
            ("hazardous_chemicals", "no"),
            ("approval_catalogue", "no"),
            ("serious_dishonesty", "no"),
            ("outside_planned_land", "no"),
        ]);
        let mut raw: BTreeMap<String, String> = facts
            .iter()
            .map(|(code, value)| (code.to_owned(), value.to_string()))
            .collect();
        let kept = ["site_area_m2", "building_area_m2", "eia_class"];
        raw.extend(
            eligible
                .into_iter()
                .filter(|(code, _)| !kept.contains(&code.as_str())),
        );
        Facts::parse(CITY.facts(), &raw).unwrap()
    })
}

fn day() -> impl Strategy<Value = Date> {
    (0_i32..1500).prop_map(|offset| {
        date(2023, 1, 1)
            .checked_add(jiff::Span::new().days(offset))
            .unwrap()
    })
}

/// What must hold of every plan.
fn hold(plan: &Plan) -> Result<(), TestCaseError> {
    for line in &plan.items {
        prop_assert!(line.start >= plan.from && line.finish.date >= line.start);
        for group in &CITY.item(&line.item).unwrap().prerequisites {
            let finishes = group
                .iter()
                .filter_map(|code| plan.item(code))
                .map(|other| other.finish.date);
            if let Some(first) = finishes.min() {
                prop_assert!(
                    line.start >= first,
                    "{} starts {} before {}",
                    line.item,
                    line.start,
                    first
                );
            }
        }
        let holds_up = matches!(line.mode, Mode::BeforeStart | Mode::Notice);
        prop_assert!(
            !holds_up || line.finish.date <= plan.construction_start.date,
            "{}",
            line.item
        );
    }
    let lines: Vec<_> = plan
        .critical_path
        .iter()
        .map(|code| plan.item(code).unwrap())
        .collect();
    for pair in lines.windows(2) {
        let through_prelude =
            pair[1].mode == Mode::Notice && plan.prelude.iter().any(|step| step.critical);
        let opens = if through_prelude {
            plan.prelude[0].start
        } else {
            pair[1].start
        };
        prop_assert_eq!(pair[0].finish.date, opens);
    }
    if let Some(last) = lines.last() {
        prop_assert_eq!(last.finish, plan.construction_start);
    } else {
        prop_assert_eq!(plan.construction_start.date, plan.from);
    }
    if let Some(first) = lines.first() {
        let through_prelude =
            first.mode == Mode::Notice && plan.prelude.iter().any(|step| step.critical);
        prop_assert!(
            through_prelude || first.start == plan.from,
            "{:?}",
            path(plan)
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn plans_keep_order_and_end_where_construction_starts(facts in any_facts(), from in day()) {
        hold(&make(&CITY, &facts, Track::Ordinary, from, &CALENDAR).unwrap())?;
        hold(&make_statutory(&CITY, &facts, from, &CALENDAR).unwrap())?;
    }

    #[test]
    fn build_first_is_offered_only_if_it_is_open_and_earlier(facts in zone_facts(), from in day()) {
        let Comparison { promised, build_first, why_not, .. } = compare(&CITY, &facts, from, &CALENDAR).unwrap();
        prop_assert_eq!(build_first.is_none(), !why_not.is_empty());
        if let Some(plan) = build_first {
            prop_assert!(plan.construction_start.date < promised.construction_start.date);
            hold(&plan)?;
        }
        if blockers(&CITY, &facts).unwrap().is_empty() {
            hold(&make(&CITY, &facts, Track::BuildFirst, from, &CALENDAR).unwrap())?;
        }
    }

    #[test]
    fn the_same_facts_give_the_same_plan(facts in any_facts(), from in day()) {
        let twice = vec![0, 1].into_iter().map(|_| make(&CITY, &facts, Track::Ordinary, from, &CALENDAR));
        let plans: Vec<_> = twice.collect();
        prop_assert_eq!(&plans[0], &plans[1]);
    }
}
