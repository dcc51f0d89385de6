//! The promises of a notice as enterprise, window and department see them: the overdue first.

use jiff::civil::Date;
use serde::Serialize;
use window_domain::catalogue::Text;
use window_domain::light::Light;
use window_domain::project::Project;
use window_domain::project::building::promise::{Standing, standings};

use crate::app::App;
use crate::pages::lights::{LightView, urgency};

/// One promise.
#[derive(Debug, Serialize)]
pub(in crate::pages) struct PromiseView {
    item: String,
    name: Text,
    href: String,
    /// Its last day, once it has one.
    due: Option<String>,
    /// Locale key of the point of the works it is due at.
    node_key: Option<String>,
    light: LightView,
    /// Locale key of how it ended.
    end_key: Option<String>,
    checker: Option<Text>,
    phone: String,
}

fn all(app: &App, project: &Project) -> Vec<Standing> {
    let office = &app.office;
    standings(project, &office.calendar, office.today())
}

/// All promises, the most urgent first, the kept ones last.
pub(in crate::pages) fn promises(app: &App, project: &Project) -> Vec<PromiseView> {
    let catalogue = app.office.rules_of(project);
    let mut standings = all(app, project);
    standings.sort_by_key(|standing| (urgency(standing.light), standing.due));
    standings
        .into_iter()
        .filter_map(|standing| {
            let department = catalogue.department(&standing.checker);
            Some(PromiseView {
                item: standing.item.to_string(),
                name: catalogue.item(&standing.item)?.name.clone(),
                href: format!("/my/projects/{}/steps/{}", project.id, standing.item),
                due: standing.due.map(|due| due.to_string()),
                node_key: standing
                    .node
                    .map(|node| format!("promise-node-{}", node.as_str())),
                light: standing.light.into(),
                end_key: standing
                    .end
                    .map(|end| format!("promise-end-{}", end.as_str())),
                checker: department.map(|department| department.name.clone()),
                phone: department
                    .map(|department| department.phone.clone())
                    .unwrap_or_default(),
            })
        })
        .collect()
}

/// The light of the promise of this item, if it is one that has a day.
pub(in crate::pages) fn light_of(app: &App, project: &Project, item: &str) -> Option<LightView> {
    all(app, project)
        .into_iter()
        .find(|standing| standing.item.as_str() == item && standing.due.is_some())
        .map(|standing| standing.light.into())
}

/// Days until which the building side must have acted: open promises, and findings it answers for.
pub(in crate::pages) fn dues(app: &App, project: &Project) -> Vec<Date> {
    let building = &project.building;
    if building.closed.is_some() {
        return Vec::new();
    }
    let open = all(app, project).into_iter().filter(Standing::is_open);
    let findings = building.findings.iter().filter(|finding| finding.is_open());
    open.filter_map(|standing| standing.due)
        .chain(findings.map(|finding| finding.due))
        .collect()
}

/// The lights of what is open: promises that have a day, and findings.
pub(in crate::pages) fn open_lights(app: &App, project: &Project) -> Vec<Light> {
    let building = &project.building;
    if building.closed.is_some() {
        return Vec::new();
    }
    let open = all(app, project).into_iter().filter(Standing::is_open);
    let findings = building.findings.iter().filter(|finding| finding.is_open());
    open.map(|standing| standing.light)
        .filter(|light| *light != Light::Unlimited)
        .chain(findings.map(|finding| super::of_finding(app, finding)))
        .collect()
}
