//! Dates of a plan: starts, finishes, the start of construction, the critical path.

use super::reason::Reason;
use super::scope::{Entry, Scope};
use super::{Limits, Mode, Plan, PlannedItem, PreludeKind, PreludeStep, Track};
use crate::calendar::{Calendar, DueDate};
use crate::catalogue::{ItemCode, LatestPoint, PromiseDue, Stage};
use crate::limit::Limit;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use jiff::Span;
use jiff::civil::Date;

/// Start and finish of an item.
#[derive(Clone, Copy)]
struct Slot {
    start: Date,
    finish: DueDate,
}

type Slots<'catalogue> = BTreeMap<&'catalogue ItemCode, Slot>;

/// Puts dates to the items of a scope.
pub(super) struct Schedule<'a, 'catalogue> {
    pub(super) scope: &'a Scope<'catalogue>,
    pub(super) calendar: &'a Calendar,
    pub(super) limits: Limits,
}

impl<'catalogue> Schedule<'_, 'catalogue> {
    /// Plans from a day on; what comes on a day off counts as received on the next working day.
    pub(super) fn plan(&self, from: Date) -> Plan {
        let from = self.calendar.next_working(from);
        let mut slots = Slots::new();
        for (code, entry) in self.entries(|mode| mode == Mode::BeforeStart) {
            slots.insert(code, self.slot(entry, ready(entry, &slots).max(from)));
        }
        let prelude = self.prelude(&slots, from);
        if let Some((code, entry)) = self.entries(|mode| mode == Mode::Notice).next() {
            let public = prelude.last().map_or(from, |step| step.due.date);
            let others = slots
                .values()
                .map(|slot| slot.finish.date)
                .max()
                .unwrap_or(from);
            slots.insert(code, self.slot(entry, public.max(others)));
        }
        let last = self.last(&slots);
        let start = last
            .and_then(|code| slots.get(code))
            .map_or_else(|| self.calendar.due(from, 0), |slot| slot.finish);
        let completion = self.completion(start.date);
        for (code, entry) in self.entries(|mode| matches!(mode, Mode::Deferred | Mode::AfterStart))
        {
            let (floor, _) = floor(entry, start.date, completion.date);
            let ready = ready(entry, &slots).max(from);
            slots.insert(
                code,
                self.slot(entry, floor.map_or(ready, |floor| ready.max(floor))),
            );
        }
        let (critical_path, prelude_is_critical) = self.critical_path(last, &slots, &prelude);
        let prelude = prelude
            .into_iter()
            .map(|step| PreludeStep {
                critical: prelude_is_critical,
                ..step
            })
            .collect();
        let items = self.lines(&slots, &critical_path, (start.date, completion.date));
        Plan {
            track: self.scope.track,
            limits: self.limits,
            from,
            items,
            construction_start: start,
            working_days_to_start: self.calendar.count(from, start.date),
            completion,
            critical_path,
            prelude,
        }
    }

    /// Entries whose mode fits, predecessors first.
    fn entries<'s>(
        &'s self,
        fits: impl Fn(Mode) -> bool + 's,
    ) -> impl Iterator<Item = (&'catalogue ItemCode, &'s Entry<'catalogue>)> + 's {
        let entries = self
            .scope
            .order
            .iter()
            .filter_map(|code| Some((*code, self.scope.entries.get(*code)?)));
        entries.filter(move |(_, entry)| fits(entry.mode))
    }

    /// The limit the plan reckons with, and whether the law sets none.
    fn limit(&self, entry: &Entry<'_>) -> (Limit, bool) {
        match (self.limits, entry.item.statutory) {
            (Limits::Promised, _) => (entry.item.promised, false),
            (Limits::Statutory, Limit::None) => (entry.item.promised, true),
            (Limits::Statutory, limit) => (limit, false),
        }
    }

    fn slot(&self, entry: &Entry<'_>, start: Date) -> Slot {
        let (limit, _) = self.limit(entry);
        // An intermediary without a limit has no clock: zero own time, said so in the reasons.
        let finish = limit
            .due(start, self.calendar)
            .unwrap_or_else(|| self.calendar.due(start, 0));
        Slot { start, finish }
    }

    /// Screening, standards and publicity, one after the other, once filing and land are settled.
    fn prelude(&self, slots: &Slots<'_>, from: Date) -> Vec<PreludeStep> {
        let mut steps = Vec::new();
        let rules = &self.scope.policy.build_first;
        let Some(notice) = self.scope.entries.get(&rules.notice_item) else {
            return steps;
        };
        let mut start = ready(notice, slots).max(from);
        for (step, days) in [
            (PreludeKind::Screening, rules.screening_days),
            (PreludeKind::Standards, rules.standards_days),
            (PreludeKind::Publicity, rules.publicity_days),
        ] {
            let due = self.calendar.due(start, days);
            steps.push(PreludeStep {
                step,
                start,
                due,
                critical: false,
            });
            start = due.date;
        }
        steps
    }

    /// The item that decides the start: the notice, else the last to finish, the permit before others.
    fn last(&self, slots: &Slots<'catalogue>) -> Option<&'catalogue ItemCode> {
        if self.scope.track == Track::BuildFirst
            && let Some((code, _)) = self.entries(|mode| mode == Mode::Notice).next()
        {
            return Some(code);
        }
        let permit = &self.scope.policy.build_first.permit_item;
        let before = self.entries(|mode| mode == Mode::BeforeStart).enumerate();
        before
            .max_by_key(|(position, (code, _))| {
                (
                    slots.get(code).map(|slot| slot.finish.date),
                    *code == permit,
                    *position,
                )
            })
            .map(|(_, (code, _))| code)
    }

    /// Day the building is finished if it takes as long as the applicant expects.
    fn completion(&self, start: Date) -> DueDate {
        let months = Span::new()
            .try_months(self.scope.construction_months)
            .unwrap_or_default();
        let end = start.checked_add(months).unwrap_or(start);
        self.calendar.due(self.calendar.next_working(end), 0)
    }

    /// Follows the predecessors that set each start, back to the beginning; tells whether the path
    /// runs through the prelude.
    fn critical_path(
        &self,
        last: Option<&'catalogue ItemCode>,
        slots: &Slots<'catalogue>,
        prelude: &[PreludeStep],
    ) -> (Vec<ItemCode>, bool) {
        let mut path = Vec::new();
        let mut through_prelude = false;
        let mut next = last;
        while let Some(code) = next {
            path.push(code.clone());
            let (Some(entry), Some(slot)) = (self.scope.entries.get(code), slots.get(code)) else {
                break;
            };
            let waits_for = match (entry.mode, prelude.first(), prelude.last()) {
                (Mode::Notice, Some(first), Some(publicity))
                    if publicity.due.date == slot.start =>
                {
                    through_prelude = true;
                    setters(entry, first.start, slots)
                }
                (Mode::Notice, _, _) => {
                    let before = self
                        .entries(|mode| mode == Mode::BeforeStart)
                        .map(|(code, _)| code);
                    before
                        .filter(|code| {
                            slots
                                .get(code)
                                .is_some_and(|slot_| slot_.finish.date == slot.start)
                        })
                        .collect()
                }
                _ => setters(entry, slot.start, slots),
            };
            next = self
                .scope
                .order
                .iter()
                .rev()
                .find(|code| waits_for.contains(code))
                .copied();
        }
        path.reverse();
        (path, through_prelude)
    }

    fn lines(
        &self,
        slots: &Slots<'catalogue>,
        path: &[ItemCode],
        built: (Date, Date),
    ) -> Vec<PlannedItem> {
        let critical: BTreeSet<&ItemCode> = path.iter().collect();
        let mut lines: Vec<PlannedItem> = Vec::with_capacity(slots.len());
        for (code, entry) in self.entries(|_| true) {
            let Some(slot) = slots.get(code) else {
                continue;
            };
            let promise = entry
                .item
                .commitment
                .due
                .filter(|_| entry.mode == Mode::Deferred);
            let due = match promise {
                Some(PromiseDue::WorkingDaysAfterNotice(days)) => {
                    Some(self.calendar.due(built.0, days))
                }
                Some(PromiseDue::Node(_)) => None,
                None => Some(slot.finish),
            };
            lines.push(PlannedItem {
                item: code.clone(),
                mode: entry.mode,
                start: slot.start,
                finish: slot.finish,
                due,
                promise,
                critical: critical.contains(code),
                because: self.because(entry, *slot, slots, built),
            });
        }
        lines.sort_by(|left, right| (left.start, &left.item).cmp(&(right.start, &right.item)));
        lines
    }

    fn because(
        &self,
        entry: &Entry<'catalogue>,
        slot: Slot,
        slots: &Slots<'_>,
        built: (Date, Date),
    ) -> Vec<Reason> {
        let mut because = entry.because.clone();
        let items: Vec<ItemCode> = setters(entry, slot.start, slots)
            .into_iter()
            .cloned()
            .collect();
        if !items.is_empty() {
            because.push(Reason::After { items });
        }
        if entry.mode == Mode::Notice {
            because.push(Reason::AfterPublicity);
        }
        if let (Some(day), Some(reason)) = floor(entry, built.0, built.1)
            && day == slot.start
        {
            because.push(reason);
        }
        match self.limit(entry) {
            (Limit::None, _) => because.push(Reason::NoClock),
            (limit, no_statutory) => {
                because.push(Reason::Takes { limit });
                if no_statutory {
                    because.push(Reason::NoStatutoryLimit);
                }
            }
        }
        because
    }
}

/// Day the last group is satisfied; a group is as soon as its first alternative is.
fn ready(entry: &Entry<'_>, slots: &Slots<'_>) -> Date {
    let days = entry
        .groups
        .iter()
        .filter_map(|group| group_finish(group, slots));
    days.max().unwrap_or(Date::MIN)
}

/// Predecessors whose finish is the given day and that open the last group.
fn setters<'catalogue>(
    entry: &Entry<'catalogue>,
    day: Date,
    slots: &Slots<'_>,
) -> Vec<&'catalogue ItemCode> {
    let groups = entry
        .groups
        .iter()
        .filter(|group| group_finish(group, slots) == Some(day));
    let codes = groups.flatten().copied();
    codes
        .filter(|code| slots.get(code).is_some_and(|slot| slot.finish.date == day))
        .collect()
}

fn group_finish(group: &[&ItemCode], slots: &Slots<'_>) -> Option<Date> {
    group
        .iter()
        .filter_map(|code| slots.get(*code))
        .map(|slot| slot.finish.date)
        .min()
}

/// Day before which an item makes no sense: the start of construction or completion.
fn floor(entry: &Entry<'_>, start: Date, completion: Date) -> (Option<Date>, Option<Reason>) {
    match (entry.mode, entry.item.stage, entry.item.latest) {
        (Mode::Deferred, _, _) => (Some(start), Some(Reason::AfterNotice)),
        (Mode::AfterStart, Stage::Acceptance, _)
        | (Mode::AfterStart, _, LatestPoint::AfterCompletion { .. }) => {
            (Some(completion), Some(Reason::AfterCompletion))
        }
        (Mode::AfterStart, _, LatestPoint::AfterStart { .. }) => {
            (Some(start), Some(Reason::AfterConstructionStart))
        }
        (Mode::BeforeStart | Mode::Notice | Mode::AfterStart, _, _) => (None, None),
    }
}
