//! Pairs in folds that share no item.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::metric::Random;

/// The fold of each of `pairs`, of `n_folds` of about equal size: pairs that share an item, or are
/// tied by others that do, are in one fold, so that nothing is judged by what was learnt of the
/// same item.
///
/// Where few groups of pairs share no item, folds may be empty. The largest group goes first, and
/// equals as they are drawn in this `turn`, whatever the sequence of the pairs.
///
/// Source: union of disjoint sets, Tarjan, *Efficiency of a Good But Not Linear Set Union
/// Algorithm*, Journal of the ACM 22(2), 1975, pages 215-225.
///
/// ```
/// use engine::holdout::item_folds;
/// let folds = item_folds(&[["tea", "cup"], ["ink", "pen"], ["pot", "tea"]], 2, 0);
/// assert_eq!(folds, [0, 1, 0]);
/// ```
#[must_use]
pub fn item_folds(pairs: &[[&str; 2]], n_folds: usize, turn: u64) -> Vec<usize> {
    let roots = roots(pairs);
    let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
    roots.iter().for_each(|&root| *sizes.entry(root).or_default() += 1);
    let mut groups: Vec<(usize, usize)> = sizes.into_iter().collect();
    let drawn = |root: usize| Random::new(turn, root as u64).draw();
    groups.sort_unstable_by_key(|&(root, size)| (Reverse(size), drawn(root), root));
    let mut loads = vec![0; n_folds];
    let mut fold_of: BTreeMap<usize, usize> = BTreeMap::new();
    for (root, size) in groups {
        let Some(fold) = (0..n_folds).min_by_key(|&fold| loads[fold]) else { break };
        loads[fold] += size;
        fold_of.insert(root, fold);
    }
    roots.iter().map(|root| fold_of.get(root).copied().unwrap_or(0)).collect()
}

/// How many of `pairs` each group of them has that shares no item with another, the largest first: so many
/// groups are independent of each other.
///
/// ```
/// use engine::holdout::group_sizes;
/// assert_eq!(group_sizes(&[["tea", "cup"], ["ink", "pen"], ["pot", "tea"]]), [2, 1]);
/// ```
#[must_use]
pub fn group_sizes(pairs: &[[&str; 2]]) -> Vec<usize> {
    let mut roots = roots(pairs);
    roots.sort_unstable();
    let mut sizes: Vec<usize> = roots.chunk_by(|a, b| a == b).map(<[usize]>::len).collect();
    sizes.sort_unstable_by_key(|&size| Reverse(size));
    sizes
}

/// The first item of the group that each of `pairs` is in, as a number.
fn roots(pairs: &[[&str; 2]]) -> Vec<usize> {
    let mut items: Vec<&str> = pairs.iter().flatten().copied().collect();
    items.sort_unstable();
    items.dedup();
    // Every item is there.
    let number = |item: &str| items.partition_point(|&other| other < item);
    let mut parents: Vec<usize> = (0..items.len()).collect();
    for [a, b] in pairs {
        let (a, b) = (root(&mut parents, number(a)), root(&mut parents, number(b)));
        // The first item of a group is its root.
        parents[a.max(b)] = a.min(b);
    }
    pairs.iter().map(|[a, _]| root(&mut parents, number(a))).collect()
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
        fn no_item_is_in_two_folds(pairs in prop::collection::vec((0_u8..40, 0_u8..40), 1..60)) {
            let names: Vec<String> = (0..40).map(|item| format!("i{item}")).collect();
            let name = |item: u8| &*names[usize::from(item)];
            let pairs: Vec<[&str; 2]> = pairs.iter().map(|&(a, b)| [name(a), name(b)]).collect();
            let folds = item_folds(&pairs, 3, 1);
            for (one, fold) in pairs.iter().zip(&folds) {
                for (two, other) in pairs.iter().zip(&folds) {
                    let share = one.iter().any(|item| two.contains(item));
                    prop_assert!(!share || fold == other);
                }
            }
            let mut reversed = pairs.clone();
            reversed.reverse();
            let mut back = item_folds(&reversed, 3, 1);
            back.reverse();
            prop_assert_eq!(back, folds);
        }
    }
}
