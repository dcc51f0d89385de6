//! Journeys: what a person does with the product, from the first page to the last, in a real browser.

mod acceptance;
mod accessible;
mod booking;
mod calendar;
mod checking;
mod credit;
mod filing;
mod manager;
mod newcomer;
mod papers;
mod releases;
mod review;
mod service;
mod supervision;
