//! The `dapei` command, run as a person runs it.

#![expect(clippy::unwrap_used, reason = "a set-up that fails is a failed test")]

mod shell;

mod usage;
mod train;
mod check;
mod exports;
mod recommend;
mod bundle;
mod classify;
mod evaluate;
mod real_orders;
mod inspect;
mod keys;
mod rules;
mod store;
mod serve;
mod config;
