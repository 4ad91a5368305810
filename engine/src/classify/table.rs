//! How much each feature speaks for each function.

use super::feature::{Feature, Features, N_FEATURES};
use crate::relation::Function;

/// The natural logarithm of how many times likelier than `none` a function becomes by each unit of
/// a feature: substitute, extension, complementary; and about how far the feature spreads among
/// pairs that are asked about.
///
/// The weights of a multinomial regression, rounded, on what is known of three shops: two made-up
/// ones (seeds 701 and 702), each with and without views, categories, prices, titles, and customers
/// and times; and the pairs of a gift shop that readers judged by titles alone. Of those that
/// readers tie to nothing and that sell together all the same, it was left open whether they are
/// complementary or none. Beside them stood pairs drawn at random and pairs of which nothing is
/// known, as none, and pairs of which nothing is known but that they sell together, as
/// complementary. The weights of [`Feature::Letters`] came later, by judgement: these shops are English and Chinese and
/// lose nothing by them, and labels move them.
#[rustfmt::skip]
pub const TABLE: [(Feature, [f32; 3], f32); N_FEATURES] = [
    (Feature::Always, [-1.45, -1.00, -1.39], 1.00),
    (Feature::KindWords, [2.14, -0.26, -5.62], 0.30),
    (Feature::ThemeWords, [1.89, 3.21, -5.06], 0.24),
    (Feature::LastWord, [1.10, -1.65, -0.22], 0.27),
    (Feature::OddKind, [-0.85, -0.82, -1.52], 0.11),
    (Feature::SharedTheme, [1.29, -2.94, -1.36], 0.21),
    (Feature::OtherOfRange, [-6.53, 4.06, 10.83], 0.10),
    (Feature::Variants, [3.48, -1.73, -0.23], 0.14),
    (Feature::Letters, [2.00, 2.00, 0.00], 0.10),
    (Feature::PriceDistance, [-1.47, -0.31, 0.21], 0.66),
    (Feature::Together, [-0.04, 0.77, 1.06], 1.73),
    (Feature::VariantsTogether, [0.31, 0.86, 1.19], 1.73),
    (Feature::Apart, [1.86, 13.31, 6.51], 0.12),
    (Feature::SharedPartners, [6.76, 0.11, 1.32], 0.21),
    (Feature::SharedApart, [13.40, 7.48, 6.74], 0.13),
    (Feature::SharedTogether, [-0.56, 0.34, 0.74], 0.26),
    (Feature::Later, [-0.76, -0.27, -0.45], 0.88),
    (Feature::OneWay, [0.93, 1.38, 0.18], 0.60),
    (Feature::SameKind, [0.87, 0.10, -1.54], 0.39),
    (Feature::KindsTogether, [1.02, 1.69, 0.88], 1.16),
    (Feature::KindsLater, [0.77, 0.64, -0.79], 0.76),
    (Feature::KindsRelated, [-2.59, -1.40, -0.27], 0.28),
    (Feature::Seen, [1.43, 0.02, 0.11], 1.37),
    (Feature::SeenInLeaf, [-0.28, -0.30, -0.38], 0.91),
    (Feature::Swing, [50.98, 12.89, 15.99], 0.05),
    (Feature::BoughtInstead, [1.92, 0.62, 0.78], 1.22),
    (Feature::Leaf, [4.43, -0.75, -2.70], 0.27),
    (Feature::Family, [-1.12, 7.89, -5.59], 0.24),
    (Feature::Department, [0.11, -0.51, 2.27], 0.42),
    (Feature::FamilyTogether, [0.10, -0.29, -1.18], 0.57),
    (Feature::Brand, [-0.48, 1.74, -0.08], 0.22),
    (Feature::HasTitles, [-0.29, 0.01, 0.61], 0.05),
    (Feature::HasViews, [-7.53, 0.37, 0.18], 0.41),
    (Feature::HasCategories, [-4.31, -5.06, -0.87], 0.43),
];

/// How much each feature speaks for each function: those of [`TABLE`], or a shop's own.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights([[f32; 3]; N_FEATURES]);

/// No weight that anything speaks with is larger.
const LARGEST_WEIGHT: f32 = 1e4;

impl Default for Weights {
    /// Those of the table.
    fn default() -> Self {
        Self(TABLE.map(|(_, weights, _)| weights))
    }
}

impl Weights {
    /// Nothing speaks for anything.
    pub const NONE: Self = Self([[0.0; 3]; N_FEATURES]);

    /// Weights by rows as those of [`TABLE`]; one that is no number or beyond ten thousand counts
    /// as 0.
    #[must_use]
    pub fn from_rows(mut rows: [[f32; 3]; N_FEATURES]) -> Self {
        let is_weight = |weight: &f32| weight.abs() <= LARGEST_WEIGHT;
        let others = rows.iter_mut().flatten().filter(|weight| !is_weight(weight));
        others.for_each(|weight| *weight = 0.0);
        Self(rows)
    }

    /// What [`Self::from_rows`] takes.
    #[must_use]
    pub fn rows(&self) -> &[[f32; 3]; N_FEATURES] {
        &self.0
    }

    /// The probabilities of the functions, in the sequence of [`Function::ALL`]; 1 together.
    ///
    /// ```
    /// use engine::classify::{Feature, Weights};
    /// // Filed together, looked at together twenty times more than by chance, and where one was
    /// // looked at and left the other was bought.
    /// let mut features = [0.0; engine::classify::N_FEATURES];
    /// for (feature, value) in [
    ///     (Feature::Always, 1.0),
    ///     (Feature::HasCategories, 1.0),
    ///     (Feature::Leaf, 1.0),
    ///     (Feature::HasViews, 1.0),
    ///     (Feature::Seen, 3.0),
    ///     (Feature::SeenInLeaf, 3.0),
    ///     (Feature::Swing, 0.05),
    ///     (Feature::BoughtInstead, 2.0),
    /// ] {
    ///     features[feature as usize] = value;
    /// }
    /// let [substitute, ..] = Weights::default().probabilities(&features);
    /// assert!(substitute > 0.5);
    /// ```
    #[must_use]
    pub fn probabilities(&self, features: &Features) -> [f64; Function::ALL.len()] {
        let mut sums = [0.0_f64; Function::ALL.len()];
        for (&value, weights) in features.iter().zip(&self.0) {
            let value = f64::from(value);
            sums.iter_mut()
                .zip(weights)
                .for_each(|(sum, weight)| *sum += f64::from(*weight) * value);
        }
        softmax(sums)
    }
}

/// Probabilities from the logarithms of how likely each is: 1 together.
pub(super) fn softmax<const N: usize>(sums: [f64; N]) -> [f64; N] {
    let most = sums.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let likely = sums.map(|sum| (sum - most).exp());
    let total: f64 = likely.iter().sum();
    likely.map(|likely| likely / total)
}

/// How far the feature at `row` of the table spreads.
pub(super) fn spread(row: usize) -> f64 {
    f64::from(TABLE[row].2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::bound;

    #[test]
    fn every_feature_stands_in_its_row() {
        for (row, (feature, _, spread)) in TABLE.iter().enumerate() {
            assert_eq!(*feature as usize, row);
            assert!(*spread > 0.0);
        }
    }

    #[test]
    fn where_nothing_is_known_nothing_is_claimed() {
        let mut features = [0.0; N_FEATURES];
        features[Feature::Always as usize] = 1.0;
        features[Feature::PriceDistance as usize] = 0.7;
        for feature in [Feature::Together, Feature::VariantsTogether] {
            features[feature as usize] = bound(0.0, 0.0);
        }
        for (views, categories) in [(0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)] {
            features[Feature::HasViews as usize] = views;
            features[Feature::Seen as usize] = views * bound(0.0, 0.0);
            features[Feature::HasCategories as usize] = categories;
            let [.., none] = Weights::default().probabilities(&features);
            assert!(none > 0.9, "{none}");
        }
    }

    #[test]
    fn probabilities_are_as_on_paper() {
        let mut features = [0.0; N_FEATURES];
        features[Feature::Always as usize] = 1.0;
        features[Feature::Together as usize] = 2.0;
        let weight = |row: Feature, function: usize| f64::from(TABLE[row as usize].1[function]);
        let sums =
            [0, 1, 2].map(|k| weight(Feature::Always, k) + 2.0 * weight(Feature::Together, k));
        let total: f64 = 1.0 + sums.iter().map(|sum| sum.exp()).sum::<f64>();
        let found = Weights::default().probabilities(&features);
        for (found, sum) in found.iter().zip(sums) {
            assert!((found - sum.exp() / total).abs() < 1e-12);
        }
        assert!((found.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }
}
