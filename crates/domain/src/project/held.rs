//! Who held a project on its way to the start of construction, day by day (design 5): the time of
//! the administration is told apart from that of the enterprise and of special procedures.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use jiff::civil::Date;

use super::build_first::BuildFirst;
use super::case::Holder;
use super::event::Outcome;
use super::{Case, Project};
use crate::calendar::{Calendar, local_date};
use crate::catalogue::{Catalogue, ItemCode};
use crate::plan::{self, Mode, Plan, PreludeKind, Track};

/// Who must act on build-first handling itself, cases apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Nobody: it was not asked for, or it is over.
    Nobody,
    /// The window: it screens, tells the standards, answers an objection.
    Window,
    /// The enterprise: it signs.
    Applicant,
    /// The public until this day; then whoever enters the parties or issues the notice.
    Public {
        /// Last day of the publicity.
        until: Date,
        /// Whether the five responsible parties are entered.
        has_parties: bool,
        /// Whether an objection waits for the window's answer.
        has_objection: bool,
    },
}

/// Working days until construction may start, by who held the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldDays {
    /// Day from which they are counted; it is not counted itself.
    pub from: Date,
    /// Day until which they are counted: the start of construction, or today.
    pub until: Date,
    /// Whether construction may have started.
    pub is_over: bool,
    /// Working days of each holder.
    pub by: BTreeMap<Holder, i32>,
}

impl HeldDays {
    /// Working days of one holder.
    pub fn of(&self, holder: Holder) -> i32 {
        self.by.get(&holder).copied().unwrap_or_default()
    }

    /// Working days of the administration: the window, the deciding department, the others asked.
    pub fn administration(&self) -> i32 {
        [Holder::Window, Holder::Department, Holder::OtherDepartment]
            .into_iter()
            .fold(0, |sum, holder| sum.saturating_add(self.of(holder)))
    }

    /// All working days.
    pub fn total(&self) -> i32 {
        self.by
            .values()
            .fold(0, |sum, days| sum.saturating_add(*days))
    }
}

/// What the plan promises of the administration until construction may start: its working days
/// without those of the publicity, which is a special procedure.
pub fn promised_days(plan: &Plan, calendar: &Calendar) -> i32 {
    let publicity = plan
        .prelude
        .iter()
        .filter(|step| step.step == PreludeKind::Publicity && step.critical)
        .map(|step| calendar.count(step.start, step.due.date));
    publicity.fold(plan.working_days_to_start, i32::saturating_sub)
}

/// Working days from the filing until construction may start, or until today, by who held the
/// project.
///
/// A day belongs to whoever held the project when it began, as with the clocks, whose first day
/// does not count. Of several cases at once the administration's counts before the others, the
/// deciding department before the one asked and before the window; a day nobody works on anything
/// is the enterprise's, whose turn it is. Cases of items that do not hold up the start are left
/// out.
pub fn held_days(
    project: &Project,
    catalogue: &Catalogue,
    calendar: &Calendar,
    today: Date,
) -> HeldDays {
    let required = required(project, catalogue, calendar);
    let is_required = |item: &ItemCode| {
        required
            .as_ref()
            .is_none_or(|required| required.contains(item))
    };
    let lines: Vec<Vec<(Date, Holder)>> = project
        .cases
        .values()
        .filter(|case| is_required(&case.item))
        .map(holders)
        .collect();
    let obtained = required
        .as_ref()
        .and_then(|required| obtained_on(project, required));
    let started = started_on(project, catalogue);
    let from = calendar.next_working(project.created_on);
    let until = started.unwrap_or(today);
    let mut by = BTreeMap::new();
    let mut day = from;
    while day < until {
        let before = day;
        let Ok(next) = day.tomorrow() else { break };
        day = next;
        if !calendar.is_working(day) {
            continue;
        }
        let cases = lines.iter().map(|line| at_end_of(line, before));
        let step = step_holder(project, (before, day), obtained);
        let holder = cases
            .chain(core::iter::once(step))
            .min_by_key(|holder| precedence(*holder))
            .filter(|holder| *holder != Holder::Nobody)
            .unwrap_or(Holder::Applicant);
        let days: &mut i32 = by.entry(holder).or_default();
        *days = days.saturating_add(1);
    }
    HeldDays {
        from,
        until,
        is_over: started.is_some(),
        by,
    }
}

const fn precedence(holder: Holder) -> u8 {
    match holder {
        Holder::Department => 0,
        Holder::OtherDepartment => 1,
        Holder::Window => 2,
        Holder::SpecialProcedure => 3,
        Holder::Applicant => 4,
        Holder::Nobody => 5,
    }
}

/// Items that must be obtained before construction starts; `None` without a plan.
fn required(
    project: &Project,
    catalogue: &Catalogue,
    calendar: &Calendar,
) -> Option<Vec<ItemCode>> {
    let plan = |track| {
        plan::make(
            catalogue,
            &project.facts,
            track,
            project.created_on,
            calendar,
        )
        .ok()
    };
    let plan = plan(project.track).or_else(|| plan(Track::Ordinary))?;
    let items = plan.items.into_iter();
    Some(
        items
            .filter(|planned| planned.mode == Mode::BeforeStart)
            .map(|planned| planned.item)
            .collect(),
    )
}

/// Day on which the last of these items was obtained; `None` while one is missing.
fn obtained_on(project: &Project, required: &[ItemCode]) -> Option<Date> {
    let of_item = |item: &ItemCode| {
        let registered = project.registered.get(item).map(|it| it.recorded_on);
        let decided = project
            .cases
            .values()
            .filter(|case| &case.item == item)
            .filter_map(Case::decision)
            .filter(|decision| decision.outcome == Outcome::Approved)
            .map(|decision| decision.on);
        decided.chain(registered).min()
    };
    let days: Option<Vec<Date>> = required.iter().map(of_item).collect();
    days.map(|days| days.into_iter().fold(project.created_on, Date::max))
}

/// Day construction may start: that of the notice, or of the ordinary construction permit; `None`
/// while there is neither.
pub fn started_on(project: &Project, catalogue: &Catalogue) -> Option<Date> {
    let permit = &catalogue.policy().build_first.permit_item;
    let permitted = || {
        let decision = project.case_of(permit)?.decision()?;
        (decision.outcome == Outcome::Approved).then_some(decision.on)
    };
    let recorded = || project.registered.get(permit).map(|it| it.recorded_on);
    let noticed = project.build_first.notice().map(|notice| notice.issued_on);
    noticed.or_else(permitted).or_else(recorded)
}

/// Who held a case from which day on. What was handed in after office hours is held by nobody
/// until the day it counts as received.
fn holders(case: &Case) -> Vec<(Date, Holder)> {
    case.held
        .iter()
        .map(|(at, holder)| (local_date(*at).max(case.received_on), *holder))
        .collect()
}

fn at_end_of(line: &[(Date, Holder)], day: Date) -> Holder {
    line.iter()
        .take_while(|(from, _)| *from <= day)
        .last()
        .map_or(Holder::Nobody, |(_, holder)| *holder)
}

/// Who held build-first handling on a day, by how it stood the day before.
fn step_holder(project: &Project, (before, day): (Date, Date), obtained: Option<Date>) -> Holder {
    let turn = project
        .steps
        .iter()
        .take_while(|(from, _)| *from <= before)
        .last()
        .map_or(Turn::Nobody, |(_, turn)| *turn);
    match turn {
        Turn::Nobody => Holder::Nobody,
        Turn::Window => Holder::Window,
        Turn::Applicant => Holder::Applicant,
        Turn::Public { until, .. } if day <= until => Holder::SpecialProcedure,
        Turn::Public {
            has_parties,
            has_objection,
            ..
        } => {
            // The notice waits for the window only once the enterprise has brought everything.
            let is_complete = has_parties && obtained.is_some_and(|on| on <= before);
            if has_objection || is_complete {
                Holder::Window
            } else {
                Holder::Applicant
            }
        }
    }
}

impl Project {
    /// Whose turn it is in build-first handling now.
    fn turn(&self) -> Turn {
        match &self.build_first {
            BuildFirst::NotRequested | BuildFirst::Excluded { .. } | BuildFirst::Noticed(..) => {
                Turn::Nobody
            }
            BuildFirst::Requested { .. } | BuildFirst::Admitted { .. } => Turn::Window,
            BuildFirst::Told { .. } => Turn::Applicant,
            // The standards are told and signed anew.
            BuildFirst::Signed(commitment) if commitment.is_upheld() => Turn::Window,
            BuildFirst::Signed(commitment) => Turn::Public {
                until: commitment.publicity_until,
                has_parties: !self.parties.is_empty(),
                has_objection: commitment
                    .objections
                    .iter()
                    .any(|objection| objection.answer.is_none()),
            },
        }
    }

    /// Notes whose turn it is from `on` on, if that changed.
    pub(super) fn note_step(&mut self, on: Date) {
        let turn = self.turn();
        if self.steps.last().map_or(Turn::Nobody, |(_, last)| *last) != turn {
            self.steps.push((on, turn));
        }
    }
}
