//! Sales by item and week.

use ndarray::Array2;

use super::baskets::halved;
use crate::words::Orders;

/// Days of one column of a [`SalesMatrix`].
pub const WEEK_DAYS: u32 = 7;
/// Weeks that are looked at, counted back from the newest order: a year and its start again.
const MAX_WEEKS: usize = 56;

/// Orders with each item by week, counted back from the newest order.
///
/// Shape: items × weeks, column 0 the newest seven days. Orders without a time, and orders older
/// than the last column, are not in it.
#[derive(Debug, Clone, PartialEq)]
pub struct SalesMatrix {
    orders: Array2<u32>,
    shop: Vec<u64>,
}

impl SalesMatrix {
    /// Counts all `orders` of a shop with `n_items` items. Costs one pass over the lines.
    #[must_use]
    pub fn new(orders: &Orders, n_items: usize) -> Self {
        let Some((oldest, newest)) = orders.span() else {
            return Self { orders: Array2::zeros((n_items, 0)), shop: Vec::new() };
        };
        let n_weeks = (newest.days_since(oldest) / WEEK_DAYS + 1).min(MAX_WEEKS as u32) as usize;
        let mut matrix = Array2::zeros((n_items, n_weeks));
        let mut shop = vec![0_u64; n_weeks];
        for order in orders.iter() {
            let Some(time) = order.time else { continue };
            let week = (newest.days_since(time) / WEEK_DAYS) as usize;
            if week < n_weeks {
                shop[week] += 1;
                for &item in order.items {
                    matrix[[item as usize, week]] += 1;
                }
            }
        }
        Self { orders: matrix, shop }
    }

    /// How many weeks there are.
    #[must_use]
    pub fn n_weeks(&self) -> usize {
        self.shop.len()
    }

    /// Orders with `item` in the weeks of `range`, and all orders in them.
    ///
    /// # Panics
    ///
    /// Where there is no such item or week.
    #[must_use]
    pub fn sold(&self, item: usize, range: std::ops::Range<usize>) -> (u64, u64) {
        let row = self.orders.row(item);
        let sold = range.clone().map(|week| u64::from(row[week])).sum();
        (sold, self.shop[range].iter().sum())
    }

    /// Orders with each item, a week of age w counted 2^(−w / `half_life_weeks`).
    #[must_use]
    pub fn decayed(&self, half_life_weeks: f64) -> Vec<f64> {
        let weights: Vec<f64> =
            (0..self.n_weeks()).map(|week| halved(week as f64, half_life_weeks)).collect();
        let decayed = |row: ndarray::ArrayView1<'_, u32>| {
            row.iter().zip(&weights).map(|(&n, weight)| f64::from(n) * weight).sum()
        };
        self.orders.rows().into_iter().map(decayed).collect()
    }
}
