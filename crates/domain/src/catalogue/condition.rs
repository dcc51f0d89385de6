//! Conditions over a project's facts, written in CEL and compiled once when the catalogue is loaded.

use crate::facts::{FactSchema, FactValue, Facts};
use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec::Vec;
use cel::common::types::{CelBool, CelInt, CelString};
use cel::common::value::Val;
use cel::{Context, Env, Program, Value};
use core::fmt;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A condition of the catalogue, such as `building_area_m2 >= 300`.
///
/// A condition with a syntax error can still be read, so that loading reports all of them at
/// once; a loaded catalogue contains none.
#[derive(Clone)]
pub struct Condition {
    source: String,
    program: Result<Arc<Program>, String>,
    facts: Vec<String>,
}

impl Condition {
    /// Compiles a condition.
    pub fn compile(source: &str) -> Self {
        let program = Program::compile(source)
            .map(Arc::new)
            .map_err(|error| error.to_string());
        let mut facts: Vec<String> = match &program {
            Ok(program) => program
                .references()
                .variables()
                .into_iter()
                .map(ToOwned::to_owned)
                .collect(),
            Err(_) => Vec::new(),
        };
        facts.sort();
        Self {
            source: source.to_owned(),
            program,
            facts,
        }
    }

    /// The condition as written.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Codes of the facts it reads, sorted.
    pub fn facts(&self) -> &[String] {
        &self.facts
    }

    /// What is wrong with its syntax, if anything.
    pub fn syntax_error(&self) -> Option<&str> {
        self.program.as_ref().err().map(String::as_str)
    }

    /// The compiled program, for checks of names and types.
    pub(super) fn program(&self) -> Option<&Program> {
        self.program.as_deref().ok()
    }

    /// Decides the condition and tells which facts it read.
    ///
    /// # Errors
    ///
    /// [`ConditionError`] if a fact has neither a value nor a default, or the condition is not
    /// a statement that is true or false. The lint finds the second kind beforehand.
    pub fn evaluate(&self, evaluator: &Evaluator<'_>) -> Result<bool, ConditionError> {
        self.decide(&evaluator.context)
    }

    /// Decides the condition over values observed elsewhere than in a project's facts.
    pub(super) fn holds_over(
        &self,
        environment: Arc<Env>,
        observed: &BTreeMap<&'static str, FactValue>,
    ) -> Result<bool, ConditionError> {
        let mut context = Context::with_env(environment);
        for (name, value) in observed {
            context.add_variable_as_val(*name, cel_value(value));
        }
        self.decide(&context)
    }

    fn decide(&self, context: &Context<'_, '_>) -> Result<bool, ConditionError> {
        let failed = |reason: String| ConditionError {
            condition: self.source.clone(),
            reason,
        };
        let program = self
            .program
            .as_ref()
            .map_err(|error| failed(error.clone()))?;
        match program.execute(context) {
            Ok(Value::Bool(holds)) => Ok(holds),
            Ok(other) => Err(failed(alloc::format!(
                "gives {} instead of true or false",
                other.type_of()
            ))),
            Err(error) => Err(failed(error.to_string())),
        }
    }
}

impl fmt::Debug for Condition {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_tuple("Condition")
            .field(&self.source)
            .finish()
    }
}

impl PartialEq for Condition {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.source)
    }
}

impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let source = String::deserialize(deserializer)?;
        Ok(Self::compile(&source))
    }
}

/// A condition that could not be decided.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("cannot decide `{condition}`: {reason}")]
pub struct ConditionError {
    /// The condition as written.
    pub condition: String,
    /// What stood in the way.
    pub reason: String,
}

/// Decides conditions for one project.
///
/// The facts are handed to CEL once per project, not once per condition: a plan decides more than
/// fifty conditions over the same facts.
pub struct Evaluator<'facts> {
    context: Context<'facts, 'facts>,
    schema: &'facts FactSchema,
    facts: &'facts Facts,
}

impl<'facts> Evaluator<'facts> {
    /// Prepares to decide conditions over these facts; a fact without value takes its default.
    pub(super) fn new(
        environment: Arc<Env>,
        schema: &'facts FactSchema,
        facts: &'facts Facts,
    ) -> Self {
        let mut context = Context::with_env(environment);
        for definition in schema.definitions() {
            let code = definition.code.as_str();
            if let Some(value) = facts.get(code).or(definition.default.as_ref()) {
                context.add_variable_as_val(code, cel_value(value));
            }
        }
        Self {
            context,
            schema,
            facts,
        }
    }

    /// The value a condition sees for a fact: the project's, else the default.
    pub fn value(&self, fact: &str) -> Option<&'facts FactValue> {
        self.facts
            .get(fact)
            .or_else(|| self.schema.get(fact)?.default.as_ref())
    }
}

/// A fact's value as CEL sees it; a choice is lent, not copied.
fn cel_value(value: &FactValue) -> Box<dyn Val + '_> {
    match value {
        FactValue::Boolean(value) => Box::new(CelBool::from(*value)),
        FactValue::Integer(value) => Box::new(CelInt::from(*value)),
        FactValue::Choice(value) => Box::new(CelString::from(value.as_str())),
    }
}
