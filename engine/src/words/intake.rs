//! Rows in, a history out: ids become numbers, lines become orders, returns take back.

use std::iter::repeat_n;
use std::sync::Arc;

use thiserror::Error;

use super::attribution::Attribution;
use super::catalog::{Catalog, CatalogError, ItemFacts};
use super::day_prices::{self, DayPrices, PricedLine};
use super::facts::Facts;
use super::id::Id;
use super::interner::Interner;
use super::line_columns::LineColumns;
use super::money::{Money, Quantity};
use super::netting::{Lines, Refund, SortedLines};
use super::order_book::{OrderBook, RowOfOrder};
use super::orders::{NOBODY, Orders};
use super::rushes::rushed;
use super::shared_accounts::{SharedAccount, shared_accounts};
use super::texts::{Texts, TextsError};
use super::time::Timestamp;
use super::view_book::ViewBook;
use super::views::{ViewLine, Views};
use super::vocabulary::{Vocabulary, VocabularyError};

/// Items of a rush that are told.
const MOST_ITEMS_TOLD: usize = 5;

/// Whether a line was paid for and kept, or paid for and refunded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineStatus {
    /// The line counts.
    Paid,
    /// The money went back: the line takes its quantity back inside its own order.
    Refunded,
}

/// One row of an order, as a reader parsed it. Rows may come in any sequence.
#[derive(Debug, Clone, Copy)]
pub struct OrderLine<'a> {
    /// The order it belongs to.
    pub order: Id<'a>,
    /// What was bought.
    pub item: Id<'a>,
    /// Who bought it.
    pub customer: Option<Id<'a>>,
    /// When.
    pub time: Option<Timestamp>,
    /// How many; below zero takes back, zero is kept as bought.
    pub quantity: Quantity,
    /// What became of it.
    pub status: LineStatus,
    /// What one piece was sold for.
    pub unit_price: Option<Money>,
    /// What one piece cost the shop.
    pub unit_cost: Option<Money>,
    /// What the item was called on this row.
    pub title: Option<&'a str>,
    /// Where the item was filed on this row.
    pub category: Option<&'a str>,
}

impl<'a> OrderLine<'a> {
    /// One piece of `item`, bought and paid in `order`; nothing else is known of it.
    #[must_use]
    pub fn one(order: Id<'a>, item: Id<'a>) -> Self {
        Self {
            order,
            item,
            customer: None,
            time: None,
            quantity: Quantity::ONE,
            status: LineStatus::Paid,
            unit_price: None,
            unit_cost: None,
            title: None,
            category: None,
        }
    }
}

/// What a shop handed over, in the engine's words: the input of training.
#[derive(Debug, Clone)]
pub struct History {
    /// Item ids, most bought first (ties by id).
    pub vocabulary: Vocabulary,
    /// What is known of each item.
    pub catalog: Catalog,
    /// The orders that count.
    pub orders: Orders,
    /// What was looked at, whether anything was bought or not.
    pub views: Views,
    /// Ids of the customers, by the numbers that orders bear.
    pub customer_ids: Arc<Texts>,
    /// What became of the rows.
    pub report: IntakeReport,
}

/// What became of the rows that were handed over. Every line is either in an order or counted here,
/// every view is in a visit or repeats one that is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IntakeReport {
    /// Rows handed over.
    pub n_lines: u64,
    /// Rows that were added to another row of the same order and item.
    pub n_lines_summed: u64,
    /// Rows, after summing, that take back from an earlier order.
    pub n_returns: u64,
    /// Returns that found too few earlier pieces of the same customer and item, or no customer; and
    /// refunds of more than their order holds.
    pub n_returns_unmatched: u64,
    /// Rows, after summing, that were taken back whole, inside their order or by a later return.
    pub n_lines_taken_back: u64,
    /// Items that are given away: sold for nothing more often than at any price.
    pub n_gifts: u64,
    /// Rows, after summing and taking back, with an item that is given away: nobody chose it.
    pub n_lines_given_away: u64,
    /// Orders that do not count because too many others of the same minute hold the same items: of
    /// such a rush every customer who bought anything else counts once, and of m others ⌈√m⌉.
    pub n_orders_rushed: u64,
    /// The largest rushes.
    pub rushes: Vec<Rush>,
    /// Rows, after all of the above, of those of them that do not count.
    pub n_lines_rushed: u64,
    /// Pairs of an order and a distinct item that count.
    pub n_lines_kept: u64,
    /// Distinct order ids.
    pub n_orders: u64,
    /// Orders of which nothing was left.
    pub n_orders_emptied: u64,
    /// Orders whose rows name several times; the earliest counts.
    pub n_orders_with_several_times: u64,
    /// Orders whose rows name several customers; the first in byte order counts.
    pub n_orders_with_several_customers: u64,
    /// Orders without a customer.
    pub n_orders_without_customer: u64,
    /// Ids of customers that many people must bear: their orders and visits are of nobody that is known.
    pub shared_accounts: Vec<SharedAccount>,
    /// Distinct customers, those accounts aside.
    pub n_customers: u64,
    /// Distinct items, with or without orders.
    pub n_items: u64,
    /// Items under several titles; the most frequent counts.
    pub n_items_with_several_titles: u64,
    /// Rows about an item that had one already; the most frequent value counts, fact by fact.
    pub n_item_rows_repeated: u64,
    /// Items whose own rows disagree about a fact.
    pub n_items_with_rows_that_disagree: u64,
    /// Items with a row of their own.
    pub n_items_described: u64,
    /// Those of them that no order holds in the end.
    pub n_items_only_described: u64,
    /// Items that orders hold, and that have no row of their own.
    pub n_items_sold_undescribed: u64,
    /// Rows of views handed over.
    pub n_views: u64,
    /// Rows of views that name an account which many people share, and no session: of no visit. Those that
    /// repeat others may be missing.
    pub n_views_of_shared: u64,
    /// Pairs of a visit and a distinct item; the other rows of views repeat one.
    pub n_views_kept: u64,
    /// Distinct visits.
    pub n_visits: u64,
    /// Visits without a customer.
    pub n_visits_without_customer: u64,
    /// Visits whose rows name several customers; the first in byte order counts.
    pub n_visits_with_several_customers: u64,
    /// Distinct customers that views name, with or without orders, shared accounts aside.
    pub n_viewers: u64,
    /// Distinct items that were viewed.
    pub n_items_viewed: u64,
    /// Those of them that no order holds in the end.
    pub n_items_only_viewed: u64,
}

/// Orders of one minute that hold the same items, far more than chance gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rush {
    /// How many there were.
    pub n_orders: u32,
    /// When the first by its id came.
    pub time: Timestamp,
    /// The ids of their items, sorted; at most five.
    pub items: Vec<String>,
}

/// Why rows make no history.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum IntakeError {
    /// More distinct things than numbers.
    #[error("more than 4,294,967,294 distinct {what}, expected fewer: split the input")]
    TooMany {
        /// What there are too many of.
        what: &'static str,
    },
    /// A view that belongs to no visit.
    #[error("a view names neither its session nor its customer, expected one of them")]
    ViewOfNobody,
    /// The texts of one kind are too long.
    #[error("the shop's texts do not fit")]
    Texts(#[from] TextsError),
    /// The ids do not make a vocabulary.
    #[error("the item ids do not make a vocabulary")]
    Vocabulary(#[from] VocabularyError),
    /// The facts do not make a catalogue.
    #[error("the item facts do not make a catalogue")]
    Catalog(#[from] CatalogError),
}

/// Takes rows in any sequence and makes a [`History`] of them.
///
/// The history depends on the rows only, not on their sequence. Costs 9 bytes a line while reading,
/// 14 while sorting lines that do not stand sorted (12 and 20 where an order has a fraction of a piece or more than 127, 16 and 28
/// where quantities are finer than thousandths), and each distinct id once. Views cost 18 bytes for
/// each distinct pair of a visit and an item, and 20 bytes a visit. Facts cost each distinct text once, 8
/// bytes a fact of an item, and about 16 for each further value that rows give of it; what is an
/// attribute costs 16 bytes more. Where times tell minutes, finishing takes 8 bytes an order for a while.
#[derive(Debug, Default)]
pub struct Intake {
    pub(super) book: OrderBook,
    items: Interner,
    lines: Lines,
    refunds: Vec<Refund>,
    facts: Facts,
    views: ViewBook,
    /// Lines with prices, where these are kept by the day.
    priced: Option<Vec<PricedLine>>,
}

impl Intake {
    /// An intake with no rows yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Says in which currency (ISO 4217 code) prices are.
    pub fn set_currency(&mut self, code: &str) {
        code.clone_into(&mut self.facts.currency);
    }

    /// Keeps for what items are sold on each day, from the next line on, for [`Self::finish_with_prices`]. Costs 32 bytes a
    /// line.
    pub fn keep_day_prices(&mut self) {
        self.priced = Some(Vec::new());
    }

    /// Takes one row of an order.
    ///
    /// # Errors
    ///
    /// More than 2³² − 2 distinct orders, items, customers or texts, within the rows so far.
    pub fn push_line(&mut self, line: &OrderLine<'_>) -> Result<(), IntakeError> {
        let OrderLine { order, customer, time, .. } = *line;
        let order = self.book.order_number(RowOfOrder { order, customer, time })?;
        let item = self.item_number(line.item)?;
        let quantity = line.quantity.millionths();
        match line.status {
            LineStatus::Refunded if quantity >= 0 => self.refunds.push((order, item, quantity)),
            LineStatus::Paid | LineStatus::Refunded => {
                self.lines.orders.push(order);
                self.lines.items.push(item);
                self.lines.quantities.push(quantity);
            }
        }
        if let (Some(priced), Some(price), Some(time)) = (&mut self.priced, line.unit_price, time) {
            priced.push(day_prices::priced(item, time.day(), price, line.unit_cost));
        }
        self.facts.hear(item, line)
    }

    /// Takes the lines of `columns`, as [`Self::push_line`] would one after the other, at less cost:
    /// ids of one kind are looked for in one go, so that several trips to memory are under way at
    /// once.
    ///
    /// # Errors
    ///
    /// As [`Self::push_line`]; some of the lines were taken by then.
    pub fn push_columns(&mut self, columns: &LineColumns<'_>) -> Result<(), IntakeError> {
        let taken = self.number_columns(columns);
        // Whatever could not be numbered, lines stay whole.
        let n_lines = self.lines.items.len();
        self.lines.orders.truncate(n_lines);
        let n_new = n_lines - self.lines.quantities.len();
        for pieces in &columns.quantities[..n_new] {
            self.lines.quantities.push(pieces.millionths());
        }
        let new = &self.lines.items[n_lines - n_new..];
        if let Some(priced) = &mut self.priced {
            let times = columns.parts.iter().flat_map(|part| repeat_n(part.time, part.n_lines));
            let lines = new.iter().zip(times).zip(&columns.unit_prices);
            priced.extend(lines.filter_map(|((&item, time), price)| {
                Some(day_prices::priced(item, time?.day(), (*price)?, None))
            }));
        }
        self.facts.hear_prices(self.items.len(), new, &columns.unit_prices);
        taken
    }

    /// Gives the orders and items of `columns` their numbers.
    fn number_columns(&mut self, columns: &LineColumns<'_>) -> Result<(), IntakeError> {
        self.book.order_numbers(columns, &mut self.lines.orders)?;
        let items = columns.items.iter().map(|item| item.as_str());
        let all = self.items.intern_all(items, &mut self.lines.items);
        all.ok_or(IntakeError::TooMany { what: "items" })?;
        Ok(())
    }

    /// Takes one row about an item. Facts from here go before facts from order lines.
    ///
    /// # Errors
    ///
    /// More than 2³² − 2 distinct items.
    pub fn push_item(&mut self, item: Id<'_>, facts: &ItemFacts<'_>) -> Result<(), IntakeError> {
        let number = self.item_number(item)?;
        self.facts.give(number, facts)
    }

    /// Takes one row of views. An item that nothing else names becomes one without orders.
    ///
    /// # Errors
    ///
    /// A row that names neither its session nor its customer; more than 2³² − 2 distinct visits,
    /// items or customers.
    pub fn push_view(&mut self, view: &ViewLine<'_>) -> Result<(), IntakeError> {
        self.views.push(view, &mut self.items)
    }

    /// How many order lines were taken so far.
    #[must_use]
    pub fn n_lines(&self) -> u64 {
        (self.lines.orders.len() + self.refunds.len()) as u64
    }

    /// Nets returns, numbers the items by how often they were bought, and closes the books.
    ///
    /// Costs a counting sort of all lines and of all views, and a sort of each order and visit.
    ///
    /// # Errors
    ///
    /// Texts that exceed 4 GiB of one kind.
    pub fn finish(self) -> Result<History, IntakeError> {
        self.finish_with_prices().map(|(history, _)| history)
    }

    /// The same with what items were sold for on each day; nothing is known of any where [`Self::keep_day_prices`] was not
    /// asked for.
    ///
    /// # Errors
    ///
    /// As [`Self::finish`].
    pub fn finish_with_prices(mut self) -> Result<(History, DayPrices), IntakeError> {
        let priced = self.priced.take().unwrap_or_default();
        self.book.close();
        let n_orders = |is: fn(&Attribution) -> bool| {
            self.book.facts().iter().filter(|&order| is(order)).count() as u64
        };
        let mut report = IntakeReport {
            n_lines: self.n_lines(),
            n_orders: self.book.ids.len() as u64,
            n_customers: self.book.customers.len() as u64,
            n_items: self.items.len() as u64,
            n_orders_with_several_times: n_orders(|order| order.has_several_times),
            n_orders_with_several_customers: n_orders(|order| order.has_several_customers),
            n_orders_without_customer: n_orders(|order| order.customer == NOBODY),
            n_items_with_several_titles: self.facts.n_disputed_titles(self.items.len()),
            n_item_rows_repeated: self.facts.n_rows_repeated(),
            n_items_with_rows_that_disagree: self.facts.n_disputed_rows(self.items.len()),
            ..IntakeReport::default()
        };
        let mut sorted = SortedLines::new(std::mem::take(&mut self.lines), self.book.ids.len());
        let returns = sorted.net(&self.book, &self.refunds, &mut report);
        sorted.settle(&self.book, returns, &mut report);

        let shared = shared_accounts(self.book.facts(), &self.book.customers);
        let named = shared.iter().map(|&(account, n_orders)| {
            let id = self.book.customers.text(account).as_str().to_owned();
            SharedAccount { id, n_orders }
        });
        report.shared_accounts = named.collect();
        report
            .shared_accounts
            .sort_unstable_by(|a, b| b.n_orders.cmp(&a.n_orders).then_with(|| a.id.cmp(&b.id)));
        let shared: Vec<u32> = shared.into_iter().map(|(account, _)| account).collect();
        self.book.forget(&shared);
        report.n_customers -= shared.len() as u64;

        let n_items = self.items.len();
        let gifts = self.facts.given_away(n_items);
        report.n_gifts = gifts.len() as u64;
        report.n_lines_given_away = sorted.leave_out(&gifts);
        let rushes = rushed(&sorted, &self.book);
        report.n_orders_rushed = rushes.orders.len() as u64;
        report.rushes = rushes.largest.iter().map(|&rush| self.told(&sorted, rush)).collect();
        report.n_lines_rushed = sorted.leave_out_orders(&rushes.orders);
        let n_orders_with = sorted.n_orders_with(n_items);
        let mut ranked: Vec<u32> = (0..n_items as u32).collect();
        ranked.sort_unstable_by(|&a, &b| {
            let sold = |item: u32| std::cmp::Reverse(n_orders_with[item as usize]);
            sold(a).cmp(&sold(b)).then_with(|| self.items.text(a).cmp(&self.items.text(b)))
        });
        let mut index_of = vec![0_u32; n_items];
        for (index, &item) in ranked.iter().enumerate() {
            index_of[item as usize] = index as u32;
        }
        let ids = Texts::from_rows(ranked.iter().map(|&item| self.items.text(item)))?;
        let vocabulary = Vocabulary::new(ids)?;
        let is_sold = |item: u32| n_orders_with[item as usize] > 0;
        let n_sold = (0..n_items as u32).filter(|&item| is_sold(item)).count();
        let [n_described, n_both] = self.facts.n_described(is_sold);
        report.n_items_described = n_described;
        report.n_items_only_described = n_described - n_both;
        report.n_items_sold_undescribed = n_sold as u64 - n_both;
        let catalog = self.facts.catalog(&ranked)?;
        let orders = sorted.into_orders(&self.book, &index_of, &mut report);
        let views = {
            let customers = &mut self.book.customers;
            self.views.close(customers, &shared, &index_of, n_sold, &mut report)?
        };
        let customers = &self.book.customers;
        let ids = (0..orders.n_customers()).map(|number| customers.text(number));
        let customer_ids = Arc::new(Texts::from_rows(ids)?);
        let prices = DayPrices::new(priced, &index_of);
        Ok((History { vocabulary, catalog, orders, views, customer_ids, report }, prices))
    }

    /// A rush by its first order, for people.
    fn told(&self, sorted: &SortedLines, (first, n_orders): (u32, u32)) -> Rush {
        let ids = sorted.items_of(first as usize).map(|item| self.items.text(item));
        let mut items: Vec<String> = ids.map(|id| id.as_str().to_owned()).collect();
        items.sort_unstable();
        items.truncate(MOST_ITEMS_TOLD);
        Rush { n_orders, time: Timestamp(self.book.facts()[first as usize].time), items }
    }

    fn item_number(&mut self, id: Id<'_>) -> Result<u32, IntakeError> {
        self.items.intern(id.as_str()).ok_or(IntakeError::TooMany { what: "items" })
    }
}
