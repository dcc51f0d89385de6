//! What a release would mean: its changes against the one before, and how soon projects like those of today could begin to
//! build under it.

use std::sync::Arc;

use window_domain::catalogue::{Catalogue, Change, completed, diff, files_of_release};
use window_domain::id::entity::ProjectId;
use window_domain::plan::{self, Plan};
use window_domain::project::Project;
use window_store::{CatalogueRelease, PAGE_MAX, Page, ProjectFilter, ReleaseState, Viewer};

use super::release::is_name_of_release;
use super::{CatalogueFiles, Office, Refused};

/// Projects that are planned anew; the newest ones are like those to come.
const PROJECTS: u16 = PAGE_MAX;
/// Projects that are named.
const NAMED: usize = 20;

/// How a project of today would go if it began under a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differing {
    /// The project.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Working days from filing to the start of construction by the release in force.
    pub before: i32,
    /// By the release looked at.
    pub after: i32,
    /// Items that apply by the release in force.
    pub items_before: usize,
    /// By the release looked at.
    pub items_after: usize,
}

/// What a release would mean for projects like those of today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meaning {
    /// How many were planned anew.
    pub all: usize,
    /// How many of them would go another way.
    pub count: usize,
    /// Some of those.
    pub differing: Vec<Differing>,
}

impl Office {
    /// What a release changes against what was, or is, in force before it.
    ///
    /// # Errors
    /// A failing store.
    pub async fn changes_by(&self, release: &CatalogueRelease) -> Result<Vec<Change>, Refused> {
        let all = self.store.catalogue_releases().await?;
        let before = all
            .into_iter()
            .rfind(|it| it.state == ReleaseState::Approved && it.number < release.number);
        let Some(before) = before else {
            return Ok(Vec::new());
        };
        let (old, new) = (self.files(&before).await?, self.files(release).await?);
        let changes = diff(&old, &new);
        Ok(changes
            .into_iter()
            .filter(|it| !is_name_of_release(it))
            .collect())
    }

    async fn files(&self, release: &CatalogueRelease) -> Result<CatalogueFiles, Refused> {
        let files = self.store.release_files(&release.id).await?;
        let files = files.ok_or(Refused::NotFound)?;
        Ok(files_of_release(completed(files, self.catalogue.shipped())))
    }

    /// Plans the newest projects anew, by the release in force and by this one.
    ///
    /// # Errors
    /// A failing store, or a release that cannot be read.
    pub async fn meaning_of(&self, release: &CatalogueRelease) -> Result<Meaning, Refused> {
        let new = Catalogue::from_files(&self.files(release).await?);
        let new = new.map_err(|_| Refused::Broken("read a release".to_owned()))?;
        let page = Page::first(PROJECTS);
        let rows = self
            .store
            .read(&Viewer::Oversight)
            .projects(&ProjectFilter::default(), &page)
            .await?;
        let mut meaning = Meaning {
            all: 0,
            count: 0,
            differing: Vec::new(),
        };
        for row in rows.rows {
            let Ok(id) = row.id.parse::<ProjectId>() else {
                continue;
            };
            let Some(project) = self.load::<Project>(id).await?.state else {
                continue;
            };
            let plans = (
                self.plan(&project, &self.catalogue),
                self.plan(&project, &new),
            );
            let (Some(old), Some(new)) = plans else {
                continue;
            };
            meaning.all += 1;
            if old.working_days_to_start != new.working_days_to_start
                || old.items.len() != new.items.len()
            {
                meaning.count += 1;
                if meaning.differing.len() < NAMED {
                    meaning.differing.push(Differing {
                        id: row.id,
                        name: row.name,
                        before: old.working_days_to_start,
                        after: new.working_days_to_start,
                        items_before: old.items.len(),
                        items_after: new.items.len(),
                    });
                }
            }
        }
        Ok(meaning)
    }

    fn plan(&self, project: &Arc<Project>, catalogue: &Catalogue) -> Option<Plan> {
        let from = project.created_on;
        plan::make(
            catalogue,
            &project.facts,
            project.track,
            from,
            &self.calendar,
        )
        .ok()
    }
}
