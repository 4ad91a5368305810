//! Asymmetric cosine, large orders discounted: what Dapei's own pair score is made of.

use super::Axis;
use super::row_sum::RowSum;
use crate::evaluate::Training;
use crate::evaluate::pair_rows::SizeWeight;

pub(super) const AXES: [Axis; 3] = [
    Axis { name: "γ", values: &[0.25, 0.5, 1.0], start: 0.5 },
    Axis { name: "a", values: &[0.5, 0.6, 0.7, 0.8, 0.9], start: 0.7 },
    Axis { name: "h", values: &[5.0, 20.0, 100.0], start: 20.0 },
];

/// s(i → j) = W_ij / (n_i^a n_j^(1−a) + h), W_ij the sum of 1/(s − 1)^γ over the orders with both, of
/// s items each.
///
/// Source: Aiolli, *Efficient Top-N Recommendation for Very Large Scale Binary Rated Datasets*,
/// RecSys 2013, pages 273-280 (the asymmetry); Newman, *Scientific collaboration networks II*,
/// Physical Review E 64, 016132, 2001 (the discount, there with γ = 1).
pub(super) fn fit(training: &Training, [gamma, a, h]: [f32; 3]) -> RowSum {
    let power = |exponent: f32| -> Vec<f32> {
        training.n_orders_with().iter().map(|&n| (n as f32).powf(exponent)).collect()
    };
    let (as_anchor, as_item) = (power(a), power(1.0 - a));
    let strength = |anchor: u32, item: u32, weight: f32| {
        weight / (as_anchor[anchor as usize] * as_item[item as usize] + h)
    };
    RowSum(training.pair_rows(SizeWeight::Discounted(gamma)).map(training, strength))
}

#[cfg(test)]
mod tests {
    use crate::evaluate::Method;
    use crate::evaluate::shop::{scores, training};

    #[test]
    fn an_order_of_three_counts_half_for_each_pair() {
        let training = training(&[&[0, 1], &[0, 1, 2], &[0, 2], &[1], &[3]]);
        let method = Method::SizeDiscountedCosine;
        let found = scores(method, &training, &[1.0, 0.8, 5.0], &[0]);
        // The order of two counts 1, that of three 1/2; three orders hold item 0, and item 1.
        assert!((found[1] - 1.5 / (3.0 + 5.0)).abs() < 1e-6);
        // Two hold item 2: 3^0.8 · 2^0.2 = 2.7663.
        assert!((found[2] - 1.5 / (2.7663 + 5.0)).abs() < 1e-5);
    }
}
