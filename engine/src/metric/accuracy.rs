//! Whether what was hidden is found, and how high.
//!
//! All functions take the ranks of the hidden items of one question, 1 the first place, halves for
//! ties, infinite for an item that was not ranked. Over many questions their mean is taken.

/// Hit rate: whether any hidden item stands among the first `k`.
///
/// Value 0 or 1. It does not say how high, nor how many.
///
/// Source: Deshpande, Karypis, *Item-based Top-N Recommendation Algorithms*, ACM Transactions on
/// Information Systems 22(1), 2004, pages 143-177.
///
/// ```
/// # use engine::metric::hit_rate;
/// assert_eq!(hit_rate(&[12.0, 10.0], 10), 1.0);
/// assert_eq!(hit_rate(&[10.5], 10), 0.0);
/// ```
#[must_use]
pub fn hit_rate(ranks: &[f64], k: usize) -> f64 {
    f64::from(u8::from(ranks.iter().any(|&rank| rank <= k as f64)))
}

/// Recall: the share of the hidden items that stand among the first `k`.
///
/// Range `0.0..=1.0`; 0 where nothing is hidden. With one hidden item it is the hit rate.
///
/// Source: Manning, Raghavan, Schütze, *Introduction to Information Retrieval*, Cambridge
/// University Press 2008, section 8.3.
///
/// ```
/// # use engine::metric::recall;
/// assert_eq!(recall(&[3.0, 10.0, 11.0, f64::INFINITY], 10), 0.5);
/// ```
#[must_use]
pub fn recall(ranks: &[f64], k: usize) -> f64 {
    if ranks.is_empty() {
        return 0.0;
    }
    ranks.iter().filter(|&&rank| rank <= k as f64).count() as f64 / ranks.len() as f64
}

/// Reciprocal rank: 1 over the best rank of a hidden item, 0 where none is among the first `k`.
///
/// Range `0.0..=1.0`; its mean over questions is the MRR at `k`.
///
/// Source: Voorhees, *The TREC-8 Question Answering Track Report*, TREC 1999, pages 77-82.
///
/// ```
/// # use engine::metric::reciprocal_rank;
/// assert_eq!(reciprocal_rank(&[8.0, 4.0], 10), 0.25);
/// assert_eq!(reciprocal_rank(&[11.0], 10), 0.0);
/// ```
#[must_use]
pub fn reciprocal_rank(ranks: &[f64], k: usize) -> f64 {
    let best = ranks.iter().copied().fold(f64::INFINITY, f64::min);
    if best <= k as f64 { best.recip() } else { 0.0 }
}

/// Normalised discounted cumulative gain: each hidden item at rank r ≤ `k` gains 1/log₂(r + 1), as a
/// share of what the best sequence gains.
///
/// Range `0.0..=1.0`; 1 where the hidden items stand first.
///
/// Source: Järvelin, Kekäläinen, *Cumulated Gain-based Evaluation of IR Techniques*, ACM
/// Transactions on Information Systems 20(4), 2002, pages 422-446.
///
/// ```
/// # use engine::metric::ndcg;
/// // Third of all: 1/log₂ 4.
/// assert_eq!(ndcg(&[3.0], 10), 0.5);
/// // First and third of two: (1 + 1/2) / (1 + 1/log₂ 3).
/// assert!((ndcg(&[1.0, 3.0], 10) - 1.5 / 1.6309).abs() < 1e-4);
/// ```
#[must_use]
pub fn ndcg(ranks: &[f64], k: usize) -> f64 {
    let gain = |rank: f64| (rank + 1.0).log2().recip();
    let found: f64 = ranks.iter().copied().filter(|&rank| rank <= k as f64).map(gain).sum();
    let best: f64 = (1..=ranks.len().min(k)).map(|rank| gain(rank as f64)).sum();
    if best > 0.0 { found / best } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_hidden_gains_nothing() {
        assert_eq!((hit_rate(&[], 10), recall(&[], 10)), (0.0, 0.0));
        assert_eq!((reciprocal_rank(&[], 10), ndcg(&[], 10)), (0.0, 0.0));
    }

    #[test]
    fn an_unranked_item_is_a_miss() {
        let ranks = [f64::INFINITY];
        assert_eq!((hit_rate(&ranks, 10), ndcg(&ranks, 10)), (0.0, 0.0));
        assert_eq!(reciprocal_rank(&ranks, usize::MAX), 0.0);
    }
}
