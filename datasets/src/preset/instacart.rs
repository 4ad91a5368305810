//! Instacart Market Basket, orders: one file of headers, one row an order, and files of lines.
//!
//! Headers bear the customer and come before the lines; a line finds the customer of its order here.
//! The export has no dates. Days since the customer's order before and the order's number put each
//! customer's orders in sequence, but not beside those of others, and such days are cut off at 30:
//! a time made of them would say what sells now of items that nobody bought at one time, so that
//! none is made.

use engine::words::{Id, LineStatus, OrderLine, Quantity};

use crate::format::Row;
use crate::layout::{InColumn, Reading, Refusal, WantedColumn};
use crate::report::{Grouped, Note};

use super::names::Names;

const HEADER_ORDER: usize = 0;
const HEADER_CUSTOMER: usize = 1;

/// The columns of headers, in the sequence of the slots above.
pub(super) const HEADER_COLUMNS: [WantedColumn; 2] =
    [WantedColumn::needed("order_id"), WantedColumn::needed("user_id")];
/// A column that tells a file of headers; it is not read.
pub(super) const HEADER_MARK: &str = "order_number";

const LINE_ORDER: usize = 0;
const LINE_ITEM: usize = 1;

/// The columns of lines, in the sequence of the slots above.
pub(super) const LINE_COLUMNS: [WantedColumn; 2] =
    [WantedColumn::needed("order_id"), WantedColumn::needed("product_id")];
/// A column that tells a file of lines; it is not read.
pub(super) const LINE_MARK: &str = "add_to_cart_order";

/// Reads headers and lines, and counts those that miss each other.
///
/// Costs the ids of orders and customers once each, and 27 to 38 bytes an order.
#[derive(Debug, Default)]
pub(crate) struct Instacart {
    part: Part,
    orders: Names,
    customers: Names,
    /// By the number of the order: the number of the customer.
    customer_of: Vec<usize>,
    /// By the number of the order: whether it has a line.
    has_lines: Vec<bool>,
    order: String,
    item: String,
    customer: String,
    counts: Counts,
}

/// Which part of the export a file is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Part {
    Headers,
    #[default]
    Lines,
}

#[derive(Debug, Default)]
struct Counts {
    has_line_file: bool,
    headers: u64,
    headers_of_another: u64,
    lines_without_header: u64,
}

impl Instacart {
    /// Whether a file with `header` is to be read before others.
    pub(crate) fn goes_first(header: &[String]) -> bool {
        part(header) == Part::Headers
    }

    /// Gets ready for a file with `header`.
    pub(crate) fn begin(&mut self, header: &[String]) {
        self.part = part(header);
        self.counts.has_line_file |= self.part == Part::Lines;
    }

    /// The columns of the file that was begun.
    pub(crate) fn columns(&self) -> &'static [WantedColumn] {
        match self.part {
            Part::Headers => &HEADER_COLUMNS,
            Part::Lines => &LINE_COLUMNS,
        }
    }

    /// Whether a file of lines was begun.
    pub(crate) fn has_lines(&self) -> bool {
        self.counts.has_line_file
    }

    /// What `row` says.
    pub(crate) fn read<'a>(&'a mut self, row: &Row<'a>) -> Result<Reading<'a>, Refusal> {
        match self.part {
            Part::Headers => self.read_header(row),
            Part::Lines => self.read_line(row),
        }
    }

    fn read_header<'a>(&'a mut self, row: &Row<'a>) -> Result<Reading<'a>, Refusal> {
        let order = row.cell(HEADER_ORDER).needed_id(&mut self.order).in_column(HEADER_ORDER)?;
        let customer = row.cell(HEADER_CUSTOMER);
        let customer = customer.needed_id(&mut self.customer).in_column(HEADER_CUSTOMER)?;
        let n_orders = self.customer_of.len();
        let number = self.orders.intern(order.as_str());
        let customer = self.customers.intern(customer.as_str());
        self.counts.headers += 1;
        if number == n_orders {
            self.customer_of.push(customer);
            self.has_lines.push(false);
            return Ok(Reading::Header);
        }
        let known = &mut self.customer_of[number];
        if customer != *known {
            self.counts.headers_of_another += 1;
            if self.customers.text(customer) < self.customers.text(*known) {
                *known = customer;
            }
        }
        Ok(Reading::Header)
    }

    fn read_line<'a>(&'a mut self, row: &Row<'a>) -> Result<Reading<'a>, Refusal> {
        let order = row.cell(LINE_ORDER).needed_id(&mut self.order).in_column(LINE_ORDER)?;
        let item = row.cell(LINE_ITEM).needed_id(&mut self.item).in_column(LINE_ITEM)?;
        let customer = match self.orders.find(order.as_str()) {
            Some(number) => {
                self.has_lines[number] = true;
                Id::parse(self.customers.text(self.customer_of[number])).ok()
            }
            None => {
                self.counts.lines_without_header += 1;
                None
            }
        };
        Ok(Reading::Line(OrderLine {
            order,
            item,
            customer,
            time: None,
            quantity: Quantity::ONE,
            status: LineStatus::Paid,
            unit_price: None,
            unit_cost: None,
            title: None,
            category: None,
        }))
    }

    /// What was done to rows that were taken.
    pub(crate) fn notes(&self) -> Vec<Note> {
        let counts = &self.counts;
        let without_lines = self.has_lines.iter().filter(|&&has_lines| !has_lines).count() as u64;
        let with_lines = self.has_lines.len() as u64 - without_lines;
        let notes = [
            (
                counts.headers,
                format!(
                    "header rows of orders, {} of them with lines: each gives its lines their customer",
                    Grouped(with_lines)
                ),
            ),
            (
                counts.headers_of_another,
                "header rows name another customer for an order than one before: the first by its letters counts"
                    .to_owned(),
            ),
            (without_lines, "header rows without lines: no orders".to_owned()),
            (
                counts.lines_without_header,
                "lines without a header row: they count, without a customer".to_owned(),
            ),
        ];
        let told = notes.into_iter().filter(|&(rows, _)| rows > 0);
        told.map(|(rows, text)| Note { rows, text }).collect()
    }
}

/// Which part of the export a file with `header` is; lines, where it is none.
fn part(header: &[String]) -> Part {
    let is_there = |column: &str| header.iter().any(|name| name == column);
    let is_header =
        is_there(HEADER_MARK) && HEADER_COLUMNS.iter().all(|wanted| is_there(wanted.name));
    if is_header { Part::Headers } else { Part::Lines }
}
