//! The audit as its administrator searches it: by person, action, object and period, page by page and as a file. Names
//! and addresses are masked; looking is itself on record.

use std::collections::BTreeMap;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use jiff::civil::Date;
use minijinja::{Value, context};
use serde::{Deserialize, Serialize};
use serde_json::json;
use window_domain::calendar::day_begins;
use window_domain::id::masking;
use window_store::{AccountFilter, AuditFilter, AuditRecord, Audited, Page};

use crate::app::{App, AppState};
use crate::export::Sheet;
use crate::http::{FormView, PageError, Problem, Visitor, encoded};
use crate::i18n::Message;
use crate::pages::download::{answer, asked as table};
use crate::service::Request;
use crate::templates::view;

/// Acts of a page.
const SHOWN: u32 = 50;
/// Most acts of a file.
const IN_FILE: u32 = 20_000;
/// So many people are looked for by a name at most.
const PEOPLE: u16 = 50;
/// Longest text of a filter, in characters.
const TEXT_MAX: usize = 80;

/// What is looked for, as the address has it.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct Wanted {
    #[serde(default)]
    who: String,
    #[serde(default)]
    action: String,
    #[serde(default)]
    object: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    before: Option<u64>,
}

impl Wanted {
    /// The filter, or everything wrong with what was typed. `None` if nobody has such a name.
    async fn filter(
        &self,
        app: &App,
    ) -> Result<Result<Option<AuditFilter>, Vec<Problem>>, PageError> {
        let mut wrong = Vec::new();
        for (name, text) in [("who", &self.who), ("object", &self.object)] {
            if text.chars().count() > TEXT_MAX {
                let message = Message::new("audit-too-long").with("max", TEXT_MAX);
                wrong.push(Problem::new(name, message));
            }
        }
        let from = day("from", &self.from, &mut wrong);
        let to = day("to", &self.to, &mut wrong);
        if let (Some(from), Some(to)) = (from, to)
            && to < from
        {
            wrong.push(Problem::new("to", Message::new("audit-to-before-from")));
        }
        if !wrong.is_empty() {
            return Ok(Err(wrong));
        }
        let who = self.who.trim();
        let actors = if who.is_empty() {
            Vec::new()
        } else {
            people(app, who).await?
        };
        if actors.is_empty() && !who.is_empty() {
            return Ok(Ok(None));
        }
        let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        Ok(Ok(Some(AuditFilter {
            actors,
            action: given(&self.action),
            object: given(&self.object),
            from: from.map(day_begins),
            before: to.and_then(|to| to.tomorrow().ok()).map(day_begins),
            older_than: self.before,
        })))
    }

    /// The query of the same search, from another row on.
    fn query(&self, before: Option<u64>) -> String {
        let before = before.map(|id| id.to_string()).unwrap_or_default();
        [
            ("who", &self.who),
            ("action", &self.action),
            ("object", &self.object),
            ("from", &self.from),
            ("to", &self.to),
            ("before", &before),
        ]
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(name, text)| format!("{name}={}", encoded(text)))
        .collect::<Vec<_>>()
        .join("&")
    }
}

fn day(name: &str, text: &str, wrong: &mut Vec<Problem>) -> Option<Date> {
    if text.is_empty() {
        return None;
    }
    let parsed = text.parse().ok();
    if parsed.is_none() {
        wrong.push(Problem::new(name, Message::new("audit-no-date")));
    }
    parsed
}

/// Who is meant: an account by its id, login or name, or one of those who have no account.
async fn people(app: &App, who: &str) -> Result<Vec<String>, PageError> {
    let known = who.starts_with("usr_") || ["system", "anonymous", "command line"].contains(&who);
    if known {
        return Ok(vec![who.to_owned()]);
    }
    let filter = AccountFilter {
        text: Some(who.to_owned()),
        ..AccountFilter::default()
    };
    let found = app.store.accounts(&filter, &Page::first(PEOPLE)).await;
    let found = found.map_err(PageError::unavailable)?;
    Ok(found.rows.into_iter().map(|account| account.id).collect())
}

pub(super) async fn search(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let (found, problems) = match wanted.filter(&app).await? {
        Ok(Some(filter)) => (read(&app, &filter, SHOWN + 1).await?, Vec::new()),
        Ok(None) => (Vec::new(), Vec::new()),
        Err(problems) => (Vec::new(), problems),
    };
    if problems.is_empty() {
        tell(&app, &visitor, "audit.search", &wanted).await?;
    }
    page(&app, &visitor, (&wanted, found), problems).await
}

async fn page(
    app: &App,
    visitor: &Visitor,
    (wanted, mut found): (&Wanted, Vec<AuditRecord>),
    problems: Vec<Problem>,
) -> Result<Response, PageError> {
    let shown = usize::try_from(SHOWN).unwrap_or(usize::MAX);
    let more = found.len() > shown;
    found.truncate(shown);
    let next = found
        .last()
        .filter(|_| more)
        .map(|last| wanted.query(Some(last.id)));
    let names = names(app, &found).await?;
    let rows: Vec<Value> = found.iter().map(|one| row(one, &names)).collect();
    let actions = app.store.audited_actions().await;
    let status = if problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let form = FormView {
        problems,
        ..FormView::empty()
    };
    let data = context! {
        rows, next, form => view(&form), wanted => view(wanted), query => wanted.query(None),
        actions => actions.map_err(PageError::unavailable)?, most => IN_FILE,
        narrowed => !wanted.query(None).is_empty(),
    };
    app.page_with_status(visitor, status, "pages/admin/audit.html", data)
}

/// The acts looked for as a file; more than fit into one are refused, not cut off.
pub(super) async fn download(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(file): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let Some(("audit", format)) = table(&file) else {
        return Err(PageError::not_found());
    };
    let found = match wanted.filter(&app).await? {
        Ok(Some(filter)) => read(&app, &filter, IN_FILE + 1).await?,
        Ok(None) => Vec::new(),
        Err(problems) => return page(&app, &visitor, (&wanted, Vec::new()), problems).await,
    };
    if found.len() > usize::try_from(IN_FILE).unwrap_or(usize::MAX) {
        let message = Message::new("audit-too-many").with("max", IN_FILE);
        let problems = vec![Problem::new("from", message)];
        return page(&app, &visitor, (&wanted, Vec::new()), problems).await;
    }
    tell(&app, &visitor, "audit.export", &wanted).await?;
    let names = names(&app, &found).await?;
    answer(&sheet(&found, &names), format, &file)
}

async fn read(app: &App, filter: &AuditFilter, limit: u32) -> Result<Vec<AuditRecord>, PageError> {
    let found = app.store.search_audit(filter, limit).await;
    found.map_err(PageError::unavailable)
}

/// Tells the audit who looked for what.
async fn tell(
    app: &App,
    visitor: &Visitor,
    action: &str,
    wanted: &Wanted,
) -> Result<(), PageError> {
    // A name typed is personal data; that somebody was looked for is not.
    let detail = json!({
        "who": !wanted.who.is_empty(), "action": wanted.action, "object": wanted.object,
        "from": wanted.from, "to": wanted.to, "before": wanted.before,
    });
    let request = Request {
        id: Some(visitor.request_id.clone()),
        ..Request::default()
    };
    let act = (action, "audit".to_owned());
    let mut audited = app.office.audited(&visitor.actor()?, act, &request);
    audited.entry.detail = detail.to_string();
    let told = app.store.audit(&audited).await;
    told.map_err(PageError::unavailable)
}

/// Masked names of whoever acted, by id.
async fn names(app: &App, found: &[AuditRecord]) -> Result<BTreeMap<String, String>, PageError> {
    let mut names = BTreeMap::new();
    for act in found {
        let id = &act.audited.actor;
        if !id.starts_with("usr_") || names.contains_key(id) {
            continue;
        }
        let account = app
            .store
            .account(id)
            .await
            .map_err(PageError::unavailable)?;
        let name = account.map_or_else(String::new, |it| masking::name(&it.name));
        names.insert(id.clone(), name);
    }
    Ok(names)
}

fn row(act: &AuditRecord, names: &BTreeMap<String, String>) -> Value {
    let Audited { actor, at, entry } = &act.audited;
    context! {
        id => act.id, at => at.to_string(), actor => actor.as_str(), name => names.get(actor),
        action => entry.action.as_str(), object => entry.object.as_str(),
        outcome => entry.outcome.as_str(), detail => told(&entry.detail),
        ip => entry.ip.as_deref().map(masked), request => entry.request_id.as_deref(),
    }
}

/// What there is to tell: `{}` is nothing.
fn told(detail: &str) -> &str {
    if detail == "{}" { "" } else { detail }
}

fn sheet(found: &[AuditRecord], names: &BTreeMap<String, String>) -> Sheet {
    let columns = [
        "number", "at", "actor", "name", "action", "object", "outcome", "detail", "address",
        "request",
    ];
    let mut sheet = Sheet::new("audit", &columns);
    for act in found {
        let Audited { actor, at, entry } = &act.audited;
        sheet.push(vec![
            ("number", act.id.to_string()),
            ("at", moment(*at)),
            ("actor", actor.clone()),
            ("name", names.get(actor).cloned().unwrap_or_default()),
            ("action", entry.action.clone()),
            ("object", entry.object.clone()),
            ("outcome", entry.outcome.clone()),
            ("detail", told(&entry.detail).to_owned()),
            (
                "address",
                entry.ip.as_deref().map(masked).unwrap_or_default(),
            ),
            ("request", entry.request_id.clone().unwrap_or_default()),
        ]);
    }
    sheet
}

fn moment(at: Timestamp) -> String {
    let local = window_domain::calendar::local_datetime(at);
    local.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// An address without its last part: which network, not which desk.
fn masked(ip: &str) -> String {
    let mark = if ip.contains(':') { ':' } else { '.' };
    ip.rsplit_once(mark).map_or_else(
        || "*".to_owned(),
        |(network, _)| format!("{network}{mark}*"),
    )
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn an_address_is_shown_without_its_last_part() {
        assert_eq!(masked("192.0.2.17"), "192.0.2.*");
        assert_eq!(masked("2001:db8::17"), "2001:db8::*");
        assert_eq!(masked("somewhere"), "*");
    }
}
