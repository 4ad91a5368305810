//! Orders whose times lie so far behind all others that they are likely wrong.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::orders::{NEVER, Orders};
use super::time::Timestamp;

/// Few orders that are much later than all others: a wrong year, or a time that stands for "none". What sells
/// of late is told by the newest orders, so that they decide it alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FarAhead {
    /// How many there are.
    pub n_orders: u64,
    /// The first of them.
    pub since: Timestamp,
    /// The last of the others.
    pub others_until: Timestamp,
}

/// Orders of which at most one is far ahead. Fewer orders tell nothing: a shop may have one a season.
const ORDERS_A_STRAY: usize = 1_000;
const FEWEST_ORDERS: usize = 100;
/// How long no order came before those that are far ahead. Unit: seconds. Longer than shops close.
const SILENCE: i64 = 60 * 86_400;

impl Orders {
    /// The orders that are far ahead of all others, at most one in a thousand or a single one, where there
    /// are any.
    ///
    /// Costs a pass over the orders.
    #[must_use]
    pub fn far_ahead(&self) -> Option<FarAhead> {
        let known = || self.times().iter().copied().filter(|&time| time != NEVER);
        let n_known = known().count();
        if n_known < FEWEST_ORDERS {
            return None;
        }
        let most = n_known.div_ceil(ORDERS_A_STRAY);
        let mut newest: BinaryHeap<Reverse<i64>> = BinaryHeap::with_capacity(most + 2);
        for time in known() {
            if newest.len() <= most || newest.peek().is_some_and(|oldest| time > oldest.0) {
                newest.push(Reverse(time));
                if newest.len() > most + 1 {
                    newest.pop();
                }
            }
        }
        // The newest first.
        let newest = newest.into_sorted_vec();
        let silence = |pair: &[Reverse<i64>]| pair[0].0.saturating_sub(pair[1].0) > SILENCE;
        let last = newest.windows(2).rposition(silence)?;
        let (since, others_until) = (Timestamp(newest[last].0), Timestamp(newest[last + 1].0));
        Some(FarAhead { n_orders: last as u64 + 1, since, others_until })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400;

    /// Three orders a day for so many days, one without a time, and orders of these days.
    fn far_ahead(n_days: i64, others: &[i64]) -> Option<FarAhead> {
        let days = (0..n_days).flat_map(|day| [day; 3]).chain(others.iter().copied());
        let mut orders = Orders::with_capacity(0, 0, 0);
        for time in days.map(|day| Some(Timestamp(day * DAY))).chain([None]) {
            orders.push(&mut vec![0], None, time);
        }
        orders.far_ahead()
    }

    #[test]
    fn few_orders_long_after_all_others_are_far_ahead() {
        let found = |n_orders, since, others_until| {
            let (since, others_until) = (Timestamp(since * DAY), Timestamp(others_until * DAY));
            Some(FarAhead { n_orders, since, others_until })
        };
        assert_eq!(far_ahead(200, &[900]), found(1, 900, 199));
        assert_eq!(far_ahead(200, &[199 + 61]), found(1, 260, 199));
        // Two years of typing errors.
        assert_eq!(far_ahead(700, &[2_900_000, 1_000, 1_001]), found(3, 1_000, 699));
    }

    #[test]
    fn a_shop_that_goes_on_has_none() {
        assert_eq!(far_ahead(200, &[]), None);
        assert_eq!(far_ahead(200, &[199 + 60]), None);
        // More than one in a thousand: the shop opened again.
        assert_eq!(far_ahead(200, &[900, 901]), None);
        assert_eq!(far_ahead(30, &[900]), None);
        assert_eq!(far_ahead(0, &[]), None);
    }
}
