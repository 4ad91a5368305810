//! What each customer bought, the latest first.

use std::cmp::Reverse;

use thiserror::Error;

use super::baskets::Baskets;
use super::evidence::NO_AGE;
use crate::words::{ItemIndex, Texts, TextsError};

/// Items kept of each customer, those bought last. No customer whose sequence of orders is read by default has
/// as many lines.
const MOST_BOUGHT: usize = 10_000;
/// Customers kept, those who bought last.
const MOST_CUSTOMERS: usize = 1_000_000;

/// Which customers bought which items, how often and when last. Immutable.
///
/// Costs 12 bytes a customer and the id, and 8 for each item that the customer bought, of at most ten
/// thousand.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Purchases {
    /// Ids of the customers, rising.
    ids: Texts,
    ends: Vec<u64>,
    items: Vec<u32>,
    n_orders: Vec<u16>,
    days_ago: Vec<u16>,
}

/// The columns of [`Purchases`]: customers by id, and what each bought, the latest first.
#[derive(Debug, Clone, Copy)]
pub struct PurchaseColumns<'a> {
    /// Ids of the customers, rising.
    pub ids: &'a Texts,
    /// Where each customer's items end.
    pub ends: &'a [u64],
    /// Which items.
    pub items: &'a [u32],
    /// The customer's orders with each.
    pub n_orders: &'a [u16],
    /// Days from the last of them to the shop's newest order; `u16::MAX` where they are not known, or more.
    pub days_ago: &'a [u16],
}

/// A customer of [`Purchases`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CustomerIndex(u32);

/// An item that a customer bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Purchase {
    /// Which item.
    pub item: ItemIndex,
    /// The customer's orders with it.
    pub n_orders: u16,
    /// Days from the last of them to the shop's newest order, where they are known and fewer than 65,535.
    pub days_ago: Option<u16>,
}

/// Why columns make no purchases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PurchasesError {
    /// A column is shorter or longer than it must be.
    #[error("{found} {what} of purchases, expected {expected}")]
    Length {
        /// What was counted.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many there must be.
        expected: usize,
    },
    /// More customers than are kept.
    #[error("{0} customers of purchases, expected at most {MOST_CUSTOMERS}")]
    Customers(usize),
    /// Ids that do not rise.
    #[error("the id of customer {0} does not follow that of the customer before")]
    Id(usize),
    /// A customer's items end before they start.
    #[error("the purchases of customer {0} end before they start, or behind the last")]
    End(usize),
    /// More items of a customer than are kept.
    #[error("customer {customer} has {found} purchases, expected at most {MOST_BOUGHT}")]
    TooMany {
        /// Which customer.
        customer: usize,
        /// The customer's items.
        found: u64,
    },
    /// A purchase of no item.
    #[error("purchase {0} has an item outside of the vocabulary")]
    Item(usize),
    /// An item twice of one customer, whose orders with it are one number.
    #[error("purchase {purchase} repeats an item of customer {customer}, expected each item once")]
    Repeated {
        /// Which purchase.
        purchase: usize,
        /// Whose it is.
        customer: usize,
    },
}

impl Purchases {
    /// What the named customers of `baskets` bought; `ids` names each customer by its number. One whose
    /// sequence of orders is not read bought nothing.
    ///
    /// Costs two passes over the lines and a sort of the customers.
    ///
    /// # Errors
    ///
    /// More than 4 GiB of ids.
    pub fn new(baskets: &Baskets, ids: &Texts) -> Result<Self, TextsError> {
        let newest = |customer: u32| baskets.blocks_of(customer).map(|block| block.age).min();
        let mut kept: Vec<(u32, u32)> = (0..ids.len() as u32)
            .filter_map(|customer| Some((newest(customer)?, customer)))
            .collect();
        let id = |customer: u32| ids.row(customer as usize);
        if MOST_CUSTOMERS < kept.len() {
            let order = |a: &(u32, u32), b: &(u32, u32)| a.0.cmp(&b.0).then(id(a.1).cmp(id(b.1)));
            kept.select_nth_unstable_by(MOST_CUSTOMERS, order);
            kept.truncate(MOST_CUSTOMERS);
        }
        kept.sort_unstable_by(|a, b| id(a.1).cmp(id(b.1)));
        let mut purchases = Self {
            ids: Texts::from_rows(kept.iter().map(|&(_, customer)| id(customer)))?,
            ..Self::default()
        };
        let mut items = Vec::new();
        for (_, customer) in kept {
            bought(baskets, customer, &mut items);
            for &(item, age, n_orders) in &items {
                purchases.items.push(item);
                purchases.n_orders.push(n_orders);
                purchases.days_ago.push(match age {
                    NO_AGE => u16::MAX,
                    days => u16::try_from(days).unwrap_or(u16::MAX),
                });
            }
            purchases.ends.push(purchases.items.len() as u64);
        }
        Ok(purchases)
    }

    /// Purchases from their columns. Costs one pass over them, and 4 bytes an item of the vocabulary.
    ///
    /// # Errors
    ///
    /// Columns of different lengths, ids that do not rise, items outside of the vocabulary or twice of one
    /// customer, more customers or more items of one than [`Purchases::new`] keeps.
    pub fn from_columns(
        ids: Texts,
        ends: Vec<u64>,
        items: Vec<u32>,
        [n_orders, days_ago]: [Vec<u16>; 2],
        n_items: usize,
    ) -> Result<Self, PurchasesError> {
        for (what, found, expected) in [
            ("customers", ends.len(), ids.len()),
            ("counts", n_orders.len(), items.len()),
            ("days", days_ago.len(), items.len()),
        ] {
            if found != expected {
                return Err(PurchasesError::Length { what, found, expected });
            }
        }
        if MOST_CUSTOMERS < ids.len() {
            return Err(PurchasesError::Customers(ids.len()));
        }
        if let Some(before) = (1..ids.len()).find(|&row| ids.row(row - 1) >= ids.row(row)) {
            return Err(PurchasesError::Id(before));
        }
        // The last customer who bought each item, counted from 1; 0 for nobody.
        let mut last_buyer = vec![0_u32; n_items];
        let mut start = 0;
        for (customer, &end) in ends.iter().enumerate() {
            if end < start || (items.len() as u64) < end {
                return Err(PurchasesError::End(customer));
            }
            let found = end - start;
            if (MOST_BOUGHT as u64) < found {
                return Err(PurchasesError::TooMany { customer, found });
            }
            let buyer = customer as u32 + 1;
            let (first, behind) = (start as usize, end as usize);
            for (purchase, &item) in (first..).zip(&items[first..behind]) {
                let Some(last) = last_buyer.get_mut(item as usize) else {
                    return Err(PurchasesError::Item(purchase));
                };
                if *last == buyer {
                    return Err(PurchasesError::Repeated { purchase, customer });
                }
                *last = buyer;
            }
            start = end;
        }
        if start != items.len() as u64 {
            let (what, found) = ("items", items.len());
            return Err(PurchasesError::Length { what, found, expected: start as usize });
        }
        Ok(Self { ids, ends, items, n_orders, days_ago })
    }

    /// The columns.
    #[must_use]
    pub fn columns(&self) -> PurchaseColumns<'_> {
        let Self { ids, ends, items, n_orders, days_ago } = self;
        PurchaseColumns { ids, ends, items, n_orders, days_ago }
    }

    /// The customer that the shop calls `id`; nothing of one who bought nothing, or long ago in a shop of
    /// very many.
    #[must_use]
    pub fn customer(&self, id: &str) -> Option<CustomerIndex> {
        let (mut low, mut high) = (0, self.ids.len());
        while low < high {
            let middle = low.midpoint(high);
            match self.ids.row(middle).cmp(id) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(CustomerIndex(middle as u32)),
            }
        }
        None
    }

    /// What the customer bought, the latest first; of one day what was bought most often.
    ///
    /// # Panics
    ///
    /// Where the customer is of other purchases.
    pub fn of(&self, customer: CustomerIndex) -> impl ExactSizeIterator<Item = Purchase> + '_ {
        let row = customer.0 as usize;
        let start = if row == 0 { 0 } else { self.ends[row - 1] as usize };
        (start..self.ends[row] as usize).map(|place| Purchase {
            item: ItemIndex(self.items[place]),
            n_orders: self.n_orders[place],
            days_ago: Some(self.days_ago[place]).filter(|&days| days < u16::MAX),
        })
    }

    /// How many customers there are.
    #[must_use]
    pub fn n_customers(&self) -> usize {
        self.ids.len()
    }
}

/// What the customer of that number bought, the latest first, into `items`:
/// each with the age of its last order and the number of its orders.
pub(crate) fn bought(baskets: &Baskets, customer: u32, items: &mut Vec<(u32, u32, u16)>) {
    items.clear();
    for block in baskets.blocks_of(customer) {
        items.extend(block.items.iter().map(|&item| (item, block.age, 1)));
    }
    items.sort_unstable();
    items.dedup_by(|later, first| {
        let is_same = later.0 == first.0;
        first.2 = first.2.saturating_add(u16::from(is_same));
        is_same
    });
    items.sort_unstable_by_key(|&(item, age, n_orders)| (age, Reverse(n_orders), item));
    items.truncate(MOST_BOUGHT);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::count::BasketRules;
    use crate::words::{Orders, Timestamp};

    fn purchases() -> Purchases {
        let mut orders = Orders::with_capacity(0, 0, 3);
        for (day, customer, items) in [
            (1, Some(1), vec![0, 1]),
            (3, Some(1), vec![1, 2]),
            (3, None, vec![3]),
            (5, Some(0), vec![2]),
        ] {
            orders.push(&mut items.clone(), customer, Some(Timestamp(day * 86_400)));
        }
        let rules = BasketRules {
            size_discount: 0.5,
            half_life_days: None,
            max_basket: 100,
            max_customer_lines: 100,
        };
        let baskets = Baskets::new(&orders, 4, &rules).unwrap();
        Purchases::new(&baskets, &Texts::from_rows(["zoe", "ann", "nobody"]).unwrap()).unwrap()
    }

    #[test]
    fn customers_are_found_by_id_with_what_they_bought_the_latest_first() {
        let purchases = purchases();
        let of = |id: &str| -> Option<Vec<_>> {
            let customer = purchases.customer(id)?;
            let bought = purchases.of(customer);
            Some(bought.map(|found| (found.item.0, found.n_orders, found.days_ago)).collect())
        };
        assert_eq!(of("zoe"), Some(vec![(2, 1, Some(0))]));
        assert_eq!(of("ann"), Some(vec![(1, 2, Some(2)), (2, 1, Some(2)), (0, 1, Some(4))]));
        assert_eq!((of("nobody"), of("")), (None, None));
        assert_eq!(purchases.n_customers(), 2);
    }

    #[test]
    fn columns_come_back_and_those_that_do_not_fit_are_refused() {
        let purchases = purchases();
        let PurchaseColumns { ids, ends, items, n_orders, days_ago } = purchases.columns();
        let read = |ids: &Texts, ends: &[u64], items: &[u32], n_items: usize| {
            let counts = [n_orders.to_vec(), days_ago.to_vec()];
            Purchases::from_columns(ids.clone(), ends.to_vec(), items.to_vec(), counts, n_items)
                .map_err(|error| error.to_string())
        };
        assert_eq!(read(ids, ends, items, 4).as_ref(), Ok(&purchases));
        let turned = Texts::from_rows(["zoe", "ann"]).unwrap();
        let refusals = [
            (read(ids, &[3], items, 4), "1 customers of purchases, expected 2"),
            (read(ids, ends, &items[1..], 4), "4 counts of purchases, expected 3"),
            (
                read(ids, &[3, 5], items, 4),
                "the purchases of customer 1 end before they start, or behind the last",
            ),
            (read(ids, &[3, 3], items, 4), "4 items of purchases, expected 3"),
            (
                read(&turned, ends, items, 4),
                "the id of customer 1 does not follow that of the customer before",
            ),
            (read(ids, ends, items, 2), "purchase 1 has an item outside of the vocabulary"),
            (
                read(ids, ends, &[1, 2, 1, 2], 4),
                "purchase 2 repeats an item of customer 0, expected each item once",
            ),
        ];
        for (refused, says) in refusals {
            assert_eq!(refused.unwrap_err(), says);
        }
    }

    #[test]
    fn two_customers_may_have_the_same_item() {
        let ids = Texts::from_rows(["ann", "bo"]).unwrap();
        let read =
            Purchases::from_columns(ids, vec![1, 2], vec![3, 3], [vec![1; 2], vec![0; 2]], 4);
        assert_eq!(read.map(|purchases| purchases.n_customers()), Ok(2));
    }

    #[test]
    fn more_items_of_a_customer_than_are_kept_are_refused() {
        let read = |n: usize| {
            let ids = Texts::from_rows(["ann", "bo"]).unwrap();
            let (ends, items) = (vec![1, 1 + n as u64], [0].into_iter().chain(0..n as u32));
            let counts = [vec![1; n + 1], vec![0; n + 1]];
            Purchases::from_columns(ids, ends, items.collect(), counts, n)
                .map(|purchases| purchases.n_customers())
                .map_err(|error| error.to_string())
        };
        assert_eq!(read(MOST_BOUGHT), Ok(2));
        let refused = "customer 1 has 10001 purchases, expected at most 10000";
        assert_eq!(read(MOST_BOUGHT + 1), Err(refused.to_owned()));
    }

    #[test]
    fn more_customers_than_are_kept_are_refused() {
        let read = |n: usize| {
            let ids = Texts::from_rows((0..n).map(|customer| format!("{customer:07}"))).unwrap();
            let (ends, counts) = ((1..=n as u64).collect(), [vec![1; n], vec![0; n]]);
            Purchases::from_columns(ids, ends, vec![0; n], counts, 1)
                .map(|purchases| purchases.n_customers())
                .map_err(|error| error.to_string())
        };
        assert_eq!(read(MOST_CUSTOMERS), Ok(1_000_000));
        let refused = "1000001 customers of purchases, expected at most 1000000";
        assert_eq!(read(MOST_CUSTOMERS + 1), Err(refused.to_owned()));
    }

    #[test]
    fn a_customer_of_too_many_lines_is_nobody() {
        let mut orders = Orders::with_capacity(0, 0, 2);
        for (customer, mut items) in [(0, vec![0, 1]), (1, (0..7).collect())] {
            orders.push(&mut items, Some(customer), None);
        }
        let rules = BasketRules {
            size_discount: 0.5,
            half_life_days: None,
            max_basket: 100,
            // An order counts as three lines more.
            max_customer_lines: 9,
        };
        let baskets = Baskets::new(&orders, 7, &rules).unwrap();
        let purchases =
            Purchases::new(&baskets, &Texts::from_rows(["ann", "bo"]).unwrap()).unwrap();
        assert!(purchases.customer("ann").is_some());
        assert_eq!((purchases.customer("bo"), purchases.n_customers()), (None, 1));
    }
}
