//! How well items go together, as numbers to sort by: pure functions over borrowed rows.
//!
//! In: weights of pairs while training, rows of the graph while answering. Out: scores.
//! Deliberately absent: what may be claimed (that is `relation`), and who asks.

mod similarity;
mod local_ridge;
mod merge;

pub use local_ridge::{
    HEAVY_RIDGE, LIGHT_RIDGE, LocalRidge, LocalRidgeParams, OWN_SHARE, PairWeights,
};
pub use merge::{Heard, Merged, Scores, merge};
pub use similarity::{AsymmetricCosine, SimilarityParams};
