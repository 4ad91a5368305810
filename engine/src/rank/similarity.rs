//! The strength of a pair: size-discounted, asymmetric, shrunk cosine.

use crate::count::Strength;

/// What shapes the strength of a pair.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SimilarityParams {
    /// a: how much of the normalisation is the anchor's. 1 is the conditional probability, 0.5 the
    /// cosine. Range `0.0..=1.0`.
    pub anchor_power: f64,
    /// h: orders added to the normalisation, so that rare pairs do not come first by accident.
    /// Range `0.0..`.
    pub shrink_orders: f64,
}

/// sim(i → j) = W_ij / (n_i^a · n_j^(1−a) + h), W_ij the sum over the orders with both of their
/// weight, discounted by size and age, n the orders with an item, discounted by age.
///
/// Range `0.0..`; comparable within one shop only. It ranks; what it says about chance is
/// nothing.
///
/// Source: Aiolli, *Efficient Top-N Recommendation for Very Large Scale Binary Rated Datasets*,
/// RecSys 2013, pages 273-280 (the asymmetric cosine); the shrinkage after Bell, Koren,
/// *Improved Neighborhood-based Collaborative Filtering*, KDD Cup 2007.
///
/// ```
/// use engine::count::Strength;
/// use engine::rank::{AsymmetricCosine, SimilarityParams};
/// let params = SimilarityParams { anchor_power: 0.5, shrink_orders: 0.0 };
/// let cosine = AsymmetricCosine::new(&[100.0, 25.0], &params);
/// assert_eq!(cosine.score(0, 1, 10.0), 0.2);
/// ```
#[derive(Debug)]
pub struct AsymmetricCosine {
    as_anchor: Vec<f32>,
    as_item: Vec<f32>,
    shrink_orders: f32,
}

impl AsymmetricCosine {
    /// For items that stand in so many orders, each counted by its age.
    #[must_use]
    pub fn new(n_orders_with: &[f32], params: &SimilarityParams) -> Self {
        let power = |exponent: f64| {
            n_orders_with.iter().map(|&n| f64::from(n).powf(exponent) as f32).collect()
        };
        Self {
            as_anchor: power(params.anchor_power),
            as_item: power(1.0 - params.anchor_power),
            shrink_orders: params.shrink_orders as f32,
        }
    }
}

impl Strength for AsymmetricCosine {
    #[inline(always)]
    fn score(&self, anchor: u32, item: u32, weight: f32) -> f32 {
        let norm = self.as_anchor[anchor as usize] * self.as_item[item as usize];
        weight / (norm + self.shrink_orders)
    }
}
