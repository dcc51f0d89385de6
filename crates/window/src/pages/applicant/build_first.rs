//! Build-first handling as the project page shows it: its steps with their days, and where to go.

use jiff::civil::Date;
use serde::Serialize;
use window_domain::access::{Action, Actor};
use window_domain::catalogue::Text;
use window_domain::context::Recorded;
use window_domain::plan::blockers;
use window_domain::project::{BuildFirst, Project, ProjectEvent, relations};

use crate::app::App;

/// The box on the project page.
#[derive(Debug, Serialize)]
pub(super) struct BuildFirstView {
    /// Locale key of where it stands.
    step_key: String,
    /// The steps in order; empty while nobody asked for it.
    steps: Vec<StepView>,
    /// Why the window refused.
    refused_because: Option<String>,
    /// Every ground against asking for it.
    why_not: Vec<Text>,
    may_request: bool,
    has_commitment: bool,
    may_enter_parties: bool,
}

#[derive(Debug, Serialize)]
struct StepView {
    key: &'static str,
    /// Day it was done, or is expected.
    on: Option<String>,
    state: &'static str,
}

pub(super) fn build_first(
    app: &App,
    actor: &Actor,
    project: &Project,
    history: &[Recorded<ProjectEvent>],
) -> BuildFirstView {
    let (is_asked, refused_because) = match &project.build_first {
        BuildFirst::NotRequested => (false, None),
        BuildFirst::Excluded { reason, .. } => (false, Some(reason.clone())),
        BuildFirst::Requested { .. }
        | BuildFirst::Admitted { .. }
        | BuildFirst::Told { .. }
        | BuildFirst::Signed(_)
        | BuildFirst::Noticed(..) => (true, None),
    };
    // A condition that cannot be decided blocks nothing here: asking for it names the rule.
    let why_not: Vec<Text> = blockers(app.office.rules_of(project), &project.facts)
        .unwrap_or_default()
        .into_iter()
        .map(|blocker| blocker.reason)
        .collect();
    let may = |action| actor.may(action, &relations(project, None, actor));
    BuildFirstView {
        step_key: format!("build-first-{}", project.build_first.as_str()),
        steps: if is_asked {
            steps(project, history, app.office.today())
        } else {
            Vec::new()
        },
        refused_because,
        may_request: !is_asked && why_not.is_empty() && may(Action::RequestBuildFirst),
        why_not: if is_asked { Vec::new() } else { why_not },
        has_commitment: project.build_first.awaits_signature()
            || project.build_first.commitment().is_some(),
        may_enter_parties: project.build_first.is_signed() && may(Action::EnterParties),
    }
}

/// The last day each step was done, the next one marked. An objection that was upheld sends the
/// project back to its standards, so what stands after the present step is not done.
fn steps(project: &Project, history: &[Recorded<ProjectEvent>], today: Date) -> Vec<StepView> {
    let commitment = project.build_first.commitment();
    let last = |fits: fn(&ProjectEvent) -> bool| {
        let found = history.iter().rev().find(|fact| fits(&fact.event));
        found.map(|fact| fact.on)
    };
    let reached = match project.build_first {
        BuildFirst::NotRequested | BuildFirst::Excluded { .. } => 0,
        BuildFirst::Requested { .. } => 1,
        BuildFirst::Admitted { .. } => 2,
        BuildFirst::Told { .. } => 3,
        BuildFirst::Signed(_) | BuildFirst::Noticed(..) => 4,
    };
    let is_reached = |step: usize, on: Option<Date>| on.filter(|_| reached >= step);
    let requested = last(|event| matches!(event, ProjectEvent::BuildFirstRequested));
    let admitted = last(|event| {
        matches!(
            event,
            ProjectEvent::BuildFirstScreened { admitted: true, .. }
        )
    });
    let told = last(|event| matches!(event, ProjectEvent::StandardsTold { .. }));
    let until = commitment.map(|signed| signed.publicity_until);
    let notice = project.build_first.notice().map(|notice| notice.issued_on);
    let is_public = until.is_some_and(|until| today > until) || notice.is_some();
    let mut steps: Vec<StepView> = [
        ("requested", is_reached(1, requested)),
        ("admitted", is_reached(2, admitted)),
        ("told", is_reached(3, told)),
        ("signed", commitment.map(|signed| signed.signed_on)),
        ("publicity", until.filter(|_| is_public)),
        ("parties", project.parties_on),
        ("noticed", notice),
    ]
    .into_iter()
    .map(|(key, on)| StepView {
        key,
        on: on.map(|on| on.to_string()),
        state: if on.is_some() { "done" } else { "next" },
    })
    .collect();
    if let Some(current) = steps.iter_mut().find(|step| step.state == "next") {
        current.state = "current";
        if current.key == "publicity" {
            current.on = until.map(|until| until.to_string());
        }
    }
    steps
}
