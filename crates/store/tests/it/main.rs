//! Every behaviour of the store, on both databases.

#[cfg(test)]
mod accounts;
#[cfg(test)]
mod administration;
#[cfg(test)]
mod blobs;
#[cfg(test)]
mod bookings;
#[cfg(test)]
mod commits;
#[cfg(test)]
mod crash;
#[cfg(test)]
mod duties;
#[cfg(test)]
mod feedback;
#[cfg(test)]
mod green_channel;
#[cfg(test)]
mod ledger;
#[cfg(test)]
mod projections;
#[cfg(test)]
mod published;
#[cfg(test)]
mod reads;
#[cfg(test)]
mod regions;
#[cfg(test)]
mod register;
#[cfg(test)]
mod register_erasure;
#[cfg(test)]
mod register_facts;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod sending;
#[cfg(test)]
mod talks;
#[cfg(test)]
mod words;
#[cfg(test)]
mod world;
