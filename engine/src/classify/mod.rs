//! What two items are to each other, from all that a snapshot knows of them.
//!
//! In: what was counted of pairs in orders and visits, and the catalogue. Out: the probabilities of the
//! four [`Function`](crate::relation::Function)s of any pair, whether it ever sold or not.
//! Deliberately absent: ranking, and who asks.

mod titles;
mod partners;
mod features;
mod table;
mod judgement;

pub use features::{Feature, Features, Known, N_FEATURES};
pub use judgement::Judgement;
pub use table::{WEIGHTS, probabilities};

/// The logarithm of how many times more than `expected` the count is, near its lower bound: the count less 1.3
/// of its standard deviations, of nine counts in ten by chance below the true mean; half an event is added to
/// both, and nothing is below a twentieth.
///
/// Cheaper than [`lower_bound`](crate::relation::shrink::lower_bound), for sums over many pairs and for
/// features whose weights are fitted anyway.
fn bound(count: f64, expected: f64) -> f32 {
    let count = count + 0.5;
    ((count - 1.3 * count.sqrt()).max(0.05) / (expected + 0.5)).ln() as f32
}
