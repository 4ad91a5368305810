//! Questions whose answer is known: a basket, and what was hidden of it.

use crate::metric::Random;
use crate::words::{ItemIndex, OrderRef};

/// An item of at most this many orders is cold: too few to learn its partners from.
pub const COLD_ORDERS: u32 = 5;

/// What is known of a basket when the hidden item is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// All other items: the last one of a basket is looked for.
    Rest,
    /// One other item: the start of a chat.
    OneKnown,
    /// All other items, and the hidden one is cold, see [`COLD_ORDERS`].
    Cold,
}

/// One question: what is known of a basket, and what was hidden.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Case {
    /// What is known. Never ranked.
    pub known: Vec<ItemIndex>,
    /// What was hidden.
    pub hidden: Vec<ItemIndex>,
    /// Hidden items that have no number: whoever answers misses them.
    pub n_unknown: u32,
    /// Whose basket it is: the number that the customer has in the orders, or one of no order.
    /// Questions under the same number are drawn together where an interval is drawn.
    pub customer: u32,
    /// Whether the customer is named; an unnamed one has a number of no order.
    pub is_named: bool,
}

impl Mode {
    /// All modes.
    pub const ALL: [Self; 3] = [Self::Rest, Self::OneKnown, Self::Cold];

    /// Its name in results.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rest => "rest",
            Self::OneKnown => "one",
            Self::Cold => "cold",
        }
    }

    /// What it asks, in words.
    #[must_use]
    pub fn question(self) -> &'static str {
        match self {
            Self::Rest => "the rest of the basket is known",
            Self::OneKnown => "one item is known",
            Self::Cold => "the hidden item has at most five orders",
        }
    }
}

/// Chooses what to hide of `order`, an order that nothing was learnt from: the questions of `mode`
/// that it makes, at most `most` of them, each about another item. None where fewer than two of its
/// items were ever sold before, or where nothing cold is among them.
///
/// `index_of` gives the numbers that items have where they were learnt, `n_orders_with` the
/// orders there. Which items are hidden is drawn from `random`; every item is as likely as another.
pub(super) fn cases(
    order: &OrderRef<'_>,
    index_of: &[u32],
    n_orders_with: &[u32],
    mode: Mode,
    most: usize,
    mut random: Random,
) -> Vec<Case> {
    let numbers = order.items.iter().map(|&item| index_of[item as usize]);
    let known: Vec<u32> = numbers.filter(|&item| n_orders_with[item as usize] > 0).collect();
    if known.len() < 2 {
        return Vec::new();
    }
    let mut hideable = known.clone();
    if mode == Mode::Cold {
        hideable.retain(|&item| n_orders_with[item as usize] <= COLD_ORDERS);
    }
    let mut cases = Vec::new();
    while cases.len() < most && !hideable.is_empty() {
        let hidden = hideable.swap_remove(random.below(hideable.len()));
        let mut rest: Vec<u32> = known.iter().copied().filter(|&item| item != hidden).collect();
        if mode == Mode::OneKnown {
            rest = vec![rest[random.below(rest.len())]];
        }
        cases.push(Case {
            known: rest.into_iter().map(ItemIndex).collect(),
            hidden: vec![ItemIndex(hidden)],
            ..Case::default()
        });
    }
    cases
}

#[cfg(test)]
mod tests {
    use super::super::split::draw;
    use super::*;

    const INDEX_OF: [u32; 5] = [4, 3, 2, 1, 0];
    /// By the numbers where items were learnt: the last one never sold.
    const SOLD: [u32; 5] = [9, 6, 5, 2, 0];

    fn of(items: &[u32], mode: Mode, most: usize) -> Vec<Case> {
        let order = OrderRef { items, customer: None, time: None };
        cases(&order, &INDEX_OF, &SOLD, mode, most, draw(&order, 1))
    }

    fn numbers(items: &[ItemIndex]) -> Vec<u32> {
        items.iter().map(|item| item.0).collect()
    }

    #[test]
    fn the_rest_is_known_under_the_numbers_of_the_training() {
        let found = of(&[1, 3, 4], Mode::Rest, 9);
        assert_eq!(found.len(), 3);
        for case in &found {
            let mut all = numbers(&case.known);
            all.extend(numbers(&case.hidden));
            all.sort_unstable();
            assert_eq!(all, [0, 1, 3]);
        }
        assert_eq!(of(&[1, 3, 4], Mode::Rest, 1), found[..1]);
    }

    #[test]
    fn what_never_sold_is_neither_known_nor_hidden() {
        assert_eq!(of(&[0, 1], Mode::Rest, 1), []);
        let found = of(&[0, 1, 2], Mode::OneKnown, 9);
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|case| case.known.len() == 1 && case.known != case.hidden));
    }

    #[test]
    fn only_cold_items_are_hidden_where_cold_ones_are_asked_for() {
        let found = of(&[1, 2, 3, 4], Mode::Cold, 9);
        let mut hidden: Vec<_> = found.iter().flat_map(|case| numbers(&case.hidden)).collect();
        hidden.sort_unstable();
        assert_eq!(hidden, [2, 3]);
        assert_eq!(of(&[3, 4], Mode::Cold, 9), []);
    }
}
