//! How well each item sells, in the long run and of late.

use crate::count::NO_AGE;
use crate::words::Orders;

/// Half-lives of the columns of a [`Demand`]. Unit: days. A month follows the season, a week a
/// promotion, three days its end.
pub const HALF_LIVES: [f64; 3] = [28.0, 7.0, 3.0];

/// Units of an order of today, so that sums are whole and do not depend on the sequence of orders.
const UNITS: f64 = (1_u64 << 32) as f64;

/// Orders with each item, an order of age d counted 2^(−d / half-life): for each item, one number for each
/// of [`HALF_LIVES`].
///
/// Unit: orders. Where no order has a time, each counts fully.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Demand {
    /// By item.
    pub faded: Vec<[f32; HALF_LIVES.len()]>,
}

impl Demand {
    /// Counts all `orders` of a shop with `n_items` items. Costs one pass over the lines.
    #[must_use]
    pub fn new(orders: &Orders, n_items: usize) -> Self {
        let newest = orders.span().map(|(_, newest)| newest);
        let mut sums = vec![[0_u64; HALF_LIVES.len()]; n_items];
        for order in orders.iter() {
            let age_days = match (newest, order.time) {
                (Some(newest), Some(time)) => newest.days_since(time),
                (Some(_), None) => NO_AGE,
                (None, _) => 0,
            };
            let units = HALF_LIVES
                .map(|half_life| ((-f64::from(age_days) / half_life).exp2() * UNITS) as u64);
            for &item in order.items {
                let sums = &mut sums[item as usize];
                sums.iter_mut().zip(units).for_each(|(sum, units)| *sum += units);
            }
        }
        let faded = sums.into_iter().map(|sums| sums.map(|sum| (sum as f64 / UNITS) as f32));
        Self { faded: faded.collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Timestamp;

    #[test]
    fn an_order_counts_half_at_each_half_life() {
        let mut orders = Orders::with_capacity(3, 4, 0);
        let day = |day: i64| Some(Timestamp(day * 86_400));
        orders.push(&mut vec![0], None, day(28));
        orders.push(&mut vec![0, 1], None, day(0));
        orders.push(&mut vec![2], None, None);
        let demand = Demand::new(&orders, 3);
        assert_eq!(demand.faded[1][..2], [0.5, 0.0625]);
        assert!((demand.faded[1][2] - (-28.0_f32 / 3.0).exp2()).abs() < 1e-6);
        assert_eq!(demand.faded[0][0], 1.5);
        // Whatever its age is, it is not of today.
        assert_eq!(demand.faded[2], [0.0; 3]);
    }

    #[test]
    fn without_times_each_order_counts_fully() {
        let mut orders = Orders::with_capacity(2, 3, 0);
        orders.push(&mut vec![0], None, None);
        orders.push(&mut vec![0, 1], None, None);
        assert_eq!(Demand::new(&orders, 2).faded, [[2.0; 3], [1.0; 3]]);
    }
}
