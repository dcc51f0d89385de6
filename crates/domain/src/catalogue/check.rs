//! Types of conditions: which facts they read and whether every comparison makes sense.
//!
//! CEL finds a wrong type only when it meets it; a catalogue must know before it is released.

use super::condition::Condition;
use crate::facts::{FactKind, FactSchema};
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use cel::common::ast::{CallExpr, Expr, IdedExpr, LiteralValue, operators};

/// Type of a part of a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Type {
    Boolean,
    Integer,
    /// Text; if it is an option's code, the literal itself.
    Text(Option<String>),
    /// A fact with fixed options: its code and the options.
    Choice(String, Vec<String>),
    List(Vec<Type>),
    /// Already reported; says nothing more.
    Unknown,
}

/// What is wrong with a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ConditionProblem {
    /// It reads a fact the city does not ask.
    UnknownFact(String),
    /// Types do not fit; the text says where.
    WrongType(String),
    /// It compares a fact with an option the fact does not have.
    UnknownOption {
        /// Code of the fact.
        fact: String,
        /// The option that does not exist.
        option: String,
    },
}

/// Checks a condition against the facts the city asks; it must be true or false in the end.
pub(super) fn check(condition: &Condition, schema: &FactSchema) -> Vec<ConditionProblem> {
    let mut checker = Checker {
        schema,
        problems: Vec::new(),
    };
    if let Some(program) = condition.program() {
        let result = checker.type_of(program.expression());
        checker.expect(&result, &Type::Boolean, "the whole condition");
    }
    checker.problems
}

struct Checker<'schema> {
    schema: &'schema FactSchema,
    problems: Vec<ConditionProblem>,
}

impl Checker<'_> {
    fn wrong(&mut self, text: String) -> Type {
        self.problems.push(ConditionProblem::WrongType(text));
        Type::Unknown
    }

    fn expect(&mut self, found: &Type, wanted: &Type, place: &str) {
        if found != wanted && *found != Type::Unknown {
            self.wrong(alloc::format!(
                "{place} is {} instead of {}",
                found.name(),
                wanted.name()
            ));
        }
    }

    fn type_of(&mut self, expression: &IdedExpr) -> Type {
        match &expression.expr {
            Expr::Literal(LiteralValue::Boolean(_)) => Type::Boolean,
            Expr::Literal(LiteralValue::Int(_)) => Type::Integer,
            Expr::Literal(LiteralValue::String(text)) => Type::Text(Some(text.inner().to_owned())),
            Expr::Ident(fact) => self.fact(fact),
            Expr::List(list) => Type::List(
                list.elements
                    .iter()
                    .map(|element| self.type_of(element))
                    .collect(),
            ),
            Expr::Call(call) => self.call(call),
            _ => {
                self.wrong("only facts, numbers, texts, lists and operators are allowed".to_owned())
            }
        }
    }

    fn fact(&mut self, code: &str) -> Type {
        match self.schema.get(code).map(|fact| &fact.kind) {
            Some(FactKind::Boolean) => Type::Boolean,
            Some(FactKind::Integer { .. }) => Type::Integer,
            Some(FactKind::Choice(options)) => Type::Choice(
                code.to_owned(),
                options.iter().map(|option| option.code.clone()).collect(),
            ),
            None => {
                self.problems
                    .push(ConditionProblem::UnknownFact(code.to_owned()));
                Type::Unknown
            }
        }
    }

    fn call(&mut self, call: &CallExpr) -> Type {
        let arguments: Vec<Type> = call
            .args
            .iter()
            .map(|argument| self.type_of(argument))
            .collect();
        let name = call.func_name.as_str();
        match (name, arguments.as_slice()) {
            (operators::LOGICAL_AND | operators::LOGICAL_OR | operators::LOGICAL_NOT, parts) => {
                for part in parts {
                    self.expect(part, &Type::Boolean, name);
                }
                Type::Boolean
            }
            (
                operators::GREATER
                | operators::GREATER_EQUALS
                | operators::LESS
                | operators::LESS_EQUALS,
                parts,
            ) => {
                for part in parts {
                    self.expect(part, &Type::Integer, name);
                }
                Type::Boolean
            }
            (
                operators::ADD | operators::SUBSTRACT | operators::MULTIPLY | operators::NEGATE,
                parts,
            ) => {
                for part in parts {
                    self.expect(part, &Type::Integer, name);
                }
                Type::Integer
            }
            (operators::EQUALS | operators::NOT_EQUALS, [left, right]) => {
                self.comparable(left, right, name);
                Type::Boolean
            }
            (operators::IN, [element, Type::List(list)]) => {
                for member in list {
                    self.comparable(element, member, name);
                }
                Type::Boolean
            }
            (operators::CONDITIONAL, [condition, yes, no]) => {
                self.expect(condition, &Type::Boolean, name);
                self.comparable(yes, no, name);
                yes.clone()
            }
            _ => self.wrong(alloc::format!(
                "operator or function `{name}` is not allowed here"
            )),
        }
    }

    fn comparable(&mut self, left: &Type, right: &Type, place: &str) {
        match (left, right) {
            (Type::Choice(fact, options), Type::Text(Some(option)))
            | (Type::Text(Some(option)), Type::Choice(fact, options)) => {
                if !options.contains(option) {
                    let (fact, option) = (fact.clone(), option.clone());
                    self.problems
                        .push(ConditionProblem::UnknownOption { fact, option });
                }
            }
            (Type::Unknown, _)
            | (_, Type::Unknown)
            | (Type::Text(_) | Type::Choice(..), Type::Text(_) | Type::Choice(..)) => {}
            (left, right) if left == right => {}
            (left, right) => {
                self.wrong(alloc::format!(
                    "{place} compares {} with {}",
                    left.name(),
                    right.name()
                ));
            }
        }
    }
}

impl Type {
    const fn name(&self) -> &'static str {
        match self {
            Self::Boolean => "yes or no",
            Self::Integer => "a number",
            Self::Text(_) => "a text",
            Self::Choice(..) => "a choice",
            Self::List(_) => "a list",
            Self::Unknown => "unknown",
        }
    }
}
