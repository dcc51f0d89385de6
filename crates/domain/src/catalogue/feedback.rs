//! What the city asks of whoever reviews or complains, and how soon it answers (`feedback.toml`).

use super::FindPolicy;
use super::lint::{Finding, FindingKind};
use super::text::Text;
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// Something to choose from a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Code, kept with what was chosen.
    pub code: String,
    /// Its name.
    pub name: Text,
}

/// What follows a bad review, in working days from its day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BadReview {
    /// Days until whoever gave it is contacted.
    pub contact_days: u16,
    /// Days until it is put right.
    pub put_right_days: u16,
    /// Most days to put it right, with a reason.
    pub put_right_max_days: u16,
    /// Working days left at which the window is reminded of the step that is next; 0 is the last day.
    pub reminders: Vec<u16>,
    /// Where the days come from.
    pub source: String,
}

/// How many complaints one telephone and one address may make without an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilingPolicy {
    /// Complaints with one telephone.
    pub per_phone: u16,
    /// Complaints from one address: a hall, a company or a mobile network may have one.
    pub per_address: u16,
    /// Minutes both are counted over.
    pub within_minutes: u16,
}

/// How complaints are answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComplaintPolicy {
    /// Pattern of the receipt number: `{year}`, `{serial}`.
    pub number: String,
    /// Working days until the reply.
    pub reply_days: u16,
    /// Calendar days after the reply within which it can be opened again.
    pub reopen_days: u16,
    /// Where the days come from.
    pub source: String,
    /// Working days left at which whoever is to reply is reminded; 0 is the last day, on which the lead is told as well.
    pub reminders: Vec<u16>,
    /// How many can be made.
    pub filing: FilingPolicy,
    /// Looking for a complaint by its number.
    pub find: FindPolicy,
    /// What can be complained about.
    #[serde(rename = "kind")]
    pub kinds: Vec<Choice>,
}

impl ComplaintPolicy {
    /// The kind of complaint with this code.
    pub fn kind(&self, code: &str) -> Option<&Choice> {
        self.kinds.iter().find(|kind| kind.code == code)
    }

    /// Receipt number of the `n`-th complaint of a year.
    pub fn number(&self, year: i16, n: u32) -> String {
        self.number
            .replace("{year}", &alloc::format!("{year}"))
            .replace("{serial}", &alloc::format!("{n:04}"))
    }
}

/// Reviews and complaints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeedbackPolicy {
    /// Calendar days after a review within which it can be changed, once.
    pub change_days: u16,
    /// What follows a bad one.
    pub bad: BadReview,
    /// Reasons of a bad one.
    #[serde(rename = "reason")]
    pub reasons: Vec<Choice>,
    /// Complaints.
    pub complaint: ComplaintPolicy,
}

impl FeedbackPolicy {
    /// The reason with this code.
    pub fn reason(&self, code: &str) -> Option<&Choice> {
        self.reasons.iter().find(|reason| reason.code == code)
    }

    /// Every choice has a name, lists are not empty, days are in their order and have a source.
    pub(super) fn findings(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        let mut find = |kind: FindingKind, detail: &str| {
            found.push(Finding {
                place: "feedback".to_owned(),
                kind,
                detail: detail.to_owned(),
            });
        };
        for (name, choices) in [
            ("reason", &self.reasons),
            ("complaint.kind", &self.complaint.kinds),
        ] {
            if choices.is_empty() {
                find(FindingKind::MissingField, name);
            }
            for choice in choices.iter().filter(|choice| choice.name.is_blank()) {
                find(FindingKind::MissingField, &choice.code);
            }
        }
        for (name, source) in [
            ("bad.source", &self.bad.source),
            ("complaint.source", &self.complaint.source),
        ] {
            if source.trim().is_empty() {
                find(FindingKind::MissingField, name);
            }
        }
        for (name, days) in [
            ("change_days", self.change_days),
            ("bad.contact_days", self.bad.contact_days),
            ("complaint.reply_days", self.complaint.reply_days),
            ("complaint.reopen_days", self.complaint.reopen_days),
            ("complaint.find", self.complaint.find.failures),
            ("complaint.filing", self.complaint.filing.per_phone),
            ("complaint.filing", self.complaint.filing.within_minutes),
        ] {
            if days == 0 {
                find(FindingKind::ImpossibleLimit, name);
            }
        }
        let BadReview {
            contact_days,
            put_right_days,
            put_right_max_days,
            ..
        } = self.bad;
        if contact_days > put_right_days || put_right_days > put_right_max_days {
            find(FindingKind::ContradictoryLimit, "bad");
        }
        let filing = self.complaint.filing;
        if filing.per_address < filing.per_phone {
            find(FindingKind::ContradictoryLimit, "complaint.filing");
        }
        // Without the last day nobody above is ever told.
        for (name, rungs) in [
            ("bad.reminders", &self.bad.reminders),
            ("complaint.reminders", &self.complaint.reminders),
        ] {
            if !rungs.contains(&0) {
                find(FindingKind::MissingField, name);
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::super::shipped;
    use super::*;

    #[test]
    fn days_out_of_order_an_empty_list_and_a_missing_source_are_found() {
        let shipped = shipped::catalogue().feedback().clone();
        assert_eq!(shipped.findings(), []);
        let kinds = |change: fn(&mut FeedbackPolicy)| {
            let mut policy = shipped.clone();
            change(&mut policy);
            let found = policy.findings();
            found.iter().map(|one| one.kind).collect::<Vec<_>>()
        };
        assert_eq!(
            kinds(|it| it.bad.put_right_max_days = 4),
            [FindingKind::ContradictoryLimit]
        );
        assert_eq!(kinds(|it| it.reasons.clear()), [FindingKind::MissingField]);
        assert_eq!(
            kinds(|it| it.bad.source.clear()),
            [FindingKind::MissingField]
        );
        assert_eq!(
            kinds(|it| it.complaint.reminders.clear()),
            [FindingKind::MissingField]
        );
        assert_eq!(
            kinds(|it| it.complaint.filing.per_address = 1),
            [FindingKind::ContradictoryLimit]
        );
        assert_eq!(
            kinds(|it| it.complaint.reply_days = 0),
            [FindingKind::ImpossibleLimit]
        );
    }
}
