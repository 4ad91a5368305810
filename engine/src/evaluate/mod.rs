//! How good the answers are: orders that are still to come, one item hidden, found again or not.
//!
//! In: a [`History`](crate::words::History), or a part of it and questions from elsewhere. Out: for Dapei and for every
//! [`Method`] of the literature, tuned on the same orders, what [`metric`](crate::metric) says of it.
//! Dapei is asked through the very [`suggest`](crate::suggest::suggest()) that serves.
//! Deliberately absent: clocks (the caller times the steps), files, and any influence on what is
//! served.

mod bought;
mod training;
mod pair_rows;
pub mod peer;
mod tune;
mod verdict;
mod dapei;
mod row;
mod over_windows;
mod contest;
pub mod offers;
#[cfg(test)]
mod shop;

pub use contest::{Contest, MOST_TUNING_CASES, Round, Rules};
pub use dapei::Asker;
pub use over_windows::places;
pub use peer::{FitError, Method, Peer, Settings};
pub use row::{PartMean, Row, against_the_best};
pub use training::Training;
pub use verdict::Verdict;
