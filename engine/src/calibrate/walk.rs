//! Orders held back, walked through day after day.

use std::num::NonZeroUsize;

use super::DayRow;
use crate::attach::{Levels, Row};
use crate::count::in_pieces;
use crate::metric::Random;
use crate::offer::{Considered, ShopTerms, considered, dearest};
use crate::snapshot::Snapshot;
use crate::suggest::{Query, Rules, Scratch, Shelf};
use crate::words::{Changes, ItemIndex, Orders};

/// Orders a thread takes at once.
const ORDERS_AT_ONCE: usize = 16;

/// How much of an order is in the cart when it is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// The dearest item alone.
    One,
    /// The dearest item, and each of the others as likely as not; of these one at least.
    Several,
}

impl Beside {
    /// Both, as curves stand.
    pub const ALL: [Self; 2] = [Self::One, Self::Several];
}

/// The orders of one day.
#[derive(Debug)]
pub struct Day<'a> {
    /// Which. Unit: days since 1970 (UTC); 0 of orders without a time.
    pub day: i64,
    /// Where they stand.
    pub positions: &'a [u32],
}

/// An order that was asked about.
#[derive(Debug)]
pub struct Asked {
    /// Where it stands among all orders.
    pub position: u32,
    /// What was in the cart.
    pub cart: Vec<ItemIndex>,
    /// What else was bought with it, rising.
    pub rest: Vec<ItemIndex>,
    /// What was considered beside the cart; nothing where nothing could be.
    pub considered: Vec<Considered>,
}

/// A walk through orders that the snapshot has not learnt from, in the sequence of their days.
#[derive(Debug)]
pub struct Walk<'a> {
    snapshot: &'a Snapshot,
    terms: &'a ShopTerms,
    levels: Levels,
    /// What was told of items since the snapshot was made.
    changes: Changes,
    threads: NonZeroUsize,
}

impl Asked {
    /// Whether `item` was bought with the cart.
    #[must_use]
    pub fn is_bought(&self, item: ItemIndex) -> bool {
        self.rest.binary_search(&item).is_ok()
    }

    /// What was seen of each item considered, on that day.
    pub fn rows(&self, day: i64) -> impl Iterator<Item = DayRow> + '_ {
        self.considered.iter().map(move |it| {
            let row = Row { signs: it.signs, is_bought: self.is_bought(it.suggestion.item) };
            DayRow { day, row }
        })
    }
}

impl<'a> Walk<'a> {
    /// A walk that begins after `past`, the orders that `snapshot` has learnt from, for a shop of these `terms`.
    #[must_use]
    pub fn new(
        snapshot: &'a Snapshot,
        past: &Orders,
        terms: &'a ShopTerms,
        threads: NonZeroUsize,
    ) -> Self {
        let levels = Levels::of_orders(past, snapshot.vocabulary().len());
        Self { snapshot, terms, levels, changes: Changes::default(), threads }
    }

    /// Hears what was told of items since the snapshot was made, such as prices.
    pub fn tell(&mut self, changes: Changes) {
        self.changes = changes;
    }

    /// What stands on the shelf now.
    #[must_use]
    pub fn shelf(&self) -> Shelf<'_> {
        Shelf { snapshot: self.snapshot, changes: &self.changes, rules: Rules::NONE }
    }

    /// What is considered beside the orders of `orders` at `positions`, by what sold until the day before. Of each order the
    /// items count that sold before; `index_of` gives their numbers in the snapshot. Orders that hold none are left out, and
    /// of several items those that hold one only.
    #[must_use]
    pub fn ask(
        &self,
        orders: &Orders,
        positions: &[u32],
        index_of: &[u32],
        beside: Beside,
    ) -> Vec<Asked> {
        let one = |scratch: &mut Scratch, position: u32| {
            let order = orders.order(position as usize);
            let mut items: Vec<ItemIndex> = order
                .items
                .iter()
                .map(|&item| ItemIndex(index_of[item as usize]))
                .filter(|&item| self.snapshot.n_orders_with(item) > 0)
                .collect();
            items.sort_unstable();
            let (cart, rest) = self.cut(&items, beside)?;
            let query = Query::for_cart(cart, 0);
            let found = considered(self.shelf(), &query, 0, self.terms, scratch);
            let mut considered = found.unwrap_or_default();
            for it in &mut considered {
                it.signs.level = self.levels.of(it.suggestion.item.0, it.signs.base);
            }
            Some(Asked { position, cart: query.cart, rest, considered })
        };
        let n = positions.len();
        let pieces =
            in_pieces(n, ORDERS_AT_ONCE, self.threads, Scratch::default, |scratch, range| {
                let asked = positions[range].iter().filter_map(|&position| one(scratch, position));
                asked.collect::<Vec<_>>()
            });
        pieces.into_iter().flatten().collect()
    }

    /// Hears what was bought on `day`.
    pub fn pass(&mut self, orders: &Orders, day: &Day<'_>, index_of: &[u32]) {
        for &position in day.positions {
            let order = orders.order(position as usize);
            if order.time.is_some() {
                let items = order.items.iter().map(|&item| index_of[item as usize]);
                self.levels.hear(items, day.day);
            }
        }
    }

    /// The cart and the rest of an order of `items`, rising.
    fn cut(&self, items: &[ItemIndex], beside: Beside) -> Option<(Vec<ItemIndex>, Vec<ItemIndex>)> {
        let anchor = dearest(self.shelf(), items)?;
        let mut others: Vec<ItemIndex> = items.iter().copied().filter(|&it| it != anchor).collect();
        let mut cart = vec![anchor];
        if beside == Beside::Several {
            let drawn = items
                .iter()
                .fold(super::SEED, |drawn, item| Random::new(drawn, item.0.into()).draw());
            let mut random = Random::new(drawn, 0);
            if others.is_empty() {
                return None;
            }
            cart.push(others.swap_remove(random.below(others.len())));
            others.sort_unstable();
            others.retain(|&item| {
                let joins = random.below(2) == 0;
                if joins {
                    cart.push(item);
                }
                !joins
            });
        }
        Some((cart, others))
    }
}

/// The orders at `positions`, which are sorted by time, day by day; those without a time are one day.
pub fn days<'a>(orders: &'a Orders, positions: &'a [u32]) -> impl Iterator<Item = Day<'a>> + 'a {
    let day = |position: u32| orders.order(position as usize).time.map_or(0, |time| time.day());
    let days = positions.chunk_by(move |&a, &b| day(a) == day(b));
    days.map(move |positions| Day { day: day(positions[0]), positions })
}

/// Of the orders of one day so many that of `n` orders in all `most` are left, evenly.
#[must_use]
pub fn sampled(positions: &[u32], n: usize, most: usize) -> Vec<u32> {
    if n <= most {
        return positions.to_vec();
    }
    let step = n.div_ceil(most);
    positions.iter().copied().step_by(step).collect()
}
