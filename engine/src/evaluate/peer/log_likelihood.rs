//! How surprising it is that two items were bought together so often.

use super::row_sum::RowSum;
use crate::evaluate::Training;
use crate::evaluate::pair_rows::SizeWeight;
use crate::relation::measure::{PairTable, log_likelihood_ratio};

/// s(i → j) = G² of the pair where it was bought more than chance, else 0.
///
/// Source: Dunning, *Accurate Methods for the Statistics of Surprise and Coincidence*,
/// Computational Linguistics 19(1), 1993, pages 61-74; as a recommender, Schelter, Boden, Markl,
/// *Scalable Similarity-Based Neighborhood Methods with MapReduce*, RecSys 2012, pages 163-170.
pub(super) fn fit(training: &Training) -> RowSum {
    let n = |item: u32| f64::from(training.n_orders_with()[item as usize]);
    let n_orders = training.n_orders() as f64;
    let strength = |anchor: u32, item: u32, both: f32| {
        let (both, a, b) = (f64::from(both), n(anchor), n(item));
        if both * n_orders <= a * b {
            return 0.0;
        }
        let table = PairTable {
            both,
            only_a: a - both,
            only_b: b - both,
            neither: n_orders - a - b + both,
        };
        log_likelihood_ratio(table) as f32
    };
    RowSum(training.pair_rows(SizeWeight::One).map(training, strength))
}

#[cfg(test)]
mod tests {
    use crate::evaluate::Method;
    use crate::evaluate::shop::{scores, training};

    #[test]
    fn only_what_is_more_than_chance_counts() {
        // 0 and 1: 2 of 5 orders, 9/5 by chance. 1 and 2: 1 order, 6/5 by chance.
        let training = training(&[&[0, 1], &[0, 1, 2], &[0, 2], &[1], &[3]]);
        let found = scores(Method::LogLikelihood, &training, &[], &[1]);
        // 2 (2 ln 10/9 + ln 5/6 + ln 5/6 + ln 5/4): each cell by the one that chance gives.
        assert!((found[0] - 0.1385).abs() < 1e-3, "{found:?}");
        assert_eq!(found[2], 0.0);
    }
}
