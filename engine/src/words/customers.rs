//! Which customer bears which number.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::intake::Intake;

/// The numbers of customers by their ids, as [`Orders`](super::Orders) and
/// [`Views`](super::Views) bear them.
#[derive(Debug, Clone, Default)]
pub struct Customers {
    numbers: HashMap<String, u32, FixedState>,
}

impl Intake {
    /// The numbers of all customers that order lines named so far; a history does not keep the ids.
    #[must_use]
    pub fn customers(&self) -> Customers {
        let ids = &self.book.customers;
        let numbers =
            (0..ids.len() as u32).map(|number| (ids.text(number).as_str().to_owned(), number));
        Customers { numbers: numbers.collect() }
    }
}

impl Customers {
    /// The number of the customer that the shop calls `id`.
    #[must_use]
    pub fn number(&self, id: &str) -> Option<u32> {
        self.numbers.get(id).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Id, OrderLine};

    #[test]
    fn customers_are_found_under_the_numbers_of_their_orders() {
        let mut intake = Intake::new();
        for (order, customer) in [("1", Some("bo")), ("2", None), ("3", Some("ann"))] {
            let line = OrderLine {
                customer: customer.map(|id| Id::parse(id).unwrap()),
                ..OrderLine::one(Id::parse(order).unwrap(), Id::parse("tea").unwrap())
            };
            intake.push_line(&line).unwrap();
        }
        let customers = intake.customers();
        let orders = intake.finish().unwrap().orders;
        let found: Vec<_> = orders.iter().map(|order| order.customer).collect();
        assert_eq!(found, [customers.number("bo"), None, customers.number("ann")]);
        assert_eq!(customers.number("cy"), None);
    }
}
