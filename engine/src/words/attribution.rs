//! Whose something is and when it was, where rows may name several customers and times.

use super::interner::Interner;
use super::orders::{NEVER, NOBODY};

/// What rows about one order or visit say of who it is of and when it was.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attribution {
    /// The earliest time that they name, or [`NEVER`].
    pub(super) time: i64,
    /// The first customer in byte order that they name, or [`NOBODY`].
    pub(super) customer: u32,
    pub(super) has_several_times: bool,
    pub(super) has_several_customers: bool,
}

impl Attribution {
    /// That of what no row was heard about.
    pub(super) const NONE: Self = Self {
        time: NEVER,
        customer: NOBODY,
        has_several_times: false,
        has_several_customers: false,
    };

    /// Hears a row that names `customer` of `customers`, or [`NOBODY`], and `time`, or [`NEVER`].
    #[inline]
    pub(super) fn hear(&mut self, customer: u32, time: i64, customers: &Interner) {
        if customer != NOBODY && customer != self.customer {
            let old = std::mem::replace(&mut self.customer, customer);
            if old != NOBODY {
                self.has_several_customers = true;
                if customers.text(old) < customers.text(customer) {
                    self.customer = old;
                }
            }
        }
        if time != NEVER && time != self.time {
            self.has_several_times |= self.time != NEVER;
            if self.time == NEVER || time < self.time {
                self.time = time;
            }
        }
    }
}
