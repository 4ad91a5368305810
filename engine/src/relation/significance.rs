//! What chance alone would give, and how many finds to trust.

/// How likely at least `k` of `n` trials succeed, each with probability `p`.
///
/// Range `0.0..=1.0`. Exact but for rounding; costs as many steps as terms count, about √n.
/// Source: any table of the binomial distribution; the terms go over into each other by
/// (n − i) p / ((i + 1) (1 − p)).
///
/// ```
/// use engine::relation::significance::binomial_tail;
/// // Nine or ten heads of ten throws: (10 + 1) / 1024.
/// assert!((binomial_tail(9, 10, 0.5) - 11.0 / 1024.0).abs() < 1e-12);
/// assert_eq!(binomial_tail(0, 10, 0.5), 1.0);
/// assert_eq!(binomial_tail(11, 10, 0.5), 0.0);
/// ```
#[must_use]
pub fn binomial_tail(k: u64, n: u64, p: f64) -> f64 {
    if k == 0 || p >= 1.0 {
        return f64::from(u8::from(k <= n));
    }
    if k > n || p <= 0.0 {
        return 0.0;
    }
    if (k as f64) < n as f64 * p {
        // The other tail is the shorter one.
        return 1.0 - binomial_tail(n - k + 1, n, 1.0 - p);
    }
    let (k, n) = (k as f64, n as f64);
    let choices = libm::lgamma(n + 1.0) - libm::lgamma(k + 1.0) - libm::lgamma(n - k + 1.0);
    let term = (choices + k * p.ln() + (n - k) * (-p).ln_1p()).exp();
    summed(term, k, |i| ((n - i) / (i + 1.0) * p / (1.0 - p), i + 1.0)).min(1.0)
}

/// How likely at least `n` come where `expected` come on average: the upper tail of the Poisson
/// distribution.
///
/// Range `0.0..=1.0`. Exact but for rounding; costs as many steps as terms count.
///
/// ```
/// use engine::relation::significance::poisson_tail;
/// assert!((poisson_tail(1, 0.1) - (1.0 - (-0.1_f64).exp())).abs() < 1e-12);
/// assert_eq!(poisson_tail(0, 3.0), 1.0);
/// assert_eq!(poisson_tail(2, 0.0), 0.0);
/// ```
#[must_use]
pub fn poisson_tail(n: u64, expected: f64) -> f64 {
    if n == 0 {
        return 1.0;
    }
    if expected <= 0.0 {
        return 0.0;
    }
    let term = |n: f64| (n * expected.ln() - expected - libm::lgamma(n + 1.0)).exp();
    let n = n as f64;
    if n < expected {
        // Down from the last term that does not count.
        return 1.0 - summed(term(n - 1.0), n - 1.0, |i| (i / expected, i - 1.0)).min(1.0);
    }
    summed(term(n), n, |i| (expected / (i + 1.0), i + 1.0)).min(1.0)
}

/// The sum of `term` and those that follow, as long as they add anything: each is the one at
/// `place` times what `step` says, and stands at the place that it says.
fn summed(mut term: f64, mut place: f64, step: impl Fn(f64) -> (f64, f64)) -> f64 {
    let mut sum = 0.0;
    while term > sum * f64::EPSILON {
        sum += term;
        let (ratio, next) = step(place);
        (term, place) = (term * ratio, next);
    }
    sum
}

/// How many of the finds with the smallest `chances` to trust, so that of them at most the share
/// `rate` is expected to be there by chance.
///
/// `chances` are rising, and the smallest of `n_tested`. Unit: finds.
///
/// Source: Benjamini, Hochberg, *Controlling the False Discovery Rate*, Journal of the Royal
/// Statistical Society B 57(1), 1995, pages 289-300.
///
/// ```
/// use engine::relation::significance::n_discoveries;
/// // The second is below 2/4 of a tenth, so the first counts although it is not below 1/4 of it.
/// assert_eq!(n_discoveries([0.04, 0.045, 0.2, 0.9].into_iter(), 4, 0.1), 2);
/// assert_eq!(n_discoveries([0.03, 0.2].into_iter(), 2, 0.05), 0);
/// ```
#[must_use]
pub fn n_discoveries(chances: impl Iterator<Item = f64>, n_tested: u64, rate: f64) -> usize {
    let trusted = chances
        .zip(1_usize..)
        .filter(|&(chance, rank)| chance <= rate * rank as f64 / n_tested as f64)
        .map(|(_, rank)| rank);
    trusted.last().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn both_tails_make_one(n in 1_u64..3_000, k in 0_u64..3_000, p in 0.001..0.999_f64) {
            let k = k.min(n);
            let both = binomial_tail(k, n, p) + binomial_tail(n - k + 1, n, 1.0 - p);
            prop_assert!((both - 1.0).abs() < 1e-9, "{both}");
            prop_assert!(binomial_tail(k + 1, n, p) <= binomial_tail(k, n, p) + 1e-12);
        }
    }

    proptest! {
        #[test]
        fn a_tail_and_the_terms_before_it_make_one(n in 1_u64..400, expected in 0.01..300.0_f64) {
            let term = |i: u64| (i as f64 * expected.ln() - expected - libm::lgamma(i as f64 + 1.0)).exp();
            let before: f64 = (0..n).map(term).sum();
            let tail = poisson_tail(n, expected);
            prop_assert!((tail + before - 1.0).abs() < 1e-9, "{tail} and {before}");
        }
    }

    #[test]
    fn of_many_trials_the_tail_is_that_of_the_normal_distribution() {
        // A million throws, two standard deviations of 500 above the half.
        let normal = 0.5 * libm::erfc((1_000.0 - 0.5) / 500.0 / std::f64::consts::SQRT_2);
        assert!((binomial_tail(501_000, 1_000_000, 0.5) / normal - 1.0).abs() < 1e-3);
    }
}
