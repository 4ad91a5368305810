//! How many times more than chance, for certain: a Gamma prior on the ratio, Poisson counts.
//!
//! The joint count of a pair is taken as Poisson with mean λ · expected, and λ as Gamma with mean
//! 1 and strength a, so that with little evidence a pair is as often together as chance.
//! Source: DuMouchel, *Bayesian Data Mining in Large Frequency Tables, with an Application to the
//! FDA Spontaneous Reporting System*, The American Statistician 53(3), 1999, pages 177-190 (there
//! with a mixture of two Gammas; here with one).

/// Strength a of the prior: it weighs as much as that many expected orders.
///
/// Two: one order more than expected of a rare pair then moves the estimate by at most half, and
/// four orders of a pair that chance would almost never give make the first possible claim.
///
/// ```
/// use engine::relation::shrink::lower_bound;
/// assert!(lower_bound(3.0, 0.0) < 1.0);
/// assert!(lower_bound(4.0, 0.0) > 1.0);
/// ```
pub const PRIOR_STRENGTH: f64 = 2.0;

/// The normal quantile of a one-sided 95 % bound.
pub(super) const Z_95: f64 = 1.644_853_626_951_472_2;

/// The best estimate of how many times more than chance a pair is bought: (n + a)/(E + a).
///
/// Range above 0; 1 is chance.
///
/// ```
/// use engine::relation::shrink::shrunk_ratio;
/// // Seen once where chance gives 0.01: the raw ratio is 100, the estimate is not.
/// assert!((shrunk_ratio(1.0, 0.01) - 1.4925).abs() < 1e-4);
/// assert!((shrunk_ratio(214.0, 40.0) - 5.142_857).abs() < 1e-6);
/// ```
#[must_use]
pub fn shrunk_ratio(together: f64, expected: f64) -> f64 {
    (together + PRIOR_STRENGTH) / (expected + PRIOR_STRENGTH)
}

/// What the ratio is at least, with 95 % certainty: the 5 % quantile of its posterior
/// Gamma(n + a, E + a).
///
/// Range `0.0..`. This, and nothing larger, is what people are told. Wilson and Hilferty's cube
/// approximates the quantile to better than one percent of it from two orders on, and to three
/// percent below.
///
/// Source: Wilson, Hilferty, *The Distribution of Chi-Square*, Proceedings of the National Academy
/// of Sciences 17(12), 1931, pages 684-688.
///
/// ```
/// use engine::relation::shrink::lower_bound;
/// assert!(lower_bound(1.0, 0.01) < 1.0);
/// assert!((lower_bound(214.0, 40.0) - 4.581).abs() < 0.001);
/// ```
#[must_use]
pub fn lower_bound(together: f64, expected: f64) -> f64 {
    quantile(together, expected, -Z_95)
}

/// What the ratio is at most, with 95 % certainty: the other side of [`lower_bound`].
///
/// ```
/// use engine::relation::shrink::upper_bound;
/// assert!(upper_bound(2.0, 20.0) < 1.0);
/// ```
#[must_use]
pub fn upper_bound(together: f64, expected: f64) -> f64 {
    quantile(together, expected, Z_95)
}

/// How sure it is that the pair is bought more than chance: P(λ > 1).
///
/// Range `0.0..=1.0`; about one half where nothing is known.
///
/// ```
/// use engine::relation::shrink::certainty_above_chance;
/// assert!(certainty_above_chance(214.0, 40.0) > 0.9999);
/// assert!(certainty_above_chance(1.0, 10.0) < 0.01);
/// ```
#[must_use]
pub fn certainty_above_chance(together: f64, expected: f64) -> f64 {
    let shape = together + PRIOR_STRENGTH;
    let rate = expected + PRIOR_STRENGTH;
    // The cube approximation of the quantile, solved for its normal deviate at λ = 1.
    let deviate = ((rate / shape).cbrt() - 1.0 + 1.0 / (9.0 * shape)) * 3.0 * shape.sqrt();
    0.5 * libm::erfc(deviate / std::f64::consts::SQRT_2)
}

fn quantile(together: f64, expected: f64, deviate: f64) -> f64 {
    let shape = together + PRIOR_STRENGTH;
    let cube = 1.0 - 1.0 / (9.0 * shape) + deviate / (3.0 * shape.sqrt());
    shape * cube.max(0.0).powi(3) / (expected + PRIOR_STRENGTH)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_bounds_hold_the_estimate(n in 0.0..10_000.0_f64, expected in 0.001..10_000.0_f64) {
            let estimate = shrunk_ratio(n, expected);
            prop_assert!(lower_bound(n, expected) < estimate);
            prop_assert!(estimate < upper_bound(n, expected));
        }

        #[test]
        fn more_orders_together_are_more_certain(n in 0.0..500.0_f64, expected in 0.01..500.0_f64) {
            prop_assert!(lower_bound(n, expected) < lower_bound(n + 1.0, expected));
            let certainty = certainty_above_chance(n, expected);
            // Far out in the tail, where all is below 1e-12, the approximation is not monotone.
            prop_assert!(certainty <= certainty_above_chance(n + 1.0, expected) + 1e-12);
            prop_assert!((0.0..=1.0).contains(&certainty));
        }
    }

    #[test]
    fn the_quantile_agrees_with_the_tables() {
        // 5 % quantile of chi-square with 10 degrees of freedom is 3.940: Gamma(5) has half of it.
        assert!((lower_bound(3.0, 0.0) - 3.940 / 2.0 / 2.0).abs() < 0.01);
        // The bound is above 1 exactly where the certainty is above 95 %.
        assert!((certainty_above_chance(30.0, 21.5) > 0.95) == (lower_bound(30.0, 21.5) > 1.0));
    }
}
