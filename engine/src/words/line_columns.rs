//! Lines of orders side by side, as files of columns hold them.

use super::id::Id;
use super::money::{Money, Quantity};
use super::time::Timestamp;

/// Lines that follow one another and say the same of their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderPart<'a> {
    /// The order they belong to.
    pub order: Id<'a>,
    /// Who bought it.
    pub customer: Option<Id<'a>>,
    /// When.
    pub time: Option<Timestamp>,
    /// How many lines there are.
    pub n_lines: usize,
}

/// Lines of orders in columns, each line at one place of every column: what
/// [`OrderLine`](super::OrderLine)s say, of lines that are all paid and name neither titles nor categories.
#[derive(Debug, Default)]
pub struct LineColumns<'a> {
    pub(super) parts: Vec<OrderPart<'a>>,
    pub(super) items: Vec<Id<'a>>,
    pub(super) quantities: Vec<Quantity>,
    pub(super) unit_prices: Vec<Option<Money>>,
}

impl<'a> LineColumns<'a> {
    /// Columns with one entry a line, whose orders are told part by part; nothing where their lengths
    /// differ.
    #[must_use]
    pub fn new(
        parts: Vec<OrderPart<'a>>,
        items: Vec<Id<'a>>,
        quantities: Vec<Quantity>,
        unit_prices: Vec<Option<Money>>,
    ) -> Option<Self> {
        let n_lines = parts.iter().map(|part| part.n_lines).sum();
        let lengths = [items.len(), quantities.len(), unit_prices.len()];
        let is_even = lengths.iter().all(|&length| length == n_lines);
        is_even.then_some(Self { parts, items, quantities, unit_prices })
    }

    /// What the lines say of their orders.
    #[must_use]
    pub fn parts(&self) -> &[OrderPart<'a>] {
        &self.parts
    }
}
