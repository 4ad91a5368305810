//! The weights of all pairs among the most bought items, for what must see them all at once.

use std::num::NonZeroUsize;

use super::baskets::Baskets;
use super::pieces::in_pieces;
use super::row::RowScratch;

/// Rows a thread takes at once.
const ROWS_AT_ONCE: usize = 64;
/// Bytes a pair takes, counted once for each of its items.
const PAIR_BYTES: u64 = 8;

/// How much was bought together, for every two of the most bought items.
///
/// Costs 8 bytes a pair, twice for each two items, and 12 an item.
#[derive(Debug, Clone, PartialEq)]
pub struct AllPairs {
    /// Where the row of each item ends in the columns.
    pub ends: Vec<usize>,
    /// The partners of each row, rising.
    pub items: Vec<u32>,
    /// Weight of the orders with both, discounted by size and age.
    pub weights: Vec<f32>,
    /// Weight of the orders with each item, those of it alone among them.
    pub own: Vec<f32>,
}

impl AllPairs {
    /// Counts the pairs of the first `n_items` items, the most bought ones.
    ///
    /// The same for any number of threads. Costs Σ s² increments over the orders that hold one of
    /// them, and a sort of each row.
    ///
    /// # Panics
    ///
    /// Where there are fewer items.
    #[must_use]
    pub fn count(baskets: &Baskets, n_items: usize, threads: NonZeroUsize) -> Self {
        let start = || RowScratch::new(baskets.n_items(), 0);
        let pieces = in_pieces(n_items, ROWS_AT_ONCE, threads, start, |scratch, anchors| {
            let (mut ends, mut items, mut weights) = (Vec::new(), Vec::new(), Vec::new());
            for anchor in anchors {
                scratch.each(baskets, anchor as u32, |item, weight| {
                    if (item as usize) < n_items {
                        items.push(item);
                        weights.push(weight);
                    }
                });
                ends.push(items.len());
            }
            (ends, items, weights)
        });
        let n_pairs = pieces.iter().map(|(_, items, _)| items.len()).sum();
        let mut all = Self {
            ends: Vec::with_capacity(n_items),
            items: Vec::with_capacity(n_pairs),
            weights: Vec::with_capacity(n_pairs),
            own: baskets.weight_with()[..n_items].to_vec(),
        };
        for (ends, items, weights) in pieces {
            let start = all.items.len();
            all.ends.extend(ends.into_iter().map(|end| start + end));
            all.items.extend(items);
            all.weights.extend(weights);
        }
        all
    }

    /// How many items, the most bought first and at most `n_items`, have pairs that fit into so many
    /// bytes, whatever they are. Costs a look at each order of each item.
    #[must_use]
    pub fn items_within(baskets: &Baskets, n_items: usize, bytes: u64) -> usize {
        let n_items = n_items.min(baskets.n_items());
        let n_visits: Vec<u64> = (0..n_items)
            .map(|item| {
                let sizes = baskets.postings(item).iter().map(|&start| baskets.block(start).items);
                sizes.map(|items| items.len() as u64).sum()
            })
            .collect();
        let fits = |n: usize| {
            let n_pairs: u64 = n_visits[..n].iter().map(|&visits| visits.min(n as u64)).sum();
            n_pairs * PAIR_BYTES <= bytes
        };
        // The most that fits: more items never take less.
        let (mut fitting, mut beyond) = (0, n_items + 1);
        while beyond - fitting > 1 {
            let middle = fitting.midpoint(beyond);
            if fits(middle) { fitting = middle } else { beyond = middle }
        }
        fitting
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::count::BasketRules;
    use crate::words::Orders;

    fn baskets(orders: &[&[u32]], n_items: usize) -> Baskets {
        let n_lines = orders.iter().map(|items| items.len()).sum();
        let mut all = Orders::with_capacity(orders.len(), n_lines, 0);
        orders.iter().for_each(|items| all.push(&mut items.to_vec(), None, None));
        let rules = BasketRules {
            size_discount: 1.0,
            half_life_days: None,
            max_basket: 100,
            max_customer_lines: 1000,
        };
        Baskets::new(&all, n_items, &rules).unwrap()
    }

    #[test]
    fn every_pair_of_the_most_bought_items_is_there_with_its_weight() {
        let baskets = baskets(&[&[0, 1], &[0, 1, 2], &[0, 2], &[1], &[3, 0]], 4);
        for threads in [1, 3] {
            let pairs = AllPairs::count(&baskets, 3, NonZeroUsize::new(threads).unwrap());
            assert_eq!(pairs.ends, [2, 4, 6]);
            assert_eq!(pairs.items, [1, 2, 0, 2, 0, 1]);
            assert_eq!(pairs.weights, [1.5, 1.5, 1.5, 0.5, 1.5, 0.5]);
            // Orders of three weigh a half, and an order of one item is there too.
            assert_eq!(pairs.own, [3.5, 2.5, 1.5]);
        }
    }

    #[test]
    fn as_many_items_are_taken_as_their_pairs_leave_room_for() {
        let baskets = baskets(&[&[0, 1], &[0, 1, 2], &[0, 2], &[1], &[3, 0]], 4);
        // Rows of at most 4, 4, 4 and 2 pairs, and never more than there are items.
        assert_eq!(AllPairs::items_within(&baskets, 4, 8 * 14), 4);
        assert_eq!(AllPairs::items_within(&baskets, 4, 8 * 13), 3);
        assert_eq!(AllPairs::items_within(&baskets, 2, u64::MAX), 2);
        assert_eq!(AllPairs::items_within(&baskets, 4, 0), 0);
    }
}
