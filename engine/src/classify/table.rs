//! How much each feature speaks for each function.

use super::features::{Feature, Features, N_FEATURES};
use crate::relation::Function;

/// The natural logarithm of how many times likelier than `none` a function becomes by each unit of a feature:
/// substitute, extension, complementary.
///
/// The weights of a multinomial regression, rounded, on what is known of three shops: two made-up ones (seeds 77
/// and 501), each with and without views and categories, and the pairs of a gift shop that readers judged by titles
/// alone. Of those that readers tie to nothing and that sell together all the same, it was left open whether
/// they are complementary or none. Beside them stood pairs of which nothing is known, as none, and pairs
/// of which nothing is known but that they sell together, as complementary.
#[rustfmt::skip]
pub const WEIGHTS: [(Feature, [f32; 3]); N_FEATURES] = [
    (Feature::Always, [-0.81, -2.43, -1.36]),
    (Feature::KindWords, [2.88, -0.32, -5.66]),
    (Feature::ThemeWords, [-0.89, 1.30, -1.03]),
    (Feature::LastWord, [1.32, -1.03, 0.01]),
    (Feature::OddKind, [-1.63, 3.13, -1.74]),
    (Feature::SharedTheme, [-0.03, -1.17, -0.31]),
    (Feature::PriceDistance, [-1.39, -0.29, 0.15]),
    (Feature::Together, [0.21, 1.84, 2.24]),
    (Feature::Apart, [2.35, 6.68, 1.35]),
    (Feature::SharedPartners, [3.51, -9.01, -8.04]),
    (Feature::SharedApart, [8.90, 9.88, 6.38]),
    (Feature::SharedTogether, [0.18, 2.48, 1.78]),
    (Feature::Later, [0.13, 0.52, -0.35]),
    (Feature::Seen, [4.87, 0.44, 0.53]),
    (Feature::SeenInLeaf, [-0.45, -0.68, -0.86]),
    (Feature::Leaf, [10.27, -0.26, -5.11]),
    (Feature::Family, [-0.21, 8.60, -6.23]),
    (Feature::Department, [0.33, 0.41, 2.61]),
    (Feature::FamilyTogether, [-0.25, -0.28, -1.25]),
    (Feature::Brand, [-0.33, 1.74, 0.01]),
    (Feature::HasViews, [-12.68, 1.12, 0.64]),
    (Feature::HasCategories, [-8.96, -6.52, -0.90]),
];

/// The probabilities of the functions, in the sequence of [`Function::ALL`]; 1 together.
///
/// ```
/// use engine::classify::{Feature, probabilities};
/// // Filed together, looked at together, and never bought together.
/// let mut features = [0.0; engine::classify::N_FEATURES];
/// for (feature, value) in [
///     (Feature::Always, 1.0),
///     (Feature::Leaf, 1.0),
///     (Feature::HasCategories, 1.0),
///     (Feature::Seen, 3.0),
///     (Feature::SeenInLeaf, 3.0),
///     (Feature::HasViews, 1.0),
/// ] {
///     features[feature as usize] = value;
/// }
/// let [substitute, ..] = probabilities(&features);
/// assert!(substitute > 0.5);
/// ```
#[must_use]
pub fn probabilities(features: &Features) -> [f64; Function::ALL.len()] {
    let mut sums = [0.0_f64; Function::ALL.len()];
    for (feature, weights) in WEIGHTS {
        let value = f64::from(features[feature as usize]);
        sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += f64::from(weight) * value);
    }
    let most = sums.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let likely = sums.map(|sum| (sum - most).exp());
    let total: f64 = likely.iter().sum();
    likely.map(|likely| likely / total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_feature_stands_in_its_row() {
        for (row, (feature, _)) in WEIGHTS.iter().enumerate() {
            assert_eq!(*feature as usize, row);
        }
    }

    #[test]
    fn where_nothing_is_known_nothing_is_claimed() {
        let mut features = [0.0; N_FEATURES];
        features[Feature::Always as usize] = 1.0;
        let [.., none] = probabilities(&features);
        assert!(none > 0.5, "{none}");
    }

    #[test]
    fn probabilities_are_as_on_paper() {
        let mut features = [0.0; N_FEATURES];
        features[Feature::Always as usize] = 1.0;
        features[Feature::Together as usize] = 2.0;
        let weight = |row: Feature, function: usize| f64::from(WEIGHTS[row as usize].1[function]);
        let sums =
            [0, 1, 2].map(|k| weight(Feature::Always, k) + 2.0 * weight(Feature::Together, k));
        let total: f64 = 1.0 + sums.iter().map(|sum| sum.exp()).sum::<f64>();
        let found = probabilities(&features);
        for (found, sum) in found.iter().zip(sums) {
            assert!((found - sum.exp() / total).abs() < 1e-12);
        }
        assert!((found.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }
}
