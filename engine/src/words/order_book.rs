//! Which orders there are, whose and when.

use super::id::Id;
use super::intake::IntakeError;
use super::interner::Interner;
use super::line_columns::LineColumns;
use super::orders::{NEVER, NOBODY};
use super::time::Timestamp;

/// What is known of each order by its intake number.
#[derive(Debug, Default)]
pub(super) struct OrderBook {
    /// The orders' ids.
    pub(super) ids: Interner,
    /// The customers' ids.
    pub(super) customers: Interner,
    /// The customer of each order: the first in byte order that its rows name, or [`NOBODY`].
    pub(super) customer_of: Vec<u32>,
    /// The earliest time that the rows of each order name, or [`NEVER`].
    pub(super) time_of: Vec<i64>,
    /// Whether its rows name several times.
    pub(super) has_several_times: Vec<bool>,
    /// Whether its rows name several customers.
    pub(super) has_several_customers: Vec<bool>,
    /// What the row before named.
    before: RowBefore,
}

/// What a row says of its order.
#[derive(Debug, Clone, Copy)]
pub(super) struct RowOfOrder<'a> {
    pub(super) order: Id<'a>,
    pub(super) customer: Option<Id<'a>>,
    pub(super) time: Option<Timestamp>,
}

/// What a row named, with the texts at hand: a look at the interned ones is a trip to memory.
#[derive(Debug, Default)]
struct RowBefore {
    /// Nothing before the first row.
    order_number: Option<u32>,
    order: String,
    /// Empty where the row named nobody; an id never is.
    customer: String,
    time: i64,
}

impl OrderBook {
    /// The number of the order that `row` belongs to; what the row says of the order is noted.
    ///
    /// # Errors
    ///
    /// More distinct orders or customers than numbers.
    pub(super) fn order_number(&mut self, row: RowOfOrder<'_>) -> Result<u32, IntakeError> {
        let time = row.time.map_or(NEVER, |time| time.0);
        // The lines of an order mostly stand together, and say the same of it.
        let customer_id = row.customer.map_or("", |id| id.as_str());
        if let Some(order) = self.before.repeated_by(row.order.as_str(), customer_id, time) {
            return Ok(order);
        }
        let order = self.ids.intern(row.order.as_str()).ok_or(too_many("orders"))?;
        let customer = match row.customer {
            Some(id) => self.customers.intern(id.as_str()).ok_or(too_many("customers"))?,
            None => NOBODY,
        };
        self.before.note(order, row.order.as_str(), customer_id, time);
        self.note(order, customer, time);
        Ok(order)
    }

    /// As [`Self::order_number`] of the rows of `columns` one after the other, into `numbers`.
    ///
    /// # Errors
    ///
    /// As [`Self::order_number`]; nothing is added to `numbers` then.
    pub(super) fn order_numbers(
        &mut self,
        columns: &LineColumns<'_>,
        numbers: &mut Vec<u32>,
    ) -> Result<(), IntakeError> {
        let LineColumns { orders, customers, times, .. } = columns;
        let says = |row: usize| (orders[row], customers[row], times[row]);
        let starts: Vec<usize> =
            (0..orders.len()).filter(|&row| row == 0 || says(row) != says(row - 1)).collect();
        let mut order_of = Vec::with_capacity(starts.len());
        let named = starts.iter().map(|&row| orders[row].as_str());
        self.ids.intern_all(named, &mut order_of).ok_or(too_many("orders"))?;
        let mut known = Vec::with_capacity(starts.len());
        let named = starts.iter().filter_map(|&row| customers[row]).map(Id::as_str);
        self.customers.intern_all(named, &mut known).ok_or(too_many("customers"))?;
        let mut known = known.into_iter();
        let ends = starts.iter().skip(1).copied().chain([orders.len()]);
        for ((&row, end), &order) in starts.iter().zip(ends).zip(&order_of) {
            let customer = customers[row].and_then(|_| known.next()).unwrap_or(NOBODY);
            self.note(order, customer, times[row].map_or(NEVER, |time| time.0));
            numbers.extend(std::iter::repeat_n(order, end - row));
        }
        Ok(())
    }

    /// Knows nothing of orders that were numbered and no more, before an error.
    pub(super) fn close(&mut self) {
        if let Some(last) = self.ids.len().checked_sub(1) {
            self.reach(last);
        }
    }

    fn reach(&mut self, place: usize) {
        if self.customer_of.len() <= place {
            self.customer_of.resize(place + 1, NOBODY);
            self.time_of.resize(place + 1, NEVER);
            self.has_several_times.resize(place + 1, false);
            self.has_several_customers.resize(place + 1, false);
        }
    }

    /// Notes that a row of `order` names `customer`, or [`NOBODY`], and `time`, or [`NEVER`].
    fn note(&mut self, order: u32, customer: u32, time: i64) {
        let place = order as usize;
        self.reach(place);
        let old = self.customer_of[place];
        if customer != NOBODY && customer != old {
            if old == NOBODY {
                self.customer_of[place] = customer;
            } else {
                self.has_several_customers[place] = true;
                if self.customers.text(customer) < self.customers.text(old) {
                    self.customer_of[place] = customer;
                }
            }
        }
        let old = self.time_of[place];
        if time != NEVER && time != old {
            self.has_several_times[place] |= old != NEVER;
            if old == NEVER || time < old {
                self.time_of[place] = time;
            }
        }
    }
}

fn too_many(what: &'static str) -> IntakeError {
    IntakeError::TooMany { what }
}

impl RowBefore {
    /// The number of its order, where another row names the same order, customer and time.
    fn repeated_by(&self, order: &str, customer: &str, time: i64) -> Option<u32> {
        let is_same = time == self.time && order == self.order && customer == self.customer;
        self.order_number.filter(|_| is_same)
    }

    fn note(&mut self, order_number: u32, order: &str, customer: &str, time: i64) {
        self.order_number = Some(order_number);
        self.time = time;
        order.clone_into(&mut self.order);
        customer.clone_into(&mut self.customer);
    }
}
