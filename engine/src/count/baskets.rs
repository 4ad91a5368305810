//! Orders, compressed for counting: weights, buyers and items side by side, and where each item
//! stands.

use std::mem::size_of;

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use thiserror::Error;

use super::evidence::NO_AGE;
use crate::words::{OrderRef, Orders, Timestamp};

/// Largest allowed [`BasketRules::max_basket`]: what a header has room for.
pub const MAX_BASKET_LIMIT: u32 = 65_535;

/// Words before the items of a block: length and weight, buyer, age and kind of minute.
const HEADER: usize = 3;
/// Bits that tell minutes apart: as many as a word has beside ages that no shop reaches.
const MINUTE_BITS: u32 = 6;
/// Older orders are as old. Unit: days.
const OLDEST: u32 = (u32::MAX >> MINUTE_BITS) - 1;
/// Words of a cache line.
const LINE_WORDS: usize = 16;
/// A weight of 1 is at most this many units, so that it fits 16 bits.
const FINEST_SCALE: u32 = 1 << 15;

/// How much an order counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BasketRules {
    /// γ: an order of s items counts 1/(s − 1)^γ for each of its pairs. Range `0.0..=1.0`.
    ///
    /// Source: Newman, *Scientific collaboration networks II*, Physical Review E 64, 016132, 2001
    /// (there with γ = 1).
    pub size_discount: f64,
    /// Age at which an order counts half, if age matters. Unit: days; above 0.
    pub half_life_days: Option<f64>,
    /// A larger order is cut into parts of at most this many items, and pairs across parts are
    /// not counted. Unit: items; `2..=MAX_BASKET_LIMIT`.
    pub max_basket: u32,
    /// Customers with more lines than this are no one person: the sequence of their orders is not
    /// read. Unit: lines, each order counted as three more.
    pub max_customer_lines: u32,
}

/// What the rules did to the orders.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BasketReport {
    /// Orders in all.
    pub n_orders: u64,
    /// Orders of one item: they make no pair.
    pub n_single: u64,
    /// Orders cut into parts for their size.
    pub n_oversized: u64,
    /// Parts they were cut into.
    pub n_parts: u64,
    /// Distinct items of the largest order.
    pub largest: u64,
    /// Orders that repeat an earlier order of the same customer item for item; m of them together
    /// weigh √m.
    pub n_repeated: u64,
    /// Customers whose sequence of orders is not read, for having too many lines.
    pub n_crowds: u64,
    /// Visits that counting all pairs takes: the squares of the parts' sizes, summed.
    pub n_visits: u64,
}

/// Orders ready for counting. Immutable.
///
/// Costs 8 bytes a line and 12 an order. An order's pairs weigh an integer number of units, so
/// that sums do not depend on the sequence of orders.
#[derive(Debug)]
pub struct Baskets {
    /// Blocks of `[length << 16 | weight, buyer, age << 6 | kind of minute, item…]`, sorted by buyer,
    /// then oldest first.
    blocks: Vec<u32>,
    /// Where in `blocks` the blocks that hold an item start, item after item.
    postings: Vec<u32>,
    posting_ends: Vec<usize>,
    /// Where in `blocks` the blocks of a customer start; one more for the end.
    customer_starts: Vec<u32>,
    n_orders_with: Vec<u32>,
    decayed_orders_with: Vec<f32>,
    weight_with: Vec<f32>,
    n_orders: u32,
    scale: f32,
    report: BasketReport,
}

/// Why orders cannot be counted.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CountError {
    /// Positions of 32 bits do not reach the end.
    #[error(
        "{found} words of orders, expected fewer than 2,147,483,648: split the shop or drop old orders"
    )]
    TooLarge {
        /// Words needed.
        found: usize,
    },
}

/// One block, read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block<'a> {
    pub(super) weight: u32,
    pub(super) buyer: u32,
    pub(super) age: u32,
    /// Of 64 kinds that minutes are spread over; nothing where the time is not known.
    pub(super) minute: Option<u8>,
    pub(super) items: &'a [u32],
}

/// An order on its way into blocks.
struct Draft {
    order: u32,
    buyer: u32,
    age: u32,
    minute: u8,
    weight: f64,
}

impl Draft {
    /// Its age and the kind of its minute, in one word.
    fn when(&self) -> u32 {
        match self.age {
            NO_AGE => NO_AGE,
            age => age.min(OLDEST) << MINUTE_BITS | u32::from(self.minute),
        }
    }
}

impl Baskets {
    /// Compresses `orders` of a shop with `n_items` items.
    ///
    /// Costs one sort of the orders by customer and three passes over the lines.
    ///
    /// # Errors
    ///
    /// More lines than 32-bit positions reach.
    pub fn new(orders: &Orders, n_items: usize, rules: &BasketRules) -> Result<Self, CountError> {
        let newest = orders.span().map(|(_, newest)| newest);
        let mut report = BasketReport { n_orders: orders.len() as u64, ..BasketReport::default() };
        let mut drafts: Vec<Draft> =
            (0..orders.len()).map(|position| draft(orders, position, newest, rules)).collect();
        if orders.n_customers() > 0 {
            drafts.sort_unstable_by_key(|draft| (draft.buyer, std::cmp::Reverse(draft.age)));
        }
        discount_repeats(&mut drafts, orders, &mut report);

        let mut n_orders_with = vec![0_u32; n_items];
        let mut decayed = vec![0_u64; if rules.half_life_days.is_some() { n_items } else { 0 }];
        let mut weight_with = vec![0_u64; n_items];
        let mut n_words = 0;
        let max_basket = rules.max_basket as usize;
        for draft in &drafts {
            let order = orders.order(draft.order as usize);
            let size = order.items.len();
            report.largest = report.largest.max(size as u64);
            report.n_single += u64::from(size == 1);
            report.n_oversized += u64::from(size > max_basket);
            let pair_weight = exact(draft.weight * size_factor(size, rules.size_discount));
            for &item in order.items {
                n_orders_with[item as usize] += 1;
                weight_with[item as usize] += pair_weight;
            }
            if rules.half_life_days.is_some() {
                let decay = exact(decay(draft.age, rules.half_life_days));
                order.items.iter().for_each(|&item| decayed[item as usize] += decay);
            }
            for part in parts(order, max_basket).filter(|part| is_read(draft, part, orders)) {
                n_words += HEADER + part.len();
                report.n_parts += u64::from(size > max_basket);
                report.n_visits += (part.len() * part.len()) as u64;
            }
        }
        if n_words >= CROWD as usize {
            return Err(CountError::TooLarge { found: n_words });
        }
        let heaviest = weight_with.iter().copied().max().unwrap_or(0) as f64 / EXACT_ONE;
        let most = n_orders_with.iter().copied().max().unwrap_or(0);
        let scale = scale(heaviest, most);

        let mut blocks = Vec::with_capacity(n_words);
        let mut customer_starts = Vec::with_capacity(orders.n_customers() as usize + 1);
        for draft in &drafts {
            while customer_starts.len() <= draft.buyer.min(orders.n_customers()) as usize {
                customer_starts.push(blocks.len() as u32);
            }
            let order = orders.order(draft.order as usize);
            let weight = draft.weight * size_factor(order.items.len(), rules.size_discount);
            let units = ((weight * f64::from(scale)).round() as u32).max(1);
            for part in parts(order, max_basket).filter(|part| is_read(draft, part, orders)) {
                blocks.push((part.len() as u32) << 16 | units);
                blocks.push(draft.buyer);
                blocks.push(draft.when());
                blocks.extend_from_slice(part);
            }
        }
        while customer_starts.len() <= orders.n_customers() as usize {
            customer_starts.push(blocks.len() as u32);
        }
        drop(drafts);
        let (postings, posting_ends) = postings(&blocks, n_items);
        let n_orders = u32::try_from(orders.len()).unwrap_or(u32::MAX);
        let decayed_orders_with = if rules.half_life_days.is_some() {
            decayed.iter().map(|&sum| (sum as f64 / EXACT_ONE) as f32).collect()
        } else {
            n_orders_with.iter().map(|&n| n as f32).collect()
        };
        let mut baskets = Self {
            blocks,
            postings,
            posting_ends,
            customer_starts,
            n_orders_with,
            decayed_orders_with,
            weight_with: weight_with.iter().map(|&sum| (sum as f64 / EXACT_ONE) as f32).collect(),
            n_orders,
            scale: scale as f32,
            report,
        };
        baskets.close_crowds(rules.max_customer_lines);
        Ok(baskets)
    }

    /// What the rules did to the orders.
    #[must_use]
    pub fn report(&self) -> &BasketReport {
        &self.report
    }

    /// Orders with each item.
    #[must_use]
    pub fn n_orders_with(&self) -> &[u32] {
        &self.n_orders_with
    }

    /// Orders with each item, each counted by its age; whole numbers where age does not matter.
    #[must_use]
    pub fn decayed_orders_with(&self) -> &[f32] {
        &self.decayed_orders_with
    }

    /// Weight of the orders with each item, discounted by size and age; an order of one item is not
    /// discounted for its size.
    #[must_use]
    pub fn weight_with(&self) -> &[f32] {
        &self.weight_with
    }

    /// Visits the items and the weight of every order with `item`; of one that was cut, its part. Weights are
    /// whole, in units of which [`Self::scale`] make 1, so that their sums do not depend on the sequence of orders.
    pub(crate) fn each_order_of(&self, item: u32, mut visit: impl FnMut(&[u32], u32)) {
        for batch in self.postings(item as usize).chunks(Self::BATCH) {
            self.fetch(batch);
            for &start in batch {
                let block = self.block(start);
                visit(block.items, block.weight);
            }
        }
    }

    /// All orders.
    #[must_use]
    pub fn n_orders(&self) -> u32 {
        self.n_orders
    }

    /// How many items there are.
    #[must_use]
    pub fn n_items(&self) -> usize {
        self.n_orders_with.len()
    }

    /// Orders cut for their size.
    #[must_use]
    pub fn n_orders_cut(&self) -> u32 {
        u32::try_from(self.report.n_oversized).unwrap_or(u32::MAX)
    }

    /// Units that make a weight of 1.
    pub(crate) fn scale(&self) -> f32 {
        self.scale
    }

    /// Where the blocks that hold an item start.
    pub(super) fn postings(&self, item: usize) -> &[u32] {
        let start = if item == 0 { 0 } else { self.posting_ends[item - 1] };
        &self.postings[start..self.posting_ends[item]]
    }

    /// Where the postings of each item end.
    pub(super) fn posting_ends(&self) -> &[usize] {
        &self.posting_ends
    }

    /// The block that starts at `start`.
    #[inline(always)]
    pub(super) fn block(&self, start: u32) -> Block<'_> {
        let words = &self.blocks[start as usize..];
        let length = (words[0] >> 16) as usize;
        let when = Some(words[2]).filter(|&when| when != NO_AGE);
        Block {
            weight: words[0] & 0xFFFF,
            buyer: words[1],
            age: when.map_or(NO_AGE, |when| when >> MINUTE_BITS),
            // Six bits fit.
            minute: when.map(|when| (when & ((1 << MINUTE_BITS) - 1)) as u8),
            items: &words[HEADER..HEADER + length],
        }
    }

    /// How many blocks are fetched together.
    pub(super) const BATCH: usize = 32;

    /// Touches each block that `starts` names, so that their trips to memory overlap instead of
    /// following each other. It changes nothing but the time that reading them takes.
    #[inline(always)]
    pub(super) fn fetch(&self, starts: &[u32]) {
        let last = self.blocks.len() - 1;
        let touch = |sum: u32, &start: &u32| {
            let start = start as usize;
            sum ^ self.blocks[start] ^ self.blocks[(start + LINE_WORDS).min(last)]
        };
        std::hint::black_box(starts.iter().fold(0, touch));
    }

    /// Bytes that compressing `orders` takes, at most.
    pub(super) fn planned_bytes(orders: &Orders, n_items: usize) -> u64 {
        let words = 2 * orders.n_lines() + HEADER * orders.len() + orders.n_customers() as usize;
        (4 * words + size_of::<Draft>() * orders.len() + 32 * n_items) as u64
    }

    /// All blocks of the customer whose block starts at `start`, oldest first; nothing for an
    /// order without a customer and for a customer with too many lines.
    pub(super) fn blocks_of(&self, buyer: u32) -> impl Iterator<Item = Block<'_>> + '_ {
        let buyer = buyer as usize;
        let (mut at, end) = match self.customer_starts.get(buyer..buyer + 2) {
            Some(&[start, end]) if start & CROWD == 0 => (start, end & !CROWD),
            _ => (0, 0),
        };
        std::iter::from_fn(move || {
            if at >= end {
                return None;
            }
            let block = self.block(at);
            at += (HEADER + block.items.len()) as u32;
            Some(block)
        })
    }

    /// Whether the orders of `buyer` are those of many: of a customer with too many lines.
    pub(super) fn is_crowd(&self, buyer: u32) -> bool {
        let start = self.customer_starts.get(buyer as usize);
        start.is_some_and(|start| start & CROWD != 0)
    }

    /// Marks the customers whose sequence is not read.
    fn close_crowds(&mut self, max_customer_lines: u32) {
        for customer in 0..self.customer_starts.len().saturating_sub(1) {
            let (start, end) = (self.customer_starts[customer], self.customer_starts[customer + 1]);
            if end - start > max_customer_lines {
                self.customer_starts[customer] = start | CROWD;
                self.report.n_crowds += 1;
            }
        }
    }
}

/// A weight of 1 where weights are added up beyond 16 bits.
const EXACT_ONE: f64 = (1_u64 << 32) as f64;

/// Marks, in the column of customers' starts, a customer whose sequence is not read.
const CROWD: u32 = 1 << 31;

fn draft(
    orders: &Orders,
    position: usize,
    newest: Option<Timestamp>,
    rules: &BasketRules,
) -> Draft {
    let order = orders.order(position);
    let age = match (newest, order.time) {
        (Some(newest), Some(time)) => newest.days_since(time),
        _ => NO_AGE,
    };
    let buyer = order.customer.unwrap_or_else(|| orders.n_customers() + position as u32);
    let minute = order.time.map_or(0, kind_of_minute);
    Draft { order: position as u32, buyer, age, minute, weight: decay(age, rules.half_life_days) }
}

/// The kind of minute a time is in, of 64.
fn kind_of_minute(time: Timestamp) -> u8 {
    // One multiplication alone would lay minutes that follow each other at a fixed step on a few kinds.
    let minute = time.0.div_euclid(60) as u64;
    let spread = minute.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let spread = (spread ^ spread >> 32).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (spread >> (u64::BITS - MINUTE_BITS)) as u8
}

/// What an order of that age counts: 1 where age does not matter or is not known.
fn decay(age_days: u32, half_life_days: Option<f64>) -> f64 {
    match half_life_days {
        Some(half_life) if age_days != NO_AGE => halved(f64::from(age_days), half_life),
        _ => 1.0,
    }
}

/// A weight as an integer, so that its sums do not depend on the sequence of orders.
fn exact(weight: f64) -> u64 {
    (weight * EXACT_ONE).round() as u64
}

/// What is left of 1 at an age, where it halves with each half-life.
pub(super) fn halved(age: f64, half_life: f64) -> f64 {
    (-age / half_life).exp2()
}

/// 1/(s − 1)^γ, 1 for an order that makes no pair.
fn size_factor(size: usize, size_discount: f64) -> f64 {
    if size < 3 { 1.0 } else { ((size - 1) as f64).powf(-size_discount) }
}

/// An order's items in parts of at most `max_basket`.
fn parts<'a>(order: OrderRef<'a>, max_basket: usize) -> impl Iterator<Item = &'a [u32]> {
    // Parts of equal size: a last part of one item would lose all its pairs.
    let n_parts = order.items.len().div_ceil(max_basket).max(1);
    order.items.chunks(order.items.len().div_ceil(n_parts).max(1))
}

/// Whether counting ever reads the block: an order of one item makes no pair, but it has a place
/// in its customer's sequence.
fn is_read(draft: &Draft, part: &[u32], orders: &Orders) -> bool {
    part.len() > 1 || draft.buyer < orders.n_customers()
}

/// Orders of one customer with the same items: m of them weigh √m together.
fn discount_repeats(drafts: &mut [Draft], orders: &Orders, report: &mut BasketReport) {
    let n_customers = orders.n_customers();
    let mut alike: HashMap<&[u32], u32, FixedState> = HashMap::with_hasher(FixedState::default());
    for of_buyer in drafts.chunk_by_mut(|a, b| a.buyer == b.buyer) {
        if of_buyer.len() < 2 || of_buyer[0].buyer >= n_customers {
            continue;
        }
        alike.clear();
        for draft in of_buyer.iter() {
            *alike.entry(orders.order(draft.order as usize).items).or_insert(0) += 1;
        }
        report.n_repeated += (of_buyer.len() - alike.len()) as u64;
        for draft in of_buyer.iter_mut() {
            let times = alike[orders.order(draft.order as usize).items];
            draft.weight /= f64::from(times).sqrt();
        }
    }
}

/// The finest power of two at which no sum of weights overflows 32 bits.
fn scale(heaviest: f64, most_orders: u32) -> u32 {
    let mut scale = FINEST_SCALE;
    // Rounding up to one unit adds at most one unit an order.
    while scale > 1 && heaviest * f64::from(scale) + f64::from(most_orders) >= f64::from(u32::MAX) {
        scale /= 2;
    }
    scale
}

/// Where each item stands.
fn postings(blocks: &[u32], n_items: usize) -> (Vec<u32>, Vec<usize>) {
    let mut ends = vec![0_usize; n_items];
    for_each_block(blocks, |_, items| {
        items.iter().for_each(|&item| ends[item as usize] += 1);
    });
    let mut end = 0;
    for place in &mut ends {
        let n_blocks = *place;
        *place = end;
        end += n_blocks;
    }
    let mut postings = vec![0_u32; end];
    for_each_block(blocks, |start, items| {
        for &item in items {
            let place = &mut ends[item as usize];
            postings[*place] = start;
            *place += 1;
        }
    });
    (postings, ends)
}

fn for_each_block(blocks: &[u32], mut visit: impl FnMut(u32, &[u32])) {
    let mut at = 0;
    while at < blocks.len() {
        let length = (blocks[at] >> 16) as usize;
        let end = at + HEADER + length;
        visit(at as u32, &blocks[at + HEADER..end]);
        at = end;
    }
}
