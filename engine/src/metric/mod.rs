//! What a ranking is worth: hits, places, variety, and how sure the difference of two rankings is.
//!
//! In: the ranks of items that were hidden, and lists that were given. Out: numbers, each a small
//! function with its source. Deliberately absent: who ranks, and how orders become questions.

mod mid_rank;
mod accuracy;
mod variety;
mod random;
mod interval;
mod classes;
mod probability;

pub use accuracy::{hit_rate, ndcg, recall, reciprocal_rank};
pub use classes::{ClassTally, calibration_error, macro_f1};
pub use interval::{Interval, N_RESAMPLES, paired_interval};
pub use mid_rank::mid_rank;
pub use probability::{Part, calibration_line, log_loss, reliability};
pub use random::Random;
pub use variety::{coverage, gini, n_distinct};
