//! The newest orders, and which of them are most like a cart.

use std::cmp::Reverse;

use thiserror::Error;

use crate::metric::Random;
use crate::words::Orders;

/// Orders kept of each item, the newest.
const MOST_OF_AN_ITEM: u32 = 500;
/// Orders looked at for a cart: the newest of each of its items, as many of one as of another.
const MOST_OF_A_CART: usize = 1_000;
/// Orders looked at of each item all the same, where a cart holds very many.
const FEWEST_OF_AN_ITEM: usize = 20;
/// Lines kept in all, those of the newest orders. Unit: lines.
const MOST_LINES: usize = 4_000_000;
/// Larger orders are like every cart, and cost as much to read as many small ones. Unit: items.
const LARGEST: usize = 200;
/// Bits that the size of an order takes beside its number: two million orders take 21 others.
const SIZE_BITS: u32 = 8;
/// Orders that speak for a cart: the most similar ones, and those that are as similar as the last of them.
const N_NEAREST: usize = 100;
/// What every order holds would weigh nothing, and its orders would not be found.
const LEAST_IDF: f32 = 0.01;
/// Draws which of the orders of one moment are the newest.
const SEED: u64 = 2;

/// The newest orders of two to two hundred items, found by what they hold. Immutable.
///
/// Costs 4 bytes an order and 8 a line, of at most four million lines, and 12 bytes an item.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LateBaskets {
    /// Where the items of each order end, the newest order first.
    ends: Vec<u32>,
    items: Vec<u32>,
    /// Where the orders of each item end.
    posting_ends: Vec<u32>,
    /// The newest orders of each item, the newest first, each with its size in the lowest eight bits: a look at
    /// the order itself would be a trip to memory.
    postings: Vec<u32>,
    /// Of each item: the logarithm of all kept orders by those with it.
    idf: Vec<f32>,
}

/// Why columns make no orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum LateBasketsError {
    /// An order ends before it starts, or behind the last line.
    #[error("order {order} ends at {found}, expected {start} to {n_lines}")]
    End {
        /// Which order.
        order: usize,
        /// Where it ends.
        found: u32,
        /// Where it starts.
        start: u32,
        /// Lines there are.
        n_lines: usize,
    },
    /// A line of no order.
    #[error("line {0} is of no order")]
    Spare(usize),
    /// An order of too few items or too many.
    #[error("order {order} holds {found} items, expected 2 to 200")]
    Size {
        /// Which order.
        order: usize,
        /// What it holds.
        found: u32,
    },
    /// More lines than are kept.
    #[error("{0} lines, expected at most 4,000,000")]
    Lines(usize),
    /// A line that names no item.
    #[error("line {0} has an item outside of the vocabulary")]
    Item(usize),
}

/// What a search leaves for the next. One a thread: 4 bytes an order.
#[derive(Debug, Default)]
pub(in crate::rank) struct Nearness {
    /// What each order shares with the cart; all zero between searches.
    shared: Vec<f32>,
    touched: Vec<u32>,
    nearest: Vec<(f32, u32)>,
}

impl LateBaskets {
    /// The newest of `orders` of a shop with `n_items` items: those that are among the newest of any of
    /// their items. Of one moment, or of none, are as good as any other: chance decides, by what they
    /// hold.
    ///
    /// Costs a pass over the lines, 32 bytes an order, and a sort of two million orders at most.
    pub(super) fn new(orders: &Orders, n_items: usize) -> Self {
        let mut late: Vec<_> = (0..orders.len())
            .filter(|&position| (2..=LARGEST).contains(&orders.order(position).items.len()))
            .map(|position| {
                let order = orders.order(position);
                let draw = |drawn, &item: &u32| Random::new(drawn, item.into()).draw();
                (Reverse(order.time), order.items.iter().fold(SEED, draw), position)
            })
            .collect();
        // Orders of one moment that drew the same hold the same.
        let key = |&(time, draw, _): &(Reverse<_>, u64, usize)| (time, draw);
        let most_orders = MOST_LINES / 2;
        // Where no order has a time, copies are to be told apart before any is left out.
        let have_times = late.iter().any(|&(Reverse(time), _, _)| time.is_some());
        if most_orders < late.len() && have_times {
            late.select_nth_unstable_by_key(most_orders, key);
            late.truncate(most_orders);
        }
        late.sort_unstable_by_key(key);
        for alike in late.chunk_by_mut(|a, b| key(a) == key(b)) {
            for (copy, (_, draw, _)) in (0..).zip(alike) {
                *draw = Random::of_copy(*draw, copy);
            }
        }
        late.sort_unstable_by_key(key);
        late.truncate(most_orders);
        let mut n_of_item = vec![0_u32; n_items];
        let (mut ends, mut items) = (Vec::new(), Vec::new());
        for (_, _, position) in late {
            let held = orders.order(position).items;
            if items.len() + held.len() > MOST_LINES {
                break;
            }
            let is_late = held.iter().any(|&item| n_of_item[item as usize] < MOST_OF_AN_ITEM);
            held.iter().for_each(|&item| n_of_item[item as usize] += 1);
            if is_late {
                items.extend_from_slice(held);
                ends.push(items.len() as u32);
            }
        }
        Self::indexed(ends, items, n_items)
    }

    /// Orders from their columns. Costs two passes over the lines.
    ///
    /// # Errors
    ///
    /// Orders out of sequence, lines that name no item.
    pub(crate) fn from_columns(
        ends: Vec<u32>,
        items: Vec<u32>,
        n_items: usize,
    ) -> Result<Self, LateBasketsError> {
        let n_lines = items.len();
        if n_lines > MOST_LINES {
            return Err(LateBasketsError::Lines(n_lines));
        }
        let mut start = 0;
        for (order, &found) in ends.iter().enumerate() {
            if found < start || n_lines < found as usize {
                return Err(LateBasketsError::End { order, found, start, n_lines });
            }
            if !(2..=LARGEST as u32).contains(&(found - start)) {
                return Err(LateBasketsError::Size { order, found: found - start });
            }
            start = found;
        }
        if start as usize != n_lines {
            return Err(LateBasketsError::Spare(start as usize));
        }
        match items.iter().position(|&item| item as usize >= n_items) {
            Some(line) => Err(LateBasketsError::Item(line)),
            None => Ok(Self::indexed(ends, items, n_items)),
        }
    }

    fn indexed(ends: Vec<u32>, items: Vec<u32>, n_items: usize) -> Self {
        let mut n_of_item = vec![0_u32; n_items];
        items.iter().for_each(|&item| n_of_item[item as usize] += 1);
        let n_orders = ends.len() as f32;
        let idf = |&n: &u32| (n_orders / n.max(1) as f32).ln().max(LEAST_IDF);
        let idf = n_of_item.iter().map(idf).collect();
        // Where the next order of each item goes, then where its orders end.
        let mut posting_ends = Vec::with_capacity(n_items);
        let mut n_postings = 0;
        for &n in &n_of_item {
            posting_ends.push(n_postings);
            n_postings += n.min(MOST_OF_AN_ITEM);
        }
        let mut postings = vec![0; n_postings as usize];
        n_of_item.fill(0);
        let mut start = 0;
        for (order, &end) in (0..).zip(&ends) {
            for &item in &items[start..end as usize] {
                let n = &mut n_of_item[item as usize];
                if *n < MOST_OF_AN_ITEM {
                    *n += 1;
                    let place = &mut posting_ends[item as usize];
                    postings[*place as usize] = order << SIZE_BITS | (end - start as u32);
                    *place += 1;
                }
            }
            start = end as usize;
        }
        Self { ends, items, posting_ends, postings, idf }
    }

    /// The columns: where orders end, and their items.
    pub(crate) fn columns(&self) -> (&[u32], &[u32]) {
        (&self.ends, &self.items)
    }

    /// How many items there are.
    pub(super) fn n_items(&self) -> usize {
        self.idf.len()
    }

    /// The orders most like `cart`, each with how like: Σ of loudness · ln(N/n_i) over the items i that
    /// it shares with the cart, by the root of how many it holds; in no particular sequence.
    ///
    /// Costs an addition for each of the thousand orders that are looked at, for a cart of more than fifty items twenty an
    /// item.
    ///
    /// Source: Jannach, Ludewig, *When Recurrent Neural Networks meet the Neighborhood for Session-Based
    /// Recommendation*, RecSys 2017, pages 306-310; the newest orders of an item alone after Kersbergen,
    /// Sprangers, Schelter, *Serenade: Low-Latency Session-Based Recommendation in e-Commerce at Scale*,
    /// SIGMOD 2022, pages 150-159.
    pub(in crate::rank) fn nearest<'n>(
        &self,
        cart: &[(u32, f32)],
        nearness: &'n mut Nearness,
    ) -> &'n [(f32, u32)] {
        let Nearness { shared, touched, nearest } = nearness;
        shared.resize(self.ends.len(), 0.0);
        let n_of_each = (MOST_OF_A_CART / cart.len().max(1)).max(FEWEST_OF_AN_ITEM);
        for &(anchor, loudness) in cart {
            let weight = loudness * self.idf[anchor as usize];
            let newest = self.row(&self.postings, &self.posting_ends, anchor);
            for &posting in newest.iter().take(n_of_each) {
                let sum = &mut shared[(posting >> SIZE_BITS) as usize];
                if *sum == 0.0 {
                    touched.push(posting);
                }
                *sum += weight;
            }
        }
        nearest.clear();
        nearest.extend(touched.drain(..).map(|posting| {
            let (order, size) = (posting >> SIZE_BITS, posting & ((1 << SIZE_BITS) - 1));
            (std::mem::take(&mut shared[order as usize]) / (size as f32).sqrt(), order)
        }));
        if N_NEAREST < nearest.len() {
            let (_, &mut (least, _), _) =
                nearest.select_nth_unstable_by(N_NEAREST - 1, |a, b| b.0.total_cmp(&a.0));
            nearest.retain(|&(likeness, _)| likeness >= least);
        }
        nearest
    }

    /// What the order holds.
    pub(in crate::rank) fn held(&self, order: u32) -> &[u32] {
        self.row(&self.items, &self.ends, order)
    }

    fn row<'a>(&self, values: &'a [u32], ends: &[u32], row: u32) -> &'a [u32] {
        let row = row as usize;
        let start = if row == 0 { 0 } else { ends[row - 1] as usize };
        &values[start..ends[row] as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Timestamp;

    fn orders(held: &[&[u32]]) -> Orders {
        let mut orders = Orders::with_capacity(0, 0, 0);
        for (day, items) in (0_i64..).zip(held) {
            orders.push(&mut items.to_vec(), None, Some(Timestamp(day)));
        }
        orders
    }

    fn nearest(baskets: &LateBaskets, cart: &[u32]) -> Vec<(u32, f32)> {
        let mut nearness = Nearness::default();
        let cart: Vec<_> = cart.iter().map(|&item| (item, 1.0)).collect();
        let mut found: Vec<_> = baskets
            .nearest(&cart, &mut nearness)
            .iter()
            .map(|&(like, order)| (order, like))
            .collect();
        assert!(nearness.shared.iter().all(|&sum| sum == 0.0));
        found.sort_unstable_by_key(|&(order, _)| order);
        found
    }

    #[test]
    fn orders_are_like_a_cart_by_what_they_share_and_how_much_else_they_hold() {
        let baskets =
            LateBaskets::new(&orders(&[&[0, 1], &[0, 1, 2], &[0, 2], &[3], &[1, 3, 4, 5]]), 6);
        // Four of more than one item, the newest first.
        assert_eq!(baskets.columns().0, [4, 6, 9, 11]);
        assert_eq!(baskets.held(1), [0, 2]);
        let idf = |n: f32| (4.0 / n).ln();
        let expected = [
            (1, (idf(3.0) + idf(2.0)) / 2.0_f32.sqrt()),
            (2, (idf(3.0) + idf(2.0)) / 3.0_f32.sqrt()),
            (3, idf(3.0) / 2.0_f32.sqrt()),
        ];
        let found = nearest(&baskets, &[0, 2]);
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            assert_eq!(found.0, expected.0);
            assert!((found.1 - expected.1).abs() < 1e-6, "{found:?}");
        }
        assert!(nearest(&baskets, &[]).is_empty());
    }

    #[test]
    fn of_copies_without_times_some_of_each_are_kept() {
        let mut orders = Orders::with_capacity(3_000, 6_000, 0);
        (0..3_000_u32).for_each(|n| orders.push(&mut vec![0, 1 + n % 3], None, None));
        let baskets = LateBaskets::new(&orders, 4);
        // Of item 0 the newest 500 speak.
        let found = nearest(&baskets, &[0]);
        let n_of = |item| found.iter().filter(|&&(at, _)| baskets.held(at)[1] == item).count();
        let kept = [1, 2, 3].map(n_of);
        assert_eq!(kept.iter().sum::<usize>(), found.len());
        assert!(kept.iter().all(|n| (120..=220).contains(n)), "{kept:?}");
    }

    #[test]
    fn of_an_item_in_many_orders_the_newest_are_kept_and_the_nearest_speak() {
        let mut held = vec![vec![0, 1]; 700];
        // Old, and the only one with its second item.
        held[0] = vec![0, 60];
        let held: Vec<&[u32]> = held.iter().map(Vec::as_slice).collect();
        let baskets = LateBaskets::new(&orders(&held), 61);
        let kept = 500 + 1;
        assert_eq!(baskets.columns().0.len(), kept);
        assert_eq!(baskets.held(kept as u32 - 1), [0, 60]);
        let found = nearest(&baskets, &[0]);
        // All are alike: all the newest speak.
        assert_eq!(found.len(), 500);
        assert!(found.iter().all(|&(order, _)| order < 500));
        let held: Vec<Vec<u32>> = (0..300).map(|order| (0..=1 + order / 50).collect()).collect();
        let held: Vec<&[u32]> = held.iter().map(Vec::as_slice).collect();
        let baskets = LateBaskets::new(&orders(&held), 7);
        // Of fifty of each size the two smallest sizes are nearest, a hundred in all.
        let found = nearest(&baskets, &[0]);
        assert_eq!(found.len(), N_NEAREST);
        assert!(found.iter().all(|&(order, _)| baskets.held(order).len() <= 3));
    }

    #[test]
    fn the_sequence_of_orders_of_one_moment_does_not_matter() {
        let held: Vec<Vec<u32>> = (0..600).map(|order| vec![0, 1 + order % 70]).collect();
        let of = |held: &mut dyn Iterator<Item = &Vec<u32>>| {
            let mut orders = Orders::with_capacity(0, 0, 0);
            held.for_each(|items| orders.push(&mut items.clone(), None, None));
            LateBaskets::new(&orders, 71)
        };
        let baskets = of(&mut held.iter());
        assert_eq!(baskets, of(&mut held.iter().rev()));
        let (ends, items) = baskets.columns();
        let read = LateBaskets::from_columns(ends.to_vec(), items.to_vec(), 71);
        assert_eq!(read.as_ref(), Ok(&baskets));
    }

    #[test]
    fn columns_that_do_not_fit_are_refused_with_where_and_what() {
        let baskets = |ends: &[u32], items: &[u32]| {
            LateBaskets::from_columns(ends.to_vec(), items.to_vec(), 2).map_err(|e| e.to_string())
        };
        assert!(baskets(&[2], &[0, 1]).is_ok());
        assert!(baskets(&[], &[]).is_ok());
        let refusals = [
            (baskets(&[2, 1], &[0, 1]), "order 1 ends at 1, expected 2 to 2"),
            (baskets(&[3], &[0, 1]), "order 0 ends at 3, expected 0 to 2"),
            (baskets(&[2], &[0, 1, 1]), "line 2 is of no order"),
            (baskets(&[1], &[0, 1]), "order 0 holds 1 items, expected 2 to 200"),
            (baskets(&[2], &[0, 2]), "line 1 has an item outside of the vocabulary"),
        ];
        for (refused, says) in refusals {
            assert_eq!(refused.unwrap_err(), says);
        }
    }
}
