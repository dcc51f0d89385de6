//! Reading the files of a catalogue; all problems are told at once.

use super::letter::{LetterFile, Letters};
use super::{
    AgencyPolicy, Catalogue, City, CityPolicy, Condition, CreditPolicy, Department, FeedbackPolicy,
    Forms, GreenChannelPolicy, IncentivePolicy, Item, Organisations, Phrases, SearchWords,
    ServicePolicy, Supervision,
};
use crate::facts::FactSchema;
use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec::Vec;
use cel::Env;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// A file of the catalogue that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("`{file}`: {problem}")]
pub struct CatalogueProblem {
    /// Path of the file, relative to the city's folder.
    pub file: String,
    /// What is wrong, with the place where the reader knows it.
    pub problem: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Departments {
    department: Vec<Department>,
}

/// Files read so far and what was wrong with them.
struct Reader<'files> {
    files: &'files BTreeMap<String, String>,
    problems: Vec<CatalogueProblem>,
}

impl Reader<'_> {
    fn problem(&mut self, file: &str, problem: String) {
        self.problems.push(CatalogueProblem {
            file: file.to_owned(),
            problem,
        });
    }

    fn parse<T: DeserializeOwned>(&mut self, file: &str) -> Option<T> {
        let Some(text) = self.files.get(file) else {
            self.problem(file, "file is missing".to_owned());
            return None;
        };
        toml::from_str(text)
            .map_err(|error| self.problem(file, error.to_string()))
            .ok()
    }

    fn conditions<'a>(&mut self, file: &str, conditions: impl Iterator<Item = &'a Condition>) {
        for condition in conditions {
            if let Some(error) = condition.syntax_error() {
                self.problem(
                    file,
                    alloc::format!("condition `{}`: {error}", condition.source()),
                );
            }
        }
    }

    fn items(&mut self) -> BTreeMap<super::ItemCode, Item> {
        let mut items = BTreeMap::new();
        let paths: Vec<&String> = self.files.keys().filter(|path| is_item(path)).collect();
        for path in paths {
            let Some(item) = self.parse::<Item>(path) else {
                continue;
            };
            if alloc::format!("items/{}.toml", item.code) != *path {
                self.problem(
                    path,
                    alloc::format!("file name does not match its code `{}`", item.code),
                );
            }
            self.conditions(path, conditions_of(&item));
            items.insert(item.code.clone(), item);
        }
        if items.is_empty() {
            self.problem("items", "no item can be read".to_owned());
        }
        items
    }

    fn departments(&mut self) -> BTreeMap<super::DepartmentCode, Department> {
        let file = "departments.toml";
        let mut departments = BTreeMap::new();
        let read = self
            .parse::<Departments>(file)
            .map(|read| read.department)
            .unwrap_or_default();
        for department in read {
            if departments.contains_key(&department.code) {
                self.problem(
                    file,
                    alloc::format!("department `{}` stands twice", department.code),
                );
            }
            departments.insert(department.code.clone(), department);
        }
        departments
    }

    fn facts(&mut self) -> Option<FactSchema> {
        let file = "facts.toml";
        let schema = self.parse::<FactSchema>(file)?.indexed();
        for (position, fact) in schema.definitions().iter().enumerate() {
            if schema
                .definitions()
                .iter()
                .take(position)
                .any(|other| other.code == fact.code)
            {
                self.problem(file, alloc::format!("fact `{}` stands twice", fact.code));
            }
        }
        Some(schema)
    }

    /// Letters may be missing while a catalogue is drafted; the lint says which kinds are.
    fn letters(&mut self) -> Letters {
        let file = "letters/letters.toml";
        if !self.files.contains_key(file) {
            return Letters::default();
        }
        let kinds = self
            .parse::<LetterFile>(file)
            .map(|read| read.letters)
            .unwrap_or_default();
        let layouts: BTreeMap<String, String> = self
            .files
            .iter()
            .filter_map(|(path, text)| {
                let name = path.strip_prefix("letters/")?;
                // Layouts read their titles from the list of kinds.
                let is_layout = name.strip_suffix(".typ").is_some() || path == file;
                is_layout.then(|| (name.to_owned(), text.clone()))
            })
            .collect();
        for kind in &kinds {
            if !layouts.contains_key(&kind.typ) {
                self.problem(file, alloc::format!("layout `{}` is missing", kind.typ));
            }
        }
        Letters { kinds, layouts }
    }

    fn policy(&mut self) -> Option<CityPolicy> {
        let file = "policy.toml";
        let policy: CityPolicy = self.parse(file)?;
        self.conditions(
            file,
            policy
                .build_first
                .requirements
                .iter()
                .map(|requirement| &requirement.condition),
        );
        Some(policy)
    }

    fn supervision(&mut self) -> Option<Supervision> {
        let file = "supervision.toml";
        let supervision: Supervision = self.parse(file)?;
        self.conditions(file, supervision.rules.iter().map(|rule| &rule.when));
        Some(supervision)
    }

    /// What the guide needs beside the items.
    fn guide(&mut self) -> Option<(Forms, SearchWords)> {
        let forms = self.parse("forms.toml");
        let search = self.parse("search.toml");
        Some((forms?, search?))
    }

    fn green_channel(&mut self) -> Option<GreenChannelPolicy> {
        let file = "green-channel.toml";
        let policy: GreenChannelPolicy = self.parse(file)?;
        self.conditions(file, policy.rules.iter().map(|rule| &rule.when));
        Some(policy)
    }
}

/// All conditions an item contains.
pub(super) fn conditions_of(item: &Item) -> impl Iterator<Item = &Condition> {
    let materials = item
        .materials
        .iter()
        .filter_map(|material| material.condition.as_ref());
    core::iter::once(&item.applies_when)
        .chain(item.commitment.condition.as_ref())
        .chain(materials)
}

fn is_item(path: &str) -> bool {
    path.strip_prefix("items/")
        .and_then(|name| name.strip_suffix(".toml"))
        .is_some_and(|name| !name.contains('/'))
}

/// Reads all files; the calendar is read by its own module.
pub(super) fn load(files: &BTreeMap<String, String>) -> Result<Catalogue, Vec<CatalogueProblem>> {
    let mut reader = Reader {
        files,
        problems: Vec::new(),
    };
    let city: Option<City> = reader.parse("city.toml");
    let departments = reader.departments();
    let facts = reader.facts();
    let policy = reader.policy();
    let supervision = reader.supervision();
    let items = reader.items();
    let letters = reader.letters();
    let credit: Option<CreditPolicy> = reader.parse("credit.toml");
    let agency: Option<AgencyPolicy> = reader.parse("agency.toml");
    let service: Option<ServicePolicy> = reader.parse("service.toml");
    let feedback: Option<FeedbackPolicy> = reader.parse("feedback.toml");
    let phrases: Option<Phrases> = reader.parse("phrases.toml");
    let green_channel = reader.green_channel();
    let incentives: Option<IncentivePolicy> = reader.parse("incentives.toml");
    let guide = reader.guide();
    let organisations: Option<Organisations> = reader.parse("organisations.toml");
    let of_service = (
        credit,
        agency,
        service,
        feedback,
        phrases,
        (green_channel, incentives, guide, organisations),
    );
    match (city, facts, policy, supervision, of_service) {
        (
            Some(city),
            Some(facts),
            Some(policy),
            Some(supervision),
            (
                Some(credit),
                Some(agency),
                Some(service),
                Some(feedback),
                Some(phrases),
                (Some(green_channel), Some(incentives), Some((forms, search)), Some(organisations)),
            ),
        ) if reader.problems.is_empty() => Ok(Catalogue {
            city,
            departments,
            items,
            facts,
            policy,
            supervision,
            agency,
            letters,
            credit,
            service,
            feedback,
            phrases,
            green_channel,
            incentives,
            forms,
            search,
            organisations,
            environment: Arc::new(Env::stdlib()),
        }),
        _ => Err(reader.problems),
    }
}
