//! What came of one question.

use std::num::NonZeroUsize;

use super::peer::{Peer, Tallies};
use crate::count::in_pieces;
use crate::holdout::Case;
use crate::metric::mid_rank;
use crate::words::ItemIndex;

/// Questions a thread takes at once.
const CASES_AT_ONCE: usize = 16;

/// The answer to one question, as far as it is judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// The rank of each hidden item, 1 the first place; halves for ties, infinite where it was not
    /// ranked.
    pub ranks: Vec<f64>,
    /// The first places, best first; an item that nothing speaks for is not listed.
    pub list: Vec<ItemIndex>,
}

/// The verdicts on `peer`, one a question: the full catalogue of `n_items` ranked without what is
/// known. Lists have up to `k` items, of equals the more often bought first.
pub(super) fn verdicts(
    peer: &dyn Peer,
    cases: &[Case],
    n_items: usize,
    k: usize,
    threads: NonZeroUsize,
) -> Vec<Verdict> {
    let start = || (Tallies::default(), vec![0.0_f32; n_items]);
    let pieces = in_pieces(cases.len(), CASES_AT_ONCE, threads, start, |kept, range| {
        let (tallies, scores) = kept;
        let verdict = |case: &Case| {
            scores.fill(0.0);
            peer.score(&case.known, tallies, scores);
            // Below all others, and no place for anyone.
            case.known.iter().for_each(|item| scores[item.position()] = f32::NAN);
            Verdict { ranks: ranks(case, scores), list: best(scores, k) }
        };
        cases[range].iter().map(verdict).collect::<Vec<_>>()
    });
    pieces.into_iter().flatten().collect()
}

/// The ranks of what is hidden in a full ranking.
fn ranks(case: &Case, scores: &[f32]) -> Vec<f64> {
    let ranked = case.hidden.iter().map(|hidden| {
        let score = scores[hidden.position()];
        if score.is_nan() {
            return f64::INFINITY;
        }
        // Itself is level with itself, which is half a place too many.
        mid_rank(score, scores.iter().copied()) - 0.5
    });
    ranked.chain((0..case.n_unknown).map(|_| f64::INFINITY)).collect()
}

/// The first `k` places; a score of 0 says that nothing speaks for the item.
fn best(scores: &[f32], k: usize) -> Vec<ItemIndex> {
    let mut places: Vec<(f32, u32)> = Vec::with_capacity(2 * k);
    let order = |a: &(f32, u32), b: &(f32, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    let mut least = f32::NEG_INFINITY;
    for (item, &score) in (0_u32..).zip(scores) {
        // Equals come in rising sequence: a later one never takes the place of an earlier.
        if score == 0.0 || score.is_nan() || score <= least && places.len() >= k {
            continue;
        }
        places.push((score, item));
        if places.len() == 2 * k {
            places.sort_unstable_by(order);
            places.truncate(k);
            least = places.last().map_or(least, |&(score, _)| score);
        }
    }
    places.sort_unstable_by(order);
    places.truncate(k);
    places.into_iter().map(|(_, item)| ItemIndex(item)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    struct Fixed(Vec<f32>);

    impl Peer for Fixed {
        fn score(&self, _: &[ItemIndex], _: &mut Tallies, scores: &mut [f32]) {
            scores.copy_from_slice(&self.0);
        }
    }

    fn one(scores: &[f32], known: &[u32], hidden: &[u32], k: usize) -> Verdict {
        let items = |items: &[u32]| items.iter().copied().map(ItemIndex).collect();
        let case = Case { known: items(known), hidden: items(hidden), ..Case::default() };
        let peer = Fixed(scores.to_vec());
        verdicts(&peer, &[case], scores.len(), k, NonZeroUsize::MIN).remove(0)
    }

    #[test]
    fn what_is_known_takes_no_place() {
        let verdict = one(&[9.0, 8.0, 7.0, 6.0], &[0, 2], &[3], 10);
        assert_eq!(verdict.ranks, [2.0]);
        assert_eq!(verdict.list, [ItemIndex(1), ItemIndex(3)]);
    }

    #[test]
    fn equals_share_their_places_and_nothing_lists_an_item_without_evidence() {
        let verdict = one(&[0.5, 0.0, 0.5, 0.5, 0.0], &[], &[2, 4], 2);
        assert_eq!(verdict.ranks, [2.0, 4.5]);
        assert_eq!(verdict.list, [ItemIndex(0), ItemIndex(2)]);
    }

    #[test]
    fn an_item_without_a_number_is_missed() {
        let case = Case { n_unknown: 1, ..Case::default() };
        let peer = Fixed(vec![1.0; 3]);
        let verdict = verdicts(&peer, &[case], 3, 2, NonZeroUsize::MIN).remove(0);
        assert_eq!(verdict.ranks, [f64::INFINITY]);
    }

    proptest! {
        #[test]
        fn a_list_is_the_head_of_the_sorted_catalogue(
            scores in proptest::collection::vec(-3..6_i8, 1..60), k in 1..8_usize,
        ) {
            let scores: Vec<f32> = scores.into_iter().map(f32::from).collect();
            let mut sorted: Vec<u32> = (0..scores.len() as u32).collect();
            sorted.retain(|&item| scores[item as usize] != 0.0);
            sorted.sort_by(|&a, &b| scores[b as usize].total_cmp(&scores[a as usize]));
            sorted.truncate(k);
            let list: Vec<u32> = best(&scores, k).into_iter().map(|item| item.0).collect();
            prop_assert_eq!(list, sorted);
        }
    }
}
