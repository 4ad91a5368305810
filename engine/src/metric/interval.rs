//! How sure the difference of two rankings is.

use super::random::Random;

/// How often the customers are drawn anew. The ends of an interval then move by about a thirtieth
/// of its length from seed to seed.
pub const N_RESAMPLES: usize = 2_000;

/// An estimate and the interval that 95 % of the resamples lie in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// What was measured.
    pub estimate: f64,
    /// 2.5 % of the resamples lie below.
    pub low: f64,
    /// 2.5 % of the resamples lie above.
    pub high: f64,
}

/// The mean of `differences`, one a question, with its 95 % interval: customers are drawn with
/// replacement, all questions of a customer together, since one buyer's baskets resemble each other.
/// `customers` says whose each question is. `None` where there is no question.
///
/// The same numbers and the same seed give the same interval. It says how much chance in the choice
/// of customers moves the mean, nothing of another season or shop.
///
/// Source: Efron, Tibshirani, *An Introduction to the Bootstrap*, Chapman & Hall 1993, chapter 13
/// (percentiles); by clusters, Davison, Hinkley, *Bootstrap Methods and their Application*,
/// Cambridge University Press 1997, section 3.8.
///
/// ```
/// # use engine::metric::paired_interval;
/// // Two customers: one always gains, the other never does. Draws are 0, ½ or 1, each end in a
/// // quarter of them.
/// let interval = paired_interval(&[1.0, 0.0], &[7, 9], 1).unwrap();
/// assert_eq!((interval.low, interval.estimate, interval.high), (0.0, 0.5, 1.0));
/// // All questions are one customer's: nothing can be drawn but that one.
/// let interval = paired_interval(&[1.0, 0.0], &[7, 7], 1).unwrap();
/// assert_eq!((interval.low, interval.high), (0.5, 0.5));
/// ```
#[must_use]
pub fn paired_interval(differences: &[f64], customers: &[u32], seed: u64) -> Option<Interval> {
    let clusters = sums_by_customer(differences, customers);
    if clusters.is_empty() {
        return None;
    }
    let n_questions: f64 = clusters.iter().map(|(_, n)| n).sum();
    let sum: f64 = clusters.iter().map(|(sum, _)| sum).sum();
    let mut random = Random::new(seed, 0);
    let mut means: Vec<f64> = (0..N_RESAMPLES)
        .map(|_| {
            let (mut sum, mut n) = (0.0, 0.0);
            for _ in 0..clusters.len() {
                let drawn = clusters[random.below(clusters.len())];
                (sum, n) = (sum + drawn.0, n + drawn.1);
            }
            sum / n
        })
        .collect();
    means.sort_unstable_by(f64::total_cmp);
    let n_outside = N_RESAMPLES / 40;
    let (low, high) = (means[n_outside], means[N_RESAMPLES - 1 - n_outside]);
    Some(Interval { estimate: sum / n_questions, low, high })
}

/// The sum and the number of each customer's differences, in a sequence that does not depend on how customers
/// are numbered: they are numbered as they come in a file.
fn sums_by_customer(differences: &[f64], customers: &[u32]) -> Vec<(f64, f64)> {
    let mut sorted: Vec<(u32, f64)> =
        customers.iter().copied().zip(differences.iter().copied()).collect();
    sorted.sort_by_key(|&(customer, _)| customer);
    let of_customer = |questions: &[(u32, f64)]| {
        (questions.iter().map(|&(_, difference)| difference).sum(), questions.len() as f64)
    };
    let mut sums: Vec<(f64, f64)> = sorted.chunk_by(|a, b| a.0 == b.0).map(of_customer).collect();
    sums.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    sums
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn an_interval_contains_its_estimate_and_none_of_the_sequence(
            questions in proptest::collection::vec((0..30_u32, -1..=1_i8), 1..80),
        ) {
            let differences: Vec<f64> = questions.iter().map(|&(_, d)| f64::from(d)).collect();
            let customers: Vec<u32> = questions.iter().map(|&(customer, _)| customer).collect();
            let interval = paired_interval(&differences, &customers, 3).unwrap();
            prop_assert!(interval.low <= interval.estimate && interval.estimate <= interval.high);
            let reversed: Vec<f64> = differences.iter().rev().copied().collect();
            let of: Vec<u32> = customers.iter().rev().copied().collect();
            prop_assert_eq!(paired_interval(&reversed, &of, 3).unwrap(), interval);
            // Other numbers, in another sequence.
            let renumbered: Vec<u32> = customers.iter().map(|number| number * 7 % 31).collect();
            prop_assert_eq!(paired_interval(&differences, &renumbered, 3).unwrap(), interval);
        }

        #[test]
        fn a_constant_difference_is_certain(n in 1..40_u32, difference in -3..3_i8) {
            let differences = vec![f64::from(difference); n as usize];
            let customers: Vec<u32> = (0..n).collect();
            let interval = paired_interval(&differences, &customers, 1).unwrap();
            prop_assert_eq!((interval.low, interval.high), (difference.into(), difference.into()));
        }
    }

    #[test]
    fn no_question_no_interval() {
        assert_eq!(paired_interval(&[], &[], 1), None);
    }

    /// √(p(1 − p)/n) = 0.0218 for 525 customers of whom half gain.
    #[test]
    fn the_interval_is_as_long_as_the_normal_one() {
        let differences: Vec<f64> = (0..525).map(|n| f64::from(n % 2)).collect();
        let customers: Vec<u32> = (0..525).collect();
        let interval = paired_interval(&differences, &customers, 1).unwrap();
        assert!((interval.high - interval.low - 2.0 * 1.96 * 0.0218).abs() < 0.006, "{interval:?}");
    }
}
