//! Lists for the double publicity (双公示): decisions of credit records and permits of cases, in the columns of the
//! national tables, as CSV or XLSX.

pub mod archive;
mod sheet;

use std::str::FromStr;

use anyhow::Context;
use jiff::civil::Date;
use window_domain::catalogue::{Catalogue, DoublePublicity};
use window_domain::context::Recorded;
use window_domain::credit::CreditRecord;
use window_domain::enterprise::{EnterpriseEvent, apply};
use window_domain::project::{Case, Project};
use window_store::{CaseFilter, CreditFilter, PAGE_MAX, Page, Store, StreamId, Viewer};

pub(crate) use sheet::harmless;
pub use sheet::{Format, Sheet};

use crate::service::reload::decoded;
use crate::service::stream::Aggregate;

/// Columns of decisions against a party, as the national table names them.
pub const DECISIONS: [&str; 30] = [
    "CF_XDR_MC",
    "CF_XDR_LB",
    "CF_XDR_SHXYM",
    "CF_XDR_GSZC",
    "CF_XDR_ZZJG",
    "CF_XDR_SWDJ",
    "CF_XDR_SYDW",
    "CF_XDR_SHZZ",
    "CF_FRDB",
    "CF_FR_ZJLX",
    "CF_FR_ZJHM",
    "CF_XDR_ZJLX",
    "CF_XDR_ZJHM",
    "CF_WSH",
    "CF_WFXW",
    "CF_SY",
    "CF_YJ",
    "CF_CFLB",
    "CF_NR",
    "CF_NR_FK",
    "CF_NR_WFFF",
    "CF_NR_ZKDX",
    "CF_JDRQ",
    "CF_YXQ",
    "CF_GSJZQ",
    "CF_CFJG",
    "CF_CFJGDM",
    "CF_SJLY",
    "CF_SJLYDM",
    "BZ",
];

/// Columns of permits, as the national table names them.
pub const PERMITS: [&str; 28] = [
    "XK_XDR_MC",
    "XK_XDR_LB",
    "XK_XDR_SHXYM",
    "XK_XDR_GSZC",
    "XK_XDR_ZZJG",
    "XK_XDR_SWDJ",
    "XK_XDR_SYDW",
    "XK_XDR_SHZZ",
    "XK_FRDB",
    "XK_FR_ZJLX",
    "XK_FR_ZJHM",
    "XK_XDR_ZJLX",
    "XK_XDR_ZJHM",
    "XK_XKWS",
    "XK_WSH",
    "XK_XKLB",
    "XK_XKZS",
    "XK_XKBH",
    "XK_NR",
    "XK_JDRQ",
    "XK_YXQZ",
    "XK_YXQZI",
    "XK_XKJG",
    "XK_XKJGDM",
    "XK_ZT",
    "XK_LYDW",
    "XK_LYDWDM",
    "BZ",
];

/// What the national table writes for a permit without an end.
const FOR_EVER: &str = "2099/12/31";
/// What it writes for a permit in force.
const IN_FORCE: &str = "1";

/// The decisions that were published and not withdrawn, the newest first.
///
/// # Errors
/// A failing store, or a fact this program does not know.
pub async fn decisions(store: &Store, catalogue: &Catalogue) -> anyhow::Result<Sheet> {
    let mut sheet = Sheet::new("CF", &DECISIONS);
    let mut page = Page::first(PAGE_MAX);
    loop {
        let reader = store.read(&Viewer::Oversight);
        let found = reader
            .credit_records(&CreditFilter::default(), &page)
            .await?;
        for row in found.rows {
            let Some(record) = load::<CreditRecord>(store, &row.id).await? else {
                continue;
            };
            let is_public = record.stage.published().is_some();
            if is_public && record.stage.withdrawn_on().is_none() {
                let enterprise = record.party.enterprise.map(|id| id.to_string());
                let legal_person = legal_person(store, enterprise.as_deref()).await?;
                sheet.push(decision(&record, &legal_person, catalogue));
            }
        }
        match found.next {
            Some(next) => page.after = Some(next),
            None => return Ok(sheet),
        }
    }
}

fn decision(
    record: &CreditRecord,
    legal_person: &str,
    catalogue: &Catalogue,
) -> Vec<(&'static str, String)> {
    let credit = catalogue.credit();
    let words = &credit.double_publicity;
    let Some(decided) = record.stage.decided() else {
        return Vec::new();
    };
    let ruling = &decided.ruling;
    let charge = &decided.heard.told.charge;
    let breach = credit.breach(&record.clue.breach);
    let breach = breach.map_or(record.clue.breach.as_str(), |breach| &breach.name.zh);
    // Repair ends the publication before its longest time.
    let until = record.stage.ended_on().unwrap_or(ruling.max_until);
    vec![
        ("CF_XDR_MC", record.party.company.clone()),
        ("CF_XDR_LB", words.party.clone()),
        ("CF_XDR_SHXYM", record.party.uscc.clone()),
        ("CF_FRDB", legal_person.to_owned()),
        ("CF_WSH", ruling.number.clone()),
        ("CF_WFXW", breach.to_owned()),
        ("CF_SY", charge.facts.clone()),
        ("CF_YJ", charge.law.clone()),
        ("CF_CFLB", words.penalty.clone()),
        ("CF_NR", ruling.proposal.sanction.clone()),
        ("CF_JDRQ", day(decided.decided.on)),
        ("CF_YXQ", day(ruling.max_until)),
        ("CF_GSJZQ", day(until)),
        ("CF_CFJG", words.authority.clone()),
        ("CF_CFJGDM", words.authority_code.clone()),
        ("CF_SJLY", words.authority.clone()),
        ("CF_SJLYDM", words.authority_code.clone()),
    ]
}

/// The permits of all cases that were granted.
///
/// # Errors
/// A failing store, or a fact this program does not know.
pub async fn permits(store: &Store, catalogue: &Catalogue) -> anyhow::Result<Sheet> {
    let mut sheet = Sheet::new("XK", &PERMITS);
    let mut page = Page::first(PAGE_MAX);
    let approved = CaseFilter {
        states: vec!["approved".to_owned()],
        ..CaseFilter::default()
    };
    loop {
        let found = store
            .read(&Viewer::Oversight)
            .cases(&approved, &page)
            .await?;
        for row in found.rows {
            let project = load::<Project>(store, &row.project_id).await?;
            let project = project.with_context(|| format!("no project `{}`", row.project_id))?;
            let number = row.case_no.parse().ok();
            let Some(case) = number.and_then(|number| project.cases.get(&number)) else {
                continue;
            };
            let legal_person = legal_person(store, Some(&row.enterprise_id)).await?;
            sheet.push(permit((&project, case), &legal_person, catalogue));
        }
        match found.next {
            Some(next) => page.after = Some(next),
            None => return Ok(sheet),
        }
    }
}

fn permit(
    (project, case): (&Project, &Case),
    legal_person: &str,
    catalogue: &Catalogue,
) -> Vec<(&'static str, String)> {
    let words: &DoublePublicity = &catalogue.credit().double_publicity;
    let Some(decision) = case.decision() else {
        return Vec::new();
    };
    let item = catalogue.item(&case.item);
    let name = item.map_or_else(|| case.item.to_string(), |item| item.name.zh.clone());
    let result = item.map_or_else(String::new, |item| item.result.name.zh.clone());
    let letter = project
        .letters
        .iter()
        .rfind(|letter| letter.form.starts_with("decision") && letter.cases.contains(&case.number));
    let title = letter.and_then(|letter| catalogue.letters().kind(&letter.form));
    let department = catalogue.department(&case.department);
    let authority = department.map_or_else(
        || case.department.to_string(),
        |department| department.name.zh.clone(),
    );
    let code = department.and_then(|department| department.uscc.clone());
    vec![
        ("XK_XDR_MC", project.builder.company.clone()),
        ("XK_XDR_LB", words.party.clone()),
        ("XK_XDR_SHXYM", project.builder.uscc.clone()),
        ("XK_FRDB", legal_person.to_owned()),
        (
            "XK_XKWS",
            title.map_or_else(String::new, |kind| kind.title.zh.clone()),
        ),
        (
            "XK_WSH",
            letter.map_or_else(String::new, |letter| letter.number.clone()),
        ),
        ("XK_XKLB", words.permit.clone()),
        ("XK_XKZS", result),
        (
            "XK_XKBH",
            decision.certificate_no.clone().unwrap_or_default(),
        ),
        ("XK_NR", format!("{} {name}", project.title)),
        ("XK_JDRQ", day(decision.on)),
        ("XK_YXQZ", day(decision.on)),
        (
            "XK_YXQZI",
            decision
                .valid_until
                .map_or_else(|| FOR_EVER.to_owned(), day),
        ),
        ("XK_XKJG", authority),
        ("XK_XKJGDM", code.unwrap_or_default()),
        ("XK_ZT", IN_FORCE.to_owned()),
        ("XK_LYDW", words.authority.clone()),
        ("XK_LYDWDM", words.authority_code.clone()),
        ("BZ", case.number.to_string()),
    ]
}

/// A date as the national tables write it.
fn day(date: Date) -> String {
    format!("{:04}/{:02}/{:02}", date.year(), date.month(), date.day())
}

/// An aggregate as its facts make it; `None` if there are none.
async fn load<A: Aggregate<Id: FromStr>>(store: &Store, id: &str) -> anyhow::Result<Option<A>> {
    let Ok(id) = id.parse() else {
        return Ok(None);
    };
    let mut state = None;
    for stored in store.load(&A::stream(id), 0).await? {
        A::apply(&mut state, &decoded(&stored)?);
    }
    Ok(state)
}

/// The legal representative an enterprise registered; empty for one without account.
async fn legal_person(store: &Store, id: Option<&str>) -> anyhow::Result<String> {
    let Some(id) = id else {
        return Ok(String::new());
    };
    let mut enterprise = None;
    for stored in store.load(&StreamId::enterprise(id), 0).await? {
        let fact: Recorded<EnterpriseEvent> = decoded(&stored)?;
        apply(&mut enterprise, &fact);
    }
    Ok(enterprise.map_or_else(String::new, |enterprise| enterprise.legal_person))
}
