//! What was bought together, by whom and when: the accepted orders, netted.

use super::id::ItemIndex;
use super::time::Timestamp;

/// No customer, in the column of customers.
pub(super) const NOBODY: u32 = u32::MAX;
/// No time, in the column of times.
pub(super) const NEVER: i64 = i64::MIN;

/// All orders that count, each with its distinct items. Their sequence carries no meaning.
///
/// Costs 4 bytes a line and 20 bytes an order.
#[derive(Debug, Clone, Default)]
pub struct Orders {
    ends: Vec<u64>,
    items: Vec<u32>,
    customers: Vec<u32>,
    times: Vec<i64>,
    n_customers: u32,
}

/// One order: its distinct items in rising order, and what is known of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderRef<'a> {
    /// Numbers of its distinct items ([`ItemIndex`]), rising.
    pub items: &'a [u32],
    /// A dense number of its customer, where the shop named one.
    pub customer: Option<u32>,
    /// When its earliest line was bought.
    pub time: Option<Timestamp>,
}

impl OrderRef<'_> {
    /// Its distinct items.
    pub fn indexes(&self) -> impl Iterator<Item = ItemIndex> + '_ {
        self.items.iter().map(|&item| ItemIndex(item))
    }
}

impl Orders {
    /// No orders yet, with room for so many orders and lines; customers will have numbers below
    /// `n_customers`.
    #[must_use]
    pub fn with_capacity(n_orders: usize, n_lines: usize, n_customers: u32) -> Self {
        Self {
            ends: Vec::with_capacity(n_orders),
            items: Vec::with_capacity(n_lines),
            customers: Vec::with_capacity(n_orders),
            times: Vec::with_capacity(n_orders),
            n_customers,
        }
    }

    /// Adds an order of `items`; one that is listed twice is taken once.
    ///
    /// # Panics
    ///
    /// Where the customer's number is not below the bound given at the start.
    pub fn push(&mut self, items: &mut Vec<u32>, customer: Option<u32>, time: Option<Timestamp>) {
        assert!(customer.is_none_or(|customer| customer < self.n_customers), "unknown customer");
        items.sort_unstable();
        items.dedup();
        self.items.extend_from_slice(items);
        self.ends.push(self.items.len() as u64);
        self.customers.push(customer.unwrap_or(NOBODY));
        self.times.push(time.map_or(NEVER, |time| time.0));
    }

    /// How many orders there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no order.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// How many pairs of an order and one of its items there are.
    #[must_use]
    pub fn n_lines(&self) -> usize {
        self.items.len()
    }

    /// A bound on the numbers of customers.
    #[must_use]
    pub fn n_customers(&self) -> u32 {
        self.n_customers
    }

    /// The order at `position`.
    ///
    /// # Panics
    ///
    /// Where there is none.
    #[must_use]
    pub fn order(&self, position: usize) -> OrderRef<'_> {
        let start = if position == 0 { 0 } else { self.ends[position - 1] as usize };
        OrderRef {
            items: &self.items[start..self.ends[position] as usize],
            customer: Some(self.customers[position]).filter(|&customer| customer != NOBODY),
            time: Some(self.times[position]).filter(|&time| time != NEVER).map(Timestamp),
        }
    }

    /// All orders.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = OrderRef<'_>> + '_ {
        (0..self.len()).map(|position| self.order(position))
    }

    /// When each order was, or [`NEVER`].
    pub(super) fn times(&self) -> &[i64] {
        &self.times
    }

    /// Times of the first and the last order, where any order has a time.
    #[must_use]
    pub fn span(&self) -> Option<(Timestamp, Timestamp)> {
        let known = || self.times.iter().copied().filter(|&time| time != NEVER);
        Some((Timestamp(known().min()?), Timestamp(known().max()?)))
    }
}
