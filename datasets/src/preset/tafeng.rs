//! Ta-Feng grocery: one row for what a customer bought of an item on a day. There is no order id;
//! an order is a customer's day. Prices and costs are totals of the row.

use std::fmt::Write;

use engine::words::{Id, LineStatus, Money, OrderLine, Quantity, Timestamp};

use crate::cell::{Cell, DecimalError, Problem, Slashed, divide_rounded};
use crate::format::Row;
use crate::layout::{InColumn, Reading, Refusal, WantedColumn};

const DATE: usize = 0;
const CUSTOMER: usize = 1;
const SUBCLASS: usize = 2;
const ITEM: usize = 3;
const AMOUNT: usize = 4;
const COST: usize = 5;
const PRICE: usize = 6;

/// The columns that are read, in the sequence of the slots above.
pub(super) const COLUMNS: [WantedColumn; 7] = [
    WantedColumn::needed("TRANSACTION_DT"),
    WantedColumn::needed("CUSTOMER_ID"),
    WantedColumn::optional("PRODUCT_SUBCLASS"),
    WantedColumn::needed("PRODUCT_ID"),
    WantedColumn::needed("AMOUNT"),
    WantedColumn::optional("ASSET"),
    WantedColumn::optional("SALES_PRICE"),
];

/// Decimals of a total that are kept before it is divided.
const TOTAL_PLACES: u8 = 6;

/// Reads the merged export.
#[derive(Debug)]
pub(crate) struct Tafeng {
    /// 10^decimals: minor units a dollar.
    minor_units: i128,
    customer: String,
    item: String,
    subclass: String,
    order: String,
    category: String,
    day: Day,
}

/// The day that was written last: rows of a day stand together.
#[derive(Debug, Default)]
struct Day {
    time: Option<Timestamp>,
    written: String,
}

impl Tafeng {
    /// ISO 4217 code of the export's prices.
    pub(crate) const CURRENCY: &'static str = "TWD";

    pub(crate) fn new(price_decimals: u8) -> Self {
        Self {
            minor_units: 10_i128.saturating_pow(u32::from(price_decimals)),
            customer: String::new(),
            item: String::new(),
            subclass: String::new(),
            order: String::new(),
            category: String::new(),
            day: Day::default(),
        }
    }

    /// What `row` says.
    pub(crate) fn read<'a>(&'a mut self, row: &Row<'a>) -> Result<Reading<'a>, Refusal> {
        let time = row.cell(DATE).time(Slashed::MonthFirst).in_column(DATE)?;
        let time = time.ok_or(Problem::NotATime).in_column(DATE)?;
        let customer = row.cell(CUSTOMER).needed_id(&mut self.customer).in_column(CUSTOMER)?;
        let item = row.cell(ITEM).needed_id(&mut self.item).in_column(ITEM)?;
        let quantity = row.cell(AMOUNT).quantity().in_column(AMOUNT)?.unwrap_or(Quantity::ONE);
        let unit_price = each(row.cell(PRICE), quantity, self.minor_units).in_column(PRICE)?;
        let unit_cost = each(row.cell(COST), quantity, self.minor_units).in_column(COST)?;
        let category = row.cell(SUBCLASS).text(&mut self.subclass).in_column(SUBCLASS)?;
        self.order.clear();
        self.order.push_str(self.day.written(time));
        self.order.push('-');
        self.order.push_str(customer.as_str());
        Ok(Reading::Line(OrderLine {
            order: Id::parse(&self.order).map_err(|_| Problem::LongId).in_column(CUSTOMER)?,
            item,
            customer: Some(customer),
            time: Some(time),
            quantity,
            status: LineStatus::Paid,
            unit_price,
            unit_cost,
            title: None,
            category: category.map(|code| path(code, &mut self.category)),
        }))
    }
}

/// What one piece costs in minor units where a row tells the total; nothing where there is no total
/// or no piece. Pieces that come back bear a total below zero.
fn each(total: Cell<'_>, quantity: Quantity, minor_units: i128) -> Result<Option<Money>, Problem> {
    let total = total.fixed(TOTAL_PLACES).map_err(|error| match error {
        DecimalError::NotANumber => Problem::NotANumber,
        DecimalError::TooLarge => Problem::AmountTooLarge,
    })?;
    let (Some(total), false) = (total, quantity.millionths() == 0) else { return Ok(None) };
    let scaled = i128::from(total).checked_mul(minor_units).ok_or(Problem::AmountTooLarge)?;
    match i64::try_from(divide_rounded(scaled, i128::from(quantity.millionths()))) {
        Ok(amount) if amount < 0 => Err(Problem::NegativePrice),
        Ok(amount) => Ok(Some(Money(amount))),
        Err(_) => Err(Problem::AmountTooLarge),
    }
}

impl Day {
    /// The day of `time` as `20001101`.
    fn written(&mut self, time: Timestamp) -> &str {
        if self.time != Some(time) {
            self.time = Some(time);
            self.written.clear();
            if let Ok(moment) = jiff::Timestamp::from_second(time.0) {
                let date = moment.to_zoned(jiff::tz::TimeZone::UTC).date();
                let (year, month, day) = (date.year(), date.month(), date.day());
                // Writing into a `String` cannot fail.
                let _ = write!(self.written, "{year:04}{month:02}{day:02}");
            }
        }
        &self.written
    }
}

/// `590507` as the path `59 > 5905 > 590507`; any other code is its own path.
fn path<'a>(code: &'a str, scratch: &'a mut String) -> &'a str {
    if code.len() != 6 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return code;
    }
    scratch.clear();
    for level in [&code[..2], " > ", &code[..4], " > ", code] {
        scratch.push_str(level);
    }
    scratch
}
