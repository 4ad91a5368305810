//! The `dapei` command and its HTTP service: time, disk, network and logs are here and nowhere else.
//!
//! In: files and requests. Out: snapshots in a directory, answers from the one being served.
//! Deliberately absent: ranking and counting (`engine`), file formats (`datasets`).
//!
//! Training and serving meet in the directory only: [`command`] trains and publishes, [`service`]
//! answers from what it finds there.

mod random;
mod half_written;
pub mod one_or_more;
mod whole;
mod object;
mod described;
pub mod process;
pub mod currency;
pub mod config;
pub mod model_dir;
mod search;
pub mod live;
pub mod keys;
pub mod rules;
pub mod store;
pub mod catalogue;
pub mod bundles;
pub mod shop;
mod finding;
mod ending;
mod watch;
pub mod metrics;
pub mod telemetry;
mod limits;
pub mod connection;
mod scratch;
mod chart;
pub mod api;
pub mod service;
pub mod command;
