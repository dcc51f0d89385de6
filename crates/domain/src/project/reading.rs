//! Which papers of a project somebody may read: the enterprise and its window all of them, a
//! department those of the cases it decides or was asked about, and no others (PIPL 6: only
//! what the purpose needs), and what was written about the works it supervises.

use super::building::{Building, CheckState, FindingState};
use super::event::{Letter, StoredFile};
use super::letters::form;
use super::{Project, relations};
use crate::access::{Action, Actor, Relation};
use crate::catalogue::{Catalogue, DepartmentCode};

impl Project {
    /// The file with this content, if the actor may read it.
    pub fn readable_file(
        &self,
        actor: &Actor,
        sha256: &str,
        catalogue: &Catalogue,
    ) -> Option<&StoredFile> {
        let concerns = relations(self, None, actor).contains(&Relation::SameDepartment);
        if (concerns || self.is_open_as_a_whole(actor))
            && let Some(file) = self.building.file(sha256)
        {
            return Some(file);
        }
        if self.is_open_as_a_whole(actor) {
            return self.dossier.find_file(sha256);
        }
        self.cases
            .values()
            .filter(|case| {
                actor.may(
                    Action::ReadCaseFile,
                    &relations(self, Some(&case.number), actor),
                )
            })
            .filter_map(|case| catalogue.item(&case.item))
            .flat_map(|item| &item.materials)
            .flat_map(|material| self.dossier.versions(&material.code))
            .map(|version| &version.file)
            .find(|file| file.sha256 == sha256)
    }

    /// Whether the actor may read the letter.
    pub fn is_letter_readable(&self, actor: &Actor, letter: &Letter) -> bool {
        let mut cards = self.building.cards.iter();
        if let Some(card) = cards.find(|card| card.number == letter.number) {
            return card.is_shown_to(actor)
                && actor.may(Action::ReadCaseFile, &relations(self, None, actor));
        }
        self.is_open_as_a_whole(actor)
            || letter
                .cases
                .iter()
                .any(|case| actor.may(Action::ReadCaseFile, &relations(self, Some(case), actor)))
            || self.is_letter_of_works(actor, letter)
    }

    /// Whether the letter is about the works and the actor of a department that supervises them; a card is read by the
    /// department it is for.
    fn is_letter_of_works(&self, actor: &Actor, letter: &Letter) -> bool {
        let relations = relations(self, None, actor);
        let supervises = relations.contains(&Relation::SameDepartment)
            && actor.may(Action::ReadCaseFile, &relations);
        supervises
            && match letter.form.as_str() {
                form::COMMITMENT
                | form::CONSTRUCTION_NOTICE
                | form::RECTIFICATION_ORDER
                | form::STOP_ORDER
                | form::REVOCATION
                | form::RESUMPTION
                | form::ACCEPTANCE_INVITATION
                | form::ACCEPTANCE_OPINION => true,
                form::CARD => self.building.cards.iter().any(|card| {
                    let department = card.department.as_ref().map(DepartmentCode::as_str);
                    card.number == letter.number && department == actor.department.as_deref()
                }),
                _ => false,
            }
    }

    /// Whether the right to the papers comes from the project itself and not from a case of it.
    fn is_open_as_a_whole(&self, actor: &Actor) -> bool {
        let mut relations = relations(self, None, actor);
        relations.retain(|relation| *relation != Relation::SameDepartment);
        actor.may(Action::ReadCaseFile, &relations)
    }
}

impl Building {
    /// A photograph of a check, or what was handed in with a rectification.
    fn file(&self, sha256: &str) -> Option<&StoredFile> {
        let photos = self.checks.iter().flat_map(|check| match &check.state {
            CheckState::Done(result) => result.photos.as_slice(),
            CheckState::Planned | CheckState::Cancelled { .. } => &[],
        });
        let evidence = self
            .findings
            .iter()
            .flat_map(|finding| match &finding.state {
                FindingState::Rectified { evidence, .. } => evidence.as_slice(),
                FindingState::Open { .. }
                | FindingState::Verified { .. }
                | FindingState::Dismissed { .. } => &[],
            });
        photos.chain(evidence).find(|file| file.sha256 == sha256)
    }
}
