//! What is learnt from, and what is asked about: never an older order than those learnt from.

use thiserror::Error;

use crate::metric::Random;
use crate::words::{OrderRef, Orders};

/// Share of the orders that are asked about: the newest tenth.
pub const TEST_SHARE: f64 = 0.1;

/// Draws the places of orders apart from all else that is drawn of them: of orders that come last by what
/// they drew, what is hidden by the same number would always be the last item.
const PLACES: u64 = 1;

/// Positions of orders: those to learn from, and those to ask about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// To learn from, oldest first.
    pub train: Vec<u32>,
    /// To ask about, oldest first; none is older than any of `train`.
    pub test: Vec<u32>,
}

/// Why orders cannot be split.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SplitError {
    /// Nothing would be left on one side.
    #[error(
        "{found} orders cannot be split into {n_windows} times {share} to ask about and a rest to learn from, expected at least {expected}"
    )]
    TooFew {
        /// Orders there are.
        found: usize,
        /// Windows wanted.
        n_windows: usize,
        /// Share of each, in words.
        share: String,
        /// Orders it takes.
        expected: usize,
    },
}

/// `n_windows` splits that follow one another, oldest first: each asks about `share` of all orders,
/// and learns from all before them. The last one asks about the newest orders.
///
/// One cut for all customers: a cut by customer would let the future of some explain the past of
/// others. Where no order has a time the sequence is drawn from `seed` and from what the orders hold;
/// where some have one, those without are learnt from. The sequence of the rows changes nothing.
///
/// Source: Ji, Sun, Zhang, Li, *A Critical Study on Data Leakage in Recommender System Offline
/// Evaluation*, ACM Transactions on Information Systems 41(3), 2023.
///
/// # Errors
///
/// Fewer orders than it takes for one to learn from and one to ask about.
///
/// # Panics
///
/// Where `share` is not above 0.
pub fn windows(
    orders: &Orders,
    share: f64,
    n_windows: usize,
    seed: u64,
) -> Result<Vec<Split>, SplitError> {
    assert!(share > 0.0, "a window of {share} asks about nothing");
    let sequence = oldest_first(orders, seed);
    let n_test = (sequence.len() as f64 * share).floor() as usize;
    if n_test == 0 || n_test * n_windows >= sequence.len() {
        return Err(SplitError::TooFew {
            found: sequence.len(),
            n_windows,
            share: format!("{:.0} %", 100.0 * share),
            expected: (1.0 / share).ceil().max(n_windows as f64 + 1.0) as usize,
        });
    }
    let split = |later: usize| {
        let end = sequence.len() - later * n_test;
        let (train, test) = sequence[..end].split_at(end - n_test);
        Split { train: train.to_vec(), test: test.to_vec() }
    };
    Ok((0..n_windows).rev().map(split).collect())
}

/// The positions of all orders, oldest first; those without a time before all others, in a sequence
/// drawn from `seed` and from what they hold.
#[must_use]
pub fn oldest_first(orders: &Orders, seed: u64) -> Vec<u32> {
    let place = |order| Random::new(draw(&order, seed).draw(), PLACES).draw();
    let drawn: Vec<u64> = orders.iter().map(place).collect();
    // Of orders with the same items at the same time, that of the customer whose orders are drawn first:
    // customers are numbered as they come in a file, and that may change nothing.
    let mut of_customer = vec![0_u64; orders.n_customers() as usize];
    for (order, drawn) in orders.iter().zip(&drawn) {
        if let Some(customer) = order.customer {
            of_customer[customer as usize] = of_customer[customer as usize].wrapping_add(*drawn);
        }
    }
    let mut keys: Vec<_> = (0_u32..)
        .zip(orders.iter())
        .map(|(position, order)| {
            let of_customer = order.customer.map(|customer| of_customer[customer as usize]);
            (order.time, drawn[position as usize], of_customer, position)
        })
        .collect();
    keys.sort_unstable();
    // Orders that hold the same at the same time drew the same, and would be held back all or none.
    for alike in keys.chunk_by_mut(|a, b| (a.0, a.1) == (b.0, b.1)) {
        for (copy, (_, drawn, _, _)) in (0..).zip(alike) {
            *drawn = Random::of_copy(*drawn, copy);
        }
    }
    keys.sort_unstable();
    keys.into_iter().map(|(_, _, _, position)| position).collect()
}

/// Chance that depends on the seed and on what the order holds, not on where it stands.
pub(super) fn draw(order: &OrderRef<'_>, seed: u64) -> Random {
    let time = order.time.map_or(0, |time| time.0 as u64);
    let start = Random::new(seed, time).draw();
    Random::new(order.items.iter().fold(start, |drawn, &i| Random::new(drawn, i.into()).draw()), 0)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::words::Timestamp;

    /// Orders of one item each, with these days.
    fn orders(days: &[Option<i64>]) -> Orders {
        let mut orders = Orders::with_capacity(days.len(), days.len(), 0);
        for (item, day) in (0..).zip(days) {
            orders.push(&mut vec![item], None, day.map(|day| Timestamp(day * 86_400)));
        }
        orders
    }

    proptest! {
        #[test]
        fn no_order_that_is_asked_about_is_older_than_one_that_is_learnt_from(
            days in proptest::collection::vec(proptest::option::of(0..20_i64), 10..60),
            n_windows in 1..4_usize,
            seed in 0..9_u64,
        ) {
            let orders = orders(&days);
            let splits = windows(&orders, 0.2, n_windows, seed).unwrap();
            prop_assert_eq!(splits.len(), n_windows);
            for Split { train, test } in &splits {
                let time = |position: &u32| orders.order(*position as usize).time;
                let newest = train.iter().map(time).max();
                prop_assert!(newest <= test.iter().map(time).min());
                prop_assert!(!train.is_empty() && !test.is_empty());
                let both: BTreeSet<u32> = train.iter().chain(test).copied().collect();
                prop_assert_eq!(both.len(), train.len() + test.len());
            }
            // Windows follow one another: what one asks about, the next learns from.
            for pair in splits.windows(2) {
                prop_assert!(pair[0].test.iter().all(|order| pair[1].train.contains(order)));
            }
        }

        #[test]
        fn without_times_the_sequence_of_the_rows_changes_nothing(n in 10..50_u32, seed in 0..9_u64) {
            let items = |order: &OrderRef<'_>| order.items.to_vec();
            let of = |reversed: bool| {
                let mut orders = Orders::with_capacity(n as usize, n as usize, 0);
                for item in 0..n {
                    let item = if reversed { n - 1 - item } else { item };
                    orders.push(&mut vec![item, item + 1], None, None);
                }
                let split = windows(&orders, 0.1, 1, seed).unwrap().remove(0);
                let test = split.test.iter().map(|&at| items(&orders.order(at as usize)));
                test.collect::<BTreeSet<_>>()
            };
            prop_assert_eq!(of(false), of(true));
        }
    }

    #[test]
    fn the_newest_tenth_is_asked_about() {
        let days: Vec<_> = (0..20).rev().map(Some).collect();
        let split = windows(&orders(&days), TEST_SHARE, 1, 1).unwrap().remove(0);
        assert_eq!(split.test, [1, 0]);
        assert_eq!(split.train[..2], [19, 18]);
    }

    #[test]
    fn an_order_without_time_in_a_shop_with_times_is_learnt_from() {
        let days = [None, Some(1), Some(2), None, Some(3)];
        let split = windows(&orders(&days), 0.4, 1, 1).unwrap().remove(0);
        assert_eq!(split.test, [2, 4]);
    }

    /// Copies of few baskets would else be learnt from all or asked about all.
    #[test]
    fn of_equal_orders_without_times_some_are_held_back_whatever_their_sequence() {
        let (n_baskets, n_copies) = (20_u32, 50);
        let held_back = |by_copy: bool| {
            let mut orders = Orders::with_capacity(1_000, 2_000, 1_000);
            for n in 0..n_baskets * n_copies {
                let (basket, customer) =
                    if by_copy { (n % n_baskets, n) } else { (n / n_copies, 999 - n) };
                orders.push(&mut vec![basket, 100 + basket], Some(customer), None);
            }
            let split = windows(&orders, 0.1, 1, 1).unwrap().remove(0);
            let mut n_of = vec![0; n_baskets as usize];
            split
                .test
                .iter()
                .for_each(|&at| n_of[orders.order(at as usize).items[0] as usize] += 1);
            n_of
        };
        let n_of = held_back(true);
        assert_eq!(n_of, held_back(false));
        // Five of fifty on average.
        assert!(n_of.iter().all(|&n| (0..=15).contains(&n)), "{n_of:?}");
        assert!(n_of.iter().filter(|&&n| n > 0).count() > 15, "{n_of:?}");
    }

    #[test]
    fn another_seed_draws_others_where_there_are_no_times() {
        let orders = orders(&[None; 100]);
        let test = |seed| windows(&orders, 0.1, 1, seed).unwrap().remove(0).test;
        assert_eq!(test(1), test(1));
        assert_ne!(test(1), test(2));
    }

    #[test]
    fn too_few_orders_are_told_with_how_many_it_takes() {
        let few = orders(&[Some(1); 9]);
        let error = windows(&few, 0.1, 1, 1).unwrap_err();
        insta::assert_snapshot!(error, @"9 orders cannot be split into 1 times 10 % to ask about and a rest to learn from, expected at least 10");
    }
}
