//! Orders with both.

use super::row_sum::RowSum;
use crate::evaluate::Training;
use crate::evaluate::pair_rows::{PairRows, SizeWeight};

/// s(i → j) = n_ij, the orders with both. It favours what sells anyway.
///
/// Source: the frequent pairs of Agrawal, Imieliński, Swami, *Mining Association Rules between Sets of
/// Items in Large Databases*, SIGMOD 1993, pages 207-216.
pub(super) fn fit(training: &Training) -> RowSum {
    RowSum(PairRows::clone(&training.pair_rows(SizeWeight::One)))
}

#[cfg(test)]
mod tests {
    use crate::evaluate::Method;
    use crate::evaluate::shop::{scores, training};

    #[test]
    fn orders_with_both_are_added_up() {
        let training = training(&[&[0, 1], &[0, 1, 2], &[0, 2], &[1], &[3]]);
        assert_eq!(scores(Method::CoCount, &training, &[], &[0]), [0.0, 2.0, 2.0, 0.0]);
        assert_eq!(scores(Method::CoCount, &training, &[], &[0, 1])[2], 2.0 + 1.0);
    }
}
