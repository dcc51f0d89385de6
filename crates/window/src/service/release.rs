//! A release of the catalogue from the files somebody hands in to the day it is in force: every fault told at once, what it
//! changes, a second person, and files that stay as they were.

use std::sync::Arc;

use anyhow::{Context, anyhow};
use jiff::civil::Date;
use window_domain::access::{Action, Actor};
use window_domain::catalogue::{
    CALENDAR_FILE, Catalogue, Change, RELEASE_NAME_MAX, Releases, completed, diff,
    files_of_release, is_release_name, lint, release_hash,
};
use window_domain::refusal::{Code, Refusal, Refusals, check_text};
use window_letters::Letters;
use window_store::{CatalogueRelease, ImportDecided, ReleaseKept, ReleaseState, Store};

pub use super::release_meaning::{Differing, Meaning};

use super::audited::allowed;
use super::catalogue_in_force::kept;
use super::{CatalogueFiles, Office, Refused, Request, release_layouts};
use crate::city::City;
use crate::register::leaves::release::of_release;

/// Longest purpose or reason, in characters.
pub const REASON_MAX: usize = 500;
/// Faults told at once; a file of another kind has hundreds.
const FAULTS_MAX: usize = 60;

/// What somebody hands in.
#[derive(Debug, Clone)]
pub struct NewRelease {
    /// Path to text.
    pub files: CatalogueFiles,
    /// First day it is to be in force.
    pub effective_on: Date,
    /// What it is for.
    pub purpose: String,
}

/// What a second person says to a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReleaseVerdict {
    /// It is in force from its day.
    Approve,
    /// It is rejected for this reason.
    Reject(String),
    /// It is taken back before its day, for this reason.
    Withdraw(String),
}

impl Office {
    /// Takes up a release, to be decided by somebody else. A second click finds the same one.
    ///
    /// # Errors
    /// Every fault of its files; another release that waits; a day gone by; a failing store.
    pub async fn import_release(
        &self,
        actor: &Actor,
        (new, letters): (NewRelease, &Letters),
        request: &Request,
    ) -> Result<String, Refused> {
        let user = allowed(actor, Action::ImportRelease)?;
        let id = self.named_id("rel", request)?;
        if self.store.catalogue_release(&id).await?.is_some() {
            return Ok(id);
        }
        let files = files_of_release(new.files);
        let new_files = (&files, new.effective_on, new.purpose.as_str());
        let name = self.check_release(new_files, letters).await?;
        let audited = self.audited(actor, ("release.import", format!("release/{id}")), request);
        let release = CatalogueRelease {
            id: id.clone(),
            number: 0,
            name,
            effective_on: new.effective_on,
            hash: release_hash(&files),
            purpose: new.purpose.trim().to_owned(),
            state: ReleaseState::Waiting,
            imported_by: Some(user),
            imported_at: audited.at,
            decided_by: None,
            decided_at: None,
            reason: String::new(),
        };
        let done = self.store.keep_release((&release, &files), &audited);
        match done.await? {
            ReleaseKept::Done => Ok(id),
            ReleaseKept::Waiting => Err(Refusals::from(Code::ReleaseWaiting).into()),
            ReleaseKept::NameTaken => Err(name_taken(&release.name).into()),
        }
    }

    /// Everything against a release, and its name.
    ///
    /// # Errors
    /// Every fault at once; a failing store.
    pub async fn check_release(
        &self,
        (files, effective_on, purpose): (&CatalogueFiles, Date, &str),
        letters: &Letters,
    ) -> Result<String, Refused> {
        let catalogue = Catalogue::from_files(files).map_err(|problems| {
            let told = problems.iter().take(FAULTS_MAX).map(|problem| {
                Refusal::new(Code::ReleaseUnread)
                    .with("file", &problem.file)
                    .with("problem", problem.problem.trim())
                    .at("files")
            });
            Refusals(told.collect())
        })?;
        let name = catalogue.release().to_owned();
        let mut found = Vec::new();
        check_text(purpose, "purpose", REASON_MAX, &mut found);
        if effective_on < self.today() {
            found.push(
                Refusal::new(Code::ReleaseDay)
                    .with("on", effective_on)
                    .at("effective_on"),
            );
        }
        if !is_release_name(&name) {
            let refusal = Refusal::new(Code::ReleaseName).with("name", &name);
            found.push(refusal.with("max", RELEASE_NAME_MAX).at("name"));
        }
        let releases = self.store.catalogue_releases().await?;
        let is_taken = |one: &CatalogueRelease| is_kept(one.state) && one.name == name;
        if releases.iter().any(is_taken) || self.catalogue.releases().named(&name).is_some() {
            found.extend(name_taken(&name).0);
        }
        found.extend(lint(&catalogue).iter().take(FAULTS_MAX).map(|finding| {
            let kind = serde_json::to_value(finding.kind).unwrap_or_default();
            Refusal::new(Code::ReleaseFinding)
                .with("place", &finding.place)
                .with("finding", kind.as_str().unwrap_or_default())
                .with("detail", &finding.detail)
                .at("files")
        }));
        found.extend(self.departments_gone(&catalogue).await?);
        let changes = self.changes_of(files).await?;
        if changes.is_empty() {
            found.push(Refusal::new(Code::ReleaseSame).at("files"));
        }
        let touched = changes.iter().map(|it| it.file.as_str()).collect();
        let release = (files, &catalogue);
        found.extend(release_layouts::faults(letters, release, &touched));
        Refusals::check(found)?;
        Ok(name)
    }

    /// Departments that somebody still works for.
    async fn departments_gone(&self, catalogue: &Catalogue) -> Result<Vec<Refusal>, Refused> {
        let people = self.store.staffed_departments().await?;
        let is_gone = |code: &String| {
            let known = catalogue.departments();
            !known.into_iter().any(|it| it.code.as_str() == code)
        };
        let gone = people.into_iter().filter(|(code, _)| is_gone(code));
        let told = gone.map(|(code, people)| {
            Refusal::new(Code::ReleaseDepartment)
                .with("department", code)
                .with("n", people)
                .at("files")
        });
        Ok(told.collect())
    }

    /// What files change against the newest release that is or will be in force. A new name alone is no change.
    ///
    /// # Errors
    /// A failing store.
    pub async fn changes_of(&self, files: &CatalogueFiles) -> Result<Vec<Change>, Refused> {
        let newest = self.newest_files().await?;
        let changes = diff(&newest, files);
        Ok(changes
            .into_iter()
            .filter(|it| !is_name_of_release(it))
            .collect())
    }

    /// The files of the newest release that is or will be in force: what the next one begins from.
    ///
    /// # Errors
    /// A failing store.
    pub async fn newest_files(&self) -> Result<CatalogueFiles, Refused> {
        let releases = self.store.catalogue_releases().await?;
        let newest = in_order(releases).into_iter().next_back();
        let files = match newest {
            Some(release) => self.store.release_files(&release.id).await?,
            None => None,
        };
        let shipped = self.catalogue.shipped();
        let files = files.unwrap_or_else(|| shipped.clone());
        Ok(files_of_release(completed(files, shipped)))
    }

    /// The files of a release as a city's folder has them, with the calendar that came with the program.
    ///
    /// # Errors
    /// [`Refused::NotFound`] if there is no such release; a failing store.
    pub async fn release_folder(&self, id: &str) -> Result<CatalogueFiles, Refused> {
        let files = self.store.release_files(id).await?;
        let mut files = files.ok_or(Refused::NotFound)?;
        if let Some(calendar) = self.catalogue.shipped().get(CALENDAR_FILE) {
            files.insert(CALENDAR_FILE.to_owned(), calendar.clone());
        }
        Ok(files)
    }

    /// Approves, rejects or takes back a release.
    ///
    /// # Errors
    /// Whoever handed it in; a release that is decided, in force already, or whose day has gone by; a failing store.
    pub async fn decide_release(
        &self,
        actor: &Actor,
        (id, verdict): (&str, &ReleaseVerdict),
        request: &Request,
    ) -> Result<(), Refused> {
        let user = allowed(actor, Action::DecideRelease)?;
        let release = self.store.catalogue_release(id).await?;
        let release = release.ok_or(Refused::NotFound)?;
        let (from, to, reason) = match verdict {
            ReleaseVerdict::Approve => (ReleaseState::Waiting, ReleaseState::Approved, ""),
            ReleaseVerdict::Reject(why) => {
                (ReleaseState::Waiting, ReleaseState::Rejected, why.trim())
            }
            ReleaseVerdict::Withdraw(why) => {
                (ReleaseState::Approved, ReleaseState::Withdrawn, why.trim())
            }
        };
        if release.decided_by.as_ref() == Some(&user) && release.state == to {
            return Ok(());
        }
        self.check_verdict((&release, &user), (from, to, reason))?;
        let audited = self.audited(
            actor,
            (audit_name(verdict), format!("release/{id}")),
            request,
        );
        let leaf = of_release(&release, to, (actor.acting_role(), audited.at));
        let done = self
            .store
            .decide_release((id, reason), (from, to), (&audited, leaf.as_ref()))
            .await?;
        if done == ImportDecided::Over {
            return Err(Refusals::from(Code::ReleaseOver).into());
        }
        self.take_up_releases().await
    }

    fn check_verdict(
        &self,
        (release, user): (&CatalogueRelease, &String),
        (from, to, reason): (ReleaseState, ReleaseState, &str),
    ) -> Result<(), Refusals> {
        if release.state != from {
            return Err(Code::ReleaseOver.into());
        }
        let is_own = release.imported_by.as_ref() == Some(user);
        let mut found = Vec::new();
        match to {
            ReleaseState::Approved if is_own => found.push(Code::ReleaseOwn.into()),
            ReleaseState::Approved if release.effective_on < self.today() => {
                found.push(Refusal::new(Code::ReleaseDay).with("on", release.effective_on));
            }
            ReleaseState::Withdrawn if release.effective_on <= self.today() => {
                let refusal = Refusal::new(Code::ReleaseInForce);
                found.push(refusal.with("on", release.effective_on));
            }
            ReleaseState::Rejected | ReleaseState::Withdrawn => {
                check_text(reason, "reason", REASON_MAX, &mut found);
            }
            _ => {}
        }
        Refusals::check(found)
    }

    /// Takes up every approved release and lets that of today be in force: at the start, after a decision, and with every
    /// tick of the jobs, so that a release comes into force on its day whoever approved it.
    ///
    /// # Errors
    /// A failing store, or a recorded release this program cannot read.
    pub async fn take_up_releases(&self) -> Result<(), Refused> {
        let today = self.today();
        let mut recorded = self.store.catalogue_releases().await?;
        if recorded.is_empty() {
            self.record_first(today).await?;
            recorded = self.store.catalogue_releases().await?;
        }
        let (known, hashes) = self.catalogue.taken_up();
        let approved = in_order(recorded);
        let is_known = approved.len() == known.len()
            && approved
                .iter()
                .zip(known.iter().zip(hashes))
                .all(|(one, (other, hash))| {
                    let is_first = one.imported_by.is_none();
                    one.hash == *hash && (is_first || one.effective_on == other.from)
                });
        if is_known {
            self.catalogue.turn_to(today);
            return Ok(());
        }
        let mut releases: Option<Releases<&'static Catalogue>> = None;
        for release in &approved {
            let mut taken_up = known.iter().zip(hashes);
            let catalogue = match taken_up.find(|(_, hash)| **hash == release.hash) {
                Some((taken_up, _)) => taken_up.catalogue,
                None => kept(Arc::new(self.recorded(release).await?)),
            };
            match &mut releases {
                Some(releases) => releases.add(release.effective_on, catalogue),
                None => releases = Some(Releases::new(catalogue)),
            }
        }
        if let Some(releases) = releases {
            let hashes = approved.into_iter().map(|it| it.hash).collect();
            self.catalogue.set((releases, hashes), today);
        }
        Ok(())
    }

    /// A recorded release, read by this program.
    async fn recorded(&self, release: &CatalogueRelease) -> Result<Catalogue, Refused> {
        let shipped = self.catalogue.shipped();
        read(&self.store, release, shipped)
            .await
            .map_err(|error| Refused::Broken(format!("{error:#}")))
    }

    /// What came with the program is the first release.
    async fn record_first(&self, today: Date) -> Result<(), Refused> {
        let files = files_of_release(self.catalogue.shipped().clone());
        let audited = self.audited(
            &Actor::system(),
            ("release.first", "release/rel_first".to_owned()),
            &Request::default(),
        );
        let release = CatalogueRelease {
            id: "rel_first".to_owned(),
            number: 0,
            name: self.catalogue.release().to_owned(),
            effective_on: today,
            hash: release_hash(&files),
            purpose: String::new(),
            state: ReleaseState::Approved,
            imported_by: None,
            imported_at: audited.at,
            decided_by: None,
            decided_at: None,
            reason: String::new(),
        };
        let first = (&release, &files);
        Ok(self.store.keep_first_release(first, &audited).await?)
    }
}

/// Whether a change is that of the release's own name.
pub(super) fn is_name_of_release(change: &Change) -> bool {
    change.file == "city.toml" && change.path == "release"
}

/// Whether a name stays taken: somebody may have begun under it, or been told of it.
const fn is_kept(state: ReleaseState) -> bool {
    matches!(state, ReleaseState::Approved | ReleaseState::Withdrawn)
}

/// What is or will be in force, in the order it was decided; the first is the one that came with the program.
fn in_order(releases: Vec<CatalogueRelease>) -> Vec<CatalogueRelease> {
    let is_approved = |one: &CatalogueRelease| one.state == ReleaseState::Approved;
    let mut approved: Vec<_> = releases.into_iter().filter(is_approved).collect();
    approved.sort_by_key(|one| (one.imported_by.is_some(), one.effective_on, one.decided_at));
    approved
}

async fn read(
    store: &Store,
    release: &CatalogueRelease,
    shipped: &CatalogueFiles,
) -> anyhow::Result<Catalogue> {
    let name = &release.name;
    let files = store.release_files(&release.id).await?;
    let files = files.with_context(|| format!("release `{name}` has no files"))?;
    Catalogue::from_files(&completed(files, shipped)).map_err(|problems| {
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        anyhow!("read release `{name}`: {}", told.join("; "))
    })
}

/// The releases a database has, for work without an office; the city's own if it has none.
///
/// # Errors
/// A failing store, or a recorded release this program cannot read.
pub async fn recorded_releases(
    store: &Store,
    city: &City,
) -> anyhow::Result<Releases<Arc<Catalogue>>> {
    let mut releases = None;
    for release in in_order(store.catalogue_releases().await?) {
        let catalogue = Arc::new(read(store, &release, &city.files).await?);
        match &mut releases {
            None => releases = Some(Releases::new(catalogue)),
            Some(releases) => Releases::add(releases, release.effective_on, catalogue),
        }
    }
    Ok(releases.unwrap_or_else(|| Releases::new(Arc::clone(&city.catalogue))))
}

fn name_taken(name: &str) -> Refusals {
    Refusal::new(Code::ReleaseNameTaken)
        .with("name", name)
        .at("name")
        .into()
}

const fn audit_name(verdict: &ReleaseVerdict) -> &'static str {
    match verdict {
        ReleaseVerdict::Approve => "release.approve",
        ReleaseVerdict::Reject(_) => "release.reject",
        ReleaseVerdict::Withdraw(_) => "release.withdraw",
    }
}
