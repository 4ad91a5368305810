//! The share of the known item's orders that hold the other.

use super::row_sum::RowSum;
use crate::evaluate::Training;
use crate::evaluate::pair_rows::SizeWeight;

/// s(i → j) = n_ij / n_i, the probability of j in an order with i.
///
/// Source: Deshpande, Karypis, *Item-based Top-N Recommendation Algorithms*, ACM Transactions on
/// Information Systems 22(1), 2004, pages 143-177 (there with a discount for popular items, which is
/// left to the other methods here).
pub(super) fn fit(training: &Training) -> RowSum {
    let n = training.n_orders_with();
    let strength = |anchor: u32, _, both: f32| both / n[anchor as usize] as f32;
    RowSum(training.pair_rows(SizeWeight::One).map(training, strength))
}

#[cfg(test)]
mod tests {
    use crate::evaluate::Method;
    use crate::evaluate::shop::{scores, training};

    #[test]
    fn the_share_is_of_the_known_items_orders() {
        let training = training(&[&[0, 1], &[0, 1, 2], &[0, 2], &[1], &[3]]);
        // Of the three orders with item 0 two hold 1; of the two with item 2 one does.
        let found = scores(Method::Conditional, &training, &[], &[0, 2]);
        assert!((found[1] - (2.0 / 3.0 + 1.0 / 2.0)).abs() < 1e-6);
        assert_eq!(found[3], 0.0);
    }
}
