//! Lines of orders side by side, as files of columns hold them.

use super::id::Id;
use super::money::{Money, Quantity};
use super::time::Timestamp;

/// Lines of orders in columns, each line at one place of every column: what
/// [`OrderLine`](super::OrderLine)s say, of lines that are all paid and name neither titles nor categories.
///
/// All columns are of one length.
#[derive(Debug, Default)]
pub struct LineColumns<'a> {
    /// The order of each line.
    pub orders: Vec<Id<'a>>,
    /// What was bought.
    pub items: Vec<Id<'a>>,
    /// Who bought it.
    pub customers: Vec<Option<Id<'a>>>,
    /// When.
    pub times: Vec<Option<Timestamp>>,
    /// How many.
    pub quantities: Vec<Quantity>,
    /// What one piece was sold for.
    pub unit_prices: Vec<Option<Money>>,
}
