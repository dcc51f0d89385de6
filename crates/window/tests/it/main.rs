//! The product over HTTP, in process: one binary for all such tests.
#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]

mod applicant;
mod city;
mod dept;
mod desk;
mod frame;
mod journey;
mod login;
mod pages;
mod texts;
mod world;
