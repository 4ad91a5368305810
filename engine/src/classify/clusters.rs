//! Clusters of items that compete for the same choice: kinds, where nobody files or names the goods.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::count::Swing;
use crate::words::ItemIndex;

/// Rounds until labels are taken as they are: they may swing between two for ever.
const MOST_ROUNDS: usize = 20;

/// The cluster of each of `n_items` items, by the number of one of them; nothing of an item that no visitors
/// tie to another.
///
/// Each item takes the label that most of what ties its visitors bears, the most bought item first, until
/// none changes.
///
/// Source: Raghavan, Albert, Kumara, *Near linear time algorithm to detect community structures in large-scale
/// networks*, Physical Review E 76, 036106, 2007; on the graph of [`Swing`] as Yang and others do, arXiv
/// 2010.05525, 2020. Ties go to the smaller label, so that chance has no part in it.
///
/// Costs a pass over all rows for each of at most 20 rounds.
pub(super) fn clusters(swing: &Swing, n_items: usize) -> Vec<Option<u32>> {
    let mut labels: Vec<u32> = (0..n_items as u32).collect();
    let mut weights: HashMap<u32, f32, FixedState> = HashMap::default();
    for _ in 0..MOST_ROUNDS {
        let mut has_changed = false;
        for item in 0..n_items {
            weights.clear();
            for (other, share) in swing.row(ItemIndex(item as u32)) {
                *weights.entry(labels[other.position()]).or_default() += share;
            }
            let stronger =
                |a: &(&u32, &f32), b: &(&u32, &f32)| a.1.total_cmp(b.1).then(b.0.cmp(a.0));
            let Some((&label, _)) = weights.iter().max_by(stronger) else { continue };
            has_changed |= labels[item] != label;
            labels[item] = label;
        }
        if !has_changed {
            break;
        }
    }
    let is_tied = |item: usize| swing.row(ItemIndex(item as u32)).next().is_some();
    (0..n_items).map(|item| is_tied(item).then_some(labels[item])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_that_compete_are_of_one_cluster() {
        // Mugs 0 to 2 and lamps 3 to 5, with one weak tie between a mug and a lamp, and a stone.
        let pairs: [&[(u32, f32)]; 7] = [
            &[(1, 0.5), (2, 0.5)],
            &[(0, 0.5), (2, 0.5)],
            &[(0, 0.5), (1, 0.5), (3, 0.1)],
            &[(2, 0.1), (4, 0.5), (5, 0.5)],
            &[(3, 0.5), (5, 0.5)],
            &[(3, 0.5), (4, 0.5)],
            &[],
        ];
        let (mut ends, mut items, mut shares) = (Vec::new(), Vec::new(), Vec::new());
        for row in pairs {
            items.extend(row.iter().map(|&(item, _)| item));
            shares.extend(row.iter().map(|&(_, share)| share));
            ends.push(items.len() as u64);
        }
        let swing = Swing::from_columns(ends, items, shares, 7).unwrap();
        let found = clusters(&swing, 7);
        assert!(found[..3].iter().all(|&cluster| cluster.is_some() && cluster == found[0]));
        assert!(found[3..6].iter().all(|&cluster| cluster.is_some() && cluster == found[3]));
        assert_ne!(found[0], found[3]);
        assert_eq!(found[6], None);
    }
}
