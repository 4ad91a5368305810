//! What two items are to each other, from all that a snapshot knows of them.
//!
//! In: what was counted of pairs in orders and visits, and the catalogue. Out: the probabilities of the
//! four [`Function`](crate::relation::Function)s of any pair, whether it ever sold or not.
//! Deliberately absent: ranking, and who asks.

mod feature;
mod titles;
mod letters;
mod variants;
mod clusters;
mod kinds;
mod partners;
mod table;
mod known;
mod orders;
mod sequence;
mod catalogue;
mod visits;
mod judgement;
mod some_pairs;
mod fit;

pub use feature::{Feature, Features, N_FEATURES};
pub use fit::Labelled;
pub use judgement::{Judgement, Reason};
pub use known::Known;
pub use partners::Holders;
pub use table::{TABLE, Weights};

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_is_below_the_ratio_and_nears_it_with_evidence() {
        let ratio = 2.0_f32.ln();
        let bounds = [2.0, 20.0, 200.0, 20_000.0].map(|count| bound(count, count / 2.0));
        assert!(bounds.is_sorted() && bounds.iter().all(|&bound| bound < ratio), "{bounds:?}");
        assert!(ratio - bounds[3] < 0.02, "{bounds:?}");
        assert!((bound(0.0, 0.0) - 0.1_f32.ln()).abs() < 1e-6);
    }
}
