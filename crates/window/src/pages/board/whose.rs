//! Whose figures are shown: of which region, and of the people of which organisation. Both stand in the address.

use minijinja::{Value, context};
use serde::Deserialize;
use window_domain::access::{Actor, Territory};
use window_domain::catalogue::{Organisation, Region};
use window_store::{Reader, Viewer};

use crate::app::App;
use crate::http::{PageError, encoded};
use crate::templates::view;

/// Region and organisation as asked for; both may be left out.
#[derive(Debug, Default, Clone, Deserialize)]
pub(in crate::pages) struct Scope {
    #[serde(default)]
    region: String,
    #[serde(default)]
    organisation: String,
}

/// Who looks at what.
#[derive(Debug)]
pub(in crate::pages) struct Whose {
    viewer: Viewer,
    /// Regions that can be chosen: those the actor reaches.
    regions: Vec<Region>,
    /// Organisations that can be chosen: those that serve one of these.
    organisations: Vec<Organisation>,
    region: Option<String>,
    employer: Option<String>,
}

impl Whose {
    /// What the actor asked for. A region the actor does not reach is not found, as one that does not exist.
    pub(in crate::pages) fn of(app: &App, actor: &Actor, scope: &Scope) -> Result<Self, PageError> {
        let catalogue = &app.office.catalogue;
        let reached = &actor.territory;
        let mut regions = catalogue.regions();
        regions.retain(|region| reached.covers(&region.code));
        let mut organisations = catalogue.organisations().list.clone();
        organisations.retain(|one| one.regions.iter().any(|code| reached.covers(code)));
        let chosen = |code: &str| (!code.is_empty()).then(|| code.to_owned());
        let (region, employer) = (chosen(&scope.region), chosen(&scope.organisation));
        let is_open = |code: &String| reached.covers(code);
        let is_known = |code: &String| organisations.iter().any(|one| one.code == *code);
        if !region.as_ref().is_none_or(is_open) || !employer.as_ref().is_none_or(is_known) {
            return Err(PageError::not_found());
        }
        let territory = match &region {
            Some(code) => reached.only(code),
            None => reached.clone(),
        };
        Ok(Self {
            viewer: Viewer::Window(territory),
            regions,
            organisations,
            region,
            employer,
        })
    }

    /// Reads of that region, and figures of people of that organisation.
    pub(in crate::pages) fn reader<'a>(&'a self, app: &'a App) -> Reader<'a> {
        let reader = app.store.read(&self.viewer);
        reader.employed_by(self.employer.as_deref())
    }

    /// The organisation chosen.
    pub(in crate::pages) fn employer(&self) -> Option<&str> {
        self.employer.as_deref()
    }

    /// The regions shown, with the viewer of each.
    pub(super) fn parts(&self, actor: &Actor) -> Vec<(Region, Viewer)> {
        let shown = self.regions.iter().filter(|region| {
            let chosen = self.region.as_ref();
            chosen.is_none_or(|code| *code == region.code)
        });
        let viewer = |code: &str| -> Territory { actor.territory.only(code) };
        shown
            .map(|region| (region.clone(), Viewer::Window(viewer(&region.code))))
            .collect()
    }

    /// What addresses behind these figures end with.
    pub(in crate::pages) fn suffix(&self) -> String {
        let asked = [("region", &self.region), ("organisation", &self.employer)];
        let asked = asked
            .into_iter()
            .filter_map(|(name, code)| Some((name, code.as_ref()?)));
        let parts = asked.map(|(name, code)| ["&", name, "=", &encoded(code)].concat());
        parts.collect()
    }

    /// As pages show it.
    pub(in crate::pages) fn view(&self) -> Value {
        context! {
            regions => view(&self.regions), organisations => view(&self.organisations),
            region => self.region.as_deref(), organisation => self.employer.as_deref(), suffix => self.suffix(),
        }
    }
}
