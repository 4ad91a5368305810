//! The service over real HTTP, on a free port, with a model that the engine learnt.

#![expect(clippy::unwrap_used, reason = "a set-up that fails is a failed test")]

mod shop;
mod test_server;
mod operations;

mod customers;
mod keys;
mod limits;
mod cors;
mod tls;
mod traces;
mod shops;
mod related;
mod suggestions;
mod bundles;
mod plot;
mod gorse;
mod items;
mod problems;
mod pages;
mod storefront;
mod operation;
mod swap;
mod told;
