//! The strongest partners of every item, row after row, on all threads.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::baskets::Baskets;
use super::evidence::Evidence;
use super::row::{RowScratch, Strong};
use super::sequence::CloserLook;
use crate::words::Orders;

/// How strong a pair is, from its weight and whatever the ranking knows of the two items.
pub trait Strength: Sync {
    /// The strength of the way from `anchor` to `item`, bought together with that much weight
    /// (orders, each discounted by size and age). At most zero is never kept.
    fn score(&self, anchor: u32, item: u32, weight: f32) -> f32;
}

/// The kept partners of every item: rows, strongest first.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Partners {
    /// Where the row of each item ends in the columns.
    pub ends: Vec<u64>,
    /// The partner.
    pub items: Vec<u32>,
    /// Its strength.
    pub scores: Vec<f32>,
}

/// What was counted of each kept partner, in the sequence of [`Partners`].
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Counts {
    /// Orders with both.
    pub together: Vec<u32>,
    /// [`Evidence::buyers`].
    pub buyers: Vec<u32>,
    /// [`Evidence::anchor_first`].
    pub anchor_first: Vec<u32>,
    /// [`Evidence::item_first`].
    pub item_first: Vec<u32>,
    /// [`Evidence::age_days`].
    pub age_days: Vec<u32>,
    /// Distinct days with both, at least; 64 stands for that many and more, 0 where no order has a
    /// time.
    pub n_days: Vec<u8>,
    /// Of how many of 64 kinds the minutes of the orders with both are; 0 where no order has a time.
    pub n_minutes: Vec<u8>,
}

/// Memory that counting needs beside the orders, at most, known before it starts. Unit: bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PairPlan {
    /// For the compressed orders.
    pub baskets_bytes: u64,
    /// For the threads' own sums.
    pub scratch_bytes: u64,
    /// For the kept partners.
    pub partners_bytes: u64,
}

impl PairPlan {
    /// What keeping `k` partners for each of `n_items` items takes with so many threads. Costs one
    /// pass over the lines.
    #[must_use]
    pub fn new(orders: &Orders, n_items: usize, k: u16, threads: NonZeroUsize) -> Self {
        let mut n_orders_with = vec![0_u64; n_items];
        let mut largest = 0;
        for order in orders.iter() {
            largest = largest.max(order.items.len() as u64);
            order.items.iter().for_each(|&item| n_orders_with[item as usize] += 1);
        }
        // An item of few orders cannot meet many others; no row is longer than k.
        let n_edges: u64 =
            n_orders_with.iter().map(|&n| u64::from(k).min(n.saturating_mul(largest))).sum();
        let scratch = RowScratch::size_bytes(n_items, usize::from(k));
        Self {
            baskets_bytes: Baskets::planned_bytes(orders, n_items),
            scratch_bytes: (threads.get() * scratch) as u64,
            // Rows are gathered from the threads' pieces, and may stand twice for a moment.
            partners_bytes: 2 * n_edges * EDGE_BYTES + n_items as u64 * 16,
        }
    }

    /// All of it.
    #[must_use]
    pub fn total_bytes(&self) -> u64 {
        self.baskets_bytes + self.scratch_bytes + self.partners_bytes
    }
}

/// Bytes of one kept partner.
const EDGE_BYTES: u64 = 30;
/// Visits that one piece of work takes, about: small enough that threads end together.
const VISITS_A_PIECE: usize = 1 << 21;

/// The at most `k` strongest partners of each item.
///
/// Exact, and the same for any number of threads. `done` is told how many items are finished, now
/// and then, from any thread. Costs Σ s² increments over all orders of s items.
pub fn strongest(
    baskets: &Baskets,
    k: u16,
    strength: &impl Strength,
    threads: NonZeroUsize,
    done: &(dyn Fn(u64) + Sync),
) -> Partners {
    let (partners, _) = rows(baskets, k, strength, threads, done, |(): &mut (), _, _| ());
    partners
}

/// The at most `k` strongest partners of each item, as [`strongest`] finds them, with what was
/// counted of each.
///
/// Costs a look-up more for each of the increments, and one for each line of the customers who
/// bought the item.
pub fn strongest_counted(
    baskets: &Baskets,
    k: u16,
    strength: &impl Strength,
    threads: NonZeroUsize,
    done: &(dyn Fn(u64) + Sync),
) -> (Partners, Counts) {
    let (partners, pieces) = rows(baskets, k, strength, threads, done, Counts::push_row);
    (partners, Counts::joined(pieces))
}

/// The rows of all items in pieces of work that threads take as they are free; `look` may look
/// closer at each row.
fn rows<C: Default + Send>(
    baskets: &Baskets,
    k: u16,
    strength: &impl Strength,
    threads: NonZeroUsize,
    done: &(dyn Fn(u64) + Sync),
    look: impl Fn(&mut C, &mut Closer<'_>, u32) + Sync,
) -> (Partners, Vec<C>) {
    let pieces = pieces(baskets);
    let next = AtomicUsize::new(0);
    let n_done = AtomicUsize::new(0);
    let finished = Mutex::new(Vec::with_capacity(pieces.len()));
    let work = || {
        let mut scratch = RowScratch::new(baskets.n_items(), usize::from(k));
        let mut tallies = CloserLook::default();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(piece) = pieces.get(number) else { break };
            let (mut partners, mut counts) = (Partners::default(), C::default());
            for anchor in piece.clone() {
                partners.push_row(scratch.strongest(baskets, anchor, usize::from(k), strength));
                let closer = &mut Closer { baskets, scratch: &mut scratch, look: &mut tallies };
                look(&mut counts, closer, anchor);
            }
            let n_done = n_done.fetch_add(piece.len(), Ordering::Relaxed) + piece.len();
            // A poisoned lock means that another worker panicked: the scope panics for it.
            let mut finished = finished.lock().unwrap_or_else(PoisonError::into_inner);
            finished.push((number, partners, counts));
            drop(finished);
            done(n_done as u64);
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.get().min(pieces.len()) {
            scope.spawn(work);
        }
        work();
    });
    let mut finished = finished.into_inner().unwrap_or_else(PoisonError::into_inner);
    finished.sort_unstable_by_key(|&(number, _, _)| number);
    let (partners, counts) = finished.into_iter().map(|(_, rows, counts)| (rows, counts)).unzip();
    (Partners::joined(partners), counts)
}

/// What a closer look at the row just found needs.
struct Closer<'a> {
    baskets: &'a Baskets,
    scratch: &'a mut RowScratch,
    look: &'a mut CloserLook,
}

impl Partners {
    fn push_row(&mut self, strongest: &[Strong]) {
        self.items.extend(strongest.iter().map(|strong| strong.item));
        self.scores.extend(strongest.iter().map(|strong| strong.score));
        self.ends.push(self.items.len() as u64);
    }

    /// All pieces in one; each is freed once it is copied.
    fn joined(pieces: Vec<Self>) -> Self {
        let n_edges = pieces.iter().map(|piece| piece.items.len()).sum();
        let n_rows = pieces.iter().map(|piece| piece.ends.len()).sum();
        let mut all = Self {
            ends: Vec::with_capacity(n_rows),
            items: Vec::with_capacity(n_edges),
            scores: Vec::with_capacity(n_edges),
        };
        for piece in pieces {
            let start = all.items.len() as u64;
            all.ends.extend(piece.ends.iter().map(|end| start + end));
            all.items.extend_from_slice(&piece.items);
            all.scores.extend_from_slice(&piece.scores);
        }
        all
    }
}

impl Counts {
    /// What was counted of the pair at `place` in the row of `anchor`, which leads to `item`; what
    /// chance gives is not.
    ///
    /// # Panics
    ///
    /// Where there is no such place.
    #[must_use]
    pub fn evidence(&self, baskets: &Baskets, anchor: u32, item: u32, place: usize) -> Evidence {
        Evidence {
            together: self.together[place],
            with_anchor: baskets.n_orders_with()[anchor as usize],
            with_item: baskets.n_orders_with()[item as usize],
            n_orders: baskets.n_orders(),
            by_chance: 0.0,
            n_orders_cut: baskets.n_orders_cut(),
            buyers: self.buyers[place],
            anchor_first: self.anchor_first[place],
            item_first: self.item_first[place],
            age_days: self.age_days[place],
        }
    }

    fn push_row(&mut self, closer: &mut Closer<'_>, anchor: u32) {
        let kept = closer.scratch.kept();
        for (tally, sequence) in closer.look.count(closer.baskets, anchor, &kept) {
            self.together.push(tally.together);
            self.buyers.push(tally.buyers);
            self.anchor_first.push(sequence.anchor_first);
            self.item_first.push(sequence.item_first);
            self.age_days.push(tally.age_days);
            self.n_days.push(tally.n_days());
            self.n_minutes.push(tally.n_minutes());
        }
    }

    /// All pieces in one; each is freed once it is copied.
    fn joined(pieces: Vec<Self>) -> Self {
        let n_edges = pieces.iter().map(|piece| piece.together.len()).sum();
        let column = || Vec::with_capacity(n_edges);
        let narrow_column = || Vec::with_capacity(n_edges);
        let mut all = Self {
            together: column(),
            buyers: column(),
            anchor_first: column(),
            item_first: column(),
            age_days: column(),
            n_days: narrow_column(),
            n_minutes: narrow_column(),
        };
        for piece in pieces {
            all.together.extend_from_slice(&piece.together);
            all.buyers.extend_from_slice(&piece.buyers);
            all.anchor_first.extend_from_slice(&piece.anchor_first);
            all.item_first.extend_from_slice(&piece.item_first);
            all.age_days.extend_from_slice(&piece.age_days);
            all.n_days.extend_from_slice(&piece.n_days);
            all.n_minutes.extend_from_slice(&piece.n_minutes);
        }
        all
    }
}

/// All items in ranges of about equal work, the most bought first.
fn pieces(baskets: &Baskets) -> Vec<std::ops::Range<u32>> {
    let n_items = baskets.n_items() as u32;
    let n_postings = baskets.posting_ends().last().copied().unwrap_or(0).max(1);
    let visits_a_posting = (baskets.report().n_visits as usize / n_postings).max(1);
    let mut pieces = Vec::new();
    let (mut first, mut visits) = (0, 0);
    for item in 0..n_items {
        visits += baskets.postings(item as usize).len() * visits_a_posting;
        if visits >= VISITS_A_PIECE {
            pieces.push(first..item + 1);
            (first, visits) = (item + 1, 0);
        }
    }
    pieces.push(first..n_items);
    pieces
}
