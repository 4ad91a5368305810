//! One row of the table: what all verdicts on one way of ranking say together.

use super::verdict::Verdict;
use crate::metric::{
    Interval, coverage, gini, hit_rate, n_distinct, ndcg, paired_interval, recall, reciprocal_rank,
};
use crate::words::Catalog;

/// What one way of ranking is worth: means over questions, in the first k places.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Questions whose hidden item is found: HR@k.
    pub hit_rate: f64,
    /// NDCG@k.
    pub ndcg: f64,
    /// MRR@k.
    pub mrr: f64,
    /// Recall@k; the hit rate where each question hides one item.
    pub recall: f64,
    /// Share of the sold items that stand in any list.
    pub coverage: f64,
    /// How unequally the sold items are listed.
    pub gini: f64,
    /// HR@k of hidden items outside of the best-selling fifth, where there are any.
    pub tail_hit_rate: Option<PartMean>,
    /// HR@k of hidden items that the customer had never bought, where there are any.
    pub new_hit_rate: Option<PartMean>,
    /// Different categories in a list, where the shop has categories and lists.
    pub n_categories: Option<PartMean>,
    /// Whether each question was a hit, 0 or 1.
    pub hits: Vec<f64>,
}

/// A mean over a part of the questions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PartMean {
    /// The mean.
    pub mean: f64,
    /// Questions that it is the mean of; at least 1.
    pub n_questions: u32,
}

/// What is known of the questions beside the answers.
#[derive(Debug)]
pub(super) struct Marks {
    pub(super) is_new: Vec<Option<bool>>,
    pub(super) is_tail: Vec<bool>,
}

impl Row {
    /// Sums up `verdicts`, one a question, of lists with up to `k` items; `n_sold` items have orders.
    pub(super) fn new(
        verdicts: &[Verdict],
        marks: &Marks,
        catalog: &Catalog,
        n_sold: usize,
        k: usize,
    ) -> Self {
        let mean_of = |measure: fn(&[f64], usize) -> f64| {
            let measured = verdicts.iter().map(|verdict| measure(&verdict.ranks, k));
            mean(measured).map_or(0.0, |all| all.mean)
        };
        let hits: Vec<f64> = verdicts.iter().map(|verdict| hit_rate(&verdict.ranks, k)).collect();
        let mut times_listed = vec![0_u32; n_sold];
        for item in verdicts.iter().flat_map(|verdict| &verdict.list) {
            // What never sold comes behind all that did, and may be listed all the same.
            if let Some(times) = times_listed.get_mut(item.position()) {
                *times += 1;
            }
        }
        let lists = verdicts.iter().map(|verdict| &verdict.list).filter(|list| !list.is_empty());
        let n_categories =
            lists.map(|list| n_distinct(list.iter().map(|&i| catalog.category_of(i))) as f64);
        let hits_where = |is_meant: &dyn Fn(usize) -> bool| {
            mean((0..hits.len()).filter(|&at| is_meant(at)).map(|at| hits[at]))
        };
        Self {
            hit_rate: mean_of(hit_rate),
            ndcg: mean_of(ndcg),
            mrr: mean_of(reciprocal_rank),
            recall: mean_of(recall),
            coverage: coverage(&times_listed),
            gini: gini(&times_listed),
            tail_hit_rate: hits_where(&|at| marks.is_tail[at]),
            new_hit_rate: hits_where(&|at| marks.is_new[at] == Some(true)),
            n_categories: mean(n_categories).filter(|_| !catalog.categories().is_empty()),
            hits,
        }
    }
}

/// For each of `rows` the difference of its hit rate to that of the best peer, with a paired
/// interval by customer, and which row that peer is. `is_peer` says which rows may be the best peer;
/// of equals the first is. That peer's own row has no difference. `customers` says whose each
/// question is.
#[must_use]
pub fn against_the_best(
    rows: &[Row],
    is_peer: &[bool],
    customers: &[u32],
    seed: u64,
) -> (Option<usize>, Vec<Option<Interval>>) {
    let peers = (0..rows.len()).filter(|&at| is_peer[at]);
    // The last of equal maxima is taken: the other way round it is the first.
    let best = peers.rev().max_by(|&a, &b| rows[a].hit_rate.total_cmp(&rows[b].hit_rate));
    let difference = |at: usize| {
        let best = best.filter(|&best| best != at)?;
        let pairs = rows[at].hits.iter().zip(&rows[best].hits);
        let differences: Vec<f64> = pairs.map(|(hit, of_best)| hit - of_best).collect();
        paired_interval(&differences, customers, seed)
    };
    (best, (0..rows.len()).map(difference).collect())
}

/// The mean of `values`, one a question, where there are any.
pub(super) fn mean(values: impl Iterator<Item = f64>) -> Option<PartMean> {
    let (mut sum, mut n_questions) = (0.0, 0_u32);
    for value in values {
        (sum, n_questions) = (sum + value, n_questions + 1);
    }
    (n_questions > 0).then(|| PartMean { mean: sum / f64::from(n_questions), n_questions })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::ItemIndex;

    fn verdict(rank: f64, list: &[u32]) -> Verdict {
        Verdict { ranks: vec![rank], list: list.iter().copied().map(ItemIndex).collect() }
    }

    #[test]
    fn a_row_is_the_mean_over_its_questions() {
        let verdicts = [verdict(1.0, &[0, 1]), verdict(3.0, &[1, 0]), verdict(2.0, &[1, 5])];
        let marks =
            Marks { is_new: vec![Some(true), None, Some(true)], is_tail: vec![true, true, false] };
        let row = Row::new(&verdicts, &marks, &Catalog::blank(6), 4, 2);
        assert_eq!(row.hits, [1.0, 0.0, 1.0]);
        assert!((row.hit_rate - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!(row.hit_rate, row.recall);
        assert!((row.mrr - (1.0 + 0.5) / 3.0).abs() < 1e-12);
        // Two of the four items that sold; the sixth never did.
        assert_eq!(row.coverage, 0.5);
        let of_two = |mean| Some(PartMean { mean, n_questions: 2 });
        assert_eq!((row.tail_hit_rate, row.new_hit_rate), (of_two(0.5), of_two(1.0)));
        assert_eq!(row.n_categories, None);
    }

    #[test]
    fn rows_are_held_against_the_best_peer() {
        let row = |hits: [f64; 2]| Row {
            hit_rate: (hits[0] + hits[1]) / 2.0,
            ..Row::new(
                &[
                    verdict(if hits[0] > 0.0 { 1.0 } else { 9.0 }, &[]),
                    verdict(if hits[1] > 0.0 { 1.0 } else { 9.0 }, &[]),
                ],
                &Marks { is_new: vec![None; 2], is_tail: vec![false; 2] },
                &Catalog::blank(1),
                1,
                1,
            )
        };
        let rows = [row([1.0, 1.0]), row([0.0, 0.0]), row([1.0, 0.0]), row([0.0, 1.0])];
        let is_peer = [false, true, true, true];
        let (best, against) = against_the_best(&rows, &is_peer, &[0, 1], 1);
        assert_eq!(best, Some(2));
        assert_eq!(against[2], None);
        let of_first = against[0].unwrap();
        assert_eq!((of_first.estimate, of_first.low, of_first.high), (0.5, 0.0, 1.0));
        assert_eq!(against[1].unwrap().estimate, -0.5);
    }
}
