//! Several windows as one: what a way of ranking is worth over all of them.

use super::row::{PartMean, Row, mean};

impl Row {
    /// The row over all of `windows`, each the row of one way of ranking in one window: the mean of
    /// each measure, every window weighing by its questions.
    ///
    /// A measure of a part of the questions, such as the hit rate of the tail, weighs by the
    /// questions of that part. All but coverage and Gini are thus means over all questions. These two are of the
    /// lists of one window; their mean says what a window shows, not what all windows show together.
    /// The hits follow one another as the windows do. Without a window every measure is 0 or
    /// missing.
    #[must_use]
    pub fn over_windows(windows: &[&Self]) -> Self {
        let n_questions: usize = windows.iter().map(|row| row.hits.len()).sum();
        let weighted = |measure: fn(&Self) -> f64| {
            // Shares that add up to 1: the mean over one window is that window's own value.
            let share = |row: &Self| row.hits.len() as f64 / n_questions as f64;
            let asked = windows.iter().filter(|row| !row.hits.is_empty());
            asked.map(|row| share(row) * measure(row)).sum()
        };
        let parts = |measure: fn(&Self) -> Option<PartMean>| {
            joined(windows.iter().filter_map(|row| measure(row)))
        };
        let hits: Vec<f64> = windows.iter().flat_map(|row| &row.hits).copied().collect();
        Self {
            // Of the hits, so that equally many hits are equal to the last bit.
            hit_rate: mean(hits.iter().copied()).map_or(0.0, |all| all.mean),
            ndcg: weighted(|row| row.ndcg),
            mrr: weighted(|row| row.mrr),
            recall: weighted(|row| row.recall),
            coverage: weighted(|row| row.coverage),
            gini: weighted(|row| row.gini),
            tail_hit_rate: parts(|row| row.tail_hit_rate),
            new_hit_rate: parts(|row| row.new_hit_rate),
            n_categories: parts(|row| row.n_categories),
            hits,
        }
    }
}

/// The mean over the questions of all `parts`, where there are any.
fn joined(parts: impl Iterator<Item = PartMean> + Clone) -> Option<PartMean> {
    let n_questions: u32 = parts.clone().map(|part| part.n_questions).sum();
    let share = |part: &PartMean| f64::from(part.n_questions) / f64::from(n_questions);
    let mean = parts.map(|part| share(&part) * part.mean).sum();
    (n_questions > 0).then_some(PartMean { mean, n_questions })
}

/// The place of each row among those that `is_peer` names, by its hit rate: 1 the highest, equals on the same
/// place. The others have none.
///
/// ```
/// # use engine::evaluate::{Row, places};
/// let row = |hit_rate| Row { hit_rate, ..Row::over_windows(&[]) };
/// let rows = [row(0.4), row(0.1), row(0.3), row(0.3)];
/// let places = places(&rows, &[false, true, true, true]);
/// assert_eq!(places, [None, Some(3), Some(1), Some(1)]);
/// ```
#[must_use]
pub fn places(rows: &[Row], is_peer: &[bool]) -> Vec<Option<usize>> {
    let peers = || rows.iter().zip(is_peer).filter(|&(_, &is_peer)| is_peer);
    let place = |(row, &is_peer): (&Row, &bool)| {
        is_peer.then(|| 1 + peers().filter(|(peer, _)| row.hit_rate < peer.hit_rate).count())
    };
    rows.iter().zip(is_peer).map(place).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::evaluate::against_the_best;

    /// A window with these hits, whose tail are the first `n_tail` questions.
    fn window(hits: &[f64], n_tail: usize, coverage: f64) -> Row {
        let n = hits.len() as f64;
        let hit_rate = hits.iter().sum::<f64>() / n;
        Row {
            hit_rate,
            ndcg: hit_rate / 2.0,
            mrr: hit_rate / 4.0,
            recall: hit_rate,
            coverage,
            gini: 1.0 - coverage,
            tail_hit_rate: mean(hits[..n_tail].iter().copied()),
            new_hit_rate: None,
            n_categories: None,
            hits: hits.to_vec(),
        }
    }

    #[test]
    fn a_window_weighs_by_its_questions_and_a_part_by_its_own() {
        let first = window(&[1.0, 0.0], 2, 0.2);
        let second = window(&[1.0, 1.0, 0.0, 1.0, 0.0, 1.0], 1, 0.6);
        let row = Row::over_windows(&[&first, &second]);
        // 5 hits in 8 questions; (2/8)·0.25 + (6/8)·0.3333; half of that.
        assert_eq!(row.hit_rate, 0.625);
        assert!((row.ndcg - 0.3125).abs() < 1e-12 && (row.mrr - 0.15625).abs() < 1e-12);
        // (2/8)·0.2 + (6/8)·0.6
        assert!((row.coverage - 0.5).abs() < 1e-12 && (row.gini - 0.5).abs() < 1e-12);
        // One of two, and one of one: two of three.
        let tail = row.tail_hit_rate.unwrap();
        assert_eq!(tail.n_questions, 3);
        assert!((tail.mean - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!((row.new_hit_rate, row.n_categories), (None, None));
        assert_eq!(row.hits, [1.0, 0.0, 1.0, 1.0, 0.0, 1.0, 0.0, 1.0]);
    }

    #[test]
    fn a_part_that_one_window_lacks_is_that_of_the_others() {
        let row = Row::over_windows(&[&window(&[1.0, 1.0], 0, 0.5), &window(&[0.0], 1, 0.5)]);
        assert_eq!(row.tail_hit_rate, Some(PartMean { mean: 0.0, n_questions: 1 }));
    }

    #[test]
    fn a_customer_of_two_windows_is_drawn_with_the_questions_of_both() {
        // One customer asks in both windows: there is nothing else to draw, the interval is a
        // point. As two customers, the draws reach from no gain to a gain each time.
        let dapei = Row::over_windows(&[&window(&[1.0], 0, 0.5), &window(&[0.0], 0, 0.5)]);
        let peer = Row::over_windows(&[&window(&[0.0], 0, 0.5), &window(&[0.0], 0, 0.5)]);
        let rows = [dapei, peer];
        let interval = |customers: &[u32]| {
            let (best, against) = against_the_best(&rows, &[false, true], customers, 1);
            assert_eq!(best, Some(1));
            let found = against[0].unwrap();
            (found.low, found.estimate, found.high)
        };
        assert_eq!(interval(&[7, 7]), (0.5, 0.5, 0.5));
        assert_eq!(interval(&[7, 9]), (0.0, 0.5, 1.0));
    }

    proptest! {
        #[test]
        fn the_mean_over_one_window_is_that_window(
            hits in proptest::collection::vec(0..=1_u8, 1..20), coverage in 0.0..1.0,
        ) {
            let hits: Vec<f64> = hits.into_iter().map(f64::from).collect();
            let row = window(&hits, hits.len() / 2, coverage);
            prop_assert_eq!(Row::over_windows(&[&row]), row);
        }

        #[test]
        fn a_window_told_twice_changes_no_measure(
            hits in proptest::collection::vec(0..=1_u8, 1..20), coverage in 0.0..1.0,
        ) {
            let hits: Vec<f64> = hits.into_iter().map(f64::from).collect();
            let row = window(&hits, hits.len() / 2, coverage);
            let twice = Row::over_windows(&[&row, &row]);
            prop_assert_eq!(twice.hit_rate, row.hit_rate);
            prop_assert_eq!((twice.ndcg, twice.coverage), (row.ndcg, row.coverage));
            let tail = |row: &Row| row.tail_hit_rate.map(|part| part.mean);
            prop_assert_eq!(tail(&twice), tail(&row));
        }
    }
}
