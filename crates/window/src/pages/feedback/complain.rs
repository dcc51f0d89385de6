//! Making a complaint, with or without an account, and its page for whoever made it.

use axum::extract::{Path, Query, State};
use axum::http::{Extensions, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::{Value, context};
use serde::Deserialize;
use window_domain::access::Action;
use window_domain::complaint::{Complainant, Complaint, ComplaintCommand, last_day_to_reopen};
use window_domain::id::entity::ComplaintId;
use window_domain::id::{masking, phone};
use window_domain::refusal::{Code, Refusal, Refusals};

use super::offered;
use crate::app::{App, AppState};
use crate::http::refusal::{problem, problems};
use crate::http::{Fields, FormView, PageError, Visitor};
use crate::i18n::Argument;
use crate::pages::guesses::{Filing, Wait, address};
use crate::pages::lights::LightView;
use crate::service::Refused;
use crate::service::project::viewer;
use crate::templates::view;

/// What somebody complains about who comes from another page.
#[derive(Debug, Default, Deserialize)]
pub(super) struct About {
    /// A case whose date is contested.
    #[serde(default)]
    case: String,
    /// That date.
    #[serde(default)]
    due: String,
    /// An item whose guide is wrong.
    #[serde(default)]
    item: String,
}

impl About {
    /// The kind of complaint and how its text begins.
    fn begun(&self, app: &App, visitor: &Visitor) -> Option<(&'static str, String)> {
        let plain = |text: &str| -> String {
            let kept = |it: &char| it.is_ascii_alphanumeric() || *it == '-';
            text.chars().filter(kept).take(40).collect()
        };
        let say = |key, args: &[(&str, String)]| {
            let args: Vec<_> = args
                .iter()
                .map(|(name, value)| (*name, Argument::from(value.as_str())))
                .collect();
            app.i18n.text(visitor.language, key, &args)
        };
        if !self.case.is_empty() {
            let args = [("case", plain(&self.case)), ("due", plain(&self.due))];
            return Some(("delay", say("complain-about-clock", &args)));
        }
        let args = [("item", plain(&self.item))];
        (!self.item.is_empty()).then(|| ("other", say("complain-about-item", &args)))
    }
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(about): Query<About>,
) -> Result<Response, PageError> {
    let mut form = FormView::empty();
    if let Some((topic, text)) = about.begun(&app, &visitor) {
        form.values.insert("topic".to_owned(), topic.to_owned());
        form.values.insert("text".to_owned(), text);
    }
    if let Some(account) = &visitor.account {
        let phone = account.phone.clone().unwrap_or_default();
        form.values.insert("name".to_owned(), account.name.clone());
        form.values.insert("phone".to_owned(), phone);
    }
    ask(&app, &visitor, (StatusCode::OK, form))
}

pub(super) async fn file(
    State(app): State<AppState>,
    visitor: Visitor,
    extensions: Extensions,
    fields: Fields,
) -> Result<Response, PageError> {
    let request = visitor.form_request(&fields)?;
    let known = app.office.was_complained(&request).await;
    let is_known = known.map_err(|error| error.into_page(&app, &visitor))?;
    let filing = Filing::new(fields.text("phone"), &address(&extensions));
    let filing = Some(filing).filter(|_| visitor.account.is_none() && !is_known);
    if let Some(filing) = &filing {
        let policy = app.office.catalogue.feedback().complaint.filing;
        if let Some(wait) = filing.wait(&app, policy).await? {
            return too_many(&app, &visitor, (&fields, wait));
        }
    }
    let by = complainant(&app, &visitor, &fields).await?;
    let said = (fields.text("topic"), fields.text("text"));
    let actor = visitor.anyone();
    match app.office.complain(&actor, said, by, &request).await {
        Ok(id) => {
            if let Some(filing) = &filing {
                filing.note(&app).await?;
            }
            Ok(Redirect::to(&format!("/complain/{id}")).into_response())
        }
        Err(Refused::Rules(refusals)) => {
            let form = FormView::of(&fields, problems(&app, visitor.language, &refusals));
            ask(&app, &visitor, (StatusCode::UNPROCESSABLE_ENTITY, form))
        }
        Err(error) => Err(error.into_page(&app, &visitor)),
    }
}

/// The form as it was typed, with when the next complaint can be made and where to telephone until then.
fn too_many(
    app: &App,
    visitor: &Visitor,
    (fields, wait): (&Fields, Wait),
) -> Result<Response, PageError> {
    let mut refusal = Refusal::new(Code::ComplaintsMany)
        .with("at", wait.until)
        .with("hotline", &app.office.catalogue.city().complaint_phone);
    if wait.by_phone {
        refusal = refusal.at("phone");
    }
    let form = FormView::of(fields, vec![problem(app, visitor.language, &refusal)]);
    let mut page = ask(app, visitor, (StatusCode::TOO_MANY_REQUESTS, form))?;
    let seconds = wait.until.duration_since(app.clock.now()).as_secs().max(1);
    page.headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    Ok(page)
}

async fn complainant(
    app: &App,
    visitor: &Visitor,
    fields: &Fields,
) -> Result<Complainant, PageError> {
    let actor = visitor.anyone();
    let company = match actor.enterprise {
        Some(id) => {
            let viewer = viewer(&actor);
            let row = app.store.read(&viewer).enterprise(&id.to_string()).await;
            let row = row.map_err(PageError::unavailable)?;
            row.map(|row| row.name).unwrap_or_default()
        }
        None => fields.text("company").to_owned(),
    };
    Ok(Complainant {
        name: fields.text("name").to_owned(),
        phone: fields.text("phone").to_owned(),
        user: actor.user,
        enterprise: actor.enterprise,
        company,
    })
}

fn ask(
    app: &App,
    visitor: &Visitor,
    (status, form): (StatusCode, FormView),
) -> Result<Response, PageError> {
    let policy = &app.office.catalogue.feedback().complaint;
    let data = context! {
        kinds => view(&offered(&policy.kinds, |_| false)), form => view(&form),
        reply_days => policy.reply_days, reopen_days => policy.reopen_days,
        is_enterprise => visitor.account.as_ref().is_some_and(|it| it.enterprise.is_some()),
        hotline => app.office.catalogue.city().hotline.as_str(),
    };
    app.page_with_status(visitor, status, "pages/feedback/complain.html", data)
}

pub(super) async fn status(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    page(&app, &visitor, &id, (StatusCode::OK, FormView::empty())).await
}

pub(super) async fn reopen(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let request = visitor.form_request(&fields)?;
    let actor = visitor.anyone();
    let parsed: ComplaintId = id.parse().map_err(|_| PageError::not_found())?;
    let found = app
        .office
        .complaint(&actor, parsed, Action::ReadComplaint)
        .await;
    found.map_err(|error| error.into_page(&app, &visitor))?;
    let command = ComplaintCommand::Reopen {
        reason: fields.text("reason").to_owned(),
    };
    let done = app.office.execute(&actor, parsed, &command, &request).await;
    let refusals: Refusals = match done {
        Ok(_) => return Ok(Redirect::to(&format!("/complain/{id}")).into_response()),
        Err(Refused::Rules(refusals)) => refusals,
        Err(error) => return Err(error.into_page(&app, &visitor)),
    };
    let form = FormView::of(&fields, problems(&app, visitor.language, &refusals));
    page(
        &app,
        &visitor,
        &id,
        (StatusCode::UNPROCESSABLE_ENTITY, form),
    )
    .await
}

async fn page(
    app: &App,
    visitor: &Visitor,
    id: &str,
    (status, form): (StatusCode, FormView),
) -> Result<Response, PageError> {
    let parsed: ComplaintId = id.parse().map_err(|_| PageError::not_found())?;
    let actor = visitor.anyone();
    let found = app
        .office
        .complaint(&actor, parsed, Action::ReadComplaint)
        .await;
    let complaint = found.map_err(|error| error.into_page(app, visitor))?;
    let until = app
        .office
        .ask(&actor, |context| last_day_to_reopen(&complaint, context));
    let may_reopen =
        complaint.state() == "answered" && until.is_some_and(|until| app.office.today() <= until);
    let data = context! {
        form => view(&form), one => told(app, &complaint, false), may_reopen,
        until => until.map(|until| until.to_string()),
        hotline => app.office.catalogue.city().hotline.as_str(),
    };
    app.page_with_status(visitor, status, "pages/feedback/complaint.html", data)
}

/// The reminders of its reply, for those who work on it.
fn reminded(complaint: &Complaint, whole: bool) -> Vec<Value> {
    let given = complaint.reminded.iter().filter(|_| whole);
    given
        .map(|it| {
            context! {
                on => it.on.to_string(), left => it.working_days, to => it.to.as_deref(),
                lead => it.lead,
            }
        })
        .collect()
}

/// What pages say of a complaint. Name and telephone are masked unless `whole`.
pub(super) fn told(app: &App, complaint: &Complaint, whole: bool) -> Value {
    let (calendar, today) = (&app.office.calendar, app.office.today());
    let clock = &complaint.clock;
    let light: LightView = clock.light(calendar, today).into();
    let by = &complaint.complainant;
    let kind = app
        .office
        .catalogue
        .feedback()
        .complaint
        .kind(&complaint.topic);
    let replies: Vec<Value> = complaint
        .replies
        .iter()
        .map(|reply| {
            context! {
                on => reply.on.to_string(), text => reply.text.as_str(),
                name => if whole { reply.by.name.as_str() } else { "" },
            }
        })
        .collect();
    context! {
        id => complaint.id.to_string(), number => complaint.number.as_str(),
        topic => view(&kind.map(|kind| kind.name.clone())), text => complaint.text.as_str(),
        name => if whole { by.name.clone() } else { masking::name(&by.name) },
        phone => if whole { by.phone.clone() } else { phone::mask(&by.phone) },
        company => by.company.as_str(), filed_on => complaint.filed_on.to_string(),
        due => clock.due(calendar, today).map(|due| due.date.to_string()), light => view(&light),
        state => complaint.state(), is_open => complaint.is_open(), replies,
        owner => complaint.owner.as_ref().map(|owner| owner.name.as_str()),
        reminded => reminded(complaint, whole),
        reopened_on => complaint.reopened.as_ref().map(|(on, _)| on.to_string()),
        reopened_why => complaint.reopened.as_ref().map(|(_, why)| why.as_str()),
    }
}
