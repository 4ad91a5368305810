//! What is bought by those who looked at another item and left it.

use std::num::NonZeroUsize;

use super::pieces::in_pieces;
use super::row_columns::{PairTable, RowsError};
use crate::words::{ItemIndex, Orders, Views, VisitRef};

/// Others kept for each item.
const MOST_PARTNERS: usize = 50;
/// Visits and orders of more items compare nothing.
const MOST_OF_A_VISIT: usize = 50;
/// An order belongs to the visits of its customer of so long before. Unit: seconds.
const UNTIL_ORDER: i64 = 86_400;
/// Looks that are kept until those that repeat one are taken out.
const DISTINCT_AT_ONCE: usize = 1 << 20;
/// Items a thread takes at once.
const ITEMS_AT_ONCE: usize = 64;

/// Of orders that a visit led to: which items were looked at and left, and what was bought in their
/// place.
///
/// A visit leads to the first order that its customer made within a day after it began. Nothing is known
/// where views or orders name no customers or times.
///
/// Source: McAuley, Pandey, Leskovec, *Inferring Networks of Substitutable and Complementary Products*, KDD 2015:
/// users who viewed x also bought y, among those who eventually bought, says that y replaces x.
///
/// Costs 8 bytes for each of at most 50 others an item, and 8 an item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BoughtInstead {
    /// Orders that visits led to.
    n_orders: u32,
    /// Those for which an item was looked at and left.
    n_left: Vec<u32>,
    /// Those that hold an item.
    n_bought: Vec<u32>,
    /// In how many orders which item was bought instead.
    counts: PairTable<u32>,
}

/// The columns of [`BoughtInstead`].
#[derive(Debug, Clone, Copy, Default)]
pub struct BoughtInsteadColumns<'a> {
    /// Orders that visits led to.
    pub n_orders: u32,
    /// Of each item, orders for which it was looked at and left.
    pub n_left: &'a [u32],
    /// Of each item, orders that hold it.
    pub n_bought: &'a [u32],
    /// Where the row of each item that was left ends.
    pub ends: &'a [u64],
    /// What was bought instead.
    pub items: &'a [u32],
    /// In how many orders.
    pub counts: &'a [u32],
}

/// How often the one of two was bought by those who had looked at the other and left it, either way.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Instead {
    /// Orders in which that was so.
    pub count: f64,
    /// Orders in which chance would have it so.
    pub expected: f64,
    /// Orders for which either was left.
    pub n_left: f64,
}

impl BoughtInstead {
    /// Of `views` and `orders` of a shop with `n_items` items.
    ///
    /// Costs 16 bytes an order and up to 16 for each pair of an order and an item that was left, a sort of
    /// either, a search for each visit, and Σ v·s increments over the orders of s items that visits of v
    /// items led to.
    pub(super) fn new(
        views: &Views,
        orders: &Orders,
        n_items: usize,
        threads: NonZeroUsize,
    ) -> Self {
        let left = orders_that_left(views, orders);
        let mut bought: Vec<u32> = left.iter().map(|&(_, order)| order).collect();
        bought.sort_unstable();
        bought.dedup();
        let (mut n_left, mut n_bought) = (vec![0; n_items], vec![0; n_items]);
        left.iter().for_each(|&(item, _)| n_left[item as usize] += 1);
        for &order in &bought {
            for &item in orders.order(order as usize).items {
                n_bought[item as usize] += 1;
            }
        }
        let start = || (vec![0_u32; n_items], Vec::new());
        let rows = in_pieces(n_items, ITEMS_AT_ONCE, threads, start, |(counts, met), anchors| {
            let row = |anchor: usize| {
                let from = left.partition_point(|&(item, _)| (item as usize) < anchor);
                let of_anchor =
                    left[from..].iter().take_while(|&&(item, _)| item as usize == anchor);
                for &(_, order) in of_anchor {
                    for &item in orders.order(order as usize).items {
                        if counts[item as usize] == 0 {
                            met.push(item);
                        }
                        counts[item as usize] += 1;
                    }
                }
                let counted = |item: u32| (item, std::mem::take(&mut counts[item as usize]));
                strongest(met.drain(..).map(counted).collect(), &n_bought)
            };
            anchors.map(row).collect::<Vec<_>>()
        });
        let n_orders = u32::try_from(bought.len()).unwrap_or(u32::MAX);
        let mut all = Self { n_orders, n_left, n_bought, ..Self::default() };
        rows.iter().flatten().for_each(|row| all.counts.push(row));
        all
    }

    /// From its columns, of `n_items` items. Costs one pass over them.
    ///
    /// # Errors
    ///
    /// Columns of different lengths, rows out of sequence, pairs that lead out of the vocabulary.
    pub fn from_columns(
        columns: &BoughtInsteadColumns<'_>,
        n_items: usize,
    ) -> Result<Self, RowsError> {
        let counts = PairTable::new(
            columns.ends.to_vec(),
            columns.items.to_vec(),
            columns.counts.to_vec(),
            n_items,
        )?;
        for (what, column) in [("items left", columns.n_left), ("items bought", columns.n_bought)] {
            if column.len() != n_items {
                return Err(RowsError::Length { what, found: column.len(), expected: n_items });
            }
            if let Some(pair) = column.iter().position(|&n| n > columns.n_orders) {
                return Err(RowsError::Pair { pair, what: "more orders than there are" });
            }
        }
        if let Some(pair) = columns.counts.iter().position(|&n| n > columns.n_orders) {
            return Err(RowsError::Pair { pair, what: "more orders than there are" });
        }
        Ok(Self {
            n_orders: columns.n_orders,
            n_left: columns.n_left.to_vec(),
            n_bought: columns.n_bought.to_vec(),
            counts,
        })
    }

    /// What [`Self::from_columns`] takes.
    #[must_use]
    pub fn columns(&self) -> BoughtInsteadColumns<'_> {
        let (ends, items, counts) = self.counts.columns();
        BoughtInsteadColumns {
            n_orders: self.n_orders,
            n_left: &self.n_left,
            n_bought: &self.n_bought,
            ends,
            items,
            counts,
        }
    }

    /// How often the one was bought instead of the other. Costs a pass over both rows.
    ///
    /// # Panics
    ///
    /// Where there is no such item.
    #[must_use]
    pub fn between(&self, a: ItemIndex, b: ItemIndex) -> Instead {
        let n = |column: &[u32], item: ItemIndex| f64::from(column[item.position()]);
        let n_orders = f64::from(self.n_orders.max(1));
        let expected = |left, bought| n(&self.n_left, left) * n(&self.n_bought, bought) / n_orders;
        // Of what a full row does not keep nothing is known: it is taken to be as by chance.
        let count = |left, bought| match self.counts.value(left, bought) {
            Some(count) => f64::from(count),
            None if self.counts.row_len(left) >= MOST_PARTNERS => expected(left, bought),
            None => 0.0,
        };
        Instead {
            count: count(a, b) + count(b, a),
            expected: expected(a, b) + expected(b, a),
            n_left: n(&self.n_left, a) + n(&self.n_left, b),
        }
    }
}

/// The items most often bought instead for how often they are bought at all, by their numbers.
fn strongest(mut row: Vec<(u32, u32)>, n_bought: &[u32]) -> Vec<(u32, u32)> {
    if row.len() > MOST_PARTNERS {
        let score = |&(item, count): &(u32, u32)| {
            f64::from(count) / f64::from(n_bought[item as usize]).sqrt()
        };
        row.select_nth_unstable_by(MOST_PARTNERS, |a, b| {
            score(b).total_cmp(&score(a)).then(a.0.cmp(&b.0))
        });
        row.truncate(MOST_PARTNERS);
    }
    row.sort_unstable_by_key(|&(item, _)| item);
    row
}

/// Every item that was looked at before an order that does not hold it, beside the order, once each and
/// rising.
fn orders_that_left(views: &Views, orders: &Orders) -> Vec<(u32, u32)> {
    let mut of_customers: Vec<(u32, i64, u32)> = (0..orders.len() as u32)
        .filter_map(|position| {
            let order = orders.order(position as usize);
            let compares = order.items.len() <= MOST_OF_A_VISIT;
            compares.then_some((order.customer?, order.time?.0, position))
        })
        .collect();
    // Of orders of one moment that goes first whose items do: not that which comes first in a file.
    of_customers.sort_unstable_by(|a, b| {
        let items = |&(_, _, position): &(u32, i64, u32)| orders.order(position as usize).items;
        (a.0, a.1).cmp(&(b.0, b.1)).then_with(|| items(a).cmp(items(b)))
    });
    let order_of = |visit: &VisitRef<'_>| {
        let (customer, time) = (visit.customer?, visit.time?.0);
        let next = of_customers.partition_point(|&(c, t, _)| (c, t) < (customer, time));
        let &(buyer, bought, order) = of_customers.get(next)?;
        (buyer == customer && bought.saturating_sub(time) <= UNTIL_ORDER).then_some(order)
    };
    let (mut left, mut most) = (Vec::new(), DISTINCT_AT_ONCE);
    for visit in views.iter().filter(|visit| visit.items.len() <= MOST_OF_A_VISIT) {
        let Some(order) = order_of(&visit) else { continue };
        let bought = orders.order(order as usize).items;
        let is_left = |item: &u32| bought.binary_search(item).is_err();
        left.extend(visit.items.iter().copied().filter(is_left).map(|item| (item, order)));
        if left.len() >= most {
            left.sort_unstable();
            left.dedup();
            most = most.max(2 * left.len());
        }
    }
    left.sort_unstable();
    left.dedup();
    left
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{History, Id, Intake, OrderLine, Timestamp, ViewEvent, ViewLine};

    const HOUR: i64 = 3_600;

    /// Visits and orders of customers, each with its items and when it was.
    fn history(visits: &[(&str, &str, i64)], orders: &[(&str, &str, i64)]) -> History {
        let mut intake = Intake::new();
        for (number, &(customer, items, hour)) in visits.iter().enumerate() {
            let session = format!("s{number}");
            for item in items.split(' ') {
                let view = ViewLine {
                    session: Some(Id::parse(&session).unwrap()),
                    customer: Some(Id::parse(customer).unwrap()),
                    item: Id::parse(item).unwrap(),
                    time: Some(Timestamp(hour * HOUR)),
                    event: ViewEvent::View,
                };
                intake.push_view(&view).unwrap();
            }
        }
        for (number, &(customer, items, hour)) in orders.iter().enumerate() {
            let order = format!("o{number}");
            for item in items.split(' ') {
                let line = OrderLine {
                    customer: Some(Id::parse(customer).unwrap()),
                    time: Some(Timestamp(hour * HOUR)),
                    ..OrderLine::one(Id::parse(&order).unwrap(), Id::parse(item).unwrap())
                };
                intake.push_line(&line).unwrap();
            }
        }
        intake.finish().unwrap()
    }

    #[test]
    fn what_was_left_and_what_was_bought_instead_are_counted_once_an_order() {
        let visits = [
            ("ann", "red blue", 0),
            ("ann", "red green", 1),
            ("bob", "red", 0),
            // Too long before the order, after it, and without one.
            ("cid", "red", 0),
            ("bob", "green", 9),
            ("dan", "red", 0),
        ];
        let orders = [("ann", "blue pot", 2), ("bob", "blue", 3), ("cid", "blue", 26)];
        let history = history(&visits, &orders);
        let n_items = history.vocabulary.len();
        let found = [1, 2].map(|threads| {
            let threads = NonZeroUsize::new(threads).unwrap();
            BoughtInstead::new(&history.views, &history.orders, n_items, threads)
        });
        assert_eq!(found[0], found[1]);
        let item = |id: &str| history.vocabulary.index(id).unwrap();
        let between = |a, b| found[0].between(item(a), item(b));
        // Red was left for both orders that visits led to, and blue was in both.
        assert_eq!(between("red", "blue"), Instead { count: 2.0, expected: 2.0, n_left: 2.0 });
        assert_eq!(between("blue", "red"), between("red", "blue"));
        assert_eq!(between("green", "pot"), Instead { count: 1.0, expected: 0.5, n_left: 1.0 });
        assert_eq!(between("blue", "pot").count, 0.0);
    }

    #[test]
    fn columns_that_do_not_fit_are_refused() {
        let columns = BoughtInsteadColumns {
            n_orders: 1,
            n_left: &[1, 0],
            n_bought: &[0],
            ends: &[1, 1],
            items: &[1],
            counts: &[1],
        };
        let refused = BoughtInstead::from_columns(&columns, 2).unwrap_err().to_string();
        assert_eq!(refused, "1 items bought, expected 2");
        let columns = BoughtInsteadColumns { n_bought: &[0, 1], ..columns };
        assert!(BoughtInstead::from_columns(&columns, 2).is_ok());
        let refused =
            BoughtInstead::from_columns(&BoughtInsteadColumns { counts: &[2], ..columns }, 2);
        assert_eq!(refused.unwrap_err().to_string(), "pair 0 has more orders than there are");
    }
}
