//! Accounts and logins: who somebody is, for how long, and how guessing is slowed down.

pub mod account;
pub mod booking_code;
pub mod login;
pub mod password;
pub mod session;

pub use account::Account;
pub use session::Session;
