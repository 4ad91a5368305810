//! What chance alone brings together, season by season.

use ndarray::{Array2, ShapeError};
use thiserror::Error;

use super::chance::even_orders;
use crate::words::{Orders, Timestamp};

/// Days of a season: four weeks hold what a month sells.
const SEASON_DAYS: u32 = 28;
/// Seasons that are told apart, the newest; all before are one.
const MOST_SEASONS: usize = 26;

/// Orders with each item by season, counted back from the newest order.
///
/// Two articles of one season sell beside each other because both sell then; within the season they
/// meet as often as by chance. Shape: items × seasons; the last one holds what is older, and orders
/// without a time. Costs 4 bytes a cell.
///
/// Source: Mantel, Haenszel, *Statistical Aspects of the Analysis of Data from Retrospective
/// Studies of Disease*, Journal of the National Cancer Institute 22(4), 1959, pages 719-748: what
/// is expected is summed over strata.
#[derive(Debug, Clone, PartialEq)]
pub struct Seasons {
    orders_with: Array2<u32>,
    /// Orders of equal size that bring as many pairs, of each season; infinite where it brings
    /// none.
    even_orders: Vec<f64>,
    /// The same of all seasons as one.
    even_in_all: f64,
}

/// No season is told from another.
impl Default for Seasons {
    fn default() -> Self {
        let (orders_with, even_orders) = (Array2::default((0, 0)), Vec::new());
        Self { orders_with, even_orders, even_in_all: f64::INFINITY }
    }
}

/// Why columns make no [`Seasons`].
#[derive(Debug, Error)]
pub enum SeasonsError {
    /// Too many seasons.
    #[error("{found} seasons, expected at most 26")]
    Seasons {
        /// How many there are.
        found: usize,
    },
    /// A number of orders that is not above zero.
    #[error("{found} orders of equal size in a season, expected a number above 0")]
    Number {
        /// The number.
        found: f64,
    },
    /// Not as many cells as items and seasons make.
    #[error("the orders by item and season do not fit")]
    Shape(#[from] ShapeError),
}

/// The columns of [`Seasons`].
#[derive(Debug, Clone, Copy)]
pub struct SeasonColumns<'a> {
    /// Orders with each item by season, item after item.
    pub orders_with: &'a [u32],
    /// Orders of equal size that bring as many pairs: of each season, and of all as one; infinite where there
    /// are none.
    pub even_orders: &'a [f64],
    /// The same of all seasons as one.
    pub even_in_all: f64,
}

impl Seasons {
    /// From what [`Self::columns`] gives, of `n_items` items.
    ///
    /// # Errors
    ///
    /// More seasons than there can be, numbers that cannot be, not as many cells as items and seasons make.
    pub fn from_columns(
        orders_with: Vec<u32>,
        even_orders: Vec<f64>,
        even_in_all: f64,
        n_items: usize,
    ) -> Result<Self, SeasonsError> {
        let found = even_orders.len();
        if found > MOST_SEASONS {
            return Err(SeasonsError::Seasons { found });
        }
        let is_bad = |number: &&f64| number.is_nan() || **number <= 0.0;
        if let Some(&found) = even_orders.iter().chain([&even_in_all]).find(is_bad) {
            return Err(SeasonsError::Number { found });
        }
        let orders_with = Array2::from_shape_vec((n_items, found), orders_with)?;
        Ok(Self { orders_with, even_orders, even_in_all })
    }

    /// What [`Self::from_columns`] takes.
    #[must_use]
    pub fn columns(&self) -> SeasonColumns<'_> {
        SeasonColumns {
            // Rows are one after the other, as they were made.
            orders_with: self.orders_with.as_slice().unwrap_or_default(),
            even_orders: &self.even_orders,
            even_in_all: self.even_in_all,
        }
    }

    /// Counts all `orders` of a shop with `n_items` items; of an order above `max_basket` items,
    /// pairs within its parts. Costs one pass over the lines.
    #[must_use]
    pub fn new(orders: &Orders, n_items: usize, max_basket: u32) -> Self {
        let span = orders.span();
        let days = span.map_or(0, |(first, newest)| newest.days_since(first));
        let n_seasons = ((days / SEASON_DAYS) as usize + 1).min(MOST_SEASONS);
        let season = |time: Option<Timestamp>| match (span, time) {
            (Some((_, newest)), Some(time)) => {
                ((newest.days_since(time) / SEASON_DAYS) as usize).min(n_seasons - 1)
            }
            _ => n_seasons - 1,
        };
        let mut orders_with = Array2::zeros((n_items, n_seasons));
        let (mut n_lines, mut n_pairs) = (vec![0_u64; n_seasons], vec![0_u64; n_seasons]);
        for order in orders.iter() {
            let season = season(order.time);
            let size = order.items.len() as u64;
            n_lines[season] += size;
            n_pairs[season] += size * (size.min(max_basket.into()).max(1) - 1);
            for &item in order.items {
                orders_with[[item as usize, season]] += 1;
            }
        }
        let even = |lines: u64, pairs: u64| {
            even_orders(lines as f64, pairs as f64).unwrap_or(f64::INFINITY)
        };
        let even_in_all = even(n_lines.iter().sum(), n_pairs.iter().sum());
        let even_orders = n_lines.iter().zip(&n_pairs).map(|(&lines, &pairs)| even(lines, pairs));
        Self { orders_with, even_orders: even_orders.collect(), even_in_all }
    }

    /// How many times more often than all year round chance brings two items together where each
    /// season deals out its own; 1 where nothing can be told. Costs a pass over the seasons.
    ///
    /// # Panics
    ///
    /// Where there is no such item.
    #[must_use]
    pub fn factor(&self, a: usize, b: usize) -> f64 {
        if self.even_orders.is_empty() {
            return 1.0;
        }
        // The same bits from either side.
        let (a, b) = (self.orders_with.row(a.min(b)), self.orders_with.row(a.max(b)));
        let both = a.iter().zip(b).zip(&self.even_orders);
        let by_season: f64 = both.map(|((&a, &b), even)| f64::from(a) * f64::from(b) / even).sum();
        let all =
            |row: ndarray::ArrayView1<'_, u32>| row.iter().map(|&n| f64::from(n)).sum::<f64>();
        let in_all = all(a) * all(b) / self.even_in_all;
        if in_all > 0.0 { by_season / in_all } else { 1.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_sells_in_one_season_meets_there_by_chance() {
        let mut orders = Orders::with_capacity(0, 0, 0);
        // Items 0 and 1 sell in the first month only, 2 and 3 all the time; every order holds two
        // items.
        for day in 0..56_i64 {
            for pair in if day < 28 { [[0, 2], [1, 3]] } else { [[2, 4], [3, 4]] } {
                orders.push(&mut pair.to_vec(), None, Some(Timestamp(day * 86_400)));
            }
        }
        let seasons = Seasons::new(&orders, 5, 100);
        // Where both sell in half of the time, they meet twice as often.
        assert!((seasons.factor(0, 1) - 2.0).abs() < 1e-9);
        assert!((seasons.factor(2, 3) - 1.0).abs() < 1e-9);
        assert_eq!(seasons.factor(0, 4), 0.0);
        let timeless = Seasons::new(&without_times(&orders), 5, 100);
        assert!((timeless.factor(0, 1) - 1.0).abs() < 1e-9);
    }

    fn without_times(orders: &Orders) -> Orders {
        let mut timeless = Orders::with_capacity(0, 0, 0);
        for order in orders.iter() {
            timeless.push(&mut order.items.to_vec(), None, None);
        }
        timeless
    }
}
