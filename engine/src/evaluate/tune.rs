//! What is set about a method, chosen by how well it finds what was hidden of earlier orders.

use std::num::NonZeroUsize;

use super::peer::{Method, Settings};
use super::training::Training;
use super::verdict::verdicts;
use crate::holdout::Case;
use crate::metric::{hit_rate, ndcg};

/// The settings of `method` that find most of what is hidden in `rounds` among the first `k`, learnt
/// from `training`: all values of one axis, then of the next, each beside the best of the others so
/// far. What counts is the geometric mean of the rounds' hit rates, since a round with few hits is
/// no less of a round; of equals the higher NDCG decides, then the first. Where nothing is asked,
/// or nothing can be set, where the axes start.
///
/// Costs a fit and all questions for each value of each axis.
pub(super) fn tune(
    method: Method,
    training: &Training,
    rounds: &[&[Case]],
    k: usize,
    threads: NonZeroUsize,
) -> Settings {
    let mut best = method.start();
    if rounds.iter().all(|cases| cases.is_empty()) {
        return best;
    }
    let merit = |settings: &[f32]| {
        // What cannot be fitted is no candidate.
        let peer = method.sketch(training, settings).ok()?;
        let (mut log_hits, mut gain) = (0.0, 0.0);
        for cases in rounds {
            let found = verdicts(&*peer, cases, training.n_items(), k, threads);
            let sum = |measure: fn(&[f64], usize) -> f64| -> f64 {
                found.iter().map(|verdict| measure(&verdict.ranks, k)).sum()
            };
            // Half a hit where there is none, so that the other rounds still count.
            log_hits += sum(hit_rate).max(0.5).ln();
            gain += sum(ndcg);
        }
        Some((log_hits, gain))
    };
    let mut merit_of_best = None;
    for (number, axis) in method.axes().iter().enumerate() {
        for &value in axis.values {
            let mut settings = best.clone();
            settings[number] = value;
            // The best so far was tried with the axis before.
            if 0 < number && settings == best {
                continue;
            }
            let found = merit(&settings);
            if merit_of_best < found {
                (merit_of_best, best) = (found, settings);
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::shop::training;
    use crate::words::ItemIndex;

    #[test]
    fn the_value_that_finds_more_is_chosen() {
        // Item 0 sells with everything, item 2 only with item 1, and three times at most.
        let orders: [&[u32]; 10] =
            [&[0, 1], &[0, 1], &[0, 1], &[0, 1], &[1, 2], &[1, 2], &[1, 2], &[0], &[0, 3], &[0, 3]];
        let training = training(&orders);
        let round = |hidden| {
            let (known, hidden) = (vec![ItemIndex(1)], vec![ItemIndex(hidden)]);
            vec![Case { known, hidden, ..Case::default() }]
        };
        let tuned =
            |hidden| tune(Method::Cosine, &training, &[&round(hidden)], 1, NonZeroUsize::MIN);
        // 4/(√49 + h) for item 0, 3/(√21 + h) for item 2: the rare one wins unshrunk only.
        assert_eq!(tuned(2), [0.0]);
        assert!(tuned(0)[0] >= 5.0);
        assert_eq!(tune(Method::Cosine, &training, &[], 1, NonZeroUsize::MIN), [20.0]);
    }
}
