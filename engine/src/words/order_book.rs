//! Which orders there are, whose and when.

use super::intake::{IntakeError, OrderLine};
use super::interner::Interner;
use super::orders::{NEVER, NOBODY};

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
    /// What the row before named: its order, customer and time.
    last: Option<(u32, u32, i64)>,
}

impl OrderBook {
    /// The number of the order that `line` belongs to; what the line says of it is noted.
    ///
    /// # Errors
    ///
    /// More distinct orders or customers than numbers.
    pub(super) fn order_number(&mut self, line: &OrderLine<'_>) -> Result<u32, IntakeError> {
        let too_many = |what| IntakeError::TooMany { what };
        let time = line.time.map_or(NEVER, |time| time.0);
        // The lines of an order mostly stand together, and say the same of it.
        if let Some(order) = self.repeated(line, time) {
            return Ok(order);
        }
        let order = self.ids.intern(line.order.as_str()).ok_or(too_many("orders"))?;
        let customer = match line.customer {
            Some(id) => self.customers.intern(id.as_str()).ok_or(too_many("customers"))?,
            None => NOBODY,
        };
        self.last = Some((order, customer, time));
        let place = order as usize;
        if place == self.customer_of.len() {
            self.customer_of.push(customer);
            self.time_of.push(time);
            self.has_several_times.push(false);
            self.has_several_customers.push(false);
            return Ok(order);
        }
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
        Ok(order)
    }

    /// The order of the row before, where this row names the same order, customer and time.
    fn repeated(&self, line: &OrderLine<'_>, time: i64) -> Option<u32> {
        let (order, customer, last_time) = self.last?;
        let is_same_customer = match line.customer {
            Some(id) => customer != NOBODY && self.customers.text(customer) == id.as_str(),
            None => customer == NOBODY,
        };
        let is_same =
            time == last_time && is_same_customer && self.ids.text(order) == line.order.as_str();
        is_same.then_some(order)
    }
}
