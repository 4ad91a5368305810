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
    (Feature::Always, [-1.07, -2.13, -0.25]),
    (Feature::KindWords, [3.03, -0.34, -5.80]),
    (Feature::ThemeWords, [-0.96, 1.50, -0.72]),
    (Feature::LastWord, [1.31, -1.01, 0.14]),
    (Feature::OddKind, [-0.98, 2.57, -4.21]),
    (Feature::SharedTheme, [-0.01, -1.65, -1.23]),
    (Feature::PriceDistance, [-1.39, -0.29, 0.14]),
    (Feature::Together, [0.22, 1.87, 2.30]),
    (Feature::Apart, [2.32, 6.46, 0.06]),
    (Feature::SharedPartners, [3.48, -8.34, -3.87]),
    (Feature::SharedApart, [8.93, 9.40, 3.37]),
    (Feature::SharedTogether, [0.09, 2.08, 0.00]),
    (Feature::Later, [0.12, 0.51, -0.35]),
    (Feature::Seen, [4.88, 0.42, 0.54]),
    (Feature::SeenInLeaf, [-0.46, -0.66, -0.83]),
    (Feature::Leaf, [10.28, -0.23, -5.18]),
    (Feature::Family, [-0.24, 8.71, -6.13]),
    (Feature::Department, [0.37, 0.48, 2.84]),
    (Feature::FamilyTogether, [-0.24, -0.31, -1.30]),
    (Feature::Brand, [-0.33, 1.78, 0.07]),
    (Feature::HasViews, [-12.70, 1.03, 0.46]),
    (Feature::HasCategories, [-9.01, -6.71, -1.23]),
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
    use crate::classify::bound;

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
        features[Feature::PriceDistance as usize] = 0.7;
        features[Feature::Together as usize] = bound(0.0, 0.0);
        for (views, categories) in [(0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)] {
            features[Feature::HasViews as usize] = views;
            features[Feature::Seen as usize] = views * bound(0.0, 0.0);
            features[Feature::HasCategories as usize] = categories;
            let [.., none] = probabilities(&features);
            assert!(none > 0.9, "{none}");
        }
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
