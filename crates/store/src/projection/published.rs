//! What of a project and of a credit record everybody may read.

use jiff::civil::Date;
use window_domain::credit::{CreditRecord, Stage};
use window_domain::id::masking;
use window_domain::project::Project;
use window_domain::project::build_first::Notice;
use window_domain::project::building::Conclusion;
use window_domain::project::building::promise;
use window_domain::project::case::Case;
use window_domain::project::event::{Letter, Outcome};

use super::Folding;
use super::project::{as_of, letter_status, outcome, region};
use super::published_row::{Publication, PublishedRow};
use super::times::case_time;

/// A promise that is neither kept nor broken; whether its day has passed is known when it is read.
const OPEN: &str = "open";

/// Everything public of a project.
pub(super) fn published(project: &Project, folding: Folding<'_>) -> Vec<PublishedRow> {
    let mut rows = Vec::new();
    for case in project.cases.values() {
        rows.extend(decision(project, case, folding));
        rows.extend(result(project, case, folding));
    }
    rows.extend(notice(project, folding));
    rows.extend(promises(project, folding));
    rows.extend(acceptances(project, folding));
    rows
}

/// What every row of the project says.
fn row(
    project: &Project,
    (kind, number, name): (Publication, &str, &str),
    on_day: Date,
    folding: Folding<'_>,
) -> PublishedRow {
    let code = project.code.as_ref().map(ToString::to_string);
    PublishedRow {
        id: format!("{}~{name}", kind.as_str()),
        kind: kind.as_str().to_owned(),
        on_day,
        number: number.to_owned(),
        project_name: masking::free_text(&project.title),
        project_code: code.unwrap_or_default(),
        company: project.builder.company.clone(),
        uscc: project.builder.uscc.clone(),
        item: None,
        department: None,
        region: Some(region(project, folding)),
        outcome: String::new(),
        until_on: None,
        done_on: None,
        used_days: None,
        limit_days: None,
        reference: String::new(),
        note: String::new(),
        check_code: None,
    }
}

fn code_of(letter: Option<&Letter>) -> Option<String> {
    letter.map(|letter| letter.check_code.compact())
}

/// The letter that says how a case was decided.
fn decided_by<'a>(project: &'a Project, case: &Case) -> Option<&'a Letter> {
    let is_decision = |letter: &&Letter| letter.form.starts_with("decision");
    let mut letters = project.letters.iter().filter(is_decision);
    letters.rfind(|letter| letter.cases.contains(&case.number))
}

fn decision(project: &Project, case: &Case, folding: Folding<'_>) -> Option<PublishedRow> {
    let decision = case.decision()?;
    let number = case.number.to_string();
    let took = case_time(project, case, folding);
    let named = (Publication::Decision, number.as_str(), number.as_str());
    Some(PublishedRow {
        item: Some(case.item.to_string()),
        department: Some(case.department.to_string()),
        outcome: outcome(decision.outcome).to_owned(),
        until_on: decision.valid_until,
        used_days: took.as_ref().map(|took| took.used_days),
        limit_days: took.and_then(|took| took.limit_days),
        reference: decision.certificate_no.clone().unwrap_or_default(),
        check_code: code_of(decided_by(project, case)),
        ..row(project, named, decision.on, folding)
    })
}

/// The result of an approved case, which bears a number of its own.
fn result(project: &Project, case: &Case, folding: Folding<'_>) -> Option<PublishedRow> {
    let decision = case.decision()?;
    let number = decision.certificate_no.as_deref()?;
    if decision.outcome != Outcome::Approved {
        return None;
    }
    let named = (
        Publication::Certificate,
        number,
        &*format!("{}~{number}", case.number),
    );
    Some(PublishedRow {
        item: Some(case.item.to_string()),
        department: Some(case.department.to_string()),
        outcome: "valid".to_owned(),
        until_on: decision.valid_until,
        reference: case.number.to_string(),
        check_code: code_of(decided_by(project, case)),
        ..row(project, named, decision.on, folding)
    })
}

fn notice_letter<'a>(project: &'a Project, notice: &Notice) -> Option<&'a Letter> {
    let mut letters = project.letters.iter();
    letters.find(|letter| letter.number == notice.number)
}

/// The construction notice, with what became of it.
fn notice(project: &Project, folding: Folding<'_>) -> Option<PublishedRow> {
    let notice = project.build_first.notice()?;
    let letter = notice_letter(project, notice)?;
    let (status, reason) = letter_status(project, letter, folding.catalogue);
    let since = reason.split(' ').next().and_then(|day| day.parse().ok());
    let named = (Publication::Certificate, &*notice.number, &*notice.number);
    Some(PublishedRow {
        outcome: status,
        done_on: since,
        check_code: code_of(Some(letter)),
        ..row(project, named, notice.issued_on, folding)
    })
}

fn promises(project: &Project, folding: Folding<'_>) -> Vec<PublishedRow> {
    let Some(notice) = project.build_first.notice() else {
        return Vec::new();
    };
    let letter = notice_letter(project, notice);
    let standings = promise::standings(project, folding.calendar, as_of(project));
    let of_standing = |standing: &promise::Standing| {
        let name = format!("{}~{}", project.id, standing.item);
        let named = (Publication::Promise, &*notice.number, &*name);
        PublishedRow {
            item: Some(standing.item.to_string()),
            department: Some(standing.checker.to_string()),
            outcome: standing.end.map_or(OPEN, |end| end.as_str()).to_owned(),
            until_on: standing.due,
            done_on: standing.fulfilled_on,
            check_code: code_of(letter),
            ..row(project, named, notice.issued_on, folding)
        }
    };
    standings.iter().map(of_standing).collect()
}

/// Every opinion of a joint acceptance, those before a re-inspection or another application too.
fn acceptances(project: &Project, folding: Folding<'_>) -> Vec<PublishedRow> {
    let of_conclusion = |(visit_on, conclusion): &(Option<Date>, Conclusion)| {
        let name = format!("{}~{}", project.id, conclusion.number);
        let named = (Publication::Acceptance, &*conclusion.number, &*name);
        let mut letters = project.letters.iter();
        let letter = letters.rfind(|letter| letter.number == conclusion.number);
        PublishedRow {
            outcome: conclusion.verdict.as_str().to_owned(),
            until_on: conclusion.rectify_due,
            done_on: *visit_on,
            check_code: code_of(letter),
            ..row(project, named, conclusion.on, folding)
        }
    };
    let conclusions = project.building.conclusions.iter();
    conclusions.map(of_conclusion).collect()
}

/// What is public of a credit record: nothing before its publication, nothing after its end.
pub(super) fn published_record(record: &CreditRecord) -> Option<PublishedRow> {
    let Stage::Published(_) = &record.stage else {
        return None;
    };
    let (published, decided) = (record.stage.published()?, record.stage.decided()?);
    let ruling = &decided.ruling;
    Some(PublishedRow {
        id: format!("{}~{}", Publication::Credit.as_str(), record.id),
        kind: Publication::Credit.as_str().to_owned(),
        on_day: published.on,
        number: ruling.number.clone(),
        project_name: String::new(),
        project_code: String::new(),
        company: record.party.company.clone(),
        uscc: record.party.uscc.clone(),
        item: Some(record.clue.breach.clone()),
        department: None,
        region: None,
        outcome: ruling.proposal.class.as_str().to_owned(),
        until_on: Some(ruling.max_until),
        done_on: Some(ruling.min_until),
        used_days: None,
        limit_days: None,
        reference: String::new(),
        note: masking::free_text(&ruling.proposal.reasons),
        check_code: None,
    })
}
