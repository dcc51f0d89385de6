//! Service windows that can be booked (预约、延时、错时、上门): kinds, hours, capacities and the words of messages. All of it
//! is data (`service.toml`).

use super::lint::{Finding, FindingKind};
use super::text::Text;
use crate::calendar::{Calendar, DayKind};
use alloc::borrow::ToOwned;
use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;
use jiff::civil::{Date, Time};
use jiff::{Span, ToSpan};
use serde::{Deserialize, Serialize};

/// How a visitor is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceKind {
    /// At the window, in office hours (正常).
    Normal,
    /// At the window, after office hours (延时).
    Extended,
    /// At the window, at noon, weekends and holidays (错时).
    Staggered,
    /// At the visitor's place (上门).
    DoorToDoor,
}

impl ServiceKind {
    /// All kinds, in the order of pages.
    pub const ALL: [Self; 4] = [
        Self::Normal,
        Self::Extended,
        Self::Staggered,
        Self::DoorToDoor,
    ];

    /// Name in forms, rows and locale keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Extended => "extended",
            Self::Staggered => "staggered",
            Self::DoorToDoor => "door_to_door",
        }
    }

    /// Reads a name; `None` if there is no such kind.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// Whether the agent comes to an address, which must be told.
    pub const fn needs_address(self) -> bool {
        matches!(self, Self::DoorToDoor)
    }
}

/// What a day is to a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayClass {
    /// Worked, make-up days among them.
    Workday,
    /// An ordinary Saturday or Sunday.
    Weekend,
    /// A legal day off.
    Holiday,
}

impl DayClass {
    /// What this date is.
    pub fn of(date: Date, calendar: &Calendar) -> Self {
        match calendar.day_kind(date) {
            DayKind::Holiday => Self::Holiday,
            _ if calendar.is_working(date) => Self::Workday,
            _ => Self::Weekend,
        }
    }
}

/// One place in time that can be booked, with how many at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Slot {
    /// How one is served.
    pub kind: ServiceKind,
    /// When it begins, local time.
    pub start: Time,
    /// When it ends, local time.
    pub end: Time,
    /// Places at once.
    pub capacity: u16,
}

/// A window: on which days, from when to when, how many at a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceWindow {
    /// How one is served.
    pub kind: ServiceKind,
    /// On which days.
    pub on: Vec<DayClass>,
    /// Single dates on which it is closed all the same.
    #[serde(default)]
    pub except: Vec<Date>,
    /// Opening, local time.
    pub open: Time,
    /// Closing, local time.
    pub close: Time,
    /// Minutes of one place.
    pub minutes: u16,
    /// Places at a time.
    pub capacity: u16,
}

impl ServiceWindow {
    /// Its places, one after the other; what would end after closing is not offered.
    fn slots(&self) -> Vec<Slot> {
        let mut slots = Vec::new();
        let mut start = self.open;
        while let Ok(end) = start.checked_add(self.length())
            && end > start
            && end <= self.close
        {
            slots.push(Slot {
                kind: self.kind,
                start,
                end,
                capacity: self.capacity,
            });
            start = end;
        }
        slots
    }

    fn length(&self) -> Span {
        i64::from(self.minutes).minutes()
    }
}

/// What a visitor is told of a kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindOfService {
    /// Which.
    pub kind: ServiceKind,
    /// In one line.
    pub about: Text,
    /// Where.
    pub place: Text,
    /// What to bring or prepare.
    pub bring: Vec<Text>,
}

/// The code by telephone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodePolicy {
    /// Minutes it lives.
    pub minutes: u16,
    /// Guesses at one code.
    pub attempts: u16,
    /// Codes for one number within [`CodePolicy::within_minutes`].
    pub per_phone: u16,
    /// Codes asked for from one address within [`CodePolicy::within_minutes`].
    pub per_address: u16,
    /// Minutes the two above are counted over.
    pub within_minutes: u16,
}

/// Brake on looking for other people's bookings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindPolicy {
    /// Failed tries before waits begin.
    pub failures: u16,
    /// Minutes they are counted over.
    pub within_minutes: u16,
}

/// Words of the messages that go out, with places such as `{number}` to be filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceMessages {
    /// The code.
    pub code: Text,
    /// A place is booked.
    pub booked: Text,
    /// On the waiting list.
    pub queued: Text,
    /// A place got free.
    pub moved_up: Text,
    /// At another time.
    pub changed: Text,
    /// The visitor cancelled.
    pub cancelled: Text,
    /// The window cancelled.
    pub cancelled_by_window: Text,
}

impl ServiceMessages {
    /// Each with its name and the places it must have.
    fn each(&self) -> [(&'static str, &Text, &'static [&'static str]); 7] {
        [
            ("code", &self.code, &["{code}", "{minutes}"]),
            ("booked", &self.booked, &["{number}", "{when}"]),
            ("queued", &self.queued, &["{number}", "{when}"]),
            ("moved_up", &self.moved_up, &["{number}", "{when}"]),
            ("changed", &self.changed, &["{number}", "{when}"]),
            ("cancelled", &self.cancelled, &["{number}", "{when}"]),
            (
                "cancelled_by_window",
                &self.cancelled_by_window,
                &["{number}", "{when}", "{reason}"],
            ),
        ]
    }
}

/// The city's service windows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServicePolicy {
    /// Days published at a time, today among them.
    pub publish_days: u8,
    /// Places one person may hold on one day.
    pub per_person_a_day: u8,
    /// People on the waiting list of one time.
    pub waiting_max: u8,
    /// The code by telephone.
    pub code: CodePolicy,
    /// Looking for a booking.
    pub find: FindPolicy,
    /// What is told of each kind.
    #[serde(rename = "kind")]
    pub kinds: Vec<KindOfService>,
    /// Windows.
    #[serde(rename = "window")]
    pub windows: Vec<ServiceWindow>,
    /// Messages.
    pub messages: ServiceMessages,
}

impl ServicePolicy {
    /// What is offered on a date, by kind and time.
    pub fn slots(&self, date: Date, calendar: &Calendar) -> Vec<Slot> {
        let class = DayClass::of(date, calendar);
        let mut slots: Vec<Slot> = self
            .windows
            .iter()
            .filter(|window| window.on.contains(&class) && !window.except.contains(&date))
            .flat_map(ServiceWindow::slots)
            .collect();
        slots.sort_unstable();
        slots
    }

    /// The last date that can be booked today.
    pub fn last_day(&self, today: Date) -> Date {
        let ahead = i64::from(self.publish_days.saturating_sub(1));
        today.checked_add(ahead.days()).unwrap_or(Date::MAX)
    }

    /// What is told of a kind.
    pub fn kind(&self, kind: ServiceKind) -> Option<&KindOfService> {
        self.kinds.iter().find(|one| one.kind == kind)
    }

    /// What would mislead visitors or lead nowhere.
    pub(super) fn findings(&self) -> Vec<Finding> {
        let mut findings = self.findings_of_limits();
        for kind in ServiceKind::ALL {
            let name = kind.as_str();
            let told: Vec<_> = self.kinds.iter().filter(|one| one.kind == kind).collect();
            match told.as_slice() {
                [one] => {
                    let texts = [&one.about, &one.place].into_iter().chain(&one.bring);
                    if one.bring.is_empty() || texts.into_iter().any(Text::is_blank) {
                        findings.push(found(FindingKind::MissingField, name));
                    }
                }
                [] => findings.push(found(FindingKind::MissingField, name)),
                _ => findings.push(found(FindingKind::ContradictoryName, name)),
            }
            if !self.windows.iter().any(|window| window.kind == kind) {
                let detail = alloc::format!("no window of kind {name}");
                findings.push(found(FindingKind::Unreachable, &detail));
            }
        }
        findings.extend(self.findings_of_windows());
        for (name, text, places) in self.messages.each() {
            let is_whole = |text: &str| places.iter().all(|place| text.contains(place));
            if text.is_blank() || !is_whole(&text.zh) || !is_whole(&text.en) {
                let detail = alloc::format!("messages.{name}");
                findings.push(found(FindingKind::MissingField, &detail));
            }
        }
        findings
    }

    fn findings_of_limits(&self) -> Vec<Finding> {
        let limits = [
            ("publish_days", u16::from(self.publish_days)),
            ("per_person_a_day", u16::from(self.per_person_a_day)),
            ("code.minutes", self.code.minutes),
            ("code.attempts", self.code.attempts),
            ("code.per_phone", self.code.per_phone),
            ("code.per_address", self.code.per_address),
            ("code.within_minutes", self.code.within_minutes),
            ("find.failures", self.find.failures),
            ("find.within_minutes", self.find.within_minutes),
        ];
        let none = limits.into_iter().filter(|(_, limit)| *limit == 0);
        none.map(|(field, _)| found(FindingKind::ImpossibleLimit, field))
            .collect()
    }

    /// Windows that offer nothing, and two of a kind over the same time: nobody could say which is meant.
    fn findings_of_windows(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for class in [DayClass::Workday, DayClass::Weekend, DayClass::Holiday] {
            let mut seen: BTreeSet<(ServiceKind, Time, Time)> = BTreeSet::new();
            for window in self.windows.iter().filter(|one| one.on.contains(&class)) {
                let overlaps = |(kind, open, close): &(ServiceKind, Time, Time)| {
                    *kind == window.kind && *open < window.close && window.open < *close
                };
                if seen.iter().any(overlaps) {
                    findings.push(found(FindingKind::ContradictoryLimit, &named(window)));
                }
                seen.insert((window.kind, window.open, window.close));
            }
        }
        for window in &self.windows {
            if window.on.is_empty() || window.capacity == 0 || window.slots().is_empty() {
                findings.push(found(FindingKind::ImpossibleLimit, &named(window)));
            }
        }
        findings
    }
}

fn named(window: &ServiceWindow) -> String {
    alloc::format!(
        "window {} {}-{}",
        window.kind.as_str(),
        window.open,
        window.close
    )
}

fn found(kind: FindingKind, detail: &str) -> Finding {
    Finding {
        place: "service".to_owned(),
        kind,
        detail: detail.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::shipped;
    use super::*;
    use jiff::civil::date;
    use std::vec;

    #[test]
    fn a_workday_a_weekend_and_a_holiday_offer_their_own_windows() {
        let (catalogue, calendar) = (shipped::catalogue(), shipped::calendar());
        let kinds = |day: Date| {
            let slots = catalogue.service().slots(day, &calendar);
            let kinds: BTreeSet<_> = slots.iter().map(|slot| slot.kind).collect();
            (slots.len(), kinds.into_iter().collect::<Vec<_>>())
        };
        // 7 + 7 normal, 3 extended, 4 staggered, 2 visits.
        assert_eq!(
            kinds(date(2026, 8, 3)),
            (23, ServiceKind::ALL.to_vec()),
            "Monday"
        );
        let staggered = (6, vec![ServiceKind::Staggered]);
        assert_eq!(kinds(date(2026, 8, 8)), staggered, "Saturday");
        assert_eq!(
            kinds(date(2026, 10, 1)),
            staggered,
            "National Day, a Thursday"
        );
    }

    #[test]
    fn a_window_that_offers_nothing_overlaps_or_says_nothing_is_found() {
        let shipped = shipped::catalogue().service().clone();
        assert_eq!(shipped.findings(), vec![]);
        let kinds = |change: fn(&mut ServicePolicy)| {
            let mut policy = shipped.clone();
            change(&mut policy);
            let found = policy.findings();
            found.iter().map(|one| one.kind).collect::<Vec<_>>()
        };
        let (missing, impossible) = (FindingKind::MissingField, FindingKind::ImpossibleLimit);
        assert_eq!(kinds(|it| it.windows[0].minutes = 0), [impossible]);
        assert_eq!(kinds(|it| it.windows[0].minutes = 600), [impossible]);
        assert_eq!(kinds(|it| it.windows[0].capacity = 0), [impossible]);
        assert_eq!(
            kinds(|it| it.windows[1].open = it.windows[0].open),
            [FindingKind::ContradictoryLimit]
        );
        assert_eq!(
            kinds(|it| it.windows.retain(|one| one.kind != ServiceKind::Extended)),
            [FindingKind::Unreachable]
        );
        assert_eq!(kinds(|it| it.kinds[0].bring.clear()), [missing]);
        assert_eq!(kinds(|it| it.kinds.truncate(3)), [missing]);
        assert_eq!(
            kinds(|it| it.messages.code.en = "Code".to_owned()),
            [missing]
        );
        assert_eq!(kinds(|it| it.publish_days = 0), [impossible]);
    }
}
