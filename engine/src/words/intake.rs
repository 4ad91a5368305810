//! Rows in, a history out: ids become numbers, lines become orders, returns take back.

use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashSet};
use thiserror::Error;

use super::catalog::{Catalog, CatalogColumns, CatalogError, ItemFacts, column_of, numbered};
use super::id::Id;
use super::interner::Interner;
use super::money::{Money, Quantity};
use super::orders::Orders;
use super::returns::{Purchase, Return, take_back};
use super::tally::{TextTally, ValueTally};
use super::texts::{Texts, TextsError};
use super::time::Timestamp;
use super::vocabulary::{Vocabulary, VocabularyError};

const NOBODY: u32 = u32::MAX;
const NEVER: i64 = i64::MIN;

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

/// What a shop handed over, in the engine's words: the input of training.
#[derive(Debug, Clone)]
pub struct History {
    /// Item ids, most bought first (ties by id).
    pub vocabulary: Vocabulary,
    /// What is known of each item.
    pub catalog: Catalog,
    /// The orders that count.
    pub orders: Orders,
    /// What became of the rows.
    pub report: IntakeReport,
}

/// What became of the rows that were handed over. Every line is either in an order or counted here.
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
    /// Distinct customers.
    pub n_customers: u64,
    /// Distinct items, with or without orders.
    pub n_items: u64,
    /// Items under several titles; the most frequent counts.
    pub n_items_with_several_titles: u64,
    /// Rows about an item that had one already; the last wins, fact by fact.
    pub n_item_rows_repeated: u64,
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
/// The history depends on the set of rows only, not on their sequence (facts of items given twice
/// excepted: there the last row wins). Costs 16 bytes a line while reading, 28 while sorting, and
/// each distinct id once.
#[derive(Debug, Default)]
pub struct Intake {
    orders: Interner,
    items: Interner,
    customers: Interner,
    customer_of: Vec<u32>,
    time_of: Vec<i64>,
    /// What the row before named: its order, customer and time.
    last: Option<(u32, u32, i64)>,
    has_several_times: Vec<bool>,
    has_several_customers: Vec<bool>,
    lines: Lines,
    refunds: Vec<(u32, u32, i64)>,
    titles: TextTally,
    categories: TextTally,
    prices: ValueTally<i64>,
    costs: ValueTally<i64>,
    facts: HashMap<u32, OwnedFacts, FixedState>,
    currency: String,
    n_item_rows_repeated: u64,
}

#[derive(Debug, Default)]
struct Lines {
    orders: Vec<u32>,
    items: Vec<u32>,
    quantities: Vec<i64>,
}

#[derive(Debug, Default)]
struct OwnedFacts {
    title: Option<String>,
    category: Option<String>,
    brand: Option<String>,
    price: Option<i64>,
    cost: Option<i64>,
    stock: Option<i64>,
    url: Option<String>,
    attributes: Vec<(String, String)>,
}

impl Intake {
    /// An intake with no rows yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Says in which currency (ISO 4217 code) prices are.
    pub fn set_currency(&mut self, code: &str) {
        code.clone_into(&mut self.currency);
    }

    /// Takes one row of an order.
    ///
    /// # Errors
    ///
    /// More than 2³² − 2 distinct orders, items, customers or texts.
    pub fn push_line(&mut self, line: &OrderLine<'_>) -> Result<(), IntakeError> {
        let order = self.order_number(line)?;
        let item = self.item_number(line.item)?;
        match line.status {
            LineStatus::Refunded if line.quantity.millionths() >= 0 => {
                self.refunds.push((order, item, line.quantity.millionths()));
            }
            LineStatus::Paid | LineStatus::Refunded => {
                self.lines.orders.push(order);
                self.lines.items.push(item);
                self.lines.quantities.push(line.quantity.millionths());
            }
        }
        if let Some(title) = line.title.filter(|title| !title.is_empty())
            && !self.titles.vote(item, title)
        {
            return Err(IntakeError::TooMany { what: "titles" });
        }
        if let Some(category) = line.category.filter(|category| !category.is_empty())
            && !self.categories.vote(item, category)
        {
            return Err(IntakeError::TooMany { what: "categories" });
        }
        if let Some(price) = line.unit_price {
            self.prices.vote(item, price.0);
        }
        if let Some(cost) = line.unit_cost {
            self.costs.vote(item, cost.0);
        }
        Ok(())
    }

    /// Takes one row about an item. Facts from here go before facts from order lines.
    ///
    /// # Errors
    ///
    /// More than 2³² − 2 distinct items.
    pub fn push_item(&mut self, item: Id<'_>, facts: &ItemFacts<'_>) -> Result<(), IntakeError> {
        let number = self.item_number(item)?;
        let is_new = !self.facts.contains_key(&number);
        self.n_item_rows_repeated += u64::from(!is_new);
        let kept = self.facts.entry(number).or_default();
        let known = &facts.known;
        set_text(&mut kept.title, known.title);
        set_text(&mut kept.category, known.category);
        set_text(&mut kept.brand, known.brand);
        set_text(&mut kept.url, known.url);
        kept.price = known.price.map(|money| money.0).or(kept.price);
        kept.cost = known.cost.map(|money| money.0).or(kept.cost);
        kept.stock = known.stock.or(kept.stock);
        for &(name, value) in facts.attributes.iter().filter(|(_, value)| !value.is_empty()) {
            kept.attributes.retain(|(other, _)| other != name);
            kept.attributes.push((name.to_owned(), value.to_owned()));
        }
        Ok(())
    }

    /// How many order lines were taken so far.
    #[must_use]
    pub fn n_lines(&self) -> u64 {
        (self.lines.orders.len() + self.refunds.len()) as u64
    }

    /// Nets returns, numbers the items by how often they were bought, and closes the books.
    ///
    /// Costs a counting sort of all lines, and a sort of each order.
    ///
    /// # Errors
    ///
    /// Texts that exceed 4 GiB of one kind.
    pub fn finish(mut self) -> Result<History, IntakeError> {
        let mut report = IntakeReport {
            n_lines: self.n_lines(),
            n_orders: self.orders.len() as u64,
            n_customers: self.customers.len() as u64,
            n_items: self.items.len() as u64,
            n_orders_with_several_times: count(&self.has_several_times),
            n_orders_with_several_customers: count(&self.has_several_customers),
            n_orders_without_customer: self.customer_of.iter().filter(|&&c| c == NOBODY).count()
                as u64,
            n_items_with_several_titles: self.titles.n_disputed(self.items.len()) as u64,
            n_item_rows_repeated: self.n_item_rows_repeated,
            ..IntakeReport::default()
        };
        let mut sorted = SortedLines::new(std::mem::take(&mut self.lines), self.orders.len());
        let returns = sorted.net(&self, &mut report);
        sorted.settle(&self, returns, &mut report);

        let n_items = self.items.len();
        let mut n_orders_with = vec![0_u32; n_items];
        for &item in sorted.items.iter().filter(|&&item| item != NOTHING) {
            n_orders_with[item as usize] += 1;
        }
        let mut ranked: Vec<u32> = (0..n_items as u32).collect();
        ranked.sort_unstable_by(|&a, &b| {
            let sold = |item: u32| std::cmp::Reverse(n_orders_with[item as usize]);
            sold(a).cmp(&sold(b)).then_with(|| self.items.text(a).cmp(self.items.text(b)))
        });
        let mut index_of = vec![0_u32; n_items];
        for (index, &item) in ranked.iter().enumerate() {
            index_of[item as usize] = index as u32;
        }
        let ids = Texts::from_rows(ranked.iter().map(|&item| self.items.text(item)))?;
        let vocabulary = Vocabulary::new(ids)?;
        let catalog = self.catalog(&ranked)?;
        let orders = sorted.into_orders(&self, &index_of, &mut report);
        Ok(History { vocabulary, catalog, orders, report })
    }

    fn order_number(&mut self, line: &OrderLine<'_>) -> Result<u32, IntakeError> {
        let too_many = |what| IntakeError::TooMany { what };
        let time = line.time.map_or(NEVER, |time| time.0);
        // The lines of an order mostly stand together, and say the same of it.
        if let Some(order) = self.repeated(line, time) {
            return Ok(order);
        }
        let order = self.orders.intern(line.order.as_str()).ok_or(too_many("orders"))?;
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
            time == last_time && is_same_customer && self.orders.text(order) == line.order.as_str();
        is_same.then_some(order)
    }

    fn item_number(&mut self, id: Id<'_>) -> Result<u32, IntakeError> {
        self.items.intern(id.as_str()).ok_or(IntakeError::TooMany { what: "items" })
    }

    /// The catalogue, its rows in the sequence of `ranked` item numbers.
    fn catalog(&self, ranked: &[u32]) -> Result<Catalog, IntakeError> {
        let n_items = ranked.len();
        let facts = |item: u32| self.facts.get(&item);
        let voted_titles = self.titles.winners(n_items);
        let voted_categories = self.categories.winners(n_items);
        let voted_prices = self.prices.winners(n_items, |new, old| new < old);
        let voted_costs = self.costs.winners(n_items, |new, old| new < old);
        let title_of = |&item: &u32| {
            let given = facts(item).and_then(|facts| facts.title.as_deref());
            given.unwrap_or(voted_titles[item as usize])
        };
        let category_of = |&item: &u32| {
            let given = facts(item).and_then(|facts| facts.category.as_deref());
            given.unwrap_or(voted_categories[item as usize])
        };
        let brand_of = |&item: &u32| facts(item).and_then(|f| f.brand.as_deref()).unwrap_or("");
        let url_of = |&item: &u32| facts(item).and_then(|f| f.url.as_deref()).unwrap_or("");
        let paths: Vec<&str> = ranked.iter().map(category_of).collect();
        let (categories, category_of) = numbered(&paths)?;

        let mut names = Vec::new();
        let mut values = Vec::new();
        let mut attribute_ends = Vec::with_capacity(n_items);
        for &item in ranked {
            let mut attributes: Vec<(&str, &str)> = facts(item)
                .map(|facts| facts.attributes.iter().map(|(n, v)| (&**n, &**v)).collect())
                .unwrap_or_default();
            attributes.sort_unstable();
            names.extend(attributes.iter().map(|&(name, _)| name));
            values.extend(attributes.iter().map(|&(_, value)| value));
            attribute_ends.push(u32::try_from(names.len()).map_err(|_| TextsError::TooLong)?);
        }
        let (attribute_names, attribute_name_of) = numbered(&names)?;

        let columns = CatalogColumns {
            currency: self.currency.clone(),
            titles: Texts::from_rows(ranked.iter().map(title_of))?,
            categories,
            category_of,
            brands: Texts::from_rows(ranked.iter().map(brand_of))?,
            prices: column_of(ranked.iter().map(|&item| {
                facts(item).and_then(|facts| facts.price).or(voted_prices[item as usize])
            })),
            costs: column_of(ranked.iter().map(|&item| {
                facts(item).and_then(|facts| facts.cost).or(voted_costs[item as usize])
            })),
            stocks: column_of(ranked.iter().map(|&item| facts(item).and_then(|f| f.stock))),
            urls: Texts::from_rows(ranked.iter().map(url_of))?,
            attribute_names,
            attribute_ends,
            attribute_name_of,
            attribute_values: Texts::from_rows(values)?,
        };
        Ok(Catalog::new(columns, n_items)?)
    }
}

/// Stands in the column of items where a line was summed into another, or taken back.
const NOTHING: u32 = u32::MAX;

/// All lines, sorted by order.
struct SortedLines {
    ends: Vec<usize>,
    items: Vec<u32>,
    quantities: Vec<i64>,
}

impl SortedLines {
    /// A counting sort by order.
    fn new(lines: Lines, n_orders: usize) -> Self {
        let mut ends = vec![0_usize; n_orders];
        for &order in &lines.orders {
            ends[order as usize] += 1;
        }
        let mut end = 0;
        for place in &mut ends {
            let n_lines = *place;
            *place = end;
            end += n_lines;
        }
        let mut items = vec![0; lines.items.len()];
        let mut quantities = vec![0; lines.items.len()];
        for ((&order, &item), &quantity) in
            lines.orders.iter().zip(&lines.items).zip(&lines.quantities)
        {
            let place = &mut ends[order as usize];
            items[*place] = item;
            quantities[*place] = quantity;
            *place += 1;
        }
        Self { ends, items, quantities }
    }

    fn range(&self, order: usize) -> std::ops::Range<usize> {
        let start = if order == 0 { 0 } else { self.ends[order - 1] };
        start..self.ends[order]
    }

    /// Sums the lines of an order with the same item and takes refunds back inside the order;
    /// what is below zero then is a return to be settled against earlier orders.
    fn net(&mut self, intake: &Intake, report: &mut IntakeReport) -> Vec<Return> {
        let mut refunds: HashMap<(u32, u32), i128, FixedState> =
            HashMap::with_hasher(FixedState::default());
        for &(order, item, quantity) in &intake.refunds {
            *refunds.entry((order, item)).or_insert(0) += i128::from(quantity);
        }
        let mut returns = Vec::new();
        let mut order_lines: Vec<(u32, i64)> = Vec::new();
        for order in 0..self.ends.len() {
            let range = self.range(order);
            order_lines.clear();
            order_lines.extend(
                self.items[range.clone()]
                    .iter()
                    .copied()
                    .zip(self.quantities[range.clone()].iter().copied()),
            );
            order_lines.sort_unstable();
            let mut place = range.start;
            for lines in order_lines.chunk_by(|a, b| a.0 == b.0) {
                let item = lines[0].0;
                report.n_lines_summed += lines.len() as u64 - 1;
                let sum: i128 = lines.iter().map(|line| i128::from(line.1)).sum();
                let takes_back = lines[0].1 < 0;
                let refund = refunds.get(&(order as u32, item)).copied();
                let left = sum - refund.unwrap_or(0);
                if sum < 0 {
                    report.n_returns += 1;
                    let customer = intake.customer_of[order];
                    if customer == NOBODY {
                        report.n_returns_unmatched += 1;
                    } else {
                        let time = intake.time_of[order];
                        let time = if time == NEVER { i64::MAX } else { time };
                        let (order, quantity) = (order as u32, within_i64(-sum));
                        returns.push(Return { customer, item, time, order, quantity });
                    }
                } else if left > 0 || (left == 0 && !takes_back && refund.is_none()) {
                    self.items[place] = item;
                    self.quantities[place] = within_i64(left);
                    place += 1;
                } else {
                    report.n_lines_taken_back += 1;
                    // More was refunded than the order holds.
                    report.n_returns_unmatched += u64::from(left < 0);
                }
            }
            self.items[place..range.end].fill(NOTHING);
        }
        report.n_lines_taken_back += intake.refunds.len() as u64;
        returns
    }

    /// Lets returns take back lines of earlier orders.
    fn settle(&mut self, intake: &Intake, returns: Vec<Return>, report: &mut IntakeReport) {
        if returns.is_empty() {
            return;
        }
        let mut wanted: HashSet<(u32, u32), FixedState> =
            HashSet::with_hasher(FixedState::default());
        let mut is_returner = vec![false; intake.customers.len()];
        for back in &returns {
            wanted.insert((back.customer, back.item));
            is_returner[back.customer as usize] = true;
        }
        let mut purchases = Vec::new();
        for order in 0..self.ends.len() {
            let customer = intake.customer_of[order];
            if customer == NOBODY || !is_returner[customer as usize] {
                continue;
            }
            for line in self.range(order) {
                let item = self.items[line];
                if item != NOTHING && wanted.contains(&(customer, item)) {
                    let (time, remaining) = (intake.time_of[order], self.quantities[line]);
                    let order = order as u32;
                    purchases.push(Purchase { customer, item, time, order, line, remaining });
                }
            }
        }
        let taken = take_back(purchases, returns, &intake.orders);
        report.n_returns_unmatched += taken.n_unmatched;
        report.n_lines_taken_back += taken.lines.len() as u64;
        for line in taken.lines {
            self.items[line] = NOTHING;
        }
    }

    fn into_orders(self, intake: &Intake, index_of: &[u32], report: &mut IntakeReport) -> Orders {
        let n_kept = self.items.iter().filter(|&&item| item != NOTHING).count();
        report.n_lines_kept = n_kept as u64;
        let n_customers = intake.customers.len() as u32;
        let mut orders = Orders::with_capacity(self.ends.len(), n_kept, n_customers);
        let mut kept: Vec<u32> = Vec::new();
        for order in 0..self.ends.len() {
            let lines = self.items[self.range(order)].iter();
            kept.clear();
            kept.extend(lines.filter(|&&item| item != NOTHING).map(|&i| index_of[i as usize]));
            if kept.is_empty() {
                report.n_orders_emptied += 1;
                continue;
            }
            let customer = Some(intake.customer_of[order]).filter(|&c| c != NOBODY);
            let time = Some(intake.time_of[order]).filter(|&t| t != NEVER).map(Timestamp);
            orders.push(&mut kept, customer, time);
        }
        orders
    }
}

/// The nearest quantity that a column holds.
fn within_i64(quantity: i128) -> i64 {
    quantity.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64
}

fn set_text(kept: &mut Option<String>, given: Option<&str>) {
    if let Some(text) = given.filter(|text| !text.is_empty()) {
        *kept = Some(text.to_owned());
    }
}

fn count(flags: &[bool]) -> u64 {
    flags.iter().filter(|&&flag| flag).count() as u64
}
