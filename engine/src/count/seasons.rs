//! What chance alone brings together, season by season.

use ndarray::Array2;

use super::baskets::n_even;
use crate::words::{Orders, Timestamp};

/// Days of a season: four weeks hold what a month sells.
const SEASON_DAYS: u32 = 28;
/// Seasons that are told apart, the newest; all before are one.
const MOST_SEASONS: usize = 26;

/// Orders with each item by season, counted back from the newest order.
///
/// Two articles of one season sell beside each other because both sell then; within the season they meet as
/// often as by chance. Shape: items × seasons; the last one holds what is older, and orders without a time.
/// Costs 4 bytes a cell.
///
/// Source: Mantel, Haenszel, *Statistical Aspects of the Analysis of Data from Retrospective Studies of Disease*,
/// Journal of the National Cancer Institute 22(4), 1959, pages 719-748: what is expected is summed over strata.
#[derive(Debug)]
pub struct Seasons {
    orders_with: Array2<u32>,
    /// See [`Evidence::n_even_orders`](super::Evidence::n_even_orders), of each season; above any sum of orders
    /// where the season brings no pair.
    n_even_orders: Vec<f64>,
}

impl Seasons {
    /// Counts all `orders` of a shop with `n_items` items; of an order above `max_basket` items, pairs within its
    /// parts. Costs one pass over the lines.
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
        let even = n_lines.iter().zip(&n_pairs).map(|(&lines, &pairs)| match pairs {
            0 => f64::INFINITY,
            _ => f64::from(n_even(lines, pairs, 0)),
        });
        Self { orders_with, n_even_orders: even.collect() }
    }

    /// Orders with both that chance gives where each season deals out its own. Costs a pass over the seasons.
    ///
    /// # Panics
    ///
    /// Where there is no such item.
    #[must_use]
    pub fn expected(&self, a: usize, b: usize) -> f64 {
        let (a, b) = (self.orders_with.row(a), self.orders_with.row(b));
        let both = a.iter().zip(b).zip(&self.n_even_orders);
        both.map(|((&a, &b), n_even)| f64::from(a) * f64::from(b) / n_even).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_sells_in_one_season_meets_there_by_chance() {
        let mut orders = Orders::with_capacity(0, 0, 0);
        // Items 0 and 1 sell in the first month only, 2 and 3 all the time; every order holds two items.
        for day in 0..56_i64 {
            for pair in if day < 28 { [[0, 2], [1, 3]] } else { [[2, 4], [3, 4]] } {
                orders.push(&mut pair.to_vec(), None, Some(Timestamp(day * 86_400)));
            }
        }
        let seasons = Seasons::new(&orders, 5, 100);
        // 28 × 28 / (112² / 112): of 56 orders with 112 lines, 112 even ones.
        assert!((seasons.expected(0, 1) - 7.0).abs() < 1e-9);
        assert!((seasons.expected(2, 3) - 14.0).abs() < 1e-9);
        assert_eq!(seasons.expected(0, 4), 0.0);
        // All year round they would be expected to meet half as often.
        let timeless = Seasons::new(&without_times(&orders), 5, 100);
        assert!((timeless.expected(0, 1) - 3.5).abs() < 1e-9);
    }

    fn without_times(orders: &Orders) -> Orders {
        let mut timeless = Orders::with_capacity(0, 0, 0);
        for order in orders.iter() {
            timeless.push(&mut order.items.to_vec(), None, None);
        }
        timeless
    }
}
