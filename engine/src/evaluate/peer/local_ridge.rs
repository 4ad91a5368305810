//! Linear regression of every item on its nearest items: what `rank` serves for it.

use super::{Axis, FitError, Peer, Tallies};
use crate::evaluate::Training;
use crate::evaluate::pair_rows::{SizeWeight, own_weights};
use crate::rank::{
    AsymmetricCosine, HEAVY_RIDGE, LIGHT_RIDGE, LocalRidge, LocalRidgeParams, OWN_SHARE,
    SimilarityParams,
};
use crate::words::ItemIndex;

pub(super) const AXES: [Axis; 2] = [
    Axis { name: "N", values: &[100.0, 200.0], start: 200.0 },
    Axis { name: "μ", values: &[LIGHT_RIDGE, HEAVY_RIDGE], start: LIGHT_RIDGE },
];

/// An order of s items counts 1/√(s − 1).
const WEIGHT: SizeWeight = SizeWeight::Discounted(0.5);
/// A cosine shrunk by so many orders says which items are near.
const NEARNESS: SimilarityParams = SimilarityParams { anchor_power: 0.5, shrink_orders: 20.0 };

/// Costs the count of all pairs, then [`LocalRidge::fit`].
pub(super) fn fit(training: &Training, [n, mean_share]: [f32; 2]) -> Result<LocalRidge, FitError> {
    let pairs = training.pair_rows(WEIGHT);
    let own = own_weights(training, WEIGHT);
    let n_orders_with: Vec<f32> = training.n_orders_with().iter().map(|&n| n as f32).collect();
    let nearness = AsymmetricCosine::new(&n_orders_with, &NEARNESS);
    let params = LocalRidgeParams { n_nearest: n as usize, own_share: OWN_SHARE, mean_share };
    let ridge = LocalRidge::fit(&pairs.with_own(&own), &nearness, &params, training.threads());
    match ridge.n_unsolved() {
        0 => Ok(ridge),
        n_items => Err(FitError::Uneven { n_items }),
    }
}

impl Peer for LocalRidge {
    fn score(&self, known: &[ItemIndex], _: &mut Tallies, scores: &mut [f32]) {
        self.score(known.iter().map(|item| item.0), scores);
    }
}

#[cfg(test)]
mod tests {
    use std::f32::consts::FRAC_1_SQRT_2;

    use crate::evaluate::Method;
    use crate::evaluate::shop::{scores, training};

    #[test]
    fn orders_of_one_item_weigh_as_orders_of_two() {
        let training = training(&[&[0, 1], &[0, 1], &[0], &[0]]);
        // W₀₀ = 4, W₁₁ = W₀₁ = 2, 3 on average.
        let found = scores(Method::LocalRidge, &training, &[100.0, 0.2], &[0]);
        assert!((found[1] - 2.0 / (1.2 * 4.0 + 0.2 * 3.0)).abs() < 1e-6, "{found:?}");
        let found = scores(Method::LocalRidge, &training, &[100.0, 4.0], &[1]);
        assert!((found[0] - 2.0 / (1.2 * 2.0 + 4.0 * 3.0)).abs() < 1e-6, "{found:?}");
    }

    #[test]
    fn a_large_order_counts_less() {
        let training = training(&[&[0, 1, 2], &[0, 1]]);
        // An order of three counts 1/√2 = 0.7071: W₀₀ = W₁₁ = W₀₁ = 1.7071, W₂₂ = W₀₂ = 0.7071.
        // Item 0 is the nearest of item 2, with a mean of 1.3738.
        let found = scores(Method::LocalRidge, &training, &[1.0, 0.2], &[0]);
        let discounted = FRAC_1_SQRT_2;
        assert!(
            (found[2] - discounted / (1.2 * (1.0 + discounted) + 0.2 * 1.3738)).abs() < 1e-4,
            "{found:?}"
        );
    }
}
