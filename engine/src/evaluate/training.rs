//! The orders that peers learn from, laid out for counting.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use super::pair_rows::{PairRows, SizeWeight};
use crate::holdout::oldest_first;
use crate::words::History;

/// A history with what most peers need of it: which orders hold an item, newest first, and pairs.
///
/// Costs 8 bytes a line beside the history, and 8 bytes for each pair of items in the pair counts
/// used last; a shop of so many pairs that this matters is too large for most peers.
#[derive(Debug)]
pub struct Training {
    history: History,
    threads: NonZeroUsize,
    n_orders_with: Vec<u32>,
    /// Positions of orders, newest first.
    newest_first: Vec<u32>,
    posting_ends: Vec<usize>,
    /// Places in `newest_first` of the orders with each item, rising, item after item.
    postings: Vec<u32>,
    /// The pairs counted last: peers that need the same follow one another.
    latest: Mutex<Option<(SizeWeight, Arc<PairRows>)>>,
}

impl Training {
    /// Lays out `history`. Costs a sort of the orders and two passes over the lines.
    #[must_use]
    pub fn new(history: History, threads: NonZeroUsize) -> Self {
        let n_items = history.vocabulary.len();
        let mut newest_first = oldest_first(&history.orders, 0);
        newest_first.reverse();
        let mut n_orders_with = vec![0_u32; n_items];
        for order in history.orders.iter() {
            order.items.iter().for_each(|&item| n_orders_with[item as usize] += 1);
        }
        let mut end = 0;
        let posting_ends: Vec<usize> = n_orders_with
            .iter()
            .map(|&n_orders| {
                end += n_orders as usize;
                end
            })
            .collect();
        let mut next: Vec<usize> = [0].into_iter().chain(posting_ends.iter().copied()).collect();
        let mut postings = vec![0_u32; end];
        for (place, &position) in (0_u32..).zip(&newest_first) {
            for &item in history.orders.order(position as usize).items {
                postings[next[item as usize]] = place;
                next[item as usize] += 1;
            }
        }
        let latest = Mutex::new(None);
        Self { history, threads, n_orders_with, newest_first, posting_ends, postings, latest }
    }

    /// The history that is learnt from.
    #[must_use]
    pub fn history(&self) -> &History {
        &self.history
    }

    /// How many threads may work.
    #[must_use]
    pub fn threads(&self) -> NonZeroUsize {
        self.threads
    }

    /// How many orders hold each item.
    #[must_use]
    pub fn n_orders_with(&self) -> &[u32] {
        &self.n_orders_with
    }

    /// How many items there are, with or without orders.
    #[must_use]
    pub fn n_items(&self) -> usize {
        self.n_orders_with.len()
    }

    /// How many items have orders: those of the first numbers.
    #[must_use]
    pub fn n_sold(&self) -> usize {
        self.n_orders_with.partition_point(|&n_orders| n_orders > 0)
    }

    /// How many orders there are.
    #[must_use]
    pub fn n_orders(&self) -> usize {
        self.newest_first.len()
    }

    /// The items of the order at `place`, place 0 the newest.
    ///
    /// # Panics
    ///
    /// Where there is none.
    #[must_use]
    pub fn items_at(&self, place: u32) -> &[u32] {
        self.history.orders.order(self.newest_first[place as usize] as usize).items
    }

    /// The places of the orders with `item`, newest first.
    ///
    /// # Panics
    ///
    /// Where there is no such item.
    #[must_use]
    pub fn places_with(&self, item: u32) -> &[u32] {
        let item = item as usize;
        let start = if item == 0 { 0 } else { self.posting_ends[item - 1] };
        &self.postings[start..self.posting_ends[item]]
    }

    /// The pairs, each order weighing by its size.
    pub(super) fn pair_rows(&self, weight: SizeWeight) -> Arc<PairRows> {
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        match &*latest {
            Some((of, rows)) if *of == weight => Arc::clone(rows),
            Some(_) | None => {
                // Frees the ones before, so that there are never two.
                *latest = None;
                let rows = Arc::new(PairRows::count(self, weight));
                *latest = Some((weight, Arc::clone(&rows)));
                rows
            }
        }
    }
}
