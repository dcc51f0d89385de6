//! Tests of the rules from outside, in one binary.

#[cfg(test)]
mod acceptance;
#[cfg(test)]
mod agency;
#[cfg(test)]
mod agency_visits;
#[cfg(test)]
mod building;
#[cfg(test)]
mod building_random;
#[cfg(test)]
mod building_watch;
#[cfg(test)]
mod calendar_import;
#[cfg(test)]
mod calendars;
#[cfg(test)]
mod cards;
#[cfg(test)]
mod clocks;
#[cfg(test)]
mod complaints;
#[cfg(test)]
mod credit;
#[cfg(test)]
mod credit_bar;
#[cfg(test)]
mod credit_publication;
#[cfg(test)]
mod credit_random;
#[cfg(test)]
mod credit_scene;
#[cfg(test)]
mod draw;
#[cfg(test)]
mod facts;
#[cfg(test)]
mod green_channel;
#[cfg(test)]
mod held;
#[cfg(test)]
mod ids;
#[cfg(test)]
mod law;
#[cfg(test)]
mod lights;
#[cfg(test)]
mod notices;
#[cfg(test)]
mod overtaken;
#[cfg(test)]
mod problems;
#[cfg(test)]
mod projects;
#[cfg(test)]
mod readers;
#[cfg(test)]
mod reference;
#[cfg(test)]
mod regions;
#[cfg(test)]
mod register;
#[cfg(test)]
mod register_sumdb;
#[cfg(test)]
mod reviews;
#[cfg(test)]
mod scene;
#[cfg(test)]
mod scores;
#[cfg(test)]
mod service_day;
#[cfg(test)]
mod service_random;
#[cfg(test)]
mod service_scene;
#[cfg(test)]
mod talks;
#[cfg(test)]
mod words;
#[cfg(test)]
mod workdays;
