//! Rules of Window One: pure, no IO, no clock.
//!
//! Time, randomness and files are arguments; the same input always gives the same answer.
#![no_std]

extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod calendar;
pub mod catalogue;
pub mod clock;
pub mod facts;
pub mod id;
pub mod light;
pub mod limit;
pub mod plan;
