//! Lint: what can be read but would mislead people or break a plan.

use super::check::{ConditionProblem, check};
use super::load::conditions_of;
use super::{
    Catalogue, CheckKind, Condition, Item, ItemCode, MaterialCode, Need, Policy, Severity, Source,
    Text,
};
use alloc::borrow::ToOwned;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use serde::Serialize;

/// Kind of a finding; `code` in messages and in the command line's JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// An item is named that does not exist.
    UnknownItem,
    /// A department is named that does not exist.
    UnknownDepartment,
    /// A condition reads a fact the city does not ask.
    UnknownFact,
    /// A condition compares a fact with an option it does not have.
    UnknownOption,
    /// A condition mixes types.
    WrongType,
    /// Items wait for each other.
    Cycle,
    /// An item waits for something that can never be there.
    Unreachable,
    /// The public guide would have a hole.
    MissingField,
    /// The same paper has two names.
    ContradictoryName,
    /// A default or a bound of a question is not possible.
    ImpossibleDefault,
    /// The same limit stands in two places with different values.
    ContradictoryLimit,
    /// The promised limit is longer than the law's.
    PromiseExceedsLaw,
    /// A limit of no days, or a shortest time longer than the longest.
    ImpossibleLimit,
    /// Versions do not follow each other in time.
    WrongOrder,
    /// On some day no version is in force.
    UncoveredDates,
    /// The same code or phrase stands twice.
    Duplicate,
    /// A region is named that does not exist.
    UnknownRegion,
    /// No organisation serves a region.
    UnservedRegion,
}

/// One finding: what is wrong and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    /// Where: code of an item, `policy` or `facts`.
    pub place: String,
    /// Kind.
    pub kind: FindingKind,
    /// Field and value, for the person who mends it.
    pub detail: String,
}

/// All findings, ordered by place.
pub fn lint(catalogue: &Catalogue) -> Vec<Finding> {
    let mut linter = Linter {
        catalogue,
        findings: Vec::new(),
    };
    for item in catalogue.items() {
        linter.references(item);
        linter.guide(item);
        linter.commitment(item);
        linter.limits(item);
        for condition in conditions_of(item) {
            linter.condition(item.code.as_str(), condition);
        }
    }
    linter.policy();
    linter.findings.extend(catalogue.credit().findings());
    linter
        .findings
        .extend(catalogue.agency().findings(catalogue));
    linter.findings.extend(catalogue.service().findings());
    linter.findings.extend(catalogue.feedback().findings());
    linter.findings.extend(catalogue.phrases().findings());
    let green_channel = catalogue.green_channel();
    linter.findings.extend(green_channel.findings(catalogue));
    for rule in &green_channel.rules {
        linter.condition("green-channel", &rule.when);
    }
    linter.findings.extend(catalogue.incentives().findings());
    linter
        .findings
        .extend(catalogue.forms().findings(catalogue));
    let words = catalogue.search_words();
    linter.findings.extend(words.findings(catalogue));
    let organisations = catalogue.organisations();
    linter.findings.extend(organisations.findings(catalogue));
    linter.supervision();
    linter.facts();
    linter.names();
    linter.cycles();
    linter.unreachable();
    linter.findings.sort();
    linter.findings.dedup();
    linter.findings
}

struct Linter<'catalogue> {
    catalogue: &'catalogue Catalogue,
    findings: Vec<Finding>,
}

impl Linter<'_> {
    fn find(&mut self, place: &str, kind: FindingKind, detail: String) {
        self.findings.push(Finding {
            place: place.to_owned(),
            kind,
            detail,
        });
    }

    fn references(&mut self, item: &Item) {
        let place = item.code.as_str();
        for code in item.prerequisite_codes() {
            self.known_item(place, "prerequisites", code);
        }
        for material in &item.materials {
            if let Source::Item(code) = &material.source {
                self.known_item(place, material.code.as_str(), code);
            }
        }
        let departments = core::iter::once(&item.department).chain(&item.also_departments);
        for department in departments.chain(item.commitment.checker.as_ref()) {
            if self.catalogue.department(department).is_none() {
                self.find(
                    place,
                    FindingKind::UnknownDepartment,
                    department.to_string(),
                );
            }
        }
    }

    fn known_item(&mut self, place: &str, field: &str, code: &ItemCode) {
        if self.catalogue.item(code).is_none() {
            self.find(
                place,
                FindingKind::UnknownItem,
                alloc::format!("{field}: {code}"),
            );
        }
    }

    fn condition(&mut self, place: &str, condition: &Condition) {
        for problem in check(condition, self.catalogue.facts()) {
            let source = condition.source();
            let (kind, what) = match problem {
                ConditionProblem::UnknownFact(fact) => (FindingKind::UnknownFact, fact),
                ConditionProblem::WrongType(text) => (FindingKind::WrongType, text),
                ConditionProblem::UnknownOption { fact, option } => (
                    FindingKind::UnknownOption,
                    alloc::format!("{fact} has no option {option}"),
                ),
            };
            self.find(place, kind, alloc::format!("{what}, in `{source}`"));
        }
    }

    fn missing(&mut self, item: &Item, field: &str) {
        self.find(
            item.code.as_str(),
            FindingKind::MissingField,
            field.to_owned(),
        );
    }

    fn guide(&mut self, item: &Item) {
        let texts = [
            ("name", &item.name),
            ("statutory_note", &item.statutory_note),
            ("applies_note", &item.applies_note),
            ("latest_note", &item.latest_note),
            ("window", &item.window),
            ("result.name", &item.result.name),
            ("fee.text", &item.fee.text),
            ("fee.basis", &item.fee.basis),
        ];
        for (field, text) in texts {
            self.filled(item, field, core::iter::once(text), 1);
        }
        self.filled(item, "legal_basis", item.legal_basis.iter(), 1);
        self.filled(item, "conditions", item.conditions.iter(), 1);
        self.filled(
            item,
            "flow",
            item.flow.iter().flat_map(|step| [&step.text, &step.who]),
            2,
        );
        self.filled(
            item,
            "faq",
            item.faq
                .iter()
                .flat_map(|entry| [&entry.question, &entry.answer]),
            2 * 2,
        );
        self.filled(
            item,
            "checklist",
            item.checklist
                .iter()
                .flat_map(|point| [&point.text, &point.law]),
            2 * 3,
        );
        let materials = item
            .materials
            .iter()
            .flat_map(|material| [&material.name, &material.accept_standard]);
        self.filled(item, "materials", materials, 2);
        self.filled(
            item,
            "special_procedures",
            item.special_procedures.iter().map(|special| &special.text),
            0,
        );
        for (field, text) in [
            ("phones.service", &item.phones.service),
            ("phones.complaint", &item.phones.complaint),
            ("result.number_pattern", &item.result.number_pattern),
        ] {
            if text.trim().is_empty() {
                self.missing(item, field);
            }
        }
        for material in &item.materials {
            if (material.need == Need::Conditional) != material.condition.is_some() {
                self.missing(
                    item,
                    &alloc::format!("materials.{}.condition", material.code),
                );
            }
        }
    }

    fn filled<'a>(
        &mut self,
        item: &Item,
        field: &str,
        texts: impl Iterator<Item = &'a Text>,
        least: usize,
    ) {
        let mut count: usize = 0;
        let mut blank = false;
        for text in texts {
            count += 1;
            blank |= text.is_blank();
        }
        if blank || count < least {
            self.missing(item, field);
        }
    }

    fn commitment(&mut self, item: &Item) {
        let policy = &item.commitment;
        if (policy.policy == Policy::Conditional) != policy.condition.is_some() {
            self.missing(item, "commitment.condition");
        }
        if !matches!(policy.policy, Policy::Allowed | Policy::Conditional) {
            return;
        }
        for (field, text) in [
            ("commitment.standard", &policy.standard),
            ("commitment.evidence", &policy.evidence),
        ] {
            if text.as_ref().is_none_or(Text::is_blank) {
                self.missing(item, field);
            }
        }
        if policy.checker.is_none() {
            self.missing(item, "commitment.checker");
        }
        if policy.due.is_none() {
            self.missing(item, "commitment.due");
        }
    }

    fn limits(&mut self, item: &Item) {
        use crate::limit::Limit::{CalendarDays, WorkingDays};
        let exceeds = match (item.statutory, item.promised) {
            (WorkingDays(law), WorkingDays(promise))
            | (CalendarDays(law), CalendarDays(promise) | WorkingDays(promise)) => promise > law,
            _ => false,
        };
        if exceeds {
            let detail = alloc::format!("{:?} > {:?}", item.promised, item.statutory);
            self.find(item.code.as_str(), FindingKind::PromiseExceedsLaw, detail);
        }
    }

    fn policy(&mut self) {
        let build_first = &self.catalogue.policy().build_first;
        self.known_item(
            "policy",
            "build_first.notice_item",
            &build_first.notice_item,
        );
        self.known_item(
            "policy",
            "build_first.permit_item",
            &build_first.permit_item,
        );
        let notice_limit = crate::limit::Limit::WorkingDays(build_first.notice_days);
        if let Some(notice) = self.catalogue.item(&build_first.notice_item)
            && notice.promised != notice_limit
        {
            let detail = "build_first.notice_days".to_owned();
            self.find("policy", FindingKind::ContradictoryLimit, detail);
        }
        for requirement in &build_first.requirements {
            self.condition("policy", &requirement.condition);
            if requirement.reason.is_blank() {
                self.find(
                    "policy",
                    FindingKind::MissingField,
                    alloc::format!("{}.reason", requirement.code),
                );
            }
        }
        for fact in [
            &build_first.negative_list.fact,
            &self.catalogue.policy().construction.months_fact,
        ] {
            if self.catalogue.facts().get(fact).is_none() {
                self.find("policy", FindingKind::UnknownFact, fact.clone());
            }
        }
    }

    /// Items of the joint acceptance exist, each kind of check has a form, each rule reads what is observed.
    fn supervision(&mut self) {
        let supervision = self.catalogue.supervision();
        let joint = &supervision.joint_acceptance;
        for code in [&joint.item, &joint.filing]
            .into_iter()
            .chain(&joint.merges)
        {
            self.known_item("supervision", "joint_acceptance", code);
        }
        for kind in CheckKind::ALL {
            let has_form = supervision.form(kind);
            if has_form.is_none_or(|form| form.points.is_empty()) {
                let detail = alloc::format!("form of kind {}", kind.as_str());
                self.find("supervision", FindingKind::MissingField, detail);
            }
        }
        for rule in &supervision.rules {
            for word in rule.when.facts() {
                if !rule.scope.observed().contains(&word.as_str()) {
                    let detail = alloc::format!("{word}, in rule {}", rule.code);
                    self.find("supervision", FindingKind::UnknownFact, detail);
                }
            }
            for (text, field) in [
                (&rule.name, "name"),
                (&rule.law, "law"),
                (&rule.cause, "cause"),
            ] {
                if text.is_blank() {
                    let detail = alloc::format!("{}.{field}", rule.code);
                    self.find("supervision", FindingKind::MissingField, detail);
                }
            }
            if rule.severity == Severity::Blocking {
                let detail = alloc::format!("{}: only a person may block", rule.code);
                self.find("supervision", FindingKind::WrongType, detail);
            }
        }
    }

    fn facts(&mut self) {
        let schema = self.catalogue.facts();
        for fact in schema.definitions() {
            if fact
                .default
                .as_ref()
                .is_some_and(|default| !fact.admits(default))
            {
                self.find("facts", FindingKind::ImpossibleDefault, fact.code.clone());
            }
            if fact.question.is_blank() || fact.help.is_blank() {
                self.find("facts", FindingKind::MissingField, fact.code.clone());
            }
            if !schema.groups().iter().any(|group| group.code == fact.group) {
                self.find(
                    "facts",
                    FindingKind::MissingField,
                    alloc::format!("group {} of {}", fact.group, fact.code),
                );
            }
        }
    }

    fn names(&mut self) {
        let mut names: BTreeMap<&MaterialCode, &Text> = BTreeMap::new();
        let catalogue = self.catalogue;
        for item in catalogue.items() {
            for material in &item.materials {
                let first = *names.entry(&material.code).or_insert(&material.name);
                if *first != material.name {
                    let detail = material.code.to_string();
                    self.find(item.code.as_str(), FindingKind::ContradictoryName, detail);
                }
            }
        }
    }

    /// Items that stand in a circle: whatever remains after taking away, again and again, those
    /// whose prerequisites are all gone, and nothing else waits on it from outside.
    fn cycles(&mut self) {
        for item in self.catalogue.items() {
            if self.reaches(&item.code) {
                let detail = item
                    .prerequisite_codes()
                    .map(ItemCode::as_str)
                    .collect::<Vec<_>>()
                    .join(", ");
                self.find(item.code.as_str(), FindingKind::Cycle, detail);
            }
        }
    }

    /// Whether an item is found again by following its own prerequisites.
    fn reaches(&self, start: &ItemCode) -> bool {
        let mut seen: BTreeSet<&ItemCode> = BTreeSet::new();
        let mut waiting: Vec<&ItemCode> = self
            .catalogue
            .item(start)
            .into_iter()
            .flat_map(Item::prerequisite_codes)
            .collect();
        while let Some(code) = waiting.pop() {
            if code == start {
                return true;
            }
            if seen.insert(code) {
                waiting.extend(
                    self.catalogue
                        .item(code)
                        .into_iter()
                        .flat_map(Item::prerequisite_codes),
                );
            }
        }
        false
    }

    /// An item is unreachable if its condition is `false` for everybody or every alternative of a
    /// group is missing or unreachable itself.
    fn unreachable(&mut self) {
        let mut dead: BTreeSet<&ItemCode> = BTreeSet::new();
        let catalogue = self.catalogue;
        loop {
            let before = dead.len();
            for item in catalogue.items() {
                let hopeless =
                    |code: &ItemCode| catalogue.item(code).is_none() || dead.contains(code);
                let blocked = item
                    .prerequisites
                    .iter()
                    .any(|group| group.iter().all(hopeless));
                if blocked || item.applies_when.source().trim() == "false" {
                    dead.insert(&item.code);
                }
            }
            if dead.len() == before {
                break;
            }
        }
        for code in dead {
            let detail = "no project can get there".to_owned();
            self.find(code.as_str(), FindingKind::Unreachable, detail);
        }
    }
}
