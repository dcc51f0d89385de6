//! Joint acceptance (联合验收): one application, one visit, one merged opinion, at most one re-inspection. Silence may
//! be consent, by the city's policy, and is always recorded.

mod brought;

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;
use jiff::civil::Date;

use self::brought::{compared, results};
use super::event::{
    BuildingEvent, ComparedPromise, FollowingResult, Milestone, PromiseEnd, Verdict,
};
use super::{fact, open, promise};
use crate::catalogue::{DepartmentCode, Item, ItemCode, JointAcceptancePolicy, Severity};
use crate::context::Context;
use crate::project::event::ProjectEvent;
use crate::project::letters::{self, form};
use crate::project::progress::Progress;
use crate::project::{Decided, Project, TEXT_MAX_CHARS, check_text};
use crate::refusal::{Code, Refusal, Refusals};

/// Inspections in all: the visit and one re-inspection.
const ROUNDS_MAX: u8 = 2;

/// A joint acceptance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JointAcceptance {
    /// Day on which the application counts as received.
    pub received_on: Date,
    /// The visit, once invited to.
    pub visit_on: Option<Date>,
    /// Last day for opinions.
    pub opinions_due: Option<Date>,
    /// 1 for the visit, 2 for the re-inspection.
    pub round: u8,
    /// What each department said.
    pub opinions: BTreeMap<DepartmentCode, Option<Opinion>>,
    /// The merged opinion of this round.
    pub conclusion: Option<Conclusion>,
    /// The list the re-inspection is about: the opinion of the visit.
    pub before: Option<Conclusion>,
    /// What the enterprise says it put right, and when it said so.
    pub rectified: Option<(Date, String)>,
    /// Results that followed.
    pub results: Vec<FollowingResult>,
}

/// What one department said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opinion {
    /// What.
    pub verdict: Verdict,
    /// What must be put right, or remarks.
    pub remarks: Vec<String>,
    /// Its day.
    pub on: Date,
    /// Whether it is consent by silence.
    pub is_silence: bool,
}

impl Opinion {
    /// Whether it stands in the way of a pass.
    pub const fn objects(&self) -> bool {
        match self.verdict {
            Verdict::Pass | Verdict::PassWithRemarks => false,
            Verdict::Rectify | Verdict::Fail => true,
        }
    }
}

/// The one opinion of all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conclusion {
    /// Its number.
    pub number: String,
    /// What it says.
    pub verdict: Verdict,
    /// The one list.
    pub remarks: Vec<String>,
    /// Last day to put the list right.
    pub rectify_due: Option<Date>,
    /// Each promise compared.
    pub promises: Vec<ComparedPromise>,
    /// Its day.
    pub on: Date,
}

impl JointAcceptance {
    /// Notes what a department said, or that it consented by silence.
    pub(super) fn speak(
        &mut self,
        department: &DepartmentCode,
        (verdict, remarks): (Verdict, Vec<String>),
        on: Date,
        is_silence: bool,
    ) {
        let opinion = Opinion {
            verdict,
            remarks,
            on,
            is_silence,
        };
        self.opinions.insert(department.clone(), Some(opinion));
    }

    /// Begins the re-inspection of what the enterprise says it put right on this day. Who was content the first time
    /// is not asked again.
    pub(super) fn inspect_again(
        &mut self,
        rectified: (Date, String),
        (visit_on, opinions_due): (Date, Date),
    ) {
        self.round = self.round.saturating_add(1);
        self.rectified = Some(rectified);
        self.visit_on = Some(visit_on);
        self.opinions_due = Some(opinions_due);
        self.before = self.conclusion.take();
        for opinion in self.opinions.values_mut() {
            if opinion.as_ref().is_some_and(Opinion::objects) {
                *opinion = None;
            }
        }
    }

    /// Day from which an item counts as obtained by this acceptance.
    pub fn result_on(&self, item: &ItemCode) -> Option<Date> {
        let conclusion = self.conclusion.as_ref()?;
        let mut results = self.results.iter();
        results
            .any(|result| &result.item == item)
            .then_some(conclusion.on)
    }

    /// Departments that have not spoken.
    pub fn silent(&self) -> impl Iterator<Item = &DepartmentCode> {
        let open = self
            .opinions
            .iter()
            .filter(|(_, opinion)| opinion.is_none());
        open.map(|(department, _)| department)
    }
}

/// The items of the joint acceptance that apply and are not obtained.
fn merged<'a>(progress: &Progress<'_>, context: &Context<'a>) -> Vec<&'a Item> {
    let policy = &context.catalogue.supervision().joint_acceptance;
    policy
        .merges
        .iter()
        .filter(|code| progress.applies(code) && !progress.is_obtained(code))
        .filter_map(|code| context.catalogue.item(code))
        .collect()
}

/// Everything that stands between the project and its joint acceptance, at once.
pub fn blocks(project: &Project, context: &Context<'_>) -> Vec<Refusal> {
    let policy = &context.catalogue.supervision().joint_acceptance;
    let progress = Progress::new(project, context.catalogue);
    let mut found = Vec::new();
    if !progress.applies(&policy.item) {
        found.push(Refusal::new(Code::ItemNotApplicable).with("item", &policy.item));
        return found;
    }
    if !project
        .building
        .milestones
        .contains_key(&Milestone::Completion)
    {
        found.push(
            Refusal::new(Code::MilestoneMissing).with("milestone", Milestone::Completion.as_str()),
        );
    }
    for item in needed(policy, &progress, context) {
        found.push(
            Refusal::new(Code::PredecessorMissing)
                .with("item", &policy.item)
                .with("predecessor", item),
        );
    }
    for standing in promise::standings(project, context.calendar, context.today) {
        if standing.is_open() && !policy.merges.contains(&standing.item) {
            found.push(Refusal::new(Code::PromiseOpen).with("item", standing.item));
        }
    }
    found.extend(findings_open(project, Severity::Serious));
    found
}

/// Why findings at least so grave stand in the way, if there are any open.
fn findings_open(project: &Project, least: Severity) -> Option<Refusal> {
    let findings = project.building.findings.iter();
    let open = findings
        .filter(|finding| finding.is_open() && finding.severity >= least)
        .count();
    (open > 0).then(|| Refusal::new(Code::FindingsOpen).with("open", open))
}

/// Items that must be obtained first: what the merged items and the acceptance itself wait for, without each other.
fn needed(
    policy: &JointAcceptancePolicy,
    progress: &Progress<'_>,
    context: &Context<'_>,
) -> BTreeSet<ItemCode> {
    let merged = policy.merges.iter().chain([&policy.item]);
    let items = merged
        .filter(|code| progress.applies(code) && !progress.is_obtained(code))
        .filter_map(|code| context.catalogue.item(code));
    let mut needed = BTreeSet::new();
    for item in items {
        for group in &item.prerequisites {
            let applying: Vec<&ItemCode> =
                group.iter().filter(|code| progress.applies(code)).collect();
            let is_there = applying
                .iter()
                .any(|code| progress.is_obtained(code) || policy.merges.contains(code));
            if !is_there && !applying.is_empty() {
                needed.extend(applying.into_iter().cloned());
            }
        }
    }
    needed
}

pub(super) fn apply_for(project: &Project, context: &Context<'_>) -> Decided {
    open(project)?;
    let failed = project.building.acceptance.as_ref().is_some_and(|last| {
        last.conclusion
            .as_ref()
            .is_some_and(|conclusion| conclusion.verdict == Verdict::Fail)
    });
    if project.building.acceptance.is_some() && !failed {
        return Err(Code::AcceptanceApplied.into());
    }
    Refusals::check(blocks(project, context))?;
    Ok(alloc::vec![fact(BuildingEvent::AcceptanceApplied {
        received_on: context.received_on,
    })])
}

/// The acceptance under way, or the refusal.
fn under_way(project: &Project) -> Result<&JointAcceptance, Refusals> {
    open(project)?;
    let acceptance = project.building.acceptance.as_ref();
    let acceptance = acceptance.ok_or(Code::NoAcceptance)?;
    if acceptance.conclusion.is_some() {
        return Err(Code::AcceptanceConcluded.into());
    }
    Ok(acceptance)
}

/// A visit is a working day that is not past.
fn check_visit(visit_on: Date, context: &Context<'_>) -> Result<(), Refusals> {
    let mut found = Vec::new();
    if visit_on < context.today {
        found.push(
            Refusal::new(Code::DateBefore)
                .with("date", visit_on)
                .with("limit", context.today)
                .at("visit_on"),
        );
    }
    if !context.calendar.is_working(visit_on) {
        found.push(
            Refusal::new(Code::NoWorkingDay)
                .with("date", visit_on)
                .at("visit_on"),
        );
    }
    Refusals::check(found)
}

pub(super) fn invite(project: &Project, visit_on: Date, context: &Context<'_>) -> Decided {
    let acceptance = under_way(project)?;
    if acceptance.visit_on.is_some() {
        return Err(Code::AcceptanceInvited.into());
    }
    check_visit(visit_on, context)?;
    let progress = Progress::new(project, context.catalogue);
    let policy = &context.catalogue.supervision().joint_acceptance;
    let mut departments: Vec<DepartmentCode> = merged(&progress, context)
        .into_iter()
        .chain(context.catalogue.item(&policy.item))
        .map(|item| item.department.clone())
        .collect();
    departments.sort();
    departments.dedup();
    Ok(alloc::vec![
        fact(BuildingEvent::AcceptanceInvited {
            visit_on,
            opinions_due: context.calendar.due(visit_on, policy.opinion_days).date,
            departments,
        }),
        letters::about(form::ACCEPTANCE_INVITATION, Vec::new(), context),
    ])
}

pub(super) fn give(
    project: &Project,
    (department, verdict, remarks): (&DepartmentCode, Verdict, &[String]),
    context: &Context<'_>,
) -> Decided {
    let acceptance = under_way(project)?;
    if context.actor.department.as_deref() != Some(department.as_str()) {
        return Err(Code::NotAllowed.into());
    }
    let mut found = Vec::new();
    match acceptance.opinions.get(department) {
        None => found.push(Code::OpinionNotAsked.into()),
        Some(Some(_)) => found.push(Refusal::new(Code::AnsweredBefore).with("order", department)),
        Some(None) => {}
    }
    if acceptance
        .visit_on
        .is_some_and(|visit| context.today < visit)
    {
        found.push(Code::VisitAhead.into());
    }
    let remarks: Vec<String> = remarks
        .iter()
        .map(|line| line.trim())
        .filter(|line| !line.is_empty())
        .map(Into::into)
        .collect();
    for line in &remarks {
        check_text(line, "remarks", TEXT_MAX_CHARS, &mut found);
    }
    if verdict != Verdict::Pass && remarks.is_empty() {
        found.push(Refusal::new(Code::ReasonsMissing).at("remarks"));
    }
    Refusals::check(found)?;
    Ok(alloc::vec![fact(BuildingEvent::AcceptanceOpinionGiven {
        department: department.clone(),
        verdict,
        remarks,
    })])
}

/// Who did not speak in time, where silence is consent.
pub(super) fn note_silence(project: &Project, context: &Context<'_>) -> Vec<ProjectEvent> {
    let policy = &context.catalogue.supervision().joint_acceptance;
    let Ok(acceptance) = under_way(project) else {
        return Vec::new();
    };
    let is_over = acceptance
        .opinions_due
        .is_some_and(|due| due < context.today);
    if !policy.silence_is_consent || !is_over {
        return Vec::new();
    }
    acceptance
        .silent()
        .map(|department| {
            fact(BuildingEvent::AcceptanceSilent {
                department: department.clone(),
            })
        })
        .collect()
}

/// Makes one opinion of all: the worst of them; a pass brings the results and ends the commitment.
pub(super) fn conclude(project: &Project, rectify_days: u16, context: &Context<'_>) -> Decided {
    let acceptance = under_way(project)?;
    let silent: Vec<&DepartmentCode> = acceptance.silent().collect();
    let mut found: Vec<Refusal> = silent
        .into_iter()
        .map(|department| Refusal::new(Code::OpinionOutstanding).with("department", department))
        .collect();
    if acceptance.opinions.is_empty() {
        found.push(Code::NoAcceptance.into());
    }
    let opinions = || acceptance.opinions.values().flatten();
    let mut verdict = opinions()
        .map(|opinion| opinion.verdict)
        .max()
        .unwrap_or(Verdict::Pass);
    if verdict == Verdict::Rectify && acceptance.round >= ROUNDS_MAX {
        // There is one re-inspection: what is still not in order then has failed.
        verdict = Verdict::Fail;
    }
    let policy = &context.catalogue.supervision().joint_acceptance;
    let rectify_due = if verdict == Verdict::Rectify {
        if rectify_days == 0 || rectify_days > policy.rectification_days_max {
            found.push(
                Refusal::new(Code::DaysOutOfRange)
                    .with("max", policy.rectification_days_max)
                    .at("days"),
            );
        }
        Some(context.calendar.due(context.today, rectify_days).date)
    } else {
        None
    };
    let passed = verdict <= Verdict::PassWithRemarks;
    if passed {
        // Found since the application: works that stand still are not accepted.
        found.extend(findings_open(project, Severity::Blocking));
    }
    Refusals::check(found)?;
    let results = if passed {
        results(project, context)
    } else {
        Vec::new()
    };
    let promises = compared(project, &results, context);
    let end = promises.iter().map(|promise| promise.end).max();
    let number = letters::number(form::ACCEPTANCE_OPINION, context);
    let mut events = alloc::vec![
        fact(BuildingEvent::AcceptanceConcluded {
            number: number.clone(),
            verdict,
            remarks: opinions()
                .flat_map(|opinion| opinion.remarks.iter().cloned())
                .collect(),
            rectify_due,
            promises,
            results,
        }),
        letters::numbered(form::ACCEPTANCE_OPINION, number, context),
    ];
    if passed {
        events.push(fact(BuildingEvent::CommitmentClosed {
            end: end.unwrap_or(PromiseEnd::Kept),
        }));
    }
    Ok(events)
}

pub(super) fn ask_reinspection(
    project: &Project,
    text: &str,
    visit_on: Date,
    context: &Context<'_>,
) -> Decided {
    open(project)?;
    let acceptance = project.building.acceptance.as_ref();
    let acceptance = acceptance.ok_or(Code::NoAcceptance)?;
    let awaits = acceptance
        .conclusion
        .as_ref()
        .is_some_and(|conclusion| conclusion.verdict == Verdict::Rectify);
    if !awaits {
        return Err(Code::NothingToRectify.into());
    }
    let mut found = Vec::new();
    check_text(text, "text", TEXT_MAX_CHARS, &mut found);
    if let Err(Refusals(wrong)) = check_visit(visit_on, context) {
        found.extend(wrong);
    }
    Refusals::check(found)?;
    let policy = &context.catalogue.supervision().joint_acceptance;
    Ok(alloc::vec![fact(BuildingEvent::AcceptanceRectified {
        text: text.trim().into(),
        visit_on,
        opinions_due: context.calendar.due(visit_on, policy.opinion_days).date,
    })])
}
