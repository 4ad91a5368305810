//! Lines of orders side by side, as files of columns hold them.

use super::id::Id;
use super::money::{Money, Quantity};
use super::time::Timestamp;

/// Lines of orders in columns, each line at one place of every column: what
/// [`OrderLine`](super::OrderLine)s say, of lines that are all paid and name neither titles nor categories.
///
/// All columns are of one length, which [`LineColumns::new`] sees to.
#[derive(Debug, Default)]
pub struct LineColumns<'a> {
    /// The order of each line.
    pub(super) orders: Vec<Id<'a>>,
    /// What was bought.
    pub(super) items: Vec<Id<'a>>,
    /// Who bought it.
    pub(super) customers: Vec<Option<Id<'a>>>,
    /// When.
    pub(super) times: Vec<Option<Timestamp>>,
    /// How many.
    pub(super) quantities: Vec<Quantity>,
    /// What one piece was sold for.
    pub(super) unit_prices: Vec<Option<Money>>,
}

impl<'a> LineColumns<'a> {
    /// Columns with one entry a line; nothing where their lengths differ.
    #[must_use]
    pub fn new(
        (orders, items): (Vec<Id<'a>>, Vec<Id<'a>>),
        (customers, times): (Vec<Option<Id<'a>>>, Vec<Option<Timestamp>>),
        (quantities, unit_prices): (Vec<Quantity>, Vec<Option<Money>>),
    ) -> Option<Self> {
        let n_lines = orders.len();
        let lengths =
            [items.len(), customers.len(), times.len(), quantities.len(), unit_prices.len()];
        let is_even = lengths.iter().all(|&length| length == n_lines);
        is_even.then_some(Self { orders, items, customers, times, quantities, unit_prices })
    }

    /// The time of each line.
    #[must_use]
    pub fn times(&self) -> &[Option<Timestamp>] {
        &self.times
    }
}
