//! What is asked of offers: checked already, in the snapshot's own numbers.

use crate::bundle::Goal;
use crate::suggest::Query;

/// Most bundles one answer holds.
pub const MAX_OFFERS: usize = 10;

/// What is offered beside a price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DiscountKind {
    /// The whole costs less.
    #[default]
    Price,
    /// One more item goes with it for nothing.
    Gift,
}

impl DiscountKind {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Price, Self::Gift];

    /// Its name over HTTP.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Price => "price",
            Self::Gift => "gift",
        }
    }
}

/// What is to be offered beside a cart.
#[derive(Debug, Clone)]
pub struct Ask {
    /// The cart, who buys, and which items may be offered. Its limit is not heeded.
    pub query: Query,
    /// What is to be raised.
    pub goal: Goal,
    /// What is given beside.
    pub kind: DiscountKind,
    /// What the buyer does not want of the dearest item: attributes with their values.
    pub objected: Vec<(String, Vec<String>)>,
    /// Most bundles wanted; at most [`MAX_OFFERS`] are given.
    pub limit: usize,
}
