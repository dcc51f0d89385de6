//! The rows of a project: a pure function of the aggregate, so that rebuilt always equals live.

use jiff::civil::Date;
use window_domain::calendar::{Calendar, local_date};
use window_domain::catalogue::{Catalogue, Item, Stage};
use window_domain::clock::Clock;
use window_domain::enterprise::Enterprise;
use window_domain::plan::Track;
use window_domain::project::building::event::Step;
use window_domain::project::building::{Finding, FindingState, Order};
use window_domain::project::case::{Case, CaseStatus, Holder, Opinion};
use window_domain::project::event::{Letter, Outcome, Party};
use window_domain::project::letters::form;
use window_domain::project::progress::{ItemProgress, NextAction, Progress};
use window_domain::project::{BuildFirst, NoticeStatus, Project, Submission};
use window_domain::service_review::served::in_project;

use super::RowSet;
use super::agency::{agenda, problem_row};
use super::duty::duties;
use super::feedback::{counters, served_row};
use super::green_channel::{promises, queue_times};
use super::published::published;
use super::rows::{
    CaseRow, EnterpriseRow, LetterRow, OpinionRow, PartyRow, ProjectRow, SubmissionRow,
};

use super::talk::talk_rows;
use super::times::{case_time, start_time};

/// What a row needs beside the aggregate: names and due dates come from the city's data.
#[derive(Debug, Clone, Copy)]
pub struct Folding<'a> {
    /// The catalogue in force.
    pub catalogue: &'a Catalogue,
    /// Working days.
    pub calendar: &'a Calendar,
}

/// All rows of a project at this version of its stream.
///
/// Dates that move while a clock stands still are given as of the project's last change; lists
/// show since when the clock stands instead of them.
pub fn project_rows(project: &Project, version: u64, folding: Folding<'_>) -> RowSet {
    let mut rows = RowSet::new();
    rows.insert(project_row(project, version, folding));
    if let Some(row) = start_time(project, folding) {
        rows.insert(row);
    }
    for case in project.cases.values() {
        rows.insert(case_row(project, case, folding));
        if let Some(row) = case_time(project, case, folding) {
            rows.insert(row);
        }
        for row in queue_times(project, case, folding) {
            rows.insert(row);
        }
        for opinion in case.review().map_or(&[][..], |review| &review.opinions) {
            rows.insert(opinion_row(case, opinion));
        }
    }
    for submission in project.submissions.values() {
        rows.insert(submission_row(project, submission, folding));
    }
    for party in &project.parties {
        rows.insert(party_row(project, party));
    }
    for duty in duties(project, folding) {
        rows.insert(duty);
    }
    for problem in &project.problems {
        rows.insert(problem_row(project, problem, folding));
    }
    for talk in talk_rows(project, folding) {
        rows.insert(talk);
    }
    for entry in agenda(project) {
        rows.insert(entry);
    }
    for served in in_project(project, &folding.catalogue.region_map()) {
        rows.insert(served_row(&served));
    }
    for counter in counters(project) {
        rows.insert(counter);
    }
    for promise in promises(project) {
        rows.insert(promise);
    }
    for row in published(project, folding) {
        rows.insert(row);
    }
    for letter in &project.letters {
        rows.insert(letter_row(project, letter, folding.catalogue));
    }
    rows
}

/// The row of an enterprise.
pub fn enterprise_rows(enterprise: &Enterprise, version: u64) -> RowSet {
    let mut rows = RowSet::new();
    rows.insert(EnterpriseRow {
        id: enterprise.id.to_string(),
        uscc: enterprise.uscc.clone(),
        name: enterprise.company.clone(),
        override_reason: enterprise.override_reason.clone(),
        created_on: enterprise.registered_on,
        version,
    });
    rows
}

pub(super) fn as_of(project: &Project) -> Date {
    local_date(project.updated_at)
}

fn due(clock: &Clock, project: &Project, folding: Folding<'_>) -> Option<Date> {
    clock
        .due(folding.calendar, as_of(project))
        .map(|due| due.date)
}

fn project_row(project: &Project, version: u64, folding: Folding<'_>) -> ProjectRow {
    let progress = Progress::new(project, folding.catalogue);
    let items = progress.items();
    let is_obtained = |(_, state): &&(&Item, ItemProgress)| *state == ItemProgress::Obtained;
    let done = items.iter().filter(is_obtained).count();
    let (holder, next_what, next_due) = next(project, &progress, folding);
    let notice = project.build_first.notice();
    let notice_letter = notice.and_then(|notice| {
        project
            .letters
            .iter()
            .find(|letter| letter.number == notice.number)
    });
    ProjectRow {
        id: project.id.to_string(),
        name: project.title.clone(),
        code: project.code.as_ref().map(ToString::to_string),
        enterprise_id: project.builder.id.to_string(),
        enterprise_name: project.builder.company.clone(),
        uscc: project.builder.uscc.clone(),
        agent_id: project.agent.as_ref().map(|card| card.agent.to_string()),
        agent_name: project.agent.as_ref().map(|card| card.name.clone()),
        track: track(project.track).to_owned(),
        state: project.standing().to_owned(),
        stage: stage(&items).to_owned(),
        created_on: project.created_on,
        holder: holder.to_owned(),
        next_what: next_what.to_owned(),
        next_due,
        items_total: i32::try_from(items.len()).unwrap_or(i32::MAX),
        items_done: i32::try_from(done).unwrap_or(i32::MAX),
        notice_no: notice.map(|notice| notice.number.clone()),
        notice_check_code: notice_letter.map(|letter| letter.check_code.compact()),
        green_channel: project.green_channel.is_in(),
        weight: project.weight(folding.catalogue),
        region: region(project, folding),
        version,
        updated_at: project.updated_at,
    }
}

/// The region it lies in.
pub(super) fn region(project: &Project, folding: Folding<'_>) -> String {
    folding.catalogue.region_map().of(&project.facts).to_owned()
}

pub(super) const fn track(track: Track) -> &'static str {
    match track {
        Track::Ordinary => "ordinary",
        Track::BuildFirst => "build_first",
    }
}

fn party_row(project: &Project, party: &Party) -> PartyRow {
    let kind = party.kind.as_str();
    PartyRow {
        id: format!("{}~{kind}", project.id),
        project_id: project.id.to_string(),
        project_name: project.title.clone(),
        state: project.standing().to_owned(),
        enterprise_id: project.builder.id.to_string(),
        enterprise_name: project.builder.company.clone(),
        agent_id: project.agent.as_ref().map(|card| card.agent.to_string()),
        kind: kind.to_owned(),
        uscc: party.uscc.clone(),
        company: party.company.clone(),
    }
}

/// The first stage that is not finished.
fn stage(items: &[(&Item, ItemProgress)]) -> &'static str {
    Stage::ALL
        .into_iter()
        .find(|stage| {
            items
                .iter()
                .any(|(item, state)| item.stage == *stage && *state != ItemProgress::Obtained)
        })
        .unwrap_or(Stage::Acceptance)
        .code()
}

/// Who must act, what, and until when: the most urgent open thing of the project.
fn next(
    project: &Project,
    progress: &Progress<'_>,
    folding: Folding<'_>,
) -> (&'static str, &'static str, Option<Date>) {
    if let Some(open) = project
        .corrections
        .iter()
        .find(|it| it.answered_on.is_none())
    {
        return (
            Holder::Applicant.as_str(),
            "answer_correction",
            Some(open.due),
        );
    }
    let running = project
        .cases
        .values()
        .filter(|case| !case.status().is_over())
        .filter_map(|case| Some((due(case.clock(), project, folding)?, case)))
        .min_by_key(|(due, case)| (*due, case.received_at));
    let (action, until, is_urgent) = of_enterprise(&progress.next_action());
    // What the enterprise owes goes before what it waits for: at once if it is ordered, else if it is due before.
    let is_first = match (&running, until) {
        (Some((due, _)), Some(until)) => is_urgent || until <= *due,
        (Some(_), None) | (None, _) => false,
    };
    match (running, action) {
        (Some((due, case)), _) if !is_first => {
            let what = if case.status() == CaseStatus::Received {
                "accept"
            } else {
                "decide"
            };
            (case.holder().as_str(), what, Some(due))
        }
        (None, "wait") => waiting(project),
        (_, action) => (Holder::Applicant.as_str(), action, until),
    }
}

/// The name of an action of the enterprise, its last day, and whether it goes before everything else.
const fn of_enterprise(action: &NextAction) -> (&'static str, Option<Date>, bool) {
    match action {
        NextAction::AnswerCorrection(_) => ("answer_correction", None, false),
        NextAction::ConfirmMaterials => ("confirm_materials", None, false),
        NextAction::Sign => ("sign", None, false),
        NextAction::EnterParties => ("enter_parties", None, false),
        NextAction::Submit(_) => ("submit", None, false),
        NextAction::FollowOrder { due, .. } => ("follow_order", Some(*due), true),
        NextAction::PutRight { due, .. } => ("put_right", Some(*due), true),
        NextAction::AnswerCard { due, .. } => ("answer_card", Some(*due), true),
        NextAction::KeepPromise { due, .. } => ("keep_promise", *due, false),
        NextAction::AskReinspection { due } => ("ask_reinspection", *due, true),
        NextAction::ReportMilestone(_) => ("report_milestone", None, false),
        NextAction::ApplyAcceptance => ("apply_acceptance", None, false),
        NextAction::Wait => ("wait", None, false),
    }
}

/// Who is waited for when the enterprise has nothing to do and no case is open.
fn waiting(project: &Project) -> (&'static str, &'static str, Option<Date>) {
    match &project.build_first {
        BuildFirst::Requested { .. } => (Holder::Window.as_str(), "screen", None),
        BuildFirst::Admitted { .. } => (Holder::Window.as_str(), "tell_standards", None),
        BuildFirst::Signed(commitment) => (
            Holder::Window.as_str(),
            "issue_notice",
            Some(commitment.publicity_until),
        ),
        BuildFirst::Told { .. } => (Holder::Applicant.as_str(), "sign", None),
        BuildFirst::Noticed(..) => while_building(project),
        BuildFirst::NotRequested | BuildFirst::Excluded { .. } => {
            (Holder::Nobody.as_str(), "wait", None)
        }
    }
}

/// Who is waited for after the notice: whoever looks at a finding, leads or speaks at the joint acceptance, or lifts
/// the stop.
fn while_building(project: &Project) -> (&'static str, &'static str, Option<Date>) {
    let building = &project.building;
    let (window, department) = (Holder::Window.as_str(), Holder::Department.as_str());
    let said = |finding: &&Finding| matches!(finding.state, FindingState::Rectified { .. });
    let revokes = |order: &Order| order.step == Step::Revocation;
    if building.closed.is_some() || building.orders.iter().any(revokes) {
        return (Holder::Nobody.as_str(), "wait", None);
    }
    if let Some(finding) = building.findings.iter().find(said) {
        return (department, "verify_finding", Some(finding.due));
    }
    let stands = |order: &Order| order.step == Step::Stop && order.lifted.is_none();
    if building.orders.iter().any(stands) {
        return (window, "lift_stop", None);
    }
    let open = building.acceptance.as_ref();
    match open.filter(|acceptance| acceptance.conclusion.is_none()) {
        Some(acceptance) if acceptance.visit_on.is_none() => (window, "invite_acceptance", None),
        Some(acceptance) if acceptance.silent().next().is_some() => {
            (department, "give_acceptance", acceptance.opinions_due)
        }
        Some(_) => (window, "conclude_acceptance", None),
        None => (Holder::Nobody.as_str(), "wait", None),
    }
}

fn case_row(project: &Project, case: &Case, folding: Folding<'_>) -> CaseRow {
    let review = case.review();
    let decision = case.decision();
    let status = case.status();
    let open_stop = review.and_then(|review| {
        review
            .promised
            .stops
            .iter()
            .find(|stop| stop.to.is_none())
            .map(|stop| stop.from)
    });
    let mut flags = Vec::new();
    if project.green_channel.is_in() {
        flags.push("green");
    }
    if review.is_some_and(|review| review.deemed) {
        flags.push("deemed");
    }
    if review.is_some_and(|review| !review.gaps.is_empty()) {
        flags.push("gaps");
    }
    if review.is_some_and(|review| review.proposal.is_some()) && decision.is_none() {
        flags.push("proposal");
    }
    if review.is_some_and(|review| !review.asked.is_empty()) {
        flags.push("asked");
    }
    CaseRow {
        case_no: case.number.to_string(),
        project_id: project.id.to_string(),
        project_name: project.title.clone(),
        enterprise_id: project.builder.id.to_string(),
        enterprise_name: project.builder.company.clone(),
        item: case.item.to_string(),
        department: case.department.to_string(),
        state: status.as_str().to_owned(),
        national_state: i16::from(status.national()),
        holder: case.holder().as_str().to_owned(),
        submission_id: case.submission.to_string(),
        received_on: case.received_on,
        intake_due: due(&case.intake, project, folding).unwrap_or(case.received_on),
        accepted_on: review.map(|review| review.accepted_on),
        promised_due: review.and_then(|review| due(&review.promised, project, folding)),
        statutory_due: review.and_then(|review| due(&review.statutory, project, folding)),
        limit_days: review
            .and_then(|review| review.promised.limit.days())
            .map(i32::from),
        stopped_since: open_stop.filter(|_| decision.is_none()),
        decided_on: decision.map(|decision| decision.on),
        outcome: decision.map(|decision| outcome(decision.outcome).to_owned()),
        officer: review.and_then(|review| review.officer.as_ref().map(ToString::to_string)),
        flags: flags.join(" "),
        agent_id: project.agent.as_ref().map(|card| card.agent.to_string()),
        region: region(project, folding),
        updated_at: project.updated_at,
    }
}

pub(super) const fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Approved => "approved",
        Outcome::Refused => "refused",
    }
}

fn opinion_row(case: &Case, opinion: &Opinion) -> OpinionRow {
    OpinionRow {
        id: format!("{}~{}", case.number, opinion.department),
        case_no: case.number.to_string(),
        department: opinion.department.to_string(),
        due: opinion.due,
        answered_on: opinion.answer.as_ref().map(|(_, _, on)| *on),
    }
}

fn submission_row(
    project: &Project,
    submission: &Submission,
    folding: Folding<'_>,
) -> SubmissionRow {
    let cases = || {
        submission
            .cases
            .iter()
            .filter_map(|number| project.cases.get(number))
    };
    let open = cases().find(|case| case.status() == CaseStatus::Received);
    let intake_due = open
        .or_else(|| cases().next())
        .and_then(|case| due(&case.intake, project, folding))
        .unwrap_or(submission.received_on);
    let state = if open.is_some() {
        "received"
    } else if cases().any(|case| case.status() == CaseStatus::Correcting) {
        "correcting"
    } else {
        "answered"
    };
    SubmissionRow {
        id: submission.id.to_string(),
        receipt_no: submission.receipt_no.clone(),
        project_id: project.id.to_string(),
        project_name: project.title.clone(),
        enterprise_id: project.builder.id.to_string(),
        enterprise_name: project.builder.company.clone(),
        agent_id: project.agent.as_ref().map(|card| card.agent.to_string()),
        received_at: submission.received_at,
        received_on: submission.received_on,
        intake_due,
        state: state.to_owned(),
        cases: i32::try_from(submission.cases.len()).unwrap_or(i32::MAX),
        region: region(project, folding),
        updated_at: project.updated_at,
    }
}

/// Whether a letter still says what is so, and since when and by what it does not: `date number`.
pub(super) fn letter_status(
    project: &Project,
    letter: &Letter,
    catalogue: &Catalogue,
) -> (String, String) {
    let building = &project.building;
    if letter.form == form::CONSTRUCTION_NOTICE {
        let reason = match project.notice_status(catalogue) {
            None | Some(NoticeStatus::Valid) => return ("valid".to_owned(), String::new()),
            Some(
                NoticeStatus::Suspended { order, since } | NoticeStatus::Revoked { order, since },
            ) => format!("{since} {order}"),
            Some(NoticeStatus::Replaced { permit, since }) => format!("{since} {permit}"),
            Some(NoticeStatus::Closed { since }) => match building.closed {
                Some((_, end)) => format!("{since} {}", end.as_str()),
                None => since.to_string(),
            },
        };
        let status = project.notice_status(catalogue);
        return (
            status.map_or("valid", |status| status.as_str()).to_owned(),
            reason,
        );
    }
    let lifted = building
        .orders
        .iter()
        .filter(|order| order.number == letter.number)
        .find_map(|order| order.lifted.as_ref().map(|(on, _)| *on));
    let withdrawn = building
        .cards
        .iter()
        .filter(|card| card.number == letter.number)
        .find_map(|card| card.withdrawn.as_ref().map(|(on, _)| *on));
    match (lifted, withdrawn) {
        (Some(on), _) => ("lifted".to_owned(), on.to_string()),
        (None, Some(on)) => ("withdrawn".to_owned(), on.to_string()),
        (None, None) => ("valid".to_owned(), String::new()),
    }
}

fn letter_row(project: &Project, letter: &Letter, catalogue: &Catalogue) -> LetterRow {
    let kind = catalogue.letters().kind(&letter.form);
    // A decision is the deciding department's letter, an order that of who gives it; all others are the window's.
    let decided = letter
        .cases
        .first()
        .and_then(|number| project.cases.get(number))
        .filter(|_| letter.form.starts_with("decision"));
    let decision = decided.and_then(Case::decision);
    let (status, status_reason) = letter_status(project, letter, catalogue);
    LetterRow {
        check_code: letter.check_code.compact(),
        number: letter.number.clone(),
        kind: letter.form.clone(),
        project_id: project.id.to_string(),
        project_name: project.title.clone(),
        case_no: letter.cases.first().map(ToString::to_string),
        holder_name: project.builder.company.clone(),
        issued_on: letter.issued_on,
        valid_until: decision.and_then(|decision| decision.valid_until),
        status,
        status_reason,
        title_zh: kind.map_or_else(|| letter.form.clone(), |kind| kind.title.zh.clone()),
        title_en: kind.map_or_else(|| letter.form.clone(), |kind| kind.title.en.clone()),
        department: decided
            .map(|case| &case.department)
            .or(letter.department.as_ref())
            .map(ToString::to_string),
    }
}
