//! Three steps of a random walk: from the known items to their orders and on to what these hold.

use super::Axis;
use super::row_sum::RowSum;
use crate::evaluate::Training;
use crate::evaluate::pair_rows::SizeWeight;

pub(super) const AXES: [Axis; 2] = [
    Axis { name: "α", values: &[0.6, 0.8, 1.0], start: 1.0 },
    Axis { name: "β", values: &[0.0, 0.2, 0.4, 0.6], start: 0.2 },
];

/// s(i → j) = Σ_b (1/n_i)^α (1/s_b)^α / n_j^β over the orders b with both, of s_b items.
///
/// Source: Paudel, Christoffel, Newell, Bernstein, *Updatable, Accurate, Diverse, and Scalable
/// Recommendations for Interactive Applications*, ACM Transactions on Interactive Intelligent Systems
/// 7(1), 2017.
pub(super) fn fit(training: &Training, [alpha, beta]: [f32; 2]) -> RowSum {
    let power = |exponent: f32| -> Vec<f32> {
        training.n_orders_with().iter().map(|&n| (n as f32).powf(-exponent)).collect()
    };
    let (as_anchor, as_item) = (power(alpha), power(beta));
    let strength = |anchor: u32, item: u32, weight: f32| {
        weight * as_anchor[anchor as usize] * as_item[item as usize]
    };
    RowSum(training.pair_rows(SizeWeight::Shared(alpha)).map(training, strength))
}

#[cfg(test)]
mod tests {
    use crate::evaluate::Method;
    use crate::evaluate::shop::{scores, training};

    #[test]
    fn a_walk_takes_each_order_and_each_of_its_items_alike() {
        let training = training(&[&[0, 1], &[0, 1, 2], &[0, 2], &[1], &[3]]);
        let found = scores(Method::Rp3Beta, &training, &[1.0, 0.0], &[0]);
        // One of three orders, then one of two, or of three, items.
        assert!((found[1] - (1.0 / 2.0 + 1.0 / 3.0) / 3.0).abs() < 1e-6);
        let discounted = scores(Method::Rp3Beta, &training, &[1.0, 1.0], &[0]);
        assert!((discounted[2] - found[2] / 2.0).abs() < 1e-6);
    }
}
