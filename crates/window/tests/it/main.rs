//! The product over HTTP, in process: one binary for all such tests.
#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]

mod acts;
mod applicant;
mod built;
mod city;
mod credit_export;
mod credit_outbox;
mod credit_service;
mod credit_way;
mod dept;
mod desk;
mod draws;
mod frame;
mod jobs;
mod journey;
mod login;
mod offices;
mod pages;
mod refusals;
mod stale;
mod texts;
mod watch;
mod world;
