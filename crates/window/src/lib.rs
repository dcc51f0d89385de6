//! Window One: the product as a server and a command. Pages, API, jobs and the command line meet the
//! rules of `window-domain` and the records of `window-store` here.

pub mod app;
pub mod assets;
pub mod auth;
pub mod booking_messages;
pub mod city;
pub mod cli;
pub mod clock;
pub mod config;
pub mod credit_platform;
pub mod demo;
pub mod export;
pub mod http;
pub mod i18n;
pub mod jobs;
pub mod open;
mod outside;
pub mod pages;
pub mod random;
pub mod register;
pub mod seal;
pub mod sending;
pub mod service;
pub mod templates;
