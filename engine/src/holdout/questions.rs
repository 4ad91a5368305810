//! From orders to questions: evenly over all of them.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::case::{Case, Mode, cases};
use super::split::draw;
use crate::metric::Random;
use crate::words::Orders;

/// Most questions about one order, where orders are few.
const MOST_OF_AN_ORDER: usize = 3;

/// Questions of `mode` about the orders at the positions of `test`, at most `most`: one an order, or
/// up to three where orders are few; evenly over all orders where they are many.
///
/// `index_of` gives the numbers that items have where they were learnt, `n_orders_with` the
/// orders there.
#[must_use]
pub fn questions(
    orders: &Orders,
    test: &[u32],
    index_of: &[u32],
    n_orders_with: &[u32],
    mode: Mode,
    most: usize,
    seed: u64,
) -> Vec<Case> {
    let most_of_an_order = (most / test.len().max(1)).clamp(1, MOST_OF_AN_ORDER);
    let mut found: Vec<Case> = Vec::new();
    let mut n_alike: HashMap<u64, u64, FixedState> = HashMap::default();
    for &position in test {
        let order = orders.order(position as usize);
        let first = draw(&order, seed);
        let content = first.clone().draw();
        // Orders that hold the same at the same time hide different items.
        let n_before = n_alike.entry(content).or_insert(0);
        let random = if *n_before == 0 { first } else { Random::new(content, *n_before) };
        *n_before += 1;
        let of_order = cases(&order, index_of, n_orders_with, mode, most_of_an_order, random);
        found.extend(of_order.into_iter().map(|case| Case {
            customer: order.customer.unwrap_or(orders.n_customers().saturating_add(position)),
            is_named: order.customer.is_some(),
            ..case
        }));
    }
    let n_found = found.len();
    if n_found <= most {
        return found;
    }
    let mut at = 0;
    found.retain(|_| {
        at += 1;
        // Whether another of the `most` even steps ends here.
        at * most / n_found > (at - 1) * most / n_found
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::holdout::{TEST_SHARE, windows};

    #[test]
    fn without_times_any_item_of_an_order_is_as_likely_hidden() {
        let mut orders = Orders::with_capacity(4_000, 8_000, 0);
        for n in 0..4_000_u32 {
            orders.push(&mut vec![n % 89, 89 + n % 97], None, None);
        }
        let index_of: Vec<u32> = (0..186).collect();
        for seed in 1..4 {
            let split = windows(&orders, TEST_SHARE, 1, seed).unwrap().remove(0);
            let asked =
                questions(&orders, &split.test, &index_of, &[9; 186], Mode::Rest, 400, seed);
            let n_second = asked.iter().filter(|case| case.hidden[0].0 >= 89).count();
            // Within four standard errors of a half.
            assert!((160..=240).contains(&n_second), "{n_second} of {}", asked.len());
        }
    }

    #[test]
    fn many_orders_are_asked_evenly_and_few_up_to_three_times() {
        let mut orders = Orders::with_capacity(60, 180, 0);
        for n in 0..60_u32 {
            let size = if n % 4 == 0 { 2 } else { 3 };
            orders.push(&mut (0..size).map(|place| (n + place) % 9).collect(), None, None);
        }
        let all: Vec<u32> = (0..60).collect();
        let index_of: Vec<u32> = (0..9).collect();
        let ask = |most| questions(&orders, &all, &index_of, &[9; 9], Mode::Rest, most, 1);
        let few = ask(20);
        assert_eq!(few.len(), 20);
        let one_each = ask(60);
        assert_eq!(one_each.len(), 60);
        let even: Vec<_> = one_each.iter().skip(2).step_by(3).cloned().collect();
        assert_eq!(few, even);
        // Orders of two items can be asked twice, larger ones three times.
        assert_eq!(ask(1000).len(), 15 * 2 + 45 * 3);
    }
}
