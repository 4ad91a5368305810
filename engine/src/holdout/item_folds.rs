//! Items of pairs in folds: what is judged in one fold was learnt of other items.

use std::cmp::Reverse;

use crate::metric::Random;

/// Pairs as numbers of their items, by name.
struct Numbered {
    pairs: Vec<[usize; 2]>,
    n_items: usize,
}

impl Numbered {
    fn new(pairs: &[[&str; 2]]) -> Self {
        let mut items: Vec<&str> = pairs.iter().flatten().copied().collect();
        items.sort_unstable();
        items.dedup();
        // Every item is there.
        let number = |item: &str| items.partition_point(|&other| other < item);
        let pairs = pairs.iter().map(|pair| pair.map(number)).collect();
        Self { pairs, n_items: items.len() }
    }

    /// How many pairs name each item.
    fn degrees(&self) -> Vec<usize> {
        let mut degrees = vec![0; self.n_items];
        self.pairs.iter().flatten().for_each(|&item| degrees[item] += 1);
        degrees
    }

    /// The first item of the group that each item is in: pairs that share an item are in one.
    ///
    /// Source: union of disjoint sets, Tarjan, *Efficiency of a Good But Not Linear Set Union
    /// Algorithm*, Journal of the ACM 22(2), 1975, pages 215-225.
    fn roots(&self) -> Vec<usize> {
        let mut parents: Vec<usize> = (0..self.n_items).collect();
        for &[a, b] in &self.pairs {
            let (a, b) = (root(&mut parents, a), root(&mut parents, b));
            // The first item of a group is its root.
            parents[a.max(b)] = a.min(b);
        }
        (0..self.n_items).map(|item| root(&mut parents, item)).collect()
    }
}

/// The folds of the two items of each of `pairs`. A pair whose items are in one fold is judged by what was learnt of
/// the pairs that have no item there, and so of other items alone; one across two folds is not judged.
///
/// Pairs that share an item, or are tied by others that do, stay in one fold as long as they are no more than a
/// fold's share of all; the items of a larger group are dealt out. Folds are of about equal size; the largest group
/// goes first, and equals as they are drawn in this `turn`, whatever the sequence of the pairs.
///
/// ```
/// use engine::holdout::item_folds;
/// let folds = item_folds(&[["tea", "cup"], ["ink", "pen"], ["pot", "tea"]], 2, 0);
/// assert_eq!(folds, [[0, 0], [1, 1], [0, 0]]);
/// ```
#[must_use]
pub fn item_folds(pairs: &[[&str; 2]], n_folds: usize, turn: u64) -> Vec<[usize; 2]> {
    let numbered = Numbered::new(pairs);
    let (roots, degrees) = (numbered.roots(), numbered.degrees());
    let mut sizes = vec![0; numbered.n_items];
    numbered.pairs.iter().for_each(|&[item, _]| sizes[roots[item]] += 1);
    let most = pairs.len().div_ceil(n_folds.max(1));
    // Whatever goes into one fold as a whole: a group by its root, or one item of a large group; each pair of it has
    // two ends.
    let mut dealt: Vec<(usize, usize)> = (0..numbered.n_items)
        .filter_map(|item| match sizes[roots[item]] <= most {
            true => (roots[item] == item).then_some((item, 2 * sizes[item])),
            false => Some((item, degrees[item])),
        })
        .collect();
    let drawn = |item: usize| Random::new(turn, item as u64).draw();
    dealt.sort_unstable_by_key(|&(item, size)| (Reverse(size), drawn(item), item));
    let mut loads = vec![0; n_folds];
    let mut fold_of = vec![0; numbered.n_items];
    for (item, size) in dealt {
        let Some(fold) = (0..n_folds).min_by_key(|&fold| loads[fold]) else { break };
        loads[fold] += size;
        fold_of[item] = fold;
    }
    let fold = |item: usize| match sizes[roots[item]] <= most {
        true => fold_of[roots[item]],
        false => fold_of[item],
    };
    numbered.pairs.iter().map(|pair| pair.map(fold)).collect()
}

/// How many of `pairs` share no item with each other, about: so many tell something of their own. Pairs with the
/// rarest items are taken first, and equals by name.
///
/// ```
/// use engine::holdout::n_disjoint;
/// assert_eq!(n_disjoint(&[["tea", "cup"], ["ink", "pen"], ["pot", "tea"]]), 2);
/// assert_eq!(n_disjoint(&[["a", "b"], ["b", "c"], ["c", "d"]]), 2);
/// ```
#[must_use]
pub fn n_disjoint(pairs: &[[&str; 2]]) -> usize {
    let numbered = Numbered::new(pairs);
    let degrees = numbered.degrees();
    let mut pairs = numbered.pairs;
    pairs.sort_unstable_by_key(|pair| (degrees[pair[0]] + degrees[pair[1]], *pair));
    let mut is_taken = vec![false; numbered.n_items];
    let mut n_taken = 0;
    for [a, b] in pairs {
        if !is_taken[a] && !is_taken[b] {
            (is_taken[a], is_taken[b]) = (true, true);
            n_taken += 1;
        }
    }
    n_taken
}

fn root(parents: &mut [usize], mut item: usize) -> usize {
    while parents[item] != item {
        parents[item] = parents[parents[item]];
        item = parents[item];
    }
    item
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_item_is_in_one_fold(pairs in prop::collection::vec((0_u8..40, 0_u8..40), 1..60)) {
            let names: Vec<String> = (0..40).map(|item| format!("i{item}")).collect();
            let name = |item: u8| &*names[usize::from(item)];
            let pairs: Vec<[&str; 2]> = pairs.iter().map(|&(a, b)| [name(a), name(b)]).collect();
            let folds = item_folds(&pairs, 3, 1);
            let ends = || pairs.iter().flatten().zip(folds.iter().flatten());
            for (item, fold) in ends() {
                prop_assert!(ends().all(|(other, of)| other != item || of == fold));
            }
            prop_assert!(n_disjoint(&pairs) <= pairs.len());
            let mut reversed = pairs.clone();
            reversed.reverse();
            let mut back = item_folds(&reversed, 3, 1);
            back.reverse();
            prop_assert_eq!(back, folds);
        }
    }

    #[test]
    fn a_group_of_all_pairs_is_dealt_out_and_some_are_judged() {
        let names: Vec<String> = (0..60).map(|item| format!("i{item:02}")).collect();
        let pair = |a: usize, b: usize| [&*names[a], &*names[b]];
        let pairs: Vec<[&str; 2]> = (0..60)
            .flat_map(|a| (a + 1..60).map(move |b| (a, b)))
            .map(|(a, b)| pair(a, b))
            .collect();
        let n_within = item_folds(&pairs, 5, 0).iter().filter(|[a, b]| a == b).count();
        // Of 60 items 12 are in each fold.
        assert_eq!(n_within, 5 * 12 * 11 / 2);
        assert_eq!(n_disjoint(&pairs), 30);
    }
}
