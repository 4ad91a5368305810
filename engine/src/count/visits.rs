//! Visits by item: how many saw it, how many wanted it, how many saw another one too.

use std::num::NonZeroUsize;

use super::baskets::CountError;
use super::bought_instead::BoughtInstead;
use super::seen_together::SeenTogether;
use super::swing::Swing;
use crate::words::{Orders, Views};

/// How many visits saw each item, and in how many it was wanted.
///
/// Shape: one row an item, in the sequence of the vocabulary.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct VisitCounts {
    /// Visits in which the item was looked at, or wanted. Unit: visits.
    pub n_visits: Vec<u32>,
    /// Those of them in which it was put into the cart or marked as a favourite. Unit: visits.
    pub n_wanted: Vec<u32>,
    /// Visits that saw two of them.
    pub both: SeenTogether,
    /// How much of what ties their visitors each other item is.
    pub swing: Swing,
    /// What was bought by those who left them.
    pub instead: BoughtInstead,
}

impl VisitCounts {
    /// Counts all `views` of a shop with `n_items` items, and what became of them in `orders`; nothing
    /// where no views were given, for then nobody knows. Costs one pass over them, a count of all pairs
    /// in a visit, and what [`Swing`] and [`BoughtInstead`] cost.
    ///
    /// # Errors
    ///
    /// More views than 32-bit positions reach.
    pub fn new(
        views: &Views,
        orders: &Orders,
        n_items: usize,
        threads: NonZeroUsize,
    ) -> Result<Option<Self>, CountError> {
        if views.is_empty() {
            return Ok(None);
        }
        let mut counts = Self {
            n_visits: vec![0; n_items],
            n_wanted: vec![0; n_items],
            both: SeenTogether::count(views, n_items, threads)?,
            swing: Swing::new(views, n_items, threads),
            instead: BoughtInstead::new(views, orders, n_items, threads),
        };
        for visit in views.iter() {
            for (&item, event) in visit.items.iter().zip(visit.events) {
                counts.n_visits[item as usize] += 1;
                counts.n_wanted[item as usize] += u32::from(event.is_wanting());
            }
        }
        Ok(Some(counts))
    }
}
