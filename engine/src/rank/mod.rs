//! How well items go together, as numbers to sort by: pure functions over borrowed rows.
//!
//! In: weights of pairs while training, rows of the graph while answering. Out: scores.
//! Deliberately absent: what may be claimed (that is `relation`), and who asks.

mod similarity;
mod local_ridge;
mod signal;
mod candidates;
mod mix;
mod taste;
mod fit;
mod fit_tastes;

pub use candidates::{
    Candidate, Candidates, N_SIGNALS, N_TRAITS, POOL, Signal, Trait, Voice, n_speaking,
};
pub use fit::{Asker, Questions};
pub use local_ridge::{
    HEAVY_RIDGE, LIGHT_RIDGE, LocalRidge, LocalRidgeParams, OWN_SHARE, PairWeights,
};
pub use mix::{CartSize, Mix, Mixes, N_CART_SIZES};
pub use signal::{
    Demand, HALF_LIVES, LateBaskets, LateBasketsError, RIDGE_ITEMS, Rows, RowsRef, SignalError,
    SignalTables, Signals, Transition,
};
pub use similarity::{AsymmetricCosine, SimilarityParams};
pub use taste::{N_TASTES, Taste};
