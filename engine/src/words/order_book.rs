//! Which orders there are, whose and when.

use super::attribution::Attribution;
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
    /// What is known of each order.
    facts: Vec<Attribution>,
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

    /// The number of the order of each line of `columns`, into `numbers`; what its parts say is noted.
    ///
    /// # Errors
    ///
    /// As [`Self::order_number`]; nothing is added to `numbers` then.
    pub(super) fn order_numbers(
        &mut self,
        columns: &LineColumns<'_>,
        numbers: &mut Vec<u32>,
    ) -> Result<(), IntakeError> {
        let parts = &columns.parts;
        let mut order_of = Vec::with_capacity(parts.len());
        let named = parts.iter().map(|part| part.order.as_str());
        self.ids.intern_all(named, &mut order_of).ok_or(too_many("orders"))?;
        let mut customers = Vec::with_capacity(parts.len());
        let named = parts.iter().filter_map(|part| part.customer).map(Id::as_str);
        self.customers.intern_all(named, &mut customers).ok_or(too_many("customers"))?;
        let mut customers = customers.into_iter();
        for (part, &order) in parts.iter().zip(&order_of) {
            let customer = part.customer.and_then(|_| customers.next()).unwrap_or(NOBODY);
            self.note(order, customer, part.time.map_or(NEVER, |time| time.0));
            numbers.extend(std::iter::repeat_n(order, part.n_lines));
        }
        Ok(())
    }

    /// Knows nothing of orders that were numbered and no more, before an error.
    pub(super) fn close(&mut self) {
        self.facts.resize(self.ids.len(), Attribution::NONE);
    }

    /// What is known of each order, by its number; all of them once the book is closed.
    pub(super) fn facts(&self) -> &[Attribution] {
        &self.facts
    }

    /// Lets the orders of `accounts` be of nobody that is known.
    pub(super) fn forget(&mut self, accounts: &[u32]) {
        let of_them = self.facts.iter_mut().filter(|order| accounts.contains(&order.customer));
        of_them.for_each(|order| order.customer = NOBODY);
    }

    /// Notes that a row of `order` names `customer`, or [`NOBODY`], and `time`, or [`NEVER`].
    fn note(&mut self, order: u32, customer: u32, time: i64) {
        let place = order as usize;
        if self.facts.len() <= place {
            self.facts.resize(place + 1, Attribution::NONE);
        }
        self.facts[place].hear(customer, time, &self.customers);
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
