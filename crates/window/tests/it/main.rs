//! The product over HTTP, in process: one binary for all such tests.

mod frame;
mod login;
mod texts;
mod world;
