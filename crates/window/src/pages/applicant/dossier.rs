//! The dossier (档案袋) on the project page: each material once, how it stands, and where it is used.

use serde::Serialize;
use window_domain::catalogue::{ItemCode, MaterialCode, Text};
use window_domain::project::Project;
use window_domain::project::progress::{ItemProgress, MaterialStatus, Progress, Slot};

use crate::app::App;

/// Items named in a line; the others are counted.
const NAMED: usize = 2;

/// The materials that matter now, and how many more later items will ask for.
#[derive(Debug, Serialize)]
pub(super) struct DossierView {
    rows: Vec<MaterialView>,
    held: usize,
    later: usize,
}

/// A material of the project.
#[derive(Debug, Serialize)]
struct MaterialView {
    name: Text,
    state: &'static str,
    version: u16,
    /// The newest file.
    file: Option<String>,
    /// Where it is handed in.
    slot: Option<String>,
    used: Vec<Text>,
    more: usize,
}

/// A material with the items that ask for it.
struct Use<'a> {
    slot: Slot<'a>,
    items: Vec<(&'a ItemCode, &'a Text)>,
    is_now: bool,
}

pub(super) fn dossier(app: &App, project: &Project, progress: &Progress<'_>) -> DossierView {
    let uses = uses(progress);
    let (now, later): (Vec<_>, Vec<_>) = uses.into_iter().partition(|one| one.is_now);
    let mut rows: Vec<MaterialView> = now.iter().map(|one| row(project, one)).collect();
    // A file of an item that no longer applies is still in the dossier.
    let known: Vec<&MaterialCode> = progress
        .items()
        .iter()
        .flat_map(|(item, _)| &item.materials)
        .map(|paper| &paper.code)
        .collect();
    let others = project.dossier.materials();
    for (code, _) in others.filter(|(code, _)| !known.contains(code)) {
        let name = app.office.rules_of(project).material_name(code).cloned();
        rows.extend(name.map(|name| MaterialView {
            name,
            state: "present",
            version: project.dossier.version(code),
            file: file(project, code),
            slot: None,
            used: Vec::new(),
            more: 0,
        }));
    }
    DossierView {
        held: rows.iter().filter(|row| row.state != "missing").count(),
        rows,
        later: later.len(),
    }
}

/// Every material once, in the order of the items. What is there or can be handed in now counts as now.
fn uses<'a>(progress: &Progress<'a>) -> Vec<Use<'a>> {
    let mut uses: Vec<Use<'a>> = Vec::new();
    for (item, state) in progress.items() {
        let is_open = matches!(state, ItemProgress::Ready | ItemProgress::InHand);
        for slot in progress.slots(item) {
            let is_now = is_open || slot.status != MaterialStatus::Missing;
            let known = uses
                .iter_mut()
                .find(|one| one.slot.requirement.code == slot.requirement.code);
            match known {
                Some(known) => {
                    known.items.push((&item.code, &item.name));
                    known.is_now |= is_now;
                }
                None => uses.push(Use {
                    slot,
                    items: vec![(&item.code, &item.name)],
                    is_now,
                }),
            }
        }
    }
    uses
}

fn row(project: &Project, one: &Use<'_>) -> MaterialView {
    let paper = one.slot.requirement;
    let state = match one.slot.status {
        MaterialStatus::Missing => "missing",
        MaterialStatus::Unconfirmed => "unconfirmed",
        MaterialStatus::Present => "present",
        MaterialStatus::Held => "held",
    };
    let names = one.items.iter().map(|(_, name)| (*name).clone());
    MaterialView {
        name: paper.name.clone(),
        state,
        version: project.dossier.version(&paper.code),
        file: file(project, &paper.code),
        slot: one.items.first().map(|(item, _)| {
            format!(
                "/my/projects/{}/steps/{item}#slot-{}",
                project.id, paper.code
            )
        }),
        used: names.take(NAMED).collect(),
        more: one.items.len().saturating_sub(NAMED),
    }
}

fn file(project: &Project, code: &MaterialCode) -> Option<String> {
    let newest = project.dossier.newest(code)?;
    Some(format!("/files/{}/{}", project.id, newest.file.sha256))
}
