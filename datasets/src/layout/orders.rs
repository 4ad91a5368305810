//! The contract's order rows: one a line of an order.

use engine::words::{LineStatus, OrderLine, Quantity};

use crate::cell::{Slashed, Status, Uncounted};
use crate::format::Row;

use super::binding::WantedColumn;
use super::{InColumn, Reading, Refusal};

pub(super) const ORDER: usize = 0;
pub(super) const ITEM: usize = 1;
pub(super) const CUSTOMER: usize = 2;
pub(super) const TIME: usize = 3;
pub(super) const QUANTITY: usize = 4;
pub(super) const PRICE: usize = 5;
pub(super) const STATUS: usize = 6;
pub(super) const TITLE: usize = 7;
pub(super) const CATEGORY: usize = 8;

/// The columns of order rows, in the sequence of the slots above.
pub(crate) const ORDER_COLUMNS: [WantedColumn; 9] = [
    WantedColumn::needed("order_id"),
    WantedColumn::needed("item_id"),
    WantedColumn::optional("customer_id"),
    WantedColumn::optional("timestamp"),
    WantedColumn::optional("quantity"),
    WantedColumn::optional("unit_price"),
    WantedColumn::optional("status"),
    WantedColumn::optional("title"),
    WantedColumn::optional("category"),
];

/// Reads order rows in the contract's columns.
#[derive(Debug)]
pub(crate) struct OrderRows {
    price_decimals: u8,
    order: String,
    item: String,
    customer: String,
    title: String,
    category: String,
}

impl OrderRows {
    pub(crate) fn new(price_decimals: u8) -> Self {
        Self {
            price_decimals,
            order: String::new(),
            item: String::new(),
            customer: String::new(),
            title: String::new(),
            category: String::new(),
        }
    }

    /// What `row` says.
    pub(crate) fn read<'a>(&'a mut self, row: &Row<'a>) -> Result<Reading<'a>, Refusal> {
        let line = OrderLine {
            order: row.cell(ORDER).needed_id(&mut self.order).in_column(ORDER)?,
            item: row.cell(ITEM).needed_id(&mut self.item).in_column(ITEM)?,
            customer: row.cell(CUSTOMER).id(&mut self.customer).in_column(CUSTOMER)?,
            time: row.cell(TIME).time(Slashed::Refused).in_column(TIME)?,
            quantity: row.cell(QUANTITY).quantity().in_column(QUANTITY)?.unwrap_or(Quantity::ONE),
            status: LineStatus::Paid,
            unit_price: row.cell(PRICE).price(self.price_decimals).in_column(PRICE)?,
            unit_cost: None,
            title: row.cell(TITLE).text(&mut self.title).in_column(TITLE)?,
            category: row.cell(CATEGORY).text(&mut self.category).in_column(CATEGORY)?,
        };
        match row.cell(STATUS).status().in_column(STATUS)? {
            None | Some(Status::Paid) => Ok(Reading::Line(line)),
            Some(Status::Refunded) => {
                Ok(Reading::Line(OrderLine { status: LineStatus::Refunded, ..line }))
            }
            Some(Status::Unpaid) => Ok(Reading::NotCounted(Uncounted::Unpaid)),
            Some(Status::Cancelled) => Ok(Reading::NotCounted(Uncounted::Cancelled)),
        }
    }
}
