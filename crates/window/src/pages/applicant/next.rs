//! The enterprise's next step on the project page: what it is, until when, and the page it is taken on.

use jiff::civil::Date;
use serde::Serialize;
use window_domain::access::{Action, Actor};
use window_domain::catalogue::Text;
use window_domain::project::progress::{MaterialStatus, NextAction, Progress};
use window_domain::project::{Project, relations};

use crate::app::App;

/// What the enterprise can do now, and where.
#[derive(Debug, Serialize)]
pub(super) struct Step {
    key: &'static str,
    /// The item it is about, where it is about one.
    what: Option<Text>,
    href: String,
    due: Option<String>,
}

/// The enterprise's next step with the page it is taken on; `None` if somebody else is at work, or if
/// the visitor may not take it.
pub(super) fn step(
    app: &App,
    actor: &Actor,
    project: &Project,
    progress: &Progress<'_>,
) -> Option<Step> {
    let base = format!("/my/projects/{}", project.id);
    let next = progress.next_action();
    let mut what = None;
    let (key, href, action, due) = match &next {
        NextAction::AnswerCorrection(number) => (
            "next-answer_correction",
            "/my/inbox".to_owned(),
            Action::AnswerCorrection,
            correction_due(project, number),
        ),
        NextAction::ConfirmMaterials => (
            "next-confirm_materials",
            unconfirmed(progress, &base),
            Action::ConfirmMaterial,
            None,
        ),
        NextAction::Sign => (
            "next-sign",
            format!("{base}/commitment"),
            Action::SignCommitment,
            None,
        ),
        NextAction::EnterParties => (
            "next-enter_parties",
            format!("{base}/parties"),
            Action::EnterParties,
            None,
        ),
        NextAction::Submit(ready) => {
            let catalogue = app.office.rules_of(project);
            let mut items = ready.iter().filter_map(|code| catalogue.item(code));
            // The page of handing in helps nobody whose papers are all still missing.
            match (
                items.clone().any(|item| progress.is_complete(item)),
                items.next(),
            ) {
                (false, Some(first)) => {
                    what = Some(first.name.clone());
                    let href = format!("{base}/steps/{}", first.code);
                    ("next-upload", href, Action::AddMaterial, None)
                }
                _ => ("next-submit", format!("{base}/check"), Action::Submit, None),
            }
        }
        NextAction::KeepPromise { item, due } => {
            what = app
                .office
                .catalogue
                .item(item)
                .map(|item| item.name.clone());
            let href = format!("{base}/steps/{item}");
            ("next-keep_promise", href, Action::Submit, *due)
        }
        other => while_building(other, &base)?,
    };
    let is_shown = match action {
        // The letter is read by all of the enterprise, who see there who signs; the inbox is the enterprise's.
        Action::SignCommitment | Action::AnswerCorrection => {
            actor.enterprise == Some(project.builder.id)
        }
        _ => actor.may(action, &relations(project, None, actor)),
    };
    is_shown.then(|| Step {
        key,
        what,
        href,
        due: due.map(|due| due.to_string()),
    })
}

/// What is done on the page of the works.
fn while_building(
    next: &NextAction,
    base: &str,
) -> Option<(&'static str, String, Action, Option<Date>)> {
    let (key, anchor, action, due) = match next {
        NextAction::FollowOrder { due, .. } => (
            "next-follow_order",
            "orders",
            Action::AnswerOrder,
            Some(*due),
        ),
        NextAction::PutRight { due, .. } => (
            "next-put_right",
            "findings",
            Action::RectifyFinding,
            Some(*due),
        ),
        NextAction::AnswerCard { due, .. } => {
            ("next-answer_card", "cards", Action::AnswerCard, Some(*due))
        }
        NextAction::AskReinspection { due } => (
            "next-ask_reinspection",
            "acceptance",
            Action::ApplyAcceptance,
            *due,
        ),
        NextAction::ReportMilestone(_) => (
            "next-report_milestone",
            "works",
            Action::ReportMilestone,
            None,
        ),
        NextAction::ApplyAcceptance => (
            "next-apply_acceptance",
            "acceptance",
            Action::ApplyAcceptance,
            None,
        ),
        _ => return None,
    };
    Some((key, format!("{base}/building#{anchor}"), action, due))
}

fn correction_due(project: &Project, number: &str) -> Option<Date> {
    let mut corrections = project.corrections.iter();
    corrections
        .find(|correction| correction.number == number)
        .map(|correction| correction.due)
}

/// The step page of the first item with a file that the enterprise has to confirm.
fn unconfirmed(progress: &Progress<'_>, base: &str) -> String {
    let items = progress.items();
    let found = items.iter().find(|(item, _)| {
        progress
            .slots(item)
            .iter()
            .any(|slot| slot.status == MaterialStatus::Unconfirmed)
    });
    found.map_or_else(
        || base.to_owned(),
        |(item, _)| format!("{base}/steps/{}", item.code),
    )
}
