//! A project's place in the green channel, as its pages show it.

use minijinja::{Value, context};
use serde::Serialize;
use window_domain::catalogue::Text;
use window_domain::project::Project;
use window_domain::project::green_channel::SameDay;

use super::lights::LightView;
use crate::app::App;
use crate::templates::view;

/// A promise to accept a case on its day.
#[derive(Debug, Serialize)]
pub(super) struct PromiseView {
    item: String,
    name: Option<Text>,
    by: String,
    light: LightView,
    /// How it ended; empty while it runs.
    outcome: &'static str,
}

/// The promise as it stands today.
pub(super) fn promise(app: &App, project: &Project, promise: &SameDay) -> PromiseView {
    let office = &app.office;
    let item = project.cases.get(&promise.case).map(|case| &case.item);
    let name = item.and_then(|code| office.catalogue.known_item(code));
    PromiseView {
        item: item.map(ToString::to_string).unwrap_or_default(),
        name: name.map(|item| item.name.clone()),
        by: promise.by.to_string(),
        light: promise.light(&office.calendar, office.today()).into(),
        outcome: promise.end.map_or("", |(_, end)| end.as_str()),
    }
}

/// What a page says of the green channel; `is_known` is false for a project that was never in it.
pub(super) fn of_project(app: &App, project: &Project) -> Value {
    let channel = &project.green_channel;
    let policy = app.office.catalogue.green_channel();
    let last = channel.stays.last();
    let rule = last.and_then(|stay| policy.rule(stay.rule.as_deref()?));
    let newest_first = channel.promises.iter().rev();
    let promises: Vec<PromiseView> = newest_first.map(|one| promise(app, project, one)).collect();
    let hours = app.office.catalogue.city().office_hours;
    context! {
        is_known => last.is_some(),
        is_in => channel.is_in(),
        dossier_no => channel.dossier_no.as_deref(),
        entered_on => last.map(|stay| stay.entered_on.to_string()),
        rule => view(&rule.map(|rule| &rule.name)),
        reason => last.map(|stay| stay.reason.as_str()).filter(|reason| !reason.is_empty()),
        left => last.and_then(|stay| stay.left.as_ref()).map(|(on, reason)| context! {
            on => on.to_string(), reason => reason.as_str(),
        }),
        promises => view(&promises),
        close => hours.close.strftime("%H:%M").to_string(),
    }
}
