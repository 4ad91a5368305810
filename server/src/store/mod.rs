//! What outlives the process though no training makes it: what a shop tells of its items while it sells, and its rules.
//!
//! In: writes, each acknowledged once it is on disk. Out: all that was kept, at opening and on request. One thread a
//! store does all of it, so that writes which wait together share one sync ([`Store`]); what keeps the data is behind
//! one small interface ([`Database`]), with one suite of tests for all that implement it. Deliberately absent: what the
//! texts mean (`catalogue` knows facts, rules are read elsewhere), and any cache.

mod error;
mod address;
mod database;
mod sqlite;
mod queue;
mod rules;
#[cfg(test)]
mod suite;
#[cfg(test)]
mod killed;

pub use address::{StoreAddress, StoreAddressError};
pub use database::{Database, Rules, RulesVersion, ToldRow};
pub use error::StoreError;
pub use queue::{Store, Write, wait_until_closed};
pub use rules::{KEPT_VERSIONS, MAX_RULES_BYTES, NewRules};

/// The store's file in the directory of a shop's snapshots, where nobody said that it is elsewhere.
pub const STORE_FILE: &str = "store.sqlite";
