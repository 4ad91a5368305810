//! Orders that are held back, and what is asked about them.
//!
//! In: the orders of a shop. Out: which of them to learn from and which to ask about, and questions
//! whose answer is known. Ranking is fitted on such questions and judged by others. Pairs of items
//! in folds that share none. Deliberately absent: who answers, and what an answer is worth.

mod split;
mod case;
mod questions;
mod item_folds;

pub use case::{COLD_ORDERS, Case, Mode};
pub use item_folds::{item_folds, n_disjoint};
pub use questions::questions;
pub use split::{Split, SplitError, TEST_SHARE, oldest_first, windows};
