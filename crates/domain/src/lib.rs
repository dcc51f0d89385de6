//! Rules of Window One: the city's catalogue, the plan of a project, clocks, cases,
//! commitments and who may do what. Pure: state, command and time in; events or a refusal out.
#![no_std]
extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod access;
