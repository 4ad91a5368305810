//! UCI Online Retail, the raw export: one row a line of an invoice.
//!
//! Source: Chen, D., *Online Retail*, UCI Machine Learning Repository, 2015, doi 10.24432/C5BW33.
//! Its known defects and what becomes of each stand in `datasets/README.md`.

use std::collections::BTreeSet;

use engine::words::{Id, LineStatus, OrderLine, Quantity};

use crate::cell::{Cell, Problem, Slashed};
use crate::format::Row;
use crate::layout::{InColumn, Reading, Refusal, WantedColumn};
use crate::report::{Grouped, Note};

use super::not_an_item::not_an_item;

const INVOICE: usize = 0;
const CODE: usize = 1;
const DESCRIPTION: usize = 2;
const QUANTITY: usize = 3;
const DATE: usize = 4;
const PRICE: usize = 5;
const CUSTOMER: usize = 6;

/// The columns that are read, in the sequence of the slots above.
pub(super) const COLUMNS: [WantedColumn; 7] = [
    WantedColumn::needed("InvoiceNo"),
    WantedColumn::needed("StockCode"),
    WantedColumn::optional("Description"),
    WantedColumn::needed("Quantity"),
    WantedColumn::optional("InvoiceDate"),
    WantedColumn::needed("UnitPrice"),
    WantedColumn::optional("CustomerID"),
];

/// Pounds have pence.
const PRICE_DECIMALS: u8 = 2;

/// Reads the raw export, and counts what it did to rows that it took.
#[derive(Debug, Default)]
pub(crate) struct OnlineRetail {
    invoice: String,
    code: String,
    folded: String,
    description: String,
    customer: String,
    counts: Counts,
}

#[derive(Debug, Default)]
struct Counts {
    without_customer: u64,
    without_customer_taken: u64,
    cancelling: u64,
    cancelling_taken: u64,
    folded: u64,
    folded_codes: BTreeSet<String>,
}

impl OnlineRetail {
    /// ISO 4217 code of the export's prices.
    pub(crate) const CURRENCY: &'static str = "GBP";

    /// What `row` says.
    pub(crate) fn read<'a>(&'a mut self, row: &Row<'a>) -> Result<Reading<'a>, Refusal> {
        let customer = customer(row.cell(CUSTOMER)).id(&mut self.customer).in_column(CUSTOMER)?;
        self.counts.without_customer += u64::from(customer.is_none());
        let order = row.cell(INVOICE).needed_id(&mut self.invoice).in_column(INVOICE)?;
        let is_cancelling = order.as_str().starts_with('C');
        self.counts.cancelling += u64::from(is_cancelling);
        if order.as_str().starts_with('A') {
            return Err(Problem::Adjustment).in_column(INVOICE);
        }
        let code = row.cell(CODE).needed_id(&mut self.code).in_column(CODE)?;
        if let Some(name) = not_an_item(code.as_str()) {
            return Err(Problem::NotAnItem(name)).in_column(CODE);
        }
        let unit_price = row.cell(PRICE).price(PRICE_DECIMALS).in_column(PRICE)?;
        if unit_price.is_some_and(|price| price.0 == 0) {
            return Err(Problem::ZeroPrice).in_column(PRICE);
        }
        let quantity = row.cell(QUANTITY).quantity().in_column(QUANTITY)?.unwrap_or(Quantity::ONE);
        let time = row.cell(DATE).time(Slashed::MonthFirst).in_column(DATE)?;
        let title = row.cell(DESCRIPTION).text(&mut self.description).in_column(DESCRIPTION)?;
        let is_folded = code.as_str().bytes().any(|byte| byte.is_ascii_lowercase());
        let item = if is_folded {
            self.counts.fold(code.as_str(), &mut self.folded);
            Id::parse(&self.folded).map_err(|_| Problem::LongId).in_column(CODE)?
        } else {
            code
        };
        self.counts.without_customer_taken += u64::from(customer.is_none());
        self.counts.cancelling_taken += u64::from(is_cancelling);
        Ok(Reading::Line(OrderLine {
            order,
            item,
            customer,
            time,
            quantity: if is_cancelling { taking_back(quantity) } else { quantity },
            status: LineStatus::Paid,
            unit_price,
            unit_cost: None,
            title: title.map(str::trim),
            category: None,
        }))
    }

    /// What was done to rows that were taken.
    pub(crate) fn notes(&self) -> Vec<Note> {
        let counts = &self.counts;
        let notes = [
            (
                counts.without_customer,
                format!(
                    "rows without a customer, {} of them taken: their orders count, but no return is settled against them",
                    Grouped(counts.without_customer_taken)
                ),
            ),
            (
                counts.cancelling,
                format!(
                    "rows of cancelling invoices (C…), {} of them taken: they take back from the same customer's earlier orders",
                    Grouped(counts.cancelling_taken)
                ),
            ),
            (
                counts.folded,
                format!(
                    "rows under {} stock codes with small letters, taken under capital letters (85123a as 85123A)",
                    counts.folded_codes.len()
                ),
            ),
        ];
        let told = notes.into_iter().filter(|&(rows, _)| rows > 0);
        told.map(|(rows, text)| Note { rows, text }).collect()
    }
}

impl Counts {
    /// Writes `code` in capital letters into `folded`.
    fn fold(&mut self, code: &str, folded: &mut String) {
        folded.clear();
        folded.push_str(code);
        folded.make_ascii_uppercase();
        self.folded += 1;
        if !self.folded_codes.contains(code) {
            self.folded_codes.insert(code.to_owned());
        }
    }
}

/// Customers are whole numbers; where some are missing, data frames write the rest as `17850.0`.
fn customer(cell: Cell<'_>) -> Cell<'_> {
    match cell {
        Cell::Text(text) => Cell::Text(text.strip_suffix(".0").unwrap_or(text)),
        Cell::Bytes(bytes) => Cell::Bytes(bytes.strip_suffix(b".0").unwrap_or(bytes)),
        Cell::Absent
        | Cell::Integer(_)
        | Cell::Float(_)
        | Cell::NarrowFloat(_)
        | Cell::Decimal { .. }
        | Cell::Day(_)
        | Cell::Moment(_) => cell,
    }
}

fn taking_back(quantity: Quantity) -> Quantity {
    Quantity::from_millionths(-quantity.millionths().abs()).unwrap_or(quantity)
}
