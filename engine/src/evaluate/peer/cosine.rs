//! Cosine of two items' orders, shrunk.

use super::Axis;
use super::row_sum::RowSum;
use crate::evaluate::Training;
use crate::evaluate::pair_rows::SizeWeight;

pub(super) const AXES: [Axis; 1] =
    [Axis { name: "h", values: &[0.0, 5.0, 20.0, 100.0], start: 20.0 }];

/// s(i → j) = n_ij / (√(n_i n_j) + h), h orders of shrinkage.
///
/// Source: Linden, Smith, York, *Amazon.com Recommendations: Item-to-Item Collaborative Filtering*,
/// IEEE Internet Computing 7(1), 2003, pages 76-80; the shrinkage after Bell, Koren, *Improved
/// Neighborhood-based Collaborative Filtering*, KDD Cup 2007.
pub(super) fn fit(training: &Training, [h]: [f32; 1]) -> RowSum {
    let root: Vec<f32> = training.n_orders_with().iter().map(|&n| (n as f32).sqrt()).collect();
    let strength = |anchor: u32, item: u32, both: f32| {
        both / (root[anchor as usize] * root[item as usize] + h)
    };
    RowSum(training.pair_rows(SizeWeight::One).map(training, strength))
}

#[cfg(test)]
mod tests {
    use crate::evaluate::Method;
    use crate::evaluate::shop::{scores, training};

    #[test]
    fn the_product_of_the_orders_normalises() {
        let training = training(&[&[0, 1], &[0, 1, 2], &[0, 2], &[1], &[3]]);
        let found = scores(Method::Cosine, &training, &[1.0], &[0]);
        assert!((found[1] - 2.0 / (3.0 + 1.0)).abs() < 1e-6);
        assert!((found[2] - 2.0 / (6.0_f32.sqrt() + 1.0)).abs() < 1e-6);
    }
}
