//! How often chance alone brings two items together.

use thiserror::Error;

use crate::words::Orders;

/// Sizes of orders that are told apart; larger ones are gathered by their logarithm.
const MOST_SIZES: usize = 32;
/// Sizes up to this stand for themselves.
const OWN_SIZES: usize = 16;
/// Steps of Newton's method; it takes about five.
const MOST_STEPS: usize = 20;
/// No order is expected to hold an item more often.
const MOST_RATE: f64 = 30.0;

/// What chance gives where it deals all lines out among the orders, and each order keeps its
/// size: large orders hold more of everything, and none holds an item twice.
///
/// An item of rate λ is in an order of s items with probability 1 − e^(−λs); its rate is such
/// that it is expected in as many orders as it was in.
///
/// Source: Smith, Linden, *Two Decades of Recommender Systems at Amazon.com*, IEEE Internet
/// Computing 21(3), 2017, pages 12-18 (there for what customers buy in all).
///
/// Costs 4 bytes an item.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Chance {
    /// Size and number of orders, size after size.
    sizes: Vec<[f32; 2]>,
    rates: Vec<f32>,
}

/// Why columns make no [`Chance`].
#[derive(Debug, Clone, PartialEq, Error)]
pub enum ChanceError {
    /// Too many sizes.
    #[error("{found} sizes of orders, expected at most 32")]
    Sizes {
        /// How many there are.
        found: usize,
    },
    /// A number that is below zero, infinite or none at all.
    #[error("a size, number of orders or rate of {found}, expected a number from 0 on")]
    Number {
        /// The number.
        found: f32,
    },
}

impl Chance {
    /// Of all `orders`, an item in `n_orders_with` of them each; of an order above `max_basket`
    /// items, as if it were parts of that size.
    ///
    /// Costs a pass over the orders, and some hundred operations an item.
    #[must_use]
    pub fn new(orders: &Orders, n_orders_with: &[u32], max_basket: u32) -> Self {
        // Summed sizes and numbers of the orders in each bin.
        let mut bins = [[0.0_f64; 2]; MOST_SIZES];
        for order in orders.iter() {
            let size = order.items.len().min(max_basket as usize);
            let bin = &mut bins[bin_of(size)];
            bin[0] += size as f64;
            bin[1] += 1.0;
        }
        let used = bins.iter().filter(|bin| bin[1] > 0.0);
        let sizes: Vec<[f32; 2]> = used.map(|&[sum, n]| [(sum / n) as f32, n as f32]).collect();
        // Many items are in as few orders as others.
        let mut known: Vec<(u32, f32)> = Vec::new();
        let mut distinct = n_orders_with.to_vec();
        distinct.sort_unstable();
        distinct.dedup();
        known.extend(distinct.into_iter().map(|n| (n, rate_of(n, &sizes))));
        let rate = |n: &u32| {
            let place = known.binary_search_by_key(n, |&(n, _)| n);
            place.map_or(0.0, |place| known[place].1)
        };
        Self { rates: n_orders_with.iter().map(rate).collect(), sizes }
    }

    /// From what [`Self::columns`] gives.
    ///
    /// # Errors
    ///
    /// More sizes than there can be; a number that cannot be.
    pub fn from_columns(sizes: Vec<[f32; 2]>, rates: Vec<f32>) -> Result<Self, ChanceError> {
        if sizes.len() > MOST_SIZES {
            return Err(ChanceError::Sizes { found: sizes.len() });
        }
        let mut numbers = sizes.iter().flatten().chain(&rates);
        match numbers.find(|number| !(number.is_finite() && **number >= 0.0)) {
            Some(&found) => Err(ChanceError::Number { found }),
            None => Ok(Self { sizes, rates }),
        }
    }

    /// Size and number of orders, size after size; the rate of each item.
    #[must_use]
    pub fn columns(&self) -> (&[[f32; 2]], &[f32]) {
        (&self.sizes, &self.rates)
    }

    /// How many orders of equal size would bring as many pairs; nothing where there are none.
    #[must_use]
    pub fn even_orders(&self) -> Option<f64> {
        let (mut n_lines, mut n_pairs) = (0.0, 0.0);
        for [size, n] in self.sizes.iter().map(|bin| bin.map(f64::from)) {
            n_lines += n * size;
            n_pairs += n * size * (size - 1.0);
        }
        even_orders(n_lines, n_pairs)
    }

    /// Orders with both of two items that chance gives. Costs two exponentials for each of at
    /// most 32 sizes.
    ///
    /// # Panics
    ///
    /// Where there is no such item.
    #[must_use]
    pub fn expected(&self, a: usize, b: usize) -> f64 {
        // The same bits from either side.
        let (a, b) = (self.rates[a.min(b)], self.rates[a.max(b)]);
        let both = self
            .sizes
            .iter()
            .map(|&[size, n]| f64::from(n * (-a * size).exp_m1() * (-b * size).exp_m1()));
        both.sum()
    }
}

/// How many orders of equal size bring as many pairs by chance as orders with `n_lines` lines and
/// `n_pairs` ordered pairs of them: (Σ s)² / Σ s (s − 1). Nothing where they bring none.
pub(super) fn even_orders(n_lines: f64, n_pairs: f64) -> Option<f64> {
    (n_pairs > 0.0).then(|| n_lines * n_lines / n_pairs)
}

/// Sizes up to sixteen stand for themselves, larger ones two to each doubling.
fn bin_of(size: usize) -> usize {
    if size <= OWN_SIZES {
        return size.saturating_sub(1);
    }
    let beyond = (size as f64 / OWN_SIZES as f64).log2();
    (OWN_SIZES + (2.0 * beyond) as usize).min(MOST_SIZES - 1)
}

/// The rate at which an item is expected in `n` orders.
fn rate_of(n: u32, sizes: &[[f32; 2]]) -> f32 {
    let n = f64::from(n);
    let lines: f64 = sizes.iter().map(|&[size, n]| f64::from(size) * f64::from(n)).sum();
    if n == 0.0 || lines == 0.0 {
        return 0.0;
    }
    // Below the rate: no item is in fewer orders than its rate alone would put it in.
    let mut rate = n / lines;
    for _ in 0..MOST_STEPS {
        let (mut expected, mut slope) = (0.0, 0.0);
        for &[size, orders] in sizes {
            let (size, orders) = (f64::from(size), f64::from(orders));
            let without = (-rate * size).exp();
            expected += orders * (1.0 - without);
            slope += orders * size * without;
        }
        // The curve is concave: from below, Newton's method never goes too far.
        let step = (n - expected) / slope.max(f64::MIN_POSITIVE);
        rate = (rate + step).min(MOST_RATE);
        if step <= rate * 1e-9 || rate >= MOST_RATE {
            break;
        }
    }
    rate as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A hundred orders of one item and a hundred of ten.
    fn orders() -> Orders {
        let mut orders = Orders::with_capacity(0, 0, 0);
        for order in 0..200_u32 {
            let size = if order % 2 == 0 { 1 } else { 10 };
            orders.push(&mut (0..size).map(|place| order * 10 + place).collect(), None, None);
        }
        orders
    }

    #[test]
    fn rare_items_meet_in_large_orders() {
        let chance = Chance::new(&orders(), &[11, 11], 100);
        // 11 of 1,100 lines each: one in a hundred. Nine of ten pairs of lines are in large orders.
        let (one, ten) = (1.0 - (-0.01_f64).exp(), 1.0 - (-0.1_f64).exp());
        let expected = 100.0 * one * one + 100.0 * ten * ten;
        assert!((chance.expected(0, 1) / expected - 1.0).abs() < 0.1, "{chance:?}");
        assert!((chance.expected(0, 1) - chance.expected(1, 0)).abs() < 1e-9);
    }

    #[test]
    fn nothing_is_expected_more_often_than_it_sold() {
        let chance = Chance::new(&orders(), &[200, 120, 3, 0], 100);
        for (a, b, most) in [(0, 1, 120.0), (0, 2, 3.0), (1, 2, 3.0)] {
            let expected = chance.expected(a, b);
            assert!(expected <= most * 1.01 && expected > 0.5 * most, "{a} {b}: {expected}");
        }
        assert_eq!(chance.expected(0, 3), 0.0);
        // Each is expected in as many orders as it was in: with what is in all of them.
        assert!((chance.expected(0, 1) - 120.0).abs() < 1.0);
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let refused = |sizes: Vec<[f32; 2]>, rates: Vec<f32>| {
            Chance::from_columns(sizes, rates).unwrap_err().to_string()
        };
        assert_eq!(refused(vec![[1.0; 2]; 33], vec![]), "33 sizes of orders, expected at most 32");
        let told = refused(vec![[1.0, f32::NAN]], vec![]);
        assert_eq!(told, "a size, number of orders or rate of NaN, expected a number from 0 on");
        assert!(refused(vec![], vec![-1.0]).contains("-1"));
    }
}
