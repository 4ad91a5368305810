//! Order lines on their way in, a block at a time.

use super::id::Id;
use super::intake::{LineStatus, OrderLine};
use super::interner::{Interner, Sought};
use super::money::{Money, Quantity};
use super::time::Timestamp;

/// How many lines wait for one another. Their texts fit the first-level cache.
const LINES_AT_A_TIME: usize = 64;

/// Lines whose ids have no numbers yet.
///
/// In a large shop every look at an interner is a trip to memory. Looked up one line at a time the
/// trips stand in a queue; looked up in a tight loop over a block, several are under way at once.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    lines: Vec<Line>,
    texts: String,
    /// Where the ids of each line were found.
    sought: Vec<SoughtLine>,
}

/// A line whose texts lie in the block's, one behind the other.
#[derive(Debug, Clone, Copy)]
struct Line {
    start: usize,
    order_end: usize,
    item_end: usize,
    customer_end: usize,
    title_end: usize,
    category_end: usize,
    status: LineStatus,
    time: Option<Timestamp>,
    quantity: Quantity,
    unit_price: Option<Money>,
    unit_cost: Option<Money>,
}

/// Where the ids of a line were found, before it was anyone's turn to give numbers.
#[derive(Debug, Clone, Copy)]
pub(super) struct SoughtLine {
    /// Nothing where the line names the order and customer of the line before.
    pub(super) order: Option<Sought>,
    /// Nothing where the line names nobody, or the order and customer of the line before.
    pub(super) customer: Option<Sought>,
    pub(super) item: Sought,
}

impl Waiting {
    /// Takes a line; true when the block is full.
    pub(super) fn push(&mut self, line: &OrderLine<'_>) -> bool {
        let mut put = |text: &str| {
            self.texts.push_str(text);
            self.texts.len()
        };
        let start = put("");
        self.lines.push(Line {
            start,
            order_end: put(line.order.as_str()),
            item_end: put(line.item.as_str()),
            customer_end: put(line.customer.map_or("", |id| id.as_str())),
            title_end: put(line.title.unwrap_or("")),
            category_end: put(line.category.unwrap_or("")),
            status: line.status,
            time: line.time,
            quantity: line.quantity,
            unit_price: line.unit_price,
            unit_cost: line.unit_cost,
        });
        self.lines.len() == LINES_AT_A_TIME
    }

    /// How many lines wait.
    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    /// Looks up the ids of all lines that wait.
    pub(super) fn seek(&mut self, orders: &Interner, customers: &Interner, items: &Interner) {
        self.sought.clear();
        let mut before = ("", "");
        for line in &self.lines {
            let OrderLine { order, item, customer, .. } = line.within(&self.texts);
            let customer = customer.map_or("", Id::as_str);
            let names = (order.as_str(), customer);
            let is_new = names != before;
            before = names;
            self.sought.push(SoughtLine {
                order: is_new.then(|| orders.seek(order.as_str())),
                customer: (is_new && !customer.is_empty()).then(|| customers.seek(customer)),
                item: items.seek(item.as_str()),
            });
        }
    }

    /// The lines that wait, each with where its ids were found.
    pub(super) fn lines(&self) -> impl Iterator<Item = (OrderLine<'_>, SoughtLine)> {
        self.lines.iter().map(|line| line.within(&self.texts)).zip(self.sought.iter().copied())
    }

    /// Forgets all lines.
    pub(super) fn clear(&mut self) {
        self.lines.clear();
        self.texts.clear();
        self.sought.clear();
    }
}

impl Line {
    fn within<'a>(&self, texts: &'a str) -> OrderLine<'a> {
        let text = |start, end| Some(&texts[start..end]).filter(|text| !text.is_empty());
        OrderLine {
            order: Id::known(&texts[self.start..self.order_end]),
            item: Id::known(&texts[self.order_end..self.item_end]),
            customer: text(self.item_end, self.customer_end).map(Id::known),
            time: self.time,
            quantity: self.quantity,
            status: self.status,
            unit_price: self.unit_price,
            unit_cost: self.unit_cost,
            title: text(self.customer_end, self.title_end),
            category: text(self.title_end, self.category_end),
        }
    }
}
