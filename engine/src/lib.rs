//! Learns how a shop's items relate from its orders, and answers with suggestions.
//!
//! In: a [`words::History`] of accepted orders. Out: a snapshot that answers queries.
//! Deliberately absent: files, clocks, network, logging, unseeded randomness. The same history and
//! the same parameters give the same bytes, whatever the thread count.
//!
//! The rooms stand in the order of their floors: a room uses only what stands above it.

mod linear;

pub mod words;
pub mod count;
pub mod relation;
pub mod graph;
pub mod classify;
pub mod metric;
pub mod rank;
pub mod holdout;
pub mod attach;
pub mod snapshot;
pub mod train;
pub mod suggest;
pub mod bundle;
pub mod offer;
pub mod calibrate;
pub mod evaluate;
