//! The catalogue: a city's departments, items, questions and policy, as data.
//!
//! Loading is pure: the caller brings the files' texts. What cannot be read at all is a
//! [`CatalogueProblem`]; what can be read but is wrong is a [`Finding`] of the [`lint`].

mod agency;
mod check;
mod city;
mod code;
mod condition;
mod credit;
mod diff;
mod feedback;
mod forms;
mod green_channel;
mod incentives;
mod item;
mod letter;
mod lint;
mod load;
mod material;
mod organisations;
mod phrases;
mod policy;
mod release;
mod search;
mod service;
#[cfg(test)]
pub(crate) mod shipped;
mod supervision;
#[cfg(test)]
mod tests;
mod text;
mod wording;

pub use agency::{AgencyPolicy, LoadPolicy, ProblemKind, SizeFactor, TalkPolicy, ZonePolicy};
pub use city::{City, Department, DepartmentKind, Hours, Zone};
pub use code::{DepartmentCode, ItemCode, MaterialCode};
pub use condition::{Condition, ConditionError, Evaluator};
pub use credit::{
    BreachKind, ClassRule, CreditClass, CreditPolicy, CreditRules, CreditTarget, DoublePublicity,
    HandOverBreaches,
};
pub use diff::{Change, diff};
pub use feedback::{BadReview, Choice, ComplaintPolicy, FeedbackPolicy, FilingPolicy};
pub use forms::{BlankForm, FormField, FormSection, Forms};
pub use green_channel::{GreenChannelPolicy, GreenChannelRule};
pub use incentives::{IncentivePolicy, ScoreRule, ScoreRules};
pub use item::{
    Certainty, CheckPoint, CommitmentPolicy, Fee, FlowStep, Item, Kind, LatestPoint, Node, Phones,
    Policy, PromiseDue, Question, ResultDocument, SpecialProcedure, Stage,
};
pub use letter::{LetterKind, Letters};
pub use lint::{Finding, FindingKind, lint};
pub use load::CatalogueProblem;
pub use material::{Form, MaterialRequirement, Need, Source};
pub use organisations::{Organisation, OrganisationKind, Organisations, Region, RegionMap};
pub use phrases::{Demand, Forbidden, Hit, Phrases, Required, TextKind};
pub use policy::{
    BuildFirst, CityPolicy, Construction, Intake, Lights, NegativeList, Requirement, Upload,
};
pub use release::{
    CALENDAR_FILE, RELEASE_NAME_MAX, Release, Releases, completed, files_of_release,
    is_release_name, release_hash,
};
pub use search::{SearchWords, Synonym};
pub use service::{
    CodePolicy, DayClass, FindPolicy, KindOfService, ServiceKind, ServiceMessages, ServicePolicy,
    ServiceWindow, Slot,
};
pub use supervision::{
    Answerable, CheckForm, CheckKind, CrossCheck, DrawPolicy, JointAcceptancePolicy, OrderLimits,
    Scope, Severity, Supervision,
};
pub use text::{Language, Text};

use crate::facts::{FactSchema, FactValue, Facts};
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use cel::Env;
use core::fmt;

/// A city's catalogue, read and compiled.
#[derive(Clone)]
pub struct Catalogue {
    city: City,
    departments: BTreeMap<DepartmentCode, Department>,
    items: BTreeMap<ItemCode, Item>,
    facts: FactSchema,
    policy: CityPolicy,
    supervision: Supervision,
    agency: AgencyPolicy,
    letters: Letters,
    credit: CreditPolicy,
    service: ServicePolicy,
    feedback: FeedbackPolicy,
    phrases: Phrases,
    green_channel: GreenChannelPolicy,
    incentives: IncentivePolicy,
    forms: Forms,
    search: SearchWords,
    organisations: Organisations,
    environment: Arc<Env>,
}

impl Catalogue {
    /// Reads a catalogue from its files: relative path to text.
    ///
    /// # Errors
    ///
    /// All problems of all files at once.
    pub fn from_files(files: &BTreeMap<String, String>) -> Result<Self, Vec<CatalogueProblem>> {
        load::load(files)
    }

    /// The city.
    pub fn city(&self) -> &City {
        &self.city
    }

    /// The item with this code.
    pub fn item(&self, code: &ItemCode) -> Option<&Item> {
        self.items.get(code)
    }

    /// All items in the order of their codes.
    pub fn items(&self) -> impl ExactSizeIterator<Item = &Item> {
        self.items.values()
    }

    /// The department with this code.
    pub fn department(&self, code: &DepartmentCode) -> Option<&Department> {
        self.departments.get(code)
    }

    /// All departments in the order of their codes.
    pub fn departments(&self) -> impl ExactSizeIterator<Item = &Department> {
        self.departments.values()
    }

    /// The city's policy.
    pub fn policy(&self) -> &CityPolicy {
        &self.policy
    }

    /// What the city does after the notice.
    pub fn supervision(&self) -> &Supervision {
        &self.supervision
    }

    /// What the city's agents work with.
    pub fn agency(&self) -> &AgencyPolicy {
        &self.agency
    }

    /// Reviews and complaints.
    pub fn feedback(&self) -> &FeedbackPolicy {
        &self.feedback
    }

    /// Blank and sample forms.
    pub fn forms(&self) -> &Forms {
        &self.forms
    }

    /// Words people search by.
    pub fn search_words(&self) -> &SearchWords {
        &self.search
    }

    /// The words of the window.
    pub fn phrases(&self) -> &Phrases {
        &self.phrases
    }

    /// The green channel.
    pub fn green_channel(&self) -> &GreenChannelPolicy {
        &self.green_channel
    }

    /// What a month of an agent counts for.
    pub fn incentives(&self) -> &IncentivePolicy {
        &self.incentives
    }

    /// Who employs the window's people and which regions they serve.
    pub fn organisations(&self) -> &Organisations {
        &self.organisations
    }

    /// Decides a cross-check over what was observed of an object.
    ///
    /// # Errors
    /// [`ConditionError`] if the rule reads what is not observed; the lint finds that beforehand.
    pub fn holds(
        &self,
        rule: &CrossCheck,
        observed: &BTreeMap<&'static str, FactValue>,
    ) -> Result<bool, ConditionError> {
        rule.when
            .holds_over(Arc::clone(&self.environment), observed)
    }

    /// The kinds of letters.
    pub fn letters(&self) -> &Letters {
        &self.letters
    }

    /// The credit policy.
    pub fn credit(&self) -> &CreditPolicy {
        &self.credit
    }

    /// The service windows.
    pub fn service(&self) -> &ServicePolicy {
        &self.service
    }

    /// Release of the catalogue; a running case keeps the one it began with.
    pub fn release(&self) -> &str {
        &self.city.release
    }

    /// Number of the `n`-th letter of a kind in a year. A kind the city has no pattern for
    /// gets the plain form, so that no paper is ever without a number.
    pub fn letter_number(&self, kind: &str, year: i16, n: u32) -> String {
        self.letters.kind(kind).map_or_else(
            || alloc::format!("{kind}-{year}-{n}"),
            |kind| kind.number(year, n),
        )
    }

    /// Number of the `n`-th result document of an item in a year.
    pub fn certificate_number(&self, item: &Item, year: i16, n: u32) -> String {
        item.result
            .number_pattern
            .replace("{place}", &self.city.place)
            .replace("{year}", &alloc::format!("{year}"))
            .replace("{serial}", &alloc::format!("{n:04}"))
    }

    /// The questions about a project.
    pub fn facts(&self) -> &FactSchema {
        &self.facts
    }

    /// Name of a paper, the same in every item that asks for it.
    pub fn material_name(&self, code: &MaterialCode) -> Option<&Text> {
        let materials = self.items.values().flat_map(|item| item.materials.iter());
        materials
            .filter(|material| material.code == *code)
            .map(|material| &material.name)
            .next()
    }

    /// Decides conditions over one project's facts.
    pub fn evaluator<'facts>(&'facts self, facts: &'facts Facts) -> Evaluator<'facts> {
        Evaluator::new(Arc::clone(&self.environment), &self.facts, facts)
    }
}

impl AsRef<Self> for Catalogue {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl fmt::Debug for Catalogue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Catalogue")
            .field("city", &self.city.name.en)
            .field("items", &self.items.len())
            .finish_non_exhaustive()
    }
}
