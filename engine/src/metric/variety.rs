//! How much of a catalogue the lists show.

/// Coverage: the share of a catalogue of `n_items` that is listed at least once.
///
/// Range `0.0..=1.0`; 0 for an empty catalogue. It depends on how many lists there are: compare it
/// on the same questions only.
///
/// Source: Ge, Delgado-Battenfeld, Jannach, *Beyond Accuracy: Evaluating Recommender Systems by
/// Coverage and Serendipity*, RecSys 2010, pages 257-260.
///
/// ```
/// # use engine::metric::coverage;
/// // Items 0 and 2 of four.
/// assert_eq!(coverage(&[3, 0, 1, 0]), 0.5);
/// ```
#[must_use]
pub fn coverage(times_listed: &[u32]) -> f64 {
    if times_listed.is_empty() {
        return 0.0;
    }
    times_listed.iter().filter(|&&times| times > 0).count() as f64 / times_listed.len() as f64
}

/// Gini coefficient of how often each item is listed: how unequally items are shown.
///
/// Range `0.0..1.0`; 0 where all are listed equally often, 1 − 1/n where one alone is.
///
/// Source: Gini, *Variabilità e mutabilità*, 1912; of lists, Fleder, Hosanagar, *Blockbuster
/// Culture's Next Rise or Fall*, Management Science 55(5), 2009, pages 697-712.
///
/// ```
/// # use engine::metric::gini;
/// assert_eq!(gini(&[5, 5, 5, 5]), 0.0);
/// assert_eq!(gini(&[0, 8, 0, 0]), 0.75);
/// // Shares 1/4 and 3/4 of two items: half of the mean difference 2, by the mean 2, twice.
/// assert_eq!(gini(&[1, 3]), 0.25);
/// ```
#[must_use]
pub fn gini(times_listed: &[u32]) -> f64 {
    let mut sorted = times_listed.to_vec();
    sorted.sort_unstable();
    let n = sorted.len() as f64;
    let sum: f64 = sorted.iter().copied().map(f64::from).sum();
    if sum == 0.0 {
        return 0.0;
    }
    let weighted: f64 =
        (1_u32..).zip(&sorted).map(|(place, &times)| f64::from(place) * f64::from(times)).sum();
    2.0 * weighted / (n * sum) - (n + 1.0) / n
}

/// How many different values there are in a list, such as the categories of its items. An unknown
/// value is different from every other.
///
/// ```
/// # use engine::metric::n_distinct;
/// assert_eq!(n_distinct([Some(7), Some(7), Some(2), None, None]), 4);
/// ```
#[must_use]
pub fn n_distinct(values: impl IntoIterator<Item = Option<u32>>) -> usize {
    let (mut known, mut n_unknown) = (Vec::new(), 0);
    for value in values {
        match value {
            Some(value) => known.push(value),
            None => n_unknown += 1,
        }
    }
    known.sort_unstable();
    known.dedup();
    known.len() + n_unknown
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn listing_everything_as_often_again_changes_no_ratio(
            times in proptest::collection::vec(0..20_u32, 1..30),
        ) {
            let doubled: Vec<u32> = times.iter().map(|times| 2 * times).collect();
            prop_assert_eq!(coverage(&times), coverage(&doubled));
            prop_assert!((gini(&times) - gini(&doubled)).abs() < 1e-12);
            prop_assert!(-1e-12 < gini(&times) && gini(&times) < 1.0);
        }
    }
}
