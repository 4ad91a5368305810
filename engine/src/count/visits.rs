//! Visits by item: how many saw it, how many wanted it, how many saw another one too.

use std::num::NonZeroUsize;

use super::baskets::CountError;
use super::seen_together::SeenTogether;
use crate::words::Views;

/// How many visits saw each item, and in how many it was wanted.
///
/// Shape: one row an item, in the sequence of the vocabulary. It does not say what became of the
/// visits: whoever wanted an item may have bought it, another, or nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VisitCounts {
    /// Visits in which the item was looked at, or wanted. Unit: visits.
    pub n_visits: Vec<u32>,
    /// Those of them in which it was put into the cart or marked as a favourite. Unit: visits.
    pub n_wanted: Vec<u32>,
    /// Visits that saw two of them.
    pub both: SeenTogether,
}

impl VisitCounts {
    /// Counts all `views` of a shop with `n_items` items; nothing where none were given, for then
    /// nobody knows. Costs one pass over them, and a count of all pairs in a visit.
    ///
    /// # Errors
    ///
    /// More views than 32-bit positions reach.
    pub fn new(
        views: &Views,
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
