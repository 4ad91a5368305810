//! Which purchases a return takes back.

use super::interner::Interner;

/// A line that was bought and may yet be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Purchase {
    pub(super) customer: u32,
    pub(super) item: u32,
    pub(super) time: i64,
    pub(super) order: u32,
    /// Where the line stands among all lines.
    pub(super) line: usize,
    /// Pieces not yet taken back, in millionths.
    pub(super) remaining: i64,
}

/// A line that takes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Return {
    pub(super) customer: u32,
    pub(super) item: u32,
    pub(super) time: i64,
    pub(super) order: u32,
    /// Pieces to take back, in millionths; above zero.
    pub(super) quantity: i64,
}

/// What came of all returns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct TakenBack {
    /// Lines that were taken back whole, by their place among all lines.
    pub(super) lines: Vec<usize>,
    /// Returns that found too few earlier pieces of the same customer and item.
    pub(super) n_unmatched: u64,
}

/// Lets each return take back from the same customer's purchases of the same item, the latest
/// that is not later than the return first.
///
/// The answer does not depend on the sequence of either list: equal times are ordered by order id.
/// Costs a sort of both lists and one pass over each.
pub(super) fn take_back(
    mut purchases: Vec<Purchase>,
    mut returns: Vec<Return>,
    order_ids: &Interner,
) -> TakenBack {
    let id = |order: u32| order_ids.text(order);
    purchases.sort_unstable_by(|a, b| {
        (a.customer, a.item, a.time, id(a.order)).cmp(&(b.customer, b.item, b.time, id(b.order)))
    });
    returns.sort_unstable_by(|a, b| {
        (a.customer, a.item, a.time, id(a.order)).cmp(&(b.customer, b.item, b.time, id(b.order)))
    });
    let mut taken = TakenBack::default();
    let mut coming = purchases.into_iter().peekable();
    // Purchases of one customer and item that are not taken back yet, the latest on top.
    let mut held: Vec<Purchase> = Vec::new();
    for back in &returns {
        let key = (back.customer, back.item);
        if held.first().is_some_and(|purchase| (purchase.customer, purchase.item) != key) {
            held.clear();
        }
        while let Some(purchase) =
            coming.next_if(|p| (p.customer, p.item, p.time) <= (key.0, key.1, back.time))
        {
            if (purchase.customer, purchase.item) == key && purchase.remaining > 0 {
                held.push(purchase);
            }
        }
        let mut wanted = back.quantity;
        while wanted > 0
            && let Some(latest) = held.last_mut()
        {
            let part = wanted.min(latest.remaining);
            latest.remaining -= part;
            wanted -= part;
            if latest.remaining == 0 {
                taken.lines.push(latest.line);
                held.pop();
            }
        }
        taken.n_unmatched += u64::from(wanted > 0);
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    fn purchase(time: i64, order: u32, line: usize, remaining: i64) -> Purchase {
        Purchase { customer: 1, item: 1, time, order, line, remaining }
    }

    fn back(time: i64, quantity: i64) -> Return {
        Return { customer: 1, item: 1, time, order: 9, quantity }
    }

    fn ids() -> Interner {
        let mut ids = Interner::default();
        for number in 0..10 {
            ids.intern(&number.to_string());
        }
        ids
    }

    #[test]
    fn a_return_takes_the_latest_earlier_purchase_first() {
        let bought = vec![purchase(10, 0, 0, 2), purchase(20, 1, 1, 2), purchase(40, 2, 2, 2)];
        let taken = take_back(bought, vec![back(30, 3)], &ids());
        assert_eq!(taken, TakenBack { lines: vec![1], n_unmatched: 0 });
    }

    #[test]
    fn a_return_of_more_than_was_bought_is_counted_as_unmatched() {
        let taken = take_back(vec![purchase(10, 0, 0, 2)], vec![back(30, 3), back(5, 1)], &ids());
        assert_eq!(taken, TakenBack { lines: vec![0], n_unmatched: 2 });
    }

    #[test]
    fn a_purchase_after_the_return_stays() {
        let taken = take_back(vec![purchase(40, 0, 0, 2)], vec![back(30, 1)], &ids());
        assert_eq!(taken, TakenBack { lines: vec![], n_unmatched: 1 });
    }

    #[test]
    fn each_customer_and_item_is_settled_apart() {
        let other = Purchase { item: 2, ..purchase(10, 1, 1, 1) };
        let taken = take_back(vec![purchase(10, 0, 0, 1), other], vec![back(20, 2)], &ids());
        assert_eq!(taken, TakenBack { lines: vec![0], n_unmatched: 1 });
    }

    #[test]
    fn the_sequence_of_the_rows_does_not_matter() {
        let bought = vec![purchase(10, 3, 0, 1), purchase(10, 2, 1, 1), purchase(10, 5, 2, 1)];
        let mut turned = bought.clone();
        turned.reverse();
        let there = take_back(bought, vec![back(10, 2)], &ids());
        assert_eq!(there, take_back(turned, vec![back(10, 2)], &ids()));
        assert_eq!(there.lines, [2, 0]);
    }
}
