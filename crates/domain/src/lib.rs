//! Rules of Window One: the city's catalogue, the plan of a project, clocks, cases,
//! commitments and who may do what.
//!
//! Pure: time, randomness and files are arguments; the same input always gives the same answer.
#![no_std]

extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod access;
pub mod calendar;
pub mod catalogue;
pub mod clock;
pub mod complaint;
pub mod context;
pub mod credit;
pub mod draw;
pub mod enterprise;
pub mod facts;
pub mod figures;
pub mod id;
pub mod light;
pub mod limit;
pub mod plan;
pub mod project;
pub mod refusal;
pub mod register;
pub mod rung;
pub mod score;
pub mod service_day;
pub mod service_review;
pub mod words;
