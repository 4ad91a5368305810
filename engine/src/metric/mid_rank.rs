//! The place of an item among all, ties told fairly.

/// The place of an item with `score` among `others`: one more than those above it, and half of
/// those level with it.
///
/// Range `1.0..`; 1 is the first place, halves occur. It is the mean over all sequences in which
/// the level ones could stand, so that no ranking gains by giving many items the same score. A score
/// that is no number stands below all that are.
///
/// Source: the mid-rank of Kendall, *The Treatment of Ties in Ranking Problems*, Biometrika 33(3),
/// 1945, pages 239-251.
///
/// ```
/// # use engine::metric::mid_rank;
/// // One above, two level: places 2, 3 or 4, the middle is 3.
/// assert_eq!(mid_rank(0.5, [0.9, 0.5, 0.5, 0.1]), 3.0);
/// assert_eq!(mid_rank(0.5, []), 1.0);
/// ```
#[must_use]
pub fn mid_rank(score: f32, others: impl IntoIterator<Item = f32>) -> f64 {
    let (mut n_above, mut n_level) = (0_u64, 0_u64);
    for other in others {
        n_above += u64::from(other > score);
        n_level += u64::from(other == score);
    }
    1.0 + n_above as f64 + n_level as f64 / 2.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The places that the first of `scores` takes in all sequences of equals, by trying them all.
    fn mean_place(scores: &[u8]) -> f64 {
        fn visit(
            rest: &mut Vec<usize>,
            line: &mut Vec<usize>,
            scores: &[u8],
            sum: &mut (f64, f64),
        ) {
            if rest.is_empty() {
                if line.is_sorted_by(|&a, &b| scores[a] >= scores[b]) {
                    let place = line.iter().position(|&item| item == 0).unwrap() + 1;
                    *sum = (sum.0 + place as f64, sum.1 + 1.0);
                }
                return;
            }
            for at in 0..rest.len() {
                let item = rest.remove(at);
                line.push(item);
                visit(rest, line, scores, sum);
                line.pop();
                rest.insert(at, item);
            }
        }
        let mut sum = (0.0, 0.0);
        visit(&mut (0..scores.len()).collect(), &mut Vec::new(), scores, &mut sum);
        sum.0 / sum.1
    }

    proptest! {
        #[test]
        fn the_mid_rank_is_the_mean_place_over_all_sequences_of_equals(
            scores in proptest::collection::vec(0..3_u8, 1..7),
        ) {
            let others = scores[1..].iter().map(|&score| f32::from(score));
            let rank = mid_rank(f32::from(scores[0]), others);
            prop_assert!((rank - mean_place(&scores)).abs() < 1e-9);
        }
    }
}
