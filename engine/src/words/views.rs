//! What was looked at: visits with their distinct items, and what was done with each.

use super::id::Id;
use super::orders::{NEVER, NOBODY};
use super::time::Timestamp;

/// What a visitor did with an item, the weakest sign of wanting it first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum ViewEvent {
    /// Looked at it.
    #[default]
    View,
    /// Marked it as a favourite.
    Favorite,
    /// Put it into the cart.
    Cart,
}

/// One row of views, as a reader parsed it. Rows may come in any sequence.
///
/// The visit that it belongs to is named by `session`. Where a row has none, it is that of the
/// customer on the row's day (UTC), or of the customer alone where the row has no time either.
#[derive(Debug, Clone, Copy)]
pub struct ViewLine<'a> {
    /// The visit, as the shop names it.
    pub session: Option<Id<'a>>,
    /// Who looked; needed where there is no `session`.
    pub customer: Option<Id<'a>>,
    /// What was looked at.
    pub item: Id<'a>,
    /// When.
    pub time: Option<Timestamp>,
    /// What was done with it.
    pub event: ViewEvent,
}

/// All visits, each with its distinct items. Their sequence carries no meaning.
///
/// Costs 5 bytes for each pair of a visit and an item, and 20 bytes a visit.
#[derive(Debug, Clone, Default)]
pub struct Views {
    ends: Vec<u64>,
    items: Vec<u32>,
    events: Vec<ViewEvent>,
    customers: Vec<u32>,
    times: Vec<i64>,
    n_customers: u32,
}

/// One visit: its distinct items in rising order, and what is known of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VisitRef<'a> {
    /// Numbers of its distinct items ([`ItemIndex`](super::ItemIndex)), rising.
    pub items: &'a [u32],
    /// The strongest that was done with each of the items.
    pub events: &'a [ViewEvent],
    /// The number of its customer, where the rows name one: the number that the customer has in
    /// [`Orders`](super::Orders).
    pub customer: Option<u32>,
    /// When its earliest row was.
    pub time: Option<Timestamp>,
}

/// The columns of [`Views`], all visits by the same sequence.
pub(super) struct ViewColumns {
    pub(super) ends: Vec<u64>,
    pub(super) items: Vec<u32>,
    pub(super) events: Vec<ViewEvent>,
    pub(super) customers: Vec<u32>,
    pub(super) times: Vec<i64>,
    pub(super) n_customers: u32,
}

impl ViewEvent {
    /// Whether it says more than that the item was looked at.
    #[must_use]
    pub fn is_wanting(self) -> bool {
        match self {
            Self::View => false,
            Self::Favorite | Self::Cart => true,
        }
    }
}

impl Views {
    pub(super) fn new(columns: ViewColumns) -> Self {
        let ViewColumns { ends, items, events, customers, times, n_customers } = columns;
        Self { ends, items, events, customers, times, n_customers }
    }

    /// How many visits there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no visit.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// How many pairs of a visit and one of its items there are.
    #[must_use]
    pub fn n_views(&self) -> usize {
        self.items.len()
    }

    /// A bound on the numbers of customers. Those that only looked come behind those of the orders.
    #[must_use]
    pub fn n_customers(&self) -> u32 {
        self.n_customers
    }

    /// The visit at `position`.
    ///
    /// # Panics
    ///
    /// Where there is none.
    #[must_use]
    pub fn visit(&self, position: usize) -> VisitRef<'_> {
        let start = if position == 0 { 0 } else { self.ends[position - 1] as usize };
        let range = start..self.ends[position] as usize;
        VisitRef {
            items: &self.items[range.clone()],
            events: &self.events[range],
            customer: Some(self.customers[position]).filter(|&customer| customer != NOBODY),
            time: Some(self.times[position]).filter(|&time| time != NEVER).map(Timestamp),
        }
    }

    /// All visits.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = VisitRef<'_>> + '_ {
        (0..self.len()).map(|position| self.visit(position))
    }
}
