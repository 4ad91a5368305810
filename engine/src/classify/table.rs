//! How much each feature speaks for each function.

use super::features::{Feature, Features, N_FEATURES};
use crate::relation::Function;

/// The natural logarithm of how many times likelier than `none` a function becomes by each unit of a feature:
/// substitute, extension, complementary.
///
/// The weights of a multinomial regression, rounded, on what is known of three shops: two made-up ones (seeds 77
/// and 501), each with and without views and categories, and the pairs of a gift shop that readers judged by titles. What is known
/// of nothing is taken to be nothing.
#[rustfmt::skip]
pub const WEIGHTS: [(Feature, [f32; 3]); N_FEATURES] = [
    (Feature::Always, [-0.71, -2.04, -2.87]),
    (Feature::KindWords, [2.85, -0.33, -5.69]),
    (Feature::ThemeWords, [-0.73, 1.58, -1.15]),
    (Feature::LastWord, [1.36, -0.94, 0.05]),
    (Feature::OddKind, [-2.28, 1.55, -0.50]),
    (Feature::SharedTheme, [-0.05, -0.77, 0.89]),
    (Feature::PriceDistance, [-1.38, -0.30, 0.17]),
    (Feature::Together, [0.15, 1.66, 2.09]),
    (Feature::Apart, [2.54, 7.73, 2.37]),
    (Feature::SharedPartners, [3.80, -8.89, -17.28]),
    (Feature::SharedApart, [8.71, 9.62, 14.79]),
    (Feature::SharedTogether, [0.07, 2.47, 5.24]),
    (Feature::Later, [0.15, 0.55, -0.45]),
    (Feature::Seen, [4.91, 0.49, 0.58]),
    (Feature::SeenInLeaf, [-0.48, -0.78, -1.03]),
    (Feature::Leaf, [10.25, -0.48, -5.06]),
    (Feature::Family, [-0.74, 8.46, -6.33]),
    (Feature::Department, [0.29, 0.38, 2.56]),
    (Feature::FamilyTogether, [-0.19, -0.10, -1.21]),
    (Feature::Brand, [-0.35, 1.75, 0.16]),
    (Feature::HasViews, [-12.74, 1.34, 1.32]),
    (Feature::HasCategories, [-8.88, -6.15, -0.08]),
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
