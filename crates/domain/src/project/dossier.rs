//! The dossier (档案袋): all materials of a project over all stages. A material belongs to the
//! project, not to the case, so nothing held is asked for twice.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use jiff::Timestamp;

use super::agency::event::ProxyAct;
use super::event::{ProjectEvent, StoredFile};
use super::{Decided, Project};
use crate::access::Relation;
use crate::catalogue::MaterialCode;
use crate::context::{By, Context};
use crate::refusal::{Code, Refusal};

/// All materials of a project with all their versions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dossier(BTreeMap<MaterialCode, Vec<Version>>);

/// One version of a material.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// From 1.
    pub number: u16,
    /// The file.
    pub file: StoredFile,
    /// When it was put in.
    pub at: Timestamp,
    /// By whom.
    pub by: By,
    /// Put in by the window for the enterprise (代传).
    pub on_behalf: bool,
    /// Confirmed by the enterprise; always true for its own.
    pub confirmed: bool,
}

impl Dossier {
    /// The newest version of a material.
    pub fn newest(&self, material: &MaterialCode) -> Option<&Version> {
        self.0.get(material).and_then(|versions| versions.last())
    }

    /// Number of the newest version; 0 if there is none.
    pub fn version(&self, material: &MaterialCode) -> u16 {
        self.newest(material).map_or(0, |version| version.number)
    }

    /// All versions of a material, oldest first.
    pub fn versions(&self, material: &MaterialCode) -> &[Version] {
        self.0.get(material).map_or(&[], Vec::as_slice)
    }

    /// Every material that has a file.
    pub fn materials(&self) -> impl Iterator<Item = (&MaterialCode, &Version)> {
        self.0
            .iter()
            .filter_map(|(code, versions)| versions.last().map(|version| (code, version)))
    }

    /// The version with this content, whichever material it belongs to.
    pub fn find_file(&self, sha256: &str) -> Option<&StoredFile> {
        self.0
            .values()
            .flatten()
            .map(|version| &version.file)
            .find(|file| file.sha256 == sha256)
    }

    pub(super) fn put(&mut self, material: &MaterialCode, version: Version) {
        self.0.entry(material.clone()).or_default().push(version);
    }

    pub(super) fn confirm(&mut self, material: &MaterialCode, number: u16) {
        if let Some(versions) = self.0.get_mut(material) {
            for version in versions
                .iter_mut()
                .filter(|version| version.number == number)
            {
                version.confirmed = true;
            }
        }
    }
}

pub(super) fn add(
    project: &Project,
    material: &MaterialCode,
    file: &StoredFile,
    context: &Context<'_>,
) -> Decided {
    if context.catalogue.material_name(material).is_none() {
        return Err(Refusal::new(Code::UnknownMaterial)
            .with("material", material)
            .into());
    }
    // The same content again is the same paper: no new version, no second effect.
    if project
        .dossier
        .newest(material)
        .is_some_and(|version| version.file.sha256 == file.sha256)
    {
        return Ok(Vec::new());
    }
    let relations = super::relations(project, None, context.actor);
    let on_behalf = !relations.contains(&Relation::Own);
    let may = project
        .agency
        .is_authorised(ProxyAct::Upload, context.today);
    Ok(alloc::vec![ProjectEvent::MaterialAdded {
        material: material.clone(),
        version: project.dossier.version(material).saturating_add(1),
        file: file.clone(),
        on_behalf,
        authorised: on_behalf && may,
    }])
}

pub(super) fn confirm(project: &Project, material: &MaterialCode) -> Decided {
    let Some(version) = project.dossier.newest(material) else {
        return Err(Refusal::new(Code::MaterialMissing)
            .with("material", material)
            .into());
    };
    if version.confirmed {
        return Ok(Vec::new());
    }
    Ok(alloc::vec![ProjectEvent::MaterialConfirmed {
        material: material.clone(),
        version: version.number,
    }])
}
