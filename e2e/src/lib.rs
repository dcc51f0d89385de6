//! Journeys in a real browser: a city served on the loopback address with a clock moved by hand, and
//! Chromium driven through Debian's chromedriver.

mod access;
mod browser;
mod site;

pub use browser::{Browser, PHONE, SCREEN};
pub use site::Site;
