//! The product over HTTP, in process: one binary for all such tests.

#[cfg(test)]
mod acts;
#[cfg(test)]
mod administration;
#[cfg(test)]
mod agents;
#[cfg(test)]
mod applicant;
#[cfg(test)]
mod board;
#[cfg(test)]
mod board_service;
#[cfg(test)]
mod booking;
#[cfg(test)]
mod booking_race;
#[cfg(test)]
mod built;
#[cfg(test)]
mod calendar;
#[cfg(test)]
mod cards;
#[cfg(test)]
mod city;
#[cfg(test)]
mod city_states;
#[cfg(test)]
mod complaints;
#[cfg(test)]
mod credit_export;
#[cfg(test)]
mod credit_outbox;
#[cfg(test)]
mod credit_service;
#[cfg(test)]
mod credit_way;
#[cfg(test)]
mod dept;
#[cfg(test)]
mod desk;
#[cfg(test)]
mod draws;
#[cfg(test)]
mod facts;
#[cfg(test)]
mod frame;
#[cfg(test)]
mod green_channel;
#[cfg(test)]
mod handed;
#[cfg(test)]
mod jobs;
#[cfg(test)]
mod journey;
#[cfg(test)]
mod login;
#[cfg(test)]
mod offices;
#[cfg(test)]
mod open;
#[cfg(test)]
mod open_data;
#[cfg(test)]
mod orders;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod public;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod regions;
#[cfg(test)]
mod regions_board;
#[cfg(test)]
mod regions_people;
#[cfg(test)]
mod register;
#[cfg(test)]
mod register_clock;
#[cfg(test)]
mod register_erase;
#[cfg(test)]
mod register_hands;
#[cfg(test)]
mod register_witness;
#[cfg(test)]
mod releases;
#[cfg(test)]
mod releases_program;
#[cfg(test)]
mod reminders;
#[cfg(test)]
mod report;
#[cfg(test)]
mod reviews;
#[cfg(test)]
mod scores;
#[cfg(test)]
mod sealed;
#[cfg(test)]
mod sending;
#[cfg(test)]
mod sending_reports;
#[cfg(test)]
mod sending_sms;
#[cfg(test)]
mod service;
#[cfg(test)]
mod six_ones;
#[cfg(test)]
mod stale;
#[cfg(test)]
mod talks;
#[cfg(test)]
mod texts;
#[cfg(test)]
mod visits;
#[cfg(test)]
mod watch;
#[cfg(test)]
mod words;
#[cfg(test)]
mod workdays;
#[cfg(test)]
mod world;
