//! What speaks for an item: the signals, each learnt from orders or facts, as tables.
//!
//! In: compressed orders and the catalogue while training, checked columns while loading. Out:
//! [`Signals`], from which [`candidates`](super::candidates) reads what each says of a cart.
//! Deliberately absent: how much each counts, which is a [`Mix`](super::Mix).

mod rows;
mod usual;
mod demand;
mod late_baskets;
mod transition;
mod learn;

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use thiserror::Error;

pub use self::demand::{Demand, HALF_LIVES};
pub(super) use self::late_baskets::Nearness;
pub use self::late_baskets::{LateBaskets, LateBasketsError};
pub use self::learn::RIDGE_ITEMS;
pub use self::rows::{Rows, RowsRef};
pub use self::transition::Transition;
pub(super) use self::usual::Usual;

use crate::count::RowsError;
use crate::words::{Catalog, ItemIndex};

/// Best sellers of a category that it puts up as candidates.
const MOST_OF_A_CATEGORY: usize = 20;
/// Best sellers of the shop that are candidates for every cart, by each of the shorter half-lives, and
/// what is looked at most.
const MOST_OF_THE_SHOP: usize = 30;
/// How an item's share in its category's sales comes about: sales of the last month, a twentieth of all
/// earlier ones, and a little, so that what never sold has a share too.
const EARLIER_SHARE: f32 = 0.05;
const NEVER_SOLD: f32 = 0.02;

/// The tables of the signals, as a snapshot keeps them. Pairs by [`AsymmetricCosine`] are not among
/// them: they are the graph.
///
/// [`AsymmetricCosine`]: super::AsymmetricCosine
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SignalTables {
    /// Pairs of late orders.
    pub recent: Rows,
    /// Pairs of small orders.
    pub focused: Rows,
    /// What items owe to each other once the others are known.
    pub ridge: Rows,
    /// How alike titles are.
    pub titles: Rows,
    /// How well items sell.
    pub demand: Demand,
    /// What is bought with what, by category.
    pub transition: Transition,
    /// The newest orders, by what they hold.
    pub late_baskets: LateBaskets,
}

/// Why tables make no signals.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SignalError {
    /// Columns that make no rows.
    #[error("table `{table}` does not fit")]
    Rows {
        /// Which table.
        table: &'static str,
        /// What is wrong.
        #[source]
        problem: RowsError,
    },
    /// A column is shorter or longer than it must be.
    #[error("table `{table}` has {found} rows, expected {expected}")]
    Length {
        /// Which table.
        table: &'static str,
        /// Its rows.
        found: usize,
        /// Rows expected.
        expected: usize,
    },
    /// Columns that make no orders.
    #[error("table `late_baskets` does not fit")]
    LateBaskets(#[from] LateBasketsError),
    /// A number that cannot be.
    #[error("row {row} of table `{table}` has a number below 0 or without end")]
    Number {
        /// Which table.
        table: &'static str,
        /// Which row.
        row: usize,
    },
}

/// The signals of a shop, ready to be read for a cart. Immutable.
#[derive(Debug)]
pub struct Signals {
    tables: SignalTables,
    pub(super) items: Vec<ItemNumbers>,
    /// The best sellers of each category.
    pub(super) best_of_category: Vec<Vec<u32>>,
    /// What sells best in the shop of late.
    pub(super) best_of_shop: Vec<u32>,
    /// What is looked at most of late.
    pub(super) most_visited: Vec<u32>,
    /// The part of each category in the shop's sales, and of each brand.
    pub(super) share_of_categories: Vec<f32>,
    pub(super) share_of_brands: Vec<f32>,
    pub(super) usual: Usual,
}

/// What is known of an item whatever the cart, side by side, so that it is one trip to memory.
#[derive(Debug, Clone, Copy)]
pub(super) struct ItemNumbers {
    /// Orders with it.
    pub(super) n_orders: f32,
    /// Its sales by the shortest of [`HALF_LIVES`].
    pub(super) of_days: f32,
    /// Visits of late that saw it; 0 where none are known.
    pub(super) visits: f32,
    /// Its category, [`UNFILED`] without one.
    pub(super) category: u32,
    /// Its brand, [`UNFILED`] without one.
    pub(super) brand: u32,
    /// Its part in what its category sells.
    pub(super) share_of_category: f32,
    /// Sales of a month against all, of a week against a month: logarithms, 0 for an item that sells as
    /// the shop does.
    pub(super) trends: [f32; 2],
    /// Logarithm of the price; not a number where it is not known.
    pub(super) price_log: f32,
}

/// No category, or no brand.
pub(super) const UNFILED: u32 = u32::MAX;

impl Signals {
    /// Signals from tables that fit `catalog`, the orders with each of its items and the `pairs` beside
    /// which they speak.
    ///
    /// Costs a pass over the tables and a sort of the items.
    ///
    /// # Errors
    ///
    /// Tables of another shop, or with numbers that cannot be.
    pub fn new(
        tables: SignalTables,
        pairs: RowsRef<'_>,
        catalog: &Catalog,
        n_orders_with: &[u32],
    ) -> Result<Self, SignalError> {
        let n_items = n_orders_with.len();
        let n_categories = catalog.categories().len();
        check(&tables, n_items, n_categories)?;
        let Demand { faded, visits } = &tables.demand;
        let n_orders: Vec<f32> = n_orders_with.iter().map(|&n| n as f32).collect();
        let sales = |item: u32| {
            let item = item as usize;
            faded[item][0] + EARLIER_SHARE * n_orders[item] + NEVER_SOLD
        };
        let mut of_category = vec![0.0_f64; n_categories];
        let mut best_of_category = vec![Vec::new(); n_categories];
        for item in 0..n_items as u32 {
            if let Some(category) = catalog.category_of(ItemIndex(item)) {
                of_category[category as usize] += f64::from(sales(item));
                best_of_category[category as usize].push(item);
            }
        }
        for best in &mut best_of_category {
            *best = largest(std::mem::take(best), MOST_OF_A_CATEGORY, sales);
        }
        let mut best_of_shop: Vec<u32> = [1, 2]
            .into_iter()
            .flat_map(|column| {
                let sold = |item: u32| faded[item as usize][column];
                let sells = |item: &u32| sold(*item) > 0.0;
                largest((0..n_items as u32).filter(sells).collect(), MOST_OF_THE_SHOP, sold)
            })
            .collect();
        best_of_shop.sort_unstable();
        best_of_shop.dedup();
        let is_visited = |item: &u32| visits[*item as usize] > 0.0;
        let visited = (0..visits.len() as u32).filter(is_visited).collect();
        let most_visited = largest(visited, MOST_OF_THE_SHOP, |item| visits[item as usize]);
        let brand_of = brands(catalog, n_items);
        let n_brands =
            brand_of.iter().filter(|&&b| b != UNFILED).max().map_or(0, |&b| b as usize + 1);
        let mut of_brand = vec![0.0_f64; n_brands];
        for (item, &brand) in (0..).zip(&brand_of) {
            if let Some(sum) = of_brand.get_mut(brand as usize) {
                *sum += f64::from(sales(item));
            }
        }
        let numbers = |(item, trends): (u32, [f32; 2])| {
            let category = catalog.category_of(ItemIndex(item));
            let share = |category: u32| f64::from(sales(item)) / of_category[category as usize];
            let price_log = catalog.item(ItemIndex(item)).price.map(|price| (price.0 as f32).ln());
            ItemNumbers {
                n_orders: n_orders[item as usize],
                of_days: faded[item as usize][2],
                visits: visits.get(item as usize).copied().unwrap_or(0.0),
                category: category.unwrap_or(UNFILED),
                brand: brand_of[item as usize],
                share_of_category: category.map_or(0.0, share) as f32,
                trends,
                price_log: price_log.filter(|log| log.is_finite()).unwrap_or(f32::NAN),
            }
        };
        let items = (0..).zip(trends(faded, &n_orders)).map(numbers).collect();
        let (share_of_categories, share_of_brands) = (shares(&of_category), shares(&of_brand));
        let usual = Usual::new(pairs, &tables, &n_orders);
        Ok(Self {
            usual,
            tables,
            items,
            best_of_category,
            best_of_shop,
            most_visited,
            share_of_categories,
            share_of_brands,
        })
    }

    /// What [`Signals::new`] takes.
    #[must_use]
    pub fn tables(&self) -> &SignalTables {
        &self.tables
    }

    /// The items whose titles are most like that of `item`, each with its likeness, most alike first. Range `0.0..=1.0`; an item
    /// without a title has none.
    ///
    /// # Panics
    ///
    /// Where there is no such item.
    pub fn alike(&self, item: ItemIndex) -> impl Iterator<Item = (ItemIndex, f32)> {
        self.tables
            .titles
            .borrow()
            .row(item.0)
            .map(|(other, likeness)| (ItemIndex(other), likeness))
    }

    /// Whether `item` is among the best sellers of its category of late, and of its better half.
    #[must_use]
    pub fn is_best_of_category(&self, item: ItemIndex) -> bool {
        let ItemNumbers { category, n_orders, .. } = self.items[item.position()];
        let Some(best) = self.best_of_category.get(category as usize) else { return false };
        let is_cut = best.len() == MOST_OF_A_CATEGORY;
        let better = &best[..if is_cut { best.len() } else { best.len() / 2 }];
        n_orders > 0.0 && better.contains(&item.0)
    }

    /// Whether `item` is among the best sellers of the shop of late.
    #[must_use]
    pub fn is_best_of_shop(&self, item: ItemIndex) -> bool {
        self.best_of_shop.binary_search(&item.0).is_ok()
    }

    /// How many items there are.
    #[must_use]
    pub fn n_items(&self) -> usize {
        self.items.len()
    }
}

fn check(tables: &SignalTables, n_items: usize, n_categories: usize) -> Result<(), SignalError> {
    let of_items = [
        ("recent", &tables.recent),
        ("focused", &tables.focused),
        ("ridge", &tables.ridge),
        ("titles", &tables.titles),
    ];
    let of_categories = ("followers", &tables.transition.followers);
    let sized = of_items.map(|(table, rows)| (table, rows, n_items));
    for (table, rows, expected) in
        sized.into_iter().chain([(of_categories.0, of_categories.1, n_categories)])
    {
        let found = rows.columns().0.len();
        if found != expected {
            return Err(SignalError::Length { table, found, expected });
        }
    }
    let visits = &tables.demand.visits;
    let n_visits = if visits.is_empty() { 0 } else { n_items };
    let lengths = [
        ("demand", tables.demand.faded.len(), n_items),
        ("visits", visits.len(), n_visits),
        ("late_baskets", tables.late_baskets.n_items(), n_items),
        ("unknown", tables.transition.unknown.len(), n_categories),
        ("base", tables.transition.base.len(), n_categories),
    ];
    for (table, found, expected) in lengths {
        if found != expected {
            return Err(SignalError::Length { table, found, expected });
        }
    }
    let is_amount = |number: &f32| *number >= 0.0 && number.is_finite();
    let columns: [(&'static str, Option<usize>); 4] = [
        ("demand", tables.demand.faded.iter().position(|faded| !faded.iter().all(is_amount))),
        ("visits", visits.iter().position(|number| !is_amount(number))),
        ("unknown", tables.transition.unknown.iter().position(|number| !is_amount(number))),
        ("base", tables.transition.base.iter().position(|number| !is_amount(number))),
    ];
    match columns.into_iter().find_map(|(table, row)| row.map(|row| (table, row))) {
        Some((table, row)) => Err(SignalError::Number { table, row }),
        None => Ok(()),
    }
}

/// A number for the brand of each item, by the first item that bears it; [`UNFILED`] without one.
fn brands(catalog: &Catalog, n_items: usize) -> Vec<u32> {
    let mut numbers: HashMap<&str, u32, FixedState> = HashMap::default();
    let brand = |item| catalog.item(ItemIndex(item)).brand;
    let mut number = |brand| {
        let next = numbers.len() as u32;
        *numbers.entry(brand).or_insert(next)
    };
    (0..n_items as u32).map(|item| brand(item).map_or(UNFILED, &mut number)).collect()
}

/// Each number as a part of their sum.
fn shares(sums: &[f64]) -> Vec<f32> {
    let total: f64 = sums.iter().sum();
    sums.iter().map(|sum| (sum / total) as f32).collect()
}

/// The `most` items with the largest numbers, largest first; equals by item.
fn largest(mut items: Vec<u32>, most: usize, of: impl Fn(u32) -> f32) -> Vec<u32> {
    let order = |a: &u32, b: &u32| of(*b).total_cmp(&of(*a)).then(a.cmp(b));
    if most < items.len() {
        items.select_nth_unstable_by(most, order);
        items.truncate(most);
    }
    items.sort_unstable_by(order);
    items
}

/// How much better each item sells of late than before, beside what the whole shop does.
fn trends(faded: &[[f32; HALF_LIVES.len()]], n_orders_with: &[f32]) -> Vec<[f32; 2]> {
    let sum = |column: usize| faded.iter().map(|faded| f64::from(faded[column])).sum::<f64>();
    let all: f64 = n_orders_with.iter().map(|&n| f64::from(n)).sum();
    let (month, week) = (sum(0), sum(1));
    let ratio = |late: f64, before: f64| if late > 0.0 { (before / late) as f32 } else { 0.0 };
    let (of_month, of_week) = (ratio(month, all), ratio(week, month));
    (faded.iter().zip(n_orders_with))
        .map(|(faded, n)| {
            let month = (faded[0] * of_month + 3.0) / (n + 3.0);
            let week = (faded[1] * of_week + 1.0) / (faded[0] + 1.0);
            [month.ln(), week.ln()]
        })
        .collect()
}
