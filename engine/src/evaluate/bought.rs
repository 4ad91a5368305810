//! What is new to whom, and what seldom sells: for measures on a part of the questions.

use foldhash::fast::FixedState;
use hashbrown::HashSet;

use crate::holdout::Case;
use crate::words::{ItemIndex, Orders};

/// Items that count from here on as seldom sold: all but the best-selling fifth.
const HEAD_SHARE: f64 = 0.2;

/// What customers bought and what sells best, to tell what is new to them and what seldom sells.
#[derive(Debug)]
pub(super) struct Bought {
    pairs: HashSet<(u32, u32), FixedState>,
    n_head: usize,
}

impl Bought {
    /// What the customers of `cases` bought in `orders`, where `n_sold` items were ever sold.
    pub(super) fn new(orders: &Orders, n_sold: usize, cases: &[Case]) -> Self {
        let asking: HashSet<u32, FixedState> = cases.iter().map(|case| case.customer).collect();
        let mut pairs = HashSet::default();
        for order in orders.iter() {
            if let Some(customer) = order.customer.filter(|customer| asking.contains(customer)) {
                pairs.extend(order.items.iter().map(|&item| (customer, item)));
            }
        }
        Self { pairs, n_head: (n_sold as f64 * HEAD_SHARE).ceil() as usize }
    }

    /// Whether the customer had bought none of the hidden items; nothing where nobody is named.
    pub(super) fn is_new(&self, case: &Case) -> Option<bool> {
        let is_new = |item: &ItemIndex| !self.pairs.contains(&(case.customer, item.0));
        case.is_named.then(|| case.hidden.iter().all(is_new))
    }

    /// Whether all hidden items are outside of the best-selling fifth.
    pub(super) fn is_tail(&self, case: &Case) -> bool {
        // Items are numbered most bought first.
        case.hidden.iter().all(|item| item.position() >= self.n_head)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_new_to_who_never_bought_it() {
        let mut orders = Orders::with_capacity(2, 3, 2);
        orders.push(&mut vec![0, 1], Some(0), None);
        orders.push(&mut vec![2], Some(1), None);
        let case = |customer, is_named, hidden| Case {
            hidden: vec![ItemIndex(hidden)],
            customer,
            is_named,
            ..Case::default()
        };
        let asked = [case(0, true, 1), case(0, true, 2), case(1, true, 1), case(9, false, 1)];
        let bought = Bought::new(&orders, 5, &asked);
        let is_new: Vec<_> = asked.iter().map(|case| bought.is_new(case)).collect();
        assert_eq!(is_new, [Some(false), Some(true), Some(true), None]);
        // The best-selling fifth of five items is the first one.
        assert!(!bought.is_tail(&case(0, true, 0)) && bought.is_tail(&case(0, true, 1)));
    }
}
